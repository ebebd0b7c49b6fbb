"""A small invented country for the tests of rules: two provinces and three communes."""

from __future__ import annotations

from datetime import date

from binhyen.orgunits.rules.catalogue import Catalogue, Change, Correction, LegalCount, PointCorrection
from binhyen.orgunits.rules.country import SourceRow, UnitRow, units_of
from binhyen.orgunits.rules.naming import COMMUNE, COUNTRY, PROVINCE

SINCE = date(2025, 7, 1)
CHANGED = date(2026, 4, 30)

ROWS = (
    SourceRow(PROVINCE, "91", "Tỉnh Sông Trăng", "Tỉnh", "", 105.5, 21.0),
    SourceRow(PROVINCE, "92", "Thành phố Núi Mây", "Thành phố", "", 106.5, 20.0),
    SourceRow(COMMUNE, "90001", "Xã Hòa Bình", "Xã", "91", 105.4, 21.1),
    SourceRow(COMMUNE, "90002", "Phường Bến Đò", "Phường", "91", 105.6, 21.2),
    SourceRow(COMMUNE, "90003", "Đặc khu Hải Âu", "Đặc khu", "92", 107.0, 20.1),
)

BARE = Catalogue(
    since=SINCE,
    country_name="Việt Nam",
    legal_bases={COUNTRY: "Hiến pháp", PROVINCE: "Nghị quyết A", COMMUNE: "Nghị quyết B"},
)

TO_WARD = Change(COMMUNE, "90001", "Hòa Bình", "ward", CHANGED, "Nghị quyết C")

COUNTS = (
    LegalCount(SINCE, {"province": 1, "city": 1, "commune": 1, "ward": 1, "special-zone": 1}, "Nghị quyết B"),
    LegalCount(SINCE, {"commune": 1, "ward": 1}, "Nghị quyết B", "91"),
    LegalCount(CHANGED, {"commune": 0, "ward": 2}, "Nghị quyết C"),
)


def spelt(code: str, written: str, correct: str) -> Correction:
    return Correction(code, written, correct, "viết khác danh mục", "danh mục chính thức")


def placed(code: str, point: tuple[float, float] | None) -> PointCorrection:
    return PointCorrection(code, point, (), "sai chỗ")


def by_code(units: tuple[UnitRow, ...]) -> dict[str, UnitRow]:
    return {unit.key.code: unit for unit in units}


def small_units(catalogue: Catalogue = BARE) -> tuple[UnitRow, ...]:
    return units_of(ROWS, catalogue)
