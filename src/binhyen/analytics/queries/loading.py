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

from binhyen.analytics.models import ConsolidatedFigure, Consolidation
from binhyen.analytics.queries.onto_map import Carrying, Finer, Key, Onto, standing_for, units_below
from binhyen.analytics.queries.reported import Consolidated, Form, Report, stated_in
from binhyen.analytics.rules.carrying import LineRule
from binhyen.analytics.rules.disclosure import is_small
from binhyen.analytics.rules.over_time import Spanned, over_time, rate_over_time
from binhyen.analytics.rules.sums import LineSum
from binhyen.analytics.rules.totals import total_of
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import BadPeriod, Period, PeriodKind
from binhyen.indicators.models import DataSet, DataSetVersion, Indicator
from binhyen.indicators.queries import data_sets, layout_of, line_codes
from binhyen.indicators.values import (
    FormLayout,
    FormLine,
    Handling,
    IndicatorDefinition,
    IndicatorKind,
    LineRole,
    OverTime,
    OverUnits,
)
from binhyen.orgunits.models import Level
from binhyen.orgunits.queries import origins_of
from binhyen.orgunits.values import AS_REPORTED, TerritoryChoice
from binhyen.reporting.models import Obligation, State, Submission

MOST_DEFINITIONS_KEPT = 1024
IN_FORCE = (State.ACCEPTED, State.LOCKED)


@dataclass(frozen=True, slots=True)
class Source:
    """One side of a unit's figures in one form: its own reports, or the sums of what is below it."""

    form: Form
    own: bool
    months: tuple[Report | Consolidated | None, ...]

    def is_carried(self, used: Iterable[int]) -> bool:
        """Whether other units gave something to what it says of some of its periods."""
        months = [self.months[index] for index in used]
        return any(isinstance(month, Consolidated) and month.carried for month in months)


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
    consolidations: dict[Key, Consolidated] = field(default_factory=dict)
    reports: dict[Key, Report] = field(default_factory=dict)
    territory: TerritoryChoice = AS_REPORTED
    carryings: list[Carrying] = field(default_factory=list)
    """Of what the rows were put together that other units gave to, on another map than theirs."""
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

    def rule_of(self, form: Form, line: FormLine) -> LineRule:
        """How a line of a form adds over units and over time."""
        if line.role is LineRole.RATE:
            above, below = (form.by_code[part] for part in line.parts)
            both = self._adds(above) and self._adds(below)
            return LineRule(both, self.over_time_of(above), self.over_time_of(below))
        return LineRule(self._adds(line), self.over_time_of(line))

    def _adds(self, line: FormLine) -> bool:
        definition = self.definitions.get(line.indicator)
        return definition is None or definition.over_units is not OverUnits.NONE

    def spanned(self, source: Source, line: FormLine, *, alone: bool = False) -> Spanned:
        """A line of a source over its periods. Totals and rates follow from their parts.

        ``alone``: where no shorter report was ever owed, what a longer one states is the whole, and speaks for it.
        """
        if source.form.carries(line.code) and not alone:
            return self._differing(source, line.parts or (line.code,), self.over_time_of(line))
        if line.role is LineRole.TOTAL:
            parts = [self.spanned(source, source.form.by_code[part], alone=alone) for part in line.parts]
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
    which the figures are told. Six statements, whatever there is; on a map one more where nothing was reorganised,
    three where something was, and six more where a divided unit has sums.
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
    span = _span(forms)
    onto: tuple[Onto, ...] = ()
    if territory.day is not None and span is not None:
        onto = standing_for(actor, unit_id, below, territory.day, span)
    own, theirs = Q(unit_id=unit_id), Q(superior_id=below)
    whose = own | theirs if unit_id is not None and below is not None else theirs if unit_id is None else own
    if onto:
        whose = Q(unit_id__in=frozenset().union(*(each.units for each in onto)))
    consolidations = list(Consolidation.objects.visible_to(actor).filter(whose, **asked))
    _read_sums(actor, loaded, consolidations, asked, codes, narrowed=lines is not None)
    if below is not None:  # what a body filled in for the unit is part of the unit's own report
        whose &= Q(part_of=None)
    elif onto:
        whose &= Q(part_of=None) | own
    owed = Obligation.objects.visible_to(actor).filter(whose, **asked)
    loaded.reports = read_reports(actor, loaded.forms, owed, codes)
    if onto and span is not None:
        _carry(actor, loaded, onto, asked, codes, span)
    return loaded


def _span(forms: Sequence[Form]) -> tuple[date, date] | None:
    """The first and the last day of all that is asked."""
    periods = [period for form in forms for period in (form.periods[0], form.periods[-1])]
    if not periods:
        return None
    return min(each.first_day for each in periods), max(each.last_day for each in periods)


def _carry(
    actor: Actor,
    loaded: Loaded,
    onto: Sequence[Onto],
    asked: Mapping[str, object],
    codes: Mapping[int, str],
    span: tuple[date, date],
) -> None:
    """Put together what lies in the targets, in place of what was reported by others. At most six more statements,
    for units with sums that are not whole in one of them."""
    with_sums = {key[0] for key in loaded.consolidations}
    for each in onto:
        split = each.divided & with_sums
        finer = _finer(actor, loaded, each, split, asked, codes, span) if split else None
        loaded.carryings.append(
            Carrying(
                loaded.forms, each, finer, loaded.rule_of, dict(loaded.reports), dict(loaded.consolidations)
            )
        )
    targets = frozenset().union(*(each.targets for each in onto))
    loaded.reports = {key: row for key, row in loaded.reports.items() if key[0] in targets}
    loaded.consolidations = {key: row for key, row in loaded.consolidations.items() if key[0] in targets}
    for carrying in loaded.carryings:
        for key, row in carrying.rows():
            loaded.consolidations[key] = row
            loaded.reports.pop(key, None)
    _mark_small_beside_carried(loaded)


def _mark_small_beside_carried(loaded: Loaded) -> None:
    """A small number that stands as it was reported beside others that were put together: as reported it is held back
    together with another, which those would tell."""
    changed = {key[1:] for key, row in loaded.consolidations.items() if row.carried}
    for key, report in loaded.reports.items():
        if key[1:] in changed:
            loaded.reports[key] = replace(report, cells=_small_marked(report.cells))
    for key, row in loaded.consolidations.items():
        if key[1:] in changed and not row.carried:
            loaded.consolidations[key] = replace(row, cells=_small_marked(row.cells))


def _small_marked(cells: Mapping[str, LineSum]) -> dict[str, LineSum]:
    return {
        code: replace(cell, from_small=True) if is_small(cell.value) else cell for code, cell in cells.items()
    }


def _finer(
    actor: Actor,
    loaded: Loaded,
    onto: Onto,
    split: Collection[int],
    asked: Mapping[str, object],
    codes: Mapping[int, str],
    span: tuple[date, date],
) -> Finer:
    """What was reported below units that are not whole in one of the targets. Six statements."""
    below = units_below(actor, split, span)
    day = onto.origins.day
    origins = origins_of(actor, onto.targets, day, *span, under=split)
    inside = {*below, *split}
    owed = Obligation.objects.visible_to(actor).filter(
        unit_id__in=below, superior_id__in=inside, part_of=None, **asked
    )
    return Finer(below, origins, read_reports(actor, loaded.forms, owed, codes))


def lines_about_persons(forms: Sequence[Form]) -> frozenset[str]:
    """The codes of the lines that count persons, or follow from what does. One statement."""
    lines, definitions = lines_of(forms), _definitions(forms)
    counting = {
        code
        for code, line in lines.items()
        if (definition := definitions.get(line.indicator)) is not None
        and Handling.PERSONS in definition.handling
    }
    return frozenset(code for code, line in lines.items() if not counting.isdisjoint((code, *line.parts)))


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
            each.expected, each.first_day, each.last_day, each.standing, cells[key], each.superior_id
        )


def read_reports(
    actor: Actor, forms: Sequence[Form], owed: Iterable[Obligation], codes: Mapping[int, str]
) -> dict[Key, Report]:
    found: dict[Key, Report] = {}
    kept_by = {key: lines for form in forms for key, lines in form.kept_by.items()}
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
        found[each.unit_id, each.data_set_id, each.period] = Report(
            each.pk,
            each.unit_id,
            each.first_day,
            each.last_day,
            submission.state if submission else "",
            submission.late if submission else False,
            cells,
            each.superior_id,
        )
    return found
