"""Small invented countries for the tests of rules.

``ROWS``: two provinces and three communes of today. ``BOTH_MAPS``: the same with five communes more and the map of
before, in which every relation occurs, codes were given to other territories, and names repeat.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from binhyen.orgunits.rules.catalogue import (
    Beginning,
    Catalogue,
    Change,
    Correction,
    EarlierName,
    FormerCatalogue,
    LegalCount,
    LinkCorrection,
    PointCorrection,
    SuccessionCount,
)
from binhyen.orgunits.rules.country import Country, Package, SourceRow, UnitRow, country_of, units_of
from binhyen.orgunits.rules.former import Pair
from binhyen.orgunits.rules.naming import COMMUNE, COUNTRY, DISTRICT, PROVINCE

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

KNOWN_SINCE = date(2023, 1, 1)
PROVINCES_SINCE = date(2008, 8, 1)

BOTH_MAPS = Package(
    today=(
        *ROWS,
        SourceRow(COMMUNE, "90005", "Xã Núi Xa", "Xã", "92", 106.4, 20.2),
        SourceRow(COMMUNE, "90006", "Xã Mây Trắng", "Xã", "92", 106.5, 20.3),
        SourceRow(COMMUNE, "90007", "Phường Mây Hồng", "Phường", "92", 106.6, 20.4),
        SourceRow(COMMUNE, "90008", "Xã Đồng Bồi", "Xã", "91", 105.7, 21.3),
        SourceRow(COMMUNE, "90009", "Xã Bãi Nổi", "Xã", "91", 105.8, 21.4),
    ),
    former=(
        SourceRow(PROVINCE, "91", "Tỉnh Sông Trăng", "Tỉnh", "", 105.5, 21.0),
        SourceRow(PROVINCE, "92", "Thành phố Núi Mây", "Thành phố", "", 106.5, 20.0),
        SourceRow(PROVINCE, "93", "Tỉnh Đồng Bồi", "Tỉnh", "", 105.9, 21.5),
        SourceRow(DISTRICT, "901", "Huyện Sông Trăng", "Huyện", "91", 105.4, 21.1),
        SourceRow(DISTRICT, "921", "Quận Mây", "Quận", "92", 106.5, 20.3),
        SourceRow(DISTRICT, "922", "Huyện Hải Âu", "Huyện", "92", 107.0, 20.1),
        SourceRow(DISTRICT, "931", "Thị Xã Bồi Hạ", "Thị xã", "93", 105.8, 21.4),
        SourceRow(COMMUNE, "90001", "Xã Hòa Bình", "Xã", "901", 105.41, 21.11),
        SourceRow(COMMUNE, "90002", "Thị Trấn Bến Đò", "Thị trấn", "901", 105.72, 21.32),
        SourceRow(COMMUNE, "90004", "Xã Hòa An", "Xã", "901", 105.43, 21.13),
        SourceRow(COMMUNE, "90005", "Xã Núi Xa", "Xã", "921", 106.41, 20.21),
        SourceRow(COMMUNE, "90006", "Xã Mây", "Xã", "921", 106.51, 20.31),
        SourceRow(COMMUNE, "90007", "Xã Mây Hồng", "Xã", "921", 106.61, 20.41),
        SourceRow(COMMUNE, "90008", "Xã Đồng Bồi", "Xã", "931", 105.61, 21.21),
        SourceRow(COMMUNE, "90009", "Phường Hòa Bình", "Phường", "931", 105.81, 21.41),
        SourceRow(COMMUNE, "90010", "Xã Bến Trên", "Xã", "901", 105.62, 21.22),
        SourceRow(COMMUNE, "90011", "Xã Bến Dưới", "Xã", "931", 105.71, 21.31),
        SourceRow(COMMUNE, "90012", "Xã Bai", "Xã", "931", 105.82, 21.42),
    ),
    pairs=(
        *(Pair(PROVINCE, old, new) for old, new in (("91", "91"), ("92", "92"), ("93", "91"))),
        Pair(DISTRICT, "922", "90003"),
        *(
            Pair(COMMUNE, old, new)
            for old, new in (
                ("90001", "90001"),
                ("90002", "90008"),
                ("90004", "90001"),
                ("90005", "90005"),
                ("90006", "90006"),
                ("90007", "90007"),
                ("90008", "90002"),
                ("90009", "90009"),
                ("90009", "90001"),
                ("90010", "90002"),
                ("90010", "90008"),
                ("90011", "90002"),
                ("90011", "90008"),
                ("90012", "90002"),
                ("90012", "90008"),
            )
        ),
    ),
)
"""The codes 90002 and 90008 changed places, Hòa Bình is the name of two, and the pair 90009 to 90001 is a slip."""

FORMER = FormerCatalogue(
    beginnings={
        COUNTRY: Beginning(date(1976, 7, 2), "Hiến pháp"),
        PROVINCE: Beginning(PROVINCES_SINCE, "Nghị quyết Đ"),
        DISTRICT: Beginning(KNOWN_SINCE, "Danh mục cũ"),
        COMMUNE: Beginning(KNOWN_SINCE, "Danh mục cũ"),
    },
    title="Sắp xếp năm 2025",
    legal_basis="Nghị quyết A và B",
    resolutions={"91": "Nghị quyết B91", "92": "Nghị quyết B92"},
    names=(Correction("90012", "Xã Bai", "Xã Bãi", "thiếu dấu", "danh mục chính thức"),),
    earlier_names=(
        EarlierName(PROVINCE, "92", "Núi Mây", date(2025, 1, 1), "Nghị quyết E", "Mây Núi", "province"),
    ),
    links=(
        LinkCorrection("90009", "90001", None, False, "91", "trùng tên"),
        LinkCorrection("90011", "90008", "part-area-all-people", False, "91", "gói không ghi"),
        LinkCorrection("90011", "90002", "part-area", False, "91", "gói không ghi"),
        LinkCorrection("90012", "90002", "part-people", False, "91", "gói không ghi", Decimal(0)),
        LinkCorrection("90012", "90008", "part-people", False, "91", "gói không ghi", Decimal(0)),
        LinkCorrection(
            *("90012", "90009", "part-area", True, "91", "gói thiếu"), Decimal(1), "Nhập toàn bộ diện tích"
        ),
    ),
    notes={"90009": "Gồm cả bãi bồi."},
)

WITH_FORMER = replace(BARE, former=FORMER)

SUCCESSIONS = (
    SuccessionCount(SINCE, PROVINCE, {"whole": 2, "unchanged": 1}, 0, "Nghị quyết A"),
    SuccessionCount(SINCE, DISTRICT, {"district-became-zone": 1}, 0, "Nghị quyết B"),
    SuccessionCount(
        SINCE,
        COMMUNE,
        {
            "whole": 5,
            "part": 2,
            "part-area": 2,
            "part-area-all-people": 1,
            "part-people": 2,
            "unchanged": 1,
            "renamed": 1,
            "kind-changed": 1,
        },
        3,
        "Nghị quyết B",
    ),
)


def small_country(catalogue: Catalogue = WITH_FORMER) -> Country:
    return country_of(BOTH_MAPS, catalogue)


def spelt(code: str, written: str, correct: str) -> Correction:
    return Correction(code, written, correct, "viết khác danh mục", "danh mục chính thức")


def placed(code: str, point: tuple[float, float] | None) -> PointCorrection:
    return PointCorrection(code, point, (), "sai chỗ")


def by_code(units: tuple[UnitRow, ...]) -> dict[str, UnitRow]:
    return {unit.key.code: unit for unit in units}


def small_units(catalogue: Catalogue = BARE) -> tuple[UnitRow, ...]:
    return units_of(ROWS, catalogue)
