"""Each invariant holds for a sound country and is broken by the very fault it looks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from binhyen.foundations.validity import Validity
from binhyen.orgunits.rules.checks import (
    CHECKS,
    Severity,
    Snapshot,
    UnitFacts,
    VersionFacts,
    run_checks,
)
from binhyen.orgunits.rules.country import UnitRow
from binhyen.orgunits.rules.loading import paths_now, tree_paths
from binhyen.orgunits.rules.naming import keys_of
from binhyen.orgunits.rules.succession import Link
from binhyen.orgunits.tests.small_country import (
    BARE,
    CHANGED,
    COUNTS,
    SINCE,
    SUCCESSIONS,
    TO_WARD,
    small_country,
    small_units,
)

Fault = Callable[[Snapshot], Snapshot]

DAY = date(2026, 11, 2)
FRONT = "Mặt trận Tổ quốc tỉnh Sông Trăng"


def facts(rows: Sequence[UnitRow]) -> tuple[tuple[UnitFacts, ...], tuple[VersionFacts, ...]]:
    """Units and versions as a load would write them, with keys in the order of the rows."""
    units = {row.key: row for row in rows}
    ids = {key: number for number, key in enumerate(units, 1)}
    now, then = paths_now(units, ids), tree_paths(units, ids)
    return (
        tuple(UnitFacts(ids[key], key.level, now[key], row.validity) for key, row in units.items()),
        tuple(
            VersionFacts(
                unit_id=ids[key],
                parent_id=ids[version.parent] if version.parent else None,
                path=now[key],
                tree_path=then[key, version.since],
                level=key.level,
                kind=version.kind,
                code=version.code,
                name=version.name,
                short_name=version.short_name,
                keys=keys_of(version.name, version.short_name),
                longitude=version.longitude,
                latitude=version.latitude,
                validity=Validity(version.since, version.until),
            )
            for key, row in units.items()
            for version in row.versions
        ),
    )


def sound() -> Snapshot:
    """The small country of today, with the Front of its first province beside the communes."""
    units, versions = facts(small_units(replace(BARE, changes=(TO_WARD,))))
    front = VersionFacts(
        unit_id=7,
        parent_id=2,
        path="1.2.7.",
        tree_path="1.2.7.",
        level="body",
        kind="front",
        code="91-MTTQ",
        name=FRONT,
        short_name=FRONT,
        keys=keys_of(FRONT, FRONT),
        longitude=None,
        latitude=None,
        validity=Validity(CHANGED),
    )
    kinds = {"country": 1, "province": 1, "city": 1, "ward": 2, "special-zone": 1, "front": 1}
    return Snapshot(
        units=(*units, UnitFacts(7, "body", "1.2.7.", front.validity)),
        versions=(front, *versions),
        counts=COUNTS,
        counted=(1, kinds),
        day=DAY,
    )


def sound_with_former() -> Snapshot:
    """The small country of both maps, with what became of what and where it differs from the package."""
    country = small_country()
    units, versions = facts(country.units)
    ids = {row.key: number for number, row in enumerate(country.units, 1)}
    links = tuple(
        Link(
            ids[link.predecessor],
            ids[link.successor],
            *(link.day, link.relation, link.people, link.area, link.households, link.hand),
        )
        for link in country.links
    )
    return Snapshot(
        units=units,
        versions=versions,
        counts=(),
        links=links,
        successions=SUCCESSIONS,
        differences=country.differences,
        day=DAY,
    )


def version(name: str, /, **changes: Any) -> Fault:
    """The version of that name, changed."""

    def spoil(snapshot: Snapshot) -> Snapshot:
        assert any(each.name == name for each in snapshot.versions)
        return replace(
            snapshot,
            versions=tuple(replace(v, **changes) if v.name == name else v for v in snapshot.versions),
        )

    return spoil


def unit(number: int, /, **changes: Any) -> Fault:
    def spoil(snapshot: Snapshot) -> Snapshot:
        return replace(
            snapshot, units=tuple(replace(u, **changes) if u.id == number else u for u in snapshot.units)
        )

    return spoil


def without(name: str) -> Fault:
    return lambda snapshot: replace(
        snapshot, versions=tuple(each for each in snapshot.versions if each.name != name)
    )


def link(relation: str, /, **changes: Any) -> Fault:
    """The first succession of that relation, changed."""

    def spoil(snapshot: Snapshot) -> Snapshot:
        spoilt = next(each for each in snapshot.links if each.relation == relation)
        return replace(
            snapshot,
            links=tuple(each._replace(**changes) if each is spoilt else each for each in snapshot.links),
        )

    return spoil


def without_link(relation: str) -> Fault:
    def spoil(snapshot: Snapshot) -> Snapshot:
        gone = next(each for each in snapshot.links if each.relation == relation)
        return replace(snapshot, links=tuple(each for each in snapshot.links if each is not gone))

    return spoil


def circle(snapshot: Snapshot) -> Snapshot:
    """What went whole into a unit came out of it again on the same day."""
    whole = next(each for each in snapshot.links if each.relation == "whole")
    back = whole._replace(predecessor=whole.successor, successor=whole.predecessor)
    return replace(snapshot, links=(*snapshot.links, back))


def unexplained(snapshot: Snapshot) -> Snapshot:
    first, *others = snapshot.differences
    return replace(snapshot, differences=(replace(first, why=""), *others))


LATER = date(2026, 6, 1)
DECOMPOSED = "Phường Be\u0302\u0301n Đò"

FAULTS: list[tuple[str, Fault, str]] = [
    ("counts-by-law", without("Đặc khu Hải Âu"), "có 0 đơn vị loại “special-zone”"),
    ("counts-by-law", version("Xã Hòa Bình", kind="ward"), "tỉnh mã 91: có 0 đơn vị loại “commune”"),
    ("counts-by-law", without("Phường Hòa Bình"), "Ngày 30/04/2026, cả nước: có 1 đơn vị loại “ward”"),
    ("one-unit-a-code", version("Phường Bến Đò", code="90001"), "Mã 90001"),
    ("parents-exist", version("Phường Bến Đò", parent_id=None), "Phường Bến Đò (mã 90002) không có"),
    ("parents-exist", version("Phường Bến Đò", parent_id=99), "không có đơn vị cấp trên"),
    ("parents-exist", version("Việt Nam", parent_id=2), "cả nước nhưng có đơn vị cấp trên"),
    ("parents-exist", unit(2, validity=Validity(SINCE, LATER)), "ngoài thời gian của đơn vị cấp trên"),
    ("parents-exist", version(FRONT, parent_id=1), "cấp “body” không thể đứng dưới một đơn vị cấp “country”"),
    ("parents-exist", version("Phường Hòa Bình", parent_id=7), "không thể đứng dưới một đơn vị cấp “body”"),
    ("parents-exist", unit(2, validity=Validity(SINCE, LATER)), f"{FRONT} (mã 91-MTTQ) có hiệu lực"),
    ("versions-within-units", unit(4, validity=Validity(LATER)), "nằm ngoài đơn vị"),
    ("versions-within-units", version("Phường Bến Đò", unit_id=77), "của một đơn vị không có"),
    ("no-day-without-version", without("Phường Bến Đò"), "Đơn vị số 5 không có phiên bản nào"),
    ("no-day-without-version", version("Phường Hòa Bình", validity=Validity(LATER)), "30/04/2026–31/05/2026"),
    ("no-day-without-version", version("Xã Hòa Bình", validity=Validity(SINCE, LATER)), "Nhiều phiên bản"),
    ("no-day-without-version", version("Phường Bến Đò", validity=Validity(LATER)), "chưa có phiên bản từ"),
    ("no-day-without-version", without("Phường Hòa Bình"), "không có phiên bản từ 30/04/2026"),
    ("paths-follow-parents", unit(5, path="1.3.5."), "đường dẫn 1.3.5. không nối từ"),
    ("paths-follow-parents", unit(7, path="1.3.7."), f"{FRONT} (mã 91-MTTQ): đường dẫn 1.3.7. không nối từ"),
    ("paths-follow-parents", version("Phường Bến Đò", path="1.3.5."), "phiên bản giữ đường dẫn 1.3.5."),
    ("names-composed", version("Phường Bến Đò", name=DECOMPOSED), "NFC"),
    ("names-composed", version("Phường Bến Đò", short_name="Bến  Đò"), "thừa khoảng trắng"),
    ("keys-current", version("Phường Bến Đò", short_name="Bến Gỗ"), "khoá tìm kiếm"),
    ("kinds-fit-names", version("Phường Bến Đò", kind="commune"), "không hợp với loại “commune”"),
    ("kinds-fit-names", version("Phường Bến Đò", kind="city"), "không có loại “city”"),
    ("kinds-fit-names", version("Phường Bến Đò", kind="police"), "cấp “commune” không có loại “police”"),
    ("kinds-fit-names", version(FRONT, kind="ward"), "cấp “body” không có loại “ward”"),
    ("points-in-the-country", version("Phường Bến Đò", latitude=121.0), "nằm ngoài lãnh thổ"),
    ("points-in-the-country", version("Phường Bến Đò", latitude=None), "không có vĩ độ"),
    ("points-missing", version("Phường Bến Đò", latitude=None, longitude=None), "chưa có điểm trên bản đồ"),
    ("counts-kept", without("Phường Bến Đò"), "bảng đếm ghi 2 đơn vị loại “ward”, đếm lại được 1"),
]

FAULTS_OF_BOTH_MAPS: list[tuple[str, Fault, str]] = [
    ("places-of-the-day", version("Thị trấn Bến Đò", tree_path="1.2.5."), "ghi đứng ở 1.2.5."),
    ("places-of-the-day", version("Huyện Sông Trăng", tree_path="1.3.9."), "Xã Hòa An (mã 90004)"),
    ("one-unit-a-code", version("Xã Hòa An", code="90005"), "Mã 90005: "),
    ("parents-exist", version("Xã Hòa An", parent_id=None), "Xã Hòa An (mã 90004) không có đơn vị cấp trên"),
    ("successions-by-law", without_link("renamed"), "có 0 dòng kế thừa “renamed”"),
    ("successions-by-law", link("whole", relation="part"), "cấp “commune”: có 3 dòng kế thừa “part”"),
    ("successions-by-law", without_link("part"), "có 2 đơn vị bị chia, phải là 3"),
    ("successions-possible", link("part", people=Decimal(2)), "nhỏ hơn 0 hoặc lớn hơn 1"),
    ("successions-possible", link("part-people", area=Decimal("0.6")), "Xã Bãi (mã 90012)"),
    ("successions-possible", link("whole", day=LATER), "không kết thúc vào ngày 01/06/2026"),
    ("successions-possible", circle, "Đơn vị sau không tồn tại vào ngày 01/07/2025"),
    ("nothing-vanished", without_link("whole"), "kết thúc ngày 01/07/2025 mà không rõ đi về đâu"),
    ("nothing-vanished", without_link("district-became-zone"), "Đặc khu Hải Âu (mã 90003) bắt đầu ngày 01/07/2025"),
    ("differences-explained", unexplained, "không ghi lý do"),
    ("differences", lambda snapshot: snapshot, "mã 90012: gói ghi “Xã Bai”, ở đây là “Xã Bãi”. thiếu dấu"),
]  # fmt: skip


def test_a_sound_country_breaks_no_invariant() -> None:
    assert {each.check.name: each.findings for each in run_checks(sound()) if each.findings} == {}
    found = {each.check.name for each in run_checks(sound_with_former()) if each.findings}
    assert found == {"differences"}


@pytest.mark.parametrize(("name", "fault", "sentence"), FAULTS)
def test_a_fault_is_found_by_its_check(name: str, fault: Fault, sentence: str) -> None:
    judge(sound(), name, fault, sentence)


@pytest.mark.parametrize(("name", "fault", "sentence"), FAULTS_OF_BOTH_MAPS)
def test_a_fault_between_the_maps_is_found_by_its_check(name: str, fault: Fault, sentence: str) -> None:
    judge(sound_with_former(), name, fault, sentence)


def judge(snapshot: Snapshot, name: str, fault: Fault, sentence: str) -> None:
    found = {each.check.name: each for each in run_checks(fault(snapshot))}
    assert any(sentence in finding for finding in found[name].findings), found[name].findings
    assert found[name].broken == (found[name].check.severity is Severity.ERROR)


def test_somebody_who_sees_a_part_is_not_told_of_superiors_of_then_that_lie_elsewhere() -> None:
    snapshot = sound_with_former()
    gone = next(each.unit_id for each in snapshot.versions if each.name == "Huyện Sông Trăng")
    seen = replace(
        snapshot, units=tuple(each for each in snapshot.units if each.id != gone), everything=False
    )
    parents = next(each for each in run_checks(seen) if each.check.name == "parents-exist")
    assert parents.findings == ()


def test_every_check_has_a_fault_that_it_finds() -> None:
    assert {name for name, _, _ in (*FAULTS, *FAULTS_OF_BOTH_MAPS)} == {check.name for check in CHECKS}


def test_a_count_whose_day_has_not_come_is_not_asked() -> None:
    early = replace(sound(), day=date(2026, 1, 1))
    early = without("Phường Hòa Bình")(early)
    counts = next(each for each in run_checks(early) if each.check.name == "counts-by-law")
    assert counts.findings == ()
    assert early.day < CHANGED


def test_a_code_may_be_taken_up_by_another_unit_once_it_is_free() -> None:
    snapshot = version("Phường Bến Đò", code="90001", validity=Validity(LATER))(sound())
    snapshot = version("Phường Hòa Bình", validity=Validity(CHANGED, LATER))(snapshot)
    codes = next(each for each in run_checks(snapshot) if each.check.name == "one-unit-a-code")
    assert codes.findings == ()


def test_every_check_says_why_and_what_to_do() -> None:
    assert all(check.title and check.why and check.remedy for check in CHECKS)
    assert len({check.name for check in CHECKS}) == len(CHECKS)
