"""A few lines of a unit and of all that report directly to it, over a few periods, read at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils.translation import gettext as _

from binhyen.analytics.queries.figures import FigureOf, compose, tells_small_parts, without_small_parts
from binhyen.analytics.queries.holding import (
    below_in_full,
    in_full,
    released_below,
    shorter_than,
    superiors_read,
    tied_to,
)
from binhyen.analytics.queries.loading import Loaded, forms_for, lines_about_persons, load
from binhyen.analytics.queries.reported import Form
from binhyen.analytics.rules.sums import NoValue
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.indicators.values import Handling, IndicatorDefinition, OverUnits
from binhyen.orgunits.models import Kind, Level, OrgUnitVersion
from binhyen.orgunits.queries import UnitOnDay, on_day
from binhyen.orgunits.values import AS_REPORTED, TerritoryChoice

Figures = dict[int, FigureOf]
"""By key of the unit."""
FiguresByLine = dict[str, FigureOf]


@dataclass(frozen=True)
class Below:
    """What was read. ``units`` are those that report directly to the unit, in the Vietnamese order of names; ``unit``
    is the unit itself as it was then, where the actor may know it.

    ``full``: the actor sees the unit's own small numbers of persons, ``full_below``: those of the units below.
    ``beside``: the same of the unit above, with the others under it, where the actor reads those and not the unit's
    own small numbers: what is held back there is held back here, or one page would tell what the other does not.
    """

    unit_id: int
    unit: UnitOnDay | None
    loaded: Loaded
    units: dict[int, UnitOnDay]
    full: bool
    full_below: bool
    beside: Below | None = None
    beside_then: Below | None = None
    small_parts: bool = True
    _known: dict[tuple[int, str, Period], bool] = field(default_factory=dict)
    _tables: dict[Period, tuple[FiguresByLine, dict[int, FiguresByLine]]] = field(default_factory=dict)

    def figure(self, line: str, period: Period) -> FigureOf:
        """The unit's own figure, as the actor may see it."""
        return self.told(line, period) or compose(self.loaded, (), self.loaded.lines[line], period)

    def told(self, line: str, period: Period) -> FigureOf | None:
        """The same; None where nobody is asked for the line."""
        if not self.counts_persons(line):
            return self._composed(self.unit_id, line, period)
        if self.full:
            return self._in_full(line, period)
        if self.beside is not None:
            return self._told_beside(self.beside, line, period)
        return self._table(period)[0].get(line)

    def _in_full(self, line: str, period: Period) -> FigureOf | None:
        codes = (line, *self.loaded.lines[line].parts) if not self.small_parts else (line,)
        found = [self._composed(self.unit_id, code, period) for code in codes if code in self.loaded.lines]
        if found[0] is None or self.small_parts:
            return found[0]
        return without_small_parts([each for each in found if each is not None])[0]

    def _told_beside(self, beside: Below, line: str, period: Period) -> FigureOf | None:
        """The unit's own figure as the table above tells it; what is as it was reported is held back as it was then."""
        figure = beside.of_units(line, period).get(self.unit_id)
        if figure is None or figure.carried or figure.absence is not None or self.beside_then is None:
            return figure
        then = self.beside_then.of_units(line, period).get(self.unit_id, figure)
        return then if then.absence is NoValue.HELD_BACK else figure

    def of_units(self, line: str, period: Period) -> Figures:
        """The figures of the units below that are asked for the line, by key, as the actor may see them."""
        if not self.full_below and self.counts_persons(line):
            rows = self._table(period)[1]
            return {unit: row[line] for unit, row in rows.items() if line in row}
        found = {unit: self._composed(unit, line, period) for unit in self.units}
        return {unit: figure for unit, figure in found.items() if figure is not None}

    def held_back(self, unit: int, line: str, period: Period) -> bool:
        """Whether a unit's figure of the line, or one that it follows from, is held back from the actor."""
        row = self._table(period)[1][unit]
        codes = (line, *self.loaded.lines[line].parts)
        return any(code in row and row[code].absence is NoValue.HELD_BACK for code in codes)

    def _table(self, period: Period) -> tuple[FiguresByLine, dict[int, FiguresByLine]]:
        """The figures about persons of the unit and of those below, held back from the actor where they must be."""
        if period not in self._tables:
            whole, rows = self._persons(period)
            shorter = {each: self._persons(each) for each in shorter_than(period, self.loaded.forms)}
            told, listed = released_below((whole, rows), shorter)
            self._tables[period] = (
                dict(whole) if self.full else told,
                dict(zip(sorted(self.units), rows if self.full_below else listed, strict=True)),
            )
        return self._tables[period]

    def _persons(self, period: Period) -> tuple[FiguresByLine, list[FiguresByLine]]:
        """Those of the unit, and of the units below by their keys."""
        below = [self._persons_of(unit, period) for unit in sorted(self.units)]
        return self._persons_of(self.unit_id, period), below

    def _persons_of(self, unit: int, period: Period) -> FiguresByLine:
        found = {code: self._composed(unit, code, period) for code in self.about_persons}
        return {code: figure for code, figure in found.items() if figure is not None}

    def _composed(self, unit: int, line: str, period: Period) -> FigureOf | None:
        sources = self.loaded.sources_of(unit, period)
        having = [source for source in sources if line in source.form.by_code]
        return compose(self.loaded, having, self.loaded.lines[line], period) if having else None

    def counts_persons(self, line: str) -> bool:
        """Whether it counts persons, or follows from what does."""
        return line in self.about_persons

    @cached_property
    def about_persons(self) -> dict[str, None]:
        """The lines that count persons or follow from what does, in the order of the forms."""
        return dict.fromkeys(line for line in self.loaded.lines if Handling.PERSONS in self.handling(line))

    def definition(self, line: str) -> IndicatorDefinition | None:
        return self.loaded.definitions.get(self.loaded.lines[line].indicator)

    def handling(self, line: str) -> frozenset[Handling]:
        """What must not be done with a line: with its own indicator, or with one that it follows from."""
        codes = {line, *self.loaded.lines[line].parts}
        found = [self.definition(code) for code in codes if code in self.loaded.lines]
        return frozenset().union(*(each.handling for each in found if each is not None))

    def is_known_of(self, form: Form, line: str, period: Period) -> bool:
        """Whether what the units below state of the line in one form comes to a value."""
        key = (form.data_set.pk, line, period)
        if key not in self._known:
            self._known[key] = any(
                self.loaded.spanned(source, source.form.by_code[line]).sum.value is not None
                for source in self.loaded.sources_of(self.unit_id, period)
                if source.form.data_set.pk == form.data_set.pk and not source.own
            )
        return self._known[key]

    def adds(self, line: str) -> bool:
        """Whether it adds over units."""
        definition = self.definition(line)
        return definition is None or definition.over_units is not OverUnits.NONE

    @cached_property
    def kinds(self) -> dict[int, str]:
        """What kind of unit each is, in a word or two."""
        words = {unit.kind: unit.kind_label for unit in self.units.values()}
        if Kind.CITY in words:
            words[Kind.CITY] = _("thành phố")
        return {key: words[unit.kind] for key, unit in self.units.items()}

    @property
    def name_of_unit(self) -> str:
        return self.unit.name if self.unit is not None else ""

    @cached_property
    def names(self) -> dict[int, str]:
        """The short name of each unit; the whole one where two have the same."""
        times = Counter(unit.short_name for unit in self.units.values())
        return {
            key: unit.short_name if times[unit.short_name] == 1 else unit.name
            for key, unit in self.units.items()
        }


def read_below(
    actor: Actor,
    unit_id: int,
    periods: Sequence[Period],
    lines: Collection[str],
    territory: TerritoryChoice = AS_REPORTED,
) -> Below:
    """Read the lines and what they follow from. At most eleven statements, whatever there is."""
    return read_forms_below(actor, unit_id, forms_for(sorted(set(periods))), max(periods), lines, territory)


def read_forms_below(
    actor: Actor,
    unit_id: int,
    forms: Sequence[Form],
    last: Period,
    lines: Collection[str],
    territory: TerritoryChoice = AS_REPORTED,
) -> Below:
    """The same of forms that were looked up before. At most nine statements."""
    full, full_below = in_full(actor, unit_id), below_in_full(actor, unit_id)
    if not (full and full_below):
        lines = tied_to(forms, lines)
    loaded = load(actor, forms, unit_id=unit_id, below=unit_id, lines=lines, territory=territory)
    units = _units(actor, loaded.units | {unit_id}, last, territory)
    unit = units.pop(unit_id, None)
    tells = tells_small_parts(actor, unit_id)
    below = Below(unit_id, unit, loaded, units, full=full, full_below=full_below, small_parts=tells)
    return below if full else _with_beside(actor, below, forms, last)


def read_alone(
    actor: Actor,
    unit_id: int,
    forms: Sequence[Form],
    last: Period,
    lines: Collection[str] | None = None,
    territory: TerritoryChoice = AS_REPORTED,
) -> Below:
    """The lines, or every line, of the unit itself, and of nobody below. At most seven statements; as many more for
    whoever does not see the unit's small numbers of persons."""
    if not in_full(actor, unit_id):
        return read_from_outside(actor, unit_id, forms, last, lines, territory)
    loaded = load(actor, forms, unit_id=unit_id, lines=lines, territory=territory)
    tells = tells_small_parts(actor, unit_id)
    return Below(unit_id, None, loaded, {}, full=True, full_below=True, small_parts=tells)


def read_from_outside(
    actor: Actor,
    unit_id: int,
    forms: Sequence[Form],
    last: Period,
    lines: Collection[str] | None = None,
    territory: TerritoryChoice = AS_REPORTED,
) -> Below:
    """The same as it may leave the unit, whoever asks. At most fourteen statements."""
    if lines is not None:
        lines = tied_to(forms, lines)
    loaded = load(actor, forms, unit_id=unit_id, lines=lines, territory=territory)
    alone = Below(unit_id, None, loaded, {}, full=False, full_below=True)
    return _with_beside(actor, alone, forms, last)


def read_persons_from_outside(
    actor: Actor, unit_id: int, periods: Sequence[Period], territory: TerritoryChoice = AS_REPORTED
) -> Below:
    """The lines about persons, and all that are tied to them, of the unit and of those below as they may leave it,
    whoever asks. At most two dozen statements."""
    forms, last = forms_for(sorted(set(periods))), max(periods)
    lines = tied_to(forms, lines_about_persons(forms))
    below = read_forms_below(actor, unit_id, forms, last, lines, territory)
    if below.full:
        below = _with_beside(actor, below, forms, last)
    return replace(below, full=False, full_below=False)


def _with_beside(actor: Actor, below: Below, forms: Sequence[Form], last: Period) -> Below:
    """The same with the lines about persons in the table of the unit above, with the unit in it. At most eight
    statements, eight more where the unit belonged to another then; none where there are no such lines."""
    persons = [line for line in below.loaded.lines if below.counts_persons(line)]
    if not persons:
        return below
    territory = below.loaded.territory
    days = (territory.day or last.last_day, last.last_day)
    superior, superior_then = superiors_read(actor, below.unit_id, *days)
    beside = _table_of(actor, superior, below.unit_id, forms, last, persons, territory)
    if superior_then == superior:
        return replace(below, beside=beside)
    then = _table_of(actor, superior_then, below.unit_id, forms, last, persons, AS_REPORTED)
    return replace(below, beside=beside or then, beside_then=then if beside else None)


def _table_of(
    actor: Actor,
    superior: int | None,
    unit_id: int,
    forms: Sequence[Form],
    last: Period,
    lines: Sequence[str],
    territory: TerritoryChoice,
) -> Below | None:
    """What a superior and the units below it have; None where the unit is not among them."""
    if superior is None:
        return None
    loaded = load(actor, forms, unit_id=superior, below=superior, lines=lines, territory=territory)
    units = _units(actor, loaded.units - {superior}, last, territory)
    if unit_id not in units:
        return None
    return Below(superior, None, loaded, units, full=False, full_below=False)


def _units(
    actor: Actor, keys: Collection[int], period: Period, territory: TerritoryChoice
) -> dict[int, UnitOnDay]:
    """The units as on the period's last day, on a later map as on its day, or last before it, in the order of their
    names. One statement."""
    day = max(period.last_day, territory.day or period.last_day)
    versions = {
        version.unit_id: version
        for version in OrgUnitVersion.objects.visible_to(actor)
        .filter(unit_id__in=keys, valid_from__lte=day)
        .order_by("valid_from")
    }
    ordered = sorted(versions.values(), key=lambda version: (version.sort_key, version.code, version.unit_id))
    return {version.unit_id: on_day(version) for version in ordered}


def is_place(unit: UnitOnDay) -> bool:
    return unit.level not in (Level.BODY, Level.WORKPLACE)
