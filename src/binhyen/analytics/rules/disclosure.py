"""Which cells about persons must be held back, so that none of them can be worked out from what is shown?

A number from 1 to 4 is held back and shown as “<5”. Where it would still follow from what is shown (the total
minus the others, a quarter minus its months), further cells are held back with it; those are marked “…”, which says
nothing of their size. Zero is shown unless a cell could be worked out by it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Generic, TypeVar

from binhyen.foundations.periods import Period

Key = TypeVar("Key", bound=Hashable)

SMALLEST_SHOWN = 5
UNDER_FIVE = "<5"
WITH_IT = "…"
"""How a cell is shown that is held back lest another one follow from it."""


@dataclass(frozen=True, slots=True)
class Adds(Generic[Key]):
    """A relation that the reader knows: the parts come to the whole."""

    whole: Key
    parts: tuple[Key, ...]

    @property
    def cells(self) -> tuple[Key, ...]:
        return (*self.parts, self.whole)


def is_small(value: Decimal | None) -> bool:
    """Whether a number of persons may not be told as it is."""
    return value is not None and 0 < value < SMALLEST_SHOWN


def held_back(
    cells: Mapping[Key, Decimal | None],
    relations: Iterable[Adds[Key]],
    unshown: Iterable[Key] = (),
) -> dict[Key, str]:
    """The cells to hold back, each with the mark that stands in its place (``<5`` or ``…``).

    ``cells`` are numbers of persons, None where there is no value; ``relations`` all sums between them that a reader
    can know, over units, options and time. ``unshown`` cells (a complement that nobody prints) are never shown
    anyway, but must not follow from what is.

    1. Hold back what is under 5.
    2. As long as a small cell is determined by what is shown, or by what the marks say, hold back one more cell of a
       relation in which it stands: the smallest that is not zero, a part before the whole.
    3. Where nothing is left to hold back, a mark itself tells too much (four cells under 5 that come to one under 5
       are all 1): it then says nothing of the size.
    """
    values = {key: value for key, value in cells.items() if value is not None}
    known = [_Known(tuple(each.parts), each.whole) for each in relations]
    sums = [each for each in (relation.among(values) for relation in known) if each is not None]
    never = set(unshown) & values.keys()
    small = {key for key, value in values.items() if is_small(value)}
    marks = {key: UNDER_FIVE if key in small and key not in never else WITH_IT for key in small | never}
    while (open_cell := _first_open(values, small, marks, sums)) is not None:
        more = _next_to_hide(open_cell, values, marks, sums)
        if more is None:
            more = _next_to_unsay(open_cell, values, marks, sums)
        if more is None:
            break
        marks[more] = WITH_IT
    return {key: marks[key] for key in values if key in marks and key not in never}


def sums_over_time(periods: Sequence[Period]) -> tuple[Adds[Period], ...]:
    """Which of the periods others of them fill without gap: relations between flows that are shown together."""
    found = []
    for whole in periods:
        inside = sorted(each for each in periods if each != whole and whole.contains(each))
        for kind in dict.fromkeys(each.kind for each in inside):
            parts = tuple(each for each in inside if each.kind is kind)
            if sum(part.days for part in parts) == whole.days:
                found.append(Adds(whole, parts))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Known(Generic[Key]):
    """A relation as its parts and whole; only those of its cells that have a value take part in it."""

    parts: tuple[Key, ...]
    whole: Key

    def among(self, values: Mapping[Key, Decimal]) -> dict[Key, int] | None:
        """Cells with their signs in ``sum of parts - whole = 0``; nothing where that does not hold."""
        signs = {part: 1 for part in self.parts if part in values}
        if self.whole not in values or not signs:
            return None
        if sum(values[part] for part in signs) != values[self.whole]:
            return None  # not additive, or the whole rests on more than is listed: nothing follows from it
        return {**signs, self.whole: -1}


def _first_open(
    values: Mapping[Key, Decimal], small: set[Key], marks: Mapping[Key, str], sums: Sequence[dict[Key, int]]
) -> Key | None:
    """A small cell that a reader can work out, or None."""
    touched = [
        unknown for each in sums if (unknown := {key: sign for key, sign in each.items() if key in marks})
    ]
    determined = _determined(touched)
    found = next((key for key in values if key in small and key in determined), None)
    return found if found is not None else _squeezed(values, small, marks, touched)


def _determined(equations: Sequence[Mapping[Key, int]]) -> set[Key]:
    """The unknowns with only one solution: rows of the reduced equations in which they stand alone."""
    reduced: dict[Key, dict[Key, Fraction]] = {}
    for equation in equations:
        row = {key: Fraction(sign) for key, sign in equation.items()}
        for pivot in [key for key in row if key in reduced]:
            _subtract(row, reduced[pivot], row[pivot])
        if not row:
            continue
        pivot = next(iter(row))
        factor = row[pivot]
        row = {key: value / factor for key, value in row.items()}
        for other in reduced.values():
            if pivot in other:
                _subtract(other, row, other[pivot])
        reduced[pivot] = row
    return {pivot for pivot, row in reduced.items() if len(row) == 1}


def _subtract(row: dict[Key, Fraction], other: Mapping[Key, Fraction], times: Fraction) -> None:
    for key, value in other.items():
        left = row.get(key, Fraction(0)) - times * value
        if left:
            row[key] = left
        else:
            row.pop(key, None)


def _squeezed(
    values: Mapping[Key, Decimal],
    small: set[Key],
    marks: Mapping[Key, str],
    equations: Sequence[Mapping[Key, int]],
) -> Key | None:
    """A small cell left with one possible value, once bounds are drawn through the relations: 1 to 4 where “<5”
    stands, 0 or more elsewhere. Two small parts of 8 are both 4."""
    unknown = list(dict.fromkeys(key for each in equations for key in each))
    most_small = Decimal(SMALLEST_SHOWN - 1)
    high: dict[Key, Decimal | None] = {
        key: most_small if marks[key] == UNDER_FIVE else None for key in unknown
    }
    lows = {key: Decimal(marks[key] == UNDER_FIVE) for key in unknown}
    for _round in range(2 * len(equations) + 2):
        changed = False
        for equation in equations:
            balance = sum((sign * values[key] for key, sign in equation.items()), Decimal(0))
            for key, sign in equation.items():
                least, most = _rest(equation, key, lows, high)
                # sign * cell = balance - rest, with rest between least and most
                top = None if least is None else balance - least
                bottom = None if most is None else balance - most
                lower, upper = (bottom, top) if sign > 0 else (_minus(top), _minus(bottom))
                if lower is not None and lower > lows[key]:
                    lows[key], changed = lower, True
                current = high[key]
                if upper is not None and (current is None or upper < current):
                    high[key], changed = upper, True
        if not changed:
            break
    return next((key for key in lows if key in small and lows[key] == high[key]), None)


def _rest(
    equation: Mapping[Key, int], left_out: Key, low: Mapping[Key, Decimal], high: Mapping[Key, Decimal | None]
) -> tuple[Decimal | None, Decimal | None]:
    least: Decimal | None = Decimal(0)
    most: Decimal | None = Decimal(0)
    for key, sign in equation.items():
        if key == left_out:
            continue
        small_end, large_end = (low[key], high[key]) if sign > 0 else (_minus(high[key]), -low[key])
        least = None if least is None or small_end is None else least + small_end
        most = None if most is None or large_end is None else most + large_end
    return least, most


def _minus(value: Decimal | None) -> Decimal | None:
    return None if value is None else -value


def _next_to_hide(
    open_cell: Key, values: Mapping[Key, Decimal], marks: Mapping[Key, str], sums: Sequence[dict[Key, int]]
) -> Key | None:
    """The next cell to hold back: of a relation with the open cell, or of one that is tied to it by held-back cells."""
    tied = {open_cell}
    while True:
        near = [each for each in sums if not tied.isdisjoint(each)]
        candidates = [key for each in near for key in each if key not in marks]
        if candidates:
            return min(candidates, key=lambda key: _reluctance(key, values, near))
        wider = tied.union(*near)
        if wider == tied:
            return None
        tied = wider


def _next_to_unsay(
    open_cell: Key, values: Mapping[Key, Decimal], marks: Mapping[Key, str], sums: Sequence[dict[Key, int]]
) -> Key | None:
    """The next “<5” that says too much: a whole that is tied to the open cell, or else a part."""
    tied, wider = {open_cell}, {open_cell}
    while wider:
        near = [each for each in sums if not tied.isdisjoint(each)]
        wider = {key for each in near for key in each} - tied
        tied |= wider
    candidates = [key for key in tied if marks.get(key) == UNDER_FIVE]
    return max(candidates, key=lambda key: (_wholes(key, sums), values[key]), default=None)


def _wholes(key: Key, sums: Sequence[Mapping[Key, int]]) -> int:
    return sum(each.get(key) == -1 for each in sums)


def _reluctance(
    key: Key, values: Mapping[Key, Decimal], near: Sequence[Mapping[Key, int]]
) -> tuple[bool, bool, Decimal]:
    """A zero last, a whole after parts, the smaller first: little is lost that way."""
    return (values[key] == 0, _wholes(key, near) > 0, values[key])
