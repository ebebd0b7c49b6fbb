"""Pages of units through time: lineage, tree, history of the map, both maps, and long lists."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from binhyen.access.models import Role
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.actions import load_boundaries
from binhyen.orgunits.models import OrgUnit, Reorganisation, Succession
from binhyen.orgunits.queries import unit_of_code, units_as_of
from binhyen.web.frame.lists import FromBothEnds
from tests.cast import Cast, places

pytestmark = pytest.mark.django_db

TODAY, LAST_OF_OLD = date(2026, 11, 2), date(2025, 6, 30)
COUNTRY, PHU_THO, DA_BAC, THANH_HOA = "", "25", "04831", "38"


def key(code: str, day: date = TODAY) -> int:
    if not code:
        return 1
    with acting_as(OPERATOR):
        unit = unit_of_code(OPERATOR, code, day)
    assert unit is not None
    return unit.id


def officer(code: str, role: Role = Role.STANDING_DESK) -> Client:
    people = Cast(places())
    with acting_as(OPERATOR):
        unit = OrgUnit.objects.visible_to(OPERATOR).get(pk=key(code))
    people.add("duyen", "Trần Thị Duyên", (role, unit))
    return people.client_of("duyen")


def page_of(client: Client, address: str, **query: Any) -> str:
    response = client.get(address, query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def the_change() -> int:
    with acting_as(OPERATOR):
        (change,) = Reorganisation.objects.visible_to(OPERATOR).filter(effective_on=date(2025, 7, 1))
    return change.pk


class TestLineage:
    def test_a_unit_that_is_over_says_so_and_what_it_became(self) -> None:
        page = page_of(officer(PHU_THO), f"/don-vi/{key(DA_BAC, LAST_OF_OLD)}/")
        assert "<h1>Thị trấn Đà Bắc</h1>" in page
        assert "Theo địa giới ngày 30/06/2025" in page
        assert "Đơn vị này đã kết thúc từ ngày 01/07/2025." in page
        assert "Xã Đà Bắc, Tỉnh Phú Thọ" in page
        assert "Huyện Đà Bắc" in page

    def test_after_its_end_another_day_still_leads_to_its_successors(self) -> None:
        page = page_of(officer(PHU_THO), f"/don-vi/{key(DA_BAC, LAST_OF_OLD)}/", as_of="2026-01-01")
        assert "Ngày 01/01/2026 không có đơn vị này." in page
        assert "Xã Đà Bắc, Tỉnh Phú Thọ" in page

    def test_a_unit_of_today_names_those_it_came_from_with_the_names_then(self) -> None:
        page = page_of(officer(DA_BAC), f"/don-vi/{key(DA_BAC)}/")
        section = page[page.index('id="predecessors"') : page.index('id="history"')]
        assert "Thị trấn Đà Bắc" in section
        assert "Tỉnh Hoà Bình › Huyện Đà Bắc" in section
        assert f'href="/don-vi/{key(DA_BAC, LAST_OF_OLD)}/?as_of=2025-06-30"' in section

    def test_a_part_of_unknown_size_is_said_to_apportion_nothing(self) -> None:
        with acting_as(OPERATOR):
            divided = (
                Succession.objects.visible_to(OPERATOR)
                .filter(relation="part", people_share=None, area_share=None)
                .first()
            )
            assert divided is not None
        page = page_of(officer(COUNTRY), f"/don-vi/{divided.predecessor_id}/")
        assert "nhập một phần" in page
        assert "chưa rõ tỷ lệ: không chia số liệu" in page
        assert "số liệu của đơn vị trước không được chia" in page


class TestTree:
    def test_the_country_shows_its_provinces_with_all_that_lies_below(self) -> None:
        response = officer(COUNTRY).get("/don-vi/cay/")
        branches = response.context["branches"]
        assert [branches[0].unit.name, branches[0].counts[:2]] == ["Việt Nam", ("34", "3.321")]
        assert len(branches) == 35

    def test_on_a_day_of_the_old_map_it_is_the_old_map(self) -> None:
        response = officer(COUNTRY).get("/don-vi/cay/", {"as_of": "2025-06-30"})
        assert response.context["branches"][0].counts[:3] == ("63", "696", "10.035")
        assert len(response.context["branches"]) == 64

    def test_a_branch_opens_and_closes_by_its_address(self) -> None:
        client = officer(COUNTRY)
        closed = client.get("/don-vi/cay/")
        (toggle,) = [b.toggle for b in closed.context["branches"] if b.unit.code == PHU_THO]
        opened = client.get(f"/don-vi/cay/{toggle}")
        assert len(opened.context["branches"]) == 35 + 148
        (back,) = [b.toggle for b in opened.context["branches"] if b.unit.code == PHU_THO]
        assert len(client.get(f"/don-vi/cay/{back}").context["branches"]) == 35

    def test_officers_of_a_successor_begin_before_its_time_with_what_it_came_from(self) -> None:
        response = officer(PHU_THO).get("/don-vi/cay/", {"as_of": "2025-06-30"})
        assert {branch.unit.name for branch in response.context["branches"]} == {
            "Tỉnh Hoà Bình",
            "Tỉnh Phú Thọ",
            "Tỉnh Vĩnh Phúc",
        }

    def test_it_sends_as_many_statements_closed_as_open(self, django_assert_max_num_queries: Any) -> None:
        client = officer(COUNTRY)
        numbers = set()
        for query in ("", f"?mo={key(PHU_THO)}", f"?mo={key(PHU_THO)}&mo={key(THANH_HOA)}"):
            client.get(f"/don-vi/cay/{query}")
            with django_assert_max_num_queries(20) as sent:
                client.get(f"/don-vi/cay/{query}")
            numbers.add(len(sent))
        assert len(numbers) == 1

    @pytest.mark.parametrize("nonsense", ["x", "-1", "9" * 30, "²"])
    def test_nonsense_in_the_address_opens_nothing(self, nonsense: str) -> None:
        assert len(officer(COUNTRY).get("/don-vi/cay/", {"mo": nonsense}).context["branches"]) == 35


class TestHistory:
    def test_the_reorganisation_of_2025_says_what_it_did(self) -> None:
        page = page_of(officer(COUNTRY), "/don-vi/lich-su/")
        assert "63 đơn vị trước → 34 đơn vị sau; 52 nhập toàn bộ; 11 giữ nguyên" in page
        assert "10.040 đơn vị trước → 3.321 đơn vị sau" in page
        assert "440 bị chia; 127 giữ nguyên; 2 đổi tên; 3 đổi loại hình; 5 huyện thành đặc khu" in page

    def test_a_line_for_each_province_adds_up_to_the_country(self) -> None:
        response = officer(COUNTRY).get(f"/don-vi/lich-su/{the_change()}/")
        provinces = {each.unit.code: each for each in response.context["provinces"]}
        assert len(provinces) == 34
        thanh_hoa = provinces[THANH_HOA]
        assert (thanh_hoa.communes_before, thanh_hoa.communes) == (547, 166)
        assert provinces[PHU_THO].former == ("Tỉnh Hoà Bình", "Tỉnh Phú Thọ", "Tỉnh Vĩnh Phúc")
        assert sum(each.districts for each in provinces.values()) == 696
        assert sum(each.communes_before for each in provinces.values()) == 10035
        assert sum(each.communes for each in provinces.values()) == 3321
        assert sum(each.divided for each in provinces.values()) == 440

    def test_a_province_sees_its_own_line_alone(self) -> None:
        response = officer(PHU_THO).get(f"/don-vi/lich-su/{the_change()}/")
        assert [each.unit.code for each in response.context["provinces"]] == [PHU_THO]

    def test_the_crosswalk_can_be_narrowed_and_taken_away(self) -> None:
        client, change = officer(COUNTRY), the_change()
        every = client.get(f"/don-vi/lich-su/{change}/bang/").context["page"].paginator.count
        divided = (
            client.get(f"/don-vi/lich-su/{change}/bang/", {"divided": "on"}).context["page"].paginator.count
        )
        assert 2 * 440 < divided < every
        lines = client.get(f"/don-vi/lich-su/{change}/bang.csv", {"under": key(PHU_THO)}).content.decode(
            "utf-8-sig"
        )
        assert 'Thị trấn Đà Bắc,04831,"Huyện Đà Bắc, Tỉnh Hoà Bình",Xã Đà Bắc,04831' in lines
        assert client.get(f"/don-vi/lich-su/{change}/bang.xlsx", {"divided": "on"}).content[:2] == b"PK"

    def test_of_one_unit_only_its_own_reorganisations_are_shown(self) -> None:
        page = page_of(officer(COUNTRY), "/don-vi/lich-su/", unit=key(DA_BAC))
        assert "Lịch sử bản đồ: Xã Đà Bắc" in page
        assert "→ 1 đơn vị sau" in page


class TestMaps:
    def test_both_maps_stand_side_by_side_with_the_archipelagos(self) -> None:
        response = officer(COUNTRY).get("/don-vi/ban-do/", {"unit": 1})
        page = response.content.decode()
        assert [each["count"] for each in response.context["maps"]] == [63, 34]
        assert page.count(">Hoàng Sa</text>") == page.count(">Trường Sa</text>") == 2
        assert page.count("không phải ranh giới") == 2
        assert "Tỉnh Hoà Bình, Tỉnh Phú Thọ, Tỉnh Vĩnh Phúc" in page
        assert len(response.content) < 100_000

    def test_what_became_one_unit_is_marked_alike_on_both(self) -> None:
        response = officer(PHU_THO).get("/don-vi/ban-do/")
        before, after = response.context["maps"]
        of_da_bac = str(key(DA_BAC))
        (group,) = [each for each in before["groups"] if each.to == of_da_bac]
        assert "Thị trấn Đà Bắc" in group.title
        assert [each.title for each in after["groups"] if each.to == of_da_bac] == ["Xã Đà Bắc"]
        assert (before["count"], after["count"]) == (479, 148)
        assert len(response.content) < 100_000

    def test_the_islands_stand_on_the_map_of_their_own_province_alone(self) -> None:
        client = officer(COUNTRY)
        assert ">Hoàng Sa</text>" in page_of(client, "/don-vi/ban-do/", unit=key("48"))
        assert ">Trường Sa</text>" in page_of(client, "/don-vi/ban-do/", unit=key("56"))
        assert ">Trường Sa</text>" not in page_of(client, "/don-vi/ban-do/", unit=key(PHU_THO))

    def test_where_boundaries_are_kept_shapes_are_drawn_with_their_source(self) -> None:
        with acting_as(OPERATOR):
            codes = list(units_as_of(OPERATOR, TODAY).filter(level="province").values_list("code", flat=True))
            features = [
                {
                    "type": "Feature",
                    "properties": {"code": code},
                    "geometry": {
                        "type": "Polygon",
                        "coordinates": [[[x, 20], [x + 0.1, 20], [x, 20.1], [x, 20]]],
                    },
                }
                for x, code in zip((105 + place / 10 for place in range(40)), codes, strict=False)
            ]
            content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
            load_boundaries(by=OPERATOR, data=content, source="Bản đồ thử 2026", day=TODAY)
        page = page_of(officer(COUNTRY), "/don-vi/ban-do/", unit=1)
        assert "Nguồn: Bản đồ thử 2026" in page
        assert len(re.findall(r'<a class="u\d" [^>]*><title>[^<]*</title><path d="M', page)) == 34

    def test_of_a_unit_out_of_sight_there_is_no_map(self) -> None:
        client = officer(PHU_THO)
        assert client.get("/don-vi/ban-do/", {"unit": key(THANH_HOA)}).status_code == 404
        assert client.get("/don-vi/ban-do/", {"unit": 1}).status_code == 404


class TestLongLists:
    @pytest.mark.parametrize("per_page", [1, 3, 7, 50])
    def test_every_row_stands_on_one_page_in_its_order(self, per_page: int) -> None:
        with acting_as(OPERATOR):
            found = units_as_of(OPERATOR, TODAY).filter(level="province").order_by("sort_key", "code")
            pages = FromBothEnds(found, per_page)
            rows = [row.pk for number in pages.page_range for row in pages.page(number)]
            assert rows == list(found.values_list("pk", flat=True))

    def test_the_last_page_is_read_from_the_end(self, django_assert_num_queries: Any) -> None:
        with acting_as(OPERATOR):
            found = units_as_of(OPERATOR, TODAY).order_by("sort_key", "code", "unit_id")
            pages = FromBothEnds(found, 50, known_count=found.count())
            with django_assert_num_queries(1) as sent:
                last = pages.get_page(10**6)
            assert "DESC" in sent.captured_queries[0]["sql"]
            assert "OFFSET" not in sent.captured_queries[0]["sql"]
            assert [row.pk for row in last] == list(found.values_list("pk", flat=True))[-len(last) :]

    def test_a_commune_can_be_asked_for_what_lies_below_it(self) -> None:
        page = page_of(officer(COUNTRY), "/don-vi/", under=key(DA_BAC), level="commune")
        assert "1–1 trong 1" in page
        assert "Không có tỉnh, thành phố này." not in page
