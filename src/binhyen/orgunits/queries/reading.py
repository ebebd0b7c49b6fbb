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


@dataclass(frozen=True, slots=True)
class UnitOnDay:
    """A unit as it was on one day. ``id`` is the key of its identity; ``validity`` that of its version."""

    id: int
    path: str
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
    """The places directly below one on ``day``, in the Vietnamese order of their names; no bodies."""
    return _directly_below(actor, unit_id, day).exclude(level=Level.BODY)


def bodies_of(actor: Actor, parent_id: int, day: date) -> ScopedQuerySet[OrgUnitVersion]:
    """The bodies of a province or commune on ``day``, which stand beside the places below it: same order."""
    return _directly_below(actor, parent_id, day).filter(level=Level.BODY)


def _directly_below(actor: Actor, unit_id: int, day: date) -> ScopedQuerySet[OrgUnitVersion]:
    return units_as_of(actor, day).filter(parent_id=unit_id).order_by("sort_key", "code", "unit_id")


def ancestors_of(actor: Actor, unit: UnitOnDay, day: date) -> tuple[UnitOnDay, ...]:
    """The units above one on ``day``, from the top down, as far as the actor may know them. One statement,
    and one more for each step at which the unit stood elsewhere on that day than it does now."""
    return _chain_above(actor, unit, _by_key(actor, _keys_in(unit.path), day), day)


def path_of(actor: Actor, unit: UnitOnDay, day: date) -> tuple[UnitOnDay, ...]:
    """The breadcrumb of a unit on ``day``: those above it from the top, then itself."""
    return (*ancestors_of(actor, unit, day), unit)


def path_to(actor: Actor, unit_id: int, day: date) -> tuple[UnitOnDay, ...]:
    """The unit with that key as it was on ``day``, last, after those above it: what a page of a unit begins with.

    Empty when it was not there or may not be seen. One statement, with the same exception as ``ancestors_of``.
    """
    in_its_path = RawSQL(_IN_THE_PATH_OF, [unit_id], BooleanField())  # noqa: S611 - a constant with a parameter
    known = _with_keys(units_as_of(actor, day).filter(in_its_path))
    if unit_id not in known:
        return ()
    unit = known[unit_id]
    return (*_chain_above(actor, unit, known, day), unit)


# An array rather than rows: the path is then read once, and the units found by the index of their keys.
_IN_THE_PATH_OF = """
    orgunits_orgunitversion.unit_id = any (
        (select string_to_array(rtrim(path, '.'), '.') from orgunits_orgunit where id = %s)::bigint[]
    )
"""


def _chain_above(
    actor: Actor, unit: UnitOnDay, known: dict[int, UnitOnDay], day: date
) -> tuple[UnitOnDay, ...]:
    chain: list[UnitOnDay] = []
    parent_id = unit.parent_id
    while parent_id is not None and all(parent_id != above.id for above in chain):
        if parent_id not in known:
            known |= _by_key(actor, [parent_id], day)
            if parent_id not in known:
                break
            known |= _by_key(actor, set(_keys_in(known[parent_id].path)) - known.keys(), day)
        chain.append(known[parent_id])
        parent_id = known[parent_id].parent_id
    return tuple(reversed(chain))


def versions_of(actor: Actor, unit_id: int) -> tuple[UnitOnDay, ...]:
    """Everything a unit has been called, the latest first."""
    versions = OrgUnitVersion.objects.visible_to(actor).filter(unit_id=unit_id).order_by("-valid_from")
    return tuple(map(on_day, versions))


def child_counts(actor: Actor, unit_ids: Collection[int], day: date) -> dict[int, int]:
    """How many places stand directly below each of the given ones on ``day``; those without are left out."""
    rows = (
        units_as_of(actor, day)
        .filter(parent_id__in=unit_ids)
        .exclude(level=Level.BODY)
        .order_by()
        .values("parent_id")
        .annotate(children=Count("pk"))
    )
    return {row["parent_id"]: row["children"] for row in rows}


def counts_by_kind(actor: Actor, day: date, under: str = "") -> dict[str, int]:
    """How many units of each kind, bodies' kinds among them, there are on ``day``, at or below the path ``under``
    if one is given."""
    units = units_as_of(actor, day)
    if under:
        units = units.filter(within(branches(paths=(under,))))
    rows = units.order_by().values("kind").annotate(units=Count("pk"))
    return {row["kind"]: row["units"] for row in rows}


def on_day(version: OrgUnitVersion) -> UnitOnDay:
    """What a version says, as a value of its own."""
    return UnitOnDay(
        id=version.unit_id,
        path=version.unit_path,
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


def _by_key(actor: Actor, keys: Collection[int], day: date) -> dict[int, UnitOnDay]:
    return _with_keys(units_as_of(actor, day).filter(unit_id__in=keys))


def _with_keys(versions: ScopedQuerySet[OrgUnitVersion]) -> dict[int, UnitOnDay]:
    return {version.unit_id: on_day(version) for version in versions}


def _keys_in(path: str) -> list[int]:
    return [int(key) for key in path.split(".")[:-2]]
