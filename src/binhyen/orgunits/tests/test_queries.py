"""Units by day, key, code, and by what somebody typed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from binhyen.foundations.authority import Actor, Reach, branches
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.database.scoping import UnscopedQuery
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion
from binhyen.orgunits.queries import (
    UnitOnDay,
    ancestors_of,
    check_units,
    child_counts,
    children_of,
    counts_by_kind,
    numbers_of,
    path_of,
    path_to,
    search,
    unit_of_code,
    unit_of_key,
    units_as_of,
    units_of_code,
    versions_of,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 2)
FIRST_DAY = date(2025, 7, 1)


@pytest.fixture(autouse=True)
def _whole_country() -> Any:
    with acting_as(OPERATOR):
        yield


def unit_of(code: str, day: date = DAY) -> UnitOnDay:
    found = unit_of_code(OPERATOR, code, day)
    assert found is not None
    return found


def names_found(text: str, day: date = DAY, limit: int = 5) -> list[str]:
    return [", ".join((each.unit.name, *reversed(each.above))) for each in search(OPERATOR, text, day, limit)]


def test_a_unit_is_called_what_it_was_called_on_the_day() -> None:
    assert unit_of("07840").name == "Phường Hiệp Hoà"
    assert unit_of("07840", date(2026, 9, 20)).kind == "ward"
    assert unit_of("07840", date(2026, 9, 19)).name == "Xã Hiệp Hoà"
    assert unit_of("75", date(2026, 4, 29)).kind_label == "tỉnh"
    assert unit_of("75").kind_label == "thành phố trực thuộc trung ương"


def test_before_the_first_day_and_for_unknown_codes_there_is_nothing() -> None:
    assert unit_of_code(OPERATOR, "07840", date(2022, 12, 31)) is None
    assert unit_of_code(OPERATOR, "99999", DAY) is None
    assert units_of_code(OPERATOR, "", DAY) == ()
    assert unit_of_key(OPERATOR, 999_999, DAY) is None


def test_a_code_can_be_asked_at_one_level() -> None:
    assert unit_of_code(OPERATOR, "24", DAY, level="province") is not None
    assert unit_of_code(OPERATOR, "24", DAY, level="commune") is None


def test_the_path_leads_from_the_country_down_with_the_names_of_the_day() -> None:
    unit = unit_of("07840", FIRST_DAY)
    assert [each.name for each in path_of(OPERATOR, unit, FIRST_DAY)] == [
        "Việt Nam", "Tỉnh Bắc Ninh", "Xã Hiệp Hoà",
    ]  # fmt: skip
    assert [each.name for each in ancestors_of(OPERATOR, unit_of("07840"), DAY)] == [
        "Việt Nam", "Thành phố Bắc Ninh",
    ]  # fmt: skip


def test_the_path_of_a_day_follows_the_parent_of_that_day() -> None:
    """A unit that moved stands, on an earlier day, where it stood then."""
    phu_tho, bac_ninh = unit_of("25"), unit_of("24")
    moved = OrgUnit.objects.create(
        level="commune", path=f"{phu_tho.path}900000.", valid_from=FIRST_DAY, pk=900_000
    )
    common = {
        "unit": moved, "level": "commune", "kind": "commune", "name": "Xã Dời", "short_name": "Dời",
        "search_key": "xa doi", "sort_key": "doi",
    }  # fmt: skip
    move = date(2026, 8, 1)
    OrgUnitVersion.objects.create(**common, parent_id=bac_ninh.id, valid_from=FIRST_DAY, valid_until=move)
    OrgUnitVersion.objects.create(**common, parent_id=phu_tho.id, valid_from=move)
    before, after = unit_of_key(OPERATOR, 900_000, FIRST_DAY), unit_of_key(OPERATOR, 900_000, DAY)
    assert before is not None
    assert after is not None
    assert [each.name for each in ancestors_of(OPERATOR, before, FIRST_DAY)] == ["Việt Nam", "Tỉnh Bắc Ninh"]
    assert [each.name for each in ancestors_of(OPERATOR, after, DAY)] == ["Việt Nam", "Tỉnh Phú Thọ"]
    assert path_to(OPERATOR, 900_000, FIRST_DAY) == path_of(OPERATOR, before, FIRST_DAY)
    assert path_to(OPERATOR, 900_000, DAY) == path_of(OPERATOR, after, DAY)


def test_a_page_of_a_unit_begins_with_one_statement(django_assert_num_queries: Any) -> None:
    unit = unit_of("04831")
    with django_assert_num_queries(1):
        path = path_to(OPERATOR, unit.id, DAY)
    assert path == path_of(OPERATOR, unit, DAY)
    assert [each.level for each in path] == ["country", "province", "commune"]
    assert path_to(OPERATOR, unit.id, date(2025, 6, 30)) == ()
    assert path_to(OPERATOR, 999_999, DAY) == ()


def test_the_path_to_a_unit_shows_only_what_its_asker_may_see() -> None:
    phu_tho, da_bac, ba_dinh = unit_of("25"), unit_of("04831"), unit_of("00004")
    duyen = Actor(7, "duyen", reach=Reach(content=branches(paths=(phu_tho.path,)), above=(1,)))
    assert [each.id for each in path_to(duyen, da_bac.id, DAY)] == [1, phu_tho.id, da_bac.id]
    assert [each.id for each in path_to(duyen, 1, DAY)] == [1]
    assert path_to(duyen, ba_dinh.id, DAY) == ()
    with acting_as(duyen):  # the second guard says the same
        assert [each.id for each in path_to(OPERATOR, da_bac.id, DAY)] == [1, phu_tho.id, da_bac.id]
        assert path_to(OPERATOR, ba_dinh.id, DAY) == ()


def test_children_stand_in_the_vietnamese_order() -> None:
    country = unit_of_key(OPERATOR, 1, DAY)
    assert country is not None
    names = [version.short_name for version in children_of(OPERATOR, country.id, DAY)]
    assert len(names) == 34
    assert names[:5] == ["An Giang", "Bắc Ninh", "Cà Mau", "Cao Bằng", "Cần Thơ"]
    assert names.index("Đà Nẵng") > names.index("Cao Bằng")
    assert names.index("Gia Lai") > names.index("Đồng Tháp")


def test_children_and_kinds_are_counted() -> None:
    phu_tho, da_bac = unit_of("25"), unit_of("04831")
    assert child_counts(OPERATOR, [phu_tho.id, da_bac.id], DAY) == {phu_tho.id: 148}
    assert counts_by_kind(OPERATOR, DAY, phu_tho.path) == {"province": 1, "commune": 133, "ward": 15}
    assert counts_by_kind(OPERATOR, DAY)["ward"] == 709
    assert counts_by_kind(OPERATOR, FIRST_DAY)["ward"] == 687


def test_versions_are_told_latest_first() -> None:
    assert [(each.name, str(each.validity)) for each in versions_of(OPERATOR, unit_of("07840").id)] == [
        ("Phường Hiệp Hoà", "từ 20/09/2026"),
        ("Xã Hiệp Hoà", "01/07/2025–19/09/2026"),
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Đà Bắc", "Xã Đà Bắc, Tỉnh Phú Thọ"),
        ("da bac phu tho", "Xã Đà Bắc, Tỉnh Phú Thọ"),
        ("tan tien bac ninh", "Phường Tân Tiến, Thành phố Bắc Ninh"),
        ("xã tân tiến tỉnh bắc ninh", "Phường Tân Tiến, Thành phố Bắc Ninh"),
        ("PHUONG TAN TIEN", "Phường Tân Tiến, Thành phố Bắc Ninh"),
        ("tân tiến hưng yên", "Xã Tân Tiến, Tỉnh Hưng Yên"),
        ("bac ninh", "Thành phố Bắc Ninh"),
        ("tỉnh bắc ninh", "Thành phố Bắc Ninh"),
        ("ho chi minh", "Thành phố Hồ Chí Minh"),
        ("phu quoc", "Đặc khu Phú Quốc, Tỉnh An Giang"),
        ("hoàng sa", "Đặc khu Hoàng Sa, Thành phố Đà Nẵng"),
        ("00004", "Phường Ba Đình, Thành phố Hà Nội"),
        ("24", "Thành phố Bắc Ninh"),
        ("Phường Ba Đình", "Phường Ba Đình, Thành phố Hà Nội"),
        ("  ba   đình  hà nội ", "Phường Ba Đình, Thành phố Hà Nội"),
        ("Chiêm Hóa", "Xã Chiêm Hoá, Tỉnh Tuyên Quang"),
        ("ða bac phu tho", "Xã Đà Bắc, Tỉnh Phú Thọ"),
    ],
)
def test_what_was_typed_finds_the_unit_that_was_meant(text: str, first: str) -> None:
    assert names_found(text)[0] == first


def test_whole_names_come_before_beginnings_before_words_before_the_rest() -> None:
    found = [each.unit.short_name for each in search(OPERATOR, "yên", DAY, 200)]
    beginnings = [name for name in found if name.startswith(("Yên", "Yến"))]
    assert found[: len(beginnings)] == beginnings
    assert any(name.endswith(" Yên") for name in found)
    exact = [each.unit.short_name for each in search(OPERATOR, "Hòa An", DAY, 5)]
    assert exact[:3] == ["Hòa An", "Hòa An", "Hoà An"]


def test_the_tone_marks_that_were_typed_decide_among_equals() -> None:
    assert names_found("Ba Đình")[0].startswith("Phường Ba Đình")
    assert names_found("Ba Dinh")[0].startswith("Xã Ba Dinh")


def test_a_search_on_an_earlier_day_finds_the_names_of_that_day() -> None:
    assert names_found("hiệp hoà bắc ninh", FIRST_DAY)[0] == "Xã Hiệp Hoà, Tỉnh Bắc Ninh"


@pytest.mark.parametrize("text", ["", "   ", "không có nơi nào tên thế này", "%", "_", "\\", "'; drop"])
def test_nothing_is_found_for_nothing_and_for_nonsense(text: str) -> None:
    assert search(OPERATOR, text, DAY) == ()


@pytest.mark.parametrize("text", ["yen", "tan tien bac ninh", "24"])
def test_a_search_costs_the_same_statements_whatever_it_finds(
    text: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(3):
        search(OPERATOR, text, DAY, 50)


def test_reading_costs_constant_statements(django_assert_num_queries: Any) -> None:
    unit = unit_of("04831")
    with django_assert_num_queries(1):
        path_of(OPERATOR, unit, DAY)
    with django_assert_num_queries(1):
        child_counts(OPERATOR, range(1, 36), DAY)
    with django_assert_num_queries(6):
        check_units(OPERATOR, DAY)


def test_the_loaded_country_breaks_no_invariant_and_says_which_unit_has_no_point() -> None:
    checked = check_units(OPERATOR, DAY)
    assert not any(each.broken for each in checked)
    notes = {each.check.name: each.findings for each in checked if each.findings}
    assert notes.pop("points-missing") == ("Xã Sơn Hải (mã 30811): chưa có điểm trên bản đồ.",)
    differences = notes.pop("differences")
    assert len(differences) > 300
    assert all("Nguồn: " in each for each in differences)
    assert notes == {}


def test_both_maps_have_the_numbers_of_the_law() -> None:
    numbers = numbers_of(OPERATOR, DAY)
    before, today = numbers.former, numbers.today
    assert (before.provinces, before.districts, before.communes) == (63, 696, 10_035)
    assert (today.provinces, today.districts, today.communes) == (34, 0, 3_321)
    assert today.by_kind["ward"] == 709
    assert numbers.split == 440
    assert (numbers.successions["unchanged"], numbers.successions["district-became-zone"]) == (127, 5)


def test_a_code_that_was_used_again_means_another_unit_on_another_day() -> None:
    before, after = unit_of("00004", date(2025, 6, 30)), unit_of("00004")
    assert (before.name, after.name) == ("Phường Trúc Bạch", "Phường Ba Đình")
    assert before.id != after.id
    above = [each.name for each in path_of(OPERATOR, before, date(2025, 6, 30))]
    assert above[1:3] == ["Thành phố Hà Nội", "Quận Ba Đình"]


def test_a_search_of_today_finds_units_of_today_alone() -> None:
    today = {each.unit.validity.holds_on(DAY) for each in search(OPERATOR, "trúc bạch", DAY, 50)}
    assert today <= {True}
    assert (
        names_found("trúc bạch", date(2025, 6, 30))[0] == "Phường Trúc Bạch, Quận Ba Đình, Thành phố Hà Nội"
    )


def test_a_question_must_say_who_asks() -> None:
    with pytest.raises(UnscopedQuery):
        list(OrgUnitVersion.objects.filter(code="24"))


def test_somebody_of_one_province_checks_that_province_without_the_counts_of_the_country() -> None:
    phu_tho = unit_of("25")
    within = branches(paths=(phu_tho.path,))
    duyen = Actor(7, "duyen", reach=Reach(content=within, above=(1,)))
    with acting_as(duyen):
        assert not any(each.broken for each in check_units(duyen, DAY))
        assert units_as_of(duyen, DAY).count() == 1 + 1 + 148
