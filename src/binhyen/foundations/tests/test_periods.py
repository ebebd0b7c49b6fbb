from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.foundations.periods import (
    ADMINISTRATIVE,
    CALENDARS,
    CUSTOM_WINDOWS,
    FESTIVAL,
    SAFE_COMMUNES_AND_ORGANISATIONS,
    SAFE_RESIDENTIAL_AREAS,
    STATISTICAL,
    TEAM_RATING,
    BadPeriod,
    Calendar,
    CustomWindow,
    Period,
    PeriodKind,
    RegularCalendar,
    WindowCalendar,
    WindowRule,
    calendar_of,
    parse_period,
    period_of,
    window_of,
)

unhurried = settings(deadline=None)  # a busy machine is no fault

MONTH, QUARTER, HALF, NINE_MONTHS, YEAR, WINDOW = PeriodKind
TILING = (MONTH, QUARTER, HALF, YEAR)
PEAK = CustomWindow(
    id="peak-tet-2026",
    name="Đợt cao điểm Tết Bính Ngọ",
    basis="Kế hoạch của tỉnh",
    first_day=date(2025, 12, 15),
    last_day=date(2026, 2, 28),
)
LOCAL_CUT = RegularCalendar(id="local", name="Lịch của tỉnh", basis="Quyết định của tỉnh", cut_on=21)

REGULAR = (ADMINISTRATIVE, STATISTICAL, LOCAL_CUT)
regular_calendars = st.sampled_from(REGULAR)
days = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@st.composite
def regular_periods(draw: st.DrawFn, kinds: tuple[PeriodKind, ...] = tuple(REGULAR[0].kinds)) -> Period:
    calendar = draw(regular_calendars)
    kind = draw(st.sampled_from(kinds))
    return Period(calendar, kind, draw(st.integers(1950, 2150)), draw(st.integers(1, calendar.count(kind))))


@st.composite
def any_periods(draw: st.DrawFn) -> Period:
    having_periods = [each for each in CALENDARS.values() if each is not CUSTOM_WINDOWS]
    calendar = draw(st.sampled_from([*having_periods, LOCAL_CUT, PEAK]))
    kind = draw(st.sampled_from(calendar.kinds))
    year = 2026 if calendar is PEAK else draw(st.integers(2030, 2150))
    return Period(calendar, kind, year, draw(st.integers(1, calendar.count(kind))))


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2026-01", date(2025, 12, 15), date(2026, 1, 14)),
        ("2026-02", date(2026, 1, 15), date(2026, 2, 14)),
        ("2026-12", date(2026, 11, 15), date(2026, 12, 14)),
        ("2026-Q1", date(2025, 12, 15), date(2026, 3, 14)),
        ("2026-Q2", date(2026, 3, 15), date(2026, 6, 14)),
        ("2026-Q3", date(2026, 6, 15), date(2026, 9, 14)),
        ("2026-Q4", date(2026, 9, 15), date(2026, 12, 14)),
        ("2026-H1", date(2025, 12, 15), date(2026, 6, 14)),
        ("2026-H2", date(2026, 6, 15), date(2026, 12, 14)),
        ("2026-9M", date(2025, 12, 15), date(2026, 9, 14)),
        ("2026", date(2025, 12, 15), date(2026, 12, 14)),
    ],
)
def test_administrative_periods_follow_article_12(code: str, first: date, last: date):
    period = parse_period(code, ADMINISTRATIVE)
    assert (period.first_day, period.last_day) == (first, last)


@pytest.mark.parametrize(
    ("calendar", "year", "first", "last"),
    [
        (STATISTICAL, 2026, date(2026, 1, 1), date(2026, 12, 31)),
        (SAFE_RESIDENTIAL_AREAS, 2026, date(2025, 11, 1), date(2026, 10, 31)),
        (SAFE_COMMUNES_AND_ORGANISATIONS, 2026, date(2025, 11, 16), date(2026, 11, 15)),
        (TEAM_RATING, 2026, date(2025, 11, 15), date(2026, 11, 14)),
        (FESTIVAL, 2021, date(2021, 8, 19), date(2021, 8, 19)),
        (FESTIVAL, 2022, date(2022, 7, 1), date(2022, 8, 19)),
        (FESTIVAL, 2026, date(2026, 7, 1), date(2026, 8, 19)),
    ],
)
def test_one_year_means_different_days_in_each_calendar(
    calendar: Calendar, year: int, first: date, last: date
):
    period = parse_period(str(year), calendar)
    assert (period.first_day, period.last_day) == (first, last)


def test_before_the_first_rule_a_window_has_no_period():
    with pytest.raises(BadPeriod, match="chưa có quy định cho năm 2025"):
        Period(TEAM_RATING, YEAR, 2025)
    with pytest.raises(BadPeriod, match="Chọn từ năm 2026 trở đi"):
        Period(TEAM_RATING, YEAR, 2026).previous()
    with pytest.raises(BadPeriod, match="nằm ngoài"):
        period_of(date(2025, 11, 14), YEAR, TEAM_RATING)
    assert period_of(date(2025, 11, 15), YEAR, TEAM_RATING).year == 2026


def test_a_day_outside_the_festival_is_in_no_festival():
    assert period_of(date(2026, 7, 1), WINDOW, FESTIVAL).year == 2026
    with pytest.raises(BadPeriod, match="Ngày 20/08/2026 nằm ngoài"):
        period_of(date(2026, 8, 20), WINDOW, FESTIVAL)


def test_the_festival_lies_in_the_third_quarter_of_the_administrative_year():
    assert parse_period("2026-Q3", ADMINISTRATIVE).contains(parse_period("2026", FESTIVAL))


def test_the_festival_of_2022_is_compared_with_the_one_day_of_2021():
    before = parse_period("2022", FESTIVAL).same_period_last_year()
    assert (before.first_day, before.days) == (date(2021, 8, 19), 1)
    assert before.label_with_days == ("Ngày hội toàn dân bảo vệ an ninh Tổ quốc năm 2021 (19/08/2021)")


def test_a_province_may_set_its_own_window():
    own = WindowCalendar(
        id="festival-of-the-province",
        name="Ngày hội của tỉnh",
        basis="Kế hoạch của tỉnh",
        rules=(WindowRule(2024, first=(7, 2), last=(8, 10)),),
        kind=WINDOW,
    )
    assert period_of(date(2024, 7, 2), WINDOW, own).days == 40


@unhurried
@given(regular_periods(kinds=TILING), st.sampled_from(TILING))
def test_months_tile_quarters_tile_halves_tile_years(whole: Period, kind: PeriodKind):
    if TILING.index(kind) > TILING.index(whole.kind):
        with pytest.raises(BadPeriod, match="Không chia được"):
            whole.parts(kind)
        return
    parts = whole.parts(kind)
    assert parts[0].first_day == whole.first_day
    assert parts[-1].last_day == whole.last_day
    assert all(a.last_day + timedelta(days=1) == b.first_day for a, b in pairwise(parts))
    assert sum(part.days for part in parts) == whole.days
    assert all(part.enclosing(whole.kind) == whole and whole.contains(part) for part in parts)


@unhurried
@given(regular_periods(kinds=(NINE_MONTHS,)))
def test_nine_months_are_the_first_three_quarters_of_the_year(nine: Period):
    year = nine.enclosing(YEAR)
    assert nine.parts(QUARTER) == year.parts(QUARTER)[:3]
    assert nine.parts(MONTH) == year.parts(MONTH)[:9]
    with pytest.raises(BadPeriod):
        nine.parts(HALF)
    with pytest.raises(BadPeriod):
        year.parts(NINE_MONTHS)


def test_what_does_not_lie_whole_in_a_period_has_none_around_it():
    october = parse_period("2026-10", ADMINISTRATIVE)
    with pytest.raises(BadPeriod, match="Tháng 10/2026 không nằm trọn"):
        october.enclosing(NINE_MONTHS)
    with pytest.raises(BadPeriod):
        parse_period("2026-H2", ADMINISTRATIVE).enclosing(NINE_MONTHS)
    with pytest.raises(BadPeriod):
        october.enclosing(WINDOW)
    with pytest.raises(BadPeriod, match="Năm 2026 không nằm trọn"):
        parse_period("2026", ADMINISTRATIVE).enclosing(MONTH)
    assert parse_period("2026-H1", ADMINISTRATIVE).enclosing(NINE_MONTHS).code == "2026-9M"


@unhurried
@given(days, regular_calendars, st.sampled_from(TILING))
def test_every_day_is_in_exactly_one_period_of_a_kind(day: date, calendar: Calendar, kind: PeriodKind):
    period = period_of(day, kind, calendar)
    assert period.holds(day)
    assert not period.previous().holds(day)
    assert not period.next().holds(day)
    assert period.previous().last_day + timedelta(days=1) == period.first_day
    assert period.last_day + timedelta(days=1) == period.next().first_day


@unhurried
@given(
    st.dates(date(2030, 1, 1), date(2100, 12, 31)),
    st.sampled_from([SAFE_RESIDENTIAL_AREAS, SAFE_COMMUNES_AND_ORGANISATIONS, TEAM_RATING]),
)
def test_yearlong_windows_follow_each_other_without_gap(day: date, calendar: Calendar):
    period = period_of(day, YEAR, calendar)
    assert period.holds(day)
    assert period.last_day + timedelta(days=1) == period.next().first_day


@unhurried
@given(any_periods())
def test_reading_the_code_gives_the_period_back(period: Period):
    assert parse_period(period.code, period.calendar) == period


@unhurried
@given(any_periods().filter(lambda period: period.calendar is not PEAK))
def test_next_undoes_previous_and_previous_undoes_next(period: Period):
    assert period.previous().next() == period
    assert period.next().previous() == period
    assert period.previous() < period < period.next()


@unhurried
@given(regular_periods())
def test_same_period_last_year_is_as_many_steps_back_as_a_year_has(period: Period):
    back = period
    for _ in range(period.calendar.count(period.kind)):
        back = back.previous()
    assert back == period.same_period_last_year()


@unhurried
@given(any_periods(), any_periods())
def test_the_order_is_total_and_by_days(one: Period, other: Period):
    assert (one < other) + (other < one) + (one == other) == 1
    if one.last_day < other.first_day:
        assert one < other


def test_shorter_periods_come_before_longer_ones_that_begin_with_them():
    codes = ["2026", "2026-Q1", "2026-9M", "2026-01", "2026-H1"]
    periods = sorted(parse_period(code, ADMINISTRATIVE) for code in codes)
    assert [period.code for period in periods] == ["2026-01", "2026-Q1", "2026-H1", "2026-9M", "2026"]


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("2026-01", "tháng 01/2026"),
        ("2026-Q1", "quý I/2026"),
        ("2026-Q4", "quý IV/2026"),
        ("2026-H1", "6 tháng đầu năm 2026"),
        ("2026-H2", "6 tháng cuối năm 2026"),
        ("2026-9M", "9 tháng năm 2026"),
        ("2026", "năm 2026"),
    ],
)
def test_periods_are_called_what_people_call_them(code: str, label: str):
    assert parse_period(code, ADMINISTRATIVE).label == label
    assert str(parse_period(code, STATISTICAL)) == label


def test_the_days_stand_beside_the_label_when_asked():
    month = parse_period("2026-01", ADMINISTRATIVE)
    assert month.label_with_days == "tháng 01/2026 (15/12/2025–14/01/2026)"


@pytest.mark.parametrize(
    ("code", "calendar", "sentence"),
    [
        ("2026-13", ADMINISTRATIVE, "Không có tháng thứ 13 trong năm 2026"),
        ("2026-00", ADMINISTRATIVE, "Không có tháng thứ 0"),
        ("2026-Q5", ADMINISTRATIVE, "Không có quý thứ 5"),
        ("2026-H0", ADMINISTRATIVE, "Không có 6 tháng thứ 0"),
        ("1700", ADMINISTRATIVE, "Năm 1700 nằm ngoài phạm vi"),
        ("2026-1", ADMINISTRATIVE, "“2026-1” không phải là mã kỳ"),
        ("02/2026", ADMINISTRATIVE, "không phải là mã kỳ"),
        ("", ADMINISTRATIVE, "không phải là mã kỳ"),
        ("2026-Q1", FESTIVAL, "không có loại kỳ “quý”"),
        ("2026-02", SAFE_RESIDENTIAL_AREAS, "không có loại kỳ “tháng”"),
        ("2004", FESTIVAL, "chưa có quy định cho năm 2004"),
        ("2026", PEAK, "không phải là mã của “Đợt cao điểm Tết Bính Ngọ”"),
    ],
)
def test_a_code_that_names_no_period_is_refused_in_words(code: str, calendar: Calendar, sentence: str):
    with pytest.raises(BadPeriod, match=sentence):
        parse_period(code, calendar)


def test_a_custom_window_comes_once():
    peak = period_of(date(2026, 1, 1), WINDOW, PEAK)
    assert peak.code == "2025-12-15..2026-02-28"
    assert peak.label_with_days == "Đợt cao điểm Tết Bính Ngọ (15/12/2025–28/02/2026)"
    with pytest.raises(BadPeriod, match="chỉ có một lần"):
        peak.next()
    with pytest.raises(BadPeriod, match="nằm ngoài"):
        period_of(date(2026, 3, 1), WINDOW, PEAK)


def test_a_custom_window_that_ends_before_it_begins_is_refused():
    with pytest.raises(BadPeriod, match="trước khi bắt đầu"):
        CustomWindow("x", "Đợt thi đua", "", first_day=date(2026, 2, 2), last_day=date(2026, 2, 1))


def test_a_window_that_somebody_sets_is_named_by_its_days():
    asked = window_of(date(2026, 1, 15), date(2026, 2, 20))
    assert (asked.code, asked.kind, asked.year) == ("2026-01-15..2026-02-20", WINDOW, 2026)
    assert asked == parse_period(asked.code, calendar_of("windows"))
    assert asked.label_with_days == asked.label == "đợt 15/01/2026–20/02/2026"
    assert asked.earlier is None
    assert asked.later is None
    assert asked.a_year_earlier is None
    assert asked.parts(WINDOW) == (asked,)


@pytest.mark.parametrize(
    "code", ["2026", "2026-01-15", "2026-01-15..", "2026-02-20..2026-01-15", "a..b", "1..2..3"]
)
def test_a_code_that_names_no_days_is_no_window(code: str):
    with pytest.raises(BadPeriod):
        parse_period(code, CUSTOM_WINDOWS)


def test_calendars_are_found_by_their_id():
    assert calendar_of("administrative") is ADMINISTRATIVE
    with pytest.raises(BadPeriod, match="Không có lịch “lunar”"):
        calendar_of("lunar")


def test_a_month_cannot_begin_on_a_day_that_some_months_lack():
    with pytest.raises(ValueError, match="day 29"):
        RegularCalendar(id="x", name="x", basis="", cut_on=29)
