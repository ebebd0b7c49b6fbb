"""What figures come to, straight from the reports' rows, knowing nothing of how sums are kept or documents composed."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.db import connection

from binhyen.foundations.periods import ADMINISTRATIVE, Period, parse_period

_CELLS = """
select o.unit_id, d.code, o.period, i.code,
       (coalesce(s.adjusted, s.values))[l.at],
       (l.at - 1)::int = any(coalesce(s.adjusted_not_applicable, s.not_applicable))
  from reporting_submission s
  join reporting_obligation o on o.id = s.obligation_id
  join indicators_dataset d on d.id = o.data_set_id
  join indicators_datasetversion v on v.id = o.version_id
  cross join lateral unnest(v.lines) with ordinality l(line_id, at)
  join indicators_indicatorline i on i.id = l.line_id
 where s.state in ('accepted', 'locked') and o.part_of_id is null
"""
_OWED = """
select o.unit_id, d.code, o.period, coalesce(s.state, '') in ('accepted', 'locked')
  from reporting_obligation o
  join indicators_dataset d on d.id = o.data_set_id
  left join reporting_submission s on s.obligation_id = o.id
"""
_RULES = "select code, definition ->> 'over_time' from indicators_indicator"


class Cell(NamedTuple):
    unit: int
    form: str
    period: Period
    line: str
    value: Decimal | None
    applies: bool


class Owed(NamedTuple):
    unit: int
    form: str
    period: Period
    accepted: bool


@dataclass(frozen=True)
class Rows:
    """Every cell of every accepted report, every report owed, and how each indicator goes over time."""

    cells: tuple[Cell, ...]
    owed: tuple[Owed, ...]
    rules: dict[str, str]

    @classmethod
    def read(cls) -> Rows:
        return cls(
            tuple(
                Cell(unit, form, _period(period), line, value, not absent)
                for unit, form, period, line, value, absent in _rows(_CELLS)
            ),
            tuple(
                Owed(unit, form, _period(period), accepted) for unit, form, period, accepted in _rows(_OWED)
            ),
            dict(_rows(_RULES)),
        )

    @cached_property
    def options(self) -> dict[str, set[str]]:
        """The lines of each indicator with a disaggregation."""
        found: dict[str, set[str]] = {}
        for cell in self.cells:
            indicator, slash, _option = cell.line.partition("/")
            if slash:
                found.setdefault(indicator, set()).add(cell.line)
        return found

    def value(
        self, code: str, span: Period, forms: Collection[str], units: Collection[int]
    ) -> Decimal | None:
        """What a line comes to over a span: flows of all reports within it, stocks of the last period of each form."""
        if code in self.options:
            parts = [self.value(line, span, forms, units) for line in sorted(self.options[code])]
            return None if None in parts else sum((part for part in parts if part is not None), Decimal(0))
        known = [
            cell.value
            for cell in self.within(code, span)
            if cell.form in forms and cell.unit in units and cell.value is not None
        ]
        return sum(known, Decimal(0)) if known else None

    def ratio(
        self, above: str, below: str, span: Period, forms: Collection[str], units: Collection[int]
    ) -> Decimal | None:
        """A percentage, over the reports that have both parts."""
        both = {}
        for code in (above, below):
            for cell in self.within(code, span):
                if cell.form in forms and cell.unit in units and cell.value is not None:
                    both.setdefault((cell.unit, cell.form, cell.period), {})[code] = cell.value
        pairs = [pair for pair in both.values() if len(pair) == 2]
        under = sum((pair[below] for pair in pairs), Decimal(0))
        return sum((pair[above] for pair in pairs), Decimal(0)) * 100 / under if under else None

    def within(self, code: str, span: Period) -> Iterator[Cell]:
        """The cells of a line on which a span rests."""
        last = self.rules[code.partition("/")[0]] == "last"
        for cell in self.cells:
            is_within = cell.line == code and span.contains(cell.period)
            if is_within and (not last or cell.period == span.parts(cell.period.kind)[-1]):
                yield cell

    def in_full(self, code: str, span: Period, forms: Collection[str]) -> dict[int, int]:
        """By unit how many reports a line rests on, of the units none of whose reports leaves it open."""
        lines = self.options.get(code, {code})
        found: dict[int, int] = {}
        for unit in {each.unit for each in self.owed if each.form in forms}:
            counts = []
            for line in lines:
                of_line = [
                    cell for cell in self.within(line, span) if cell.unit == unit and cell.form in forms
                ]
                owing = {each.form for each in self.owed if each.unit == unit} & set(forms)
                homes = {cell.form for cell in self.cells if cell.line == line and cell.form in owing}
                home = max(
                    homes,
                    key=lambda form: form.endswith("thang") and not form.endswith("6-thang"),
                    default="",
                )
                stated = [
                    cell
                    for cell in of_line
                    if cell.form == home and (cell.value is not None or not cell.applies)
                ]
                last = self.rules[line.partition("/")[0]] == "last"
                owed = [
                    each
                    for each in self.owed
                    if (each.unit, each.form) == (unit, home)
                    and span.contains(each.period)
                    and (not last or each.period == span.parts(each.period.kind)[-1])
                ]
                counts.append(len(owed) if owed and len(stated) == len(owed) else 0)
            if counts and all(counts):
                found[unit] = min(counts)
        return found


def _period(code: str) -> Period:
    return parse_period(code, ADMINISTRATIVE)


def _rows(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()  # type: ignore[no-any-return]
