"""A report as pages show it: whose it is, its lines beside earlier figures, and what to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from binhyen.foundations.periods import Period
from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.foundations.vietnamese import format_number
from binhyen.indicators.values import Check, FormLine, IndicatorKind, LineRole
from binhyen.machinery.formats.charts import NOTHING
from binhyen.orgunits.queries import UnitOnDay, path_to, versions_of
from binhyen.reporting.models import Obligation
from binhyen.reporting.queries import CellShown, Flag, ReportShown, obligation_visible_to, report_of
from binhyen.reporting.values import jumps_in_a_year
from binhyen.web.frame.charts import change
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.words import (
    in_language,
    kind_label,
    label_of,
    period_label,
    period_short,
    period_with_days,
    unit_of,
)
from binhyen.web.reporting.disclosure import NOTHING_WITHHELD, Withheld, withheld_from
from binhyen.web.reporting.views import STATE_NAMES

NO_MEDIANS: Mapping[str, Decimal] = MappingProxyType({})


@dataclass(frozen=True)
class Page:
    """A report with its unit, as every page about it needs them."""

    shown: ReportShown
    above: tuple[UnitOnDay, ...]
    unit_name: str
    withheld: Withheld = NOTHING_WITHHELD

    @property
    def obligation(self) -> Obligation:
        return self.shown.obligation

    @property
    def title(self) -> str:
        """What and when; of a report that was asked for, as the desk called it."""
        if self.obligation.title:
            return f"{self.obligation.title} · {self.unit_name}"
        return _("Báo cáo %(period)s · %(unit)s") % {
            "period": period_label(self.shown.period),
            "unit": self.unit_name,
        }

    def context(self) -> dict[str, Any]:
        obligation = self.obligation
        return {
            "page": self,
            "title": self.title,
            "report": self.shown,
            "obligation": obligation,
            "unit_name": self.unit_name,
            "period": period_with_days(self.shown.period),
            "period_short": period_short(self.shown.period),
            "previous_label": _short(self.shown.period.earlier),
            "last_year_label": _short(self.shown.period.a_year_earlier),
            "form_name": in_language(self.shown.layout.name, self.shown.layout.name_en),
            "state": STATE_NAMES[self.shown.state],
            "breadcrumb": [
                {"label": unit.name, "url": "" if unit is self.above[-1] else reverse("unit", args=[unit.id])}
                for unit in self.above
            ],
        }


@dataclass(frozen=True, slots=True)
class ToldBefore:
    """A line of the same period a year before, as a page tells it.

    ``value`` is what may be compared: nothing of an estimate, or while reports are missing. ``about`` says how much of
    it is estimated, or why it may not be compared.
    """

    text: str = NOTHING
    value: Decimal | None = None
    estimated: bool = False
    about: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line as the page shows it."""

    line: FormLine
    anchor: str
    label: str
    unit: str
    figure: str
    absent: bool
    locked: str
    previous: str
    last_year: ToldBefore
    change: Any
    note: str
    returned: str
    doubts: tuple[str, ...]
    suggestion: str = ""
    carried: str = ""
    median: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to look at, with the lines it concerns. ``grave`` is a check that does not hold."""

    sentence: str
    grave: bool
    answer: str
    lines: tuple[dict[str, str], ...] = field(default=())


def page_of(request: SignedInRequest, pk: int) -> Page:
    """The report; 404 unless the actor may see it."""
    actor = request.actor
    obligation = obligation_visible_to(actor, pk)
    if obligation is None:
        raise Http404
    lives = obligation.lives
    last = (lives.last_day if lives else None) or obligation.last_day
    above = path_to(actor, obligation.unit_id, last)
    name = above[-1].name if above else versions_of(actor, obligation.unit_id)[0].name
    shown = report_of(actor, obligation)
    return Page(shown, above, name, withheld_from(actor, shown))


def _short(period: Period | None) -> str:
    return period_short(period) if period is not None else ""


def sections_of(
    shown: ReportShown,
    doubts: list[Doubt],
    withheld: Withheld,
    medians: Mapping[str, Decimal] = NO_MEDIANS,
    last_year: Mapping[str, ToldBefore] | None = None,
) -> list[dict[str, Any]]:
    """The lines under their headings, each with the body that fills its section in, if it is one's own.

    ``last_year`` is what the unit reported itself, unless it is given.
    """
    year_before = told_a_year_before(shown, withheld) if last_year is None else last_year
    by_line: dict[str, list[str]] = {}
    for doubt in doubts:
        for each in doubt.lines:
            by_line.setdefault(each["code"], []).append(doubt.sentence)
    return [
        {
            "title": in_language(section.title, section.title_en),
            "body": next((body for line in section.lines if (body := shown.cells[line.code].body)), ""),
            "lines": [
                _line(
                    shown.cells[line.code],
                    tuple(by_line.get(line.code, ())),
                    withheld,
                    medians.get(line.code),
                    year_before[line.code],
                )
                for line in section.lines
            ],
        }
        for section in shown.layout.sections
    ]


def told_a_year_before(shown: ReportShown, withheld: Withheld) -> dict[str, ToldBefore]:
    """What the unit itself reported a year before, by line."""
    found = {}
    for code, cell in shown.cells.items():
        figure, mark = cell.last_year, withheld.last_year.get(code)
        told = mark or (written(figure, cell.line) if figure is not None else NOTHING)
        found[code] = ToldBefore(told, figure.value if isinstance(figure, Quantity) else None)
    return found


def _line(
    cell: CellShown,
    doubts: tuple[str, ...],
    withheld: Withheld,
    median: Decimal | None,
    last_year: ToldBefore,
) -> Line:
    line, code = cell.line, cell.line.code
    compared = code not in withheld.now and code not in withheld.previous
    return Line(
        line=line,
        anchor=anchor(line.code),
        label=label_of(line),
        unit=unit_of(line),
        figure=withheld.now.get(code) or written(cell.figure, line),
        absent=isinstance(cell.figure, Absence),
        locked=withheld.locked.get(code) or (written(cell.locked, line) if cell.locked is not None else ""),
        previous=withheld.previous.get(code)
        or (written(cell.previous, line) if cell.previous is not None else NOTHING),
        last_year=last_year,
        change=_change(cell) if compared else None,
        note=cell.note,
        returned=cell.returned,
        doubts=doubts,
        suggestion=cell.returned or (doubts[0] if doubts else ""),
        carried=_carried(cell, code in withheld.persons),
        median=written(Quantity(median, line.unit), line) if median is not None else NOTHING,
    )


def _carried(cell: CellShown, withheld: bool) -> str:
    """On how many shorter reports a figure rests, and what was stated beside their sum."""
    if cell.carried is None or cell.line.home is None:
        return ""
    told = _("cộng từ %(known)d/%(owed)d báo cáo %(kind)s") % {
        "known": cell.carried.known,
        "owed": cell.carried.owed,
        "kind": kind_label(cell.line.home).lower(),
    }
    if cell.line.kind is not IndicatorKind.FLOW:
        told = _("lấy từ báo cáo %(kind)s cuối kỳ") % {"kind": kind_label(cell.line.home).lower()}
    if not cell.difference or withheld:
        return told
    sign = "+" if cell.difference > 0 else "−"
    return _("%(told)s là %(figure)s, chênh %(difference)s") % {
        "told": told,
        "figure": written(cell.carried.figure, cell.line),
        "difference": sign + format_number(abs(cell.difference)),
    }


def anchor(code: str) -> str:
    """Where the line stands on the page."""
    return "dong-" + code.replace("/", "-")


def written(figure: Figure, line: FormLine) -> str:
    """A figure as the table writes it; a rate with the places of its line."""
    if isinstance(figure, Quantity):
        return format_number(figure.value, line.decimals if line.role is LineRole.RATE else None)
    return _("chưa có") if figure is Absence.MISSING else _("không áp dụng")


def _change(cell: CellShown) -> Any:
    if not (isinstance(cell.figure, Quantity) and isinstance(cell.previous, Quantity)):
        return None
    now, before = cell.figure.value, cell.previous.value
    if cell.line.role is LineRole.RATE:
        places = Decimal(1).scaleb(-cell.line.decimals)
        now, before = now.quantize(places), before.quantize(places)
    moved = change(now, before, _("kỳ trước"))
    return {"icon": moved.icon, "sentence": moved.sentence, "by": format_number(abs(now - before))}


def doubts_of(
    shown: ReportShown, withheld: Withheld, last_year: Mapping[str, ToldBefore] | None = None
) -> list[Doubt]:
    """Checks that do not hold now, then what is far from the last period, unless it was adjusted since; of the other
    lines what is far from ``last_year`` where that is given.

    A jump tells its numbers: where they count persons, it is told to those alone who may see them.
    """
    notes = {code: cell.note for code, cell in shown.cells.items()}
    jumps = [flag for flag in shown.flags if flag.kind != "check" and _stands(shown, flag)]
    if last_year is not None:
        told = {flag.lines[0] for flag in jumps}
        jumps += [flag for flag in _jumps_in_a_year(shown, notes, last_year) if flag.lines[0] not in told]
    return [
        *(_of_check(shown, check, notes, withheld) for check in shown.broken),
        *(_of_jump(shown, flag, withheld) for flag in jumps if flag.lines[0] not in withheld.persons),
    ]


def _jumps_in_a_year(
    shown: ReportShown, notes: Mapping[str, str], last_year: Mapping[str, ToldBefore]
) -> tuple[Flag, ...]:
    figures = {code: cell.figure for code, cell in shown.cells.items()}
    before = {code: told.value for code, told in last_year.items() if told.value is not None}
    return jumps_in_a_year(shown.layout, figures, notes, before)


def _stands(shown: ReportShown, flag: Flag) -> bool:
    figure = shown.cells[flag.lines[0]].figure
    return isinstance(figure, Quantity) and figure.value == Decimal(flag.now)


def _of_check(shown: ReportShown, check: Check, notes: dict[str, str], withheld: Withheld) -> Doubt:
    return Doubt(
        in_language(check.sentence, check.sentence_en),
        True,
        next((notes[code] for code in check.lines if notes.get(code)), ""),
        tuple(_where(shown, code, withheld) for code in check.lines),
    )


def _of_jump(shown: ReportShown, flag: Flag, withheld: Withheld) -> Doubt:
    return Doubt(
        flag.sentence(shown.layout),
        False,
        flag.note,
        tuple(_where(shown, code, withheld) for code in flag.lines),
    )


def _where(shown: ReportShown, code: str, withheld: Withheld) -> dict[str, str]:
    cell = shown.cells[code]
    return {
        "code": code,
        "anchor": anchor(code),
        "label": label_of(cell.line),
        "figure": withheld.now.get(code) or written(cell.figure, cell.line),
    }
