"""Which line of the form is meant by a row of a unit's own file? Proposed, with how sure and why; people decide.

A row is compared with every name of every line: its label, the synonyms of its indicator, its indicator before the
option. Words weigh by how few lines have them, words next to each other once more; a letter more, less or other is
forgiven in longer words. What the file says around a row (headings, unit) moves the answer a little and decides
nothing. Two rows never get one line.

Nothing is said with confidence of a row that is a part of another (*Trong đó: nữ*), and of one whose label has telling
words that the line does not have: it counts something else.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import IntEnum, StrEnum
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log

from binhyen.foundations.vietnamese import fold
from binhyen.indicators.values import FormLayout, FormLine, IndicatorDefinition, LineRole
from binhyen.reporting.ownfiles.labels import is_sum, key_of, opens_parts, words_of
from binhyen.reporting.ownfiles.scales import factor_between
from binhyen.reporting.ownfiles.tables import FigureRow


class Certainty(IntEnum):
    """How sure a proposal is. Lines are chosen beforehand from LIKELY on."""

    NONE = 0
    WEAK = 1
    LIKELY = 2
    SURE = 3


class Reason(StrEnum):
    """Why a line is proposed."""

    NOTHING = ""
    SAME_NAME = "same-name"
    SYNONYM = "synonym"
    SIMILAR = "similar"
    REMEMBERED = "remembered"
    SUM = "sum"
    """The row adds up others: it is none of the form's lines, or a total of it, and checked alone."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a row is proposed to be; ``others`` are the codes of further lines that came near, the nearest first."""

    line: str | None = None
    certainty: Certainty = Certainty.NONE
    reason: Reason = Reason.NOTHING
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Name:
    """One name of a line, as words; ``synonym`` if it is not the one that the form shows."""

    line: FormLine
    words: tuple[str, ...]
    synonym: bool


@dataclass(frozen=True, slots=True)
class _Likeness:
    """How near a line comes to a row. ``told`` is how much of what the row says the line says too, from 0 to 1."""

    score: float
    line: FormLine
    reason: Reason
    same: bool
    told: float


_LIKELY, _WEAK, _SURE = 0.6, 0.42, 0.9
_CLEAR = 0.1
"""By how much a proposal must be better than the next to be likely."""
_TOLD = 0.75
"""How much of what a row says its line must say, for the proposal to be likely."""
_MORE, _LESS = 0.65, 0.35
"""What weighs a word that the row has and the line has not, and the other way round: people shorten labels."""
_SHORTEST_SLIP = 4
_UNLIKE_UNIT, _LIKE_UNIT, _AROUND = 0.12, 0.04, 0.06
_SLIPS = 0.9
"""Letters in a row that are so much alike are the same words with slips, or written together."""


_RATE = re.compile(r"ty le|ti le|phan tram|%|do phu|binh quan")
_NARROWER = frozenset(
    (
        "nu",
        "dang vien",
        "doan vien",
        "dan toc",
        "ton giao",
        "tre em",
        "chuyen trach",
        "kiem nhiem",
        "tinh",
        "huyen",
        "bo",
    )
)
"""Words of a part of what a line counts, and of levels that are not the reporting unit's."""


class Vocabulary:
    """The names of a form's lines, and what their words weigh."""

    def __init__(self, layout: FormLayout, definitions: Mapping[str, IndicatorDefinition]) -> None:
        self.names = tuple(_names_of(layout, definitions))
        self.around = {
            line.code: frozenset(words_of(section.title))
            for section in layout.sections
            for line in section.lines
        }
        having: dict[str, set[str]] = defaultdict(set)
        for name in self.names:
            for word in _grams(name.words):
                having[word].add(name.line.code)
        self._lines = max(1, len(layout.lines))
        self._having = {word: len(codes) for word, codes in having.items()}

    def weight(self, gram: str) -> float:
        """A word of few lines tells much; one of none tells that something else is meant."""
        weight = log(1 + self._lines / self._having.get(gram, 1))
        return weight * (0.5 if " " in gram else 1.0)

    @cached_property
    def _words_of_line(self) -> Mapping[str, frozenset[str]]:
        """All words by which a line goes, and those of its unit and of the heading above it."""
        found: dict[str, set[str]] = defaultdict(set)
        for name in self.names:
            found[name.line.code].update(name.words, words_of(name.line.unit), self.around[name.line.code])
        return {code: frozenset(words) for code, words in found.items()}

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word for name in self.names for word in name.words)

    def likeness(self, row: FigureRow) -> list[_Likeness]:
        """The lines that come near a row, the nearest first."""
        words = tuple(self._mended(word) for word in words_of(row.label))
        if not words:
            return []
        best: dict[str, _Likeness] = {}
        for name in self.names:
            found = self._compared(row, words, name)
            if found.score >= _WEAK and (
                name.line.code not in best or found.score > best[name.line.code].score
            ):
                best[name.line.code] = found
        return sorted(best.values(), key=lambda each: (-each.score, each.line.code))

    def _mended(self, word: str) -> str:
        """A word that no line has, as the one that differs by a letter, if there is just one such."""
        if word in self.words or len(word) < _SHORTEST_SLIP:
            return word
        near = [each for each in self.words if len(each) >= _SHORTEST_SLIP and _a_slip_away(word, each)]
        return near[0] if len(near) == 1 else word

    def _compared(self, row: FigureRow, words: tuple[str, ...], name: _Name) -> _Likeness:
        same = words == name.words
        slipped = 1.0 if same else _slipped(words, name.words)
        score = max(self._overlap(words, name.words), slipped) + self._surroundings(row, name.line)
        reason = Reason.SIMILAR
        if same:
            reason = Reason.SYNONYM if name.synonym else Reason.SAME_NAME
        return _Likeness(score, name.line, reason, same, max(self._told(words, name.line), slipped))

    def _overlap(self, ours: Sequence[str], theirs: Sequence[str]) -> float:
        """The weight of what both have by the weight of what either has; what the row has more tells most."""
        mine, other = Counter(_grams(ours)), Counter(_grams(theirs))
        common = sum(self.weight(gram) * count for gram, count in (mine & other).items())
        more = sum(self.weight(gram) * count for gram, count in mine.items()) - common
        less = sum(self.weight(gram) * count for gram, count in other.items()) - common
        return common / (common + _MORE * more + _LESS * less) if common else 0.0

    def _told(self, ours: Sequence[str], line: FormLine) -> float:
        theirs = self._words_of_line[line.code]
        mine = {word: self.weight(word) for word in ours}
        return sum(weight for word, weight in mine.items() if word in theirs) / sum(mine.values())

    def _surroundings(self, row: FigureRow, line: FormLine) -> float:
        moved = 0.0 if bool(_RATE.search(fold(row.label))) is _is_rate(line) else -_UNLIKE_UNIT * 2
        if row.unit:
            moved += _LIKE_UNIT if _same_unit(row.unit, line.unit) else -_UNLIKE_UNIT
        if row.above and self.around[line.code]:
            said = frozenset(word for each in row.above for word in words_of(each))
            moved += _AROUND * len(said & self.around[line.code]) / len(self.around[line.code])
        return moved


def propose(rows: Sequence[FigureRow], vocabulary: Vocabulary, taken: Collection[str] = ()) -> list[Proposal]:
    """A proposal for each row, in their order, no line twice and none that is ``taken``."""
    near = [
        [
            each
            for each in ([] if is_sum(row.label) else vocabulary.likeness(row))
            if each.line.code not in taken
        ]
        for row in rows
    ]
    given = _one_to_one(near)
    wanted: Counter[str] = Counter(each[0].line.code for each in near if each)
    return [
        _proposal(row, likely, chosen, wanted) for row, likely, chosen in zip(rows, near, given, strict=True)
    ]


def _one_to_one(near: Sequence[Sequence[_Likeness]]) -> list[_Likeness | None]:
    """The nearest pairs first; a row whose line went to a nearer one gets its next."""
    pairs = sorted(
        ((each.score, at, each) for at, likely in enumerate(near) for each in likely),
        key=lambda pair: (-pair[0], pair[1], pair[2].line.code),
    )
    given: list[_Likeness | None] = [None] * len(near)
    taken: set[str] = set()
    for _score, at, each in pairs:
        if given[at] is None and each.line.code not in taken:
            given[at] = each
            taken.add(each.line.code)
    return given


def _proposal(
    row: FigureRow, near: Sequence[_Likeness], chosen: _Likeness | None, wanted: Counter[str]
) -> Proposal:
    if is_sum(row.label):
        return Proposal(None, Certainty.LIKELY, Reason.SUM)
    if chosen is None:
        return Proposal()
    others = tuple(each.line.code for each in near if each is not chosen)[:3]
    next_best = max((each.score for each in near if each is not chosen), default=0.0)
    clear = chosen is near[0] and chosen.score - next_best >= _CLEAR
    alone = wanted[chosen.line.code] == 1
    narrower = opens_parts(row.label) or _is_narrower(row, chosen.line)
    likely = chosen.same or (clear and chosen.score >= _LIKELY and chosen.told >= _TOLD)
    if narrower or not likely:
        certainty = Certainty.WEAK
    elif alone and clear and (chosen.same or chosen.score >= _SURE):
        certainty = Certainty.SURE
    else:
        certainty = Certainty.LIKELY if chosen is near[0] else Certainty.WEAK
    return Proposal(chosen.line.code, certainty, chosen.reason, others)


def _is_narrower(row: FigureRow, line: FormLine) -> bool:
    """Whether the row speaks of women, party members, the province and the like, and the line does not."""
    said, meant = (set(_grams(key_of(label).split())) for label in (row.label, line.label))
    return bool(_NARROWER & said - meant)


def _names_of(layout: FormLayout, definitions: Mapping[str, IndicatorDefinition]) -> Iterable[_Name]:
    totals = {line.indicator: line.label for line in layout.lines if not line.option}
    for line in layout.lines:
        definition = definitions.get(line.indicator)
        yield _Name(line, words_of(line.label), synonym=False)
        if line.option:
            whole = totals.get(line.indicator) or (definition.name if definition else "")
            yield _Name(line, words_of(f"{whole} {line.label}"), synonym=False)
        elif definition is not None:
            for synonym in definition.synonyms:
                yield _Name(line, words_of(synonym), synonym=True)


def _slipped(ours: Sequence[str], theirs: Sequence[str]) -> float:
    """How much alike two labels are letter by letter; 0 unless they are the same but for slips or missing spaces."""
    one, other = "".join(ours), "".join(theirs)
    if 2 * min(len(one), len(other)) <= _SLIPS * (len(one) + len(other)):
        return 0.0
    if 2 * (Counter(one) & Counter(other)).total() <= _SLIPS * (len(one) + len(other)):
        return 0.0
    alike = SequenceMatcher(None, one, other, autojunk=False).ratio()
    return alike * 0.95 if alike > _SLIPS else 0.0


def _is_rate(line: FormLine) -> bool:
    return line.role is LineRole.RATE or line.is_percent


def _grams(words: Sequence[str]) -> list[str]:
    return [*words, *(f"{one} {other}" for one, other in pairwise(words))]


def _same_unit(said: str, unit: str) -> bool:
    ours, theirs = fold(said).strip(" ."), fold(unit)
    return ours == theirs or theirs.endswith(f" {ours}") or factor_between(said, unit) != 1


@lru_cache(maxsize=100_000)
def _a_slip_away(one: str, other: str) -> bool:
    """Whether one letter more, less, other, or two changed places make one word the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    at = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    rest, others = one[at:], other[at:]
    return (
        rest[1:] == others[1:]
        or rest[1:] == others
        or rest == others[1:]
        or (rest[:2] == others[1::-1] and rest[2:] == others[2:])
    )
