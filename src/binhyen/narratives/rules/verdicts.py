"""What people said of proposals, as a corpus: one record for each, in the form that the scorer reads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from binhyen.narratives.rules.candidates import Proposed, differences, held
from binhyen.narratives.rules.figures import plain
from binhyen.narratives.rules.states import Verdict

_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*")


@dataclass(frozen=True, slots=True)
class Judged:
    """A figure of a finished narrative: the masked words around it, its place in them, and what was said of it."""

    key: str
    quote: str
    start: int
    end: int
    verdict: Verdict
    by_hand: bool
    proposed: Mapping[str, Any]
    said: Mapping[str, Any]

    @property
    def words(self) -> str:
        return self.quote[self.start : self.end]

    @property
    def is_decided(self) -> bool:
        return self.verdict is not Verdict.OPEN


@dataclass(frozen=True, slots=True)
class VerdictTally:
    """How people judged: proposals that were right, corrected, taken wrongly, and figures that the reader missed.

    ``corrected_in`` counts what was wrong in the corrected ones, by name: value, indicator, kind and so on.
    """

    accepted: int = 0
    corrected: int = 0
    refused: int = 0
    missed: int = 0
    corrected_in: Mapping[str, int] = field(default_factory=dict)


def tally_of(judged: Iterable[Judged]) -> VerdictTally:
    """The sums of what people said."""
    counts: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for each in judged:
        if not each.is_decided:
            continue
        if each.by_hand:
            counts["missed"] += each.verdict is not Verdict.REFUSED
        else:
            counts[each.verdict.value] += 1
            if each.verdict is Verdict.CORRECTED:
                wrong.update(differences(each.proposed, each.said).keys())
    return VerdictTally(**counts, corrected_in=dict(sorted(wrong.items())))


def records_of(judged: Sequence[Judged], beside: Mapping[str, Sequence[Judged]]) -> list[dict[str, Any]]:
    """A record for each judged figure: its quote as the text, and the figure as gold, or as a distractor if refused.

    ``beside`` are all figures of a narrative by the key of each of them: others that stand in the same quote are
    ambiguous there, and count neither way.
    """
    return [_record(each, beside.get(each.key, ())) for each in judged if each.is_decided]


def _record(judged: Judged, beside: Sequence[Judged]) -> dict[str, Any]:
    refused = judged.verdict is Verdict.REFUSED
    others = [
        _gold(other, at) | {"ambiguous": True}
        for other in beside
        if other.key != judged.key and (at := judged.quote.find(other.words)) >= 0 and other.words
    ]
    distractor = {"span": [judged.start, judged.end], "text": judged.words, "why": "refused by a person"}
    return {
        "id": judged.key,
        "text": judged.quote,
        "gold": others if refused else [_gold(judged, judged.start), *others],
        "distractors": [distractor] if refused else [],
    }


def _gold(judged: Judged, start: int) -> dict[str, Any]:
    figure = held(judged.proposed, judged.said)
    return _said(figure) | {
        "span": [start, start + len(judged.words)],
        "quote": judged.words,
        "number": _number_in(judged.words),
    }


def _said(figure: Proposed) -> dict[str, Any]:
    return {
        "indicator": figure.indicator,
        "label_vi": figure.label_vi,
        "value": plain(figure.value),
        "value_max": plain(figure.value_max),
        "denominator": plain(figure.denominator),
        "unit": figure.unit,
        "comparator": figure.comparator.value,
        "kind": figure.kind.value,
        "direction": figure.direction.value if figure.direction else None,
        "period": figure.period,
        "place": figure.place,
    }


def _number_in(words: str) -> str:
    """The digits, else the first word of a number in words."""
    found = _NUMBER.search(words)
    return found[0] if found else words.split(" ", 1)[0]
