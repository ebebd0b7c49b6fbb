"""Medians of similar units: exact, only of enough values, and never of what must not be compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from statistics import median

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhyen.analytics.queries import Typical, typical_of
from binhyen.analytics.queries.typical import MIN
from binhyen.analytics.tests import ground
from binhyen.analytics.tests.ground import (
    BACH_MA,
    BEN_TRE_XANH,
    BODIES,
    COMMUNES,
    DEFINITIONS,
    HOI_PHU_NU,
    SUOI_HOA,
    at,
    lay_form,
    lay_unit,
    lay_units,
    owe,
    report,
)
from binhyen.foundations.clock import now
from binhyen.indicators.models import Indicator
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import Kind, Level
from binhyen.reporting.models import Obligation, State, Submission

JANUARY = "2026-01"
OTHERS = tuple(range(910031, 910043))
"""Twelve communes beside Suối Hoa."""
WARD = 910051
LONG_AGO = now() - timedelta(days=30)

Stated = Mapping[str, int | str | None]


@pytest.fixture
def country(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Suối Hoa, twelve communes and a ward of Bạch Mã owe January; Suối Hoa alone has handed it in."""
    with acting_as(OPERATOR):
        lay_units()
        for key in (*OTHERS, WARD):
            monkeypatch.setitem(ground.PATHS, key, f"{ground.PATHS[BACH_MA]}{key}.")
            monkeypatch.setitem(ground.SUPERIOR, key, BACH_MA)
            kind = Kind.WARD if key == WARD else Kind.COMMUNE
            lay_unit(key, BACH_MA, ground.PATHS[key], Level.COMMUNE, kind, f"Xã {key}")
        owe(lay_form(COMMUNES), [SUOI_HOA, WARD, *OTHERS], JANUARY)
        owe(lay_form(BODIES), [HOI_PHU_NU], JANUARY)
        report(COMMUNES, SUOI_HOA, JANUARY, {"teams": 1000, "members": 1000})
        yield


def handed_in(unit: int, stated: Stated, turn: int = 0, state: State = State.SUBMITTED) -> Submission:
    """A report that came in as the one of that ``turn``."""
    submission = report(COMMUNES, unit, JANUARY, stated, state)
    submission.submitted_at = LONG_AGO + timedelta(hours=turn)
    submission.save(update_fields=["submitted_at"])
    return submission


def all_state(line: str, values: Sequence[int | str | None]) -> None:
    for turn, (unit, value) in enumerate(zip(OTHERS, values, strict=False)):
        handed_in(unit, {line: value}, turn)


def obligation_of(unit: int, form: str = "xa-thu") -> Obligation:
    return Obligation.objects.beyond_scope("test").get(unit_id=unit, data_set__code=form, period=JANUARY)


def as_seen_at(unit: int, of: int = SUOI_HOA) -> Typical:
    """What somebody at the unit is told, under the policies of the database."""
    obligation = obligation_of(of)
    with acting_as(at(unit)) as officer:
        return typical_of(officer, obligation)


@pytest.mark.parametrize(
    ("values", "middle"),
    [
        ([7, 1, 9, 3, 5], Decimal(5)),
        ([0, 0, 0, 0, 900], Decimal(0)),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], Decimal("5.5")),
        ([10, 9, 8, 7, 6, 6, 4, 3, 2, 1], Decimal(6)),
        ([1, 2, "x", 3, None, 4, 5], Decimal(3)),
    ],
)
def test_a_median_is_exact_over_units_that_have_a_value(
    country: None, values: list[int | str | None], middle: Decimal
) -> None:
    all_state("teams", values)
    found = as_seen_at(SUOI_HOA)
    known = [value for value in values if isinstance(value, int)]
    assert found.medians == {"teams": middle}
    assert middle == median(map(Decimal, known))
    assert (found.label, found.units) == ("các xã khác của Tỉnh Bạch Mã", len(values))
    assert found.counts == {"teams": len(known)}


def test_fewer_than_five_others_give_nothing_but_their_number(country: None) -> None:
    all_state("teams", [7, 1, 9, 3])
    handed_in(WARD, {"teams": 5})
    found = as_seen_at(SUOI_HOA)
    assert MIN == 5
    assert (found.units, found.medians, found.counts) == (4, {}, {})


def test_only_reports_that_were_handed_in_for_the_whole_period_count(country: None) -> None:
    all_state("teams", [10, 20, 30, 40])
    handed_in(OTHERS[4], {"teams": 99}, 4, State.DRAFT)
    handed_in(OTHERS[5], {"teams": 99}, 5, State.RETURNED)
    handed_in(OTHERS[6], {"teams": 99}, 6)
    Obligation.objects.beyond_scope("test").filter(unit_id=OTHERS[6]).update(lives_from=date(2026, 1, 15))
    handed_in(OTHERS[7], {"teams": 99}, 7)
    Obligation.objects.beyond_scope("test").filter(unit_id=OTHERS[7]).update(
        part_of=obligation_of(OTHERS[8]), body_kind=Kind.POLICE
    )
    assert as_seen_at(SUOI_HOA).units == 4
    handed_in(OTHERS[9], {"teams": 50}, 9, State.ACCEPTED)
    assert as_seen_at(SUOI_HOA).medians == {"teams": 30}


def test_what_was_adjusted_counts_as_adjusted(country: None) -> None:
    all_state("teams", [10, 20, 30, 40])
    locked = handed_in(OTHERS[4], {"teams": 50}, 4, State.LOCKED)
    locked.adjusted = [Decimal(0) if value == 50 else value for value in locked.values]
    locked.adjusted_not_applicable = []
    locked.save()
    assert as_seen_at(SUOI_HOA).medians == {"teams": 20}


def test_totals_and_rates_are_worked_out_for_each_unit_first(country: None) -> None:
    for turn, unit in enumerate(OTHERS[:5]):
        stated = {"teams": turn + 1, "areas": 10 - turn, "sessions/a": turn * turn, "sessions/b": "x"}
        handed_in(unit, stated, turn)
    medians = as_seen_at(SUOI_HOA).medians
    assert medians["sessions"] == medians["sessions/a"] == 4
    assert medians["cover"] == Decimal("37.5")  # 10, 22.2…, 37.5, 57.1…, 83.3…
    assert "sessions/b" not in medians
    without_one = Submission.objects.beyond_scope("test").get(unit_id=OTHERS[0])
    without_one.values[COMMUNES.position["sessions/a"]] = None
    without_one.save()
    assert "sessions" not in as_seen_at(SUOI_HOA).medians


def test_a_median_of_persons_never_rests_on_a_number_under_five(country: None) -> None:
    all_state("members", [1, 2, 5, 9, 9])
    assert as_seen_at(SUOI_HOA).medians == {"members": 5}
    for submission in Submission.objects.beyond_scope("test").filter(unit_id=OTHERS[2]):
        submission.values[COMMUNES.position["members"]] = Decimal(4)
        submission.save()
    assert as_seen_at(SUOI_HOA).medians == {}
    for turn, unit in enumerate(OTHERS[5:10], 5):
        handed_in(unit, {"members": 9 if turn > 5 else 3}, turn)
    # 1 2 3 4 9 9 9 9 9 9 has its middle between nines; with one nine less it would lie between 4 and 9
    assert as_seen_at(SUOI_HOA).medians == {"members": 9}
    for submission in Submission.objects.beyond_scope("test").filter(unit_id=OTHERS[9]):
        submission.values[COMMUNES.position["members"]] = Decimal(2)
        submission.save()
    assert as_seen_at(SUOI_HOA).medians == {}


def test_what_must_not_be_ranked_is_not_told_alone_nor_in_a_rate(country: None) -> None:
    for turn, unit in enumerate(OTHERS[:5]):
        handed_in(unit, {"teams": 6, "areas": 8, "sessions/a": 7, "sessions/b": 7}, turn)
    assert set(as_seen_at(SUOI_HOA).medians) == {
        "teams",
        "areas",
        "cover",
        "sessions",
        "sessions/a",
        "sessions/b",
    }
    for code in ("areas", "sessions"):
        Indicator.objects.filter(code=code).update(
            definition=DEFINITIONS[code].as_json() | {"handling": ["no_rank"]}
        )
    assert as_seen_at(SUOI_HOA).medians == {"teams": 6}


def test_a_share_of_persons_is_not_told(country: None) -> None:
    for turn, unit in enumerate(OTHERS[:5]):
        handed_in(unit, {"teams": 6, "areas": 8}, turn)
    Indicator.objects.filter(code="teams").update(
        definition=DEFINITIONS["teams"].as_json() | {"handling": ["persons"]}
    )
    assert as_seen_at(SUOI_HOA).medians == {"teams": 6, "areas": 8}


def test_who_comes_last_cannot_be_told_by_subtracting(country: None) -> None:
    """The median moves only when five more have come, whatever the next four say."""
    seen = []
    for turn, unit in enumerate(OTHERS[:10]):
        handed_in(unit, {"teams": 10 + turn}, turn)
        seen.append(as_seen_at(SUOI_HOA).medians.get("teams"))
    assert seen == [None] * 4 + [Decimal(12)] * 5 + [Decimal("14.5")]


def test_a_stranger_is_told_nothing_by_the_program_nor_by_the_database(country: None) -> None:
    all_state("teams", [7, 1, 9, 3, 5])
    obligation = obligation_of(SUOI_HOA)
    for unit in (OTHERS[0], BEN_TRE_XANH):
        assert as_seen_at(unit) == Typical()
        with acting_as(at(unit)), connection.cursor() as cursor:
            cursor.execute("select * from typical_values(%s)", [obligation.pk])
            assert cursor.fetchall() == []
    assert as_seen_at(BACH_MA) == as_seen_at(SUOI_HOA) != Typical()


def test_a_body_and_a_part_are_compared_with_nobody(country: None) -> None:
    all_state("teams", [7, 1, 9, 3, 5])
    assert typical_of(OPERATOR, obligation_of(HOI_PHU_NU, "coquan-thu")) == Typical()
    Obligation.objects.beyond_scope("test").filter(unit_id=SUOI_HOA).update(
        part_of=obligation_of(OTHERS[0]), body_kind=Kind.POLICE
    )
    assert as_seen_at(SUOI_HOA) == Typical()


def test_it_takes_one_statement(country: None) -> None:
    all_state("teams", [7, 1, 9, 3, 5])
    obligation = obligation_of(SUOI_HOA)
    with (
        acting_as(at(SUOI_HOA)) as officer,
        CaptureQueriesContext(
            connection,
        ) as captured,
    ):
        typical_of(officer, obligation)
    assert len(captured) == 1
