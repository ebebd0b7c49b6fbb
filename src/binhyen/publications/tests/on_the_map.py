"""What figures come to on a territory, worked out from the rows of successions and reports alone.

Nothing of the program's own reckoning is used: each cell of each report goes, by the share that the kept successions
state, to the unit that is asked for; where one states none, there is no figure.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from binhyen.foundations.periods import Period, PeriodKind
from binhyen.publications.tests.from_the_database import Cell, Rows

_SUCCESSIONS = """
select predecessor_id, unit_id, relation, people_share from orgunits_succession where predecessor_id <> unit_id
"""
_PARENTS = (
    "select unit_id, parent_id, valid_from, valid_until from orgunits_orgunitversion where unit_id = any(%s)"
)
UNKNOWN = "unknown"
"""In place of a share that nobody states."""


@dataclass(frozen=True)
class OnTheMap:
    """The rows of reports with what became of the units that wrote them."""

    rows: Rows
    successions: dict[int, list[tuple[int, str, Decimal | None]]]
    """By unit the units that stand in its place, how, and what of it."""
    parents: dict[int, list[tuple[int | None, date, date | None]]]
    """By unit those above it, each from a day until before another."""
    _cells: dict[tuple[str, Period, tuple[str, ...]], list[Cell]] = field(default_factory=dict)
    _shares: dict[tuple[int, int, date], Decimal | str] = field(default_factory=dict)

    @classmethod
    def read(cls, rows: Rows) -> OnTheMap:
        with connection.cursor() as cursor:

            def ask(sql: str, *given: Any) -> list[Any]:
                cursor.execute(sql, given)
                return cursor.fetchall()

            successions = ask(_SUCCESSIONS)
            grown = known = {each.unit for each in rows.owed}
            parents: list[Any] = []
            while grown:  # upwards, to the top
                found = ask(_PARENTS, sorted(grown))
                parents += found
                grown = {parent for _unit, parent, _since, _until in found if parent} - known
                known = known | grown
        return cls(rows, _by_first(successions), _by_first(parents))

    def above(self, unit: int, day: date) -> list[int]:
        """The unit and all above it on the day."""
        found = [unit]
        while True:
            up = [
                parent
                for parent, since, until in self.parents[found[-1]]
                if since <= day and (until is None or day < until)
            ]
            if not up or up[0] is None:
                return found
            found.append(up[0])

    def share(self, unit: int, target: int, day: date) -> Decimal | str:
        """What of a unit that reported on the day lies in the target: 0 to 1, or nobody knows."""
        key = (unit, target, day)
        if key not in self._shares:
            self._shares[key] = self._share(*key)
        return self._shares[key]

    def _share(self, unit: int, target: int, day: date) -> Decimal | str:
        for each in self.above(unit, day):
            into = self.successions.get(each, [])
            if each == target or any((after, how) == (target, "whole") for after, how, _share in into):
                return Decimal(1)
            if each == unit:
                for after, _how, share in into:
                    if after == target:
                        return UNKNOWN if share is None else share
        return Decimal(0)

    def value(
        self, code: str, span: Period, forms: Collection[str], target: int
    ) -> tuple[Decimal | None, Decimal]:
        """What a line comes to for the target, and how much of it by shares; no value where it cannot be known."""
        if code in self.rows.options:
            parts = [self.value(line, span, forms, target) for line in sorted(self.rows.options[code])]
            if any(value is None for value, _estimated in parts):
                return None, Decimal(0)
            return sum(value for value, _ in parts), sum(estimated for _, estimated in parts)  # type: ignore
        total, estimated, found = Decimal(0), Decimal(0), False
        for cell in self._standing(code, span, forms):
            share = self.share(cell.unit, target, cell.period.last_day)
            if not share:
                share = self.share(cell.unit, target, cell.period.first_day)
            if share == UNKNOWN:
                return None, Decimal(0)
            if not share:
                continue
            if cell.value is None:
                if cell.unit == target or self._is_below(target, cell.unit):
                    continue  # a month of its own that it did not answer, or one report of many
                return None, Decimal(0)
            found = True
            total += cell.value * share  # type: ignore[operator]
            estimated += cell.value * share if share != 1 else 0  # type: ignore[operator]
        return (total if found else None), estimated

    def ratio(
        self, above: str, below: str, span: Period, forms: Collection[str], target: int
    ) -> Decimal | None:
        parts = [self.value(code, span, forms, target)[0] for code in (above, below)]
        return None if None in parts or not parts[1] else parts[0] * 100 / parts[1]  # type: ignore[operator]

    def complete(self, code: str, span: Period, forms: Collection[str], target: int) -> bool:
        """Whether every month of the span is told by everybody who then stood on the target."""
        for line in self.rows.options.get(code, {code}):
            cells = [
                cell
                for cell in self._standing(line, span, forms)
                if self.share(cell.unit, target, cell.period.last_day) != 0
            ]
            if not cells or any(cell.value is None for cell in cells):
                return False
            if not self._is_stock(line):
                told = {cell.period for cell in cells}
                if {part for each in told for part in each.parts(PeriodKind.MONTH)} != set(
                    span.parts(PeriodKind.MONTH)
                ):
                    return False
        return True

    def _standing(self, code: str, span: Period, forms: Collection[str]) -> Iterable[Cell]:
        key = (code, span, tuple(forms))
        if key not in self._cells:
            self._cells[key] = [cell for cell in self.rows.within(code, span) if cell.form in forms]
        return self._cells[key]

    def _is_stock(self, code: str) -> bool:
        return self.rows.rules[code.partition("/")[0]] == "last"

    def _is_below(self, target: int, unit: int) -> bool:
        return target not in (unit, *(after for after, _how, _share in self.successions.get(unit, [])))


def _by_first(rows: Iterable[Sequence[Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for first, *rest in rows:
        found.setdefault(first, []).append(tuple(rest))
    return found
