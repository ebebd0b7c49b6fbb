"""Signing in, step by step, as a browser does it."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from binhyen.access.actions import create_account, disable_account, renew_second_factor
from binhyen.access.models import Account, OneTimeCode
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.datafolder import DataFolder
from binhyen.machinery.models import AuditEntry
from tests.cast import PASSWORD, SECRET, Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def code_of(secret: str, step: int = 0) -> str:
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2] + step))


def trail(act: str) -> list[AuditEntry]:
    with acting_as(OPERATOR):
        return list(AuditEntry.objects.visible_to(OPERATOR).filter(act=act).order_by("pk"))


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: str):
    return client.post("/dang-nhap/", {"login": username, "password": password, **more})


def test_the_sign_in_page_speaks_vietnamese(client: Client) -> None:
    page = client.get("/dang-nhap/").content.decode()
    assert "Tên đăng nhập" in page
    assert "Mật khẩu" in page
    assert "Kích hoạt bằng mã trên phiếu" in page


def test_password_and_second_factor_lead_to_the_page_asked_for(people: Cast) -> None:
    people.second_factor("hoa")
    client = Client()
    asked = client.get("/tai-khoan/")
    assert asked.url == "/dang-nhap/?next=%2Ftai-khoan%2F"
    first = sign_in(client, "HOA", next="/tai-khoan/")
    assert first.url == "/xac-thuc/"
    assert client.get("/tai-khoan/").status_code == 302, "the password alone opens nothing"
    second = client.post("/xac-thuc/", {"code": code_of(SECRET)})
    assert second.url == "/tai-khoan/"
    page = client.get("/tai-khoan/")
    assert page.status_code == 200
    assert "Nguyễn Thị Hoa" in page.content.decode()
    (line,) = trail("sign-in.succeed")
    assert line.account_id == people["hoa"].pk
    assert line.unit_id == people.places.commune.pk


def test_signing_in_gives_the_session_a_new_key(people: Cast) -> None:
    people.second_factor("hoa")
    client = Client()
    sign_in(client, "hoa")
    before = client.cookies["sessionid"].value
    client.post("/xac-thuc/", {"code": code_of(SECRET)})
    assert client.cookies["sessionid"].value != before


def test_a_code_of_the_second_factor_counts_once(people: Cast) -> None:
    people.second_factor("hoa")
    code = code_of(SECRET)
    first, second = Client(), Client()
    sign_in(first, "hoa")
    assert first.post("/xac-thuc/", {"code": code}).status_code == 302
    sign_in(second, "hoa")
    again = second.post("/xac-thuc/", {"code": code})
    assert again.status_code == 200
    assert "Mã không đúng" in again.content.decode()


def test_a_wrong_second_factor_is_refused_and_noted(people: Cast) -> None:
    people.second_factor("hoa")
    client = Client()
    sign_in(client, "hoa")
    page = client.post("/xac-thuc/", {"code": "000000"})
    assert "Mã không đúng" in page.content.decode()
    (line,) = trail("sign-in.fail")
    assert line.detail == {"step": "second-factor"}
    assert line.subject == f"account:{people['hoa'].pk}"


def test_a_wrong_password_is_noted_without_the_password(people: Cast) -> None:
    client = Client()
    page = sign_in(client, "hoa", "mật khẩu sai rồi")
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in page.content.decode()
    (line,) = trail("sign-in.fail")
    assert line.subject == f"account:{people['hoa'].pk}"
    assert line.account_id is None
    assert "sai rồi" not in str(line.detail)


def test_an_unknown_name_is_noted_as_a_mark_alone(client: Client) -> None:
    page = sign_in(client, "khong.co.nguoi.nay", "x" * 12)
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in page.content.decode()
    (line,) = trail("sign-in.fail")
    assert line.subject == ""
    assert "khong.co" not in str(line.detail)
    assert re.fullmatch(r"[0-9a-f]{12}", line.detail["unknown_name"])


def test_after_five_wrong_passwords_even_the_right_one_waits(people: Cast) -> None:
    client = Client()
    for _ in range(5):
        sign_in(client, "hoa", "sai")
    page = sign_in(client, "hoa")
    assert page.status_code == 200
    assert "Sai quá nhiều lần" in page.content.decode()


def test_a_disabled_account_is_told_so_and_gets_nowhere(people: Cast) -> None:
    signed_in = people.client_of("hoa")
    with acting_as(people.actor("minh")) as minh:
        disable_account(by=minh, account=people["hoa"])
    assert signed_in.get("/tai-khoan/").url.startswith("/dang-nhap/"), "its session is over"
    client = Client()
    assert sign_in(client, "hoa").url == "/dang-nhap/da-khoa/"
    assert client.get("/tai-khoan/").status_code == 302
    assert trail("sign-in.fail")[0].detail == {"step": "disabled"}


def test_signing_out_ends_the_session_and_leaves_a_line(people: Cast) -> None:
    client = people.client_of("hoa")
    assert client.post("/dang-xuat/").url == "/dang-nhap/"
    assert client.get("/tai-khoan/").status_code == 302
    assert trail("sign-in.sign-out")[0].account_id == people["hoa"].pk


def test_without_a_second_factor_every_page_leads_to_setting_it_up(people: Cast) -> None:
    client = Client()
    assert sign_in(client, "hoa").status_code == 302
    for address in ("/", "/tai-khoan/", "/tai-khoan/mat-khau/"):
        assert client.get(address).url == reverse("mfa_activate_totp")
    page = client.get(reverse("mfa_activate_totp"))
    assert page.status_code == 200
    assert "data:image/svg+xml;base64," in page.content.decode()


def test_setting_up_the_second_factor_shows_spare_codes_and_opens_the_pages(people: Cast) -> None:
    client = Client()
    sign_in(client, "hoa")
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert client.post(reverse("mfa_activate_totp"), {"code": "000000"}).status_code == 200
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert done.url == reverse("mfa_view_recovery_codes")
    codes = client.get(done.url)
    assert codes.status_code == 200
    assert len(codes.context["unused_codes"]) == 10
    assert client.get("/tai-khoan/").status_code == 200
    assert trail("sign-in.set-up-second-factor")[0].unit_id == people.places.commune.pk
    stored = Authenticator.objects.get(user=people["hoa"], type="totp").data["secret"]
    assert secret not in stored, "the secret lies encrypted"


def test_a_recovery_code_signs_in_once(people: Cast) -> None:
    client = Client()
    sign_in(client, "hoa")
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    spare = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    other = Client()
    sign_in(other, "hoa")
    assert other.post("/xac-thuc/", {"code": spare}).status_code == 302
    third = Client()
    sign_in(third, "hoa")
    assert third.post("/xac-thuc/", {"code": spare}).status_code == 200


def test_a_demonstration_may_do_without_a_second_factor(
    people: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DataFolder, "second_factor_required", property(lambda self: False))
    client = Client()
    sign_in(client, "hoa")
    page = client.get("/tai-khoan/")
    assert page.status_code == 200
    assert "không bắt buộc" in page.content.decode()


def test_removing_the_second_factor_asks_for_a_code_not_for_the_password(people: Cast) -> None:
    client = people.client_of("hoa")
    asked = client.get(reverse("mfa_deactivate_totp"))
    assert asked.url.startswith(reverse("account_reauthenticate")) or asked.url.startswith(
        reverse("mfa_reauthenticate")
    )
    by_password = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert by_password.url.startswith(reverse("mfa_reauthenticate"))
    address = f"{reverse('mfa_reauthenticate')}?next={reverse('mfa_deactivate_totp')}"
    assert client.post(address, {"code": code_of(SECRET)}).url == reverse("mfa_deactivate_totp")
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert trail("sign-in.remove-second-factor")
    assert client.get("/tai-khoan/").url == reverse("mfa_activate_totp"), "the next one is set up at once"


def test_first_use_of_a_slip_sets_the_password_and_leads_to_the_second_factor(people: Cast) -> None:
    with acting_as(OPERATOR):
        new = create_account(by=OPERATOR, username="tuan.0001", full_name="Ngô Anh Tuấn")
    client = Client()
    form = {
        "username": "Tuan.0001",
        "code": new.code.lower().replace("-", " "),
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    done = client.post("/kich-hoat/", form)
    assert done.status_code == 302, done.content.decode()
    assert client.get("/").url == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200, "no second password is asked for"
    assert Account.objects.get(username="tuan.0001").check_password(PASSWORD)
    assert OneTimeCode.objects.get(account=new.account).used_at is not None
    assert len(trail("access.activate")) == 1
    again = Client().post("/kich-hoat/", form)
    assert "mã không đúng" in again.content.decode()


def test_a_weak_password_spends_no_try(people: Cast) -> None:
    with acting_as(OPERATOR):
        new = create_account(by=OPERATOR, username="tuan.0001", full_name="Ngô Anh Tuấn")
    page = Client().post(
        "/kich-hoat/",
        {"username": "tuan.0001", "code": "AAAA-BBBB-CCCC", "password1": "123", "password2": "123"},
    )
    text = page.content.decode()
    assert "10 ký tự" in text
    assert "too short" not in text
    assert OneTimeCode.objects.get(account=new.account).wrong_tries == 0


def test_five_wrong_codes_kill_the_slip(people: Cast) -> None:
    with acting_as(OPERATOR):
        new = create_account(by=OPERATOR, username="tuan.0001", full_name="Ngô Anh Tuấn")
    form = {"username": "tuan.0001", "password1": PASSWORD, "password2": PASSWORD}
    for _ in range(5):
        Client().post("/kich-hoat/", form | {"code": "AAAA-BBBB-CCCC"})
    page = Client().post("/kich-hoat/", form | {"code": new.code})
    assert page.status_code == 200
    assert "mã đã hết hạn" in page.content.decode()
    assert len(trail("sign-in.fail")) == 6
    assert not Account.objects.get(username="tuan.0001").has_usable_password()


def test_too_many_tries_from_one_machine_wait(people: Cast) -> None:
    client = Client()
    form = {"username": "ai.do", "code": "AAAA-BBBB-CCCC", "password1": PASSWORD, "password2": PASSWORD}
    answers = [client.post("/kich-hoat/", form).status_code for _ in range(31)]
    assert answers == [200] * 30 + [429]


def test_changing_the_password_ends_the_other_sessions(people: Cast) -> None:
    here, there = people.client_of("hoa"), people.client_of("hoa")
    new = "song-huong-nui-ngu-2026"
    done = here.post("/tai-khoan/mat-khau/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert done.url == "/tai-khoan/"
    assert here.get("/tai-khoan/").status_code == 200
    assert there.get("/tai-khoan/").status_code == 302
    assert trail("sign-in.change-password")[0].account_id == people["hoa"].pk


def test_one_may_end_ones_other_sessions(people: Cast) -> None:
    here, there = people.client_of("hoa"), people.client_of("hoa")
    assert here.post("/tai-khoan/phien/").url == "/tai-khoan/"
    assert here.get("/tai-khoan/").status_code == 200
    assert there.get("/tai-khoan/").status_code == 302


def test_a_renewed_second_factor_ends_sessions_and_the_old_password(people: Cast) -> None:
    client = people.client_of("hoa")
    with acting_as(people.actor("minh")) as minh:
        code = renew_second_factor(by=minh, account=people["hoa"])
    assert client.get("/tai-khoan/").status_code == 302
    assert sign_in(Client(), "hoa").status_code == 200
    fresh = Client()
    form = {"username": "hoa", "code": code, "password1": PASSWORD, "password2": PASSWORD}
    assert fresh.post("/kich-hoat/", form).status_code == 302
    assert fresh.get("/").url == reverse("mfa_activate_totp")


def test_the_language_is_kept_with_the_account(people: Cast) -> None:
    client = people.client_of("hoa")
    response = client.post("/tai-khoan/ngon-ngu/", {"language": "en"})
    assert response.cookies["django_language"].value == "en"
    assert Account.objects.get(username="hoa").language == "en"


@pytest.mark.parametrize(
    "address",
    ["/dang-ky/", "/signup/", "/accounts/signup/", "/accounts/email/", "/accounts/password/reset/", "/mfa/"],
)
def test_what_the_library_also_knows_does_not_exist(people: Cast, address: str) -> None:
    assert people.client_of("hoa").get(address).status_code == 404
    assert Client().get(address).status_code == 404
