"""What the room of units announces, for the rooms above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class UnitsReorganised:
    """A reorganisation was enacted. Keys of the units that ended on ``day``, that began on it, and that go on with a
    new version. What a reaction changes because of it, it keeps by ``actions.keep_effect`` for a later undoing."""

    reorganisation_id: int
    day: date
    ended: tuple[int, ...]
    founded: tuple[int, ...]
    changed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReorganisationReverted:
    """A reorganisation is being undone: units stand as they did before it, and of those that it founded the identities
    are left, without a version. What rests on these must go now, for so do they.

    What a room changed because of it is in ``actions.effects_of``.
    """

    reorganisation_id: int
    day: date
    ended: tuple[int, ...]
    founded: tuple[int, ...]
    changed: tuple[int, ...]
