"""Pages of units: what a colleague, a superior and a stranger see of them."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from python_calamine import CalamineWorkbook

from binhyen.access.models import Role
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.actions import found_body
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.queries import unit_of_code
from tests.cast import Cast, places

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 2)
COUNTRY = 1
PHU_THO, DA_BAC, LUONG_SON, BAC_NINH, HIEP_HOA = "25", "04831", "04924", "24", "07840"


def key(code: str) -> int:
    with acting_as(OPERATOR):
        unit = unit_of_code(OPERATOR, code, DAY)
    assert unit is not None
    return unit.id


def officer(
    username: str, unit_id: int, role: Role = Role.STANDING_DESK, full_name: str = "Trần Thị Duyên"
) -> Client:
    """A signed-in account that holds one role at one unit."""
    people = Cast(places())
    with acting_as(OPERATOR):
        unit = OrgUnit.objects.visible_to(OPERATOR).get(pk=unit_id)
    people.add(username, full_name, (role, unit))
    return people.client_of(username)


@pytest.fixture
def of_the_country() -> Client:
    return officer("minh", COUNTRY)


@pytest.fixture
def of_phu_tho() -> Client:
    return officer("duyen", key(PHU_THO))


@pytest.fixture
def of_da_bac() -> Client:
    return officer("sinh", key(DA_BAC))


def shown_in_the_switcher(client: Client, address: str = "/") -> str:
    (found,) = re.findall(r'<span class="name">([^<]*)</span>', page_of(client, address))
    return str(found)


def page_of(client: Client, address: str, **query: Any) -> str:
    response = client.get(address, query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


class TestList:
    def test_it_shows_fifty_rows_and_counts_all(self, of_the_country: Client) -> None:
        page = page_of(of_the_country, "/don-vi/")
        assert page.count("<tr data-row>") == 50
        assert "1–50 trong 3.355" in page
        last = page_of(of_the_country, "/don-vi/", page="68")
        assert "3.351–3.355 trong 3.355" in last

    def test_it_shows_what_lies_below_and_the_names_above(
        self, of_phu_tho: Client, of_da_bac: Client
    ) -> None:
        assert "trong 149" in page_of(of_phu_tho, "/don-vi/")
        page = page_of(of_da_bac, "/don-vi/")
        assert "Xã Đà Bắc" in page
        assert "Tỉnh Phú Thọ" in page
        assert "Lương Sơn" not in page

    @pytest.mark.parametrize(
        ("query", "first", "total"),
        [
            ({"q": "da bac"}, "Xã Đá Bạc", 10),
            ({"q": "đà bắc phú thọ"}, "Xã Đà Bắc", 1),
            ({"kind": "special-zone"}, "Đặc khu Bạch Long Vĩ", 13),
            ({"kind": "city"}, "Thành phố Bắc Ninh", 9),
            ({"kind": "city", "as_of": "2025-07-01"}, "Thành phố Cần Thơ", 6),
            ({"kind": "ward", "as_of": "01/07/2025"}, "Phường 1 Bảo Lộc", 687),
            ({"sort": "code"}, "Phường Ba Đình", 3355),
            ({"sort": "-code"}, "Tỉnh Cà Mau", 3355),
            ({"sort": "không có"}, "Phường 1 Bảo Lộc", 3355),
        ],
    )
    def test_the_address_says_what_is_listed(
        self, of_the_country: Client, query: dict[str, str], first: str, total: int
    ) -> None:
        response = of_the_country.get("/don-vi/", query)
        assert response.context["rows"][0]["row"].unit.name == first
        assert response.context["page"].paginator.count == total

    def test_a_province_narrows_the_list(self, of_the_country: Client) -> None:
        page = page_of(of_the_country, "/don-vi/", under=key(PHU_THO), kind="ward")
        assert "1–15 trong 15" in page

    def test_columns_can_be_chosen_and_stay_in_the_sorting_links(self, of_the_country: Client) -> None:
        page = page_of(of_the_country, "/don-vi/", q="hiệp hoà bắc ninh", column=["basis", "latitude"])
        assert "Nghị quyết 388/NQ-UBTVQH16" in page
        assert "21,3189" in page
        assert ">07840<" not in page
        assert "column=basis&amp;column=latitude&amp;sort=name" in page

    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ({"as_of": "31/02/2026"}, "Không đọc được ngày."),
            ({"kind": "huyện"}, "Không có loại đơn vị này."),
            ({"under": "99999"}, "Không có tỉnh, thành phố này."),
        ],
    )
    def test_a_wrong_filter_is_named_beside_its_field_and_does_not_count(
        self, of_the_country: Client, query: dict[str, str], sentence: str
    ) -> None:
        page = page_of(of_the_country, "/don-vi/", **query)
        assert sentence in page
        assert "trong 3.355" in page

    def test_a_province_out_of_sight_cannot_be_chosen(self, of_da_bac: Client) -> None:
        assert "Không có tỉnh, thành phố này." in page_of(of_da_bac, "/don-vi/", under=key(BAC_NINH))

    def test_nothing_found_says_what_to_do(self, of_the_country: Client) -> None:
        assert "Thử gõ ít chữ hơn" in page_of(of_the_country, "/don-vi/", q="không có nơi nào")
        assert "Chọn một ngày sau đó" in page_of(of_the_country, "/don-vi/", as_of="1990-01-01")

    def test_text_from_the_address_is_shown_as_text(self, of_the_country: Client) -> None:
        page = page_of(of_the_country, "/don-vi/", q="<script>alert(1)</script>")
        assert "<script>alert" not in page
        assert escape("<script>alert(1)</script>") in page

    def test_it_costs_the_same_statements_for_one_row_and_for_fifty(
        self, of_the_country: Client, django_assert_max_num_queries: Any
    ) -> None:
        of_the_country.get("/don-vi/")
        with django_assert_max_num_queries(13) as many:
            of_the_country.get("/don-vi/")
        with django_assert_max_num_queries(13) as few:
            of_the_country.get("/don-vi/", {"kind": "special-zone"})
        assert len(many) == len(few)


class TestExports:
    def test_csv_holds_the_whole_list_of_the_address(self, of_phu_tho: Client) -> None:
        response = of_phu_tho.get("/don-vi/danh-sach.csv", {"kind": "ward"})
        lines = response.content.decode("utf-8-sig").splitlines()
        assert lines[0] == "Tên đơn vị,Mã số,Loại,Thuộc"
        assert len(lines) == 16
        assert lines[1].endswith("phường,Tỉnh Phú Thọ")
        assert 'filename="don-vi-2026-11-02.csv"' in response.headers["Content-Disposition"]

    def test_excel_keeps_the_zeros_of_codes(self, of_da_bac: Client) -> None:
        response = of_da_bac.get("/don-vi/danh-sach.xlsx", {"sort": "-code"})
        rows = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
        assert rows[0] == ["Tên đơn vị", "Mã số", "Loại", "Thuộc"]
        assert rows[2] == ["Xã Đà Bắc", "04831", "xã", "Tỉnh Phú Thọ"]

    def test_the_page_leads_to_the_same_list(self, of_the_country: Client) -> None:
        page = page_of(of_the_country, "/don-vi/", kind="ward", page="2")
        assert 'href="/don-vi/danh-sach.csv?kind=ward"' in page


class TestUnit:
    def test_a_province_shows_path_code_history_and_what_stands_below(self, of_the_country: Client) -> None:
        page = page_of(of_the_country, f"/don-vi/{key(BAC_NINH)}/")
        assert '<a href="/don-vi/1/">Việt Nam</a>' in page
        assert "Thành phố Bắc Ninh" in page
        assert "Nghị quyết 39/2026/QH16" in page
        assert "Tỉnh Bắc Ninh" in page
        assert "19/09/2026" in page
        assert "54 xã, 45 phường" in page
        below = page[page.index('id="below"') : page.index('id="predecessors"')]
        assert below.count("<tr data-row>") == 99

    def test_the_country_counts_the_communes_of_each_province(self, of_the_country: Client) -> None:
        response = of_the_country.get("/don-vi/1/")
        assert str(response.context["levels"][0]) == "cấp xã"
        below = {child["unit"].code: child["counts"][0] for child in response.context["children"]}
        assert len(below) == 34
        assert below[PHU_THO] == 148
        assert sum(below.values()) == 3321

    def test_on_an_earlier_day_it_is_what_it_was_then(self, of_the_country: Client) -> None:
        page = page_of(of_the_country, f"/don-vi/{key(HIEP_HOA)}/", as_of="2025-07-01")
        assert "<h1>Xã Hiệp Hoà</h1>" in page
        assert "Theo địa giới ngày 01/07/2025" in page
        assert f"/don-vi/{key(BAC_NINH)}/?as_of=2025-07-01" in page

    def test_before_it_began_it_says_so_and_shows_its_days(self, of_the_country: Client) -> None:
        page = page_of(of_the_country, f"/don-vi/{key(HIEP_HOA)}/", as_of="2020-01-01")
        assert "Ngày 01/01/2020 không có đơn vị này." in page
        assert "Nghị quyết 388/NQ-UBTVQH16" in page

    def test_own_below_and_above_are_found_siblings_and_elsewhere_are_not(
        self, of_phu_tho: Client, of_da_bac: Client
    ) -> None:
        seen = {client: {} for client in (of_phu_tho, of_da_bac)}  # type: ignore[var-annotated]
        for client, answers in seen.items():
            for code in (PHU_THO, DA_BAC, LUONG_SON, BAC_NINH, HIEP_HOA):
                answers[code] = client.get(f"/don-vi/{key(code)}/").status_code
        assert seen[of_phu_tho] == {PHU_THO: 200, DA_BAC: 200, LUONG_SON: 200, BAC_NINH: 404, HIEP_HOA: 404}
        assert seen[of_da_bac] == {PHU_THO: 200, DA_BAC: 200, LUONG_SON: 404, BAC_NINH: 404, HIEP_HOA: 404}
        assert of_da_bac.get("/don-vi/999999/").status_code == 404

    def test_of_a_unit_above_only_name_and_history_are_shown(self, of_da_bac: Client) -> None:
        page = page_of(of_da_bac, f"/don-vi/{key(PHU_THO)}/")
        assert "Đơn vị cấp trên: chỉ xem được tên và lịch sử." in page
        assert "Đơn vị trực thuộc" not in page
        assert "Làm việc tại đây" not in page

    def test_officers_are_counted_by_role_for_those_who_keep_accounts_alone(self, of_phu_tho: Client) -> None:
        khang = officer("khang", key(PHU_THO), Role.UNIT_ADMINISTRATOR, "Lò Văn Khang")
        response = khang.get(f"/don-vi/{key(PHU_THO)}/")
        (section,) = [
            s for s in response.context["sections"] if s.template == "orgunits/officers_section.html"
        ]
        people = {str(role["label"]): role["people"] for role in section.content["roles"]}
        assert (people["thường trực"], people["quản trị đơn vị"], people["lãnh đạo"]) == (1, 1, 0)
        assert "Trần Thị Duyên" not in response.content.decode()
        assert "Cán bộ theo vai trò" not in page_of(of_phu_tho, f"/don-vi/{key(PHU_THO)}/")

    def test_it_costs_the_same_statements_with_few_and_with_many_below(
        self, of_the_country: Client, django_assert_max_num_queries: Any
    ) -> None:
        numbers = set()
        for address in (f"/don-vi/{key(BAC_NINH)}/", f"/don-vi/{key(PHU_THO)}/"):
            of_the_country.get(address)
            with django_assert_max_num_queries(24) as captured:
                of_the_country.get(address)
            numbers.add(len(captured))
        assert len(numbers) == 1


class TestBodies:
    FRONT = "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Phú Thọ"

    @pytest.fixture(autouse=True)
    def front(self) -> OrgUnit:
        with acting_as(OPERATOR):
            parent = OrgUnit.objects.visible_to(OPERATOR).get(pk=key(PHU_THO))
            return found_body(
                by=OPERATOR,
                parent=parent,
                kind="front",
                name=self.FRONT,
                code="25-MTTQ",
                valid_from=date(2025, 7, 1),
            )

    def test_a_province_shows_its_bodies_apart_from_its_communes(self, of_phu_tho: Client) -> None:
        response = of_phu_tho.get(f"/don-vi/{key(PHU_THO)}/")
        page = response.content.decode()
        assert len(response.context["children"]) == 148
        assert [body["unit"].name for body in response.context["bodies"]] == [self.FRONT]
        assert '<p class="figures">133 xã, 15 phường</p>' in page
        assert '<h2 id="bodies">Cơ quan, tổ chức</h2>' in page
        of_bodies = page[page.index('id="bodies"') : page.index('id="predecessors"')]
        assert of_bodies.count("<tr data-row>") == 1

    def test_a_province_without_bodies_shows_none(self, of_the_country: Client) -> None:
        assert "Cơ quan, tổ chức" not in page_of(of_the_country, f"/don-vi/{key(BAC_NINH)}/")

    def test_a_body_has_its_page_with_its_kind_level_and_province(
        self, of_phu_tho: Client, front: OrgUnit
    ) -> None:
        page = page_of(of_phu_tho, f"/don-vi/{front.pk}/")
        assert f'<a href="/don-vi/{key(PHU_THO)}/">Tỉnh Phú Thọ</a>' in page
        assert "<dd>Mặt trận Tổ quốc</dd>" in page
        assert "<dd>cơ quan, tổ chức</dd>" in page
        assert "<dt>Căn cứ</dt>" not in page
        assert "Làm việc tại đây" in page

    def test_beside_it_nobody_finds_it(self, of_da_bac: Client, front: OrgUnit) -> None:
        assert of_da_bac.get(f"/don-vi/{front.pk}/").status_code == 404
        assert "Không có đơn vị nào khớp" in TestSwitcher().search(of_da_bac, "mặt trận phú thọ")

    def test_the_list_holds_it_finds_it_and_can_be_narrowed_to_its_kind(self, of_the_country: Client) -> None:
        assert "trong 3.356" in page_of(of_the_country, "/don-vi/")
        for query in ({"kind": "front"}, {"q": "mặt trận phú thọ"}, {"q": "25-MTTQ"}):
            response = of_the_country.get("/don-vi/", query)
            assert [row["row"].unit.name for row in response.context["rows"]] == [self.FRONT]
        assert '<option value="front" selected>Mặt trận Tổ quốc</option>' in page_of(
            of_the_country, "/don-vi/", kind="front"
        )

    def test_the_switcher_offers_it_with_its_province(self, of_the_country: Client) -> None:
        found = TestSwitcher().search(of_the_country, "mat tran phu tho")
        assert self.FRONT in found
        assert '<span class="path">Tỉnh Phú Thọ</span>' in found


class TestSwitcher:
    def search(self, client: Client, text: str) -> str:
        response = client.get("/don-vi/tim/", {"q": text}, headers={"HX-Request": "true"})
        assert response.status_code == 200
        return response.content.decode()

    def test_it_offers_units_with_what_stands_above(self, of_the_country: Client) -> None:
        found = self.search(of_the_country, "tan tien bac ninh")
        assert "Phường Tân Tiến" in found
        assert '<span class="path">Thành phố Bắc Ninh</span>' in found
        assert "<html" not in found

    def test_it_offers_only_what_may_be_seen(self, of_da_bac: Client) -> None:
        assert "Không có đơn vị nào khớp" in self.search(of_da_bac, "lương sơn")

    def test_without_text_it_offers_the_units_looked_at_the_latest_first(
        self, of_the_country: Client
    ) -> None:
        for code in (PHU_THO, DA_BAC, PHU_THO):
            of_the_country.get(f"/don-vi/{key(code)}/")
        found = self.search(of_the_country, "")
        assert "Xem gần đây" in found
        assert found.index("Tỉnh Phú Thọ") < found.index("Xã Đà Bắc")
        assert found.count("<li>") == 2
        assert found.count('<span class="path">Tỉnh Phú Thọ</span>') == 1

    def test_without_script_the_list_answers(self, of_the_country: Client) -> None:
        response = of_the_country.get("/don-vi/tim/", {"q": "da bac"})
        assert response.headers["Location"] == "/don-vi/?q=da+bac"


class TestEntering:
    def test_a_unit_of_ones_own_reach_is_entered(self, of_phu_tho: Client) -> None:
        response = of_phu_tho.post(f"/don-vi/{key(DA_BAC)}/vao/", follow=True)
        page = response.content.decode()
        assert "Đang làm việc tại Xã Đà Bắc." in page
        assert "Đang làm việc tại đây" in page
        assert of_phu_tho.session["unit"] == key(DA_BAC)

    def test_pages_that_name_no_unit_then_speak_of_it(self, of_phu_tho: Client) -> None:
        assert shown_in_the_switcher(of_phu_tho) == "Tỉnh Phú Thọ"
        of_phu_tho.post(f"/don-vi/{key(DA_BAC)}/vao/")
        assert shown_in_the_switcher(of_phu_tho) == "Xã Đà Bắc"
        assert shown_in_the_switcher(of_phu_tho, f"/don-vi/{key(LUONG_SON)}/") == "Xã Lương Sơn"

    def test_a_unit_that_may_no_longer_be_entered_gives_way_to_ones_own(self, of_da_bac: Client) -> None:
        for code in (LUONG_SON, PHU_THO):
            session = of_da_bac.session
            session["unit"] = key(code)
            session.save()
            assert shown_in_the_switcher(of_da_bac) == "Xã Đà Bắc"

    def test_the_frame_asks_once_for_a_unit_that_no_mandate_names_and_else_never(
        self, of_phu_tho: Client
    ) -> None:
        def statements(address: str = "/viec-cua-toi/") -> int:
            of_phu_tho.get(address)
            with CaptureQueriesContext(connection) as sent:
                of_phu_tho.get(address)
            return len(sent)

        unit_page = f"/don-vi/{key(LUONG_SON)}/"
        at_work, looking = statements(), statements(unit_page)
        of_phu_tho.post(f"/don-vi/{key(PHU_THO)}/vao/")
        assert statements() == at_work
        of_phu_tho.post(f"/don-vi/{key(DA_BAC)}/vao/")
        assert statements() == at_work + 1
        assert statements(unit_page) == looking

    def test_a_unit_above_refuses_with_a_remedy(self, of_da_bac: Client) -> None:
        response = of_da_bac.post(f"/don-vi/{key(PHU_THO)}/vao/")
        assert response.status_code == 403
        assert "Chọn đơn vị của bạn hoặc đơn vị trực thuộc." in response.content.decode()
        assert "unit" not in of_da_bac.session

    def test_what_is_not_seen_is_not_found(self, of_da_bac: Client) -> None:
        assert of_da_bac.post(f"/don-vi/{key(LUONG_SON)}/vao/").status_code == 404

    def test_looking_is_no_way_to_enter(self, of_phu_tho: Client) -> None:
        assert of_phu_tho.get(f"/don-vi/{key(DA_BAC)}/vao/").status_code == 405


@pytest.mark.parametrize("address", ["/don-vi/", "/don-vi/1/", "/don-vi/tim/", "/don-vi/danh-sach.csv"])
def test_strangers_are_led_to_the_door(address: str) -> None:
    response = Client().get(address)
    assert response.status_code == 302
    assert "next=" in response.headers["Location"]


def test_an_account_without_a_mandate_finds_no_page() -> None:
    people = Cast(places())
    people.add("la.mat", "Người Lạ")
    client = people.client_of("la.mat")
    assert client.get("/don-vi/").status_code == 404
    assert client.get("/don-vi/1/").status_code == 404
