"""From a text to its figures: passages, numbers, amounts, indicators, kinds, circumstances.

Every part looks at a bounded stretch around a number, so the whole is linear in the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from binhyen.narratives.rules import choosing, kinds, weighing
from binhyen.narratives.rules.amounts import Amount, Comparator, fraction, hedged, range_of, single
from binhyen.narratives.rules.choosing import Candidate
from binhyen.narratives.rules.circumstances import Sayings, periods_in, places_in
from binhyen.narratives.rules.figures import Alternative, Figure, Reading
from binhyen.narratives.rules.kinds import Kind, Told
from binhyen.narratives.rules.names import LEAST_WORDS, Label, Named, Parent, label_in
from binhyen.narratives.rules.nearness import Sentence, Standing, sentence_of
from binhyen.narratives.rules.not_figures import Taken, taken_in, why_not
from binhyen.narratives.rules.numerals import Number, numbers_in
from binhyen.narratives.rules.passages import Outlook, Passage, in_points, passages_of, sentences_of
from binhyen.narratives.rules.shadow import Shadow, shadow_of
from binhyen.narratives.rules.tables import Row, Surroundings, Table, TableReader, tables_of_text
from binhyen.narratives.rules.vocabulary import (
    OTHER,
    UNLISTED,
    Counted,
    OwnIndicator,
    Topics,
    Vocabulary,
    terms_in,
    words_of,
)
from binhyen.narratives.rules.weighing import Seen

LONGEST_SPAN = 120
_BEFORE = 200  # letters of the sentence before
_SEEN = 400  # letters of a long sentence that the judgements on kinds look back on
_NUMERIC = re.compile(r"[0-9]|\b(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín|mười)\b")
_MONEY = re.compile(
    r" ?(?:đồng(?! (?:chí|bào|tình|ý|thuận|lòng|thời|bộ|hành|nghiệp|đội|phục|hồ|tháp|nai|minh|đều|hạng|"
    r"dạng|cảm|loạt|hương|môn|nhất|quan|quyền|xuân|sơn|lợi|tâm|văn))|vnđ|vnd|đ\b|nghìn đồng|triệu đồng|tỷ đồng)"
)
_MONEY_LABEL = re.compile(r"\((?:đvt: ?)?(?P<unit>(?:(?:nghìn|ngàn|triệu|tỷ) )?đồng)\) ?[:|]? ?$")
_IN_DONG = re.compile(
    r"\b(?:tổ trưởng|tổ phó|tổ viên|kinh phí|số tiền|tiền|mức|phụ cấp|hỗ trợ|bồi dưỡng|ngân sách|dự toán|"
    r"tổng chi|chi|thu|"
    r"trị giá|giá|quỹ|cộng|cả năm|góp|đóng|ủng hộ|=|×|x)(?: [^\W\d]+){0,2}[: ]*$"
)
_THING = re.compile(r" (?!và\b|cho\b|từ\b|do\b|để\b|với\b|trong\b|mỗi\b|một\b|so\b|tăng\b|giảm\b)[^\W\d_]")
_MORE_OR_LESS = re.compile(r"(?:cao|nhiều|ít|thấp) hơn|vượt|hơn so với")
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
_NORM = "force_norm"
_OF_EACH = frozenset({"force_safety_teams", "force_safety_members"})
_EACH_PLACE = re.compile(
    r"\b(?:mỗi|từng|một|01) (?:thôn|xóm|làng|ấp|bản|buôn|khu|khóm|khối|tổ|địa bàn|đội|ca|"
    r"chốt)\b(?!trưởng)[^.;:0-9]{0,60}$"
)
_NORMED_WORD = re.compile(r" (?:người|thành viên|tổ viên|tổ|đồng chí|tổ phó)\b|[,;.]|$")
_SCORED = re.compile(r" điểm(?: trở lên)?[^.;0-9]{0,30}\b(?:xếp loại|đạt loại|loại|được (?:xét|công nhận))")
_NO_ALLOWANCE = 50_000_000  # đồng: more than anybody gets a month
_LEAST_SIZE, _MOST_NORMED = 30, 30
_LEAST_TARGET = 10  # so few members are planned of each team, not of all
_CONDITION = re.compile(
    r"(?:(?:được |không )?(?:xét|công nhận|xếp loại)[^.;0-9]{0,60}\b(?:khi|nếu|phải|với điều kiện)\b|"
    r"\b(?:điều kiện|tiêu chuẩn)\b[^.;0-9]{0,40}(?::|\blà|\bgồm|\bphải)|\b(?:yêu cầu|"
    r"quy định)[^.;0-9,]{0,20} là)(?:[^.;]|(?<=[0-9])\.(?=[0-9])){0,70}$"
)
_THAT_IS = re.compile(r"[^().;,0-9]{0,40},? (?:tương đương|tương ứng|tức là|tức|hay)(?: với)?(?: mức)? ")
_BRACKETED = re.compile(r"[(,:]")
_BROKEN_DOWN = re.compile(
    r"[^;:()]{0,20}?[ (;,]*(?:riêng )?(?:trong )?(?:tháng|quý|năm|kỳ|đợt|tuần)[^;:()]{0,20}[: là]*"
)
_SURELY = 99.0  # points of what is called by its full name
_OF_REPORTS = re.compile(
    r" (?:xã|phường|đặc khu|đơn vị|tỉnh|thành phố|cơ quan|địa phương)\b"
    r"(?:[^.;:()]{0,120}?\bbáo cáo\b(?! viên)| (?:còn thiếu|để trống))"
    r"| báo cáo (?:tuần|tháng|quý|6 tháng|9 tháng|sáu tháng|chín tháng|năm)\b"
)
_OF_BOTH_PERIODS = re.compile(r"(?:^|\W)trên cùng $")
"""Of how many units something is said of their reports, which is no figure of the movement."""
_UNITS = re.compile(r" (?:xã|phường|đặc khu|thị trấn|tỉnh|thành phố|đơn vị|cơ quan|địa phương)\b")
_DIVIDED = re.compile(r" ?(?:[,;)]| và )")
_DIVIDING = re.compile(r"[^\W\d_]:? $")
_NOUN = 40  # letters between a number and the brackets that divide it
_IN_PERIOD = re.compile(r"(?:19|20)[0-9]{2}")
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
    [
        "có",
        "được",
        "trao",
        "tặng",
        "cho",
        "lập",
        "dựng",
        "mắt",
        "trì",
        "thêm",
        "hơn",
        "gần",
        "giữ",
        "bắt",
        "chức",
        "khai",
        "mới",
        "hành",
        "sinh",
        "thiểu",
        "nhất",
        "mở",
        "trang",
        "lắp",
        "đặt",
        "kết",
        "cấp",
        "giao",
        "nộp",
        "nhận",
        "thưởng",
        "khen",
        "bàn",
        "trí",
        "gồm",
        "cung",
        "phát",
        "ký",
        "chọn",
        "góp",
        "phá",
        "nộp",
        "thưởng",
        "xử",
        "lý",
        "dùng",
        "nghe",
    ]
)
"""Words behind which "một" and "năm" are numbers, not an article and a year."""
_PERSONS = frozenset({"người", "em", "cháu", "chị", "đồng", "học", "thanh", "cán", "chiến", "phụ"})
"""The first words of persons: two of them are counted even where nothing else is known of them."""
_NO_COUNT_OF = frozenset({OTHER, UNLISTED, "ctx_population", "ctx_residential_units", "ctx_admin_units"})


@dataclass(frozen=True, slots=True)
class _Ground:
    """What all passages share."""

    shadow: Shadow
    vocabulary: Vocabulary
    periods: Sayings
    places: Sayings
    topics: Topics
    seen: dict[tuple[int, int], frozenset[int]]  # the terms of stretches that several sentences stand near
    parent: Parent
    said: dict[str, tuple[int, str]]  # the figure judged last: where it stands, and its family by the rules
    lesson: dict[tuple[int, int], Seen] | None  # what is seen around each figure, where one learns from it
    report: bool  # whether the text is set out in points


@dataclass(frozen=True, slots=True)
class _Near:
    """The sentence before, and the headings above."""

    sentence: tuple[int, int]
    above: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Judged:
    """An amount with what it counts."""

    amount: Amount
    standing: Standing
    candidates: Sequence[Candidate]
    money: bool
    told: Told
    setting: kinds.Setting
    changed: Told | None
    inherited: bool
    code: str | None = None  # where the text calls the indicator by its own full name
    reasons: tuple[str, ...] = ()


def read(text: str, vocabulary: Vocabulary, tables: Sequence[Table] | None = None) -> Reading:
    """The figures of any text. Never raises; spans hold in the text exactly as it was given.

    ``tables``: where they stand in the text; without them they are what tabulators and bars show.
    """
    found = chain.from_iterable(figures for _end, figures in read_on(text, vocabulary, tables))
    return Reading(text, tuple(found))


def read_on(
    text: str,
    vocabulary: Vocabulary,
    tables: Sequence[Table] | None = None,
    lesson: dict[tuple[int, int], Seen] | None = None,
) -> Iterator[tuple[int, list[Figure]]]:
    """The same, passage by passage: how many letters are done, and the figures of that passage.

    What is seen around each figure of running text is put into ``lesson`` by the figure's span.
    """
    shadow = shadow_of(text)
    ground = _Ground(
        shadow,
        vocabulary,
        periods_in(shadow),
        places_in(shadow),
        Topics(vocabulary, shadow.text),
        {},
        Parent(),
        {},
        lesson,
        in_points(shadow),
    )
    rows = _Rows(ground, tables_of_text(shadow.composed, tables))
    before: tuple[int, int] = (0, 0)
    for passage in passages_of(shadow):
        if rows.hold(passage):
            yield passage.end, rows.figures(passage)
        elif _NUMERIC.search(shadow.text, passage.start, passage.end):
            yield passage.end, list(_figures_of(ground, passage, before))
        before = (max(passage.start, passage.end - 200), passage.end)


class _Rows:
    """The rows of a text's tables, as its passages are gone through."""

    def __init__(self, ground: _Ground, tables: Sequence[Table]) -> None:
        self.ground = ground
        self.rows = [(table, at) for table in tables for at in range(len(table.rows))]
        self.next = 0
        self.end = 0  # of the row begun last
        self.reader: TableReader | None = None
        self.last: tuple[int, TableReader] | None = None  # where the table before ended, and its reader
        self.seen: dict[str, Sequence[Figure]] = {}

    def hold(self, passage: Passage) -> bool:
        """Whether a passage is a row, or goes on in one, of a table that is read by its headings."""
        while self.next < len(self.rows) and self._row()[-1].end <= passage.start:
            self.next += 1
        if passage.start < self.end:
            return self.reader is not None and self.reader.told
        if self.next == len(self.rows) or self._row()[0].start >= passage.end:
            self.reader = None
            return False
        table, _at = self.rows[self.next]
        if self.reader is None or self.reader.table is not table:
            self.reader = self._begun(table, passage)
            self.last = (table.rows[-1][-1].end, self.reader)
        self.end = self._row()[-1].end
        return self.reader.told

    def figures(self, passage: Passage) -> list[Figure]:
        """The figures of the row that begins with a passage."""
        if self.reader is None or self.next == len(self.rows):
            return []
        table, at = self.rows[self.next]
        if table is not self.reader.table or passage.end < self._row()[0].start:
            return []
        self.next += 1
        shadow = self.ground.shadow
        return [
            replace(
                each, span=shadow.span(*each.span), quote=shadow.quote(*each.span), passage=passage.number
            )
            for each in self.reader.figures(at)
        ]

    def _row(self) -> Row:
        table, at = self.rows[self.next]
        return table.rows[at]

    def _begun(self, table: Table, passage: Passage) -> TableReader:
        ground, start = self.ground, passage.start
        text = ground.shadow.text
        period = ground.periods.at(start, start, start)
        year = _IN_PERIOD.match(period) if period else None
        around = Surroundings(
            period,
            ground.places.at(start, start, start, passage.heading[0]),
            passage.around is Outlook.PLANNED,
            year[0] if year else None,
            text[max(0, start - _BEFORE) : start],
        )
        goes_on = self.last is not None and not text[self.last[0] : table.start].strip()
        before = self.last[1] if goes_on and self.last is not None else None
        return TableReader(ground.shadow.composed, table, around, self._read, THRESHOLD, before, self.seen)

    def _read(self, made: str) -> Sequence[Figure]:
        return read(made, self.ground.vocabulary, ()).figures


def _figures_of(ground: _Ground, passage: Passage, before: tuple[int, int]) -> Iterator[Figure]:
    shadow = ground.shadow
    numbers = [
        number
        for number in numbers_in(shadow, passage.start, passage.end)
        if not number.spelled or number.percent or _may_count(ground, number)
    ]
    if not numbers:
        return
    taken = taken_in(shadow, passage.start, passage.end, numbers)
    numbers = [number for number in numbers if not taken.over(number.start, number.bare)]
    sentences = sentences_of(shadow, passage.start, passage.end)
    begins = [begin for begin, _stop in sentences]
    last = 0
    for index in sorted({bisect_right(begins, number.start) - 1 for number in numbers}):
        begin, stop = sentences[index]
        inside = []
        while last < len(numbers) and numbers[last].start < stop:
            inside.append(numbers[last])
            last += 1
        previous = sentences[index - 1] if index else before
        near = _Near(previous, (passage.heading, passage.intro))
        yield from _figures_in_sentence(ground, passage, (begin, stop), inside, taken, near)


def _may_count(ground: _Ground, number: Number) -> bool:
    """Whether a thing that can be counted, or another number, may stand behind a number in words."""
    following = _NEXT_WORD.match(ground.shadow.text, number.end)
    if following is None:
        return False
    word = following[1]
    return word in ground.vocabulary.first_words or word in ("đến", "tới", "phần") or word.isdigit()


def _terms(ground: _Ground, stretch: tuple[int, int]) -> frozenset[int]:
    if stretch[0] >= stretch[1]:
        return frozenset()
    if stretch in ground.seen:
        return ground.seen[stretch]
    words = words_of(ground.shadow, *stretch, ground.vocabulary.abbreviations)
    ground.seen[stretch] = frozenset(found.term for found in terms_in(ground.vocabulary, words.words))
    return ground.seen[stretch]


def _figures_in_sentence(
    ground: _Ground,
    passage: Passage,
    stretch: tuple[int, int],
    numbers: Sequence[Number],
    taken: Taken,
    near: _Near,
) -> Iterator[Figure]:
    shadow, vocabulary = ground.shadow, ground.vocabulary
    begin, stop = stretch
    words = words_of(shadow, begin, stop, vocabulary.abbreviations)
    sentence = sentence_of(vocabulary, shadow.text, words, ground.topics)
    amounts = list(_amounts(ground, sentence, numbers, taken, begin, stop))
    judged: list[_Judged] = []
    if not amounts:
        return
    if stop - begin <= _BEFORE:
        ground.seen[begin, stop] = sentence.present
    before, above = near.sentence, near.above
    said_before = _terms(ground, (max(before[0], before[1] - _BEFORE), before[1]))
    said_above = frozenset[int]().union(*(_terms(ground, each) for each in above))
    heard = sentence.present | said_before | said_above
    sentence = replace(sentence, said_before=said_before, above=said_above, heard=heard)
    label = _label(ground, sentence)
    cues = kinds.cues_in(shadow.text, begin, stop)
    listed = _enumerations(shadow.text, amounts, stop)
    for index, amount in enumerate(amounts):
        following = amounts[index + 1].start if index + 1 < len(amounts) else stop
        found = _judge(
            ground, passage, sentence, amount, judged, following, stretch, listed[index], cues, label
        )
        if found is not None:
            judged.append(found)
    for index, each in enumerate(judged):
        behind = _family(judged[index + 1]) if index + 1 < len(judged) else None
        seen = _seen(ground, sentence, each, judged[index - 1].told if index else None, behind)
        settled = _weighed(ground, each, sentence, seen) if seen is not None else each
        figure = _figure(ground, passage, sentence, settled, stretch)
        if ground.lesson is not None and seen is not None:
            ground.lesson[figure.span] = seen
        yield figure


def _family(judged: _Judged) -> str:
    return judged.candidates[0].family if judged.candidates else UNLISTED


def _seen(
    ground: _Ground, sentence: Sentence, judged: _Judged, last: Told | None, behind: str | None
) -> Seen | None:
    """What is seen around a figure; None where nothing is weighed, or where the rules leave nothing to weigh.

    That is so of an indicator called by its full name, and of units counted by what became of their reports.
    """
    near = ground.said.get("last")
    ground.said["last"] = (judged.amount.start, _family(judged))
    surely = judged.code is not None or (judged.candidates and judged.candidates[0].points >= _SURELY)
    if surely or (ground.vocabulary.weights is None and ground.lesson is None):
        return None
    before = near[1] if near is not None and judged.amount.start - near[0] <= weighing.BESIDE else None
    beside = weighing.Neighbours(before, behind, last)
    text, amount, setting = ground.shadow.text, judged.amount, judged.setting
    words = weighing.words_around(ground.vocabulary, sentence, judged.standing, amount)
    names, ranks = weighing.of_the_family(words, judged.candidates, judged.inherited, beside)

    def kind(family: str) -> tuple[Told, list[str]]:
        told = judged.told
        if family != weighing.told_as(_family(judged)):
            told = _told(text, setting, amount, family, judged.changed)
        return told, weighing.of_the_kind(words, text, setting, amount, family, told, beside)

    return Seen(names, ranks, kind)


def _weighed(ground: _Ground, judged: _Judged, sentence: Sentence, seen: Seen) -> _Judged:
    """What the learned weights make of a figure."""
    weights = ground.vocabulary.weights
    if weights is None:
        return judged
    candidates = weighing.weighed(weights, seen, judged.candidates)
    by_rules, names = seen.kind(weighing.told_as(candidates[0].family))
    start = judged.standing.start
    told, why = by_rules, judged.reasons
    # A value that a newer one is held against is told as such in so many words.
    older = by_rules.kind is Kind.CONTEXT and kinds.is_of_the_movement(candidates[0].family)
    if not older:
        told, why = weighing.told_by(
            weights, names, by_rules, sentence.words.words[max(0, start - 6) : start]
        )
    amount = judged.amount
    if amount.starts_from:
        planned = told.kind is Kind.TARGET
        amount = replace(amount, comparator=Comparator.GE if planned else Comparator.EQ)
    return replace(judged, amount=amount, candidates=candidates, told=told, reasons=why)


_GOES_ON = re.compile(
    r"(?: [^\W\d_]+){1,7}(?:,| và|, và|,? cùng(?: với)?| \+)(?: (?:hơn|trên|gần|khoảng))? ?"
)


def _enumerations(text: str, amounts: Sequence[Amount], stop: int) -> list[tuple[int, int, int]]:
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


# ---- amounts ----------------------------------------------------------------------------------------------


def _amounts(
    ground: _Ground, sentence: Sentence, numbers: Sequence[Number], taken: Taken, begin: int, stop: int
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
        if following is not None and number.spelled == following.spelled:
            if part := fraction(text, number, following):
                amount, last = part, following
            elif spread := range_of(text, floor, number, following):
                amount, last = spread, following
        index += 2 if last is following else 1
        counted = _things_behind(vocabulary, sentence, last)
        if amount.denominator is not None:
            excluded = taken.over(number.start, number.bare) or _is_day(
                vocabulary, sentence, text, amount, counted
            )
        else:
            first = replace(last, start=number.start, bare=number.bare) if last is not number else number
            excluded = why_not(shadow, first, taken, begin, counted)
        if excluded:
            if last is following and following is not None and amount.denominator is None:
                index -= 1  # the second number of a would-be range may be one of its own
            continue
        yield hedged(text, floor, stop, amount)
        floor = amount.end


def _is_day(vocabulary: Vocabulary, sentence: Sentence, text: str, amount: Amount, counted: int) -> bool:
    """Whether "a/b" is a day and a month: it may be, counts nothing, has no share behind it and no label before."""
    if counted or not _DATE_LIKE.match(text[amount.first : amount.end].replace(" ", "")):
        return False
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


# ---- what is counted --------------------------------------------------------------------------------------


def _judge(
    ground: _Ground,
    passage: Passage,
    sentence: Sentence,
    amount: Amount,
    before: Sequence[_Judged],
    following: int,
    stretch: tuple[int, int],
    listed: tuple[int, int, int],
    cues: kinds.Cues,
    label: Label | None,
) -> _Judged | None:
    """What an amount counts and of which kind it is; None where it turns out to be no figure."""
    text = ground.shadow.text
    words = sentence.words
    begin, stop = max(stretch[0], amount.start - _SEEN), min(stretch[1], amount.end + _SEEN)
    changed = _change(text, begin, amount, before)
    money = _is_money(text, amount, sentence)
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
    candidates: Sequence[Candidate] = choosing.candidates(ground.vocabulary, text, sentence, standing)
    named = _named(ground, sentence, amount, standing, label, changed is not None)
    divided = _divides(text, amount, before)
    if (
        not (named and label)
        and not divided
        and not _is_figure(
            ground.shadow,
            sentence,
            amount,
            standing,
            candidates,
            changed is not None,
            listed[0] != amount.start,
        )
    ):
        return None
    inherited = None
    if named is None and _tells_of_reports(text, amount, stop):
        candidates = [Candidate(UNLISTED, _SURELY, 0.9, ("số đơn vị, số báo cáo",), None)]
    elif named is not None:
        candidates = [
            _surely(named, sentence, standing, choosing.behind(text, sentence, standing)),
            *(each for each in candidates if each.family != named.family),
        ]
    elif divided:
        candidates = before[0].candidates
    elif (inherited := _inherited(text, sentence, standing, amount, before, changed)) is not None:
        candidates = inherited
    of_another = divided or inherited is not None
    if named is None and not of_another and (not candidates or candidates[0].family in (OTHER, UNLISTED)):
        at = choosing.behind(text, sentence, standing)
        if at is None and (carried := _carried(ground, passage, amount, money)) is not None:
            candidates, of_another = [Candidate(carried, _SURELY, 0.5, ("số liệu ngay trước",), None)], True
    if named is None and candidates and amount.denominator is not None and candidates[0].family in _PARTS:
        candidates = [replace(candidates[0], family=_PARTS[candidates[0].family]), *candidates]
    if candidates and _is_threshold(text, begin, stop, amount, candidates[0].family):
        candidates = [replace(candidates[0], family=THRESHOLD), *candidates]
    if (
        candidates
        and candidates[0].family in _OF_EACH
        and _EACH_PLACE.search(text, max(begin, amount.start - 80), amount.start)
    ):
        candidates = [replace(candidates[0], family=_NORM), *candidates]
    if named is None and before and _is_norm(text, before[-1], amount, money, candidates):
        head = candidates[0].head if candidates else None
        candidates = [Candidate(_NORM, _SURELY, 0.7, ("đứng sau quy mô",), head), *candidates]
    if candidates and candidates[0].family == "force_allowance_vnd" and amount.value >= _NO_ALLOWANCE:
        candidates = [replace(candidates[0], family="res_budget_vnd"), *candidates]
    family = candidates[0].family if candidates else None
    if family is not None:
        ground.said["told"] = (amount.end, family)
    opening, outlook = passage.start, passage.outlook
    if named is not None and label is not None:  # no word of the name says whether it was done
        opening = begin = max(begin, words.ends[label.end - 1])
        outlook = passage.around
    setting = kinds.Setting(opening, begin, stop, cues, outlook, listed[0], ground.report)
    told = _told(text, setting, amount, family, changed)
    if (
        told.kind is Kind.TARGET
        and family == "force_safety_members"
        and amount.value < _LEAST_TARGET
        and not amount.percent
    ):
        candidates = [replace(candidates[0], family=_NORM), *candidates]
    if changed is not None and _MORE_OR_LESS.match(text, amount.start):
        amount = replace(amount, comparator=Comparator.EQ)
    if told.kind is Kind.TARGET and amount.starts_from:
        amount = replace(amount, comparator=Comparator.GE)
    code = named.code if named else None
    return _Judged(amount, standing, candidates, money, told, setting, changed, of_another, code)


def _told(
    text: str, setting: kinds.Setting, amount: Amount, family: str | None, changed: Told | None
) -> Told:
    """The kind by the rules."""
    told = kinds.told(text, setting, amount, family)
    return changed if changed is not None and told.kind not in (Kind.CHANGE, Kind.TARGET) else told


def _tells_of_reports(text: str, amount: Amount, stop: int) -> bool:
    """Whether units are counted by what became of their reports: "còn 4 xã, phường chưa gửi báo cáo"."""
    return bool(
        _OF_REPORTS.match(text, amount.end, stop)
        or _OF_BOTH_PERIODS.search(text, max(0, amount.start - 12), amount.start)
    )


def _label(ground: _Ground, sentence: Sentence) -> Label | None:
    """The indicator by whose own full name a sentence begins, or that of which it is an option."""
    text, words = ground.shadow.text, sentence.words
    quoted = [text[start - 1 : start] == '"' for start in words.starts]
    for at in range(1, len(quoted)):
        quoted[at] = quoted[at] or text[words.ends[at - 1] : words.ends[at - 1] + 1] == '"'
    found = label_in(ground.vocabulary.names, words.words, quoted, ground.parent.below())
    ground.parent.passed(found.name if found else None)
    return found


def _named(
    ground: _Ground,
    sentence: Sentence,
    amount: Amount,
    standing: Standing,
    label: Label | None,
    changed: bool,
) -> Named | None:
    """The indicator whose full name stands right behind a number, or is the label of what is counted there."""
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
    name, at = label.name, choosing.behind(ground.shadow.text, sentence, standing)
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
        named.family, _SURELY, 0.99, ("tên chỉ tiêu trong danh mục",), head, by_label=head is None
    )


def _divides(text: str, amount: Amount, before: Sequence[_Judged]) -> bool:
    """Whether a number without a noun divides the one before the brackets: "84 cuộc (xã 50 và cơ quan 34)"."""
    if not before or amount.percent or amount.spelled:
        return False
    opened = text.rfind("(", max(0, amount.start - _BEFORE), amount.start)
    if opened < 0 or ")" in text[opened : amount.start] or not _DIVIDED.match(text, amount.end):
        return False
    last = next((each for each in reversed(before) if each.amount.end <= opened), None)
    if last is None or not _DIVIDING.search(text, opened, amount.start):
        return False
    return last is before[0] and len(text[last.amount.end : opened]) <= _NOUN


def _is_norm(text: str, last: _Judged, amount: Amount, money: bool, candidates: Sequence[Candidate]) -> bool:
    """Whether an amount is what is set for the size before it: "thôn dưới 350 hộ bố trí 3 người"."""
    if money or amount.percent or not last.candidates:
        return False
    of_size = last.candidates[0].family == THRESHOLD and last.amount.value >= _LEAST_SIZE
    if not of_size or text.find(";", last.amount.end, amount.start) >= 0 or amount.value > _MOST_NORMED:
        return False
    return (
        not candidates
        or candidates[0].family in _NORMED
        or (candidates[0].family in (OTHER, UNLISTED, _NORM) and bool(_NORMED_WORD.match(text, amount.end)))
    )


def _is_threshold(text: str, begin: int, stop: int, amount: Amount, family: str) -> bool:
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


def _is_money(text: str, amount: Amount, sentence: Sentence) -> bool:
    if amount.percent:
        return False
    if _MONEY.match(text, amount.end) or _MONEY_LABEL.search(text, max(0, amount.start - 24), amount.start):
        return True
    if not amount.scaled and _IN_DONG.search(text, max(0, amount.start - 40), amount.start):
        return amount.value >= 50_000 and amount.value % 500 == 0 and not _THING.match(text, amount.end)
    if not amount.scaled or not re.search(r"(?:triệu|tỷ)$", text[amount.first : amount.end]):
        return False
    if re.match(r" ?(?:[,;.)]|$)", text[amount.end : amount.end + 2]):
        return True
    at = bisect_left(sentence.words.starts, amount.end)
    return not any(each.term in sentence.heads for each in sentence.starting.get(at, ()))


def _change(text: str, begin: int, amount: Amount, before: Sequence[_Judged]) -> Told | None:
    """A change by its own words, or as the share in brackets behind one, or as the next of several."""
    if own := kinds.change_of(text, begin, amount):
        return own
    if not before or before[-1].told.kind is not Kind.CHANGE:
        return None
    last = before[-1]
    between = text[last.amount.end : amount.start]
    if not re.search(r"so với|cùng kỳ|năm", between) and re.fullmatch(
        r"[^().;,]{0,40}\(\s?(?:tương ứng |tương đương |tỷ lệ |bằng |=|\+|-)*\s?", between
    ):
        return last.told
    if amount.percent and _THAT_IS.fullmatch(between):
        return last.told
    if re.fullmatch(r"(?: [^\W\d]+){0,4}(?:,| và|, và) ?", between) and re.match(
        r"[^.;]{0,60}(?:so với|cùng kỳ)", text[amount.end : amount.end + 100]
    ):
        return last.told
    return None


def _inherited(
    text: str,
    sentence: Sentence,
    standing: Standing,
    amount: Amount,
    before: Sequence[_Judged],
    changed: Told | None,
) -> Sequence[Candidate] | None:
    """The candidates of the figure before, where a change, an older value or a share in brackets speaks of the same."""
    if not before:
        return None
    last = before[-1]
    between = text[last.amount.end : amount.start]
    if len(between) > 90:
        return None
    at = choosing.behind(text, sentence, standing)
    if at is not None and sentence.words.words[at] == "cấp" and _BRACKETED.search(between):
        return last.candidates  # "35 ban chỉ đạo (1 cấp tỉnh, 34 cấp xã)"
    bracket = re.fullmatch(
        r"[^().;]{0,60}\(\s?(?:chiếm |đạt |đạt tỷ lệ |tỷ lệ |bằng |tương ứng |tương đương |= ?|\+|-)*\s?",
        between,
    )
    if (
        amount.percent
        and bracket
        and at is None
        and last.standing.counted is Counted.THINGS
        and changed is None
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
    compared = re.search(r"so với|cùng kỳ|năm trước|trước đó|từ|lên|còn|xuống", between) is not None
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


_PARTS = {
    "ctx_residential_units": "org_units_implementing",
    "ctx_admin_units": "org_units_implementing",
    "ctx_households": "model_households",
}
"""What a part of a whole counts: "12/15 thôn" are those that did what was asked of all."""
_GOES_BACK = re.compile(
    r"(?:tính ra|tức(?: là)?|như vậy|vậy là|tỷ lệ(?: này| chung)?|đạt|chiếm|bằng|tương đương|con số (?:này|"
    r"ấy|đó)|số (?:này|ấy|đó)|"
    r"còn lại|năm (?:ngoái|trước|kia)|cùng kỳ|(?:kỳ|quý|tháng|vụ) trước|tổng cộng|cả thảy|tính chung|"
    r"lần lượt|chỉ còn|nay còn|"
    r"trước đó|rơi xuống)(?: [^\W\d]+){0,3}[:, (]*$"
)
_FAR_BACK = 160  # letters over which a bare number still goes on with the figure before it


def _carried(ground: _Ground, passage: Passage, amount: Amount, money: bool) -> str | None:
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
    return [replace(each, family=_SHARES.get(each.family, each.family)) for each in counts]


def _is_figure(
    shadow: Shadow,
    sentence: Sentence,
    amount: Amount,
    standing: Standing,
    candidates: Sequence[Candidate],
    changed: bool,
    in_company: bool,
) -> bool:
    """Whether an amount that no rule took away counts something at all."""
    if amount.spelled:
        if amount.percent or amount.denominator is not None:
            return True
        return _word_counts(sentence, amount, standing, candidates, in_company)
    if (
        amount.percent
        or amount.scaled
        or amount.denominator is not None
        or standing.counted is Counted.MONEY
        or changed
    ):
        return True
    if choosing.behind(shadow.text, sentence, standing) is not None:
        return True
    before = shadow.text[max(0, amount.start - 24) : amount.start]
    if amount.comparator is not Comparator.EQ or amount.start != amount.first or _TELLS.search(before):
        return True
    return _noun_left_out(shadow, amount, before)


def _noun_left_out(shadow: Shadow, amount: Amount, before: str) -> bool:
    """Whether a number with nothing behind it counts what was named before: "xử lý 75", "; 1.190 có giá trị"."""
    text = shadow.text
    if _MARKED.match(text, amount.end) or (amount.value < 1000 and _NUMBERED_THINGS.search(before)):
        return False
    if _PREDICATE.match(text, amount.end) and (amount.value > 31 or _CLAUSE.search(before)):
        return True
    word = _PLAIN_WORD.search(before)
    return (
        word is not None
        and not shadow.capital(amount.start - len(word[1]) - 1)
        and bool(_ENDS.match(text, amount.end))
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
        return before in _COUNTS and family not in _NO_COUNT_OF
    return before not in ("cả", "thứ", "ngày", "tháng", "hàng", "vài", "mấy")


# ---- the figure -------------------------------------------------------------------------------------------


def _figure(
    ground: _Ground, passage: Passage, sentence: Sentence, judged: _Judged, stretch: tuple[int, int]
) -> Figure:
    shadow, vocabulary, amount = ground.shadow, ground.vocabulary, judged.amount
    best = judged.candidates[0] if judged.candidates else None
    end = _end_of(shadow.text, sentence, judged)
    family = vocabulary.families[best.family if best else UNLISTED]
    quote = shadow.quote(amount.start, end)
    unit = _unit(shadow, sentence, judged)
    return Figure(
        indicator=OTHER if family.id == UNLISTED else family.id,
        code=judged.code or _own_code(vocabulary, sentence, judged),
        label_vi=family.name,
        value=amount.value,
        value_max=amount.most,
        denominator=amount.denominator,
        unit=unit,
        comparator=amount.comparator,
        kind=judged.told.kind,
        direction=judged.told.direction,
        period=ground.periods.at(passage.start, amount.start, stretch[1]),
        place=_place(ground, passage, amount, stretch),
        passage=passage.number,
        span=shadow.span(amount.start, end),
        quote=quote,
        confidence=best.confidence if best else 0.0,
        alternatives=tuple(
            Alternative(each.family, each.confidence)
            for each in judged.candidates[1:]
            if each.family != UNLISTED
        ),
        reasons=(best.reasons if best else ()) + judged.reasons,
    )


def _end_of(text: str, sentence: Sentence, judged: _Judged) -> int:
    """Where the figure's words end: its unit, or the head of what it counts."""
    end = judged.amount.end
    if judged.money and (unit := _MONEY.match(text, end)):
        end = unit.end()
    best = judged.candidates[0] if judged.candidates else None
    if best and best.head and best.head[0] >= judged.standing.end:
        end = max(end, sentence.words.ends[best.head[1] - 1])
    return end if end - judged.amount.start <= LONGEST_SPAN else judged.amount.end


def _unit(shadow: Shadow, sentence: Sentence, judged: _Judged) -> str:
    if judged.amount.percent:
        return "%"
    if judged.money:
        label = _MONEY_LABEL.search(shadow.text, max(0, judged.amount.start - 24), judged.amount.start)
        return label["unit"] if label else "đồng"
    best = judged.candidates[0] if judged.candidates else None
    if best and best.head and best.head[0] >= judged.standing.end:
        words = sentence.words
        return shadow.composed[words.starts[best.head[0]] : words.ends[best.head[1] - 1]].lower()
    return ""


def _place(ground: _Ground, passage: Passage, amount: Amount, stretch: tuple[int, int]) -> str | None:
    """Where a figure holds. Whoever counts units does not count them in the one that was named last."""
    counts_units = _UNITS.match(ground.shadow.text, amount.end)
    since = passage.start if counts_units else passage.heading[0]
    return ground.places.at(passage.start, amount.start, stretch[1], since)


def _own_code(vocabulary: Vocabulary, sentence: Sentence, judged: _Judged) -> str | None:
    """Our own indicator of the family: its usual one, unless words that set another apart stand around the number."""
    if not judged.candidates:
        return None
    share = judged.amount.percent and judged.told.kind is not Kind.CHANGE
    own = [
        each
        for each in vocabulary.own.get(judged.candidates[0].family, ())
        if (each.unit == "%") == share or judged.told.kind is Kind.CHANGE
    ]
    if len(own) <= 1:
        return own[0].code if own else None
    standing = judged.standing
    first, last = max(standing.before, standing.start - 12), min(standing.after, standing.end + 14)
    around = frozenset(sentence.words.words[first:last])
    usual: frozenset[str] = frozenset().union(*own[0].names, own[0].unit.split())

    def apart(indicator: OwnIndicator) -> float:
        """How many of the words that set an indicator apart from the usual one are there, at least half of a name's."""
        found = 0.0
        for name in indicator.names:
            special = name - usual
            there = len(special & around)
            if special and 2 * there >= len(special):
                found = max(found, there - 0.1 * (len(special) - there))
        return found

    best = max(own[1:], key=apart)
    return best.code if apart(best) > 0 else own[0].code
