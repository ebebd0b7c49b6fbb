"""Are the units that are kept here in order?"""

from __future__ import annotations

from datetime import date

from binhyen.foundations.authority import Actor
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion
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
