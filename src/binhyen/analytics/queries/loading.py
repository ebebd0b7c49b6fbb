"""Sums and reports of some units over some periods, read in a constant number of statements, as values by line.

Everything is asked through ``visible_to``: what an actor may not see is not there.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import get_language

from binhyen.analytics.models import ConsolidatedFigure, Consolidation, Standing
from binhyen.analytics.rules.over_time import Spanned, over_time, rate_over_time
from binhyen.analytics.rules.sums import LineSum, nothing
from binhyen.analytics.rules.totals import total_of
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import BadPeriod, Period, PeriodKind
from binhyen.indicators.models import DataSet, DataSetVersion, Indicator
from binhyen.indicators.queries import data_sets, layout_of, line_codes
from binhyen.indicators.values import (
    FormLayout,
    FormLine,
    IndicatorDefinition,
    IndicatorKind,
    LineRole,
    OverTime,
)
from binhyen.orgunits.models import Level
from binhyen.orgunits.values import AS_REPORTED, TerritoryChoice
from binhyen.reporting.models import Obligation, State, Submission

MOST_DEFINITIONS_KEPT = 1024
IN_FORCE = (State.ACCEPTED, State.LOCKED)


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

    @property
    def standing(self) -> Standing:
        if self.state == State.LOCKED:
            return Standing.LOCKED
        return Standing.ACCEPTED if self.state == State.ACCEPTED else Standing.PROVISIONAL


@dataclass(frozen=True, slots=True)
class Consolidated:
    """The sums of one form and period for one unit."""

    expected: int
    first_day: date
    last_day: date
    standing: Standing
    cells: Mapping[str, LineSum]


@dataclass(frozen=True, slots=True)
class Source:
    """One side of a unit's figures in one form: its own reports, or the sums of what is below it."""

    form: Form
    own: bool
    months: tuple[Report | Consolidated | None, ...]


@dataclass
class _OfPeriod:
    """The forms for one period, with the codes of the periods that fill it, and what they hold of each unit."""

    forms: tuple[Form, ...]
    by_unit: dict[int, tuple[Source, ...]] = field(default_factory=dict)

    @cached_property
    def codes(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(period.code for period in form.periods) for form in self.forms)


@dataclass
class Loaded:
    """What was read, by unit, form and period."""

    forms: tuple[Form, ...]
    definitions: Mapping[str, IndicatorDefinition]
    line_ids: Mapping[str, int]
    consolidations: dict[tuple[int, int, str], Consolidated] = field(default_factory=dict)
    reports: dict[tuple[int, int, str], Report] = field(default_factory=dict)
    territory: TerritoryChoice = AS_REPORTED
    _sources: dict[Period, _OfPeriod] = field(default_factory=dict)

    @property
    def units(self) -> set[int]:
        return {key[0] for key in (*self.consolidations, *self.reports)}

    @cached_property
    def lines(self) -> dict[str, FormLine]:
        """Every line that was read for, by code; of one on several forms the entry where it is filled in."""
        return lines_of(self.forms)

    def sources_of(self, unit_id: int, period: Period) -> tuple[Source, ...]:
        """What the unit's figures of the period are made of, form by form: its own report first."""
        of_period = self._sources.get(period)
        if of_period is None:
            of_period = self._sources[period] = _OfPeriod(tuple(form.within(period) for form in self.forms))
        found = of_period.by_unit.get(unit_id)
        if found is None:
            found = of_period.by_unit[unit_id] = tuple(self._read_off(unit_id, of_period))
        return found

    def _read_off(self, unit_id: int, of_period: _OfPeriod) -> Iterator[Source]:
        for form, codes in zip(of_period.forms, of_period.codes, strict=True):
            keys = [(unit_id, form.data_set.pk, code) for code in codes]
            kept: tuple[tuple[bool, Mapping[tuple[int, int, str], Report | Consolidated]], ...] = (
                (True, self.reports),
                (False, self.consolidations),
            )
            for own, rows in kept:
                if any(key in rows for key in keys):
                    yield Source(form, own, tuple(rows.get(key) for key in keys))

    def over_time_of(self, line: FormLine) -> OverTime:
        definition = self.definitions.get(line.indicator)
        if definition is not None:
            return definition.over_time
        by_kind = {IndicatorKind.FLOW: OverTime.SUM, IndicatorKind.DERIVED: OverTime.PARTS}
        return by_kind.get(line.kind, OverTime.LAST)

    def spanned(self, source: Source, line: FormLine) -> Spanned:
        """A line of a source over its periods. Totals and rates follow from their parts."""
        if source.form.carries(line.code):
            return self._differing(source, line.parts or (line.code,), self.over_time_of(line))
        if line.role is LineRole.TOTAL:
            parts = [self.spanned(source, source.form.by_code[part]) for part in line.parts]
            used = sorted({index for part in parts for index in part.used})
            without = sorted({index for part in parts for index in part.without})
            return Spanned(total_of([part.sum for part in parts]), tuple(used), tuple(without))
        months = [stated_in(month, line, source.form) for month in source.months]
        if line.role is LineRole.RATE:
            numerator, denominator = (self.over_time_of(source.form.by_code[part]) for part in line.parts)
            return rate_over_time(numerator, denominator, months)
        return over_time(self.over_time_of(line), months)

    def _differing(self, source: Source, codes: Sequence[str], rule: OverTime) -> Spanned:
        """Differences that longer reports state from the sum of shorter ones: they stand beside it, and speak for no
        report of their own."""
        lines = [source.form.by_code[code] for code in codes]
        months = []
        for month in source.months:
            stated = [stated_in(month, line, source.form) for line in lines]
            known = [each.value for each in stated if each is not None and each.value is not None]
            months.append(LineSum(sum(known, Decimal(0)) if known else None, 0, 0, 0))
        return over_time(rule, months)


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


def lines_of(forms: Iterable[Form]) -> dict[str, FormLine]:
    """The lines of the forms by code, in their order; of one on several forms the entry where it is filled in."""
    found: dict[str, FormLine] = {}
    for form in forms:
        for line in form.lines:
            known = found.setdefault(line.code, line)
            if known.home is not None and line.home is None:
                found[line.code] = line
    return found


def forms_for(periods: Sequence[Period], codes: Collection[str] | None = None) -> tuple[Form, ...]:
    """The forms whose own periods fill every one of the given ones; those named alone if any are.

    In the order of their codes, those of bodies after those of places. Two statements.
    """
    wanted: dict[int, tuple[DataSet, tuple[Period, ...]]] = {}
    for data_set in data_sets():
        if codes is not None and data_set.code not in codes:
            continue
        if any(data_set.calendar != period.calendar.id for period in periods):
            continue
        try:
            parts = {part for period in periods for part in period.parts(PeriodKind(data_set.period_kind))}
        except BadPeriod:
            continue  # a yearly form says nothing of a month
        if parts:
            wanted[data_set.pk] = data_set, tuple(sorted(parts))
    versions: dict[int, list[DataSetVersion]] = defaultdict(list)
    for version in DataSetVersion.objects.filter(data_set__in=wanted).order_by("-number"):
        versions[version.data_set_id].append(version)
    forms = [
        _form(data_set, parts, versions[key]) for key, (data_set, parts) in wanted.items() if versions[key]
    ]
    return tuple(sorted(forms, key=lambda form: form.of_bodies))


def _form(data_set: DataSet, periods: tuple[Period, ...], versions: Sequence[DataSetVersion]) -> Form:
    """The lines of the version of the last period in its order, then those that only other versions have."""
    last = periods[-1].first_day
    in_force = [version for version in versions if version.valid_from <= last] or list(versions)
    layouts: list[FormLayout] = [layout_of(in_force[0])]
    layouts += [layout_of(version) for version in versions if version is not in_force[0]]
    lines: dict[str, FormLine] = {}
    for layout in layouts:
        for line in layout.lines:
            lines.setdefault(line.code, line)
    return Form(
        data_set,
        periods,
        layouts[0].name,
        layouts[0].name_en,
        tuple(lines.values()),
        Level.BODY in layouts[0].levels,
        {version.pk: version.lines for version in versions},
    )


def load(
    actor: Actor,
    forms: Sequence[Form],
    *,
    unit_id: int | None = None,
    below: int | None = None,
    lines: Collection[str] | None = None,
    territory: TerritoryChoice = AS_REPORTED,
) -> Loaded:
    """What there is of one unit, of all that report directly to another, or of both where both are named.

    ``lines`` names those alone that are wanted; what they follow from comes with them. ``territory`` is the map on
    which the figures are told. Six statements, whatever there
    is.
    """
    if lines is not None:
        narrowed = [form.of_lines(lines) for form in forms]
        forms = [form for form in narrowed if form.lines]
    loaded = Loaded(tuple(forms), _definitions(forms), {}, territory=territory)
    codes = line_codes()
    loaded.line_ids = {code: key for key, code in codes.items()}
    if lines is not None:
        wanted = {line.code for form in forms for line in form.lines}
        codes = {key: code for key, code in codes.items() if code in wanted}
    asked = {
        "data_set__in": [form.data_set.pk for form in forms],
        "period__in": sorted({period.code for form in forms for period in form.periods}),
    }
    own, theirs = Q(unit_id=unit_id), Q(superior_id=below)
    whose = own | theirs if unit_id is not None and below is not None else theirs if unit_id is None else own
    consolidations = list(Consolidation.objects.visible_to(actor).filter(whose, **asked))
    _read_sums(actor, loaded, consolidations, asked, codes, narrowed=lines is not None)
    if below is not None:  # what a body filled in for the unit is part of the unit's own report
        whose &= Q(part_of=None)
    _read_reports(actor, loaded, Obligation.objects.visible_to(actor).filter(whose, **asked), codes)
    return loaded


def _definitions(forms: Sequence[Form]) -> dict[str, IndicatorDefinition]:
    codes = {line.indicator for form in forms for line in form.lines}
    found = Indicator.objects.filter(code__in=codes).values_list("code", Cast("definition", TextField()))
    return {code: _definition(content) for code, content in found}


@lru_cache(maxsize=MOST_DEFINITIONS_KEPT)
def _definition(content: str) -> IndicatorDefinition:
    """Read once a process for as long as it says the same."""
    return IndicatorDefinition.from_json(json.loads(content))


def _read_sums(
    actor: Actor,
    loaded: Loaded,
    consolidations: Sequence[Consolidation],
    asked: Mapping[str, object],
    codes: Mapping[int, str],
    *,
    narrowed: bool,
) -> None:
    expected = {(each.unit_id, each.data_set_id, each.period): each.expected for each in consolidations}
    cells: dict[tuple[int, int, str], dict[str, LineSum]] = defaultdict(dict)
    rows = (
        ConsolidatedFigure.objects.visible_to(actor)
        .filter(**asked, unit_id__in={each.unit_id for each in consolidations})
        .filter(**({"line_id__in": list(codes)} if narrowed else {}))
        .values_list(
            "unit_id",
            "data_set_id",
            "period",
            "line_id",
            "value",
            "counted",
            "not_applicable",
            "denominator",
            "adds",
        )
    )
    for unit, data_set, period, line, value, counted, not_applicable, denominator, adds in rows:
        key = (unit, data_set, period)
        cells[key][codes[line]] = LineSum(
            value, counted, not_applicable, expected.get(key, 0), denominator, adds
        )
    for each in consolidations:
        key = (each.unit_id, each.data_set_id, each.period)
        loaded.consolidations[key] = Consolidated(
            each.expected, each.first_day, each.last_day, each.standing, cells[key]
        )


def _read_reports(actor: Actor, loaded: Loaded, owed: Iterable[Obligation], codes: Mapping[int, str]) -> None:
    kept_by = {key: lines for form in loaded.forms for key, lines in form.kept_by.items()}
    positions = {
        version: [(position, codes[line]) for position, line in enumerate(lines) if line in codes]
        for version, lines in kept_by.items()
    }
    obligations = list(owed)
    submissions = {
        each.pk: each
        for each in Submission.objects.visible_to(actor)
        .filter(obligation_id__in=[each.pk for each in obligations])
        .only("state", "late", "values", "not_applicable", "adjusted", "adjusted_not_applicable")
    }
    for each in obligations:
        submission = submissions.get(each.pk)
        cells: dict[str, LineSum] = {}
        if submission is not None and submission.state in IN_FORCE:
            absent, values = set(submission.not_applicable_in_force), submission.in_force
            for position, code in positions[each.version_id]:
                value = values[position] if position < len(values) else None
                cells[code] = LineSum(value, int(value is not None), int(position in absent), 1)
        loaded.reports[each.unit_id, each.data_set_id, each.period] = Report(
            each.pk,
            each.unit_id,
            each.first_day,
            each.last_day,
            submission.state if submission else "",
            submission.late if submission else False,
            cells,
        )
