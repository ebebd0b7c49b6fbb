"""Rows of units that were read, put together into rows of the units in which they lie on another map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from django.db.models import Exists, F, Q

from binhyen.analytics.models import Standing
from binhyen.analytics.queries.reported import Consolidated, Form, Report, stated_in
from binhyen.analytics.rules.carrying import BECAUSE, LineRule, Piece, WhyNot, of_one_unit, put_together
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.foundations.validity import Validity
from binhyen.indicators.values import FormLine, LineRole
from binhyen.orgunits.models import Level, OrgUnitVersion, Succession
from binhyen.orgunits.queries import Origins, origins_of
from binhyen.orgunits.values import Course

Row = Report | Consolidated
Key = tuple[int, int, str]
"""Unit, form, and code of the period."""

_ALL, _NOTHING = Fraction(1), Fraction(0)
_NO_LINES: frozenset[str] = frozenset()
_ALWAYS = Validity(date.min)
_SETTLED = (Standing.PROVISIONAL, Standing.ACCEPTED, Standing.LOCKED)


class Within(NamedTuple):
    """What of a unit lies in another: a share of it, and with ``why`` perhaps more, nobody knows how much."""

    unit: int
    share: Fraction
    why: WhyNot | None


@dataclass(frozen=True)
class Onto:
    """Some units of a map, none in another, and those whose figures stand for them in a span of days."""

    targets: frozenset[int]
    origins: Origins

    @cached_property
    def within(self) -> dict[int, tuple[Within, ...]]:
        """By target what lies in it."""
        found: dict[int, list[Within]] = defaultdict(list)
        for course in self.origins.courses.values():
            for target, within in lying_in(course, self.targets):
                found[target].append(within)
        return {target: tuple(each) for target, each in found.items()}

    @cached_property
    def divided(self) -> frozenset[int]:
        """The units that are not whole in one of the targets."""
        return frozenset(
            unit
            for unit, course in self.origins.courses.items()
            if course.losses or len(course.parts) != 1 or course.parts[0].share != 1
        )

    @property
    def units(self) -> frozenset[int]:
        return self.targets | self.origins.courses.keys()


def lying_in(course: Course, targets: Collection[int]) -> Iterator[tuple[int, Within]]:
    """In which of the targets something of the unit lies, or may lie."""
    shares = {part.into: part.share for part in course.parts if part.into in targets}
    perhaps = {
        target: BECAUSE[loss.reason] for loss in course.losses for target in loss.perhaps if target in targets
    }
    for target in shares.keys() | perhaps.keys():
        yield target, Within(course.unit, shares.get(target, _NOTHING), perhaps.get(target))


def standing_for(
    actor: Actor, unit_id: int | None, below: int | None, day: date, span: tuple[date, date]
) -> tuple[Onto, ...]:
    """Whose figures of the span stand for the unit and for those directly below the other on the map of the day.

    Empty where no territory changed between: of the one unit, or with others below of any. One statement where nothing
    was reorganised, three at most.
    """
    first, last = min(day, span[0]), max(day, span[1])
    asked: list[frozenset[int]] = []
    if below is not None:
        changes = Succession.objects.visible_to(actor).filter(day__gt=first, day__lte=last)
        children = dict(
            OrgUnitVersion.objects.visible_to(actor)
            .filter(Q(valid_until=None) | Q(valid_until__gt=day), parent_id=below, valid_from__lte=day)
            .annotate(any_changed=Exists(changes.exclude(predecessor_id=F("unit_id"))))
            .values_list("unit_id", "any_changed")
        )
        if children and not any(children.values()):
            return ()
        asked.append(frozenset(children))
    if unit_id is not None:
        asked.append(frozenset({unit_id}))
    found = tuple(Onto(targets, origins_of(actor, targets, day, *span)) for targets in asked if targets)
    has_children = below is not None and bool(asked[0])
    return found if has_children or any(each.origins for each in found) else ()


class Stood(NamedTuple):
    """Where a unit stood: below which of the units asked about, of which level, and the units above it from the top."""

    under: int
    level: str
    above: tuple[int, ...]


@dataclass(frozen=True)
class Finer:
    """What was reported below units that are not whole in one other, report by report."""

    stood: Mapping[int, Stood]
    origins: Origins
    reports: Mapping[Key, Report]

    def reported_to(self, report: Report) -> int:
        """The divided unit in whose sum the report is."""
        superior = report.superior_id or 0
        return self.stood[superior].under if superior in self.stood else superior

    def within(self, unit: int, divided: int, onto: Onto) -> Iterator[tuple[int, Within]]:
        """Where what the unit reported lies: a body's and a workplace's wherever the divided unit lies."""
        course = self.origins.courses.get(unit)
        if course is not None:
            yield from lying_in(course, onto.targets)
        elif self.stood[unit].level in (Level.BODY, Level.WORKPLACE):
            yield from lying_in(onto.origins.courses[divided], onto.targets)
        elif self.stood[unit].level == Level.DISTRICT:
            # It ended without a successor, and nobody says how its own figures were divided.
            for target, _within in lying_in(onto.origins.courses[divided], onto.targets):
                yield target, Within(unit, _NOTHING, WhyNot.NO_SUCCESSOR)


def units_below(actor: Actor, units: Collection[int], span: tuple[date, date]) -> dict[int, Stood]:
    """The units that stood below some others at some time in the span, as they did last in it. One statement."""
    condition = Q(pk__in=[])
    for unit in units:
        condition |= Q(tree_path__startswith=f"{unit}.") | Q(tree_path__contains=f".{unit}.")
    found: dict[int, Stood] = {}
    rows = (
        OrgUnitVersion.objects.visible_to(actor)
        .filter(Q(valid_until=None) | Q(valid_until__gt=span[0]), valid_from__lte=span[1])
        .filter(condition)
        .order_by("valid_from")
        .values_list("unit_id", "level", "tree_path")
    )
    for unit, level, path in rows:
        above = tuple(int(key) for key in path.split(".")[:-2])
        if unit not in units and (under := next((key for key in reversed(above) if key in units), None)):
            found[unit] = Stood(under, level, above)
    return found


class Given(NamedTuple):
    """What one unit has in one form and period, and what of the unit lies in the target."""

    within: Within
    at_end: bool
    rows: tuple[Row, ...]
    group: int
    elsewhere: frozenset[str] = frozenset()
    """The lines that the unit states for the same days on another form."""

    @property
    def told_as(self) -> int:
        """The unit itself, or the one above it instead of whose sum its report is told."""
        return self.group or self.within.unit


@dataclass
class Carrying:
    """Puts the rows of one set of targets together; what they were made of is kept."""

    forms: Sequence[Form]
    onto: Onto
    finer: Finer | None
    rule_of: Callable[[Form, FormLine], LineRule]
    reports: Mapping[Key, Report]
    sums: Mapping[Key, Consolidated]
    given: dict[Key, tuple[Given, ...]] = field(default_factory=dict)
    _overlapping: dict[tuple[int, str], list[tuple[Form, tuple[str, ...]]]] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[Key, Consolidated]]:
        """The rows of the targets to which others gave something, form by form and period by period."""
        finer = self._finer_by_key()
        for form in self.forms:
            lines = [line for line in form.lines if line.role is not LineRole.TOTAL]
            for period in form.periods:
                for target in sorted(self.onto.within):
                    key = (target, form.data_set.pk, period.code)
                    given = self._given(key, form, period, finer.get(key, ()))
                    if given is not None:
                        self.given[key] = given
                        yield key, self._row(form, lines, given)

    def row_of(self, form: Form, key: Key, units: Collection[int]) -> Consolidated | None:
        """What some units alone give to a target's row, those told report by report under the unit above them."""
        given = [each for each in self.given.get(key, ()) if each.told_as in units and each.rows]
        lines = [line for line in form.lines if line.role is not LineRole.TOTAL]
        return self._row(form, lines, given) if given else None

    def _given(
        self, key: Key, form: Form, period: Period, finer: Sequence[Given]
    ) -> tuple[Given, ...] | None:
        """What there is of each unit that stands for the target; None where there is nothing of any other unit."""
        target = key[0]
        told_finer = {each.group for each in finer}
        found = list(finer)
        for within in self.onto.within[target]:
            life = self.onto.origins.lives[within.unit]
            if _lived_in(life, period):
                found += self._given_by(within, life, form, period, told_finer)
        if not any(each.rows or each.group for each in found):
            return None
        life_of_target = self.onto.origins.lives.get(target) or _ALWAYS
        itself = self._given_by(Within(target, _ALL, None), life_of_target, form, period, set())
        found = _outermost(found) + [
            each for each in itself if each.rows or _lived_in(life_of_target, period)
        ]
        return tuple(found) if any(each.rows for each in found) else None

    def _given_by(
        self, within: Within, life: Validity, form: Form, period: Period, told_finer: Collection[int]
    ) -> Iterator[Given]:
        """What a unit gives by its own report and, if it is whole, by the sum of those below it."""
        key = (within.unit, form.data_set.pk, period.code)
        own, below = self.reports.get(key), self.sums.get(key)
        at_end = _is_there(life, period)
        if below is not None and within.unit in self.onto.divided:
            if within.unit not in told_finer:  # its sum is there, and nothing of it can be told
                yield Given(within, at_end, (), within.unit)
            if own is None:
                return
            below = None
        rows = tuple(row for row in (own, below) if row is not None)
        is_there_else = form.of_bodies or not rows
        elsewhere = self._told_elsewhere(within.unit, form, period) if is_there_else else _NO_LINES
        yield Given(within, at_end, rows, 0, elsewhere)

    def _told_elsewhere(self, unit: int, form: Form, period: Period) -> frozenset[str]:
        """The lines that a unit states for days of the period on other forms of places: shorter ones beside a longer
        one, a longer one alone, or those of communes beside those of bodies."""
        found: set[str] = set()
        for other, codes in self._beside(form, period):
            keys = [(unit, other.data_set.pk, code) for code in codes]
            if any(key in self.reports or key in self.sums for key in keys):
                found |= other.by_code.keys()
        return frozenset(found)

    def _beside(self, form: Form, period: Period) -> list[tuple[Form, tuple[str, ...]]]:
        key = (form.data_set.pk, period.code)
        if key not in self._overlapping:
            self._overlapping[key] = [
                (other, codes)
                for other in self.forms
                if other is not form and not other.of_bodies
                for codes in [
                    tuple(
                        each.code for each in other.periods if each.contains(period) or period.contains(each)
                    )
                ]
                if codes
            ]
        return self._overlapping[key]

    def _finer_by_key(self) -> dict[Key, list[Given]]:
        found: dict[Key, list[Given]] = defaultdict(list)
        if self.finer is None:
            return found
        for (unit, form, code), report in self.finer.reports.items():
            group = self.finer.reported_to(report)
            if group not in self.onto.divided:
                continue
            life = self.finer.origins.lives.get(unit) or self.onto.origins.lives[group]
            at_end = life.since <= report.last_day and (life.until is None or life.until > report.last_day)
            for target, within in self.finer.within(unit, group, self.onto):
                found[target, form, code].append(Given(within, at_end, (report,), group))
        return found

    def _row(self, form: Form, lines: Sequence[FormLine], given: Sequence[Given]) -> Consolidated:
        rows = [row for each in given for row in each.rows]
        cells = {
            line.code: put_together(self.rule_of(form, line), [piece_of(each, line, form) for each in given])
            for line in lines
        }
        return Consolidated(
            expected=sum(1 if isinstance(row, Report) else row.expected for row in rows),
            first_day=min(row.first_day for row in rows),
            last_day=max(row.last_day for row in rows),
            standing=min((row.standing for row in rows), key=_SETTLED.index),
            cells=cells,
            carried=True,
        )


def _lived_in(life: Validity, period: Period) -> bool:
    return life.since <= period.last_day and (life.until is None or life.until > period.first_day)


def _is_there(life: Validity, period: Period) -> bool:
    return life.since <= period.last_day and (life.until is None or life.until > period.last_day)


def _outermost(given: Sequence[Given]) -> list[Given]:
    """Without units that are told by others of them: a zone's communes by the sum of their district, or the district,
    which has nothing of its own, by its communes."""
    adding_up = {
        each.within.unit
        for each in given
        if each.within.share == 1 and any(isinstance(row, Consolidated) for row in each.rows)
    }
    single = [each for each in given if not each.group]
    superiors = {row.superior_id for each in single for row in each.rows}
    told_by_sums = not adding_up.isdisjoint(superiors)

    def is_told(each: Given) -> bool:
        if each.rows:
            return all(row.superior_id in adding_up for row in each.rows)
        return told_by_sums or each.within.unit in superiors

    return [each for each in given if each.group or not is_told(each)]


def piece_of(given: Given, line: FormLine, form: Form) -> Piece:
    stated = [each for row in given.rows if (each := stated_in(row, line, form)) is not None]
    within = given.within
    return Piece(
        within.unit,
        within.share,
        within.why,
        given.at_end,
        of_one_unit(stated),
        group=given.group,
        excused=line.code in given.elsewhere,
    )
