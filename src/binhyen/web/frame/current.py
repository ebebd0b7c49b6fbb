"""At which unit is this session working, and which did it look at before?

The session keeps keys alone. What is shown is asked anew each time, so that a unit that may no longer be
seen is not shown either.
"""

from __future__ import annotations

from django.http import HttpRequest

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.orgunits.queries import UnitOnDay, unit_of_key

CURRENT, RECENT = "unit", "recent_units"
MOST_RECENT = 8


def current_unit_id(request: HttpRequest) -> int | None:
    """The key of the unit that was entered last, if any: what a page speaks of when its address names none."""
    found = request.session.get(CURRENT)
    return found if isinstance(found, int) else None


def current_unit(request: HttpRequest, actor: Actor) -> UnitOnDay | None:
    """The unit that was entered last, unless none was or the actor may no longer work there. One statement."""
    entered = current_unit_id(request)
    unit = unit_of_key(actor, entered, today()) if entered is not None else None
    return unit if unit is not None and actor.reach.places.covers(unit.path) else None


def working_unit_name(request: HttpRequest, actor: Actor) -> str:
    """What the unit is called at which the account works: the one entered last, else that of its first mandate.

    Asks the database only where no mandate tells the name.
    """
    entered = current_unit_id(request)
    told = next((each.unit_name for each in actor.mandates if each.unit_id == entered), "")
    if told or not actor.mandates:
        return told
    unit = current_unit(request, actor)
    return unit.name if unit is not None else actor.mandates[0].unit_name


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
