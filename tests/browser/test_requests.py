"""A desk asks three communes by keyboard; one answers on its own pages, and the answer comes in on the desk's page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

DESK, OFFICER = "thuongtruc.phutho", "nhaplieu.dabac"
TITLE = "Ứng phó mưa lũ (minh hoạ)"
VALUES = ("3", "12", "40", "2", "6")


def test_an_answer_comes_in_on_the_page_of_the_desk(open_as: Callable[..., Page]) -> None:
    page = open_as(DESK, "/bao-cao/yeu-cau/moi/?bieu=dot-xuat-thien-tai")
    key, write = page.keyboard.press, page.keyboard.type
    page.get_by_label("Tên báo cáo").focus()
    key("Control+a")
    write(TITLE)
    find = page.get_by_label("Tìm trong danh sách")
    find.focus()
    for name in ("da bac", "an binh", "cao son"):
        write(name)
        expect(page.locator("#units-listed li:visible")).to_have_count(1)
        key("Enter")
    expect(page.locator("[data-ticked]")).to_have_text("3")
    page.get_by_role("button", name="Gửi yêu cầu").focus()
    key("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    expect(page.locator("#answers")).to_contain_text("0 / 3")

    _answer(open_as)

    link = page.locator("#answers").get_by_role("link", name="Xã Đà Bắc")
    link.focus()
    expect(page.locator("#answers")).to_contain_text("1 / 3", timeout=15_000)
    expect(link).to_be_focused()
    row = page.locator("#answers tr", has=page.get_by_role("link", name="Xã Đà Bắc"))
    expect(row).to_contain_text("chờ duyệt")
    expect(row.locator(".provisional").first).to_have_text(VALUES[0])

    page.get_by_role("button", name="Duyệt tất cả không có dấu hiệu").focus()
    key("Enter")
    expect(page.get_by_text("Đã duyệt 1 báo cáo.")).to_be_visible()
    page.get_by_role("button", name="Rút với 2 đơn vị chưa bắt đầu").focus()
    key("Enter")
    expect(page.locator("#answers")).to_contain_text("1 / 1")
    page.locator(".toast").get_by_role("button", name="Hoàn tác").focus()
    key("Enter")
    expect(page.locator("#answers")).to_contain_text("1 / 3")
    assert page.faults == []  # type: ignore[attr-defined]


def _answer(open_as: Callable[..., Page]) -> None:
    """The officer of the commune finds the report, fills it in and hands it in, by keyboard."""
    page = open_as(OFFICER, "/bao-cao/yeu-cau/")
    key, write = page.keyboard.press, page.keyboard.type
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("link", name=TITLE).focus()
    key("Enter")
    page.wait_for_url("**/nhap/")
    cells = page.locator("[data-entry-grid] [data-cell]")
    cells.first.focus()
    for value in VALUES:
        write(value)
        key("Enter")
    expect(page.locator("[data-saved-mark]")).to_contain_text("Đã lưu", timeout=15_000)
    page.get_by_role("button", name="Nộp báo cáo").first.focus()
    key("Enter")
    page.wait_for_url("**/da-nop/")
    assert page.faults == []  # type: ignore[attr-defined]
