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
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from binhyen.orgunits import sources
from binhyen.orgunits.rules.catalogue import BadCatalogue, catalogue_from
from binhyen.orgunits.rules.country import UnitRow, country_of

FOLDER = settings.CATALOGUE / "units"
DOCUMENTS = {topic: yaml.safe_load((FOLDER / f"{topic}.yaml").read_text("utf-8")) for topic in sources.TOPICS}
CATALOGUE = catalogue_from(DOCUMENTS)
COUNTRY = country_of(sources.read_package(), CATALOGUE)
UNITS = COUNTRY.units
TODAY = date(2026, 11, 2)
FIRST_DAY = date(2025, 7, 1)
EVE = date(2025, 6, 30)
KNOWN_SINCE = date(2023, 1, 1)


def kinds_on(day: date) -> Counter[str]:
    return Counter(version.kind for unit in UNITS for version in unit.versions if _holds(version, day))


def _holds(version: Any, day: date) -> bool:
    return version.since <= day and (version.until is None or day < version.until)


def test_today_there_are_nine_cities_25_provinces_and_3321_communes() -> None:
    assert kinds_on(TODAY) == {
        "country": 1, "province": 25, "city": 9, "commune": 2599, "ward": 709, "special-zone": 13,
    }  # fmt: skip


def test_on_the_first_day_there_were_six_cities_and_687_wards() -> None:
    assert kinds_on(FIRST_DAY) == {
        "country": 1, "province": 28, "city": 6, "commune": 2621, "ward": 687, "special-zone": 13,
    }  # fmt: skip


def test_on_the_eve_there_were_63_provinces_696_districts_and_10035_communes() -> None:
    assert kinds_on(EVE) == kinds_on(KNOWN_SINCE + (EVE - KNOWN_SINCE) / 2) + Counter(city=1) - Counter(
        province=1
    )
    levels = Counter(
        unit.key.level for unit in UNITS if any(_holds(version, EVE) for version in unit.versions)
    )
    assert levels == {"country": 1, "province": 63, "district": 696, "commune": 10035}


def test_each_count_by_law_holds() -> None:
    for count in CATALOGUE.counts:
        standing = [version for unit in UNITS for version in unit.versions if _holds(version, count.on)]
        if count.province_code:
            standing = [v for v in standing if v.parent and v.parent[:2] == ("province", count.province_code)]
        have = Counter(version.kind for version in standing)
        assert {kind: have[kind] for kind in count.units} == count.units, count


def test_each_count_of_successions_holds() -> None:
    assert sum(sum(count.relations.values()) for count in CATALOGUE.successions) == len(COUNTRY.links)
    for count in CATALOGUE.successions:
        links = [link for link in COUNTRY.links if link.predecessor.level == count.level]
        successors = Counter(link.predecessor for link in links)
        assert Counter(link.relation for link in links) == count.relations
        assert sum(number > 1 for number in successors.values()) == count.split
        assert {link.day for link in links} == {count.on}


def test_codes_are_unique_in_a_level_on_a_day_and_did_not_change() -> None:
    assert len({unit.key for unit in UNITS}) == len(UNITS) == 1 + 63 + 23 + 696 + 10035 + 3321 - 132
    assert all({version.code for version in unit.versions} == {unit.key.code} for unit in UNITS)
    for day in (KNOWN_SINCE, EVE, FIRST_DAY, TODAY):
        standing = [unit.key[:2] for unit in UNITS if unit.validity.holds_on(day)]
        assert len(set(standing)) == len(standing)


def test_units_of_today_keep_their_order_so_that_a_first_load_gives_them_the_same_keys() -> None:
    today = [unit.key[:2] for unit in UNITS if unit.until is None]
    assert [unit.key[:2] for unit in UNITS[: 1 + 34 + 3321]] == today
    provinces, communes = today[1:35], today[35:]
    assert provinces == sorted(provinces)
    assert communes == sorted(communes)


def test_the_provinces_of_which_the_papers_speak() -> None:
    into = {link.predecessor.code: link for link in COUNTRY.links if link.predecessor.level == "province"}
    assert {into[code].successor.code for code in ("06", "19")} == {"19"}  # Bắc Kạn, Thái Nguyên
    assert {into[code].successor.code for code in ("35", "36", "37")} == {"37"}  # Hà Nam, Nam Định, Ninh Bình
    assert {into[code].successor.code for code in ("17", "25", "26")} == {
        "25"
    }  # Hòa Bình, Phú Thọ, Vĩnh Phúc
    assert into["24"].predecessor != into["24"].successor, "code 24 was Bắc Giang and is Bắc Ninh"
    thanh_hoa = into["38"]
    assert (thanh_hoa.relation, thanh_hoa.predecessor) == ("unchanged", thanh_hoa.successor)
    by_key = {unit.key: unit for unit in UNITS}
    for day, number in ((EVE, 547), (FIRST_DAY, 166)):
        standing = [version for unit in UNITS for version in unit.versions if _holds(version, day)]
        below = {v.parent for v in standing if v.parent == thanh_hoa.successor}
        districts = {
            unit.key for unit in UNITS if unit.key.level == "district" and unit.versions[0].parent in below
        }
        communes = [v for v in standing if v.kind in ("commune", "ward", "township", "special-zone")]
        assert sum(v.parent in below or v.parent in districts for v in communes) == number
    assert by_key[thanh_hoa.successor].until is None


def test_hue_was_thua_thien_hue_until_2025() -> None:
    (hue,) = (unit for unit in UNITS if unit.key[:2] == ("province", "46"))
    assert [(version.name, version.since) for version in hue.versions] == [
        ("Tỉnh Thừa Thiên Huế", date(2008, 8, 1)),
        ("Thành phố Huế", date(2025, 1, 1)),
        ("Thành phố Huế", FIRST_DAY),
    ]
    assert hue.versions[1].legal_basis == "Nghị quyết 175/2024/QH15"


def test_known_shares_of_a_former_unit_are_never_over_one() -> None:
    for share in ("people", "area", "households"):
        sums: Counter[Any] = Counter()
        for link in COUNTRY.links:
            sums[link.predecessor] += getattr(link, share) or 0
        assert max(sums.values()) == 1


def test_each_former_unit_became_something_except_districts_with_communes() -> None:
    predecessors = {link.predecessor for link in COUNTRY.links}
    ended = {unit.key for unit in UNITS if unit.until == FIRST_DAY and unit.key.level != "district"}
    assert ended < predecessors
    successors = {link.successor for link in COUNTRY.links}
    assert {unit.key for unit in UNITS if unit.until is None and unit.key.level != "country"} == successors


def test_every_commune_stands_in_a_province_with_a_resolution_of_its_own() -> None:
    assert CATALOGUE.former is not None
    resolutions = CATALOGUE.former.resolutions
    assert sorted(resolutions.values()) == [
        f"Nghị quyết {number}/NQ-UBTVQH15" for number in range(1654, 1688)
    ]
    (commune,) = (unit for unit in UNITS if unit.key == ("commune", "00004", FIRST_DAY))
    assert commune.versions[0].legal_basis == "Nghị quyết 1656/NQ-UBTVQH15"


def test_every_difference_from_the_package_says_why() -> None:
    assert Counter(each.topic for each in COUNTRY.differences) == {
        "names": 10,
        "kinds": 4,
        "points": 17,
        "former names": len(CATALOGUE.former.names) if CATALOGUE.former else 0,
        "former kinds": 4,
        "successions": len(CATALOGUE.former.links) if CATALOGUE.former else 0,
    }
    assert all(each.why and each.package_says != each.catalogue_says for each in COUNTRY.differences)
    assert all(each.source for each in COUNTRY.differences if each.catalogue_says != "không có")


def test_names_are_composed() -> None:
    names = [version.name for unit in UNITS for version in unit.versions]
    assert all(unicodedata.is_normalized("NFC", name) for name in names)


@hypothesis_settings(max_examples=20)
@given(st.dates(min_value=date(2024, 12, 1), max_value=TODAY))
def test_on_any_day_of_its_life_each_unit_has_exactly_one_version(day: date) -> None:
    assert all(
        sum(_holds(version, day) for version in unit.versions) == unit.validity.holds_on(day)
        for unit in UNITS
    )


def test_every_version_since_the_first_day_was_made_by_a_named_resolution() -> None:
    later = [version for unit in UNITS for version in unit.versions if version.since > FIRST_DAY]
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
        ("counts", lambda d: d["successions"][0].pop("split"), "“successions” mục 1: “split” chưa có"),
        ("former/beginnings", lambda d: d["levels"].pop("district"), "“levels”, “district”"),
        ("former/beginnings", lambda d: d["earlier_names"][0].update(earlier_kind="x"), "không có loại “x”"),
        ("former/names", lambda d: d["groups"][1].pop("why"), "“groups” mục 2: “why” chưa có"),
        ("former/kinds", None, "former/kinds.yaml: chưa có nội dung"),
        ("former/resolutions", lambda d: d["communes"].update({"01": 1656}), "“01” “1656” không đúng kiểu"),
        ("former/links", lambda d: d["why"].pop("wrong"), "“why”: “wrong” chưa có"),
        ("former/links", lambda d: d["provinces"]["01"].update(whole={"1": ["2"]}), "không có mục “whole”"),
        (
            "former/links",
            lambda d: d["provinces"]["01"]["part-area"].update({"1": [2]}),
            "“2” không đúng kiểu",
        ),
        (
            "former/links",
            lambda d: d["provinces"]["42"]["part-area"]["18796"]["18823"].update({"diện tích": None}),
            "không có mục “diện tích”",
        ),
        (
            "former/links",
            lambda d: d["provinces"]["01"]["missing"].update({"1": ["2"]}),
            "chưa có “relation”",
        ),
        (
            "former/links",
            lambda d: d["provinces"]["42"]["part-area"]["18796"]["18823"].update(area=1.5),
            "“area” là 1.5",
        ),
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

    assert sources.read_package().today
    assert sources.PACKAGE not in sys.modules


def test_a_country_of_the_catalogue_is_comparable() -> None:
    again: tuple[UnitRow, ...] = country_of(sources.read_package(), sources.read_catalogue()).units
    assert again == UNITS
