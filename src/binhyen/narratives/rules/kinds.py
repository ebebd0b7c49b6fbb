"""Does a number tell what was done, what is planned, by how much something changed, or what things stand against?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from binhyen.narratives.rules.amounts import Amount, Comparator
from binhyen.narratives.rules.passages import Outlook


class Kind(StrEnum):
    RESULT = "result"
    TARGET = "target"
    CHANGE = "change"
    CONTEXT = "context"


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"


_FILL = (
    r"(?: (?:thêm|được|tới|trên|hơn|gần|khoảng|bình quân|trung bình|là|lần lượt|mạnh|nhẹ|sâu|đáng kể|ít nhất|tối thiểu|ròng|"
    r"đều|tương ứng|xấp xỉ|không dưới|không quá|từ))*"
)
_CHANGE = re.compile(
    rf"(?:^|[^\w])(?:(?P<up>tăng|nhiều hơn|cao hơn|gấp|tăng gấp|vượt|hơn so với (?:cùng kỳ|năm trước))|"
    rf"(?P<down>giảm|kéo giảm|ít hơn|thấp hơn|hụt)){_FILL}"
    r"(?: (?:số vụ|số người|về số vụ|so với [^,;.()]{2,40}?))?[ (:]*$"
)
_SIGNED = re.compile(r"\(\s?(?P<sign>[+\-])\s?$")
_LEVEL = re.compile(
    r"(?:tăng|giảm|nâng|kéo giảm|hạ)(?: [^\W\d]+){0,4} (?:lên|còn|xuống|xuống còn|lên thành|đến|tới|thành)(?: (?:hơn|gần|trên|khoảng|mức))* $"
)
_COMPARED = re.compile(
    r"(?:so với|cùng kỳ|năm trước|năm ngoái|trước đây|trước đó|trước kia|trước khi (?:sáp nhập|sắp xếp|hợp nhất)|thay vì)"
    r"(?: (?:mức|năm \d{4}|năm trước|năm ngoái|của|cùng kỳ|có|là|xảy ra|chỉ|con số|chỉ có|\d{4}|toàn \w+))*[ (:,]*$"
)
_OLD_YEAR = re.compile(r"\((?:cùng kỳ )?(?:năm|quý|tháng)[^();]{0,25}[:là ]+$")
_FROM_TO = re.compile(r"[^.;]{0,60}?\b(?:xuống|lên|còn)\b(?! kế hoạch)")
_FROM = re.compile(r"(?:^|[^\w])từ(?: (?:hơn|gần|trên|khoảng|chỗ|mức|chỉ|chỉ có))* $")

_PLANNED = re.compile(
    r"phấn đấu|mục tiêu|(?<!vượt )(?<!đạt )(?<!thành )(?<!với )(?<!% )chỉ tiêu(?! đề ra| giao| được giao)|dự kiến|hướng tới|"
    r"quyết tâm|đặt ra|yêu cầu|đề nghị|(?<!không )(?<!\w)phải(?! sắp| chịu)|(?<!\w)cần(?!\w)|(?<!\w)sẽ(?!\w)|bảo đảm có|"
    r"đảm bảo có|định mức|theo quy định|được bố trí|(?<!đã )bố trí (?:từ|tối|không quá|ít nhất)|mỗi tổ|mỗi thôn[^.;]{0,20}(?:thành lập|bố trí|có)|"
    r"giao chỉ tiêu|đăng ký (?:xây dựng|thực hiện|phấn đấu)|đề ra (?:chỉ tiêu|mục tiêu)|kế hoạch đề ra|nhiệm vụ đề ra|kế hoạch năm tới|"
    r"mức hỗ trợ|quy định|tiêu chí thành lập|điều kiện|nhằm|trong năm tới|thời gian tới|giao cho|"
    r"sang năm|chuẩn bị|tiến tới|kế hoạch (?:xây|tổ chức|mở|ra mắt|lắp)|đến năm 20\d\d (?:có|đạt|toàn|phấn|trên|100|ít)"
)
_DONE = re.compile(
    r"(?<!\w)đã(?!\w)|đến nay|hiện nay|hiện có|hiện toàn|hiện đang|kết quả|thực tế|tính đến|trong năm qua|vừa qua|"
    r"(?<!phấn đấu )(?<!phải )(?<!được )đạt \d|năm qua|đang duy trì|đang hoạt động|vượt chỉ tiêu|hoàn thành|qua đó|theo đó đã|"
    r"qua \d+ năm|từ đầu năm|hiện tại|trong kỳ|trong quý|nhờ đó|cụ thể đã|hằng năm|hàng năm"
)
_PLANNED_AFTER = re.compile(
    r"[^.;]{0,90}?(?:phấn đấu|theo quy định|theo kế hoạch đề ra|trong năm tới|sẽ được|chỉ tiêu được giao là)"
)
_CASE = re.compile(
    r"(?:khoảng|lúc|hồi|vào|rạng sáng|tối|đêm|chiều|sáng)?[^.;]{0,20}(?:ngày|tối|đêm|rạng sáng)[^.;]{0,120}"
    r"(?:bắt|phát hiện|gây án|trộm|báo tin|truy đuổi|khống chế|đánh bạc|gây rối|tai nạn|cứu)"
)
_CASE_FAMILIES = frozenset({"crime_cases", "crime_suspects"})
NORMS = frozenset({"force_norm", "plan_threshold"})


@dataclass(frozen=True, slots=True)
class Told:
    """The kind of a number, and for a change its direction."""

    kind: Kind
    direction: Direction | None = None


def change_of(text: str, begin: int, amount: Amount) -> Told | None:
    """By how much something changed, as the words right before the amount say; None where it is no change.

    "tăng lên 95%" and "giảm còn 3 vụ" tell where a change led, which is none.
    """
    before = text[max(begin, amount.first - 80) : amount.first]
    if _LEVEL.search(before):
        return None
    if found := _CHANGE.search(text[max(begin, amount.start - 80) : amount.start]) or _CHANGE.search(before):
        if _FROM.search(before) and amount.most is None and not amount.comparator == Comparator.GE:
            return None
        return Told(Kind.CHANGE, Direction.UP if found["up"] else Direction.DOWN)
    if signed := _SIGNED.search(before):
        return Told(Kind.CHANGE, Direction.UP if signed["sign"] == "+" else Direction.DOWN)
    return None


def compared_with(text: str, begin: int, stop: int, amount: Amount) -> bool:
    """Whether an amount is an older one that a newer is held against."""
    before = text[max(begin, amount.start - 80) : amount.start]
    if _COMPARED.search(before) or _OLD_YEAR.search(before):
        return True
    bare = text[max(begin, amount.first - 30) : amount.first]
    return bool(
        _FROM.search(bare)
        and amount.most is None
        and _FROM_TO.match(text, amount.end, stop)
        and not re.match(r"[^.;]{0,40}trở lên", text[amount.end : amount.end + 60])
    )


def planned(text: str, begin: int, stop: int, amount: Amount, outlook: Outlook) -> bool:
    """Whether an amount is a target: the last word that tells done from planned decides, then the heading."""
    before = text[begin : amount.start]
    last_planned = _last(_PLANNED, before)
    last_done = _last(_DONE, before)
    if last_planned > last_done:
        return True
    if last_done >= 0:
        return False
    if _PLANNED_AFTER.match(text, amount.end, stop):
        return True
    return outlook is Outlook.PLANNED


def _last(pattern: re.Pattern[str], text: str) -> int:
    last = -1
    for found in pattern.finditer(text):
        last = found.start()
    return last


def told(text: str, begin: int, stop: int, amount: Amount, outlook: Outlook, family: str | None) -> Told:
    """The kind of an amount in its sentence ``[begin, stop)``, once it is known what it counts."""
    background = family is None or family.startswith("ctx_")
    changed = change_of(text, begin, amount)
    if family in NORMS:
        return Told(Kind.TARGET)
    if changed:
        head = text[begin : amount.start]
        if outlook is not Outlook.DONE and _last(_PLANNED, head) > _last(_DONE, head):
            return Told(Kind.TARGET, changed.direction)
        return changed
    if compared_with(text, begin, stop, amount):
        return Told(Kind.CONTEXT)
    if planned(text, begin, stop, amount, outlook) and not background:
        return Told(Kind.TARGET)
    if background or family in _CASE_FAMILIES:
        return Told(Kind.CONTEXT)
    return Told(Kind.RESULT)
