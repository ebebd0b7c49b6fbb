"""The leader's way: overview, why, the report, its sentences, frozen, both files; by keyboard alone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from binhyen.publications.tests.reading_back import read_docx
from tests.browser.test_every_page import serious_faults
from tests.journeys.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

LEADER, DESK = "lanhdao.phutho", "thuongtruc.phutho"
PHU_THO = 13
OVERVIEW = f"/tong-quan/{PHU_THO}/?ky=2025-12"
SLOW = 30_000
"""A province's report is composed of 148 communes' figures; freezing sets three files of it."""

OWN = "Giao ban hằng tuần với các xã gửi báo cáo chậm."
DROP = """
import django
django.setup()
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.publications.models import Edition
with acting_as(OPERATOR):
    Edition.objects.visible_to(OPERATOR).filter(state="draft", period__in=["2025-11", "2025-12"]).delete()
"""
"""The months that these tests begin anew; January's draft belongs to the demonstration and stays."""


@pytest.fixture
def no_drafts(house: str, installation: Installation) -> None:
    assert house
    installation.run_python(DROP)


@pytest.mark.usefixtures("no_drafts")
def test_from_the_overview_to_the_files_by_keyboard_alone(
    open_as: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_as(LEADER, OVERVIEW)
    page.set_default_timeout(SLOW)
    page.locator("details.why > summary").first.press("Enter")
    expect(page.locator("details.why .why-answer p").first).to_be_visible(timeout=SLOW)
    page.get_by_role("link", name="Xuất báo cáo").press("Enter")
    page.get_by_role("button", name="Soạn văn bản").press("Enter")
    expect(page.get_by_role("heading", name="Báo cáo kết quả tháng 12/2025", exact=False)).to_be_visible(
        timeout=SLOW
    )
    page.wait_for_load_state()

    reword_by_keyboard(page, "Một số đơn vị chưa thực hiện đúng thời hạn báo cáo.")
    left_out = leave_out_by_keyboard(page)
    add_by_keyboard(page, OWN)
    assert serious_faults(page) == []

    page.get_by_role("link", name="Chốt văn bản").press("Enter")
    page.get_by_role("button", name="Chốt văn bản").press("Enter")
    expect(page.get_by_text("Đã chốt văn bản.")).to_be_visible(timeout=60_000)
    said = read_docx(io.BytesIO(download(page, "docx", tmp_path)).getvalue()).paragraphs
    assert OWN in said
    assert "Một số đơn vị chưa thực hiện đúng thời hạn báo cáo." in said
    assert left_out not in said
    assert download(page, "pdf", tmp_path).startswith(b"%PDF-")
    assert page.faults == []  # type: ignore[attr-defined]

    figure = page.locator(".edition-paper a.trace-link").first
    figure.press("Enter")
    expect(page.get_by_text("Đúng vào lúc")).to_be_visible(timeout=SLOW)
    assert re.search(r"/so/\?ma=", page.url)


def reword_by_keyboard(page: Page, words: str) -> None:
    """Open the first sentence that can be reworded, type, wait for the mark, save; focus comes back to its button."""
    button = page.locator("details.reword > summary").first
    anchor = button.get_attribute("id")
    button.press("Enter")
    expect(page.locator("details.reword textarea").first).to_be_focused()
    page.keyboard.press("Control+A")
    with page.expect_response(re.compile("/cau/"), timeout=SLOW):
        page.keyboard.type(words)
    expect(page.locator("details.reword textarea").first).to_be_focused()
    expect(page.locator(".sentence > p").filter(has_text=words)).to_be_visible()
    expect(page.locator("#edition-side").get_by_text("Đã lưu")).to_be_visible()
    page.keyboard.press("Tab")
    with page.expect_response(re.compile("/cau/"), timeout=SLOW):
        page.keyboard.press("Enter")
    expect(page.locator(f"#{anchor}")).to_be_focused()


def leave_out_by_keyboard(page: Page) -> str:
    """Leave the first sentence of the results out, put it back, and leave it out again; gives back its words."""
    sentence = page.locator(".sentence").first
    words = sentence.locator(":scope > p").inner_text().replace("\N{NO-BREAK SPACE}", " ").strip()
    for name, then in (("bo", "lai"), ("lai", "bo"), ("bo", "lai")):
        anchor = page.locator(".sentence").first.get_attribute("id")
        with page.expect_response(re.compile("/cau/"), timeout=SLOW):
            page.locator(f"#{anchor}-{name}").press("Enter")
        expect(page.locator(f"#{anchor}-{then}")).to_be_focused()
    expect(page.locator(".sentence").first.locator("del")).to_be_visible()
    return words


def add_by_keyboard(page: Page, words: str) -> None:
    page.locator("#them-tasks-mo").press("Enter")
    expect(page.locator("#them-tasks-chu")).to_be_focused()
    page.keyboard.type(words)
    page.keyboard.press("Tab")
    with page.expect_response(re.compile("/cau/"), timeout=SLOW):
        page.keyboard.press("Enter")
    expect(page.locator(".sentence").filter(has_text=words)).to_be_visible()
    expect(page.locator("#them-tasks-mo")).to_be_focused()


def download(page: Page, kind: str, folder: Path) -> bytes:
    with page.expect_download(timeout=SLOW) as waiting:
        page.locator(f"#tep-{kind}").press("Enter")
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert re.fullmatch(rf"bao-cao-tinh-phu-tho-2025-12-lan-\d+\.{kind}", file.name)
    return file.read_bytes()


@pytest.mark.usefixtures("no_drafts")
def test_two_people_at_one_sentence(open_as: Callable[..., Page]) -> None:
    leader = open_as(LEADER, "/van-ban/lap/?ky=2025-11")
    leader.get_by_role("button", name="Soạn văn bản").press("Enter")
    leader.wait_for_url(re.compile(r"/van-ban/\d+/$"), timeout=SLOW)
    desk = open_as(DESK, re.sub(r"^https?://[^/]+", "", leader.url))
    for page in (leader, desk):
        page.locator("details.reword > summary").first.press("Enter")
        expect(page.locator("details.reword textarea").first).to_be_focused()
        page.keyboard.press("Control+A")
    with leader.expect_response(re.compile("/cau/"), timeout=SLOW):
        leader.keyboard.type("Câu của lãnh đạo.")
    with desk.expect_response(re.compile("/cau/"), timeout=SLOW):
        desk.keyboard.type("Câu của thường trực.")
    expect(desk.get_by_text("Người khác vừa sửa câu này.")).to_be_visible()
    expect(desk.get_by_text("Câu của lãnh đạo.")).to_be_visible()
    expect(desk.locator("details.reword textarea").first).to_have_value("Câu của thường trực.")
    with desk.expect_response(re.compile("/cau/"), timeout=SLOW):
        desk.get_by_role("button", name="Lưu câu").first.press("Enter")
    expect(desk.locator(".sentence > p").filter(has_text="Câu của thường trực.")).to_be_visible()
