"""The loaded units against tables that were compiled apart from them, where those stand beside the project."""

from __future__ import annotations

import csv
import math
from datetime import date

import pytest
from django.conf import settings

from binhyen.orgunits.rules.country import UnitRow, VersionRow, country_of
from binhyen.orgunits.sources import read_catalogue, read_package

pytestmark = pytest.mark.shared

TABLES = settings.PACKAGE.parent.parent.parent / "shared" / "data"
TODAY = date(2026, 11, 2)
FIRST_DAY = date(2025, 7, 1)
EVE = date(2025, 6, 30)
COUNTRY = country_of(read_package(), read_catalogue())
FARTHEST_KM = 35.0
"""Two points inside a large or scattered commune may lie that far apart."""


def table(name: str) -> dict[str, dict[str, str]]:
    return {row["code"]: row for row in rows(name)}


def _kind(written: str) -> str:
    return written.replace("_", "-")


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def units(level: str, day: date = TODAY) -> dict[str, UnitRow]:
    return {
        unit.key.code: unit
        for unit in COUNTRY.units
        if unit.key.level == level and unit.validity.holds_on(day)
    }


def on(unit: UnitRow, day: date) -> VersionRow:
    (version,) = [v for v in unit.versions if v.since <= day and (v.until is None or day < v.until)]
    return version


def above(unit: UnitRow, day: date) -> str:
    parent = on(unit, day).parent
    return parent.code if parent else ""


WORDS_OF_KINDS = ("Xã", "Phường", "Thị trấn", "Thành phố")
SLIPS = {
    "09383": "Phường Trang Hạ",
    "19780": "Phường Phường Đúc",
    "22108": "Xã Xuân Quang 3",
    "22111": "Xã Xuân Phước",
    "22267": "Xã Hòa Tân Đông",
    "31843": "Thị trấn Ngan Dừa",
}
"""What the table of former communes writes wrongly, and the right names (catalogue/units/former/names.yaml)."""

OUT_OF_DATE = {"123": "Thị xã Mộc Châu", "754": "Thành phố Phú Mỹ"}
"""Districts that had become a town and a city before the day of the table."""


def printed(name: str) -> str:
    """A name of the tables, with the word of its kind as the law writes it and a plain apostrophe."""
    name = name.replace("’", "'").replace("' ", "'")
    for word in WORDS_OF_KINDS:
        if name.lower().startswith(f"{word.lower()} "):
            return word + name[len(word) :]
    return name


def test_communes_agree_in_code_name_kind_and_province() -> None:
    ours = units("commune")
    theirs = table("communes_3321.csv")
    assert ours.keys() == theirs.keys()
    differing = [
        (code, on(unit, TODAY).name, theirs[code]["name"])
        for code, unit in ours.items()
        if (
            on(unit, TODAY).name != theirs[code]["name"]
            or on(unit, TODAY).kind != _kind(theirs[code]["kind"])
            or on(unit, FIRST_DAY).kind != _kind(theirs[code]["kind_2025_07_01"])
            or above(unit, TODAY) != theirs[code]["province_code"]
        )
    ]
    assert differing == []


def test_provinces_agree_in_code_name_and_kind() -> None:
    ours, theirs = units("province"), table("provinces_34.csv")
    assert {code: (on(unit, TODAY).name, on(unit, TODAY).kind) for code, unit in ours.items()} == {
        code: (row["name"], row["kind"]) for code, row in theirs.items()
    }


def test_the_changes_of_2026_agree_in_day_resolution_and_both_names() -> None:
    theirs = {
        (r["level"], r["code"], r["effective"], r["name_before"], r["name_after"], r["resolution"])
        for r in rows("amendments_2026.csv")
    }
    ours = {
        (
            level,
            code,
            after.since.isoformat(),
            before.name,
            after.name,
            after.legal_basis.removeprefix("Nghị quyết "),
        )
        for level in ("province", "commune")
        for code, unit in units(level).items()
        for before, after in zip(unit.versions, unit.versions[1:], strict=False)
        if after.since > FIRST_DAY
    }
    assert ours == theirs


def test_former_provinces_districts_and_communes_agree_in_code_name_and_unit_above() -> None:
    provinces = {row["code"]: row["name"] for row in rows("legacy_provinces_63.csv")}
    assert {code: on(unit, EVE).name for code, unit in units("province", EVE).items()} == provinces
    districts = {
        row["code"]: (OUT_OF_DATE.get(row["code"], printed(row["name"])), row["province_code"])
        for row in rows("legacy_districts_696.csv")
    }
    assert {
        code: (on(unit, EVE).name, above(unit, EVE)) for code, unit in units("district", EVE).items()
    } == districts
    communes = {
        row["code"]: (SLIPS.get(row["code"], printed(row["name"])), row["district_code"])
        for row in rows("legacy_communes_2025-06-30.csv")
        if row["in_conversion_table"] == "1"
    }
    ours = {code: (on(unit, EVE).name, above(unit, EVE)) for code, unit in units("commune", EVE).items()}
    assert ours == communes
    assert len(ours) == 10_035


def test_every_row_of_the_conversion_table_is_a_succession_and_no_other_is() -> None:
    table_rows = rows("succession_2025-07-01.csv")
    theirs = {
        (row["old_code"] or row["old_district_code"], row["new_code"], row["relation"].replace("_", "-"))
        for row in table_rows
    }
    ours = {
        (link.predecessor.code, link.successor.code, link.relation)
        for link in COUNTRY.links
        if link.predecessor.level != "province"
    }
    # A beach that was in no commune is a note with us, not a unit.
    assert theirs - ours == {("376", "14698", "whole")}
    assert ours < theirs
    assert len(table_rows) == len(theirs) == 10_571
    assert all("bãi bồi" in link.note for link in COUNTRY.links if link.successor.code == "14698")


def test_the_remarks_of_the_conversion_table_stand_in_the_notes() -> None:
    notes = {(link.predecessor.code, link.successor.code): link.note for link in COUNTRY.links}
    for row in rows("succession_2025-07-01.csv"):
        if row["note_vi"].startswith(("Phần còn lại", "Đổi tên từ", "Đổi tên, đổi", "Nhập toàn bộ diện")):
            assert notes[row["old_code"], row["new_code"]] == row["note_vi"]


def test_former_provinces_went_where_the_table_says() -> None:
    assert {
        link.predecessor.code: link.successor.code
        for link in COUNTRY.links
        if link.predecessor.level == "province"
    } == {row["code"]: row["new_province_code"] for row in rows("legacy_provinces_63.csv")}


def test_points_lie_near_those_found_from_the_boundaries() -> None:
    theirs = table("communes_3321.csv")
    far = {}
    for code, unit in units("commune").items():
        version = unit.versions[-1]
        if version.longitude is None or version.latitude is None:
            continue
        away = kilometres(version, float(theirs[code]["lon"]), float(theirs[code]["lat"]))
        if away > FARTHEST_KM:
            far[version.name] = round(away)
    # The table's point of Trường Sa is a bank in the south-west of the zone; ours lies among its islands.
    assert far.keys() == {"Đặc khu Trường Sa"}


def kilometres(version: VersionRow, longitude: float, latitude: float) -> float:
    assert version.longitude is not None
    assert version.latitude is not None
    north = (version.latitude - latitude) * 110.6
    east = (version.longitude - longitude) * 111.3 * math.cos(math.radians(latitude))
    return math.hypot(north, east)
