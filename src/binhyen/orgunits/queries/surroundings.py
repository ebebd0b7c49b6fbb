"""What surrounds a unit on a day: the groups that it belongs to, its committees, the table of its parts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.validity import Validity
from binhyen.machinery.database.scoping import ScopedQuerySet, within
from binhyen.orgunits.models import (
    Committee,
    CommitteeSeat,
    GroupMembership,
    Level,
    OrgUnitVersion,
    UnitGroup,
)
from binhyen.orgunits.queries.reading import UnitOnDay, holding_on, units_as_of
from binhyen.orgunits.rules.committees import Seat
from binhyen.orgunits.rules.populating import Written, place_of
from binhyen.orgunits.workbooks import workbook_to_fill

# ---- groups ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class InGroup:
    """A unit belongs to a group in some days, by a decision."""

    unit_id: int
    group: UnitGroup
    decision: str
    validity: Validity


def groups_seen(actor: Actor, day: date) -> ScopedQuerySet[Any]:
    """The groups that an actor may see; ``units`` is how many of the units that they may see are in it on ``day``."""
    belonging = (
        GroupMembership.objects.visible_to(actor)
        .filter(holding_on(day), group=OuterRef("pk"))
        .order_by()
        .values("group")
        .annotate(units=Count("unit", distinct=True))
    )
    return (
        UnitGroup.objects.visible_to(actor)
        .annotate(units=Subquery(belonging.values("units")))
        .order_by("unit_path", "sort", "code")
    )


def groups_of(actor: Actor, unit_id: int, day: date) -> tuple[InGroup, ...]:
    """The groups to which a unit belongs on ``day``. One statement."""
    return groups_of_units(actor, [unit_id], day).get(unit_id, ())


def groups_of_units(actor: Actor, unit_ids: Collection[int], day: date) -> dict[int, tuple[InGroup, ...]]:
    """The groups to which each unit belongs on ``day``; units in none are left out. One statement."""
    rows = (
        GroupMembership.objects.visible_to(actor)
        .filter(holding_on(day), unit_id__in=unit_ids)
        .select_related("group")
        .order_by("group__sort", "group__code")
    )
    found: dict[int, tuple[InGroup, ...]] = {}
    for row in rows:
        each = InGroup(row.unit_id, row.group, row.decision, row.validity)
        found[row.unit_id] = (*found.get(row.unit_id, ()), each)
    return found


def units_in_group(actor: Actor, group_id: int, day: date) -> ScopedQuerySet[Any]:
    """The units that belong to a group on ``day``, as they were then, in the Vietnamese order of their names.

    Each bears ``decision``, ``member_from`` and ``member_until``.
    """
    belonging = GroupMembership.objects.visible_to(actor).filter(
        holding_on(day), group_id=group_id, unit_id=OuterRef("unit_id")
    )
    return (
        units_as_of(actor, day)
        .filter(Exists(belonging))
        .annotate(
            decision=Subquery(belonging.values("decision")[:1]),
            member_from=Subquery(belonging.values("valid_from")[:1]),
            member_until=Subquery(belonging.values("valid_until")[:1]),
        )
        .order_by("sort_key", "code", "unit_id")
    )


# ---- committees -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CommitteeShown:
    """A committee as one decision composed it. ``standing_body`` is the name of the body that works for it."""

    committee: Committee
    standing_body: str
    seats: tuple[Seat, ...]

    @property
    def validity(self) -> Validity:
        return self.committee.validity

    @property
    def seats_in_words(self) -> tuple[tuple[str, Seat], ...]:
        """The seats with their duties in the reader's language."""
        return tuple((str(CommitteeSeat.Duty(seat.duty).label), seat) for seat in self.seats)


def committees_of(actor: Actor, unit_id: int, day: date | None = None) -> tuple[CommitteeShown, ...]:
    """The committees of a unit, the latest first; with ``day`` those that stood on it. Three statements at most."""
    committees = Committee.objects.visible_to(actor).filter(unit_id=unit_id)
    if day is not None:
        committees = committees.filter(holding_on(day))
    listed = list(committees.order_by("-valid_from", "name"))
    seats: dict[int, list[Seat]] = {}
    for row in CommitteeSeat.objects.visible_to(actor).filter(committee__in=listed).order_by("position"):
        seats.setdefault(row.committee_id, []).append(Seat(row.duty, row.post, row.agency))
    names = _names(actor, {each.standing_body_id for each in listed if each.standing_body_id is not None})
    return tuple(
        CommitteeShown(each, names.get(each.standing_body_id or 0, ""), tuple(seats.get(each.pk, ())))
        for each in listed
    )


def _names(actor: Actor, unit_ids: Collection[int]) -> dict[int, str]:
    """The last name of each unit."""
    if not unit_ids:
        return {}
    rows = OrgUnitVersion.objects.visible_to(actor).filter(unit_id__in=unit_ids).order_by("valid_from")
    return dict(rows.values_list("unit_id", "name"))


# ---- the table of a commune's parts ---------------------------------------------------------------------


def workbook_of(actor: Actor, unit: UnitOnDay, day: date) -> bytes:
    """The workbook of a commune's residential areas and workplaces, with those that are known. One statement."""
    return workbooks_below(actor, [unit], unit.path, day)[unit.code]


def workbooks_below(actor: Actor, places: Sequence[UnitOnDay], under: str, day: date) -> dict[str, bytes]:
    """The workbooks of many communes below a path, by code, with what is there on ``day`` or later. One statement."""
    levels = {place.id: place.level for place in places}
    known: dict[int, dict[int, OrgUnitVersion]] = {}
    versions = OrgUnitVersion.objects.visible_to(actor).filter(
        within(branches(paths=(under,))),
        Q(valid_until=None) | Q(valid_until__gt=day),
        level__in=(Level.AREA, Level.WORKPLACE),
    )
    for version in versions.order_by("valid_from"):
        place = place_of(version.unit_path, levels)
        if place is not None:
            known.setdefault(place, {})[version.unit_id] = version
    return {
        place.code: workbook_to_fill(place.code, place.name, _as_rows(known.get(place.id, {}).values()))
        for place in places
    }


def _as_rows(versions: Iterable[OrgUnitVersion]) -> list[Written]:
    in_order = sorted(versions, key=lambda each: (each.level, each.sort_key, each.code))
    return [
        Written(0, each.kind, each.name, each.code, each.valid_from, each.legal_basis) for each in in_order
    ]
