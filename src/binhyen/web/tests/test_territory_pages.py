"""On which map pages of figures tell them: what the address says, what is refused, and how an estimate looks."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from binhyen.access.models import Role
from binhyen.analytics.queries import FigureOf, NoValue, OverviewLine, figures_of
from binhyen.analytics.values import WhyNot
from binhyen.foundations import clock
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.queries import path_to, predecessors_of
from binhyen.orgunits.tests.former_units import BINH_LAM, CUA_LO, DONG_TAY, LAM_HONG
from binhyen.web.figures.scope import Scope
from binhyen.web.figures.shown import cells_of, headings, row_of
from binhyen.web.overview.shown import tile_of
from binhyen.web.tests.reporting_desk import DAY, PERIOD, Desk, laid
from binhyen.web.tests.test_overview_pages import text_of
from binhyen.web.tests.test_report_pages import page_of
from tests.cast import Cast, places
from tests.two_maps import NOW, POINTS_NOW, POINTS_THEN, THEN, lay_two_maps

pytestmark = pytest.mark.django_db

LINE, SITES = "model_points", "Điểm mô hình đang hoạt động"
BEFORE = date(2024, 12, 31)
"""A day before today's communes."""


@pytest.fixture
def desk() -> Iterator[Desk]:
    with clock.fixed_to(DAY):
        made = laid()
        made.accepted()
        yield made


@pytest.fixture
def former(desk: Desk) -> int:
    """A unit that went into the commune and is no more."""
    with acting_as(OPERATOR):
        steps = predecessors_of(OPERATOR, desk.commune.pk)
    return next(step.before_id for step in steps if step.direct and not step.stays)


def addresses_in(page: str) -> set[str]:
    return {each.replace("&amp;", "&") for each in re.findall(r'href="(/(?:so-lieu|tong-quan)/[^"]*)"', page)}


WRITTEN = ("theo-bao-cao", "2026-09-01")
PAGES = ("/tong-quan/{}/", "/tong-quan/{}/bien-dong/", "/so-lieu/{}/", "/so-lieu/{}/model_points/")


class TestTheChoice:
    def test_the_address_says_nothing_of_the_units_own_map(self, desk: Desk) -> None:
        client = desk.client("lan")
        for page in PAGES:
            shown = page_of(client, page.format(desk.province.pk), ky=PERIOD)
            assert "Địa bàn: cùng một địa bàn" in text_of(shown)
            assert "cùng một địa bàn (trên bản đồ ngày 14/09/2026)." in text_of(shown), "as it is printed"
            told = {each for each in addresses_in(shown) if "dia-ban" in each}
            assert told == {f"{page.format(desk.province.pk)}?ky={PERIOD}&dia-ban=theo-bao-cao"}

    def test_a_choice_stays_in_all_addresses_of_figures(self, desk: Desk) -> None:
        client = desk.client("lan")
        for page, written in ((page, written) for page in PAGES for written in WRITTEN):
            asked: dict[str, Any] = {"ky": PERIOD, "dia-ban": written}
            told = addresses_in(page_of(client, page.format(desk.province.pk), **asked))
            otherwise = {each for each in told if "ky=" in each and f"dia-ban={written}" not in each}
            without = {each for each in otherwise if "dia-ban=" not in each}
            assert len(without) == 1, "only the choice of the unit's own map leaves it out"
            assert len(otherwise - without) == WRITTEN.index(written), "from a day one may choose the reports"

    def test_a_day_is_chosen_by_a_form_that_keeps_the_rest(self, desk: Desk) -> None:
        asked: dict[str, Any] = {"ky": PERIOD, "dia-ban": "2026-09-01", "dong": LINE}
        page = page_of(desk.client("lan"), f"/tong-quan/{desk.province.pk}/", **asked)
        form = page[page.index('class="territory-day"') :]
        form = form[: form.index("</form>")]
        assert f'name="ky" value="{PERIOD}"' in form
        assert f'name="dong" value="{LINE}"' in form
        assert 'type="date"' in form
        assert 'name="dia-ban" value="2026-09-01"' in form
        assert "Địa bàn: trên bản đồ ngày 01/09/2026" in text_of(page)


class TestRefusals:
    def test_what_cannot_be_read_is_said_and_the_own_map_stands_instead(self, desk: Desk) -> None:
        asked: dict[str, Any] = {"ky": PERIOD, "dia-ban": "hom-qua"}
        page = page_of(desk.client("lan"), f"/so-lieu/{desk.province.pk}/", **asked)
        assert "Không hiểu địa bàn “hom-qua”" in text_of(page)
        assert "Trang này đang theo cùng một địa bàn." in text_of(page)
        assert "Địa bàn: cùng một địa bàn" in text_of(page)
        assert "hom-qua" not in "".join(addresses_in(page))

    def test_a_day_before_the_unit_leads_to_the_units_of_that_day(self, desk: Desk, former: int) -> None:
        client = desk.client("hoa")
        asked: dict[str, Any] = {"ky": PERIOD, "dia-ban": BEFORE.isoformat()}
        page = page_of(client, f"/so-lieu/{desk.commune.pk}/", **asked)
        assert "Ngày 31/12/2024 chưa có" in text_of(page)
        assert "từ ngày 01/07/2025" in text_of(page)
        assert f"/so-lieu/{former}/?ky={PERIOD}" in addresses_in(page)
        page_of(client, f"/so-lieu/{former}/", ky="2024-12")

    def test_a_day_after_the_unit_leads_to_what_follows_it(self, desk: Desk, former: int) -> None:
        asked: dict[str, Any] = {"ky": "2024-12", "dia-ban": "2026-02-20"}
        page = page_of(desk.client("hoa"), f"/so-lieu/{former}/", **asked)
        assert "Ngày 20/02/2026 không còn" in text_of(page)
        assert f"/so-lieu/{desk.commune.pk}/?ky=2024-12" in addresses_in(page)

    def test_of_a_period_after_its_end_a_unit_says_so(self, desk: Desk, former: int) -> None:
        for page in ("so-lieu", "tong-quan"):
            shown = page_of(desk.client("hoa"), f"/{page}/{former}/", ky=PERIOD)
            assert "là 30/06/2025" in text_of(shown)
            assert f"/so-lieu/{desk.commune.pk}/?ky={PERIOD}" in addresses_in(shown)
        while_there = page_of(desk.client("hoa"), f"/so-lieu/{former}/", ky="2024-12")
        assert "Ngày cuối của" not in while_there


class TestFiles:
    def test_json_says_on_which_map(self, desk: Desk) -> None:
        address = f"/so-lieu/{desk.province.pk}/bang.json"
        asked: dict[str, Any] = {"chi-tieu": LINE, "tu": "2026-08", "den": PERIOD}
        told = json.loads(page_of(desk.client("lan"), address, **asked))
        assert told["territory"] == {
            "code": "2026-09-14",
            "label": "trên bản đồ ngày 14/09/2026",
            "day": "2026-09-14",
        }
        assert told["series"][0]["values"] == [None, "20"]
        assert told["series"][0]["estimated"] == [None, None]
        assert told["series"][0]["why_not_comparable"] == [None, None]
        asked["dia-ban"] = "theo-bao-cao"
        reported = json.loads(page_of(desk.client("lan"), address, **asked))
        assert reported["territory"] == {
            "code": "as-reported",
            "label": "theo đơn vị báo cáo",
            "day": None,
        }
        asked["dia-ban"] = "hom-qua"
        refused = json.loads(page_of(desk.client("lan"), address, 400, **asked))
        assert "hom-qua" in refused["error"]["sentence"]

    def test_csv_says_on_which_map(self, desk: Desk) -> None:
        response: Any = desk.client("lan").get(
            f"/so-lieu/{desk.province.pk}/so-lieu.csv", {"ky": PERIOD, "dia-ban": "theo-bao-cao"}
        )
        rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
        assert {row["Địa bàn"] for row in rows} == {"theo đơn vị báo cáo"}


@pytest.fixture
def scope(desk: Desk) -> Scope:
    with acting_as(OPERATOR):
        return Scope(path_to(OPERATOR, desk.province.pk, DAY), parse_period(PERIOD, ADMINISTRATIVE))


@pytest.fixture
def figure(desk: Desk, scope: Scope) -> FigureOf:
    with acting_as(OPERATOR):
        return next(
            each for each in figures_of(OPERATOR, desk.province.pk, scope.period) if each.line == LINE
        )


def alone(figure: FigureOf, last_year: FigureOf | None = None) -> OverviewLine:
    return OverviewLine(figure=figure, course=(), last_year=last_year, before=None)


class TestEstimates:
    def test_an_estimate_is_hollow_and_says_how_much_of_it_is_one(
        self, figure: FigureOf, scope: Scope
    ) -> None:
        estimate = replace(figure, value=Decimal("1200.4"), estimated=Decimal("120.4"), carried=True)
        row = row_of(estimate, scope, ())
        assert (row.value, row.estimated, row.about) == ("1.200", True, ("trong đó ước tính 120",))
        assert '<strong class="estimate">1.200</strong>' in render_to_string(
            "figures/value.html", {"row": row}
        )
        tile = text_of(
            render_to_string("components/tile.html", {"tile": tile_of(alone(estimate), scope, "")})
        )
        assert "ước tính" in tile
        assert "trong đó ước tính 120" in tile

    def test_a_change_from_an_estimate_is_one(self, figure: FigureOf, scope: Scope) -> None:
        whole = replace(figure, value=Decimal(30), units_expected=figure.units_counted)
        estimate = replace(whole, value=Decimal("20.5"), estimated=Decimal("20.5"))
        change = tile_of(alone(whole, estimate), scope, "").change
        assert change is not None
        assert change.sentence == "tăng 10 so với tháng 09/2025 (ước tính)"

    def test_what_cannot_be_compared_says_why(self, figure: FigureOf, scope: Scope) -> None:
        apart = replace(figure, value=None, absence=NoValue.NOT_COMPARABLE, apart=(WhyNot.UNKNOWN_SHARE,))
        row = row_of(apart, scope, ())
        assert (row.value, row.about) == ("không so sánh được", (WhyNot.UNKNOWN_SHARE.label,))
        tile = tile_of(alone(figure, apart), scope, "")
        assert tile.remark == f"Năm trước: chưa có kỳ so sánh ({WhyNot.UNKNOWN_SHARE.label})."
        assert tile.change is None

    def test_files_say_both(self, figure: FigureOf, scope: Scope) -> None:
        estimate = replace(figure, value=Decimal("1200.4"), estimated=Decimal("120.4"))
        cells = dict(zip(headings(), cells_of(estimate, scope), strict=True))
        assert (cells["Giá trị"], cells["Trong đó ước tính"]) == (Decimal(1200), Decimal(120))
        apart = replace(figure, value=None, absence=NoValue.NOT_COMPARABLE, apart=(WhyNot.JOINED,))
        cells = dict(zip(headings(), cells_of(apart, scope), strict=True))
        assert cells["Lý do không có giá trị"] == "không so sánh được"
        assert cells["Vì sao không so sánh được"] == WhyNot.JOINED.label


@pytest.fixture
def officer() -> Iterator[Client]:
    """Somebody who reads the figures of the invented province of today, in whose place two others stood in May 2025."""
    with clock.fixed_to(DAY):
        with acting_as(OPERATOR):
            lay_two_maps()
            province = OrgUnit.objects.visible_to(OPERATOR).get(pk=LAM_HONG)
        people = Cast(places())
        people.add("duyet", "Trần Văn Bình", (Role.REVIEWING, province))
        yield people.client_of("duyet")


def row_with(page: str, name: str) -> str:
    """What is read in the row of a table that names something, its parts set apart."""
    rows = (part.split("</tr>")[0] for part in page.split("<tr")[1:])
    row = next(each for each in rows if name in each)
    return text_of(f"<tr{row}".replace("<", " <"))


class TestOnAnotherMap:
    def test_a_year_before_the_unit_is_the_sum_of_the_former_ones(self, officer: Client) -> None:
        page = page_of(officer, f"/so-lieu/{LAM_HONG}/", ky=THEN)
        assert f" {sum(POINTS_THEN.values())} " in row_with(page, SITES)
        assert "tỉnh Sông Lam, tỉnh Núi Hồng trước 01/07/2025" in text_of(page)
        reported: dict[str, Any] = {"ky": THEN, "dia-ban": "theo-bao-cao"}
        assert "Chưa có số liệu của kỳ này" in page_of(officer, f"/so-lieu/{LAM_HONG}/", **reported)

    def test_last_year_is_compared_on_the_same_territory_unless_the_reader_chooses_otherwise(
        self, officer: Client
    ) -> None:
        address = f"/tong-quan/{LAM_HONG}/"
        page = text_of(page_of(officer, address, ky=NOW))
        grown = sum(POINTS_NOW.values()) - sum(POINTS_THEN.values())
        assert f"tăng {grown} so với tháng 05/2025" in page
        assert "So với tháng 05/2025 trên cùng địa bàn: tỉnh Sông Lam, tỉnh Núi Hồng" in page
        reported: dict[str, Any] = {"ky": NOW, "dia-ban": "theo-bao-cao"}
        page = text_of(page_of(officer, address, **reported))
        assert "chưa có kỳ so sánh (khi đó chưa có báo cáo được duyệt)" in page
        assert "Sông Lam" not in page

    def test_the_units_below_show_estimates_and_what_cannot_be_compared(self, officer: Client) -> None:
        page = page_of(officer, f"/so-lieu/{LAM_HONG}/{LINE}/", ky=THEN)
        assert 'class="estimate">10<' in page
        assert "10 ước tính" in row_with(page, "Xã Bình Lam")
        assert f"không so sánh được {WhyNot.UNKNOWN_SHARE.label}" in row_with(page, "Phường Cửa Lam")
        left = text_of(page[page.index('id="left"') :])
        assert f"80 {WhyNot.UNKNOWN_SHARE.label}" in left, "table and what is left come to the whole"
        assert "20" in row_with(page, "Thị trấn Lam Tiến")

    def test_the_ranking_says_which_units_cannot_be_compared(self, officer: Client) -> None:
        page = page_of(officer, f"/tong-quan/{LAM_HONG}/don-vi/", ky=THEN, dong=LINE)
        assert "2 đơn vị không so sánh được" in text_of(page)
        assert f"/so-lieu/{CUA_LO}/{LINE}/dia-ban/?ky={THEN}" in addresses_in(page)
        assert 'class="estimate">10<' in page

    def test_of_which_units_a_figure_is_made_up(self, officer: Client) -> None:
        page = page_of(officer, f"/so-lieu/{BINH_LAM}/{LINE}/dia-ban/", ky=THEN)
        assert row_with(page, "Xã Đông Tây").startswith(
            "Xã Đông Tây, Huyện Thanh Lam, Tỉnh Sông Lam 1/1 báo cáo 40"
        )
        assert "25% Đề án thử 10 ước tính" in row_with(page, "Xã Đông Tây")
        assert f"/so-lieu/{DONG_TAY}/{LINE}/?ky={THEN}&dia-ban=theo-bao-cao" in addresses_in(page)
        page_of(officer, f"/so-lieu/{DONG_TAY}/{LINE}/", ky=THEN)
        page = page_of(officer, f"/so-lieu/{CUA_LO}/{LINE}/dia-ban/", ky=THEN)
        assert f"20 chưa biết — {WhyNot.UNKNOWN_SHARE.label}" in row_with(page, "Thị trấn Lam Tiến")
        whole = page_of(officer, f"/so-lieu/{LAM_HONG}/{LINE}/dia-ban/", ky=THEN)
        assert "70 toàn bộ 70" in row_with(whole, "Tỉnh Sông Lam")
        trace = page_of(officer, f"/so-lieu/{LAM_HONG}/{LINE}/", ky=THEN)
        assert f"/so-lieu/{LAM_HONG}/{LINE}/dia-ban/?ky={THEN}" in addresses_in(trace)

    def test_where_no_map_changed_there_are_no_other_units(self, officer: Client) -> None:
        page = page_of(officer, f"/so-lieu/{LAM_HONG}/{LINE}/dia-ban/", ky=NOW)
        assert "địa bàn không thay đổi" in page
        assert "dia-ban/" not in page_of(officer, f"/so-lieu/{LAM_HONG}/{LINE}/", ky=NOW)
        page_of(officer, f"/so-lieu/{LAM_HONG}/khong_co/dia-ban/", status=404)

    def test_files_say_what_is_estimated(self, officer: Client) -> None:
        asked: dict[str, Any] = {"tu": THEN, "theo": "don-vi", "chi-tieu": LINE}
        told = json.loads(page_of(officer, f"/so-lieu/{LAM_HONG}/bang.json", den=THEN, **asked))
        names = [each["name"] for each in told["units"]]
        by_name = {names[each["unit"]]: each for each in told["series"]}
        assert (by_name["Xã Bình Lam"]["values"], by_name["Xã Bình Lam"]["estimated"]) == (["10"], ["10"])
        assert by_name["Phường Cửa Lam"]["absences"] == ["not-comparable"]
        assert by_name["Phường Cửa Lam"]["why_not_comparable"] == [["unknown-share"]]
