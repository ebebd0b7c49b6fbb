"""Where do given words or phrases stand in a text? Plain searches come before patterns are tried there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

_WORD = re.compile(r"[0-9]+|[^\W\d_]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_LOOKS_BACK = re.compile(r"(?:\(\?<![^()]*\))+")


def beginnings(text: str, words: Iterable[str], start: int = 0, end: int | None = None) -> list[int]:
    """The places in ``text[start:end]`` where one of the words begins, inside other words too, from left to right.

    One search for each word: twenty times as fast as trying a pattern at every letter. No word may begin another.
    """
    stop = len(text) if end is None else end
    places = []
    for word in words:
        at = text.find(word, start, stop)
        while at >= 0:
            places.append(at)
            at = text.find(word, at + 1, stop)
    places.sort()
    return places


def holds_any(words: Iterable[str], text: str) -> bool:
    """Whether one of the words stands in a text, inside other words too: asked before a long pattern is tried on it."""
    return any(map(text.__contains__, words))


Word = tuple[int, str]
"""Where a word of a text, or a number in digits, begins, and its letters."""


def words_in(text: str, start: int, end: int) -> list[Word]:
    """The words and the digits of ``text[start:end]``."""
    return [(found.start(), found[0]) for found in _WORD.finditer(text, start, end)]


class Phrases:
    """Patterns that each begin with a whole word in plain letters, or with one of several, or with a digit.

    They are tried only where such a word or a digit stands, and those that begin with a digit only there.
    """

    def __init__(self, words: Iterable[str], digits: Iterable[str] = ()) -> None:
        words, digits = list(words), list(digits)
        self.first_words = frozenset(first for each in words for first in _first_words(each))
        self._digits = bool(digits)
        either = f"(?![0-9])(?:{'|'.join(words)})"
        if digits:
            either = f"(?:(?=[0-9])(?:{'|'.join(digits)})|{either})"
        self._written = rf"(?<!\w){either}"

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Made ready when first tried: it is long, and many a short text holds none of its first words."""
        return re.compile(self._written)

    def places(self, words: Iterable[Word]) -> list[int]:
        """Where the phrases may begin among some words."""
        known, digits = self.first_words, self._digits
        return [start for start, word in words if word in known or (digits and word[0].isdigit())]

    def found(
        self, text: str, start: int, end: int, places: Collection[int] | None = None
    ) -> list[tuple[int, int]]:
        """Where the phrases stand in ``text[start:end]``, from left to right, none within another.

        ``places``: where they may begin, if that is known.
        """
        if places is None:
            return [found.span() for found in self.pattern.finditer(text, start, end)]
        spans: list[tuple[int, int]] = []
        done = start
        for at in places:
            if at >= done and (found := self.pattern.match(text, at, end)):
                spans.append(found.span())
                done = found.end()
        return spans


def _first_words(pattern: str) -> Iterator[str]:
    """The words by which a pattern may begin."""
    if behind := _LOOKS_BACK.match(pattern):
        pattern = pattern[behind.end() :]
    if pattern.startswith("(?:"):
        for way in _ways(pattern):
            yield from _first_words(way)
    elif first := _LETTERS.match(pattern):
        yield first[0]


def _ways(pattern: str) -> Iterator[str]:
    """The ways of the group that a pattern begins with, of a pattern without escaped brackets in it."""
    depth, begin = 0, 3
    for at, sign in enumerate(pattern):
        depth += (sign == "(") - (sign == ")")
        if (sign == "|" and depth == 1) or not depth:
            yield pattern[begin:at]
            begin = at + 1
        if not depth:
            return
