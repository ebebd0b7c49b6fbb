"""What does a line come to, on how many reports does it rest, and how do such sums stand together?

A sum speaks for the reports that have a value. Rates keep the sums of both parts until they are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, TypedDict

from binhyen.foundations.quantities import Quantity, rate

if TYPE_CHECKING:
    from binhyen.analytics.rules.carrying import WhyNot

_NOUGHT = Decimal(0)


class NoValue(StrEnum):
    """Why there is no value. Beside the two absences of a figure: what does not add, what may not be told, and
    what of other units cannot be put together into this one."""

    MISSING = "missing"
    NOT_APPLICABLE = "not-applicable"
    NOT_ADDITIVE = "not-additive"
    HELD_BACK = "held-back"
    NOT_COMPARABLE = "not-comparable"


@dataclass(frozen=True, slots=True)
class LineSum:
    """One line of one period, for one unit. ``denominator`` is set for rates alone.

    ``counted`` of ``expected`` reports have a value, ``not_applicable`` do not apply, the rest are missing.

    On another map than that of the reports ``estimated`` is how much of the value was apportioned by shares; ``apart``
    is why the sum may not be compared: the value is then only a part of the whole and never shown. ``from_small``:
    among what it was put together from was a number from 1 to 4.
    """

    value: Decimal | None
    counted: int
    not_applicable: int
    expected: int
    denominator: Decimal | None = None
    adds: bool = True
    estimated: Decimal = _NOUGHT
    apart: frozenset[WhyNot] = frozenset()
    from_small: bool = False

    @property
    def no_value(self) -> NoValue | None:
        """Why there is none; nothing where there is one."""
        if self.apart:
            return NoValue.NOT_COMPARABLE
        if self.value is not None:
            return NoValue.NOT_APPLICABLE if self.denominator == 0 else None
        if self.counted:
            return NoValue.NOT_ADDITIVE
        if self.expected and self.not_applicable >= self.expected:
            return NoValue.NOT_APPLICABLE
        return NoValue.MISSING

    @property
    def is_complete(self) -> bool:
        """Whether no report is missing."""
        return self.counted + self.not_applicable >= self.expected > 0


def nothing(expected: int = 0) -> LineSum:
    """What nobody has stated yet."""
    return LineSum(None, 0, 0, expected)


def side_by_side(sums: Sequence[LineSum]) -> LineSum:
    """The sums of several forms for one line and unit, such as of communes and of a province's own bodies.

    What does not add over units has a value only where exactly one of them states it.
    """
    if len(sums) == 1:
        return sums[0]
    stated = [each.value for each in sums if each.value is not None]
    adds = all(each.adds for each in sums)
    if not adds and len(stated) != 1:
        stated = []
    denominators = [each.denominator for each in sums if each.denominator is not None]
    return LineSum(
        value=sum(stated, _NOUGHT) if stated else None,
        counted=sum(each.counted for each in sums),
        not_applicable=sum(each.not_applicable for each in sums),
        expected=sum(each.expected for each in sums),
        denominator=sum(denominators, _NOUGHT) if denominators else None,
        adds=adds,
        **carried_marks(sums),
    )


class CarriedMarks(TypedDict, total=False):
    """What stands beside a sum that was put together on another map."""

    estimated: Decimal
    apart: frozenset[WhyNot]
    from_small: bool


def carried_marks(sums: Iterable[LineSum]) -> CarriedMarks:
    """What of several sums holds of what they come to: nothing where all are as they were reported."""
    carried = [each for each in sums if each.estimated or each.apart or each.from_small]
    if not carried:
        return {}
    return {
        "estimated": sum((each.estimated for each in carried), _NOUGHT),
        "apart": frozenset().union(*(each.apart for each in carried)),
        "from_small": any(each.from_small for each in carried),
    }


def ratio(line: LineSum, per: int) -> Decimal | None:
    """A rate from the sums of its parts, times ``per``; nothing where a part or a denominator above zero is lacking."""
    if line.value is None or not line.denominator:
        return None
    figure = rate([Quantity(line.value, "")], [Quantity(line.denominator, "")], per).figure
    return figure.value if isinstance(figure, Quantity) else None
