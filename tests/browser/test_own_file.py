"""A unit's own file by keyboard alone: matched once, and taken at once the next time."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from binhyen.reporting.ownfiles.tests.books import HEAD, book

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ROWS = (
    (1, "Tổ bảo vệ ANTT", "tổ"),
    (2, "Tổ viên tổ BVANTT", "người"),
    (3, "Hoà giải viên", "người"),
    (4, "Kinh phí XHH (triệu đồng)", "triệu đồng"),
    (5, "Số hộ nghèo", "hộ"),
)


def own_file(title: str, *numbers: float) -> bytes:
    rows = [(*row, number) for row, number in zip(ROWS, numbers, strict=True)]
    return book({"Bieu": [(title,), (), HEAD, *rows]})


def drop(page: Page, data: bytes) -> None:
    """Choose a file as the dialogue of the system would, and send it with the keyboard."""
    page.set_input_files("input[type=file]", [{"name": "bao cao xa.xlsx", "mimeType": "", "buffer": data}])
    page.get_by_role("button", name="Đọc tệp").focus()
    page.keyboard.press("Enter")


def to_a_month(page: Page) -> str:
    """Go to the place for files of the first open monthly report of the unit, and say its month.

    Pages of one house are tried in turn: a report that was handed in before is taken back first.
    """
    found = page.evaluate("() => [...document.querySelectorAll('main a[href]')].map(link => link.pathname)")
    reports = dict.fromkeys(match[1] for each in found if (match := re.match(r"/bao-cao/(\d+)/", each)))
    for key in reports:
        page.goto(re.sub(r"/bao-cao/.*", f"/bao-cao/{key}/", page.url))
        take_back = page.get_by_role("button", name="Rút lại để sửa")
        if take_back.count():
            take_back.click()
            page.wait_for_url("**/nhap/")
        page.goto(re.sub(r"/bao-cao/.*", f"/bao-cao/{key}/tep-rieng/", page.url))
        month = re.search(r"tháng (\d{2}/\d{4})", page.get_by_role("heading", level=1).inner_text())
        if month is not None and page.locator("input[type=file]").count():
            return month[1]
    raise AssertionError("no monthly report is open")


def test_matched_once_by_keyboard_and_taken_the_next_time(open_as: Callable[..., Page]) -> None:
    page = open_as("nhaplieu.dabac", "/bao-cao/")
    month = to_a_month(page)
    drop(page, own_file(f"SỐ LIỆU THÁNG {month}", 6, 20, 15, 2.5, 41))
    expect(page.get_by_role("heading", name="Dòng của tệp và dòng của biểu")).to_be_visible()

    boxes = page.get_by_role("combobox")
    page.get_by_label("Dòng của biểu cho “Tổ bảo vệ ANTT”").focus()
    for _each in range(boxes.count()):
        here = page.evaluate("() => document.activeElement.name || ''")
        if here == "row-8":
            page.keyboard.press("Home")
            page.keyboard.press("ArrowDown")  # Không có trong biểu
        if here == "unit-7":
            page.keyboard.press("ArrowDown")  # Đổi: … triệu đồng = … đồng
        page.keyboard.press("Tab")
    page.get_by_role("button", name="Nhận số liệu và nhớ cách đọc").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="4 số đọc được")).to_be_visible()
    expect(page.get_by_text("2.500.000", exact=True)).to_be_visible()

    page.go_back()
    page.goto(re.sub(r"/tep-rieng/.*", "/tep-rieng/", page.url))
    expect(page.get_by_text("5 dòng, 4 dòng lấy vào biểu")).to_be_visible()
    drop(page, own_file(f"SỐ LIỆU THÁNG {month}", 7, 21, 15, 3, 40))
    expect(page.get_by_role("heading", name="4 số đọc được")).to_be_visible()
    expect(page.get_by_text("3.000.000", exact=True)).to_be_visible()
    assert page.faults == []  # type: ignore[attr-defined]
