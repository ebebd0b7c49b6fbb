"""Is a number set by a rule: a size that something depends on, or what is set for each place or for such a size?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from binhyen.narratives.rules.amounts import Amount, Comparator
from binhyen.narratives.rules.choosing import Candidate
from binhyen.narratives.rules.ground import Judged
from binhyen.narratives.rules.vocabulary import OTHER, UNLISTED

THRESHOLD = "plan_threshold"
_SIZES = frozenset({"ctx_households", "ctx_population"})
_CONSEQUENCE = re.compile(
    r"[^.;]{0,90}?(?:\bđược (?:thành lập|bố trí|công nhận|kiện toàn|tăng|thêm)|\bthì\b|\bthành lập|\bbố trí)"
    r"|[^.;0-9]{0,40}: ?(?:không quá |tối đa )?0?[0-9]{1,2} (?:thành viên|người|tổ)"
)
_SIZED = re.compile(
    r"(?:^|\b)(?:thôn|xóm|làng|ấp|bản|buôn|khu|phố|khóm|khối|địa bàn|dân cư|quy mô|nơi|xã|phường|cứ|hoặc)"
    r"(?: (?:có|loại|nào|có quy mô|có số hộ|nhỏ|lớn))? ?$"
)
_NORMED = frozenset(
    [
        "force_safety_members",
        "force_safety_teams",
        "selfmgmt_members",
        "selfmgmt_groups",
        "mass_org_members",
        "ctx_population",
    ]
)
"""What is set by a rule where it stands behind the size that it is set for: "trên 700 hộ, 4 người"."""
NORM = "force_norm"
_NORMED_WORD = re.compile(r" (?:người|thành viên|tổ viên|tổ|đồng chí|tổ phó)\b|[,;.]|$")
_SCORED = re.compile(r" điểm(?: trở lên)?[^.;0-9]{0,30}\b(?:xếp loại|đạt loại|loại|được (?:xét|công nhận))")
_LEAST_SIZE = 30
_MOST_NORMED = 30
_CONDITION = re.compile(
    r"(?:(?:được |không )?(?:xét|công nhận|xếp loại)[^.;0-9]{0,60}\b(?:khi|nếu|phải|với điều kiện)\b|"
    r"\b(?:điều kiện|tiêu chuẩn)\b[^.;0-9]{0,40}(?::|\blà|\bgồm|\bphải)|\b(?:yêu cầu|"
    r"quy định)[^.;0-9,]{0,20} là)(?:[^.;]|(?<=[0-9])\.(?=[0-9])){0,70}$"
)


def is_norm(text: str, last: Judged, amount: Amount, money: bool, candidates: Sequence[Candidate]) -> bool:
    """Whether an amount is what is set for the size before it: "thôn dưới 350 hộ bố trí 3 người"."""
    if money or amount.percent or not last.candidates:
        return False
    of_size = last.candidates[0].family == THRESHOLD and last.amount.value >= _LEAST_SIZE
    if not of_size or text.find(";", last.amount.end, amount.start) >= 0 or amount.value > _MOST_NORMED:
        return False
    return (
        not candidates
        or candidates[0].family in _NORMED
        or (candidates[0].family in (OTHER, UNLISTED, NORM) and bool(_NORMED_WORD.match(text, amount.end)))
    )


def is_threshold(text: str, begin: int, stop: int, amount: Amount, family: str) -> bool:
    """Whether a bounded size has a consequence: "thôn có từ 350 hộ trở lên được thành lập 02 tổ", or is a condition."""
    bounded = amount.starts_from or amount.comparator not in (Comparator.EQ, Comparator.APPROX)
    if (
        family in _SIZES
        and (bounded or amount.most is not None)
        and _SIZED.search(text, max(begin, amount.start - 40), amount.start)
    ):
        return True
    if (bounded or amount.most is not None) and _SCORED.match(text, amount.end):
        return True
    if bounded and _CONDITION.search(text, max(begin, amount.start - 120), amount.start):
        return True
    return family in _SIZES and bounded and bool(_CONSEQUENCE.match(text, amount.end, stop))
