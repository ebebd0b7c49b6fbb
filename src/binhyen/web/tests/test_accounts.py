"""The pages of accounts, as administrators use them."""

from __future__ import annotations

import re
from io import BytesIO
from itertools import groupby

import pytest
import xlsxwriter
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.utils import InternalError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode
from python_calamine import CalamineWorkbook

from binhyen.access.actions import appoint
from binhyen.access.models import Account, Appointment, Role, SupportAccess
from binhyen.foundations.clock import now, today
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.models import AuditEntry
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.queries import unit_of_key, units_as_of
from tests.cast import PASSWORD, SINCE, Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def trail(act: str) -> list[AuditEntry]:
    with acting_as(OPERATOR):
        return list(AuditEntry.objects.visible_to(OPERATOR).filter(act=act).order_by("pk"))


def name_and_code(unit: OrgUnit) -> tuple[str, str]:
    with acting_as(OPERATOR):
        found = unit_of_key(OPERATOR, unit.pk, today())
    assert found is not None
    return found.name, found.code


def address(people: Cast, username: str, name: str = "account") -> str:
    return reverse(name, args=[people[username].pk])


def test_the_list_shows_the_unit_and_below_and_nobody_else(people: Cast) -> None:
    page = people.client_of("minh").get(reverse("accounts")).content.decode()
    assert "Nguyễn Thị Hoa" in page
    assert "Đỗ Minh Quang" not in page, "the sibling's administrator"
    assert "Bùi Phương Thảo" not in page, "the province's administrator"
    above = people.client_of("thao").get(reverse("accounts")).content.decode()
    assert "Nguyễn Thị Hoa" in above
    assert "Đỗ Minh Quang" in above
    assert "Lý Bảo Ngọc" not in above


def test_the_list_is_found_without_tone_marks_and_by_role(people: Cast) -> None:
    client = people.client_of("minh")
    page = client.get(reverse("accounts"), {"q": "nguyen hoa"}).content.decode()
    assert "Nguyễn Thị Hoa" in page
    assert "Trần Văn Bình" not in page
    page = client.get(reverse("accounts"), {"role": "reviewing"}).content.decode()
    assert "Trần Văn Bình" in page
    assert "Nguyễn Thị Hoa" not in page


def test_the_list_comes_as_csv_with_the_chosen_columns_and_a_line_an_appointment(people: Cast) -> None:
    with acting_as(OPERATOR):
        appoint(
            by=OPERATOR,
            account=people["hoa"],
            unit=people.places.commune,
            role=Role.REVIEWING,
            valid_from=SINCE,
        )
    client = people.client_of("minh")
    lines = client.get(reverse("accounts_csv")).content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Họ và tên,Tên đăng nhập,Chức vụ,Vai trò,Đơn vị")
    of_hoa = [line.split(",")[:4] for line in lines if line.startswith("Nguyễn Thị Hoa")]
    assert of_hoa == [
        ["Nguyễn Thị Hoa", "hoa", "", "nhập liệu"],
        ["Nguyễn Thị Hoa", "hoa", "", "duyệt"],
    ]
    chosen = client.get(reverse("accounts_csv"), {"column": ["since"], "role": "leader"})
    assert chosen.content.decode("utf-8-sig").splitlines() == [
        "Họ và tên,Từ ngày",
        "Phạm Quốc Dũng,01/07/2026",
    ]


def test_the_list_comes_as_a_workbook_of_the_same_rows(people: Cast) -> None:
    answer = people.client_of("minh").get(reverse("accounts_excel"), {"q": "nguyen hoa"})
    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert sheet[0][:4] == ["Họ và tên", "Tên đăng nhập", "Chức vụ", "Vai trò"]
    assert [row[:4] for row in sheet[1:]] == [["Nguyễn Thị Hoa", "hoa", "", "nhập liệu"]]


def test_what_looks_like_a_formula_is_text_in_the_csv(people: Cast) -> None:
    Account.objects.filter(username="hoa").update(post="=1+1")
    text = people.client_of("minh").get(reverse("accounts_csv")).content.decode("utf-8-sig")
    assert "hoa,'=1+1," in text


def usernames(client: Client, **query: str) -> list[str]:
    return [each["row"].account.username for each in client.get(reverse("accounts"), query).context["rows"]]


def test_the_list_is_ordered_by_its_columns(people: Cast) -> None:
    client = people.client_of("thao")
    by_given_name = ["binh", "dung", "hoa", "lan", "minh", "quang", "thao"]
    assert usernames(client) == by_given_name
    assert usernames(client, sort="-username") == by_given_name[::-1]
    assert usernames(client, sort="không có") == by_given_name
    by_unit = client.get(reverse("accounts"), {"sort": "unit"}).context["rows"]
    names = [each["row"].held[0].unit_name for each in by_unit]
    with acting_as(OPERATOR):
        order = dict(units_as_of(OPERATOR, today()).values_list("name", "sort_key"))
    assert [name for name, _same in groupby(names)] == sorted(set(names), key=order.__getitem__)
    Account.objects.filter(username="lan").update(is_active=False)
    assert usernames(client, sort="state")[0] == "lan"


def test_the_list_counts_all_and_asks_as_much_for_fifty_rows_as_for_few(people: Cast) -> None:
    made = [
        Account(username=f"moi{number:02}", created_at=now(), created_by=people["minh"])
        for number in range(60)
    ]
    for account in made:
        account.take_name("Ngô Anh Tuấn")  # stands after those who hold roles
    client = people.client_of("minh")
    client.get(reverse("accounts"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("accounts"))
    Account.objects.bulk_create(made)
    with CaptureQueriesContext(connection) as many:
        page = client.get(reverse("accounts")).content.decode()
    assert page.count("<tr data-row>") == 50
    assert "1–50 trong 65" in page
    assert len(many) == len(few)


def test_the_list_starts_from_the_unit_entered_until_that_filter_is_removed(people: Cast) -> None:
    client = people.client_of("thao")
    name, code = name_and_code(people.places.sibling)
    client.post(reverse("enter_unit", args=[people.places.sibling.pk]))
    started = client.get(reverse("accounts"), follow=True)
    assert started.request["QUERY_STRING"] == urlencode({"unit": f"{name} ({code})"})
    assert [each["row"].account.username for each in started.context["rows"]] == ["quang"]
    assert f'href="{reverse("accounts")}?unit="' in started.content.decode()
    assert "hoa" in usernames(client, unit="")


def test_the_list_starts_from_no_unit_that_the_account_no_longer_keeps(people: Cast) -> None:
    client = people.client_of("thao")
    client.post(reverse("enter_unit", args=[people.places.sibling.pk]))
    session = client.session
    session["unit"] = people.places.elsewhere.pk
    session.save()
    assert client.get(reverse("accounts")).status_code == 200


@pytest.mark.parametrize("username", ["hoa", "binh", "lan", "dung"])
def test_other_roles_do_not_find_the_pages_of_accounts(people: Cast, username: str) -> None:
    client = people.client_of(username)
    for name in ("accounts", "account_create", "accounts_import", "trail", "support_access"):
        assert client.get(reverse(name)).status_code == 404


def test_an_account_elsewhere_is_not_found(people: Cast) -> None:
    client = people.client_of("minh")
    assert client.get(address(people, "hoa")).status_code == 200
    for name in ("account", "account_disable", "account_renew", "account_appoint"):
        assert client.get(address(people, "quang", name)).status_code == 404


def test_an_account_is_made_with_its_first_role_and_its_slip_is_shown_once(people: Cast) -> None:
    client = people.client_of("minh")
    assert client.get(reverse("account_create")).status_code == 200
    name, code = name_and_code(people.places.commune)
    form = {
        "full_name": "Ngô Anh Tuấn",
        "post": "Công an viên",
        "unit": f"{name} ({code})",
        "role": "entering",
        "valid_from": "02/11/2026",
        "decided_by": "15/QĐ-BCĐ",
    }
    done = client.post(reverse("account_create"), form)
    assert done.status_code == 302, done.content.decode()
    made = Account.objects.get(full_name="Ngô Anh Tuấn")
    assert made.username == f"tuanna.{code}"
    assert made.created_by_id == people["minh"].pk
    slip = client.get(done.url).content.decode()
    (written,) = re.findall(r'slip-code">([^<]+)<', slip)
    assert written not in client.get(done.url).content.decode(), "shown once"
    fresh = Client()
    used = fresh.post(
        "/kich-hoat/",
        {"username": made.username, "code": written, "password1": PASSWORD, "password2": PASSWORD},
    )
    assert used.status_code == 302
    assert trail("access.create-account")[-1].unit_id == people.places.commune.pk


def test_the_code_does_not_lie_readable_in_the_session(people: Cast) -> None:
    client = people.client_of("minh")
    client.post(address(people, "hoa", "account_renew"))
    kept = client.session["slips"]
    slip = client.get(address(people, "hoa", "account_slip")).content.decode()
    (written,) = re.findall(r'slip-code">([^<]+)<', slip)
    assert written not in kept


def test_an_account_cannot_be_made_for_a_unit_elsewhere(people: Cast) -> None:
    _name, code = name_and_code(people.places.sibling)
    page = people.client_of("minh").post(
        reverse("account_create"),
        {"full_name": "Ngô Anh Tuấn", "unit": code, "role": "entering", "valid_from": "02/11/2026"},
    )
    assert "trong phạm vi của bạn" in page.content.decode() or "ngoài phạm vi" in page.content.decode()
    assert not Account.objects.filter(full_name="Ngô Anh Tuấn").exists()


def test_roles_are_given_and_ended(people: Cast) -> None:
    client = people.client_of("minh")
    _name, code = name_and_code(people.places.commune)
    given = client.post(
        address(people, "hoa", "account_appoint"),
        {"unit": code, "role": "reviewing", "valid_from": "2/11/2026"},
    )
    assert given.url == address(people, "hoa")
    with acting_as(OPERATOR):
        appointment = Appointment.objects.visible_to(OPERATOR).get(account=people["hoa"], role="entering")
    end = reverse("appointment_end", args=[people["hoa"].pk, appointment.pk])
    assert client.get(end).status_code == 200
    assert client.post(end, {"last_day": "02/11/2026"}).url == address(people, "hoa")
    roles = {mandate.role for mandate in people.actor("hoa").mandates}
    assert roles == {Role.REVIEWING}


def test_an_administrator_cannot_act_on_their_own_account(people: Cast) -> None:
    client = people.client_of("minh")
    page = client.get(address(people, "minh")).content.decode()
    assert "Không ai tự phân công" in page
    refused = client.post(address(people, "minh", "account_disable"))
    assert "Không ai tự phân công" in refused.content.decode()
    assert Account.objects.get(username="minh").is_active


def test_disabling_and_enabling(people: Cast) -> None:
    client = people.client_of("minh")
    client.post(address(people, "hoa", "account_disable"))
    assert not Account.objects.get(username="hoa").is_active
    client.post(address(people, "hoa", "account_enable"))
    assert Account.objects.get(username="hoa").is_active


def test_a_renewal_takes_the_second_factor_and_everybody_at_the_unit_is_told(people: Cast) -> None:
    people.second_factor("hoa")
    done = people.client_of("minh").post(address(people, "hoa", "account_renew"))
    assert done.url == address(people, "hoa", "account_slip")
    assert not Authenticator.objects.filter(user=people["hoa"]).exists()
    page = people.client_of("dung").get(reverse("unit", args=[people.places.commune.pk])).content.decode()
    assert "đã cấp lại xác thực hai lớp của một tài khoản" in page
    assert "quản trị đơn vị" in page
    assert "minh" not in page.split('id="notices"')[1].split("</section>")[0], "no names"


def workbook(*rows: list[str]) -> bytes:
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Tài khoản")
    heading = [
        "Mã đơn vị",
        "Họ và tên",
        "Chức vụ",
        "Thư công vụ",
        "Tên đăng nhập",
        "Vai trò",
        "Từ ngày",
        "Văn bản phân công",
    ]
    for number, cells in enumerate([heading, *rows]):
        for at, cell in enumerate(cells):
            sheet.write(number, at, cell)
    book.close()
    return out.getvalue()


def upload(data: bytes, name: str = "tai-khoan.xlsx") -> dict[str, SimpleUploadedFile]:
    return {"workbook": SimpleUploadedFile(name, data)}


def test_a_workbook_makes_accounts_with_slips(people: Cast) -> None:
    _name, code = name_and_code(people.places.commune)
    client = people.client_of("minh")
    done = client.post(
        reverse("accounts_import"),
        upload(
            workbook(
                [code, "Ngô Anh Tuấn", "Công an viên", "", "", "nhập liệu", "02/11/2026", "15/QĐ-BCĐ"],
                [code, "Mai Thị Xuân", "", "xuan@ubnd.gov.vn", "xuanmt", "Duyệt", "", ""],
            )
        ),
    )
    assert done.url == reverse("accounts_import_slips")
    slips = client.get(done.url).content.decode()
    assert slips.count('class="slip"') == 2
    assert Account.objects.get(username="xuanmt").email == "xuan@ubnd.gov.vn"
    assert trail("access.import-accounts")[0].detail == {"rows": 2, "accounts": 2}


def test_a_workbook_with_faults_makes_nothing_and_names_each(people: Cast) -> None:
    _name, code = name_and_code(people.places.commune)
    _name, elsewhere = name_and_code(people.places.elsewhere)
    before = Account.objects.count()
    page = people.client_of("minh").post(
        reverse("accounts_import"),
        upload(
            workbook(
                [code, "Ngô Anh Tuấn", "", "", "", "nhập liệu", "", ""],
                [elsewhere, "Mai Thị Xuân", "", "", "", "duyệt", "", ""],
                [code, "", "", "không phải thư", "hoa", "giám đốc", "", ""],
                [code, "Lâm Thị Bé", "", "", "", "kiểm toán", "", ""],
            )
        ),
    )
    text = page.content.decode()
    assert Account.objects.count() == before
    for words in (
        "trong phạm vi của bạn",
        "Thiếu họ và tên",
        "không phải địa chỉ thư",
        "không phải một vai trò",
        "đã có người dùng",
    ):
        assert words in text
    assert '<th scope="row" class="figures">3</th>' in text


def test_a_role_out_of_reach_in_a_workbook_is_named_by_its_row(people: Cast) -> None:
    _name, code = name_and_code(people.places.commune)
    before = Account.objects.count()
    page = people.client_of("minh").post(
        reverse("accounts_import"), upload(workbook([code, "Lâm Thị Bé", "", "", "", "kiểm toán", "", ""]))
    )
    assert "chỉ do quản trị hệ thống phân công" in page.content.decode()
    assert Account.objects.count() == before


def test_a_workbook_with_identity_numbers_is_refused(people: Cast) -> None:
    _name, code = name_and_code(people.places.commune)
    page = people.client_of("minh").post(
        reverse("accounts_import"),
        upload(workbook([code, "Ngô Anh Tuấn", "", "", "", "nhập liệu", "", "001085012345"])),
    )
    assert page.status_code == 200
    assert not Account.objects.filter(full_name="Ngô Anh Tuấn").exists()
    assert "số" in page.content.decode()


def test_the_empty_workbook_is_read_back_with_its_columns(people: Cast) -> None:
    client = people.client_of("minh")
    empty = client.get(reverse("accounts_import_template")).content
    page = client.post(reverse("accounts_import"), upload(empty))
    assert "Bảng chưa có dòng nào" in page.content.decode()


def test_a_file_that_is_no_workbook_is_refused_in_words(people: Cast) -> None:
    page = people.client_of("minh").post(reverse("accounts_import"), upload(b"chao", "a.xlsx"))
    assert page.status_code == 200
    assert "Chưa gửi được" in page.content.decode()


def test_the_trail_asks_for_a_purpose_and_logs_the_search(people: Cast) -> None:
    client = people.client_of("minh")
    asked = client.get(reverse("trail")).content.decode()
    assert "Các dòng nhật ký" not in asked
    nothing = client.post(reverse("trail"), {"purpose": ""})
    assert nothing.status_code == 200
    assert not trail("access.search-trail")
    found = client.post(reverse("trail"), {"purpose": "security", "note": "CV 12", "act": "access.appoint"})
    assert found.status_code == 302
    page = client.get(found.url).content.decode()
    assert "Phân công vai trò" in page
    (line,) = trail("access.search-trail")
    assert line.detail == {"purpose": "security", "note": "CV 12", "filters": {"act": "access.appoint"}}
    other = client.get(found.url.replace("access.appoint", "access.create-account")).content.decode()
    assert "Các dòng nhật ký" not in other, "another search needs its own purpose"


def test_the_trail_turns_round_and_chooses_columns_within_one_stated_search(people: Cast) -> None:
    client = people.client_of("minh")
    address_found = client.post(reverse("trail"), {"purpose": "security"}).url
    latest = [each["row"].at for each in client.get(address_found).context["rows"]]
    assert latest == sorted(latest, reverse=True)
    answer = client.get(f"{address_found}&sort=at&column=unit")
    assert [each["row"].at for each in answer.context["rows"]] == latest[::-1]
    page = answer.content.decode()
    assert 'data-label="Đơn vị"' in page
    assert 'data-label="Chi tiết"' not in page
    assert len(trail("access.search-trail")) == 1


def test_the_trail_names_people_of_the_unit_alone(people: Cast) -> None:
    people.client_of("thao").post(address(people, "hoa", "account_disable"))
    people.client_of("minh").post(address(people, "hoa", "account_enable"))
    client = people.client_of("minh")
    page = client.get(client.post(reverse("trail"), {"purpose": "security"}).url).content.decode()
    assert ">minh<br>" in page
    assert "thao" not in page, "of a superior only role and unit"
    assert "quản trị đơn vị, " in page
    assert "người vận hành thư mục dữ liệu" in page, "no person's name"
    above = people.client_of("thao")
    page = above.get(above.post(reverse("trail"), {"purpose": "security"}).url).content.decode()
    assert ">thao<br>" in page
    assert ">minh<br>" in page


def open_support(people: Cast, unit: OrgUnit) -> Client:
    client = people.client_of("son")
    _name, code = name_and_code(unit)
    done = client.post(
        reverse("support_access"), {"unit": code, "reason": "Đơn vị báo lỗi trang báo cáo", "minutes": "30"}
    )
    assert done.url == reverse("unit", args=[unit.pk]), done.content.decode()
    return client


def test_support_access_shows_the_unit_read_only_and_says_so_to_everybody_there(people: Cast) -> None:
    commune = people.places.commune
    client = open_support(people, commune)
    page = client.get(reverse("unit", args=[commune.pk])).content.decode()
    assert "để hỗ trợ, chỉ đọc" in page
    assert client.get(reverse("unit", args=[people.places.elsewhere.pk])).status_code == 404
    assert client.get(reverse("accounts")).status_code == 404, "its own powers rest meanwhile"
    assert client.get("/tai-khoan/").status_code == 200, "its own account stays its own"
    told = people.client_of("hoa").get(reverse("unit", args=[commune.pk])).content.decode()
    assert "đã mở truy cập hỗ trợ, chỉ đọc, nhiều nhất 30 phút" in told
    assert "Lý do: Đơn vị báo lỗi trang báo cáo" in told
    with acting_as(OPERATOR):
        access = SupportAccess.objects.visible_to(OPERATOR).get()
    assert client.post(reverse("support_access_close", args=[access.pk])).url == reverse("support_access")
    assert client.get(reverse("accounts")).status_code == 200
    assert [line.act for line in trail("access.close-support-access")]


def test_during_support_access_the_database_refuses_to_write(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from binhyen.web.orgunits import views

    def write(request, *args, **kwargs):
        Account.objects.filter(username="hoa").update(post="đã sửa")
        raise AssertionError("the database let it through")

    monkeypatch.setattr(views, "sections_for", write)
    client = open_support(people, people.places.commune)
    with pytest.raises(InternalError, match="read-only"), transaction.atomic():
        client.get(reverse("unit", args=[people.places.commune.pk]))
    with connection.cursor() as cursor:
        cursor.execute("show transaction_read_only")
        assert cursor.fetchone() == ("off",)


def test_support_access_ends_by_itself(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = open_support(people, people.places.commune)
    assert client.get(reverse("accounts")).status_code == 404
    with connection.cursor() as cursor, acting_as(OPERATOR):
        cursor.execute(
            "update access_supportaccess set opened_at = opened_at - interval '31 minutes',"
            " expires_at = expires_at - interval '31 minutes'"
        )
    assert client.get(reverse("accounts")).status_code == 200


def test_a_unit_is_found_as_it_is_written_or_the_choices_are_named(people: Cast) -> None:
    client = people.client_of("son")
    form = {"reason": "Đơn vị báo lỗi trang báo cáo", "minutes": "30"}
    page = client.post(reverse("support_access"), form | {"unit": "da bac"}).content.decode()
    assert "có thể là nhiều đơn vị" in page
    assert "Xã Đà Bắc (04831)" in page
    assert client.post(reverse("support_access"), form | {"unit": "xã đà bắc"}).status_code == 302


def test_support_access_needs_its_reason(people: Cast) -> None:
    client = people.client_of("son")
    _name, code = name_and_code(people.places.commune)
    page = client.post(reverse("support_access"), {"unit": code, "reason": "xem", "minutes": "30"})
    assert page.status_code == 200
    assert not trail("access.open-support-access")


def test_only_a_system_administrator_may_open_support_access(people: Cast) -> None:
    assert people.client_of("minh").post(reverse("support_access"), {}).status_code == 404
    assert people.client_of("yen").get(reverse("support_access")).status_code == 404


def test_an_auditor_reads_accounts_and_changes_none(people: Cast) -> None:
    client = people.client_of("yen")
    page = client.get(address(people, "hoa")).content.decode()
    assert "Khoá tài khoản" not in page
    assert client.post(address(people, "hoa", "account_disable")).status_code == 404
