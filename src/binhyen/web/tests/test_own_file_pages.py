"""Pages of a unit's own file: matched once, taken at once the next month, corrected and forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from binhyen.foundations import clock
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.reporting.actions import open_period
from binhyen.reporting.models import FileMatching, Obligation
from binhyen.reporting.ownfiles.tests.books import HEAD, book
from binhyen.web.tests.reporting_desk import DAY, Desk, laid

pytestmark = pytest.mark.django_db

ROWS: tuple[tuple[Any, ...], ...] = (
    (1, "Tổ bảo vệ ANTT", "tổ", 4),
    (2, "Tổ viên tổ BVANTT", "người", 12),
    (3, "Tổng số buổi tuyên truyền", "buổi", 16),
    (4, "Hoà giải viên", "người", 14),
    (5, "Kinh phí XHH (triệu đồng)", "triệu đồng", 2.5),
    (6, "Số hộ nghèo", "hộ", 41),
)


def own_file(month: str = "09/2026", **numbers: Any) -> SimpleUploadedFile:
    rows = [(at, label, unit, numbers.get(f"row_{at}", number)) for at, label, unit, number in ROWS]
    data = book({"Bieu": [(f"SỐ LIỆU PHONG TRÀO THÁNG {month}",), (), HEAD, *rows]})
    return SimpleUploadedFile("so lieu <xa>.xlsx", data)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with clock.fixed_to(DAY):
        yield laid()


def address(desk: Desk) -> str:
    return f"/bao-cao/{desk.obligation().pk}/tep-rieng/"


def chosen(page: str) -> dict[str, str]:
    """What the select boxes of a page say, by their names."""
    return {
        name: (re.search(r'value="([^"]*)" selected', options) or ["", ""])[1]
        for name, options in re.findall(r'<select name="((?:row|unit)-\d+)"[^>]*>(.*?)</select>', page, re.S)
    }


def sent(client: Any, where: str, **form: Any) -> tuple[str, str]:
    """The page that answers, and its address."""
    answer = client.post(where, form)
    if answer.status_code == 302:
        return str(client.get(answer["Location"]).content.decode()), answer["Location"]
    assert answer.status_code == 422
    return str(answer.content.decode()), where


def test_matched_once_and_taken_at_once_the_next_month(desk: Desk) -> None:
    client, where = desk.client("hoa"), address(desk)
    page, there = sent(client, where, file=own_file())
    assert "?tep=" in there
    assert "so lieu &lt;xa&gt;.xlsx" in page
    said = chosen(page)
    assert said == {
        "row-4": "force_safety_teams",
        "row-5": "force_safety_members",
        "row-6": "mob_sessions",
        "row-7": "disp_mediators",
        "row-8": "res_social_vnd",
        "unit-8": "",
        "row-9": said["row-9"],
    }
    assert "Đổi: 2,5 triệu đồng = 2.500.000 đồng" in page
    assert "trùng tên" in page
    assert "từ đồng nghĩa" in page
    form = {**said, "row-9": "none", "tep": there.rpartition("=")[2], "cot": "Bieu!D"}
    page, _there = sent(client, where, **form)
    assert "Chưa nhận số nào: còn 1 dòng cần xem." in page
    assert "tệp ghi theo triệu đồng, biểu theo đồng" in page
    assert chosen(page)["row-9"] == "none"
    page, there = sent(client, where, **form | {"unit-8": "1000000"})
    assert "da-nhan" in there
    assert "2.500.000" in page
    assert "tệp ghi 2,5 triệu đồng" in page
    assert "Bieu!D8" in page
    with acting_as(OPERATOR):
        period = parse_period("2026-10", ADMINISTRATIVE)
        open_period(by=OPERATOR, under=desk.province, data_set=desk.data_set, period=period)
        october = Obligation.objects.visible_to(OPERATOR).get(
            unit=desk.commune, data_set=desk.data_set, period="2026-10"
        )
    page, there = sent(client, f"/bao-cao/{october.pk}/tep-rieng/", file=own_file("10/2026", row_1=5))
    assert "da-nhan" in there
    assert re.search(r"<strong>5</strong>", page)
    page, there = sent(client, f"/bao-cao/{october.pk}/tep-rieng/", file=own_file("09/2026", row_1=6))
    assert "?tep=" in there
    assert "Tệp ghi một kỳ khác" in page


def test_a_faulty_cell_may_be_left_out(desk: Desk) -> None:
    client, where = desk.client("hoa"), address(desk)
    page, there = sent(client, where, file=own_file(row_2="12,5"))
    form = {**chosen(page), "row-9": "none", "unit-8": "1000000", "tep": there.rpartition("=")[2]}
    form["cot"] = "Bieu!D"
    page, _there = sent(client, where, **form)
    assert "Ô D5: 12,5 không phải số nguyên" in page
    assert "Nhận các dòng còn lại" in page
    page, there = sent(client, where, **form, rest="1")
    assert "1 dòng không lấy" in page


def test_what_is_remembered_is_seen_corrected_and_forgotten(desk: Desk) -> None:
    client, where = desk.client("hoa"), address(desk)
    page, there = sent(client, where, file=own_file())
    form = {
        **chosen(page),
        "row-9": "none",
        "unit-8": "1000000",
        "tep": there.rpartition("=")[2],
        "cot": "Bieu!D",
    }
    sent(client, where, **form)
    with acting_as(OPERATOR):
        matching = FileMatching.objects.visible_to(OPERATOR).get()
    page = str(client.get(where).content.decode())
    assert f"{where}{matching.pk}/" in page
    page = str(client.get(f"{where}{matching.pk}/").content.decode())
    said = chosen(page)
    assert said["row-0"] == "force_safety_teams"
    page, _there = sent(client, f"{where}{matching.pk}/", **said | {"row-0": "force_safety_members"})
    assert "được chọn cho hai dòng" in page
    sent(client, f"{where}{matching.pk}/", **said | {"row-0": "none"})
    with acting_as(OPERATOR):
        assert FileMatching.objects.visible_to(OPERATOR).get().rows[0][2] is None
    page, _there = sent(client, f"{where}{matching.pk}/", forget="1")
    assert "Chưa có tệp nào được khớp" in page


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "định dạng Office cũ"),
        ("a.xlsx", b"PK", "hỏng"),
        ("a.xlsx", book({"a": [("Chỉ có chữ", "ở đây")]}), "Không tìm thấy bảng số liệu"),
        ("a.xlsx", book({"a": [("Họ và tên", "SĐT"), ("Nguyễn Văn Ất", 912345678)]}), "danh sách cá nhân"),
        ("a.csv", "Tổ hòa giải;3".encode(), "không phải bảng tính .xlsx"),
    ],
)
def test_what_cannot_be_read_says_why(desk: Desk, name: str, data: bytes, words: str) -> None:
    page, _there = sent(desk.client("hoa"), address(desk), file=SimpleUploadedFile(name, data))
    assert words in page


def test_nobody_else_finds_it(desk: Desk) -> None:
    _page, there = sent(desk.client("hoa"), address(desk), file=own_file())
    for who in ("mai", "dung", "ngoai", "yen"):
        assert desk.client(who).get(there).status_code == 404
    for query in (
        "?tep=abc",
        "?tep=999999",
        f"{there.partition('?')[2] and '?'}{there.partition('?')[2]}&cot=x!ZZ",
    ):
        assert desk.client("hoa").get(address(desk) + query).status_code == 404
