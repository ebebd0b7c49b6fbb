"""Files dropped in with script: each gets its row at once, and the whole drop keeps an address."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_each_file_gets_its_row_and_the_drop_its_address(open_as: Callable[..., Page]) -> None:
    page = open_as("thuongtruc.phutho", "/bao-cao/nhap-hang-loat/")
    page.set_input_files(
        "input[type=file]",
        [
            {"name": f"xa-{number}.xlsx", "mimeType": "application/octet-stream", "buffer": b"PK no"}
            for number in range(3)
        ],
    )
    page.get_by_role("button", name="Gửi tệp").click()
    expect(page.get_by_text("Đã gửi xong")).to_be_visible()
    expect(page.get_by_text("3 / 3")).to_be_visible()
    assert page.locator("[data-file-rows] tr").count() == 3
    assert page.locator("[data-file-rows]").get_by_text("từ chối").count() == 3
    page.reload()
    expect(page.get_by_role("heading", name="Kết quả nhập sổ Excel")).to_be_visible()
    assert page.locator("[data-file-rows] tr").count() == 3
    assert page.faults == []  # type: ignore[attr-defined]


def test_a_file_that_cannot_be_sent_says_so_in_its_own_row(open_as: Callable[..., Page]) -> None:
    page = open_as("thuongtruc.phutho", "/bao-cao/nhap-hang-loat/")
    page.route("**/bao-cao/nhap-hang-loat/", lambda route: route.abort())
    page.set_input_files(
        "input[type=file]",
        [{"name": "xa.xlsx", "mimeType": "application/octet-stream", "buffer": b"PK no"}],
    )
    page.get_by_role("button", name="Gửi tệp").click()
    expect(page.locator("[data-file-rows] tr")).to_contain_text("Kiểm tra đường truyền")
