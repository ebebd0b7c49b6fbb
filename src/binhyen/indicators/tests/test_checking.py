"""Totals, rates and checks: what a form says of itself."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.foundations.quantities import Absence, BadQuantity, Figure, Quantity
from binhyen.indicators.rules.catalogue import catalogue_from, layouts_of
from binhyen.indicators.tests.small_catalogue import small_documents
from binhyen.indicators.values import FormLayout, broken, excel_formula, worked_out

LAYOUT = layouts_of(catalogue_from(small_documents()))["bieu-thu"]
MISSING, NOT_APPLICABLE = Absence.MISSING, Absence.NOT_APPLICABLE

PARTS = ("buoi/mot", "buoi/hai", "buoi/ba")

figures = st.one_of(
    st.sampled_from((MISSING, NOT_APPLICABLE)),
    st.integers(0, 10**9).map(lambda number: Quantity(Decimal(number), "buổi")),
)


def number(value: str | int, unit: str = "") -> Quantity:
    return Quantity(Decimal(value), unit)


def codes(layout: FormLayout, given_figures: dict[str, Figure]) -> list[str]:
    return [check.code for check in broken(layout, given_figures)]


class TestTotals:
    def test_a_total_is_the_sum_of_its_parts(self) -> None:
        filled = dict(zip(PARTS, (number(1, "buổi"), number(2, "buổi"), number(0, "buổi")), strict=True))
        assert worked_out(LAYOUT, filled)["buoi"] == number(3, "buổi")

    def test_a_total_with_a_missing_part_is_missing(self) -> None:
        assert worked_out(LAYOUT, {"buoi/mot": number(1), "buoi/hai": number(2)})["buoi"] is MISSING

    def test_parts_not_applicable_are_left_out_beside_values(self) -> None:
        filled = dict(zip(PARTS, (number(4), NOT_APPLICABLE, NOT_APPLICABLE), strict=True))
        assert worked_out(LAYOUT, filled)["buoi"] == number(4)

    def test_parts_that_are_all_not_applicable_make_the_total_so(self) -> None:
        assert worked_out(LAYOUT, dict.fromkeys(PARTS, NOT_APPLICABLE))["buoi"] is NOT_APPLICABLE

    @given(st.tuples(figures, figures, figures))
    def test_a_total_is_missing_if_and_only_if_a_part_is(self, parts: tuple[Figure, ...]) -> None:
        found = worked_out(LAYOUT, dict(zip(PARTS, parts, strict=True)))["buoi"]
        values = [part.value for part in parts if isinstance(part, Quantity)]
        if MISSING in parts:
            assert found is MISSING
        elif values:
            assert found == Quantity(sum(values, Decimal(0)), "buổi")
        else:
            assert found is NOT_APPLICABLE

    def test_a_total_that_was_handed_in_counts_for_nothing(self) -> None:
        filled: dict[str, Figure] = {"buoi": number(7), "duong": number(7), "thanh_vien": number(0)}
        assert "c" not in codes(LAYOUT, filled)


class TestRates:
    def test_a_rate_is_its_numerator_by_its_denominator_times_a_hundred(self) -> None:
        found = worked_out(LAYOUT, {"to": number(1, "tổ"), "thanh_vien": number(8, "người")})
        assert found["ty_le"] == number("12.5", "%")

    @pytest.mark.parametrize(
        ("numerator", "denominator", "rate"),
        [
            (number(0), number(0), NOT_APPLICABLE),
            (number(1), number(0), NOT_APPLICABLE),
            (number(1), MISSING, MISSING),
            (NOT_APPLICABLE, MISSING, MISSING),
            (NOT_APPLICABLE, number(3), NOT_APPLICABLE),
        ],
    )
    def test_a_rate_without_a_value_says_why(
        self, numerator: Figure, denominator: Figure, rate: Figure
    ) -> None:
        assert worked_out(LAYOUT, {"to": numerator, "thanh_vien": denominator})["ty_le"] is rate

    def test_a_rate_of_negative_parts_is_refused(self) -> None:
        with pytest.raises(BadQuantity):
            worked_out(LAYOUT, {"to": number(-1), "thanh_vien": number(3)})


class TestChecks:
    @pytest.mark.parametrize(("members", "wanted"), [(3, ["a"]), (4, []), (5, [])])
    def test_a_check_is_broken_only_beyond_its_bound(self, members: int, wanted: list[str]) -> None:
        assert codes(LAYOUT, {"to": number(2), "thanh_vien": number(members)}) == wanted

    @pytest.mark.parametrize("absence", [MISSING, NOT_APPLICABLE])
    def test_a_check_is_not_judged_without_all_its_values(self, absence: Absence) -> None:
        assert codes(LAYOUT, {"to": number(2), "thanh_vien": absence}) == []

    def test_a_line_that_nobody_mentions_is_missing(self) -> None:
        assert codes(LAYOUT, {"thanh_vien": number(0)}) == []

    def test_sums_and_factors_are_taken_on_both_sides(self) -> None:
        filled = {"buoi/mot": number(5), "buoi/hai": number(2), "to": number(2), "duong": number("0.99")}
        assert codes(LAYOUT, filled) == ["b"]
        assert codes(LAYOUT, filled | {"duong": number("1.00")}) == []

    def test_checks_come_in_the_order_of_the_form(self) -> None:
        filled = {"to": number(1), "thanh_vien": number(0), "duong": number(0)}
        assert codes(LAYOUT, filled | dict.fromkeys(PARTS, number(5))) == ["a", "b", "c"]

    def test_negative_numbers_are_judged_too(self) -> None:
        assert codes(LAYOUT, {"to": number(-1), "thanh_vien": number(-5)}) == ["a"]

    def test_an_empty_side_is_zero(self) -> None:
        documents = small_documents()
        documents["forms/bieu-thu.yaml"]["checks"][0]["rule"] = "to <= 0"
        layout = layouts_of(catalogue_from(documents))["bieu-thu"]
        assert codes(layout, {"to": number(1)}) == ["a"]
        assert codes(layout, {"to": number(0)}) == []
        assert (
            excel_formula(layout.checks[0], {"to": "$D$5"}) == "IF(COUNT($D$5)=1,ROUND($D$5-(0),6)>0,FALSE)"
        )
