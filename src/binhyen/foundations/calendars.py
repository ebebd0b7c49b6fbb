"""Into which spans of days do the several regimes cut time?

"2025" may mean four different spans: the administrative year, the statistical year, and the windows of the
safe-unit standard and of the teams' rating. So no span is known by its number alone: a calendar says
which days it holds. Calendars of law and practice stand at the end; provinces may add their own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

from binhyen.foundations.faults import BadInput
from binhyen.foundations.vietnamese import format_date

FIRST_YEAR, LAST_YEAR = 1900, 2199

MonthAndDay: TypeAlias = tuple[int, int]


class BadPeriod(BadInput):
    """There is no such period in this calendar."""


class PeriodKind(StrEnum):
    """How long a period is. A *window* is a span of its own that does not fill the year."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    NINE_MONTHS = "nine-months"
    YEAR = "year"
    WINDOW = "window"

    @property
    def label(self) -> str:
        return _KIND_LABELS[self]


_KIND_LABELS = {
    PeriodKind.MONTH: "tháng",
    PeriodKind.QUARTER: "quý",
    PeriodKind.HALF: "6 tháng",
    PeriodKind.NINE_MONTHS: "9 tháng",
    PeriodKind.YEAR: "năm",
    PeriodKind.WINDOW: "đợt",
}

MONTHS_IN = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF: 6,
    PeriodKind.NINE_MONTHS: 9,
    PeriodKind.YEAR: 12,
}


@dataclass(frozen=True, slots=True)
class Calendar(ABC):
    """A way to name spans of days. ``id`` is kept with figures, ``basis`` is the text it rests on."""

    id: str
    name: str
    basis: str

    @property
    @abstractmethod
    def kinds(self) -> tuple[PeriodKind, ...]:
        """The kinds of period that this calendar has, short ones first."""

    @abstractmethod
    def count(self, kind: PeriodKind) -> int:
        """How many periods of ``kind`` a year has; their indexes run from 1."""

    @abstractmethod
    def year_of(self, day: date) -> int | None:
        """The year of this calendar to which a day belongs, or None if it belongs to none."""

    @abstractmethod
    def _days(self, kind: PeriodKind, year: int, index: int) -> tuple[date, date]:
        """First and last day of a period that exists."""

    def days(self, kind: PeriodKind, year: int, index: int) -> tuple[date, date]:
        """First and last day of a period; :class:`BadPeriod` if the calendar has no such period."""
        if kind not in self.kinds:
            raise BadPeriod(
                f"Lịch “{self.name}” không có loại kỳ “{kind.label}”.",
                f"Các loại kỳ có thể chọn: {', '.join(known.label for known in self.kinds)}.",
            )
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise BadPeriod(
                f"Năm {year} nằm ngoài phạm vi của lịch.", f"Chọn năm từ {FIRST_YEAR} đến {LAST_YEAR}."
            )
        if not 1 <= index <= self.count(kind):
            raise BadPeriod(
                f"Không có {kind.label} thứ {index} trong năm {year}.",
                f"Chọn số thứ tự từ 1 đến {self.count(kind)}.",
            )
        return self._days(kind, year, index)


@dataclass(frozen=True, slots=True)
class RegularCalendar(Calendar):
    """Twelve months that fill the year, and quarters, halves, nine months and years made of them.

    ``cut_on`` is the day of the month with which a new month begins: 1 for the calendar month; with any later
    day, month *m* begins on that day of the month before *m*.
    """

    cut_on: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.cut_on <= 28:
            raise ValueError(f"a month cannot begin on day {self.cut_on} in every month")

    @property
    def kinds(self) -> tuple[PeriodKind, ...]:
        return tuple(MONTHS_IN)

    def count(self, kind: PeriodKind) -> int:
        return 12 // MONTHS_IN[kind]

    def year_of(self, day: date) -> int:
        return self.month_of(day)[0]

    def month_of(self, day: date) -> tuple[int, int]:
        """The year and month of this calendar to which a day belongs."""
        if self.cut_on == 1 or day.day < self.cut_on:
            return day.year, day.month
        return (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)

    def _days(self, kind: PeriodKind, year: int, index: int) -> tuple[date, date]:
        length = MONTHS_IN[kind]
        last_month = index * length
        return (
            self._month_begins(year, last_month - length + 1),
            self._month_begins(year, last_month + 1) - timedelta(days=1),
        )

    def _month_begins(self, year: int, month: int) -> date:
        months = year * 12 + month - 1 - (self.cut_on > 1)
        return date(months // 12, months % 12 + 1, self.cut_on)


@dataclass(frozen=True, slots=True)
class WindowRule:
    """Days of a yearly window, as (month, day), from year ``since_year`` on until a later rule takes over."""

    since_year: int
    first: MonthAndDay
    last: MonthAndDay
    begins_year_before: bool = False


@dataclass(frozen=True, slots=True)
class WindowCalendar(Calendar):
    """One window a year, whose days are set by dated rules; before the first rule there is none.

    ``kind`` is YEAR where the windows follow each other without a gap, else WINDOW.
    """

    rules: tuple[WindowRule, ...]
    kind: PeriodKind = PeriodKind.YEAR

    @property
    def kinds(self) -> tuple[PeriodKind, ...]:
        return (self.kind,)

    def count(self, kind: PeriodKind) -> int:
        return 1

    def year_of(self, day: date) -> int | None:
        for year in (day.year, day.year + 1):
            if self.has_year(year):
                first, last = self._days(self.kind, year, 1)
                if first <= day <= last:
                    return year
        return None

    def has_year(self, year: int) -> bool:
        return FIRST_YEAR <= year <= LAST_YEAR and year >= self._first_year

    @property
    def _first_year(self) -> int:
        return min(rule.since_year for rule in self.rules)

    def _days(self, kind: PeriodKind, year: int, index: int) -> tuple[date, date]:
        if not self.has_year(year):
            raise BadPeriod(
                f"“{self.name}” chưa có quy định cho năm {year}.", f"Chọn từ năm {self._first_year} trở đi."
            )
        rule = max((rule for rule in self.rules if rule.since_year <= year), key=lambda each: each.since_year)
        return date(year - rule.begins_year_before, *rule.first), date(year, *rule.last)


@dataclass(frozen=True, slots=True)
class CustomWindow(Calendar):
    """One span with a name that comes once, such as a peak campaign. Its year is that of its last day."""

    first_day: date
    last_day: date

    def __post_init__(self) -> None:
        if self.last_day < self.first_day:
            raise BadPeriod(
                f"“{self.name}” kết thúc ngày {format_date(self.last_day)}, "
                f"trước khi bắt đầu ngày {format_date(self.first_day)}.",
                "Đổi lại ngày đầu và ngày cuối.",
            )

    @property
    def kinds(self) -> tuple[PeriodKind, ...]:
        return (PeriodKind.WINDOW,)

    def count(self, kind: PeriodKind) -> int:
        return 1

    def year_of(self, day: date) -> int | None:
        return self.last_day.year if self.first_day <= day <= self.last_day else None

    def _days(self, kind: PeriodKind, year: int, index: int) -> tuple[date, date]:
        if year != self.last_day.year:
            raise BadPeriod(
                f"“{self.name}” chỉ có một lần, kết thúc ngày {format_date(self.last_day)}.",
                f"Chọn năm {self.last_day.year}.",
            )
        return self.first_day, self.last_day


@dataclass(frozen=True, slots=True)
class CustomWindows(Calendar):
    """All spans of days that somebody sets for one occasion, such as a topical report. Each comes once.

    It has no periods of its own: the code of a period names its days, and they make a :class:`CustomWindow`.
    """

    @property
    def kinds(self) -> tuple[PeriodKind, ...]:
        return (PeriodKind.WINDOW,)

    def count(self, kind: PeriodKind) -> int:
        return 1

    def year_of(self, day: date) -> int | None:
        return None

    def _days(self, kind: PeriodKind, year: int, index: int) -> tuple[date, date]:
        raise BadPeriod("Đợt này được gọi bằng ngày đầu và ngày cuối.", "Viết như 2026-01-15..2026-02-20.")

    def window_called(self, code: str) -> CustomWindow:
        """The window of a code: ``2026-01-15..2026-02-20``; :class:`BadPeriod` if it is none."""
        try:
            first, last = (date.fromisoformat(day) for day in code.split(".."))
        except ValueError:
            raise BadPeriod(
                f"“{code}” không phải là một đợt.", "Viết ngày đầu và ngày cuối như 2026-01-15..2026-02-20."
            ) from None
        name = f"đợt {format_date(first)}–{format_date(last)}"
        return CustomWindow(self.id, name, self.basis, first, last)


CUSTOM_WINDOWS = CustomWindows(
    id="windows",
    name="Đợt theo yêu cầu",
    basis="Nghị định 09/2019/NĐ-CP, Điều 4",
)
"""Topical and sudden reports: the body that asks for them sets the days."""

ADMINISTRATIVE = RegularCalendar(
    id="administrative",
    name="Chế độ báo cáo hành chính",
    basis="Nghị định 09/2019/NĐ-CP, Điều 12",
    cut_on=15,
)
"""Reports between administrative bodies: month *m* runs from the 15th of *m*−1 to the 14th of *m*.

Điều 12 lists month, quarter, half and year. It does not list nine months; here they are quarters I to III,
for the provinces that ask for them.
"""

STATISTICAL = RegularCalendar(
    id="statistical",
    name="Tháng dương lịch (thống kê)",
    basis="Nghị định 60/2018/NĐ-CP",
    cut_on=1,
)
"""Statistical reporting: the calendar's own months, quarters, halves and years."""

SAFE_RESIDENTIAL_AREAS = WindowCalendar(
    id="safe-residential-areas",
    name="Xét “An toàn về an ninh, trật tự”: khu dân cư",
    basis="Thông tư 124/2021/TT-BCA, Điều 8",
    rules=(WindowRule(2022, first=(11, 1), last=(10, 31), begins_year_before=True),),
)
"""The days on which a residential area is judged: 1 November to 31 October."""

SAFE_COMMUNES_AND_ORGANISATIONS = WindowCalendar(
    id="safe-communes-and-organisations",
    name="Xét “An toàn về an ninh, trật tự”: cấp xã, cơ quan, doanh nghiệp, cơ sở giáo dục",
    basis="Thông tư 124/2021/TT-BCA, Điều 8",
    rules=(WindowRule(2022, first=(11, 16), last=(11, 15), begins_year_before=True),),
)
"""The days on which communes, agencies, enterprises and schools are judged: 16 November to 15 November."""

TEAM_RATING = WindowCalendar(
    id="team-rating",
    name="Phân loại Tổ bảo vệ an ninh, trật tự",
    basis="Hướng dẫn 01/HD-BCA-V05 (2026)",
    rules=(WindowRule(2026, first=(11, 15), last=(11, 14), begins_year_before=True),),
)
"""The days for which security teams are rated: 15 November to 14 November, from the rating of 2026 on."""

FESTIVAL = WindowCalendar(
    id="festival",
    name="Ngày hội toàn dân bảo vệ an ninh Tổ quốc",
    basis="Quyết định 521/2005/QĐ-TTg; hướng dẫn của Bộ Công an năm 2022",
    rules=(
        WindowRule(2005, first=(8, 19), last=(8, 19)),
        WindowRule(2022, first=(7, 1), last=(8, 19)),
    ),
    kind=PeriodKind.WINDOW,
)
"""The season of the festival: 19 August alone until 2021, 1 July to 19 August from 2022."""

CALENDARS: dict[str, Calendar] = {
    calendar.id: calendar
    for calendar in (
        ADMINISTRATIVE,
        STATISTICAL,
        SAFE_RESIDENTIAL_AREAS,
        SAFE_COMMUNES_AND_ORGANISATIONS,
        TEAM_RATING,
        FESTIVAL,
        CUSTOM_WINDOWS,
    )
}


def calendar_of(calendar_id: str) -> Calendar:
    """The calendar of law or practice with this id; :class:`BadPeriod` if there is none."""
    try:
        return CALENDARS[calendar_id]
    except KeyError:
        raise BadPeriod(
            f"Không có lịch “{calendar_id}”.", f"Các lịch có sẵn: {', '.join(CALENDARS)}."
        ) from None
