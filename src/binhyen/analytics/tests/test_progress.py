"""How far the reports of a period have come, for the unit that waits for them and for the one that owes them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhyen.analytics.queries import Progress, progress_of
from binhyen.analytics.tests.ground import (
    BACH_MA,
    BAI_NGOC,
    BEN_TRE_XANH,
    BODIES,
    COMMUNES,
    COUNTRY,
    DOI_CHE,
    HOI_PHU_NU,
    SUOI_HOA,
    THANH_BINH,
    at,
    lay_form,
    lay_units,
    month,
    owe,
    report,
)
from binhyen.foundations.clock import fixed_to
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.reporting.models import State, Submission

DUE = date(2026, 12, 31)
"""By which everything on this ground is due."""


@pytest.fixture
def ground(db: None) -> None:
    with acting_as(OPERATOR):
        lay_units()
        communes = lay_form(COMMUNES)
        bodies = lay_form(BODIES)
        owe(communes, [SUOI_HOA, DOI_CHE, BAI_NGOC, BEN_TRE_XANH], "2026-01", "2026-02")
        owe(bodies, [HOI_PHU_NU], "2026-01")
        report(COMMUNES, SUOI_HOA, "2026-01", {"teams": 3})
        waiting = report(COMMUNES, DOI_CHE, "2026-01", {"teams": 4}, State.SUBMITTED)
        Submission.objects.beyond_scope("test").filter(pk=waiting.pk).update(
            flags=[{"code": "jump", "line": "teams", "answered": False}]
        )


def progress(unit: int, period: str, *, day: date = DUE, asker: int | None = None) -> Progress:
    actor = at(asker or unit, "figures.view")
    with fixed_to(day), acting_as(actor):
        return progress_of(actor, unit, month(period))


def test_a_province_reads_form_by_form_how_many_are_accepted_and_who_is_missing(ground: None) -> None:
    found = progress(BACH_MA, "2026-01")
    bodies, communes = found.forms
    assert (communes.data_set, communes.accepted, communes.expected) == ("xa-thu", 1, 3)
    assert (communes.waiting, communes.flagged, communes.late) == (1, 1, 0)
    assert (bodies.accepted, bodies.expected, bodies.waiting) == (0, 1, 0)
    assert [(each.name, each.missing, each.state) for each in found.awaited] == [
        ("Xã Bãi Ngọc", 1, "awaited"),
        ("Xã Đồi Chè", 1, "submitted"),
        ("Hội Phụ nữ tỉnh Bạch Mã", 1, "awaited"),
    ]
    assert found.own == ()


def test_late_is_what_has_not_come_after_its_day(ground: None) -> None:
    found = progress(BACH_MA, "2026-01", day=date(2027, 1, 1))
    assert [(each.data_set, each.late) for each in found.forms] == [("coquan-thu", 1), ("xa-thu", 1)]
    assert {each.name: each.late for each in found.awaited} == {
        "Xã Bãi Ngọc": True,
        "Xã Đồi Chè": False,
        "Hội Phụ nữ tỉnh Bạch Mã": True,
    }


def test_the_country_reads_its_provinces(ground: None) -> None:
    found = progress(COUNTRY, "2026-01")
    assert {(each.data_set, each.accepted, each.expected) for each in found.forms} == {
        ("coquan-thu", 0, 1),
        ("xa-thu", 1, 4),
    }
    assert {(each.unit_id, each.missing, each.expected, each.state) for each in found.awaited} == {
        (BACH_MA, 3, 4, ""),
        (THANH_BINH, 1, 1, ""),
    }


def test_a_commune_reads_its_own_reports(ground: None) -> None:
    found = progress(SUOI_HOA, "2026-01")
    assert (found.forms, found.awaited) == ((), ())
    assert [(each.name, each.state) for each in found.own] == [("Biểu xa-thu", "accepted")]
    assert [each.state for each in progress(BAI_NGOC, "2026-01").own] == ["awaited"]


def test_over_several_months_reports_are_counted_once_a_month(ground: None) -> None:
    found = progress(BACH_MA, "2026-Q1")
    communes = next(each for each in found.forms if each.data_set == "xa-thu")
    assert (communes.accepted, communes.expected, communes.period) == (1, 6, "2026-02")
    assert {each.name: (each.missing, each.expected) for each in found.awaited}["Xã Bãi Ngọc"] == (2, 2)


def test_beside_there_is_nothing(ground: None) -> None:
    assert progress(BACH_MA, "2026-01", asker=THANH_BINH) == Progress((), (), ())


def test_it_takes_five_statements(ground: None) -> None:
    actor = at(COUNTRY, "figures.view")
    with acting_as(actor), CaptureQueriesContext(connection) as sent:
        progress_of(actor, COUNTRY, month("2026-Q1"))
    assert len(sent) == 5
