"""What is remembered of a file once matched: the mark of its shape, and what each of its rows was said to be."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from binhyen.foundations.vietnamese import fold
from binhyen.reporting.ownfiles.labels import key_of, without_figures
from binhyen.reporting.ownfiles.tables import FigureRow, Table

ENOUGH = 0.5
"""How many of a file's rows must be known for it to be the same file with rows added or renamed."""


@dataclass(frozen=True, slots=True)
class RememberedRow:
    """One row as it was answered: ``label`` with those above it, ``line`` None where the form has no such line.

    ``unit`` is the unit that the file gave, and ``factor`` what was said to multiply by; 1 where nothing was asked.
    """

    sheet: str
    label: str
    line: str | None
    unit: str = ""
    factor: Decimal = Decimal(1)

    def as_json(self) -> list[str | None]:
        return [self.sheet, self.label, self.line, self.unit, format(self.factor, "f")]

    @classmethod
    def from_json(cls, kept: Sequence[Any]) -> RememberedRow:
        return cls(kept[0], kept[1], kept[2], kept[3], Decimal(kept[4]))


def shape_of(table: Table) -> str:
    """A mark of the labels of a table in their order, without figures: 64 hexadecimal digits.

    Numbers, months in headings and the name of the sheet make no difference; a row more, less or renamed does.
    """
    labels = "\n".join(without_figures(row.label) for row in table.rows)
    return hashlib.sha256(labels.encode()).hexdigest()


def known_rows(rows: Iterable[FigureRow], remembered: Sequence[RememberedRow]) -> dict[int, RememberedRow]:
    """What is remembered of each row, by its number. Rows with the same labels above them count in their order.

    Of labels that differ in figures alone (months, years) those are taken that have no other like them.
    """
    listed = list(rows)
    exact = _numbered((key_of(each.label), each) for each in remembered)
    found = {
        row.number: each
        for key, row in _numbered((key_of(row.path), row) for row in listed).items()
        if (each := exact.get(key)) is not None
    }
    used = set(map(id, found.values()))
    left = [row for row in listed if row.number not in found]
    loose = _single((without_figures(each.label), each) for each in remembered if id(each) not in used)
    alone = _single((without_figures(row.path), row) for row in left)
    return found | {row.number: loose[key] for key, row in alone.items() if key in loose}


def nearest(
    rows: Sequence[FigureRow], kept: Mapping[Any, Sequence[RememberedRow]]
) -> tuple[Any, dict[int, RememberedRow]] | None:
    """Of several that are remembered the one that knows most of these rows, if it knows enough of them."""
    known = [(key, known_rows(rows, each)) for key, each in kept.items()]
    best = max(known, key=lambda pair: len(pair[1]), default=None)
    return best if best is not None and len(best[1]) >= ENOUGH * max(1, len(rows)) else None


def same_unit(one: str, other: str) -> bool:
    """Whether two units that a file gives are written alike."""
    return fold(one).strip(" .") == fold(other).strip(" .")


def _numbered(pairs: Iterable[tuple[str, Any]]) -> dict[tuple[str, int], Any]:
    seen: Counter[str] = Counter()
    found = {}
    for key, each in pairs:
        found[key, seen[key]] = each
        seen[key] += 1
    return found


def _single(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    listed = list(pairs)
    counts = Counter(key for key, _each in listed)
    return {key: each for key, each in listed if counts[key] == 1}
