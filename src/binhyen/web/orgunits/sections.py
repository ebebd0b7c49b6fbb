"""What other rooms show on the page of a unit.

A room's pages append a function to ``SECTIONS``; it answers with a template and its context, or with
nothing when the actor may not see that part or there is none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from binhyen.access.models import Appointment, Role
from binhyen.foundations.clock import today
from binhyen.orgunits.queries import UnitOnDay, holding_on
from binhyen.web.frame.requests import SignedInRequest


@dataclass(frozen=True)
class Section:
    """A part of a unit's page: ``template`` is included with ``content`` as the variable ``section``."""

    template: str
    content: dict[str, Any] = field(default_factory=dict)


MakeSection = Callable[[SignedInRequest, UnitOnDay], Section | None]


def officers(request: SignedInRequest, unit: UnitOnDay) -> Section | None:
    """How many people hold each role here today, for those who keep accounts: numbers, no names."""
    if not request.actor.reach.administration.covers(unit.path):
        return None
    rows = (
        Appointment.objects.visible_to(request.actor)
        .filter(holding_on(today()), unit_id=unit.id)
        .order_by()
        .values("role")
        .annotate(people=Count("account_id", distinct=True))
    )
    people = {row["role"]: row["people"] for row in rows}
    return Section(
        "orgunits/officers_section.html",
        {"roles": [{"label": role.label, "people": people.get(role.value, 0)} for role in Role]},
    )


SECTIONS: list[MakeSection] = [officers]


def sections_for(request: SignedInRequest, unit: UnitOnDay) -> list[Section]:
    """The sections that have something to show to this actor, in the order in which rooms added them."""
    made = (make(request, unit) for make in SECTIONS)
    return [section for section in made if section is not None]
