"""How commands tell a value: to programs as JSON has it, to people in words where there is none."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from binhyen.analytics.queries import FigureOf

NOT_THERE = {
    "missing": "chưa có",
    "not-applicable": "không áp dụng",
    "not-additive": "không cộng được",
    "held-back": "không nêu",
    "not-comparable": "không so sánh được",
}


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
