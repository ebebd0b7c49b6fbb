"""Which numbers stand in a text, and what do they come to?"""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.foundations.vietnamese import format_number, number_in_words
from binhyen.narratives.rules.numerals import numbers_in, read_words
from binhyen.narratives.rules.shadow import shadow_of


def values(text: str) -> list[Decimal]:
    shadow = shadow_of(text)
    return [number.value for number in numbers_in(shadow, 0, len(shadow.text))]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.131 người", "1131"),
        ("12.345.678 lượt", "12345678"),
        ("12,5%", "12.5"),
        ("12.5 %", "12.5"),
        ("100 phần trăm", "100"),
        ("1.234,5 km", "1234.5"),
        ("0,125 km", "0.125"),
        ("05 tập thể", "5"),
        ("2,3 tỷ đồng", "2300000000"),
        ("1 tỉ đồng", "1000000000"),
        ("1 triệu 200 nghìn đồng", "1200000"),
        ("2 tỷ 350 triệu đồng", "2350000000"),
        ("33,1 nghìn lượt", "33100"),
        ("275 ngàn lượt", "275000"),
        ("3 trăm hộ", "300"),
        ("1,5 nghìn tỷ đồng", "1500000000000"),
        ("2 triệu rưỡi", "2500000"),
        ("1,131 hộ", "1131"),
        ("1,131 km", "1.131"),
        ("heroin 1,250 kg", "1.25"),
        ("468,281 đường biên giới", "468.281"),
        ("hai mươi hộ", "20"),
        ("hai mươi lăm hộ", "25"),
        ("một trăm linh năm hộ", "105"),
        ("một nghìn hai trăm hộ", "1200"),
        ("mười hai", "12"),
        ("một nửa số hộ", "50"),
        ("nửa tỷ đồng", "500000000"),
    ],
)
def test_a_number_is_read(text: str, value: str) -> None:
    assert values(text) == [Decimal(value)]


@pytest.mark.parametrize(
    "text",
    ["hàng nghìn lượt người", "hàng chục", "vài trăm hộ", "hai ba hộ", "năm sáu người", "nhiều tỷ đồng"],
)
def test_a_vague_quantity_is_no_number(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize("text", ["3.5.2025", "PA03", "0912.345.678", "1.23.456"])
def test_digits_of_codes_are_no_numbers(text: str) -> None:
    assert values(text) == []


@given(st.integers(1, 10**12), st.sampled_from(["linh", "lẻ"]))
def test_words_read_back_as_the_number_they_spell(number: int, zero_tens: str) -> None:
    assert read_words(number_in_words(number, zero_tens).split()) == number  # type: ignore[arg-type]


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_digits_read_back_as_the_number_they_write(whole: int, hundredths: int) -> None:
    number = Decimal(whole) + Decimal(hundredths) / 100
    assert values(f"đạt {format_number(number)}") == [number]
