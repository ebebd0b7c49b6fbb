"""What else depends on units? Rooms above hold a *stake* here, and are asked before units change.

The room of units knows neither appointments nor reports. A room above hands in its stake when the program starts;
a plan then tells what would become of its things, and an undoing asks whether something stands on the new units.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import ALLOWED, Decision
from binhyen.orgunits.rules.reorganising import Consequence

__all__ = ["Change", "Consequence", "Founding", "Stake", "consequences_of", "hold_stake", "may_be_undone"]


@dataclass(frozen=True, slots=True)
class Founding:
    """A unit that a plan would found: what it would be, and the key of the nearest unit above it that is there."""

    level: str
    kind: str
    name: str
    under_id: int


@dataclass(frozen=True, slots=True)
class Change:
    """What a plan would do on ``day``: keys of units that would end or go on otherwise, and units to be founded."""

    day: date
    ended: tuple[int, ...]
    changed: tuple[int, ...]
    founded: tuple[Founding, ...]


class Stake(Protocol):
    """What a room above answers for its own things."""

    def consequences(self, actor: Actor, change: Change) -> tuple[Consequence, ...]:
        """What would become of the room's things. A constant number of statements."""

    def may_be_undone(self, founded: tuple[int, ...], day: date) -> Decision:
        """Whether the units that were founded on ``day`` may go again: nothing rests on them yet."""


_stakes: list[Stake] = []


def hold_stake(stake: Stake) -> None:
    """Hand in a room's stake; called once, when the program starts."""
    _stakes.append(stake)


def consequences_of(actor: Actor, change: Change) -> tuple[Consequence, ...]:
    """What all rooms say would follow, in the order of their stakes."""
    return tuple(each for stake in _stakes for each in stake.consequences(actor, change))


def may_be_undone(founded: tuple[int, ...], day: date) -> Decision:
    """The first refusal of any room, or allowed."""
    for stake in _stakes:
        decision = stake.may_be_undone(founded, day)
        if not decision:
            return decision
    return ALLOWED
