"""Numbers become amounts: a part of a whole, a range, and how exactly the text means it."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from binhyen.narratives.rules.numerals import Number


class Comparator(StrEnum):
    """How a text means its number."""

    EQ = "eq"
    GT = "gt"
    GE = "ge"
    LT = "lt"
    LE = "le"
    APPROX_BELOW = "approx_below"
    APPROX = "approx"


_HEDGES: tuple[tuple[Comparator, str], ...] = (
    (
        Comparator.APPROX,
        r"trên dưới|xấp xỉ|khoảng chừng|khoảng|ước khoảng|ước đạt|ước tính(?: khoảng)?|ước chừng|ước|"
        r"chừng|tầm|độ chừng|vào khoảng|bình quân khoảng|quãng|cỡ|cỡ chừng|ngót nghét|xấp xỉ khoảng|~|≈",
    ),
    (
        Comparator.GE,
        r"ít nhất(?: là| phải| cũng)?(?: từ)?|tối thiểu(?: là| phải)?(?: từ)?|không dưới|không thấp hơn|"
        r"không ít hơn|"
        r"thấp nhất(?: là)?|chí ít|không kém|≥|>=|không để dưới|ít ra(?: là| cũng)?",
    ),
    (
        Comparator.LE,
        r"không quá|không vượt quá|không nhiều hơn|không hơn|tối đa(?: là)?(?: không quá)?|"
        r"nhiều nhất(?: là)?|cao nhất(?: là)?|"
        r"không cao hơn|chưa quá|không quá mức|quá lắm|không để quá|không được quá|≤|<=|nhiều lắm(?: là|"
        r" cũng)?|cùng lắm(?: là)?",
    ),
    (
        Comparator.LT,
        r"dưới|chưa đến|chưa tới|chưa đầy|không đến|không tới|chưa được|thấp hơn|ít hơn|không đầy|nhỏ hơn|<",
    ),
    (
        Comparator.APPROX_BELOW,
        r"gần|gần đến|gần tới|gần như|ngót|suýt soát|xấp xỉ gần|sát (?:mức|mốc|nút)|non|xấp xỉ gần|mấp mé|tiệm cận",
    ),
    (Comparator.GT, r"hơn|trên|quá|lớn hơn|cao hơn|nhiều hơn|vượt|vượt trên|vượt quá|vượt mốc|hơn cả|>"),
)
_BEFORE = re.compile(
    r"(?<!\w)(?:" + "|".join(f"(?P<{comparator.name}>{words})" for comparator, words in _HEDGES) + r") ?$"
)
_UP_TO = re.compile(
    r"(?:^|[^\w])(?:hỗ trợ|phạt|phạt tiền|vay|mức|bố trí|thưởng|chi|từ đó|gồm|bồi dưỡng) (?:đến|tới) ?$"
)
_ON = re.compile(r"(?:^|[^\w])(?P<led>[^\W\d]+) trên ?$")
_SPREAD = re.compile(r" ?(?:km|m|mét|tuyến|xã|phường|thôn|địa bàn|khu|trục|đoạn|ấp|đường)\b")
_LEADS_TO_MORE = frozenset(
    [
        "có",
        "tăng",
        "giảm",
        "thêm",
        "với",
        "đạt",
        "dài",
        "được",
        "hiện",
        "đến",
        "là",
        "của",
        "cho",
        "khoảng",
        "tổng",
        "thành",
        "hút",
        "gồm",
        "động",
        "đấu",
    ]
)
_FROM = re.compile(r"(?:^|[^\w])từ ?$")
_UPWARD = re.compile(
    r"(?:[^.;,:()]|, (?=trật tự|chống )){0,45}?(?<!khá )(?<!tốt )(?<!bình )(?<!xã )(?<!tuổi )"
    r"\b(?:trở|đổ(?= l| x)) (?P<way>lên|xuống|(?<=đổ )lại)\b"
)
_BEHIND = 100  # letters in which "trở lên" may stand
_TO = re.compile(r" ?(?:-|–|đến|tới)(?: dưới| hết| không quá| gần)? ?$")
_UNIT_TO = re.compile(r"(?: ?%)?(?: [^\W\d]+){0,3} (?:đến|tới)(?: dưới| hết| không quá| gần)? $")
_OVER = re.compile(r" ?/ ?(?:tổng số |tổng )?$|(?: trên| trong) tổng số $| phần $")
_AMONG = re.compile(r" (?:trên|trong)(?: số)? $")


class Amount(NamedTuple):
    """A number as a report means it; ``[start, end)`` in the shadow with its hedge, ``first`` where it begins."""

    value: Decimal
    start: int
    first: int
    end: int
    most: Decimal | None = None
    denominator: Decimal | None = None
    comparator: Comparator = Comparator.EQ
    percent: bool = False
    scaled: bool = False
    spelled: bool = False
    starts_from: bool = False  # "từ 80%" that no word closes: what is planned is then meant at least


def fraction(text: str, part: Number, whole: Number) -> Amount | None:
    """``12/15``, "4 trên 9": a part of a whole, where no day can be meant. "Một trong 15" counts the fifteen."""
    between = text[part.end : whole.start]
    among = 1 < part.value < whole.value and _AMONG.match(between)
    alike = part.spelled == whole.spelled and _OVER.match(between)
    if not (among or alike) or part.percent or whole.percent or part.scaled or whole.scaled:
        return None
    return Amount(part.value, part.start, part.start, whole.end, denominator=whole.value)


def range_of(text: str, begin: int, low: Number, high: Number) -> Amount | None:
    """``từ 3 đến 5``, ``3-5``, ``80-85%``: one amount with a least and a most."""
    if high.start - low.end > 40:
        return None
    between = text[low.end : high.start]
    opened = _FROM.search(text[max(begin, low.start - 5) : low.start])
    if not (_TO.match(between) or (opened and _UNIT_TO.match(between))):
        return None
    value = low.value
    if high.scaled and not low.scaled and value < 1000 and _TO.match(between):
        value *= _scale_of(text[high.bare : high.end])
    if value >= high.value or (low.percent and not high.percent):
        return None
    start = low.start - len(opened[0].lstrip()) if opened else low.start
    return Amount(
        value,
        start,
        low.start,
        high.end,
        most=high.value,
        percent=high.percent,
        scaled=high.scaled,
        spelled=low.spelled,
    )


def _scale_of(words: str) -> Decimal:
    scale = Decimal(1)
    for word, factor in (("nghìn", 10**3), ("ngàn", 10**3), ("triệu", 10**6), ("tỷ", 10**9), ("vạn", 10**4)):
        if word in words:
            scale *= factor
    return scale


def single(number: Number) -> Amount:
    return Amount(
        number.value,
        number.start,
        number.start,
        number.end,
        percent=number.percent,
        scaled=number.scaled,
        spelled=number.spelled,
    )


def hedged(text: str, begin: int, stop: int, amount: Amount) -> Amount:
    """The amount with the words that say how exactly it is meant. ``[begin, stop)``: what its hedge may stand in."""
    before = text[max(begin, amount.start - 34) : amount.start]
    following = text[amount.end : min(stop, amount.end + _BEHIND)]
    may_go_up = (
        "trở" in following or "đổ" in following
    )  # a plain look first: patterns cost more than all else
    if may_go_up and (upward := _UPWARD.match(text, amount.end, stop)):
        way = Comparator.GE if upward["way"] == "lên" else Comparator.LE
        opened = _FROM.search(before)
        start = amount.start - len(opened[0].lstrip()) if opened else _with_hedge(before, amount)[0]
        return amount._replace(comparator=way, start=start)
    if amount.most is not None:
        return amount._replace(start=_with_hedge(before, amount)[0])
    if "từ" in before and (opened := _FROM.search(before)):
        inner = before[: opened.start()]
        hedge = _BEFORE.search(inner + " " if inner and not inner.endswith(" ") else inner)
        return amount._replace(
            start=amount.start - len(opened[0].lstrip()),
            starts_from=not hedge,
            comparator=_meant(hedge) if hedge else Comparator.EQ,
        )
    start, comparator = _with_hedge(before, amount)
    last = before.rstrip(" ")
    if comparator is Comparator.EQ and last.endswith(("đến", "tới")) and _UP_TO.search(before):
        return amount._replace(comparator=Comparator.LE)
    on = _ON.search(before) if last.endswith("trên") and not amount.percent else None
    if on and on["led"] not in _LEADS_TO_MORE and _SPREAD.match(text, amount.end):
        return amount  # "bóng đèn trên 15 km đường": where, not how much
    return amount if start == amount.start else amount._replace(comparator=comparator, start=start)


def _with_hedge(before: str, amount: Amount) -> tuple[int, Comparator]:
    found = _BEFORE.search(before)
    if not found:
        return amount.start, Comparator.EQ
    return amount.start - (len(before) - found.start()), _meant(found)


def _meant(found: re.Match[str]) -> Comparator:
    return Comparator[found.lastgroup or "EQ"]
