"""What a unit is told of its own security, as a section of its page."""

from __future__ import annotations

from binhyen.access.queries import unit_notices
from binhyen.orgunits.queries import UnitOnDay
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.orgunits.sections import SECTIONS, Section


def notices(request: SignedInRequest, unit: UnitOnDay) -> Section | None:
    """Support access, renewed second factors and new administrators of the last 90 days, without names."""
    told = unit_notices(request.actor, unit)
    return Section("access/notices_section.html", {"notices": told}) if told else None


SECTIONS.append(notices)
