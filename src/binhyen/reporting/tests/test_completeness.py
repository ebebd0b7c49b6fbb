"""Thirty reports judged by hand, and held against the rule and against what the grid and the list of a period say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhyen.foundations import clock
from binhyen.foundations.clock import now
from binhyen.foundations.periods import ADMINISTRATIVE, Period, PeriodKind, parse_period
from binhyen.foundations.validity import Validity
from binhyen.indicators.models import DataSet, DataSetVersion
from binhyen.indicators.values import FormLayout, LineRole, Section
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.reporting.models import Obligation, Submission
from binhyen.reporting.queries import AWAITED, Tally, grid_of, statuses_below
from binhyen.reporting.rules.completeness import Standing, filling_of, lines_asked, standing_of
from binhyen.reporting.rules.obliging import UnitLife, owed_by
from binhyen.reporting.tests.forms import LAYOUT, lay_form, line
from tests.places import BACH_MA, SUOI_HOA

JANUARY = parse_period("2026-01", ADMINISTRATIVE)
DEADLINE, TODAY = date(2026, 1, 19), date(2026, 1, 26)
BEFORE = date(2026, 1, 17)
LONG_LIVED = Validity(date(2025, 7, 1))

SHARED = FormLayout(
    **{
        **{name: getattr(LAYOUT, name) for name in ("version", "name_en", "calendar", "levels", "kinds")},
        "data_set": "thu-day-du",
        "name": "Biểu thử đầy đủ",
        "period_kind": PeriodKind.MONTH,
        "sections": (
            Section("Xã", "Commune", (line("a"), line("b"), line("c"), line("d"))),
            Section("Công an", "Police", (line("p1"), line("p2")), "police"),
            Section("Mặt trận", "Front", (line("f1"),), "front"),
            Section("Cộng lại", "Added up", (line("h", role=LineRole.CARRIED, home=PeriodKind.MONTH),)),
        ),
    }
)
"""Four lines of the unit itself (places 0 to 3), two of the police (4, 5), one of the Front (6), one added up (7)."""
ALL, ADDED, BUT_A, THEIRS, NO_A = {*range(8)}, {7}, {1, 2, 3, 7}, {4, 5, 6, 7}, {0, 4, 5, 6, 7}
BODIES = ("police", "front")


@dataclass(frozen=True)
class Case:
    """One row. ``came``: *never*, *in time* or *late*, when it was first handed in. ``counted`` as the desk counts it:
    R received, T in time, L late, M missing; ``filled`` is *filled/asked*, nothing where nothing is owed."""

    what: str
    state: str
    came: str
    counted: str
    filled: str
    today: date = TODAY
    extended: date | None = None
    closed: bool = False
    bodies: tuple[str, ...] = ()
    empty: frozenset[int] | set[int] = frozenset(ADDED)
    without: tuple[int, ...] = ()
    life: Validity = LONG_LIVED


NEVER, IN_TIME, LATE = "never", "in time", "late"
IN_MIDST = Validity(date(2026, 1, 1))
UNTIL_MIDST = Validity(date(2025, 7, 1), date(2026, 1, 1))
BEFORE_IT, AFTER_IT = Validity(date(2025, 7, 1), date(2025, 12, 15)), Validity(date(2026, 1, 15))
LATER = date(2026, 1, 31)

# fmt: off
CASES = (
    Case("nothing came, before the deadline",      AWAITED,     NEVER,   "",   "0/7", today=BEFORE),
    Case("nothing came, on the last day",          AWAITED,     NEVER,   "",   "0/7", today=DEADLINE),
    Case("nothing came, the day after",            AWAITED,     NEVER,   "LM", "0/7", today=date(2026, 1, 20)),
    Case("nothing came, given more time",          AWAITED,     NEVER,   "",   "0/7", extended=LATER),
    Case("nothing came, more time is over too",    AWAITED,     NEVER,   "LM", "0/7", extended=date(2026, 1, 25)),
    Case("locked early, without a report",         AWAITED,     NEVER,   "M",  "0/7", today=BEFORE, closed=True),
    Case("locked without a report",                AWAITED,     NEVER,   "LM", "0/7", closed=True),
    Case("a draft before the deadline",            "draft",     NEVER,   "",   "6/7", today=BEFORE, empty={0, 7}),
    Case("a draft after the deadline",             "draft",     NEVER,   "LM", "7/7"),
    Case("a draft, locked out",                    "draft",     NEVER,   "LM", "7/7", closed=True),
    Case("handed in, in time",                     "submitted", IN_TIME, "RT", "7/7"),
    Case("handed in late",                         "submitted", LATE,    "RL", "7/7"),
    Case("handed in within the added time",        "submitted", IN_TIME, "RT", "7/7", extended=LATER),
    Case("handed in late, then given more time",   "submitted", LATE,    "RL", "7/7", extended=LATER),
    Case("accepted, in time",                      "accepted",  IN_TIME, "RT", "7/7"),
    Case("late but accepted",                      "accepted",  LATE,    "RL", "7/7"),
    Case("locked, in time",                        "locked",    IN_TIME, "RT", "7/7", closed=True),
    Case("locked, late",                           "locked",    LATE,    "RL", "7/7", closed=True),
    Case("given back in time, still time",         "returned",  IN_TIME, "",   "7/7", today=BEFORE),
    Case("given back, had come in time",           "returned",  IN_TIME, "M",  "7/7"),
    Case("given back, had come late",              "returned",  LATE,    "LM", "7/7"),
    Case("given back in time, came again",         "submitted", IN_TIME, "RT", "7/7"),
    Case("taken back by its unit, overdue",        "draft",     IN_TIME, "M",  "7/7"),
    Case("a line without a value",                 "accepted",  IN_TIME, "RT", "6/7", empty={2, 7}),
    Case("two do not apply, one missing",          "accepted",  IN_TIME, "RT", "4/5", empty=BUT_A, without=(1, 2)),
    Case("bodies: nothing of the unit's own yet",  AWAITED,     NEVER,   "LM", "0/4", bodies=BODIES),
    Case("bodies: the unit has done its own",      "draft",     NEVER,   "LM", "4/4", bodies=BODIES, empty=THEIRS),
    Case("bodies: one body alone has a section",   "draft",     NEVER,   "LM", "3/5", bodies=BODIES[:1], empty=NO_A),
    Case("bodies: handed in, all taken in",        "submitted", IN_TIME, "RT", "6/7", bodies=BODIES, empty={6, 7}),
    Case("bodies: given back, theirs again",       "returned",  LATE,    "LM", "4/4", bodies=BODIES, empty={6, 7}),
    Case("a unit that began in the period",        "accepted",  IN_TIME, "RT", "7/7", life=IN_MIDST),
    Case("a unit that ended in it, nothing",       AWAITED,     NEVER,   "LM", "0/7", life=UNTIL_MIDST),
    Case("a unit that ended before the period",    AWAITED,     NEVER,   "",   "", life=BEFORE_IT),
    Case("a unit that began after the period",     AWAITED,     NEVER,   "",   "", life=AFTER_IT),
)
# fmt: on
OWED = [case for case in CASES if case.filled]


def owed(case: Case) -> bool:
    lives = [UnitLife(7, "commune", 1, "province", LONG_LIVED, case.life)]
    return bool(owed_by(lives, JANUARY))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_the_rule_counts_as_the_table_does(case: Case) -> None:
    assert owed(case) == bool(case.filled)
    if not case.filled:
        return
    standing = standing_of(
        case.state,
        handed_in=case.came != NEVER,
        came_late=case.came == LATE,
        due=case.extended or DEADLINE,
        closed=case.closed,
        today=case.today,
    )
    told = zip("RTLM", standing, strict=True)
    assert "".join(letter for letter, holds in told if holds) == case.counted
    asked = lines_asked(SHARED, case.bodies, case.state)
    filling = filling_of(asked, ALL if case.state == AWAITED else case.empty, case.without)
    assert f"{filling.filled}/{filling.asked}" == case.filled


@dataclass
class Laid:
    """Each row of the table as the report of another month of one commune, with the days moved along."""

    periods: dict[str, Period]
    data_set: DataSet


@pytest.fixture
def laid(small_tree: None) -> Laid:
    period, periods = JANUARY, {}
    obligations, submissions = [], []
    with clock.fixed_to(TODAY), acting_as(OPERATOR):
        data_set = lay_form(SHARED)
        version = DataSetVersion.objects.get(data_set=data_set)
        for case in OWED:
            periods[case.what] = period
            since_today = TODAY - case.today
            obligations.append(
                Obligation(
                    unit_id=SUOI_HOA.key,
                    unit_path=SUOI_HOA.path,
                    superior_id=BACH_MA.key,
                    data_set=data_set,
                    version=version,
                    period=period.code,
                    first_day=period.first_day,
                    last_day=period.last_day,
                    deadline=DEADLINE + since_today,
                    extended_to=case.extended + since_today if case.extended else None,
                    extension_reason="Mưa lũ" if case.extended else "",
                    closed_at=now() if case.closed else None,
                    handed_out=list(case.bodies),
                )
            )
            period = period.previous()
        Obligation.objects.bulk_create(obligations)
        for case, obligation in zip(OWED, obligations, strict=True):
            if case.state != AWAITED:
                submissions.append(_submission(case, obligation))
        Submission.objects.bulk_create(submissions)
    return Laid(periods, data_set)


def _submission(case: Case, obligation: Obligation) -> Submission:
    return Submission(
        obligation=obligation,
        unit_id=obligation.unit_id,
        unit_path=obligation.unit_path,
        state=case.state,
        values=[None if place in case.empty else Decimal(place) for place in sorted(ALL)],
        not_applicable=list(case.without),
        submitted_at=now() if case.came != NEVER else None,
        late=case.came == LATE,
        accepted_at=now() if case.state in ("accepted", "locked") else None,
        changed_at=now(),
    )


def test_the_grid_counts_as_the_table_does_in_four_statements(laid: Laid) -> None:
    periods = list(laid.periods.values())
    with clock.fixed_to(TODAY), acting_as(OPERATOR):
        grid_of(OPERATOR, BACH_MA.path, laid.data_set, periods[:1])
        with CaptureQueriesContext(connection) as sent:
            (row,) = grid_of(OPERATOR, BACH_MA.path, laid.data_set, periods).rows
    assert len(sent) == 4
    for case in OWED:
        report = row.cells[laid.periods[case.what].code].report
        counted = "".join(letter for letter, holds in zip("RTLM", report.standing, strict=True) if holds)
        assert (counted, f"{report.filled}/{report.asked}") == (case.counted, case.filled), case.what


def test_the_list_of_a_period_counts_as_the_table_does(laid: Laid) -> None:
    with clock.fixed_to(TODAY), acting_as(OPERATOR):
        for case in OWED[::2]:
            period = laid.periods[case.what]
            (status,) = statuses_below(OPERATOR, BACH_MA.path, laid.data_set, period)
            counted = "".join(letter for letter, holds in zip("RTLM", status.standing, strict=True) if holds)
            assert (counted, f"{status.filled}/{status.asked}") == (case.counted, case.filled), case.what


def test_a_period_is_counted_in_two_shares_of_what_is_owed() -> None:
    def standing(letters: str) -> Standing:
        return standing_of(
            "accepted" if "R" in letters else AWAITED,
            handed_in="R" in letters,
            came_late="L" in letters,
            due=DEADLINE,
            closed=False,
            today=TODAY,
        )

    standings = [standing("RT")] * 153 + [standing("RL")] * 7 + [standing("LM")] * 6
    tally = Tally.of(standings)
    assert (tally.owed, tally.received, tally.on_time) == (166, 160, 153)
    assert (tally.completeness, tally.timeliness) == (Decimal("96.4"), Decimal("92.2"))
    assert Tally(0, 0, 0).completeness is None
    assert Tally(3321, 3320, 3320).completeness == Decimal("99.9"), "not all is never told as 100"
    assert Tally(5, 5, 5).timeliness == Decimal("100.0")
