"""How near to a number are the conditions of a way of speaking met? In words, and given points for it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from binhyen.narratives.rules.finding import beginnings
from binhyen.narratives.rules.vocabulary import (
    Condition,
    Counted,
    Found,
    Topics,
    Vocabulary,
    Way,
    Where,
    Words,
    terms_in,
)

REACH = 60  # words on either side of a number that are looked at
CLOSE = 30  # words on either side within which a condition of the sentence alone is met
LABEL = 5  # words of a label right before a number
PHRASE = 16  # words of the phrase behind a head
RIGHT_BEFORE = 3  # words that may stand between a number and what is right before it
OTHERS = 6  # words that what another number counts is farther away
PART = 15  # words that what is told of a part is farther away from the whole
AGAINST = 12  # words before a number in which a word speaks against
_BEFORE, _NEAR, _TOPIC, _WITHIN, _AGAINST = Where.BEFORE, Where.NEAR, Where.TOPIC, Where.WITHIN, Where.AGAINST
"""Looked up once: a member of an enumeration is found slowly, and they are asked for more than anything else."""
_GOES_ON = frozenset({"được", "do", "nhận"})


class Standing(NamedTuple):
    """Where a number stands among the words of its sentence: its own words, and the numbers beside it."""

    start: int
    end: int
    before: int  # the word after the number before it
    after: int  # the first word of the number behind it
    counted: Counted
    changed: bool
    listed_from: int  # the first word of its enumeration: "5 tập thể, 10 cá nhân được …"
    listed_to: tuple[int, int]  # the words behind the last number of that enumeration


class Sentence(NamedTuple):
    """A sentence as words with all terms in it, and the terms that stand before it and above it."""

    words: Words
    starting: Mapping[int, Sequence[Found]]
    places: Mapping[int, Sequence[tuple[int, int]]]  # term → its stretches, from left to right
    semicolons: Sequence[int]
    commas: Sequence[int]  # the words that a comma stands before
    parts: Sequence[int]  # where "trong đó" begins to tell of parts
    said_before: frozenset[int]
    above: frozenset[int]
    heard: frozenset[int]  # the terms in it, before it and above it
    heads: Collection[int]
    present: frozenset[int]  # the terms in it
    topics: Topics  # the groups that the whole text names
    fitting: dict[tuple[int, Counted], Sequence[Way]]  # looked up once for all numbers of the sentence

    def ways(self, vocabulary: Vocabulary, head: int, counted: Counted) -> Sequence[Way]:
        """The ways with a head that count with such a number and whose needs are met somewhere near."""
        asked = head, counted
        if asked not in self.fitting:
            self.fitting[asked] = vocabulary.ways_with(head, counted, self.present, self.heard)
        return self.fitting[asked]

    def semicolons_in(self, first: int, last: int) -> int:
        if not self.semicolons:
            return 0
        return bisect_left(self.semicolons, last) - bisect_left(self.semicolons, first)


def sentence_of(vocabulary: Vocabulary, text: str, words: Words, topics: Topics) -> Sentence:
    """A sentence searched once for all terms."""
    starting: dict[int, list[Found]] = {}
    places: dict[int, list[tuple[int, int]]] = {}
    for found in terms_in(vocabulary, words.words):
        starting.setdefault(found.start, []).append(found)
        places.setdefault(found.term, []).append((found.start, found.end))
    semicolons = [at for at, word in enumerate(words.words) if word == ";"]
    first, last = (words.starts[0], words.starts[-1]) if words.words else (0, 0)
    commas = [bisect_right(words.starts, at) for at in beginnings(text, (",",), first, last)]
    return Sentence(
        words,
        starting,
        places,
        semicolons,
        commas,
        _parts(words.words),
        frozenset(),
        frozenset(),
        frozenset(places),
        vocabulary.ways.keys(),
        frozenset(places),
        topics,
        {},
    )


def _parts(words: Sequence[str]) -> list[int]:
    if "đó" not in words:
        return []
    return [at for at in range(len(words) - 1) if words[at] == "trong" and words[at + 1] == "đó"]


class Nearness(NamedTuple):
    """The words around one number. ``ahead`` and ``back``: how far a word behind and before it counts."""

    sentence: Sentence
    standing: Standing
    ahead: float
    back: float

    @classmethod
    def of(cls, sentence: Sentence, standing: Standing) -> Nearness:
        """ "12 tập thể được …" goes on behind the number, "tặng 12 tập thể" began before it."""
        words = sentence.words.words
        if not _GOES_ON.isdisjoint(words[standing.end : min(standing.end + 6, standing.after)]):
            return cls(sentence, standing, 0.5, 2.2)
        listed = standing.listed_to[0]
        if not _GOES_ON.isdisjoint(words[listed : listed + 6]):
            return cls(sentence, standing, 0.7, 1.8)
        return cls(sentence, standing, 1.4, 1.0)

    def points(
        self, conditions: Iterable[Condition], head: tuple[int, int] | None, rivals: frozenset[int]
    ) -> float | None:
        """The points of all conditions together, or None where one is not met.

        ``rivals``: the topics of which the last said decides what the head means.
        """
        total, met = 0.0, 0
        present = self.sentence.present
        for where, terms in conditions:
            here = terms & present
            if where is _AGAINST:
                if here and (
                    self._in_phrase(here, head) is not None or self._right_before(here, AGAINST) is not None
                ):
                    return None
                continue
            if where is _TOPIC:
                got = self._topic(terms, rivals)
            elif where is _WITHIN:
                got = self._within(here, CLOSE)
            elif where is _NEAR:
                got = self._near(terms, here)
            elif not here:
                return None
            elif where is _BEFORE:
                got = self._right_before(here, RIGHT_BEFORE)
            else:
                got = self._in_phrase(here, head)
            if got is None:
                return None
            total, met = total + got, met + 1
        return total / met + 0.4 * (met - 1) if met else 0.0

    def _right_before(self, terms: Collection[int], reach: int) -> float | None:
        """Right before the number, or before the enumeration that it belongs to."""
        standing = self.standing
        got = self._ending(terms, standing.start, standing.before, reach)
        if standing.listed_from != standing.start:
            first = self._ending(terms, standing.listed_from, 0, reach)
            if first is not None:
                got = max(got or 0.0, first - 1)
        return got

    def _ending(self, terms: Collection[int], place: int, floor: int, reach: int) -> float | None:
        best = None
        for term in terms:
            places = self.sentence.places[term]
            at = bisect_left(places, (place, 0)) - 1
            while at >= 0 and places[at][1] > place:
                at -= 1
            if at >= 0 and place - places[at][1] <= reach and places[at][1] >= floor:
                begin, end = places[at]
                best = max(best or 0.0, 6 - (place - end) + 0.3 * (end - begin))
        return best

    def _in_phrase(self, terms: Collection[int], head: tuple[int, int] | None) -> float | None:
        """In the phrase that the head begins, or in the one that ends the enumeration."""
        standing, sentence = self.standing, self.sentence
        if head is not None and head[0] < standing.start:
            between = self._between(terms, head[0], standing.start, 0.0)
            if between is not None:
                return between
            there = self._between(terms, standing.end, min(standing.after, standing.end + PHRASE), 0.1)
            return there - 1 if there is not None else None  # the noun was left out: "31 tin, 18 có giá trị"
        last = min(standing.after, standing.end + PHRASE)
        if (
            last == standing.after < len(sentence.words.words)
        ):  # what stands right before the next number, behind a comma, belongs to that
            comma = bisect_left(sentence.commas, last) - 1
            if (
                comma >= 0
                and standing.end < sentence.commas[comma]
                and (head is None or head[1] <= sentence.commas[comma])
                and last - sentence.commas[comma] <= LABEL
            ):
                last = sentence.commas[comma]
        if sentence.parts:
            part = bisect_left(sentence.parts, standing.end)
            if part < len(sentence.parts):
                last = min(last, sentence.parts[part])
        here = self._between(terms, standing.end, last, 0.1)
        if here is None and head is None:  # what holds of anything may stand in a label too
            label = self._between(terms, max(standing.before, standing.start - PHRASE), standing.start, 0.0)
            here = label - 1 if label is not None else None
        first, last = standing.listed_to
        if here is None and first > standing.end:
            predicates = [term for term in terms if term not in sentence.heads]
            there = self._between(predicates, first, min(last, first + PHRASE), 0.1)
            return there - 1 if there is not None else None
        return here

    def _between(self, terms: Collection[int], first: int, last: int, less_a_word: float) -> float | None:
        if semicolons := self.sentence.semicolons:
            semicolon = bisect_left(semicolons, first)
            if semicolon < len(semicolons):
                last = min(last, semicolons[semicolon])
        best = None
        for term in terms:
            places = self.sentence.places[term]
            at = bisect_left(places, (first, 0))
            if at < len(places) and places[at][0] < last:
                begin, end = places[at]
                best = max(best or 0.0, 5.5 - less_a_word * (begin - first) + 0.2 * (end - begin))
        return best

    def _of_a_part(self, place: int) -> bool:
        """Whether "trong đó" stands between the number and a word behind it, which then speaks of a part."""
        parts = self.sentence.parts
        at = bisect_left(parts, self.standing.end)
        return at < len(parts) and parts[at] < place

    def _topic(self, terms: frozenset[int], rivals: frozenset[int]) -> float | None:
        """Whether the last of the rivals that was named before the number is one of the terms."""
        words = self.sentence.words
        place = words.starts[self.standing.start] if self.standing.start < len(words.starts) else 0
        last = self.sentence.topics.last(place, rivals)
        if last is None or last[0] not in terms:
            return None
        return 3 - min(last[1] / 500, 2)

    def _near(self, terms: frozenset[int], here: Collection[int]) -> float | None:
        """Anywhere in the sentence, the nearer the better; else in the headings above or the sentence before."""
        best = self._within(here)
        if not terms.isdisjoint(self.sentence.above):
            best = max(best or 0.0, 1.0)
        if not terms.isdisjoint(self.sentence.said_before):
            best = max(best or 0.0, 0.9)
        return best

    def _within(self, here: Collection[int], reach: int = REACH) -> float | None:
        """Anywhere in the sentence, as far as reaches; the nearer the better."""
        sentence, standing = self.sentence, self.standing
        start, semicolons = standing.start, sentence.semicolons
        best = None
        for term in here:
            places = sentence.places[term]
            at = bisect_left(places, (start, 0))
            for begin, end in places[at - 1 if at else 0 : at + 1]:
                if begin < start:
                    far = (start - end) * self.back
                else:
                    far = (begin - standing.end) * self.ahead
                    if begin >= standing.after and term in sentence.heads:
                        far += OTHERS  # what another number counts
                    if sentence.parts and self._of_a_part(begin):
                        far += PART
                if far > reach:
                    continue
                if semicolons:
                    far += 12 * sentence.semicolons_in(min(begin, start), max(begin, start))
                points = 4.8 - 0.12 * (far if far > 0 else 0) + 0.15 * (end - begin)
                if best is None:
                    best = 0.8
                if points > best:
                    best = points
        return best
