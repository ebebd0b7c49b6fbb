"""In which shade does a value stand on a map? Three classes of about as many units each, parted at round numbers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise


class Shade(StrEnum):
    """Zero is a value of its own; what is missing, does not apply, is held back or cannot be told on this map
    has no shade."""

    ZERO = "zero"
    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"
    HELD_BACK = "held-back"
    NOT_APPLICABLE = "not-applicable"
    NOT_COMPARABLE = "not-comparable"
    ABSENT = "absent"


def thresholds(values: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Where the middle and the highest class begin: at most two round numbers, with values in every class.

    Zeros do not count: they are a class of their own. Fewer where there are fewer different values: one value has no
    threshold, two have one.
    """
    known = sorted(value for value in values if value)
    different = sorted(set(known))
    if len(different) < 3:
        return tuple(round_number_between(*pair) for pair in pairwise(different))
    around = [(known[int(len(known) * low)], known[int(len(known) * high)]) for low, high in _THIRDS]
    if all(below < above for below, above in around):
        first, second = (round_number_between(*each) for each in around)
        if first < second and any(first <= value < second for value in known):
            return (first, second)
    places = (max(1, len(different) // 3), len(different) - max(1, len(different) // 3))
    first, second = (round_number_between(different[at - 1], different[at]) for at in places)
    return (first, second)


_THIRDS = ((Decimal("0.25"), Decimal("0.42")), (Decimal("0.58"), Decimal("0.75")))
"""Between which of the values in order a threshold may lie: a third, with room for a round number."""


def round_number_between(below: Decimal, at_most: Decimal) -> Decimal:
    """The roundest number above ``below`` and not above ``at_most``: as few digits as there are, a five before others.

    ``below`` is less than ``at_most``.
    """
    step = Decimal(10) ** (max(abs(below), abs(at_most)).adjusted() + 1)
    while True:
        for part in (step, step / 2):
            candidate = (at_most / part).to_integral_value("ROUND_FLOOR") * part
            if below < candidate:
                return candidate
        step /= 10


def shade_of(value: Decimal, parted: Sequence[Decimal]) -> Shade:
    """The class of a value. With a single threshold there is no middle, with none all is high."""
    if not value:
        return Shade.ZERO
    if not parted or value >= parted[-1]:
        return Shade.HIGH
    return Shade.LOW if len(parted) == 1 or value < parted[0] else Shade.MIDDLE
