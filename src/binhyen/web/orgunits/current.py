"""At which unit is this session working, and which did it look at before?

The session keeps keys alone. What is shown is asked anew each time, so that a unit that may no longer be
seen is not shown either.
"""

from __future__ import annotations

from django.http import HttpRequest

CURRENT, RECENT = "unit", "recent_units"
MOST_RECENT = 8


def current_unit_id(request: HttpRequest) -> int | None:
    """The key of the unit that was entered last, if any: what a page speaks of when its address names none."""
    found = request.session.get(CURRENT)
    return found if isinstance(found, int) else None


def enter(request: HttpRequest, unit_id: int) -> None:
    """Work at this unit from now on."""
    request.session[CURRENT] = unit_id
    remember(request, unit_id)


def remember(request: HttpRequest, unit_id: int) -> None:
    """Put a unit at the head of those looked at. The session is written only when that changes something."""
    recent = recent_unit_ids(request)
    if recent[:1] != [unit_id]:
        kept = [key for key in recent if key != unit_id]
        request.session[RECENT] = [unit_id, *kept][:MOST_RECENT]


def recent_unit_ids(request: HttpRequest) -> list[int]:
    """The keys of the units looked at, the latest first."""
    found = request.session.get(RECENT, [])
    return [key for key in found if isinstance(key, int)]
