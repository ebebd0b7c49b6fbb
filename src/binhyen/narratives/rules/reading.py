"""From a text to its figures: passages, numbers, amounts, indicators, kinds, circumstances.

Every part looks at a bounded stretch around a number, so the whole is linear in the length of the text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from binhyen.narratives.rules import kinds, weighing
from binhyen.narratives.rules.amounts import Comparator
from binhyen.narratives.rules.circumstances import Layout, periods_in, places_in
from binhyen.narratives.rules.counting import amounts_of, enumerations_of, numbers_of
from binhyen.narratives.rules.figures import Figure, Reading
from binhyen.narratives.rules.ground import BEFORE, Ground, Judged, family_of
from binhyen.narratives.rules.judging import SURELY, judge, label_of, told_by_rules
from binhyen.narratives.rules.kinds import Kind, Told
from binhyen.narratives.rules.names import Parent
from binhyen.narratives.rules.nearness import Sentence, sentence_of
from binhyen.narratives.rules.not_figures import Taken, taken_in
from binhyen.narratives.rules.numerals import Number
from binhyen.narratives.rules.passages import Passage, in_points, passages_of, sentences_of
from binhyen.narratives.rules.proposing import figure_of
from binhyen.narratives.rules.shadow import shadow_of
from binhyen.narratives.rules.vocabulary import Topics, Vocabulary, terms_in, words_of
from binhyen.narratives.rules.weighing import Seen

if TYPE_CHECKING:
    from binhyen.narratives.rules.rows import Rows
    from binhyen.narratives.rules.tables import Table


class _Near(NamedTuple):
    """The sentence before, and the headings above."""

    sentence: tuple[int, int]
    above: tuple[tuple[int, int], ...]


def read(text: str, vocabulary: Vocabulary, tables: Sequence[Table] | None = None) -> Reading:
    """The figures of any text. Never raises; spans hold in the text exactly as it was given.

    ``tables``: where they stand in the text; without them they are what tabulators and bars show.
    """
    found = chain.from_iterable(figures for _end, figures in read_on(text, vocabulary, tables))
    return Reading(text, tuple(found))


def read_on(
    text: str,
    vocabulary: Vocabulary,
    tables: Sequence[Table] | None = None,
    lesson: dict[tuple[int, int], Seen] | None = None,
) -> Iterator[tuple[int, list[Figure]]]:
    """The same, passage by passage: how many letters are done, and the figures of that passage.

    What is seen around each figure of running text is put into ``lesson`` by the figure's span.
    """
    shadow = shadow_of(text)
    layout = Layout.of(shadow)
    ground = Ground(
        shadow,
        vocabulary,
        periods_in(layout),
        places_in(layout),
        Topics(vocabulary, shadow.text),
        {},
        Parent(),
        {},
        lesson,
        in_points(shadow),
    )
    rows = _rows(ground, tables)
    before: tuple[int, int] = (0, 0)
    for passage in passages_of(shadow):
        if rows is not None and rows.hold(passage):
            yield passage.end, rows.figures(passage)
        elif numbers := numbers_of(ground, passage):
            yield passage.end, list(_figures_of(ground, passage, numbers, before))
        before = (max(passage.start, passage.end - BEFORE), passage.end)


def _rows(ground: Ground, tables: Sequence[Table] | None) -> Rows | None:
    """The rows of the text's tables; None where it has no sign of any."""
    shadow, vocabulary = ground.shadow, ground.vocabulary
    if not tables and "\t" not in shadow.composed and " | " not in shadow.composed:
        return None
    from binhyen.narratives.rules.rows import Rows  # heavy: most words from a pipe hold no table
    from binhyen.narratives.rules.tables import tables_of_text

    return Rows(
        ground, tables_of_text(shadow.composed, tables), lambda made: read(made, vocabulary, ()).figures
    )


def _figures_of(
    ground: Ground, passage: Passage, numbers: Sequence[Number], before: tuple[int, int]
) -> Iterator[Figure]:
    shadow = ground.shadow
    taken = taken_in(shadow, passage.start, passage.end, numbers)
    numbers = [number for number in numbers if not taken.over(number.start, number.bare)]
    sentences = sentences_of(shadow, passage.start, passage.end)
    begins = [begin for begin, _stop in sentences]
    last = 0
    for index in sorted({bisect_right(begins, number.start) - 1 for number in numbers}):
        begin, stop = sentences[index]
        inside = []
        while last < len(numbers) and numbers[last].start < stop:
            inside.append(numbers[last])
            last += 1
        previous = sentences[index - 1] if index else before
        near = _Near(previous, (passage.heading, passage.intro))
        yield from _figures_in_sentence(ground, passage, (begin, stop), inside, taken, near)


def _terms(ground: Ground, stretch: tuple[int, int]) -> frozenset[int]:
    if stretch[0] >= stretch[1]:
        return frozenset()
    if stretch in ground.seen:
        return ground.seen[stretch]
    words = words_of(ground.shadow, *stretch, ground.vocabulary.abbreviations)
    ground.seen[stretch] = frozenset(found.term for found in terms_in(ground.vocabulary, words.words))
    return ground.seen[stretch]


def _figures_in_sentence(
    ground: Ground,
    passage: Passage,
    stretch: tuple[int, int],
    numbers: Sequence[Number],
    taken: Taken,
    near: _Near,
) -> Iterator[Figure]:
    shadow, vocabulary = ground.shadow, ground.vocabulary
    begin, stop = stretch
    words = words_of(shadow, begin, stop, vocabulary.abbreviations)
    sentence = sentence_of(vocabulary, shadow.text, words, ground.topics)
    amounts = list(amounts_of(ground, sentence, numbers, taken, begin, stop))
    judged: list[Judged] = []
    if not amounts:
        return
    if stop - begin <= BEFORE:
        ground.seen[begin, stop] = sentence.present
    before, above = near.sentence, near.above
    said_before = _terms(ground, (max(before[0], before[1] - BEFORE), before[1]))
    said_above = frozenset[int]().union(*(_terms(ground, each) for each in above))
    heard = sentence.present | said_before | said_above
    sentence = sentence._replace(said_before=said_before, above=said_above, heard=heard)
    label = label_of(ground, sentence)
    cues = kinds.cues_in(shadow.text, begin, stop, words)
    listed = enumerations_of(shadow.text, amounts, stop)
    for index, amount in enumerate(amounts):
        following = amounts[index + 1].start if index + 1 < len(amounts) else stop
        found = judge(
            ground, passage, sentence, amount, judged, following, stretch, listed[index], cues, label
        )
        if found is not None:
            judged.append(found)
    for index, each in enumerate(judged):
        behind = family_of(judged[index + 1]) if index + 1 < len(judged) else None
        seen = _seen(ground, sentence, each, judged[index - 1].told if index else None, behind)
        settled = _weighed(ground, each, sentence, seen) if seen is not None else each
        figure = figure_of(ground, passage, sentence, settled, stretch)
        if ground.lesson is not None and seen is not None:
            ground.lesson[figure.span] = seen
        yield figure


def _seen(
    ground: Ground, sentence: Sentence, judged: Judged, last: Told | None, behind: str | None
) -> Seen | None:
    """What is seen around a figure; None where nothing is weighed, or where the rules leave nothing to weigh.

    That is so of an indicator called by its full name, and of units counted by what became of their reports.
    """
    near = ground.said.get("last")
    ground.said["last"] = (judged.amount.start, family_of(judged))
    surely = judged.code is not None or (judged.candidates and judged.candidates[0].points >= SURELY)
    if surely or (ground.vocabulary.weights is None and ground.lesson is None):
        return None
    before = near[1] if near is not None and judged.amount.start - near[0] <= weighing.BESIDE else None
    beside = weighing.Neighbours(before, behind, last)
    text, amount, setting = ground.shadow.text, judged.amount, judged.setting
    words = weighing.words_around(ground.vocabulary, sentence, judged.standing, amount)
    names, ranks = weighing.of_the_family(words.family, judged.candidates, judged.inherited, beside)

    def kind(family: str) -> tuple[Told, list[str]]:
        told = judged.told
        if family != weighing.told_as(family_of(judged)):
            told = told_by_rules(text, setting, amount, family, judged.changed)
        so_far = weighing.said_so_far(sentence, judged.standing)
        return told, weighing.of_the_kind(words.kind, so_far, text, setting, amount, family, told, beside)

    return Seen(names, ranks, kind)


def _weighed(ground: Ground, judged: Judged, sentence: Sentence, seen: Seen) -> Judged:
    """What the learned weights make of a figure."""
    weights = ground.vocabulary.weights
    if weights is None:
        return judged
    candidates = weighing.weighed(weights, seen, judged.candidates)
    by_rules, names = seen.kind(weighing.told_as(candidates[0].family))
    start = judged.standing.start
    told, why = by_rules, judged.reasons
    # A value that a newer one is held against is told as such in so many words.
    older = by_rules.kind is Kind.CONTEXT and kinds.is_of_the_movement(candidates[0].family)
    if not older:
        before = sentence.words.words[max(0, start - 6) : start]
        told, likely, why = weighing.told_by(weights, names, by_rules, before)
        first = candidates[0]
        candidates[0] = first._replace(confidence=round(first.confidence * likely, 2))
    amount = judged.amount
    if amount.starts_from:
        planned = told.kind is Kind.TARGET
        amount = amount._replace(comparator=Comparator.GE if planned else Comparator.EQ)
    return judged._replace(amount=amount, candidates=candidates, told=told, reasons=why)
