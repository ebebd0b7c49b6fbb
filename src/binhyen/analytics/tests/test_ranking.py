"""Ranks and maps of the places below: ties, what is missing, what may not be ranked or mapped, what is held back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhyen.access.permissions import Permission
from binhyen.analytics.queries import (
    NoValue,
    figure_map_of,
    overview_of,
    picture_of_course,
    picture_of_ranking,
    ranking_of,
    why_of,
    why_unmapped,
)
from binhyen.analytics.tests.ground import (
    BACH_MA,
    BAI_NGOC,
    BODIES,
    COMMUNES,
    COUNTRY,
    DEFINITIONS,
    DOI_CHE,
    HOI_PHU_NU,
    SUOI_HOA,
    at,
    lay_form,
    lay_units,
    month,
    owe,
    report,
)
from binhyen.analytics.values import Shade
from binhyen.indicators.models import DataSet, Indicator
from binhyen.indicators.values import Handling
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.formats.charts import ChartKind, ReadingMark

JANUARY, FEBRUARY = month("2026-01"), month("2026-02")
WHOLE = {"teams": 10, "members": 30, "areas": 12, "sessions/a": 3, "sessions/b": 2, "awarded": 7, "kinds": 4}


@pytest.fixture
def country(db: None) -> Iterator[DataSet]:
    """Three communes and a body owe January and February; the tests write what they state."""
    with acting_as(OPERATOR):
        lay_units()
        communes, bodies = lay_form(COMMUNES), lay_form(BODIES)
        owe(communes, [SUOI_HOA, DOI_CHE, BAI_NGOC], "2026-01", "2026-02")
        owe(bodies, [HOI_PHU_NU], "2026-01", "2026-02")
        yield communes


def guard(indicator: str, *handling: Handling) -> None:
    guarded = replace(DEFINITIONS[indicator], handling=frozenset(handling))
    Indicator.objects.filter(code=indicator).update(definition=guarded.as_json())


class TestRanking:
    def test_equal_values_share_a_rank_and_missing_is_no_zero(self, country: DataSet) -> None:
        owe(country, [SUOI_HOA, DOI_CHE, BAI_NGOC], "2026-03")
        for unit, teams in ((SUOI_HOA, 4), (DOI_CHE, 4), (BAI_NGOC, 0)):
            report(COMMUNES, unit, "2026-01", WHOLE | {"teams": teams})
        found = ranking_of(OPERATOR, BACH_MA, JANUARY, "teams")
        assert found is not None
        assert [(each.rank, each.name, each.figure.value) for each in found.ranked] == [
            (1, "Đồi Chè", 4),
            (1, "Suối Hoa", 4),
            (3, "Bãi Ngọc", 0),
        ]
        report(COMMUNES, SUOI_HOA, "2026-02", WHOLE)
        found = ranking_of(OPERATOR, BACH_MA, FEBRUARY, "teams")
        assert found is not None
        assert [each.name for each in found.ranked] == ["Suối Hoa"]
        assert [(each.rank, each.name, each.figure.absence) for each in found.absent] == [
            (None, "Bãi Ngọc", NoValue.MISSING),
            (None, "Đồi Chè", NoValue.MISSING),
        ]

    def test_bodies_are_no_places(self, country: DataSet) -> None:
        report(BODIES, HOI_PHU_NU, "2026-01", {"sessions/a": 90, "sessions/b": 1})
        report(COMMUNES, SUOI_HOA, "2026-01", WHOLE)
        found = ranking_of(OPERATOR, BACH_MA, JANUARY, "sessions")
        assert found is not None
        assert [each.unit_id for each in found.ranked] == [SUOI_HOA]
        assert found.whole.value == 96

    def test_what_may_not_be_ranked_is_not_nor_what_follows_from_it(self, country: DataSet) -> None:
        report(COMMUNES, SUOI_HOA, "2026-01", WHOLE)
        report(COMMUNES, SUOI_HOA, "2026-02", WHOLE | {"teams": 15})
        guard("teams", Handling.NO_RANK)
        assert ranking_of(OPERATOR, BACH_MA, JANUARY, "teams") is None
        assert ranking_of(OPERATOR, BACH_MA, JANUARY, "cover") is None
        assert ranking_of(OPERATOR, BACH_MA, JANUARY, "areas") is not None
        why = why_of(OPERATOR, BACH_MA, "teams", FEBRUARY, JANUARY)
        assert why is not None
        assert why.sentence == "Tăng 5 tổ so với tháng 01/2026: 1 đơn vị tăng 5."
        assert {each.unit_id for each in why.contributions} == {None}

    def test_small_numbers_of_persons_have_no_rank(self, country: DataSet) -> None:
        for unit, awarded in ((SUOI_HOA, 3), (DOI_CHE, 9), (BAI_NGOC, 8)):
            report(COMMUNES, unit, "2026-01", WHOLE | {"awarded": awarded})
        leader = at(BACH_MA, Permission.VIEW_FIGURES)
        with acting_as(leader):
            found = ranking_of(leader, BACH_MA, JANUARY, "awarded")
            drawn = figure_map_of(leader, BACH_MA, JANUARY, "awarded")
        assert found is not None
        assert [each.name for each in found.ranked] == ["Đồi Chè"]
        assert {each.name: each.figure.mark for each in found.absent} == {"Suối Hoa": "<5", "Bãi Ngọc": "…"}
        assert drawn is not None
        assert {row.name: (row.written, row.shade) for row in drawn.rows} == {
            "Xã Bãi Ngọc": ("…", Shade.HELD_BACK),
            "Xã Đồi Chè": ("9", Shade.HIGH),
            "Xã Suối Hoa": ("<5", Shade.HELD_BACK),
        }

    def test_nothing_below_or_no_such_line(self, country: DataSet) -> None:
        report(COMMUNES, SUOI_HOA, "2026-01", WHOLE)
        assert ranking_of(OPERATOR, SUOI_HOA, JANUARY, "teams") is None
        assert ranking_of(OPERATOR, BACH_MA, JANUARY, "nothing") is None
        assert figure_map_of(OPERATOR, SUOI_HOA, JANUARY, "teams") is None


class TestMap:
    def test_every_place_is_on_it_whether_it_reports_or_not(self, country: DataSet) -> None:
        report(COMMUNES, SUOI_HOA, "2026-01", WHOLE)
        drawn = figure_map_of(OPERATOR, COUNTRY, JANUARY, "teams")
        assert drawn is not None
        assert [(row.number, row.name, row.shade) for row in drawn.rows] == [
            (1, "Tỉnh Bạch Mã", Shade.HIGH),
            (2, "Tỉnh Thanh Bình", Shade.ABSENT),
        ]
        assert drawn.svg.count("Quần đảo") == 4
        assert "Bạch Mã" in drawn.svg

    @pytest.mark.parametrize("guarded_as", [Handling.NO_MAP, Handling.NO_RANK])
    def test_what_may_not_be_mapped_or_ranked_is_not_and_says_why(
        self, country: DataSet, guarded_as: Handling
    ) -> None:
        report(COMMUNES, SUOI_HOA, "2026-01", WHOLE)
        guard("teams", guarded_as)
        assert figure_map_of(OPERATOR, BACH_MA, JANUARY, "teams") is None
        assert figure_map_of(OPERATOR, BACH_MA, JANUARY, "cover") is None
        assert "không được đưa lên bản đồ" in why_unmapped("teams")
        assert why_unmapped("areas") == ""


class TestCharts:
    def test_a_course_keeps_its_gaps_and_says_what_is_provisional(self, country: DataSet) -> None:
        for unit in (SUOI_HOA, DOI_CHE, BAI_NGOC):
            report(COMMUNES, unit, "2026-01", WHOLE)
        report(COMMUNES, SUOI_HOA, "2026-02", WHOLE | {"teams": 11})
        (line,) = overview_of(OPERATOR, BACH_MA, FEBRUARY, ["cover"])
        at_two = datetime(2026, 2, 20, 7, 2, tzinfo=UTC)
        chart = picture_of_course(line, unit_name="Tỉnh Bạch Mã", as_of=at_two)
        assert chart.kind is ChartKind.LINE
        assert chart.readings[0].label == "03/2025"
        assert [reading.value for reading in chart.readings[-3:]] == [None, Decimal("83.3"), Decimal("91.7")]
        assert [reading.mark for reading in chart.readings[-2:]] == [
            ReadingMark.FINAL,
            ReadingMark.PROVISIONAL,
        ]
        assert chart.source == "Nguồn: báo cáo đã duyệt của Tỉnh Bạch Mã, số liệu lúc 14:02 ngày 20/02/2026"

    def test_a_ranking_shows_the_first_and_says_of_how_many(self, country: DataSet) -> None:
        for unit, teams in ((SUOI_HOA, 4), (DOI_CHE, 6)):
            report(COMMUNES, unit, "2026-01", WHOLE | {"teams": teams})
        ranking = ranking_of(OPERATOR, BACH_MA, JANUARY, "teams")
        assert ranking is not None
        chart = picture_of_ranking(ranking, most=1)
        assert chart.kind is ChartKind.BARS
        assert [(reading.label, reading.value) for reading in chart.readings] == [("Đồi Chè", 6)]
        assert chart.title == "Số teams, tháng 01/2026: 1 trong 3 đơn vị"


def test_ranks_and_maps_cost_the_same_however_many_there_are(country: DataSet) -> None:
    viewer = at(BACH_MA, Permission.VIEW_FIGURES)
    costs = []
    for unit in (SUOI_HOA, DOI_CHE):
        report(COMMUNES, unit, "2026-01", WHOLE)
        with acting_as(viewer):
            for ask in (ranking_of, figure_map_of):
                with CaptureQueriesContext(connection) as sent:
                    ask(viewer, BACH_MA, JANUARY, "teams")
                costs.append(len(sent))
    assert costs[:2] == costs[2:]
    assert costs[0] <= 12
    assert costs[1] <= 15
