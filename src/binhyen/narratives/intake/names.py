"""Covers names of persons in a span that is quoted, sign for sign, by the patterns in which reports name people.

A name follows a form of address ("ông", "đồng chí"), a rank, a profession or a post, or it begins with a family name,
goes on with a middle name and has three syllables and more. Names of places, streets, schools and units are made of the
same syllables; the word before them tells ("xã Trần Phú", "trường THPT Nguyễn Huệ"). Hits and misses are measured in
docs/algorithms/reading-files.md.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from binhyen.narratives.intake.masking import COVER
from binhyen.narratives.rules.family_names import FAMILY_NAMES

_LETTERS = r"(?:[^\W\d_]|[\u0300-\u036f])"
_WORD = re.compile(rf"[^\W\d_]{_LETTERS}*(?:['’]{_LETTERS}+)*")
_ABBREVIATIONS = ((re.compile(r"\b[đĐ]/c\b\.?"), "đồng chí"), (re.compile(r"\b(?:Đ|đ)\.c\b"), "đồng chí"))


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


def _phrases(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in text.split(","))


_MIDDLES = _words(
    "văn thị đức hữu quang minh ngọc xuân thanh đình công quốc khắc mạnh hồng thu bá trọng duy tiến tuấn anh",
    "hoàng gia kim thùy thuỳ phương hải trung thế viết huy như mai bích việt nhật chí tấn vĩnh phúc sỹ sĩ",
    "đăng seo a thành hoài diệu mỹ lan tuyết vân khánh cao đại danh doãn phú quý bảo tùng trường tất thái nho",
    "hà sơn nam đắc thiên kiều cẩm yến nguyên phước lệ tố ánh tường trí nguyễn trần lê phạm đỗ bùi vũ",
)
_ADDRESSES = _phrases(
    "ông,bà,anh,chị,em,cháu,cô,chú,bác,cụ,thầy,cậu,mợ,dì,bạn,đồng chí,cô giáo,thầy giáo,bé,sư cô,già làng,"
    "nghệ nhân"
)
_RANKS = _phrases(
    "thiếu úy,trung úy,thượng úy,đại úy,thiếu tá,trung tá,thượng tá,đại tá,thiếu tướng,trung tướng,"
    "thượng tướng,đại tướng,hạ sĩ,trung sĩ,thượng sĩ,hạ sỹ,trung sỹ,thượng sỹ,binh nhất,binh nhì,chiến sĩ,"
    "chiến sỹ,bác sĩ,y sĩ,kỹ sư,luật sư,tiến sĩ,thạc sĩ,giáo sư,linh mục,mục sư,đại đức,thượng tọa,"
    "hòa thượng,công dân,học sinh,sinh viên,đoàn viên,hội viên,đảng viên,giáo viên"
)
_POSTS = _phrases(
    "chủ tịch,phó chủ tịch,bí thư,phó bí thư,bí thư chi bộ,bí thư đảng bộ,giám đốc,phó giám đốc,"
    "trưởng công an,phó trưởng công an,trưởng công an xã,trưởng công an phường,trưởng thôn,phó trưởng thôn,"
    "trưởng bản,trưởng ấp,trưởng khu,tổ trưởng,tổ phó,phó tổ trưởng,trưởng ban,phó trưởng ban,phó ban,"
    "hiệu trưởng,phó hiệu trưởng,đội trưởng,đội phó,trưởng phòng,phó trưởng phòng,phó phòng,chỉ huy trưởng,"
    "chi hội trưởng,bộ trưởng,thứ trưởng,cục trưởng,ủy viên,thường trực,tỉnh ủy viên,đại biểu,"
    "trưởng khu dân cư,chính trị viên"
)
# What bears names of persons, or of anything else, and is none; the last word before the name decides.
_PLACES = _words(
    "xã phường trấn huyện quận tỉnh phố thôn bản ấp làng xóm buôn sóc phum khu đường ngõ hẻm ngách trường",
    "thpt thcs th thptqg học non viện ty nghiệp chợ cầu đình chùa đền miếu máy cụm hiệu họ tộc giải quỹ đảo",
    "núi sông hồ đồi kênh cảng ga bến sân đài tượng lộ ql dốc đèo trại trạm hầm tuyến giáo nhà rạp xứ đoàn",
    "hội tp tx tt cư bộ đội mtv tnhh htx cp",
)
_TWO_WORD_PLACES = _phrases("bến xe,phong trào,mô hình,công viên")
_NO_PLACES = _phrases("gia đình,đối tượng")
_UNITS = _words(
    "hội công đoàn ban ủy uỷ mặt chi tổ đội câu trường phòng sở bộ cục đảng nhà khu phường xã tỉnh huyện thôn",
    "ubnd hđnd mttq trung viện tòa toà nhân quân liên hợp đồng doanh phụ cựu thanh nông người cơ lực trạm",
    "ngân bệnh chính quốc tp đồn việt",
)
_KIN = _words(
    "nội ngoại",
)
_KEPT = frozenset({("hồ", "chí", "minh"), ("bác", "hồ")})
_LONGEST_NAME = 5
_LONGEST_LIST = 40


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    joined: bool
    """Whether nothing but a space stands before it."""
    first: bool
    """Whether a sentence, an item or a quotation begins with it."""

    @property
    def low(self) -> str:
        return self.text.lower()

    @property
    def capital(self) -> bool:
        return self.text[0].isupper()


def mask_names(span_text: str) -> str:
    """The words with names of persons covered by as many signs; linear in their length.

    It cannot find: names without a word that tells of a person and without a known family and middle name, names in
    small letters, names in other languages, names of two syllables alone. It covers by mistake what reads the same.
    """
    covered = list(span_text)
    for start, end in _names(_tokens(span_text)):
        for at in range(start, end):
            if not span_text[at].isspace():
                covered[at] = COVER
    return "".join(covered)


def _tokens(text: str) -> list[_Token]:
    """The words. An abbreviated form of address counts as one, at its own place."""
    read = text
    for pattern, _meant in _ABBREVIATIONS:
        # "đ/c" has the length of one word "đồc": the letters do not matter, only that it tells of a person.
        read = pattern.sub(lambda found: "ông".ljust(len(found[0]), " "), read)
    tokens, before = list[_Token](), 0
    for found in _WORD.finditer(read):
        between = read[before : found.start()]
        first = not tokens or any(sign in between for sign in '.!?:;\n"“-–+•(')
        word = unicodedata.normalize("NFC", found[0])
        joined = bool(tokens) and between.strip(" \u00a0") == "" and "\n" not in between
        tokens.append(_Token(word, found.start(), found.end(), joined, first))
        before = found.end()
    return tokens


def _names(tokens: Sequence[_Token]) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(tokens):
        end = _after_address(tokens, at)
        name = _addressed(tokens, at, end) if end else _alone(tokens, at)
        if name is None:
            at += 1
            continue
        begin, stop = name
        while begin < stop:
            yield tokens[begin].start, tokens[stop - 1].end
            at = stop
            begin, stop = _next_in_list(tokens, stop)


# ---- behind a form of address ----------------------------------------------------------------------------


def _after_address(tokens: Sequence[_Token], at: int) -> int:
    """Where the words behind a form of address or a rank begin; 0 where there is none here."""
    token = tokens[at]
    for length in (2, 1):
        phrase = tuple(each.low for each in tokens[at : at + length])
        if len(phrase) < length or not all(each.joined for each in tokens[at + 1 : at + length]):
            continue
        if phrase not in _ADDRESSES and phrase not in _RANKS:
            continue
        if token.capital and length == 1 and not token.first and not token.text.isupper():
            return 0  # "Bà Đen", "Cô Tô" in the middle of a sentence
        if at and tokens[at - 1].low in _PLACES and token.capital:
            return 0
        return at + length
    return 0


def _addressed(tokens: Sequence[_Token], at: int, begin: int) -> tuple[int, int] | None:
    """The name behind a form of address, over further ranks and posts."""
    while begin < len(tokens) and tokens[begin].joined:
        further = _after_address(tokens, begin)
        if not further:
            break
        begin = further
    if begin >= len(tokens) or not tokens[begin].joined:
        return None
    if _post_length(tokens, begin):
        return _behind_post(tokens, begin)
    end = _run(tokens, begin)
    if end == begin or _is_kept(tokens, at, begin, end):
        return None
    if tokens[begin].low in _KIN or (tokens[begin].low in _UNITS and not _is_full_name(tokens, begin, end)):
        return None
    in_doubt = tokens[at].capital and not tokens[at].text.isupper() and begin == at + 1
    if in_doubt and not (end - begin > 1 and tokens[begin].low in FAMILY_NAMES):
        return None  # "Bà Rịa", "Anh Sơn" at the beginning of a sentence
    return begin, end


def _post_length(tokens: Sequence[_Token], at: int) -> int:
    for length in (4, 3, 2):
        if tuple(each.low for each in tokens[at : at + length]) in _POSTS:
            return length
    return 0


def _behind_post(tokens: Sequence[_Token], at: int) -> tuple[int, int] | None:
    """The name behind a post whose holder was addressed: the last full name before the clause ends."""
    name = None
    begin = at + _post_length(tokens, at)
    while begin < len(tokens) and tokens[begin].joined and begin - at < 20:
        end = _run(tokens, begin)
        if end - begin > 1 and tokens[begin].low in FAMILY_NAMES and not _is_kept(tokens, begin, begin, end):
            name = begin, end
            begin = end
        else:
            begin += 1
    return name


# ---- alone ----------------------------------------------------------------------------------------------


def _alone(tokens: Sequence[_Token], at: int) -> tuple[int, int] | None:
    """A full name that nothing announces, or only a post."""
    if not tokens[at].capital or tokens[at].low not in FAMILY_NAMES:
        return None
    end = _run(tokens, at)
    if not _is_full_name(tokens, at, end) or _is_kept(tokens, at, at, end) or _is_a_place(tokens, at):
        return None
    return at, end


def _is_full_name(tokens: Sequence[_Token], begin: int, end: int) -> bool:
    return end - begin >= 3 and tokens[begin].low in FAMILY_NAMES and tokens[begin + 1].low in _MIDDLES


def _is_a_place(tokens: Sequence[_Token], at: int) -> bool:
    """Whether the word before says that the name is a place's; in a list, the word before the list."""
    for _ in range(_LONGEST_LIST):
        if at == 0:
            return False
        above = tokens[at - 1]
        if tokens[at].joined and above.low != "và":
            return _says_place(tokens, at)
        begin = at - 1 - (above.low == "và")
        if begin < 0 or not tokens[begin].capital:
            return False
        while begin > 0 and tokens[begin].joined and tokens[begin - 1].capital:
            begin -= 1
        if begin == 0 or (tokens[at].first and above.low != "và"):
            return False
        at = begin
    return False


def _says_place(tokens: Sequence[_Token], at: int) -> bool:
    """Whether the words before a name are those of a place, and not of a post or a family.

    After "Trưởng thôn" and "gia đình" persons are named; no province bears the name of one.
    """
    before = tuple(each.low for each in tokens[max(0, at - 4) : at])
    if before[-2:] in _TWO_WORD_PLACES:
        return True
    if before[-1] not in _PLACES or before[-1] == "tỉnh" or before[-2:] in _NO_PLACES:
        return False
    return not any(before[-length:] in _POSTS for length in (2, 3, 4))


def _run(tokens: Sequence[_Token], begin: int) -> int:
    """Where the capitalised words end that begin here, at most as many as a name has."""
    end = begin
    while (
        end < len(tokens)
        and end - begin < _LONGEST_NAME
        and tokens[end].capital
        and (end == begin or tokens[end].joined)
    ):
        if end - begin >= 2 and _post_length(tokens, end):
            break
        end += 1
    return end


def _is_kept(tokens: Sequence[_Token], at: int, begin: int, end: int) -> bool:
    words = tuple(each.low for each in tokens[begin:end])
    return any(words[: len(kept)] == kept for kept in _KEPT) or (
        tuple(each.low for each in tokens[at:end])[:2] in _KEPT
    )


def _next_in_list(tokens: Sequence[_Token], at: int) -> tuple[int, int]:
    """The next name of a list of names: behind a comma or "và" comes a family name. Empty where the list ends."""
    begin = at
    if begin < len(tokens) and tokens[begin].low in ("và", "cùng"):
        begin += 1
    elif begin >= len(tokens) or tokens[begin].joined or tokens[begin].first:
        return at, at
    end = _run(tokens, begin)
    if end - begin < 2 or tokens[begin].low not in FAMILY_NAMES:
        return at, at
    return begin, end
