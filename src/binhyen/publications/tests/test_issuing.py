from __future__ import annotations

from datetime import date, datetime

import pytest

from binhyen.foundations.clock import VIETNAM
from binhyen.publications.rules.issuing import (
    BadIssuingBody,
    default_issuing,
    issuing_of,
    peoples_committee,
)

DEFAULT = default_issuing("province", "Tỉnh Phú Thọ", "Phú Thọ", "Cả nước")
ENTRY = {"unit": "25", "from": date(2025, 7, 1), "issuing_body": "Ban Chỉ đạo 138 tỉnh Phú Thọ"}
DAY = date(2026, 2, 20)


@pytest.mark.parametrize(
    ("level", "name", "short_name", "superior", "body", "parent", "addressees"),
    [
        (
            "province",
            "Thành phố Hà Nội",
            "Hà Nội",
            "Cả nước",
            "Toàn dân bảo vệ an ninh Tổ\xa0quốc thành phố Hà Nội",
            "Ủy ban nhân dân thành phố Hà Nội",
            ("Cục Xây dựng phong trào bảo vệ an ninh Tổ\xa0quốc, Bộ Công an",),
        ),
        (
            "commune",
            "Phường Việt Trì",
            "Việt Trì",
            "Tỉnh Phú Thọ",
            "Toàn dân bảo vệ an ninh Tổ\xa0quốc phường Việt Trì",
            "Ủy ban nhân dân phường Việt Trì",
            ("Ban Chỉ đạo tỉnh Phú Thọ",),
        ),
        ("country", "Cả nước", "Cả nước", "", "Toàn dân bảo vệ an ninh Tổ\xa0quốc Trung ương", "", ()),
    ],
)
def test_every_level_has_a_default(level, name, short_name, superior, body, parent, addressees):
    issuing = default_issuing(level, name, short_name, superior)
    assert issuing.issuing_body.endswith(body)
    assert (issuing.parent_body, issuing.addressees, issuing.mark) == (parent, addressees, "BC-BCĐ")
    assert issuing.recipients[-1].startswith("Lưu: VT")
    assert (issuing.authority, issuing.posts) == (("TM. Ban Chỉ đạo",), ("KT. Trưởng ban", "Phó Trưởng ban"))


def test_a_city_reports_to_its_own_party_committee():
    city = default_issuing("province", "Thành phố Huế", "Huế", "Cả nước")
    assert city.recipients[0].startswith("Thường trực Thành ủy")
    assert DEFAULT.recipients[0].startswith("Thường trực Tỉnh ủy")


@pytest.mark.parametrize(
    "entries", [None, [], [{**ENTRY, "unit": "01"}], [{**ENTRY, "from": date(2026, 3, 1)}]]
)
def test_without_a_setting_for_the_unit_and_day_the_default_holds(entries):
    assert issuing_of(entries, "25", DAY, DEFAULT) == DEFAULT


def test_a_setting_changes_what_it_names_and_nothing_else():
    issuing = issuing_of(
        [{**ENTRY, "posts": ["Trưởng ban"], "addressees": [], "parent_body": ""}], "25", DAY, DEFAULT
    )
    assert issuing.issuing_body == "Ban Chỉ đạo 138 tỉnh Phú Thọ"
    assert (issuing.posts, issuing.addressees, issuing.parent_body) == (("Trưởng ban",), (), "")
    assert (issuing.mark, issuing.recipients) == (DEFAULT.mark, DEFAULT.recipients)


def test_of_several_settings_the_latest_that_has_begun_holds():
    entries = [
        {**ENTRY, "from": date(2026, 1, 1), "mark": "BC-138"},
        {**ENTRY, "mark": "BC-CU"},
        {**ENTRY, "from": date(2026, 3, 1), "mark": "BC-MOI"},
    ]
    assert issuing_of(entries, "25", DAY, DEFAULT).mark == "BC-138"
    assert issuing_of(entries, "25", date(2025, 8, 1), DEFAULT).mark == "BC-CU"
    assert issuing_of(entries, "25", date(2026, 3, 1), DEFAULT).mark == "BC-MOI"


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ("Ban Chỉ đạo", "“issuing_bodies”: phải là một danh sách"),
        ({"unit": "25"}, "“issuing_bodies”: phải là một danh sách"),
        (["Ban Chỉ đạo"], "mục 1: phải gồm các dòng"),
        ([{**ENTRY, "unit": 25}], "mục 1: thiếu mã đơn vị"),
        ([ENTRY, {"unit": "25", "mark": "BC"}], "mục 2: thiếu ngày bắt đầu"),
        (
            [{**ENTRY, "from": datetime(2025, 7, 1, tzinfo=VIETNAM)}],
            "mục 1: thiếu ngày bắt đầu",
        ),
        ([{**ENTRY, "mark": 5}], "mục 1: “mark” phải là một dòng chữ"),
        ([{**ENTRY, "posts": "Trưởng ban"}], "mục 1: “posts” phải là danh sách"),
        ([{**ENTRY, "posts": ["Trưởng ban", 5]}], "mục 1: “posts” phải là danh sách"),
        ([{**ENTRY, "posts": []}], "mục 1: “posts” không được để trống"),
        ([{**ENTRY, "signer": "Nguyễn Văn An"}], "mục 1: không có mục “signer”"),
        ([{**ENTRY, "in_name_of": "ubnd"}], "mục 1: “in_name_of” không đọc được"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named_with_its_entry(entries, sentence):
    with pytest.raises(BadIssuingBody) as refused:
        issuing_of(entries, "25", DAY, DEFAULT)
    assert refused.value.sentence.startswith("binhyen.yaml, ")
    assert sentence in refused.value.sentence


# The People's Committee


COMMITTEE = peoples_committee("province", "Tỉnh Phú Thọ", "Phú Thọ", "Cả nước")


def test_a_peoples_committee_has_its_own_name_numbers_and_signature():
    entry = {"unit": "25", "from": date(2026, 1, 1), "in_name_of": "peoples-committee"}
    issuing = issuing_of([entry], "25", DAY, DEFAULT, COMMITTEE)
    assert issuing == COMMITTEE
    assert (issuing.issuing_body, issuing.parent_body) == ("Ủy ban nhân dân tỉnh Phú Thọ", "")
    assert (issuing.mark, issuing.mark_of("TB"), issuing.letter_mark) == ("BC-UBND", "TB-UBND", "UBND-NC")
    assert issuing.authority == ("TM. Ủy ban nhân dân",)
    assert issuing.posts == ("KT. Chủ tịch", "Phó Chủ tịch")
    changed = issuing_of([{**entry, "drafter": "", "posts": ["Chủ tịch"]}], "25", DAY, DEFAULT, COMMITTEE)
    assert (changed.letter_mark, changed.posts, changed.mark) == ("UBND", ("Chủ tịch",), "BC-UBND")
    steering = issuing_of([{**entry, "in_name_of": "steering-committee"}], "25", DAY, DEFAULT, COMMITTEE)
    assert steering == DEFAULT


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Tỉnh Phú Thọ", "Thường trực Tỉnh ủy, Hội đồng nhân dân tỉnh (để báo cáo)"),
        ("Thành phố Huế", "Thường trực Thành ủy, Hội đồng nhân dân thành phố (để báo cáo)"),
    ],
)
def test_a_peoples_committee_tells_party_and_council(name, first):
    committee = peoples_committee("province", name, name, "Cả nước")
    assert committee is not None
    assert committee.recipients[0] == first
    assert committee.addressees == ("Bộ Công an",)


def test_the_peoples_committee_of_a_commune_reports_to_that_of_the_province():
    committee = peoples_committee("commune", "Phường Việt Trì", "Việt Trì", "Tỉnh Phú Thọ")
    assert committee is not None
    assert committee.addressees == ("Ủy ban nhân dân tỉnh Phú Thọ",)
    assert committee.letter_mark == "UBND"


def test_the_country_has_no_peoples_committee():
    assert peoples_committee("country", "Cả nước", "Cả nước", "") is None
    entry = {"unit": "VN", "from": date(2026, 1, 1), "in_name_of": "peoples-committee"}
    with pytest.raises(BadIssuingBody, match="mục 1: đơn vị này không có Ủy ban nhân dân"):
        issuing_of([entry], "VN", DAY, DEFAULT)


def test_the_marks_of_other_documents_follow_from_that_of_the_report():
    assert (DEFAULT.mark_of("TB"), DEFAULT.letter_mark, DEFAULT.archive) == (
        "TB-BCĐ",
        "BCĐ-CQTT",
        "Lưu: VT, CQTT",
    )


def test_an_entry_of_another_unit_is_judged_too():
    with pytest.raises(BadIssuingBody, match="mục 1"):
        issuing_of([{**ENTRY, "unit": "01", "mark": 5}, ENTRY], "25", DAY, DEFAULT)
