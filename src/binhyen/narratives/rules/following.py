"""What does a number take over from the figures before it: changes, older values, shares in brackets, breakdowns?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from binhyen.narratives.rules import kinds
from binhyen.narratives.rules.amounts import Amount
from binhyen.narratives.rules.choosing import Candidate
from binhyen.narratives.rules.ground import BEFORE, Ground, Judged
from binhyen.narratives.rules.kinds import Kind, Told
from binhyen.narratives.rules.nearness import Sentence, Standing
from binhyen.narratives.rules.passages import Passage
from binhyen.narratives.rules.vocabulary import Counted

_THAT_IS = re.compile(r"[^().;,0-9]{0,40},? (?:tương đương|tương ứng|tức là|tức|hay)(?: với)?(?: mức)? ")
_BRACKETED = re.compile(r"[(,:]")
_COMPARED = re.compile(r"so với|cùng kỳ|năm trước|trước đó|từ|lên|còn|xuống")
_COMPARED_BY_TIME = re.compile(r"so với|cùng kỳ|năm")
_CHANGE_IN_BRACKETS = re.compile(r"[^().;,]{0,40}\(\s?(?:tương ứng |tương đương |tỷ lệ |bằng |=|\+|-)*\s?")
_SHARE_IN_BRACKETS = re.compile(
    r"[^().;]{0,60}\(\s?(?:chiếm |đạt |đạt tỷ lệ |tỷ lệ |bằng |tương ứng |tương đương |= ?|\+|-)*\s?"
)
_LISTED_ON = re.compile(r"(?: [^\W\d]+){0,4}(?:,| và|, và) ?")
_THEN_COMPARED = re.compile(r"[^.;]{0,60}(?:so với|cùng kỳ)")
_BROKEN_DOWN = re.compile(
    r"[^;:()]{0,20}?[ (;,]*(?:riêng )?(?:trong )?(?:tháng|quý|năm|kỳ|đợt|tuần)[^;:()]{0,20}[: là]*"
)
_DIVIDED = re.compile(r" ?(?:[,;)]| và )")
_DIVIDING = re.compile(r"[^\W\d_]:? $")
_NOUN = 40  # letters between a number and the brackets that divide it


def divides(text: str, amount: Amount, before: Sequence[Judged]) -> bool:
    """Whether a number without a noun divides the one before the brackets: "84 cuộc (xã 50 và cơ quan 34)"."""
    if not before or amount.percent or amount.spelled:
        return False
    opened = text.rfind("(", max(0, amount.start - BEFORE), amount.start)
    if opened < 0 or ")" in text[opened : amount.start] or not _DIVIDED.match(text, amount.end):
        return False
    last = next((each for each in reversed(before) if each.amount.end <= opened), None)
    if last is None or not _DIVIDING.search(text, opened, amount.start):
        return False
    return last is before[0] and len(text[last.amount.end : opened]) <= _NOUN


def change_of(text: str, begin: int, amount: Amount, before: Sequence[Judged]) -> Told | None:
    """A change by its own words, or as the share in brackets behind one, or as the next of several."""
    if own := kinds.change_of(text, begin, amount):
        return own
    if not before or before[-1].told.kind is not Kind.CHANGE:
        return None
    last = before[-1]
    between = text[last.amount.end : amount.start]
    if not _COMPARED_BY_TIME.search(between) and _CHANGE_IN_BRACKETS.fullmatch(between):
        return last.told
    if amount.percent and _THAT_IS.fullmatch(between):
        return last.told
    if _LISTED_ON.fullmatch(between) and _THEN_COMPARED.match(text[amount.end : amount.end + 100]):
        return last.told
    return None


def candidates_before(
    text: str,
    sentence: Sentence,
    standing: Standing,
    amount: Amount,
    before: Sequence[Judged],
    changed: Told | None,
    at: int | None,
) -> Sequence[Candidate] | None:
    """The candidates of the figure before, where a change, an older value or a share in brackets speaks of the same.

    ``at``: the word at which what is counted begins.
    """
    if not before:
        return None
    last = before[-1]
    between = text[last.amount.end : amount.start]
    if len(between) > 90:
        return None
    if at is not None and sentence.words.words[at] == "cấp" and _BRACKETED.search(between):
        return last.candidates  # "35 ban chỉ đạo (1 cấp tỉnh, 34 cấp xã)"
    if (
        amount.percent
        and at is None
        and last.standing.counted is Counted.THINGS
        and changed is None
        and _SHARE_IN_BRACKETS.fullmatch(between)
    ):
        return _share_of(last.candidates)
    if (
        at is None
        and amount.percent == (last.standing.counted is Counted.SHARE)
        and _BROKEN_DOWN.fullmatch(between)
    ):
        return last.candidates
    if ";" in between:
        return None
    compared = _COMPARED.search(between) is not None
    if changed is None and not compared:
        return None
    if at is None:
        return last.candidates if changed is not None or (compared and not amount.percent) else None
    same = (
        at < len(sentence.words.words)
        and last.standing.end < len(sentence.words.words)
        and (sentence.words.words[at] == sentence.words.words[last.standing.end])
    )
    one_word = (
        at + 1 >= len(sentence.words.words)
        or (
            sentence.words.words[at + 1]
            in ("so", "và", "tương", "xuống", "lên", "của", "năm", "trong", "(", ")", ";", "cùng")
        )
        or at + 1 >= standing.after
    )
    return last.candidates if same and one_word else None


_GOES_BACK = re.compile(
    r"(?:tính ra|tức(?: là)?|như vậy|vậy là|tỷ lệ(?: này| chung)?|đạt|chiếm|bằng|tương đương|con số (?:này|"
    r"ấy|đó)|số (?:này|ấy|đó)|"
    r"còn lại|năm (?:ngoái|trước|kia)|cùng kỳ|(?:kỳ|quý|tháng|vụ) trước|tổng cộng|cả thảy|tính chung|"
    r"lần lượt|chỉ còn|nay còn|"
    r"trước đó|rơi xuống)(?: [^\W\d]+){0,3}[:, (]*$"
)
_FAR_BACK = 160  # letters over which a bare number still goes on with the figure before it


def family_before(ground: Ground, passage: Passage, amount: Amount, money: bool) -> str | None:
    """The family of the figure just before, where words that go back to it stand before a bare number."""
    text = ground.shadow.text
    end, family = ground.said.get("told", (-1, ""))
    if money or not passage.start <= end <= amount.start <= end + _FAR_BACK:
        return None
    if not _GOES_BACK.search(text, max(end, amount.start - 60), amount.start):
        return None
    share = family.endswith("_pct")
    if amount.percent:
        return family if share else _SHARES.get(family)
    return (
        None
        if share or family.startswith(("ctx_", "res_social", "res_budget", "force_allowance"))
        else family
    )


_SHARES = {
    "safe_residential_count": "safe_residential_pct",
    "safe_commune_count": "safe_commune_pct",
    "safe_workplace_count": "safe_workplace_pct",
    "safe_school_count": "safe_school_pct",
    "safe_all_count": "safe_all_pct",
    "disp_cases_mediated": "disp_mediation_success_pct",
    "info_tips_resolved": "info_tips_resolved_pct",
    "crime_cleared": "crime_clearance_pct",
    "model_households": "model_household_pct",
    "fest_sites": "fest_coverage_pct",
    "safe_grade_units": "safe_movement_grade_pct",
}
"""The share that belongs to a count, for "đạt 12/15 khu dân cư (80%)"."""


def _share_of(counts: Sequence[Candidate]) -> Sequence[Candidate]:
    return [each._replace(family=_SHARES.get(each.family, each.family)) for each in counts]
