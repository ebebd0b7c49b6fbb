"""May this be done? Either it is allowed, or it is refused with a reason a person can act on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Allowed:
    """Nothing stands against it."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Refused:
    """It may not be done. ``code`` is for programs, ``sentence`` and ``remedy`` are for people.

    ``sentence`` says in Vietnamese what stands against it, ``remedy`` what to do next.
    Both may be lazily translated strings; ``str()`` them only when they are shown.
    """

    code: str
    sentence: str
    remedy: str = ""

    def __bool__(self) -> bool:
        return False


Decision: TypeAlias = Allowed | Refused

ALLOWED = Allowed()


class NotAllowed(Exception):
    """Raised where a refused decision ends the work; carries the decision for whoever shows it."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(str(refused.sentence))
        self.refused = refused


def ensure(decision: Decision) -> None:
    """Raise :class:`NotAllowed` when ``decision`` refuses."""
    if isinstance(decision, Refused):
        raise NotAllowed(decision)


def first_refusal(questions: Iterable[Callable[[], Decision]]) -> Decision:
    """Ask the questions in order and answer with the first refusal; later ones are not asked."""
    for question in questions:
        decision = question()
        if isinstance(decision, Refused):
            return decision
    return ALLOWED
