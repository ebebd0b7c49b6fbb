"""The reader with our own vocabulary, read once for all tests."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

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
