"""How well does the reader read? Figures held against the gold of a corpus.

A figure meets one of the gold where its span covers the gold's number and the values are the same; each counts once.
Three levels: the quantity; also the indicator; also the comparator and the kind. Gold that is ambiguous counts neither
way, and neither does what is proposed there. Gold without an indicator and the family of other background figures are
one answer: no indicator of the movement. For a change the sign does not count, and a denominator may be told or not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from binhyen.narratives.rules.figures import Figure
from binhyen.narratives.rules.kinds import Kind
from binhyen.narratives.rules.vocabulary import OTHER

LONGEST_SPAN = 200


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one text or of many; they add."""

    gold: int = 0
    proposed: int = 0
    quantity: int = 0
    indicator: int = 0
    comparator_and_kind: int = 0
    distractors: int = 0
    distractors_taken: int = 0
    texts: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Rate:
    """Precision, recall and their harmonic mean, 0 to 1."""

    precision: float
    recall: float
    f1: float


class BadCorpus(ValueError):
    """A record of a corpus does not have its form."""


def rate(right: int, proposed: int, gold: int) -> Rate:
    """What is proposed and what is wanted may be nothing: then nothing is wrong."""
    precision = right / proposed if proposed else float(not gold)
    recall = right / gold if gold else 1.0
    both = precision + recall
    return Rate(precision, recall, 2 * precision * recall / both if both else 0.0)


def rates(tally: Tally) -> dict[str, Rate]:
    """The three levels by name."""
    return {
        name: rate(getattr(tally, name), tally.proposed, tally.gold)
        for name in ("quantity", "indicator", "comparator_and_kind")
    }


def score(record: Mapping[str, Any], figures: Sequence[Figure]) -> Tally:
    """One text's figures against its gold. Raises ``BadCorpus`` where the record does not have its form."""
    try:
        return _score(record["text"], record["gold"], record["distractors"], figures)
    except (KeyError, TypeError, ValueError) as error:
        raise BadCorpus(f"{record.get('id', '?')}: {error}") from error


def judged(record: Mapping[str, Any], figures: Sequence[Figure]) -> list[bool | None]:
    """Of each figure whether it is right in value, indicator, comparator and kind; None where the gold is ambiguous.

    Raises ``BadCorpus`` where the record does not have its form.
    """
    try:
        gold = record["gold"]
        numbers = [_number_of(record["text"], each) for each in gold]
        met = dict(_pairs(gold, numbers, figures))
        unclear = [number for each, number in zip(gold, numbers, strict=True) if each.get("ambiguous")]
        return [
            None
            if any(_overlap(figure.span, number) for number in unclear)
            else index in met
            and _same_indicator(figure, gold[met[index]])
            and _same_comparator_and_kind(figure, gold[met[index]])
            for index, figure in enumerate(figures)
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise BadCorpus(f"{record.get('id', '?')}: {error}") from error


def _score(
    text: str,
    gold: Sequence[Mapping[str, Any]],
    distractors: Sequence[Mapping[str, Any]],
    figures: Sequence[Figure],
) -> Tally:
    numbers = [_number_of(text, each) for each in gold]
    pairs = _pairs(gold, numbers, figures)
    counted = [not each.get("ambiguous") for each in gold]
    met = {figure for figure, at in pairs if counted[at]}
    neutral = {figure for figure, at in pairs if not counted[at]} | {
        index
        for index, figure in enumerate(figures)
        if any(
            not counts and _overlap(figure.span, number)
            for counts, number in zip(counted, numbers, strict=True)
        )
    }
    right = [(figures[figure], gold[at]) for figure, at in pairs if counted[at]]
    named = [(figure, each) for figure, each in right if _same_indicator(figure, each)]
    return Tally(
        gold=sum(counted),
        proposed=len(figures) - len(neutral - met),
        quantity=len(right),
        indicator=len(named),
        comparator_and_kind=sum(_same_comparator_and_kind(figure, each) for figure, each in named),
        distractors=len(distractors),
        distractors_taken=_taken(
            distractors, numbers, [figures[at] for at in range(len(figures)) if at not in met]
        ),
        texts=1,
    )


def pairs_of(record: Mapping[str, Any], figures: Sequence[Figure]) -> list[tuple[int, int]]:
    """Figures and gold of a text that meet, by their places, one to one. Raises ``BadCorpus``."""
    try:
        numbers = [_number_of(record["text"], each) for each in record["gold"]]
        return _pairs(record["gold"], numbers, figures)
    except (KeyError, TypeError, ValueError) as error:
        raise BadCorpus(f"{record.get('id', '?')}: {error}") from error


def _number_of(text: str, gold: Mapping[str, Any]) -> tuple[int, int]:
    begin, stop = gold["span"]
    if text[begin:stop] != gold["quote"] or gold["number"] not in gold["quote"]:
        raise BadCorpus(f"{gold['quote']!r} does not stand at {begin}")
    start = begin + gold["quote"].find(gold["number"])
    return start, start + len(gold["number"])


def _pairs(
    gold: Sequence[Mapping[str, Any]], numbers: Sequence[tuple[int, int]], figures: Sequence[Figure]
) -> list[tuple[int, int]]:
    """Figure and gold that meet, one to one, those that agree in most first."""
    possible = sorted(
        (
            (-_same_indicator(figure, each), -_same_comparator_and_kind(figure, each), index, at)
            for at, (each, number) in enumerate(zip(gold, numbers, strict=True))
            for index, figure in enumerate(figures)
            if _covers(figure, number) and _same_value(figure, each)
        )
    )
    pairs: list[tuple[int, int]] = []
    for _indicator, _kind, index, at in possible:
        if all(index != figure and at != place for figure, place in pairs):
            pairs.append((index, at))
    return pairs


def _covers(figure: Figure, number: tuple[int, int]) -> bool:
    begin, stop = figure.span
    return stop - begin <= LONGEST_SPAN and begin <= number[0] and number[1] <= stop


def _overlap(one: Iterable[int], other: Iterable[int]) -> bool:
    (begin, stop), (start, end) = one, other
    return begin < end and start < stop


def _same_value(figure: Figure, gold: Mapping[str, Any]) -> bool:
    wanted = _exact(gold["value"])
    most = _exact(gold["value_max"]) if gold.get("value_max") is not None else None
    value = abs(figure.value) if gold["kind"] == Kind.CHANGE else figure.value
    return value == (abs(wanted) if gold["kind"] == Kind.CHANGE else wanted) and (
        figure.value_max == most if most is not None else figure.value_max is None
    )


def _exact(number: int | float) -> Decimal:
    return Decimal(str(number))


def _same_indicator(figure: Figure, gold: Mapping[str, Any]) -> bool:
    wanted = {gold["indicator"], *gold.get("indicator_alt", ())}
    return figure.indicator in wanted or (figure.indicator in (None, OTHER) and bool(wanted & {None, OTHER}))


def _same_comparator_and_kind(figure: Figure, gold: Mapping[str, Any]) -> bool:
    return figure.comparator in (gold["comparator"], *gold.get("comparator_alt", ())) and figure.kind in (
        gold["kind"],
        *gold.get("kind_alt", ()),
    )


def _taken(
    distractors: Sequence[Mapping[str, Any]], numbers: Sequence[tuple[int, int]], unmet: Sequence[Figure]
) -> int:
    """How many distractors were taken for figures by proposals that stand on no number of the gold."""
    beside = [figure.span for figure in unmet if not any(_overlap(figure.span, number) for number in numbers)]
    return sum(any(_overlap(span, each["span"]) for span in beside) for each in distractors)
