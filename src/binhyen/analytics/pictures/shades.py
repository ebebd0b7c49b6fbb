"""In which shade does a value stand on a map? Three classes of about as many units each, parted at round numbers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum


class Shade(StrEnum):
    """Zero is a value of its own; what is missing, does not apply or is held back has no shade."""

    ZERO = "zero"
    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"
    HELD_BACK = "held-back"
    NOT_APPLICABLE = "not-applicable"
    ABSENT = "absent"


def thresholds(values: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Where the middle and the highest class begin: at most two round numbers, each with values on both sides.

    Zeros do not count: they are a class of their own. Fewer where there are fewer different values: one value has no
    threshold, two have one.
    """
    known = sorted(value for value in values if value)
    different = sorted(set(known))
    if len(different) < 2:
        return ()
    if len(different) == 2:
        return (round_number_between(*different),)
    first = _parted(known, different, Decimal(1) / 3, different[:-2])
    second = _parted(known, different, Decimal(2) / 3, [each for each in different[:-1] if each >= first[0]])
    return (round_number_between(*first[1:]), round_number_between(*second[1:]))


def _parted(
    known: Sequence[Decimal], different: Sequence[Decimal], share: Decimal, lasts: Sequence[Decimal]
) -> tuple[Decimal, Decimal, Decimal]:
    """Of the values in ``lasts`` the one after which to part, so that nearest to ``share`` of all lie below: the next
    value, and the two values between which the threshold lies."""
    places = {value: place for place, value in enumerate(different)}
    wanted = share * len(known)
    last = min(lasts, key=lambda value: abs(sum(each <= value for each in known) - wanted))
    after = different[places[last] + 1]
    return after, last, after


def round_number_between(below: Decimal, at_most: Decimal) -> Decimal:
    """The roundest number above ``below`` and not above ``at_most``: with as few digits as there is one."""
    span = at_most - below
    power = Decimal(10) ** at_most.adjusted()
    while True:
        for step in (power, power / 2):
            candidate = (at_most / step).to_integral_value("ROUND_FLOOR") * step
            if below < candidate <= at_most:
                return candidate.normalize() + 0 if candidate else candidate
        power /= 10
        if power < span / 1000:
            return at_most


def shade_of(value: Decimal, parted: Sequence[Decimal]) -> Shade:
    """The class of a value. With a single threshold there is no middle, with none all is high."""
    if not value:
        return Shade.ZERO
    if not parted or value >= parted[-1]:
        return Shade.HIGH
    return Shade.LOW if len(parted) == 1 or value < parted[0] else Shade.MIDDLE
