from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.foundations.holidays import BadHoliday, HolidayTable, YearMissing, holiday_table
from binhyen.foundations.lunar import gio_to, tet

unhurried = settings(deadline=None)  # a busy machine is no fault

CATALOGUE = Path(__file__).parents[4] / "catalogue" / "calendars" / "holidays.yaml"
SOURCE = "Bộ luật Lao động 2019, Điều 112"


def row(name: str, day: str, kind: str = "off", **more: object) -> dict[str, object]:
    return {"name": name, "day": day, "kind": kind, "source": SOURCE, **more}


def rows_of_2026() -> list[dict[str, object]]:
    return [
        row("Tết Dương lịch", "2026-01-01"),
        {"name": "Tết", "from": "2026-02-16", "to": date(2026, 2, 20), "kind": "off", "source": SOURCE},
        row("Giỗ Tổ", "2026-04-26"),
        row("Nghỉ bù Giỗ Tổ", "2026-04-27"),
        row("Ngày Chiến thắng", "2026-04-30"),
        row("Quốc tế lao động", "2026-05-01"),
        row("Làm bù", "2026-08-22", kind="work"),
        row("Nghỉ hoán đổi", "2026-08-31"),
        row("Quốc khánh (ngày liền kề)", "2026-09-01"),
        row("Quốc khánh", "2026-09-02"),
    ]


TABLE = holiday_table(rows_of_2026(), [2026])
spring_to_autumn = st.dates(date(2026, 1, 1), date(2026, 10, 31))


@pytest.fixture(scope="module")
def catalogue() -> HolidayTable:
    content = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    return holiday_table(content["rows"], content["complete_years"])


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 13), True),  # Friday
        (date(2026, 2, 14), False),  # Saturday
        (date(2026, 2, 16), False),  # Tết
        (date(2026, 2, 20), False),
        (date(2026, 2, 23), True),
        (date(2026, 4, 27), False),  # for Giỗ Tổ, which fell on a Sunday
        (date(2026, 8, 22), True),  # Saturday, worked to make up
        (date(2026, 8, 31), False),
    ],
)
def test_offices_work_but_on_days_off(day: date, works: bool):
    assert TABLE.is_working_day(day) is works


def test_a_year_that_is_not_complete_is_said_and_not_guessed():
    with pytest.raises(YearMissing, match="Chưa có đủ bảng ngày nghỉ của năm 2027") as caught:
        TABLE.is_working_day(date(2027, 3, 3))
    assert caught.value.year == 2027
    with pytest.raises(YearMissing):
        TABLE.add_working_days(date(2026, 12, 30), 3)
    with pytest.raises(YearMissing):
        TABLE.working_days_between(date(2025, 12, 30), date(2026, 1, 5))


def test_counting_does_not_touch_years_that_it_does_not_reach():
    assert TABLE.add_working_days(date(2026, 12, 30), 1) == date(2026, 12, 31)
    assert TABLE.working_days_between(date(2025, 12, 31), date(2026, 1, 2)) == 1


def test_the_next_working_day_after_tet_is_the_monday_after():
    assert TABLE.next_working_day(date(2026, 2, 14)) == date(2026, 2, 23)
    assert TABLE.next_working_day(date(2026, 2, 23)) == date(2026, 2, 23)
    assert TABLE.add_working_days(date(2026, 2, 13), 2) == date(2026, 2, 24)


@unhurried
@given(spring_to_autumn, st.integers(0, 25))
def test_so_many_working_days_lie_between_as_were_added(day: date, count: int):
    later = TABLE.add_working_days(day, count)
    assert TABLE.working_days_between(day, later) == count
    assert count == 0 or TABLE.is_working_day(later)


@unhurried
@given(spring_to_autumn)
def test_no_working_day_is_skipped_on_the_way_to_the_next(day: date):
    following = TABLE.next_working_day(day)
    assert TABLE.is_working_day(following)
    skipped = [day + timedelta(days=step) for step in range((following - day).days)]
    assert not any(TABLE.is_working_day(each) for each in skipped)


def test_working_days_are_not_counted_backward():
    with pytest.raises(ValueError, match="-1"):
        TABLE.add_working_days(date(2026, 3, 3), -1)
    assert TABLE.working_days_between(date(2026, 3, 10), date(2026, 3, 3)) == 0


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        ({"name": "Tết"}, "Dòng 1 .“Tết”. của bảng ngày nghỉ: không rõ ngày"),
        (row("Tết", "2026-02-16", to="2026-02-20"), "không rõ ngày"),
        (row("Tết", "16/02/2026"), "“day” không phải là ngày"),
        (row("Tết", "2026-02-30"), "“day” không phải là ngày"),
        (row("", "2026-02-16"), "Dòng 1 của bảng ngày nghỉ: thiếu “name”"),
        ({**row("Tết", "2026-02-16"), "source": " "}, "thiếu “source”"),
        ({**row("Tết", "2026-02-16"), "kind": False}, "thiếu “kind”"),
        (row("Tết", "2026-02-16", kind="nghỉ"), "loại “nghỉ” không có"),
        (row("Tết", "2026-02-16", note="x"), "có mục lạ “note”"),
        (row("Tết", "2026-02-16", local_rule="yes"), "“local_rule” không phải là true hoặc false"),
        (row("Làm bù", "2026-08-21", kind="work"), "rơi vào ngày làm việc thường"),
        (
            {"name": "Tết", "from": "2026-02-20", "to": "2026-02-16", "kind": "off", "source": SOURCE},
            "từ 20/02/2026 đến 16/02/2026 không phải là một đợt nghỉ",
        ),
        (
            {"name": "Hè", "from": "2026-06-01", "to": "2026-08-31", "kind": "off", "source": SOURCE},
            "không phải là một đợt nghỉ",
        ),
    ],
)
def test_a_faulty_row_is_named_with_its_number(bad: dict[str, object], sentence: str):
    with pytest.raises(BadHoliday, match=sentence):
        holiday_table([bad], [])


def test_the_faulty_row_is_counted_from_the_first():
    with pytest.raises(BadHoliday, match="Dòng 3"):
        holiday_table([*rows_of_2026()[:2], row("Tết", "hôm nay")], [])


def test_two_rows_about_one_day_are_refused():
    with pytest.raises(BadHoliday, match="Ngày 17/02/2026 có hai dòng: “Tết” và “Mùng một”"):
        holiday_table([*rows_of_2026(), row("Mùng một", "2026-02-17")], [2026])


@pytest.mark.parametrize(
    ("left_out", "named"),
    [
        ("Tết", "Tết Nguyên đán"),
        ("Giỗ Tổ", "Giỗ Tổ Hùng Vương .26/04/2026."),
        ("Quốc khánh (ngày liền kề)", "Quốc khánh .02/9 và 01 ngày liền kề."),
        ("Ngày Chiến thắng", "Ngày Chiến thắng .30/4."),
    ],
)
def test_a_year_without_what_the_law_grants_is_not_complete(left_out: str, named: str):
    rows = [each for each in rows_of_2026() if each["name"] != left_out]
    with pytest.raises(BadHoliday, match=f"năm 2026 ghi là đủ nhưng thiếu: {named}"):
        holiday_table(rows, [2026])
    with pytest.raises(YearMissing):
        holiday_table(rows, []).is_working_day(date(2026, 3, 3))


def test_the_catalogue_is_complete_for_2025_and_2026(catalogue: HolidayTable):
    assert catalogue.complete_years == {2025, 2026}


def test_exchanged_days_of_the_catalogue_balance(catalogue: HolidayTable):
    for year in (2025, 2026):
        worked = [day for h in catalogue.holidays if h.kind == "work" for day in h.days if day.year == year]
        off = [
            day
            for h in catalogue.holidays
            if h.kind == "off" and day_of(h.name)
            for day in h.days
            if day.year == year
        ]
        assert len(worked) == len(off) > 0


def day_of(name: str) -> bool:
    return name.startswith("Nghỉ hoán đổi")


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_catalogue_grants_eleven_days_of_rest_on_working_days(catalogue: HolidayTable, year: int):
    """Điều 112 grants eleven days; those on a day of rest are given back on another (Điều 111 khoản 3)."""
    weekdays_off = sum(
        catalogue.is_working_day(day) is False
        for day in (date(year, 1, 1) + timedelta(days=step) for step in range(365))
        if day.weekday() < 5
    )
    made_up = sum(h.kind == "work" for h in catalogue.holidays if h.first_day.year == year)
    assert weekdays_off - made_up == 11


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_catalogue_agrees_with_the_moon(catalogue: HolidayTable, year: int):
    new_year, ancestors = catalogue.holiday_on(tet(year)), catalogue.holiday_on(gio_to(year))
    assert new_year is not None
    assert new_year.name.startswith("Tết Nguyên đán")
    assert ancestors is not None
    assert ancestors.name.startswith("Giỗ Tổ")


def test_what_the_catalogue_knows_only_from_announcements_is_marked(catalogue: HolidayTable):
    for holiday in catalogue.holidays:
        announced = "thông báo" in holiday.source.lower()
        assert holiday.local_rule is announced, holiday.name
