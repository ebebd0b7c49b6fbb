"""Does a number tell what was done, what is planned, by how much something changed, or what things stand against?"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from binhyen.narratives.rules.amounts import Amount, Comparator
from binhyen.narratives.rules.finding import Phrases, holds_any
from binhyen.narratives.rules.passages import Outlook
from binhyen.narratives.rules.vocabulary import OTHER, UNLISTED, Words


class Kind(StrEnum):
    RESULT = "result"
    TARGET = "target"
    CHANGE = "change"
    CONTEXT = "context"


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"


_FILL = (
    r"(?: (?:thêm|được|tới|trên|hơn|gần|khoảng|bình quân|trung bình|là|lần lượt|mạnh|nhẹ|sâu|đáng kể|"
    r"ít nhất|tối thiểu|ròng|năm trước|năm ngoái|cùng kỳ|kỳ trước|quý trước|tháng trước|vụ trước|tới|những|"
    r"đều|tương ứng|xấp xỉ|không dưới|không quá|từ))*"
)
_CHANGE = re.compile(
    rf"(?:^|[^\w])(?<!không )(?:(?P<up>tăng|nhiều hơn|cao hơn|nhỉnh hơn|gấp|tăng gấp|vượt|dôi|"
    rf"hơn (?:so với )?(?:cùng kỳ|năm trước|năm ngoái|kỳ trước|quý trước|tháng trước))|"
    rf"(?P<down>giảm|kéo giảm|ít hơn|thấp hơn|hụt|bớt|ít đi|thấp đi|kém(?: hơn)?|sụt)){_FILL}"
    r"(?: (?:số vụ|số người|về số vụ|so với [^,;.()]{2,40}?))?[ (:]*$"
)
_CHANGING = (
    *("tăng", "giảm", "nâng", "hạ", "hơn", "gấp", "vượt", "dôi", "hụt", "bớt", "ít đi", "thấp đi", "kém"),
    "sụt",
)
"""One of these stands wherever a change or the level that one led to is told."""
_SIGNED = re.compile(r"\(\s?(?P<sign>[+\-])\s?$")
_LEVEL = re.compile(
    r"(?:tăng|giảm|nâng|kéo giảm|hạ)(?: [^\W\d]+){0,4} (?:lên|còn|xuống|xuống còn|lên thành|"
    r"(?<!chưa )(?<!không )(?:đến|tới)|thành)(?: (?:hơn|gần|trên|khoảng|mức))* $"
)
_COMPARED = re.compile(
    r"(?:so với|cùng kỳ|kỳ so sánh|năm trước|năm ngoái|trước đây|trước đó|trước kia|trước khi (?:có|sáp nhập|sắp xếp|"
    r"hợp nhất)|thay vì)"
    r"(?: (?:mức|năm \d{4}|năm trước|năm ngoái|của|cùng kỳ|có|là|xảy ra|chỉ|con số|chỉ có|\d{4}|"
    r"toàn \w+))*[ (:,]*$"
)
_COMPARING = ("so với", "so sánh", "cùng kỳ", "trước", "ngoái", "thay vì")
_ONCE = re.compile(
    r"\b(?:trước đây|trước kia|ban đầu|lúc đầu|buổi đầu|thuở đầu|những ngày đầu|khi mới (?:thành lập|ra mắt|"
    r"ra đời|làm)|"
    r"lúc ấy|khi ấy|khi đó|hồi đó|hồi ấy|dạo ấy|hồi đầu|hồi trước|ngày trước|năm ngoái|năm kia|"
    r"cách đây (?:\w+ ){1,3}năm|"
    r"(?:\w+ ){1,2}năm (?:trước|về trước)|năm đầu tiên|đầu kỳ|đầu nhiệm kỳ|xuất phát điểm|khởi đầu|"
    r"trước khi (?:có|làm|sáp nhập|"
    r"sắp xếp|hợp nhất|lắp|ra mắt|triển khai)|vốn (?:chỉ )?có|hồi (?:năm )?(?:19|20)[0-9]{2}|"
    r"(?<!so với )(?<!so )(?<!hơn )(?<!như )(?:cùng kỳ|năm trước|kỳ trước|quý trước|tháng trước|vụ trước|"
    r"năm học trước|"
    r"nhiệm kỳ trước|giai đoạn trước)(?: năm)?(?: (?:19|20)[0-9]{2})?(?: để so(?: sánh)?)?|"
    r"^ ?trước (?:ngày (?:đó|ấy)|(?:ngày |năm |tháng )?"
    r"[0-9/]{2,10})|(?:ra đời|thành lập|bắt đầu|khởi đầu|khởi động)(?: (?:từ|vào|giữa|đầu|cuối|năm|tháng|"
    r"hồi|[0-9/]+)){1,5} với(?: chỉ| vỏn vẹn)?|"
    r"(?:tỉnh|xã|phường|huyện|thôn) (?:[^\W\d]+ ){1,3}cũ)\b"
    r":?(?P<since>(?:[^.;:]|(?<=[0-9])\.(?=[0-9])){0,110})$"
)
_LONG_AGO = (
    *("trước", "đầu", "khi mới", "ấy", "khi đó", "hồi", "ngoái", "năm kia", "cách đây", "xuất phát điểm"),
    *("vốn", "cùng kỳ", "ra đời", "thành lập", "khởi động", " cũ"),
)
_NOW = re.compile(r"(?<=, )đã\b|\b(?:đến nay|hiện|nay|giờ|bây giờ|năm nay|lên|còn lại|tăng|giảm|xuống|thì)\b")
_OLD_YEAR = re.compile(r"\((?:cùng kỳ )?năm[^();]{0,25}[:là ]+$")
_IN_YEAR = re.compile(r"năm (?P<year>(?:19|20)[0-9]{2})")
_BY_NOW = re.compile(r"[^.;]{0,60}?\b(?:đến nay|hiện nay|nay|bây giờ)\b[^.;]{0,30}?[0-9]")
_LATER_YEAR = re.compile(r"[^.;]{0,60}?năm (?P<year>(?:19|20)[0-9]{2})[^.;]{0,30}?[0-9]")
_FROM_TO = re.compile(r"[^.;]{0,60}?\b(?:xuống|lên|còn)\b(?! kế hoạch)")
_FROM = re.compile(r"(?:^|[^\w])từ(?: (?:hơn|gần|trên|khoảng|chỗ|mức|chỉ|chỉ có))* $")

_AIMED = (
    "phấn đấu",
    "mục tiêu",
    r"(?<!vượt )(?<!đạt )(?<!thành )(?<!với )(?<!% )(?<!vượt các )(?<!với các )(?<!thành các )chỉ tiêu(?! \")",
    "dự kiến",
    "hướng tới",
    "quyết tâm",
    "đặt ra",
    r"sẽ(?!\w)",
    "giao chỉ tiêu",
    "đề ra (?:chỉ tiêu|mục tiêu)",
    "(?:năm|quý|tháng|kỳ|học kỳ|nhiệm kỳ) (?:tới|sau)(?! (?:nay|đó))",
    "thời gian tới",
    "sắp tới",
    "tới đây",
    "sang (?:năm|quý|tháng|kỳ)",
    "tiến tới",
    "kế hoạch (?:xây|tổ chức|mở|ra mắt|lắp|trong|cả|của|đề ra|nêu)",
    "theo kế hoạch",
    "phương hướng",
    "nhiệm vụ (?:cuối|quý|tháng|năm|thời gian)",
    "cố gắng",
    "kiến nghị",
    "đề xuất",
    "chỉ nên",
    "đích (?:đến )?năm",
    "đến (?:hết |cuối )?năm 20[0-9]{2},? (?:phấn|có trên|có ít|100)",
)
_EACH_UNIT = "thôn|khu|tổ dân phố|xã|phường|ấp|bản|chi|lớp|trường|đơn vị|cơ quan"
_AIM = Phrases(_AIMED)
_PLANNED = Phrases(
    (
        *_AIMED,
        "(?<!đáp ứng )(?<!theo )yêu cầu(?! nhiệm vụ của)",
        "đề nghị(?! khen| cấp trên| tặng| công nhận| xét| biểu dương)",
        "(?<!không )phải(?! sắp| chịu| kể| nói| giải| hòa)",
        r"cần(?! thiết| cù| vụ)(?!\w)",
        "(?:bảo|đảm) đảm có",
        "bảo đảm (?:mỗi|100)",
        "định mức",
        "theo quy định(?: thì)?,? ",
        "quy định (?:mức|mỗi|số lượng|tối|về mức|từ)",
        "bố trí (?:từ|tối|không quá|ít nhất)",
        "mỗi tổ (?:có|gồm|bố)",
        rf"mỗi (?:{_EACH_UNIT})[^.;]{{0,40}}(?:thành lập|bố trí|ký|đăng ký)",
        "đăng ký (?:xây dựng|thực hiện|phấn đấu|thi đua|các chỉ tiêu|:)",
        "nhiệm vụ đề ra",
        "mức hỗ trợ",
        "tiêu chí thành lập",
        "theo (?:nghị quyết|quyết định|nghị định|thông tư|đề án|dự thảo|chỉ tiêu)",
        "được hưởng",
        "hỗ trợ một lần",
        "mức (?:chi|thưởng|bồi dưỡng|đóng|hưởng|phạt|phụ cấp)",
        "chậm nhất",
        "trước ngày [0-9]",
        "từ nay đến",
        "(?<!bàn )giao cho",
        "giao (?:công an|ủy ban|ubnd|các|mỗi|cho)",
        "(?:cần|tiếp tục|tập trung|đẩy mạnh|phát động thi đua) (?:nâng|xây dựng|nhân rộng|thành lập|ra mắt|lắp|"
        "mở|tổ chức|triển khai|vận động|củng cố)",
        "nâng (?!tổng)[^.;0-9]{0,50} lên",
        "dự toán",
        "kế hoạch năm",
    )
)
_DONE = Phrases(
    (
        r"đã(?!\w)",
        "đến nay",
        "hiện (?:nay|có|toàn|đang|tại)",
        "kết quả(?: là|,|:| đã| có)",
        "trong năm qua",
        "vừa qua",
        "năm qua",
        "đang (?:duy trì|hoạt động|có|quản)",
        "vượt (?:các )?chỉ tiêu",
        "hoàn thành (?:vượt|các chỉ tiêu|chỉ tiêu|xuất)",
        "đạt (?:các )?chỉ tiêu",
        "qua đó",
        "thực tế",
        "thực hiện được",
        "đếm được",
        "bình xét",
        "cho thấy",
        "ghi nhận",
        "thống kê",
        "tính ra",
        "làm được",
        "mở được",
        "lập được",
        "tiến hành",
        "(?<!phấn đấu )đạt được",
        "qua kiểm tra",
        "gom lại còn",
        "qua [0-9]+ năm",
        "từ đầu năm",
        "nhờ (?:đó|vậy|có)",
        "trước đó",
        "mới (?:lắp|có|đạt|chỉ|được)",
        r"vừa(?!\w)",
        "tính đến (?:nay|ngày|hết tháng|tháng)",
    )
)
_PLANNED_AFTER = re.compile(
    r"[^.;]{0,90}?(?:phấn đấu|theo quy định|theo kế hoạch đề ra|theo nghị quyết|trong năm tới|"
    r"vào cuối năm 20|sẽ được|chỉ tiêu được giao là)"
)
_HANDED = re.compile(
    r"\b(?:trao|tặng|cấp|cấp phát|hỗ trợ|tổ chức|tuyên truyền|vận động|huy động|bắt|thu|thu giữ|thu hồi|"
    r"xử lý|giúp|trang bị|cứu|"
    r"mở|lắp|xây|sửa|khám|phát|giải quyết|tiếp nhận|kiểm tra|phát hiện|hướng dẫn|đăng ký|đào tạo|tham gia|cho|được|"
    r"đưa|sơ tán|dập|dập tắt|kéo|treo|dựng|đặt|gắn|trồng|chữa|gỡ|xóa|bóc gỡ|giải tán|nhắc nhở|mời|gọi hỏi|"
    r"răn đe|diễn tập|"
    r"thực tập|phỏng vấn|khảo sát|thăm|cài đặt|cài|mua|mua sắm|sắm|phạt|xử phạt|cắt|tháo|cắm|sơn|vẽ|quét|"
    r"dọn|rà soát|lập|"
    r"ra quân|thành lập|kết nối|in|kê|nộp|chi|trích|xuất|thưởng|chuyển|hòa giải|làm việc với|ngăn chặn|"
    r"lập biên bản|"
    r"tạm giữ|tịch thu|tiêu hủy|hoàn thành|công bố|số hóa|đón|đạt|nhận)\b[^.;,]{0,30}$"
)
_RESCUED = re.compile(
    r"\b(?:sơ tán|di dời|đưa|cứu|giúp|khám|hỗ trợ|làm việc với|kiểm tra|phát hiện|trao|tặng|xử lý|ra quân|"
    r"phủ|đến với)\b[^.;,]{0,20}$"
)
_DONE_AFTER = re.compile(r"[^.;]{0,60}?(?<!\w)đã(?!\w)")
_BOUNDED = re.compile(r"ít nhất|tối thiểu|tối đa|không quá|không dưới|(?<!khá )(?<!tốt )trở lên")
_WEAK = Phrases(
    (
        r"(?<!không )phải\b",
        r"cần(?! thiết)\b",
        r"theo (?:nghị quyết|quyết định|nghị định|thông tư|đề án|dự thảo)\b",
        rf"mỗi (?:{_EACH_UNIT}|hộ|nhà|cặp|tổ|người)\b",
        r"được hưởng\b",
    )
)
_CUES = _PLANNED.first_words | _DONE.first_words | _WEAK.first_words
_CLAUSE_END = re.compile(r"[;.]|, (?!mỗi|và|tối|ít|không|từ|[0-9])")
_LOOKED_BACK = 300
_BRACKETS = re.compile(r"\([^()]{0,200}\)")
_CASE_FAMILIES = frozenset({"crime_cases", "crime_suspects"})
NORMS = frozenset({"force_norm", "plan_threshold"})
"""What is always set by a rule."""
RATES = frozenset({"force_allowance_vnd"})
"""What is set by a rule unless the text says that it was paid."""


class Told(NamedTuple):
    """The kind of a number, and for a change its direction."""

    kind: Kind
    direction: Direction | None = None


def change_of(text: str, begin: int, amount: Amount) -> Told | None:
    """By how much something changed, as the words right before the amount say; None where it is no change.

    "tăng lên 95%" and "giảm còn 3 vụ" tell where a change led, which is none.
    """
    before = text[max(begin, amount.first - 80) : amount.first]
    if holds_any(_CHANGING, text[max(begin, amount.start - 80) : amount.first]):
        if _LEVEL.search(before):
            return None
        found = _CHANGE.search(text[max(begin, amount.start - 80) : amount.start])
        if found or (amount.start != amount.first and (found := _CHANGE.search(before))):
            if _FROM.search(before) and amount.most is None and amount.comparator != Comparator.GE:
                return None
            return Told(Kind.CHANGE, Direction.UP if found["up"] else Direction.DOWN)
    if "(" in before and (signed := _SIGNED.search(before)):
        return Told(Kind.CHANGE, Direction.UP if signed["sign"] == "+" else Direction.DOWN)
    return None


def compared_with(text: str, begin: int, stop: int, amount: Amount) -> bool:
    """Whether an amount is an older one that a newer is held against."""
    before = text[max(begin, amount.start - 80) : amount.start]
    if (holds_any(_COMPARING, before) and _COMPARED.search(before)) or (
        "(" in before and _OLD_YEAR.search(before)
    ):
        return True
    long_before = text[max(begin, amount.start - 150) : amount.start]
    once = _ONCE.search(long_before) if holds_any(_LONG_AGO, long_before) else None
    if once is not None and not _NOW.search(once["since"]):
        return True
    bare = text[max(begin, amount.first - 30) : amount.first]
    return bool(
        "từ" in bare
        and _FROM.search(bare)
        and amount.most is None
        and _FROM_TO.match(text, amount.end, stop)
        and not re.match(r"[^.;]{0,40}trở lên", text[amount.end : amount.end + 60])
    )


class Cues(NamedTuple):
    """Where in a sentence words stand that tell done from planned; of ``planned`` ``aims`` are the strong ones.

    ``ends``: how far a cue holds, where that is not to the end of the sentence: of what stands in brackets, and of weak
    words ("phải", "mỗi thôn lập"), which tell of their own clause.
    """

    planned: tuple[int, ...]
    aims: tuple[int, ...]
    done: tuple[int, ...]
    ends: Mapping[int, int] = MappingProxyType({})


def cues_in(text: str, begin: int, stop: int, words: Words | None = None) -> Cues:
    """The cues of a stretch of the text, each kind from left to right. ``words``: those of the stretch, where known."""
    places = None
    if words is not None:
        places = [at for word, at in zip(words.words, words.starts, strict=True) if word in _CUES]
    planned, aims, done, weak = (
        phrases.found(text, begin, stop, places) for phrases in (_PLANNED, _AIM, _DONE, _WEAK)
    )
    ends: dict[int, int] = {}
    for start, end in weak:
        clause = _CLAUSE_END.search(text, end, stop)
        if clause is not None:
            ends[start] = clause.start()
    cues = Cues(_starts(planned), _starts(aims), _starts(done), ends)
    for bracket in _BRACKETS.finditer(text, begin, stop) if planned or aims or done else ():
        ends |= {
            cue: min(bracket.end(), ends.get(cue, stop))
            for cue in (*cues.planned, *cues.aims, *cues.done)
            if bracket.start() <= cue < bracket.end()
        }
    return cues


def _starts(found: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    return tuple([start for start, _end in found])


def _last(
    places: Sequence[int], begin: int, before: int, ends: Mapping[int, int] = MappingProxyType({})
) -> int:
    """The last of the places in ``[begin, before)`` that still holds there, or -1."""
    for at in range(bisect_left(places, before) - 1, -1, -1):
        if places[at] < begin:
            break
        if ends.get(places[at], before) >= before:
            return places[at]
    return -1


class Setting(NamedTuple):
    """Where an amount is judged: its passage, the part of its sentence that counts, its cues, its heading's outlook."""

    passage: int
    begin: int
    stop: int
    cues: Cues
    outlook: Outlook
    listed: int | None = None  # where the enumeration that it belongs to begins
    report: bool = False  # whether the text is set out in points


def earlier_of_two(text: str, begin: int, stop: int, amount: Amount) -> bool:
    """Whether an amount is the first of two years' in a sentence: "năm 2024 có 12 vụ, năm 2025 có 9 vụ"."""
    years = _IN_YEAR.findall(text, max(begin, amount.start - 60), amount.start)
    if not years:
        return False
    if _BY_NOW.match(text, amount.end, stop):
        return True
    after = _LATER_YEAR.match(text, amount.end, stop)
    return after is not None and int(after["year"]) > int(years[-1]) and not _AIM.pattern.search(after[0])


def planned(text: str, setting: Setting, amount: Amount) -> bool:
    """Whether an amount is a target: the last word that tells done from planned decides, then the heading.

    Failing both, bounds ("ít nhất", "trở lên") belong to rules, and a sentence goes on with the aims before it.
    """
    begin, stop, outlook = setting.begin, setting.stop, setting.outlook
    cues = setting.cues
    last_planned = _last(cues.planned, begin, amount.start, cues.ends)
    last_done = _last(cues.done, begin, amount.start, cues.ends)
    if last_planned > last_done:
        return True
    if last_done >= 0 or _DONE_AFTER.match(text, amount.end, stop):
        return False
    if outlook is Outlook.PLANNED or _PLANNED_AFTER.match(text, amount.end, stop):
        return True
    if outlook is Outlook.DONE:
        return False
    if _BOUNDED.search(text, amount.start, min(stop, amount.end + 40)):
        return True
    if setting.passage >= begin:
        return False
    earlier = cues_in(text, max(setting.passage, begin - _LOOKED_BACK), begin)
    return _last(earlier.aims, 0, begin, earlier.ends) > _last(earlier.done, 0, begin, earlier.ends)


def _behind(verbs: re.Pattern[str], text: str, setting: Setting, amount: Amount) -> bool:
    """Whether one of the verbs hands over the amount, or the first of its enumeration."""
    begin = setting.begin
    first = amount.start if setting.listed is None else max(begin, setting.listed)
    return any(verbs.search(text, max(begin, place - 40), place) for place in {amount.start, first})


def is_of_the_movement(family: str) -> bool:
    """Whether a family counts what the movement does: neither background nor crimes, which are told as such."""
    return not family.startswith("ctx_") and family not in (OTHER, UNLISTED, *_CASE_FAMILIES)


def told(text: str, setting: Setting, amount: Amount, family: str | None) -> Told:
    """The kind of an amount, once it is known what it counts."""
    if family in NORMS:
        return Told(Kind.TARGET)
    background = family is not None and family.startswith("ctx_")
    begin, cues = setting.begin, setting.cues
    last_done = _last(cues.done, begin, amount.start, cues.ends)
    if changed := change_of(text, begin, amount):
        aimed = _last(cues.planned, begin, amount.start, cues.ends) > last_done
        if aimed or (setting.outlook is Outlook.PLANNED and last_done < 0):
            return Told(Kind.TARGET, changed.direction)
        return changed
    if compared_with(text, begin, setting.stop, amount) or earlier_of_two(text, begin, setting.stop, amount):
        return Told(Kind.CONTEXT)
    if family in (OTHER, UNLISTED):
        if planned(text, setting, amount):
            return Told(Kind.TARGET)
        reported = family == UNLISTED and (setting.report or setting.outlook is Outlook.DONE)
        return Told(Kind.RESULT if reported or _behind(_HANDED, text, setting, amount) else Kind.CONTEXT)
    if background:
        return Told(Kind.RESULT if _behind(_RESCUED, text, setting, amount) else Kind.CONTEXT)
    if planned(text, setting, amount):
        return Told(Kind.TARGET)
    if family in RATES and last_done < 0 and setting.outlook is not Outlook.DONE:
        return Told(Kind.TARGET)
    handed = setting.report or _behind(_HANDED, text, setting, amount)
    return Told(Kind.CONTEXT if family in _CASE_FAMILIES and not handed else Kind.RESULT)
