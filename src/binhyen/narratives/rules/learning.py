"""How much does each thing that is seen around a number speak for each answer? Learned from texts with their gold.

Two steps, because the rules were made with some of the texts before their maker's eyes and look better there than they
are. First the words are weighed for every answer, by multinomial logistic regression (AdaGrad, a pull towards
nothing). Then, on fresh texts alone and with weights of words that were learned without their writer, it is settled how
much the words count beside the rules. Pure and deterministic: the same lessons give the same weights.
"""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from binhyen.narratives.rules.kinds import Kind
from binhyen.narratives.rules.vocabulary import OTHER
from binhyen.narratives.rules.weighing import LIKELY, RULES_SAID, Seen, rank_names
from binhyen.narratives.rules.weights import ONE

SEED = 20
ROUNDS = 6  # times that all lessons are gone through
STEP = 0.1
PULL = 0.02  # towards nothing, for each step
LEAST_SEEN = 3  # times that a thing has to be seen
LEFT_OUT = 0.3  # of what is seen, at each step, so that no word is relied upon alone
UNSEEN = 0.01  # a mistake so small teaches nothing
RANK_ROUNDS = 20
RANK_STEP = 0.1
BINS = 12  # steps in which the share of right answers is counted
LEAST = 4  # hundredths: weights below are left out of the file
FOLDS = 3  # groups of writers of whom one is left out after the other


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is seen around one number, and which answers are right. ``known``: the rules were made with its text."""

    writer: str
    known: bool
    seen: Seen
    families: frozenset[str]
    kinds: frozenset[str]
    rules_family: str


KINDS = {str(kind): (str(kind),) for kind in Kind}
Example = tuple[Sequence[str], frozenset[str]]
Rows = dict[str, dict[str, float]]
"""Weights of parts of answers by what is seen."""
Parts = Mapping[str, Sequence[str]]
"""Each answer with what its points are the sum of: its own, and those that it shares with answers like it."""


def fitted(examples: Sequence[Example], parts: Parts) -> Rows:
    """The weights of everything seen ``LEAST_SEEN`` times and more, for each part of the answers."""
    often = Counter(name for names, _right in examples for name in names)
    rows: Rows = {name: {} for name, times in often.items() if times >= LEAST_SEEN}
    squares: Rows = {name: {} for name in rows}
    lessons = [
        ([(rows[name], squares[name]) for name in names if name in rows], right) for names, right in examples
    ]
    order = random.Random(SEED)  # noqa: S311 - nothing secret
    for _round in range(ROUNDS):
        order.shuffle(lessons)
        for seen, right in lessons:
            _learn([each for each in seen if order.random() >= LEFT_OUT], right, parts)
    return rows


def _learn(
    seen: Sequence[tuple[dict[str, float], dict[str, float]]], right: frozenset[str], parts: Parts
) -> None:
    found: dict[str, float] = {}
    for row, _squares in seen:
        for part, weight in row.items():
            found[part] = found.get(part, 0.0) + weight
    points = {answer: sum(found.get(part, 0.0) for part in of) for answer, of in parts.items()}
    mistakes: dict[str, float] = {}
    for answer, mistake in _mistakes(points, right):
        for part in parts[answer]:
            mistakes[part] = mistakes.get(part, 0.0) + mistake
    for part, mistake in mistakes.items():
        if abs(mistake) < UNSEEN:
            continue
        for row, squares in seen:
            weight = row.get(part, 0.0)
            slope = mistake + PULL * weight
            square = squares.get(part, 0.01) + slope * slope
            squares[part] = square
            row[part] = weight - STEP * slope / math.sqrt(square)


def _mistakes(points: Mapping[str, float], right: frozenset[str]) -> list[tuple[str, float]]:
    """By how much each answer was thought likelier than it is, where that is not next to nothing."""
    most = max(points.values())
    powers = {answer: math.exp(each - most) for answer, each in points.items()}
    total = sum(powers.values())
    of_right = sum(power for answer, power in powers.items() if answer in right)
    if not of_right:
        return []
    found = (
        (answer, power / total - (power / of_right if answer in right else 0.0))
        for answer, power in powers.items()
    )
    return [(answer, mistake) for answer, mistake in found if abs(mistake) >= UNSEEN]


def _names(lesson: Lesson) -> list[str]:
    """What is learned from: of a text that the rules were made with, not the family that they say."""
    return [name for name in lesson.seen.family if not (lesson.known and name.startswith(RULES_SAID))]


def _family_rows(lessons: Sequence[Lesson], parts: Parts) -> Rows:
    return fitted([(_names(each), each.families) for each in lessons], parts)


def _kind_rows(lessons: Sequence[Lesson]) -> Rows:
    examples = []
    for each in lessons:
        right = each.rules_family if each.rules_family in each.families else min(each.families)
        examples.append((each.seen.kind(right)[1], each.kinds))
    return fitted(examples, KINDS)


# ---- beside the rules ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Choice:
    """The candidates for one number: the points of the words, and what holds of each."""

    candidates: Mapping[str, tuple[float, Sequence[str]]]
    right: frozenset[str]


def points_of(rows: Rows, names: Iterable[str], parts: Parts) -> dict[str, float]:
    """The points of each answer."""
    found: dict[str, float] = {}
    for name in names:
        for part, weight in rows.get(name, {}).items():
            found[part] = found.get(part, 0.0) + weight
    return {answer: sum(found.get(part, 0.0) for part in of) for answer, of in parts.items()}


def _choice(rows: Rows, lesson: Lesson, families: Parts) -> _Choice:
    points = points_of(rows, lesson.seen.family, families)
    likely = sorted(points, key=lambda family: -points[family])[:LIKELY]
    considered = dict.fromkeys([*likely, *lesson.seen.ranks, OTHER])
    return _Choice(
        {family: (points.get(family, 0.0), rank_names(lesson.seen.ranks, family)) for family in considered},
        lesson.families,
    )


def _ranks(choices: Sequence[_Choice]) -> dict[str, float]:
    """How much the words count, under "words", and what holds of a candidate."""
    weights = {"words": 1.0, "rank 0": 1.0}
    squares: dict[str, float] = {}
    usable = [each for each in choices if not each.right.isdisjoint(each.candidates)]
    order = random.Random(SEED)  # noqa: S311 - nothing secret
    for _round in range(RANK_ROUNDS):
        order.shuffle(usable)
        for each in usable:
            points = {family: _total(weights, *of) for family, of in each.candidates.items()}
            for family, mistake in _mistakes(points, each.right):
                words, names = each.candidates[family]
                for name, much in (("words", words), *((name, 1.0) for name in names)):
                    slope = mistake * much + 0.0005 * weights.get(name, 0.0)
                    squares[name] = squares.get(name, 0.1) + slope * slope
                    weights[name] = weights.get(name, 0.0) - RANK_STEP * slope / math.sqrt(squares[name])
    return weights


def _total(weights: Mapping[str, float], words: float, names: Sequence[str]) -> float:
    return weights["words"] * words + sum(weights.get(name, 0.0) for name in names)


def _shares(answered: Sequence[tuple[float, bool]]) -> list[list[float]]:
    """Of answers about so likely how many were right: pairs that rise, neighbours that do not are put together."""
    rising = sorted(answered)
    size = max(1, len(rising) // BINS)
    bins = [rising[at : at + size] for at in range(0, len(rising), size)]
    steps: list[tuple[float, float, int]] = []
    for each in bins:
        steps.append(
            (sum(likely for likely, _right in each), sum(right for _likely, right in each), len(each))
        )
        while len(steps) > 1 and steps[-2][1] / steps[-2][2] >= steps[-1][1] / steps[-1][2]:
            last, before = steps.pop(), steps.pop()
            steps.append((last[0] + before[0], last[1] + before[1], last[2] + before[2]))
    return [[round(likely / many, 3), round(right / many, 3)] for likely, right, many in steps]


# ---- all of it ------------------------------------------------------------------------------------------------


def learned(lessons: Sequence[Lesson], families: Parts) -> dict[str, Any]:
    """The weights as their file holds them."""
    writers = sorted({each.writer for each in lessons if not each.known})
    fold = {writer: at % FOLDS for at, writer in enumerate(writers)}
    choices: list[tuple[int, _Choice]] = []
    for left_out in sorted(set(fold.values())):
        rows = _family_rows([each for each in lessons if fold.get(each.writer) != left_out], families)
        fresh = [each for each in lessons if not each.known and fold[each.writer] == left_out]
        choices += [(left_out, _choice(rows, each, families)) for each in fresh]
    ranks = _ranks([choice for _fold, choice in choices])
    answered = []
    for left_out in sorted(set(fold.values())):
        without = _ranks([choice for by, choice in choices if by != left_out])
        answered += [_answer(without, choice) for by, choice in choices if by == left_out]
    words = ranks.pop("words")
    return {
        "families": _written(_family_rows(lessons, families), families, words),
        "kinds": _written(_kind_rows(lessons), KINDS, 1.0),
        "ranks": {name: round(weight * ONE) for name, weight in sorted(ranks.items())},
        "shares": _shares(answered),
    }


def _answer(ranks: Mapping[str, float], choice: _Choice) -> tuple[float, bool]:
    points = {family: _total(ranks, *of) for family, of in choice.candidates.items()}
    best = max(points, key=lambda family: points[family])
    total = sum(math.exp(each - points[best]) for each in points.values())
    return 1 / total, best in choice.right


def _written(rows: Rows, answers: Parts, times: float) -> dict[str, Any]:
    """Weights in hundredths; those next to nothing are left out."""
    parts = sorted({part for of in answers.values() for part in of})
    places = {part: at for at, part in enumerate(parts)}
    found: dict[str, str] = {}
    for name, row in sorted(rows.items()):
        whole = {places[part]: round(times * weight * ONE) for part, weight in row.items()}
        kept = [(place, weight) for place, weight in sorted(whole.items()) if abs(weight) >= LEAST]
        if kept:
            found[name] = " ".join(f"{place} {weight}" for place, weight in kept)
    return {"parts": parts, "answers": {answer: list(of) for answer, of in answers.items()}, "rows": found}


def parts_of(units: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Families by the unit that each counts: what speaks for one speaks for its area, and for others in that unit."""
    return {
        family: (family, f"{family.split('_')[0]}_", f"={unit}") for family, unit in sorted(units.items())
    }
