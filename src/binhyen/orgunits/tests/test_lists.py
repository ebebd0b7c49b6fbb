"""An operator's official lists: how they are read, what of them is refused, what they change."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from decimal import Decimal

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from binhyen.orgunits.models import Relation
from binhyen.orgunits.rules.country import Country, UnitRow, country_of
from binhyen.orgunits.rules.lists import (
    RELATIONS,
    TOPICS,
    UNDIVIDED,
    ListFault,
    OfficialList,
    completed,
    read_list,
    text_of,
    topic_of,
)
from binhyen.orgunits.rules.naming import COMMUNE
from binhyen.orgunits.rules.overlaying import overlaid, with_what_lists_say
from binhyen.orgunits.sources import read_catalogue, read_package
from binhyen.orgunits.tests.small_country import BOTH_MAPS, CHANGED, TO_WARD, WITH_FORMER, small_country

HEADINGS = {
    "provinces": "code,name,kind,area_km2,population",
    "communes": "code,name,kind,province_code,area_km2,population,lon,lat,area_flag,kind_2025_07_01",
    "amendments": "effective,resolution,level,code,name_before,name_after",
    "legacy-provinces": "code,name,new_province_code",
    "legacy-districts": "code,name,province_code",
    "legacy-communes": "code,name,district_code,province_code,in_conversion_table,in_package_list",
    "succession": "old_code,old_name,old_district_code,old_province_code,new_code,new_name,relation,note_vi,"
    "corrected_from,people_share,area_share,households_share,hand_share,source",
}
SHORT = {
    "provinces": "code,name,kind",
    "communes": "code,name,kind,province_code",
    "legacy-communes": "code,name,district_code,province_code",
    "succession": "old_code,old_district_code,new_code,relation,people_share",
}


def file_of(topic: str, *rows: str) -> bytes:
    return "\n".join((SHORT.get(topic, HEADINGS[topic]), *rows)).encode()


def read(topic: str, *rows: str) -> OfficialList:
    official, faults = read_list(f"{topic}.csv", file_of(topic, *rows))
    assert faults == ()
    assert official is not None
    assert official.topic == topic
    return official


def faults_of(topic: str, *rows: str) -> tuple[ListFault, ...]:
    """What is wrong with rows, by themselves or beside the small country."""
    official, faults = read_list(f"{topic}.csv", file_of(topic, *rows))
    if official is None:
        return faults
    return overlaid(BOTH_MAPS, WITH_FORMER, [official]).faults


def country_with(*lists: OfficialList) -> Country:
    laid = overlaid(BOTH_MAPS, WITH_FORMER, lists)
    assert laid.faults == ()
    return with_what_lists_say(country_of(laid.package, laid.catalogue), lists)


def unit(country: Country, code: str, level: str = COMMUNE) -> UnitRow:
    """The unit of today that bears a code."""
    standing = (each for each in country.units if each.until is None and each.key.level == level)
    return next(each for each in standing if each.versions[-1].code == code)


class TestReading:
    @pytest.mark.parametrize("topic", HEADINGS)
    def test_a_list_is_known_by_its_heading(self, topic: str) -> None:
        assert topic_of(HEADINGS[topic].split(",")) == topic
        assert topic_of(reversed(HEADINGS[topic].split(","))) == topic

    @pytest.mark.parametrize(
        "encode",
        [
            lambda text: text.encode(),
            lambda text: text.encode("utf-8-sig"),
            lambda text: unicodedata.normalize("NFD", text).encode(),
            lambda text: text.replace(",", ";").encode(),
            lambda text: text.replace("\n", "\r\n").encode(),
            lambda text: text.replace("Thị trấn", "Thị Trấn").replace("\n", "\n\n").encode(),
        ],
    )
    def test_the_same_is_read_however_it_was_written(self, encode: object) -> None:
        text = f"{SHORT['legacy-communes']}\n90002,Thị trấn Bến Đò,901,91\n"
        official, faults = read_list("cũ.csv", encode(text))  # type: ignore[operator]
        assert faults == ()
        assert official is not None
        assert [row["name"] for row in official.rows] == ["Thị trấn Bến Đò"]

    @given(
        st.lists(
            st.tuples(st.integers(0, 99_999), st.sampled_from(RELATIONS[5:])),
            max_size=8,
            unique_by=lambda x: x[0],
        )
    )
    def test_what_is_kept_is_read_again_as_it_was(self, rows: list[tuple[int, str]]) -> None:
        official = read("succession", *(f"{old:05},,90001,{relation},0.1" for old, relation in rows))
        again, faults = read_list("kept", text_of(official).encode())
        assert faults == ()
        assert again is not None
        assert [row.cells for row in again.rows] == [row.cells for row in official.rows]

    def test_words_are_those_of_the_tables(self) -> None:
        assert sorted(RELATIONS) == sorted(Relation.values)
        assert set(UNDIVIDED) < set(RELATIONS)
        assert {each.key for each in TOPICS.values()} <= {
            ("code",),
            ("old_code",),
            ("level", "code", "effective"),
        }


BAD_ROWS: list[tuple[str, tuple[str, ...], str, str]] = [
    ("communes", ("9001,Xã A,commune,91",), "code", "không có đúng 5 chữ số"),
    ("communes", ("90o01,Xã A,commune,91",), "code", "không có đúng 5 chữ số"),
    ("communes", (",Xã A,commune,91",), "code", "Chưa ghi mã"),
    ("communes", ("90001,,commune,91",), "name", "còn trống"),
    ("communes", (f"90001,Xã {'a' * 120},commune,91",), "name", "123 ký tự"),
    ("communes", ("90001,Xã Hòa Bình,village,91",), "kind", "Không có giá trị “village”"),
    ("communes", ("90001,Phường Hòa Bình,commune,91",), "name", "không bắt đầu bằng “Xã”"),
    ("communes", ("90001,Xã Hòa Bình,commune,99",), "province_code", "Không có tỉnh, thành phố hiện nay mã 99"),
    ("communes", ("90001,Xã A,commune,91", "90001,Xã B,commune,91"), "code", "trùng với dòng 2"),
    ("communes", ("90001,Xã A,commune",), "", "Dòng có 3 ô, dòng tiêu đề có 4"),
    ("communes", ("90888,Xã Lạ,commune,91",), "", "Chưa có dòng nào ghi Xã Lạ (mã 90888) gồm những xã cũ nào"),
    ("provinces", ("9,Tỉnh A,province",), "code", "không có đúng 2 chữ số"),
    ("amendments", ("2026-04-31,30/2026,commune,90001,Xã Hòa Bình,Phường Hòa Bình",), "effective", "2026-04-31"),
    ("amendments", ("2026-04-30,30/2026,commune,91,Xã Hòa Bình,Phường Hòa Bình",), "code", "không có đúng 5 chữ số"),
    ("amendments", ("2026-04-30,30/2026,commune,90001,Xã Hòa Bình,Xã Hòa Mới",), "name_after", "chỉ ghi việc đổi loại"),
    ("amendments", ("2026-04-30,30/2026,commune,90001,Xã A,Xã A",), "name_after", "giống hệt"),
    ("amendments", ("2026-04-30,30/2026,commune,90888,Xã A,Phường A",), "code", "mã 90888"),
    ("amendments", ("2025-07-01,30,commune,90001,Xã Hòa Bình,Phường Hòa Bình",), "effective", "không sau 01/07/2025"),
    ("amendments", ("2026-04-30,30/2026,commune,90001,Xã Thái An,Phường Thái An",), "name_after", "là “Hòa Bình”"),
    ("amendments", ("2026-04-30,30/2026,commune,90001,Phường Hòa Bình,Đặc khu Hòa Bình",), "name_before", "là xã"),
    ("legacy-communes", ("90001,Xã A,999,91",), "district_code", "Không có huyện cũ mã 999"),
    ("legacy-communes", ("90001,Xã A,901,93",), "province_code", "thuộc tỉnh mã 91, không phải 93"),
    ("legacy-communes", ("90777,Bản Lạ,901,91",), "name", "không bắt đầu bằng loại đơn vị"),
    ("legacy-communes", ("90777,Xã Lạ,901,91",), "", "Chưa có dòng nào ghi xã cũ mã 90777 (Xã Lạ) đi về đâu"),
    ("legacy-districts", ("901,Huyện A,77",), "province_code", "Không có tỉnh, thành phố cũ mã 77"),
    ("legacy-provinces", ("93,Tỉnh Đồng Bồi,77",), "new_province_code", "mã 77"),
    ("succession", ("90001,,90001,merged,",), "relation", "Không có giá trị “merged”"),
    ("succession", ("90777,,90001,whole,",), "old_code", "Không có xã cũ mã 90777"),
    ("succession", ("90004,,90777,whole,",), "new_code", "Không có xã, phường, đặc khu hiện nay mã 90777"),
    ("succession", ("90004,931,90001,whole,",), "old_district_code", "thuộc huyện mã 901, không phải 931"),
    ("succession", (",,90001,whole,",), "old_code", "Chưa ghi mã xã cũ"),
    ("succession", ("90004,,90003,district_became_zone,",), "old_district_code", "để trống mã xã cũ"),
    ("succession", ("90010,,90002,part,1.2",), "people_share", "không nằm từ 0 đến 1"),
    ("succession", ("90010,,90002,part,-0.1",), "people_share", "không nằm từ 0 đến 1"),
    ("succession", ("90010,,90002,part,một nửa",), "people_share", "không nằm từ 0 đến 1"),
    ("succession", ("90010,,90002,part,0.7", "90010,,90008,part,0.4"), "people_share", "cộng lại thành 1,1"),
    ("succession", ("90004,,90001,whole,0.5",), "relation", "tỷ lệ lại khác 1"),
    ("succession", ("90010,,90002,part,", "90010,,90002,part-area,"), "old_code", "trùng với dòng 2"),
    ("succession", ("90010,,90002,part,",), "relation", "Phần còn lại"),
    ("succession", ("90010,,90002,whole,", "90010,,90008,part,"), "relation", "còn đi về nơi khác"),
    ("succession", ("90005,,90005,whole,",), "relation", "là đơn vị cũ duy nhất"),
    ("succession", ("90004,,90001,unchanged,",), "relation", "còn gồm đơn vị cũ khác"),
    ("succession", ("90005,,90001,whole,",), "", "Chưa có dòng nào ghi Xã Núi Xa (mã 90005) gồm những xã cũ nào"),
]  # fmt: skip


class TestBadRows:
    @pytest.mark.parametrize(("topic", "rows", "column", "sentence"), BAD_ROWS)
    def test_a_row_that_cannot_be_is_named_with_place_and_remedy(
        self, topic: str, rows: tuple[str, ...], column: str, sentence: str
    ) -> None:
        faults = faults_of(topic, *rows)
        (found,) = [each for each in faults if sentence in each.sentence] or [None]
        assert found, faults
        assert (found.file, found.column) == (f"{topic}.csv", column)
        assert found.remedy
        last = len(rows) + 1
        assert found.row in (1, 2, last), "a row of the file, or the heading for what is missing from it"

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (b"", "Không nhận ra"),
            (b"unit,indicator,period,value\n04831,x,2026-02,1", "Không nhận ra"),
            (HEADINGS["communes"].replace(",kind,", ",").encode(), "thiếu cột này"),
            (b"code,name,name,kind\n", "Cột có hai lần"),
            ("code,name,kind\n91,T\u1ec9nh".encode("utf-16"), "không phải văn bản UTF-8"),
            (b'code,name,kind\n91,"A', "Không đọc được bảng"),
        ],
    )
    def test_a_file_that_is_no_list_is_refused_whole(self, data: bytes, sentence: str) -> None:
        official, (fault,) = read_list("tệp.csv", data)
        assert official is None
        assert sentence in fault.sentence
        assert fault.remedy
        assert "tệp.csv, dòng " in str(fault)

    def test_all_faults_are_told_at_once_in_the_order_of_rows(self) -> None:
        rows = ("90010,,90002,part,2", "9,,90002,xyz,", "90004,,90001,whole,")
        _, faults = read_list("f.csv", file_of("succession", *rows))
        assert [(fault.row, fault.column) for fault in faults] == [
            (2, "people_share"), (3, "old_code"), (3, "relation"),
        ]  # fmt: skip


class TestComposing:
    """Package, catalogue and lists together."""

    def test_without_lists_nothing_changes(self) -> None:
        assert overlaid(BOTH_MAPS, WITH_FORMER, []).package is BOTH_MAPS
        assert country_with() == small_country()

    def test_a_row_goes_before_the_packages_and_before_its_correction(self) -> None:
        country = country_with(read("legacy-communes", "90012,Xã Bài,931,93"))
        assert [u.versions[0].name for u in country.units if u.key.code == "90012"] == ["Xã Bài"]
        told = [each for each in country.differences if each.topic == "lists"]
        assert [(each.source, each.catalogue_says) for each in told] == [
            ("legacy-communes.csv", "xã, phường, thị trấn trước 01/07/2025: 1 dòng")
        ]

    def test_the_kind_of_the_first_day_follows_from_the_changes_since(self) -> None:
        changed = replace(WITH_FORMER, changes=(TO_WARD,))
        now = read("communes", "90001,Phường Hoà Bình,ward,91")
        laid = overlaid(BOTH_MAPS, changed, [now])
        assert laid.faults == ()
        first, second = unit(country_of(laid.package, laid.catalogue), "90001").versions
        assert (first.name, second.name, second.since) == ("Xã Hoà Bình", "Phường Hoà Bình", CHANGED)
        (fault,) = overlaid(BOTH_MAPS, changed, [read("communes", "90001,Xã Hòa Bình,commune,91")]).faults
        assert "Từ 30/04/2026 đơn vị này là phường" in fault.sentence

    def test_a_change_is_added_with_the_spelling_of_the_unit(self) -> None:
        row = "2026-04-30,30/2026/QH16,commune,90001,Xã Hoà Bình,Phường Hoà Bình"
        _, ward = unit(country_with(read("amendments", row)), "90001").versions
        assert (ward.name, ward.legal_basis) == ("Phường Hòa Bình", "Nghị quyết 30/2026/QH16")

    def test_shares_of_a_list_stand_in_the_successions(self) -> None:
        country = country_with(
            read("succession", "90010,,90002,part,0.7", "90010,,90008,part,0.3"),
        )
        shares = {
            link.successor.code: link.people for link in country.links if link.predecessor.code == "90010"
        }
        assert shares == {"90002": Decimal("0.7"), "90008": Decimal("0.3")}
        assert len(country.links) == len(small_country().links)

    def test_who_brings_a_division_brings_the_whole_of_it(self) -> None:
        country = country_with(read("succession", "90010,,90002,whole,"))
        links = [each for each in country.links if each.predecessor.code == "90010"]
        assert [(each.successor.code, each.relation) for each in links] == [("90002", "whole")]

    def test_a_list_in_place_of_a_topic_leaves_nothing_of_the_package(self) -> None:
        rows = [
            f"{link.predecessor.code},,{link.successor.code},{link.relation},"
            for link in small_country().links
            if link.predecessor.level == COMMUNE
        ]
        zone = ",922,90003,district-became-zone,"
        whole = replace(read("succession", *rows, zone), replaces=True)
        assert steps(country_with(whole)) == steps(small_country())
        lacking = replace(read("succession", *rows[1:], zone), replaces=True)
        told = {fault.sentence for fault in overlaid(BOTH_MAPS, WITH_FORMER, [lacking]).faults}
        assert any("đi về đâu" in sentence or "Phần còn lại" in sentence for sentence in told)

    def test_a_later_file_completes_an_earlier_one_unless_it_stands_in_its_place(self) -> None:
        earlier = read("succession", "90010,,90002,part,0.7", "90010,,90008,part,0.3", "90004,,90001,whole,")
        later = read("succession", "90010,,90002,whole,")
        assert [row["new_code"] for row in completed(earlier, later).rows] == ["90001", "90002"]
        assert completed(earlier, replace(later, replaces=True)).rows == later.rows
        assert completed(replace(earlier, replaces=True), later).replaces
        assert completed(None, later) == later


def steps(country: Country) -> set[tuple[object, ...]]:
    return {(link.predecessor, link.successor, link.relation) for link in country.links}


@pytest.mark.shared
class TestTablesBesideTheProject:
    """Official lists in the columns of the shared tables, which were compiled apart from package and catalogue."""

    LISTS = tuple(
        read_list(file.name, file.read_bytes())[0]
        for file in sorted((settings.PACKAGE.parent.parent.parent / "shared" / "data").glob("*.csv"))
    )

    @pytest.mark.parametrize("in_place", [False, True])
    def test_all_of_them_fit_together_and_tell_the_same_successions(self, in_place: bool) -> None:
        lists = [replace(each, replaces=in_place) for each in self.LISTS if each]
        assert len(lists) == 7
        package, catalogue = read_package(), read_catalogue()
        laid = overlaid(package, catalogue, lists)
        assert laid.faults == ()
        ours, theirs = country_of(package, catalogue), country_of(laid.package, laid.catalogue)
        assert theirs.links == ours.links
        assert [each.key for each in theirs.units] == [each.key for each in ours.units]
        kinds = [(unit.key, [each.kind for each in unit.versions]) for unit in ours.units]
        differing = {
            key.code
            for (key, before), unit in zip(kinds, theirs.units, strict=True)
            if before != [each.kind for each in unit.versions]
        }
        assert differing == {"22267", "123", "754"}, "what the tables are known to have wrong"
