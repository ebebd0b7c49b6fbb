"""Pages of figures: what a unit comes to, as a table and as files, and where each number comes from."""

from __future__ import annotations

import csv
import io
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from binhyen.foundations import clock
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import OrgUnit
from binhyen.web.tests.reporting_desk import DAY, PERIOD, Desk, laid
from binhyen.web.tests.test_report_pages import name_of, page_of, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> Iterator[Desk]:
    with clock.fixed_to(DAY):
        made = laid()
        made.accepted()
        made.accepted("mai", made.sibling, model_points=7, awd_commune_individuals=4)
        yield made


def row_of(page: str, label: str) -> str:
    return next(part for part in page.split("<tr ") if f">{label}</th>" in part)


SITES = "Điểm mô hình đang hoạt động"


class TestFiguresOfAUnit:
    def test_the_way_in_leads_to_the_latest_figures_of_ones_unit(self, desk: Desk) -> None:
        response: Any = desk.client("lan").get("/so-lieu/", follow=True)
        page = response.content.decode()
        assert response.redirect_chain[-1][0] == f"/so-lieu/{desk.province.pk}/"
        assert "Số liệu tháng 09/2026 · " + name_of(desk.province) in page

    def test_a_sum_says_on_how_many_reports_it_rests(self, desk: Desk) -> None:
        page = page_of(desk.client("lan"), f"/so-lieu/{desk.province.pk}/", ky=PERIOD)
        row = row_of(page, SITES)
        assert "<strong>27</strong>" in row
        assert "tạm tính" in row
        assert ">2/" in row
        assert name_of(desk.commune) not in page[: page.index("Số liệu</h2>")], "only who is missing is named"

    def test_a_unit_sees_its_own_accepted_figures(self, desk: Desk) -> None:
        page = page_of(desk.client("hoa"), f"/so-lieu/{desk.commune.pk}/", ky=PERIOD)
        assert "<strong>20</strong>" in row_of(page, SITES)
        assert "chưa có" in row_of(page, "Chiều dài tuyến đường được thắp sáng")
        assert "không áp dụng" in row_of(page, "Camera an ninh do cộng đồng lắp đặt")

    def test_longer_periods_are_chosen_in_the_address(self, desk: Desk) -> None:
        page = page_of(desk.client("hoa"), f"/so-lieu/{desk.commune.pk}/", ky="2026-Q3")
        assert "quý III/2026 (15/06/2026–14/09/2026)" in page
        assert "<strong>20</strong>" in row_of(page, SITES)

    def test_days_that_come_once_have_no_neighbours(self, desk: Desk) -> None:
        page = page_of(
            desk.client("hoa"), f"/so-lieu/{desk.commune.pk}/", ky="2026-08-01..2026-08-20", lich="windows"
        )
        assert "đợt 01/08/2026–20/08/2026" in page

    def test_a_bad_period_is_named(self, desk: Desk) -> None:
        page = page_of(desk.client("hoa"), f"/so-lieu/{desk.commune.pk}/", ky="2026-Q7")
        assert 'class="note wrong"' in page
        assert "tháng 09/2026" in page

    def test_an_empty_period_says_what_to_do(self, desk: Desk) -> None:
        page = page_of(desk.client("hoa"), f"/so-lieu/{desk.commune.pk}/", ky="2024-01")
        assert "Chưa có số liệu của kỳ này" in page

    def test_beside_there_is_nothing(self, desk: Desk) -> None:
        for username, unit in (("hoa", desk.sibling), ("hoa", desk.province), ("ngoai", desk.commune)):
            page_of(desk.client(username), f"/so-lieu/{unit.pk}/", status=404)

    def test_small_numbers_of_persons_are_held_back_from_those_who_do_not_judge_them(
        self, desk: Desk
    ) -> None:
        label = "Cá nhân được cấp xã khen thưởng"
        address = f"/so-lieu/{desk.commune.pk}/"
        assert "<strong>3</strong>" in row_of(page_of(desk.client("lan"), address, ky=PERIOD), label)
        assert "&lt;5" in row_of(page_of(desk.client("dung"), address, ky=PERIOD), label)


class TestFiles:
    def test_csv_holds_plain_numbers_and_keeps_small_ones_back(self, desk: Desk) -> None:
        response: Any = desk.client("hoa").get(f"/so-lieu/{desk.commune.pk}/so-lieu.csv", {"ky": PERIOD})
        rows = {
            row["Mã chỉ tiêu"]: row
            for row in csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")))
        }
        assert rows["ctx_households"]["Giá trị"] == "1000"
        assert rows["force_area_coverage"]["Giá trị"] == "50.0"
        assert rows["awd_commune_individuals"]["Giá trị"] == ""
        assert rows["awd_commune_individuals"]["Lý do không có giá trị"] == "<5"
        assert rows["res_lit_routes_km"]["Lý do không có giá trị"] == "chưa có"
        assert rows["ctx_households"]["Từ ngày"] == "15/08/2026"

    def test_excel_holds_numbers_as_numbers(self, desk: Desk) -> None:
        response: Any = desk.client("lan").get(f"/so-lieu/{desk.province.pk}/so-lieu.xlsx", {"ky": PERIOD})
        rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
        (sites,) = [row for row in rows if "model_points" in row]
        assert 27 in sites


class TestTrace:
    def test_a_sum_leads_to_the_units(self, desk: Desk) -> None:
        page = page_of(desk.client("lan"), f"/so-lieu/{desk.province.pk}/model_points/", ky=PERIOD)
        assert "<strong>27</strong>" in page
        commune = next(part for part in page.split("<tr data-row>") if name_of(desk.sibling) in part)
        assert ">7<" in commune
        assert f"/so-lieu/{desk.sibling.pk}/model_points/?ky={PERIOD}" in commune

    def test_a_unit_leads_to_who_recorded_it(self, desk: Desk) -> None:
        page = page_of(desk.client("hoa"), f"/so-lieu/{desk.commune.pk}/model_points/", ky=PERIOD)
        assert "nhập trên trang" in page
        assert "Nguyễn Thị Hoa" in page
        assert f"/bao-cao/{desk.obligation().pk}/" in page
        stranger = page_of(desk.client("yen"), f"/so-lieu/{desk.commune.pk}/model_points/", ky=PERIOD)
        assert "Nguyễn Thị Hoa" not in stranger
        assert "nhập liệu, " + name_of(desk.commune) in stranger

    def test_a_value_from_a_workbook_leads_to_its_cell_and_file(self, desk: Desk) -> None:
        with acting_as(OPERATOR):
            other = OrgUnit.objects.visible_to(OPERATOR).filter(path__startswith=desk.province.path)
            third = other.exclude(pk__in=[desk.province.pk, desk.commune.pk, desk.sibling.pk]).order_by("pk")[
                0
            ]
        client = desk.client("lan")
        client.post(
            "/bao-cao/nhap-hang-loat/",
            {"batch": str(uuid.uuid4()), "files": [SimpleUploadedFile(*desk.workbook(third))]},
        )
        address = f"/so-lieu/{third.pk}/model_points/"
        page = page_of(client, address, ky=PERIOD)
        assert re.search(r"xlsx</a>, ô [^<]*D\d+", page)
        file = re.search(rf'href="(/bao-cao/{desk.obligation(third).pk}/tep/\d+/)"', page)
        assert file is not None
        assert client.get(file[1]).status_code == 200
        assert desk.client("dung").get(file[1]).status_code == 404
        assert file[1] not in page_of(desk.client("dung"), address, ky=PERIOD)

    def test_an_option_and_its_total_lead_to_each_other(self, desk: Desk) -> None:
        client = desk.client("lan")
        total = page_of(client, f"/so-lieu/{desk.province.pk}/mob_sessions/", ky=PERIOD)
        option = f"/so-lieu/{desk.province.pk}/mob_sessions/launch/?ky={PERIOD}"
        assert option in total
        assert "<strong>8</strong>" in page_of(client, option)
        rate = page_of(client, f"/so-lieu/{desk.province.pk}/force_area_coverage/", ky=PERIOD)
        assert "Tính từ tử số và mẫu số" in rate

    def test_what_was_adjusted_stands_in_the_trace(self, desk: Desk) -> None:
        client = desk.client("lan")
        sent(client, "/bao-cao/khoa-ky/", ky=PERIOD)
        sent(
            client,
            f"/bao-cao/{desk.obligation().pk}/dieu-chinh/",
            line="model_points",
            value="21",
            reason="Đếm lại",
        )
        page = page_of(client, f"/so-lieu/{desk.commune.pk}/model_points/", ky=PERIOD)
        assert "<strong>21</strong>" in page
        assert "<del>20</del> → 21" in page
        assert "Đếm lại" in page

    def test_an_unknown_line_is_not_found(self, desk: Desk) -> None:
        page_of(desk.client("lan"), f"/so-lieu/{desk.province.pk}/khong-co/", status=404)

    def test_small_numbers_of_units_are_held_back_from_a_leader(self, desk: Desk) -> None:
        address = f"/so-lieu/{desk.province.pk}/awd_commune_individuals/"
        full = page_of(desk.client("lan"), address, ky=PERIOD)
        part = next(each for each in full.split("<tr data-row>") if name_of(desk.commune) in each)
        assert ">3<" in part
        held = page_of(desk.client("dung"), address, ky=PERIOD)
        part = next(each for each in held.split("<tr data-row>") if name_of(desk.commune) in each)
        assert ">3<" not in part
        assert "&lt;5" in part or "…" in part
