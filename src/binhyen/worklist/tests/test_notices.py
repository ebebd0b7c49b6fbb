"""Who is told what, who is not, and who may read it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from binhyen.access.actions import appoint, create_account, disable_account, end_appointment
from binhyen.access.models import Account, Appointment, Role
from binhyen.access.queries import actor_for
from binhyen.foundations.clock import fixed_to, now
from binhyen.foundations.decisions import NotAllowed
from binhyen.machinery.database.reach import OPERATOR, SYSTEM, acting_as
from binhyen.machinery.models import AuditEntry
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.actions import (
    CellReason,
    accept,
    accept_many,
    extend_deadline,
    open_period,
    return_for_correction,
)
from binhyen.reporting.models import Obligation
from binhyen.reporting.queries import obligation_visible_to
from binhyen.reporting.tests.forms import LAYOUT
from binhyen.worklist.actions import mark_all_read, mark_read, remove_old_notices, unmark_read
from binhyen.worklist.models import Notice, What
from binhyen.worklist.queries import notices_of, unread_count
from binhyen.worklist.tests.conftest import POLICE, POLICES_OWN, SHARED, World
from tests.places import BACH_MA, DOI_CHE, SUOI_HOA, THANH_BINH

LATER = date(2026, 1, 20)


def test_a_report_handed_in_is_told_to_those_who_review_at_the_unit_above(world: World) -> None:
    world.report("hoa")
    assert world.told() == [
        ("binh", What.SUBMITTED, SUOI_HOA.key),
        ("lan", What.SUBMITTED, SUOI_HOA.key),
    ]


def test_a_report_given_back_is_told_to_those_who_enter_at_the_unit(world: World) -> None:
    submission = world.report("hoa")
    world.told()
    reviewer = world.actor("binh")
    with acting_as(reviewer):
        return_for_correction(by=reviewer, submission=submission, reason="Xem lại số tổ")
    assert world.told() == [
        ("hoa", What.RETURNED, SUOI_HOA.key),
        ("mai", What.RETURNED, SUOI_HOA.key),
    ]


def test_an_accepted_report_is_told_to_whoever_handed_it_in(world: World) -> None:
    submission = world.report("mai")
    world.told()
    reviewer = world.actor("binh")
    with acting_as(reviewer):
        accept(by=reviewer, submission=submission)
    assert world.told() == [("mai", What.ACCEPTED, SUOI_HOA.key)]


def test_more_time_is_told_to_those_who_enter_at_the_unit_and_at_its_bodies(shared: World) -> None:
    shared.told()
    lan = shared.actor("lan")
    with acting_as(lan):
        extend_deadline(
            by=lan,
            obligation=shared.obligation(form=SHARED.data_set),
            until=LATER + timedelta(days=9),
            reason="Lũ",
        )
    assert shared.told() == [
        ("canh", What.EXTENDED, POLICE.key),
        ("hoa", What.EXTENDED, SUOI_HOA.key),
        ("mai", What.EXTENDED, SUOI_HOA.key),
    ]


def test_what_is_asked_is_told_to_units_and_to_bodies_that_fill_in_sections(shared: World) -> None:
    assert shared.told() == [
        ("canh", What.ASKED, POLICE.key),
        ("che", What.ASKED, DOI_CHE.key),
        ("hoa", What.ASKED, SUOI_HOA.key),
        ("mai", What.ASKED, SUOI_HOA.key),
    ]


def test_a_part_that_is_ready_is_told_to_those_who_hand_in_the_whole(shared: World) -> None:
    shared.told()
    part = shared.write("canh", POLICE, SHARED, only=lambda code: code in POLICES_OWN)
    shared.hand_in("canh", part)
    assert shared.told() == [
        ("hoa", What.PART_READY, POLICE.key),
        ("mai", What.PART_READY, POLICE.key),
    ]
    whole = shared.write("hoa", SUOI_HOA, SHARED, only=lambda code: code not in POLICES_OWN)
    whole = shared.hand_in("hoa", whole)
    shared.told()
    reviewer = shared.actor("binh")
    with acting_as(reviewer):
        return_for_correction(
            by=reviewer, submission=whole, reason="Xem lại", cells=[CellReason("teams", "Thiếu một tổ")]
        )
    assert shared.told() == [
        ("canh", What.RETURNED, POLICE.key),
        ("hoa", What.RETURNED, SUOI_HOA.key),
        ("mai", What.RETURNED, SUOI_HOA.key),
    ]


def test_nobody_is_told_what_they_did_themselves(world: World) -> None:
    with acting_as(OPERATOR):
        both = create_account(by=OPERATOR, username="ca.hai", full_name="Cả Hai").account
        province = OrgUnit.objects.visible_to(OPERATOR).get(pk=BACH_MA.key)
        appoint(
            by=OPERATOR, account=both, unit=province, role=Role.STANDING_DESK, valid_from=date(2025, 8, 1)
        )
    world.accounts["both"] = both
    world.report("both")
    assert {name for name, _what, _unit in world.told()} == {"binh", "lan"}


def test_who_was_disabled_or_holds_the_role_no_more_is_not_told(world: World) -> None:
    with acting_as(OPERATOR):
        disable_account(by=OPERATOR, account=world.accounts["lan"])
        held = Appointment.objects.visible_to(OPERATOR).get(account=world.accounts["binh"])
        end_appointment(by=OPERATOR, appointment=held, until=date(2026, 1, 16))
    world.report("hoa")
    assert world.told() == []


# Reading.


def told_to_hoa(world: World) -> list[Notice]:
    submission = world.report("mai")
    with acting_as(SYSTEM):
        Notice.objects.visible_to(SYSTEM).delete()
    reviewer = world.actor("binh")
    with acting_as(reviewer):
        return_for_correction(by=reviewer, submission=submission, reason="Xem lại số tổ")
    hoa = world.actor("hoa")
    with acting_as(hoa):
        return list(notices_of(hoa))


def test_a_notice_says_what_happened_in_the_words_of_the_report_as_it_stands(world: World) -> None:
    (notice,) = told_to_hoa(world)
    assert (notice.what, notice.unit_name, notice.form_name) == ("returned", "Xã Suối Hoa", LAYOUT.name)
    assert notice.return_reason == "Xem lại số tổ"
    world.report("hoa")
    hoa = world.actor("hoa")
    with acting_as(hoa):
        assert notices_of(hoa).get().return_reason is None


def test_neither_guard_shows_a_notice_to_another_account(world: World) -> None:
    (notice,) = told_to_hoa(world)
    for name in set(world.accounts) - {"hoa", "mai"}:
        other = world.actor(name)
        with acting_as(other):
            assert not notices_of(other).exists()
            through = Notice.objects.beyond_scope("the database alone is to hold it back")
            assert not through.filter(pk=notice.pk).exists()
            assert through.filter(pk=notice.pk).update(read_at=now()) == 0
            assert mark_read(by=other, notice_id=notice.pk) is False
    hoa = world.actor("hoa")
    with acting_as(hoa):
        assert Notice.objects.beyond_scope("the database shows it").filter(pk=notice.pk).exists()


def test_who_was_moved_elsewhere_reads_it_no_more(world: World) -> None:
    told_to_hoa(world)
    with acting_as(OPERATOR):
        held = Appointment.objects.visible_to(OPERATOR).get(account=world.accounts["hoa"])
        end_appointment(by=OPERATOR, appointment=held, until=date(2026, 1, 17))
    with fixed_to(LATER):
        hoa = world.actor("hoa")
        with acting_as(hoa):
            assert unread_count(hoa) == 0


def test_a_notice_on_a_report_that_is_gone_is_shown_to_nobody_and_keeps_nothing_from_going(
    world: World,
) -> None:
    told_to_hoa(world)
    hoa = world.actor("hoa")
    with acting_as(SYSTEM):
        Notice.objects.visible_to(SYSTEM).update(obligation_id=world.obligation(DOI_CHE).pk)
        Obligation.objects.visible_to(SYSTEM).filter(unit_id=DOI_CHE.key).delete()
        assert Notice.objects.visible_to(SYSTEM).count() == 2
    with acting_as(hoa):
        assert unread_count(hoa) == 0
        assert not notices_of(hoa).exists()


def test_marking_all_is_taken_back_whole_and_leaves_no_line_in_the_trail(world: World) -> None:
    told_to_hoa(world)
    hoa = world.actor("hoa")
    with acting_as(hoa):
        first = mark_all_read(by=hoa)
        assert first[0] == 1
        assert unread_count(hoa) == 0
        assert mark_all_read(by=hoa)[0] == 0
        assert unmark_read(by=hoa, moment=first[1] + timedelta(seconds=1)) == 0
        assert unmark_read(by=hoa, moment=first[1]) == 1
        assert unread_count(hoa) == 1
    with acting_as(OPERATOR):
        assert not AuditEntry.objects.visible_to(OPERATOR).filter(act__startswith="worklist.").exists()


def test_read_notices_go_after_their_time_and_unread_ones_after_four_times_that(world: World) -> None:
    told_to_hoa(world)
    mai = world.actor("mai")
    with acting_as(mai):
        mark_all_read(by=mai)
    counted = []
    for days in (89, 91, 359, 361):
        with fixed_to(date(2026, 1, 16) + timedelta(days=days)), acting_as(SYSTEM):
            counted.append(remove_old_notices(by=SYSTEM))
    assert counted == [0, 1, 0, 1]


def test_nobody_removes_old_notices_but_the_program(world: World) -> None:
    lan = world.actor("lan")
    with acting_as(lan), pytest.raises(NotAllowed):
        remove_old_notices(by=lan)


# How many statements.


def test_telling_many_takes_as_many_statements_as_telling_one(world: World) -> None:
    world.report("hoa")
    world.report("che", DOI_CHE)
    reviewer = world.actor("binh")
    counts = []
    for places in ((SUOI_HOA,), (SUOI_HOA, DOI_CHE)):
        for place in places:
            with acting_as(OPERATOR):
                submission = world.submission(place)
                submission.state, submission.accepted_at = "submitted", None
                submission.save()
        with acting_as(reviewer), CaptureQueriesContext(connection) as sent:
            accept_many(
                by=reviewer,
                under=world.desk.province,
                data_set=world.desk.data_set,
                period="2026-01",
                with_flags=True,
            )
        counts.append(
            len([each for each in sent if "worklist" in each["sql"] or "appointment" in each["sql"]])
        )
    assert counts == [2, 2]


# Whoever is told may open it.

ROLES = st.sampled_from([Role.ENTERING, Role.REVIEWING, Role.STANDING_DESK, Role.LEADER, Role.AUDITOR])
PLACES = st.sampled_from([BACH_MA, SUOI_HOA, DOI_CHE, THANH_BINH, POLICE])


@given(
    appointments=st.lists(st.tuples(st.integers(0, 3), ROLES, PLACES), min_size=3, max_size=8, unique=True)
)
@settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whoever_is_told_holds_the_role_and_may_open_what_it_leads_to(
    world: World, appointments: list[tuple[int, Role, object]]
) -> None:
    from django.db import transaction

    with transaction.atomic():
        people = _appointed(appointments)
        with acting_as(OPERATOR):
            Obligation.objects.visible_to(OPERATOR).filter(data_set=world.desk.data_set).delete()
            open_period(
                by=OPERATOR, under=world.desk.province, data_set=world.desk.data_set, period=world.desk.period
            )
        submission = world.report("hoa")
        reviewer = world.actor("binh")
        with acting_as(reviewer):
            return_for_correction(by=reviewer, submission=submission, reason="Xem lại")
        expected = {
            What.ASKED: {Role.ENTERING, Role.STANDING_DESK},
            What.SUBMITTED: {Role.REVIEWING, Role.STANDING_DESK},
            What.RETURNED: {Role.ENTERING, Role.STANDING_DESK},
        }
        for key, account in people.items():
            actor = actor_for(account)
            roles = {(role, place) for number, role, place in appointments if number == key}
            with acting_as(actor):
                for notice in notices_of(actor):
                    assert obligation_visible_to(actor, notice.obligation_id) is not None
                    at = BACH_MA if notice.what == What.SUBMITTED else _place_of(notice.unit_id)
                    assert {role for role, place in roles if place == at} & expected[What(notice.what)]
                told = {(notice.what, notice.unit_id) for notice in notices_of(actor)}
            for role, place in roles:
                if place == SUOI_HOA and role in expected[What.RETURNED]:
                    assert (What.RETURNED, SUOI_HOA.key) in told
                if place == BACH_MA and role in expected[What.SUBMITTED]:
                    assert (What.SUBMITTED, SUOI_HOA.key) in told
        transaction.set_rollback(True)


def _appointed(appointments: list[tuple[int, Role, object]]) -> dict[int, Account]:
    found: dict[int, Account] = {}
    with acting_as(OPERATOR):
        for number, role, place in appointments:
            if number not in found:
                found[number] = create_account(
                    by=OPERATOR, username=f"ai.{number}", full_name=f"Ai {number}"
                ).account
            unit = OrgUnit.objects.visible_to(OPERATOR).get(pk=place.key)  # type: ignore[attr-defined]
            appoint(by=OPERATOR, account=found[number], unit=unit, role=role, valid_from=date(2025, 8, 1))
    return found


def _place_of(key: int) -> object:
    return next(place for place in (SUOI_HOA, DOI_CHE, POLICE) if place.key == key)
