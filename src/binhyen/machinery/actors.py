"""Who is account number so-and-so today? Asked by jobs, answered by the room that keeps accounts."""

from __future__ import annotations

from collections.abc import Callable

from binhyen.foundations.authority import Actor

_answer: Callable[[int], Actor] | None = None


def answer_with(function: Callable[[int], Actor]) -> None:
    """Name the function that makes an actor of an account's key; called once, when the program starts."""
    global _answer
    _answer = function


def actor_of(account_id: int) -> Actor:
    """The actor with the mandates that the account holds now, which may be fewer than when it asked."""
    if _answer is None:
        raise RuntimeError("No room has said how actors are found.")
    return _answer(account_id)
