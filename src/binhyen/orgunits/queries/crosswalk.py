"""Which unit of one day's map goes where on another day's, with the names of both days?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from binhyen.foundations.authority import Actor
from binhyen.foundations.validity import Validity
from binhyen.orgunits.models import Level, OrgUnitVersion, Succession
from binhyen.orgunits.queries.succession import UnitThen, keys_above
from binhyen.orgunits.rules.crosswalk import Course, Crosswalk, crosswalk
from binhyen.orgunits.rules.succession import BadSuccession, Basis, Link

LEVELS_OF_THE_MAP = (Level.COUNTRY, Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
"""The levels whose units are laid down by the State; what stands below a commune is asked for by name."""

MOST_NAMED = 5


@dataclass(frozen=True)
class NamedCrosswalk:
    """A crosswalk with its units as they are called: ``before`` on the first day, ``after`` on the second.

    ``between`` are units that were there on neither, where a chain was broken off.
    """

    walk: Crosswalk
    before: Mapping[int, UnitThen]
    after: Mapping[int, UnitThen]
    between: Mapping[int, UnitThen]

    def called(self, unit_id: int) -> UnitThen | None:
        """Any unit of the crosswalk, by the first name that it has here; None for one that may not be seen."""
        return self.before.get(unit_id) or self.after.get(unit_id) or self.between.get(unit_id)


class NamesThen(Mapping[int, UnitThen]):
    """Units as they were called on one day, by key; put together only for those that are looked at."""

    def __init__(self, versions: Mapping[int, _Version]) -> None:
        self._versions = versions

    def __getitem__(self, unit_id: int) -> UnitThen:
        row = self._versions[unit_id]
        above = (self._versions.get(key) for key in keys_above(row.tree_path))
        names = tuple(each.name for each in above if each is not None and each.level != Level.COUNTRY)
        return UnitThen(row.unit_id, row.level, row.kind, row.code, row.name, names)

    def __iter__(self) -> Iterator[int]:
        return iter(self._versions)

    def __len__(self) -> int:
        return len(self._versions)


def crosswalk_of(
    actor: Actor,
    from_day: date,
    to_day: date,
    under: Collection[int] | None = None,
    *,
    basis: Basis = Basis.PEOPLE,
    levels: Collection[str] = LEVELS_OF_THE_MAP,
) -> NamedCrosswalk:
    """What becomes of the units of ``from_day`` on the map of ``to_day``, which may also be the earlier one.

    ``under`` holds keys of units of either map: then only units that stood at or below one of them on the first day,
    or of which something goes, or may go, to a unit that stands there on the second. ``levels`` are those of the units
    of the first day. Of links that cannot be, the first is raised as :class:`BadSuccession` with the names of its
    units. Two statements.
    """
    first, last = sorted((from_day, to_day))
    looked_at = {*LEVELS_OF_THE_MAP, *levels}
    versions = _versions(actor, first, last, looked_at)
    between = NamesThen({row.unit_id: row for row in versions})
    try:
        walk = crosswalk(
            _links(actor, first, last, looked_at),
            _lives(versions),
            from_day,
            to_day,
            basis,
        )
    except BadSuccession as fault:
        called = [between[unit].name for unit in fault.units if unit in between][:MOST_NAMED]
        raise BadSuccession(f"{', '.join(called)}: {fault.sentence}", fault.remedy, fault.units) from fault
    if set(levels) != looked_at:
        chosen = {row.unit_id for row in versions if row.level in levels}
        walk = replace(walk, courses={unit: each for unit, each in walk.courses.items() if unit in chosen})
    if under is not None:
        walk = _within(walk, _below(versions, from_day, under), _below(versions, to_day, under))
    return NamedCrosswalk(walk, _names_on(versions, from_day), _names_on(versions, to_day), between)


class _Version(NamedTuple):
    unit_id: int
    level: str
    kind: str
    code: str
    name: str
    tree_path: str
    valid_from: date
    valid_until: date | None
    since: date
    until: date | None

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


def _versions(actor: Actor, first: date, last: date, levels: Collection[str]) -> list[_Version]:
    """Everything that units were called from the first day to the last, the latest last, with their own lives."""
    rows = (
        OrgUnitVersion.objects.visible_to(actor)
        .filter(Q(valid_until=None) | Q(valid_until__gt=first), valid_from__lte=last, level__in=levels)
        .order_by("valid_from")
        .values_list(*_Version._fields[:-2], "unit__valid_from", "unit__valid_until")
    )
    return list(map(_Version._make, rows))


def _lives(versions: list[_Version]) -> dict[int, Validity]:
    """Whole generations of units begin and end on one day, so most lives are one and the same."""
    known: dict[tuple[date, date | None], Validity] = {}
    lives: dict[int, Validity] = {}
    for row in versions:
        days = (row.since, row.until)
        if days not in known:
            known[days] = Validity(*days)
        lives[row.unit_id] = known[days]
    return lives


def _links(actor: Actor, first: date, last: date, levels: Collection[str]) -> list[Link]:
    rows = (
        Succession.objects.visible_to(actor)
        .filter(day__gt=first, day__lte=last, predecessor__level__in=levels)
        .values_list(
            "predecessor_id",
            "unit_id",
            "day",
            "relation",
            "people_share",
            "area_share",
            "households_share",
            "hand_share",
        )
    )
    return list(map(Link._make, rows))


def _names_on(versions: list[_Version], day: date) -> NamesThen:
    return NamesThen({row.unit_id: row for row in versions if row.holds_on(day)})


def _below(versions: list[_Version], day: date, under: Collection[int]) -> set[int]:
    """The units that stood at or below one of the given ones on ``day``."""
    steps = [f".{key}." for key in under]
    return {
        row.unit_id for row in versions if row.holds_on(day) and any(s in f".{row.tree_path}" for s in steps)
    }


def _within(walk: Crosswalk, before: set[int], after: set[int]) -> Crosswalk:
    def concerned(course: Course) -> bool:
        return (
            course.unit in before
            or any(part.into in after for part in course.parts)
            or any(unit in after for loss in course.losses for unit in loss.perhaps)
        )

    return replace(walk, courses={unit: each for unit, each in walk.courses.items() if concerned(each)})
