"""Our own facts: are they read rightly, do they say where they are wrong, are they true of the package?"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections import Counter
from contextlib import closing
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from binhyen.orgunits import sources
from binhyen.orgunits.rules.catalogue import BadCatalogue, catalogue_from
from binhyen.orgunits.rules.country import UnitRow, units_of

FOLDER = settings.CATALOGUE / "units"
DOCUMENTS = {topic: yaml.safe_load((FOLDER / f"{topic}.yaml").read_text("utf-8")) for topic in sources.TOPICS}
CATALOGUE = catalogue_from(DOCUMENTS)
UNITS = units_of(sources.package_rows(), CATALOGUE)
TODAY = date(2026, 11, 2)


def kinds_on(day: date) -> Counter[str]:
    return Counter(version.kind for unit in UNITS for version in unit.versions if _holds(version, day))


def _holds(version: Any, day: date) -> bool:
    return version.since <= day and (version.until is None or day < version.until)


def test_today_there_are_nine_cities_25_provinces_and_3321_communes() -> None:
    assert kinds_on(TODAY) == {
        "country": 1, "province": 25, "city": 9, "commune": 2599, "ward": 709, "special-zone": 13,
    }  # fmt: skip


def test_on_the_first_day_there_were_six_cities_and_687_wards() -> None:
    assert kinds_on(date(2025, 7, 1)) == {
        "country": 1, "province": 28, "city": 6, "commune": 2621, "ward": 687, "special-zone": 13,
    }  # fmt: skip


def test_codes_are_unique_and_did_not_change() -> None:
    assert len({unit.key for unit in UNITS}) == len(UNITS) == 1 + 34 + 3321
    assert all({version.code for version in unit.versions} == {unit.key.code} for unit in UNITS)


def test_names_are_composed() -> None:
    names = [version.name for unit in UNITS for version in unit.versions]
    assert all(unicodedata.is_normalized("NFC", name) for name in names)


@given(st.dates(min_value=date(2025, 7, 1), max_value=TODAY))
def test_on_any_day_each_unit_has_exactly_one_version(day: date) -> None:
    assert all(sum(_holds(version, day) for version in unit.versions) == 1 for unit in UNITS)


def test_every_version_that_is_not_the_first_was_made_by_a_named_resolution() -> None:
    later = [version for unit in UNITS for version in unit.versions[1:]]
    assert len(later) == 3 + 22
    assert {version.legal_basis for version in later} == {
        "Nghị quyết 30/2026/QH16",
        "Nghị quyết 36/2026/QH16",
        "Nghị quyết 39/2026/QH16",
        "Nghị quyết 237/NQ-UBTVQH16",
        "Nghị quyết 388/NQ-UBTVQH16",
    }


def test_a_corrected_point_is_the_mean_of_the_former_communes_that_it_names() -> None:
    with closing(sqlite3.connect(f"{sources._data_file().as_uri()}?mode=ro", uri=True)) as connection:
        former = {
            code: (longitude, latitude)
            for code, longitude, latitude in connection.execute(
                "select wardCode, wardLon, wardLat from admin_units_legacy where wardCode is not null"
            )
        }
    named = [point for point in CATALOGUE.points if point.former]
    assert len(named) == 14
    for point in named:
        places = [former[code] for code in point.former]
        for axis in (0, 1):
            mean = sum(place[axis] for place in places) / len(places)
            assert point.point is not None
            assert point.point[axis] == pytest.approx(mean, abs=0.0001), point.code


def test_every_correction_says_why() -> None:
    corrections = [*CATALOGUE.names, *CATALOGUE.kinds]
    assert all(each.why and each.source for each in corrections)
    assert all(point.why for point in CATALOGUE.points)
    assert (len(CATALOGUE.names), len(CATALOGUE.kinds), len(CATALOGUE.points)) == (10, 4, 17)


def test_the_counts_of_the_provinces_add_up_to_those_of_the_country() -> None:
    total: Counter[str] = Counter()
    provinces = [count for count in CATALOGUE.counts if count.province_code]
    for count in provinces:
        total.update(count.units)
    assert len(provinces) == 34
    assert total == {"commune": 2621, "ward": 687, "special-zone": 13}


@pytest.mark.parametrize(
    ("topic", "change", "sentence"),
    [
        ("names", None, "names.yaml: chưa có nội dung"),
        ("names", lambda d: d["names"][0].pop("code"), "names.yaml, “names” mục 1: “code” chưa có"),
        ("names", lambda d: d["names"][2].update(code=922), "“code” “922” không đúng kiểu.*ngoặc kép"),
        ("kinds", lambda d: d.update(kinds={}), "“kinds” phải là một danh sách"),
        ("points", lambda d: d["points"][0].update(point={"latitude": 21}), "“longitude” chưa có"),
        ("changes", lambda d: d[0].update(kind="thị xã"), "cấp “province” không có loại “thị xã”"),
        ("changes", lambda d: d[1].update(day="hôm qua"), "“changes” mục 2: “day” “hôm qua” không đúng kiểu"),
        ("counts", lambda d: d["counts"][0]["units"].update(ward=True), "“ward” “True” không đúng kiểu"),
        ("beginnings", lambda d: d.pop("country"), "beginnings.yaml, “country”"),
    ],
)
def test_a_faulty_file_is_refused_with_place_and_remedy(topic: str, change: Any, sentence: str) -> None:
    documents = deepcopy(DOCUMENTS)
    if change is None:
        documents[topic] = None
    else:
        change(documents[topic])
    with pytest.raises(BadCatalogue, match=sentence) as refused:
        catalogue_from(documents)
    assert refused.value.remedy


def test_a_missing_or_broken_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadCatalogue, match=r"Không đọc được .*beginnings\.yaml"):
        sources.read_catalogue(tmp_path)
    (tmp_path / "beginnings.yaml").write_text("since: [", encoding="utf-8")
    with pytest.raises(BadCatalogue, match=r"Không đọc được .*beginnings\.yaml"):
        sources.read_catalogue(tmp_path)


def test_the_package_is_found_without_being_run() -> None:
    import sys

    assert sources.package_rows()
    assert sources.PACKAGE not in sys.modules


def test_a_unit_of_the_catalogue_is_comparable() -> None:
    again: tuple[UnitRow, ...] = units_of(sources.package_rows(), sources.read_catalogue())
    assert again == UNITS
