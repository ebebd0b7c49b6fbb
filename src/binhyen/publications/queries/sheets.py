"""Everything that a unit's report of a period speaks of, as one value: reports and sums that agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from binhyen.analytics.models import Standing
from binhyen.analytics.queries import (
    FigureOf,
    NoValue,
    OfForm,
    TerritoryNote,
    figures_of,
    marks_leaving,
    territory_note,
)
from binhyen.foundations.authority import Actor
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import Period
from binhyen.foundations.quantities import Absence, Quantity, total
from binhyen.orgunits.queries import UnitOnDay, own_territory
from binhyen.orgunits.values import TerritoryChoice
from binhyen.publications.queries.issuing import issuing_for
from binhyen.publications.queries.outlook import next_due, weak_units
from binhyen.publications.queries.pictures import pictures_of
from binhyen.publications.queries.reports import (
    Below,
    Table,
    absence_of,
    below_of,
    comparable,
    figures_below,
    reporters_of,
)
from binhyen.publications.queries.territory import (
    asked_alike,
    former_figures,
    former_units,
    regrouped,
    told_by_others,
    whole_reports,
    why_nothing,
)
from binhyen.publications.rules.agreement import disagreements
from binhyen.publications.rules.sheet import HeldMark, KeptSum, Reporters, ReportSheet, Territory

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
    territory: TerritoryChoice | None = None,
) -> ReportSheet:
    """What the report of the unit and period speaks of, as it stands now.

    ``compared`` is the period that changes are told from; without it the same period last year. ``territory`` is the
    map on which figures are told and compared; without it the unit's own on the last day of the period, so that former
    units stand for what lies in it. The sums and the reports are read one after the other; where somebody accepted a
    report in between they disagree and are read again. Raises ``NothingToReport``, ``NotComparable``,
    ``BadIssuingBody``, ``BadWeakUnits``, ``BadHeadlines``, and ``StillChanging`` when they never agree. A constant
    number of statements.
    """
    _check_compared(period, compared)
    issuing = issuing_for(actor, unit, at.date())
    territory = territory or own_territory(actor, unit.id, period.last_day)
    for _reading in range(MOST_READINGS):
        below = below_of(actor, unit, period)
        now = figures_below(actor, unit, below, period, territory)
        figures = figures_of(actor, unit.id, period, data_sets=list(below.owed), territory=territory)
        told = told_by_others(below, figures)
        before = _before(actor, unit, below, compared, territory, now, figures)
        earlier = comparable(below, now, before.table, before.regrouped)
        reporters = reporters_of(unit, below, now, earlier, told, before.table)
        than, on = _compared(actor, unit, before, reporters, compared)
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
            pictures=pictures_of(actor, unit, period, reporters, at, territory),
            held=_held(actor, unit.id, period, than, territory),
            territory=on,
        )
        if not disagreements(sheet):
            return sheet
    raise StillChanging


def _held(
    actor: Actor, unit_id: int, period: Period, than: Period | None, territory: TerritoryChoice
) -> tuple[HeldMark, ...]:
    """What pages and files hold back of the unit and of those below it."""
    marks = marks_leaving(actor, unit_id, [period, *([than] if than else [])], territory=territory)
    return tuple(
        HeldMark(line, 0 if key == unit_id else key, of == than, mark)
        for (line, key, of), mark in marks.items()
    )


def _check_compared(period: Period, compared: Period | None) -> None:
    if compared is not None and (
        compared.calendar != period.calendar or compared.kind is not period.kind or compared >= period
    ):
        raise NotComparable(period, compared)


@dataclass(frozen=True)
class _Before:
    """The period compared with on the territory: what each unit and the whole came to, and whose figures these are."""

    period: Period | None
    territory: TerritoryChoice
    composed_of: TerritoryNote | None
    note: TerritoryNote | None = None
    regrouped: frozenset[int] = frozenset()
    table: Table = field(default_factory=dict)
    figures: tuple[FigureOf, ...] = ()
    sums: Mapping[str, KeptSum] = field(default_factory=dict)


def _before(
    actor: Actor,
    unit: UnitOnDay,
    below: Below,
    compared: Period | None,
    territory: TerritoryChoice,
    now: Table,
    today: Sequence[FigureOf],
) -> _Before:
    than = compared or below.period.a_year_earlier
    composed_of = territory_note(actor, unit.id, below.period, territory)
    if than is None:
        return _Before(than, territory, composed_of)
    note = territory_note(actor, unit.id, than, territory)
    others = regrouped(actor, below, than)
    table = figures_below(actor, unit, below, than, territory)
    figures = figures_of(actor, unit.id, than, with_last_known=False, territory=territory)
    wholes = whole_reports(actor, unit, note, than)
    by_line = {figure.line: figure for figure in today}

    def compared_with(figure: FigureOf) -> KeptSum:
        kept, line = _sum_of(figure), figure.line
        alike = asked_alike(below, (now, table), others, line, by_line.get(line), figure, wholes)
        return replace(kept, complete=kept.complete and alike)

    sums = {figure.line: compared_with(figure) for figure in figures}
    return _Before(than, territory, composed_of, note, others, table, figures, sums)


def _compared(
    actor: Actor, unit: UnitOnDay, before: _Before, reporters: Sequence[Reporters], chosen: Period | None
) -> tuple[Period | None, Territory]:
    """The period compared with, None where nothing can be unless somebody chose it, and on what territory."""
    former = former_units(before.note)
    something = any(kept.complete for kept in before.sums.values()) or any(
        isinstance(figure, Quantity)
        for each in reporters
        for report in each.reports
        for figure in (report.earlier or {}).values()
    )
    on = Territory(
        before.territory.code,
        before.sums,
        composed_of=former_units(before.composed_of),
        former=former_figures(
            actor,
            unit,
            (before.composed_of, before.note if something else None),
            before.territory,
            reporters,
        ),
    )
    if something:
        return before.period, replace(on, compared_with=former)
    if not any(each.accepted for each in reporters):
        return chosen, on  # there is nothing yet that could be compared
    why = why_nothing(actor, unit, before.territory, before.period, former, before.figures)
    return chosen, replace(on, without=why)


def _sums_by_form(below: Below, figures: Sequence[FigureOf]) -> dict[tuple[str, str], KeptSum]:
    """The sums of each form, with the differences that longer forms state from them."""
    found: dict[tuple[str, str], KeptSum] = {}
    for figure in figures:
        for each in figure.by_form:
            if each.data_set not in below.owed:
                continue
            own = below.side_of(each.data_set)[0]
            if own and not (each.own or each.carried):
                continue
            key = below.home_of(each.data_set, figure.line), figure.line
            kept = replace(_kept(figure, each), of_others=each.carried or (each.own and not own))
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
        estimated=kept.estimated + difference.estimated,
        apart=tuple(sorted({*kept.apart, *difference.apart})),
        of_others=kept.of_others or difference.of_others,
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
    return replace(
        _kept(figure, figure, figure.with_last_known, figure.units_carried),
        complete=figure.value is not None and not figure.units_missing and not figure.months_without,
        of_others=figure.carried,
    )


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
        estimated=source.estimated if source.value is not None else Decimal(0),
        apart=tuple(why.label for why in source.apart),
    )
