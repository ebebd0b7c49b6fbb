"""What is seen around a number, and which answer that speaks for: learned weights beside the rules.

The rules propose families and a kind. What is seen is named in words ("a1=vụ": the first word behind the number is
"vụ") and weighed for every family and kind; what the rules say is seen too: where no word is known they decide.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from binhyen.narratives.rules.amounts import Amount
from binhyen.narratives.rules.choosing import SHOWN, Candidate
from binhyen.narratives.rules.kinds import Direction, Kind, Setting, Told
from binhyen.narratives.rules.nearness import Sentence, Standing
from binhyen.narratives.rules.vocabulary import OTHER, UNLISTED, Vocabulary
from binhyen.narratives.rules.weights import Scale, Weights, likelihoods

BAG = 10  # words on either side of a number that are seen wherever they stand, up to the next number
SAID_SO_FAR = 60  # words of the sentence before a number that are seen for its kind
BESIDE = 250  # letters to a figure that is a neighbour
LEAD = 25  # hundredths by which another family has to be ahead of the one that the rules propose
LEAD_FOR_MONEY = 100  # the same for sums: who gave them is said farther off than the words that are seen
LEAD_OF_KIND = 100  # and another kind
WORTH_SHOWING = 0.02  # how likely an alternative has to be
LIKELY = 8  # families that the words alone may propose
_DOWN = ("giảm", "hạ", "ít", "thấp", "hụt", "xuống", "sụt", "bớt")
RULES_SAID = "r="
"""How the name begins of the family that the rules themselves say."""


class Neighbours(NamedTuple):
    """What the rules say the figures right before and behind count, where there are any near."""

    before: str | None
    behind: str | None
    told: Told | None  # of the figure before


class Seen(NamedTuple):
    """What is seen around one number.

    ``family``: names for its family; ``ranks``: for each candidate of the rules what holds of it; ``kind``: names for
    its kind once the family is known, with the kind by the rules.
    """

    family: list[str]
    ranks: Mapping[str, Sequence[str]]
    kind: Callable[[str], tuple[Told, list[str]]]


class Around(NamedTuple):
    """What the words around a number are called: all of them, and those that tell its kind too."""

    family: list[str]
    kind: list[str]


def told_as(family: str) -> str:
    """What is in no family and other background are one answer."""
    return OTHER if family == UNLISTED else family


def words_around(vocabulary: Vocabulary, sentence: Sentence, standing: Standing, amount: Amount) -> Around:
    """The words around a number by where they stand, and what sort of number it is."""
    words = sentence.words.words
    behind = _as_seen(words[standing.end : standing.end + BAG])
    before = _as_seen(words[max(0, standing.start - BAG) : standing.start])[::-1]
    reach = min(BAG, max(1, standing.after - standing.end))
    back = min(BAG, max(1, standing.start - standing.before))
    a1, a2 = [*behind[:2], "", ""][:2]
    p1, p2 = [*before[:2], "", ""][:2]
    beside = [
        "b",
        f"c={standing.counted} {len(str(int(amount.value)))}",
        f"c={standing.counted}",
        f"a1={a1}",
        f"a2={a1} {a2}",
        f"p1={p1}",
        f"p2={p2} {p1}",
    ]
    near = []
    if amount.denominator is not None:
        near.append("c=of")
    if amount.spelled:
        near.append("c=spelled")
    near += [f"A={word}" for word in dict.fromkeys(behind[:reach])]
    near += [f"P={word}" for word in dict.fromkeys(before[:back])]
    terms = []
    starting = sentence.starting
    for at in range(max(0, standing.start - BAG), min(standing.end + BAG, len(words))):
        for each in starting.get(at, ()):
            if each.end - each.start > 1 and (each.end <= standing.start or each.start >= standing.end):
                terms.append(f"{'TB' if at < standing.start else 'TA'}={vocabulary.words[each.term]}")
    return Around([*beside, f"pa={p1} {a1}", *near, *terms], [*beside, *near])


def _as_seen(words: Sequence[str]) -> list[str]:
    return ["#" if word[0].isdigit() else word for word in words]


def of_the_family(
    words: Sequence[str], proposed: Sequence[Candidate], inherited: bool, beside: Neighbours
) -> tuple[list[str], dict[str, list[str]]]:
    """What is seen for the family: words, what the rules say of this and the neighbours; and of each candidate."""
    seen = [*words]
    for name, family in (("n-1", beside.before), ("n+1", beside.behind)):
        if family is not None:
            seen += [f"{name}={told_as(family)}", f"area {name}={family.split('_')[0]}"]
    ranks: dict[str, list[str]] = {}
    if not proposed:
        seen.append("r=")
        return seen, ranks
    first = proposed[0]
    lead = first.points - proposed[1].points if len(proposed) > 1 else 9.0
    seen.append(f"r={told_as(first.family)}")
    for rank, each in enumerate(proposed):
        family = told_as(each.family)
        if family not in ranks:
            stands = "behind" if each.head else "label" if each.by_label else "before"
            ranks[family] = [
                f"rank {rank}",
                f"points {max(-4, min(int(each.points / 2), 12))}",
                f"rank {min(rank, 1)} {stands}",
            ]
            if not rank:
                ranks[family] += [f"lead {max(-1, min(int(lead), 9))}", *(["inherited"] if inherited else ())]
    return seen, ranks


def said_so_far(sentence: Sentence, standing: Standing) -> list[str]:
    """The words of the sentence up to a number, wherever they stand: a plan is often told of far before it."""
    words = sentence.words.words[max(0, standing.start - SAID_SO_FAR) : standing.start]
    return [f"S={word}" for word in dict.fromkeys(words) if not word[0].isdigit()]


def of_the_kind(
    words: Sequence[str],
    so_far: Sequence[str],
    text: str,
    setting: Setting,
    amount: Amount,
    family: str,
    told: Told,
    beside: Neighbours,
) -> list[str]:
    """What tells done from planned: words, cues, the heading, the family, and what the rules say."""
    planned = _last_cue(text, setting.cues.planned, setting.begin, amount.start)
    done = _last_cue(text, setting.cues.done, setting.begin, amount.start)
    nearer = "planned" if planned > done else "done" if done > planned else "no cue"
    area = family.split("_")[0]
    outlook = setting.outlook
    seen = [
        *words,
        *so_far,
        f"f={family}",
        f"f={area} {'share' if amount.percent else 'thing'}",
        f"f={family} {nearer} {outlook}",
        f"o={outlook}",
        f"q={amount.comparator} {nearer}",
        f"k={told.kind}",
        f"k={told.kind} {family}",
        f"k={told.kind} {area}",
        f"k={told.kind} {outlook} {nearer}",
        f"k={told.kind} {amount.comparator}",
        f"k={told.kind} {beside.told.kind if beside.told else 'none'}",
    ]
    if planned[0] >= 0:
        seen.append(f"planned={planned[1]}")
    if done[0] >= 0:
        seen.append(f"done={done[1]}")
    return seen


def _last_cue(text: str, places: Sequence[int], begin: int, before: int) -> tuple[int, str]:
    """Where the last cue before a number stands, and its first words; -1 where there is none."""
    at = bisect_left(places, before)
    if not at or places[at - 1] < begin:
        return -1, ""
    place = places[at - 1]
    return place, " ".join(text[place : place + 24].split()[:2])


# ---- weighed ----------------------------------------------------------------------------------------------


def family_points(weights: Weights, seen: Seen) -> dict[str, int]:
    """The points of the families that the rules propose, of those that the words speak for most, and of none."""
    found = weights.families.likeliest(seen.family, LIKELY, [*seen.ranks, OTHER])
    unproposed = rank_points(weights.ranks, seen.ranks, "")
    return {
        family: points
        + (
            rank_points(weights.ranks, seen.ranks, family)
            if family in seen.ranks or family == OTHER
            else unproposed
        )
        for family, points in found.items()
    }


def rank_names(ranks: Mapping[str, Sequence[str]], family: str) -> list[str]:
    """What holds of a family whatever it is: what the rules say of it, and whether it is none of ours."""
    proposed = "rules" if ranks else "no rule"
    names = list(ranks[family]) if family in ranks else [f"not proposed, {proposed}"]
    if family == OTHER:
        first = next(iter(ranks), "")
        names.append(f"other, {'first' if first == OTHER else proposed}")
    return names


def rank_points(weights: Mapping[str, int], ranks: Mapping[str, Sequence[str]], family: str) -> int:
    return sum([weights.get(name, 0) for name in rank_names(ranks, family)])


def weighed(weights: Weights, seen: Seen, proposed: Sequence[Candidate]) -> list[Candidate]:
    """The candidates in the order of what speaks for them, with the share of such answers that was right."""
    points = family_points(weights, seen)
    likely = likelihoods(points)
    order = sorted(likely, key=likely.__getitem__, reverse=True)
    ahead = LEAD_FOR_MONEY if "c=money" in seen.family else LEAD
    ruled = {told_as(each.family): each for each in reversed(proposed)}
    first = proposed[0] if proposed else None
    head = first.head if first is not None else None
    by_rules = told_as(first.family) if first is not None else None
    if by_rules is not None and points[order[0]] - points[by_rules] < ahead:
        order.remove(by_rules)
        order.insert(0, by_rules)
    found = []
    shown = [each for each in order[:SHOWN] if likely[each] >= WORTH_SHOWING]
    for family in dict.fromkeys([order[0], *shown, *([by_rules] if by_rules else [])]):
        known = ruled.get(family)
        confidence = round(weights.share_right(likely[family]) if family == order[0] else likely[family], 2)
        if known is not None:
            found.append(
                Candidate(known.family, known.points, confidence, known.reasons, known.head, known.by_label)
            )
        else:
            found.append(Candidate(UNLISTED if family == OTHER else family, 0.0, confidence, (), head))
    if by_rules != order[0]:
        found[0] = found[0]._replace(reasons=_why(weights.families, seen.family, order[0], by_rules))
    return found


def told_by(
    weights: Weights, names: Sequence[str], told: Told, before: Sequence[str]
) -> tuple[Told, float, tuple[str, ...]]:
    """The kind that most speaks for, how likely it is, and why where the rules say another.

    ``before``: words before the number.
    """
    points = weights.kinds.points(names)
    best = max(points, key=points.__getitem__)
    likely = likelihoods(points)
    if best == told.kind or points[best] - points[str(told.kind)] < LEAD_OF_KIND:
        return told, likely[told.kind], ()
    direction = None
    if best == Kind.CHANGE:
        direction = Direction.DOWN if any(word in _DOWN for word in before) else Direction.UP
    why = _why(weights.kinds, names, best, str(told.kind), "loại ")
    return Told(Kind(best), direction), likely[best], why


_SAID = frozenset({"a1", "a2", "p1", "p2", "A", "P", "TA", "TB", "planned", "done"})


def _why(
    scale: Scale, names: Sequence[str], answer: str, against: str | None, of: str = ""
) -> tuple[str, ...]:
    """The words that spoke most for an answer and against the one that the rules gave, in Vietnamese."""
    spoke: dict[str, int] = {}
    for name in names:
        sort, _sign, words = name.partition("=")
        if sort in _SAID and words.strip() and "#" not in words:
            more = scale.weight(name, answer) - (scale.weight(name, against) if against else 0)
            spoke[words] = spoke.get(words, 0) + more
    strongest = sorted((word for word in spoke if spoke[word] > 0), key=lambda word: (-spoke[word], word))[:3]
    if not strongest:
        return (of + "theo các bài mẫu đã học",)
    return (
        of
        + "từ "
        + ", ".join(f"“{word.strip()}”" for word in strongest)
        + " gần số, theo các bài mẫu đã học",
    )
