"""Which former units stand behind a unit's figures on another map, and what does each of them give?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from django.utils.translation import gettext as _

from binhyen.analytics.queries.below import read_alone
from binhyen.analytics.queries.figures import FigureOf, compose, summed, tells_small_parts
from binhyen.analytics.queries.holding import in_full
from binhyen.analytics.queries.loading import Loaded, Source, forms_for
from binhyen.analytics.queries.onto_map import Carrying, Key, Within, lying_in
from binhyen.analytics.queries.reported import Consolidated, Report
from binhyen.analytics.rules.carrying import WhyNot
from binhyen.analytics.rules.disclosure import WITH_IT, is_small
from binhyen.analytics.rules.sums import NoValue
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.foundations.vietnamese import format_date
from binhyen.indicators.values import period_label
from binhyen.orgunits.queries import Origins, UnitThen, origins_of
from binhyen.orgunits.values import TerritoryChoice

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Behind:
    """One unit whose figures stand for another's. ``share`` of it lies there; with ``why`` nobody knows what does.

    ``name`` is None for a unit that may not be seen. ``until`` is the first day on which it was no more.
    """

    unit_id: int
    name: UnitThen | None
    share: Fraction
    why: WhyNot | None
    since: date
    until: date | None

    @property
    def is_whole(self) -> bool:
        return self.share == 1 and self.why is None

    @property
    def told(self) -> str:
        """*tỉnh Vĩnh Phúc*, *một phần xã Toàn Sơn (ước tính)*, *một phần xã Toàn Sơn (chưa biết tỷ lệ)*."""
        name = _in_a_sentence(self.name.name) if self.name is not None else _("đơn vị ngoài phạm vi được xem")
        if self.is_whole:
            return name
        if self.why is None:
            return _("một phần %(unit)s (ước tính)") % {"unit": name}
        return _("một phần %(unit)s (%(why)s)") % {"unit": name, "why": self.why.label}


@dataclass(frozen=True, slots=True)
class TerritoryNote:
    """Which other units stand behind a unit's figures of a period: those that are whole first, by name."""

    period: Period
    territory: TerritoryChoice
    units: tuple[Behind, ...]

    @property
    def has_estimates(self) -> bool:
        return any(not each.is_whole for each in self.units)

    @property
    def units_told(self) -> str:
        """*tỉnh Phú Thọ, tỉnh Vĩnh Phúc, tỉnh Hoà Bình trước 01/07/2025*; a count where there are many."""
        ended = {each.until for each in self.units}
        begun = {each.since for each in self.units}
        if len(self.units) <= MOST_NAMED:
            told = ", ".join(each.told for each in self.units)
        else:
            told = _("%(count)s đơn vị") % {"count": len(self.units)}
        if len(ended) == 1 and (until := next(iter(ended))) is not None:
            return _("%(units)s trước %(day)s") % {"units": told, "day": format_date(until)}
        if ended == {None} and len(begun) == 1:
            return _("%(units)s từ %(day)s") % {"units": told, "day": format_date(next(iter(begun)))}
        return told

    @property
    def sentence(self) -> str:
        """The footnote of a comparison with the period."""
        told = {"period": period_label(self.period), "units": self.units_told}
        return _("So với %(period)s trên cùng địa bàn: %(units)s.") % told


def _in_a_sentence(name: str) -> str:
    return name[:1].lower() + name[1:]


def territory_note(
    actor: Actor, unit_id: int, period: Period, territory: TerritoryChoice
) -> TerritoryNote | None:
    """Which other units stand behind the unit's figures of the period; None where the map is the same.

    One statement, three where there are such units.
    """
    if territory.day is None:
        return None
    origins = origins_of(actor, [unit_id], territory.day, period.first_day, period.last_day)
    names = origins.named(actor) if origins else {}
    units = list(_behind(unit_id, origins, names))
    if not units:
        return None
    units.sort(key=lambda each: (not each.is_whole, each.why is not None, _sorted_by(each.name)))
    return TerritoryNote(period, territory, tuple(units))


def _behind(unit_id: int, origins: Origins, names: Mapping[int, UnitThen]) -> Iterator[Behind]:
    for course in origins.courses.values():
        for _target, within in lying_in(course, {unit_id}):
            life = origins.lives[within.unit]
            yield Behind(
                within.unit, names.get(within.unit), within.share, within.why, life.since, life.until
            )


def _sorted_by(name: UnitThen | None) -> str:
    return "" if name is None else name.code


# ---- what each of them gives to a figure -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OriginOf:
    """What one unit gives to a figure on another map.

    ``figure`` is its own, as it reported it and as it may be told; ``share`` of the unit lies in the other, by
    ``share_source``; ``inside`` is what of it is in the figure, None where that is nothing or held back. ``why`` says
    why something of it is not.
    """

    unit_id: int
    name: UnitThen | None
    figure: FigureOf
    share: Fraction
    share_source: str
    inside: Decimal | None
    why: tuple[WhyNot, ...]

    @property
    def is_whole(self) -> bool:
        return self.share == 1 and not self.why


@dataclass(frozen=True, slots=True)
class FigureOrigins:
    """A figure on another map, and what each unit gives to it: the unit itself last, where it was there."""

    figure: FigureOf
    rows: tuple[OriginOf, ...]

    @property
    def not_carried(self) -> tuple[OriginOf, ...]:
        """Those of which something is, or may be, missing from the figure."""
        return tuple(row for row in self.rows if row.why)


def origins_of_figure(
    actor: Actor, unit_id: int, line: str, period: Period, territory: TerritoryChoice
) -> FigureOrigins | None:
    """Of what a unit's figure on another map was put together. None where no form of the period has the line.

    Small numbers of persons are held back from whoever does not see the unit's own, with all that stands beside them,
    as is what stands behind a figure that is held back itself. Those of a unit of which only a part lies in this one
    are told to its reviewers alone. At most two dozen statements.
    """
    return origins_of_figures(actor, unit_id, period, territory, [line]).get(line)


def origins_of_figures(
    actor: Actor,
    unit_id: int,
    period: Period,
    territory: TerritoryChoice,
    lines: Collection[str] | None = None,
) -> dict[str, FigureOrigins]:
    """The same of many lines, or of all, by line. As many statements."""
    below = read_alone(actor, unit_id, forms_for([period]), period, lines, territory=territory)
    asked = [line for line in below.loaded.lines if lines is None or line in lines]
    carrying = next(
        (each for each in below.loaded.carryings if each.onto.targets == frozenset({unit_id})), None
    )
    if carrying is None:
        return {line: FigureOrigins(below.figure(line, period), ()) for line in asked}
    apart = _Apart(carrying, below.loaded, unit_id, period, carrying.onto.origins.named(actor))
    persons = frozenset(filter(below.counts_persons, asked))
    full = in_full(actor, unit_id)
    parts_too = full and tells_small_parts(actor, unit_id)
    found = {}
    for line in asked:
        figure, rows = below.figure(line, period), apart.rows(line)
        if line in persons and not full and (figure.absence is NoValue.HELD_BACK or _any_small(rows)):
            rows = tuple(_held_back(row) for row in rows)
        elif line in persons and not parts_too:
            rows = tuple(_held_back(row) if not row.is_whole and _any_small([row]) else row for row in rows)
        found[line] = FigureOrigins(figure, rows)
    return found


@dataclass(frozen=True)
class _Apart:
    """What stands behind the figures of one unit and period, unit by unit."""

    carrying: Carrying
    loaded: Loaded
    unit_id: int
    period: Period
    names: Mapping[int, UnitThen]

    @cached_property
    def as_reported(self) -> Loaded:
        return replace_rows(self.loaded, self.carrying.reports, self.carrying.sums)

    @cached_property
    def alone(self) -> dict[int, Loaded]:
        """By unit what it gives to the unit by itself."""
        units = [*(each.unit for each in self.carrying.onto.within.get(self.unit_id, ())), self.unit_id]
        return {unit: self._alone(unit) for unit in units}

    def _alone(self, unit: int) -> Loaded:
        rows = {}
        for form in self.loaded.forms:
            for each in form.periods:
                key = (self.unit_id, form.data_set.pk, each.code)
                if (row := self.carrying.row_of(form, key, {unit})) is not None:
                    rows[key] = row
        return replace_rows(self.loaded, {}, rows)

    def rows(self, line: str) -> tuple[OriginOf, ...]:
        refused = summed(
            self.loaded, _having(self.loaded, self.unit_id, line, self.period), self.loaded.lines[line]
        ).apart
        rows = [
            _origin(self, within, line, refused) for within in self.carrying.onto.within.get(self.unit_id, ())
        ]
        rows = [row for row in rows if row.inside is not None or row.why]
        rows.sort(key=lambda row: _sorted_by(row.name))
        own = _origin(self, Within(self.unit_id, Fraction(1), None), line, refused)
        if own.figure.units_expected:
            rows.append(own)
        return tuple(rows)


def _origin(behind: _Apart, within: Within, line: str, refused: frozenset[WhyNot]) -> OriginOf:
    figure = _figure(behind.as_reported, within.unit, line, behind.period)
    why = set() if within.why is None else {within.why}
    if WhyNot.NOT_ADDITIVE in refused:
        why.add(WhyNot.NOT_ADDITIVE)
    known = within.share and WhyNot.NOT_ADDITIVE not in why
    inside = _inside(behind, within.unit, line) if known else None
    if inside is None and figure.value is not None and not why:
        why.add(WhyNot.SUPERSEDED)
    if figure.value is None and figure.absence is NoValue.MISSING and within.share:
        why.add(WhyNot.NO_REPORT)
    given = behind.carrying.onto.origins.shares.get(within.unit, ())
    sources = dict.fromkeys(each.source for each in given if each.source)
    return OriginOf(
        within.unit,
        behind.names.get(within.unit),
        figure,
        within.share,
        "; ".join(sources),
        inside,
        tuple(sorted(why)),
    )


def replace_rows(loaded: Loaded, reports: Mapping[Key, Report], sums: Mapping[Key, Consolidated]) -> Loaded:
    """The same lines of other rows."""
    return Loaded(loaded.forms, loaded.definitions, loaded.line_ids, dict(sums), dict(reports))


def _figure(loaded: Loaded, unit_id: int, line: str, period: Period) -> FigureOf:
    having = _having(loaded, unit_id, line, period)
    return compose(loaded, having, loaded.lines[line], period)


def _having(loaded: Loaded, unit_id: int, line: str, period: Period) -> list[Source]:
    return [source for source in loaded.sources_of(unit_id, period) if line in source.form.by_code]


def _inside(behind: _Apart, unit_id: int, line: str) -> Decimal | None:
    """What a unit gives to the target's figure by itself."""
    alone = behind.alone[unit_id]
    having = _having(alone, behind.unit_id, line, behind.period)
    return summed(alone, having, behind.loaded.lines[line]).value


def _any_small(rows: Iterable[OriginOf]) -> bool:
    return any(is_small(row.figure.value) or is_small(row.inside) for row in rows)


def _held_back(row: OriginOf) -> OriginOf:
    told = replace(row.figure, value=None, absence=NoValue.HELD_BACK, mark=WITH_IT, by_form=())
    return replace(row, figure=told if row.figure.value is not None else row.figure, inside=None)
