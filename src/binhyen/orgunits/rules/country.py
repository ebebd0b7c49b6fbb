"""Which units has the country had, what was each called when, and what became of those of before 1 July 2025?

From the rows of the data package and what our catalogue knows better, to units with dated versions and successions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from binhyen.foundations.validity import Validity
from binhyen.foundations.vietnamese import nfc
from binhyen.orgunits.rules.catalogue import (
    BadCatalogue,
    Catalogue,
    Change,
    Correction,
    Difference,
    EarlierName,
    FormerCatalogue,
    PointCorrection,
)
from binhyen.orgunits.rules.former import SAME_UNIT, Became, Called, Pair, Place, successor_of, what_became
from binhyen.orgunits.rules.naming import (
    COMMUNE,
    COUNTRY,
    DISTRICT,
    PROVINCE,
    kind_of_word,
    own_name,
    word_of_kind,
)

_ORDER = {PROVINCE: 0, DISTRICT: 1, COMMUNE: 2}


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
class Package:
    """What the data package says, uncorrected: the units of today, those of before, and what became of what."""

    today: tuple[SourceRow, ...]
    former: tuple[SourceRow, ...] = ()
    pairs: tuple[Pair, ...] = ()


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


def country_of(package: Package, catalogue: Catalogue) -> Country:
    """Both maps and what became of what, from the package and what the catalogue knows better.

    Units come in this order: those of today (country, provinces, communes, by code), then those that ended (provinces,
    districts, communes, by code). A unit whose territory stayed is one of today's, with an earlier first day and its
    versions on the former map. Raises ``BadCatalogue`` where a correction no longer meets what it corrects.
    """
    differences = tuple(_differences(package, catalogue))
    today = {_place(unit): unit for unit in units_of(package.today, catalogue)}
    former = catalogue.former
    if former is None:
        return Country(tuple(today.values()), (), None, differences)
    before = _former_units(package.former, catalogue, former)
    became = what_became(
        package.pairs,
        former,
        {place: _called(unit.versions[-1]) for place, unit in before.items()},
        {place: _called(unit.versions[0]) for place, unit in today.items()},
    )
    stayed = {
        successor_of(each.pair): before[each.pair.level, each.pair.old]
        for each in became
        if each.relation in SAME_UNIT
    }
    keys = {place: stayed[place].key if place in stayed else unit.key for place, unit in today.items()}
    keys[COUNTRY, ""] = UnitKey(COUNTRY, "", former.beginnings[COUNTRY].since)
    still_here = set(keys.values())
    return Country(
        units=(
            *(_one_identity(unit, keys, stayed.get(place)) for place, unit in today.items()),
            *(unit for unit in before.values() if unit.key not in still_here),
        ),
        links=tuple(_links(became, before, today, keys, former)),
        reorganisation=ReorganisationRow(former.title, former.legal_basis, catalogue.since),
        differences=differences,
    )


def units_of(rows: Iterable[SourceRow], catalogue: Catalogue) -> tuple[UnitRow, ...]:
    """Today's units alone: the country, then its provinces, then its communes, each in the order of codes.

    1. Names come into NFC and are corrected, then kinds and points; a correction that no longer meets what
       it corrects is refused, because then the package has changed and must be looked at again.
    2. Each unit begins on the catalogue's first day.
    3. Each change closes the unit's last version and opens another.
    """
    corrected = _corrected(rows, catalogue.names, catalogue.kinds, catalogue.points)
    changes = _changes_by_unit(catalogue)
    country = UnitKey(COUNTRY, "", catalogue.since)
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
    resolutions = catalogue.former.resolutions if catalogue.former else {}
    for row in corrected.values():
        parent = country
        if row.level == COMMUNE:
            _demand_parent(row, PROVINCE, corrected)
            parent = UnitKey(PROVINCE, row.parent_code, catalogue.since)
        basis = resolutions.get(row.parent_code, catalogue.legal_bases[row.level])
        first = _first_version(row, parent, basis, catalogue.since)
        versions = tuple(_versions_through(first, row.level, changes.pop((row.level, row.code), ())))
        units.append(UnitRow(UnitKey(row.level, row.code, catalogue.since), versions))
    for level, code in changes:
        raise BadCatalogue(f"changes.yaml: không có đơn vị mã {code} ở cấp “{level}”.", "Hãy sửa mã này.")
    return tuple(units)


def _former_units(
    rows: Iterable[SourceRow], catalogue: Catalogue, former: FormerCatalogue
) -> dict[Place, UnitRow]:
    """The units of the map before the catalogue's first day, all ending on it, by level and code."""
    corrected = _corrected(rows, former.names, former.kinds, (), "former/")
    earlier = {(name.level, name.code): name for name in former.earlier_names}
    country = UnitKey(COUNTRY, "", former.beginnings[COUNTRY].since)
    units: dict[Place, UnitRow] = {}
    for place, row in corrected.items():
        parent, beginning = country, former.beginnings[row.level]
        if row.level != PROVINCE:
            level_above = DISTRICT if row.level == COMMUNE else PROVINCE
            _demand_parent(row, level_above, corrected)
            parent = units[level_above, row.parent_code].key
        last = _first_version(row, parent, beginning.legal_basis, beginning.since, catalogue.since)
        versions = _with_earlier_name(last, row.level, earlier.pop(place)) if place in earlier else (last,)
        units[place] = UnitRow(UnitKey(*place, beginning.since), versions, catalogue.since)
    for level, code in earlier:
        raise BadCatalogue(
            f"former/beginnings.yaml: không có đơn vị mã {code} ở cấp “{level}”.", "Hãy sửa mã này."
        )
    return units


def _place(unit: UnitRow) -> Place:
    return unit.key.level, unit.key.code


def _called(version: VersionRow) -> Called:
    return Called(version.kind, version.short_name)


def _one_identity(unit: UnitRow, keys: Mapping[Place, UnitKey], former: UnitRow | None) -> UnitRow:
    """A unit of today under the key of its first day, with the versions that it had on the former map.

    Where the territory stayed, today's point (which may have been corrected) lies inside the former unit too.
    """
    key = keys[_place(unit)]
    versions = tuple(
        replace(version, parent=keys[version.parent.level, version.parent.code])
        if version.parent and version.parent != keys[version.parent.level, version.parent.code]
        else version
        for version in unit.versions
    )
    first = versions[0]
    if former:
        earlier = (
            replace(version, longitude=first.longitude, latitude=first.latitude)
            for version in former.versions
        )
        return UnitRow(key, (*earlier, *versions))
    if unit.key.level == COUNTRY:
        return UnitRow(key, (replace(first, since=key.since), *versions[1:]))
    return UnitRow(key, versions)


def _links(
    became: Iterable[Became],
    before: Mapping[Place, UnitRow],
    today: Mapping[Place, UnitRow],
    keys: Mapping[Place, UnitKey],
    former: FormerCatalogue,
) -> Iterator[LinkRow]:
    provinces = {(link.old, link.new): link.province_code for link in former.links}
    for each in became:
        successor = today[successor_of(each.pair)].versions[0]
        province = provinces.get((each.pair.old, each.pair.new))
        if province and successor.parent and province != successor.parent.code:
            raise BadCatalogue(
                f"former/links.yaml, mã {each.pair.old}: mã {each.pair.new} không thuộc tỉnh mã {province}.",
                "Hãy chuyển mục này sang đúng tỉnh.",
            )
        known = (each.people, each.area, each.households) != (None, None, None)
        notes = (each.note, former.notes.get(each.pair.new, "") if each.pair.level == COMMUNE else "")
        yield LinkRow(
            predecessor=before[each.pair.level, each.pair.old].key,
            successor=keys[successor_of(each.pair)],
            day=successor.since,
            relation=each.relation,
            people=each.people,
            area=each.area,
            households=each.households,
            source=successor.legal_basis if known else "",
            note=" ".join(filter(None, notes)),
        )


def _differences(package: Package, catalogue: Catalogue) -> Iterator[Difference]:
    former = catalogue.former
    for topic, corrections in (
        ("names", catalogue.names),
        ("kinds", catalogue.kinds),
        ("former names", former.names if former else ()),
        ("former kinds", former.kinds if former else ()),
    ):
        for each in corrections:
            yield Difference(each.code, topic, each.written, each.correct, each.why, each.source)
    points = {row.code: (row.longitude, row.latitude) for row in package.today if row.level == COMMUNE}
    for point in catalogue.points:
        says = _point_as_text(points.get(point.code)), _point_as_text(point.point)
        source = f"Trung bình điểm của các đơn vị cũ {', '.join(point.former)}" if point.former else "Bản đồ"
        yield Difference(point.code, "points", *says, point.why, source if point.point else "")
    names = {row.code: row.name for row in package.today if row.level == COMMUNE}
    for link in former.links if former else ():
        new = f"{names.get(link.new, '')} ({link.new})"
        yield Difference(
            link.old,
            "successions",
            "không có" if link.missing else f"chia về {new}",
            "không có" if link.relation is None else f"{link.relation}: {new}",
            link.why,
            former.resolutions.get(link.province_code, "") if former else "",
        )


def _point_as_text(point: tuple[float | None, float | None] | None) -> str:
    return "không có" if point is None or point[0] is None else f"{point[1]}, {point[0]}"


def _corrected(
    rows: Iterable[SourceRow],
    names: Iterable[Correction],
    kinds: Iterable[Correction],
    points: Iterable[PointCorrection],
    folder: str = "",
) -> dict[Place, SourceRow]:
    """The rows of one map by level and code, from the country down, each level in the order of codes."""
    found: dict[Place, SourceRow] = {}
    for row in sorted(rows, key=lambda row: (_ORDER[row.level], row.code)):
        if (row.level, row.code) in found:
            raise BadCatalogue(
                "Nguồn dữ liệu có hai đơn vị cùng cấp cùng mã.", "Hãy dùng đúng bản của gói dữ liệu."
            )
        name = _composed(row)
        found[row.level, row.code] = row if name == row.name else replace(row, name=name)
    for correction in names:
        row = _meeting(found, correction, "name", f"{folder}names.yaml")
        found[row.level, row.code] = replace(row, name=nfc(correction.correct))
    for correction in kinds:
        row = _meeting(found, correction, "kind_word", f"{folder}kinds.yaml")
        found[row.level, row.code] = replace(row, kind_word=correction.correct)
    for point in points:
        place = (COMMUNE, point.code)
        if place not in found:
            raise BadCatalogue(f"points.yaml: không có đơn vị cấp xã mã {point.code}.", "Hãy sửa mã này.")
        longitude, latitude = point.point or (None, None)
        found[place] = replace(found[place], longitude=longitude, latitude=latitude)
    return found


def _composed(row: SourceRow) -> str:
    """The name in NFC, with the word of its kind as the law writes it: “Thị Trấn Prao” is “Thị trấn Prao”."""
    name = nfc(row.name)
    word = f"{row.kind_word} "
    if name[: len(word)].casefold() == word.casefold():
        return word + name[len(word) :]
    return name


def _meeting(rows: Mapping[Place, SourceRow], correction: Correction, attribute: str, file: str) -> SourceRow:
    row = rows.get((correction.level, correction.code))
    if row is None or getattr(row, attribute) != nfc(correction.written):
        found = "không có đơn vị ấy" if row is None else f"nguồn ghi “{getattr(row, attribute)}”"
        raise BadCatalogue(
            f"{file}, mã {correction.code}: cần sửa “{correction.written}”, nhưng {found}.",
            "Nguồn dữ liệu đã đổi: hãy xem lại mục này rồi bỏ hoặc sửa nó.",
        )
    return row


def _demand_parent(row: SourceRow, level: str, rows: Mapping[Place, SourceRow]) -> None:
    if (level, row.parent_code) not in rows:
        above = "tỉnh" if level == PROVINCE else "huyện"
        raise BadCatalogue(
            f"{row.name} (mã {row.code}) thuộc {above} mã {row.parent_code}, nhưng không có {above} ấy.",
            "Hãy dùng đúng bản của gói dữ liệu.",
        )


def _first_version(
    row: SourceRow, parent: UnitKey, legal_basis: str, since: date, until: date | None = None
) -> VersionRow:
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
        legal_basis=legal_basis,
        since=since,
        until=until,
    )


def _with_earlier_name(last: VersionRow, level: str, earlier: EarlierName) -> tuple[VersionRow, VersionRow]:
    if earlier.name != last.short_name or not last.since < earlier.on < (last.until or date.max):
        raise BadCatalogue(
            f"former/beginnings.yaml, mã {earlier.code}: “{earlier.name}” từ {earlier.on} không khớp với "
            f"“{last.name}” từ {last.since}.",
            "Hãy sửa mã, tên hoặc ngày của mục này.",
        )
    before = replace(
        last,
        kind=earlier.earlier_kind,
        name=f"{word_of_kind(level, earlier.earlier_kind)} {earlier.earlier_name}",
        short_name=earlier.earlier_name,
        until=earlier.on,
    )
    return before, replace(last, legal_basis=earlier.legal_basis, since=earlier.on)


def _changes_by_unit(catalogue: Catalogue) -> dict[tuple[str, str], list[Change]]:
    found: dict[tuple[str, str], list[Change]] = {}
    for change in sorted(catalogue.changes, key=lambda change: change.on):
        found.setdefault((change.level, change.code), []).append(change)
    return found


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
