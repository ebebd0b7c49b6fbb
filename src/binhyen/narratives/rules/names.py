"""Does a text call an indicator by its own full name? Then nothing else is meant: no rule weighs against it.

Names and options come from the catalogue, so whoever fills in a form and writes its labels into a report is understood
word by word. A name counts as the label of a line or a sentence ("Hòa giải viên: 33 người", "chỉ tiêu “Hòa giải viên”
giảm 19 người") and, if it has three words, right behind a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

PERCENT = "%"
LEAST_WORDS = 3
"""Of a name that stands behind a number, where it may go on otherwise."""
_LONGEST = 18  # words of a name
_LATEST = 8  # words of a sentence before its label begins
_LINES_BELOW = 12  # options that go on below one indicator


class Named(NamedTuple):
    """An indicator, or one option of it, by its full name. ``of``: the indicator that an option divides."""

    family: str
    code: str
    words: tuple[str, ...]
    unit: tuple[str, ...]
    of: str = ""

    @property
    def share(self) -> bool:
        return self.unit == (PERCENT,)


@dataclass(frozen=True, slots=True)
class Names:
    """All names, by their first word and then by their second, the longest first."""

    by_word: Mapping[str, Mapping[str, Sequence[Named]]] = field(default_factory=dict)
    last_words: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Iterable[Named]) -> Names:
        names = list(names)
        by_word: dict[str, dict[str, list[Named]]] = {}
        for name in sorted(names, key=lambda each: -len(each.words)):
            first, second = [*name.words, ""][:2]
            by_word.setdefault(first, {}).setdefault(second, []).append(name)
        return cls(by_word, frozenset(name.words[-1] for name in names))

    def at(self, words: Sequence[str], place: int, parent: str = "") -> Named | None:
        """The longest name that begins at a word; an option's only below the indicator that it divides."""
        below = self.by_word.get(words[place]) if place < len(words) else None
        if below is None:
            return None
        following = words[place + 1] if place + 1 < len(words) else ""
        for name in (*below.get(following, ()), *(below.get("", ()) if following else ())):
            if tuple(words[place : place + len(name.words)]) == name.words and name.of in ("", parent):
                return name
        return None

    def ending(self, words: Sequence[str], place: int) -> Named | None:
        """The longest name that ends right before a word."""
        if not place or words[place - 1] not in self.last_words:
            return None
        for first in range(max(0, place - _LONGEST), place):
            if words[first] in self.by_word:
                name = self.at(words, first)
                if name is not None and first + len(name.words) == place:
                    return name
        return None


class Label(NamedTuple):
    """The name that a sentence is about, and the word behind it."""

    name: Named
    end: int


def label_in(
    names: Names, words: Sequence[str], quoted: Callable[[int], bool], parent: str = ""
) -> Label | None:
    """The name that a sentence begins with as a label, before a colon or in quotation marks.

    ``quoted``: whether a quotation mark stands right before a word.
    """
    for place in range(min(_LATEST, len(words))):
        name = names.at(words, place, parent)
        if name is None:
            continue
        end = place + len(name.words)
        behind = words[end] if end < len(words) else ""
        if behind == "(" and ")" in words[end : end + 6]:
            behind = words[words.index(")", end) + 1] if words.index(")", end) + 1 < len(words) else ""
        if behind == ":" or (quoted(place) and (end == len(words) or quoted(end))):
            return Label(name, end)
    return None


@dataclass(slots=True)
class Parent:
    """The indicator that the lines just above were about, below which its options stand."""

    code: str = ""
    lines: int = 0

    def below(self) -> str:
        return self.code if self.lines < _LINES_BELOW else ""

    def passed(self, name: Named | None) -> None:
        """A sentence with numbers has been read; ``name``: what it was about."""
        if name is not None and not name.of:
            self.code, self.lines = name.code, 0
        else:
            self.lines += 1
