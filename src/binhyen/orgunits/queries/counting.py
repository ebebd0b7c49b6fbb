"""How many units stand below others on a day? Read from the counts that the database keeps, not counted anew."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Sum

from binhyen.foundations.authority import Actor
from binhyen.orgunits.models import Level, UnitCount
from binhyen.orgunits.queries.reading import holding_on, units_as_of


@dataclass(frozen=True, slots=True)
class CountsBelow:
    """How many units stand at or below one on a day, by level and kind; the unit itself is among them."""

    by_kind: dict[tuple[str, str], int] = field(default_factory=dict)

    def of_level(self, level: str) -> int:
        return sum(units for (each, _kind), units in self.by_kind.items() if each == level)

    def of_kind(self, kind: str) -> int:
        return sum(units for (_level, each), units in self.by_kind.items() if each == kind)

    @property
    def total(self) -> int:
        return sum(self.by_kind.values())


NOTHING_BELOW = CountsBelow()


def counts_below(actor: Actor, unit_ids: Collection[int], day: date) -> dict[int, CountsBelow]:
    """The counts of each of the given units on ``day``; one that was not there is left out. One statement."""
    rows = (
        UnitCount.objects.visible_to(actor)
        .filter(holding_on(day), unit_id__in=unit_ids)
        .values_list("unit_id", "level", "kind", "units")
    )
    found: dict[int, CountsBelow] = {}
    for unit_id, level, kind, units in rows:
        found.setdefault(unit_id, CountsBelow()).by_kind[level, kind] = units
    return found


def number_in_the_country(
    actor: Actor, day: date, *, level: str | None = None, kind: str | None = None
) -> int | None:
    """How many units below the country there are on ``day``, of a level or a kind if given, for an actor who sees
    them all. None for everybody else: what they see must be counted. One statement.
    """
    if not actor.reach.places.everywhere:
        return None
    top = units_as_of(actor, day).filter(parent=None).values("unit_id")
    counts = UnitCount.objects.visible_to(actor).filter(holding_on(day), unit_id__in=top)
    counts = counts.exclude(level=Level.COUNTRY)
    if level:
        counts = counts.filter(level=level)
    if kind:
        counts = counts.filter(kind=kind)
    return counts.aggregate(units=Sum("units"))["units"] or 0
