"""What do the options of a disaggregation come to together?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from binhyen.analytics.rules.sums import LineSum, NoValue, carried_marks, nothing

_NOUGHT = Decimal(0)


def total_of(parts: Sequence[LineSum]) -> LineSum:
    """A total is the sum of its parts' sums; it rests on as many reports as the least answered of them.

    A part that nobody has stated makes it missing, like the total of a single report; a part that applies nowhere is
    left out. Where no report says of a part that it does not apply, ``counted`` is the least counted of the parts.
    """
    if not parts:
        return nothing()
    if marks := carried_marks(parts):
        plain = [replace(part, estimated=_NOUGHT, apart=frozenset(), from_small=False) for part in parts]
        total = total_of(plain)
        return replace(total, **marks) if total.counted or total.value is not None else total
    expected = max(part.expected for part in parts)
    not_applicable = min(part.not_applicable for part in parts)
    answered = min(part.counted + part.not_applicable for part in parts)
    adds = all(part.adds for part in parts)
    values = [part.value for part in parts if part.no_value is None]
    if not values or any(part.no_value in (NoValue.MISSING, NoValue.NOT_ADDITIVE) for part in parts):
        counted = 0 if any(part.no_value is NoValue.MISSING for part in parts) else answered - not_applicable
        return LineSum(None, counted, not_applicable, expected, adds=adds)
    known = [value for value in values if value is not None]
    return LineSum(sum(known, _NOUGHT), answered - not_applicable, not_applicable, expected, adds=adds)
