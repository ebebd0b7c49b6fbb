"""The map of before July 2025, what became of it, and units that lasted through."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.orgunits.models import Relation
from binhyen.orgunits.models.succession import SAME_UNIT as SAME_UNIT_OF_THE_TABLES
from binhyen.orgunits.rules.catalogue import BadCatalogue, Difference, FormerCatalogue
from binhyen.orgunits.rules.country import Country, LinkRow, SourceRow, UnitKey, country_of
from binhyen.orgunits.rules.former import SAME_UNIT, Called, Pair, what_became
from binhyen.orgunits.rules.naming import COMMUNE, DISTRICT, PROVINCE
from binhyen.orgunits.tests.small_country import (
    BARE,
    BOTH_MAPS,
    CHANGED,
    FORMER,
    KNOWN_SINCE,
    PROVINCES_SINCE,
    SINCE,
    SUCCESSIONS,
    TO_WARD,
    WITH_FORMER,
    small_country,
)

ALL, NONE = Decimal(1), Decimal(0)


def links_from(code: str, country: Country | None = None, level: str = COMMUNE) -> dict[str, LinkRow]:
    links = (country or small_country()).links
    return {link.successor.code: link for link in links if link.predecessor[:2] == (level, code)}


def shares(link: LinkRow) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    return link.people, link.area, link.households


def test_the_small_country_has_every_relation_in_the_counts_that_are_said() -> None:
    links = small_country().links
    assert {link.relation for link in links} == set(Relation.values)
    for count in SUCCESSIONS:
        of_level = [link for link in links if link.predecessor.level == count.level]
        successors = Counter(link.predecessor for link in of_level)
        assert Counter(link.relation for link in of_level) == count.relations
        assert sum(number > 1 for number in successors.values()) == count.split


def test_relations_of_the_rules_are_those_of_the_tables() -> None:
    assert tuple(SAME_UNIT_OF_THE_TABLES) == SAME_UNIT


def test_units_of_today_come_first_in_the_order_that_they_had_then_those_that_ended() -> None:
    units = small_country().units
    today = [unit.key.code for unit in country_of(replace(BOTH_MAPS, former=(), pairs=()), BARE).units]
    assert [unit.key.code for unit in units[: len(today)]] == today
    assert [(unit.key.level, unit.key.code) for unit in units[len(today) :]] == [
        *((PROVINCE, code) for code in ("91", "93")),
        *((DISTRICT, code) for code in ("901", "921", "922", "931")),
        *((COMMUNE, f"900{code}") for code in ("01", "02", "04", "08", "09", "10", "11", "12")),
    ]
    assert all(unit.until == SINCE for unit in units[len(today) :])
    assert len({unit.key for unit in units}) == len(units)


def test_a_code_names_two_territories_before_and_after() -> None:
    before, after = (unit for unit in reversed(small_country().units) if unit.key[:2] == (COMMUNE, "90002"))
    assert (before.versions[0].name, before.until) == ("Thị trấn Bến Đò", SINCE)
    assert (after.versions[0].name, after.key.since) == ("Phường Bến Đò", SINCE)
    assert links_from("90002")["90008"].successor == UnitKey(COMMUNE, "90008", SINCE)


@pytest.mark.parametrize(
    ("code", "names", "kinds", "relation"),
    [
        ("90005", ["Xã Núi Xa", "Xã Núi Xa"], ["commune", "commune"], "unchanged"),
        ("90006", ["Xã Mây", "Xã Mây Trắng"], ["commune", "commune"], "renamed"),
        ("90007", ["Xã Mây Hồng", "Phường Mây Hồng"], ["commune", "ward"], "kind-changed"),
    ],
)
def test_where_the_territory_stayed_the_unit_is_one(
    code: str, names: list[str], kinds: list[str], relation: str
) -> None:
    country = small_country()
    (unit,) = (unit for unit in country.units if unit.key.code == code)
    assert (unit.key.since, unit.until) == (KNOWN_SINCE, None)
    assert [version.name for version in unit.versions] == names
    assert [version.kind for version in unit.versions] == kinds
    assert [(version.since, version.until) for version in unit.versions] == [
        (KNOWN_SINCE, SINCE),
        (SINCE, None),
    ]
    assert [version.parent for version in unit.versions] == [
        UnitKey(DISTRICT, "921", KNOWN_SINCE),
        UnitKey(PROVINCE, "92", PROVINCES_SINCE),
    ]
    assert len({(version.longitude, version.latitude) for version in unit.versions}) == 1
    link = links_from(code)[code]
    assert (link.predecessor, link.successor, link.relation) == (unit.key, unit.key, relation)


def test_a_province_whose_territory_stayed_keeps_its_earlier_name_and_its_later_changes() -> None:
    catalogue = replace(WITH_FORMER, changes=(replace(TO_WARD, code="90005", own_name="Núi Xa"),))
    units = {unit.key: unit for unit in small_country(catalogue).units}
    province = units[UnitKey(PROVINCE, "92", PROVINCES_SINCE)]
    assert [(version.name, version.legal_basis, version.since) for version in province.versions] == [
        ("Tỉnh Mây Núi", "Nghị quyết Đ", PROVINCES_SINCE),
        ("Thành phố Núi Mây", "Nghị quyết E", date(2025, 1, 1)),
        ("Thành phố Núi Mây", "Nghị quyết A", SINCE),
    ]
    commune = units[UnitKey(COMMUNE, "90005", KNOWN_SINCE)]
    assert [version.since for version in commune.versions] == [KNOWN_SINCE, SINCE, CHANGED]
    assert commune.versions[-1].parent == province.key


def test_units_name_the_instrument_of_each_version() -> None:
    units = {unit.key: unit for unit in small_country().units}
    assert units[UnitKey(COMMUNE, "90001", SINCE)].versions[0].legal_basis == "Nghị quyết B91"
    assert units[UnitKey(COMMUNE, "90001", KNOWN_SINCE)].versions[0].legal_basis == "Danh mục cũ"
    assert small_country().units[0].key == UnitKey("country", "", date(1976, 7, 2))
    assert [version.since for version in small_country().units[0].versions] == [date(1976, 7, 2)]


def test_words_of_kinds_are_written_as_the_law_does_and_names_corrected() -> None:
    names = {unit.key[:2]: unit.versions[0].name for unit in small_country().units if unit.until}
    assert names[DISTRICT, "931"] == "Thị xã Bồi Hạ"
    assert names[COMMUNE, "90002"] == "Thị trấn Bến Đò"
    assert names[COMMUNE, "90012"] == "Xã Bãi"


def test_shares_that_the_relation_says_are_known_and_others_are_not() -> None:
    assert shares(links_from("90001")["90001"]) == (ALL, ALL, ALL)
    assert shares(links_from("90005")["90005"]) == (ALL, ALL, ALL)
    assert shares(links_from("922", level=DISTRICT)["90003"]) == (ALL, ALL, ALL)
    assert shares(links_from("90010")["90002"]) == (None, None, None)
    assert shares(links_from("90011")["90008"]) == (ALL, None, ALL)
    assert shares(links_from("90011")["90002"]) == (NONE, None, NONE)
    assert shares(links_from("90012")["90009"]) == (None, ALL, None)
    assert shares(links_from("90012")["90008"]) == (None, NONE, None)


def test_a_source_stands_where_a_share_is_known() -> None:
    assert links_from("90010")["90002"].source == ""
    assert links_from("90011")["90002"].source == "Nghị quyết B91"
    assert links_from("93", level=PROVINCE)["91"].source == "Nghị quyết A"


def test_notes_of_the_link_and_of_what_was_no_unit_stand_together() -> None:
    assert links_from("90012")["90009"].note == "Nhập toàn bộ diện tích Gồm cả bãi bồi."
    assert links_from("90009")["90009"].note == "Gồm cả bãi bồi."


def test_a_tone_mark_put_elsewhere_is_no_new_name() -> None:
    pair = Pair(COMMUNE, "00922", "00922")
    for after, relation in (("Thuận Hoà", "unchanged"), ("Thuận Hóa", "renamed")):
        (became,) = what_became(
            [pair], _empty(), {pair[:2]: Called("commune", "Thuận Hòa")}, {pair[:2]: Called("commune", after)}
        )
        assert became.relation == relation


@given(
    st.sets(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from("uvwxyz")).map(lambda p: Pair(COMMUNE, *p)),
        max_size=20,
    )
)
def test_a_unit_goes_whole_into_one_or_in_part_into_several(pairs: set[Pair]) -> None:
    called = {(COMMUNE, code): Called("commune", "Tân Tiến") for code in "abcdefuvwxyz"}
    became = what_became(pairs, _empty(), called, called)
    assert {each.pair for each in became} == pairs
    for each in became:
        siblings = [other for other in became if other.pair.old == each.pair.old]
        beside = [other for other in became if other.pair.new == each.pair.new]
        assert (each.relation == "part") == (len(siblings) > 1)
        assert (each.relation == "unchanged") == (len(siblings) == len(beside) == 1)
        known = [other.people for other in siblings if other.people is not None]
        assert sum(known, NONE) == (ALL if len(siblings) == 1 else NONE)


def _empty() -> FormerCatalogue:
    return FormerCatalogue(FORMER.beginnings, "", "", {})


def corrected(former: str, today: str, /, **changes: object) -> FormerCatalogue:
    links = tuple(
        replace(link, **changes) if (link.old, link.new) == (former, today) else link  # type: ignore[arg-type]
        for link in FORMER.links
    )
    return replace(FORMER, links=links)


@pytest.mark.parametrize(
    ("former", "sentence"),
    [
        (corrected("90009", "90001", old="90001", new="90008"), "mã 90001: gói dữ liệu không còn dòng"),
        (corrected("90012", "90009", new="90002"), "gói dữ liệu đã có dòng từ 90012 sang 90002"),
        (corrected("90009", "90001", relation="part-area", new="90009"), None),
        (corrected("90011", "90002", relation=None), "ghi “part-area-all-people”, nhưng .* về mã 90008"),
        (corrected("90011", "90002", province_code="92"), "mã 90002 không thuộc tỉnh mã 92"),
        (replace(FORMER, names=(replace(FORMER.names[0], written="Xã Bải"),)), "nguồn ghi “Xã Bai”"),
        (replace(FORMER, names=(replace(FORMER.names[0], level=DISTRICT),)), "không có đơn vị ấy"),
        (replace(FORMER, earlier_names=(replace(FORMER.earlier_names[0], code="99"),)), "mã 99 ở cấp"),
        (replace(FORMER, earlier_names=(replace(FORMER.earlier_names[0], name="Mây"),)), "“Mây” từ"),
        (replace(FORMER, earlier_names=(replace(FORMER.earlier_names[0], on=SINCE),)), "không khớp với"),
    ],
)
def test_a_correction_that_meets_nothing_is_refused(former: FormerCatalogue, sentence: str | None) -> None:
    catalogue = replace(WITH_FORMER, former=former)
    if sentence is None:
        assert {link.relation for link in links_from("90009", small_country(catalogue)).values()} == {
            "part",
            "part-area",
        }
        return
    with pytest.raises(BadCatalogue, match=sentence) as refused:
        small_country(catalogue)
    assert refused.value.remedy


def test_former_units_without_a_unit_above_are_refused() -> None:
    orphan = SourceRow(COMMUNE, "90099", "Xã Lạc", "Xã", "999")
    with pytest.raises(BadCatalogue, match="thuộc huyện mã 999, nhưng không có huyện ấy"):
        country_of(replace(BOTH_MAPS, former=(*BOTH_MAPS.former, orphan)), WITH_FORMER)


def test_each_difference_says_what_the_package_has_and_why_we_depart_from_it() -> None:
    assert small_country().differences == (
        Difference("90012", "former names", "Xã Bai", "Xã Bãi", "thiếu dấu", "danh mục chính thức"),
        Difference(
            *("90009", "successions", "chia về Xã Hòa Bình (90001)", "không có"),
            *("trùng tên", "Nghị quyết B91"),
        ),
        *small_country().differences[2:],
    )
    assert len(small_country().differences) == 1 + len(FORMER.links)
    assert small_country().differences[-1].package_says == "không có"
    assert all(each.why and each.source for each in small_country().differences)


def test_without_a_former_map_there_is_today_alone() -> None:
    country = small_country(BARE)
    assert (country.links, country.reorganisation, len(country.units)) == ((), None, 1 + 2 + 8)
    reorganisation = small_country().reorganisation
    assert reorganisation is not None
    assert (reorganisation.title, reorganisation.day) == ("Sắp xếp năm 2025", SINCE)
