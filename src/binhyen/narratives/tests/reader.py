"""The reader with our own vocabulary, read once for all tests."""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cache
from typing import Any

from binhyen.narratives.queries import read_vocabulary
from binhyen.narratives.values import Figure, Vocabulary, read


@cache
def vocabulary() -> Vocabulary:
    return read_vocabulary()


def figures(text: str) -> tuple[Figure, ...]:
    return read(text, vocabulary()).figures


def figures_by_rules(text: str) -> tuple[Figure, ...]:
    """What the grammar alone reads, without learned weights."""
    return read(text, replace(vocabulary(), weights=None)).figures


def figure_by_rules(text: str) -> Figure:
    (only,) = figures_by_rules(text)
    return only


def the_figure(text: str) -> Figure:
    (only,) = figures(text)
    return only


def calls_made(text: str) -> int:
    """How much is done: the calls of functions, ours and the interpreter's, while a text is read."""
    made = 0

    def count(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal made
        made += event in ("call", "c_call")

    known = vocabulary()
    sys.setprofile(count)
    try:
        read(text, known)
    finally:
        sys.setprofile(None)
    return made
