"""The answers to a request as a table of units × lines, for the page and for files, and what of it is held back."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _

from binhyen.access.permissions import Permission
from binhyen.analytics.queries import Adds, FigureOf, NoValue, figures_of_asked, held_back
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import CUSTOM_WINDOWS, Period, parse_period
from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.foundations.vietnamese import format_date, format_number
from binhyen.indicators.queries import indicators_on, layout_of
from binhyen.indicators.values import FormLayout, FormLine, LineRole
from binhyen.reporting.models import Request
from binhyen.reporting.queries import Answer, answers_to, sums_so_far
from binhyen.web.figures.shown import absence_text
from binhyen.web.frame.lists import EXCEL
from binhyen.web.frame.states import STATES
from binhyen.web.frame.words import label_of, unit_of

Cell = tuple[int, str]
"""Row (the key of an obligation, or one of the two below) and line; ``rest of`` a line is a share's complement."""

ACCEPTED, SO_FAR = -1, -2
_REST = "rest of "
_WORDS = {
    "awaited": "not-submitted",
    "draft": "draft",
    "submitted": "waiting",
    "returned": "returned",
    "accepted": "approved",
    "locked": "locked",
}


@dataclass(frozen=True, slots=True)
class Written:
    """A cell as it is written. ``value`` is the number behind it, where there is one that may be told."""

    text: str
    value: Decimal | None = None


NOTHING = Written("")


@dataclass(frozen=True)
class Answers:
    """What was answered so far: unit by unit, the sum of what was accepted, and of all that was handed in."""

    layout: FormLayout
    period: Period
    answers: tuple[Answer, ...]
    cells: Mapping[Cell, Written]

    @property
    def answered(self) -> int:
        return sum(answer.answered for answer in self.answers)

    @property
    def accepted(self) -> int:
        return sum(answer.accepted for answer in self.answers)

    def row(self, key: int) -> list[Written]:
        return [self.cells.get((key, line.code), NOTHING) for line in self.layout.lines]


def period_of_request(request: Request) -> Period:
    """The days of a request as a period."""
    return parse_period(request.period, CUSTOM_WINDOWS)


def answers_shown(actor: Actor, request: Request, *, in_file: bool = False) -> Answers:
    """The table. Small numbers of persons are held back in every file, and from whoever does not review the answers."""
    layout, period = layout_of(request.version), period_of_request(request)
    answers = answers_to(actor, request)
    asked = [(layout.data_set, period)]
    accepted = figures_of_asked(actor, request.unit_id, asked).get((layout.data_set, period), ())
    figures: dict[Cell, Figure | NoValue | None] = {
        (answer.obligation_id, code): figure for answer in answers for code, figure in answer.figures.items()
    }
    figures |= {(SO_FAR, code): figure for code, figure in sums_so_far(request, answers).items()}
    figures |= {(ACCEPTED, figure.line): _of_sum(figure) for figure in accepted}
    full = not in_file and bool(actor.may(Permission.REVIEW_REPORT, at=request.unit_path))
    marks = {} if full else _marks(request, layout, answers, figures)
    lines = layout.by_code
    cells = {
        cell: Written(marks[cell]) if cell in marks else _written(figure, lines[cell[1]])
        for cell, figure in figures.items()
    }
    return Answers(layout, period, answers, cells)


def _of_sum(figure: FigureOf) -> Figure | NoValue | None:
    if figure.value is not None and figure.absence is None:
        return Quantity(figure.value, figure.unit)
    return figure.absence


def _written(figure: Figure | NoValue | None, line: FormLine) -> Written:
    if isinstance(figure, Quantity):
        places = line.decimals if line.role is LineRole.RATE else None
        return Written(format_number(figure.value, places), figure.value)
    if isinstance(figure, Absence):
        return Written(_("chưa có") if figure is Absence.MISSING else _("không áp dụng"))
    return Written(absence_text(figure))


def _marks(
    request: Request, layout: FormLayout, answers: Sequence[Answer], figures: Mapping[Cell, object]
) -> dict[Cell, str]:
    """What stands in place of small numbers of persons, so that none follows from options, shares or either sum."""
    definitions = indicators_on(request.first_day)
    persons = {
        line.code
        for line in layout.lines
        if line.indicator in definitions and definitions[line.indicator].counts_persons
    }
    values = {
        cell: figure.value
        for cell, figure in figures.items()
        if cell[1] in persons and isinstance(figure, Quantity)
    }
    relations: list[Adds[Cell]] = []
    unshown: list[Cell] = []
    for line in layout.lines:
        if line.role is not LineRole.RATE and line.code in persons:
            answered = tuple((each.obligation_id, line.code) for each in answers if each.answered)
            taken = tuple((each.obligation_id, line.code) for each in answers if each.accepted)
            relations += [Adds((SO_FAR, line.code), answered), Adds((ACCEPTED, line.code), taken)]
    for row in (ACCEPTED, SO_FAR, *(each.obligation_id for each in answers)):
        for line in layout.lines:
            parts = tuple((row, part) for part in line.parts)
            if line.role is LineRole.TOTAL and line.code in persons:
                relations.append(Adds((row, line.code), parts))
            elif line.role is LineRole.RATE and values.keys() >= {*parts}:
                above, below = (values[part] for part in parts)
                if above <= below:
                    rest = (row, _REST + line.code)
                    values[rest] = below - above
                    unshown.append(rest)
                    relations.append(Adds(parts[1], (parts[0], rest)))
    marks = dict(held_back(values, relations, unshown))
    for row, code in figures:
        line = layout.by_code[code]
        if line.role is LineRole.RATE and any((row, part) in marks for part in line.parts):
            marks[row, code] = "…"
    return marks


# ---- files -----------------------------------------------------------------------------------------------


def _table(shown: Answers) -> list[list[str | Decimal]]:
    """The head, the units, and both sums; numbers as numbers."""
    head = [
        _("Mã đơn vị"),
        _("Đơn vị"),
        _("Trạng thái"),
        _("Muộn"),
        *(f"{label_of(line)} ({unit_of(line)})" for line in shown.layout.lines),
    ]
    rows: list[list[str | Decimal]] = [list(head)]
    for each in shown.answers:
        rows.append(
            [
                each.unit_code,
                each.unit_name,
                str(STATES[_WORDS[each.state]].label),
                _("muộn") if each.late else "",
                *map(_in_file, shown.row(each.obligation_id)),
            ]
        )
    for key, label in ((ACCEPTED, _("Cộng đã duyệt")), (SO_FAR, _("Cộng tạm tính"))):
        rows.append(["", label, "", "", *map(_in_file, shown.row(key))])
    return rows


def _in_file(cell: Written) -> str | Decimal:
    return cell.text if cell.value is None else cell.value


def csv_of(shown: Answers, name: str) -> HttpResponse:
    """The table in UTF-8 with the mark that makes Excel read it as such."""
    out = io.StringIO()
    csv.writer(out).writerows([_safe(cell) for cell in row] for row in _table(shown))
    return _file(out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{name}.csv")


def _safe(cell: str | Decimal) -> str | Decimal:
    """What a spreadsheet takes for text, not for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def excel_of(shown: Answers, name: str) -> HttpResponse:
    """The table as a workbook of one sheet."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(_("Trả lời"))
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        rows = _table(shown)
        for at, row in enumerate(rows):
            heading = at == 0 or at > len(shown.answers)
            for place, cell in enumerate(row):
                if isinstance(cell, Decimal):
                    sheet.write_number(at, place, cell, bold if heading else None)
                else:
                    sheet.write_string(at, place, cell, bold if heading else None)
        sheet.set_column(0, 0, 10)
        sheet.set_column(1, 1, 28)
        sheet.set_column(2, 3 + len(shown.layout.lines), 14)
        sheet.freeze_panes(1, 2)
    return _file(out.getvalue(), EXCEL, f"{name}.xlsx")


def file_name(request: Request) -> str:
    """What a file of the answers is called, without its ending."""
    return f"tra-loi-{request.data_set.code}-{format_date(request.first_day).replace('/', '')}"


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
