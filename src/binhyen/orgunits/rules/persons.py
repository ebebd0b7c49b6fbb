"""Does a short text name a person? Units, posts and agencies are kept here, never people.

Nothing tells a person's name for sure: ``Nguyễn Trãi`` is a street, ``Hà Trung`` a village, ``Mai`` anything. So there
are two grades, and each says what it misses.
"""

from __future__ import annotations

import re
from enum import IntEnum

from binhyen.foundations.vietnamese import nfc


class Likeness(IntEnum):
    """How much a text looks like the name of a person."""

    NONE = 0
    POSSIBLE = 1
    """It could be a place or a person."""
    CERTAIN = 2
    """Nobody calls a place or a post so."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Names with which places hardly ever begin, and those that both have.
_FAMILIES = _words(
    "Nguyễn Trần Lê Phạm Huỳnh Võ Vũ Đặng Bùi Phan Đỗ Ngô Dương Trịnh Đinh Phùng Quách Giàng Sùng Thào Hoàng"
)
_FAMILIES_AND_PLACES = _words(
    "Hồ Lý Đào Mai Lương Hà Cao Tạ Thái Lâm Châu Triệu Vương Tô La Kiều Chu Tống Vàng Lò Cầm Hầu Xa Nông Ma Lục "
    "Thạch Kim Sơn Danh Tăng Hứa Doãn Từ Tôn Bạch Quang Nghiêm Khổng Thân Cù"
)
_WORD = re.compile(r"[^\W\d_]+")
_FAMILY = "|".join(sorted(_FAMILIES | _FAMILIES_AND_PLACES))
_WITH_MIDDLE_NAME = re.compile(rf"\b(?:{_FAMILY})\s+(?:Văn|Thị)\s+[^\W\d_]+", re.IGNORECASE)
_TITLED = re.compile(
    r"(?:ông|bà|anh|chị|cô|chú|bác|đồng chí|mr|mrs|ms)\b\.?\s*(?P<next>[^\W\d_]+)", re.IGNORECASE
)
_POST_WORDS = _words(
    "chủ phó trưởng giám bí chánh ủy uỷ thủ hiệu tổ chỉ chính đội thường thành cán công đại thư hội chi"
)
_NAMED_AFTER_PERSONS = _words(
    "xã phường đặc thôn ấp bản làng khu tổ phố đường ngõ trường học thcs thpt tiểu mầm non mẫu giáo viện chợ cầu "
    "sở thông quận huyện trấn đoàn đội nhà"
)
_COMRADE = re.compile(r"\bđ/?c\b\.?", re.IGNORECASE)
_PARTS = re.compile(r"[,;:()/–—]|\s-\s")
_MANY_DIGITS = re.compile(r"(?:\d[ .\-]?){9,}")


def likeness_to_a_person(text: str) -> Likeness:
    """How much a text, or a part of it between commas or dashes, looks like a person's name.

    Certain: a title and a name (*Ông Nguyễn Văn A*); a family name with *Văn* or *Thị* and a given name, unless a
    word before says that a place or school is called so; three or four capitalised words of which the first is a family
    name with which places hardly begin. Possible: two to four capitalised words that begin with any family name.

    It misses names without *Văn* or *Thị* behind other words (*Chủ tịch xã Lê Minh*), single given names, names in
    small letters or without marks, names of peoples whose family names are not listed, and every pseudonym.
    """
    text = _COMRADE.sub("đồng chí", nfc(text))
    return max((_of_part(part.strip(" .")) for part in _PARTS.split(text)), default=Likeness.NONE)


def holds_a_personal_number(text: str) -> bool:
    """Whether nine or more digits stand together, with single spaces, dots or hyphens between them at most.

    Telephone numbers and numbers of identity cards do; days and numbers of documents do not.
    """
    return bool(_MANY_DIGITS.search(text))


def _of_part(part: str) -> Likeness:
    titled = _TITLED.match(part)
    if titled and titled["next"][0].isupper() and titled["next"].lower() not in _POST_WORDS:
        return Likeness.CERTAIN
    for name in _WITH_MIDDLE_NAME.finditer(part):
        before = _WORD.findall(part[: name.start()])
        if not before or before[-1].lower() not in _NAMED_AFTER_PERSONS:
            return Likeness.CERTAIN
    words = part.split()
    if not 2 <= len(words) <= 4 or not all(_WORD.fullmatch(word) and word[0].isupper() for word in words):
        return Likeness.NONE
    family = words[0].capitalize()
    if family in _FAMILIES and len(words) > 2:
        return Likeness.CERTAIN
    return Likeness.POSSIBLE if family in _FAMILIES | _FAMILIES_AND_PLACES else Likeness.NONE
