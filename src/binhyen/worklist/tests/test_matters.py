"""What waits for the leader of a unit: each thing once, with its number, in a constant number of statements."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhyen.foundations.clock import fixed_to, now
from binhyen.foundations.periods import ADMINISTRATIVE
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.publications.models import DocumentKind, Edition
from binhyen.reporting.actions import accept
from binhyen.reporting.models import Campaign
from binhyen.worklist.queries import Matter, MatterKind, matters_of
from binhyen.worklist.queries.matters import ENDING_DAYS
from binhyen.worklist.tests.conftest import World
from binhyen.worklist.tests.test_queue import AFTER, DAY
from tests.places import BACH_MA, DOI_CHE, SUOI_HOA, THANH_BINH


def matters(world: World, name: str = "dung", day: date = DAY, unit: int = BACH_MA.key) -> tuple[Matter, ...]:
    with fixed_to(day):
        actor = world.actor(name)
        with acting_as(actor):
            return matters_of(actor, unit)


def a_draft() -> Edition:
    with acting_as(OPERATOR):
        return Edition.objects.create(
            unit_id=BACH_MA.key,
            kind=DocumentKind.REPORT,
            calendar=ADMINISTRATIVE.id,
            period="2026-01",
            number=1,
            started_at=now(),
            changed_at=now(),
        )


def test_nothing_to_decide_before_anything_is_due(world: World) -> None:
    assert matters(world) == ()


def test_after_the_deadline_it_says_how_many_units_are_missing_and_since_when(world: World) -> None:
    (matter,) = matters(world, day=AFTER)
    assert (matter.kind, matter.count, matter.total) == (MatterKind.MISSING, 2, 2)
    assert matter.day == world.obligation().due
    assert matter.period is not None
    assert matter.period.code == "2026-01"


def test_what_was_handed_in_waits_since_the_first_of_them(world: World) -> None:
    first = world.report("hoa")
    world.report("che", DOI_CHE)
    (matter,) = matters(world)
    assert (matter.kind, matter.count, matter.total) == (MatterKind.WAITING, 2, 2)
    assert isinstance(matter.since, datetime)
    assert (matter.since, matter.report_id) == (first.submitted_at, first.pk)


def test_a_period_that_is_over_and_accepted_whole_may_be_locked(world: World) -> None:
    binh = world.actor("binh")
    for name, place in (("hoa", SUOI_HOA), ("che", DOI_CHE)):
        submission = world.report(name, place)
        with acting_as(binh):
            accept(by=binh, submission=submission)
    assert [(each.kind, each.count) for each in matters(world)] == [(MatterKind.MAY_LOCK, 2)]
    assert matters(world, day=date(2026, 1, 14)) == (), "the period is not over on its last day"


def test_a_drafted_document_comes_first(world: World) -> None:
    edition = a_draft()
    found = matters(world, day=AFTER)
    assert [each.kind for each in found] == [MatterKind.DRAFT, MatterKind.MISSING]
    assert (found[0].edition_id, found[0].document) == (edition.pk, DocumentKind.REPORT)


@pytest.mark.parametrize(("days", "told"), [(ENDING_DAYS, True), (ENDING_DAYS + 1, False), (-1, False)])
def test_a_campaign_is_spoken_of_in_its_last_days(world: World, days: int, told: bool) -> None:
    last = date.fromordinal(DAY.toordinal() + days)
    with acting_as(OPERATOR):
        Campaign.objects.create(
            unit_id=BACH_MA.key,
            name="Cao điểm Tết",
            first_day=date(2025, 12, 15),
            last_day=last,
            opened_at=now(),
        )
    assert [(each.kind, each.count, each.day) for each in matters(world)] == (
        [(MatterKind.CAMPAIGN_ENDING, days, last)] if told else []
    )


def test_another_province_reads_nothing_of_it(world: World) -> None:
    a_draft()
    world.report("hoa")
    assert matters(world, "thanh", AFTER) == ()
    assert all(each.kind is MatterKind.MISSING for each in matters(world, "thanh", AFTER, THANH_BINH.key))


def test_more_of_everything_takes_no_more_statements(world: World) -> None:
    def statements() -> int:
        with fixed_to(AFTER):
            dung = world.actor("dung")
            with (
                acting_as(dung),
                CaptureQueriesContext(
                    connection,
                ) as sent,
            ):
                matters_of(dung, BACH_MA.key)
        return len(sent)

    before = statements()
    a_draft()
    world.report("hoa")
    assert statements() == before == 5
