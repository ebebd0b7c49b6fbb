"""Where a line over time is marked, and where it stops."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from binhyen.analytics.rules.breaks import (
    Break,
    BreakKind,
    LineThen,
    Redefined,
    breaks_in,
    redefinitions,
    worth_showing,
)
from binhyen.foundations.periods import (
    ADMINISTRATIVE,
    FESTIVAL,
    SAFE_RESIDENTIAL_AREAS,
    STATISTICAL,
    Calendar,
    Period,
    parse_period,
)
from binhyen.indicators.values import FormLine, IndicatorKind, LineRole, MeaningChange
from binhyen.orgunits.values import AS_REPORTED, MapChange, TerritoryChoice

D = date(2025, 7, 1)
OWN = MapChange(D, own=True, before=("tỉnh Hòa Bình", "tỉnh Phú Thọ", "tỉnh Vĩnh Phúc"))
ENDED = MapChange(D, own=True)
INSIDE = MapChange(D, own=False)
TODAY = TerritoryChoice(date(2026, 2, 20))
SINCE = MeaningChange(date(2024, 7, 1), "có từ ngày này.", "there since this day.", comparable=False)
FINER = MeaningChange(date(2025, 1, 1), "đếm theo buổi.", "counted by session.", comparable=True)


def span(first: str, last: str, calendar: Calendar = ADMINISTRATIVE) -> list[Period]:
    found, end = [parse_period(first, calendar)], parse_period(last, calendar)
    while found[-1] < end:
        found.append(found[-1].next())
    return found


def told(breaks: tuple[Break, ...]) -> list[tuple[str, str, str, bool]]:
    return [(each.after.code, each.at.code, each.words, each.parted) for each in breaks]


MONTHS, QUARTERS, YEARS = span("2025-03", "2026-02"), span("2024-Q4", "2026-Q1"), span("2023", "2026")


class TestTheMap:
    @pytest.mark.parametrize(
        ("periods", "change", "territory", "found"),
        [
            (MONTHS, OWN, TODAY, [("2025-06", "2025-07", "đổi địa bàn", False)]),
            (MONTHS, OWN, AS_REPORTED, [("2025-06", "2025-07", "đổi địa bàn", True)]),
            (MONTHS, INSIDE, AS_REPORTED, [("2025-06", "2025-07", "sắp xếp đơn vị", False)]),
            (QUARTERS, OWN, TODAY, [("2025-Q2", "2025-Q3", "đổi địa bàn", False)]),
            (YEARS, OWN, TODAY, [("2024", "2025", "đổi địa bàn", False)]),
            (
                span("2025-06", "2025-08", STATISTICAL),
                OWN,
                TODAY,
                [("2025-06", "2025-07", "đổi địa bàn", False)],
            ),
            (span("2025-07", "2025-09"), OWN, TODAY, []),  # within the first: nothing lies before it
            (span("2025-08", "2025-09"), OWN, TODAY, []),
            (span("2025-03", "2025-05"), OWN, TODAY, []),
            (MONTHS[:1], OWN, TODAY, []),
        ],
    )
    def test_a_mark_stands_before_the_period_in_which_the_day_lies(
        self,
        periods: list[Period],
        change: MapChange,
        territory: TerritoryChoice,
        found: list[tuple[str, str, str, bool]],
    ) -> None:
        breaks = breaks_in(periods, map_changes=[change], territory=territory)
        assert told(tuple(each for each in breaks if each.kind is BreakKind.MAP)) == found

    def test_it_says_what_was_there_before_and_on_which_map_the_figures_are_told(self) -> None:
        (own,) = breaks_in(MONTHS, map_changes=[OWN], territory=TODAY)
        assert own.sentence == (
            "Từ 01/07/2025 đổi địa bàn, trước đó là tỉnh Hòa Bình, tỉnh Phú Thọ, tỉnh Vĩnh Phúc; "
            "số liệu tính trên cùng một địa bàn."
        )
        many = replace(OWN, before=tuple("abcdefg"))
        (each,) = breaks_in(MONTHS, map_changes=[many], territory=TODAY)
        assert "trước đó là nhiều đơn vị;" in each.sentence
        (ended,) = breaks_in(YEARS, map_changes=[ENDED], territory=TODAY)
        assert ended.sentence.startswith("Từ 01/07/2025 địa bàn này thuộc đơn vị khác;")

    def test_as_reported_the_months_in_which_a_unit_began_or_ended_are_shorter(self) -> None:
        began = breaks_in(MONTHS, map_changes=[OWN], territory=AS_REPORTED)
        assert [(each.at.code, each.kind) for each in began] == [
            ("2025-07", BreakKind.MAP),
            ("2025-07", BreakKind.WINDOW),
        ]
        assert began[1].sentence == "Số liệu tháng 07/2025 tính từ 01/07/2025 đến 14/07/2025."
        ended = breaks_in(MONTHS, map_changes=[ENDED], territory=AS_REPORTED)
        assert [(each.at.code, each.kind) for each in ended] == [
            ("2025-07", BreakKind.WINDOW),
            ("2025-08", BreakKind.MAP),
        ]
        assert ended[0].sentence == "Số liệu tháng 07/2025 tính từ 15/06/2025 đến 30/06/2025."
        on_a_boundary = breaks_in(
            span("2025-06", "2025-08", STATISTICAL), map_changes=[OWN], territory=AS_REPORTED
        )
        assert [each.kind for each in on_a_boundary] == [BreakKind.MAP]

    @given(st.dates(date(2022, 1, 1), date(2027, 12, 31)), st.sampled_from([MONTHS, QUARTERS, YEARS]))
    def test_no_figure_of_before_stands_behind_the_mark(self, day: date, periods: list[Period]) -> None:
        breaks = breaks_in(periods, map_changes=[replace(OWN, day=day)], territory=TODAY)
        assert len(breaks) == (periods[0].last_day < day <= periods[-1].last_day)
        for each in breaks:
            assert each.after.last_day < day <= each.at.last_day
            assert each.after.next() == each.at


class TestTheMeaning:
    def test_a_line_stops_where_nothing_of_before_may_be_compared(self) -> None:
        assert told(breaks_in(YEARS, meaning=[SINCE, FINER], territory=TODAY)) == [
            ("2023", "2024", "đổi cách tính", True),
            ("2024", "2025", "đổi cách tính", False),
        ]

    def test_it_says_how_in_the_readers_language(self) -> None:
        (each,) = breaks_in(YEARS, meaning=[SINCE], territory=TODAY)
        assert each.sentence == "Đổi cách tính từ 01/07/2024: có từ ngày này."
        with translation.override("en"):
            (each,) = breaks_in(YEARS, meaning=[SINCE], territory=TODAY)
        assert each.sentence.endswith("there since this day.")

    def test_another_version_of_the_form_is_marked_from_its_first_period_on(self) -> None:
        change = Redefined(date(2025, 10, 15), "Khác.", parted=True)
        assert told(breaks_in(MONTHS, redefined=[change], territory=TODAY)) == [
            ("2025-10", "2025-11", "đổi cách tính", True)
        ]


LINE = FormLine("a", "a", "", "Tổ", "Teams", "tổ", "teams", IndicatorKind.STOCK)
TOTAL = replace(LINE, role=LineRole.TOTAL, parts=("a/x", "a/y"))
RATE = replace(LINE, kind=IndicatorKind.DERIVED, role=LineRole.RATE, parts=("a", "b"))


@pytest.mark.parametrize(
    ("old", "new", "parted"),
    [
        (LINE, LINE, None),
        (LINE, replace(LINE, label="Số tổ", label_en="Number", indent=1, decimals=2), None),
        (LINE, replace(LINE, role=LineRole.CARRIED), None),
        (LINE, replace(LINE, unit="người"), True),
        (LINE, replace(LINE, kind=IndicatorKind.FLOW), True),
        (LINE, TOTAL, False),
        (TOTAL, LINE, False),
        (TOTAL, replace(TOTAL, parts=("a/x", "a/y", "a/z")), False),
        (TOTAL, replace(TOTAL, parts=("a/y", "a/x")), None),
        (RATE, replace(RATE, parts=("a", "c")), True),
        (RATE, replace(RATE, parts=("b", "a")), True),
        (RATE, replace(RATE, per=1000), True),
    ],
)
def test_what_of_a_line_changes_its_meaning(old: FormLine, new: FormLine, parted: bool | None) -> None:
    versions = [LineThen(date(2025, 6, 15), old), LineThen(D, new)]
    found = [(each.from_day, each.parted) for each in redefinitions(versions)]
    assert found == ([] if parted is None else [(D, parted)])


def test_a_line_that_no_longer_adds_over_units_cannot_be_compared() -> None:
    first, last = LineThen(date(2025, 6, 15), LINE, adds=True), LineThen(D, LINE, adds=False)
    assert [each.parted for each in redefinitions([first, last])] == [True]
    assert list(redefinitions([first, replace(last, adds=None)])) == []


class TestTheDays:
    ODD = (date(2025, 7, 1), date(2025, 7, 14))

    def test_a_period_with_days_of_its_own_is_told_once(self) -> None:
        days = {MONTHS[4]: self.ODD}
        assert told(breaks_in(MONTHS, days=days, territory=TODAY)) == [
            ("2025-06", "2025-07", "đổi kỳ tính", False)
        ]

    def test_where_it_is_the_first_the_mark_stands_behind_it(self) -> None:
        (each,) = breaks_in(MONTHS[4:], days={MONTHS[4]: self.ODD}, territory=TODAY)
        assert (each.after.code, each.at.code) == ("2025-07", "2025-08")
        assert each.sentence == "Số liệu tháng 07/2025 tính từ 01/07/2025 đến 14/07/2025."

    def test_a_calendar_that_changed_for_good_is_told_once(self) -> None:
        days = {each: (date(each.year, each.index, 1), each.last_day) for each in MONTHS[6:]}
        assert [each.at.code for each in breaks_in(MONTHS, days=days, territory=TODAY)][:1] == ["2025-09"]

    def test_what_there_is_on_the_last_day_does_not_depend_on_the_first(self) -> None:
        days = {MONTHS[4]: self.ODD}
        assert breaks_in(MONTHS, days=days, territory=TODAY, state_of_a_day=True) == ()
        earlier = {MONTHS[4]: (MONTHS[4].first_day, date(2025, 6, 30))}
        assert len(breaks_in(MONTHS, days=earlier, territory=TODAY, state_of_a_day=True)) == 1

    def test_a_window_whose_rule_became_another_is_marked(self) -> None:
        seasons = span("2019", "2024", FESTIVAL)
        (each,) = breaks_in(seasons, territory=TODAY)
        assert (each.after.year, each.at.year, each.kind) == (2021, 2022, BreakKind.WINDOW)
        assert "từ 01/07/2022 đến 19/08/2022" in each.sentence
        assert breaks_in(seasons, territory=TODAY, state_of_a_day=True) == ()
        assert breaks_in(span("2022", "2026", SAFE_RESIDENTIAL_AREAS), territory=TODAY) == ()

    def test_a_leap_year_is_no_change(self) -> None:
        assert breaks_in(span("2023-01", "2024-12", STATISTICAL), territory=TODAY) == ()


class TestWhatIsWorthShowing:
    def test_a_line_that_goes_on_needs_something_on_both_sides(self) -> None:
        breaks = breaks_in(MONTHS, map_changes=[OWN], territory=TODAY)
        assert worth_showing(breaks, MONTHS) == breaks
        assert worth_showing(breaks, MONTHS[:4]) == worth_showing(breaks, MONTHS[4:]) == ()
        assert worth_showing(breaks, [MONTHS[0], MONTHS[-1]]) == breaks

    def test_one_that_stops_says_why_there_is_nothing_before(self) -> None:
        breaks = breaks_in(YEARS, meaning=[SINCE], territory=TODAY)
        assert worth_showing(breaks, YEARS[2:]) == breaks
        assert worth_showing(breaks, YEARS[:1]) == ()
        began = breaks_in(MONTHS, map_changes=[OWN], territory=AS_REPORTED)
        assert worth_showing(began, MONTHS[4:]) == began  # also of how many days the first month is
