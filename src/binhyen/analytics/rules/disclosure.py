"""Which cells about persons must be held back, so that none of them can be worked out from what is shown?

A number from 1 to 4 is held back and shown as “<5”. Where it would still follow from what is shown (the total
minus the others, a quarter minus its months), further cells are held back with it; those are marked “…”, which says
nothing of their size. Zero is shown unless a cell could be worked out by it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

from binhyen.foundations.periods import Period

Key = TypeVar("Key", bound=Hashable)

SMALLEST_SHOWN = 5
UNDER_FIVE = "<5"
WITH_IT = "…"
"""How a cell is shown that is held back lest another one follow from it."""
MOST_STEPS = 40
"""How often, on average, an equation is looked at again while bounds are drawn."""
_PRIME = 2**61 - 1


@dataclass(frozen=True, slots=True)
class Adds(Generic[Key]):
    """A relation that the reader knows: the parts come to the whole."""

    whole: Key
    parts: tuple[Key, ...]

    @property
    def cells(self) -> tuple[Key, ...]:
        return (*self.parts, self.whole)


def grown(lines: Iterable[str], ties: Iterable[Collection[str]]) -> frozenset[str]:
    """The lines and all that hang together with them by the ties, however far."""
    every, found = list(ties), set(lines)
    growing = True
    while growing:
        more = {line for tie in every if not found.isdisjoint(tie) for line in tie} - found
        found |= more
        growing = bool(more)
    return frozenset(found)


def is_small(value: Decimal | None) -> bool:
    """Whether a number of persons may not be told as it is."""
    return value is not None and 0 < value < SMALLEST_SHOWN


def held_back(
    cells: Mapping[Key, Decimal | None],
    relations: Iterable[Adds[Key]],
    unshown: Iterable[Key] = (),
    known: Iterable[Key] = (),
) -> dict[Key, str]:
    """The cells to hold back, each with the mark that stands in its place (``<5`` or ``…``).

    ``cells`` are numbers of persons, None where there is no value; ``relations`` all sums between them that a reader
    can know, over units, options and time. ``unshown`` cells (a complement that nobody prints) are never shown
    anyway, but must not follow from what is. ``known`` ones a reader has seen elsewhere: holding them back here would
    protect nothing.

    1. Hold back what is under 5.
    2. As long as a small cell is determined by what is shown, or by what the marks say, hold back one more cell of a
       relation in which it stands: the smallest that is not zero, a part before the whole.
    3. Where nothing is left to hold back, a mark itself tells too much (four cells under 5 that come to one under 5
       are all 1): it then says nothing of the size.
    """
    values = {key: value for key, value in cells.items() if value is not None}
    seen = set(known)
    small = {key for key, value in values.items() if is_small(value)} - seen
    if not small:
        return {}  # only small cells are protected
    stated = [_Known(tuple(each.parts), each.whole) for each in relations]
    sums = [each for each in (relation.among(values) for relation in stated) if each is not None]
    never = set(unshown) & values.keys()
    marks = {key: UNDER_FIVE if key in small and key not in never else WITH_IT for key in small | never}
    open_anyway = {unseen[0] for each in sums if len(unseen := [key for key in each if key not in seen]) == 1}
    table = _Table(values, small - open_anyway, seen, sums, marks)
    while open_cells := table.open_cells():
        if not table.protect(open_cells):
            break
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


class _Table(Generic[Key]):
    """Cells with the equations between them and the marks laid so far."""

    def __init__(
        self,
        values: Mapping[Key, Decimal],
        small: set[Key],
        seen: set[Key],
        sums: Sequence[Mapping[Key, int]],
        marks: dict[Key, str],
    ) -> None:
        self.values, self.small, self.seen, self.sums, self.marks = values, small, seen, sums, marks
        self.of_cell: dict[Key, list[Mapping[Key, int]]] = defaultdict(list)
        for each in sums:
            for key in each:
                self.of_cell[key].append(each)

    def open_cells(self) -> list[Key]:
        """The small cells that a reader can work out: those alone in an equation, else those that are determined,
        else those with one value left."""
        equations = [
            unknown
            for each in self.sums
            if (unknown := {key: sign for key, sign in each.items() if key in self.marks})
        ]
        alone = {next(iter(each)) for each in equations if len(each) == 1}
        found = alone & self.small or _determined(equations) & self.small or self._squeezed(equations)
        return [key for key in self.values if key in found]

    def protect(self, open_cells: Sequence[Key]) -> bool:
        """Hold back one more cell for each open one that nothing held back in this round may have closed already;
        whether anything could be done."""
        changed: set[Key] = set()
        for cell in open_cells:
            if any(not changed.isdisjoint(each) for each in self.of_cell[cell]):
                continue
            more = self._next_to_hide(cell)
            if more is None:
                more = self._next_to_unsay(cell)
            if more is not None:
                self.marks[more] = WITH_IT
                changed.add(more)
        return bool(changed)

    def _next_to_hide(self, open_cell: Key) -> Key | None:
        """Of an equation with the open cell, or of one that is tied to it by held-back cells, the cell that costs
        least: no zero, no whole, the smallest."""
        for near in self._tied_to(open_cell):
            candidates = [
                key for each in near for key in each if key not in self.marks and key not in self.seen
            ]
            if candidates:
                return min(
                    candidates,
                    key=lambda key: (self.values[key] == 0, self._wholes(key) > 0, self.values[key]),
                )
        return None

    def _next_to_unsay(self, open_cell: Key) -> Key | None:
        """The next “<5” that says too much: a whole that is tied to the open cell, or else a part."""
        *_nearer, all_tied = ((), *self._tied_to(open_cell))
        candidates = [key for each in all_tied for key in each if self.marks.get(key) == UNDER_FIVE]
        return max(candidates, key=lambda key: (self._wholes(key), self.values[key]), default=None)

    def _tied_to(self, cell: Key) -> Iterator[list[Mapping[Key, int]]]:
        """The equations of a cell, then those with their cells as well, and so on."""
        tied = {cell}
        near: list[Mapping[Key, int]] = []
        while True:
            wider = list({id(each): each for key in tied for each in self.of_cell[key]}.values())
            if len(wider) == len(near):
                return
            near = wider
            yield near
            tied = {key for each in near for key in each}

    def _wholes(self, key: Key) -> int:
        return sum(each[key] == -1 for each in self.of_cell[key])

    def _squeezed(self, equations: Sequence[Mapping[Key, int]]) -> set[Key]:
        """The small cells left with one possible value, once bounds are drawn through the equations: 1 to 4 where
        “<5” stands, 0 or more elsewhere. Two small parts of 8 are both 4."""
        most_small = Decimal(SMALLEST_SHOWN - 1)
        bounds = {
            key: _Bounds(Decimal(1), most_small)
            if self.marks[key] == UNDER_FIVE
            else _Bounds(Decimal(0), None)
            for each in equations
            for key in each
        }
        balances = [
            sum((sign * self.values[key] for key, sign in each.items()), Decimal(0)) for each in equations
        ]
        waiting = dict.fromkeys(range(len(equations)))
        of_cell: dict[Key, list[int]] = defaultdict(list)
        for index, each in enumerate(equations):
            for key in each:
                of_cell[key].append(index)
        for _step in range(MOST_STEPS * len(equations)):
            if not waiting:
                break
            index = next(iter(waiting))
            del waiting[index]
            for key in _draw(equations[index], balances[index], bounds):
                waiting.update(dict.fromkeys(of_cell[key]))
        return {key for key, bound in bounds.items() if key in self.small and bound.low == bound.high}


@dataclass(slots=True)
class _Bounds:
    """What a reader knows of a held-back cell; ``high`` None: nothing above."""

    low: Decimal
    high: Decimal | None


def _draw(equation: Mapping[Key, int], balance: Decimal, bounds: Mapping[Key, _Bounds]) -> list[Key]:
    """Narrow the bounds of each cell by those of the others in its equation; the cells that became narrower."""
    terms = []
    for key, sign in equation.items():
        low, high = bounds[key].low, bounds[key].high
        terms.append((key, sign, low, high) if sign > 0 else (key, sign, _minus(high), -low))
    lows = [lowest for _key, _sign, lowest, _highest in terms]
    highs = [highest for _key, _sign, _lowest, highest in terms]
    least = sum((low for low in lows if low is not None), Decimal(0))
    most = sum((high for high in highs if high is not None), Decimal(0))
    endless_below, endless_above = lows.count(None), highs.count(None)
    narrower = []
    for key, sign, lowest, highest in terms:
        # sign * cell = balance - rest, with the rest between its own bounds
        rest_is_bounded_below = endless_below == (lowest is None)
        rest_is_bounded_above = endless_above == (highest is None)
        top = balance - (least - (lowest or 0)) if rest_is_bounded_below else None
        bottom = balance - (most - (highest or 0)) if rest_is_bounded_above else None
        lower, upper = (bottom, top) if sign > 0 else (_minus(top), _minus(bottom))
        bound = bounds[key]
        if lower is not None and lower > bound.low:
            bound.low = lower
            narrower.append(key)
        if upper is not None and (bound.high is None or upper < bound.high):
            bound.high = upper
            narrower.append(key)
    return narrower


def _determined(equations: Sequence[Mapping[Key, int]]) -> set[Key]:
    """The unknowns with only one solution: rows of the reduced equations in which they stand alone.

    Reckoned modulo a large prime: as good as exact, and without fractions that grow.
    """
    occurrences = Counter(key for each in equations for key in each)
    reduced: dict[Key, dict[Key, int]] = {}
    rows_with: dict[Key, set[Key]] = defaultdict(set)
    for equation in sorted(equations, key=len):
        row = {key: sign % _PRIME for key, sign in equation.items()}
        for pivot in [key for key in row if key in reduced]:
            if pivot in row:
                _subtract(row, reduced[pivot], row[pivot])
        if not row:
            continue
        pivot = min(row, key=occurrences.__getitem__)
        factor = pow(row[pivot], -1, _PRIME)
        row = {key: value * factor % _PRIME for key, value in row.items()}
        for other in list(rows_with[pivot]):
            before = set(reduced[other])
            _subtract(reduced[other], row, reduced[other][pivot])
            for key in before ^ set(reduced[other]):
                (rows_with[key].add if key in reduced[other] else rows_with[key].discard)(other)
        reduced[pivot] = row
        for key in row:
            rows_with[key].add(pivot)
    return {pivot for pivot, row in reduced.items() if len(row) == 1}


def _subtract(row: dict[Key, int], other: Mapping[Key, int], times: int) -> None:
    for key, value in other.items():
        left = (row.get(key, 0) - times * value) % _PRIME
        if left:
            row[key] = left
        else:
            row.pop(key, None)


def _minus(value: Decimal | None) -> Decimal | None:
    return None if value is None else -value
