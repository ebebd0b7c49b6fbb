"""The overview of a unit, why a figure changed, what needs a decision: what they say, and to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from binhyen.analytics.queries import figures_of, headline_lines, overview_of
from binhyen.foundations import clock
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.actions import accept, open_period, record_values, submit
from binhyen.reporting.models import Obligation
from binhyen.web.figures.shown import rate_decimals, value_text
from binhyen.web.tests.reporting_desk import DAY, PERIOD, Desk, figures, laid
from binhyen.web.tests.test_report_pages import name_of, page_of

pytestmark = pytest.mark.django_db

BEFORE = "2026-08"
SITES = "Điểm mô hình đang hoạt động"
AWARDED = "Cá nhân được cấp xã khen thưởng"


@pytest.fixture
def desk() -> Iterator[Desk]:
    """September accepted of two communes, and August of one of them."""
    with clock.fixed_to(DAY):
        made = laid()
        made.accepted()
        made.accepted("mai", made.sibling, model_points=7, awd_commune_individuals=4)
        accepted_before(made, made.commune, model_points=12, force_areas_covered=4)
        yield made


def accepted_before(desk: Desk, unit: OrgUnit, **changes: int | str | None) -> None:
    """A good report of August, accepted."""
    hoa, duyet = desk.actor("hoa"), desk.actor("duyet")
    with acting_as(OPERATOR):
        open_period(
            by=OPERATOR,
            under=desk.province,
            data_set=desk.data_set,
            period=parse_period(BEFORE, ADMINISTRATIVE),
        )
        obligation = (
            Obligation.objects.visible_to(OPERATOR)
            .select_related("version")
            .get(unit=unit, data_set=desk.data_set, period=BEFORE)
        )
    with acting_as(hoa):
        recorded = record_values(by=hoa, obligation=obligation, figures=figures(desk.layout, **changes))
        submission = submit(by=hoa, submission=recorded)
    with acting_as(duyet):
        accept(by=duyet, submission=submission)


def overview(client: Client, unit: OrgUnit, status: int = 200, **query: Any) -> str:
    return page_of(client, f"/tong-quan/{unit.pk}/", status, **query)


def text_of(page: str) -> str:
    """What is read, with single spaces."""
    return " ".join(unescape(strip_tags(page)).split())


def tile_of(page: str, label: str) -> str:
    return text_of(next(part for part in page.split('<div class="tile') if f">{label}</a>" in part))


class TestTiles:
    def test_the_values_are_those_of_analytics(self, desk: Desk) -> None:
        period = parse_period(PERIOD, ADMINISTRATIVE)
        with acting_as(OPERATOR):
            lines = overview_of(OPERATOR, desk.province.pk, period, headline_lines("province", period))
            told = {each.line: each for each in figures_of(OPERATOR, desk.province.pk, period)}
        page = overview(desk.client("lan"), desk.province, ky=PERIOD)
        assert page.count('<div class="tile') == len(lines)
        for line in lines:
            figure = told[line.figure.line]
            tile = tile_of(page, figure.label)
            assert f" {value_text(figure, rate_decimals(figure), figure.mark)} " in tile
            assert f"{figure.units_counted}/{figure.units_expected} báo cáo" in tile

    def test_the_change_is_in_words_with_what_it_is_compared_with(self, desk: Desk) -> None:
        tile = tile_of(overview(desk.client("lan"), desk.province, ky=PERIOD), SITES)
        assert "Năm trước: chưa có kỳ so sánh (khi đó chưa có báo cáo được duyệt)." in tile
        assert re.search(r"tháng 08/2026: [\d.]+, khi đó 1/\d+ báo cáo", tile), (
            "reports are missing: no change is told"
        )
        assert "so với" not in tile
        assert "tạm tính" in tile

    def test_a_commune_sees_its_own_figures_and_its_own_report(self, desk: Desk) -> None:
        page = overview(desk.client("hoa"), desk.commune, ky=PERIOD)
        assert "tăng 8 so với tháng 08/2026" in tile_of(page, SITES)
        assert "tăng 10 điểm % so với" in text_of(page).replace("10,0", "10")
        assert f"/bao-cao/{desk.obligation().pk}/" in page
        assert "don-vi/?ky" not in page, "nothing lies below it"

    def test_the_country_and_its_provinces(self, desk: Desk) -> None:
        page = overview(desk.client("yen"), desk.people.places.country, ky=PERIOD)
        assert " 27 " in tile_of(page, SITES)
        assert re.search(r"thiếu \d+/\d+", text_of(page)), "the province waits for its communes"

    def test_one_line_is_chosen_for_the_chart_and_stays_chosen(self, desk: Desk) -> None:
        page = overview(desk.client("lan"), desk.province, ky=PERIOD, dong="model_points")
        assert page.count(' aria-current="true">' + SITES) == 1
        assert f"?ky={BEFORE}&amp;dong=model_points" in page
        assert f"/so-lieu/{desk.province.pk}/model_points/?ky={PERIOD}" in page
        assert "08/2026" in page

    def test_a_line_that_leads_nothing_may_be_looked_at_too(self, desk: Desk) -> None:
        page = overview(desk.client("lan"), desk.province, ky=PERIOD, dong="disp_mediators")
        leading = len(headline_lines("province", parse_period(PERIOD, ADMINISTRATIVE)))
        assert page.count('<div class="tile') == leading
        assert "hòa giải" in text_of(page).lower()

    def test_a_line_that_there_is_not_gives_way_to_the_first(self, desk: Desk) -> None:
        page = overview(desk.client("lan"), desk.province, ky=PERIOD, dong="khong-co")
        assert page.count('<div class="tile chosen"') == 1

    def test_a_longer_period_adds_the_months(self, desk: Desk) -> None:
        page = overview(desk.client("lan"), desk.province, ky="2026-Q3")
        assert " 48 " in tile_of(page, "Buổi tuyên truyền, phát động phong trào"), "a flow is added up"
        assert " 27 " in tile_of(page, SITES), "a stock is the last month's"
        assert "quý III/2026 (15/06/2026–14/09/2026)" in page

    def test_days_of_another_calendar_have_their_own_lines(self, desk: Desk) -> None:
        page = page_of(desk.client("lan"), f"/tong-quan/{desk.province.pk}/", ky="2026", lich="festival")
        assert "2026" in page


class TestWithoutFigures:
    def test_a_period_of_which_there_is_nothing(self, desk: Desk) -> None:
        page = text_of(overview(desk.client("lan"), desk.province, ky="2024-01"))
        assert "chưa có" in page

    def test_nothing_accepted_yet(self) -> None:
        with clock.fixed_to(DAY):
            made = laid()
            page = overview(made.client("lan"), made.province, ky=PERIOD)
        assert "chưa có" in tile_of(page, SITES)
        assert "so với" not in tile_of(page, SITES)
        assert re.search(r"0/\d+ báo cáo đã duyệt", text_of(page))

    def test_a_bad_period_is_named_and_the_newest_stands_instead(self, desk: Desk) -> None:
        page = overview(desk.client("lan"), desk.province, ky="2026-13")
        assert 'class="note wrong"' in page
        assert "tháng 09/2026" in page


class TestWhoMaySee:
    def test_beside_there_is_nothing(self, desk: Desk) -> None:
        for username, unit in (("hoa", desk.sibling), ("hoa", desk.province), ("ngoai", desk.commune)):
            for page in ("", "don-vi/?dong=model_points", "bien-dong/", "trinh-chieu/", "can-quyet-dinh/"):
                page_of(desk.client(username), f"/tong-quan/{unit.pk}/{page}", status=404)
            page_of(desk.client(username), f"/so-lieu/{unit.pk}/model_points/vi-sao/", status=404)

    def test_only_whoever_writes_reports_exports_and_decides(self, desk: Desk) -> None:
        for username, may in (("lan", True), ("dung", True), ("duyet", True), ("yen", False)):
            page = overview(desk.client(username), desk.province, ky=PERIOD)
            assert ("Xuất báo cáo" in page) is may
            assert ("can-quyet-dinh" in page) is may
        page_of(desk.client("hoa"), f"/tong-quan/{desk.commune.pk}/can-quyet-dinh/", status=404)
        page_of(desk.client("yen"), f"/tong-quan/{desk.province.pk}/can-quyet-dinh/", status=404)

    def test_small_numbers_of_persons_are_held_back(self, desk: Desk) -> None:
        for username, told in (("hoa", True), ("lan", True), ("dung", False)):
            page = overview(desk.client(username), desk.commune, ky=PERIOD, dong="awd_commune_individuals")
            chart = text_of(page[page.index('id="dien-bien"') :])
            assert AWARDED in chart
            assert ("<5" not in chart) is told
            why = page_of(
                desk.client(username),
                f"/so-lieu/{desk.commune.pk}/awd_commune_individuals/vi-sao/",
                ky=PERIOD,
                **{"so-voi": BEFORE},
            )
            assert ("được giữ kín" in why) is not told


class TestBelow:
    def test_the_units_stand_in_the_order_of_their_figures(self, desk: Desk) -> None:
        page = page_of(
            desk.client("lan"), f"/tong-quan/{desk.province.pk}/don-vi/", ky=PERIOD, dong="model_points"
        )
        ranking = page[page.index('id="xep-hang"') : page.index('id="ban-do"')]
        first, second = (
            ranking.index(name_of(unit).split(" ", 1)[1]) for unit in (desk.commune, desk.sibling)
        )
        assert first < second
        assert 'width="35"' in ranking, "7 of 20"
        assert "không xếp hạng" in text_of(ranking), "those without a report"
        assert f"/tong-quan/{desk.sibling.pk}/?ky={PERIOD}&amp;dong=model_points" in ranking
        assert "<svg" in page[page.index('id="ban-do"') :]

    def test_by_script_the_sections_come_alone(self, desk: Desk) -> None:
        client = desk.client("lan")
        response: Any = client.get(
            f"/tong-quan/{desk.province.pk}/don-vi/",
            {"ky": PERIOD, "dong": "model_points"},
            headers={"HX-Request": "true"},
        )
        page = response.content.decode()
        assert "<html" not in page
        assert 'id="xep-hang"' in page
        assert "HX-Request" in response["Vary"]

    def test_what_may_not_be_ranked_is_not(self, desk: Desk) -> None:
        page = text_of(
            page_of(desk.client("lan"), f"/tong-quan/{desk.province.pk}/don-vi/", ky=PERIOD, dong="info_tips")
        )
        assert "không dùng để xếp hạng" in page
        assert "không được đưa lên bản đồ" in page

    def test_what_may_not_be_mapped_is_ranked_alone(self, desk: Desk) -> None:
        page = page_of(
            desk.client("lan"), f"/tong-quan/{desk.province.pk}/don-vi/", ky=PERIOD, dong="force_patrols"
        )
        assert "data-row" in page
        assert "không được đưa lên bản đồ" in page
        assert "figure-map" not in page

    def test_a_line_that_there_is_not(self, desk: Desk) -> None:
        address = f"/tong-quan/{desk.province.pk}/don-vi/"
        page_of(desk.client("lan"), address, 404, ky=PERIOD, dong="khong-co")
        assert "data-row" in page_of(desk.client("lan"), address, ky=PERIOD), "the first that leads"

    def test_what_changed_most_leads_to_why(self, desk: Desk) -> None:
        page = page_of(desk.client("hoa"), f"/tong-quan/{desk.commune.pk}/bien-dong/", ky=PERIOD)
        assert SITES in page
        assert "tăng 8 so với tháng 08/2026" in page
        assert f"/so-lieu/{desk.commune.pk}/model_points/vi-sao/?ky={PERIOD}&amp;so-voi={BEFORE}" in page


class TestWhy:
    def test_one_sentence_whose_parts_lead_down_to_the_cell(self, desk: Desk) -> None:
        client = desk.client("lan")
        address = f"/so-lieu/{desk.province.pk}/model_points/vi-sao/"
        page = page_of(client, address, ky=PERIOD, **{"so-voi": BEFORE})
        assert "Tăng 15 điểm so với tháng 08/2026" in text_of(page)
        table = page[page.index("why-table") :]
        rows = [text_of(row) for row in table.split("<tr data-row>")[1:]]
        assert [re.findall(r"\+(\d+)", row) for row in rows] == [["8"], ["7"]]
        assert "kỳ so sánh không có báo cáo" in rows[1]
        down = f"/so-lieu/{desk.commune.pk}/model_points/?ky={PERIOD}"
        assert down in table
        assert f"/so-lieu/{desk.commune.pk}/model_points/?ky={BEFORE}" in table
        assert "nhập trên trang" in page_of(client, down)

    def test_the_page_above_gets_the_sentence_alone(self, desk: Desk) -> None:
        response: Any = desk.client("lan").get(
            f"/so-lieu/{desk.province.pk}/model_points/vi-sao/",
            {"ky": PERIOD, "so-voi": BEFORE},
            headers={"HX-Request": "true"},
        )
        page = response.content.decode()
        assert "<html" not in page
        assert "Tăng 15 điểm" in text_of(page)
        assert "Xem từng phần" in page

    def test_of_a_rate_its_two_parts(self, desk: Desk) -> None:
        page = page_of(
            desk.client("hoa"),
            f"/so-lieu/{desk.commune.pk}/force_area_coverage/vi-sao/",
            ky=PERIOD,
            **{"so-voi": BEFORE},
        )
        assert "Tăng 10,0 điểm phần trăm" in text_of(page)
        assert "từ 4 lên 5" in text_of(page)

    def test_a_period_that_cannot_be_read_is_named(self, desk: Desk) -> None:
        page = page_of(
            desk.client("lan"),
            f"/so-lieu/{desk.province.pk}/model_points/vi-sao/",
            ky=PERIOD,
            **{"so-voi": "hôm qua"},
        )
        assert 'class="note wrong"' in page
        assert "Tăng 15 điểm so với tháng 08/2026" in text_of(page), "the period before stands instead"

    def test_where_there_is_nothing_before_it_says_so(self, desk: Desk) -> None:
        page = page_of(
            desk.client("lan"),
            f"/so-lieu/{desk.province.pk}/model_points/vi-sao/",
            ky=PERIOD,
            **{"so-voi": "2025-09"},
        )
        assert "Chưa có số của tháng 09/2025" in page

    def test_a_line_that_there_is_not(self, desk: Desk) -> None:
        page_of(desk.client("lan"), f"/so-lieu/{desk.province.pk}/khong-co/vi-sao/", 404, ky=PERIOD)


class TestDecisions:
    def test_each_matter_has_its_number_and_one_link_for_what_one_may_do(self, desk: Desk) -> None:
        address = f"/tong-quan/{desk.province.pk}/can-quyet-dinh/"
        of_desk = page_of(desk.client("lan"), address)
        assert "Quá hạn, còn thiếu báo cáo" in of_desk
        assert "/bao-cao/nhac/" in of_desk
        of_leader = page_of(desk.client("dung"), address)
        assert "/bao-cao/nhac/" not in of_leader
        assert "loc=chua" in of_leader
        assert re.search(r"\d+ đơn vị chưa nộp báo cáo tháng 09/2026", text_of(of_leader))

    def test_nothing_to_decide_is_calm(self) -> None:
        with clock.fixed_to(DAY):
            made = laid()
            page = page_of(
                made.client("ngoai"), f"/tong-quan/{made.people.places.other_province.pk}/can-quyet-dinh/"
            )
        assert "Không có việc nào chờ quyết định" in page


class TestHall:
    def test_one_figure_a_screen_with_links_between(self, desk: Desk) -> None:
        client, address = desk.client("lan"), f"/tong-quan/{desk.province.pk}/trinh-chieu/"
        screens = len(headline_lines("province", parse_period(PERIOD, ADMINISTRATIVE)))
        first = page_of(client, address, ky=PERIOD)
        assert 'rel="next"' in first
        assert 'rel="prev"' not in first
        last = page_of(client, address, ky=PERIOD, man=screens)
        assert 'rel="next"' not in last
        assert f"{screens}/{screens}" in last
        assert 'class="rail"' not in last
        assert f"/tong-quan/{desk.province.pk}/?ky={PERIOD}" in last

    @pytest.mark.parametrize("screen", ["0", "99", "²", "x", ""])
    def test_what_is_no_screen_shows_the_first(self, desk: Desk, screen: str) -> None:
        page = page_of(
            desk.client("lan"), f"/tong-quan/{desk.province.pk}/trinh-chieu/", ky=PERIOD, man=screen
        )
        assert 'rel="prev"' not in page


class TestTheWayIn:
    def test_who_sees_figures_lands_on_the_overview_of_the_working_unit(self, desk: Desk) -> None:
        page = page_of(desk.client("lan"), "/")
        assert f"Tổng quan tháng 09/2026 · {name_of(desk.province)}" in page
        assert 'class="waiting-strip' in page
        client = desk.client("lan")
        client.post(reverse("enter_unit", args=[desk.commune.pk]))
        assert name_of(desk.commune) in text_of(page_of(client, "/")).split("Năm trước")[0]

    def test_who_sees_none_has_the_page_of_roles(self, desk: Desk) -> None:
        from binhyen.access.models import Role

        desk.people.add("quan", "Ngô Văn Quân", (Role.UNIT_ADMINISTRATOR, desk.province))
        assert "Đơn vị và vai trò của tài khoản" in page_of(desk.client("quan"), "/")


def test_the_overview_takes_few_statements_whatever_there_is(desk: Desk) -> None:
    client = desk.client("lan")

    def statements(unit: OrgUnit, period: str) -> int:
        overview(client, unit, ky=period)
        with CaptureQueriesContext(connection) as sent:
            overview(client, unit, ky=period)
        return len(sent)

    assert statements(desk.province, PERIOD) <= 28
    assert statements(desk.province, "2026-Q3") <= 28
    assert statements(desk.commune, PERIOD) <= 28


class TestFiles:
    def test_the_pictures_of_a_line_are_files_too(self, desk: Desk) -> None:
        client, pk = desk.client("lan"), desk.province.pk
        page = overview(client, desk.province, ky=PERIOD, dong="model_points")
        assert f"/tong-quan/{pk}/dien-bien/?ky={PERIOD}&amp;dong=model_points&amp;tep=png" in page
        for name in ("overview_chart", "overview_map"):
            for kind, begins in (("svg", b"<svg"), ("png", b"\x89PNG"), ("csv", b"\xef\xbb\xbf")):
                told = {"ky": PERIOD, "dong": "model_points", "tep": kind}
                answer = client.get(reverse(name, args=[pk]), told)
                assert answer.status_code == 200
                assert answer.content.startswith(begins)
                assert answer["Content-Disposition"].endswith(f'-{PERIOD}.{kind}"')

    def test_without_a_line_they_lead_to_the_page_that_names_one(self, desk: Desk) -> None:
        client, pk = desk.client("lan"), desk.province.pk
        for name in ("overview_chart", "overview_map"):
            answer = client.get(reverse(name, args=[pk]), {"ky": PERIOD})
            assert answer["Location"] == f"{reverse('overview', args=[pk])}?ky={PERIOD}"

    @pytest.mark.parametrize(
        "told",
        [
            {"dong": "force_safety_members"},
            {"dong": "model_points", "tep": "exe"},
            {"dong": "no_such_line"},
            {"tep": "exe"},
        ],
    )
    def test_nothing_about_persons_leaves_that_way_and_nothing_that_is_not_there(
        self, desk: Desk, told: dict[str, str]
    ) -> None:
        client = desk.client("lan")
        for name in ("overview_chart", "overview_map"):
            assert (
                client.get(reverse(name, args=[desk.province.pk]), {"ky": PERIOD, **told}).status_code == 404
            )
