"""Which units does the country have today, and what was each called since 1 July 2025?

From the rows of the data package and what our catalogue knows better, to units with dated versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from binhyen.foundations.validity import Validity
from binhyen.foundations.vietnamese import nfc
from binhyen.orgunits.rules.catalogue import BadCatalogue, Catalogue, Change, Correction, Difference
from binhyen.orgunits.rules.naming import COMMUNE, COUNTRY, PROVINCE, kind_of_word, own_name, word_of_kind


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A unit as a source gives it: official code, full name, the word of its kind, a point in degrees."""

    level: str
    code: str
    name: str
    kind_word: str
    parent_code: str
    longitude: float | None = None
    latitude: float | None = None


class UnitKey(NamedTuple):
    """What tells one unit from all others, in any source: its level, its first code, its first day.

    The code alone would not do: since 1 July 2025 codes of former communes name other territories.
    """

    level: str
    code: str
    since: date


@dataclass(frozen=True, slots=True)
class VersionRow:
    """What a unit was called and where it stood, from ``since`` until the day before ``until``."""

    kind: str
    code: str
    name: str
    short_name: str
    parent: UnitKey | None
    longitude: float | None
    latitude: float | None
    legal_basis: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit with its versions in the order of time, without gap."""

    key: UnitKey
    versions: tuple[VersionRow, ...]
    until: date | None = None

    @property
    def validity(self) -> Validity:
        return Validity(self.key.since, self.until)


@dataclass(frozen=True, slots=True)
class LinkRow:
    """From ``day`` on, ``successor`` stands where ``predecessor`` stood; they are one where the territory stayed.

    ``relation`` is a value of ``models.Relation``. Each share is the part of the predecessor that went there, from
    0 to 1, or None where nobody says it; ``source`` is what says the shares, empty where none is known.
    """

    predecessor: UnitKey
    successor: UnitKey
    day: date
    relation: str
    people: Decimal | None = None
    area: Decimal | None = None
    households: Decimal | None = None
    hand: Decimal | None = None
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReorganisationRow:
    """The rearrangement of which all links of a country are part: its title, its instruments, its day."""

    title: str
    legal_basis: str
    day: date


@dataclass(frozen=True, slots=True)
class Country:
    """All units of both maps, what became of what, and where the catalogue departs from the data package."""

    units: tuple[UnitRow, ...]
    links: tuple[LinkRow, ...]
    reorganisation: ReorganisationRow | None
    differences: tuple[Difference, ...]


def units_of(rows: Iterable[SourceRow], catalogue: Catalogue) -> tuple[UnitRow, ...]:
    """The country, then its provinces, then its communes, each in the order of codes.

    1. Names come into NFC and are corrected, then kinds and points; a correction that no longer meets what
       it corrects is refused, because then the package has changed and must be looked at again.
    2. Each unit begins on the catalogue's first day.
    3. Each change closes the unit's last version and opens another.
    """
    rows = tuple(rows)
    if len({(row.level, row.code) for row in rows}) != len(rows):
        raise BadCatalogue(
            "Nguồn dữ liệu có hai đơn vị cùng cấp cùng mã.", "Hãy dùng đúng bản của gói dữ liệu."
        )
    corrected = _corrected([replace(row, name=nfc(row.name)) for row in rows], catalogue)
    changes = _changes_by_unit(catalogue)
    country = UnitKey(COUNTRY, "", catalogue.since)
    keys = {(row.level, row.code): UnitKey(row.level, row.code, catalogue.since) for row in corrected}
    units = [
        UnitRow(
            country,
            (
                VersionRow(
                    kind=COUNTRY,
                    code="",
                    name=catalogue.country_name,
                    short_name=catalogue.country_name,
                    parent=None,
                    longitude=None,
                    latitude=None,
                    legal_basis=catalogue.legal_bases[COUNTRY],
                    since=catalogue.since,
                ),
            ),
        )
    ]
    order = {PROVINCE: 0, COMMUNE: 1}
    for row in sorted(corrected, key=lambda row: (order[row.level], row.code)):
        parent = country if row.level == PROVINCE else keys.get((PROVINCE, row.parent_code))
        if parent is None:
            raise BadCatalogue(
                f"{row.name} (mã {row.code}) thuộc tỉnh mã {row.parent_code}, nhưng không có tỉnh ấy.",
                "Hãy dùng đúng bản của gói dữ liệu.",
            )
        first = _first_version(row, parent, catalogue)
        versions = _with_changes(first, row.level, changes.pop((row.level, row.code), ()))
        units.append(UnitRow(keys[row.level, row.code], versions))
    for level, code in changes:
        raise BadCatalogue(f"changes.yaml: không có đơn vị mã {code} ở cấp “{level}”.", "Hãy sửa mã này.")
    return tuple(units)


def _corrected(rows: list[SourceRow], catalogue: Catalogue) -> list[SourceRow]:
    communes = {row.code: row for row in rows if row.level == COMMUNE}
    for correction in catalogue.names:
        row = _meeting(communes, correction, "name", "names.yaml")
        communes[row.code] = replace(row, name=nfc(correction.correct))
    for correction in catalogue.kinds:
        row = _meeting(communes, correction, "kind_word", "kinds.yaml")
        communes[row.code] = replace(row, kind_word=correction.correct)
    for point in catalogue.points:
        if point.code not in communes:
            raise BadCatalogue(f"points.yaml: không có đơn vị cấp xã mã {point.code}.", "Hãy sửa mã này.")
        longitude, latitude = point.point or (None, None)
        communes[point.code] = replace(communes[point.code], longitude=longitude, latitude=latitude)
    return [row for row in rows if row.level != COMMUNE] + list(communes.values())


def _meeting(
    communes: Mapping[str, SourceRow], correction: Correction, attribute: str, file: str
) -> SourceRow:
    row = communes.get(correction.code)
    if row is None or getattr(row, attribute) != nfc(correction.written):
        found = "không có đơn vị ấy" if row is None else f"nguồn ghi “{getattr(row, attribute)}”"
        raise BadCatalogue(
            f"{file}, mã {correction.code}: cần sửa “{correction.written}”, nhưng {found}.",
            "Nguồn dữ liệu đã đổi: hãy xem lại mục này rồi bỏ hoặc sửa nó.",
        )
    return row


def _first_version(row: SourceRow, parent: UnitKey, catalogue: Catalogue) -> VersionRow:
    kind, own = kind_of_word(row.level, row.kind_word), own_name(row.kind_word, row.name)
    if kind is None or own is None:
        raise BadCatalogue(
            f"Mã {row.code}: nguồn ghi loại “{row.kind_word}” nhưng tên là “{row.name}”.",
            "Thêm một mục vào kinds.yaml hoặc names.yaml.",
        )
    return VersionRow(
        kind=kind,
        code=row.code,
        name=row.name,
        short_name=own,
        parent=parent,
        longitude=row.longitude,
        latitude=row.latitude,
        legal_basis=catalogue.legal_bases[row.level],
        since=catalogue.since,
    )


def _changes_by_unit(catalogue: Catalogue) -> dict[tuple[str, str], list[Change]]:
    found: dict[tuple[str, str], list[Change]] = {}
    for change in sorted(catalogue.changes, key=lambda change: change.on):
        found.setdefault((change.level, change.code), []).append(change)
    return found


def _with_changes(first: VersionRow, level: str, changes: Iterable[Change]) -> tuple[VersionRow, ...]:
    return tuple(_versions_through(first, level, changes))


def _versions_through(current: VersionRow, level: str, changes: Iterable[Change]) -> Iterator[VersionRow]:
    for change in changes:
        if change.own_name != current.short_name or change.on <= current.since:
            raise BadCatalogue(
                f"changes.yaml, mã {change.code}: “{change.own_name}” từ {change.on} không nối tiếp được "
                f"“{current.name}” từ {current.since}.",
                "Hãy sửa mã, tên hoặc ngày của mục này.",
            )
        yield replace(current, until=change.on)
        current = replace(
            current,
            kind=change.kind,
            name=f"{word_of_kind(level, change.kind)} {current.short_name}",
            legal_basis=change.legal_basis,
            since=change.on,
        )
    yield current
