"""Is what is kept about units in order? Each invariant is one named check that says why it matters.

Checks read a snapshot and answer with sentences; none of them repairs anything.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from binhyen.foundations.validity import Validity, faults_in
from binhyen.foundations.vietnamese import format_date
from binhyen.orgunits.rules.catalogue import Difference, LegalCount, SuccessionCount
from binhyen.orgunits.rules.naming import (
    COMMUNE,
    COUNTRY,
    KIND_WORDS,
    LEVELS_ABOVE,
    PROVINCE,
    keys_of,
    kinds_of_level,
    word_of_kind,
)
from binhyen.orgunits.rules.succession import Link, splits_of
from binhyen.orgunits.rules.succession import faults_in as faults_in_links

MOST_NAMES = 5
"""So many units of one fault are named; a long chain says no more."""

VIETNAM_LONGITUDES = (102.0, 118.0)
VIETNAM_LATITUDES = (6.0, 23.5)


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit's identity as it is kept."""

    id: int
    level: str
    path: str
    validity: Validity


@dataclass(frozen=True, slots=True)
class VersionFacts:
    """A version as it is kept. ``keys`` are its search key, short key and sort key.

    ``path`` is where the unit stands now, ``tree_path`` where it stood in the days of the version.
    """

    unit_id: int
    parent_id: int | None
    path: str
    tree_path: str
    level: str
    kind: str
    code: str
    name: str
    short_name: str
    keys: tuple[str, str, str]
    longitude: float | None
    latitude: float | None
    validity: Validity


@dataclass(frozen=True)
class Snapshot:
    """All units, versions and successions as of the day ``day``, and how many there must be by law.

    ``counted`` are the counts that are kept for a unit, by kind on that day, or None where there is nothing to hold
    them against. ``differences`` say where the lists depart from the data package.
    """

    units: tuple[UnitFacts, ...]
    versions: tuple[VersionFacts, ...]
    counts: tuple[LegalCount, ...]
    day: date
    links: tuple[Link, ...] = ()
    successions: tuple[SuccessionCount, ...] = ()
    counted: tuple[int, Mapping[str, int]] | None = None
    differences: tuple[Difference, ...] = ()
    everything: bool = True
    """Whether all there is was seen; else what is not there may stand elsewhere, above all on former maps."""


class Severity(StrEnum):
    ERROR = "error"
    """What stands on units cannot be relied on until it is put right."""
    NOTE = "note"
    """Known and bearable; said so that nobody is surprised."""


@dataclass(frozen=True, slots=True)
class Check:
    """One invariant: what must hold, why it matters, what to do when it does not."""

    name: str
    severity: Severity
    title: str
    why: str
    remedy: str
    findings: Callable[[Snapshot], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Checked:
    """A check with what it found; nothing found means that the invariant holds."""

    check: Check
    findings: tuple[str, ...]

    @property
    def broken(self) -> bool:
        return bool(self.findings) and self.check.severity is Severity.ERROR


def run_checks(snapshot: Snapshot) -> tuple[Checked, ...]:
    """Every check on one snapshot, in the order of :data:`CHECKS`."""
    return tuple(Checked(check, tuple(check.findings(snapshot))) for check in CHECKS)


def _counts_by_law(snapshot: Snapshot) -> Iterator[str]:
    for count in snapshot.counts:
        if count.on > snapshot.day:
            continue
        standing = [version for version in snapshot.versions if version.validity.holds_on(count.on)]
        place = "cả nước"
        if count.province_code is not None:
            provinces = {
                v.unit_id for v in standing if v.level == "province" and v.code == count.province_code
            }
            standing = [version for version in standing if version.parent_id in provinces]
            place = f"tỉnh mã {count.province_code}"
        have = Counter(version.kind for version in standing)
        for kind, wanted in count.units.items():
            if have[kind] != wanted:
                yield (
                    f"Ngày {format_date(count.on)}, {place}: có {have[kind]} đơn vị loại “{kind}”, "
                    f"theo {count.source} phải là {wanted}."
                )


def _one_unit_a_code(snapshot: Snapshot) -> Iterator[str]:
    bearers: dict[tuple[str, str], list[VersionFacts]] = defaultdict(list)
    for version in snapshot.versions:
        if version.code:
            bearers[version.level, version.code].append(version)
    for (_level, code), versions in bearers.items():
        versions.sort(key=lambda version: version.validity.since)
        for earlier, later in pairwise(versions):
            both = earlier.validity.intersection(later.validity)
            if both and earlier.unit_id != later.unit_id:
                yield f"Mã {code}: {earlier.name} và {later.name} cùng mang mã này, {both}."


def _parents_exist(snapshot: Snapshot) -> Iterator[str]:
    units = {unit.id: unit for unit in snapshot.units}
    for version in snapshot.versions:
        if version.level == COUNTRY:
            if version.parent_id is not None:
                yield f"{version.name} là cả nước nhưng có đơn vị cấp trên."
        elif version.parent_id not in units:
            if snapshot.everything or version.validity.holds_on(snapshot.day):
                yield f"{_called(version)} không có đơn vị cấp trên."
        elif not units[version.parent_id].validity.covers(version.validity):
            yield f"{_called(version)} có hiệu lực {version.validity}, ngoài thời gian của đơn vị cấp trên."
        elif (above := units[version.parent_id].level) not in LEVELS_ABOVE[version.level]:
            yield f"{_called(version)} ở cấp “{version.level}” không thể đứng dưới một đơn vị cấp “{above}”."


def _versions_within_units(snapshot: Snapshot) -> Iterator[str]:
    units = {unit.id: unit for unit in snapshot.units}
    for version in snapshot.versions:
        unit = units.get(version.unit_id)
        if unit is None:
            yield f"{_called(version)} là phiên bản của một đơn vị không có."
        elif not unit.validity.covers(version.validity):
            yield f"{_called(version)}: phiên bản {version.validity} nằm ngoài đơn vị {unit.validity}."


def _no_day_without_version(snapshot: Snapshot) -> Iterator[str]:
    versions: dict[int, list[VersionFacts]] = defaultdict(list)
    for version in snapshot.versions:
        versions[version.unit_id].append(version)
    for unit in snapshot.units:
        held = sorted((v.validity for v in versions[unit.id]), key=lambda validity: validity.since)
        if not held:
            yield f"Đơn vị số {unit.id} không có phiên bản nào."
            continue
        name = versions[unit.id][0].name
        for fault in faults_in(held):
            yield f"{name}: {fault.sentence}"
        if held[0].since > unit.validity.since:
            yield f"{name}: chưa có phiên bản từ {format_date(unit.validity.since)}."
        if held[-1].until is not None and held[-1].until != unit.validity.until:
            yield f"{name}: không có phiên bản từ {format_date(held[-1].until)}."


def _paths_follow_parents(snapshot: Snapshot) -> Iterator[str]:
    paths = {unit.id: unit.path for unit in snapshot.units}
    latest: dict[int, VersionFacts] = {}
    for version in sorted(snapshot.versions, key=lambda each: each.validity.since):
        # A path follows on the day: a move that is recorded for a later one has not happened yet.
        if version.unit_id not in latest or version.validity.since <= snapshot.day:
            latest[version.unit_id] = version
        if version.path != paths.get(version.unit_id):
            yield f"{_called(version)}: phiên bản giữ đường dẫn {version.path}, đơn vị giữ khác."
    for unit in snapshot.units:
        last = latest.get(unit.id)
        if last is None:
            continue
        above = "" if last.parent_id is None else paths.get(last.parent_id, "?")
        if unit.path != f"{above}{unit.id}.":
            yield f"{_called(last)}: đường dẫn {unit.path} không nối từ đơn vị cấp trên ({above})."


def _places_of_the_day(snapshot: Snapshot) -> Iterator[str]:
    versions: dict[int, list[VersionFacts]] = defaultdict(list)
    for version in snapshot.versions:
        versions[version.unit_id].append(version)
    for version in snapshot.versions:
        if version.parent_id is None:
            above = {""}
        else:
            above = {
                each.tree_path
                for each in versions[version.parent_id]
                if each.validity.overlaps(version.validity)
            }
        for path in above:
            if version.tree_path != f"{path}{version.unit_id}.":
                yield (
                    f"{_called(version)}, {version.validity}: ghi đứng ở {version.tree_path}, "
                    f"nhưng đơn vị cấp trên khi ấy ở {path or '(không có)'}."
                )
                break


def _successions_by_law(snapshot: Snapshot) -> Iterator[str]:
    levels = {unit.id: unit.level for unit in snapshot.units}
    for count in snapshot.successions:
        if count.on > snapshot.day:
            continue
        links = [
            link
            for link in snapshot.links
            if link.day == count.on and levels.get(link.predecessor) == count.level
        ]
        day = format_date(count.on)
        have = Counter(link.relation for link in links)
        for relation in sorted(have.keys() | count.relations.keys()):
            if have[relation] != count.relations.get(relation, 0):
                yield (
                    f"Ngày {day}, cấp “{count.level}”: có {have[relation]} dòng kế thừa “{relation}”, "
                    f"theo {count.source} phải là {count.relations.get(relation, 0)}."
                )
        split = sum(len(each) > 1 for each in splits_of(links).values())
        if split != count.split:
            yield f"Ngày {day}, cấp “{count.level}”: có {split} đơn vị bị chia, phải là {count.split}."


def _successions_possible(snapshot: Snapshot) -> Iterator[str]:
    lives = {unit.id: unit.validity for unit in snapshot.units}
    names = _latest_names(snapshot)
    for fault in faults_in_links(snapshot.links, lives):
        units = [names.get(key, f"đơn vị số {key}") for key in dict.fromkeys(fault.units)]
        yield f"{' → '.join(units[:MOST_NAMES])}: {fault.sentence}"


def _nothing_vanished(snapshot: Snapshot) -> Iterator[str]:
    """Provinces and communes neither end nor begin out of nothing; where no law rearranged anything, none is asked."""
    days = {count.on for count in snapshot.successions} | {link.day for link in snapshot.links}
    ended = {(link.predecessor, link.day) for link in snapshot.links}
    begun = {(link.successor, link.day) for link in snapshot.links}
    names = _latest_names(snapshot)
    for unit in snapshot.units:
        if unit.level not in (PROVINCE, COMMUNE):
            continue
        end, first = unit.validity.until, unit.validity.since
        if end is not None and end in days and (unit.id, end) not in ended:
            yield f"{names.get(unit.id, unit.id)} kết thúc ngày {format_date(end)} mà không rõ đi về đâu."
        if first in days and (unit.id, first) not in begun:
            yield f"{names.get(unit.id, unit.id)} bắt đầu ngày {format_date(first)} mà không rõ gồm những đâu."


def _counts_kept(snapshot: Snapshot) -> Iterator[str]:
    if snapshot.counted is None:
        return
    unit_id, kept = snapshot.counted
    top = next((v for v in _standing(snapshot) if v.unit_id == unit_id), None)
    if top is None:
        return
    have = Counter(v.kind for v in _standing(snapshot) if v.tree_path.startswith(top.tree_path))
    for kind in sorted(have.keys() | kept.keys()):
        if have[kind] != kept.get(kind, 0):
            yield f"{_called(top)}: bảng đếm ghi {kept.get(kind, 0)} đơn vị loại “{kind}”, đếm lại được {have[kind]}."


def _standing(snapshot: Snapshot) -> list[VersionFacts]:
    return [version for version in snapshot.versions if version.validity.holds_on(snapshot.day)]


def _differences_explained(snapshot: Snapshot) -> Iterator[str]:
    for each in snapshot.differences:
        if not each.why or not (each.source or each.topic == "points"):  # a point left out has no source
            yield f"{each.topic}, mã {each.code}: khác gói dữ liệu mà không ghi lý do hoặc nguồn."


def _differences_told(snapshot: Snapshot) -> Iterator[str]:
    for each in snapshot.differences:
        said = f"gói ghi “{each.package_says}”, ở đây là “{each.catalogue_says}”"
        yield f"{each.topic}{f', mã {each.code}' if each.code else ''}: {said}. {each.why} Nguồn: {each.source}."


def _latest_names(snapshot: Snapshot) -> dict[int, str]:
    latest = sorted(snapshot.versions, key=lambda version: version.validity.since)
    return {version.unit_id: _called(version) for version in latest}


def _names_composed(snapshot: Snapshot) -> Iterator[str]:
    for version in snapshot.versions:
        for name in (version.name, version.short_name):
            if not unicodedata.is_normalized("NFC", name) or name != " ".join(name.split()):
                yield f"{_called(version)}: tên chưa ở dạng dựng sẵn (NFC) hoặc thừa khoảng trắng."
                break


def _keys_current(snapshot: Snapshot) -> Iterator[str]:
    for version in snapshot.versions:
        if version.keys != keys_of(version.name, version.short_name):
            yield f"{_called(version)}: khoá tìm kiếm hoặc sắp xếp không khớp với tên."


def _kinds_fit_names(snapshot: Snapshot) -> Iterator[str]:
    for version in snapshot.versions:
        if version.kind not in kinds_of_level(version.level):
            yield f"{_called(version)}: cấp “{version.level}” không có loại “{version.kind}”."
            continue
        word = word_of_kind(version.level, version.kind)
        if version.level in KIND_WORDS and (not word or version.name != f"{word} {version.short_name}"):
            yield f"{_called(version)}: tên không hợp với loại “{version.kind}”."


def _points_in_the_country(snapshot: Snapshot) -> Iterator[str]:
    for version in snapshot.versions:
        if (version.longitude is None) != (version.latitude is None):
            yield f"{_called(version)}: có kinh độ mà không có vĩ độ, hoặc ngược lại."
        elif version.longitude is not None and version.latitude is not None:
            west, east = VIETNAM_LONGITUDES
            south, north = VIETNAM_LATITUDES
            if not (west <= version.longitude <= east and south <= version.latitude <= north):
                yield f"{_called(version)}: điểm {version.latitude}, {version.longitude} nằm ngoài lãnh thổ."


def _points_missing(snapshot: Snapshot) -> Iterator[str]:
    for version in snapshot.versions:
        if (
            version.longitude is None
            and version.level in KIND_WORDS
            and version.validity.holds_on(snapshot.day)
        ):
            yield f"{_called(version)}: chưa có điểm trên bản đồ."


def _called(version: VersionFacts) -> str:
    return f"{version.name} (mã {version.code})" if version.code else version.name


_LOAD_AGAIN = (
    "Nạp lại danh mục bằng “binhyen units load”; nếu vẫn còn, xem lại các thay đổi đã ghi cho đơn vị này."
)

CHECKS: tuple[Check, ...] = (
    Check(
        "counts-by-law",
        Severity.ERROR,
        "Số đơn vị theo loại đúng với các nghị quyết",
        "Tỷ lệ “số xã có …” sai ngay từ mẫu số khi danh mục thừa hoặc thiếu đơn vị.",
        _LOAD_AGAIN,
        _counts_by_law,
    ),
    Check(
        "one-unit-a-code",
        Severity.ERROR,
        "Mỗi ngày, một mã số ở một cấp chỉ của một đơn vị",
        "Số liệu gửi theo mã sẽ vào nhầm đơn vị.",
        "Ghi ngày thôi dùng mã cho đơn vị cũ trước khi giao mã cho đơn vị mới.",
        _one_unit_a_code,
    ),
    Check(
        "parents-exist",
        Severity.ERROR,
        "Mỗi đơn vị có đơn vị cấp trên còn hiệu lực, ở cấp được phép",
        "Đơn vị không có cấp trên không được cộng vào tổng nào và không ai nhìn thấy.",
        _LOAD_AGAIN,
        _parents_exist,
    ),
    Check(
        "versions-within-units",
        Severity.ERROR,
        "Phiên bản nằm trong thời gian tồn tại của đơn vị",
        "Đơn vị đã kết thúc mà vẫn có tên mới thì báo cáo còn tiếp tục giao cho nó.",
        _LOAD_AGAIN,
        _versions_within_units,
    ),
    Check(
        "no-day-without-version",
        Severity.ERROR,
        "Mỗi ngày, mỗi đơn vị có đúng một phiên bản",
        "Vào ngày trống, đơn vị biến mất khỏi mọi danh sách và tổng.",
        _LOAD_AGAIN,
        _no_day_without_version,
    ),
    Check(
        "paths-follow-parents",
        Severity.ERROR,
        "Đường dẫn khớp với đơn vị cấp trên",
        "Phạm vi nhìn thấy được tính theo đường dẫn; sai đường dẫn là lộ hoặc mất dữ liệu.",
        _LOAD_AGAIN,
        _paths_follow_parents,
    ),
    Check(
        "places-of-the-day",
        Severity.ERROR,
        "Mỗi ngày, đơn vị đứng dưới đúng nơi của đơn vị cấp trên ngày ấy",
        "Số đếm và bản đồ của một ngày cũ tính theo nơi đứng khi ấy.",
        _LOAD_AGAIN,
        _places_of_the_day,
    ),
    Check(
        "successions-by-law",
        Severity.ERROR,
        "Số dòng kế thừa theo từng quan hệ đúng với các nghị quyết",
        "So sánh trước và sau sắp xếp sai ngay từ chỗ nối hai bản đồ.",
        _LOAD_AGAIN,
        _successions_by_law,
    ),
    Check(
        "successions-possible",
        Severity.ERROR,
        "Kế thừa có thể có: đúng ngày, tỷ lệ cộng lại không quá 1, không thành vòng",
        "Số liệu cũ chuyển sang đơn vị mới sẽ bị nhân lên hoặc mất đi.",
        "Sửa danh mục kế thừa rồi nạp lại bằng “binhyen units load TỆP”.",
        _successions_possible,
    ),
    Check(
        "nothing-vanished",
        Severity.ERROR,
        "Tỉnh, xã kết thúc thì có đơn vị kế thừa, bắt đầu thì có đơn vị trước",
        "Số liệu của đơn vị ấy không còn đường nào sang bản đồ mới.",
        "Thêm dòng còn thiếu vào danh mục kế thừa rồi nạp bằng “binhyen units load TỆP”.",
        _nothing_vanished,
    ),
    Check(
        "counts-kept",
        Severity.ERROR,
        "Bảng đếm đơn vị trực thuộc khớp với đếm lại từng đơn vị",
        "Danh sách và cây đơn vị hiện số sai.",
        _LOAD_AGAIN,
        _counts_kept,
    ),
    Check(
        "names-composed",
        Severity.ERROR,
        "Tên ở dạng dựng sẵn (NFC)",
        "Hai cách mã hoá cùng một chữ là hai tên khác nhau với máy.",
        _LOAD_AGAIN,
        _names_composed,
    ),
    Check(
        "keys-current",
        Severity.ERROR,
        "Khoá tìm kiếm và sắp xếp khớp với tên",
        "Đơn vị không tìm thấy được hoặc đứng sai chỗ trong danh sách.",
        _LOAD_AGAIN,
        _keys_current,
    ),
    Check(
        "kinds-fit-names",
        Severity.ERROR,
        "Tên bắt đầu bằng đúng loại đơn vị",
        "Phường đếm thành xã thì sai số liệu theo loại.",
        "Thêm một mục vào catalogue/units/kinds.yaml hoặc names.yaml rồi nạp lại.",
        _kinds_fit_names,
    ),
    Check(
        "points-in-the-country",
        Severity.ERROR,
        "Điểm trên bản đồ nằm trong lãnh thổ",
        "Bản đồ đặt đơn vị ra ngoài hoặc không vẽ được.",
        "Thêm một mục vào catalogue/units/points.yaml rồi nạp lại.",
        _points_in_the_country,
    ),
    Check(
        "points-missing",
        Severity.NOTE,
        "Đơn vị có điểm trên bản đồ",
        "Đơn vị chưa có điểm thì không hiện trên bản đồ điểm, nhưng vẫn có trong mọi bảng.",
        "Khi có nguồn tin cậy, ghi điểm vào catalogue/units/points.yaml.",
        _points_missing,
    ),
    Check(
        "differences-explained",
        Severity.ERROR,
        "Mỗi chỗ khác gói dữ liệu có lý do và nguồn",
        "Sửa mà không có căn cứ thì không ai kiểm được.",
        "Ghi lý do và nguồn cho mục ấy trong catalogue/units.",
        _differences_explained,
    ),
    Check(
        "differences",
        Severity.NOTE,
        "Những chỗ danh mục khác gói dữ liệu",
        "Gói dữ liệu có chỗ sai, hoặc danh mục chính thức đã nạp nói khác.",
        "Không cần làm gì; xem từng mục khi gói dữ liệu có bản mới.",
        _differences_told,
    ),
)
