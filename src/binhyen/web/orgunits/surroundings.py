"""What the page of a unit shows of its surroundings: groups, committees, and the ways to keep its units."""

from __future__ import annotations

from binhyen.orgunits.models import Level
from binhyen.orgunits.queries import UnitOnDay, committees_of, groups_of
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.orgunits.days import day_of
from binhyen.web.orgunits.kept import above, keeps
from binhyen.web.orgunits.sections import SECTIONS, Section

WITH_COMMITTEES = (Level.COUNTRY, Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)


def groups(request: SignedInRequest, unit: UnitOnDay) -> Section | None:
    """The groups to which the unit belongs on the day."""
    found = groups_of(request.actor, unit.id, day_of(request))
    return Section("orgunits/groups_section.html", {"groups": found}) if found else None


def committees(request: SignedInRequest, unit: UnitOnDay) -> Section | None:
    """The steering committees of the unit on the day."""
    if unit.level not in WITH_COMMITTEES:
        return None
    found = committees_of(request.actor, unit.id, day_of(request))
    return Section("orgunits/committees_section.html", {"committees": found, "unit": unit}) if found else None


def keeping(request: SignedInRequest, unit: UnitOnDay) -> Section | None:
    """What may be kept here, for those who may."""
    of_a_place = unit.level in WITH_COMMITTEES and keeps(request, unit.path)
    of_a_body = unit.level in (Level.BODY, Level.WORKPLACE) and keeps(request, above(unit.path))
    if not (of_a_place or of_a_body) or unit.validity.until is not None:
        return None
    return Section(
        "orgunits/keeping_section.html",
        {
            "unit": unit,
            "of_a_body": of_a_body,
            "with_parts": of_a_place and unit.level in (Level.PROVINCE, Level.COMMUNE),
        },
    )


SECTIONS.extend((groups, committees, keeping))
