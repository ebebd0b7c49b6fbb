"""What this room does when units are reorganised."""

from __future__ import annotations

from binhyen.access.actions.following import end_appointments, give_appointments_back
from binhyen.machinery.events import reacts_to
from binhyen.orgunits.events import ReorganisationReverted, UnitsReorganised


@reacts_to(UnitsReorganised)
def end_roles(event: UnitsReorganised) -> None:
    """Roles end with their unit."""
    end_appointments(event)


@reacts_to(ReorganisationReverted)
def give_roles_back(event: ReorganisationReverted) -> None:
    """And hold again when the units are put back."""
    give_appointments_back(event)
