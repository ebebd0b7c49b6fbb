"""What was read of reports and sums: forms, reports, and what reports come to, as values by line."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from django.utils.translation import get_language

from binhyen.analytics.models import Standing
from binhyen.analytics.rules.sums import LineSum, nothing
from binhyen.foundations.periods import Period
from binhyen.indicators.models import DataSet
from binhyen.indicators.values import FormLine, LineRole
from binhyen.reporting.models import State


@dataclass(frozen=True)
class Form:
    """A form, the periods of its own kind that fill the asked ones, in the order of time, and its lines in order."""

    data_set: DataSet
    periods: tuple[Period, ...]
    name: str
    name_en: str
    lines: tuple[FormLine, ...]
    of_bodies: bool
    """Whether it is asked of bodies: their lines come after those of places."""
    kept_by: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """By key of each version the keys of the lines whose values its reports keep, in their order."""

    @cached_property
    def by_code(self) -> dict[str, FormLine]:
        return {line.code: line for line in self.lines}

    @cached_property
    def shown_name(self) -> str:
        """Its name in the language of whoever it was read for."""
        return self.name_en if get_language() == "en" else self.name

    def carries(self, code: str) -> bool:
        """Whether it knows the line from shorter reports and keeps differences alone."""
        line = self.by_code[code]
        first = self.by_code[line.parts[0]] if line.role is LineRole.TOTAL else line
        return first.role is LineRole.CARRIED

    def within(self, period: Period) -> Form:
        """The form for one period of those that it was read for."""
        return replace(self, periods=tuple(each for each in self.periods if period.contains(each)))

    def of_lines(self, codes: Collection[str]) -> Form:
        """The form with those lines alone and the ones that they follow from."""
        wanted = {code for code in codes if code in self.by_code}
        wanted |= {part for code in wanted for part in self.by_code[code].parts}
        wanted |= {part for code in wanted if code in self.by_code for part in self.by_code[code].parts}
        return replace(self, lines=tuple(line for line in self.lines if line.code in wanted))


@dataclass(frozen=True, slots=True)
class Report:
    """One report that is owed: where it stands, and what it states once accepted."""

    obligation_id: int
    unit_id: int
    first_day: date
    last_day: date
    state: str
    late: bool
    cells: Mapping[str, LineSum]
    """What it states by line code, inputs alone; empty unless it is accepted or locked."""
    superior_id: int | None = None

    @property
    def standing(self) -> Standing:
        if self.state == State.LOCKED:
            return Standing.LOCKED
        return Standing.ACCEPTED if self.state == State.ACCEPTED else Standing.PROVISIONAL


@dataclass(frozen=True, slots=True)
class Consolidated:
    """The sums of one form and period for one unit.

    ``carried``: other units than this one, which stand for it on a map, gave something to them.
    """

    expected: int
    first_day: date
    last_day: date
    standing: Standing
    cells: Mapping[str, LineSum]
    superior_id: int | None = None
    carried: bool = False


def stated_in(month: Report | Consolidated | None, line: FormLine, form: Form) -> LineSum | None:
    """What one report, or the sums of one period, say of an input or a rate; None where there is neither."""
    if month is None:
        return None
    if isinstance(month, Consolidated):
        return month.cells.get(line.code) or nothing(month.expected)
    if line.role is LineRole.RATE:
        return _own_rate(*(month.cells.get(part, nothing(1)) for part in line.parts))
    return month.cells.get(line.code) or nothing(1)


def _own_rate(numerator: LineSum, denominator: LineSum) -> LineSum:
    if numerator.value is not None and denominator.value is not None:
        return LineSum(numerator.value, 1, 0, 1, denominator.value)
    return LineSum(None, 0, int(numerator.is_complete and denominator.is_complete), 1)
