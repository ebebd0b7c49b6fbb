"""Of which time and place does a figure speak? What was said last before it, else what the text begins with."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from binhyen.narratives.rules.shadow import Shadow

_YEAR = r"(?:19|20)[0-9]{2}"
_PERIOD = re.compile(
    rf"(?=[0-9ngqtmh])\b(?:ngày (?P<day>[0-3]?[0-9])[/\-](?P<dm>1[0-2]|0?[1-9])(?:[/\-](?P<dy>{_YEAR}))?(?![0-9])"
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
_ANY_YEAR = re.compile(rf"(?<![\d/.,]){_YEAR}(?![\d.,]*\d)")
_KIND = (
    r"[Tt]ỉnh|[Tt]hành phố|TP\.?|[Xx]ã|[Pp]hường|[Đđ]ặc khu|[Tt]hị trấn|[Hh]uyện|[Tt]hị xã|[Qq]uận|"
    r"[Tt]hôn|[Xx]óm|[Bb]ản|[Ấấ]p|[Kk]hu phố|[Tt]ổ dân phố|[Tt]rường [^\W\d]+"
)
_PLACE = re.compile(
    rf"(?=[TtXxPpĐđHhQqBbẤấKk])\b(?P<kind>{_KIND}) "
    rf"(?P<name>(?:[A-ZĐÀ-ỸƯƠÂÊÔĂ][^\W\d_]*)(?:[ -][A-ZĐÀ-ỸƯƠÂÊÔĂ][^\W\d_]*){{0,3}})"
)
_NAMED = re.compile(
    rf"(?P<kind>{_KIND}) (?P<name>(?:số )?[0-9]{{1,3}}\w?|[A-ZĐÀ-ỸƯƠÂÊÔĂ][^\n\t|:;()]{{0,60}})"
)
_WHOLE = re.compile(
    r"(?=[tc])\b(?:toàn|cả|trên địa bàn) (?P<kind>tỉnh|thành phố|xã|phường|huyện|quốc|nước|đặc khu|trường)\b"
)
_QUARTERS = {"1": 1, "i": 1, "2": 2, "ii": 2, "3": 3, "iii": 3, "4": 4, "iv": 4}


@dataclass(frozen=True, slots=True)
class Sayings:
    """What a text says of times or of places: where in the shadow, and what."""

    places: Sequence[int]
    said: Sequence[str]
    first: str | None

    def at(self, passage: int, place: int, stop: int) -> str | None:
        """What holds at a place: said last before it in its passage, else up to ``stop``, else before, else first."""
        index = bisect_left(self.places, place)
        if index and self.places[index - 1] >= passage:
            return self.said[index - 1]
        if index < len(self.places) and self.places[index] < stop:
            return self.said[index]
        return self.said[index - 1] if index else self.first


def periods_in(shadow: Shadow) -> Sayings:
    """All periods of the text: 2025, 2025-11, 2025-Q3, 2025-H1, 2021-2025, 2026-02-02, or in its own words."""
    text = shadow.text
    years = [(found.start(), found[0]) for found in _ANY_YEAR.finditer(text)]
    beginnings = [place for place, _year in years]
    places, said = [], []
    for found in _PERIOD.finditer(text):
        inside = _YEAR_INSIDE.search(found[0])
        before = bisect_left(beginnings, found.start())
        year = inside[0] if inside else (years[max(before - 1, 0)][1] if years else "")
        if period := _period(found, year):
            places.append(found.start())
            said.append(period)
    first = said[0] if said else (years[0][1] if years else None)
    return Sayings(places, said, first)


def _period(found: re.Match[str], year: str) -> str | None:
    if found["year"]:
        return found["year"]
    if found["always"]:
        return "hằng năm"
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


def _kind_of(place: re.Match[str]) -> str:
    return place["kind"].lower().rstrip(".").replace("tp", "thành phố")


def places_in(shadow: Shadow) -> Sayings:
    """All places that the text names, and what it means by "toàn tỉnh"."""
    named: dict[str, Counter[str]] = {}
    found: list[tuple[int, str, str]] = []
    for place in _PLACE.finditer(shadow.composed):
        if not place["name"][0].isupper():
            continue  # the letters with marks do not come in order
        kind = _kind_of(place)
        named.setdefault(kind, Counter())[place["name"]] += 1
        found.append((place.start(), kind, place["name"]))
    for whole in _WHOLE.finditer(shadow.text):
        kind = whole["kind"]
        if kind in named:
            found.append((whole.start(), kind, named[kind].most_common(1)[0][0]))
    found.sort()
    first = None
    for kind in ("tỉnh", "thành phố", "xã", "phường", "đặc khu"):
        if kind in named:
            first = f"{kind} {named[kind].most_common(1)[0][0]}"
            break
    return Sayings([at for at, _kind, _name in found], [f"{kind} {name}" for _at, kind, name in found], first)
