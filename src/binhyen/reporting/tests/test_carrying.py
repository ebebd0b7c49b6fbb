"""A longer form shows what the shorter reports add up to, and takes a difference with its reason alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from binhyen.foundations import clock
from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.periods import ADMINISTRATIVE, Period, PeriodKind, parse_period
from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.indicators.models import DataSet
from binhyen.indicators.values import (
    Check,
    Comparison,
    FormLayout,
    FormLine,
    IndicatorKind,
    LineRole,
    Section,
    Term,
)
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.reporting.actions import BadFigures, open_period, record_values, submit
from binhyen.reporting.models import Obligation, Submission
from binhyen.reporting.queries import report_of
from binhyen.reporting.rules.carrying import Carried, carry
from binhyen.reporting.tests.conftest import Desk
from binhyen.reporting.tests.forms import LAYOUT, lay_form, line
from tests.places import SUOI_HOA

MISSING, NOT_APPLICABLE = Absence.MISSING, Absence.NOT_APPLICABLE


def carried(code: str, kind: IndicatorKind = IndicatorKind.STOCK, unit: str = "tổ") -> FormLine:
    return line(code, kind, unit, role=LineRole.CARRIED, home=PeriodKind.MONTH)


HALF = FormLayout(
    data_set="thu-6-thang",
    version=1,
    name="Biểu thử 6 tháng",
    name_en="Half-yearly form of the tests",
    calendar="administrative",
    period_kind=PeriodKind.HALF,
    levels=("commune",),
    kinds=(),
    sections=(
        Section(
            "Từ báo cáo tháng",
            "From monthly reports",
            (carried("teams"), carried("sessions/a", IndicatorKind.FLOW, "buổi")),
        ),
        Section("Sơ kết", "Review", (line("conferences", IndicatorKind.FLOW, "hội nghị"),)),
    ),
    checks=(
        Check(
            "few",
            (Term("conferences"),),
            Comparison.AT_MOST,
            (Term("sessions/a"),),
            "Không nhiều hơn số buổi.",
            "No more.",
        ),
    ),
)


def said(*values: int | Absence) -> list[Figure]:
    return [each if isinstance(each, Absence) else Quantity(Decimal(each), "tổ") for each in values]


@pytest.mark.parametrize(
    ("kind", "months", "figure", "known"),
    [
        (IndicatorKind.FLOW, said(3, 4, 5), 12, 3),
        (IndicatorKind.FLOW, said(3, MISSING, 5), 8, 2),
        (IndicatorKind.FLOW, said(3, NOT_APPLICABLE, 0), 3, 3),
        (IndicatorKind.FLOW, said(MISSING, MISSING), MISSING, 0),
        (IndicatorKind.FLOW, said(NOT_APPLICABLE, NOT_APPLICABLE), NOT_APPLICABLE, 2),
        (IndicatorKind.FLOW, said(NOT_APPLICABLE, MISSING), MISSING, 1),
        (IndicatorKind.STOCK, said(3, 4, 5), 5, 3),
        (IndicatorKind.STOCK, said(3, 4, MISSING), MISSING, 2),
        (IndicatorKind.STOCK, said(3, NOT_APPLICABLE), NOT_APPLICABLE, 2),
        (IndicatorKind.STOCK, [], MISSING, 0),
    ],
)
def test_what_months_come_to(
    kind: IndicatorKind, months: list[Figure], figure: int | Absence, known: int
) -> None:
    (wanted,) = said(figure)
    assert carry(line("teams", kind), months) == Carried(wanted, known, len(months))


@pytest.fixture
def half(desk: Desk) -> Obligation:
    """The second half of 2025, with the monthly reports of July (12 teams, 3 sessions) and December (14, 5)."""
    with acting_as(OPERATOR):
        for code, teams, sessions in (("2025-07", 12, 3), ("2025-12", 14, 5)):
            _open(desk, desk.data_set, parse_period(code, ADMINISTRATIVE))
            with clock.fixed_to(date(2026, 1, 16)):
                replaced = replace(desk, period=parse_period(code, ADMINISTRATIVE))
                replaced.report(teams=teams, sessions__a=sessions)
        data_set = lay_form(HALF)
        _open(desk, data_set, parse_period("2025-H2", ADMINISTRATIVE))
        return Obligation.objects.visible_to(OPERATOR).get(unit_id=SUOI_HOA.key, data_set=data_set)


def _open(desk: Desk, data_set: DataSet, period: Period) -> None:
    open_period(by=OPERATOR, under=desk.province, data_set=data_set, period=period)


def _record(
    desk: Desk, obligation: Obligation, notes: dict[str, str] | None = None, **values: int
) -> Submission:
    figures = {code.replace("__", "/"): Quantity(Decimal(value), "") for code, value in values.items()}
    with acting_as(desk.commune_officer):
        return record_values(by=desk.commune_officer, obligation=obligation, figures=figures, notes=notes)


def test_the_longer_report_shows_what_the_shorter_ones_come_to(desk: Desk, half: Obligation) -> None:
    with acting_as(desk.commune_officer):
        cells = report_of(desk.commune_officer, half).cells
    assert cells["sessions/a"].carried == Carried(Quantity(Decimal(8), "buổi"), 2, 2)
    assert cells["sessions/a"].figure == Quantity(Decimal(8), "buổi")
    assert cells["teams"].figure == Quantity(Decimal(14), "tổ")
    assert cells["conferences"].carried is None


def test_a_difference_is_kept_beside_the_sum_and_needs_its_reason(desk: Desk, half: Obligation) -> None:
    submission = _record(desk, half, sessions__a=-2, conferences=1)
    with acting_as(desk.commune_officer):
        cell = report_of(desk.commune_officer, half).cells["sessions/a"]
        assert (cell.figure, cell.difference) == (Quantity(Decimal(6), "buổi"), Decimal(-2))
        with pytest.raises(NotAllowed) as refused:
            submit(by=desk.commune_officer, submission=submission)
        assert refused.value.refused.code == "difference-unexplained"
    _record(desk, half, {"sessions/a": "Hai buổi đã báo trùng trong tháng 12."})
    with acting_as(desk.commune_officer):
        assert submit(by=desk.commune_officer, submission=submission).values == [
            None,
            Decimal(-2),
            Decimal(1),
        ]


def test_checks_look_at_the_sum_with_the_difference(desk: Desk, half: Obligation) -> None:
    submission = _record(desk, half, conferences=9)
    with acting_as(desk.commune_officer):
        with pytest.raises(NotAllowed) as refused:
            submit(by=desk.commune_officer, submission=submission)
        assert refused.value.refused.code == "check-unexplained"
    _record(desk, half, {"sessions/a": "Một buổi chưa báo."}, sessions__a=1)
    with acting_as(desk.commune_officer):
        assert submit(by=desk.commune_officer, submission=submission).state == "submitted"


def test_a_file_states_no_difference(desk: Desk, half: Obligation) -> None:
    with acting_as(desk.commune_officer), pytest.raises(BadFigures) as bad:
        record_values(
            by=desk.commune_officer,
            obligation=half,
            figures={"teams": Quantity(Decimal(1), "")},
            source="workbook",  # type: ignore[arg-type]
        )
    assert [fault.code for fault in bad.value.faults] == ["carried-line"]


def test_a_workbook_asks_what_is_filled_in_alone(half: Obligation) -> None:
    assert [each.code for each in half.workbook_layout.lines] == ["conferences"]
    assert half.workbook_layout.checks == ()


def test_a_layout_without_carried_lines_is_asked_whole() -> None:
    assert LAYOUT.to_fill is LAYOUT
    assert FormLayout.from_json(HALF.as_json()) == HALF
