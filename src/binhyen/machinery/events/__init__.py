"""Announcements: what happened, told to whoever must react, in the caller's transaction.

An event is a frozen dataclass named in the past tense, defined in its room's ``events.py``. Rooms above
subscribe in their ``reactions.py``; a reaction that fails undoes the act.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

Event = TypeVar("Event")

_reactions: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def reacts_to(event: type[Event]) -> Callable[[Callable[[Event], None]], Callable[[Event], None]]:
    """Mark a function to be called with every event of that type."""

    def subscribe(reaction: Callable[[Event], None]) -> Callable[[Event], None]:
        _reactions[event].append(reaction)
        return reaction

    return subscribe


def announce(event: object) -> None:
    """Call every reaction to this event, in the order of their subscription."""
    for reaction in _reactions[type(event)]:
        reaction(event)


def reactions_to(event: type[Any]) -> tuple[Callable[[Any], None], ...]:
    """Who would be told."""
    return tuple(_reactions[event])
