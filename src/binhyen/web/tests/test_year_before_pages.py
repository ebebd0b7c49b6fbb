"""A report beside the same period a year before, when other units stood where its unit stands now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from binhyen.access.models import Role
from binhyen.foundations import clock
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.tests.former_units import BINH_LAM, CUA_LO, LAM_HONG, LANG_CHUA
from binhyen.reporting.models import Obligation, State
from binhyen.web.tests.test_report_pages import page_of, row_of
from tests.cast import Cast, places
from tests.two_maps import NOW, lay_two_maps

pytestmark = pytest.mark.django_db

LINE = "model_points"


@pytest.fixture
def people() -> Iterator[Cast]:
    with clock.fixed_to(date(2026, 7, 20)):
        found = Cast(places())
        with acting_as(OPERATOR):
            lay_two_maps(State.SUBMITTED)
            units = OrgUnit.objects.visible_to(OPERATOR).in_bulk([LAM_HONG, BINH_LAM])
        found.add("lan", "Lê Thị Lan", (Role.REVIEWING, units[LAM_HONG]))
        found.add("hoa", "Nguyễn Thị Hoa", (Role.ENTERING, units[BINH_LAM]))
        yield found


def address(unit: int, page: str = "") -> str:
    with acting_as(OPERATOR):
        owed = Obligation.objects.visible_to(OPERATOR).get(unit_id=unit, period=NOW)
    return f"/bao-cao/{owed.pk}/{page}"


def year_before(row: str) -> str:
    return row.split('data-label="05/2025">')[1].split("</td>")[0].strip()


def test_an_estimate_is_hollow_and_raises_no_flag(people: Cast) -> None:
    page = page_of(people.client_of("lan"), address(BINH_LAM, "so-sanh/"))
    told = year_before(row_of(page, LINE))
    assert told.startswith('<span class="estimate" title="ước tính">10</span>')
    assert "So với tháng 05/2025 trên cùng địa bàn: một phần xã Đông Tây (ước tính) trước 01/07/2025." in page
    assert "Số trong khung nét đứt có phần ước tính" in page
    assert "cùng kỳ năm trước 10" not in page


def test_what_may_not_be_compared_says_why_in_place_and_below(people: Cast) -> None:
    page = page_of(people.client_of("lan"), address(CUA_LO, "so-sanh/"))
    why = "có đơn vị bị chia, chưa biết tỷ lệ"
    assert f'<span title="{why}">không so sánh được</span>' in year_before(row_of(page, LINE))
    assert f"Không so sánh được ({why}): Điểm mô hình đang hoạt động" in page
    assert f'<span title="{why}">không so sánh được</span>' in page_of(
        people.client_of("lan"), address(CUA_LO)
    )


def test_a_unit_that_stayed_is_compared_with_itself_and_asked_about_a_jump(people: Cast) -> None:
    page = page_of(people.client_of("lan"), address(LANG_CHUA, "so-sanh/"))
    assert year_before(row_of(page, LINE)) == "<span>10</span>"
    assert "So với tháng 05/2025 trên cùng địa bàn" not in page
    assert "Điểm mô hình đang hoạt động: 35, cùng kỳ năm trước 10." in page


def test_after_handing_in_the_year_before_is_that_of_the_former_units(people: Cast) -> None:
    page = page_of(people.client_of("hoa"), address(BINH_LAM, "da-nop/"))
    assert "(ước tính)" in page
    assert "So với tháng 05/2025 trên cùng địa bàn: một phần xã Đông Tây (ước tính) trước 01/07/2025." in page
