"""Are the units that are kept here in order?"""

from __future__ import annotations

from datetime import date

from django.db.models import Sum

from binhyen.foundations.authority import Actor
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion, UnitCount
from binhyen.orgunits.queries.reading import counts_by_kind, holding_on, units_as_of
from binhyen.orgunits.rules.checks import Checked, Snapshot, UnitFacts, VersionFacts, run_checks
from binhyen.orgunits.sources import read_catalogue


def check_units(actor: Actor, day: date) -> tuple[Checked, ...]:
    """Every invariant on what ``actor`` may see, with the legal counts whose day has come by ``day``.

    Counts are judged only for an actor who sees the whole country; they are the country's. Two statements.
    """
    return run_checks(
        Snapshot(
            units=tuple(
                UnitFacts(unit.pk, unit.level, unit.path, unit.validity)
                for unit in OrgUnit.objects.visible_to(actor).order_by("pk")
            ),
            versions=tuple(
                map(_facts, OrgUnitVersion.objects.visible_to(actor).order_by("unit_id", "valid_from"))
            ),
            counts=read_catalogue().counts if actor.reach.places.everywhere else (),
            day=day,
        )
    )


def _facts(version: OrgUnitVersion) -> VersionFacts:
    return VersionFacts(
        unit_id=version.unit_id,
        parent_id=version.parent_id,
        path=version.unit_path,
        level=version.level,
        kind=version.kind,
        code=version.code,
        name=version.name,
        short_name=version.short_name,
        keys=(version.search_key, version.short_key, version.sort_key),
        longitude=version.longitude,
        latitude=version.latitude,
        validity=version.validity,
    )


def counts_agree(actor: Actor, unit_id: int, day: date) -> bool:
    """Whether the counts kept for a unit are those of the versions that stand below it on ``day``. Two statements."""
    tree_path = units_as_of(actor, day).filter(unit_id=unit_id).values_list("tree_path", flat=True).first()
    if tree_path is None:
        return True
    return kept_counts(actor, unit_id, day) == counts_by_kind(actor, day, tree_path)


def kept_counts(actor: Actor, unit_id: int, day: date) -> dict[str, int]:
    """How many units of each kind stand at or below a unit on ``day``, as counts are kept. One statement."""
    rows = UnitCount.objects.visible_to(actor).filter(holding_on(day), unit_id=unit_id)
    return {row["kind"]: row["units"] for row in rows.values("kind").annotate(units=Sum("units"))}
