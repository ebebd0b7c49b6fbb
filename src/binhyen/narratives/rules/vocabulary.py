"""By which words does a text speak of an indicator? The vocabulary, made ready for looking up.

A *term* is a sequence of words; the terms of all ways of speaking stand in one tree, so that a sentence is searched
once for all of them. A *way* names a head, which is counted, and what must or must not stand near it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from binhyen.narratives.rules.finding import beginnings
from binhyen.narratives.rules.names import Names
from binhyen.narratives.rules.shadow import Shadow, one_spelling
from binhyen.narratives.rules.weights import Weights

_TOKEN = re.compile(r"[0-9]+|[^\W\d_]+|[%;:()]")
ANYTHING = -1
TOPIC_REACH = 1500  # letters over which a bare word still means the group that was named
TOPICS_SEEN = 24  # groups named before a number that are looked at
UNLISTED = "unlisted"
"""What is counted and belongs to no family."""
OTHER = "ctx_other"
"""The family of figures that are no indicator of the movement; what is unlisted is told as one of it."""


class Counted(StrEnum):
    """What kind of number a way of speaking counts with."""

    THINGS = "things"
    SHARE = "share"
    MONEY = "money"


class Where(StrEnum):
    """How near to the number a condition has to stand."""

    BEFORE = "<"
    PHRASE = "~"
    NEAR = "@"
    TOPIC = "^"
    WITHIN = "="
    AGAINST = "!"


@dataclass(frozen=True, slots=True)
class Condition:
    """``rivals``: for a topic, all terms of which the last said decides what a bare word like "tổ" means."""

    where: Where
    terms: frozenset[int]
    rivals: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a text speaks of a family; ``length`` is the number of words of its head."""

    family: str
    counted: Counted
    head: int
    length: int
    conditions: tuple[Condition, ...]
    weight: float
    needed: tuple[frozenset[int], ...]  # of each of these terms one has to stand in the sentence itself
    heard: tuple[frozenset[int], ...]  # of each of these one there, in the sentence before, or above


@dataclass(frozen=True, slots=True)
class Ways:
    """Ways in their order: which need no term, and for each term which need it or another like it."""

    ways: Sequence[Way]
    free: frozenset[int]
    by_term: Mapping[int, Sequence[int]]
    terms: frozenset[int]

    @classmethod
    def of(cls, ways: Sequence[Way]) -> Ways:
        """Each is found by the rarest that it needs: the smallest of its sets of terms."""
        free, by_term = set(), dict[int, list[int]]()
        for place, way in enumerate(ways):
            least = min((*way.needed, *way.heard), key=len, default=None)
            if least is None:
                free.add(place)
            for term in least or ():
                by_term.setdefault(term, []).append(place)
        return cls(ways, frozenset(free), by_term, frozenset(by_term))

    def fitting(self, there: frozenset[int], heard: frozenset[int]) -> Iterator[Way]:
        """The ways for which of each set needed a term is there, and of each to be heard one was heard."""
        places = set(self.free)
        for term in self.terms & heard:
            places.update(self.by_term[term])
        for place in sorted(places):
            way = self.ways[place]
            if all(map(there.intersection, way.needed)) and all(map(heard.intersection, way.heard)):
                yield way


@dataclass(frozen=True, slots=True)
class OwnIndicator:
    """An indicator of our catalogue, by the words of its name and its synonyms."""

    code: str
    family: str
    unit: str
    names: tuple[frozenset[str], ...]


@dataclass(slots=True)
class _Node:
    next: dict[str, _Node] = field(default_factory=dict)
    term: int = 0


@dataclass(frozen=True, slots=True)
class Family:
    """A family of the common vocabulary as the reader calls it."""

    id: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Families, the ways of speaking of them by their heads, and the tree of all terms."""

    families: Mapping[str, Family]
    ways: Mapping[int, tuple[Way, ...]]
    abbreviations: Mapping[str, tuple[str, ...]]
    own: Mapping[str, tuple[OwnIndicator, ...]]
    tree: _Node
    words: Mapping[int, str]
    first_words: frozenset[str]  # of what is counted
    counting: Mapping[tuple[int, Counted], Sequence[Way]]
    topics: str  # a pattern for all terms of topics, as they stand in a shadow; nothing where there are none
    topic_terms: Mapping[tuple[str, ...], int]
    names: Names = field(default_factory=Names)
    looked_up: dict[tuple[int, Counted], Ways] = field(
        default_factory=dict
    )  # made ready when first asked for
    weights: Weights | None = None  # what was learned; without it the rules alone decide

    def ways_with(
        self, head: int, counted: Counted, there: frozenset[int], heard: frozenset[int]
    ) -> Iterable[Way]:
        """The ways with a head that count with such a number and whose needs are all ``there`` or ``heard``."""
        asked = head, counted
        if asked not in self.looked_up:
            self.looked_up[asked] = Ways.of(self.counting.get(asked, ()))
        return self.looked_up[asked].fitting(there, heard)


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a text as words: what each is, and where it stands in the shadow. Commas are left out."""

    words: Sequence[str]
    starts: Sequence[int]
    ends: Sequence[int]


class Found(NamedTuple):
    """A term in a stretch of words, ``[start, end)``."""

    term: int
    start: int
    end: int


def words_of(shadow: Shadow, start: int, end: int, abbreviations: Mapping[str, tuple[str, ...]]) -> Words:
    """The words of a stretch of the shadow, abbreviations written out, all words of one in its place."""
    tokens = list(_TOKEN.finditer(shadow.text, start, end))
    words = [token[0] for token in tokens]
    starts = [token.start() for token in tokens]
    ends = [token.end() for token in tokens]
    if abbreviations.keys().isdisjoint(words):
        return Words(words, starts, ends)
    written_out = [
        (each, begin, stop)
        for word, begin, stop in zip(words, starts, ends, strict=True)
        for each in abbreviations.get(word, (word,))
    ]
    return Words(*map(list, zip(*written_out, strict=True)))


class Topics:
    """The groups that a text speaks of. A line is searched once somebody asks what was named near it."""

    def __init__(self, vocabulary: Vocabulary, text: str) -> None:
        self._vocabulary = vocabulary
        self._text = text
        self._breaks = [-1, *beginnings(text, ("\n",)), len(text)]
        self._found: dict[int, list[tuple[int, int]]] = {}

    def last(self, place: int, rivals: frozenset[int]) -> tuple[int, int] | None:
        """The last of the rivals that ends before a place, and how many letters before; None where it is too far."""
        for end, term in islice(self._before(place), TOPICS_SEEN):
            if term in rivals:
                return term, place - end
        return None

    def _before(self, place: int) -> Iterator[tuple[int, int]]:
        """Where the groups before a place end, and which they are, from right to left."""
        for line in range(bisect_left(self._breaks, place) - 1, -1, -1):
            if place - self._breaks[line + 1] > TOPIC_REACH:
                return
            found = self._in_line(line)
            for at in range(bisect_left(found, (place + 1,)) - 1, -1, -1):
                if place - found[at][0] > TOPIC_REACH:
                    return
                yield found[at]

    def _in_line(self, line: int) -> list[tuple[int, int]]:
        if line not in self._found:
            self._found[line] = list(self._search(self._breaks[line] + 1, self._breaks[line + 1]))
        return self._found[line]

    def _search(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        vocabulary = self._vocabulary
        for found in (
            _pattern(vocabulary.topics).finditer(self._text, start, end) if vocabulary.topics else ()
        ):
            words = tuple(plain_words(found[0], vocabulary.abbreviations))
            if words in vocabulary.topic_terms:
                yield found.end(), vocabulary.topic_terms[words]


def terms_in(vocabulary: Vocabulary, words: Sequence[str]) -> list[Found]:
    """All terms in a row of words, from left to right; of those that begin together the shortest first."""
    root = vocabulary.tree.next
    found: list[Found] = []
    for start, word in enumerate(words):
        node = root.get(word)
        end = start + 1
        while node is not None:
            if node.term:
                found.append(Found(node.term, start, end))
            node = node.next.get(words[end]) if end < len(words) else None
            end += 1
    return found


class BadVocabulary(ValueError):
    """The file of ways of speaking does not have its form."""


_PART = re.compile(r" ([<~@!^=]) ")


class _Making:
    """Gathers terms and ways while the file is read."""

    def __init__(self, abbreviations: Mapping[str, tuple[str, ...]]) -> None:
        self.abbreviations = abbreviations
        self.tree = _Node()
        self.terms: dict[tuple[str, ...], int] = {}
        self.ways: dict[int, list[Way]] = {}
        self.read: dict[str, int] = {}
        self.conditions: dict[tuple[str, str], Condition] = {}

    def term(self, written: str) -> int:
        """The number of a term; the same terms stand in many ways, so each is taken apart once."""
        if written not in self.read:
            self.read[written] = self._term(written)
        return self.read[written]

    def _term(self, written: str) -> int:
        words = tuple(
            each
            for word in _TOKEN.findall(one_spelling(written.lower()))
            for each in self.abbreviations.get(word, (word,))
        )
        if not words:
            raise BadVocabulary(f"“{written}”")
        if words not in self.terms:
            node = self.tree
            for word in words:
                node = node.next.setdefault(word, _Node())
            node.term = self.terms[words] = len(self.terms) + 1
        return self.terms[words]

    def condition(self, sign: str, said: str) -> Condition:
        """A condition; the same stand in many ways, and share one."""
        if (sign, said) not in self.conditions:
            self.conditions[sign, said] = Condition(Where(sign), frozenset(map(self.term, said.split("|"))))
        return self.conditions[sign, said]

    def add(self, family: str, way: str, sets: Mapping[str, str], weight: float) -> None:
        head, *parts = _PART.split(_filled(way, sets))
        conditions = tuple(
            self.condition(sign, said)
            for sign, alternatives in zip(parts[::2], parts[1::2], strict=True)
            for said in alternatives.split("&")
        )
        needed = tuple(
            each.terms for each in conditions if each.where in (Where.BEFORE, Where.PHRASE, Where.WITHIN)
        )
        heard = tuple(each.terms for each in conditions if each.where is Where.NEAR)
        counted = Counted.THINGS
        for sign, kind in (("% ", Counted.SHARE), ("đ ", Counted.MONEY)):
            if head.startswith(sign):
                head, counted = head.removeprefix(sign), kind
        for each in head.split("|"):
            key = ANYTHING if each.strip() == "*" else self.term(each)
            length = 0 if key == ANYTHING else len(each.split())
            self.ways.setdefault(key, []).append(
                Way(family, counted, key, length, conditions, weight, needed, heard)
            )


def _filled(way: str, sets: Mapping[str, str]) -> str:
    try:
        return way.format_map(sets)
    except (KeyError, ValueError) as error:
        raise BadVocabulary(f"“{way}”") from error


def vocabulary_from(document: Mapping[str, Any], own: Sequence[OwnIndicator]) -> Vocabulary:
    """The vocabulary of a parsed file. Raises ``BadVocabulary`` where the file does not have its form."""
    try:
        abbreviations = {short: tuple(long.split()) for short, long in document["abbreviations"].items()}
        making = _Making(abbreviations)
        families = {}
        for family, entry in document["families"].items():
            families[family] = Family(family, entry["name"], entry["unit"])
            for way in entry["said"]:
                making.add(family, way, document["sets"], float(entry.get("weight", 0)))
            for way in entry.get("surely", ()):
                making.add(family, way, document["sets"], 0)
    except (KeyError, TypeError, AttributeError) as error:
        raise BadVocabulary(str(error)) from error
    rivals = {head: _rivals(ways) for head, ways in making.ways.items()}
    making.ways = {head: _with_rivals(ways, rivals[head]) for head, ways in making.ways.items()}
    topics = frozenset[int]().union(*rivals.values())
    topic_terms = {words: term for words, term in making.terms.items() if term in topics}
    by_family: dict[str, list[OwnIndicator]] = {}
    for indicator in own:
        by_family.setdefault(indicator.family, []).append(indicator)
    return Vocabulary(
        families,
        {head: tuple(ways) for head, ways in making.ways.items()},
        abbreviations,
        {
            family: _usual_first(indicators, frozenset(plain_words(families[family].name, abbreviations)))
            for family, indicators in by_family.items()
            if family in families
        },
        making.tree,
        {number: " ".join(words) for words, number in making.terms.items()},
        frozenset(words[0] for words, number in making.terms.items() if number in making.ways)
        | set(abbreviations),
        _by_number(making.ways),
        _written(topic_terms, abbreviations) if topic_terms else "",
        topic_terms,
    )


def _rivals(ways: Sequence[Way]) -> frozenset[int]:
    """The topics of the ways of one head."""
    return frozenset[int]().union(
        *(each.terms for way in ways for each in way.conditions if each.where is Where.TOPIC)
    )


def _with_rivals(ways: list[Way], rivals: frozenset[int]) -> list[Way]:
    """The ways of one head, each topic of theirs beside all others of that head."""
    if not rivals:
        return ways
    return [
        replace(
            way,
            conditions=tuple(
                replace(each, rivals=rivals) if each.where is Where.TOPIC else each for each in way.conditions
            ),
        )
        if any(each.where is Where.TOPIC for each in way.conditions)
        else way
        for way in ways
    ]


def _written(terms: Collection[tuple[str, ...]], abbreviations: Mapping[str, tuple[str, ...]]) -> str:
    """A pattern for terms in the letters of a shadow: with a comma inside, or abbreviated; the longest first."""
    long_first = [
        (short, " ".join(long))
        for short, long in sorted(abbreviations.items(), key=lambda item: -len(item[1]))
    ]
    written = set()
    for words in sorted(terms, key=len, reverse=True):
        plain = " ".join(words)
        written.add(plain)
        for short, long in long_first:
            if long in plain:  # a plain look first: few of the terms hold any of them
                plain = re.sub(rf"(?<!\S){long}(?!\S)", short, plain)
        written.add(plain)
    each = sorted(written, key=len, reverse=True)
    first = "".join(sorted({words[0] for words in each}))
    return (
        rf"(?=[{first}])\b(?:" + "|".join(re.escape(words).replace("\\ ", ",? ") for words in each) + r")\b"
    )


@cache
def _pattern(written: str) -> re.Pattern[str]:
    """Made ready when a text first asks for it: it is long, and most short texts never do."""
    return re.compile(written)


def _by_number(ways: Mapping[int, Sequence[Way]]) -> dict[tuple[int, Counted], list[Way]]:
    found: dict[tuple[int, Counted], list[Way]] = {}
    for head, its_ways in ways.items():
        for way in its_ways:
            found.setdefault((head, way.counted), []).append(way)
    return found


def _usual_first(indicators: Sequence[OwnIndicator], name: frozenset[str]) -> tuple[OwnIndicator, ...]:
    """A family's indicators, the one first whose name is most like the family's."""

    def unlike(indicator: OwnIndicator) -> float:
        return -len(indicator.names[0] & name) / len(indicator.names[0] | name)

    return tuple(sorted(indicators, key=unlike))


def plain_words(written: str, abbreviations: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The words of a name, one spelling, abbreviations written out."""
    for word in _TOKEN.findall(one_spelling(written.lower())):
        yield from abbreviations.get(word, (word,))
