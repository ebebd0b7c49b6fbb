"""What the keyboard does: in a grid of figures, in lists, in the bars, and in a frame for files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

DESK = "thuongtruc.phutho"


@pytest.fixture
def gallery(open_as: Callable[..., Page]) -> Page:
    return open_as(DESK, "/thu-vien/")


def values(page: Page) -> list[str]:
    return page.locator("tr.input [data-cell]").evaluate_all("cells => cells.map(cell => cell.value)")


def focused(page: Page) -> str:
    name: str = page.evaluate("document.activeElement.name ?? document.activeElement.id")
    return name


def paste(page: Page, text: str) -> None:
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.activeElement.dispatchEvent(
                new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        text,
    )


def test_enter_and_arrows_walk_the_cells_and_stop_at_the_ends(gallery: Page) -> None:
    gallery.locator("[name=v-a1]").focus()
    for key, name in (
        ("ArrowUp", "v-a1"),
        ("Enter", "v-a2"),
        ("ArrowDown", "v-a3"),
        ("Shift+Enter", "v-a2"),
        ("Tab", "v-a3"),
    ):
        gallery.keyboard.press(key)
        assert focused(gallery) == name
    gallery.locator("[name=v-a5]").focus()
    gallery.keyboard.press("Enter")
    assert focused(gallery) == "v-a5"
    assert "/thu-vien/" in gallery.url


def test_a_pasted_column_fills_downwards_and_is_taken_back_at_once(gallery: Page) -> None:
    before = values(gallery)
    gallery.locator("[name=v-a2]").focus()
    paste(gallery, "1.290\r\n215\r\n20\r\n")
    assert values(gallery) == [before[0], "1.290", "215", "20", before[4]]
    gallery.keyboard.press("Control+z")
    assert values(gallery) == before


def test_a_column_that_is_too_long_ends_with_the_grid(gallery: Page) -> None:
    gallery.locator("[name=v-a4]").focus()
    paste(gallery, "1\n2\n3\n4\n")
    assert values(gallery)[3:] == ["1", "2"]


def test_letters_typed_into_a_cell_are_taken_back_together(gallery: Page) -> None:
    before = values(gallery)
    gallery.locator("[name=v-a1]").focus()
    gallery.keyboard.type("25")
    gallery.keyboard.press("Enter")
    gallery.keyboard.type("1300")
    assert values(gallery)[:2] == ["25", "1300"]
    gallery.keyboard.press("Control+z")
    assert values(gallery)[:2] == ["25", before[1]]
    gallery.keyboard.press("Control+z")
    assert values(gallery) == before


def test_slash_and_control_k_go_to_the_search_but_not_while_writing(gallery: Page) -> None:
    gallery.keyboard.press("/")
    assert focused(gallery) == "q"
    gallery.locator("[name=v-a1]").focus()
    gallery.keyboard.press("/")
    assert focused(gallery) == "v-a1"
    gallery.keyboard.press("Control+k")
    assert focused(gallery) == "q"


def test_keys_of_one_letter_can_be_switched_off(gallery: Page) -> None:
    gallery.locator("summary", has_text="Tài khoản và cách hiển thị").click()
    gallery.get_by_role("group", name="Phím tắt một chữ").get_by_role("button", name="Tắt").click()
    gallery.reload()
    gallery.keyboard.press("/")
    assert focused(gallery) != "q"
    gallery.keyboard.press("Control+k")
    assert focused(gallery) == "q"
    gallery.evaluate("localStorage.removeItem('single-keys')")


def test_j_and_k_walk_the_rows_of_a_list(gallery: Page) -> None:
    def row() -> str:
        text: str = gallery.evaluate(
            "document.activeElement.closest('[data-row] ')?.querySelector('th').innerText"
        )
        return text

    gallery.keyboard.press("j")
    first = row()
    gallery.keyboard.press("j")
    second = row()
    assert first != second
    gallery.keyboard.press("k")
    assert row() == first


def test_escape_shuts_a_menu_and_gives_the_focus_back(gallery: Page) -> None:
    switch = gallery.locator(".unit-switch")
    switch.locator("summary").click()
    gallery.wait_for_function("['id', 'name'].some(k => document.activeElement[k] === 'q')")
    gallery.keyboard.press("Escape")
    expect(switch).not_to_have_attribute("open", "")
    assert gallery.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_a_chosen_scheme_holds_on_the_next_page(gallery: Page) -> None:
    gallery.locator("#scheme [data-scheme-choice=dark]").click()
    gallery.reload()
    assert gallery.evaluate("document.documentElement.dataset.scheme") == "dark"
    assert gallery.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 26)"
    gallery.locator("#scheme [data-scheme-choice='']").click()
    assert gallery.evaluate("document.documentElement.dataset.scheme") is None


def test_chosen_files_are_named(gallery: Page, tmp_path: Path) -> None:
    files = [tmp_path / "xa-da-bac.xlsx", tmp_path / "xa-tan-pheo.xlsx"]
    for file in files:
        file.write_bytes(b"x")
    gallery.locator("#sample-files").set_input_files(files)
    expect(gallery.locator("#sample-files_chosen li")).to_have_text(["xa-da-bac.xlsx", "xa-tan-pheo.xlsx"])


def test_figures_are_all_of_one_width(gallery: Page) -> None:
    gallery.evaluate("document.fonts.ready")
    widths = gallery.evaluate(
        """() => [...'0123456789'].map(digit => {
            const cell = document.createElement('td');
            cell.textContent = digit.repeat(10);
            const row = document.querySelector('#table tbody tr');
            row.append(cell);
            const range = document.createRange();
            range.selectNodeContents(cell);
            const width = range.getBoundingClientRect().width;
            cell.remove();
            return Math.round(width * 10);
        })"""
    )
    assert len(set(widths)) == 1
