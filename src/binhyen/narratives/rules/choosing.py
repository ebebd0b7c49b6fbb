"""Which indicator does a number tell of? The ways of speaking are held against the words around it.

Every way whose head stands behind the number, or before it where nothing is counted behind, is given points: for the
length of its head and for how near its conditions are met. The family with the most is proposed, others beside it.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from binhyen.narratives.rules.vocabulary import (
    ANYTHING,
    Condition,
    Counted,
    Found,
    Vocabulary,
    Way,
    Where,
    Words,
    terms_in,
)

_PASSED_OVER = frozenset(
    ["tổng", "số", "các", "chiếc", "cái", "trở", "lên", "xuống", "lượng", "những", "trên", "chị", "anh", "bà"]
)
_NOTHING_COUNTED = frozenset(
    [
        "hoặc",
        "hay",
        "để",
        "khi",
        "là",
        "đã",
        "được",
        "của",
        "thì",
        "mà",
        "nên",
        "cho",
        "với",
        "từ",
        "đến",
        "tới",
        "tại",
        "ở",
        "có",
        "do",
        "vào",
        "theo",
        "như",
        "cùng",
        "bị",
        "sẽ",
        "đang",
        "còn",
        "lại",
        "cũng",
        "dưới",
        "về",
        "này",
        "đó",
        "nữa",
        "trong",
        "trước",
        "sau",
        "so",
        "và",
        "nhưng",
        "nếu",
        "vì",
        "bởi",
        "bằng",
        "qua",
        "giữa",
        "đều",
        "đạt",
        "tăng",
        "giảm",
        "chiếm",
        "gồm",
    ]
)
"""Words behind which nothing is counted: the phrase with the number has ended."""
_SIGNS = frozenset(";:()%")
_BREAKS = frozenset(",.;:()!?…\n-–")
REACH = 60  # words on either side of a number that are looked at
LABEL = 5  # words of a label right before a number
PHRASE = 16  # words of the phrase behind a head


@dataclass(frozen=True, slots=True)
class Candidate:
    """A family with its points, how sure that is (0 to 1), and why."""

    family: str
    points: float
    confidence: float
    reasons: tuple[str, ...]
    head: tuple[int, int] | None  # words of the head, where it stands behind the number
    by_label: bool = False  # nothing is counted behind, but a label stands right before


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a number stands among the words of its sentence: its own words, and the numbers beside it."""

    start: int
    end: int
    before: int  # the word after the number before it
    after: int  # the first word of the number behind it
    counted: Counted
    changed: bool
    listed_from: (
        int  # the first word of the enumeration that the number belongs to: "5 tập thể, 10 cá nhân được …"
    )
    listed_to: tuple[int, int]  # the words behind the last number of that enumeration


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as words with all terms in it, and the terms that stand before it and above it."""

    words: Words
    starting: Mapping[int, Sequence[Found]]
    places: Mapping[int, Sequence[tuple[int, int]]]  # term → its stretches, from left to right
    semicolons: Sequence[int]
    commas: Sequence[int]  # the words that a comma stands before
    said_before: frozenset[int]
    above: frozenset[int]
    heads: Collection[int]


def sentence_of(vocabulary: Vocabulary, text: str, words: Words) -> Sentence:
    """A sentence searched once for all terms."""
    starting: dict[int, list[Found]] = {}
    places: dict[int, list[tuple[int, int]]] = {}
    for found in terms_in(vocabulary, words.words):
        starting.setdefault(found.start, []).append(found)
        places.setdefault(found.term, []).append((found.start, found.end))
    semicolons = [at for at, word in enumerate(words.words) if word == ";"]
    commas = [at for at in range(1, len(words.words)) if "," in text[words.ends[at - 1] : words.starts[at]]]
    return Sentence(
        words, starting, places, semicolons, commas, frozenset(), frozenset(), vocabulary.ways.keys()
    )


def behind(text: str, sentence: Sentence, standing: Standing) -> int | None:
    """The word at which what is counted begins; None where a sign ends the phrase with the number."""
    words = sentence.words
    at = standing.end
    last = words.ends[at - 1] if at else 0
    while at < len(words.words):
        broken = words.words[at] in _SIGNS or _BREAKS.intersection(text[last : words.starts[at]])
        if broken or at >= standing.after:
            return None
        if words.words[at] in _NOTHING_COUNTED and at not in sentence.starting:
            return None
        if words.words[at] not in _PASSED_OVER or _begins_head(sentence, at):
            return at
        last = words.ends[at]
        at += 1
    return None


def _begins_head(sentence: Sentence, at: int) -> bool:
    return any(each.term in sentence.heads for each in sentence.starting.get(at, ()))


def candidates(vocabulary: Vocabulary, text: str, sentence: Sentence, standing: Standing) -> list[Candidate]:
    """The families that a number may tell of, the likeliest first; empty where no way of speaking fits."""
    at = behind(text, sentence, standing)
    best = _best(_heads_behind(vocabulary, sentence, standing, at), sentence, standing)
    if not any(head for _points, _way, head in best.values()):
        for family, other in _best(_heads_before(vocabulary, sentence, standing), sentence, standing).items():
            if family not in best or other[0] > best[family][0]:
                best[family] = other
    ranked = sorted(best.items(), key=lambda item: -item[1][0])[:4]
    found = []
    for place, (family, (points, way, head)) in enumerate(ranked):
        rival = (
            ranked[1][1][0] if place == 0 and len(ranked) > 1 else (ranked[0][1][0] if place else points - 9)
        )
        sure = 1 / (1 + math.exp(-(points - 8) / 3)) / (1 + math.exp(-(points - rival + 0.5)))
        is_behind = head is not None and head[0] >= standing.end
        found.append(
            Candidate(
                family,
                points,
                round(min(sure, 0.99), 2),
                _reasons(vocabulary, way, is_behind),
                head if is_behind else None,
            )
        )
    return found


_Head = tuple[Way, float, tuple[int, int] | None]
_Best = dict[str, tuple[float, Way, tuple[int, int] | None]]


def _best(heads: Iterator[_Head], sentence: Sentence, standing: Standing) -> _Best:
    """For each family the way that fits best, with its points."""
    best: _Best = {}
    for way, points, head in heads:
        if not _counts(way, standing):
            continue
        met = _conditions(way, sentence, standing, head)
        if met is None:
            continue
        total = points + met + way.weight
        if way.family not in best or total > best[way.family][0]:
            best[way.family] = (total, way, head)
    return best


def _by_label(way: Way, head: tuple[int, int] | None) -> bool:
    return head is None and any(condition.where is Where.BEFORE for condition in way.conditions)


def _reasons(vocabulary: Vocabulary, way: Way, is_behind: bool) -> tuple[str, ...]:
    said = (
        []
        if way.head == ANYTHING
        else [f"“{vocabulary.words[way.head]}” {'đứng sau số' if is_behind else 'đứng trước số'}"]
    )
    for condition in way.conditions:
        if condition.where is not Where.AGAINST:
            said.append(
                "gần đó: " + ", ".join(sorted(vocabulary.words[term] for term in condition.terms)[:4])
            )
    return tuple(said)


def _counts(way: Way, standing: Standing) -> bool:
    if way.counted is standing.counted:
        return True
    return standing.changed and standing.counted is Counted.SHARE and way.counted is Counted.THINGS


def _heads_behind(
    vocabulary: Vocabulary, sentence: Sentence, standing: Standing, at: int | None
) -> Iterator[_Head]:
    for way in vocabulary.ways.get(ANYTHING, ()):
        yield way, 6.0, None
    if at is None:
        return
    limit = min(standing.after, at + 3, len(sentence.words.words))
    for first in range(at, limit):
        heads = [found for found in sentence.starting.get(first, ()) if found.term in vocabulary.ways]
        longest = max((found.end for found in heads if found.end <= standing.after), default=0)
        for found in heads:
            if found.end > standing.after:
                continue
            points = 10 + 1.5 * (found.end - found.start) - 4 * (first - at) - 3 * (longest - found.end)
            for way in vocabulary.ways.get(found.term, ()):
                yield way, points, (found.start, found.end)


def _heads_before(vocabulary: Vocabulary, sentence: Sentence, standing: Standing) -> Iterator[_Head]:
    """Heads before the number, as in "tổ hòa giải: 12". The members of one enumeration are equally near."""
    chain, chain_far = -1, 0
    for first in range(standing.start - 1, max(-1, standing.start - REACH), -1):
        for found in sentence.starting.get(first, ()):
            if found.end > standing.start or found.term not in vocabulary.ways:
                continue
            if not chain - 1 <= found.end <= chain + 4 or chain < 0:
                chain_far = standing.start - found.end
            chain = found.start
            points = 8 + 1.5 * (found.end - found.start) - 0.3 * chain_far
            points -= 3 if found.start < standing.before else 0
            points -= 3 * _between(sentence.semicolons, found.end, standing.start)
            for way in vocabulary.ways[found.term]:
                yield way, points, (found.start, found.end)


def _conditions(
    way: Way, sentence: Sentence, standing: Standing, head: tuple[int, int] | None
) -> float | None:
    """The points of all conditions together, or None where one is not met."""
    points, met = 0.0, 0
    for condition in way.conditions:
        if condition.where is Where.AGAINST:
            if (
                _in_phrase(condition, sentence, standing, head) is not None
                or _right_before(condition, sentence, standing, 12) is not None
            ):
                return None
            continue
        if condition.where is Where.BEFORE:
            got = _right_before(condition, sentence, standing, 3)
        elif condition.where is Where.PHRASE:
            got = _in_phrase(condition, sentence, standing, head)
        else:
            got = _near(condition, sentence, standing)
        if got is None:
            return None
        points, met = points + got, met + 1
    return points / met + 0.4 * (met - 1) if met else 0.0


def _right_before(condition: Condition, sentence: Sentence, standing: Standing, reach: int) -> float | None:
    """Right before the number, or before the enumeration that it belongs to."""
    best = None
    for place, floor, less in ((standing.start, standing.before, 0.0), (standing.listed_from, 0, 1.0)):
        for term in condition.terms:
            places = sentence.places.get(term)
            if not places:
                continue
            at = bisect_left(places, (place, 0)) - 1
            while at >= 0 and places[at][1] > place:
                at -= 1
            if at >= 0 and place - places[at][1] <= reach and places[at][1] >= floor:
                got = 6 - less - (place - places[at][1]) + 0.3 * (places[at][1] - places[at][0])
                best = max(best or 0.0, got)
        if standing.listed_from == standing.start:
            break
    return best


def _in_phrase(
    condition: Condition, sentence: Sentence, standing: Standing, head: tuple[int, int] | None
) -> float | None:
    """In the phrase that the head begins, or in the one that ends the enumeration."""
    if head is not None and head[0] < standing.start:
        return _between_words(condition.terms, sentence, head[0], standing.start, 0.0)
    last = min(standing.after, standing.end + PHRASE)
    if last == standing.after:  # what stands right before the next number, behind a comma, belongs to that
        comma = bisect_left(sentence.commas, last) - 1
        if comma >= 0 and standing.end < sentence.commas[comma] and last - sentence.commas[comma] <= LABEL:
            last = sentence.commas[comma]
    here = _between_words(condition.terms, sentence, standing.end, last, 0.1)
    first, last = standing.listed_to
    if here is None and first > standing.end:
        predicates = [term for term in condition.terms if term not in sentence.heads]
        here = _between_words(predicates, sentence, first, min(last, first + PHRASE), 0.1)
        return here - 1 if here is not None else None
    return here


def _between_words(
    terms: Collection[int], sentence: Sentence, first: int, last: int, less_a_word: float
) -> float | None:
    semicolon = bisect_left(sentence.semicolons, first)
    if semicolon < len(sentence.semicolons):
        last = min(last, sentence.semicolons[semicolon])
    best = None
    for term in terms:
        places = sentence.places.get(term, ())
        at = bisect_left(places, (first, 0))
        if at < len(places) and places[at][0] < last:
            far = places[at][0] - first
            best = max(best or 0.0, 5.5 - less_a_word * far + 0.2 * (places[at][1] - places[at][0]))
    return best


def _near(condition: Condition, sentence: Sentence, standing: Standing) -> float | None:
    best = None
    ahead, back = _leanings(sentence, standing)
    for term in condition.terms:
        places = sentence.places.get(term)
        if places:
            at = bisect_left(places, (standing.start, 0))
            for begin, end in places[max(0, at - 1) : at + 1]:
                far = (
                    (standing.start - end) * back
                    if begin < standing.start
                    else (begin - standing.end) * ahead
                )
                if far > REACH:
                    continue
                far += 12 * _between(
                    sentence.semicolons, min(begin, standing.start), max(begin, standing.start)
                )
                best = max(best or 0.0, 4.8 - 0.12 * max(far, 0) + 0.15 * (end - begin), 0.8)
        elif term in sentence.above:
            best = max(best or 0.0, 1.0)
        elif term in sentence.said_before:
            best = max(best or 0.0, 0.9)
    return best


def _leanings(sentence: Sentence, standing: Standing) -> tuple[float, float]:
    """How far words behind and before a number count: "12 tập thể được …" goes on, "tặng 12 tập thể" began before."""
    words = sentence.words.words[standing.end : min(standing.end + 6, standing.after)]
    if not {"được", "do", "nhận"}.isdisjoint(words):
        return 0.5, 2.2
    last = sentence.words.words[standing.listed_to[0] : standing.listed_to[0] + 6]
    return (0.7, 1.8) if not {"được", "do", "nhận"}.isdisjoint(last) else (1.4, 1.0)


def _between(marks: Sequence[int], first: int, last: int) -> int:
    return bisect_left(marks, last) - bisect_left(marks, first)
