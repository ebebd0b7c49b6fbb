"""Which unit is a row of an old table, on the map of its period? By code or by name, as people write both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple, TypeAlias

from django.utils.translation import gettext as _

from binhyen.foundations.vietnamese import format_date
from binhyen.orgunits.values import NamedUnit, NameIndex, WrittenName, match_name
from binhyen.reporting.ownfiles.labels import key_of, split_number

_WIDTHS = (2, 3, 5)
"""The digits of codes of provinces, districts and communes: Excel drops the zeros before them."""

_SHORT_WORDS = frozenset("xpfhqt")
_WORDS = ("xã ", "phường ", "thị trấn ", "thị xã ", "huyện ", "quận ", "thành phố ", "tỉnh ", "đặc khu ")


@dataclass(frozen=True)
class MapOfDay:
    """The units of a day: the names by which they are found, and which of them the table may speak of, by key."""

    day: date
    index: NameIndex
    allowed: Mapping[int, NamedUnit]

    @cached_property
    def by_code(self) -> Mapping[str, Sequence[NamedUnit]]:
        found: dict[str, list[NamedUnit]] = defaultdict(list)
        for unit in self.allowed.values():
            found[unit.code].append(unit)
        return found


Maps: TypeAlias = Callable[[date], MapOfDay]


class Written(NamedTuple):
    """How a row says its unit: code, name and the units above as they stand in the table."""

    code: str
    name: WrittenName

    @property
    def key(self) -> str:
        """What tells it from other rows, and how it is shown: *04831 · Xã Tân Tiến, huyện An Dương*."""
        return " · ".join(filter(None, (self.code, self.name.whole)))


class UnitFound(NamedTuple):
    """The unit of a row, or why there is none: Vietnamese sentences, and units that may be meant."""

    unit: NamedUnit | None
    note: str = ""
    reason: str = ""
    remedy: str = ""
    candidates: tuple[NamedUnit, ...] = ()


def written_as(code: str, commune: str, name: str, district: str, province: str, within: str) -> Written:
    """A row's unit by its cells: the name on the lowest level that is filled in, below those above it."""
    lowest = next(
        (
            (text, level)
            for text, level in (
                (commune, "commune"),
                (name, ""),
                (district, "district"),
                (province, "province"),
            )
            if text
        ),
        ("", ""),
    )
    own = _without_number(lowest[0])
    above_district = district if lowest[1] in ("commune", "") else ""
    above_province = province if lowest[1] != "province" else ""
    return Written(
        code.strip(),
        WrittenName(", ".join(filter(None, (own, within))), above_district, above_province, lowest[1]),
    )


def _without_number(text: str) -> str:
    """A name without the ordinal before it. *P.* and *X.* are one only before a word: *X. Tú Lý* is a commune."""
    number, rest = split_number(text)
    if number.strip("(.)").lower() in _SHORT_WORDS and not rest.lower().startswith(_WORDS):
        return text
    return rest


def unit_written(written: Written, there: MapOfDay) -> UnitFound:
    """The unit of the map that a row means. A code decides where the name does not stand against it."""
    by_code = _of_code(written.code, there) if written.code else ()
    by_name = _of_name(written, there) if written.name.name else None
    if len(by_code) == 1 and (by_name is None or _agrees(by_code[0], written)):
        return UnitFound(by_code[0])
    if len(by_code) > 1 and by_name is not None and by_name.unit in by_code:
        return by_name
    if by_code and by_name is not None and by_name.unit is not None and by_name.unit not in by_code:
        return UnitFound(
            None,
            reason=_("Mã %(code)s là %(of_code)s, còn tên là %(of_name)s.")
            % {"code": written.code, "of_code": by_code[0].name, "of_name": by_name.unit.name},
            remedy=_("Chọn đơn vị đúng."),
            candidates=(by_name.unit, *by_code),
        )
    if len(by_code) == 1:
        return UnitFound(
            None,
            reason=_("Mã %(code)s là %(of_code)s, khác tên ghi trong tệp.")
            % {"code": written.code, "of_code": by_code[0].name},
            remedy=_("Chọn đơn vị đúng."),
            candidates=by_code,
        )
    if by_name is not None:
        return by_name
    return UnitFound(
        None,
        reason=_("Ngày %(day)s không có đơn vị mã “%(code)s” trong phạm vi được nhập.")
        % {"day": format_date(there.day), "code": written.code},
        remedy=_("Kiểm tra mã theo danh mục của ngày đó, hoặc ghi tên đơn vị."),
        candidates=by_code,
    )


def _of_code(code: str, there: MapOfDay) -> tuple[NamedUnit, ...]:
    spelled = {code}
    if code.isascii() and code.isdigit():
        spelled |= {code.zfill(width) for width in _WIDTHS}
    exact = there.by_code.get(code, ())
    return tuple(exact or [unit for each in sorted(spelled) for unit in there.by_code.get(each, ())])


def _of_name(written: Written, there: MapOfDay) -> UnitFound:
    match = match_name(written.name, there.index)
    if match.unit is None and not match.candidates and written.name.level == "commune":
        # A column of communes holds rows of districts now and then: the word before the name tells.
        match = match_name(replace(written.name, level=""), there.index)
    if match.unit is not None and match.unit.id in there.allowed:
        return UnitFound(match.unit, match.note)
    candidates = tuple(each for each in match.candidates if each.id in there.allowed)
    if match.unit is None and len(candidates) == 1 and len(match.candidates) > 1:
        return UnitFound(candidates[0])  # the others are out of the desk's reach
    if match.unit is not None:
        return UnitFound(
            None,
            reason=_("%(unit)s không thuộc phạm vi được nhập.") % {"unit": match.unit.name},
            remedy=_("Chọn đơn vị thuộc địa bàn, hoặc bỏ dòng này."),
        )
    return UnitFound(None, match.note, match.reason, match.remedy, candidates)


def _agrees(unit: NamedUnit, written: Written) -> bool:
    """Whether a written name may be that of the unit, by its letters."""
    words = f" {key_of(written.name.name)} "
    return f" {key_of(unit.short_name)} " in words
