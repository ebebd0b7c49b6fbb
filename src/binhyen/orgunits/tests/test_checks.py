"""Each invariant holds for a sound country and is broken by the very fault it looks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
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
from binhyen.orgunits.rules.naming import keys_of
from binhyen.orgunits.tests.small_country import BARE, CHANGED, COUNTS, SINCE, TO_WARD, small_units

Fault = Callable[[Snapshot], Snapshot]

FRONT = "Mặt trận Tổ quốc tỉnh Sông Trăng"


def sound() -> Snapshot:
    """The small country, with the Front of its first province beside the communes."""
    rows = small_units(replace(BARE, changes=(TO_WARD,)))
    ids = {row.key: number for number, row in enumerate(rows, 1)}
    paths: dict[int, str] = {}
    for row in rows:
        parent = row.versions[-1].parent
        paths[ids[row.key]] = (paths[ids[parent]] if parent else "") + f"{ids[row.key]}."
    front = VersionFacts(
        unit_id=7,
        parent_id=2,
        path="1.2.7.",
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
    places = (UnitFacts(ids[r.key], r.key.level, paths[ids[r.key]], r.validity) for r in rows)
    return Snapshot(
        units=(*places, UnitFacts(7, "body", "1.2.7.", front.validity)),
        versions=(
            front,
            *(
                VersionFacts(
                    unit_id=ids[row.key],
                    parent_id=ids[version.parent] if version.parent else None,
                    path=paths[ids[row.key]],
                    level=row.key.level,
                    kind=version.kind,
                    code=version.code,
                    name=version.name,
                    short_name=version.short_name,
                    keys=keys_of(version.name, version.short_name),
                    longitude=version.longitude,
                    latitude=version.latitude,
                    validity=Validity(version.since, version.until),
                )
                for row in rows
                for version in row.versions
            ),
        ),
        counts=COUNTS,
        day=date(2026, 11, 2),
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
]


def test_a_sound_country_breaks_no_invariant() -> None:
    assert {each.check.name: each.findings for each in run_checks(sound()) if each.findings} == {}


@pytest.mark.parametrize(("name", "fault", "sentence"), FAULTS)
def test_a_fault_is_found_by_its_check(name: str, fault: Fault, sentence: str) -> None:
    found = {each.check.name: each for each in run_checks(fault(sound()))}
    assert any(sentence in finding for finding in found[name].findings), found[name].findings
    assert found[name].broken == (found[name].check.severity is Severity.ERROR)


def test_every_check_has_a_fault_that_it_finds() -> None:
    assert {name for name, _, _ in FAULTS} == {check.name for check in CHECKS}


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
