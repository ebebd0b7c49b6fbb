"""What the pages, exports and reports are told about figures, and by whom they may be seen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhyen.access.models import Account, Appointment, Role
from binhyen.access.permissions import Permission
from binhyen.analytics.consolidating import consolidate
from binhyen.analytics.models import ConsolidatedFigure, Consolidation, Standing
from binhyen.analytics.queries import (
    FigureOf,
    NoValue,
    completeness,
    figures_of,
    history_of,
    latest_period,
    may_see_in_full,
    missing_units,
    parts_of,
    release,
    release_table,
    table_of,
    trace_of,
)
from binhyen.analytics.tests.ground import (
    BACH_MA,
    BAI_NGOC,
    BODIES,
    COMMUNES,
    COUNTRY,
    DOI_CHE,
    HOI_PHU_NU,
    PATHS,
    SO_TU_PHAP,
    SUOI_HOA,
    at,
    lay_form,
    lay_units,
    month,
    owe,
    report,
)
from binhyen.foundations.clock import now
from binhyen.indicators.models import DataSet
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.reporting.models import Adjustment, FigureSource, Recording, State, Submission

JANUARY, FEBRUARY, MARCH = "2026-01", "2026-02", "2026-03"
WHOLE = {"teams": 10, "members": 30, "areas": 12, "sessions/a": 3, "sessions/b": 2, "awarded": 7, "kinds": 4}


@pytest.fixture
def country(db: None) -> Iterator[DataSet]:
    """Three communes and two bodies of Bạch Mã owe January to March; the tests write what they state."""
    with acting_as(OPERATOR):
        lay_units()
        communes, bodies = lay_form(COMMUNES), lay_form(BODIES)
        owe(communes, [SUOI_HOA, DOI_CHE, BAI_NGOC], JANUARY, FEBRUARY, MARCH)
        owe(bodies, [HOI_PHU_NU, SO_TU_PHAP], JANUARY, FEBRUARY, MARCH)
        yield communes


def by_line(figures: tuple[FigureOf, ...]) -> dict[str, FigureOf]:
    return {figure.line: figure for figure in figures}


def asked(unit: int, period: str, **more: Any) -> dict[str, FigureOf]:
    return by_line(figures_of(OPERATOR, unit, month(period), **more))


def test_a_province_comes_to_its_communes_and_its_own_bodies(country: DataSet) -> None:
    report(COMMUNES, SUOI_HOA, JANUARY, WHOLE)
    report(COMMUNES, DOI_CHE, JANUARY, WHOLE | {"teams": 20, "areas": "x", "sessions/b": None}, State.LOCKED)
    report(COMMUNES, BAI_NGOC, JANUARY, WHOLE, State.SUBMITTED)
    report(BODIES, HOI_PHU_NU, JANUARY, {"sessions/a": 1, "sessions/b": 1, "kinds": 6})
    found = asked(BACH_MA, JANUARY)
    assert list(found) == [line.code for line in COMMUNES.lines]
    teams = found["teams"]
    assert (teams.value, teams.units_counted, teams.units_expected, teams.standing) == (
        30,
        2,
        3,
        Standing.PROVISIONAL,
    )
    assert (teams.first_day, teams.last_day) == (month(JANUARY).first_day, month(JANUARY).last_day)
    assert (found["areas"].units_not_applicable, found["areas"].units_missing) == (1, 1)
    assert found["cover"].value == Decimal(1000) / 12  # Đồi Chè has no denominator, so it takes no part
    assert found["cover"].units_counted == 1
    sessions = found["sessions"]
    assert (sessions.value, sessions.units_counted, sessions.units_expected) == (3 + 2 + 3 + 1 + 1, 2, 5)
    assert [(each.data_set, each.value, each.units_counted, each.own) for each in sessions.by_form] == [
        ("xa-thu", 8, 1, False),
        ("coquan-thu", 2, 1, False),
    ]
    assert found["kinds"].value == 6  # what the only body states; those of communes never add
    assert found["kinds"].by_form[0].absence is NoValue.NOT_ADDITIVE
    assert found["kinds"].units_counted == 3
    country_wide = asked(COUNTRY, JANUARY)
    assert country_wide["teams"].value == 30
    assert (country_wide["kinds"].value, country_wide["kinds"].absence) == (None, NoValue.NOT_ADDITIVE)


def test_a_commune_has_its_own_accepted_figures(country: DataSet) -> None:
    report(COMMUNES, SUOI_HOA, JANUARY, WHOLE | {"awarded": "x", "members": None})
    found = asked(SUOI_HOA, JANUARY)
    assert (found["teams"].value, found["teams"].standing, found["teams"].units_expected) == (
        10,
        Standing.ACCEPTED,
        1,
    )
    assert found["sessions"].value == 5
    assert found["cover"].value == Decimal(1000) / 12
    assert found["awarded"].absence is NoValue.NOT_APPLICABLE
    assert found["members"].absence is NoValue.MISSING
    assert found["kinds"].value == 4
    assert all(part.own for figure in found.values() for part in figure.by_form)
    report(COMMUNES, DOI_CHE, JANUARY, WHOLE, State.SUBMITTED)
    waiting = asked(DOI_CHE, JANUARY)["teams"]
    assert (waiting.value, waiting.absence, waiting.standing) == (None, NoValue.MISSING, Standing.PROVISIONAL)


def test_a_quarter_adds_flows_takes_the_last_stock_and_names_the_months_without(country: DataSet) -> None:
    report(COMMUNES, SUOI_HOA, JANUARY, WHOLE, State.LOCKED)
    report(COMMUNES, SUOI_HOA, MARCH, WHOLE | {"teams": 11}, State.LOCKED)
    quarter = by_line(figures_of(OPERATOR, BACH_MA, month("2026-Q1")))
    awarded, teams = quarter["awarded"], quarter["teams"]
    assert (awarded.value, awarded.units_counted, awarded.units_expected) == (14, 2, 9)
    assert awarded.months_without == (FEBRUARY,)
    assert (awarded.first_day, awarded.last_day) == (month("2026-Q1").first_day, month("2026-Q1").last_day)
    assert (teams.value, teams.units_expected, teams.months_without) == (11, 3, ())
    assert (teams.first_day, teams.last_day) == (month(MARCH).first_day, month(MARCH).last_day)
    half = by_line(figures_of(OPERATOR, BACH_MA, month("2026-H1")))
    assert (half["teams"].value, half["teams"].absence) == (None, NoValue.MISSING)
    assert half["teams"].months_without == ("2026-06",)
    assert half["awarded"].months_without == (FEBRUARY, "2026-04", "2026-05", "2026-06")
    assert half["awarded"].standing is Standing.PROVISIONAL
    own = by_line(figures_of(OPERATOR, SUOI_HOA, month("2026-Q1")))
    assert (own["awarded"].value, own["awarded"].units_expected, own["teams"].value) == (14, 3, 11)


def test_standing_is_that_of_the_least_settled(country: DataSet) -> None:
    for unit, state in ((SUOI_HOA, State.LOCKED), (DOI_CHE, State.ACCEPTED), (BAI_NGOC, State.LOCKED)):
        report(COMMUNES, unit, JANUARY, WHOLE, state)
    assert asked(BACH_MA, JANUARY, data_sets=["xa-thu"])["teams"].standing is Standing.ACCEPTED
    assert (
        asked(BACH_MA, JANUARY)["sessions"].standing is Standing.PROVISIONAL
    )  # the bodies' reports are missing
    Submission.objects.beyond_scope("test").update(state=State.LOCKED)
    consolidate(country.pk, JANUARY, [BACH_MA])
    assert asked(BACH_MA, JANUARY)["teams"].standing is Standing.LOCKED


def test_last_known_values_stand_beside_the_sum_and_for_stocks_alone(country: DataSet) -> None:
    report(COMMUNES, SUOI_HOA, FEBRUARY, WHOLE)
    report(COMMUNES, DOI_CHE, JANUARY, WHOLE | {"teams": 25, "members": "x"})
    report(COMMUNES, BAI_NGOC, JANUARY, WHOLE | {"teams": 40})
    report(COMMUNES, BAI_NGOC, FEBRUARY, WHOLE | {"teams": None}, State.LOCKED)
    found = asked(BACH_MA, FEBRUARY)
    teams = found["teams"]
    assert (teams.value, teams.units_counted) == (10, 1)
    assert (teams.with_last_known, teams.units_carried) == (75, 2)
    assert (found["members"].with_last_known, found["members"].units_carried) == (None, 0)
    assert found["awarded"].with_last_known is None
    assert found["kinds"].with_last_known is None
    assert asked(COUNTRY, FEBRUARY)["teams"].with_last_known == 75
    assert asked(BACH_MA, FEBRUARY, with_last_known=False)["teams"].with_last_known is None
    assert asked(BACH_MA, JANUARY)["teams"].with_last_known is None


def test_lines_and_forms_can_be_chosen(country: DataSet) -> None:
    report(COMMUNES, SUOI_HOA, JANUARY, WHOLE)
    assert list(asked(BACH_MA, JANUARY, indicators=["sessions"])) == ["sessions", "sessions/a", "sessions/b"]
    assert [
        each.data_set for each in asked(BACH_MA, JANUARY, data_sets=["coquan-thu"])["sessions"].by_form
    ] == ["coquan-thu"]
    assert not figures_of(OPERATOR, BACH_MA, month("2025-12"))


def test_figures_cost_as_many_statements_for_a_year_as_for_a_month(country: DataSet) -> None:
    report(COMMUNES, SUOI_HOA, JANUARY, WHOLE)
    figures_of(OPERATOR, BACH_MA, month(JANUARY))  # layouts are read once a process

    def statements(unit: int, period: str) -> int:
        with CaptureQueriesContext(connection) as sent:
            figures_of(OPERATOR, unit, month(period))
        return len(sent)

    assert statements(BACH_MA, JANUARY) == statements(BACH_MA, "2026-Q1") == 10
    assert statements(COUNTRY, JANUARY) == 10
    assert statements(SUOI_HOA, "2026") == statements(SUOI_HOA, JANUARY) == 7


def test_parts_come_in_the_order_of_names_with_the_state_of_each(country: DataSet) -> None:
    report(COMMUNES, SUOI_HOA, JANUARY, WHOLE)
    report(COMMUNES, DOI_CHE, JANUARY, WHOLE, State.RETURNED)
    parts = parts_of(OPERATOR, BACH_MA, month(JANUARY), "teams")
    assert [(part.unit_name, part.figure.value, part.state) for part in parts] == [
        ("Xã Bãi Ngọc", None, "awaited"),
        ("Xã Đồi Chè", None, "returned"),
        ("Xã Suối Hoa", 10, "accepted"),
    ]
    assert parts[2].obligation_id is not None
    whole = asked(BACH_MA, JANUARY)["teams"].value
    assert whole == sum(part.figure.value or 0 for part in parts)
    (province,) = parts_of(OPERATOR, COUNTRY, month(JANUARY), "teams")
    assert (province.unit_id, province.figure.value, province.state, province.obligation_id) == (
        BACH_MA,
        10,
        "",
        None,
    )
    assert [part.unit_id for part in parts_of(OPERATOR, BACH_MA, month(JANUARY), "sessions")][:2] == [
        BAI_NGOC,
        DOI_CHE,
    ]
    assert len(parts_of(OPERATOR, BACH_MA, month(JANUARY), "sessions")) == 5


def test_a_line_over_several_periods(country: DataSet) -> None:
    report(COMMUNES, SUOI_HOA, JANUARY, WHOLE)
    report(COMMUNES, SUOI_HOA, MARCH, WHOLE | {"awarded": 1})
    periods = [month(code) for code in ("2025-12", JANUARY, FEBRUARY, MARCH)]
    with CaptureQueriesContext(connection) as sent:
        history = history_of(OPERATOR, BACH_MA, "awarded", periods)
    assert len(sent) == 7  # no report of its own, so none of the eight for its values
    assert [(period.code, figure and figure.value) for period, figure in history] == [
        ("2025-12", None),
        (JANUARY, 7),
        (FEBRUARY, None),
        (MARCH, 1),
    ]
    assert latest_period(OPERATOR, BACH_MA, country) == MARCH
    assert latest_period(OPERATOR, SUOI_HOA, country) == MARCH
    assert latest_period(OPERATOR, HOI_PHU_NU, country) is None


def test_completeness_counts_states_and_names_who_is_missing(country: DataSet) -> None:
    report(COMMUNES, SUOI_HOA, JANUARY, WHOLE)
    report(COMMUNES, DOI_CHE, JANUARY, WHOLE, State.SUBMITTED)
    found = completeness(OPERATOR, BACH_MA, country, month(JANUARY))
    assert (found.counts.owed, found.counts.accepted, found.counts.submitted, found.counts.awaited) == (
        3,
        1,
        1,
        1,
    )
    assert [status.unit_name for status in missing_units(OPERATOR, BACH_MA, country, month(JANUARY))] == [
        "Xã Bãi Ngọc",
        "Xã Đồi Chè",
    ]
    assert not found.is_complete


# ---- who sees what ------------------------------------------------------------------------------------------


def test_a_commune_sees_no_provincial_sum_and_nothing_of_its_neighbours(country: DataSet) -> None:
    report(COMMUNES, SUOI_HOA, JANUARY, WHOLE)
    report(COMMUNES, DOI_CHE, JANUARY, WHOLE)
    hoa = at(SUOI_HOA, Permission.VIEW_FIGURES)
    with acting_as(hoa):
        assert by_line(figures_of(hoa, SUOI_HOA, month(JANUARY)))["teams"].value == 10
        assert not figures_of(hoa, BACH_MA, month(JANUARY))
        assert not figures_of(hoa, DOI_CHE, month(JANUARY))
        assert trace_of(hoa, DOI_CHE, month(JANUARY), "teams") is None
        assert not parts_of(hoa, COUNTRY, month(JANUARY), "teams")
        assert [part.unit_id for part in parts_of(hoa, BACH_MA, month(JANUARY), "teams")] == [SUOI_HOA]
        # and not by forgetting the guard of the queryset either
        assert not Consolidation.objects.beyond_scope("test").exists()
        assert not ConsolidatedFigure.objects.beyond_scope("test").exists()
        with connection.cursor() as cursor:
            cursor.execute("select distinct unit_id from figures_by_report")
            assert cursor.fetchall() == [(SUOI_HOA,)]
            cursor.execute("select count(*) from sums_of_reports where counted > 1")
            assert cursor.fetchone() == (0,)


def test_a_province_sees_its_own_sums_and_not_the_countrys(country: DataSet) -> None:
    report(COMMUNES, SUOI_HOA, JANUARY, WHOLE)
    binh = at(BACH_MA, Permission.VIEW_FIGURES)
    with acting_as(binh):
        assert by_line(figures_of(binh, BACH_MA, month(JANUARY)))["teams"].value == 10
        assert not figures_of(binh, COUNTRY, month(JANUARY))
        assert set(Consolidation.objects.beyond_scope("test").values_list("unit_id", flat=True)) == {BACH_MA}


def test_the_application_cannot_write_a_sum(country: DataSet) -> None:
    from django.db import ProgrammingError, transaction

    for statement in (
        "update analytics_consolidation set accepted = 99",
        "insert into analytics_consolidatedfigure (unit_id, data_set_id, period, line_id, adds, counted,"
        " not_applicable) values (1, 1, '', 1, true, 0, 0)",
        "delete from analytics_consolidatedfigure",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


# ---- traces ---------------------------------------------------------------------------------------------------


@pytest.fixture
def traced(country: DataSet) -> dict[str, int]:
    """Suối Hoa's January: typed first, corrected in a workbook, accepted by the province, adjusted after locking."""
    accounts = {}
    for username, full_name, unit, role in (
        ("hoa", "Nguyễn Thị Hoa", SUOI_HOA, Role.ENTERING),
        ("binh", "Trần Văn Bình", BACH_MA, Role.REVIEWING),
    ):
        account = Account.objects.create(username=username, full_name=full_name, created_at=now())
        Appointment.objects.create(account=account, unit_id=unit, role=role, valid_from=date(2026, 1, 1))
        accounts[username] = account.pk
    submission = report(COMMUNES, SUOI_HOA, JANUARY, WHOLE, State.LOCKED)
    submission.submitted_by, submission.accepted_by = accounts["hoa"], accounts["binh"]
    submission.notes = {"teams": "Thành lập thêm 2 tổ"}
    submission.adjusted = [Decimal(12), *submission.values[1:]]
    submission.adjusted_not_applicable = []
    submission.save()
    for source, changes in (
        (FigureSource.KEYBOARD, [["teams", None, "8", ""], ["members", None, "30", ""]]),
        (FigureSource.WORKBOOK, [["teams", "8", "10", "Số liệu!D14"]]),
    ):
        Recording.objects.create(
            submission=submission,
            unit_id=SUOI_HOA,
            at=now(),
            account_id=accounts["hoa"],
            source=source,
            delivered=False,
            changes=changes,
        )
    Adjustment.objects.create(
        submission=submission,
        unit_id=SUOI_HOA,
        line="teams",
        old="10",
        new="12",
        reason="Đếm sót 2 tổ",
        at=now(),
        approved_by=accounts["binh"],
    )
    return accounts


def test_a_figure_answers_where_it_comes_from(traced: dict[str, int]) -> None:
    trace = trace_of(OPERATOR, SUOI_HOA, month(JANUARY), "teams")
    assert trace is not None
    assert (trace.value, trace.value_locked, trace.note) == (12, 10, "Thành lập thêm 2 tổ")
    assert trace.recorded is not None
    assert (trace.recorded.source, trace.recorded.address) == (FigureSource.WORKBOOK, "Số liệu!D14")
    assert (trace.recorded.by.role, trace.recorded.by.unit) == ("nhập liệu", "Xã Suối Hoa")
    assert trace.accepted_by is not None
    assert (trace.accepted_by.role, trace.accepted_by.unit) == ("duyệt", "Tỉnh Bạch Mã")
    (adjustment,) = trace.adjustments
    assert (adjustment.old, adjustment.new, adjustment.reason) == ("10", "12", "Đếm sót 2 tổ")
    members = trace_of(OPERATOR, SUOI_HOA, month(JANUARY), "members")
    assert members is not None
    assert members.recorded is not None
    assert (members.recorded.source, members.adjustments, members.value_locked) == (
        FigureSource.KEYBOARD,
        (),
        None,
    )
    total = trace_of(OPERATOR, SUOI_HOA, month(JANUARY), "sessions")
    assert total is not None
    assert (total.value, total.recorded, total.parts) == (5, None, ("sessions/a", "sessions/b"))
    assert trace_of(OPERATOR, BACH_MA, month(JANUARY), "teams") is None
    assert trace_of(OPERATOR, SUOI_HOA, month(JANUARY), "unknown") is None


def test_names_are_told_to_the_unit_and_its_superior_alone(traced: dict[str, int]) -> None:
    def names(unit: int) -> set[str]:
        actor = at(unit, Permission.VIEW_FIGURES)
        with acting_as(actor):
            trace = trace_of(actor, SUOI_HOA, month(JANUARY), "teams")
        assert trace is not None
        assert trace.recorded is not None
        assert trace.accepted_by is not None
        assert trace.recorded.by.role == "nhập liệu"
        assert trace.accepted_by.unit == "Tỉnh Bạch Mã"
        return {trace.recorded.by.name, trace.accepted_by.name, trace.adjustments[0].by.name}

    assert names(SUOI_HOA) == names(BACH_MA) == {"Nguyễn Thị Hoa", "Trần Văn Bình"}
    assert names(COUNTRY) == {""}


# ---- small numbers of persons -----------------------------------------------------------------------------------


def test_small_numbers_of_persons_leave_only_under_a_mark(country: DataSet) -> None:
    report(COMMUNES, SUOI_HOA, JANUARY, WHOLE | {"awarded": 2})
    report(COMMUNES, DOI_CHE, JANUARY, WHOLE | {"awarded": 9, "members": 0})
    report(COMMUNES, BAI_NGOC, JANUARY, WHOLE | {"awarded": 20, "teams": 2})
    whole = figures_of(OPERATOR, BACH_MA, month(JANUARY))
    table = table_of(OPERATOR, BACH_MA, month(JANUARY))
    rows = [
        [part.figure for parts in table.values() for part in parts if part.unit_id == unit]
        for unit in (SUOI_HOA, DOI_CHE, BAI_NGOC)
    ]
    released, released_rows = release_table(whole, rows)
    awarded = [by_line(row)["awarded"] for row in released_rows]
    assert [(figure.value, figure.mark) for figure in awarded] == [(None, "<5"), (None, "…"), (20, "")]
    assert awarded[0].absence is NoValue.HELD_BACK
    assert all(part.value is None for part in awarded[0].by_form)
    assert by_line(released)["awarded"].value == 31
    assert by_line(released_rows[1])["members"].value == 0
    assert by_line(released_rows[2])["teams"].value == 2  # teams are no persons
    alone = by_line(release(figures_of(OPERATOR, SUOI_HOA, month(JANUARY))))
    assert (alone["awarded"].mark, alone["members"].value) == ("<5", 30)


def test_whom_a_table_leaves_out_does_not_follow_from_it(country: DataSet) -> None:
    report(COMMUNES, SUOI_HOA, JANUARY, WHOLE | {"awarded": 2})
    report(COMMUNES, DOI_CHE, JANUARY, WHOLE | {"awarded": 9})
    whole = figures_of(OPERATOR, BACH_MA, month(JANUARY))
    listed = [parts_of(OPERATOR, BACH_MA, month(JANUARY), "awarded")[1].figure]
    assert listed[0].value == 9
    released, rows = release_table(whole, [listed])
    assert rows[0][0].mark == "…"
    assert by_line(released)["awarded"].value == 11


def test_who_reports_or_reviews_sees_small_numbers_on_the_page() -> None:
    path = PATHS[SUOI_HOA]
    assert may_see_in_full(at(SUOI_HOA), SUOI_HOA, path)
    assert may_see_in_full(at(BACH_MA, Permission.REVIEW_REPORT), SUOI_HOA, path)
    assert may_see_in_full(OPERATOR, SUOI_HOA, path)
    assert not may_see_in_full(at(BACH_MA, Permission.VIEW_FIGURES), SUOI_HOA, path)
    assert not may_see_in_full(at(COUNTRY, Permission.VIEW_FIGURES), SUOI_HOA, path)
    assert not may_see_in_full(at(DOI_CHE, Permission.REVIEW_REPORT), SUOI_HOA, path)
    assert not may_see_in_full(replace(at(COUNTRY), reach=at(COUNTRY).reach), BACH_MA, PATHS[BACH_MA])
