"""What people said of proposals, as a corpus: one record for each, in the form that the scorer reads."""

from __future__ import annotations

import re
from bisect import bisect_left
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
    """A figure of a finished narrative: the masked words around it, and what was said of it.

    ``quote_start``, ``start`` and ``end`` are places in the text that was.
    """

    key: str
    quote: str
    quote_start: int
    start: int
    end: int
    verdict: Verdict
    by_hand: bool
    proposed: Mapping[str, Any]
    said: Mapping[str, Any]

    @property
    def words(self) -> str:
        return self.quote[self.start - self.quote_start : self.end - self.quote_start]

    @property
    def quote_end(self) -> int:
        return self.quote_start + len(self.quote)

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


def records_of(judged: Iterable[Judged]) -> list[dict[str, Any]]:
    """A record for each judged figure of one narrative: its quote as the text, itself as gold, or as a distractor if it
    was refused. Others that stand in the same quote are ambiguous there, and count neither way."""
    in_order = sorted(judged, key=lambda each: each.start)
    starts = [each.start for each in in_order]
    return [
        _record(each, in_order[bisect_left(starts, each.quote_start) : bisect_left(starts, each.quote_end)])
        for each in in_order
        if each.is_decided
    ]


def _record(judged: Judged, inside: Sequence[Judged]) -> dict[str, Any]:
    others = [
        _gold(other, judged) | {"ambiguous": True}
        for other in inside
        if other.key != judged.key and other.end <= judged.quote_end
    ]
    refused = judged.verdict is Verdict.REFUSED
    distractor = {"span": _span(judged, judged), "text": judged.words, "why": "refused by a person"}
    return {
        "id": judged.key,
        "text": judged.quote,
        "gold": others if refused else [_gold(judged, judged), *others],
        "distractors": [distractor] if refused else [],
    }


def _span(judged: Judged, within: Judged) -> list[int]:
    return [judged.start - within.quote_start, judged.end - within.quote_start]


def _gold(judged: Judged, within: Judged) -> dict[str, Any]:
    begin, stop = _span(judged, within)
    words = within.quote[begin:stop]
    figure = held(judged.proposed, judged.said)
    return _said(figure) | {"span": [begin, stop], "quote": words, "number": _number_in(words)}


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
