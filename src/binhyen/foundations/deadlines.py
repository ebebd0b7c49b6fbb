"""By which day must a report be in?

Each regime and level sets its own deadline (Nghị định 09/2019/NĐ-CP, Điều 8 and 13), so a deadline is a
setting: either a day of the month in which the period ends, or a number of working days after the cut-off.
"""

from __future__ import annotations

import calendar
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date

from binhyen.foundations.decisions import ALLOWED, Decision, Refused
from binhyen.foundations.faults import BadInput
from binhyen.foundations.holidays import (
    BadHoliday,
    Holiday,
    HolidayKind,
    HolidayTable,
    YearMissing,
    holiday_table,
)
from binhyen.foundations.lunar import gio_to, tet
from binhyen.foundations.vietnamese import format_date

__all__ = [
    "BadDeadline",
    "BadHoliday",
    "DayOfMonth",
    "Deadline",
    "Holiday",
    "HolidayKind",
    "HolidayTable",
    "WorkingDaysAfter",
    "YearMissing",
    "gio_to",
    "holiday_table",
    "is_late_enough",
    "tet",
]

_LEAST_WORKING_DAYS = 1


class BadDeadline(BadInput):
    """A deadline that leaves no working day after the cut-off."""


def is_late_enough(due: date, cut_off: date, holidays: HolidayTable) -> Decision:
    """Whether a deadline leaves the time that the law demands: at least one working day after the cut-off.

    Nghị định 09/2019/NĐ-CP, Điều 8(5). ``cut_off`` is the last day of the period. The deadline itself
    counts, so the first working day after the cut-off is the earliest that will do.
    """
    earliest = holidays.add_working_days(cut_off, _LEAST_WORKING_DAYS)
    if due >= earliest:
        return ALLOWED
    return Refused(
        "deadline-too-early",
        f"Thời hạn {format_date(due)} không cách thời điểm chốt số liệu {format_date(cut_off)} "
        "ít nhất 01 ngày làm việc (Nghị định 09/2019/NĐ-CP, Điều 8 khoản 5).",
        f"Đặt thời hạn từ {format_date(earliest)} trở đi.",
    )


@dataclass(frozen=True, slots=True)
class Deadline(ABC):
    """A rule that gives, for the last day of a period, the day by which its report must be in."""

    def day_for(self, cut_off: date, holidays: HolidayTable) -> date:
        """The deadline of the period that ends on ``cut_off``.

        :class:`BadDeadline` if it leaves no working day after the cut-off; YearMissing if the table of
        holidays does not reach that far.
        """
        due = self._day_for(cut_off, holidays)
        decision = is_late_enough(due, cut_off, holidays)
        if isinstance(decision, Refused):
            raise BadDeadline(decision.sentence, decision.remedy)
        return due

    @abstractmethod
    def _day_for(self, cut_off: date, holidays: HolidayTable) -> date: ...


@dataclass(frozen=True, slots=True)
class DayOfMonth(Deadline):
    """The given day of the month in which the period ends, or of a later month: *the 25th*.

    A month that is too short gives its last day. ``move_to_working_day`` moves a deadline that falls on a
    day off to the next working day.
    """

    day: int
    months_later: int = 0
    move_to_working_day: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.day <= 31 or self.months_later < 0:
            raise BadDeadline(
                f"Không có ngày {self.day} sau {self.months_later} tháng.",
                "Chọn ngày từ 1 đến 31, và số tháng từ 0 trở lên.",
            )

    def _day_for(self, cut_off: date, holidays: HolidayTable) -> date:
        months = cut_off.year * 12 + cut_off.month - 1 + self.months_later
        year, month = months // 12, months % 12 + 1
        due = date(year, month, min(self.day, calendar.monthrange(year, month)[1]))
        return holidays.next_working_day(due) if self.move_to_working_day else due


@dataclass(frozen=True, slots=True)
class WorkingDaysAfter(Deadline):
    """A number of working days after the cut-off; it always falls on a working day."""

    count: int

    def __post_init__(self) -> None:
        if self.count < _LEAST_WORKING_DAYS:
            raise BadDeadline(
                f"Thời hạn sau {self.count} ngày làm việc là quá sớm.",
                "Đặt ít nhất 01 ngày làm việc sau thời điểm chốt số liệu "
                "(Nghị định 09/2019/NĐ-CP, Điều 8 khoản 5).",
            )

    def _day_for(self, cut_off: date, holidays: HolidayTable) -> date:
        return holidays.add_working_days(cut_off, self.count)
