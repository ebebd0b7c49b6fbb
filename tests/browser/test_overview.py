"""A leader asks the overview why, follows a part down to the cell, and takes the report along: by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LEADER = "lanhdao.phutho"
TO_SET_FILES = 90_000
"""So many milliseconds at most until three files are set, on a machine that does other things beside."""
SITES = "Điểm mô hình đang hoạt động"


def test_from_the_overview_down_to_the_cell(open_as: Callable[..., Page]) -> None:
    page = open_as(LEADER, "/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tổng quan tháng 01/2026 · Tỉnh Phú Thọ")
    page.get_by_role("link", name="Kỳ trước").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tổng quan tháng 12/2025 · Tỉnh Phú Thọ")

    tile = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=SITES, exact=True)).first
    value = tile.locator(".value").inner_text()
    tile.get_by_text("Vì sao con số này?").press("Enter")
    answer = tile.locator(".why-answer")
    expect(answer).to_contain_text(re.compile(r"(Tăng|Giảm) [\d.]+ điểm so với tháng 11/2025"))
    answer.get_by_role("link", name="Xem từng phần").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(SITES)
    expect(page.locator(".trace-value")).to_contain_text(value.split()[0])

    page.wait_for_load_state()
    first = page.locator(".why-table [data-row]").first
    unit, now = first.get_by_role("link").first.inner_text(), first.get_by_role("link").nth(2).inner_text()
    page.keyboard.press("j")
    expect(first.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".lead")).to_contain_text(unit)
    expect(page.locator(".trace-value strong")).to_have_text(now.split()[0])
    expect(page.get_by_role("term").filter(has_text="Ghi từ")).to_be_visible()
    assert page.faults == []  # type: ignore[attr-defined]


def test_the_line_that_is_chosen_leads_rank_map_and_course(open_as: Callable[..., Page]) -> None:
    page = open_as(LEADER, "/tong-quan/13/?ky=2025-12")
    page.get_by_role("link", name=SITES, exact=True).press("Enter")
    expect(page.locator("#dien-bien")).to_contain_text(SITES)
    rows = page.locator(".ranking [data-row]")
    expect(rows).to_have_count(10)
    expect(page.locator(".figure-map svg")).to_be_visible()
    expect(page.locator("#bien-dong")).to_contain_text("so với tháng 11/2025")
    page.get_by_role("link", name="Xem cả 148 đơn vị").press("Enter")
    expect(rows).to_have_count(148)
    rows.first.get_by_role("link").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tổng quan tháng 12/2025 · ")
    expect(page.locator("#dien-bien")).to_contain_text(SITES)


def test_the_hall_is_walked_through_by_arrows(open_as: Callable[..., Page]) -> None:
    page = open_as(LEADER, "/tong-quan/13/trinh-chieu/?ky=2025-12")
    first = page.get_by_role("heading", level=1).inner_text()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("2/8")).to_be_visible()
    assert page.get_by_role("heading", level=1).inner_text() != first
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tổng quan tháng 12/2025 · Tỉnh Phú Thọ")


def test_without_script_every_part_is_a_link(
    house: str, signed_in_state: Callable[[str], dict[str, object]], browser: object
) -> None:
    context = browser.new_context(  # type: ignore[attr-defined]
        java_script_enabled=False, locale="vi-VN", storage_state=signed_in_state(LEADER)
    )
    page = context.new_page()
    page.goto(f"{house}/tong-quan/13/?ky=2025-12")
    page.get_by_text("Vì sao con số này?").first.click()
    page.get_by_role("link", name="Mở trang giải thích").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Vì sao con số này?")
    page.go_back()
    page.get_by_role("link", name="Xem theo đơn vị và trên bản đồ").click()
    expect(page.locator(".ranking [data-row]")).to_have_count(10)
    page.go_back()
    page.get_by_role("link", name="Xem số liệu thay đổi nhiều nhất").click()
    expect(page.locator("#bien-dong")).to_be_visible()
    context.close()


def test_the_overview_leads_on_to_the_report_with_both_files(
    open_as: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_as(LEADER, "/tong-quan/13/?ky=2025-12")
    page.get_by_role("link", name="Xuất báo cáo").press("Enter")
    page.get_by_role("button", name="Soạn văn bản").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("tháng 12/2025")
    page.get_by_role("link", name="Chốt văn bản").first.press("Enter")
    page.get_by_role("button", name="Chốt văn bản").press("Enter", timeout=TO_SET_FILES)
    expect(page.locator(".lead")).to_contain_text("đã chốt", timeout=TO_SET_FILES)
    for kind, begins in (("docx", b"PK"), ("pdf", b"%PDF")):
        with page.expect_download() as download:
            page.locator(f"#tep-{kind}").press("Enter")
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        assert file.read_bytes().startswith(begins)
