"""What leads an overview, with its course; and that it costs the same whatever there is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhyen.access.permissions import Permission
from binhyen.analytics.queries import NoValue, OverviewLine, figures_of, headline_lines, overview_of
from binhyen.analytics.rules.headlines import BadHeadlines, local_headlines
from binhyen.analytics.tests.ground import (
    BACH_MA,
    BAI_NGOC,
    BODIES,
    COMMUNES,
    COUNTRY,
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
from binhyen.foundations.periods import ADMINISTRATIVE, FESTIVAL, Period, PeriodKind
from binhyen.indicators.models import DataSet
from binhyen.machinery.database.reach import OPERATOR, acting_as

JANUARY, FEBRUARY = month("2026-01"), month("2026-02")
WHOLE = {"teams": 10, "members": 30, "areas": 12, "sessions/a": 3, "sessions/b": 2, "awarded": 7, "kinds": 4}


@pytest.fixture
def country(db: None) -> Iterator[DataSet]:
    """Three communes and a body owe November 2025 to February 2026; the tests write what they state."""
    with acting_as(OPERATOR):
        lay_units()
        communes, bodies = lay_form(COMMUNES), lay_form(BODIES)
        months = ("2025-11", "2025-12", "2026-01", "2026-02")
        owe(communes, [SUOI_HOA, DOI_CHE, BAI_NGOC], *months)
        owe(bodies, [HOI_PHU_NU], *months)
        yield communes


def overview(unit: int, period: Period, *lines: str) -> dict[str, OverviewLine]:
    return {each.figure.line: each for each in overview_of(OPERATOR, unit, period, lines)}


class TestOverview:
    def test_a_line_comes_with_twelve_periods_and_those_it_is_compared_with(self, country: DataSet) -> None:
        report(COMMUNES, SUOI_HOA, "2025-11", WHOLE)
        report(COMMUNES, SUOI_HOA, "2026-01", WHOLE | {"teams": 11})
        report(COMMUNES, SUOI_HOA, "2026-02", WHOLE | {"teams": 14})
        report(BODIES, HOI_PHU_NU, "2026-02", {"sessions/a": 4, "sessions/b": 0})
        found = overview(BACH_MA, FEBRUARY, "sessions", "teams", "cover", "unknown")
        assert list(found) == ["sessions", "teams", "cover"]
        teams = found["teams"]
        assert [period.code for period, _figure in teams.course][0::11] == ["2025-03", "2026-02"]
        assert [figure and figure.value for _period, figure in teams.course] == [None] * 8 + [
            10,
            None,
            11,
            14,
        ]
        december = teams.course[9][1]
        assert december is not None  # owed and not in: missing, which is not the same as not owed
        assert december.absence is NoValue.MISSING
        assert teams.before is not None
        assert (teams.before.value, teams.last_year, teams.figure.units_missing) == (11, None, 2)
        assert found["sessions"].figure.value == 3 + 2 + 4
        assert found["cover"].figure.value == Decimal(1400) / 12

    @pytest.mark.parametrize("code", ["2026-Q1", "2026-H1", "2026"])
    @pytest.mark.parametrize("unit", [SUOI_HOA, BACH_MA, COUNTRY])
    def test_it_says_what_the_page_of_figures_says(self, country: DataSet, unit: int, code: str) -> None:
        for each in ("2026-01", "2026-02"):
            report(COMMUNES, SUOI_HOA, each, WHOLE)
            report(BODIES, HOI_PHU_NU, each, {"sessions/a": 1, "sessions/b": 1})
        lines = [line.code for line in COMMUNES.lines]
        figures = figures_of(OPERATOR, unit, month(code), with_last_known=False)
        assert [each.figure for each in overview_of(OPERATOR, unit, month(code), lines)] == list(figures)

    def test_nothing_is_told_to_whoever_does_not_see_the_unit(self, country: DataSet) -> None:
        report(COMMUNES, SUOI_HOA, "2026-02", WHOLE)
        stranger = at(DOI_CHE, Permission.VIEW_FIGURES)
        with acting_as(stranger):
            (line,) = overview_of(stranger, SUOI_HOA, FEBRUARY, ["teams"])
        assert line.figure.value is None
        assert {figure for _period, figure in line.course} == {None}

    def test_small_numbers_of_persons_are_held_back_with_what_would_tell_them(self, country: DataSet) -> None:
        report(COMMUNES, SUOI_HOA, "2026-01", WHOLE | {"awarded": 3})
        report(COMMUNES, SUOI_HOA, "2026-02", WHOLE | {"awarded": 6})
        above = at(COUNTRY, Permission.VIEW_FIGURES)
        with acting_as(above):
            (line,) = overview_of(above, SUOI_HOA, FEBRUARY, ["awarded"])
        assert (line.figure.value, line.before and line.before.mark) == (6, "<5")
        own = at(SUOI_HOA, Permission.VIEW_FIGURES)
        with acting_as(own):
            (line,) = overview_of(own, SUOI_HOA, FEBRUARY, ["awarded"])
        assert line.before is not None
        assert line.before.value == 3

    @pytest.mark.parametrize("code", ["2026-02", "2026-Q1", "2026"])
    def test_it_costs_eleven_statements_at_most(self, country: DataSet, code: str) -> None:
        for each in ("2026-01", "2026-02"):
            report(COMMUNES, SUOI_HOA, each, WHOLE)
        viewer = at(COUNTRY, Permission.VIEW_FIGURES)
        with acting_as(viewer), CaptureQueriesContext(connection) as sent:
            overview_of(viewer, BACH_MA, month(code), ["teams", "cover", "sessions"])
        assert len(sent) <= 11


class TestHeadlines:
    def test_every_level_has_its_lines_and_none_is_guarded(self) -> None:
        may_2026 = Period(ADMINISTRATIVE, PeriodKind.MONTH, 2026, 5)
        for level in ("commune", "province", "country", "body"):
            for kind in ADMINISTRATIVE.kinds:
                lines = headline_lines(level, Period(ADMINISTRATIVE, kind, 2026))
                assert 6 <= len(lines) <= 8
                assert not [line for line in lines if line.startswith(("info_", "disp_cases"))]
        assert headline_lines("commune", Period(FESTIVAL, PeriodKind.WINDOW, 2026))[0] == "fest_areas_held"
        assert headline_lines("workplace", may_2026) == ()

    @pytest.mark.django_db
    def test_a_unit_may_choose_its_own_but_nothing_guarded(self, settings: Any, tmp_path: Any) -> None:
        from binhyen.machinery.datafolder import DataFolder

        folder = DataFolder(tmp_path)
        folder.create(headlines=[{"unit": "25", "from": date(2026, 1, 1), "lines": list(LINES)}])
        settings.DATA_FOLDER = DataFolder(tmp_path)
        assert headline_lines("province", FEBRUARY, unit_code="25") == LINES
        assert headline_lines("province", month("2025-12"), unit_code="25") != LINES  # it ends before 2026
        assert headline_lines("province", FEBRUARY, unit_code="12") != LINES
        guarded = [*LINES[:5], "info_tips"]
        folder.change_settings(headlines=[{"unit": "25", "from": date(2026, 1, 1), "lines": guarded}])
        settings.DATA_FOLDER = DataFolder(tmp_path)
        with pytest.raises(BadHeadlines, match="info_tips"):
            headline_lines("province", FEBRUARY, unit_code="25")

    def test_the_last_choice_that_began_holds(self) -> None:
        other = tuple(reversed(LINES))
        entries = [
            {"unit": "25", "from": date(2026, 6, 1), "lines": list(other)},
            {"unit": "25", "from": date(2026, 1, 1), "lines": list(LINES)},
        ]
        chosen = [local_headlines(entries, "25", date(2026, at, 14)) for at in (5, 6)]
        assert chosen == [LINES, other]
        assert local_headlines(entries, "25", date(2025, 12, 31)) is None
        assert local_headlines(None, "25", date(2026, 5, 1)) is None

    @pytest.mark.parametrize(
        ("entries", "said"),
        [
            ("teams", "danh sách"),
            ([{"from": date(2026, 1, 1), "lines": []}], "mục 1: thiếu mã đơn vị"),
            ([{"unit": "25", "lines": []}], "thiếu ngày"),
            ([{"unit": "25", "from": date(2026, 1, 1), "lines": "a"}], "danh sách mã dòng"),
            ([{"unit": "25", "from": date(2026, 1, 1), "lines": ["a", "b"]}], "có 2 dòng"),
            ([{"unit": "25", "from": date(2026, 1, 1), "lines": list("abcdef"), "why": "x"}], "“why”"),
        ],
    )
    def test_a_choice_that_cannot_be_read_says_where_and_why(self, entries: object, said: str) -> None:
        with pytest.raises(BadHeadlines, match=said):
            local_headlines(entries, "25", date(2026, 5, 1))


LINES = (
    "force_safety_teams",
    "model_points",
    "mob_sessions",
    "model_new",
    "selfmgmt_groups",
    "mob_materials",
)
