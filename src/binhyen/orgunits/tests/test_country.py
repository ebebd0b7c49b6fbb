"""From the rows of a source and our corrections to units with versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from binhyen.orgunits.models import Kind, Level
from binhyen.orgunits.rules.catalogue import BadCatalogue
from binhyen.orgunits.rules.country import UnitKey, units_of
from binhyen.orgunits.rules.naming import (
    FREE_KINDS,
    KIND_WORDS,
    keys_of,
    kinds_of_level,
    own_name,
    without_kind,
)
from binhyen.orgunits.tests.small_country import (
    BARE,
    CHANGED,
    ROWS,
    SINCE,
    TO_WARD,
    by_code,
    placed,
    small_units,
    spelt,
)


def test_the_country_stands_first_then_provinces_then_communes_by_code() -> None:
    units = units_of(reversed(ROWS), BARE)
    assert [unit.key.code for unit in units] == ["", "91", "92", "90001", "90002", "90003"]
    assert units[0].versions[0].name == "Việt Nam"
    assert units[1].versions[0].parent == units[0].key
    assert units[3].versions[0].parent == UnitKey("province", "91", SINCE)


def test_a_full_name_is_kind_and_own_name() -> None:
    ward = by_code(small_units())["90002"].versions[0]
    assert (ward.kind, ward.name, ward.short_name) == ("ward", "Phường Bến Đò", "Bến Đò")
    assert ward.legal_basis == "Nghị quyết B"


def test_decomposed_names_are_composed() -> None:
    decomposed = replace(ROWS[2], name="Xa\u0303 Ho\u0300a Bi\u0300nh")
    units = units_of([*ROWS[:2], decomposed, *ROWS[3:]], BARE)
    assert by_code(units)["90001"].versions[0].name == "Xã Hòa Bình"


def test_a_name_is_corrected() -> None:
    units = small_units(replace(BARE, names=(spelt("90001", "Xã Hòa Bình", "Xã Hoà Bình"),)))
    assert by_code(units)["90001"].versions[0].short_name == "Hoà Bình"


def test_a_kind_that_contradicts_the_name_is_refused_until_it_is_corrected() -> None:
    wrong = [*ROWS[:2], replace(ROWS[2], kind_word="Phường"), *ROWS[3:]]
    with pytest.raises(BadCatalogue, match="nguồn ghi loại “Phường” nhưng tên là “Xã Hòa Bình”"):
        units_of(wrong, BARE)
    units = units_of(wrong, replace(BARE, kinds=(spelt("90001", "Phường", "Xã"),)))
    assert by_code(units)["90001"].versions[0].kind == "commune"


@pytest.mark.parametrize(("point", "wanted"), [((105.45, 21.15), (105.45, 21.15)), (None, (None, None))])
def test_a_point_is_corrected_or_left_out(
    point: tuple[float, float] | None, wanted: tuple[float | None, float | None]
) -> None:
    version = by_code(small_units(replace(BARE, points=(placed("90001", point),))))["90001"].versions[0]
    assert (version.longitude, version.latitude) == wanted


def test_a_change_of_kind_closes_one_version_and_opens_the_next_on_the_same_day() -> None:
    unit = by_code(small_units(replace(BARE, changes=(TO_WARD,))))["90001"]
    before, after = unit.versions
    assert (before.name, before.since, before.until) == ("Xã Hòa Bình", SINCE, CHANGED)
    assert (after.name, after.kind, after.since, after.until) == ("Phường Hòa Bình", "ward", CHANGED, None)
    assert after.legal_basis == "Nghị quyết C"
    assert (before.code, after.code, unit.until) == ("90001", "90001", None)


def test_changes_follow_one_another_whatever_their_order_in_the_file() -> None:
    back = replace(TO_WARD, kind="commune", on=date(2027, 1, 1))
    unit = by_code(small_units(replace(BARE, changes=(back, TO_WARD))))["90001"]
    assert [version.kind for version in unit.versions] == ["commune", "ward", "commune"]


@pytest.mark.parametrize(
    ("catalogue", "sentence"),
    [
        (replace(BARE, names=(spelt("90001", "Xã Thái Bình", "Xã Thái Hoà"),)), "nguồn ghi “Xã Hòa Bình”"),
        (replace(BARE, names=(spelt("99999", "Xã A", "Xã Á"),)), "không có đơn vị ấy"),
        (replace(BARE, kinds=(spelt("90001", "Phường", "Xã"),)), "nguồn ghi “Xã”"),
        (replace(BARE, points=(placed("99999", None),)), "không có đơn vị cấp xã mã 99999"),
        (replace(BARE, changes=(replace(TO_WARD, code="99999"),)), "không có đơn vị mã 99999"),
        (replace(BARE, changes=(replace(TO_WARD, own_name="Thái Bình"),)), "“Thái Bình”"),
        (replace(BARE, changes=(replace(TO_WARD, on=SINCE),)), "không nối tiếp được"),
    ],
)
def test_a_correction_that_meets_nothing_is_refused_with_its_place(catalogue: object, sentence: str) -> None:
    with pytest.raises(BadCatalogue, match=sentence) as refused:
        small_units(catalogue)  # type: ignore[arg-type]
    assert refused.value.remedy


def test_two_units_of_one_code_and_units_without_province_are_refused() -> None:
    with pytest.raises(BadCatalogue, match="cùng cấp cùng mã"):
        units_of([*ROWS, ROWS[2]], BARE)
    with pytest.raises(BadCatalogue, match="không có tỉnh ấy"):
        units_of(ROWS[1:], BARE)


def test_kinds_of_the_rules_are_those_of_the_tables() -> None:
    of_levels = [kind for level in Level.values for kind in kinds_of_level(level)]
    assert sorted(of_levels) == sorted(Kind.values), "each kind belongs to one level"
    assert set(KIND_WORDS) | set(FREE_KINDS) | {"country"} == set(Level.values)


@pytest.mark.parametrize(
    ("word", "name", "own"),
    [
        ("Xã", "Xã Hòa Bình", "Hòa Bình"),
        ("Đặc khu", "Đặc khu Phú Quốc", "Phú Quốc"),
        ("Xã", "Xã", None),
        ("Xã", "Phường Xã Đàn", None),
        ("Phường", "Phường Phường Đúc", "Phường Đúc"),
    ],
)
def test_the_own_name_is_what_stands_behind_the_kind(word: str, name: str, own: str | None) -> None:
    assert own_name(word, name) == own


def test_keys_follow_from_the_names() -> None:
    keys = keys_of("Phường Đức Xuân", "Đức Xuân")
    assert (keys.search_key, keys.short_key) == ("phuong duc xuan", "duc xuan")
    assert keys.sort_key > keys_of("Xã Dục Mỹ", "Dục Mỹ").sort_key


def test_the_kind_before_a_folded_name_is_set_aside_once() -> None:
    assert without_kind("phuong xa dan") == "xa dan"
    assert without_kind("thanh pho bac ninh") == "bac ninh"
    assert without_kind("xanh") == "xanh"
