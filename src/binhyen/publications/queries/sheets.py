"""Everything that a unit's report of a period speaks of, as one value: reports and sums that agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from binhyen.analytics.models import Standing
from binhyen.analytics.queries import FigureOf, NoValue, OfForm, figures_of, marks_leaving
from binhyen.foundations.authority import Actor
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import Period
from binhyen.foundations.quantities import Absence, Quantity, total
from binhyen.orgunits.queries import UnitOnDay
from binhyen.publications.queries.issuing import issuing_for
from binhyen.publications.queries.outlook import next_due, weak_units
from binhyen.publications.queries.pictures import pictures_of
from binhyen.publications.queries.reports import (
    Below,
    Stated,
    Table,
    absence_of,
    below_of,
    comparable,
    figures_below,
    reporters_of,
)
from binhyen.publications.rules.agreement import disagreements
from binhyen.publications.rules.sheet import HeldMark, KeptSum, Reporters, ReportSheet

MOST_READINGS = 3

_STANDINGS = {
    Standing.PROVISIONAL: "tạm tính",
    Standing.ACCEPTED: "đã duyệt đủ",
    Standing.LOCKED: "đã khoá",
}


class StillChanging(BadInput):
    """Reports were accepted while they were being read, again and again."""

    def __init__(self) -> None:
        super().__init__(
            _("Số liệu đang được duyệt trong khi lập báo cáo nên tổng và các phần không khớp nhau."),
            _("Chờ duyệt xong rồi lập lại."),
        )


class NotComparable(BadInput):
    """A report was to be compared with a period that is no earlier one of the same length."""

    def __init__(self, period: Period, compared: Period) -> None:
        super().__init__(
            _("Không so sánh được %(period)s với %(compared)s.")
            % {"period": period.label, "compared": compared.label},
            _("Chọn một kỳ cùng loại, trước kỳ báo cáo."),
        )


def report_sheet_of(
    actor: Actor,
    unit: UnitOnDay,
    period: Period,
    *,
    at: datetime,
    demonstration: bool = False,
    compared: Period | None = None,
) -> ReportSheet:
    """What the report of the unit and period speaks of, as it stands now.

    ``compared`` is the period that changes are told from; without it the same period last year where at least half
    of the units can be compared with it, else the one before. The sums and the reports are read one after the other;
    where somebody accepted a report in between they disagree and are read again. Raises ``NothingToReport``,
    ``NotComparable``, ``BadIssuingBody``, ``BadWeakUnits``, ``BadHeadlines``, and ``StillChanging`` when they never
    agree. A constant number of statements.
    """
    _check_compared(period, compared)
    issuing = issuing_for(actor, unit, at.date())
    for _reading in range(MOST_READINGS):
        below = below_of(actor, unit, period)
        now = figures_below(actor, unit, below, period)
        than, earlier = _earlier(actor, unit, below, now, compared)
        reporters = reporters_of(unit, below, now, earlier)
        figures = figures_of(actor, unit.id, period, data_sets=list(below.owed))
        sheet = ReportSheet(
            unit_name=unit.name,
            unit_code=unit.code,
            period=period,
            reporters=reporters,
            sums=_nothing_yet(reporters) | {figure.line: _sum_of(figure) for figure in figures},
            sums_by_form=_nothing_yet_by_form(reporters) | _sums_by_form(below, figures),
            issuing=issuing,
            composed_at=at,
            demonstration=demonstration,
            compared=than,
            weak=weak_units(actor, unit, below, at.date()),
            next_due=next_due(actor, unit, below, at.date()),
            pictures=pictures_of(actor, unit, period, reporters, at),
            held=_held(actor, unit.id, period, than),
        )
        if not disagreements(sheet):
            return sheet
    raise StillChanging


def _held(actor: Actor, unit_id: int, period: Period, than: Period | None) -> tuple[HeldMark, ...]:
    """What pages and files hold back of the unit and of those below it."""
    marks = marks_leaving(actor, unit_id, [period, *([than] if than else [])])
    return tuple(
        HeldMark(line, 0 if key == unit_id else key, of == than, mark)
        for (line, key, of), mark in marks.items()
    )


def _check_compared(period: Period, compared: Period | None) -> None:
    if compared is not None and (
        compared.calendar != period.calendar or compared.kind is not period.kind or compared >= period
    ):
        raise NotComparable(period, compared)


def _earlier(
    actor: Actor, unit: UnitOnDay, below: Below, now: Table, compared: Period | None
) -> tuple[Period | None, Table]:
    """The period compared with, and what of it can be compared."""
    candidates = [compared] if compared else [below.period.a_year_earlier, below.period.earlier]
    known = list(dict.fromkeys(each for each in candidates if each is not None))
    for than in known:
        earlier = comparable(below, now, figures_below(actor, unit, below, than))
        least = 1 if than is known[-1] else max(-(-len(now) // 2), 1)
        if compared or sum(map(_says_something, earlier.values())) >= least:
            return than, earlier
    return None, {}


def _says_something(lines: Mapping[str, Stated]) -> bool:
    return any(isinstance(stated.figure, Quantity) for stated in lines.values())


def _sums_by_form(below: Below, figures: Sequence[FigureOf]) -> dict[tuple[str, str], KeptSum]:
    """The sums of each form, with the differences that longer forms state from them."""
    found: dict[tuple[str, str], KeptSum] = {}
    for figure in figures:
        for each in figure.by_form:
            if each.data_set not in below.owed or each.own is not below.side_of(each.data_set)[0]:
                continue
            key = below.home_of(each.data_set, figure.line), figure.line
            kept = _kept(figure, each)
            found[key] = kept if key not in found else _with_difference(found[key], kept)
    return found


def _with_difference(kept: KeptSum, difference: KeptSum) -> KeptSum:
    stated = [each for each in (kept, difference) if isinstance(each.figure, Quantity)]
    home = kept if kept.expected else difference
    if not stated:
        return home
    return replace(
        home,
        figure=total(each.figure for each in stated).figure,
        counted=kept.counted + difference.counted,
        expected=kept.expected + difference.expected,
    )


def _nothing_yet_by_form(reporters: Sequence[Reporters]) -> dict[tuple[str, str], KeptSum]:
    """What every sum comes to while no report was accepted."""
    return {
        (each.form, code): KeptSum(Absence.MISSING, 0, each.reports_owed, _STANDINGS[Standing.PROVISIONAL])
        for each in reporters
        for code in each.lines
    }


def _nothing_yet(reporters: Sequence[Reporters]) -> dict[str, KeptSum]:
    expected: dict[str, int] = {}
    for (_form, code), kept in _nothing_yet_by_form(reporters).items():
        expected[code] = expected.get(code, 0) + kept.expected
    return {
        code: KeptSum(Absence.MISSING, 0, units, _STANDINGS[Standing.PROVISIONAL])
        for code, units in expected.items()
    }


def _sum_of(figure: FigureOf) -> KeptSum:
    return _kept(figure, figure, figure.with_last_known, figure.units_carried)


def _kept(
    figure: FigureOf, source: FigureOf | OfForm, with_last_known: Decimal | None = None, carried: int = 0
) -> KeptSum:
    return KeptSum(
        figure=(
            Quantity(source.value, figure.unit) if source.value is not None else absence_of(source.absence)
        ),
        counted=source.units_counted,
        expected=source.units_expected,
        standing=_STANDINGS[source.standing],
        with_last_known=with_last_known,
        carried=carried,
        not_additive=source.absence is NoValue.NOT_ADDITIVE,
    )
