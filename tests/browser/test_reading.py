"""A report in prose is read with the keyboard alone, and with the mouse, on a wide screen and a telephone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_every_page import serious_faults

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ENTERING_DESK, COMMUNE_OFFICER = "tonghop.phutho", "nhaplieu.dabac"
TEXT = """Báo cáo minh hoạ tháng 02/2026 của {place}

Trong tháng 02/2026, xã duy trì 27 tổ hòa giải với 162 hòa giải viên; có hơn 120 tổ tự quản.
Tổ chức 14 buổi tuyên truyền với 1.131 lượt người tham dự, còn 7 con 𝟕 đường chưa có đèn.
"""


@pytest.fixture
def brought(open_as: Callable[..., Page]) -> Callable[[str, str], Page]:
    """``brought(name, size)``: a text with that name, pasted in by the desk's officer, on its page."""

    def bring(name: str, size: str) -> Page:
        page = open_as(ENTERING_DESK, "/doc-bao-cao/dua-vao/", size)
        page.get_by_label("Hoặc dán nội dung vào đây").fill(TEXT.format(place=name))
        page.get_by_role("button", name="Đọc số liệu").click()
        expect(page.locator("[data-candidates]")).to_be_visible(visible=size == "1440")
        page.wait_for_load_state()
        return page

    return bring


def focused(page: Page) -> str:
    name: str = page.evaluate("document.activeElement.id")
    return name


def row_of(page: Page, words: str) -> str:
    """The key of the row of the figure with these words in the text."""
    number = page.locator("mark[id] a", has_text=words).first.get_attribute("data-number")
    return f"dong-{number}"


def test_figures_are_judged_with_the_keyboard_alone(brought: Callable[..., Page]) -> None:
    page = brought("xã A", "1440")
    keys = page.keyboard
    keys.press("j")
    assert focused(page) == "dong-1"
    expect(page.locator("#so-1")).to_have_attribute("aria-current", "true")
    keys.press("ArrowDown")
    keys.press("k")
    assert focused(page) == "dong-1"

    keys.press("Enter")
    expect(page.locator("#so-1")).to_have_class("accepted")
    expect(page.locator("#dong-2")).to_be_focused()
    keys.press("x")
    expect(page.locator("#so-2")).to_have_class("not-taken")
    expect(page.locator("#dong-3")).to_be_focused()
    keys.press("z")
    expect(page.locator("#dong-2")).to_be_focused()
    expect(page.locator("#so-2")).not_to_have_class("not-taken")

    keys.press("e")
    number = page.locator("#dong-2 [data-first]")
    expect(number).to_be_focused()
    keys.type("xj")  # letters are letters in a field
    keys.press("Enter")
    expect(page.locator("#dong-2 .note.wrong")).to_contain_text("không phải là số")
    expect(number).to_be_focused()
    keys.press("Control+a")
    keys.type("163")
    keys.press("Enter")
    expect(page.locator("#so-2")).to_have_class("corrected")
    expect(page.locator("#dong-2 .candidate-value")).to_contain_text("163")

    keys.press("j")
    keys.press("e")
    expect(page.locator("#dong-3 [data-first]")).to_be_focused()
    keys.press("Escape")
    expect(page.locator("#dong-3")).to_be_focused()
    expect(page.locator("#dong-3 form[data-correcting]")).to_have_count(0)
    keys.press("?")
    expect(page.locator("#phim")).to_have_attribute("open", "")
    assert page.faults == []  # type: ignore[attr-defined]
    assert serious_faults(page) == []


def test_letters_do_nothing_once_they_are_switched_off(brought: Callable[..., Page]) -> None:
    page = brought("xã B", "1440")
    page.evaluate("localStorage.setItem('single-keys', 'off')")
    try:
        page.locator("#dong-1").focus()
        page.keyboard.press("x")
        page.keyboard.press("j")
        assert focused(page) == "dong-1"
        page.keyboard.press("ArrowDown")
        assert focused(page) == "dong-2"
        expect(page.locator("#so-1")).not_to_have_class("not-taken")
    finally:
        page.evaluate("localStorage.removeItem('single-keys')")


def test_mark_and_row_lead_to_one_another_and_selected_words_are_added(brought: Callable[..., Page]) -> None:
    page = brought("xã C", "1440")
    row = row_of(page, "1.131 lượt người")
    page.locator("mark a", has_text="1.131 lượt người").click()
    expect(page.locator(f"#{row}")).to_be_focused()
    assert page.url.endswith(f"#{row}")
    page.locator(f"#{row} [data-to-mark]").click()
    expect(page.locator("mark a", has_text="1.131 lượt người")).to_be_focused()

    # Behind a letter that a browser counts twice the place is still right.
    page.evaluate(
        """() => {
            const all = [...document.querySelectorAll('[data-start]')];
            const part = all.find((each) => each.textContent.includes('đường chưa'));
            const words = [...part.childNodes].find((each) => each.textContent.includes('đường chưa'));
            const at = words.textContent.indexOf('đường chưa');
            getSelection().setBaseAndExtent(words, at, words, at + 10);
        }"""
    )
    page.locator(".add-selected").click()
    expect(page.locator("#them-chu")).to_have_value("đường chưa")
    page.locator("#them-so").fill("7")
    page.locator("#them-dung").select_option("context")
    page.locator("#them").get_by_role("button", name="Thêm số liệu", exact=True).click()
    expect(page.locator("mark[id].accepted")).to_have_text("đường chưa")


def test_on_a_telephone_text_and_figures_take_turns(brought: Callable[..., Page]) -> None:
    page = brought("xã D", "390")
    expect(page.locator("#van-ban")).to_be_visible()
    page.locator("#so-2 a").click()
    expect(page.locator("#van-ban")).to_be_hidden()
    expect(page.locator("#dong-2")).to_be_focused()
    page.locator("#dong-2 [data-accept]").click()
    expect(page.locator("#dong-2")).to_have_class("candidate accepted")
    page.locator("#dong-2 [data-to-mark]").click()
    expect(page.locator("#so-2")).to_be_visible()
    expect(page.locator("#dong-2")).to_be_hidden()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_on_a_telephone_a_finished_text_and_an_open_form_are_shown(open_as: Callable[..., Page]) -> None:
    finished = open_as(COMMUNE_OFFICER, "/doc-bao-cao/1/", "390")
    expect(finished.locator("#van-ban")).to_have_count(0)
    expect(finished.locator("#dong-1")).to_be_visible()
    correcting = open_as(COMMUNE_OFFICER, "/doc-bao-cao/3/?sua=3", "390")
    expect(correcting.locator("#dong-3 [data-first]")).to_be_focused()


def test_the_chosen_row_is_in_sight_on_the_way_to_the_last(open_as: Callable[..., Page]) -> None:
    page = open_as(COMMUNE_OFFICER, "/doc-bao-cao/3/")
    for _step in range(page.locator("[data-row]").count()):
        page.keyboard.press("j")
        seen = page.evaluate(
            """() => {
                const { top, bottom } = document.activeElement.getBoundingClientRect();
                const { top: from } = document.querySelector(".reading-rows").getBoundingClientRect();
                return top >= Math.max(from, 0) - 1 && bottom <= innerHeight + 1;
            }"""
        )
        assert seen, focused(page)


def test_what_is_wrong_with_an_added_figure_is_in_sight(brought: Callable[..., Page]) -> None:
    page = brought("xã E", "1440")
    page.locator("#them > summary").click()
    page.locator("#them-chu").fill("27 tổ hòa giải")
    page.locator("#them").get_by_role("button", name="Thêm số liệu", exact=True).click()
    expect(page.locator("#them-so")).to_be_focused()
    expect(page.locator("#them .note.wrong")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#them > summary")).to_be_focused()


def test_without_script_the_page_is_links_and_forms(
    house: str, browser: object, signed_in_state: Callable[..., dict[str, object]]
) -> None:
    context = browser.new_context(  # type: ignore[attr-defined]
        java_script_enabled=False, locale="vi-VN", storage_state=signed_in_state(ENTERING_DESK)
    )
    page = context.new_page()
    page.goto(f"{house}/doc-bao-cao/dua-vao/")
    page.get_by_label("Hoặc dán nội dung vào đây").fill(TEXT.format(place="xã Đ"))
    page.get_by_role("button", name="Đọc số liệu").click()
    page.locator("#dong-1 [data-accept]").click()
    expect(page.locator("#so-1")).to_have_class("accepted")
    page.locator("#dong-2 [data-correct]").click()
    page.locator("#dong-2 [data-first]").fill("163")
    page.locator("#dong-2").get_by_role("button", name="Nhận số đã sửa").click()
    expect(page.locator("#so-2")).to_have_class("corrected")
    context.close()
