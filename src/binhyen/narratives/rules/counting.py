"""Which numbers of a passage count something at all? Joined to parts of wholes and ranges, with their hedges."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from binhyen.narratives.rules.amounts import Amount, Comparator, fraction, hedged, range_of, single
from binhyen.narratives.rules.choosing import Candidate
from binhyen.narratives.rules.ground import Ground
from binhyen.narratives.rules.nearness import Sentence, Standing
from binhyen.narratives.rules.not_figures import SHARE_IN_BRACKETS, Taken, why_not
from binhyen.narratives.rules.numerals import Number, numbers_in
from binhyen.narratives.rules.passages import Passage
from binhyen.narratives.rules.shadow import Shadow
from binhyen.narratives.rules.vocabulary import OTHER, UNLISTED, Counted, Vocabulary

_NEXT_WORD = re.compile(r" ([^\W_]+)")
_SHARE_BEHIND = re.compile(r" ?\(?(?:đạt |chiếm |bằng |tỷ lệ |= ?)*[0-9]+(?:[.,][0-9]+)? ?%")
_DATE_LIKE = re.compile(r"(?:0?[1-9]|[12][0-9]|3[01])[/](?:0?[1-9]|1[0-2])$")
_TELLS = re.compile(
    r"(?:\b(?:là|đạt|có|được|gồm|tăng|giảm|thêm|còn|với|tổng|tổng số|số|lên|xuống|đến|cộng|cả|khoảng|hơn|"
    r"trên|gần|xuống còn|thu|về)|[:=|])[ (]*$"
)
_MARKED = re.compile(r"[)\].]? ?[-–/)]")
_PREDICATE = re.compile(r" (?:có|được|là|đã|bị|đang|chưa|còn|đạt|không|sẽ|thuộc)\b")
_CLAUSE = re.compile(r"(?:[,;:(–-]| và| thì) $")
_PLAIN_WORD = re.compile(r"(?:^|[^\w])([^\W\d_]{2,}[\")]?) $")
_ENDS = re.compile(
    r"(?= ?(?:[,;.)!?…](?![0-9])|$| (?:và|trong|ở|tại|so|nhưng|để|với|về|vào|nhờ|qua|do|thì|cùng|từ|"
    r"theo|trên|của|cho)\b))"
)
_NUMBERED_THINGS = re.compile(
    r"(?:[0-9] ?(?:,|và|-) |\b(?:thôn|xóm|làng|bản|ấp|buôn|bon|sóc|khu|phố|cư|tổ|khối|cụm|phường|quận|đội|đường|"
    r"nhà|lớp|khóa|nhóm|loại|cấp|trường|phòng|số|chi bộ|chi hội|đoàn|cầu|chợ|tầng|tòa|lộ|dịp|ngày|tháng|năm|"
    r"nay|gọi|máy|điều|khoản|mục|bài|trang|kỳ|vòng|đợt|lần|thứ|hạng|top|km|ấp|đảo|trạm|chốt|kênh|ngõ|hẻm) )$"
)
_COUNTS = frozenset(
    (
        *("có", "được", "trao", "tặng", "cho", "lập", "dựng", "mắt", "trì", "thêm", "hơn"),
        *("gần", "giữ", "bắt", "chức", "khai", "mới", "hành", "sinh", "thiểu", "nhất", "mở"),
        *("trang", "lắp", "đặt", "kết", "cấp", "giao", "nộp", "nhận", "thưởng", "khen", "bàn"),
        *("trí", "gồm", "cung", "phát", "ký", "chọn", "góp", "phá", "xử", "lý", "dùng", "nghe"),
    )
)
"""Words behind which "một" and "năm" are numbers, not an article and a year."""
_PERSONS = frozenset({"người", "em", "cháu", "chị", "đồng", "học", "thanh", "cán", "chiến", "phụ"})
"""The first words of persons: two of them are counted even where nothing else is known of them."""
_NO_COUNT_OF = frozenset({OTHER, UNLISTED, "ctx_population", "ctx_residential_units", "ctx_admin_units"})


def numbers_of(ground: Ground, passage: Passage) -> list[Number]:
    """The numbers of a passage that may count something."""
    return [
        number
        for number in numbers_in(ground.shadow, passage.start, passage.end)
        if not number.spelled or number.percent or _may_count(ground, number)
    ]


def _may_count(ground: Ground, number: Number) -> bool:
    """Whether a thing that can be counted, or another number, may stand behind a number in words."""
    following = _NEXT_WORD.match(ground.shadow.text, number.end)
    if following is None:
        return False
    word = following[1]
    return word in ground.vocabulary.first_words or word in ("đến", "tới", "phần") or word.isdigit()


_GOES_ON = re.compile(
    r"(?: [^\W\d_]+){1,7}(?:,| và|, và|,? cùng(?: với)?| \+)(?: (?:hơn|trên|gần|khoảng))? ?"
)


def enumerations_of(text: str, amounts: Sequence[Amount], stop: int) -> list[tuple[int, int, int]]:
    """For each amount where its enumeration begins, where the last of it ends, and where what follows ends."""
    firsts: list[int] = []
    for index, amount in enumerate(amounts):
        goes_on = index and _GOES_ON.fullmatch(text, amounts[index - 1].end, amount.start)
        firsts.append(firsts[-1] if goes_on else index)
    found: list[tuple[int, int, int]] = []
    last = len(amounts) - 1
    for index in range(len(amounts) - 1, -1, -1):
        if index < len(amounts) - 1 and firsts[index + 1] == index + 1:
            last = index
        behind = amounts[last + 1].start if last + 1 < len(amounts) else stop
        found.append((amounts[firsts[index]].start, amounts[last].end, behind))
    return found[::-1]


def amounts_of(
    ground: Ground, sentence: Sentence, numbers: Sequence[Number], taken: Taken, begin: int, stop: int
) -> Iterator[Amount]:
    """The numbers of a sentence that are figures, joined to parts of wholes and ranges, with their hedges."""
    shadow, vocabulary = ground.shadow, ground.vocabulary
    text = shadow.text
    index = 0
    floor = begin
    while index < len(numbers):
        number = numbers[index]
        following = numbers[index + 1] if index + 1 < len(numbers) else None
        amount, last = single(number), number
        if following is not None:
            if part := fraction(text, number, following):
                amount, last = part, following
            elif number.spelled == following.spelled and (spread := range_of(text, floor, number, following)):
                amount, last = spread, following
        index += 2 if last is following else 1
        counted = _things_behind(vocabulary, sentence, last)
        if amount.denominator is not None:
            excluded = taken.over(number.start, number.bare) or _is_day(
                vocabulary, sentence, text, amount, counted
            )
        else:
            first = last._replace(start=number.start, bare=number.bare) if last is not number else number
            excluded = why_not(shadow, first, taken, begin, counted)
        if excluded:
            if last is following and following is not None and amount.denominator is None:
                index -= 1  # the second number of a would-be range may be one of its own
            continue
        yield hedged(text, floor, stop, amount)
        floor = amount.end


def _is_day(vocabulary: Vocabulary, sentence: Sentence, text: str, amount: Amount, counted: int) -> bool:
    """Whether "a/b" is a day and a month: it may be, counts nothing, has no share behind it and no label before.

    A part that is greater than its whole is none.
    """
    if counted or not _DATE_LIKE.match(text[amount.first : amount.end].replace(" ", "")):
        return False
    if amount.denominator is not None and amount.value > amount.denominator:
        return True
    if _SHARE_BEHIND.match(text, amount.end) or text[max(0, amount.start - 2) : amount.start] == ": ":
        return False
    at = bisect_left(sentence.words.starts, amount.start)
    return not any(
        each.end == at and each.term in vocabulary.ways
        for first in range(max(0, at - 4), at)
        for each in sentence.starting.get(first, ())
    )


def _things_behind(vocabulary: Vocabulary, sentence: Sentence, number: Number) -> int:
    """Of how many words the longest thing is that stands right behind a number and is counted; 0 for none."""
    words = sentence.words
    at = bisect_left(words.starts, number.end)
    if at >= len(words.words) or words.starts[at] - number.end > 1:
        return 0
    lengths = [
        each.end - each.start for each in sentence.starting.get(at, ()) if each.term in vocabulary.ways
    ]
    return max(lengths, default=0)


def is_figure(
    shadow: Shadow,
    sentence: Sentence,
    amount: Amount,
    standing: Standing,
    candidates: Sequence[Candidate],
    says_what: bool,
    in_company: bool,
) -> bool:
    """Whether an amount that no rule took away counts something at all.

    ``says_what``: it is a change, or what is counted stands behind it.
    """
    if amount.spelled:
        if amount.percent or amount.denominator is not None:
            return True
        return _word_counts(sentence, amount, standing, candidates, in_company)
    if (
        amount.percent
        or amount.scaled
        or amount.denominator is not None
        or standing.counted is Counted.MONEY
        or says_what
    ):
        return True
    before = shadow.text[max(0, amount.start - 24) : amount.start]
    if amount.comparator is not Comparator.EQ or amount.start != amount.first or _TELLS.search(before):
        return True
    return _noun_left_out(shadow, amount, before)


def _noun_left_out(shadow: Shadow, amount: Amount, before: str) -> bool:
    """Whether a number with nothing behind it counts what was named before: "xử lý 75", "; 1.190 có giá trị"."""
    text = shadow.text
    numbered = amount.value < 1000 and not SHARE_IN_BRACKETS.match(text, amount.end)
    if _MARKED.match(text, amount.end) or (numbered and _NUMBERED_THINGS.search(before)):
        return False
    if _PREDICATE.match(text, amount.end) and (amount.value > 31 or _CLAUSE.search(before)):
        return True
    word = _PLAIN_WORD.search(before)
    return (
        word is not None
        and not shadow.capital(amount.start - len(word[1]) - 1)
        and bool(_ENDS.match(text, amount.end) or SHARE_IN_BRACKETS.match(text, amount.end))
    )


def _word_counts(
    sentence: Sentence, amount: Amount, standing: Standing, candidates: Sequence[Candidate], in_company: bool
) -> bool:
    """Whether a number in words counts: an indicator of the movement stands right behind it."""
    if not candidates or candidates[0].head is None or candidates[0].head[0] != standing.end:
        return False
    family = candidates[0].family
    if family == UNLISTED and amount.value < 10 and sentence.words.words[standing.end] not in _PERSONS:
        return False
    word = sentence.words.words[standing.end - 1]
    before = sentence.words.words[standing.start - 1] if standing.start else ""
    if amount.value == 1:
        each = "mỗi" in sentence.words.words[max(0, standing.start - 4) : standing.start]
        return family not in _NO_COUNT_OF and (before in _COUNTS or in_company or each)
    if amount.value < 10 and word == "năm":
        return (before in _COUNTS or in_company) and family not in _NO_COUNT_OF
    return before not in ("cả", "thứ", "ngày", "tháng", "hàng", "vài", "mấy")
