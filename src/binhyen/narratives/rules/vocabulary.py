"""By which words does a text speak of an indicator? The vocabulary, made ready for looking up.

A *term* is a sequence of words; the terms of all ways of speaking stand in one tree, so that a sentence is searched
once for all of them. A *way* names a head, which is counted, and what must or must not stand near it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from itertools import chain, islice
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


class Condition(NamedTuple):
    """Of which terms one has to stand how near."""

    where: Where
    terms: frozenset[int]


class Way(NamedTuple):
    """One way in which a text speaks of a family, with any of the heads that it is written for."""

    family: str
    counted: Counted
    conditions: tuple[Condition, ...]
    weight: float
    needed: tuple[frozenset[int], ...]  # of each of these terms one has to stand in the sentence itself
    heard: tuple[frozenset[int], ...]  # of each of these one there, in the sentence before, or above

    def needs_are(self, there: frozenset[int], heard: frozenset[int]) -> bool:
        """Whether all that is needed is ``there``, or ``heard``."""
        for terms in self.needed:
            if terms.isdisjoint(there):
                return False
        return all(not terms.isdisjoint(heard) for terms in self.heard) if self.heard else True


class Ways(NamedTuple):
    """Ways in their order: which need no term, and for each term those and which need it or another like it."""

    ways: Sequence[Way]
    free: Sequence[int]
    by_term: Mapping[int, Sequence[int]]
    terms: frozenset[int]

    @classmethod
    def of(cls, ways: Sequence[Way]) -> Ways:
        """Each is found by the rarest that it needs: the smallest of its sets of terms."""
        free, by_term = list[int](), dict[int, list[int]]()
        for place, way in enumerate(ways):
            least = min((*way.needed, *way.heard), key=len, default=None)
            if least is None:
                free.append(place)
            for term in least or ():
                by_term.setdefault(term, []).append(place)
        with_free = {term: sorted({*free, *places}) for term, places in by_term.items()}
        return cls(ways, free, with_free, frozenset(by_term))

    def fitting(self, there: frozenset[int], heard: frozenset[int]) -> list[Way]:
        """The ways for which of each set needed a term is there, and of each to be heard one was heard."""
        places = self.free
        met = [self.by_term[term] for term in self.terms & heard]
        if met:
            places = met[0] if len(met) == 1 else sorted(set(chain.from_iterable(met)))
        return [way for place in places if (way := self.ways[place]).needs_are(there, heard)]


class OwnIndicator(NamedTuple):
    """An indicator of our catalogue, by the words of its name and its synonyms."""

    code: str
    family: str
    unit: str
    names: tuple[frozenset[str], ...]


@dataclass(slots=True)
class _Node:
    next: dict[str, _Node] = field(default_factory=dict)
    term: int = 0


class Family(NamedTuple):
    """A family of the common vocabulary as the reader calls it."""

    id: str
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Families, the ways of speaking of them by their heads, and the tree of all terms."""

    families: Mapping[str, Family]
    ways: Mapping[int, Sequence[Way]]
    abbreviations: Mapping[str, tuple[str, ...]]
    own: Mapping[str, tuple[OwnIndicator, ...]]
    tree: _Node
    words: Mapping[int, str]
    first_words: frozenset[str]  # of what is counted
    rivals: Mapping[
        int, frozenset[int]
    ]  # for each head the topics of which the last said decides what it means
    topics: str  # a pattern for all terms of topics, as they stand in a shadow; nothing where there are none
    topic_terms: Mapping[tuple[str, ...], int]
    names: Names = field(default_factory=Names)
    looked_up: dict[Counted, dict[int, Ways]] = field(default_factory=dict)  # made ready when first asked for
    worded: dict[frozenset[int], str] = field(default_factory=dict)  # terms in words, when first asked for
    weights: Weights | None = None  # what was learned; without it the rules alone decide

    def ways_with(
        self, head: int, counted: Counted, there: frozenset[int], heard: frozenset[int]
    ) -> Sequence[Way]:
        """The ways with a head that count with such a number and whose needs are all ``there`` or ``heard``."""
        looked_up = self.looked_up.setdefault(counted, {})
        if head not in looked_up:
            looked_up[head] = Ways.of([way for way in self.ways.get(head, ()) if way.counted is counted])
        return looked_up[head].fitting(there, heard)

    def said(self, terms: frozenset[int]) -> str:
        """The first of some terms in words, for whoever is told why."""
        if terms not in self.worded:
            words = sorted(self.words[term] for term in terms)
            self.worded[terms] = ", ".join(words[:4]) + (" …" if len(words) > 4 else "")
        return self.worded[terms]


class Words(NamedTuple):
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
    text = shadow.text
    spans = [token.span() for token in _TOKEN.finditer(text, start, end)]
    words = [text[begin:stop] for begin, stop in spans]
    starts = [begin for begin, _stop in spans]
    ends = [stop for _begin, stop in spans]
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
        self._meant: dict[str, int] = {}
        self._place = -1  # that was asked for last, as it is once for each way of speaking
        self._near: list[tuple[int, int]] = []

    def last(self, place: int, rivals: frozenset[int]) -> tuple[int, int] | None:
        """The last of the rivals that ends before a place, and how many letters before; None where it is too far."""
        if place != self._place:
            self._place, self._near = place, list(islice(self._before(place), TOPICS_SEEN))
        return next(((term, place - end) for end, term in self._near if term in rivals), None)

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
        topics = self._vocabulary.topics
        for found in _pattern(topics).finditer(self._text, start, end) if topics else ():
            if term := self._term(found[0]):
                yield found.end(), term

    def _term(self, written: str) -> int:
        """The term that is written so; 0 for none."""
        if written not in self._meant:
            words = tuple(plain_words(written, self._vocabulary.abbreviations))
            self._meant[written] = self._vocabulary.topic_terms.get(words, 0)
        return self._meant[written]


def terms_in(vocabulary: Vocabulary, words: Sequence[str]) -> list[Found]:
    """All terms in a row of words, from left to right; of those that begin together the shortest first."""
    begun = vocabulary.tree.next.get
    following = [*words, ""]  # no term goes on with the last
    found: list[Found] = []
    for start, node in enumerate(map(begun, words)):
        end = start
        while node is not None:
            end += 1
            if node.term:
                found.append(Found(node.term, start, end))
            node = node.next.get(following[end])
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
        self.heads: dict[str, Sequence[int]] = {}
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
        made = Way(family, counted, conditions, weight, needed, heard)
        for each in self._heads(head):
            self.ways.setdefault(each, []).append(made)

    def _heads(self, written: str) -> Sequence[int]:
        """The terms that may be the head; many ways are written for the same."""
        if written not in self.heads:
            self.heads[written] = [
                ANYTHING if each.strip() == "*" else self.term(each) for each in written.split("|")
            ]
        return self.heads[written]


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
    rivals = {head: found for head, ways in making.ways.items() if (found := _rivals(ways))}
    topics = frozenset[int]().union(*rivals.values())
    topic_terms = {words: term for words, term in making.terms.items() if term in topics}
    by_family: dict[str, list[OwnIndicator]] = {}
    for indicator in own:
        by_family.setdefault(indicator.family, []).append(indicator)
    return Vocabulary(
        families,
        making.ways,
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
        rivals,
        _written(topic_terms, abbreviations) if topic_terms else "",
        topic_terms,
    )


def _rivals(ways: Sequence[Way]) -> frozenset[int]:
    """The topics of the ways of one head."""
    return frozenset[int]().union(
        *(each.terms for way in ways for each in way.conditions if each.where is Where.TOPIC)
    )


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
    return rf"(?=[{''.join(sorted({words[0] for words in written}))}])\b{_branches(written)}\b"


def _branches(written: Collection[str]) -> str:
    """A pattern for the longest of some words. What begins alike is written once, so that it is tried once."""
    rest: dict[str, set[str]] = {}
    for each in written:
        rest.setdefault(each[:1], set()).add(each[1:])
    ends = rest.pop("", None) is not None
    branches = [(",? " if sign == " " else re.escape(sign)) + _branches(rest[sign]) for sign in sorted(rest)]
    if len(branches) == 1 and not ends:
        return branches[0]
    return f"(?:{'|'.join(branches)}){'?' if ends else ''}" if branches else ""


@cache
def _pattern(written: str) -> re.Pattern[str]:
    """Made ready when a text first asks for it: it is long, and most short texts never do."""
    return re.compile(written)


def _usual_first(indicators: Sequence[OwnIndicator], name: frozenset[str]) -> tuple[OwnIndicator, ...]:
    """A family's indicators, the one first whose name is most like the family's."""

    def unlike(indicator: OwnIndicator) -> float:
        return -len(indicator.names[0] & name) / len(indicator.names[0] | name)

    return tuple(sorted(indicators, key=unlike))


def plain_words(written: str, abbreviations: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """The words of a name, one spelling, abbreviations written out."""
    for word in _TOKEN.findall(one_spelling(written.lower())):
        yield from abbreviations.get(word, (word,))
