"""How are numbers and sums of money written, read back, and spoken?

A dot groups thousands and a comma opens the decimals: ``1.234,5``. No floating point goes in or out.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Literal

from binhyen.foundations.faults import BadInput

_NUMBER = re.compile(
    r"(?P<sign>[+\-−]?)(?P<whole>[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[0-9]+)(?:,(?P<part>[0-9]+))?"
)

GREATEST_IN_WORDS = 10**15
_THOUSAND_MILLION = 10**9

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


class BadNumber(BadInput):
    """What was written is no number, or may be read as two different ones."""


def format_number(value: Decimal | int, decimals: int | None = None) -> str:
    """A number as it is written in Vietnamese: ``1.234,5``.

    ``decimals`` fixes the places behind the comma, rounding halves away from zero; without it the number
    keeps the places it has. What rounds to zero has no sign. NaN and infinity raise ValueError.
    """
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError(f"not a finite number: {value}")
    if decimals is not None:
        room = Context(prec=len(number.as_tuple().digits) + abs(number.adjusted()) + decimals + 2)
        number = number.quantize(Decimal((0, (1,), -decimals)), rounding=ROUND_HALF_UP, context=room)
    whole, _, part = f"{number.copy_abs():f}".partition(".")
    sign = "-" if number < 0 else ""
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{sign}{grouped},{part}" if part else f"{sign}{grouped}"


def parse_number(text: str) -> Decimal:
    """Read a number as it is written in Vietnamese: ``1.234,5``, ``1234,5``, ``-12``.

    Strict: a dot must stand before every group of three digits or before none. ``1.234.5``, ``1,234,567``,
    ``12.5`` and ``0.125`` are refused with :class:`BadNumber`, for they may be English or a slip.
    """
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        raise BadNumber(
            f"“{text.strip()}” không phải là số viết đúng cách.",
            "Viết dấu chấm ngăn hàng nghìn, dấu phẩy trước phần thập phân, ví dụ 1.234,5.",
        )
    sign = "-" if found["sign"] in ("-", "−") else ""
    return Decimal(
        f"{sign}{found['whole'].replace('.', '')}.{found['part']}"
        if found["part"]
        else f"{sign}{found['whole'].replace('.', '')}"
    )


def number_in_words(number: int, zero_tens: Literal["linh", "lẻ"] = "linh") -> str:
    """A whole number as it is spoken: 1.005 is *một nghìn không trăm linh năm*.

    ``zero_tens`` is the word for a missing ten: *linh* in the North and in schoolbooks, *lẻ* in the South.
    Groups of three zeros are left out. Numbers above a million thousand million (10^15), either way,
    raise :class:`BadNumber`.
    """
    if abs(number) > GREATEST_IN_WORDS:
        raise BadNumber(
            f"Số {format_number(number)} quá lớn để đọc thành chữ.",
            f"Chỉ đọc được đến {format_number(GREATEST_IN_WORDS)}.",
        )
    if number == 0:
        return _DIGITS[0]
    if number < 0:
        return f"âm {number_in_words(-number, zero_tens)}"
    above, below = divmod(number, _THOUSAND_MILLION)
    words: list[str] = []
    if above:
        words += [number_in_words(above, zero_tens), "tỷ"]
    for size, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group = below // size % 1000
        if group:
            words += _group_in_words(group, leading=not words, zero_tens=zero_tens)
            words += [name] if name else []
    return " ".join(words)


def _group_in_words(group: int, *, leading: bool, zero_tens: str) -> list[str]:
    """One to three digits; a group that follows a greater one names its missing hundreds."""
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    words: list[str] = []
    if hundreds or not leading:
        words += [_DIGITS[hundreds], "trăm"]
    if tens > 1:
        words += [_DIGITS[tens], "mươi"]
    elif tens == 1:
        words.append("mười")
    elif ones and words:
        words.append(zero_tens)
    if ones:
        words.append(_ones_in_words(ones, tens))
    return words


def _ones_in_words(ones: int, tens: int) -> str:
    """The last digit changes its sound behind a ten: mốt and tư from twenty on, lăm from ten on."""
    if tens > 1 and ones == 1:
        return "mốt"
    if tens > 1 and ones == 4:
        return "tư"
    if tens > 0 and ones == 5:
        return "lăm"
    return _DIGITS[ones]


def format_money(amount: Decimal | int) -> str:
    """A sum of money in full: ``2.300.000.000 đồng``."""
    return f"{format_number(amount)} đồng"


def money_in_words(amount: int) -> str:
    """A sum of money as it is spoken: *hai tỷ ba trăm triệu đồng*."""
    return f"{number_in_words(amount)} đồng"
