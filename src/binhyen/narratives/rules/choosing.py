"""Which indicator does a number tell of? The ways of speaking are held against the words around it.

Every way whose head stands behind the number, or before it where nothing is counted behind, is given points: for the
length of its head and for how near its conditions are met. The family with the most is proposed, others beside it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from binhyen.narratives.rules.nearness import REACH, Nearness, Sentence, Standing
from binhyen.narratives.rules.vocabulary import ANYTHING, Counted, Found, Vocabulary, Way, Where

_PASSED_OVER = frozenset(
    [
        "tổng",
        "số",
        "các",
        "chiếc",
        "cái",
        "trở",
        "lên",
        "xuống",
        "lượng",
        "những",
        "trên",
    ]
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
_LABELS = frozenset({":", "là", "đạt", "còn"})
"""Words and signs that stand between a label and its number."""
SHOWN = 4  # families, the one proposed among them
UNRIVALLED = 9  # points that a family without a rival is ahead
_SIGNS = frozenset(";:()%")
_BREAKS = frozenset(",.;:()!?…\n-–")


class Candidate(NamedTuple):
    """A family with its points, how sure that is (0 to 1), and why."""

    family: str
    points: float
    confidence: float
    reasons: tuple[str, ...]
    head: tuple[int, int] | None  # words of the head, where it stands behind the number
    by_label: bool = False  # nothing is counted behind, but a label stands right before


def behind(text: str, sentence: Sentence, standing: Standing) -> int | None:
    """The word at which what is counted begins; None where a sign ends the phrase with the number."""
    words = sentence.words
    at = standing.end
    last = words.ends[at - 1] if at else 0
    while at < len(words.words):
        word, between = words.words[at], text[last : words.starts[at]]
        if at >= standing.after or word in _SIGNS or (between != " " and _BREAKS.intersection(between)):
            return None
        if standing.changed and word == "lần":
            return None  # "tăng gấp 2 lần"
        if word in _NOTHING_COUNTED and not _begins_head(sentence, at):
            return None
        if word not in _PASSED_OVER or _begins_head(sentence, at):
            return at
        last = words.ends[at]
        at += 1
    return None


def _begins_head(sentence: Sentence, at: int) -> bool:
    return any(each.term in sentence.heads for each in sentence.starting.get(at, ()))


def candidates(
    vocabulary: Vocabulary, text: str, sentence: Sentence, standing: Standing, at: int | None
) -> list[Candidate]:
    """The families that a number may tell of, the likeliest first; empty where no way of speaking fits.

    ``at``: the word behind the number at which what is counted begins.
    """
    nearness = Nearness.of(sentence, standing)
    best: _Best = {}
    _hold_against(_heads_behind(sentence, standing, at), vocabulary, nearness, best)
    if not any(stretch for _points, _way, (_head, stretch) in best.values()) and (
        at is None or _labelled(text, sentence, standing)
    ):
        _hold_against(_heads_before(sentence, standing), vocabulary, nearness, best)
    ranked = sorted(best.items(), key=lambda item: -item[1][0])[:SHOWN]
    found = []
    for place, (family, (points, way, (head, stretch))) in enumerate(ranked):
        rival = ranked[0 if place else 1][1][0] if len(ranked) > 1 else points - UNRIVALLED
        is_behind = stretch is not None and stretch[0] >= standing.end
        found.append(
            Candidate(
                family,
                points,
                _sure(points, rival),
                () if place else _reasons(vocabulary, way, head, is_behind),
                stretch if is_behind else None,
                stretch is None and any(each.where is Where.BEFORE for each in way.conditions),
            )
        )
    return found


def _labelled(text: str, sentence: Sentence, standing: Standing) -> bool:
    """Whether a label stands right before a number, so that what follows need not be what it counts."""
    words = sentence.words
    if not standing.start:
        return False
    return ":" in text[words.ends[standing.start - 1] - 1 : words.starts[standing.start]] or (
        words.words[standing.start - 1] in _LABELS
    )


def _sure(points: float, rival: float) -> float:
    """From points and those of the next family to 0 … 0.99; the bends were set by eye on the corpus."""
    by_itself = 1 / (1 + math.exp(-(points - 8) / 3))
    beside_the_rival = 1 / (1 + math.exp(rival - points - 0.5))
    return round(min(by_itself * beside_the_rival, 0.99), 2)


_Head = tuple[int, tuple[int, int] | None]
"""The term that is counted, and its words."""
_NONE = frozenset[int]()
_Best = dict[str, tuple[float, Way, _Head]]


def _hold_against(
    heads: Iterator[tuple[_Head, float]], vocabulary: Vocabulary, nearness: Nearness, best: _Best
) -> None:
    """For each family keep the way that fits best, with its points, of all that have one of the heads."""
    for head, points in heads:
        term, stretch = head
        rivals = vocabulary.rivals.get(term, _NONE)
        for way in _ways(vocabulary, term, nearness.sentence, nearness.standing):
            met = nearness.points(way.conditions, stretch, rivals) if way.conditions else 0.0
            if met is None:
                continue
            total = points + met + way.weight
            family = way.family
            if family not in best or total > best[family][0]:
                best[family] = (total, way, head)


def _reasons(vocabulary: Vocabulary, way: Way, head: int, is_behind: bool) -> tuple[str, ...]:
    """Why, in Vietnamese, for whoever confirms the figure."""
    said = []
    if head != ANYTHING:
        said.append(f"“{vocabulary.words[head]}” {'đứng sau số' if is_behind else 'đứng trước số'}")
    for condition in way.conditions:
        if condition.where is not Where.AGAINST:
            said.append("gần đó có một trong: " + vocabulary.said(condition.terms))
    return tuple(said)


def _ways(vocabulary: Vocabulary, head: int, sentence: Sentence, standing: Standing) -> Iterable[Way]:
    """The ways with a head that count with such a number. A share may also tell how much a count changed by."""
    found = sentence.ways(vocabulary, head, standing.counted)
    if not standing.changed or standing.counted is not Counted.SHARE:
        return found
    return [*found, *sentence.ways(vocabulary, head, Counted.THINGS)]


def _heads_behind(sentence: Sentence, standing: Standing, at: int | None) -> Iterator[tuple[_Head, float]]:
    """Heads behind the number, at its noun or two words later, with their points."""
    yield (ANYTHING, None), 6.0
    if at is None:
        return
    for first in range(at, min(standing.after, at + 3, len(sentence.words.words))):
        heads = [
            found
            for found in sentence.starting.get(first, ())
            if found.term in sentence.heads and found.end <= standing.after
        ]
        longest = max([found.end for found in heads], default=0)
        for found in heads:
            points = 10 + 1.5 * (found.end - found.start) - 6 * (first - at) - 5 * (longest - found.end)
            yield (found.term, (found.start, found.end)), points


def _inside(sentence: Sentence, found: Found) -> bool:
    """Whether a head of one word is only the end of a longer one: "bản" of "văn bản"."""
    return found.end - found.start == 1 and any(
        other.end == found.end and other.term in sentence.heads
        for start in range(max(0, found.start - 3), found.start)
        for other in sentence.starting.get(start, ())
    )


def _heads_before(sentence: Sentence, standing: Standing) -> Iterator[tuple[_Head, float]]:
    """Heads before the number, as in "tổ hòa giải: 12". The members of one enumeration are equally near."""
    chain, chain_far = -1, 0
    for first in range(standing.start - 1, max(-1, standing.start - REACH), -1):
        for found in sentence.starting.get(first, ()):
            if found.end > standing.start or found.term not in sentence.heads or _inside(sentence, found):
                continue
            if not chain - 1 <= found.end <= chain + 4 or chain < 0:
                chain_far = standing.start - found.end
            chain = found.start
            points = 8 + 1.5 * (found.end - found.start) - 0.3 * chain_far
            points -= 3 if found.start < standing.before else 0
            points -= 3 * sentence.semicolons_in(found.end, standing.start)
            yield (found.term, (found.start, found.end)), points
