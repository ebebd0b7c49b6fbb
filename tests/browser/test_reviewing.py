"""The desk reviews a month of 148 reports by keyboard alone, and one that it gives back comes again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.installation import Installation

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

DESK, REVIEWING, ENTERING = "thuongtruc.phutho", "duyet.phutho", "nhaplieu.dabac"
FEBRUARY = "/bao-cao/?ky=2026-02"
COMMUNES, FLAGGED = 148, 12

SEED = f"""
import django
django.setup()
from binhyen.foundations.clock import now
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.reporting.models import Obligation, Recording, Submission
from binhyen.reporting.queries import with_unit_names
with acting_as(OPERATOR):
    owed = Obligation.objects.visible_to(OPERATOR).filter(data_set__code="xa-thang", period="2026-02", part_of=None)
    owed = list(with_unit_names(owed.select_related("version")).order_by("unit_sort", "unit_id"))
    assert len(owed) == {COMMUNES}, len(owed)
    named = next(each for each in owed if each.unit_name == "Xã Đà Bắc")
    flagged = {{each.pk for each in owed[:{FLAGGED - 1}]}} | {{named.pk}}
    assert len(flagged) == {FLAGGED}
    said = Submission.objects.visible_to(OPERATOR).filter(
        unit_id=named.unit_id, obligation__data_set=named.data_set_id, obligation__period="2026-01"
    ).get()
    points = int(said.values[named.layout.position["model_points"]])
    jump = {{"kind": "jump", "lines": ["model_points"], "now": str(points), "before": "900", "answered": False}}
    Recording.objects.visible_to(OPERATOR).filter(submission__obligation__in=owed).delete()
    Submission.objects.visible_to(OPERATOR).filter(obligation__in=owed).delete()
    Submission.objects.bulk_create(
        Submission(
            obligation=each, unit_id=each.unit_id, unit_path=each.unit_path, state="submitted",
            values=said.values, not_applicable=said.not_applicable, flags=[jump] if each.pk in flagged else [],
            submitted_at=now(), changed_at=now(),
        )
        for each in owed
    )
    print(named.pk, points + 1)
"""
"""Every commune handed in February; a dozen have a flag that nobody answered, the last of them by name is Đà Bắc."""


@pytest.fixture(scope="module")
def dabac(house: str, installation: Installation) -> tuple[int, str]:
    """The month as it lies before the desk; answers with the key of the report of Đà Bắc and its right number."""
    key, points = installation.run_python(SEED).split()[-2:]
    return int(key), points


def test_the_desk_reviews_all_reports_of_a_month(
    open_as: Callable[..., Page], dabac: tuple[int, str]
) -> None:
    desk = open_as(REVIEWING, FEBRUARY)
    desk.get_by_role("button", name="Duyệt tất cả không có dấu hiệu").press("Enter")
    expect(desk.get_by_text(f"Đã duyệt {COMMUNES - FLAGGED} báo cáo.")).to_be_visible()
    desk.get_by_role("link", name="Về bảng báo cáo").press("Enter")
    desk.get_by_role("link", name="Duyệt lần lượt").press("Enter")
    for left in range(FLAGGED, 1, -1):
        shows_the_first_of(desk, left)
        desk.keyboard.press("d")

    shows_the_first_of(desk, 1)
    row = walk_to(desk, "model_points")
    mark_and_unmark(desk, row)
    desk.keyboard.press("t")
    desk.keyboard.type("Tháng trước 90 điểm, nay 8 điểm")
    desk.keyboard.press("Enter")
    desk.get_by_role("button", name="Trả lại báo cáo").press("Enter")
    expect(desk.get_by_role("heading", name="Theo đơn vị và kỳ")).to_be_visible()
    expect(desk.get_by_role("link", name="0 Chờ duyệt")).to_be_visible()
    expect(desk.get_by_role("link", name="1 Chưa nộp")).to_be_visible()

    corrected_by_its_unit(open_as, *dabac)
    desk.goto(desk.url)
    desk.get_by_role("link", name="Duyệt lần lượt").press("Enter")
    shows_the_first_of(desk, 1)
    expect(desk.locator("#dong-model_points")).to_contain_text(dabac[1])
    desk.keyboard.press("d")
    expect(desk.get_by_role("link", name="0 Chờ duyệt")).to_be_visible()
    expect(desk.get_by_text("Đầy đủ 100,0% · Đúng hạn 100,0%")).to_be_visible()
    assert desk.faults == []  # type: ignore[attr-defined]


def shows_the_first_of(page: Page, left: int) -> None:
    """The page is there with its script: a key that is pressed before would be lost."""
    expect(page.get_by_text(f"Báo cáo 1 trong {left} đang chờ duyệt")).to_be_visible()
    page.wait_for_load_state()


def mark_and_unmark(page: Page, row: Locator) -> None:
    """t asks for a reason with what is doubted as its first wording; again, it takes both back."""
    page.keyboard.press("t")
    reason = row.locator("[data-reason]")
    expect(reason).to_be_focused()
    expect(reason).not_to_have_value("")
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    expect(reason).to_be_hidden()
    expect(reason).to_have_value("")


def corrected_by_its_unit(open_as: Callable[..., Page], key: int, points: str) -> None:
    """The commune reads why, puts another number in and hands the report in again."""
    officer = open_as(ENTERING, f"/bao-cao/{key}/")
    expect(officer.locator("#dong-model_points")).to_contain_text("Tháng trước 90 điểm, nay 8 điểm")
    officer.get_by_role("link", name="Nhập số liệu").press("Enter")
    officer.wait_for_url("**/nhap/")
    officer.locator("#dong-model_points input").first.fill(points)
    officer.keyboard.press("Enter")
    officer.get_by_role("button", name="Nộp báo cáo").first.press("Enter")
    officer.wait_for_url(lambda url: "nhap" not in url)


def walk_to(page: Page, line: str) -> Locator:
    """Down the lines with j until the one that is meant."""
    row = page.locator(f"#dong-{line}")
    for _step in range(120):
        page.keyboard.press("j")
        if page.locator("tr:focus-within").get_attribute("id") == f"dong-{line}":
            return row
    raise AssertionError(f"j never came to {line}")


def test_reminders_are_copied_with_one_key(open_as: Callable[..., Page]) -> None:
    page = open_as(DESK, "/bao-cao/nhac/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("j")
    row = page.locator("tr:focus-within")
    page.keyboard.press("c")
    expect(page.locator("[data-told]")).to_have_text("Đã chép lời nhắc.")
    one = page.evaluate("navigator.clipboard.readText()")
    assert one == row.locator("[data-text]").text_content()
    page.keyboard.press("Shift+C")
    expect(page.locator("[data-told]")).to_have_text("Đã chép tất cả lời nhắc.")
    assert page.evaluate("navigator.clipboard.readText()").startswith(one)


def test_without_a_clipboard_the_text_is_selected(open_as: Callable[..., Page]) -> None:
    page = open_as(DESK, "/bao-cao/nhac/")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.keyboard.press("j")
    page.keyboard.press("c")
    expect(page.locator("[data-told]")).to_contain_text("bấm Ctrl+C")
    assert page.evaluate("getSelection().toString()").startswith("Xã")
