"""Every page at both sizes and in both schemes: nothing sticks out, nothing fails, axe finds no serious fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import SCHEMES, SIZES

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ADMINISTRATOR, SYSTEM, DESK, ENTERING, AUDITOR, LEADER = (
    "quantri.phutho",
    "hethong",
    "thuongtruc.phutho",
    "nhaplieu.dabac",
    "kiemtoan.phutho",
    "lanhdao.phutho",
)
PHU_THO = 13
"""The key of the province, which every first load gives it."""


@dataclass(frozen=True)
class Shown:
    """A page as somebody sees it. ``follow`` names the links to click, from ``path`` on, to come to it."""

    name: str
    path: str
    by: str | None
    follow: str | tuple[str, ...] = ()
    status: int = 200


PAGES = [
    Shown("dang-nhap", "/dang-nhap/", None),
    Shown("kich-hoat", "/kich-hoat/", None),
    Shown("trang-dau", "/", DESK),
    Shown("tong-quan", f"/tong-quan/{PHU_THO}/?ky=2026-01", LEADER),
    Shown("tong-quan-cua-xa", "/", ENTERING),
    Shown(
        "tong-quan-theo-don-vi", f"/tong-quan/{PHU_THO}/don-vi/?ky=2026-01&dong=force_safety_teams", LEADER
    ),
    Shown("tong-quan-bien-dong", f"/tong-quan/{PHU_THO}/bien-dong/?ky=2026-01", DESK),
    Shown("vi-sao", f"/so-lieu/{PHU_THO}/mob_sessions/vi-sao/?ky=2026-01&so-voi=2025-12", LEADER),
    Shown("theo-don-vi-bao-cao", f"/tong-quan/{PHU_THO}/?ky=2026-01&dia-ban=theo-bao-cao", LEADER),
    Shown("dia-ban-khong-co", f"/so-lieu/{PHU_THO}/?ky=2026-01&dia-ban=2024-12-31", LEADER),
    Shown("xep-hang-nam-truoc", f"/tong-quan/{PHU_THO}/don-vi/?ky=2025-01&dong=model_points", LEADER),
    Shown("tung-don-vi-nam-truoc", f"/so-lieu/{PHU_THO}/model_points/?ky=2025-01", LEADER),
    Shown(
        "don-vi-gop-vao-mot-so",
        f"/so-lieu/{PHU_THO}/model_points/?ky=2025-01",
        LEADER,
        follow=("Phường Thống Nhất", "Số này gồm số của những đơn vị nào trước đây?"),
    ),
    Shown("trinh-chieu", f"/tong-quan/{PHU_THO}/trinh-chieu/?ky=2026-01", LEADER),
    Shown("can-quyet-dinh", f"/tong-quan/{PHU_THO}/can-quyet-dinh/", LEADER),
    Shown("viec-cua-toi", "/viec-cua-toi/", DESK),
    Shown("viec-cua-xa", "/viec-cua-toi/", ENTERING),
    Shown("viec-cua-quan-tri", "/viec-cua-toi/", ADMINISTRATOR),
    Shown("thong-bao", "/viec-cua-toi/thong-bao/", DESK),
    Shown("don-vi", "/don-vi/", DESK),
    Shown("don-vi-tim", "/don-vi/?q=da+bac", DESK),
    Shown("mot-tinh", "/don-vi/?q=ph%C3%BA+th%E1%BB%8D", DESK, follow="Tỉnh Phú Thọ"),
    Shown("mot-xa", "/don-vi/", ENTERING, follow="Xã Đà Bắc"),
    Shown("mot-xa-truoc-2025", "/don-vi/?q=da+bac&as_of=2025-06-30", DESK, follow="Thị trấn Đà Bắc"),
    Shown("cay-don-vi", "/don-vi/cay/", DESK),
    Shown("cay-don-vi-truoc-2025", "/don-vi/cay/?as_of=2025-06-30", DESK),
    Shown("lich-su-ban-do", "/don-vi/lich-su/", DESK),
    Shown("mot-lan-sap-xep", "/don-vi/lich-su/", DESK, follow="Sắp xếp đơn vị hành chính năm 2025"),
    Shown("hai-ban-do", "/don-vi/ban-do/", DESK),
    Shown("hai-ban-do-ca-nuoc", "/don-vi/ban-do/?unit=1", SYSTEM),
    Shown("mot-nhom-don-vi", "/don-vi/nhom/", ADMINISTRATOR, follow="Xã khu vực III (minh hoạ)"),
    Shown("ban-chi-dao", f"/don-vi/{PHU_THO}/ban-chi-dao/", DESK),
    Shown("kien-toan", f"/don-vi/{PHU_THO}/ban-chi-dao/1/kien-toan/", ADMINISTRATOR),
    Shown("bo-sung-don-vi", f"/don-vi/{PHU_THO}/bo-sung/", ADMINISTRATOR),
    Shown("bao-cao", "/bao-cao/?ky=2026-01", DESK),
    Shown("bao-cao-cua-xa", "/bao-cao/", ENTERING),
    Shown("mot-bao-cao", "/bao-cao/?ky=2026-01", DESK, follow="Xã Sơn Đông"),
    Shown("so-sanh", "/bao-cao/?ky=2026-01", DESK, follow=("Xã Sơn Đông", "So sánh để duyệt")),
    Shown("sau-khi-nop", "/bao-cao/?ky=2026-01", DESK, follow=("Xã Sơn Đông", "Số liệu qua các kỳ")),
    Shown("nhac-nop", "/bao-cao/nhac/", DESK),
    Shown("so-lieu-cu", "/bao-cao/so-lieu-cu/", DESK),
    Shown("dua-vao-so-lieu-cu", "/bao-cao/so-lieu-cu/moi/", DESK),
    Shown(
        "nhap-so-lieu",
        "/viec-cua-toi/",
        ENTERING,
        follow="Hoàn thành và nộp báo cáo 6 tháng cuối năm 2025",
    ),
    Shown("mo-ky", "/bao-cao/mo-ky/", DESK),
    Shown("khoa-ky", "/bao-cao/khoa-ky/?ky=2026-01", DESK),
    Shown("nhap-hang-loat", "/bao-cao/nhap-hang-loat/", DESK),
    Shown("yeu-cau-bao-cao", "/bao-cao/yeu-cau/", DESK),
    Shown("mot-yeu-cau-bao-cao", "/bao-cao/yeu-cau/1/", DESK),
    Shown("yeu-cau-moi", "/bao-cao/yeu-cau/moi/?bieu=dot-xuat-thien-tai", DESK),
    Shown("chon-bieu-ngan", "/bao-cao/yeu-cau/moi/", DESK),
    Shown("duoc-yeu-cau", "/bao-cao/yeu-cau/", ENTERING),
    Shown("cac-dot-cao-diem", "/bao-cao/dot/", DESK),
    Shown("mot-dot-cao-diem", "/bao-cao/dot/1/", DESK),
    Shown("so-lieu", "/so-lieu/", DESK),
    Shown("so-lieu-cua-xa", "/so-lieu/", ENTERING),
    Shown("so-lieu-da-cong-bo", f"/so-lieu/{PHU_THO}/cong-bo/", DESK),
    Shown("ghi-so-lieu-da-cong-bo", f"/so-lieu/{PHU_THO}/cong-bo/moi/", DESK),
    Shown("van-ban", "/van-ban/", DESK),
    Shown("soan-van-ban", "/van-ban/lap/", DESK),
    Shown("mot-van-ban", "/van-ban/1/", LEADER),
    Shown("van-ban-du-thao", "/van-ban/3/", DESK),
    Shown("hai-lan-khac-nhau", "/van-ban/2/khac/1/", LEADER),
    Shown("doc-bao-cao", "/doc-bao-cao/", ENTERING),
    Shown("dua-van-ban-vao", "/doc-bao-cao/dua-vao/", DESK),
    Shown("mot-bao-cao-bang-loi", "/doc-bao-cao/3/", ENTERING),
    Shown("sua-mot-so-lieu", "/doc-bao-cao/3/?sua=3", ENTERING),
    Shown("mot-bai-bao", "/doc-bao-cao/2/", DESK),
    Shown("doc-bao-cao-da-xong", "/doc-bao-cao/1/", ENTERING),
    Shown("chi-tieu-da-giu", "/doc-bao-cao/da-giu/", ENTERING),
    Shown("thu-vien", "/thu-vien/", DESK),
    Shown("tai-khoan-cua-toi", "/tai-khoan/", ENTERING),
    Shown("doi-mat-khau", "/tai-khoan/mat-khau/", ENTERING),
    Shown("xac-thuc-hai-lop", "/tai-khoan/xac-thuc-hai-lop/thiet-lap/", ENTERING),
    Shown("tai-khoan", "/quan-tri/tai-khoan/", ADMINISTRATOR),
    Shown("mot-tai-khoan", "/quan-tri/tai-khoan/", ADMINISTRATOR, follow="Bùi Thị Minh Hoạ"),
    Shown("tao-tai-khoan", "/quan-tri/tai-khoan/moi/", ADMINISTRATOR),
    Shown("nhap-tai-khoan", "/quan-tri/tai-khoan/nhap/", ADMINISTRATOR),
    Shown("sap-xep", "/don-vi/sap-xep/", ADMINISTRATOR),
    Shown("lap-ban-sap-xep", "/don-vi/sap-xep/moi/", ADMINISTRATOR),
    Shown("sap-xep-bang-tep", "/don-vi/sap-xep/tep/", ADMINISTRATOR),
    Shown("danh-muc", "/quan-tri/danh-muc/", SYSTEM),
    Shown("mot-bieu", "/quan-tri/danh-muc/xa-thang/", ENTERING),
    Shown("nhat-ky", "/quan-tri/nhat-ky/", AUDITOR),
    Shown("ho-tro", "/quan-tri/ho-tro/", SYSTEM),
    Shown("khong-thay", "/khong-co-trang-nay/", DESK, status=404),
]

TO_BRING = 30_000
"""So many milliseconds at most until parts of a page are there that it brings by script."""
SERIOUS = {"serious", "critical"}
JUDGED = (("1440", "light"), ("390", "dark"))
"""Where pages are judged: each layout and each scheme once, since colours do not hang on the width."""


def serious_faults(page: Page) -> list[str]:
    """What axe calls serious or critical, with the element and the remedy."""
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']}: {fault['help']} — {node['target']} {node.get('failureSummary', '')}"
        for fault in found
        if fault["impact"] in SERIOUS
        for node in fault["nodes"]
    ]


def show(open_as: Callable[..., Page], shown: Shown, size: str, scheme: str) -> Page:
    page = open_as(shown.by, shown.path, size, scheme)
    for name in (shown.follow,) if isinstance(shown.follow, str) else shown.follow:
        page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()
        page.wait_for_load_state()
    expect(page.locator(".brought")).to_have_count(0, timeout=TO_BRING)
    return page


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every size with every scheme where pictures are wanted; else all that is judged, on one opened page."""
    if "settings_shown" in metafunc.fixturenames:
        every = [((size, scheme),) for size in SIZES for scheme in SCHEMES]
        wanted = every if metafunc.config.getoption("--screenshots") else [JUDGED]
        metafunc.parametrize(
            "settings_shown", wanted, ids=["+".join("-".join(each) for each in those) for those in wanted]
        )


@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
def test_a_page_is_whole_and_accessible(
    open_as: Callable[..., Page],
    shown: Shown,
    settings_shown: tuple[tuple[str, str], ...],
    pictures: Path | None,
) -> None:
    first, *others = settings_shown
    page = show(open_as, shown, *first)
    judge(page, shown, first, pictures)
    for size, scheme in others:
        page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        judge(page, shown, (size, scheme), pictures)


def judge(page: Page, shown: Shown, setting: tuple[str, str], pictures: Path | None) -> None:
    """The page as it stands in a size and scheme: nothing sticks out, nothing failed, axe finds nothing serious."""
    page.evaluate("document.fonts.ready")
    if pictures:
        page.screenshot(path=pictures / f"{shown.name}-{'-'.join(setting)}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{setting}: {wide} px stick out to the side"
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == "vi"
    expected = [] if shown.status == 200 else [f"{shown.status}"]
    unexpected = [fault for fault in page.faults if not any(sign in fault for sign in expected)]  # type: ignore[attr-defined]
    assert unexpected == []
    if setting in JUDGED:
        assert serious_faults(page) == [], setting
