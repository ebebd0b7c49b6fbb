"""Figures are typed with the keyboard alone, on a telephone, over a link that goes, and by two people at once."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_every_page import serious_faults

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

OFFICER, ENTERING_DESK, DESK = "nhaplieu.dabac", "tonghop.phutho", "thuongtruc.phutho"
GRID = "/bao-cao/?bieu=xa-thang&ky=2026-02"
"""The month that the demonstration's communes have not reported yet."""


class Entry:
    """The entry page of a report, and what a person does on it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        page.on("dialog", lambda dialog: dialog.accept())
        expect(page.locator("[data-entry-grid]")).to_be_visible()

    def cell(self, line: str) -> str:
        return f'[data-line="{line}"] input'

    def row(self, line: str) -> Locator:
        return self.page.locator(f'[data-line="{line}"]')

    def type(self, line: str, text: str) -> None:
        self.page.locator(self.cell(line)).focus()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def value(self, line: str) -> str:
        return self.page.locator(self.cell(line)).input_value()

    def says(self, words: str, seconds: float = 10) -> None:
        expect(self.page.locator("[data-saved-mark]")).to_contain_text(words, timeout=seconds * 1000)

    def look_now(self) -> None:
        """What the page does by itself every eight seconds."""
        self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    @property
    def focused(self) -> str:
        name: str = self.page.evaluate("document.activeElement.name || document.activeElement.textContent")
        return name


@pytest.fixture
def enter(open_as: Callable[..., Page]) -> Callable[..., Entry]:
    """``enter(username, commune, size)``: the entry page of a commune's report of February."""

    def entered(username: str, commune: str, size: str = "1440") -> Entry:
        page = open_as(username, GRID, size)
        link = page.get_by_role("main").get_by_role("link", name=commune, exact=True).first
        address = re.search(r"/bao-cao/(\d+)/", link.get_attribute("href") or "")
        assert address is not None
        page.goto(f"{page.url.partition('/bao-cao/')[0]}/bao-cao/{address[1]}/nhap/")
        return Entry(page)

    return entered


@pytest.fixture
def communes(open_as: Callable[..., Page]) -> list[str]:
    """Communes whose reports of February nobody has begun."""
    rows = open_as(DESK, GRID).locator("tbody [data-row] th a")
    return [name.strip() for name in rows.all_inner_texts() if "Đà Bắc" not in name][:6]


def test_an_officer_fills_and_hands_in_a_month_in_under_two_minutes(enter: Callable[..., Entry]) -> None:
    entry = enter(OFFICER, "Xã Đà Bắc")
    page, keys = entry.page, entry.page.keyboard
    before = page.locator("tr.input td.earlier:nth-of-type(2)").all_inner_texts()
    started = time.monotonic()
    page.locator("tr.input [data-cell]").first.focus()
    for text in before:
        figure = text.split()[-1]
        keys.type(figure if re.fullmatch(r"[0-9.,]+", figure) else "x", delay=30)
        keys.press("Enter")
    entry.says("Đã lưu")
    # A slip of the keyboard: told beside the cell at once, found again by a key, put right.
    entry.type("model_points", "12,5")
    expect(entry.row("model_points")).to_contain_text("12,5 không phải số nguyên.")
    keys.press("Escape")
    expect(entry.row("model_points")).not_to_contain_text("không phải số nguyên")
    # More areas covered than there are: the check asks, a note answers.
    areas = int(entry.value("ctx_residential_units").replace(".", ""))
    entry.type("force_areas_covered", str(areas + 1))
    expect(entry.row("force_areas_covered").locator(".doubt").first).to_be_visible()
    page.locator("[data-cell]").first.focus()
    keys.press("F8")
    keys.press("F2")
    keys.type("Một thôn mới thành lập.", delay=30)
    keys.press("Escape")
    assert entry.focused.startswith("v-")
    entry.says("Đã lưu")
    page.locator("tr.input [data-cell]").last.focus()
    keys.press("Tab")
    assert entry.focused == "hand_in"
    keys.press("Enter")
    expect(page.get_by_text("Đã nộp báo cáo").first).to_be_visible()
    assert time.monotonic() - started < 120
    page.go_back()
    page.reload()
    expect(page.get_by_role("button", name="Rút lại để sửa")).to_be_visible()


def test_a_column_from_excel_falls_on_the_lines_that_are_typed(
    enter: Callable[..., Entry], communes: list[str]
) -> None:
    entry = enter(ENTERING_DESK, communes[0])
    page, keys = entry.page, entry.page.keyboard
    names = page.locator("tr.input [data-cell]").evaluate_all("cells => cells.map(cell => cell.name)")
    values = [str(at + 1) for at in range(len(names))]

    def paste(text: str) -> None:
        page.evaluate(
            """text => {
                const data = new DataTransfer();
                data.setData("text/plain", text);
                document.activeElement.dispatchEvent(
                    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
            }""",
            text,
        )

    def shown() -> list[str]:
        return page.locator("tr.input [data-cell]").evaluate_all("cells => cells.map(cell => cell.value)")  # type: ignore[no-any-return]

    empty = shown()
    page.locator("tr.input [data-cell]").first.focus()
    paste("\r\n".join(values))
    assert shown() == values
    keys.press("Control+z")
    assert shown() == empty
    keys.press("Control+y")
    assert shown() == values
    # With its labels, and laid out as the form is: headings empty, totals filled.
    keys.press("Control+z")
    lines = page.locator("[data-heading], [data-line]").evaluate_all(
        "rows => rows.map(row => 'heading' in row.dataset ? '' : row.dataset.line)"
    )[1:]
    paste("\r\n".join(f"Chỉ tiêu {at}\t{at if line else ''}" for at, line in enumerate(lines, 1)))
    typed = dict(enumerate(lines, 1))
    assert shown() == [str(at) for at, line in typed.items() if f"v-{line}" in names]
    entry.says("Đã lưu")
    page.reload()
    assert shown()[0] == "1"


def test_a_telephone_shows_each_line_as_a_card(enter: Callable[..., Entry], communes: list[str]) -> None:
    entry = enter(ENTERING_DESK, communes[1], "390")
    page = entry.page
    cell = page.locator(entry.cell("ctx_households"))
    box = cell.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert cell.get_attribute("inputmode") == "decimal"
    cell.fill("6400")
    row = page.locator('[data-line="res_cameras"]')
    row.locator("summary").click()
    row.get_by_role("button", name="Không áp dụng").click()
    assert entry.value("res_cameras") == "x"
    entry.says("Đã lưu")
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert serious_faults(page) == []


def test_a_lost_link_loses_nothing_not_even_over_a_reload(
    enter: Callable[..., Entry], communes: list[str]
) -> None:
    entry = enter(ENTERING_DESK, communes[2])
    page = entry.page
    entry.type("ctx_residential_units", "31")
    entry.says("Đã lưu")
    page.context.set_offline(True)
    entry.type("ctx_households", "4.100")
    entry.type("model_points", "52")
    entry.says("2 ô chưa gửi, giữ trong máy này.")
    page.context.set_offline(False)
    entry.says("Đã lưu")
    # Lost again, and the page is left before the link is back.
    page.route("**/luu/**", lambda route: route.abort())
    entry.type("model_points", "53")
    page.keyboard.press("F2")
    page.keyboard.type("Thêm một điểm.")
    entry.says("2 ô chưa gửi")
    page.reload()
    assert entry.value("model_points") == "53"
    entry.says("2 ô chưa gửi")
    assert (
        page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('binhyen.entry')).length") == 2
    )
    page.unroute("**/luu/**")
    entry.says("Đã lưu", 20)
    assert (
        page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('binhyen.entry')).length") == 0
    )
    other = enter(DESK, communes[2])
    assert [other.value(line) for line in ("ctx_residential_units", "ctx_households", "model_points")] == [
        "31",
        "4.100",
        "53",
    ]
    expect(other.row("model_points").locator("[data-note]")).to_have_value("Thêm một điểm.")


def test_two_people_in_one_form_see_each_other_and_settle_a_conflict(
    enter: Callable[..., Entry], communes: list[str]
) -> None:
    one, other = enter(ENTERING_DESK, communes[5]), enter(DESK, communes[5])
    one.type("ctx_households", "5.000")
    one.says("Đã lưu")
    expect(other.page.locator(other.cell("ctx_households"))).to_have_value("5.000", timeout=15_000)
    expect(other.row("ctx_households")).to_contain_text("Cao Minh Hoạ ghi lúc")
    expect(other.page.locator("[data-editors]")).to_have_text("Cao Minh Hoạ đang nhập")
    # Both in one cell: nothing is overwritten under the hand that is in it.
    other.page.locator(other.cell("model_points")).focus()
    one.type("model_points", "12")
    one.says("Đã lưu")
    one.page.wait_for_timeout(1200)
    other.look_now()
    other.page.keyboard.type("15")
    expect(other.row("model_points")).to_contain_text("Cao Minh Hoạ đã ghi 12 lúc")
    assert other.value("model_points") == "15"
    other.page.locator("[data-cell]").first.focus()
    other.page.keyboard.press("F8")
    assert other.focused == "Giữ 12"
    other.page.keyboard.press("Tab")
    assert other.focused == "Ghi 15"
    other.page.keyboard.press("Enter")
    other.says("Đã lưu")
    one.page.locator(one.cell("ctx_households")).focus()
    one.look_now()
    expect(one.page.locator(one.cell("model_points"))).to_have_value("15")
    # Back to what stood there before the other wrote: still a choice, and it is kept.
    other.page.locator(other.cell("model_new")).focus()
    one.type("model_new", "3")
    one.says("Đã lưu")
    one.page.wait_for_timeout(1200)
    other.look_now()
    other.page.keyboard.type("5")
    expect(other.row("model_new")).to_contain_text("Cao Minh Hoạ đã ghi 3 lúc")
    other.page.locator(other.cell("model_new")).focus()
    other.page.keyboard.press("Backspace")
    other.row("model_new").get_by_role("button", name="Ghi chưa có").click()
    other.says("Đã lưu")
    one.page.locator(one.cell("ctx_households")).focus()
    one.look_now()
    expect(one.page.locator(one.cell("model_new"))).to_have_value("")


def test_a_session_that_ended_elsewhere_loses_nothing(
    enter: Callable[..., Entry], communes: list[str], open_as: Callable[..., Page]
) -> None:
    entry = enter(ENTERING_DESK, communes[4])
    cookies = entry.page.context.cookies()
    entry.page.context.clear_cookies()
    entry.type("ctx_households", "777")
    entry.says("Phiên đã hết, đăng nhập ở thẻ khác rồi quay lại; chưa mất gì.")
    entry.page.context.add_cookies(cookies)  # type: ignore[arg-type]
    entry.look_now()
    entry.says("Đã lưu")
