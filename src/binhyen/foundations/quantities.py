"""What does a figure say: how much, of what, how precisely, or why is there none?

Zero is a value. A figure that is *missing* is awaited; one that is *not applicable* never comes. Sums count
all three apart, and a rate is worked out anew from the sums of its parts, never from other rates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation
from enum import StrEnum
from typing import TypeAlias

from binhyen.foundations.faults import BadInput
from binhyen.foundations.vietnamese import format_number, nfc, parse_number

PERCENT = "%"
DONG = "đồng"

# Sums are exact or refused: rounding would make them depend on the order of the parts.
_EXACTLY = Context(prec=100, traps=[Inexact, InvalidOperation])
_ROUNDED = Context(prec=28)


class BadQuantity(BadInput):
    """What was written is no quantity."""


class UnitsDiffer(BadInput):
    """Figures of different units were to be added."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(
            f"Không cộng được số liệu có đơn vị tính khác nhau: “{first}” và “{second}”.",
            "Đưa các số liệu về cùng một đơn vị tính.",
        )


class FigureRole(StrEnum):
    """In what role a figure stands: what should be there, what is there, what is aimed at."""

    NORM = "norm"
    ACTUAL = "actual"
    TARGET = "target"

    @property
    def label(self) -> str:
        return {"norm": "định mức", "actual": "thực tế", "target": "chỉ tiêu"}[self.value]


class Precision(StrEnum):
    """How a value is meant; the codes are the comparators of figure extraction."""

    EXACT = "eq"
    MORE_THAN = "gt"
    AT_LEAST = "ge"
    LESS_THAN = "lt"
    AT_MOST = "le"
    NEARLY = "approx_below"
    ABOUT = "approx"

    @property
    def word(self) -> str:
        """The word that stands before the number; nothing for an exact value."""
        return _WORDS[self][0] if self in _WORDS else ""

    def combined_with(self, other: Precision) -> Precision:
        """How the sum of two values is meant: no stronger than both together allow.

        Exact adds nothing. *More than* wins over *at least*, *less than* over *at most* and *nearly*. A value
        that may be higher with one that may be lower is only *about*.
        """
        if self is other or other is Precision.EXACT:
            return self
        if self is Precision.EXACT:
            return other
        if {self, other} <= _UPWARD:
            return Precision.MORE_THAN
        if {self, other} <= _DOWNWARD:
            return Precision.LESS_THAN
        return Precision.ABOUT

    @property
    def of_reciprocal(self) -> Precision:
        """How one divided by a positive value of this precision is meant."""
        return _RECIPROCAL.get(self, self)


_WORDS: dict[Precision, tuple[str, ...]] = {
    Precision.MORE_THAN: ("hơn", "trên"),
    Precision.AT_LEAST: ("ít nhất", "tối thiểu", "không dưới"),
    Precision.LESS_THAN: ("dưới",),
    Precision.AT_MOST: ("tối đa", "không quá", "đến"),
    Precision.NEARLY: ("gần",),
    Precision.ABOUT: ("khoảng",),
}
_UPWARD = {Precision.MORE_THAN, Precision.AT_LEAST}
_DOWNWARD = {Precision.LESS_THAN, Precision.AT_MOST, Precision.NEARLY}
_RECIPROCAL = {
    Precision.MORE_THAN: Precision.LESS_THAN,
    Precision.AT_LEAST: Precision.AT_MOST,
    Precision.LESS_THAN: Precision.MORE_THAN,
    Precision.AT_MOST: Precision.AT_LEAST,
    Precision.NEARLY: Precision.MORE_THAN,
}


class Absence(StrEnum):
    """Why there is no value: it has not come yet, or it cannot be."""

    MISSING = "missing"
    NOT_APPLICABLE = "not-applicable"

    @property
    def words(self) -> str:
        return "chưa có" if self is Absence.MISSING else "không áp dụng"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with its unit of measure and its precision word: *hơn 5.000 tổ*.

    ``unit`` is the Vietnamese word (``tổ``, ``%``, ``đồng``), empty for a bare number. Money is in full đồng,
    a percentage of 94,5 % is 94.5. The value is finite; anything but a Decimal raises TypeError.
    """

    value: Decimal
    unit: str
    precision: Precision = Precision.EXACT

    def __post_init__(self) -> None:
        if not isinstance(self.value, Decimal):
            raise TypeError(f"a quantity needs a Decimal, not {type(self.value).__name__}")
        if not self.value.is_finite():
            raise ValueError(f"not a finite value: {self.value}")

    @property
    def is_exact(self) -> bool:
        return self.precision is Precision.EXACT


Figure: TypeAlias = Quantity | Absence


def exactly(value: int | str | Decimal, unit: str) -> Quantity:
    """An exact quantity: ``exactly(12, "tổ")``. Text is read as Python writes numbers, not as Vietnamese."""
    return Quantity(Decimal(value), unit)


@dataclass(frozen=True, slots=True)
class Total:
    """What figures come to, and how many of them it rests on.

    ``figure`` speaks only for the ``counted`` ones: with ``missing`` above 0 it is not the whole. Without a
    single counted figure it is missing if one is awaited, else not applicable.
    """

    figure: Figure
    counted: int
    missing: int
    not_applicable: int

    @property
    def is_complete(self) -> bool:
        return self.missing == 0


def total(figures: Iterable[Figure]) -> Total:
    """Add figures up. Absent ones are counted apart and never taken for zero.

    The order makes no difference. :class:`UnitsDiffer` if the units do not agree.
    """
    given = list(figures)
    quantities = [figure for figure in given if isinstance(figure, Quantity)]
    missing = sum(figure is Absence.MISSING for figure in given)
    return Total(
        figure=_sum(quantities) if quantities else _absence(missing),
        counted=len(quantities),
        missing=missing,
        not_applicable=len(given) - len(quantities) - missing,
    )


def rate(
    numerators: Iterable[Figure], denominators: Iterable[Figure], per: int = 100, unit: str = PERCENT
) -> Total:
    """The rate of several units together: the sum of numerators by the sum of denominators, times ``per``.

    The figures stand in pairs, one of each per unit (ValueError if their numbers differ). A pair counts only
    when both are there; it is missing when one is awaited, else not applicable. A sum of denominators of
    zero makes the rate not applicable. Parts are counts, so negative ones raise :class:`BadQuantity`.
    """
    above: list[Quantity] = []
    below: list[Quantity] = []
    missing = not_applicable = 0
    for numerator, denominator in zip(numerators, denominators, strict=True):
        if isinstance(numerator, Quantity) and isinstance(denominator, Quantity):
            above.append(numerator)
            below.append(denominator)
        elif Absence.MISSING in (numerator, denominator):
            missing += 1
        else:
            not_applicable += 1
    figure = _ratio(_sum(above), _sum(below), per, unit) if above else _absence(missing)
    return Total(figure, len(above), missing, not_applicable)


def _absence(missing: int) -> Absence:
    return Absence.MISSING if missing else Absence.NOT_APPLICABLE


def _sum(quantities: list[Quantity]) -> Quantity:
    value, precision, unit = Decimal(0), Precision.EXACT, quantities[0].unit
    for quantity in quantities:
        if quantity.unit != unit:
            raise UnitsDiffer(unit, quantity.unit)
        value = _EXACTLY.add(value, quantity.value)
        precision = precision.combined_with(quantity.precision)
    return Quantity(value, unit, precision)


def _ratio(above: Quantity, below: Quantity, per: int, unit: str) -> Figure:
    if above.value < 0 or below.value < 0:
        raise BadQuantity("Không tính được tỷ lệ từ số âm.", "Xem lại tử số và mẫu số.")
    if below.value == 0:
        return Absence.NOT_APPLICABLE
    if above.value == 0 and above.is_exact:
        return Quantity(Decimal(0), unit)  # none of however many is exactly none
    return Quantity(
        _ROUNDED.divide(_EXACTLY.multiply(above.value, Decimal(per)), below.value),
        unit,
        above.precision.combined_with(below.precision.of_reciprocal),
    )


_SCALES = {
    "nghìn tỷ": 10**12,
    "nghìn tỉ": 10**12,
    "nghìn": 10**3,
    "ngàn": 10**3,
    "triệu": 10**6,
    "tỷ": 10**9,
    "tỉ": 10**9,
}
_PRECISION_WORDS = {word: precision for precision, words in _WORDS.items() for word in words}
_QUANTITY = re.compile(
    rf"(?:(?P<word>{'|'.join(_PRECISION_WORDS)}|từ)\s+)?"
    r"(?P<number>[+\-−]?[0-9][0-9.,]*)\s*"
    rf"(?:(?P<scale>{'|'.join(_SCALES)})(?!\w))?\s*"
    r"(?P<unit>[^0-9]*?)"
    r"(?P<upward>\s*trở lên)?",
    re.IGNORECASE,
)


def parse_figure(text: str, unit: str = "") -> Figure:
    """Read what a person wrote in a box: a quantity, nothing, or the words of an absence.

    Nothing and *chưa có* are missing, *không áp dụng* is not applicable; the rest is for
    :func:`parse_quantity`.
    """
    words = " ".join(nfc(text).split()).lower()
    if not words:
        return Absence.MISSING
    for absence in Absence:
        if words == absence.words:
            return absence
    return parse_quantity(text, unit)


def parse_quantity(text: str, unit: str = "") -> Quantity:
    """Read one quantity: ``33.100``, ``hơn 5.000 tổ``, ``gần 100%``, ``2,3 tỷ đồng``, ``từ 80% trở lên``.

    ``unit`` is the unit that is expected: it is taken where none is written, and one that differs is refused.
    *nghìn*, *triệu* and *tỷ* are worked into the value. :class:`BadQuantity` or BadNumber for anything else,
    also for *5 triệu* where the unit itself is *triệu đồng*.
    """
    written = " ".join(nfc(text).split())
    found = _QUANTITY.fullmatch(written)
    if found is None:
        raise BadQuantity(
            f"“{written}” không phải là số liệu.",
            "Viết một số, có thể thêm từ chỉ mức độ và đơn vị tính, ví dụ: hơn 5.000 tổ.",
        )
    word = (found["word"] or "").lower()
    if (word == "từ") != bool(found["upward"]):
        raise BadQuantity(f"“{written}” viết chưa đủ ý.", "Viết đủ: từ … trở lên, ví dụ: từ 80% trở lên.")
    if unit and found["unit"] and found["unit"].lower() != unit.lower():
        raise BadQuantity(
            f"“{written}” có đơn vị tính “{found['unit']}”, cần đơn vị tính “{unit}”.",
            f"Ghi số liệu theo đơn vị tính “{unit}”.",
        )
    value = parse_number(found["number"])
    if found["scale"]:
        if unit.lower().startswith(tuple(_SCALES)):
            raise BadQuantity(
                f"“{written}” không rõ là bao nhiêu {unit}.", f"Chỉ ghi số, theo đơn vị tính “{unit}”."
            )
        value = _EXACTLY.multiply(value, Decimal(_SCALES[found["scale"].lower()]))
    precision = Precision.AT_LEAST if word == "từ" else _PRECISION_WORDS.get(word, Precision.EXACT)
    return Quantity(_plain(value), unit or found["unit"], precision)


def _plain(value: Decimal) -> Decimal:
    """Without the zeros that working in a scale leaves behind the comma: 2.3 × 10^9 is a whole number."""
    return value.to_integral_value() if value == value.to_integral_value() else value


def format_figure(figure: Figure, decimals: int | None = None) -> str:
    """A figure as :func:`parse_figure` reads it back: ``hơn 5.000 tổ``, ``94,5%``, ``chưa có``.

    ``decimals`` fixes the places behind the comma; without it the value keeps those it has.
    """
    if isinstance(figure, Absence):
        return figure.words
    number = format_number(figure.value, decimals)
    if figure.unit:
        number += figure.unit if figure.unit == PERCENT else f" {figure.unit}"
    return f"{figure.precision.word} {number}".lstrip()
