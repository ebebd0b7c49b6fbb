"""Which units are there on a day, above and below which others?

Every answer holds only what its actor may see: a unit, those below it, and the names of those above.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, Count, Q
from django.db.models.expressions import RawSQL

from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.validity import Validity
from binhyen.machinery.database.scoping import ScopedQuerySet, within
from binhyen.orgunits.models import Kind, Level, OrgUnitVersion

NO_PLACES = (Level.WORKPLACE, Level.BODY)
"""The levels of units that are no part of the territory: they stand beside the places of their province or commune."""


@dataclass(frozen=True, slots=True)
class UnitOnDay:
    """A unit as it was on one day. ``id`` is the key of its identity; ``validity`` that of its version.

    ``path`` is where the unit stands now, by which reaches are counted; ``tree_path`` where it stood on that day.
    """

    id: int
    path: str
    tree_path: str
    level: str
    kind: str
    code: str
    name: str
    short_name: str
    parent_id: int | None
    longitude: float | None
    latitude: float | None
    legal_basis: str
    validity: Validity

    @property
    def kind_label(self) -> str:
        """Its kind in words, in the reader's language: *xã*, *phường*."""
        return str(Kind(self.kind).label)

    @property
    def level_label(self) -> str:
        return str(Level(self.level).label)


def holding_on(day: date) -> Q:
    """A condition that a row with ``valid_from`` and ``valid_until`` holds on ``day``."""
    return Q(valid_from__lte=day) & (Q(valid_until=None) | Q(valid_until__gt=day))


def units_as_of(actor: Actor, day: date) -> ScopedQuerySet[OrgUnitVersion]:
    """The versions that hold on ``day`` of all units that ``actor`` may see, without order."""
    return OrgUnitVersion.objects.visible_to(actor).filter(holding_on(day))


def unit_of_key(actor: Actor, unit_id: int, day: date) -> UnitOnDay | None:
    """The unit with that key as it was on ``day``; None when it was not there or may not be seen."""
    return _one(units_as_of(actor, day).filter(unit_id=unit_id))


def unit_of_code(actor: Actor, code: str, day: date, level: str | None = None) -> UnitOnDay | None:
    """The unit that bore the official code on ``day``.

    Codes are unique within a level; where two levels share one, the higher unit is meant unless ``level``
    says otherwise.
    """
    found = units_of_code(actor, code, day)
    return next((unit for unit in found if level in (None, unit.level)), None)


def units_of_code(actor: Actor, code: str, day: date) -> tuple[UnitOnDay, ...]:
    """All units of any level that bore the code on ``day``, the highest first."""
    if not code:
        return ()
    versions = units_as_of(actor, day).filter(code=code)
    return tuple(sorted(map(on_day, versions), key=lambda unit: unit.path.count(".")))


def children_of(actor: Actor, unit_id: int, day: date) -> ScopedQuerySet[OrgUnitVersion]:
    """The places directly below one on ``day``, in the Vietnamese order of their names; no bodies or workplaces."""
    return _directly_below(actor, unit_id, day).exclude(level__in=NO_PLACES)


def workplaces_of(actor: Actor, unit_id: int, day: date) -> ScopedQuerySet[OrgUnitVersion]:
    """The agencies, enterprises and schools of a province or commune on ``day``: same order."""
    return _directly_below(actor, unit_id, day).filter(level=Level.WORKPLACE)


def bodies_of(actor: Actor, parent_id: int, day: date) -> ScopedQuerySet[OrgUnitVersion]:
    """The bodies of a province or commune on ``day``, which stand beside the places below it: same order."""
    return _directly_below(actor, parent_id, day).filter(level=Level.BODY)


def _directly_below(actor: Actor, unit_id: int, day: date) -> ScopedQuerySet[OrgUnitVersion]:
    return units_as_of(actor, day).filter(parent_id=unit_id).order_by("sort_key", "code", "unit_id")


def ancestors_of(actor: Actor, unit: UnitOnDay, day: date) -> tuple[UnitOnDay, ...]:
    """The units above one on ``day``, from the top down, as far as the actor may know them. One statement."""
    known = _with_keys(units_as_of(actor, day).filter(unit_id__in=_keys_above(unit.tree_path)))
    return tuple(known[key] for key in _keys_above(unit.tree_path) if key in known)


def path_of(actor: Actor, unit: UnitOnDay, day: date) -> tuple[UnitOnDay, ...]:
    """The breadcrumb of a unit on ``day``: those above it from the top, then itself."""
    return (*ancestors_of(actor, unit, day), unit)


def path_to(actor: Actor, unit_id: int, day: date) -> tuple[UnitOnDay, ...]:
    """The unit with that key as it was on ``day``, last, after those above it: what a page of a unit begins with.

    Empty when it was not there or may not be seen. One statement.
    """
    in_its_path = RawSQL(_IN_THE_PATH_OF, [unit_id, day, day], BooleanField())  # noqa: S611 - a constant with parameters
    known = _with_keys(units_as_of(actor, day).filter(in_its_path))
    if unit_id not in known:
        return ()
    unit = known[unit_id]
    return (*(known[key] for key in _keys_above(unit.tree_path) if key in known), unit)


# An array rather than rows: the path is then read once, and the units found by the index of their keys.
_IN_THE_PATH_OF = """
    orgunits_orgunitversion.unit_id = any (
        (select string_to_array(rtrim(own.tree_path, '.'), '.') from orgunits_orgunitversion own
          where own.unit_id = %s and own.valid_from <= %s and (own.valid_until is null or own.valid_until > %s)
        )::bigint[]
    )
"""


def versions_of(actor: Actor, unit_id: int) -> tuple[UnitOnDay, ...]:
    """Everything a unit has been called, the latest first."""
    versions = OrgUnitVersion.objects.visible_to(actor).filter(unit_id=unit_id).order_by("-valid_from")
    return tuple(map(on_day, versions))


def child_counts(actor: Actor, unit_ids: Collection[int], day: date) -> dict[int, int]:
    """How many places stand directly below each of the given ones on ``day``; those without are left out."""
    rows = (
        units_as_of(actor, day)
        .filter(parent_id__in=unit_ids)
        .exclude(level__in=NO_PLACES)
        .order_by()
        .values("parent_id")
        .annotate(children=Count("pk"))
    )
    return {row["parent_id"]: row["children"] for row in rows}


def counts_by_kind(actor: Actor, day: date, under: str = "") -> dict[str, int]:
    """How many units of each kind, bodies' kinds among them, there are on ``day``, at or below the
    ``tree_path`` of that day ``under`` if one is given."""
    units = units_as_of(actor, day)
    if under:
        units = units.filter(within(branches(paths=(under,)), "tree_path"))
    rows = units.order_by().values("kind").annotate(units=Count("pk"))
    return {row["kind"]: row["units"] for row in rows}


def on_day(version: OrgUnitVersion) -> UnitOnDay:
    """What a version says, as a value of its own."""
    return UnitOnDay(
        id=version.unit_id,
        path=version.unit_path,
        tree_path=version.tree_path,
        level=version.level,
        kind=version.kind,
        code=version.code,
        name=version.name,
        short_name=version.short_name,
        parent_id=version.parent_id,
        longitude=version.longitude,
        latitude=version.latitude,
        legal_basis=version.legal_basis,
        validity=version.validity,
    )


def _one(versions: ScopedQuerySet[OrgUnitVersion]) -> UnitOnDay | None:
    return next(map(on_day, versions), None)


def _with_keys(versions: ScopedQuerySet[OrgUnitVersion]) -> dict[int, UnitOnDay]:
    return {version.unit_id: on_day(version) for version in versions}


def _keys_above(path: str) -> list[int]:
    return [int(key) for key in path.split(".")[:-2]]
