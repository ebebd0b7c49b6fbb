"""Which numbers stand in the words of a person, and does a printed figure bear each of them out?

What a person writes into a document is never changed. Its numbers are looked up among those that the document prints;
days, numbers of documents and of articles are no figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from binhyen.foundations.faults import BadInput
from binhyen.foundations.vietnamese import nfc, parse_number

_SCALES = {
    "nghìn tỷ": 10**12,
    "nghìn tỉ": 10**12,
    "nghìn": 10**3,
    "ngàn": 10**3,
    "triệu": 10**6,
    "tỷ": 10**9,
    "tỉ": 10**9,
}
_NAMED_BY_NUMBER = (
    "ngày|tháng|năm|quý|kỳ|(?<!tổng )số|điều|khoản|mục|phụ lục|giai đoạn|thứ|ban chỉ đạo|nghị quyết|nghị định"
    "|quyết định|chỉ thị|thông tư|luật|kế hoạch|đề án|chương trình|công văn|hướng dẫn|thôn|tổ dân phố|khu|ấp|khóm|bản"
)
"""What bears a number as its name: the number then follows, where a count would stand before."""
_NO_FIGURES = re.compile(
    r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{4}\b"  # a day
    r"|\b\d{1,2}\s*(?:giờ|h)(?:\s*\d{1,2})?\b"
    rf"|\b(?:{_NAMED_BY_NUMBER})\s+\d+(?![\d.,]*\s*%)(?:\s*[-–/]\s*\d+)*(?:[-/][\w/-]+)*"
    r"|\b(?:6|9)\s+tháng\b"
    r"|\b\d+(?:/\d{4})?[-/][A-ZĐ][\w-]*(?:/[\w-]+)*",  # the number of a document
    re.IGNORECASE,
)
_NUMBER = re.compile(rf"(?<![\w.,])(\d[\d.,]*\d|\d)(?:\s*({'|'.join(_SCALES)})\b)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A number as it was written, and what it comes to; ``step`` is what its last digit counts."""

    words: str
    value: Decimal
    step: Decimal

    def is_borne_out_by(self, value: Decimal) -> bool:
        """Whether it is the value, whichever way it goes, or the value rounded to as many digits as were written."""
        return abs(abs(value) - self.value) * 2 <= self.step if self.step != 1 else abs(value) == self.value


def numbers_in(text: str) -> tuple[Spoken, ...]:
    """The figures in a text, in order. What cannot be read as a Vietnamese number comes to nothing that is printed."""
    bare = _NO_FIGURES.sub(" ", nfc(text).replace("\N{NO-BREAK SPACE}", " "))
    return tuple(_spoken(found[0].strip(), found[1], found[2]) for found in _NUMBER.finditer(bare))


def unknown_in(text: str, known: Iterable[Decimal]) -> tuple[str, ...]:
    """The numbers, as they were written, that none of the known values bears out."""
    values = tuple(known)
    return tuple(
        dict.fromkeys(
            spoken.words
            for spoken in numbers_in(text)
            if not any(spoken.is_borne_out_by(value) for value in values)
        )
    )


def _spoken(words: str, digits: str, scale: str | None) -> Spoken:
    times = Decimal(_SCALES[scale.lower()]) if scale else Decimal(1)
    try:
        number = parse_number(digits)
    except BadInput:
        return Spoken(words, Decimal("-1"), Decimal(1))  # no absolute value is less than nought
    exponent = number.as_tuple().exponent
    places = Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else Decimal(1)
    return Spoken(words, number * times, places * times)
