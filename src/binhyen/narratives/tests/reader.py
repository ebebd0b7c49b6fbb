"""The reader with our own vocabulary, read once for all tests."""

from __future__ import annotations

from functools import cache

from binhyen.narratives.queries import read_vocabulary
from binhyen.narratives.values import Figure, Vocabulary, read


@cache
def vocabulary() -> Vocabulary:
    return read_vocabulary()


def figures(text: str) -> tuple[Figure, ...]:
    return read(text, vocabulary()).figures


def the_figure(text: str) -> Figure:
    (only,) = figures(text)
    return only
