"""What does an amount count, and of which kind is it? All rules in order."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from binhyen.narratives.rules import choosing, kinds
from binhyen.narratives.rules.amounts import Amount, Comparator
from binhyen.narratives.rules.choosing import Candidate
from binhyen.narratives.rules.counting import is_figure
from binhyen.narratives.rules.following import candidates_before, change_of, divides, family_before
from binhyen.narratives.rules.ground import Ground, Judged
from binhyen.narratives.rules.kinds import Kind, Told
from binhyen.narratives.rules.names import LEAST_WORDS, Label, Named, label_in
from binhyen.narratives.rules.nearness import Sentence, Standing
from binhyen.narratives.rules.norms import NORM, THRESHOLD, is_norm, is_threshold
from binhyen.narratives.rules.passages import Passage
from binhyen.narratives.rules.sums import is_money
from binhyen.narratives.rules.vocabulary import OTHER, UNLISTED, Counted

_SEEN = 400  # letters of a long sentence that the judgements on kinds look back on
_MORE_OR_LESS = re.compile(r"(?:cao|nhiều|ít|thấp) hơn|vượt|hơn so với")
_OF_EACH = frozenset({"force_safety_teams", "force_safety_members"})
_EACH_PLACE = re.compile(
    r"\b(?:mỗi|từng|một|01) (?:thôn|xóm|làng|ấp|bản|buôn|khu|khóm|khối|tổ|địa bàn|đội|ca|"
    r"chốt)\b(?!trưởng)[^.;:0-9]{0,60}$"
)
_NO_ALLOWANCE = 50_000_000  # đồng: more than anybody gets a month
_LEAST_TARGET = 10  # so few members are planned of each team, not of all
SURELY = 99.0  # points of what is called by its full name
_OF_REPORTS = re.compile(
    r" (?:xã|phường|đặc khu|đơn vị|tỉnh|thành phố|cơ quan|địa phương)\b"
    r"(?:[^.;:()]{0,120}?\bbáo cáo\b(?! viên)| (?:còn thiếu|để trống)|[^.;:()]{0,20} đã giải trình\b)"
    r"| báo cáo (?:tuần|tháng|quý|6 tháng|9 tháng|sáu tháng|chín tháng|năm)\b"
)
"""Of how many units something is said of their reports, which is no figure of the movement."""
_OF_BOTH_PERIODS = re.compile(r"(?:^|\W)trên cùng $")


def judge(
    ground: Ground,
    passage: Passage,
    sentence: Sentence,
    amount: Amount,
    before: Sequence[Judged],
    following: int,
    stretch: tuple[int, int],
    listed: tuple[int, int, int],
    cues: kinds.Cues,
    label: Label | None,
) -> Judged | None:
    """What an amount counts and of which kind it is; None where it turns out to be no figure."""
    text = ground.shadow.text
    words = sentence.words
    begin, stop = max(stretch[0], amount.start - _SEEN), min(stretch[1], amount.end + _SEEN)
    changed = change_of(text, begin, amount, before)
    money = is_money(text, amount, sentence)
    standing = Standing(
        start=bisect_left(words.starts, amount.start),
        end=bisect_left(words.starts, amount.end),
        before=before[-1].standing.end if before else 0,
        after=bisect_left(words.starts, following),
        counted=Counted.SHARE if amount.percent else Counted.MONEY if money else Counted.THINGS,
        changed=changed is not None,
        listed_from=bisect_left(words.starts, listed[0]),
        listed_to=(bisect_left(words.starts, listed[1]), bisect_left(words.starts, listed[2])),
    )
    at = choosing.behind(text, sentence, standing)
    candidates: Sequence[Candidate] = choosing.candidates(ground.vocabulary, text, sentence, standing, at)
    named = _named(ground, sentence, amount, standing, label, at, changed=changed is not None)
    divided = divides(text, amount, before)
    if (
        not (named and label)
        and not divided
        and not is_figure(
            ground.shadow,
            sentence,
            amount,
            standing,
            candidates,
            changed is not None or at is not None,
            listed[0] != amount.start,
        )
    ):
        return None
    inherited = None
    if named is None and _tells_of_reports(text, amount, stop):
        candidates = [Candidate(UNLISTED, SURELY, 0.9, ("số đơn vị, số báo cáo",), None)]
    elif named is not None:
        candidates = [
            _surely(named, sentence, standing, at),
            *(each for each in candidates if each.family != named.family),
        ]
    elif divided:
        candidates = before[0].candidates
    elif (inherited := candidates_before(text, sentence, standing, amount, before, changed, at)) is not None:
        candidates = inherited
    of_another = divided or inherited is not None
    unknown = not candidates or candidates[0].family in (OTHER, UNLISTED)
    if (
        unknown
        and named is None
        and not of_another
        and at is None
        and (carried := family_before(ground, passage, amount, money)) is not None
    ):
        candidates, of_another = [Candidate(carried, SURELY, 0.5, ("số liệu ngay trước",), None)], True
    last = before[-1] if before else None
    candidates = _meant_instead(text, begin, stop, amount, money, candidates, last, called=named is not None)
    family = candidates[0].family if candidates else None
    if family is not None:
        ground.said["told"] = (amount.end, family)
    opening, outlook = passage.start, passage.outlook
    if named is not None and label is not None:  # no word of the name says whether it was done
        opening = begin = max(begin, words.ends[label.end - 1])
        outlook = passage.around
    setting = kinds.Setting(opening, begin, stop, cues, outlook, listed[0], ground.report)
    told = told_by_rules(text, setting, amount, family, changed)
    if (
        told.kind is Kind.TARGET
        and family == "force_safety_members"
        and amount.value < _LEAST_TARGET
        and not amount.percent
    ):
        candidates = [candidates[0]._replace(family=NORM), *candidates]
    if changed is not None and _MORE_OR_LESS.match(text, amount.start):
        amount = amount._replace(comparator=Comparator.EQ)
    if told.kind is Kind.TARGET and amount.starts_from:
        amount = amount._replace(comparator=Comparator.GE)
    code = named.code if named else None
    return Judged(amount, standing, candidates, money, told, setting, changed, of_another, code)


def _meant_instead(
    text: str,
    begin: int,
    stop: int,
    amount: Amount,
    money: bool,
    candidates: Sequence[Candidate],
    last: Judged | None,
    *,
    called: bool,
) -> Sequence[Candidate]:
    """The candidates behind the family that is meant where an amount is a part, is set by a rule, or is too large.

    ``last``: the figure before; ``called``: whether the text calls the indicator by its own full name.
    """
    if not called and candidates and amount.denominator is not None and candidates[0].family in _PARTS:
        candidates = [candidates[0]._replace(family=_PARTS[candidates[0].family]), *candidates]
    if candidates and is_threshold(text, begin, stop, amount, candidates[0].family):
        candidates = [candidates[0]._replace(family=THRESHOLD), *candidates]
    if (
        candidates
        and candidates[0].family in _OF_EACH
        and _EACH_PLACE.search(text, max(begin, amount.start - 80), amount.start)
    ):
        candidates = [candidates[0]._replace(family=NORM), *candidates]
    if not called and last is not None and is_norm(text, last, amount, money, candidates):
        head = candidates[0].head if candidates else None
        candidates = [Candidate(NORM, SURELY, 0.7, ("đứng sau quy mô",), head), *candidates]
    if candidates and candidates[0].family == "force_allowance_vnd" and amount.value >= _NO_ALLOWANCE:
        candidates = [candidates[0]._replace(family="res_budget_vnd"), *candidates]
    return candidates


def told_by_rules(
    text: str, setting: kinds.Setting, amount: Amount, family: str | None, changed: Told | None
) -> Told:
    """The kind by the rules."""
    told = kinds.told(text, setting, amount, family)
    return changed if changed is not None and told.kind not in (Kind.CHANGE, Kind.TARGET) else told


def _tells_of_reports(text: str, amount: Amount, stop: int) -> bool:
    """Whether units are counted by what became of their reports: "còn 4 xã, phường chưa gửi báo cáo"."""
    return bool(
        _OF_REPORTS.match(text, amount.end, stop)
        or (
            text.endswith("trên cùng ", 0, amount.start)
            and _OF_BOTH_PERIODS.search(text, max(0, amount.start - 12), amount.start)
        )
    )


def label_of(ground: Ground, sentence: Sentence) -> Label | None:
    """The indicator by whose own full name a sentence begins, or that of which it is an option."""
    text, words = ground.shadow.text, sentence.words

    def quoted(at: int) -> bool:
        before = words.starts[at] - 1
        return text.startswith('"', max(before, 0)) or (at > 0 and text.startswith('"', words.ends[at - 1]))

    found = label_in(ground.vocabulary.names, words.words, quoted, ground.parent.below())
    ground.parent.passed(found.name if found else None)
    return found


def _named(
    ground: Ground,
    sentence: Sentence,
    amount: Amount,
    standing: Standing,
    label: Label | None,
    at: int | None,
    *,
    changed: bool,
) -> Named | None:
    """The indicator whose full name stands right behind a number, or is the label of what is counted there.

    ``at``: the word at which that begins.
    """
    words = sentence.words.words
    found = ground.vocabulary.names.at(words, standing.end)
    if found is not None and len(found.words) >= LEAST_WORDS and found.share == amount.percent:
        return found
    before = ground.vocabulary.names.ending(words, standing.start)
    if before is not None and (
        amount.percent if before.share else tuple(words[standing.end :][: len(before.unit)]) == before.unit
    ):
        return before
    if label is None or label.end > standing.start:
        return None
    name = label.name
    if amount.percent:
        return name if name.share or changed else None
    if at is None:
        return name  # a share too: its sign may have been left out under a heading
    return name if tuple(words[at : at + len(name.unit)]) == name.unit else None


def _surely(named: Named, sentence: Sentence, standing: Standing, behind: int | None) -> Candidate:
    """The family of an indicator that is called by its full name; its head is what stands behind the number of it."""
    words, head = sentence.words.words, None
    for counted in (named.words, named.unit):
        at = standing.end if counted is named.words else behind
        if head is None and at is not None and tuple(words[at : at + len(counted)]) == counted:
            head = (at, at + len(counted))
    return Candidate(
        named.family, SURELY, 0.99, ("tên chỉ tiêu trong danh mục",), head, by_label=head is None
    )


_PARTS = {
    "ctx_residential_units": "org_units_implementing",
    "ctx_admin_units": "org_units_implementing",
    "ctx_households": "model_households",
}
"""What a part of a whole counts: "12/15 thôn" are those that did what was asked of all."""
