"""What of a unit's own figure on another map stands in no unit below it, and why?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.db.models import Q

from binhyen.analytics.models import Consolidation
from binhyen.analytics.queries.below import Below, read_forms_below
from binhyen.analytics.queries.figures import summed
from binhyen.analytics.queries.holding import tied_to
from binhyen.analytics.queries.loading import forms_for, read_reports
from binhyen.analytics.queries.onto_map import Key
from binhyen.analytics.queries.reported import Form, Report
from binhyen.analytics.rules.carrying import BECAUSE, WhyNot, as_decimal
from binhyen.analytics.rules.disclosure import is_small
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.indicators.values import LineRole, OverTime
from binhyen.orgunits.queries import Names, UnitThen
from binhyen.orgunits.values import TerritoryChoice
from binhyen.reporting.models import Obligation

_NONE, _ALL = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True)
class Left:
    """What a unit reported that is in the figure of the unit above and in none of the table. ``why`` None: it is what
    that unit, or one that became it, stated itself. ``name`` is None for a unit that may not be seen."""

    unit_id: int
    name: UnitThen | None
    value: Decimal
    why: WhyNot | None


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """``rows`` and the values of the table come to the unit's own figure. ``held_back``: they are not told, since a
    small number of persons would follow."""

    rows: tuple[Left, ...]
    held_back: bool = False

    @property
    def value(self) -> Decimal:
        return sum((row.value for row in self.rows), Decimal(0))


def left_behind(
    actor: Actor,
    unit_id: int,
    period: Period,
    territory: TerritoryChoice,
    line: str,
    *,
    leaving: bool = False,
) -> LeftBehind | None:
    """What the table of the units below does not hold of the unit's own figure: what could not be carried, and what the
    unit states itself. Of lines that add alone; None of others, and where no form of the period has the line.

    ``leaving``: as in every file, small numbers of persons are held back whoever asks.

    Reads every report below the unit and below those that stand for it, of this line. At most three dozen statements.
    """
    forms = forms_for([period])
    lines = tied_to(forms, [line]) if leaving else [line]
    below = read_forms_below(actor, unit_id, forms, period, lines, territory)
    known = below.loaded.lines.get(line)
    if known is None or known.role is LineRole.RATE or not below.adds(line):
        return None
    reading = _Left(actor, below, period, line)
    values = reading.values()
    small = below.counts_persons(line) and (leaving or not (below.full and below.full_below))
    if small and reading.any_small(filter(below.counts_persons, below.loaded.lines)):
        return LeftBehind((), held_back=True)
    names = Names(actor, {unit for unit, _why in values})
    rows = [
        Left(unit, _name(names, unit, period), as_decimal(value), why)
        for (unit, why), value in values.items()
        if value
    ]
    return LeftBehind(tuple(sorted(rows, key=lambda row: (row.why or "", -row.value, row.unit_id))))


def _name(names: Names, unit: int, period: Period) -> UnitThen | None:
    return names.on(unit, period.last_day) or names.on(unit, period.first_day)


class _Held(NamedTuple):
    """Where what a unit reported stands in the table."""

    share: Fraction
    why: WhyNot | None


@dataclass
class _Left:
    """Reads every report of a line below a unit, and takes from it what the table shows."""

    actor: Actor
    below: Below
    period: Period
    line: str

    def __post_init__(self) -> None:
        loaded = self.below.loaded
        own = frozenset({self.below.unit_id})
        self.of_unit = next((each for each in loaded.carryings if each.onto.targets == own), None)
        self.of_table = next((each for each in loaded.carryings if each.onto.targets != own), None)
        self.tops = {self.below.unit_id, *(self.of_unit.onto.origins.courses if self.of_unit else ())}
        asked = {
            "data_set__in": [form.data_set.pk for form in loaded.forms],
            "period__in": sorted({each.code for form in loaded.forms for each in form.periods}),
        }
        sums = Consolidation.objects.visible_to(self.actor).filter(**asked)
        self.superior: dict[Key, int | None] = {
            (unit, form, period): superior
            for unit, form, period, superior in sums.values_list(
                "unit_id", "data_set_id", "period", "superior_id"
            )
        }
        adding_up = {unit for unit, form, period in self.superior if self._above(unit, form, period)}
        owed = Obligation.objects.visible_to(self.actor).filter(
            Q(superior_id__in=adding_up) | Q(unit_id__in=self.tops), part_of=None, **asked
        )
        codes = {key: code for code, key in loaded.line_ids.items() if code in loaded.lines}
        self.reports = read_reports(self.actor, loaded.forms, owed, codes)
        self.refused = self._refused()

    def any_small(self, lines: Iterable[str]) -> bool:
        """Whether a report states a number from 1 to 4 of any of the lines."""
        asked = set(lines)
        return any(
            is_small(cell.value)
            for report in self.reports.values()
            for code, cell in report.cells.items()
            if code in asked
        )

    def _refused(self) -> dict[int, WhyNot]:
        """The units of the table whose figure may not be compared, and the first reason."""
        loaded, found = self.below.loaded, {}
        for unit in self.below.units:
            having = [each for each in loaded.sources_of(unit, self.period) if self.line in each.form.by_code]
            if having and (apart := summed(loaded, having, loaded.lines[self.line]).apart):
                found[unit] = min(apart)
        return found

    def values(self) -> dict[tuple[int, WhyNot | None], Fraction]:
        """What is left, by the unit that reported it and the reason."""
        found: dict[tuple[int, WhyNot | None], Fraction] = defaultdict(Fraction)
        for form in self.below.loaded.forms:
            if self.line not in form.by_code:
                continue
            codes = form.by_code[self.line].parts or (self.line,)
            over_time = self.below.loaded.over_time_of(form.by_code[self.line])
            last = over_time is OverTime.LAST
            for period in form.periods[-1:] if last else form.periods:
                holders = self._holders(form, period, last=last)
                for report in self._reports_of(form, period):
                    for why, left in self._left_of(report, form, period, codes, holders, last=last):
                        found[report.unit_id, why] += left
        return found

    def _reports_of(self, form: Form, period: Period) -> Iterator[Report]:
        return (row for key, row in self.reports.items() if key[1:] == (form.data_set.pk, period.code))

    def _left_of(
        self,
        report: Report,
        form: Form,
        period: Period,
        codes: tuple[str, ...],
        holders: Mapping[int, list[_Held]],
        *,
        last: bool,
    ) -> Iterator[tuple[WhyNot | None, Fraction]]:
        given = [report.cells[code].value for code in codes if code in report.cells]
        known = [value for value in given if value is not None]
        value = Fraction(sum(known, Decimal(0)))
        key = (form.data_set.pk, period.code)
        above = self._above(report.superior_id, *key) if report.unit_id not in self.tops else ()
        top = above[-1] if above else report.unit_id
        weight = self._weight(report.unit_id, top, key, last=last) if top in self.tops else _NONE
        if not value or not weight:
            return
        held = next((holders[each] for each in (report.unit_id, *above) if each in holders), None)
        rest = weight
        for each in held or ():
            rest -= each.share
            if each.why is not None:
                yield each.why, value * each.share
        if rest:
            yield self._why(report.unit_id, held), value * rest

    def _weight(self, unit: int, top: int, key: tuple[int, str], *, last: bool) -> Fraction:
        """How much of what a unit reported is in the figure of the unit above."""
        given = self.of_unit.given.get((self.below.unit_id, *key)) if self.of_unit else None
        if given is None:
            return _ALL if top == self.below.unit_id else _NONE
        return sum(
            (
                each.within.share
                for each in given
                if each.told_as == top
                and (not each.group or each.within.unit in (unit, top))
                and (each.at_end or not last)
            ),
            _NONE,
        )

    def _holders(self, form: Form, period: Period, *, last: bool) -> dict[int, list[_Held]]:
        """By unit what of it stands in the table; with a reason where its place in the table tells no number."""
        found: dict[int, list[_Held]] = defaultdict(list)
        loaded, key = self.below.loaded, (form.data_set.pk, period.code)
        for target in self.below.units:
            given = self.of_table.given.get((target, *key)) if self.of_table else None
            if given is None:
                if (target, *key) in loaded.reports or (target, *key) in loaded.consolidations:
                    found[target].append(_Held(_ALL, self.refused.get(target)))
                continue
            for each in given:
                if each.within.share:
                    why = self.refused.get(target)
                    if last and not each.at_end:
                        why = WhyNot.SUPERSEDED
                    found[each.within.unit].append(_Held(each.within.share, why))
        return found

    def _above(self, unit: int | None, form: int, period: str) -> tuple[int, ...]:
        """The units in whose sums those of a unit are, itself first, up to a top; none where that leads to no top."""
        found: list[int] = []
        while unit is not None and unit not in found:
            found.append(unit)
            if unit in self.tops:
                return tuple(found)
            unit = self.superior.get((unit, form, period))
        return ()

    def _why(self, unit: int, held: list[_Held] | None) -> WhyNot | None:
        """Why what is left of it stands in no unit of the table."""
        if unit in self.tops:
            return None
        course = self.of_table.onto.origins.courses.get(unit) if self.of_table else None
        reasons = [BECAUSE[loss.reason] for loss in course.losses] if course is not None else []
        return reasons[0] if reasons else WhyNot.NO_SUCCESSOR
