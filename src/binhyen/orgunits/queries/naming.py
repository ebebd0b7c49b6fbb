"""The names that kept units bore, ready to match what people wrote."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.validity import Validity
from binhyen.orgunits.models import OrgUnitVersion, Succession
from binhyen.orgunits.rules.written_names import LAST_DAY_OF_DISTRICTS, LEVELS, NamedUnit, NameIndex


def names_for_matching(actor: Actor, as_of: date | None = None) -> NameIndex:
    """The names of provinces, districts and communes that ``actor`` may see, on one day, or of both maps.

    Without ``as_of`` these are the names from the last day with districts until today, today's asked first. Two
    statements, whatever will be matched.
    """
    first, last = (as_of, as_of) if as_of else (min(LAST_DAY_OF_DISTRICTS, today()), today())
    versions = OrgUnitVersion.objects.visible_to(actor).filter(
        Q(valid_until=None) | Q(valid_until__gt=first), valid_from__lte=last, level__in=LEVELS
    )
    links = Succession.objects.visible_to(actor).values_list("predecessor_id", "unit_id", "day")
    return NameIndex([unit for unit, _path in named_units(versions)], list(links), last)


def named_units(versions: QuerySet[OrgUnitVersion]) -> list[tuple[NamedUnit, str]]:
    """Each version as a name to be matched, with the path at which its unit stands now. One statement."""
    rows = versions.values_list(
        "unit_id",
        "level",
        "kind",
        "code",
        "name",
        "short_name",
        "tree_path",
        "valid_from",
        "valid_until",
        "unit__valid_from",
        "unit__valid_until",
        "unit_path",
    )
    return [
        (NamedUnit(*row[:7], days=Validity(row[7], row[8]), life=Validity(row[9], row[10])), row[11])
        for row in rows
    ]
