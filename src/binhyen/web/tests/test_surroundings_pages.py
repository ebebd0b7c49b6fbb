"""Pages that keep what surrounds units: workbooks of communes, bodies, committees, groups."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from binhyen.access.models import Role
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.queries import (
    bodies_of,
    children_of,
    committees_of,
    unit_of_code,
    unit_of_key,
    units_in_group,
)
from binhyen.orgunits.values import Written
from binhyen.orgunits.workbooks import workbook_to_fill
from tests.cast import Cast, places
from tests.surrounded import Surrounded, surrounded

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 2)
PHU_THO, DA_BAC, LUONG_SON = "25", "04831", "04924"


def unit(code: str) -> OrgUnit:
    with acting_as(OPERATOR):
        found = unit_of_code(OPERATOR, code, DAY)
        assert found is not None
        return OrgUnit.objects.visible_to(OPERATOR).get(pk=found.id)


def signed_in(role: Role, at: OrgUnit) -> Client:
    people = Cast(places())
    people.add("khang", "Đỗ Minh Khang", (role, at))
    return people.client_of("khang")


@pytest.fixture
def phu_tho() -> OrgUnit:
    return unit(PHU_THO)


@pytest.fixture
def keeper(phu_tho: OrgUnit) -> Client:
    return signed_in(Role.UNIT_ADMINISTRATOR, phu_tho)


def surroundings_of(code: str) -> Surrounded:
    with acting_as(OPERATOR):
        return surrounded(unit(code))


def page(client: Client, name: str, *keys: int, **query: Any) -> str:
    response = client.get(reverse(name, args=keys), query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def sent(client: Client, address: str, /, *keys: int, expect: int = 302, **fields: Any) -> str:
    response = client.post(reverse(address, args=keys), fields)
    assert response.status_code == expect, response.content.decode()[-3000:]
    return str(response.content.decode() if expect != 302 else response["Location"])


def workbook(code: str, *names: str) -> SimpleUploadedFile:
    rows = [Written(0, "hamlet", name) for name in names]
    return SimpleUploadedFile(f"{code}.xlsx", workbook_to_fill(code, "Xã", rows))


class TestWorkbooks:
    def test_a_province_sends_the_workbooks_of_its_communes(self, keeper: Client, phu_tho: OrgUnit) -> None:
        files = [
            workbook(DA_BAC, "Thôn Hạ", "Thôn Thượng"),
            workbook(LUONG_SON, "Trần Thị Hoa"),
            workbook("07840", "Thôn Xa"),
        ]
        shown = sent(keeper, "unit_populate", phu_tho.pk, files=files, expect=200)
        assert shown.count("<tr data-row>") == 3
        assert "Dòng 5, cột Tên" in shown
        assert "không phải xã, phường, đặc khu trong phạm vi" in shown
        with acting_as(OPERATOR):
            assert children_of(OPERATOR, unit(DA_BAC).pk, DAY).count() == 2
            assert not children_of(OPERATOR, unit(LUONG_SON).pk, DAY).exists()

    def test_the_workbook_of_a_commune_comes_filled_and_goes_back(self, keeper: Client) -> None:
        da_bac = unit(DA_BAC)
        sent(keeper, "unit_populate", da_bac.pk, files=workbook(DA_BAC, "Thôn Hạ"), expect=200)
        back = keeper.get(reverse("unit_populate_workbook", args=[da_bac.pk]))
        assert back["Content-Disposition"] == 'attachment; filename="don-vi-04831.xlsx"'
        again = sent(
            keeper, "unit_populate", da_bac.pk, files=SimpleUploadedFile("a.xlsx", back.content), expect=200
        )
        assert "không có gì mới" in again

    def test_the_workbooks_of_a_province_come_in_one_zip(self, keeper: Client, phu_tho: OrgUnit) -> None:
        import zipfile

        answer = keeper.get(reverse("unit_populate_workbooks", args=[phu_tho.pk]))
        names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
        assert len(names) == 148
        assert "don-vi-04831.xlsx" in names

    def test_a_file_with_numbers_of_persons_is_refused_and_leaves_a_line(self, keeper: Client) -> None:
        da_bac = unit(DA_BAC)
        shown = sent(
            keeper, "unit_populate", da_bac.pk, files=workbook(DA_BAC, "CCCD 001085012345"), expect=422
        )
        assert "không được nhận" in shown
        assert "001085012345" not in shown

    def test_without_a_file_nothing_is_lost(self, keeper: Client) -> None:
        assert "Chưa chọn tệp nào" in sent(keeper, "unit_populate", unit(DA_BAC).pk, expect=422)

    @pytest.mark.parametrize("role", [Role.ENTERING, Role.STANDING_DESK, Role.LEADER, Role.AUDITOR])
    def test_for_others_there_is_no_such_page(self, role: Role, phu_tho: OrgUnit) -> None:
        client = signed_in(role, phu_tho)
        for name in ("unit_populate", "body_found", "committee_found", "group_found"):
            assert client.get(reverse(name, args=[phu_tho.pk])).status_code == 404


class TestBodies:
    def test_a_body_is_found_renamed_and_closed(self, keeper: Client, phu_tho: OrgUnit) -> None:
        fields = {"kind": "department", "name": "Sở Y tế", "code": "25-SYT", "valid_from": "01/08/2026"}
        sent(keeper, "body_found", phu_tho.pk, **fields)
        with acting_as(OPERATOR):
            (body,) = bodies_of(OPERATOR, phu_tho.pk, DAY)
        assert "Ghi ngày kết thúc" in page(keeper, "unit", body.unit_id)
        renaming = {"kind": "department", "name": "Sở Y tế tỉnh", "valid_from": "01/09/2026"}
        sent(keeper, "body_rename", body.unit_id, **renaming)
        with acting_as(OPERATOR):
            now = unit_of_key(OPERATOR, body.unit_id, DAY)
        assert now is not None
        assert now.name == "Sở Y tế tỉnh"
        sent(keeper, "body_close", body.unit_id, valid_until="02/11/2026")
        with acting_as(OPERATOR):
            assert unit_of_key(OPERATOR, body.unit_id, DAY) is None

    def test_a_refusal_stands_beside_its_field(self, keeper: Client, phu_tho: OrgUnit) -> None:
        fields = {"kind": "department", "name": "Sở Y tế", "code": "12345", "valid_from": "01/08/2026"}
        shown = sent(keeper, "body_found", phu_tho.pk, expect=200, **fields)
        assert escape("Mã: Mã “12345” không đúng dạng.") in shown
        assert 'value="Sở Y tế"' in shown


class TestCommittees:
    def fields(self, **changes: Any) -> dict[str, Any]:
        return {
            "name": "Ban Chỉ đạo 138",
            "decision": "15/QĐ-UBND",
            "valid_from": "01/08/2026",
            "standing_body": "",
            "duty": ["head", "member", "member"],
            "post": ["Chủ tịch", "Giám đốc", ""],
            "agency": ["Ủy ban nhân dân", "Công an tỉnh", ""],
        } | changes

    def test_a_committee_is_found_and_re_formed_on_the_page(self, keeper: Client, phu_tho: OrgUnit) -> None:
        sent(keeper, "committee_found", phu_tho.pk, **self.fields())
        with acting_as(OPERATOR):
            (first,) = committees_of(OPERATOR, phu_tho.pk)
        assert "Ban Chỉ đạo 138" in page(keeper, "unit", phu_tho.pk)
        reforming = self.fields(decision="16/QĐ-UBND", valid_from="01/10/2026")
        sent(keeper, "committee_reform", phu_tho.pk, first.committee.pk, **reforming)
        shown = page(keeper, "committees", phu_tho.pk)
        assert "16/QĐ-UBND" in shown
        assert "đến hết 30/09/2026" in shown
        with acting_as(OPERATOR):
            (now,) = committees_of(OPERATOR, phu_tho.pk, DAY)
        assert [seat.post for seat in now.seats] == ["Chủ tịch", "Giám đốc"]
        correcting = self.fields(agency=["Ủy ban nhân dân tỉnh", "Công an tỉnh", ""])
        sent(keeper, "committee_correct", phu_tho.pk, now.committee.pk, **correcting)
        assert "Ủy ban nhân dân tỉnh" in page(keeper, "committees", phu_tho.pk)
        sent(keeper, "committee_close", phu_tho.pk, now.committee.pk, valid_until="02/11/2026")
        assert "Sửa chỗ ghi sai" not in page(keeper, "committees", phu_tho.pk)

    def test_a_name_of_a_person_is_refused_at_its_cell_and_nothing_is_lost(
        self, keeper: Client, phu_tho: OrgUnit
    ) -> None:
        fields = self.fields(post=["Chủ tịch", "Ông Nguyễn Văn A", ""])
        shown = sent(keeper, "committee_found", phu_tho.pk, expect=422, **fields)
        assert 'href="#post-2"' in shown
        assert 'aria-describedby="post-2-fault"' in shown
        assert 'value="Ông Nguyễn Văn A"' in shown
        with acting_as(OPERATOR):
            assert committees_of(OPERATOR, phu_tho.pk) == ()

    def test_rows_are_added_without_a_script(self, keeper: Client, phu_tho: OrgUnit) -> None:
        before = page(keeper, "committee_found", phu_tho.pk).count('name="post"')
        fields = self.fields(post=["a"] * 9, agency=["b"] * 9, duty=["member"] * 9, add_rows="1")
        shown = sent(keeper, "committee_found", phu_tho.pk, expect=200, **fields)
        assert shown.count('name="post"') > before
        assert 'value="15/QĐ-UBND"' in shown

    def test_a_commune_reads_the_committee_of_its_province(self, phu_tho: OrgUnit) -> None:
        surroundings_of(PHU_THO)
        client = signed_in(Role.ENTERING, unit(DA_BAC))
        shown = page(client, "committees", phu_tho.pk)
        assert "BC 138" in shown
        assert "Kiện toàn</a>" not in shown


class TestGroups:
    def test_a_group_is_found_filled_and_emptied(self, keeper: Client, phu_tho: OrgUnit) -> None:
        where = sent(keeper, "group_found", phu_tho.pk, name="Xã khu vực III", code="kv-iii", sort="region-3")
        put = {"codes": f"{DA_BAC}\n{LUONG_SON}", "decision": "861/QĐ-TTg", "valid_from": "01/08/2026"}
        shown = keeper.post(where, put | {"last_day": ""})
        assert shown.status_code == 302
        group_id = int(where.split("/")[-3])
        listed = page(keeper, "group", group_id)
        assert "2 đơn vị" in listed
        assert "Xã khu vực III" in page(keeper, "unit", unit(DA_BAC).pk)
        assert "Xã khu vực III" in page(keeper, "unit_groups")
        leaving = {"unit": [unit(DA_BAC).pk], "valid_until": "01/10/2026", "decision": "9/QĐ-UBND"}
        sent(keeper, "group_take_out", group_id, **leaving)
        with acting_as(OPERATOR):
            assert [each.name for each in units_in_group(OPERATOR, group_id, DAY)] == ["Xã Lương Sơn"]
        assert "Ngày này nhóm chưa có đơn vị nào" in page(keeper, "group", group_id, as_of="2026-07-01")

    def test_faulty_codes_are_told_and_nothing_is_lost(self, keeper: Client) -> None:
        made = surroundings_of(PHU_THO)
        put = {"codes": f"{DA_BAC} 99999", "decision": "861/QĐ-TTg", "valid_from": "01/08/2026"}
        shown = sent(keeper, "group_put", made.group, expect=422, **put)
        assert "Không có đơn vị mang mã “99999”" in shown
        assert f"{DA_BAC} 99999" in shown
        backwards = put | {"codes": DA_BAC, "last_day": "01/07/2026"}
        assert "Đến hết ngày" in sent(keeper, "group_put", made.group, expect=422, **backwards)

    def test_leaving_wants_a_choice(self, keeper: Client) -> None:
        made = surroundings_of(PHU_THO)
        put = {"codes": DA_BAC, "decision": "861/QĐ-TTg", "valid_from": "01/08/2026"}
        sent(keeper, "group_put", made.group, **put)
        leaving = {"valid_until": "01/10/2026", "decision": "9/QĐ-UBND"}
        assert "Chưa chọn đơn vị nào" in sent(keeper, "group_take_out", made.group, expect=422, **leaving)

    def test_a_commune_of_another_province_sees_no_such_group(self) -> None:
        made = surroundings_of(PHU_THO)
        client = signed_in(Role.UNIT_ADMINISTRATOR, unit("07840"))
        assert client.get(reverse("group", args=[made.group])).status_code == 404
