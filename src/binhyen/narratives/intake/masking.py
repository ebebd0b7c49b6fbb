"""Covers numbers that belong to persons before anything of a text is kept, sign for sign, so that places hold.

Covered are numbers of identity cards and passports, telephone numbers, number plates, bank accounts and e-mail
addresses. Figures, amounts and numbers of documents stay. What is covered and what slips through is measured in
docs/algorithms/reading-files.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from binhyen.machinery.files.identity import identity_numbers
from binhyen.machinery.formats.text import Grid, Passage
from binhyen.narratives.intake.narrative import Masked, NarrativeText

COVER = "•"

_DIGITS = re.compile(r"\d")
_ENOUGH_DIGITS = re.compile(r"(?:\D*+\d){6}")
_GAPPED_IDENTITY = re.compile(r"(?<![\w.,/-])0\d{2}(?:[ .-]\d{3}){2,3}(?![\w/%]|[.,-]\d| \d{3}(?!\d))")
_IDENTITY_BESIDE = re.compile(
    r"(?:căn\s+cước|\bcccd|\bcmnd|\bcmtnd|\bcmt|chứng\s+minh|định\s+danh)[^\d;\n]{0,15}"
    r"(?P<number>\d{3}(?:[ .-]\d{3}){2,3})(?![\w/%]|[.,-]\d)",
    re.IGNORECASE,
)
_PASSPORT = re.compile(r"(?:hộ\s+chiếu|passport)[^\d;\n]{0,15}?(?P<number>[A-Z]\d{7,8})(?!\w)", re.IGNORECASE)
_INSURANCE = re.compile(
    r"(?:bhyt|bảo\s+hiểm\s+y\s+tế|bhxh)[^\d;\n]{0,15}?(?P<number>[A-Z]{2}\d{13})(?!\w)", re.IGNORECASE
)
_ACCOUNT = re.compile(
    r"(?:\bsố\s+tài\s+khoản|\btài\s+khoản\s+số|\bstk|\btk\s+số|\bsố\s+tk|\btk(?=\W{0,4}\d{9}))"
    r"\W{0,4}(?P<number>\d(?:[ .-]?\d){5,18})(?!\w)",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}")

# 0912 345 678, 0912.345.678, (0210) 3.846.647, +84 912 345 678
_PHONE_START = re.compile(r"(?<![\w.,+-])(?:\(\+?(?:84|0\d{1,4})\)|\+84|0084|84(?=\d{9}(?!\d))|0\d{1,10})")
_NEXT_GROUP = re.compile(r"[ .-]{0,3}\d{1,9}")
_PHONE_WORD = re.compile(
    r"(?:điện\s+thoại|di\s+động|\bs?đt|\btel|\bphone|hotline|\bzalo|\bfax|đường\s+dây\s+nóng|liên\s+hệ)"
    r"\s*(?:số)?[\s:.()]{0,4}$",
    re.IGNORECASE,
)
_SHORT_PHONE = re.compile(
    r"(?:điện\s+thoại|di\s+động|\bs?đt|\btel|\bphone|hotline|\bzalo|\bfax|đường\s+dây\s+nóng)"
    r"\s*(?:số)?[\s:.()]{0,4}(?P<number>\d(?:[ .-]?\d){5,10})(?![\w/%]|[.,]\d)",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_NOT_BEHIND_A_PHONE = re.compile(r"[\w%]|[.,]\d|/[A-ZĐ]")

# 19A-123.45, 30E 123.45, 88-B1 234.56, 29A-1234; two letters only where they are a series of plates.
_SERIES = r"(?:[A-ZĐ]\d?|A[A-Z]|(?:LD|NG|NN|QT|MĐ|TĐ|KT|DA|HC|CD)\d?)"
_PLATE = re.compile(rf"(?<![\w/.,-])[1-9]\d[- ]?{_SERIES}[-. ]{{0,3}}\d{{3}}\.?\d{{2}}(?![\w/%]|[.,-]\d)")
_OLD_PLATE = re.compile(rf"(?<![\w/.,-])[1-9]\d-?{_SERIES}-\d{{4}}(?![\w/%]|[.,-]\d)")
_PLATE_BESIDE = re.compile(
    r"(?:biển\s+(?:kiểm\s+soát|số)|\bBKS|\bBS)\W{0,4}"
    rf"(?P<number>[1-9]\d[- ]?{_SERIES}[-. ]{{0,3}}\d{{3}}\.?\d{{1,2}})(?!\w)"
)
_ROAD_BEFORE = re.compile(
    r"(?:lộ|đường|\bQL|\bTL|\bĐT|phố|lớp|khóa|lô|ngõ|số\s+nhà|tiết|khoản|điểm)\s*$", re.IGNORECASE
)


def masked(narrative: NarrativeText) -> NarrativeText:
    """The narrative with its numbers of persons covered; text, blocks and cells stay where they are."""
    covered = sorted(_in_narrative(narrative))
    if not covered:
        return narrative
    pieces, at, spans = list[str](), 0, list[Masked]()
    for span in covered:
        if span.start < at:
            # Two rules found the same number, or one a part of the other's.
            if span.end <= at:
                continue
            span = Masked(at, span.end, span.what)
        pieces += narrative.text[at : span.start], COVER * (span.end - span.start)
        spans.append(span)
        at = span.end
    pieces.append(narrative.text[at:])
    return replace(narrative, text="".join(pieces), masked=tuple(spans))


def _in_narrative(narrative: NarrativeText) -> Iterator[Masked]:
    grids: dict[int, Grid] = {}
    for number, block in enumerate(narrative.blocks):
        if not block.cells:
            yield from _in_passage(Passage("", narrative.said(block)), block.start)
            continue
        grid = grids.setdefault(block.table, Grid())
        for cell in block.cells:
            words = narrative.said(cell)
            columns = range(cell.column, cell.column + cell.columns)
            above, before = grid.context(number, cell.column, words, columns)
            yield from _in_passage(Passage("", words, above, before), cell.start)


def _in_passage(passage: Passage, offset: int) -> Iterator[Masked]:
    text = _one_to_one(passage.text)
    spans: Iterator[tuple[int, int, str]] = iter(())
    if "@" in text:
        spans = ((*found.span(), "e-mail") for found in _MAIL.finditer(text))
    if _ENOUGH_DIGITS.match(text):
        spans = chain(spans, _numbers(replace(passage, text=text)))
    for start, end, what in spans:
        yield Masked(offset + start, offset + end, what)


def _numbers(passage: Passage) -> Iterator[tuple[int, int, str]]:
    text = passage.text
    for start, end in identity_numbers(passage):
        yield start, end, "identity"
    for pattern, what in (
        (_IDENTITY_BESIDE, "identity"),
        (_PASSPORT, "identity"),
        (_INSURANCE, "identity"),
        (_ACCOUNT, "account"),
        (_PLATE_BESIDE, "plate"),
    ):
        for found in pattern.finditer(text):
            yield *found.span("number"), what
    for found in _GAPPED_IDENTITY.finditer(text):
        yield *found.span(), "identity"
    for start, end in _phones(text):
        yield start, end, "phone"
    for pattern in (_PLATE, _OLD_PLATE):
        for found in pattern.finditer(text):
            year_of_a_paper = pattern is _OLD_PLATE and found[0][-4:-2] in ("19", "20")
            if not year_of_a_paper and not _ROAD_BEFORE.search(
                text[max(0, found.start() - 12) : found.start()]
            ):
                yield *found.span(), "plate"


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for start in _PHONE_START.finditer(text):
        end = _end_of_phone(text, start)
        if end:
            yield start.start(), end
    for found in _SHORT_PHONE.finditer(text):
        if not _GROUPED.fullmatch(found["number"]):
            yield found.span("number")


def _end_of_phone(text: str, start: re.Match[str]) -> int:
    """Where the telephone number ends that begins so; 0 where it is none.

    A number at home has ten digits, or eleven from 02; one with +84 lacks the 0. Groups of two digits from the
    first on ("03-10-2025 …") are days, unless a word says telephone.
    """
    head = "".join(_DIGITS.findall(start[0]))
    abroad = head.startswith("84")
    if head.startswith("0084"):
        abroad, head = True, head[2:]
    told = bool(_PHONE_WORD.search(text[max(0, start.start() - 40) : start.start()]))
    if not abroad and len(head) < 3 and not told:
        return 0
    digits, at, best = head, start.end(), 0
    while True:
        national = "0" + digits[2:] if abroad else digits
        if _is_phone(national) and not _NOT_BEHIND_A_PHONE.match(text, at):
            best = at
        following = _NEXT_GROUP.match(text, at)
        if following is None or len(national) >= 11:
            return best
        digits += "".join(_DIGITS.findall(following[0]))
        at = following.end()


def _is_phone(national: str) -> bool:
    if national.startswith("02"):
        return len(national) in (10, 11)
    return len(national) == 10 and national[1:2] in "3456789"


def _one_to_one(text: str) -> str:
    """The text with plain spaces and plain digits, sign for sign."""
    if text.isascii():
        return text
    return "".join(map(_plain_sign, text))


def _plain_sign(sign: str) -> str:
    if sign.isascii():
        return sign
    match unicodedata.category(sign):
        case "Zs":
            return " "
        case "Nd":
            return str(unicodedata.digit(sign))
        case "Pd":
            return "-"
    return sign
