"""What do months come to as a quarter, a half, nine months, a year?

Flows add up, stocks are the last month's and no other's, rates follow from the parts taken over time. A month of which
nothing is known is said and never filled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from binhyen.analytics.rules.sums import LineSum, carried_marks, nothing
from binhyen.indicators.values import OverTime


@dataclass(frozen=True, slots=True)
class Spanned:
    """A line over several periods. ``used`` are the positions of those it rests on, ``without`` of those among them
    from which no value came."""

    sum: LineSum
    used: tuple[int, ...]
    without: tuple[int, ...]


def over_time(rule: OverTime, months: Sequence[LineSum | None]) -> Spanned:
    """The line over the periods, in the order of time; None stands for one in which nothing was owed.

    Reports are counted once a period: a flow over three months of 148 communes expects 444.
    """
    if rule is OverTime.LAST:
        last = len(months) - 1
        final = months[last] or nothing()
        return Spanned(final, (last,), (last,) if final.value is None else ())
    if len(months) == 1:
        return _of_one(months[0])
    every = tuple(range(len(months)))
    without = tuple(index for index in every if (month := months[index]) is None or month.value is None)
    known = [month for month in months if month is not None]
    if not known:
        return Spanned(nothing(), every, without)
    added = LineSum(
        value=_added([month.value for month in known]),
        counted=sum(month.counted for month in known),
        not_applicable=sum(month.not_applicable for month in known),
        expected=sum(month.expected for month in known),
        denominator=_added([month.denominator for month in known]),
        adds=all(month.adds for month in known),
        **carried_marks(known),
    )
    stated_without_adding = any(month.value is None and month.counted for month in known)
    if stated_without_adding or rule is OverTime.NONE:
        added = replace(added, value=None, denominator=None)
    return Spanned(added, every, without)


def _of_one(month: LineSum | None) -> Spanned:
    """What a single period comes to is what was stated in it."""
    if month is None or month.value is None:
        known = month or nothing()
        return Spanned(replace(known, denominator=None) if known.counted else known, (0,), (0,))
    return Spanned(month, (0,), ())


def rate_over_time(numerator: OverTime, denominator: OverTime, months: Sequence[LineSum | None]) -> Spanned:
    """A rate over the periods: each part is taken over time by its own rule, and the ratio is worked out anew."""
    above = over_time(numerator, months)
    if numerator is denominator:
        return above
    below = over_time(denominator, months)
    return Spanned(
        replace(above.sum, denominator=below.sum.denominator, **carried_marks([above.sum, below.sum])),
        tuple(sorted({*above.used, *below.used})),
        tuple(sorted({*above.without, *below.without})),
    )


def _added(values: Sequence[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None
