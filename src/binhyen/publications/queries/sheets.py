"""Everything that a unit's report of a period speaks of, as one value: reports and sums that agree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from binhyen.analytics.models import Standing
from binhyen.analytics.queries import FigureOf, NoValue, OfForm, figures_of
from binhyen.foundations.authority import Actor
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import Period
from binhyen.foundations.quantities import Absence, Quantity
from binhyen.orgunits.queries import UnitOnDay
from binhyen.publications.queries.issuing import issuing_for
from binhyen.publications.queries.reports import reporters_below
from binhyen.publications.rules.agreement import disagreements
from binhyen.publications.rules.sheet import KeptSum, Reporters, ReportSheet

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

    The sums and the reports are read one after the other; where somebody accepted a report in between they disagree
    and are read again. Raises ``NothingToReport``, ``BadIssuingBody``, and ``StillChanging`` when they never agree.
    """
    issuing = issuing_for(actor, unit, at.date())
    for _reading in range(MOST_READINGS):
        reporters = reporters_below(actor, unit, period)
        figures = figures_of(actor, unit.id, period, data_sets=[each.form for each in reporters])
        sheet = ReportSheet(
            unit_name=unit.name,
            unit_code=unit.code,
            period=period,
            reporters=reporters,
            sums=_nothing_yet(reporters) | {figure.line: _sum_of(figure) for figure in figures},
            sums_by_form=_nothing_yet_by_form(reporters)
            | {
                (of_form.data_set, figure.line): _sum_of_form(figure, of_form)
                for figure in figures
                for of_form in figure.by_form
                if not of_form.own
            },
            issuing=issuing,
            composed_at=at,
            demonstration=demonstration,
            compared=compared or period.previous(),
        )
        if not disagreements(sheet):
            return sheet
    raise StillChanging


def _nothing_yet_by_form(reporters: Sequence[Reporters]) -> dict[tuple[str, str], KeptSum]:
    """What every sum comes to while no report was accepted."""
    return {
        (each.form, code): KeptSum(Absence.MISSING, 0, len(each.reports), _STANDINGS[Standing.PROVISIONAL])
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


def _sum_of_form(figure: FigureOf, of_form: OfForm) -> KeptSum:
    return _kept(figure, of_form)


def _kept(
    figure: FigureOf, source: FigureOf | OfForm, with_last_known: Decimal | None = None, carried: int = 0
) -> KeptSum:
    return KeptSum(
        figure=(
            Quantity(source.value, figure.unit)
            if source.value is not None
            else Absence.NOT_APPLICABLE
            if source.absence is NoValue.NOT_APPLICABLE
            else Absence.MISSING
        ),
        counted=source.units_counted,
        expected=source.units_expected,
        standing=_STANDINGS[source.standing],
        with_last_known=with_last_known,
        carried=carried,
        not_additive=source.absence is NoValue.NOT_ADDITIVE,
    )
