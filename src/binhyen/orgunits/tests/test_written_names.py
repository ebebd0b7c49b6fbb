"""Names as people write them, against the real names of both maps: what is matched, and that nothing is guessed."""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import cache

import pytest

from binhyen.foundations.validity import Validity
from binhyen.foundations.vietnamese import fold
from binhyen.orgunits.queries.composing import composed_of
from binhyen.orgunits.rules.country import Country, UnitKey
from binhyen.orgunits.rules.written_names import (
    LAST_DAY_OF_DISTRICTS,
    LEVELS,
    Likeness,
    Match,
    NamedUnit,
    NameIndex,
    Outcome,
    WrittenName,
    full_name,
    key_of,
    likeness,
    match_name,
)

pytestmark = pytest.mark.xdist_group("names of both maps")  # the index is made once

TODAY = date(2026, 11, 2)
THEN = "(đến 30/06/2025)"


@cache
def country() -> Country:
    return composed_of(())


@cache
def both_maps(as_of: date | None = None) -> NameIndex:
    """The index of the whole country as it is composed from its sources, without a database."""
    keys = {unit.key: number for number, unit in enumerate(country().units, 1)}
    by_key = {unit.key: unit for unit in country().units}
    first, last = (as_of, as_of) if as_of else (LAST_DAY_OF_DISTRICTS, TODAY)

    def path(key: UnitKey, day: date) -> str:
        versions = by_key[key].versions
        then = next((v for v in versions if Validity(v.since, v.until).holds_on(day)), versions[0])
        return (path(then.parent, day) if then.parent else "") + f"{keys[key]}."

    names = [
        NamedUnit(
            keys[unit.key],
            unit.key.level,
            version.kind,
            version.code,
            version.name,
            version.short_name,
            path(unit.key, version.since),
            Validity(version.since, version.until),
            unit.validity,
        )
        for unit in country().units
        if unit.key.level in LEVELS
        for version in unit.versions
        if version.since <= last and (version.until is None or version.until > first)
    ]
    links = [(keys[link.predecessor], keys[link.successor], link.day) for link in country().links]
    return NameIndex(names, links, last)


def matched(*written: str, as_of: date | None = None) -> Match:
    return match_name(WrittenName(*written), both_maps(as_of))


def said(found: Match, as_of: date | None = None) -> str:
    """The unit in full, or how many were meant."""
    if found.unit is None:
        return f"{found.outcome}: {len(found.candidates)}"
    return full_name(found.unit, both_maps(as_of))


HOA_BINH, DA_BAC = f"Tỉnh Hoà Bình {THEN}", f"Huyện Đà Bắc, Tỉnh Hoà Bình {THEN}"
CAO_SON = f"Xã Cao Sơn, {DA_BAC}"
KIM_BOI = f"Huyện Kim Bôi, {HOA_BINH}"
QUAN_3 = f"Quận 3, Thành phố Hồ Chí Minh {THEN}"

SPELLINGS: tuple[tuple[str, str], ...] = (
    # provinces of today and of then
    ("Tỉnh Phú Thọ", "Tỉnh Phú Thọ"),
    ("T. Phú Thọ", "Tỉnh Phú Thọ"),
    ("PHÚ THỌ", "Tỉnh Phú Thọ"),
    ("tinh phu tho", "Tỉnh Phú Thọ"),
    ("Vĩnh Phúc", f"Tỉnh Vĩnh Phúc {THEN}"),
    ("Tp Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
    ("TP.HCM", "Thành phố Hồ Chí Minh"),
    ("TPHCM", "Thành phố Hồ Chí Minh"),
    ("T.P Đà Nẵng", "Thành phố Đà Nẵng"),
    ("Thủ đô Hà Nội", "Thành phố Hà Nội"),
    ("TP. Bắc Ninh", "Thành phố Bắc Ninh"),
    ("Tỉnh Bắc Ninh", "Thành phố Bắc Ninh"),
    ("Bắc Giang", f"Tỉnh Bắc Giang {THEN}"),
    ("Hoà Bình", HOA_BINH),
    ("Hòa Bình", HOA_BINH),
    ("Bắc Cạn", f"Tỉnh Bắc Kạn {THEN}"),
    ("Đắc Nông", f"Tỉnh Đắk Nông {THEN}"),
    ("Tỉnh Bà Rịa–Vũng Tàu", f"Tỉnh Bà Rịa - Vũng Tàu {THEN}"),
    ("BR-VT", f"Tỉnh Bà Rịa - Vũng Tàu {THEN}"),
    ("TT Huế", "Thành phố Huế"),
    ("Thừa Thiên - Huế", "Thành phố Huế"),
    # districts of then
    ("H. Kim Bôi", KIM_BOI),
    ("H.Kim Bôi, T.Hòa Bình", KIM_BOI),
    ("huyen kim boi", KIM_BOI),
    ("HUYỆN KIM BÔI", KIM_BOI),
    ("Huyện Kim Bôi, tỉnh Phú Thọ", KIM_BOI),
    ("TX Phú Thọ", f"Thị xã Phú Thọ, Tỉnh Phú Thọ {THEN}"),
    ("T.X Sơn Tây", f"Thị xã Sơn Tây, Thành phố Hà Nội {THEN}"),
    ("TP. Việt Trì", f"Thành phố Việt Trì, Tỉnh Phú Thọ {THEN}"),
    ("Tp. Vĩnh Yên, Vĩnh Phúc", f"Thành phố Vĩnh Yên, Tỉnh Vĩnh Phúc {THEN}"),
    ("T/p Hoà Bình", f"Thành phố Hòa Bình, {HOA_BINH}"),
    ("TP Thái Nguyên", f"Thành phố Thái Nguyên, Tỉnh Thái Nguyên {THEN}"),
    ("TP. Phan Rang-Tháp Chàm", f"Thành phố Phan Rang - Tháp Chàm, Tỉnh Ninh Thuận {THEN}"),
    ("TP Thủ Đức", f"Thành phố Thủ Đức, Thành phố Hồ Chí Minh {THEN}"),
    ("Q.1", f"Quận 1, Thành phố Hồ Chí Minh {THEN}"),
    ("Q12", f"Quận 12, Thành phố Hồ Chí Minh {THEN}"),
    ("Quận 03", QUAN_3),
    ("Quận 01, TP.HCM", f"Quận 1, Thành phố Hồ Chí Minh {THEN}"),
    ("Huyện Châu Thành, Long An", f"Huyện Châu Thành, Tỉnh Long An {THEN}"),
    ("H. Châu Thành (tỉnh Bến Tre)", f"Huyện Châu Thành, Tỉnh Bến Tre {THEN}"),
    ("H. Quan Hoá, Thanh Hoá", f"Huyện Quan Hóa, Tỉnh Thanh Hóa {THEN}"),
    ("Huyện đảo Lý Sơn", f"Huyện Lý Sơn, Tỉnh Quảng Ngãi {THEN}"),
    ("H. Lí Nhân", f"Huyện Lý Nhân, Tỉnh Hà Nam {THEN}"),
    ("huyện Ia H’Drai", f"Huyện Ia H'Drai, Tỉnh Kon Tum {THEN}"),
    ("TX Tịnh Biên", f"Thị xã Tịnh Biên, Tỉnh An Giang {THEN}"),
    # communes of today
    ("X. Đà Bắc", "Xã Đà Bắc, Tỉnh Phú Thọ"),
    ("xã Đà Bắc (Hòa Bình)", "Xã Đà Bắc, Tỉnh Phú Thọ"),
    ("P. Tân Lộc", "Phường Tân Lộc, Thành phố Cần Thơ"),
    ("Tân Tiến, Bắc Ninh", "Phường Tân Tiến, Thành phố Bắc Ninh"),
    ("tan tien bac ninh", "Phường Tân Tiến, Thành phố Bắc Ninh"),
    ("Xã Tân Tiến, Hưng Yên", "Xã Tân Tiến, Tỉnh Hưng Yên"),
    ("Xã Tân Thành, Lâm Đồng", "Xã Tân Thành, Tỉnh Lâm Đồng"),
    ("P. Hiệp Hòa, Bắc Ninh", "Phường Hiệp Hoà, Thành phố Bắc Ninh"),
    ("Xã Hiệp Hòa, tỉnh Bắc Ninh", "Phường Hiệp Hoà, Thành phố Bắc Ninh"),
    ("Phường Ba Đình, HN", "Phường Ba Đình, Thành phố Hà Nội"),
    ("ba dinh ha noi", "Phường Ba Đình, Thành phố Hà Nội"),
    ("Xã Ba Dinh", "Xã Ba Dinh, Tỉnh Quảng Ngãi"),
    ("Phường Bến Thành, TP. HCM", "Phường Bến Thành, Thành phố Hồ Chí Minh"),
    ("Chân Mây-Lăng Cô", "Xã Chân Mây - Lăng Cô, Thành phố Huế"),
    ("Đặc khu Côn Đảo", "Đặc khu Côn Đảo, Thành phố Hồ Chí Minh"),
    ("ĐK Vân Đồn", "Đặc khu Vân Đồn, Thành phố Quảng Ninh"),
    ("Hoàng Sa", "Đặc khu Hoàng Sa, Thành phố Đà Nẵng"),
    ("Trường Sa, Khánh Hòa", "Đặc khu Trường Sa, Tỉnh Khánh Hòa"),
    ("xã Ea Hleo, Đăk Lăk", "Xã Ea H'Leo, Tỉnh Đắk Lắk"),
    ("Xã Cư M’gar", "Xã Cư M'gar, Tỉnh Đắk Lắk"),
    ("P. B'Lao", "Phường B'Lao, Tỉnh Lâm Đồng"),
    ("Xã Chiêm Hóa, Tuyên Quang", "Xã Chiêm Hoá, Tỉnh Tuyên Quang"),
    ("P. Qui Nhơn, Gia Lai", "Phường Quy Nhơn, Tỉnh Gia Lai"),
    ("Mĩ Đức, Hà Nội", "Xã Mỹ Đức, Thành phố Hà Nội"),
    ("Tịnh Biên, An Giang", "Phường Tịnh Biên, Tỉnh An Giang"),
    ("Xa Dung, Điện Biên", "Xã Xa Dung, Tỉnh Điện Biên"),
    ("Xã Quan Sơn (Thanh Hóa)", "Xã Quan Sơn, Tỉnh Thanh Hóa"),
    # communes of then
    ("TT Yên Lạc", f"Thị trấn Yên Lạc, Huyện Yên Lạc, Tỉnh Vĩnh Phúc {THEN}"),
    ("Thị trấn Đà Bắc", f"Thị trấn Đà Bắc, {DA_BAC}"),
    ("tt bo, kim bôi", f"Thị trấn Bo, {KIM_BOI}"),
    ("T.T Cao Phong", f"Thị trấn Cao Phong, Huyện Cao Phong, {HOA_BINH}"),
    ("Xã Cao Sơn, H. Đà Bắc, Hòa Bình", CAO_SON),
    ("X.Cao Sơn, H.Đà Bắc", CAO_SON),
    ("Cao Sơn - Đà Bắc - Hòa Bình", CAO_SON),
    ("xa cao son huyen da bac tinh hoa binh", CAO_SON),
    ("Tỉnh Hòa Bình, huyện Đà Bắc, xã Cao Sơn", CAO_SON),
    ("Hòa Bình/Đà Bắc/Cao Sơn", CAO_SON),
    ("Xã Cao Sơn thuộc huyện Đà Bắc", CAO_SON),
    ("Xã Toàn Sơn, tỉnh Phú Thọ", f"Xã Toàn Sơn, {DA_BAC}"),
    ("Xã Tân Tiến, huyện Văn Giang, Hưng Yên", f"Xã Tân Tiến, Huyện Văn Giang, Tỉnh Hưng Yên {THEN}"),
    (
        "Phường Tân Tiến, thành phố Buôn Ma Thuột",
        f"Phường Tân Tiến, Thành phố Buôn Ma Thuột, Tỉnh Đắk Lắk {THEN}",
    ),
    ("P.05, Q.03", f"Phường 5, {QUAN_3}"),
    ("P5 Q3", f"Phường 5, {QUAN_3}"),
    ("F.7, Q.8", f"Phường 7, Quận 8, Thành phố Hồ Chí Minh {THEN}"),
    ("phường 1 quận 10 tp hồ chí minh", f"Phường 1, Quận 10, Thành phố Hồ Chí Minh {THEN}"),
    (
        "Xã Nghĩa Trung, Nghĩa Hưng, Nam Định",
        f"Xã Nghĩa Trung, Huyện Nghĩa Hưng, Tỉnh Nam Định {THEN}",
    ),
    ("Xã Lũng Cú, Hà Giang", f"Xã Lũng Cú, Huyện Đồng Văn, Tỉnh Hà Giang {THEN}"),
    (
        "Xã Thuỷ Xuân Tiên, Chương Mỹ, Hà Nội",
        f"Xã Thủy Xuân Tiên, Huyện Chương Mỹ, Thành phố Hà Nội {THEN}",
    ),
)  # fmt: skip

NOT_TO_BE_GUESSED: tuple[tuple[str, str], ...] = (
    ("Xã Đa Bắc", "unknown: 3"),
    ("Xã Đà Bắk", "unknown: 3"),
    ("Xã Tân Tiên, Bắc Ninh", "unknown: 3"),
    ("Xã Tân Tiến, huyện An Dương, tỉnh Hải Phòng", "unknown: 3"),
    ("TX. Từ Sơn", "unknown: 3"),
    ("H. Phú Quốc", "unknown: 2"),
    ("Xã Xà Dề Phìn", "unknown: 1"),
    ("Xã Không Có", "unknown: 0"),
    ("Thôn Đoàn Kết, xã Cao Sơn", "unknown: 0"),
    ("", "unknown: 0"),
    (" . ", "unknown: 0"),
    ("12345", "unknown: 0"),
    ("Xa Da Bac", "several: 2"),
    ("Xã Tân Tiến", "several: 7"),
    ("Huyện Châu Thành", "several: 10"),
    ("Xã Cao Sơn, tỉnh Hoà Bình", "several: 2"),
    ("T.T Lương Sơn", "several: 2"),
)


WRITTEN_BEFORE_LOOKING: tuple[tuple[str, str], ...] = (
    ("h. tân sơn, phú thọ", "Huyện Tân Sơn, Tỉnh Phú Thọ"),
    ("H. Thanh Sơn (Phú Thọ)", "Huyện Thanh Sơn, Tỉnh Phú Thọ"),
    ("Huyện Lâm Thao", "Huyện Lâm Thao, Tỉnh Phú Thọ"),
    ("TX. Nghi Sơn - Thanh Hoá", "Thị xã Nghi Sơn, Tỉnh Thanh Hóa"),
    ("Tp Sầm Sơn", "Thành phố Sầm Sơn, Tỉnh Thanh Hóa"),
    ("X. Hoằng Kim, H. Hoằng Hoá", "Xã Hoằng Kim, Huyện Hoằng Hóa, Tỉnh Thanh Hóa"),
    ("TT. Bút Sơn, Hoằng Hóa, Thanh Hóa", "Thị trấn Bút Sơn, Huyện Hoằng Hóa, Tỉnh Thanh Hóa"),
    ("Xã Lạc Lương", "Xã Lạc Lương, Tỉnh Phú Thọ"),
    ("xã Khả Cửu", "Xã Khả Cửu, Tỉnh Phú Thọ"),
    ("X. Lạc Lương, Yên Thuỷ", "Xã Lạc Lương, Huyện Yên Thủy, Tỉnh Hoà Bình"),
    ("P. Tân Hoà - TP Hoà Bình", "Phường Tân Hòa, Thành phố Hòa Bình, Tỉnh Hoà Bình"),
    ("Phường Đồng Tiến, TP. Hòa Bình", "Phường Đồng Tiến, Thành phố Hòa Bình, Tỉnh Hoà Bình"),
    ("T/p Hoà Bình", "Thành phố Hòa Bình, Tỉnh Hoà Bình"),
    ("Thành phố Hoà Bình", "Thành phố Hòa Bình, Tỉnh Hoà Bình"),
    ("TP.Vinh", "Thành phố Vinh, Tỉnh Nghệ An"),
    ("Thị trấn Diễn Thành, Diễn Châu", "Thị trấn Diễn Thành, Huyện Diễn Châu, Tỉnh Nghệ An"),
    ("Xã Nam Giang (Nam Đàn, Nghệ An)", "Xã Nam Giang, Huyện Nam Đàn, Tỉnh Nghệ An"),
    ("H.Na Rì, Bắc Kạn", "Huyện Na Rì, Tỉnh Bắc Kạn"),
    ("Xã Côn Minh, Na Rì", "Xã Côn Minh, Huyện Na Rì, Tỉnh Bắc Kạn"),
    ("TT Chợ Rã", "Thị trấn Chợ Rã, Huyện Ba Bể, Tỉnh Bắc Kạn"),
    ("Chợ Đồn", "Xã Chợ Đồn, Tỉnh Thái Nguyên"),
    ("P. Sông Cầu", "Phường Sông Cầu, Tỉnh Đắk Lắk"),
    ("H. Võ Nhai, Thái Nguyên", "Huyện Võ Nhai, Tỉnh Thái Nguyên"),
    ("X. La Hiên", "Xã La Hiên, Tỉnh Thái Nguyên"),
    ("Thị trấn Quất Lâm, Giao Thuỷ, Nam Định", "Thị trấn Quất Lâm, Huyện Giao Thủy, Tỉnh Nam Định"),
    ("Hải Hậu, Nam Định", "Huyện Hải Hậu, Tỉnh Nam Định"),
    ("TP Nam Định", "Thành phố Nam Định, Tỉnh Nam Định"),
    ("P. Nam Định", "Phường Nam Định, Tỉnh Ninh Bình"),
    ("Thị xã Duy Tiên", "Thị xã Duy Tiên, Tỉnh Hà Nam"),
    ("TX Duy Tiên, Hà Nam", "Thị xã Duy Tiên, Tỉnh Hà Nam"),
    ("P. Đồng Văn, Duy Tiên", "Phường Đồng Văn, Thị xã Duy Tiên, Tỉnh Hà Nam"),
    ("Phường Hoa Lư", "Phường Hoa Lư, Tỉnh Ninh Bình"),
    ("Ninh Bình", "Tỉnh Ninh Bình"),
    ("TP Ninh Bình", ""),
    ("Q. Ninh Kiều, Cần Thơ", "Quận Ninh Kiều, Thành phố Cần Thơ"),
    ("quan ninh kieu", "Quận Ninh Kiều, Thành phố Cần Thơ"),
    ("P.An Bình, Q. Ninh Kiều", "Phường An Bình, Quận Ninh Kiều, Thành phố Cần Thơ"),
    ("Huyện Cờ Đỏ", "Huyện Cờ Đỏ, Thành phố Cần Thơ"),
    ("X. Vĩnh Thạnh, Cần Thơ", "Xã Vĩnh Thạnh, Thành phố Cần Thơ"),
    ("Quận Hải Châu - Đà Nẵng", "Quận Hải Châu, Thành phố Đà Nẵng"),
    ("P. Hòa Khánh", "Phường Hòa Khánh, Thành phố Đà Nẵng"),
    ("Huyện Hòa Vang", "Huyện Hòa Vang, Thành phố Đà Nẵng"),
    ("TX Điện Bàn, Quảng Nam", "Thị xã Điện Bàn, Tỉnh Quảng Nam"),
    ("P. Điện Bàn, Đà Nẵng", "Phường Điện Bàn, Thành phố Đà Nẵng"),
    ("Phú Quý", "Đặc khu Phú Quý, Tỉnh Lâm Đồng"),
    ("Đặc khu Phú Quý, Lâm Đồng", "Đặc khu Phú Quý, Tỉnh Lâm Đồng"),
    ("TP Đà Lạt", "Thành phố Đà Lạt, Tỉnh Lâm Đồng"),
    ("P. Xuân Hương", ""),
    ("P. Xuân Hương - Đà Lạt", "Phường Xuân Hương - Đà Lạt, Tỉnh Lâm Đồng"),
    ("H. Chư Păh", "Huyện Chư Păh, Tỉnh Gia Lai"),
    ("H. Chư Pưh, Gia Lai", "Huyện Chư Pưh, Tỉnh Gia Lai"),
    ("Xã Ia Grai", "Xã Ia Grai, Tỉnh Gia Lai"),
    ("Huyện Đắk R'lấp", "Huyện Đắk R'Lấp, Tỉnh Đắk Nông"),
    ("Đăk R'Lấp", "Huyện Đắk R'Lấp, Tỉnh Đắk Nông"),
    ("H. Krông Pắc", "Huyện Krông Pắc, Tỉnh Đắk Lắk"),
    ("Xã Krông Pắk", ""),
    ("Q. Thanh Xuân, HN", "Quận Thanh Xuân, Thành phố Hà Nội"),
    ("H. Mê Linh, TP. Hà Nội", "Huyện Mê Linh, Thành phố Hà Nội"),
    ("P. Cầu Giấy", "Phường Cầu Giấy, Thành phố Hà Nội"),
    ("Xã Sóc Sơn", "Xã Sóc Sơn, Thành phố Hà Nội"),
    ("H. Củ Chi", "Huyện Củ Chi, Thành phố Hồ Chí Minh"),
    ("X. Củ Chi", "Xã Củ Chi, Thành phố Hồ Chí Minh"),
    ("Q.7", "Quận 7, Thành phố Hồ Chí Minh"),
    ("P. Tân Phú, Q7", "Phường Tân Phú, Quận 7, Thành phố Hồ Chí Minh"),
    ("Quận Tân Phú", "Quận Tân Phú, Thành phố Hồ Chí Minh"),
    ("P. Tân Phú", ""),
)
"""Names as somebody who knew the places wrote them down, before the rules had seen any of them, and the units that were
meant; without one where the list of the State knows no such name, or several."""


@pytest.mark.parametrize(("written", "unit"), SPELLINGS, ids=lambda text: fold(str(text))[:40])
def test_what_people_write_finds_the_unit(written: str, unit: str) -> None:
    found = matched(written)
    assert said(found) == unit
    assert not found.reason


@pytest.mark.parametrize(("written", "outcome"), NOT_TO_BE_GUESSED, ids=lambda text: fold(str(text))[:40])
def test_what_is_not_the_same_name_or_not_one_unit_is_never_guessed(written: str, outcome: str) -> None:
    found = matched(written)
    assert said(found) == outcome
    assert found.reason
    assert found.remedy


def test_of_names_that_nobody_prepared_nearly_all_are_found_and_none_wrongly() -> None:
    found = {
        written: said(matched(written)).removesuffix(f" {THEN}") for written, _unit in WRITTEN_BEFORE_LOOKING
    }
    named = {written: unit for written, unit in WRITTEN_BEFORE_LOOKING if unit}
    assert {written: found[written] for written in named} == named
    assert (len(named), len(WRITTEN_BEFORE_LOOKING)) == (62, 66)
    assert all(
        found[written].startswith(("unknown", "several"))
        for written, unit in WRITTEN_BEFORE_LOOKING
        if not unit
    )


def test_there_are_enough_spellings_to_measure_by() -> None:
    assert len(SPELLINGS) >= 80


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_encoding_makes_no_difference(form: str) -> None:
    for written, unit in SPELLINGS[::3]:
        assert said(matched(unicodedata.normalize(form, written))) == unit  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("columns", "unit"),
    [
        (("Cao Sơn", "Đà Bắc", "Hòa Bình", "commune"), CAO_SON),
        (("X. Cao Sơn", "H. Đà Bắc", "T. Hoà Bình"), CAO_SON),
        (("Tân Tiến", "", "Bắc Ninh", "commune"), "Phường Tân Tiến, Thành phố Bắc Ninh"),
        (("Đà Bắc", "", "Hòa Bình", "district"), DA_BAC),
        (("Phú Thọ", "", "", "province"), "Tỉnh Phú Thọ"),
        (("Hòa Bình", "", "Phú Thọ", "commune"), "Phường Hòa Bình, Tỉnh Phú Thọ"),
        (("05", "3", "Hồ Chí Minh", "commune"), f"Phường 5, {QUAN_3}"),
        (("Cao Sơn", "Đà Bắc, Hòa Bình", ""), CAO_SON),
        (("Hòa Bình", "", "", "commune"), "several: 5"),
        (("Cao Sơn", "Kim Bôi", "", "commune"), "unknown: 3"),
    ],
)
def test_columns_say_on_which_level_a_name_stands(columns: tuple[str, ...], unit: str) -> None:
    assert said(matched(*columns)) == unit


def test_on_a_day_only_its_own_names_count() -> None:
    old, new = date(2025, 6, 30), date(2025, 7, 1)
    assert said(matched("Kim Bôi, Hòa Bình", as_of=old), old) == "several: 2"
    assert said(matched("H. Kim Bôi", as_of=old), old) == KIM_BOI
    assert said(matched("H. Kim Bôi", as_of=new), new) == "unknown: 1"
    assert said(matched("Xã Hiệp Hòa", "", "Bắc Ninh", as_of=new), new).startswith(
        "Xã Hiệp Hoà, Tỉnh Bắc Ninh"
    )
    assert said(matched("Xã Tân Tiến, Bắc Ninh", as_of=TODAY), TODAY) == "unknown: 3"


def test_it_is_told_how_a_name_was_understood_and_who_else_bore_it() -> None:
    assert matched("Phú Thọ").note == "Không ghi loại nên hiểu là cấp tỉnh."
    assert matched("Kim Bôi").note == f"Hiểu là đơn vị gần ngày này nhất; còn có: {KIM_BOI}."
    assert "còn có: Phường Sông Cầu, Thành phố Bắc Kạn" in matched("P. Sông Cầu").note
    assert matched("Tỉnh Bắc Ninh").note == "Tên ngày trước; nay là Thành phố Bắc Ninh."
    for plain in ("Tỉnh Phú Thọ", "Xã Đà Bắc", "Phường Cầu Giấy", "Thành phố Hà Nội"):
        assert matched(plain).note == ""


def test_proposals_stand_where_it_was_written_first() -> None:
    found = matched("Xã Tân Tiên, Bắc Ninh")
    assert found.candidates[0].name == "Phường Tân Tiến"
    assert "Gần giống: Phường Tân Tiến, Thành phố Bắc Ninh;" in found.reason
    several = matched("Xã Tân Tiến")
    assert "Có 7 đơn vị cùng tên: Xã Tân Tiến, Tỉnh Lạng Sơn;" in several.reason


def test_units_of_today_are_found_by_their_own_names_and_provinces() -> None:
    index = both_maps()
    wrong = []
    for names in list(index.by_unit.values())[::10]:
        name = index.on_the_day(names[0])
        if not name.life.holds_on(TODAY):
            continue
        found = match_name(WrittenName(full_name(name, index)), index)
        if found.unit != name:
            wrong.append((full_name(name, index), found.reason))
    assert wrong == []


@pytest.mark.parametrize(
    ("written", "name", "expected"),
    [
        ("Hoà Bình", "Hòa Bình", Likeness.SAME),
        ("Qui Nhơn", "Quy Nhơn", Likeness.SAME),
        ("Đăk Lăk", "Đắk Lắk", Likeness.SAME),
        ("01", "1", Likeness.SAME),
        ("Ea Hleo", "Ea H'leo", Likeness.SAME),
        ("da bac", "Đà Bắc", Likeness.WITHOUT_MARKS),
        ("Đà Bac", "Đà Bắc", Likeness.WITHOUT_MARKS),
        ("Đa Bắc", "Đà Bắc", Likeness.OTHER_MARKS),
        ("Ba Đình", "Ba Dinh", Likeness.OTHER_MARKS),
    ],
)
def test_how_far_two_spellings_are_one(written: str, name: str, expected: Likeness) -> None:
    assert key_of(written) == key_of(name)
    assert likeness(written, name) is expected


def test_two_outcomes_and_a_match_are_all_there_is() -> None:
    assert {matched(text).outcome for text in ("Phú Thọ", "Xã Tân Tiến", "Xã Không Có")} == set(Outcome)
