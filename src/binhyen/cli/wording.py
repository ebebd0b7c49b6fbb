"""How commands tell a value: to programs as JSON has it, to people in words where there is none."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from binhyen.analytics.queries import FigureOf
    from binhyen.analytics.values import WhyNot

NOT_THERE = {
    "missing": "chưa có",
    "not-applicable": "không áp dụng",
    "not-additive": "không cộng được",
    "held-back": "không nêu",
    "not-comparable": "không so sánh được",
}

ESTIMATED = "≈ có phần ước tính: chia theo tỷ lệ của đơn vị đã chia tách."


def value_of(figure: FigureOf) -> dict[str, Any]:
    """The value as a number or nothing, why there is none, and how far it may still change."""
    return {
        "value": number(figure.value) if not figure.absence else None,
        "absence": str(figure.absence) if figure.absence else None,
        "standing": str(figure.standing),
    }


def number(value: Decimal | None) -> int | float | None:
    """A number as JSON has them: whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def on_territory(estimated: Decimal, apart: Sequence[WhyNot]) -> dict[str, Any]:
    """How much of a value is apportioned, and why there is none that may be compared."""
    return {
        "estimated": number(estimated),
        "not_comparable": [{"reason": str(each), "label": each.label} for each in apart],
    }


def why_apart(apart: Sequence[WhyNot]) -> str:
    """The reasons in one line; nothing where there are none."""
    return "; ".join(each.label for each in apart)
