"""What this room does when units are reorganised."""

from __future__ import annotations

from binhyen.machinery.events import reacts_to
from binhyen.orgunits.events import ReorganisationReverted, UnitsReorganised
from binhyen.reporting.actions.following import let_obligations_follow, put_obligations_back


@reacts_to(UnitsReorganised)
def oblige_on_the_new_map(event: UnitsReorganised) -> None:
    """Bring the obligations of opened periods to the new map."""
    let_obligations_follow(event)


@reacts_to(ReorganisationReverted)
def oblige_on_the_old_map(event: ReorganisationReverted) -> None:
    """And back to the old one."""
    put_obligations_back(event)
