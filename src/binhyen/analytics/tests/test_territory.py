"""Figures of kept reports on any map: nothing is lost or made, and each says on what it rests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from binhyen.analytics.consolidating import consolidate
from binhyen.analytics.queries import (
    FigureOf,
    NoValue,
    WhyNot,
    figures_leaving,
    figures_of,
    history_of,
    left_behind,
    marks_leaving,
    origins_of_figure,
    parts_of,
    table_of,
    territory_note,
)
from binhyen.analytics.queries.below import read_below
from binhyen.analytics.tests.changed_map import (
    COUNTRY,
    CROSSING,
    IN_2019,
    IN_2024,
    JUNE,
    NOW,
    lay_changed_map,
)
from binhyen.analytics.tests.ground import COMMUNES, month
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.tests.former_units import (
    BINH_LAM,
    CUA_LO,
    DONG_TAY,
    LAM_HONG,
    LANG_CHUA,
    NUI_HONG,
    SONG_LAM,
    TAN_TIEN,
    TAN_TIEN_MOI,
    TAN_TIEN_XA,
    THANH_LAM,
)
from binhyen.orgunits.values import AS_REPORTED, TerritoryChoice
from binhyen.reporting.models import Submission

TODAY, OLD, OLDER = (
    TerritoryChoice(date(2026, 2, 20)),
    TerritoryChoice(date(2025, 6, 30)),
    TerritoryChoice(date(2019, 5, 1)),
)
PERIODS = (IN_2019, IN_2024, JUNE, CROSSING, NOW, "2025", "2025-H1")
ADDITIVE = ("teams", "members", "areas", "sessions/a", "sessions/b", "sessions", "awarded")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """Laid once for the module; nothing writes to it."""
    with django_db_blocker.unblock(), transaction.atomic(), acting_as(OPERATOR):  # type: ignore[attr-defined]
        lay_changed_map()
        yield
        transaction.set_rollback(True)


pytestmark = pytest.mark.usefixtures("world")


def figures(unit: int, period: str, territory: TerritoryChoice) -> dict[str, FigureOf]:
    found = figures_of(OPERATOR, unit, month(period), with_last_known=False, territory=territory)
    return {each.line: each for each in found}


def value(figure: FigureOf) -> Decimal:
    assert figure.value is not None
    return figure.value


@pytest.mark.parametrize("territory", [AS_REPORTED, TODAY, OLD, OLDER], ids=lambda each: each.code)
@pytest.mark.parametrize("unit", [COUNTRY, LAM_HONG, SONG_LAM])
def test_a_table_and_what_it_leaves_come_to_the_figure(unit: int, territory: TerritoryChoice) -> None:
    compared = 0
    for period in PERIODS:
        own = figures(unit, period, territory)
        table = table_of(OPERATOR, unit, month(period), territory=territory)
        for line in ADDITIVE:
            if line not in own or own[line].value is None:
                continue
            told = [each.figure.value for each in table.get(line, ()) if each.figure.value is not None]
            left = left_behind(OPERATOR, unit, month(period), territory, line)
            assert left is not None
            assert sum(told, Decimal(0)) + left.value == value(own[line]), (period, line, left)
            compared += 1
    assert compared >= len(ADDITIVE)


def test_a_province_is_the_sum_of_those_that_became_it_and_says_so() -> None:
    then = figures(LAM_HONG, IN_2024, TODAY)["sessions/a"]
    former = [figures(unit, IN_2024, AS_REPORTED)["sessions/a"] for unit in (SONG_LAM, NUI_HONG)]
    assert value(then) == sum(map(value, former))
    assert (then.carried, then.territory) == (True, TODAY)
    assert (then.estimated, then.apart) == (Decimal(0), ())
    assert then.units_expected == sum(each.units_expected for each in former)
    note = territory_note(OPERATOR, LAM_HONG, month(IN_2024), TODAY)
    assert note is not None
    assert note.sentence == (
        "So với tháng 05/2024 trên cùng địa bàn: tỉnh Sông Lam, tỉnh Núi Hồng trước 01/07/2025."
    )
    assert not note.has_estimates


def test_communes_say_what_is_estimated_and_what_cannot_be_told() -> None:
    rows = {
        each.unit_id: each.figure
        for each in parts_of(OPERATOR, LAM_HONG, month(IN_2024), "awarded", territory=TODAY)
    }
    assert set(rows) == {BINH_LAM, CUA_LO, TAN_TIEN_MOI, LANG_CHUA}
    divided = value(figures(DONG_TAY, IN_2024, AS_REPORTED)["awarded"])
    assert rows[BINH_LAM].value == rows[BINH_LAM].estimated == divided / 4
    for unit in (CUA_LO, TAN_TIEN_MOI):
        assert (rows[unit].value, rows[unit].apart) == (None, (WhyNot.UNKNOWN_SHARE,))
        assert rows[unit].absence is NoValue.NOT_COMPARABLE
    assert rows[LANG_CHUA] == replace(figures(LANG_CHUA, IN_2024, AS_REPORTED)["awarded"], territory=TODAY)


def test_the_units_behind_a_figure_with_their_shares() -> None:
    found = origins_of_figure(OPERATOR, BINH_LAM, "awarded", month(IN_2024), TODAY)
    assert found is not None
    (row,) = found.rows
    assert (row.unit_id, row.share, row.share_source) == (DONG_TAY, Fraction(1, 4), "Đề án thử")
    assert row.inside == found.figure.value == value(row.figure) / 4
    assert not found.not_carried

    found = origins_of_figure(OPERATOR, CUA_LO, "awarded", month(IN_2024), TODAY)
    assert found is not None
    assert {row.unit_id: (row.share, row.why) for row in found.rows} == {
        DONG_TAY: (Fraction(3, 4), ()),
        TAN_TIEN: (0, (WhyNot.UNKNOWN_SHARE,)),
    }
    assert [row.unit_id for row in found.not_carried] == [TAN_TIEN]


def test_a_stock_of_a_month_that_crosses_is_todays_and_the_former_ones_are_superseded() -> None:
    own, told = figures(LAM_HONG, CROSSING, AS_REPORTED), figures(LAM_HONG, CROSSING, TODAY)
    assert told["teams"].value == own["teams"].value
    former = [figures(unit, CROSSING, AS_REPORTED) for unit in (SONG_LAM, NUI_HONG)]
    assert value(told["awarded"]) == sum(value(each["awarded"]) for each in (own, *former))
    found = origins_of_figure(OPERATOR, LAM_HONG, "teams", month(CROSSING), TODAY)
    assert found is not None
    assert {row.unit_id: row.why for row in found.rows} == {
        SONG_LAM: (WhyNot.SUPERSEDED,),
        NUI_HONG: (WhyNot.SUPERSEDED,),
        LAM_HONG: (),
    }


def test_what_the_table_leaves_is_told_with_its_reason() -> None:
    left = left_behind(OPERATOR, LAM_HONG, month(IN_2024), TODAY, "awarded")
    assert left is not None
    assert {(row.unit_id, row.why) for row in left.rows} == {
        (DONG_TAY, WhyNot.UNKNOWN_SHARE),
        (TAN_TIEN, WhyNot.UNKNOWN_SHARE),
        (TAN_TIEN_XA, WhyNot.UNKNOWN_SHARE),
        (THANH_LAM, WhyNot.NO_SUCCESSOR),
        (NUI_HONG, None),
    }


def test_on_the_map_of_its_own_days_nothing_changes() -> None:
    for unit, period in ((LAM_HONG, NOW), (SONG_LAM, IN_2024), (CUA_LO, NOW), (COUNTRY, NOW)):
        own_map = TerritoryChoice(month(period).last_day)
        assert figures(unit, period, own_map) == {
            line: replace(each, territory=own_map)
            for line, each in figures(unit, period, AS_REPORTED).items()
        }


@pytest.mark.parametrize(
    ("territory", "more"), [(TerritoryChoice(month(NOW).last_day), 1), (TODAY, 1)], ids=["its own", "today's"]
)
def test_where_nothing_was_reorganised_one_statement_more_is_sent(
    territory: TerritoryChoice, more: int
) -> None:
    def statements(chosen: TerritoryChoice) -> int:
        with CaptureQueriesContext(connection) as sent:
            read_below(OPERATOR, LAM_HONG, [month(NOW)], ["teams"], chosen)
        return len(sent)

    assert statements(territory) == statements(AS_REPORTED) + more


def test_the_number_of_statements_does_not_depend_on_the_periods() -> None:
    def statements(*periods: str) -> int:
        with CaptureQueriesContext(connection) as sent:
            history_of(OPERATOR, LAM_HONG, "teams", [month(each) for each in periods], territory=TODAY)
        return len(sent)

    assert statements(IN_2024) == statements(IN_2019, IN_2024, JUNE, NOW)


def test_a_small_number_of_a_former_unit_holds_its_line_back_in_the_whole_table() -> None:
    with transaction.atomic():
        report = Submission.objects.visible_to(OPERATOR).get(unit_id=DONG_TAY, obligation__period=IN_2024)
        report.values[COMMUNES.position["awarded"]] = Decimal(4)
        report.save()
        consolidate(report.obligation.data_set_id, IN_2024, [THANH_LAM])
        marks = marks_leaving(OPERATOR, LAM_HONG, [month(IN_2024)], territory=TODAY)
        told = figures_leaving(OPERATOR, BINH_LAM, month(IN_2024), territory=TODAY)
        transaction.set_rollback(True)
    shown = {unit: mark for (line, unit, _period), mark in marks.items() if line == "awarded"}
    assert shown == dict.fromkeys((BINH_LAM, CUA_LO, TAN_TIEN_MOI, LANG_CHUA), "…"), "the sum above is told"
    assert not any(line.startswith("sessions") for line, _unit, _period in marks), "that counts no persons"
    (awarded,) = [each for each in told if each.line == "awarded"]
    assert (awarded.value, awarded.absence, awarded.mark) == (None, NoValue.HELD_BACK, "…")
