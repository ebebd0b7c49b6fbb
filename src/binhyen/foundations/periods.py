"""Which span of days does a figure speak of, and how do such spans lie in each other?

A :class:`Period` is a calendar's month, quarter, half, nine months, year or window. Its days are computed;
whoever keeps a period keeps its days beside it, so that a later rule does not move the past.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import total_ordering

from binhyen.foundations.calendars import (
    ADMINISTRATIVE,
    CALENDARS,
    CUSTOM_WINDOWS,
    FESTIVAL,
    MONTHS_IN,
    SAFE_COMMUNES_AND_ORGANISATIONS,
    SAFE_RESIDENTIAL_AREAS,
    STATISTICAL,
    TEAM_RATING,
    BadPeriod,
    Calendar,
    CustomWindow,
    CustomWindows,
    PeriodKind,
    RegularCalendar,
    WindowCalendar,
    WindowRule,
    calendar_of,
)
from binhyen.foundations.vietnamese import format_date

__all__ = [
    "ADMINISTRATIVE",
    "CALENDARS",
    "CUSTOM_WINDOWS",
    "FESTIVAL",
    "SAFE_COMMUNES_AND_ORGANISATIONS",
    "SAFE_RESIDENTIAL_AREAS",
    "STATISTICAL",
    "TEAM_RATING",
    "BadPeriod",
    "Calendar",
    "CustomWindow",
    "CustomWindows",
    "Period",
    "PeriodKind",
    "RegularCalendar",
    "WindowCalendar",
    "WindowRule",
    "calendar_of",
    "parse_period",
    "period_of",
    "window_of",
]

_ROMAN = ("I", "II", "III", "IV")
_HALVES = ("đầu", "cuối")

_TILING = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR)

_CODE = re.compile(
    r"(?P<year>[0-9]{4})"
    r"(?:-(?:(?P<month>[0-9]{2})|Q(?P<quarter>[0-9])|H(?P<half>[0-9])|(?P<nine_months>9M)))?"
)


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """A span of days with a name in its calendar; ``index`` counts from 1 within the year.

    A period that its calendar does not have raises :class:`BadPeriod`. Periods are ordered by their first
    day, then by their last.
    """

    calendar: Calendar
    kind: PeriodKind
    year: int
    index: int = 1
    first_day: date = field(init=False, compare=False)
    last_day: date = field(init=False, compare=False)

    def __post_init__(self) -> None:
        first_day, last_day = self.calendar.days(self.kind, self.year, self.index)
        object.__setattr__(self, "first_day", first_day)
        object.__setattr__(self, "last_day", last_day)

    def __lt__(self, other: Period) -> bool:
        return self._order < other._order

    @property
    def _order(self) -> tuple[date, date, str, str]:
        return self.first_day, self.last_day, self.calendar.id, self.kind

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last_day - self.first_day).days + 1

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.first_day <= day <= self.last_day

    def contains(self, other: Period) -> bool:
        """Whether all days of the other lie in it; the other may be of another calendar."""
        return self.first_day <= other.first_day and other.last_day <= self.last_day

    def parts(self, kind: PeriodKind) -> tuple[Period, ...]:
        """The shorter periods that it is made of, in order, each of its days in exactly one.

        A period is its own only part of its own kind. Kinds that do not fill it raise :class:`BadPeriod`.
        """
        if kind is self.kind:
            return (self,)
        if kind in _TILING and self.kind in MONTHS_IN and kind in self.calendar.kinds:
            length, size = MONTHS_IN[self.kind], MONTHS_IN[kind]
            if size < length and length % size == 0:
                per = length // size
                first = (self.index - 1) * per + 1
                return tuple(
                    Period(self.calendar, kind, self.year, index) for index in range(first, first + per)
                )
        raise BadPeriod(f"Không chia được {self.label} thành các kỳ loại “{kind.label}”.")

    def enclosing(self, kind: PeriodKind) -> Period:
        """The period of ``kind`` in the same calendar and year that it lies in; itself for its own kind.

        :class:`BadPeriod` if there is none: October lies in no nine months.
        """
        if kind is self.kind:
            return self
        if kind in self.calendar.kinds and kind in MONTHS_IN:
            index = (self.index * MONTHS_IN[self.kind] - 1) // MONTHS_IN[kind] + 1
            if index <= self.calendar.count(kind):
                longer = Period(self.calendar, kind, self.year, index)
                if longer.contains(self):
                    return longer
        raise BadPeriod(f"{_capital(self.label)} không nằm trọn trong một kỳ loại “{kind.label}”.")

    def previous(self) -> Period:
        """The period of the same kind before it; :class:`BadPeriod` if the calendar has none."""
        if self.index > 1:
            return Period(self.calendar, self.kind, self.year, self.index - 1)
        return Period(self.calendar, self.kind, self.year - 1, self.calendar.count(self.kind))

    def next(self) -> Period:
        """The period of the same kind after it; :class:`BadPeriod` if the calendar has none."""
        if self.index < self.calendar.count(self.kind):
            return Period(self.calendar, self.kind, self.year, self.index + 1)
        return Period(self.calendar, self.kind, self.year + 1, 1)

    @property
    def earlier(self) -> Period | None:
        """The one before it, where its calendar has one: a window that comes once has none."""
        try:
            return self.previous()
        except BadPeriod:
            return None

    @property
    def later(self) -> Period | None:
        """The one after it, where its calendar has one."""
        try:
            return self.next()
        except BadPeriod:
            return None

    @property
    def a_year_earlier(self) -> Period | None:
        """The one of the same name a year before, where its calendar has one."""
        try:
            return self.same_period_last_year()
        except BadPeriod:
            return None

    def same_period_last_year(self) -> Period:
        """The period with the same name one year before; its days follow the rule of that year."""
        return Period(self.calendar, self.kind, self.year - 1, self.index)

    @property
    def code(self) -> str:
        """Its short name within its calendar: ``2026-02``, ``2026-Q1``, ``2026-H1``, ``2026-9M``, ``2026``.

        A custom window is named by its days: ``2026-01-15..2026-02-28``. Read back by :func:`parse_period`.
        """
        if isinstance(self.calendar, CustomWindow):
            return f"{self.first_day.isoformat()}..{self.last_day.isoformat()}"
        match self.kind:
            case PeriodKind.MONTH:
                return f"{self.year}-{self.index:02}"
            case PeriodKind.QUARTER:
                return f"{self.year}-Q{self.index}"
            case PeriodKind.HALF:
                return f"{self.year}-H{self.index}"
            case PeriodKind.NINE_MONTHS:
                return f"{self.year}-9M"
            case PeriodKind.YEAR | PeriodKind.WINDOW:
                return str(self.year)

    @property
    def label(self) -> str:
        """What people call it: *tháng 01/2026*, *quý I/2026*, *6 tháng đầu năm 2026*, *năm 2026*."""
        match self.kind:
            case PeriodKind.MONTH:
                return f"tháng {self.index:02}/{self.year}"
            case PeriodKind.QUARTER:
                return f"quý {_ROMAN[self.index - 1]}/{self.year}"
            case PeriodKind.HALF:
                return f"6 tháng {_HALVES[self.index - 1]} năm {self.year}"
            case PeriodKind.NINE_MONTHS:
                return f"9 tháng năm {self.year}"
            case PeriodKind.YEAR:
                return f"năm {self.year}"
            case PeriodKind.WINDOW if isinstance(self.calendar, CustomWindow):
                return self.calendar.name
            case PeriodKind.WINDOW:
                return f"{self.calendar.name} năm {self.year}"

    @property
    def label_with_days(self) -> str:
        """The label and the days: *tháng 01/2026 (15/12/2025–14/01/2026)*."""
        if self.calendar.id == CUSTOM_WINDOWS.id:
            return self.label  # the days are its name
        if self.first_day == self.last_day:
            return f"{self.label} ({format_date(self.first_day)})"
        return f"{self.label} ({format_date(self.first_day)}–{format_date(self.last_day)})"

    def __str__(self) -> str:
        return self.label


def window_of(first_day: date, last_day: date) -> Period:
    """The span between two days as a period; :class:`BadPeriod` where the last comes before the first."""
    return parse_period(f"{first_day.isoformat()}..{last_day.isoformat()}", CUSTOM_WINDOWS)


def period_of(day: date, kind: PeriodKind, calendar: Calendar) -> Period:
    """The period of ``kind`` in which a day lies; :class:`BadPeriod` if it lies in none."""
    if isinstance(calendar, RegularCalendar):
        year, month = calendar.month_of(day)
        return Period(calendar, PeriodKind.MONTH, year, month).enclosing(kind)
    found = calendar.year_of(day)
    if found is None:
        raise BadPeriod(f"Ngày {format_date(day)} nằm ngoài “{calendar.name}”.")
    return Period(calendar, kind, found)


def parse_period(code: str, calendar: Calendar) -> Period:
    """Read the code of a period in its calendar; :class:`BadPeriod` if it is no code or there is none."""
    written = code.strip()
    if isinstance(calendar, CustomWindows):
        window = calendar.window_called(written)
        return Period(window, PeriodKind.WINDOW, window.last_day.year)
    if isinstance(calendar, CustomWindow):
        only = Period(calendar, PeriodKind.WINDOW, calendar.last_day.year)
        if written != only.code:
            raise BadPeriod(f"“{written}” không phải là mã của “{calendar.name}”.", f"Viết {only.code}.")
        return only
    found = _CODE.fullmatch(written)
    if found is None:
        raise BadPeriod(
            f"“{written}” không phải là mã kỳ.",
            "Viết như 2026-02 (tháng), 2026-Q1 (quý), 2026-H1 (6 tháng), 2026-9M (9 tháng) hoặc 2026 (năm).",
        )
    year = int(found["year"])
    if found["month"]:
        return Period(calendar, PeriodKind.MONTH, year, int(found["month"]))
    if found["quarter"]:
        return Period(calendar, PeriodKind.QUARTER, year, int(found["quarter"]))
    if found["half"]:
        return Period(calendar, PeriodKind.HALF, year, int(found["half"]))
    if found["nine_months"]:
        return Period(calendar, PeriodKind.NINE_MONTHS, year)
    return Period(calendar, calendar.kinds[-1], year)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
