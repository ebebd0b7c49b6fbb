"""A reorganisation by keyboard alone: written, planned, done, and put back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

YAML = """
title: Đổi tên minh hoạ
legal_basis: Nghị quyết 2/NQ-HĐND
effective: 01/05/2026
under: 25
steps:
  - rename: 04876
    name: Xã Cao Sơn Mới
"""


def test_a_draft_is_written_enacted_and_undone_without_a_mouse(open_as: Callable[..., Page]) -> None:
    page = open_as("quantri.phutho", "/don-vi/sap-xep/moi/")
    key, write = page.keyboard.press, page.keyboard.type
    page.get_by_label("Tên lần sắp xếp").focus()
    write("Đổi tên một xã minh hoạ")
    key("Tab")
    write("Nghị quyết 1/NQ-HĐND")
    for _each in range(3):
        key("Tab")
    for _each in range(3):
        key("ArrowDown")
    expect(page.get_by_label("Việc cần thêm")).to_have_value("rename")
    key("Tab")
    key("Enter")
    expect(page.get_by_text("Việc 1. Đổi tên")).to_be_visible()
    expect(page.locator("[name=s1-unit]")).to_be_focused()
    write("Xã Đà Bắc")
    key("Tab")
    write("Xã Đà Bắc Mới")
    key("Enter")
    expect(page.get_by_text("Kế hoạch không có lỗi.")).to_be_visible()
    expect(page.get_by_text("Tên: Xã Đà Bắc → Xã Đà Bắc Mới")).to_be_visible()
    page.get_by_role("button", name="Thực hiện").focus()
    key("Enter")
    expect(page.get_by_text("Đã thực hiện lúc")).to_be_visible()
    page.locator(".toast").get_by_role("button", name="Hoàn tác").focus()
    key("Enter")
    expect(page.get_by_text("Các đơn vị đã trở lại như trước.")).to_be_visible()
    assert page.faults == []  # type: ignore[attr-defined]


def test_files_are_looked_at_one_by_one_before_anything_is_done(open_as: Callable[..., Page]) -> None:
    page = open_as("quantri.phutho", "/don-vi/sap-xep/tep/")
    page.set_input_files(
        "input[type=file]",
        [
            {"name": name, "mimeType": "text/yaml", "buffer": text.encode()}
            for name, text in (("dung.yaml", YAML), ("sai.yaml", "title: a\n\t- b"))
        ],
    )
    page.get_by_role("button", name="Kiểm tra tệp").click()
    expect(page.get_by_text("Đã kiểm tra xong")).to_be_visible()
    rows = page.locator("[data-file-rows] tr")
    expect(rows.nth(0)).to_contain_text("không có lỗi")
    expect(rows.nth(1)).to_contain_text("dòng 2")
    expect(page.get_by_role("button", name="Thực hiện mọi bản không có lỗi (1)")).to_be_visible()
    assert page.faults == []  # type: ignore[attr-defined]
