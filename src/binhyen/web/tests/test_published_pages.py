"""Pages of what others published: quoted beside what was counted, stated by hand, withdrawn."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from binhyen.access.models import Role
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import Level, OrgUnit
from binhyen.orgunits.queries import unit_of_code
from binhyen.reporting.actions import state_public_figures
from binhyen.reporting.models import PublicFigure, State
from binhyen.reporting.values import Source, StatedFigure, read_as_written
from tests.cast import Cast, places
from tests.quoted import articles_quoted
from tests.reported import LINE, reported

pytestmark = pytest.mark.django_db

BEFORE, TODAY = date(2025, 6, 30), date(2026, 11, 2)


def province(code: str, day: date = TODAY) -> OrgUnit:
    with acting_as(OPERATOR):
        found = unit_of_code(OPERATOR, code, day, Level.PROVINCE)
        assert found is not None
        return OrgUnit.objects.visible_to(OPERATOR).get(pk=found.id)


@pytest.fixture
def thai_nguyen() -> OrgUnit:
    """Today's province, with what the articles say stated."""
    with acting_as(OPERATOR):
        articles_quoted()
    return province("19")


def browser(unit: OrgUnit, role: Role = Role.STANDING_DESK) -> Client:
    people = Cast(places())
    people.add("lan", "Lê Thị Lan", (role, unit))
    return people.client_of("lan")


def words(answer: Any) -> str:
    """The words of a page, as they are read."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def rows() -> list[PublicFigure]:
    with acting_as(OPERATOR):
        return list(PublicFigure.objects.visible_to(OPERATOR).order_by("pk"))


def written(unit: OrgUnit, **told: str) -> dict[str, str]:
    return {
        "unit": str(unit.pk),
        "line": "force_safety_teams",
        "label": "",
        "as_written": "hơn 5.000 tổ bảo vệ an ninh trật tự",
        "first_day": "01/01/2026",
        "last_day": "30/06/2026",
        "title": "Tin sơ kết 6 tháng đầu năm 2026",
        "publisher": "",
        "published": "07/2026",
        "address": "",
        "doubt": "",
    } | told


class TestQuoting:
    def test_a_former_provinces_figures_stand_under_its_name_as_a_part(self, thai_nguyen: OrgUnit) -> None:
        page = browser(thai_nguyen).get(reverse("public_figures", args=[thai_nguyen.pk]))
        said = words(page)
        assert "Tỉnh Bắc Kạn (đến 30/06/2025) · năm 2023" in said
        assert "Một phần địa bàn hiện nay. Đây không phải số của Tỉnh Thái Nguyên hiện nay." in said
        assert "939 buổi" in said
        assert "không xếp hạng, không giao chỉ tiêu, không chấm điểm" in said
        assert "Tỉnh Thái Nguyên · năm" not in said

    def test_on_its_own_page_they_are_its_own(self, thai_nguyen: OrgUnit) -> None:
        former = province("06", BEFORE)
        said = words(browser(thai_nguyen).get(reverse("public_figures", args=[former.pk])))
        assert "Tỉnh Bắc Kạn (đến 30/06/2025) · năm 2023" in said
        assert "Đây không phải số của" not in said

    def test_a_doubt_is_said_with_its_reason(self, thai_nguyen: OrgUnit) -> None:
        thanh_hoa = province("38")
        said = words(browser(thanh_hoa).get(reverse("public_figures", args=[thanh_hoa.pk])))
        assert "chưa chắc chắn Nhiều hơn số đơn vị cấp xã: 558, mà ngày 25/09/2025 có 166." in said

    def test_whoever_may_not_state_is_offered_nothing(self, thai_nguyen: OrgUnit) -> None:
        page = browser(thai_nguyen, Role.LEADER).get(reverse("public_figures", args=[thai_nguyen.pk]))
        assert "939 buổi" in words(page)
        assert "Ghi một số" not in words(page)
        assert b"/rut/" not in page.content

    def test_the_figures_page_leads_there(self, thai_nguyen: OrgUnit) -> None:
        page = browser(thai_nguyen).get(reverse("figures", args=[thai_nguyen.pk]))
        assert reverse("public_figures", args=[thai_nguyen.pk]) in page.content.decode()

    @pytest.mark.parametrize(
        ("said_by_press", "mark"),
        [
            ("12 điểm", "Khớp số tổng hợp trong phần mềm: 12 (tháng 09/2026)."),
            ("hơn 11 điểm", "Khớp số tổng hợp trong phần mềm: 12 (tháng 09/2026)."),
            ("13 điểm", "chưa chắc chắn Khác số tổng hợp trong phần mềm: 12 (tháng 09/2026)."),
        ],
    )
    def test_it_is_held_against_what_was_counted(self, said_by_press: str, mark: str) -> None:
        commune, day = places().commune, date(2026, 9, 10)
        with acting_as(OPERATOR):
            reported(commune, State.ACCEPTED)
            state_public_figures(
                by=OPERATOR,
                figures=[
                    StatedFigure(
                        commune.pk,
                        read_as_written(said_by_press),
                        said_by_press,
                        day,
                        day,
                        Source("Tin tháng 9", "2026-09-12"),
                        LINE,
                    )
                ],
            )
        said = words(browser(commune).get(reverse("public_figures", args=[commune.pk])))
        assert mark in said, said[-400:]


class TestStating:
    def test_a_number_is_kept_as_it_was_written_and_quoted(self, thai_nguyen: OrgUnit) -> None:
        client, there = browser(thai_nguyen), len(rows())
        page = client.post(
            reverse("public_figure_new", args=[thai_nguyen.pk]), written(thai_nguyen), follow=True
        )
        assert "hơn 5.000 tổ" in words(page)
        assert "Tỉnh Thái Nguyên · 01/01/2026–30/06/2026" in words(page)
        kept = rows()[there]
        assert (kept.measure, kept.precision, kept.published) == ("tổ", "gt", "2026-07")
        assert kept.as_written == "hơn 5.000 tổ bảo vệ an ninh trật tự"

    def test_a_former_province_may_be_chosen(self, thai_nguyen: OrgUnit) -> None:
        client, there, former = browser(thai_nguyen), len(rows()), province("06", BEFORE)
        page = client.get(reverse("public_figure_new", args=[thai_nguyen.pk]))
        assert "Tỉnh Bắc Kạn (đến 30/06/2025)" in words(page)
        asked = written(former, first_day="01/01/2024", last_day="31/12/2024", published="2025")
        assert client.post(reverse("public_figure_new", args=[thai_nguyen.pk]), asked).status_code == 302
        assert rows()[there].unit_id == former.pk

    @pytest.mark.parametrize(
        ("told", "fault"),
        [
            ({"first_day": "01/01/2023", "last_day": "31/12/2023"}, "Chọn đơn vị của thời gian ấy"),
            ({"as_written": "rất nhiều"}, "“rất nhiều” không phải là số liệu."),
            ({"line": ""}, "Chưa ghi số này đếm gì."),
            ({"published": "hôm qua"}, "hôm qua"),
            ({"title": "Bài của ông Nguyễn Văn An"}, "Không ghi tên người, kể cả tác giả"),
            ({"address": "javascript:alert(1)"}, "Địa chỉ không đọc được."),
            ({"line": "", "label": "Tin báo về tội phạm"}, "chỉ được ghi bằng chỉ tiêu có trong danh mục"),
        ],
    )
    def test_a_fault_is_said_at_its_place_and_nothing_is_lost(
        self, thai_nguyen: OrgUnit, told: dict[str, str], fault: str
    ) -> None:
        client, there = browser(thai_nguyen), len(rows())
        page = client.post(reverse("public_figure_new", args=[thai_nguyen.pk]), written(thai_nguyen, **told))
        assert page.status_code == 422
        assert fault in words(page)
        assert told.get("title", "Tin sơ kết 6 tháng đầu năm 2026") in html.unescape(page.content.decode())
        assert len(rows()) == there

    def test_a_unit_that_is_not_offered_is_refused(self, thai_nguyen: OrgUnit) -> None:
        client = browser(thai_nguyen)
        page = client.post(reverse("public_figure_new", args=[thai_nguyen.pk]), written(province("38")))
        assert page.status_code == 422


class TestWithdrawing:
    def test_it_is_withdrawn_and_the_next_page_undoes_that(self, thai_nguyen: OrgUnit) -> None:
        client = browser(thai_nguyen)
        sessions = next(row for row in rows() if row.line == "mob_sessions")
        place = [thai_nguyen.pk, sessions.pk]
        page: Any = client.post(reverse("public_figure_withdraw", args=place), follow=True)
        assert "Đã rút số liệu đã công bố: 939 buổi." in words(page)
        assert reverse("public_figure_restore", args=place) in page.content.decode()
        assert "Buổi tuyên truyền, phát động phong trào" not in words(page)
        page = client.post(reverse("public_figure_restore", args=place), follow=True)
        assert "Buổi tuyên truyền, phát động phong trào" in words(page)

    def test_a_figure_of_another_unit_is_not_found_here(self, thai_nguyen: OrgUnit) -> None:
        committees = next(row for row in rows() if row.line == "org_steering_committees")
        page = browser(thai_nguyen).post(
            reverse("public_figure_withdraw", args=[thai_nguyen.pk, committees.pk])
        )
        assert page.status_code == 404
