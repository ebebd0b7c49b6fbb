from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.foundations.vietnamese import format_number
from binhyen.publications.rules.own_words import numbers_in, unknown_in


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Toàn tỉnh có 1.234 tổ, 56 điểm.", ["1234", "56"]),
        ("Đạt 94,5%, tăng 2 điểm phần trăm.", ["94.5", "2"]),
        ("Vận động hơn 1,3 tỷ đồng.", ["1300000000"]),
        ("Có 138/148 xã, phường.", ["138", "148"]),
        ("Ngày 19/4/2026, theo Kế hoạch số 60/KH-UBND, Điều 12, Ban Chỉ đạo 138.", []),
        ("6 tháng đầu năm 2026, quý 2, giai đoạn 2021-2025.", []),
        ("Tháng 01/2026 có 3 buổi.", ["3"]),
        ("Thực hiện 05/KH-BCĐ và Nghị định 30/2020/NĐ-CP, Chỉ thị 05-CT/TW.", []),
        ("Lúc 8 giờ 30 tại thôn 3, Tổ dân phố 5; lần thứ 2.", []),
        ("Có 3 thôn và 5 tổ dân phố.", ["3", "5"]),
        ("Tổng số 25 tổ, đạt kế hoạch 95%, tổng số 1.234 người.", ["25", "95", "1234"]),
    ],
)
def test_figures_are_told_from_days_and_numbers_of_documents(text: str, numbers: list[str]) -> None:
    assert [spoken.value for spoken in numbers_in(text)] == list(map(Decimal, numbers))


@given(st.decimals(0, 10**12, places=2), st.sampled_from([0, 1, 2]))
def test_a_printed_number_is_borne_out_by_its_value_as_far_as_it_was_rounded(
    value: Decimal, places: int
) -> None:
    written = format_number(value, places)
    rounded = Decimal(written.replace(".", "").replace(",", "."))
    assert not unknown_in(f"Có {written} tổ.", [rounded])
    assert unknown_in(f"Có {written} tổ.", [rounded + 10]) == (written,)


def test_a_whole_number_is_never_near_enough() -> None:
    assert unknown_in("Có 12 tổ.", [Decimal("12.4")]) == ("12",)
    assert unknown_in("Có 1,3 tỷ đồng.", [Decimal(1_310_000_000)]) == ()
    assert unknown_in("Có 1,4 tỷ đồng.", [Decimal(1_310_000_000)]) == ("1,4 tỷ",)


def test_a_fall_is_told_without_its_sign() -> None:
    assert unknown_in("Giảm 10 tổ.", [Decimal(-10)]) == ()


def test_what_cannot_be_read_as_vietnamese_is_unknown() -> None:
    assert unknown_in("Có 1,234,567 đồng.", [Decimal(1234567)]) == ("1,234,567",)
