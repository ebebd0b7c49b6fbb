"""What a room changed because units were reorganised, kept with the reorganisation until it is undone."""

from __future__ import annotations

from typing import Any

from binhyen.orgunits.models import Reorganisation


def keep_effect(reorganisation_id: int, room: str, effect: dict[str, Any]) -> None:
    """Keep what ``room`` changed, as plain values, so that it can put it back. Part of a reaction's work.

    Called within the act that reorganises, which holds the permission and the line in the trail.
    """
    rows = Reorganisation.objects.beyond_scope("a reaction keeps what it did beside the act that caused it")
    reorganisation = rows.select_for_update().get(pk=reorganisation_id)
    reorganisation.effects = reorganisation.effects | {room: effect}
    reorganisation.save(update_fields=["effects"])


def effects_of(reorganisation_id: int, room: str) -> dict[str, Any]:
    """What ``room`` kept; empty where it changed nothing."""
    rows = Reorganisation.objects.beyond_scope("a reaction reads back what it did itself")
    effects: dict[str, dict[str, Any]] = rows.values_list("effects", flat=True).get(pk=reorganisation_id)
    return effects.get(room, {})
