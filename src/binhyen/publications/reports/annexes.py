"""How do the tables by unit look, and on how many annexes do they stand?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from binhyen.foundations.quantities import Quantity
from binhyen.foundations.vietnamese import join_words
from binhyen.indicators.values import LineRole
from binhyen.machinery.formats.documents import (
    Alignment,
    Annex,
    Block,
    Column,
    HeaderCell,
    Note,
    Table,
    annex_labels,
)
from binhyen.publications.reports.coverage import Counts, lived_in_words, spans_lived
from binhyen.publications.reports.headings import signs_in_words, without_guidance
from binhyen.publications.reports.holding_back import HeldBack
from binhyen.publications.reports.own_annex import own_annex
from binhyen.publications.reports.results import in_tenths
from binhyen.publications.rules.printed import (
    ESTIMATED,
    NOT_COMPARABLE,
    Ledger,
    Meaning,
    Printed,
    cell_of,
    of_unit,
    with_unit,
)
from binhyen.publications.rules.sheet import Reporters, ReportLine, ReportSheet, UnitReport, value_of

MOST_COLUMNS = 12
"""More columns of figures do not fit across a landscape page."""
_DIGITS_ACROSS = 88
"""How many digits fit across a landscape page beside numbers and names, at the size of the tables' text."""
_NARROWEST = 6
_ORDINARY_NAME = 24
NOT_ADDED = "không cộng"
TOTAL = "Tổng cộng"
BESIDE = "Phần không chia được về từng đơn vị"


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of figures, and the heading that it stands under."""

    section: str
    line: ReportLine

    @property
    def title(self) -> str:
        return f"{self.line.form.label} ({self.line.form.unit})"


@dataclass(frozen=True, slots=True)
class _Page:
    """What stands on one annex: columns of one form's figures."""

    reporters: Reporters
    columns: tuple[_Column, ...]

    @property
    def sections(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(column.section for column in self.columns))


def annexes_of(sheet: ReportSheet, held: HeldBack, ledger: Ledger) -> tuple[Annex, ...]:
    """The tables by unit, those of the unit's own bodies last. Every annex repeats the names.

    An indicator with a disaggregation stands there by its total alone.
    """
    pages = [page for each in sheet.reporters if not each.own for page in _pages(sheet, each)]
    own = [each for each in sheet.reporters if each.own]
    labels = annex_labels(len(pages) + bool(own))
    annexes = [
        Annex(_title(sheet, page), tuple(_blocks(sheet, page, held, ledger, label)))
        for page, label in zip(pages, labels, strict=False)
    ]
    if own:
        annexes.append(own_annex(sheet, own, held, ledger, labels[-1]))
    return tuple(annexes)


def _pages(sheet: ReportSheet, reporters: Reporters) -> Iterator[_Page]:
    """Whole sections together as long as they fit; a section that is too wide by itself is divided."""
    waiting: list[_Column] = []
    for section in reporters.sections:
        columns = [
            _Column(without_guidance(section.title), line) for line in section.lines if not line.form.option
        ]
        if waiting and not _fits(sheet, reporters, [*waiting, *columns]):
            yield _Page(reporters, tuple(waiting))
            waiting = []
        for column in columns:
            if waiting and not _fits(sheet, reporters, [*waiting, column]):
                yield _Page(reporters, tuple(waiting))
                waiting = []
            waiting.append(column)
    if waiting:
        yield _Page(reporters, tuple(waiting))


def _fits(sheet: ReportSheet, reporters: Reporters, columns: list[_Column]) -> bool:
    if len(columns) > MOST_COLUMNS:
        return False
    widths = (
        len(cell_of(column.line, sheet.sums_by_form[reporters.form, column.line.code].figure))
        for column in columns
    )
    return sum(max(width, _NARROWEST) for width in widths) <= _DIGITS_ACROSS


def _title(sheet: ReportSheet, page: _Page) -> str:
    whose = f"của {page.reporters.words}" if page.reporters.apart else f"theo {page.reporters.words}"
    about = "; ".join(title[:1].lower() + title[1:] for title in page.sections)
    return f"Số liệu {whose} {sheet.period.label} ({about})"


def _blocks(sheet: ReportSheet, page: _Page, held: HeldBack, ledger: Ledger, label: str) -> Iterator[Block]:
    reporters = page.reporters
    rows = tuple(
        (
            str(at),
            report.name,
            *(_cell(sheet, reporters, report, column, held, ledger, label) for column in page.columns),
        )
        for at, report in enumerate(reporters.reports, start=1)
    )
    longest = max(len(report.name) for report in reporters.reports)
    if any(sheet.beside(reporters, column.line.code) for column in page.columns):
        beside = (_beside(sheet, reporters, column, held, ledger, label) for column in page.columns)
        rows = (*rows, ("", BESIDE, *beside))
    total = ("", TOTAL, *(_total(sheet, reporters, column, held, ledger, label) for column in page.columns))
    yield Table(
        columns=(
            Column("", 1, Alignment.CENTRE),
            Column("", 4 if longest <= _ORDINARY_NAME else 7),
            *(Column("", 1.6, Alignment.RIGHT) for _column in page.columns),
        ),
        header=_header(page),
        rows=rows,
        total=total,
        text_size=11,
    )
    if notes := tuple(_notes(sheet, page, rows, total, held, ledger, label)):
        yield Note(" ".join(notes))


def _header(page: _Page) -> tuple[tuple[HeaderCell, ...], ...]:
    names = page.reporters.words[:1].upper() + page.reporters.words[1:]
    return (
        (
            HeaderCell("STT", rows=2),
            HeaderCell(names, rows=2),
            *(
                HeaderCell(title, columns=len(list(columns)))
                for title, columns in groupby(page.columns, key=lambda column: column.section)
            ),
        ),
        tuple(HeaderCell(column.title) for column in page.columns),
    )


def _cell(
    sheet: ReportSheet,
    reporters: Reporters,
    report: UnitReport,
    column: _Column,
    held: HeldBack,
    ledger: Ledger,
    label: str,
) -> str:
    line = column.line
    figure = (report.figures or {}).get(line.code)
    mark = held.cell(reporters.form, line.code, report.unit_id)
    return ledger.print(
        of_unit(
            line,
            report,
            figure,
            mark,
            key=f"{reporters.form}:{line.code}:{report.unit_id}",
            place=f"{label}, {report.name}, cột “{line.form.label}”",
            period=sheet.period,
        )
    )


def _beside(
    sheet: ReportSheet, reporters: Reporters, column: _Column, held: HeldBack, ledger: Ledger, label: str
) -> str:
    """What of the column's sum lies in none of the rows above, so that these and it come to the sum."""
    line = column.line
    if not line.adds or line.form.role is LineRole.RATE:
        return NOT_ADDED
    rest = sheet.beside(reporters, line.code) or Decimal(0)
    mark = held.beside(reporters.form, line.code)
    figure = Quantity(rest, line.form.unit)
    return ledger.print(
        Printed(
            key=f"{reporters.form}:{line.code}:beside",
            place=f"{label}, dòng “{BESIDE}”, cột “{line.form.label}”",
            meaning=Meaning.BESIDE,
            label=line.form.label,
            indicator=line.form.indicator,
            option=line.form.option,
            unit=line.form.unit,
            of_name=sheet.unit_name,
            of_code=sheet.unit_code,
            period=sheet.period,
            text=mark or cell_of(line, figure),
            value=None if mark else rest,
        )
    )


def _total(
    sheet: ReportSheet, reporters: Reporters, column: _Column, held: HeldBack, ledger: Ledger, label: str
) -> str:
    line = column.line
    kept = sheet.sums_by_form[reporters.form, line.code]
    if not line.adds and not line.form.parts:
        return NOT_ADDED
    mark = held.sum_of_form(reporters.form, line.code)
    return ledger.print(
        Printed(
            key=f"{reporters.form}:{line.code}:total",
            place=f"{label}, dòng “{TOTAL}”, cột “{line.form.label}”",
            meaning=Meaning.SUM,
            label=line.form.label,
            indicator=line.form.indicator,
            option=line.form.option,
            unit=line.form.unit,
            of_name=sheet.unit_name,
            of_code=sheet.unit_code,
            period=sheet.period,
            text=mark
            or (NOT_COMPARABLE if kept.apart else cell_of(line, kept.figure, estimated=bool(kept.estimated))),
            value=None if mark else value_of(kept.figure),
            standing=kept.standing,
            counted=kept.counted,
            expected=kept.expected,
            estimated=Decimal(0) if mark else kept.estimated,
        )
    )


def _partial(reporters: Reporters) -> list[UnitReport]:
    """The units whose figures rest on a part of their reports."""
    return [each for each in reporters.incomplete if each.accepted and each.state]


def _notes(
    sheet: ReportSheet,
    page: _Page,
    rows: tuple[tuple[str, ...], ...],
    total: tuple[str, ...],
    held: HeldBack,
    ledger: Ledger,
    label: str,
) -> Iterator[str]:
    """What the signs in the table mean, and what its total does not count."""
    reporters = page.reporters
    cells = {cell for row in (*rows, total) for cell in row[2:]}
    if sheet.demonstration:
        yield "Số liệu minh hoạ."
    if not reporters.complete:
        by_units = sheet.speaks_of(reporters) == reporters.words
        share = Counts(sheet, ledger, f"Ghi chú {label}").share(f"reports:{label}", reporters)
        yield f"Số liệu tạm tính: {share} {'đã có báo cáo được duyệt' if by_units else 'đã được duyệt'}."
        if not by_units and (states := [f"{each.name} ({each.state})" for each in _partial(reporters)]):
            yield f"Còn thiếu báo cáo: {'; '.join(states)}."
    if signs := signs_in_words(cells, _why_apart(sheet, page)):
        yield signs
    yield from _estimates(sheet, page, held, ledger, label)
    if any(row[1] == BESIDE for row in rows):
        yield f"“{BESIDE}” gồm {_what_lies_beside(sheet, page)}; cộng với các dòng trên thì bằng “{TOTAL}”."
    count = Counts(sheet, ledger, f"Ghi chú {label}")
    for at, (span, units) in enumerate(spans_lived(reporters)):
        yield lived_in_words(count, f"reports:{label}:lives:{at}", reporters, span, units)


def _why_apart(sheet: ReportSheet, page: _Page) -> set[str]:
    """Why figures of the page stand apart, in words."""
    lines = [column.line.code for column in page.columns]
    found = {
        word for report in page.reporters.reports for line in lines for word in report.apart.get(line, ())
    }
    return found | {word for line in lines for word in sheet.sums_by_form[page.reporters.form, line].apart}


def _estimates(sheet: ReportSheet, page: _Page, held: HeldBack, ledger: Ledger, label: str) -> Iterator[str]:
    """How much of the figures in each column, and of its total, was apportioned by shares."""
    form = page.reporters.form
    of_rows: list[str] = []
    of_totals: list[str] = []
    for line in (column.line for column in page.columns if column.line.form.role is not LineRole.RATE):
        if held.sum_of_form(form, line.code) or _is_held_in_part(page.reporters, line, held):
            continue
        parts = [report.estimated.get(line.code, Decimal(0)) for report in page.reporters.reports]
        for told, key, value in (
            (of_rows, f"{form}:{line.code}:rows:estimated", sum(parts, Decimal(0))),
            (of_totals, f"{form}:{line.code}:total:estimated", sheet.sums_by_form[form, line.code].estimated),
        ):
            if value:
                text = ledger.print(_estimate(sheet, line, key, f"Ghi chú {label}", value))
                told.append(f"{line.form.label} {with_unit(text, line.form.unit)}")
    if of_rows:
        yield f"Phần ước tính trong các số ghi “{ESTIMATED}”: {'; '.join(of_rows)}."
    if of_totals:
        yield f"Phần ước tính trong “{TOTAL}”: {'; '.join(of_totals)}."


def _is_held_in_part(reporters: Reporters, line: ReportLine, held: HeldBack) -> bool:
    return any(held.cell(reporters.form, line.code, report.unit_id) for report in reporters.reports)


def _estimate(sheet: ReportSheet, line: ReportLine, key: str, place: str, value: Decimal) -> Printed:
    return Printed(
        key=key,
        place=place,
        meaning=Meaning.ESTIMATE,
        label=line.form.label,
        indicator=line.form.indicator,
        option=line.form.option,
        unit=line.form.unit,
        of_name=sheet.unit_name,
        of_code=sheet.unit_code,
        period=sheet.period,
        text=in_tenths(line, value),
        value=value,
        estimated=value,
    )


def _what_lies_beside(sheet: ReportSheet, page: _Page) -> str:
    """Whose figures those are that lie in none of the rows."""
    whose = sheet.territory.composed_of if sheet.territory is not None else ""
    told = [
        f"số đã báo cáo của {whose or 'đơn vị trước đây'} mà không tách được theo {page.reporters.words} hiện nay"
    ]
    if _why_apart(sheet, page):
        told.append(f"số của các dòng ghi “{NOT_COMPARABLE}”")
    return join_words(told)
