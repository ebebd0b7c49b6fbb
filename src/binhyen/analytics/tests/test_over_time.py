"""What months come to as longer periods, options as totals, and forms side by side."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from binhyen.analytics.rules.over_time import over_time, rate_over_time
from binhyen.analytics.rules.sums import LineSum, NoValue, nothing, ratio, side_by_side
from binhyen.analytics.rules.totals import total_of
from binhyen.indicators.values import OverTime


def of(value: int | None, counted: int = 3, absent: int = 0, expected: int = 3, **more: object) -> LineSum:
    return LineSum(None if value is None else Decimal(value), counted, absent, expected, **more)  # type: ignore[arg-type]


months = st.lists(
    st.one_of(
        st.none(),
        st.builds(lambda expected: nothing(expected), st.integers(0, 5)),
        st.builds(
            lambda value, counted: of(value, counted, 0, counted + 1), st.integers(0, 99), st.integers(1, 5)
        ),
    ),
    min_size=1,
    max_size=12,
)


@given(months=months)
def test_flows_add_up_and_months_without_them_are_told(months: list[LineSum | None]) -> None:
    year = over_time(OverTime.SUM, months)
    values = [month.value for month in months if month is not None and month.value is not None]
    assert year.sum.value == (sum(values, Decimal(0)) if values else None)
    assert year.sum.counted == sum(month.counted for month in months if month)
    assert year.sum.expected == sum(month.expected for month in months if month)
    assert year.without == tuple(
        index for index, month in enumerate(months) if month is None or month.value is None
    )


@given(months=months)
def test_a_stock_is_the_last_months_and_no_others(months: list[LineSum | None]) -> None:
    year = over_time(OverTime.LAST, months)
    assert year.sum == (months[-1] or nothing())
    assert year.used == (len(months) - 1,)
    assert bool(year.without) == (year.sum.value is None)


def test_kinds_never_add_over_months_either() -> None:
    kinds = of(None, counted=3, adds=False)
    assert over_time(OverTime.LAST, [of(5, adds=False), kinds]).sum.no_value is NoValue.NOT_ADDITIVE
    assert over_time(OverTime.SUM, [of(5), kinds]).sum.no_value is NoValue.NOT_ADDITIVE
    assert over_time(OverTime.NONE, [of(5), of(6)]).sum.no_value is NoValue.NOT_ADDITIVE
    assert over_time(OverTime.NONE, [of(5)]).sum.value == 5


def test_a_rate_over_months_is_worked_out_from_its_parts() -> None:
    months = [of(1, denominator=Decimal(2)), of(9, denominator=Decimal(10))]
    assert ratio(rate_over_time(OverTime.SUM, OverTime.SUM, months).sum, 100) == Decimal(1000) / 12
    assert ratio(rate_over_time(OverTime.LAST, OverTime.LAST, months).sum, 100) == 90
    assert ratio(rate_over_time(OverTime.SUM, OverTime.LAST, months).sum, 1) == 1


def test_a_rate_of_nothing_does_not_apply_and_one_without_parts_is_missing() -> None:
    assert of(0, denominator=Decimal(0)).no_value is NoValue.NOT_APPLICABLE
    assert ratio(of(0, denominator=Decimal(0)), 100) is None
    assert ratio(of(0, denominator=Decimal(5)), 100) == 0
    assert ratio(nothing(3), 100) is None


def test_absences_are_kept_apart() -> None:
    assert nothing(3).no_value is NoValue.MISSING
    assert nothing().no_value is NoValue.MISSING
    assert of(None, counted=0, absent=3).no_value is NoValue.NOT_APPLICABLE
    assert of(None, counted=0, absent=2).no_value is NoValue.MISSING
    assert of(None, counted=2, adds=False).no_value is NoValue.NOT_ADDITIVE
    assert of(0).no_value is None


def test_a_total_rests_on_the_least_counted_of_its_parts() -> None:
    assert total_of([of(5, 3), of(7, 2)]) == of(12, 2)


def test_a_part_that_nobody_stated_makes_the_total_missing_and_one_that_applies_nowhere_does_not() -> None:
    assert total_of([of(5), nothing(3)]).no_value is NoValue.MISSING
    assert total_of([of(5), of(None, 0, 3)]) == of(5)
    assert total_of([of(None, 0, 3), of(None, 0, 3)]).no_value is NoValue.NOT_APPLICABLE


def test_no_report_is_missing_from_a_total_where_each_answered_every_part() -> None:
    total = total_of([of(5, 3, 0), of(7, 1, 2)])
    assert (total.value, total.counted, total.not_applicable) == (12, 3, 0)


def test_forms_stand_side_by_side() -> None:
    communes, bodies = of(40, 8, 1, 10), of(2, 1, 0, 3)
    assert side_by_side([communes, bodies]) == of(42, 9, 1, 13)
    assert side_by_side([communes, nothing(3)]) == of(40, 8, 1, 13)


def test_a_kind_is_what_the_only_body_states() -> None:
    communes, body = of(None, 8, 0, 10, adds=False), of(6, 1, 0, 2, adds=False)
    assert side_by_side([communes, body]).value == 6
    assert side_by_side([of(5, 1, adds=False), body]).no_value is NoValue.NOT_ADDITIVE
