"""Which numbers stand in a text, in digits or in words, and what do they come to?

A dot groups thousands and a comma opens the decimals. Exact numbers alone: "hàng nghìn", "vài chục" and "hai ba" are
none. What a number counts, and whether it is a figure at all, is asked elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from binhyen.narratives.rules.finding import beginnings
from binhyen.narratives.rules.shadow import Shadow

_ONES = {
    "một": 1,
    "mốt": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "tư": 4,
    "năm": 5,
    "lăm": 5,
    "nhăm": 5,
    "sáu": 6,
    "bảy": 7,
    "bẩy": 7,
    "tám": 8,
    "chín": 9,
}
_SCALES = {"nghìn": 10**3, "ngàn": 10**3, "vạn": 10**4, "triệu": 10**6, "tỷ": 10**9}
_WORD = "|".join(
    sorted([*_ONES, "mười", "mươi", "trăm", "linh", "lẻ", "chục", "không", "rưỡi", *_SCALES], key=len)[::-1]
)
_DIGITS = (
    r"(?>[0-9]{1,3}(?:\.[0-9]{3})++(?![0-9])(?:,[0-9]++)?|[0-9]++(?:[.,][0-9]++)?)"  # never tried shorter
)
_BEGINNINGS = ("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", *_ONES, "mười", "nửa", "phân nửa")
_NUMBER = re.compile(
    rf"(?<![\w.,])(?:(?P<digits>{_DIGITS})(?!\.?[0-9])|"
    r"(?:một |phân )?nửa(?= (?:số|tổng|dân|hộ|trong|tỷ|triệu)\b)|một nửa\b"
    rf"|(?P<word>(?:{'|'.join(_ONES)}|mười)(?: (?:{_WORD})){{0,14}})\b)"
)
_SCALED = re.compile(rf"\s?(?P<scale>(?:trăm|chục|{'|'.join(_SCALES)})(?: (?:nghìn|triệu|tỷ))?)(?!\w)")
_MORE = re.compile(r" (?P<digits>\d{1,3})(?P<scale> (?:nghìn|ngàn|triệu|trăm|tỷ))(?!\w)")
_REST = re.compile(
    r" ([1-9][0-9]{2})(?![0-9.,/]|[^\W\d_]| (?:nghìn|ngàn|triệu|tỷ|trăm|đồng)\b| ?%)(?= [^\W\d_])"
)
_HALF = re.compile(r" rưỡi\b")
_MEASURE = re.compile(
    r"(?:/[0-9]+(?:,[0-9]+)?)? ?(?:km2?|m2?|ha|tấn|tạ|kg|g|gam|lít)\b| (?:đường biên|mức lương|lần mức)\b"
)
_PERCENT = re.compile(r"\s?(?:%|(?:điểm )?phần trăm\b|điểm %)")
MOST_SIGNS = 20


class Number(NamedTuple):
    """A number as it stands in the shadow, with its scale words and its sign of percent, ``[start, end)``.

    ``bare`` is where the digits alone end, ``spelled`` says that it is written in words.
    """

    value: Decimal
    start: int
    bare: int
    end: int
    percent: bool = False
    spelled: bool = False
    scaled: bool = False

    @property
    def whole(self) -> bool:
        return self.value == self.value.to_integral_value()


def numbers_in(shadow: Shadow, start: int, end: int) -> Iterator[Number]:
    """The numbers of a stretch of the shadow, from left to right."""
    text = shadow.text
    done = start
    for at in beginnings(text, _BEGINNINGS, start, end):
        found = _NUMBER.match(text, at, end) if at >= done else None
        if not found:
            continue
        number = _digits(text, found) if found["digits"] else _words(found)
        if number is None:
            done = found.end()
            continue
        if sign := _PERCENT.match(text, number.end, end):
            number = Number(number.value, number.start, number.bare, sign.end(), True, number.spelled)
        yield number
        done = number.end


def _digits(text: str, found: re.Match[str]) -> Number | None:
    written = found["digits"]
    value = read_digits(written, measure="," in written and _measures(text, found.end()))
    if value is None:
        return None
    end = found.end()
    scaled = False
    while scale := _SCALED.match(text, end):
        value *= _scale(scale["scale"])
        end, scaled = scale.end(), True
        if half := _HALF.match(text, end):
            value += _scale(scale["scale"]) / 2
            end = half.end()
        if scale["scale"] in ("nghìn", "ngàn", "triệu") and (rest := _REST.match(text, end)):
            value += int(rest[1]) * _scale(scale["scale"]) / 1000  # "29 nghìn 600", "3 triệu 200"
            end = rest.end()
        while more := _MORE.match(text, end):
            value += int(more["digits"]) * _scale(more["scale"])
            end = more.end()
        break
    return Number(value, found.start(), found.end(), end, scaled=scaled)


def _measures(text: str, at: int) -> bool:
    """Whether what follows is measured, so that a comma before three digits opens decimals."""
    return bool(_PERCENT.match(text, at) or _SCALED.match(text, at) or _MEASURE.match(text, at))


def read_digits(written: str, *, measure: bool = False) -> Decimal | None:
    """A number in digits, or None where it is too long to be one that is counted.

    "1,131" counts 1131 things, for nobody counts thousandths of them, unless what follows is ``measure``d.
    """
    if len(written) > MOST_SIGNS:
        return None
    whole, comma, part = written.partition(",")
    if comma:
        if len(part) == 3 and not measure and "." not in whole and whole.lstrip("0"):
            return Decimal(whole + part)
        return Decimal(f"{whole.replace('.', '')}.{part}")
    groups = whole.split(".")
    if len(groups) > 1 and all(len(group) == 3 for group in groups[1:]):
        return Decimal("".join(groups))
    return Decimal(whole) if len(groups) <= 2 else None


def _scale(words: str) -> Decimal:
    value = Decimal(1)
    for word in words.split():
        value *= {"trăm": 100, "chục": 10}.get(word) or _SCALES[word]
    return value


def _words(found: re.Match[str]) -> Number | None:
    written = found[0]
    if written.endswith("nửa"):
        if scale := _SCALED.match(found.string, found.end()):  # "nửa tỷ đồng"
            return Number(_scale(scale["scale"]) / 2, found.start(), found.end(), scale.end(), scaled=True)
        return Number(Decimal(50), found.start(), found.end(), found.end(), percent=True, spelled=True)
    words = written.split(" ")
    if len(words) > 1 and words[0] in _ONES and words[1] in _ONES:
        return None  # "hai ba", "năm sáu": about so many
    while words:
        value = read_words(words)
        if value is not None:
            end = found.start() + len(" ".join(words))
            return Number(Decimal(value), found.start(), end, end, spelled=True)
        words.pop()  # "hai mươi không": the words may go on with something that is no number
    return None


def read_words(words: list[str]) -> int | None:
    """A number in words, or None where the words are none: ``["hai", "mươi", "lăm"]`` is 25."""
    total = group = 0
    last = ""
    for position, word in enumerate(words):
        if word in _ONES:
            if last in _ONES or (last == "mười" and word in ("mốt", "tư")):
                return None
            group += _ONES[word]
        elif word == "mười":
            if last in _ONES or last == "mười":
                return None
            group += 10
        elif word in ("mươi", "chục"):
            if last not in _ONES:
                return None
            group += 9 * _ONES[last]
        elif word == "trăm":
            if last not in _ONES and last != "không":
                return None
            group *= 100
        elif word == "không":
            if position + 1 == len(words) or words[position + 1] != "trăm" or not total:
                return None
        elif word in ("linh", "lẻ"):
            if last not in ("trăm", *_SCALES) or position + 1 == len(words):
                return None
        elif word == "rưỡi":
            if last not in _SCALES or position + 1 != len(words):
                return None
            total += _SCALES[last] // 2
        elif group:
            total, group = total + group * _SCALES[word], 0
        elif last in ("nghìn", "triệu") and total:  # "hai nghìn tỷ"
            total *= _SCALES[word]
        else:
            return None
        last = word
    return total + group
