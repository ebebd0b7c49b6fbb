"""The acts of the room: what they do, refuse, and leave in the trail."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import ProgrammingError, connection, transaction

from binhyen.access import actions
from binhyen.access.models import Account, Appointment, OneTimeCode, Role, SupportAccess
from binhyen.access.queries import (
    AccountRow,
    RowsRefused,
    accounts_visible_to,
    actor_for,
    appointments_visible_to,
    open_support_of,
    support_accesses_visible_to,
    supporting,
    unit_notices,
)
from binhyen.foundations import clock
from binhyen.foundations.decisions import NotAllowed
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.models import AuditEntry
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def last(act: str) -> AuditEntry:
    with acting_as(OPERATOR):
        entry = AuditEntry.objects.visible_to(OPERATOR).filter(act=act).order_by("pk").last()
    assert entry is not None, act
    return entry


def held(people: Cast, username: str, role: Role) -> Appointment:
    with acting_as(OPERATOR):
        return Appointment.objects.visible_to(OPERATOR).get(account=people[username], role=role)


class refused:
    """Expects a refusal with this code."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: Any, _trace: Any) -> bool:
        assert isinstance(error, NotAllowed), f"not refused: {error!r}"
        assert error.refused.code == self.code
        assert str(error.refused.sentence)
        return True


# ---- accounts ---------------------------------------------------------------------------------------------


def test_a_new_account_can_do_nothing_yet_and_has_one_code(people: Cast) -> None:
    with acting_as(people.actor("minh")) as minh:
        new = actions.create_account(by=minh, username="Tuan.NA", full_name="  Ngô  Anh Tuấn ")
    assert new.account.username == "tuan.na"
    assert new.account.full_name == "Ngô Anh Tuấn"
    assert not new.account.has_usable_password()
    assert actor_for(new.account).mandates == ()
    assert new.code not in OneTimeCode.objects.get(account=new.account).code_hash
    assert last("access.create-account").subject == f"account:{new.account.pk}"


@pytest.mark.parametrize(("username", "code"), [("hoa", "username-taken"), ("ngô tuấn", "username-shape")])
def test_an_account_needs_a_free_name_of_plain_letters(people: Cast, username: str, code: str) -> None:
    with acting_as(people.actor("minh")) as minh, refused(code):
        actions.create_account(by=minh, username=username, full_name="Ngô Anh Tuấn")


def test_who_keeps_no_accounts_makes_none(people: Cast) -> None:
    with acting_as(people.actor("hoa")) as hoa, refused("not-permitted"):
        actions.create_account(by=hoa, username="tuan", full_name="Ngô Anh Tuấn")


def test_an_account_without_roles_is_seen_by_its_maker_and_above_all_alone(people: Cast) -> None:
    with acting_as(people.actor("minh")) as minh:
        new = actions.create_account(by=minh, username="tuan", full_name="Ngô Anh Tuấn").account
    for username, sees in [("minh", True), ("son", True), ("thao", False), ("quang", False)]:
        with acting_as(people.actor(username)) as actor:
            assert accounts_visible_to(actor).filter(pk=new.pk).exists() is sees, username


def test_disabling_closes_and_enabling_opens(people: Cast) -> None:
    with acting_as(people.actor("minh")) as minh:
        actions.disable_account(by=minh, account=people["hoa"])
    assert people.actor("hoa").mandates == ()
    assert last("access.disable-account").unit_id == people.places.commune.pk
    with acting_as(people.actor("minh")) as minh:
        actions.enable_account(by=minh, account=Account.objects.get(username="hoa"))
    assert people.actor("hoa").mandates
    assert last("access.enable-account").unit_id == people.places.commune.pk


def test_disabling_twice_leaves_one_line(people: Cast) -> None:
    with acting_as(people.actor("minh")) as minh:
        actions.disable_account(by=minh, account=people["hoa"])
        actions.disable_account(by=minh, account=people["hoa"])
    with acting_as(OPERATOR):
        assert AuditEntry.objects.visible_to(OPERATOR).filter(act="access.disable-account").count() == 1


# ---- appointments -----------------------------------------------------------------------------------------


def test_a_role_is_given_and_the_trail_says_where(people: Cast) -> None:
    with acting_as(people.actor("minh")) as minh:
        given = actions.appoint(
            by=minh,
            account=people["hoa"],
            unit=people.places.commune,
            role=Role.REVIEWING,
            decided_by="15/QĐ-BCĐ",
        )
    assert given.valid_from == date(2026, 11, 2)
    line = last("access.appoint")
    assert line.unit_id == people.places.commune.pk
    assert line.account_id == people["minh"].pk
    assert line.detail == {
        "role": "reviewing",
        "from": "2026-11-02",
        "until": None,
        "decided_by": "15/QĐ-BCĐ",
    }


@pytest.mark.parametrize(
    ("by", "to", "place", "role", "code"),
    [
        ("minh", "minh", "commune", Role.LEADER, "oneself"),
        ("minh", "hoa", "sibling", Role.REVIEWING, "not-permitted"),
        ("minh", "hoa", "province", Role.REVIEWING, "not-permitted"),
        ("minh", "quang", "commune", Role.REVIEWING, "not-yours"),
        ("minh", "hoa", "commune", Role.AUDITOR, "system-role"),
        ("thao", "ngoc", "commune", Role.REVIEWING, "not-yours"),
        ("hoa", "binh", "commune", Role.REVIEWING, "not-permitted"),
        ("yen", "hoa", "commune", Role.REVIEWING, "not-permitted"),
        ("minh", "hoa", "commune", Role.ENTERING, "appointed-already"),
    ],
)
def test_roles_that_may_not_be_given(
    people: Cast, by: str, to: str, place: str, role: Role, code: str
) -> None:
    with acting_as(people.actor(by)) as actor, refused(code):
        actions.appoint(by=actor, account=people[to], unit=getattr(people.places, place), role=role)


def test_a_role_ends_from_a_day_on(people: Cast) -> None:
    appointment = held(people, "hoa", Role.ENTERING)
    with acting_as(people.actor("minh")) as minh:
        actions.end_appointment(by=minh, appointment=appointment, until=date(2026, 11, 10))
    assert actor_for(people["hoa"], date(2026, 11, 9)).mandates
    assert not actor_for(people["hoa"], date(2026, 11, 10)).mandates
    assert last("access.end-appointment").detail["until"] == "2026-11-10"


def test_a_role_that_never_held_is_withdrawn(people: Cast) -> None:
    with acting_as(people.actor("minh")) as minh:
        given = actions.appoint(
            by=minh, account=people["hoa"], unit=people.places.commune, role=Role.REVIEWING
        )
        actions.end_appointment(by=minh, appointment=given)
        assert not appointments_visible_to(minh).filter(account=people["hoa"], role=Role.REVIEWING).exists()
    assert last("access.end-appointment").detail["withdrawn"] is True


def test_a_role_is_not_ended_in_the_past_nor_twice(people: Cast) -> None:
    appointment = held(people, "hoa", Role.ENTERING)
    with acting_as(people.actor("minh")) as minh:
        with refused("past-end"):
            actions.end_appointment(by=minh, appointment=appointment, until=date(2026, 11, 1))
        actions.end_appointment(by=minh, appointment=appointment)
        with refused("ended-already"):
            actions.end_appointment(by=minh, appointment=appointment)


def test_a_commune_cannot_reach_an_appointment_elsewhere(people: Cast) -> None:
    with acting_as(people.actor("minh")) as minh:
        assert not appointments_visible_to(minh).filter(account=people["quang"]).exists()
        with refused("not-permitted"):
            actions.end_appointment(by=minh, appointment=held(people, "quang", Role.UNIT_ADMINISTRATOR))


def test_the_last_system_administrator_stays(people: Cast) -> None:
    appointment = held(people, "son", Role.SYSTEM_ADMINISTRATOR)
    with acting_as(OPERATOR):
        with refused("last-system-administrator"):
            actions.end_appointment(by=OPERATOR, appointment=appointment)
        with refused("last-system-administrator"):
            actions.disable_account(by=OPERATOR, account=people["son"])
    people.add("khoa", "Phan Đăng Khoa", (Role.SYSTEM_ADMINISTRATOR, people.places.country))
    with acting_as(people.actor("khoa")) as khoa:
        actions.end_appointment(by=khoa, appointment=appointment)
    assert not people.actor("son").mandates


def test_a_disabled_successor_does_not_count(people: Cast) -> None:
    khoa = people.add("khoa", "Phan Đăng Khoa", (Role.SYSTEM_ADMINISTRATOR, people.places.country))
    with acting_as(OPERATOR):
        actions.disable_account(by=OPERATOR, account=khoa)
        with refused("last-system-administrator"):
            actions.disable_account(by=OPERATOR, account=people["son"])


# ---- codes and second factors -----------------------------------------------------------------------------


def test_a_lost_second_factor_is_renewed_and_the_unit_is_told(people: Cast) -> None:
    people.second_factor("hoa")
    with acting_as(people.actor("minh")) as minh:
        code = actions.renew_second_factor(by=minh, account=people["hoa"])
    assert not Authenticator.objects.filter(user=people["hoa"]).exists()
    assert actions.try_code("hoa", code).account_id == people["hoa"].pk
    for username in ("binh", "dung", "minh", "thao"):
        with acting_as(people.actor(username)) as actor:
            (notice,) = [
                each
                for each in unit_notices(actor, people.places.commune)
                if each.act == "access.renew-second-factor"
            ]
            assert notice.role.startswith("quản trị đơn vị, ")
    for username in ("quang", "ngoc"):
        with acting_as(people.actor(username)) as actor:
            assert unit_notices(actor, people.places.commune) == []


@pytest.mark.parametrize(
    ("by", "of", "code"),
    [
        ("minh", "minh", "oneself"),
        ("minh", "quang", "not-yours"),
        ("minh", "thao", "not-yours"),
        ("yen", "hoa", "not-yours"),
    ],
)
def test_renewals_that_may_not_be(people: Cast, by: str, of: str, code: str) -> None:
    with acting_as(people.actor(by)) as actor, refused(code):
        actions.renew_second_factor(by=actor, account=people[of])


def test_a_keeper_cannot_take_over_an_account_that_reaches_further(people: Cast) -> None:
    with acting_as(OPERATOR):
        actions.appoint(
            by=OPERATOR, account=people["hoa"], unit=people.places.province, role=Role.STANDING_DESK
        )
    with acting_as(people.actor("minh")) as minh:
        for act in (actions.renew_second_factor, actions.disable_account):
            with refused("held-elsewhere"):
                act(by=minh, account=people["hoa"])


def test_a_new_code_voids_the_one_before(people: Cast) -> None:
    with acting_as(people.actor("minh")) as minh:
        first = actions.renew_second_factor(by=minh, account=people["hoa"])
        second = actions.renew_second_factor(by=minh, account=people["hoa"])
    with refused("code-wrong"):
        actions.try_code("hoa", first)
    assert actions.try_code("hoa", second)


def test_a_code_ends_after_fourteen_days(people: Cast) -> None:
    with acting_as(people.actor("minh")) as minh:
        code = actions.renew_second_factor(by=minh, account=people["hoa"])
    with clock.fixed_to(clock.today() + timedelta(days=15)), refused("code-wrong"):
        actions.try_code("hoa", code)


def test_a_code_is_spent_by_its_first_use(people: Cast) -> None:
    with acting_as(people.actor("minh")) as minh:
        code = actions.renew_second_factor(by=minh, account=people["hoa"])
    opened = actions.try_code("hoa", code)
    actions.activate(code=opened, password="tre-xanh-2026")
    with refused("code-wrong"):
        actions.activate(code=opened, password="nguoi-khac-2026")
    assert Account.objects.get(username="hoa").check_password("tre-xanh-2026")
    assert last("access.activate").account_id == people["hoa"].pk


# ---- support access ---------------------------------------------------------------------------------------


def supporter(people: Cast) -> Any:
    with acting_as(people.actor("son")) as son:
        actions.open_support_access(
            by=son, unit=people.places.commune, reason="Đơn vị báo lỗi trang báo cáo", minutes=30
        )
    support = open_support_of(people["son"])
    assert support is not None
    return supporting(people.actor("son"), support)


def test_a_supporter_reads_the_unit_and_may_act_nowhere(people: Cast) -> None:
    actor = supporter(people)
    assert actor.account_id == people["son"].pk
    assert actor.reach.content.paths == (people.places.commune.path,)
    assert not actor.reach.content_write.paths
    assert not actor.reach.administration.covers(people.places.commune.path)
    with acting_as(actor), refused("read-only"):
        actions.create_account(by=actor, username="tuan", full_name="Ngô Anh Tuấn")


def test_a_supporter_cannot_write_past_the_acts_either(people: Cast) -> None:
    actor = supporter(people)
    with acting_as(actor), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Appointment.objects.create(
            account=people["hoa"],
            unit=people.places.commune,
            role=Role.LEADER,
            valid_from=date(2026, 1, 1),
        )
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("update access_appointment set role = 'leader'")
        assert cursor.rowcount == 0


def test_support_access_is_told_to_the_unit_and_closed_once(people: Cast) -> None:
    supporter(people)
    with acting_as(people.actor("hoa")) as hoa:
        (notice,) = [
            each
            for each in unit_notices(hoa, people.places.commune)
            if each.act == "access.open-support-access"
        ]
        assert notice.detail == {"minutes": 30}
        assert notice.reason == "Đơn vị báo lỗi trang báo cáo"
        assert notice.role.startswith("quản trị hệ thống, ")
    with acting_as(people.actor("son")) as son:
        access = SupportAccess.objects.visible_to(son).get()
        actions.close_support_access(by=son, access=access)
        actions.close_support_access(by=son, access=access)
    assert open_support_of(people["son"]) is None
    with acting_as(OPERATOR):
        lines = AuditEntry.objects.visible_to(OPERATOR).filter(act="access.close-support-access")
        assert lines.count() == 1


def test_the_reason_of_support_access_is_read_at_the_unit_and_above_and_nowhere_else(people: Cast) -> None:
    supporter(people)
    commune = people.places.commune
    for username in ("hoa", "binh", "lan", "dung", "minh", "thao", "yen"):
        with acting_as(people.actor(username)) as reader:
            assert "Đơn vị báo lỗi trang báo cáo" in {
                each.reason for each in unit_notices(reader, commune)
            }, username
    with acting_as(people.actor("hoa")) as hoa:
        assert SupportAccess.objects.visible_to(hoa).update(reason="Không có lý do nào") == 0
    for username in ("quang", "ngoc"):
        with acting_as(people.actor(username)) as beside:
            assert not unit_notices(beside, commune)
            assert not SupportAccess.objects.visible_to(beside).exists()
            assert not SupportAccess.objects.beyond_scope("the database's own guard").exists()
    with acting_as(OPERATOR):
        assert not [
            entry for entry in AuditEntry.objects.visible_to(OPERATOR) if "báo lỗi" in str(entry.detail)
        ]


def test_only_those_who_open_support_access_find_it_to_close(people: Cast) -> None:
    supporter(people)
    for username, found in (("son", 1), ("hoa", 0), ("minh", 0), ("thao", 0), ("yen", 0)):
        with acting_as(people.actor(username)) as reader:
            assert support_accesses_visible_to(reader).count() == found, username


@pytest.mark.parametrize(
    ("by", "reason", "minutes", "code"),
    [
        ("son", "xem", 30, "reason-missing"),
        ("son", "Đơn vị báo lỗi trang báo cáo", 61, "too-long"),
        ("son", "Đơn vị báo lỗi trang báo cáo", 0, "too-long"),
        ("minh", "Đơn vị báo lỗi trang báo cáo", 30, "not-permitted"),
        ("yen", "Đơn vị báo lỗi trang báo cáo", 30, "not-permitted"),
    ],
)
def test_support_access_that_is_not_opened(
    people: Cast, by: str, reason: str, minutes: int, code: str
) -> None:
    with acting_as(people.actor(by)) as actor, refused(code):
        actions.open_support_access(by=actor, unit=people.places.commune, reason=reason, minutes=minutes)


def test_the_operator_has_no_pages_to_support(people: Cast) -> None:
    with acting_as(OPERATOR), refused("no-account"):
        actions.open_support_access(
            by=OPERATOR, unit=people.places.commune, reason="Đơn vị báo lỗi trang báo cáo"
        )


def test_a_second_support_access_closes_the_first(people: Cast) -> None:
    supporter(people)
    with acting_as(people.actor("son")) as son:
        actions.open_support_access(by=son, unit=people.places.sibling, reason="Đơn vị nhờ xem trang đơn vị")
    support = open_support_of(people["son"])
    assert support is not None
    assert support.unit_path == people.places.sibling.path
    assert last("access.close-support-access").unit_id == people.places.commune.pk


# ---- importing and searching ------------------------------------------------------------------------------


def test_rows_are_all_taken_or_none(people: Cast) -> None:
    good = AccountRow(number=2, unit_code="TW", full_name="Ngô Anh Tuấn", role="nhập liệu")
    bad = AccountRow(number=3, unit_code="TW", full_name="Mai Thị Xuân", role="vua")
    before = Account.objects.count()
    with acting_as(OPERATOR), pytest.raises(RowsRefused) as refusal:
        actions.import_accounts(by=OPERATOR, rows=[good, bad])
    assert [(fault.number, fault.column) for fault in refusal.value.faults] == [(3, "Vai trò")]
    assert Account.objects.count() == before
    with acting_as(OPERATOR):
        (made,) = actions.import_accounts(by=OPERATOR, rows=[good])
    assert made.account.username == "tuanna"
    assert actions.try_code("tuanna", made.code)


def test_two_people_of_almost_one_name_get_two_accounts(people: Cast) -> None:
    rows = [
        AccountRow(number=2, unit_code="TW", full_name="Nguyễn Văn An", role="nhập liệu"),
        AccountRow(number=3, unit_code="TW", full_name="Nguyễn Văn Ân", role="nhập liệu"),
    ]
    with acting_as(OPERATOR):
        made = actions.import_accounts(by=OPERATOR, rows=rows)
    assert [each.account.username for each in made] == ["annv", "annv2"]


def test_a_search_of_the_trail_is_a_line_in_it(people: Cast) -> None:
    with acting_as(people.actor("minh")) as minh:
        actions.search_trail(by=minh, purpose="inspection", note="KH 12", filters={"act": "access.appoint"})
        with pytest.raises(ValueError, match="curiosity"):
            actions.search_trail(by=minh, purpose="curiosity")
    line = last("access.search-trail")
    assert line.unit_id == people.places.commune.pk
    assert line.detail["purpose"] == "inspection"
    with acting_as(people.actor("hoa")) as hoa, refused("not-permitted"):
        actions.search_trail(by=hoa, purpose="inspection")
