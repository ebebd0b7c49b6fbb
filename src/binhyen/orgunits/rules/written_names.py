"""Which unit is meant by a name as people write it: "H. Kim Bôi", "TX Phú Thọ", "Xã Tân Tiến, Bắc Ninh"?

A name is the word of a kind, often shortened, before the unit's own name. A name that several units bear is settled by
the units above it: those of the day, those of before, and those of after a reorganisation. Whatever is not the same
name, letter by letter, is only proposed: nothing is guessed (docs/algorithms/matching-names.md).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from binhyen.foundations.validity import Validity
from binhyen.foundations.vietnamese import fold, format_date, nfc
from binhyen.orgunits.rules.naming import COMMUNE, DISTRICT, KIND_WORDS, PROVINCE

LEVELS = (PROVINCE, DISTRICT, COMMUNE)
"""The levels whose names the State lays down and people write down, from the top."""

LAST_DAY_OF_DISTRICTS = date(2025, 6, 30)
"""The last day of the map with districts (Luật 72/2025/QH15): the one that older lists are written by."""

MOST_PROPOSALS = 3
MOST_NAMED = 6
SHORTEST_SLIP = 5  # letters; a slip in a shorter name may mean anything

# ---- how names are compared ---------------------------------------------------------------------------------

_TONES = {"\u0300": "`", "\u0309": "?", "\u0303": "~", "\u0301": "'", "\u0323": "."}
_LOOKALIKES = str.maketrans("ðɖ’‘ʼ´`–—−‐‑", "đđ'''''-----")
_WORD = re.compile(r"[^\W_]+")
_Y_FOR_I = re.compile(r"^(h|k|l|m|s|t|v|qu)y$")


class Syllable(NamedTuple):
    """One syllable: its letters with their vowel marks, its tone apart (so its place is nothing), and folded."""

    exact: str
    bare: str


@lru_cache(maxsize=50_000)
def syllables_of(text: str) -> tuple[Syllable, ...]:
    """A name as it is compared: no case, no signs between, numbers by value, y and i after h k l m s t v qu as one."""
    return tuple(_syllable(word) for word in _WORD.findall(nfc(text).translate(_LOOKALIKES).lower()))


def _syllable(word: str) -> Syllable:
    if word.isdigit():
        number = word.lstrip("0") or "0"
        return Syllable(number, number)
    decomposed = unicodedata.normalize("NFD", word)
    tone = "".join(_TONES[sign] for sign in decomposed if sign in _TONES)
    letters = unicodedata.normalize("NFC", "".join(sign for sign in decomposed if sign not in _TONES))
    letters = _Y_FOR_I.sub(r"\1i", letters)
    if not tone and not letters.isascii() and letters.endswith(("c", "ch", "k", "p", "t")):
        tone = _TONES["\u0301"]  # Đăk for Đắk: no such syllable is level
    return Syllable(letters + tone, fold(letters))


def key_of(text: str) -> str:
    """What two spellings of one name share: its letters and digits, folded, without anything between."""
    return "".join(syllable.bare for syllable in syllables_of(text))


class Likeness(IntEnum):
    """How far a written name is another one that has the same key."""

    OTHER_MARKS = 0
    """It has a mark where the other has another one: *Đa Bắc* for *Đà Bắc*."""
    WITHOUT_MARKS = 1
    """The same where it has marks, and left out elsewhere: *da bac*, *Đà Bac*."""
    SAME = 2


def likeness(written: str, name: str) -> Likeness:
    """Compare two names of one key."""
    ours, theirs = syllables_of(written), syllables_of(name)
    if "".join(each.exact for each in ours) == "".join(each.exact for each in theirs):
        return Likeness.SAME
    if len(ours) != len(theirs):
        bare = all(each.exact == each.bare for each in ours)
        return Likeness.WITHOUT_MARKS if bare else Likeness.OTHER_MARKS
    fits = all(mine.exact in (other.exact, other.bare) for mine, other in zip(ours, theirs, strict=True))
    return Likeness.WITHOUT_MARKS if fits else Likeness.OTHER_MARKS


# ---- how names are read -------------------------------------------------------------------------------------

_SHORT_FORMS = {
    "t": "Tỉnh",
    "tp": "Thành phố",
    "h": "Huyện",
    "q": "Quận",
    "tx": "Thị xã",
    "x": "Xã",
    "p": "Phường",
    "f": "Phường",
    "tt": "Thị trấn",
    "đk": "Đặc khu",
    "dk": "Đặc khu",
}
"""What people put before a name instead of the word of a kind."""

_FULL_WORDS = {
    spelling: word
    for word in dict.fromkeys(word for words in KIND_WORDS.values() for word in words)
    for spelling in (word.lower(), fold(word))
} | {
    "thủ đô": "Thành phố",
    "thu do": "Thành phố",
    "huyện đảo": "Huyện",
    "huyen dao": "Huyện",
}

_ALIASES = {
    "tphcm": "Thành phố Hồ Chí Minh",
    "hcm": "Thành phố Hồ Chí Minh",
    "hochiminhcity": "Thành phố Hồ Chí Minh",
    "saigon": "Thành phố Hồ Chí Minh",
    "hn": "Thành phố Hà Nội",
    "brvt": "Tỉnh Bà Rịa - Vũng Tàu",
    "tthue": "Thành phố Huế",
    "thuathienhue": "Thành phố Huế",
    "baccan": "Tỉnh Bắc Kạn",
    "daclac": "Tỉnh Đắk Lắk",
    "darlac": "Tỉnh Đắk Lắk",
    "dacnong": "Tỉnh Đắk Nông",
    "contum": "Tỉnh Kon Tum",
}
"""Names of provinces that everybody understands and no list of today has, by key; the province of Thừa Thiên Huế became
the city of Huế with the same territory."""

_SHORT = re.compile(
    # A dot must follow the bare t, or a name like "T Bar" would lose its letter; a digit may follow q, p and f at once.
    r"(?P<short>t\.?\s?p|t\.?\s?x|t\.?\s?t|đ\.?\s?k|d\.?\s?k|h|q|x|p|f|t(?=\.))(?:\s*\.\s*|\s+|(?=[0-9])|(?<=p)(?=hcm))(?P<rest>.+)",
    re.IGNORECASE,
)
_FULL = re.compile(
    rf"(?P<word>{'|'.join(sorted(map(re.escape, _FULL_WORDS), key=len, reverse=True))})(?:\s*[.:]\s*|\s+)(?P<rest>.+)",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    rf"\s+(?=(?:(?:{'|'.join(sorted(_FULL_WORDS, key=len, reverse=True))})\s|"
    r"(?:t\.?p|t\.?x|t\.?t)(?:\s|\.)|[hqtxp]\.)\s*\S)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[,;|/()\[\]\n\t\\]+|\s(?:thuộc|của)\s", re.IGNORECASE)
_DASH = re.compile(r"\s*-\s+|\s+-\s*|-")
_STROKE = re.compile(r"\bt/([pxt])\b", re.IGNORECASE)
_COUNTRY = frozenset({"vietnam", "vn"})


class Saying(NamedTuple):
    """One name as it may be meant: its own name, and the word of a kind if one was written."""

    own: str
    word: str = ""

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels on which it may stand, by its word."""
        return tuple(level for level in LEVELS if not self.word or self.word in KIND_WORDS[level])


class Reading(NamedTuple):
    """One way to understand what was written: ways to understand the name, and those above it from the nearest up."""

    name: tuple[Saying, ...]
    above: tuple[tuple[Saying, ...], ...]
    from_the_top: bool = False


def sayings_of(text: str) -> tuple[Saying, ...]:
    """All that one written name may mean: with the word of a kind cut off, and whole, for *Quan Hóa* is no quận."""
    text = " ".join(text.split()).strip(" .:-'\"")
    found: list[Saying] = []
    if alias := _ALIASES.get(key_of(text)):
        found.extend(_cut(_FULL, alias))
    found.extend(_cut(_FULL, text))
    found.extend(_cut(_SHORT, text))
    if text:
        found.append(Saying(text))
    return tuple(dict.fromkeys(found))


def _cut(pattern: re.Pattern[str], text: str) -> Iterator[Saying]:
    cut = pattern.fullmatch(text)
    if cut is None or not (rest := cut["rest"].strip(" .")):
        return
    if pattern is _FULL:
        word = _FULL_WORDS[cut["word"].lower()]
    else:
        word = _SHORT_FORMS[re.sub(r"[.\s]", "", cut["short"]).lower()]
    if alias := _ALIASES.get(key_of(rest)):
        yield from _cut(_FULL, alias)
    yield Saying(rest, word)


def readings_of(text: str) -> Iterator[Reading]:
    """The ways to understand a written name, with those above it behind, the plainest first.

    Parts stand between commas, brackets or strokes; else before words of kinds; else between dashes. They stand from
    the name up, else from the top down.
    """
    # Everything is compared composed; only "T.P." and the like keep their dots until they are read.
    text = nfc(text).translate(_LOOKALIKES)
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    text = _STROKE.sub(r"t\1", text)
    seen = set()
    plain = [part for part in _BETWEEN.split(text) if part.strip(" .:-")]
    finer = [piece for part in plain for piece in _INSIDE.split(part)]
    finest = [piece for part in finer for piece in _DASH.split(part) if piece.strip()]
    for parts in (plain, finer, finest):
        which = tuple(" ".join(part.split()) for part in parts if key_of(part) not in _COUNTRY)
        if which and which not in seen:
            seen.add(which)
            yield from _orders(tuple(sayings for part in which if (sayings := sayings_of(part))))


def _orders(parts: tuple[tuple[Saying, ...], ...]) -> Iterator[Reading]:
    """From the name up, then from the top down."""
    if parts:
        yield Reading(parts[0], parts[1:])
    if len(parts) > 1:
        yield Reading(parts[-1], parts[-2::-1], from_the_top=True)


# ---- the index ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """What a unit was called from a day to a day; ``tree_path`` is where it stood then, ``life`` its own days."""

    id: int
    level: str
    kind: str
    code: str
    name: str
    short_name: str
    tree_path: str
    days: Validity
    life: Validity

    @property
    def keys_above(self) -> tuple[int, ...]:
        return tuple(int(key) for key in self.tree_path.split(".")[:-2])


class NameIndex:
    """The names that units bore in some days, what stood above each of them, and above what it came from or went to."""

    def __init__(self, names: Iterable[NamedUnit], links: Iterable[tuple[int, int, date]], day: date) -> None:
        """``links`` are predecessor, successor and day; ``day`` is the one whose map is asked first."""
        self.day = day
        self.by_key: dict[str, list[NamedUnit]] = defaultdict(list)
        self.by_unit: dict[int, list[NamedUnit]] = defaultdict(list)
        for name in names:
            self.by_key[key_of(name.short_name)].append(name)
            self.by_unit[name.id].append(name)
        self._own = {
            unit: frozenset(key for name in borne for key in name.keys_above)
            for unit, borne in self.by_unit.items()
        }
        self._before: dict[int, set[int]] = defaultdict(set)
        self._after: dict[int, set[int]] = defaultdict(set)
        for before, after, _day in sorted(links, key=lambda link: link[2]):
            self._before[after] |= {before} | self._before.get(before, set())
        for before, after, _day in sorted(links, key=lambda link: link[2], reverse=True):
            self._after[before] |= {after} | self._after.get(after, set())

    def above(self, unit: int) -> frozenset[int]:
        """The units above one in the days of the index."""
        return self._own.get(unit, frozenset())

    def above_it_otherwise(self, unit: int) -> frozenset[int]:
        """The units above what it came from and what it went to, and what those above it became."""
        kin = self._before.get(unit, set()) | self._after.get(unit, set())
        found = {key for other in kin for key in self.above(other)}
        return frozenset(found.union(*(self._after.get(key, ()) for key in self.above(unit))))

    def are_kin(self, one: int, other: int) -> bool:
        """Whether one led to the other."""
        return other in self._before.get(one, ()) or other in self._after.get(one, ())

    def names_above(self, name: NamedUnit) -> tuple[str, ...]:
        """The names above a unit in the days of ``name``, from the top, without the country's."""
        return tuple(
            each.name
            for key in name.keys_above
            if (each := self._latest(key, name.days)) is not None and each.level in LEVELS
        )

    def on_the_day(self, name: NamedUnit) -> NamedUnit:
        """What the unit of a name is called on the day of the index; the name itself where it is no more."""
        return next((each for each in self.by_unit[name.id] if each.days.holds_on(self.day)), name)

    def _latest(self, unit: int, days: Validity) -> NamedUnit | None:
        then = [each for each in self.by_unit.get(unit, ()) if each.days.overlaps(days)]
        return max(then, key=lambda each: each.days.since, default=None)

    def calls(self, unit: int, part: Sequence[Saying]) -> bool:
        """Whether a unit bore what was written, with its kind if one was; marks may be left out, not be others."""
        return any(
            each.level in saying.levels
            and key_of(each.short_name) == key_of(saying.own)
            and likeness(saying.own, each.short_name) > Likeness.OTHER_MARKS
            for each in self.by_unit.get(unit, ())
            for saying in part
        )

    @cached_property
    def near_keys(self) -> Mapping[str, tuple[str, ...]]:
        """The keys of all names by themselves with one letter left out, in which slips of one letter meet."""
        found: dict[str, set[str]] = defaultdict(set)
        for key in self.by_key:
            for less in _with_one_less(key):
                found[less].add(key)
        return {less: tuple(sorted(keys)) for less, keys in found.items()}


def _with_one_less(key: str) -> set[str]:
    return {key} | {key[:at] + key[at + 1 :] for at in range(len(key))}


# ---- matching -----------------------------------------------------------------------------------------------


class Outcome(StrEnum):
    MATCHED = "matched"
    SEVERAL = "several"
    """Several units fit: ``candidates`` names them."""
    UNKNOWN = "unknown"
    """None does: ``candidates`` are proposals, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Match:
    """What one written name means. Unless it is matched, ``reason`` and ``remedy`` are Vietnamese sentences."""

    outcome: Outcome
    unit: NamedUnit | None
    candidates: tuple[NamedUnit, ...]
    reason: str
    remedy: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class WrittenName:
    """A name as a list holds it. ``level`` is what its column says; ``district`` and ``province`` may be empty."""

    name: str
    district: str = ""
    province: str = ""
    level: str = ""

    @property
    def whole(self) -> str:
        """All of it in one line."""
        return ", ".join(part for part in (self.name, self.district, self.province) if part.strip())


def match_name(written: WrittenName, index: NameIndex) -> Match:
    """The one unit that bears the name, or why there is none.

    The first reading under which some unit bears the name decides. Of the units that do, those of the day come before
    those of other days, and those that stood below what was written before those whose predecessors or successors did.
    """
    given = _columns(written)
    readings = [
        reading._replace(above=(*reading.above, *given))
        for reading in (*readings_of(written.name), *_cut_at_spaces(written.name, index))
    ]
    for reading in readings:
        found = _found(reading, index, written)
        if found:
            return _decided(found, reading, index)
    return _unknown(readings, index, written)


def _columns(written: WrittenName) -> tuple[tuple[Saying, ...], ...]:
    """What the columns of the units above say, each held to its own level."""
    found = []
    for text, level in ((written.district, DISTRICT), (written.province, PROVINCE)):
        parts = tuple(readings_of(text)) if text.strip() else ()
        if parts:
            found.append(_at_level(parts[0].name, level))
            found.extend(parts[0].above)
    return tuple(found)


def _at_level(sayings: Sequence[Saying], level: str) -> tuple[Saying, ...]:
    """Sayings that may stand on a level; one without a word of its own is given each word of the level."""
    words = [
        (saying.own, word) for saying in sayings for word in KIND_WORDS[level] if saying.word in ("", word)
    ]
    return tuple(Saying(own, word) for own, word in words)


def _cut_at_spaces(text: str, index: NameIndex) -> Iterator[Reading]:
    """A name with one above it behind, and nothing between: *tan tien bac ninh*, if the end is such a name."""
    words = nfc(text).split()
    for at in range(1, len(words)):
        name, above = sayings_of(" ".join(words[:at])), sayings_of(" ".join(words[at:]))
        if any(
            each.level in (PROVINCE, DISTRICT)
            for saying in above
            for each in index.by_key.get(key_of(saying.own), ())
        ):
            yield Reading(name, (above,))


class _Fit(NamedTuple):
    """A unit that bears the name. Lower is nearer: whether it stands there itself, whether it is of the day."""

    stands_otherwise: bool
    of_another_day: bool
    name: NamedUnit


def _found(reading: Reading, index: NameIndex, written: WrittenName) -> list[_Fit]:
    """The units that bear the name and stand, or whose kin stood, below all that was written above it."""
    fits: dict[int, _Fit] = {}
    for name in _bearing(reading.name, index, written):
        otherwise = False
        if not _below(index.above(name.id), reading.above, index):
            if not _below(index.above(name.id) | index.above_it_otherwise(name.id), reading.above, index):
                continue
            otherwise = True
        fit = _Fit(otherwise, not name.life.holds_on(index.day), name)
        before = fits.get(name.id)
        # Of the names that one unit bore, the one of the day stands for it, else the latest.
        if before is None or (name.days.holds_on(index.day), name.days.since) > (
            before.name.days.holds_on(index.day),
            before.name.days.since,
        ):
            fits[name.id] = fit
    return list(fits.values())


def _bearing(sayings: Sequence[Saying], index: NameIndex, written: WrittenName) -> list[NamedUnit]:
    """The names that are the written one: with all its marks if there are any such, else with marks left out."""
    same: list[NamedUnit] = []
    bare: list[NamedUnit] = []
    for saying in sayings:
        for name in index.by_key.get(key_of(saying.own), ()):
            if name.level not in saying.levels or (written.level and name.level != written.level):
                continue
            if saying.word and KIND_WORDS[name.level][saying.word] != name.kind:
                continue
            like = likeness(saying.own, name.short_name)
            if like is Likeness.SAME:
                same.append(name)
            elif like is Likeness.WITHOUT_MARKS:
                bare.append(name)
    # Who writes marks leaves none out by choice; who writes none may mean either.
    return (same or bare) if not written.whole.isascii() else [*same, *bare]


def _below(above: Collection[int], parts: Sequence[Sequence[Saying]], index: NameIndex) -> bool:
    return all(any(index.calls(key, part) for key in above) for part in parts)


def _decided(found: list[_Fit], reading: Reading, index: NameIndex) -> Match:
    bare = not reading.above and not any(saying.word for saying in reading.name)
    provinces = [fit for fit in found if fit.name.level == PROVINCE] if bare else []
    nearest = min(fit[:2] for fit in provinces or found)
    fits = [fit.name for fit in provinces or found if fit[:2] == nearest]
    if len(fits) == 1:
        of_the_day = index.on_the_day(fits[0])
        others = [fit.name for fit in found if fit.name.id != of_the_day.id]
        return Match(
            Outcome.MATCHED,
            of_the_day,
            (),
            "",
            "",
            " ".join(_notes(of_the_day, fits[0], others, index, bare=bare)),
        )
    candidates = tuple(sorted(fits, key=lambda name: (LEVELS.index(name.level), name.tree_path)))
    return Match(
        Outcome.SEVERAL,
        None,
        candidates,
        _("Có %(count)d đơn vị cùng tên: %(names)s.")
        % {"count": len(fits), "names": _listed(candidates, index)},
        _(
            "Ghi thêm loại và đơn vị cấp trên, ví dụ “Xã Tân Tiến, huyện An Dương, Hải Phòng”, "
            "hoặc ngày của danh sách."
        ),
    )


def _notes(
    unit: NamedUnit, written: NamedUnit, others: Sequence[NamedUnit], index: NameIndex, *, bare: bool
) -> Iterator[str]:
    """What whoever reads the result should know: how a bare name was understood, who else bore it, a newer name.

    What the unit came from or went to is no other unit for that purpose.
    """
    strangers = [other for other in others if not index.are_kin(unit.id, other.id)]
    if bare and unit.level == PROVINCE and others:
        yield _("Không ghi loại nên hiểu là cấp tỉnh.")
    elif strangers:
        yield _("Hiểu là đơn vị gần ngày này nhất; còn có: %s.") % _listed(strangers, index)
    if unit.name != written.name:
        yield _("Tên ngày trước; nay là %s.") % unit.name


def _unknown(readings: Sequence[Reading], index: NameIndex, written: WrittenName) -> Match:
    proposals = _proposals(readings, index, written)
    if not proposals:
        return Match(
            Outcome.UNKNOWN,
            None,
            (),
            _("Không có đơn vị nào mang tên này."),
            _("Kiểm tra chính tả; hoặc tìm bằng “binhyen units search TÊN”."),
        )
    return Match(
        Outcome.UNKNOWN,
        None,
        proposals,
        _("Không có đơn vị nào đúng như đã viết. Gần giống: %s.") % _listed(proposals, index),
        _("Nếu đúng là đơn vị ấy thì sửa loại, tên hoặc đơn vị cấp trên cho khớp."),
    )


def _proposals(readings: Sequence[Reading], index: NameIndex, written: WrittenName) -> tuple[NamedUnit, ...]:
    """The same name with other marks, of another kind or standing elsewhere; else names that are a slip away.

    Those that stand below what was written come first, then those of the level that was written, then those of the day.
    """
    readings = [reading for reading in readings if not reading.from_the_top]
    if not readings:
        return ()
    near = {
        name.id: name
        for name in sorted(_near(readings, index), key=lambda name: name.days.since)
        if written.level in ("", name.level)
    }
    levels = readings[0].name[0].levels
    parts = {part for reading in readings for part in reading.above}

    def rank(name: NamedUnit) -> tuple[int, bool, bool, str]:
        there = index.above(name.id) | index.above_it_otherwise(name.id)
        hits = sum(_below(there, (part,), index) for part in parts)
        return -hits, name.level not in levels, not name.life.holds_on(index.day), name.tree_path

    return tuple(sorted(near.values(), key=rank)[:MOST_PROPOSALS])


def _near(readings: Sequence[Reading], index: NameIndex) -> list[NamedUnit]:
    """The names with the letters of the written one; if there is none, those that differ from it by one letter."""
    keys = sorted({key_of(saying.own) for reading in readings for saying in reading.name})
    if same := [name for key in keys for name in index.by_key.get(key, ())]:
        return same
    slips = {
        near
        for key in keys
        if len(key) >= SHORTEST_SLIP
        for less in _with_one_less(key)
        for near in index.near_keys.get(less, ())
    }
    return [name for key in sorted(slips) for name in index.by_key[key]]


def _listed(names: Sequence[NamedUnit], index: NameIndex) -> str:
    told = "; ".join(full_name(name, index) for name in names[:MOST_NAMED])
    return f"{told}; …" if len(names) > MOST_NAMED else told


def full_name(name: NamedUnit, index: NameIndex) -> str:
    """A unit with those above it, and until when it was so if it is no more: *Xã Toàn Sơn, …, đến 30/06/2025*."""
    told = ", ".join((name.name, *reversed(index.names_above(name))))
    last = name.days.last_day
    return told if last is None else _("%(unit)s (đến %(day)s)") % {"unit": told, "day": format_date(last)}
