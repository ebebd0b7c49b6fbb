"""The figure that is proposed once an amount was judged: its words, unit, period, place and our own indicator."""

from __future__ import annotations

import re

from binhyen.narratives.rules.amounts import Amount
from binhyen.narratives.rules.figures import Alternative, Figure
from binhyen.narratives.rules.ground import Ground, Judged
from binhyen.narratives.rules.kinds import Kind
from binhyen.narratives.rules.nearness import Sentence
from binhyen.narratives.rules.passages import Passage
from binhyen.narratives.rules.shadow import Shadow
from binhyen.narratives.rules.sums import MONEY, label_of_money
from binhyen.narratives.rules.vocabulary import OTHER, UNLISTED, OwnIndicator, Vocabulary

LONGEST_SPAN = 120
_UNITS = re.compile(r" (?:xã|phường|đặc khu|thị trấn|tỉnh|thành phố|đơn vị|cơ quan|địa phương)\b")


def figure_of(
    ground: Ground, passage: Passage, sentence: Sentence, judged: Judged, stretch: tuple[int, int]
) -> Figure:
    """The figure of a number that was judged. ``stretch``: its sentence."""
    shadow, vocabulary, amount = ground.shadow, ground.vocabulary, judged.amount
    best = judged.candidates[0] if judged.candidates else None
    end = _end_of(shadow.text, sentence, judged)
    family = vocabulary.families[best.family if best else UNLISTED]
    quote = shadow.quote(amount.start, end)
    unit = _unit(shadow, sentence, judged)
    return Figure(
        indicator=OTHER if family.id == UNLISTED else family.id,
        code=judged.code or _own_code(vocabulary, sentence, judged, unit),
        label_vi=family.name,
        value=amount.value,
        value_max=amount.most,
        denominator=amount.denominator,
        unit=unit,
        comparator=amount.comparator,
        kind=judged.told.kind,
        direction=judged.told.direction,
        period=ground.periods.at(passage.start, amount.start, stretch[1]),
        place=_place(ground, passage, amount, stretch),
        passage=passage.number,
        span=shadow.span(amount.start, end),
        quote=quote,
        confidence=best.confidence if best else 0.0,
        alternatives=tuple(
            Alternative(each.family, each.confidence)
            for each in judged.candidates[1:]
            if each.family != UNLISTED
        ),
        reasons=(best.reasons if best else ()) + judged.reasons,
    )


def _end_of(text: str, sentence: Sentence, judged: Judged) -> int:
    """Where the figure's words end: its unit, or the head of what it counts."""
    end = judged.amount.end
    if judged.money and (unit := MONEY.match(text, end)):
        end = unit.end()
    best = judged.candidates[0] if judged.candidates else None
    if best and best.head and best.head[0] >= judged.standing.end:
        end = max(end, sentence.words.ends[best.head[1] - 1])
    return end if end - judged.amount.start <= LONGEST_SPAN else judged.amount.end


def _unit(shadow: Shadow, sentence: Sentence, judged: Judged) -> str:
    if judged.amount.percent:
        return "%"
    if judged.money:
        label = label_of_money(shadow.text, judged.amount)
        return label["unit"] if label else "đồng"
    best = judged.candidates[0] if judged.candidates else None
    if best and best.head and best.head[0] >= judged.standing.end:
        words = sentence.words
        return shadow.composed[words.starts[best.head[0]] : words.ends[best.head[1] - 1]].lower()
    return ""


def _place(ground: Ground, passage: Passage, amount: Amount, stretch: tuple[int, int]) -> str | None:
    """Where a figure holds. Whoever counts units does not count them in the one that was named last."""
    counts_units = _UNITS.match(ground.shadow.text, amount.end)
    since = passage.start if counts_units else passage.heading[0]
    return ground.places.at(passage.start, amount.start, stretch[1], since)


def _own_code(vocabulary: Vocabulary, sentence: Sentence, judged: Judged, unit: str) -> str | None:
    """Our own indicator of the family: its usual one, unless words that set another apart stand around the number.

    Of two that differ in what they count alone it is the one that counts the ``unit``: "12 tập thể và 25 cá nhân".
    """
    if not judged.candidates:
        return None
    share = judged.amount.percent and judged.told.kind is not Kind.CHANGE
    own = [
        each
        for each in vocabulary.own.get(judged.candidates[0].family, ())
        if (each.unit == "%") == share or judged.told.kind is Kind.CHANGE
    ]
    if len(own) <= 1:
        return own[0].code if own else None
    standing = judged.standing
    first, last = max(standing.before, standing.start - 12), min(standing.after, standing.end + 14)
    around = frozenset(sentence.words.words[first:last])
    usual: frozenset[str] = frozenset().union(*own[0].names, own[0].unit.split())

    def apart(indicator: OwnIndicator) -> float:
        """How many of the words that set an indicator apart from the usual one are there, at least half of a name's."""
        found = 0.0
        for name in indicator.names:
            special = name - usual
            there = len(special & around)
            if special and 2 * there >= len(special):
                found = max(found, there - 0.1 * (len(special) - there))
        return found

    best = max(own[1:], key=apart)
    chosen = best if apart(best) > 0 else own[0]
    of_what = _without_its_unit(chosen)
    alike = (each for each in own if each.unit == unit and _without_its_unit(each) == of_what)
    return next(alike, chosen).code


def _without_its_unit(indicator: OwnIndicator) -> frozenset[str]:
    """The words of an indicator's own name but for what it counts."""
    return indicator.names[0].difference(indicator.unit.split())
