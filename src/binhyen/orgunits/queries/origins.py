"""Whose figures stand for some units on the map of a day?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import Q

from binhyen.foundations.authority import Actor
from binhyen.foundations.validity import Validity
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion
from binhyen.orgunits.queries.succession import Names, UnitThen
from binhyen.orgunits.rules.crosswalk import Course
from binhyen.orgunits.rules.origins import last_day_lived, origins, own_day
from binhyen.orgunits.rules.succession import Basis, Link, share_of
from binhyen.orgunits.rules.territory import TerritoryChoice


class ShareGiven(NamedTuple):
    """What of a unit went into another on ``day``: None where nobody knows. ``source`` says who says so."""

    into: int
    day: date
    share: Decimal | None
    source: str


@dataclass(frozen=True)
class Origins:
    """Whose figures stand for the targets on the map of ``day``.

    ``courses`` holds, by key of each other unit of which something is or may be in a target, what of it is in which;
    ``ELSEWHERE`` stands for all that is in none. ``lives`` are those of the same units and of the targets.
    """

    day: date
    courses: Mapping[int, Course] = field(default_factory=dict)
    lives: Mapping[int, Validity] = field(default_factory=dict)
    shares: Mapping[int, tuple[ShareGiven, ...]] = field(default_factory=dict)
    """By key of each of the units that ended: where it went, as it is kept."""

    def __bool__(self) -> bool:
        return bool(self.courses)

    def named(self, actor: Actor) -> dict[int, UnitThen]:
        """The units of ``courses`` as last called, without those that may not be seen. Two statements."""
        names = Names(actor, list(self.courses))
        found = ((unit, names.on(unit, last_day_lived(self.lives[unit], date.max))) for unit in self.courses)
        return {unit: name for unit, name in found if name is not None}


def own_territory(actor: Actor, unit_id: int, day: date) -> TerritoryChoice:
    """The map of the day, or of the nearest day on which the unit was there. One statement."""
    life = (
        OrgUnit.objects.visible_to(actor).filter(pk=unit_id).values_list("valid_from", "valid_until").first()
    )
    return TerritoryChoice(day if life is None else own_day(Validity(*life), day))


def origins_of(
    actor: Actor,
    targets: Collection[int],
    day: date,
    first: date,
    last: date,
    *,
    under: Collection[int] = (),
    basis: Basis = Basis.PEOPLE,
) -> Origins:
    """Which other units that lived at some time from ``first`` to ``last`` stand for the targets on the map of ``day``.

    The targets must not lie in one another. With ``under``, keys of units, the answer is that of all units that stood
    below these in the time, one by one, and a unit stands for the target in which it lies on the map, at whatever
    depth: so one that is not whole in a target is told by its finer parts. One statement; three with ``under``. Raises
    ``BadSuccession`` for successions that cannot be.
    """
    after, upto = min(first, day), max(last, day)
    asked = _below(actor, under, first, last) if under else set(targets)
    rows = _around(asked, after, upto)
    if not rows and not under:
        return Origins(day)
    lives = {row.predecessor: Validity(row.predecessor_since, row.predecessor_until) for row in rows}
    lives |= {row.successor: Validity(row.successor_since, row.successor_until) for row in rows}
    if under:
        lives |= _lives(actor, asked - lives.keys())
        homes = _homes(actor, lives, targets, day)
    else:
        homes = {target: target for target in targets}
    links = [Link(*row[:8]) for row in rows]
    courses = origins(links, lives, homes, day, (first, last), basis)
    if under:
        courses = {unit: course for unit, course in courses.items() if unit in asked}
    return Origins(
        day,
        courses,
        {unit: lives[unit] for unit in lives.keys() & {*courses, *targets}},
        _shares(rows, links, basis),
    )


class _Row(NamedTuple):
    predecessor: int
    successor: int
    day: date
    relation: str
    people: Decimal | None
    area: Decimal | None
    households: Decimal | None
    hand: Decimal | None
    source: str
    predecessor_since: date
    predecessor_until: date | None
    successor_since: date
    successor_until: date | None


def _around(units: Collection[int], after: date, upto: date) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute("select * from successions_around(%s, %s, %s)", [sorted(units), after, upto])
        return list(map(_Row._make, cursor.fetchall()))


def _shares(rows: Iterable[_Row], links: Iterable[Link], basis: Basis) -> dict[int, tuple[ShareGiven, ...]]:
    found: dict[int, tuple[ShareGiven, ...]] = {}
    for row, link in zip(rows, links, strict=True):
        given = ShareGiven(row.successor, row.day, share_of(link, basis), row.source)
        found[row.predecessor] = (*found.get(row.predecessor, ()), given)
    return found


def _below(actor: Actor, under: Collection[int], first: date, last: date) -> set[int]:
    """The units that stood below the given ones at some time in the span."""
    return {
        unit
        for unit, path in OrgUnitVersion.objects.visible_to(actor)
        .filter(Q(valid_until=None) | Q(valid_until__gt=first), valid_from__lte=last)
        .filter(_steps(under))
        .values_list("unit_id", "tree_path")
        if unit not in under
    }


def _homes(actor: Actor, units: Collection[int], targets: Collection[int], day: date) -> dict[int, int]:
    """By unit of the map of ``day`` the target that it is or lies below."""
    rows = (
        OrgUnitVersion.objects.visible_to(actor)
        .filter(Q(valid_until=None) | Q(valid_until__gt=day), valid_from__lte=day, unit_id__in=units)
        .values_list("unit_id", "tree_path")
    )
    homes = {target: target for target in targets}
    for unit, path in rows:
        above = {int(key) for key in path.rstrip(".").split(".")}
        homes.update((unit, target) for target in targets if target in above)
    return homes


def _steps(under: Collection[int]) -> Q:
    condition = Q(pk__in=[])
    for key in under:
        condition |= Q(tree_path__startswith=f"{key}.") | Q(tree_path__contains=f".{key}.")
    return condition


def _lives(actor: Actor, units: Collection[int]) -> dict[int, Validity]:
    rows = (
        OrgUnit.objects.visible_to(actor).filter(pk__in=units).values_list("pk", "valid_from", "valid_until")
    )
    return {unit: Validity(since, until) for unit, since, until in rows}
