"""Is an amount a sum of money?"""

from __future__ import annotations

import re
from bisect import bisect_left

from binhyen.narratives.rules.amounts import Amount
from binhyen.narratives.rules.nearness import Sentence

MONEY = re.compile(
    r" ?(?:đồng(?! (?:chí|bào|tình|ý|thuận|lòng|thời|bộ|hành|nghiệp|đội|phục|hồ|tháp|nai|minh|đều|hạng|"
    r"dạng|cảm|loạt|hương|môn|nhất|quan|quyền|xuân|sơn|lợi|tâm|văn))|vnđ|vnd|đ\b|nghìn đồng|triệu đồng|tỷ đồng)"
)
_MONEY_LABEL = re.compile(r"\((?:đvt: ?)?(?P<unit>(?:(?:nghìn|ngàn|triệu|tỷ) )?đồng)\) ?[:|]? ?$")
_IN_DONG = re.compile(
    r"\b(?:tổ trưởng|tổ phó|tổ viên|kinh phí|số tiền|tiền|mức|phụ cấp|hỗ trợ|bồi dưỡng|ngân sách|dự toán|"
    r"tổng chi|chi|thu|"
    r"trị giá|giá|quỹ|cộng|cả năm|góp|đóng|ủng hộ|=|×|x)(?: [^\W\d]+){0,2}[: ]*$"
)
_ENDS = re.compile(r" ?(?:[,;.)]|$)")
_THING = re.compile(r" (?!và\b|cho\b|từ\b|do\b|để\b|với\b|trong\b|mỗi\b|một\b|so\b|tăng\b|giảm\b)[^\W\d_]")


def is_money(text: str, amount: Amount, sentence: Sentence) -> bool:
    """Whether words of money stand beside an amount, or large round numbers behind what is paid."""
    if amount.percent:
        return False
    if MONEY.match(text, amount.end) or label_of_money(text, amount):
        return True
    if not amount.scaled:
        return (
            amount.value >= 50_000
            and amount.value % 500 == 0
            and _IN_DONG.search(text, max(0, amount.start - 40), amount.start) is not None
            and not _THING.match(text, amount.end)
        )
    if not text.endswith(("triệu", "tỷ"), amount.first, amount.end):
        return False
    if _ENDS.match(text[amount.end : amount.end + 2]):
        return True
    at = bisect_left(sentence.words.starts, amount.end)
    return not any(each.term in sentence.heads for each in sentence.starting.get(at, ()))


def label_of_money(text: str, amount: Amount) -> re.Match[str] | None:
    """The unit of money in brackets behind the label before an amount: "Kinh phí (triệu đồng): 12"."""
    before = max(0, amount.start - 24), amount.start
    return _MONEY_LABEL.search(text, *before) if text.find("đồng)", *before) >= 0 else None
