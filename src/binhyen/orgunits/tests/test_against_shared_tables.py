"""The loaded units against tables that were compiled apart from them, where those stand beside the project."""

from __future__ import annotations

import csv
import math
from datetime import date

import pytest
from django.conf import settings

from binhyen.orgunits.rules.country import UnitRow, VersionRow, units_of
from binhyen.orgunits.sources import package_rows, read_catalogue

pytestmark = pytest.mark.shared

TABLES = settings.PACKAGE.parent.parent.parent / "shared" / "data"
TODAY = date(2026, 11, 2)
FIRST_DAY = date(2025, 7, 1)
FARTHEST_KM = 35.0
"""Two points inside a large or scattered commune may lie that far apart."""


def table(name: str) -> dict[str, dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8", newline="") as file:
        return {row["code"]: row for row in csv.DictReader(file)}


def _kind(written: str) -> str:
    return written.replace("_", "-")


def units(level: str) -> dict[str, UnitRow]:
    return {
        unit.key.code: unit for unit in units_of(package_rows(), read_catalogue()) if unit.key.level == level
    }


def on(unit: UnitRow, day: date) -> VersionRow:
    (version,) = [v for v in unit.versions if v.since <= day and (v.until is None or day < v.until)]
    return version


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
            or (unit.versions[0].parent or ("", ""))[1] != theirs[code]["province_code"]
        )
    ]
    assert differing == []


def test_provinces_agree_in_code_name_and_kind() -> None:
    ours, theirs = units("province"), table("provinces_34.csv")
    assert {code: (on(unit, TODAY).name, on(unit, TODAY).kind) for code, unit in ours.items()} == {
        code: (row["name"], row["kind"]) for code, row in theirs.items()
    }


def test_the_changes_of_2026_agree_in_day_resolution_and_both_names() -> None:
    with (TABLES / "amendments_2026.csv").open(encoding="utf-8", newline="") as file:
        theirs = {
            (r["level"], r["code"], r["effective"], r["name_before"], r["name_after"], r["resolution"])
            for r in csv.DictReader(file)
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
    }
    assert ours == theirs


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
