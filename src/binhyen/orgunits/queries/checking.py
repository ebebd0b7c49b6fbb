"""Are the units that are kept here in order, and how many are there?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db.models import Count, Sum

from binhyen.foundations.authority import Actor
from binhyen.foundations.validity import Validity
from binhyen.orgunits.models import Level, OrgUnit, OrgUnitVersion, Succession, UnitCount
from binhyen.orgunits.queries.composing import composed_of, kept_lists
from binhyen.orgunits.queries.reading import counts_by_kind, holding_on, units_as_of
from binhyen.orgunits.rules.catalogue import Difference
from binhyen.orgunits.rules.checks import Checked, Snapshot, UnitFacts, VersionFacts, run_checks
from binhyen.orgunits.rules.succession import Link
from binhyen.orgunits.sources import read_catalogue


def check_units(actor: Actor, day: date) -> tuple[Checked, ...]:
    """Every invariant on what ``actor`` may see, with the legal counts whose day has come by ``day``.

    Counts, and differences from the data package, are judged only for an actor who sees the whole country; they are
    the country's. Five statements at most.
    """
    whole = actor.reach.places.everywhere
    catalogue = read_catalogue() if whole else None
    return run_checks(
        Snapshot(
            units=tuple(
                UnitFacts(pk, level, path, Validity(since, until))
                for pk, level, path, since, until in OrgUnit.objects.visible_to(actor)
                .order_by("pk")
                .values_list("pk", "level", "path", "valid_from", "valid_until")
            ),
            versions=tuple(map(_facts, _versions(actor))),
            links=tuple(
                Link(*link)
                for link in Succession.objects.visible_to(actor)
                .order_by("predecessor_id", "unit_id")
                .values_list("predecessor_id", "unit_id", "day", "relation", *_SHARES)
            ),
            counts=catalogue.counts if catalogue else (),
            successions=catalogue.successions if catalogue else (),
            counted=_counted(actor, day) if whole else None,
            differences=differences_from_package() if whole else (),
            everything=whole,
            day=day,
        )
    )


_FACTS = (
    *("unit_id", "parent_id", "unit_path", "tree_path", "level", "kind", "code", "name", "short_name"),
    *("search_key", "short_key", "sort_key", "longitude", "latitude", "valid_from", "valid_until"),
)
_SHARES = ("people_share", "area_share", "households_share", "hand_share")


def _versions(actor: Actor) -> Iterable[tuple[Any, ...]]:
    return OrgUnitVersion.objects.visible_to(actor).order_by("unit_id", "valid_from").values_list(*_FACTS)


def _facts(row: tuple[Any, ...]) -> VersionFacts:
    *said, longitude, latitude, since, until = row
    unit_id, parent_id, path, tree_path, level, kind, code, name, short_name, *keys = said
    return VersionFacts(
        unit_id=unit_id,
        parent_id=parent_id,
        path=path,
        tree_path=tree_path,
        level=level,
        kind=kind,
        code=code,
        name=name,
        short_name=short_name,
        keys=(keys[0], keys[1], keys[2]),
        longitude=longitude,
        latitude=latitude,
        validity=Validity(since, until),
    )


def differences_from_package() -> tuple[Difference, ...]:
    """Where the catalogue and the operator's lists depart from the data package, each with its reason."""
    lists = kept_lists()
    return composed_of(lists).differences if lists else _differences_of_the_release()


@cache
def _differences_of_the_release() -> tuple[Difference, ...]:
    """Package and catalogue come with the program and stay as they are while it runs."""
    return composed_of(()).differences


@dataclass(frozen=True, slots=True)
class NumbersOnDay:
    """How many provinces, districts and communes there were on a day, and how many units of each kind."""

    provinces: int
    districts: int
    communes: int
    by_kind: dict[str, int]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers by which one tells whether both maps are whole.

    ``former`` are those of ``last_day``, the last of the former map. ``successions`` are those of communes, by
    relation; ``split`` is how many units went to more than one of them.
    """

    last_day: date
    former: NumbersOnDay
    today: NumbersOnDay
    successions: dict[str, int]
    split: int


def numbers_of(actor: Actor, day: date) -> Numbers:
    """The numbers of the last day of the former map and of ``day``, as far as ``actor`` sees. Four statements."""
    last_day = read_catalogue().since - timedelta(days=1)
    links = Succession.objects.visible_to(actor).filter(unit__level=Level.COMMUNE).order_by()
    parts = links.values("predecessor_id", "day").annotate(parts=Count("pk")).filter(parts__gt=1)
    relations = links.values_list("relation").annotate(number=Count("pk")).order_by("relation")
    return Numbers(
        last_day=last_day,
        former=_numbers_on(actor, last_day),
        today=_numbers_on(actor, day),
        successions=dict(relations),
        split=parts.count(),
    )


def _numbers_on(actor: Actor, day: date) -> NumbersOnDay:
    levels, kinds = Counter[str](), Counter[str]()
    rows = units_as_of(actor, day).order_by().values_list("level", "kind").annotate(number=Count("pk"))
    for level, kind, number in rows:
        levels[level] += number
        kinds[kind] += number
    return NumbersOnDay(
        levels[Level.PROVINCE], levels[Level.DISTRICT], levels[Level.COMMUNE], dict(sorted(kinds.items()))
    )


def counts_agree(actor: Actor, unit_id: int, day: date) -> bool:
    """Whether the counts kept for a unit are those of the versions that stand below it on ``day``. Three statements."""
    tree_path = units_as_of(actor, day).filter(unit_id=unit_id).values_list("tree_path", flat=True).first()
    if tree_path is None:
        return True
    return _kept_counts(actor, unit_id, day) == counts_by_kind(actor, day, tree_path)


def _counted(actor: Actor, day: date) -> tuple[int, dict[str, int]] | None:
    """The country and the counts that are kept for it."""
    country = (
        OrgUnit.objects.visible_to(actor).filter(level=Level.COUNTRY).values_list("pk", flat=True).first()
    )
    return None if country is None else (country, _kept_counts(actor, country, day))


def _kept_counts(actor: Actor, unit_id: int, day: date) -> dict[str, int]:
    rows = UnitCount.objects.visible_to(actor).filter(holding_on(day), unit_id=unit_id)
    return {row["kind"]: row["units"] for row in rows.values("kind").annotate(units=Sum("units"))}
