"""What do a unit's shorter reports come to, as a longer one shows it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.indicators.values import FormLine, IndicatorKind


@dataclass(frozen=True, slots=True)
class Carried:
    """What shorter reports add up to: ``known`` of ``owed`` of them say something of the line."""

    figure: Figure
    known: int
    owed: int


def carry(line: FormLine, shorter: Sequence[Figure]) -> Carried:
    """One line over the shorter periods, in the order of time; MISSING for one that is owed and of which nothing came.

    What happened adds up over the periods of which something is known, and ``known`` says how many that is. What
    there is is the last period's and no other's: it is missing where that one is.
    """
    known = sum(figure is not Absence.MISSING for figure in shorter)
    if not shorter:
        return Carried(Absence.MISSING, 0, 0)
    if line.kind is not IndicatorKind.FLOW:
        return Carried(shorter[-1], known, len(shorter))
    stated = [figure.value for figure in shorter if isinstance(figure, Quantity)]
    if stated:
        return Carried(Quantity(sum(stated, Decimal(0)), line.unit), known, len(shorter))
    without = all(figure is Absence.NOT_APPLICABLE for figure in shorter)
    return Carried(Absence.NOT_APPLICABLE if without else Absence.MISSING, known, len(shorter))


def with_difference(line: FormLine, carried: Carried | None, difference: Decimal | None) -> Figure:
    """What the longer report states: what the shorter ones come to, and the difference for which it gives a reason."""
    figure: Figure = carried.figure if carried else Absence.MISSING
    if difference is None:
        return figure
    base = figure.value if isinstance(figure, Quantity) else Decimal(0)
    return Quantity(base + difference, line.unit)
