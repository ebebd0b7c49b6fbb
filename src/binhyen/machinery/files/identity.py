"""Does a file hold numbers of identity cards?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

from binhyen.machinery.files.findings import Finding, named, plain
from binhyen.machinery.formats.text import FileText, Passage

# What every pattern below needs: digits in a row, or in threes with gaps.
_RUN_OR_GAPS = re.compile(r"\d{8}|0\d{2}[ .-]\d{3}")
_EIGHT_DIGITS = re.compile(r"(?:\D*+\d){8}")
_RUN = re.compile(r"(?<!\w)\d{8,12}(?!\w)")
_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)
_IDENTITY_WORDS = (
    r"(?:căn\s+cước(?:\s+công\s+dân)?|\bcccd|\bcmnd|\bcmtnd|\bcmt|chứng\s+minh\s+(?:nhân\s+dân|thư)"
    r"|(?:số|mã)\s+định\s+danh(?:\s+cá\s+nhân)?|định\s+danh\s+cá\s+nhân|giấy\s+tờ\s+t(?:ùy|uỳ)\s+thân|\bsố\s+cc\b)"
)
_IDENTITY = re.compile(_IDENTITY_WORDS, re.IGNORECASE)
_IDENTITY_BEFORE = re.compile(_IDENTITY_WORDS + r"[^\d;\n]{0,15}$", re.IGNORECASE)
# "CCCD001085012345", and "CCCD: 001 085 012 345": beside the word neither letters nor gaps hide a number.
_IDENTITY_JOINED = re.compile(r"\b(?:cccd|cmnd|cmtnd|cmt|cc)(?P<number>\d{9}|\d{12})(?!\w)", re.IGNORECASE)
_IDENTITY_GAPPED = re.compile(
    _IDENTITY_WORDS + r"[^\d;\n]{0,15}(?P<number>0\d{2}(?:[ .-]\d{3}){2}(?:[ .-]\d{3})?)(?![\w])",
    re.IGNORECASE,
)
_GAPPED_CELL = re.compile(r"\s*0\d{2}(?:[ .-]\d{3}){2}(?:[ .-]\d{3})?\s*")

_AMOUNT_PHRASES = (
    r"\b(?:số\s+tiền|thành\s+tiền|kinh\s+phí|trị\s+giá|giá\s+trị|đơn\s+giá|ngân\s+sách|dự\s+toán|quyết\s+toán"
    r"|doanh\s+thu|học\s+phí|tồn\s+quỹ|diện\s+tích|dân\s+số|nhân\s+khẩu|mức\s+(?:chi|thu|hỗ\s+trợ|đóng\s+góp)"
    r"|tổng\s+(?:số|cộng|thu|chi|mức|giá|trị|tiền|vốn)|tổng(?=\s*(?:[:=(]|$|là\b)))"
)
_AMOUNT_BEFORE = re.compile(
    _AMOUNT_PHRASES + r"([^\d,;.()]{0,25})$|(?:[$₫€]|\bVN[DĐ]|\bUSD)\s*$", re.IGNORECASE
)
# "đồng chí", "đồng ý" are no money, and Triệu, Đồng, Tỷ with a capital are names of people.
_MONEY = (
    r"(?:đồng|nghìn|ngàn|triệu|tỷ|tỉ)\b"
    r"(?!\s+(?:chí|ý|bào|thời|hương|phạm|nghiệp|đội|chủ|sở|hành|lòng)\b)"
)
_AMOUNT_AFTER = re.compile(
    rf"\s*\(?(?:{_MONEY}|đ(?![\w/])|[₫$€%]|(?:VN[DĐ]|vn[dđ]|Vn[dđ]|USD|ĐỒNG(?!\s+\w)|TRIỆU ĐỒNG|TỶ ĐỒNG)\b"
    r"|(?:k?m[²2³3]?|ha|kg|tấn|lít|kWh|lượt)(?!\w))"
)
_AMOUNT_LABEL = re.compile(
    _AMOUNT_PHRASES + r"|^\W*tiền\b(?!\s+(?:án|sự))|\((?:[\w ]+ )?(?:đồng|đ|m2|m²|ha)\)", re.IGNORECASE
)
_AMOUNT_UNIT = re.compile(
    r"\W*(?:đvt\W*)?(?:(?:nghìn |ngàn |triệu |tỷ |tỉ )?đồng|vnđ|vnd|usd|đ|m2|m²|km2|ha|kg)\W*", re.IGNORECASE
)
_AMOUNT_FORMAT = re.compile(r"#,#|0,0|0\.0|%|[₫$€]|đ|VN[DĐ]|[EB]\+", re.IGNORECASE)
_PHONE = re.compile(r"điện\s+thoại|di\s+động|\b(?:s?đt|sđt|tel|phone|hotline|zalo|fax)\b", re.IGNORECASE)
_PHONE_BEFORE = re.compile(rf"(?:{_PHONE.pattern})[^\d;\n]{{0,10}}$|\+?84\W{{0,3}}$", re.IGNORECASE)
_REGISTER = re.compile(r"mã\s+số\s+(?:thuế|doanh\s+nghiệp)|\bmst\b|\bmsdn\b", re.IGNORECASE)
_TIMESTAMP = re.compile(r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d")
_Meaning: TypeAlias = Literal["identity", "amount", "phone", "register", ""]

# A citizen's number begins with the province of registration, numbered as before the provinces were merged
# (001 to 096); the fourth digit tells sex and century, 0 to 3 for everyone born from 1900 to 2099.
_PROVINCES = (
    "01 02 04 06 08 10 11 12 14 15 17 19 20 22 24 25 26 27 30 31 33 34 35 36 37 38 40 42 44 45 46 48 49 51 52"
    " 54 56 58 60 62 64 66 67 68 70 72 74 75 77 79 80 82 83 84 86 87 89 91 92 93 94 95 96"
)
_CITIZEN_NUMBER = re.compile(rf"0(?:{_PROVINCES.replace(' ', '|')})[0-3]\d{{8}}")


def find_identity_number(text: FileText) -> Finding | None:
    """Look for numbers of identity cards: 12 or 9 digits without separators, outside an amount.

    An amount has its unit behind it, words of money before it, a heading or row label of money, a number
    format of thousands or currency, or is a number cell in whole thousands. A number that begins with 0 is
    never an amount. Digits that touch letters (codes, hashes, UUIDs), decimals, longer runs and times of
    twelve digits are left out, and so are telephone numbers whose 0 a spreadsheet has eaten.
    The same spreadsheets eat the zeros of identity numbers: a number cell of 10 or 11 digits counts when
    it reads as a citizen's number with its zeros back. Beside words such as "CCCD", or in a column headed
    so, numbers count whatever their zeros, gaps or format.

    It cannot find: numbers in pictures, split over cells or lines, with gaps and no word beside them,
    written in words, behind letters, or 9 digits that stand as money; nor passports, plates, bank
    accounts of other lengths, and names, addresses or anything else that identifies a person.
    """
    places = [passage.place for passage in text.body if _holds_identity_number(passage)]
    if not places:
        return None
    return Finding(
        "identity-number",
        f"Tệp có số giống số căn cước hoặc chứng minh nhân dân ({named(places)}) nên không được nhận và"
        " không được lưu.",
        "Bỏ số giấy tờ và danh sách cá nhân, chỉ để số đếm, rồi gửi lại. Nếu đó là số tiền, ghi có dấu chấm"
        " phân cách hàng nghìn hoặc đơn vị tính.",
    )


def _holds_identity_number(passage: Passage) -> bool:
    return next(identity_numbers(passage), None) is not None


def identity_numbers(passage: Passage) -> Iterator[tuple[int, int]]:
    """Where the numbers stand, half-open, in ``plain`` of the passage's text; by the same rules as the search."""
    if len(passage.text) < 8 or not _EIGHT_DIGITS.match(passage.text):
        return
    text = _UUID.sub(lambda found: " " * len(found[0]), plain(passage.text))
    if not _RUN_OR_GAPS.search(text):
        return
    for pattern in (_IDENTITY_JOINED, _IDENTITY_GAPPED):
        for found in pattern.finditer(text):
            yield found.span("number")
    meaning = _meaning_of_place(passage)
    if meaning == "identity" and _GAPPED_CELL.fullmatch(text):
        yield 0, len(text)
    # Words beside a number are searched for each number only in a text that has such words at all.
    says_identity = bool(_IDENTITY.search(text))
    for run in _RUN.finditer(text):
        if _is_identity_number(passage, text, run, meaning, says_identity=says_identity):
            yield run.span()


def _is_identity_number(
    passage: Passage, text: str, run: re.Match[str], meaning: _Meaning, *, says_identity: bool
) -> bool:
    digits, full = run[0], len(run[0]) in (9, 12)
    before, after = text[max(0, run.start() - 80) : run.start()], text[run.end() : run.end() + 40]
    if _are_decimals(passage, digits, before):
        return False
    if meaning == "identity" or (says_identity and _IDENTITY_BEFORE.search(before)):
        # Ten digits from 0 are a telephone number; eaten zeros leave 8, 10 or 11 digits and no 0 in front.
        return full or not digits.startswith("0")
    if not full and not (passage.number and _CITIZEN_NUMBER.fullmatch(digits.zfill(12))):
        return False
    if _TIMESTAMP.fullmatch(digits):
        return False
    if full and digits.startswith("0"):
        return True
    if meaning == "amount" or _is_amount(passage, digits, before, after):
        return False
    if len(digits) == 9 and digits[0] in "35789" and (meaning == "phone" or _PHONE_BEFORE.search(before)):
        return False
    eaten_zero = meaning == "register" or (meaning == "phone" and len(digits) == 10)
    return not (passage.number and eaten_zero)


def _are_decimals(passage: Passage, digits: str, before: str) -> bool:
    """Whether the digits follow a decimal sign, and not the number of a row ("1,001085012345")."""
    if not before.endswith((".", ",")):
        return False
    whole = re.search(r"(?<!\d)(\d{1,8})[.,]$", before)
    if whole is None:
        return False
    if passage.number or not whole[1].strip("0"):
        return True
    return before.endswith(".") and not _CITIZEN_NUMBER.fullmatch(digits)


def _meaning_of_place(passage: Passage) -> _Meaning:
    """What the nearest telling heading or row label says the number in a cell is."""
    for words in (*reversed(passage.above.split(" / ")), passage.before):
        label = plain(words)
        if _IDENTITY.search(label):
            return "identity"
        if _AMOUNT_LABEL.search(label) or _AMOUNT_UNIT.fullmatch(label):
            return "amount"
        if _PHONE.search(label):
            return "phone"
        if _REGISTER.search(label):
            return "register"
    return ""


def _is_amount(passage: Passage, digits: str, before: str, after: str) -> bool:
    if passage.number and (digits.endswith("000") or _AMOUNT_FORMAT.search(passage.number_format)):
        return True
    if _AMOUNT_AFTER.match(after) or re.match(r"[.,]\d{1,8}(?![\d,;])", after):
        return True
    phrase = _AMOUNT_BEFORE.search(before)
    if phrase is None:
        return False
    # "Kinh phí hỗ trợ Nguyễn Văn …": a name between the word and the number makes it no amount.
    between = phrase[1] or ""
    return between == between.lower()
