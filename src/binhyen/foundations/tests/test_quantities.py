from decimal import Decimal, Inexact
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.foundations.faults import BadInput
from binhyen.foundations.quantities import (
    Absence,
    BadQuantity,
    Figure,
    FigureRole,
    Precision,
    Quantity,
    Total,
    UnitsDiffer,
    exactly,
    format_figure,
    parse_figure,
    parse_quantity,
    rate,
    total,
)

unhurried = settings(deadline=None)  # a busy machine is no fault

MISSING, NOT_APPLICABLE = Absence
P = Precision

precisions = st.sampled_from(Precision)
values = st.decimals(-(10**12), 10**12, places=2, allow_nan=False)
quantities = st.builds(Quantity, values, st.just("tổ"), precisions)
absences = st.sampled_from(Absence)
figures = st.lists(quantities | absences, max_size=8)


def test_zero_is_counted_and_absences_are_not():
    result = total([exactly(0, "tổ"), exactly(12, "tổ"), MISSING, NOT_APPLICABLE, MISSING])
    assert result == Total(exactly(12, "tổ"), counted=2, missing=2, not_applicable=1)
    assert not result.is_complete


@pytest.mark.parametrize(
    ("given_figures", "figure"),
    [
        ([exactly(0, "tổ")], exactly(0, "tổ")),
        ([MISSING, NOT_APPLICABLE], MISSING),
        ([NOT_APPLICABLE], NOT_APPLICABLE),
        ([], NOT_APPLICABLE),
    ],
)
def test_without_a_value_the_sum_is_no_zero(given_figures: list[Figure], figure: Figure):
    assert total(given_figures).figure == figure


@unhurried
@given(figures, st.randoms(use_true_random=False))
def test_the_order_makes_no_difference(given_figures: list[Figure], random):
    shuffled = list(given_figures)
    random.shuffle(shuffled)
    assert total(shuffled) == total(given_figures)


@unhurried
@given(st.lists(quantities, min_size=1, max_size=6), st.lists(absences, max_size=4))
def test_absences_never_change_the_sum(present: list[Quantity], absent: list[Absence]):
    assert total([*absent, *present]).figure == total(present).figure
    assert total(present).figure == Quantity(
        sum((each.value for each in present), Decimal(0)), "tổ", total(present).figure.precision
    )


@unhurried
@given(figures)
def test_the_counts_add_up(given_figures: list[Figure]):
    result = total(given_figures)
    assert result.counted + result.missing + result.not_applicable == len(given_figures)
    assert result.missing == given_figures.count(MISSING)
    assert result.is_complete == (MISSING not in given_figures)


@unhurried
@given(figures, figures)
def test_a_sum_of_sums_is_the_sum_of_all(left: list[Figure], right: list[Figure]):
    both = total([*left, *right])
    parts = total([total(left).figure, total(right).figure])
    assert parts.figure == both.figure


def test_figures_of_different_units_are_not_added():
    with pytest.raises(UnitsDiffer, match="“tổ” và “người”"):
        total([exactly(3, "tổ"), MISSING, exactly(9, "người")])


def test_a_sum_that_cannot_be_exact_is_refused_rather_than_rounded():
    with pytest.raises(Inexact):
        total([exactly("1e90", "tổ"), exactly("1e-90", "tổ")])


SAMPLES = {
    P.EXACT: lambda value: {value},
    P.MORE_THAN: lambda value: {value + 1, value + 5},
    P.AT_LEAST: lambda value: {value, value + 1, value + 5},
    P.LESS_THAN: lambda value: {value - 1, value - 5},
    P.AT_MOST: lambda value: {value, value - 1, value - 5},
    P.NEARLY: lambda value: {value - 1},
    P.ABOUT: lambda value: {value - 1, value, value + 1},
}


def holds(precision: Precision, value: int, truth: int) -> bool:
    """Whether the truth is compatible with what ``precision value`` claims; about claims no side."""
    return {
        P.EXACT: truth == value,
        P.MORE_THAN: truth > value,
        P.AT_LEAST: truth >= value,
        P.LESS_THAN: truth < value,
        P.AT_MOST: truth <= value,
        P.NEARLY: truth < value,
        P.ABOUT: True,
    }[precision]


@pytest.mark.parametrize(("one", "other"), list(product(Precision, repeat=2)))
def test_the_precision_of_a_sum_is_sound(one: Precision, other: Precision):
    combined = one.combined_with(other)
    for a, b in product(SAMPLES[one](100), SAMPLES[other](40)):
        assert holds(combined, 140, a + b)


def test_precisions_combine_in_any_order_and_grouping():
    for a, b, c in product(Precision, repeat=3):
        assert a.combined_with(b) is b.combined_with(a)
        assert a.combined_with(b).combined_with(c) is a.combined_with(b.combined_with(c))
        assert a.combined_with(P.EXACT) is a
        assert a.combined_with(a) is a


@pytest.mark.parametrize(
    ("one", "other", "combined"),
    [
        (P.EXACT, P.EXACT, P.EXACT),
        (P.EXACT, P.NEARLY, P.NEARLY),
        (P.MORE_THAN, P.AT_LEAST, P.MORE_THAN),
        (P.AT_MOST, P.NEARLY, P.LESS_THAN),
        (P.MORE_THAN, P.NEARLY, P.ABOUT),
        (P.ABOUT, P.AT_LEAST, P.ABOUT),
    ],
)
def test_mixed_precisions_give_the_weaker_word(one: Precision, other: Precision, combined: Precision):
    assert one.combined_with(other) is combined


def test_a_rate_is_the_sum_by_the_sum_and_no_mean_of_rates():
    areas_reached = [exactly(9, "khu dân cư"), exactly(10, "khu dân cư")]
    areas = [exactly(10, "khu dân cư"), exactly(90, "khu dân cư")]
    assert rate(areas_reached, areas).figure == exactly(19, "%")


def test_a_pair_counts_only_when_both_parts_are_there():
    result = rate(
        [exactly(5, "xã"), MISSING, exactly(7, "xã"), NOT_APPLICABLE, NOT_APPLICABLE],
        [exactly(10, "xã"), exactly(8, "xã"), MISSING, NOT_APPLICABLE, MISSING],
    )
    assert result == Total(exactly(50, "%"), counted=1, missing=3, not_applicable=1)


def test_a_rate_of_nothing_is_not_applicable():
    nothing = rate([exactly(0, "doanh nghiệp")], [exactly(0, "doanh nghiệp")])
    assert nothing == Total(NOT_APPLICABLE, counted=1, missing=0, not_applicable=0)
    assert rate([], []).figure is NOT_APPLICABLE
    assert rate([MISSING], [exactly(3, "xã")]).figure is MISSING


@pytest.mark.parametrize(
    ("above", "below", "precision"),
    [
        (P.MORE_THAN, P.EXACT, P.MORE_THAN),
        (P.EXACT, P.MORE_THAN, P.LESS_THAN),
        (P.EXACT, P.NEARLY, P.MORE_THAN),
        (P.EXACT, P.AT_MOST, P.AT_LEAST),
        (P.MORE_THAN, P.MORE_THAN, P.ABOUT),
        (P.ABOUT, P.EXACT, P.ABOUT),
    ],
)
def test_a_rate_is_meant_no_stronger_than_its_parts(above: Precision, below: Precision, precision: Precision):
    figure = rate([Quantity(Decimal(30), "tổ", above)], [Quantity(Decimal(60), "tổ", below)]).figure
    assert figure == Quantity(Decimal(50), "%", precision)


def test_none_of_more_than_some_is_exactly_none():
    figure = rate([exactly(0, "tổ")], [Quantity(Decimal(60), "tổ", P.MORE_THAN)]).figure
    assert figure == exactly(0, "%")


def test_a_rate_needs_counts_in_pairs():
    with pytest.raises(ValueError, match="zip"):
        rate([exactly(1, "xã")], [exactly(1, "xã"), exactly(2, "xã")])
    with pytest.raises(BadQuantity, match="số âm"):
        rate([exactly(-1, "xã")], [exactly(2, "xã")])


@pytest.mark.parametrize(
    ("text", "unit", "figure"),
    [
        ("33.100", "điểm", exactly(33100, "điểm")),
        ("1.234,5", "", exactly("1234.5", "")),
        ("0", "tổ", exactly(0, "tổ")),
        ("hơn 5.000", "tổ", Quantity(Decimal(5000), "tổ", P.MORE_THAN)),
        ("Hơn 5.000 tổ", "", Quantity(Decimal(5000), "tổ", P.MORE_THAN)),
        ("trên 33.100 điểm", "điểm", Quantity(Decimal(33100), "điểm", P.MORE_THAN)),
        ("gần 100%", "%", Quantity(Decimal(100), "%", P.NEARLY)),
        ("gần 1 tỷ đồng", "đồng", Quantity(Decimal(10**9), "đồng", P.NEARLY)),
        ("2,3 tỷ", "đồng", exactly(2_300_000_000, "đồng")),
        ("2,3 tỉ đồng", "", exactly(2_300_000_000, "đồng")),
        ("275 nghìn lượt", "", exactly(275_000, "lượt")),
        ("1,5 nghìn tỷ đồng", "", exactly(15 * 10**11, "đồng")),
        ("từ 80% trở lên", "%", Quantity(Decimal(80), "%", P.AT_LEAST)),
        ("ít nhất 70 %", "", Quantity(Decimal(70), "%", P.AT_LEAST)),
        ("tối thiểu 3 người", "", Quantity(Decimal(3), "người", P.AT_LEAST)),
        ("không dưới 3", "người", Quantity(Decimal(3), "người", P.AT_LEAST)),
        ("dưới 5", "vụ", Quantity(Decimal(5), "vụ", P.LESS_THAN)),
        ("không quá 5", "vụ", Quantity(Decimal(5), "vụ", P.AT_MOST)),
        ("khoảng 1.000 người", "", Quantity(Decimal(1000), "người", P.ABOUT)),
        ("  ", "tổ", MISSING),
        ("Chưa có", "tổ", MISSING),
        ("không áp dụng", "tổ", NOT_APPLICABLE),
    ],
)
def test_what_people_write_is_read(text: str, unit: str, figure: Figure):
    assert parse_figure(text, unit) == figure


@pytest.mark.parametrize(
    ("text", "unit", "sentence"),
    [
        ("nhiều", "tổ", "“nhiều” không phải là số liệu"),
        ("5.00", "tổ", "không phải là số viết đúng cách"),
        ("1,234,567", "", "không phải là số viết đúng cách"),
        ("từ 80%", "%", "viết chưa đủ ý"),
        ("80% trở lên", "%", "viết chưa đủ ý"),
        ("5 người", "tổ", "có đơn vị tính “người”, cần đơn vị tính “tổ”"),
        ("5 triệu", "triệu đồng", "không rõ là bao nhiêu triệu đồng"),
        ("3 đến 5 tổ", "tổ", "không phải là số liệu"),
        ("hơn", "", "không phải là số liệu"),
    ],
)
def test_what_is_no_figure_is_refused_in_words(text: str, unit: str, sentence: str):
    with pytest.raises(BadInput, match=sentence):
        parse_figure(text, unit)


def test_a_quantity_is_never_an_absence():
    with pytest.raises(BadQuantity):
        parse_quantity("chưa có", "tổ")


@unhurried
@given(quantities | absences, st.sampled_from(["tổ", "%", "đồng", "khu dân cư"]))
def test_a_figure_that_is_written_is_read_back(figure: Figure, unit: str):
    if isinstance(figure, Quantity):
        figure = Quantity(figure.value, unit, figure.precision)
    assert parse_figure(format_figure(figure)) == figure


@pytest.mark.parametrize(
    ("figure", "decimals", "shown"),
    [
        (exactly(939, "buổi"), None, "939 buổi"),
        (exactly("94.50", "%"), 1, "94,5%"),
        (Quantity(Decimal(5000), "tổ", P.MORE_THAN), None, "hơn 5.000 tổ"),
        (exactly(7, ""), None, "7"),
        (MISSING, 1, "chưa có"),
        (NOT_APPLICABLE, None, "không áp dụng"),
    ],
)
def test_figures_are_shown_in_words_and_digits(figure: Figure, decimals: int | None, shown: str):
    assert format_figure(figure, decimals) == shown


@pytest.mark.parametrize("value", [5, 5.0, True, "5"])
def test_a_quantity_takes_nothing_but_a_decimal(value: object):
    with pytest.raises(TypeError, match="needs a Decimal"):
        Quantity(value, "tổ")  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_a_quantity_is_finite(value: str):
    with pytest.raises(ValueError, match="not a finite value"):
        Quantity(Decimal(value), "tổ")


def test_norm_actual_and_target_are_three_roles():
    assert [role.label for role in FigureRole] == ["định mức", "thực tế", "chỉ tiêu"]
