"""Of which time and place does a figure speak? What was said last before it, else what the text begins with."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

from binhyen.narratives.rules.family_names import FAMILY_NAMES
from binhyen.narratives.rules.finding import beginnings
from binhyen.narratives.rules.shadow import Shadow

_YEAR = r"(?:19|20)[0-9]{2}"
_PERIODS_BEGIN = (
    *(
        "ngày ",
        "giai đoạn ",
        "nhiệm kỳ ",
        "năm ",
        "quý ",
        "tháng ",
        "hằng năm",
        "hàng năm",
        "mỗi năm",
        "tết ",
    ),
)
_PERIOD = re.compile(
    rf"\b(?:ngày (?P<day>[0-3]?[0-9])[/\-](?P<dm>1[0-2]|0?[1-9])(?:[/\-](?P<dy>{_YEAR}))?(?![0-9])"
    rf"|ngày (?P<day2>[0-3]?[0-9]) tháng (?P<dm2>1[0-2]|0?[1-9])(?: năm (?P<dy2>{_YEAR}))?"
    rf"|giai đoạn (?P<from>{_YEAR}) ?- ?(?P<to>{_YEAR})|nhiệm kỳ (?P<nfrom>{_YEAR}) ?- ?(?P<nto>{_YEAR})"
    rf"|năm học (?P<sfrom>{_YEAR}) ?- ?(?P<sto>{_YEAR})"
    rf"|(?:quý) (?P<quarter>[1-4]|iv|i{{1,3}})(?:(?:/| năm ){_YEAR})?(?![\w])"
    rf"|(?P<months>[0-9]{{1,2}}) tháng(?P<half> đầu năm| cuối năm| năm)?(?: (?:năm )?{_YEAR})?"
    rf"|tháng (?P<month>1[0-2]|0?[1-9])(?:(?:/|-| năm ){_YEAR})?(?![0-9/\-])"
    rf"|(?P<always>hằng năm|hàng năm|mỗi năm)"
    rf"|(?:năm|tết [^\W\d]+(?: [^\W\d]+){{0,3}}) (?P<year>{_YEAR})(?![0-9]))"
)
_YEAR_INSIDE = re.compile(_YEAR)
_ANY_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?<![\d/.,]....)(?![\d.,]*\d)")
_KIND = (
    r"[Tt]ỉnh|[Tt]hành phố|TP\.?|[Xx]ã|[Pp]hường|[Đđ]ặc khu|[Tt]hị trấn|[Hh]uyện|[Tt]hị xã|[Qq]uận|"
    r"[Tt]hôn|[Xx]óm|[Bb]ản|[Ấấ]p|[Kk]hu phố|[Tt]ổ dân phố|[Tt]rường [^\W\d]+"
)
_KINDS_BEGIN = (
    *("tỉnh", "thành phố", "tp", "xã", "phường", "đặc khu", "thị trấn", "huyện", "thị xã", "quận", "thôn"),
    *("xóm", "bản", "ấp", "khu phố", "tổ dân phố", "trường"),
)
_PLACE = re.compile(
    rf"\b(?P<kind>{_KIND}) "
    rf"(?P<name>(?:[A-ZĐÀ-ỸƯƠÂÊÔĂ][^\W\d_]*)(?:[ -][A-ZĐÀ-ỸƯƠÂÊÔĂ][^\W\d_]*){{0,3}})"
)
_NAMED = re.compile(
    rf"(?P<kind>{_KIND}) (?P<name>(?:số )?[0-9]{{1,3}}\w?|[A-ZĐÀ-ỸƯƠÂÊÔĂ][^\n\t|:;()]{{0,60}})"
)
_WHOLE = re.compile(
    r"\b(?:toàn|cả|trên địa bàn) (?P<kind>tỉnh|thành phố|xã|phường|huyện|quốc|nước|đặc khu|trường)\b"
)
_WHOLES_BEGIN = ("toàn ", "cả ", "trên địa bàn ")
WHOLE = "toàn "
_COUNTRY = ("quốc", "nước")
_OPENS = re.compile(r"(?:^|[.;:\n] ?|\b(?:nay|qua|năm) ?,? ?)(?:trên |trong |thống kê )?$")
_OFTEN_ENOUGH = 2  # times that a text speaks of the whole of a place below one that it names
_POST = re.compile(
    r"\b(?:chủ tịch|bí thư|giám đốc|trưởng|phó ban|ủy viên|thường trực|chỉ huy trưởng)(?: [^\W\d_]+){0,5} $"
)
_LEAST_SYLLABLES = 3  # of a person's whole name
_BRACKETS = re.compile(r"\([^()\n]*\)")
_ITEM = re.compile(r"\s*(?:[-+*•●▪◦·–]|[0-9a-zđ]{1,2}[.)] [^\n]*[.;]\s*$)")
_MADE_OF = re.compile(
    r"\b(?:gồm(?! [0-9])|kể cả|trước đó là|(?:trên cơ sở|do|từ|sau khi) (?:hợp nhất|sáp nhập|sắp xếp|nhập)|"
    r"(?:hợp nhất|sáp nhập|tách ra) từ)\b[^.;()]*$"
)
"""What stands before the names of units that another one is made of, or was before."""
_AGAINST = re.compile(r"so với (?:cùng kỳ )?(?:của )?$")
_LIST_SIGN = re.compile(r": $|; $|[;)],? (?:và )?$")
_BODY = re.compile(
    r"ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|ỦY BAN|UBND|CÔNG AN|BAN CHỈ ĐẠO|ĐẢNG ỦY|MẶT TRẬN TỔ QUỐC"
)
_ISSUER = re.compile(
    r"\b(?P<kind>TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|XÃ|PHƯỜNG|ĐẶC KHU|THỊ TRẤN)[ \n]"
    r"(?P<name>[^\W\d_]+(?: [^\W\d_]+){0,3})(?=\s*(?:[\n\t|]|$))"
)
_SCHOOL = re.compile(
    r"^\W*TRƯỜNG (?P<level>MẦM NON|MẪU GIÁO|TIỂU HỌC|TRUNG HỌC CƠ SỞ|TRUNG HỌC PHỔ THÔNG|TH|THCS|THPT|TH&THCS|"
    r"THCS&THPT|PTDTBT [A-Z&]+|PTDTNT [A-Z&]+|CAO ĐẲNG|ĐẠI HỌC) (?P<name>[^\W\d_]+(?: [^\W\d_]+){0,5})"
    r"(?=\s*(?:[\n\t|]|$))",
    re.MULTILINE,
)
_SPELT_OUT = ("MẦM", "MẪU", "TIỂU", "TRUNG", "CAO", "ĐẠI")
_LOWER = ("xã", "phường", "đặc khu", "thị trấn")
_CENTRAL = re.compile(r"^[^\n\t|a-zđ]*TRUNG ƯƠNG(?=\s*(?:[\n\t|]|$))", re.MULTILINE)
_WHOLE_COUNTRY = "cả nước"
_ABOVE = 600  # letters at the top of a text where its issuer stands
_LIST = 240  # letters back to the colon that opens a list
_LOOKED_AT = 8  # sayings on either side
ALWAYS = "hằng năm"
_QUARTERS = {"1": 1, "i": 1, "2": 2, "ii": 2, "3": 3, "iii": 3, "4": 4, "iv": 4}


class Sayings(NamedTuple):
    """What a text says of times or of places: where in the shadow, and what.

    ``bracketed``: the brackets that each stands in and does not reach out of, its sentence for what holds every
    year, else (0, 0); ``aside`` what another number is held against or what a list names. ``carried``: those that go
    on holding in what follows.
    """

    places: Sequence[int]
    said: Sequence[str]
    bracketed: Sequence[tuple[int, int]]
    aside: Sequence[bool]
    carried: Sequence[int]
    first: str | None

    def at(self, passage: int, place: int, stop: int, since: int = 0) -> str | None:
        """What holds at a place: said last before it in its passage, else up to ``stop``, else before, else first.

        ``since``: where the part of the text begins out of which nothing is carried into this passage.
        """
        index = bisect_left(self.places, place)
        for before in range(index - 1, max(-1, index - 1 - _LOOKED_AT), -1):
            if self.places[before] < passage:
                break
            if self._holds(before, place):
                return self.said[before]
        for behind in range(index, min(index + _LOOKED_AT, len(self.places))):
            if self.places[behind] >= stop:
                break
            if self._holds(behind, place):
                return self.said[behind]
        last = bisect_left(self.carried, passage) - 1
        if last >= 0 and self.carried[last] >= since:
            return self.said[bisect_left(self.places, self.carried[last])]
        return self.first

    def _holds(self, saying: int, place: int) -> bool:
        """Whether a saying reaches out to a place: not from within brackets, nor from what is said aside."""
        opened, closed = self.bracketed[saying]
        return (opened == closed or opened <= place < closed) and not self.aside[saying]


class Layout(NamedTuple):
    """Where the brackets and the lines of a text stand."""

    shadow: Shadow
    brackets: Sequence[tuple[int, int]]
    lines: Sequence[int]

    @classmethod
    def of(cls, shadow: Shadow) -> Layout:
        return cls(
            shadow,
            [found.span() for found in _BRACKETS.finditer(shadow.text)],
            [0, *(end + 1 for end in beginnings(shadow.text, ("\n",)))],
        )

    def bracket(self, at: int) -> tuple[int, int]:
        before = bisect_right(self.brackets, (at, at)) - 1
        opened, closed = self.brackets[before] if before >= 0 else (0, 0)
        return (opened, closed) if at < closed else (0, 0)

    def sentence(self, at: int) -> tuple[int, int]:
        """The stretch between full stops, or of the line."""
        line = bisect_right(self.lines, at)
        begin, end = (
            self.lines[line - 1],
            self.lines[line] if line < len(self.lines) else len(self.shadow.text),
        )
        stop = self.shadow.text.find(". ", at, end)
        return max(begin, self.shadow.text.rfind(". ", begin, at)), end if stop < 0 else stop

    def carries(self, at: int) -> bool:
        """Whether what is said there goes on holding below: outside of brackets, items and rows."""
        return self.bracket(at) == (0, 0) and not self._listed(at)

    def line(self, at: int) -> int:
        """Where the line begins."""
        return self.lines[bisect_right(self.lines, at) - 1]

    def _listed(self, at: int) -> bool:
        """Whether the line is an item of a list or a row of a table."""
        line = bisect_right(self.lines, at)
        end = self.lines[line] - 1 if line < len(self.lines) else None
        words = self.shadow.composed[self.lines[line - 1] : end]
        return not words.endswith(":") and bool("\t" in words or " | " in words or _ITEM.match(words))


def periods_in(layout: Layout) -> Sayings:
    """All periods of a text: 2025, 2025-11, 2025-Q3, 2025-H1, 2021-2025, 2026-02-02, or in its own words.

    A single day holds where it stands alone.
    """
    text = layout.shadow.text
    years = [(found.start(), found[0]) for found in _ANY_YEAR.finditer(text)]
    years_begin = [place for place, _year in years]
    found: list[tuple[int, str, bool, bool]] = []
    for period in _matches(_PERIOD, text, _where_periods_begin(text)):
        inside = _YEAR_INSIDE.search(period[0])
        before = bisect_left(years_begin, period.start())
        year = inside[0] if inside else (years[max(before - 1, 0)][1] if years else "")
        if said := _period(period, year):
            at = period.start()
            aside = bool(_AGAINST.search(text, max(0, at - 24), at))
            listed = ":" in text[max(layout.line(at), at - _LIST) : at]
            passing = period["day"] or period["day2"] or period["always"]
            carried = not (aside or listed or passing) and layout.carries(at)
            found.append((at, said, aside, carried))
    standing = (said for _at, said, _aside, _carried in found if said != ALWAYS)
    first = next(standing, years[0][1] if years else found[0][1] if found else None)
    return _sayings(layout, found, first)


def _sayings(layout: Layout, found: Sequence[tuple[int, str, bool, bool]], first: str | None) -> Sayings:
    places = [at for at, _said, _aside, _carried in found]
    return Sayings(
        places,
        [said for _at, said, _aside, _carried in found],
        [
            layout.sentence(at) if said == ALWAYS else layout.bracket(at)
            for at, said, _aside, _carried in found
        ],
        [aside for _at, _said, aside, _carried in found],
        [at for at, _said, _aside, carried in found if carried],
        first,
    )


def _where_periods_begin(text: str) -> list[int]:
    """Where a period may begin: with a word, or with the digits of "6 tháng"."""
    months = beginnings(text, (" tháng",))
    digits = (at - back for at in months for back in (1, 2) if at >= back)
    return sorted((*beginnings(text, _PERIODS_BEGIN), *digits))


def _matches(pattern: re.Pattern[str], text: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """The matches of a pattern at some places, from left to right, none within another."""
    done = 0
    for at in places:
        if at >= done and (found := pattern.match(text, at)):
            yield found
            done = found.end()


def _period(found: re.Match[str], year: str) -> str | None:
    if found["year"]:
        return found["year"]
    if found["always"]:
        return ALWAYS
    for begin, end in (("from", "to"), ("nfrom", "nto"), ("sfrom", "sto")):
        if found[begin]:
            return f"{found[begin]}-{found[end]}"
    if not year:
        return None
    if found["quarter"]:
        return f"{year}-Q{_QUARTERS[found['quarter']]}"
    if found["months"]:
        if not found["half"]:
            return None
        half = "H1" if "đầu" in found["half"] else "H2"
        return (
            f"{year}-{half}"
            if found["months"] in ("6", "06") and "năm" in found["half"]
            else f"{year}-M{int(found['months'])}"
        )
    if found["month"]:
        return f"{year}-{int(found['month']):02}"
    day, month = found["day"] or found["day2"], found["dm"] or found["dm2"]
    return f"{year}-{int(month):02}-{int(day):02}" if day and month else None


def place_named(words: str) -> str | None:
    """The place, where words are a place's name and nothing else: "Xã Bãi Ngọc" → xã Bãi Ngọc."""
    found = _NAMED.fullmatch(words)
    if found is None or (found["name"][0].islower() and not found["name"].startswith("số")):
        return None
    return f"{_kind_of(found)} {found['name']}"


def _capitals(name: str) -> str:
    """The words of a name up to the first in small letters."""
    return " ".join(takewhile(lambda word: word[0].isupper(), name.split(" ")))


def _kind_of(place: re.Match[str]) -> str:
    return place["kind"].lower().rstrip(".").replace("tp", "thành phố")


def places_in(layout: Layout) -> Sayings:
    """All places that a text names, and what it means by "toàn tỉnh". Its own is that of whoever issues it.

    A province that is not named is "toàn tỉnh", as the text says.
    """
    shadow = layout.shadow
    named: dict[str, Counter[str]] = {}
    wholes: Counter[str] = Counter()
    found: list[tuple[int, str, bool]] = []
    for place in _matches(_PLACE, shadow.composed, beginnings(shadow.text, _KINDS_BEGIN)):
        if not place["name"][0].isupper():
            continue  # the letters with marks do not come in order
        kind, name = _kind_of(place), _capitals(place["name"])
        if _is_person(shadow.text, place.start(), kind, name):
            continue
        named.setdefault(kind, Counter())[name] += 1
        at = place.start()
        line = layout.line(at)
        listed = _behind_a_colon(shadow.text, line, at) or _is_former(shadow.text, line, at)
        found.append((at, f"{kind} {name}", listed))
    issuer = _issuer(shadow)
    for whole in _matches(_WHOLE, shadow.text, beginnings(shadow.text, _WHOLES_BEGIN)):
        kind = whole["kind"]
        if kind not in _COUNTRY:
            wholes[kind] += 1
            own = issuer if issuer and issuer.startswith(f"{kind} ") else None
            found.append((whole.start(), own or _whole_of(kind, named), False))
        elif _OPENS.search(shadow.text, max(0, whole.start() - 24), whole.start()):
            found.append((whole.start(), _WHOLE_COUNTRY, False))
    found.sort()
    told = [(at, said, listed, not listed and layout.carries(at)) for at, said, listed in found]
    return _sayings(layout, told, issuer or _spoken_of(named, wholes))


def _behind_a_colon(text: str, line: int, at: int) -> bool:
    """Whether a place is one of those that a list names: "còn thiếu: Xã A; Xã B"."""
    return ":" in text[max(line, at - _LIST) : at] and bool(
        _LIST_SIGN.search(text, max(line, at - _LIST), at)
    )


def _is_former(text: str, line: int, at: int) -> bool:
    """Whether a place is one that another is made of: "hợp nhất từ xã A và xã B", "gồm cả số liệu của xã A"."""
    return bool(_MADE_OF.search(text, max(line, at - _LIST), at))


def _issuer(shadow: Shadow) -> str | None:
    """The place of the body whose name, in capitals, stands above the text."""
    top = shadow.composed[:_ABOVE]
    body = _BODY.search(top)
    named = [
        (each["kind"].lower(), " ".join(word.capitalize() for word in each["name"].split()))
        for each in (_ISSUER.finditer(top, body.start()) if body else ())
        if each["name"].isupper()
    ]
    if not named:
        return _school(top) or (_WHOLE_COUNTRY if _CENTRAL.search(top) else None)
    kind, name = next((each for each in named if each[0] in _LOWER), named[0])  # its superior stands above it
    return f"{kind} {name}"


def _school(top: str) -> str | None:
    """The school whose name, in capitals, stands above the text."""
    found = _SCHOOL.search(top)
    if found is None:
        return None
    level = found["level"]
    spelt = level.capitalize() if level.startswith(_SPELT_OUT) else level
    return f"trường {spelt} {' '.join(word.capitalize() for word in found['name'].split())}"


def _is_person(text: str, at: int, kind: str, name: str) -> bool:
    """Whether what stands behind the word for a place is a person's name: "Phó Chủ tịch UBND tỉnh Nguyễn Văn A"."""
    syllables = name.lower().split(" ")
    if len(syllables) < _LEAST_SYLLABLES or syllables[0] not in FAMILY_NAMES:
        return False
    return kind == "tỉnh" or bool(_POST.search(text, max(0, at - 60), at))


def _whole_of(kind: str, named: Mapping[str, Counter[str]]) -> str:
    return f"{kind} {named[kind].most_common(1)[0][0]}" if kind in named else f"{WHOLE}{kind}"


def _spoken_of(named: Mapping[str, Counter[str]], wholes: Mapping[str, int]) -> str | None:
    """The place that a text without issuer speaks of: the highest it names, or the whole that it often speaks of."""
    order = ("tỉnh", "thành phố", "xã", "phường", "đặc khu", "trường")
    often = max(order, key=lambda kind: wholes.get(kind, 0))
    highest = next((kind for kind in order if kind in named), None)
    if wholes.get(often, 0) >= _OFTEN_ENOUGH or (
        wholes.get(often) and (highest is None or order.index(often) < order.index(highest))
    ):
        return _whole_of(often, named)
    return _whole_of(highest, named) if highest else None
