from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.foundations.deadlines import (
    BadDeadline,
    DayOfMonth,
    Deadline,
    WorkingDaysAfter,
    YearMissing,
    holiday_table,
    is_late_enough,
)
from binhyen.foundations.decisions import ALLOWED, Refused

unhurried = settings(deadline=None)  # a busy machine is no fault

SOURCE = "Bộ luật Lao động 2019, Điều 112"
HOLIDAYS = holiday_table(
    [
        {"name": name, "from": first, "to": last, "kind": "off", "source": SOURCE}
        for name, first, last in (
            ("Tết Dương lịch", "2026-01-01", "2026-01-01"),
            ("Tết Nguyên đán", "2026-02-16", "2026-02-20"),
            ("Giỗ Tổ", "2026-04-26", "2026-04-27"),
            ("Ngày Chiến thắng, Quốc tế lao động", "2026-04-30", "2026-05-01"),
            ("Quốc khánh", "2026-09-01", "2026-09-02"),
        )
    ],
    [2026],
)
CUT_OFF = date(2026, 4, 14)  # Tuesday; end of April of the administrative calendar


@pytest.mark.parametrize(
    ("rule", "cut_off", "due"),
    [
        (DayOfMonth(25, move_to_working_day=False), CUT_OFF, date(2026, 4, 25)),  # a Saturday
        (DayOfMonth(25), CUT_OFF, date(2026, 4, 28)),  # over Sunday and Giỗ Tổ to Tuesday
        (DayOfMonth(25), date(2026, 6, 14), date(2026, 6, 25)),
        (DayOfMonth(5, months_later=1), date(2026, 5, 31), date(2026, 6, 5)),
        (DayOfMonth(31), date(2026, 2, 14), date(2026, 3, 2)),  # 28 February is a Saturday
        (DayOfMonth(31, move_to_working_day=False), date(2026, 2, 14), date(2026, 2, 28)),
        (WorkingDaysAfter(1), CUT_OFF, date(2026, 4, 15)),
        (WorkingDaysAfter(3), date(2026, 2, 14), date(2026, 2, 25)),  # Tết lies between
    ],
)
def test_the_deadline_of_a_period_follows_its_rule(rule: Deadline, cut_off: date, due: date):
    assert rule.day_for(cut_off, HOLIDAYS) == due


def test_a_deadline_needs_a_working_day_after_the_cut_off():
    with pytest.raises(BadDeadline, match=r"Điều 8 khoản 5.*từ 15/04/2026 trở đi"):
        DayOfMonth(14).day_for(CUT_OFF, HOLIDAYS)
    with pytest.raises(BadDeadline, match="23/02/2026"):
        DayOfMonth(16, move_to_working_day=False).day_for(date(2026, 2, 14), HOLIDAYS)


def test_the_first_working_day_after_the_cut_off_is_late_enough():
    assert is_late_enough(date(2026, 4, 15), CUT_OFF, HOLIDAYS) is ALLOWED
    refused = is_late_enough(CUT_OFF, CUT_OFF, HOLIDAYS)
    assert isinstance(refused, Refused)
    assert refused.code == "deadline-too-early"
    assert refused.remedy == "Đặt thời hạn từ 15/04/2026 trở đi."


def test_a_deadline_beyond_the_table_is_said_and_not_guessed():
    with pytest.raises(YearMissing, match="năm 2027"):
        DayOfMonth(5, months_later=1).day_for(date(2026, 12, 31), HOLIDAYS)


@unhurried
@given(st.dates(date(2026, 1, 1), date(2026, 9, 30)), st.integers(10, 31), st.integers(1, 2))
def test_a_deadline_is_moved_to_the_first_working_day_that_is_not_earlier(
    cut_off: date, day: int, later: int
):
    fixed = DayOfMonth(day, later, move_to_working_day=False).day_for(cut_off, HOLIDAYS)
    moved = DayOfMonth(day, later).day_for(cut_off, HOLIDAYS)
    assert moved == HOLIDAYS.next_working_day(fixed)


@pytest.mark.parametrize(("day", "later"), [(0, 0), (32, 0), (5, -1)])
def test_a_day_that_no_month_has_is_refused(day: int, later: int):
    with pytest.raises(BadDeadline, match="Chọn ngày từ 1 đến 31"):
        DayOfMonth(day, later)


def test_no_working_day_after_the_cut_off_is_refused_at_once():
    with pytest.raises(BadDeadline, match="ít nhất 01 ngày làm việc"):
        WorkingDaysAfter(0)
