"""What waits for whom, in which order, in how many statements."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from binhyen.access.models import Account
from binhyen.foundations.clock import fixed_to, now
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.publications.models import DocumentKind, Edition
from binhyen.reporting.actions import accept, lock, open_period, return_for_correction
from binhyen.worklist.queries import Duty, Item, Queue, queue_of
from binhyen.worklist.rules.urgency import SOON_DAYS, Urgency, in_order, urgency_of
from binhyen.worklist.tests.conftest import POLICE, POLICES_OWN, SHARED, World
from tests.places import BACH_MA, DOI_CHE, SUOI_HOA

DAY = date(2026, 1, 16)
AFTER = date(2026, 1, 21)
"""January's reports were due on the 19th."""


def queue(world: World, name: str, day: date = DAY) -> Queue:
    with fixed_to(day):
        actor = world.actor(name)
        with acting_as(actor):
            return queue_of(actor)


def waiting(world: World, name: str, day: date = DAY) -> list[tuple[Duty, Urgency]]:
    found = queue(world, name, day)
    return [(item.duty, urgency_of(item, day)) for item in found.items]


def test_who_enters_has_the_report_before_them_until_it_is_handed_in(world: World) -> None:
    (item,) = queue(world, "hoa").items
    assert (item.duty, item.state, item.unit_name) == (Duty.ENTER, "awaited", "Xã Suối Hoa")
    assert (item.due, item.report_id) == (world.obligation().due, world.obligation().pk)
    assert item.form == "Biểu thử"
    draft = world.write("hoa")
    assert queue(world, "mai").items[0].state == "draft"
    world.hand_in("hoa", draft)
    assert not queue(world, "hoa").items
    assert queue(world, "che").items


def test_what_was_given_back_comes_first_with_its_reason(world: World) -> None:
    submission = world.report("hoa")
    binh = world.actor("binh")
    with acting_as(binh):
        return_for_correction(by=binh, submission=submission, reason="Xem lại số tổ")
    (item,) = queue(world, "hoa").items
    assert (item.duty, item.reason) == (Duty.MEND, "Xem lại số tổ")
    assert urgency_of(item, date(2026, 1, 1)) is Urgency.SOON


def test_after_its_day_it_is_overdue(world: World) -> None:
    due = world.obligation().due
    assert waiting(world, "hoa", due) == [(Duty.ENTER, Urgency.SOON)]
    assert waiting(world, "hoa", due + timedelta(days=1)) == [(Duty.ENTER, Urgency.OVERDUE)]


def test_the_body_has_its_part_and_the_unit_reads_whose_part_is_not_ready(shared: World) -> None:
    (part,) = queue(shared, "canh").items
    assert (part.duty, part.whole_name) == (Duty.FILL_PART, "Xã Suối Hoa")
    whole = next(item for item in queue(shared, "hoa").items if item.data_set == SHARED.data_set)
    assert whole.bodies == ("Công an xã Suối Hoa",)
    shared.hand_in("canh", shared.write("canh", POLICE, SHARED, only=lambda code: code in POLICES_OWN))
    assert not queue(shared, "canh").items
    whole = next(item for item in queue(shared, "hoa").items if item.data_set == SHARED.data_set)
    assert whole.bodies == ()


def test_the_desk_reviews_what_came_in_and_chases_what_did_not(world: World) -> None:
    assert waiting(world, "binh") == []
    submission = world.report("hoa")
    (item,) = queue(world, "binh").items
    assert (item.duty, item.count, item.total, item.flagged) == (Duty.REVIEW, 1, 2, 0)
    assert item.report_id == submission.pk
    assert waiting(world, "binh", AFTER) == [
        (Duty.CHASE, Urgency.OVERDUE),
        (Duty.REVIEW, Urgency.SOON),
    ]
    late = queue(world, "binh", AFTER).items[0]
    assert (late.count, late.total, late.unit_name) == (1, 2, "Tỉnh Bạch Mã")


def test_flagged_reports_come_first_in_review(world: World) -> None:
    world.report("hoa")
    second = world.report("che", DOI_CHE)
    with acting_as(OPERATOR):
        second.flags = [{"code": "jump", "line": "teams", "answered": False}]
        second.save(update_fields=["flags"])
    (item,) = queue(world, "binh").items
    assert (item.count, item.flagged, item.report_id) == (2, 1, second.pk)


def test_a_period_that_is_accepted_whole_is_ready_to_lock_for_who_may(world: World) -> None:
    binh, lan = world.actor("binh"), world.actor("lan")
    for name, place in (("hoa", SUOI_HOA), ("che", DOI_CHE)):
        submission = world.report(name, place)
        with acting_as(binh):
            accept(by=binh, submission=submission)
    assert waiting(world, "binh") == []
    (item,) = queue(world, "lan").items
    assert (item.duty, item.count, item.unit_id) == (Duty.LOCK, 2, BACH_MA.key)
    with acting_as(lan):
        lock(by=lan, under=world.desk.province, data_set=world.desk.data_set, period="2026-01")
    assert waiting(world, "lan") == []


def test_a_period_that_ended_and_is_not_open_waits_for_who_may_open_it(world: World) -> None:
    assert waiting(world, "lan") == []
    day = date(2026, 2, 15)
    opened = [item for item in queue(world, "lan", day).items if item.duty is Duty.OPEN]
    assert [(item.period.code, item.form) for item in opened if item.period] == [("2026-02", "Biểu thử")]
    assert Duty.OPEN not in {duty for duty, _urgency in waiting(world, "binh", day)}
    with fixed_to(day), acting_as(OPERATOR):
        open_period(
            by=OPERATOR,
            under=world.desk.province,
            data_set=world.desk.data_set,
            period=parse_period("2026-02", ADMINISTRATIVE),
        )
    assert Duty.OPEN not in {duty for duty, _urgency in waiting(world, "lan", day)}


def test_a_leader_reads_how_complete_a_period_is_and_nothing_else(world: World) -> None:
    world.report("hoa")
    assert waiting(world, "dung") == []
    (item,) = queue(world, "dung", AFTER).items
    assert (item.duty, item.count, item.total, item.flagged) == (Duty.DECIDE, 1, 2, 0)


def test_a_leader_has_the_drafts_of_documents_before_them_and_nobody_else(world: World) -> None:
    with acting_as(OPERATOR):
        draft = Edition.objects.create(
            unit_id=BACH_MA.key,
            kind=DocumentKind.REPORT,
            calendar=ADMINISTRATIVE.id,
            period="2026-01",
            number=1,
            started_at=now(),
            changed_at=now(),
        )
    (item,) = queue(world, "dung").items
    assert (item.duty, item.edition_id, item.document) == (Duty.FREEZE, draft.pk, DocumentKind.REPORT)
    assert Duty.FREEZE not in {
        duty for name in ("hoa", "binh", "thanh") for duty, _when in waiting(world, name)
    }


def test_an_administrator_reads_of_accounts_that_nobody_opened_in_time(world: World) -> None:
    assert waiting(world, "minh") == []
    with acting_as(OPERATOR):
        Account.objects.filter(pk=world.accounts["hoa"].pk).update(last_login="2026-01-16T08:00:00+07:00")
    (item,) = queue(world, "minh", DAY + timedelta(days=15)).items
    assert (item.duty, item.count) == (Duty.OPEN_ACCOUNTS, 7)


def test_an_empty_queue_says_which_period_comes(world: World) -> None:
    world.report("hoa")
    found = queue(world, "hoa")
    assert not found.items
    assert found.coming is not None
    assert found.coming.code == "2026-02"
    assert queue(world, "minh").coming is None


def test_another_province_reads_nothing_of_it(world: World) -> None:
    world.report("hoa")
    assert waiting(world, "thanh", AFTER) == []


@pytest.mark.parametrize("name", ["hoa", "lan", "dung", "minh"])
def test_more_reports_take_no_more_statements(world: World, name: str) -> None:
    def sent() -> int:
        actor = world.actor(name)
        with acting_as(actor), CaptureQueriesContext(connection) as statements:
            queue_of(actor)
        return len(statements)

    world.report("hoa")
    before = sent()
    with acting_as(OPERATOR):
        for code in ("2026-02", "2026-03", "2026-04"):
            open_period(
                by=OPERATOR,
                under=world.desk.province,
                data_set=world.desk.data_set,
                period=parse_period(code, ADMINISTRATIVE),
            )
    world.report("che", DOI_CHE)
    assert sent() == before <= 7


# The order.

ITEMS = st.builds(
    Item,
    duty=st.sampled_from(Duty),
    unit_id=st.integers(1, 3),
    unit_name=st.sampled_from(["A", "B"]),
    due=st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 31)),
)


@given(st.lists(ITEMS, max_size=12))
def test_what_is_more_urgent_stands_before_what_is_less(items: list[Item]) -> None:
    urgencies = list(Urgency)
    ordered = in_order(items, DAY)
    assert sorted(map(repr, ordered)) == sorted(map(repr, items))
    for before, after in pairwise(ordered):
        first, second = urgency_of(before, DAY), urgency_of(after, DAY)
        assert urgencies.index(first) <= urgencies.index(second)
        if first is second and before.due and after.due:
            assert before.due <= after.due
    assert in_order(ordered[::-1], DAY) == in_order(items, DAY) or len(set(items)) < len(items)


@given(ITEMS, st.integers(0, 60))
def test_nothing_becomes_less_urgent_by_waiting(item: Item, days: int) -> None:
    urgencies = list(Urgency)
    today, later = urgency_of(item, DAY), urgency_of(item, DAY + timedelta(days=days))
    assert urgencies.index(later) <= urgencies.index(today)
    if item.due is None:
        assert later is not Urgency.OVERDUE
        assert urgency_of(replace(item, due=DAY - timedelta(days=1)), DAY) is Urgency.OVERDUE
    elif (item.due - DAY).days > SOON_DAYS and item.duty is Duty.ENTER:
        assert today is Urgency.WAITING
