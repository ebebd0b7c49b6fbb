"""What months come to, and the differences that a half-yearly report states beside them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from binhyen.analytics.queries import figures_of
from binhyen.analytics.tests.ground import (
    BACH_MA,
    COMMUNES,
    DOI_CHE,
    SUOI_HOA,
    at,
    lay_form,
    lay_units,
    month,
    owe,
    report,
)
from binhyen.foundations.periods import PeriodKind
from binhyen.indicators.models import DataSet
from binhyen.indicators.values import LineRole, Section
from binhyen.machinery.database.reach import OPERATOR, acting_as

HALF = replace(
    COMMUNES,
    data_set="xa-thu-6-thang",
    period_kind=PeriodKind.HALF,
    sections=(
        Section(
            "Từ báo cáo tháng",
            "From monthly reports",
            tuple(
                replace(line, role=LineRole.CARRIED, home=PeriodKind.MONTH) if line.is_kept else line
                for line in COMMUNES.lines
                if line.role is not LineRole.RATE
            ),
        ),
    ),
)
FULL = {"teams": 4, "members": 9, "areas": 8, "sessions/a": 3, "sessions/b": 2, "awarded": 6, "kinds": 5}


@pytest.fixture
def halves(db: None) -> None:
    with acting_as(OPERATOR):
        lay_units()
        monthly, half = lay_form(COMMUNES), lay_form(HALF)
        units = (SUOI_HOA, DOI_CHE)
        owe(monthly, units, "2026-01", "2026-02")
        for code in ("2026-01", "2026-02"):
            for unit in units:
                report(COMMUNES, unit, code, FULL)
        owe(half, units, "2026-H1")
        report(HALF, SUOI_HOA, "2026-H1", {"teams": 1, "sessions/a": -2})
        report(HALF, DOI_CHE, "2026-H1", {})


@pytest.mark.parametrize("unit", [SUOI_HOA, BACH_MA])
def test_a_difference_stands_beside_the_sum_and_counts_for_no_report(halves: None, unit: int) -> None:
    actor = at(unit, "view-figures")
    with acting_as(actor):
        found = {each.line: each for each in figures_of(actor, unit, month("2026-H1"), with_last_known=False)}
    times = 2 if unit == BACH_MA else 1
    assert found["sessions/a"].value == Decimal(3 * 2 * times - 2)
    assert found["sessions/b"].value == Decimal(2 * 2 * times)
    assert found["sessions"].value == Decimal(5 * 2 * times - 2)
    assert found["sessions/a"].units_counted == found["sessions/b"].units_counted == 2 * times
    assert found["sessions/a"].units_expected == 2 * times
    assert {each.role for each in found.values()} == {LineRole.INPUT, LineRole.TOTAL, LineRole.RATE}


def test_a_stock_of_the_half_is_the_last_months_with_its_difference(halves: None) -> None:
    actor = at(BACH_MA, "view-figures")
    with acting_as(OPERATOR):
        for code in ("2026-03", "2026-04", "2026-05", "2026-06"):
            owe(DataSet.objects.get(code=COMMUNES.data_set), (SUOI_HOA, DOI_CHE), code)
        for unit in (SUOI_HOA, DOI_CHE):
            report(COMMUNES, unit, "2026-06", FULL | {"teams": 7})
    with acting_as(actor):
        found = {
            each.line: each for each in figures_of(actor, BACH_MA, month("2026-H1"), with_last_known=False)
        }
    assert found["teams"].value == Decimal(7 + 7 + 1)
    assert found["cover"].value == Decimal(14 * 100) / 16  # of months alone: a difference changes no rate
