"""Which days are working days?

Monday to Friday, but for the days off of the Labour Code (Bộ luật Lao động 2019, Điều 112) and those that the
Government announces each year, and with the Saturdays that are worked to make up for them. All of them
are rows of data with a source. A table says for which years it is complete and refuses to answer
for any other, because a guess would move deadlines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from binhyen.foundations.faults import BadInput
from binhyen.foundations.lunar import FIRST_YEAR, LAST_YEAR, gio_to, tet
from binhyen.foundations.vietnamese import format_date

_SATURDAY = 5
_TET_DAYS = 5
_CODE_IN_FORCE = 2021
_LONGEST_RANGE = 31

_KNOWN_FIELDS = frozenset({"name", "day", "from", "to", "kind", "source", "sureness", "local_rule"})


class BadHoliday(BadInput):
    """A row of the table of holidays, or the table as a whole, cannot be used."""


class YearMissing(BadInput):
    """The table of holidays is not complete for a year, so working days in it cannot be counted."""

    def __init__(self, year: int) -> None:
        super().__init__(
            f"Chưa có đủ bảng ngày nghỉ của năm {year} nên không tính được ngày làm việc.",
            f"Bổ sung ngày nghỉ lễ, tết và ngày làm bù năm {year} vào bảng ngày nghỉ.",
        )
        self.year = year


class HolidayKind(StrEnum):
    OFF = "off"
    WORK = "work"

    @property
    def label(self) -> str:
        return "ngày nghỉ" if self is HolidayKind.OFF else "ngày làm bù"


@dataclass(frozen=True, slots=True)
class Holiday:
    """Days off, or days worked to make up, with the text they rest on.

    ``local_rule`` marks what was announced for a year and is known only generally: the operator must check
    it against the announcement that binds the own body.
    """

    name: str
    first_day: date
    last_day: date
    kind: HolidayKind
    source: str
    sureness: str = ""
    local_rule: bool = False

    @property
    def days(self) -> Iterator[date]:
        for offset in range((self.last_day - self.first_day).days + 1):
            yield self.first_day + timedelta(days=offset)


@dataclass(frozen=True)
class HolidayTable:
    """The days off and make-up days of the years ``complete_years``. Made by :func:`holiday_table`."""

    holidays: tuple[Holiday, ...]
    complete_years: frozenset[int]
    _by_day: dict[date, Holiday] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_day: dict[date, Holiday] = {}
        for holiday in self.holidays:
            for day in holiday.days:
                if day in by_day:
                    raise BadHoliday(
                        f"Ngày {format_date(day)} có hai dòng: “{by_day[day].name}” và “{holiday.name}”.",
                        "Giữ lại một dòng cho mỗi ngày.",
                    )
                by_day[day] = holiday
        object.__setattr__(self, "_by_day", by_day)
        for year in sorted(self.complete_years):
            if missing := self._statutory_days_missing(year):
                raise BadHoliday(
                    f"Bảng ngày nghỉ năm {year} ghi là đủ nhưng thiếu: {', '.join(missing)}.",
                    "Bổ sung theo Điều 112 Bộ luật Lao động 2019, hoặc bỏ năm này khỏi danh sách năm đủ.",
                )

    def holiday_on(self, day: date) -> Holiday | None:
        """The row about this day, if there is one; says nothing about completeness."""
        return self._by_day.get(day)

    def is_working_day(self, day: date) -> bool:
        """Whether offices work on this day; :class:`YearMissing` if its year is not complete."""
        if day.year not in self.complete_years:
            raise YearMissing(day.year)
        holiday = self._by_day.get(day)
        if holiday is not None:
            return holiday.kind is HolidayKind.WORK
        return day.weekday() < _SATURDAY

    def next_working_day(self, day: date) -> date:
        """The day itself if it is a working day, else the first one after it."""
        while not self.is_working_day(day):
            day += timedelta(days=1)
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after a day, which itself is not counted; the day itself for 0."""
        if count < 0:
            raise ValueError(f"cannot count {count} working days forward")
        while count:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days lie after the first day and up to the second one, which is counted."""
        span = range(1, (until - after).days + 1)
        return sum(self.is_working_day(after + timedelta(days=offset)) for offset in span)

    def _statutory_days_missing(self, year: int) -> list[str]:
        """What Điều 112 grants in ``year`` and the table does not: a year without it cannot be complete."""
        if year < _CODE_IN_FORCE:
            return []
        off = {
            day
            for day, holiday in self._by_day.items()
            if holiday.kind is HolidayKind.OFF and day.year == year
        }
        national_day = date(year, 9, 2)
        required = {
            "Tết Dương lịch (01/01)": date(year, 1, 1) in off,
            "Ngày Chiến thắng (30/4)": date(year, 4, 30) in off,
            "Ngày Quốc tế lao động (01/5)": date(year, 5, 1) in off,
            "Quốc khánh (02/9 và 01 ngày liền kề)": national_day in off
            and any(national_day + timedelta(days=step) in off for step in (-1, 1)),
        }
        if FIRST_YEAR <= year <= LAST_YEAR:
            new_year = tet(year)
            around = (new_year + timedelta(days=step) for step in range(1 - _TET_DAYS, _TET_DAYS))
            required["Tết Nguyên đán (05 ngày)"] = (
                new_year in off and sum(day in off for day in around) >= _TET_DAYS
            )
            required[f"Giỗ Tổ Hùng Vương ({format_date(gio_to(year))})"] = gio_to(year) in off
        return [name for name, granted in required.items() if not granted]


def holiday_table(rows: Iterable[Mapping[str, object]], complete_years: Iterable[int]) -> HolidayTable:
    """Make a table out of rows of data; :class:`BadHoliday` names the faulty row.

    A row has ``name``, ``day`` or ``from`` and ``to`` (dates, or text as ``2026-02-16``), ``kind`` (``off``
    or ``work``), ``source``, and may have ``sureness`` (text) and ``local_rule`` (true or false).
    ``complete_years`` are the years for which the rows name every day off and make-up day; each must have at
    least what Điều 112 grants.
    """
    return HolidayTable(
        tuple(_holiday(row, number) for number, row in enumerate(rows, start=1)), frozenset(complete_years)
    )


def _holiday(row: Mapping[str, object], number: int) -> Holiday:
    name = row.get("name")
    place = f"Dòng {number} (“{name}”)" if name else f"Dòng {number}"

    def refuse(what: str, remedy: str) -> BadHoliday:
        return BadHoliday(f"{place} của bảng ngày nghỉ: {what}.", remedy)

    def text(key: str) -> str:
        value = row.get(key)
        if not isinstance(value, str) or not value.strip():
            raise refuse(f"thiếu “{key}”", f"Điền “{key}” bằng chữ.")
        return value.strip()

    def day(key: str) -> date:
        value = row[key]
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                value = None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise refuse(f"“{key}” không phải là ngày", "Viết năm-tháng-ngày, ví dụ 2026-02-16.")
        return value

    if unknown := sorted(set(row) - _KNOWN_FIELDS):
        raise refuse(f"có mục lạ “{unknown[0]}”", f"Các mục được dùng: {', '.join(sorted(_KNOWN_FIELDS))}.")
    if ("day" in row) == ("from" in row) or ("from" in row) != ("to" in row):
        raise refuse("không rõ ngày", "Ghi một mục “day”, hoặc cả hai mục “from” và “to”.")
    first_day, last_day = (day("day"),) * 2 if "day" in row else (day("from"), day("to"))
    if not 0 <= (last_day - first_day).days < _LONGEST_RANGE:
        raise refuse(
            f"từ {format_date(first_day)} đến {format_date(last_day)} không phải là một đợt nghỉ",
            f"Ngày cuối không trước ngày đầu, và một dòng không quá {_LONGEST_RANGE} ngày.",
        )
    kind_word = text("kind")
    if kind_word not in set(HolidayKind):
        raise refuse(f"loại “{kind_word}” không có", "Ghi off (ngày nghỉ) hoặc work (làm bù).")
    kind = HolidayKind(kind_word)
    local_rule = row.get("local_rule", False)
    if not isinstance(local_rule, bool):
        raise refuse("“local_rule” không phải là true hoặc false", "Ghi true hoặc false.")
    holiday = Holiday(
        name=text("name"),
        first_day=first_day,
        last_day=last_day,
        kind=kind,
        source=text("source"),
        sureness=str(row.get("sureness", "")),
        local_rule=local_rule,
    )
    if kind is HolidayKind.WORK and any(worked.weekday() < _SATURDAY for worked in holiday.days):
        raise refuse("ngày làm bù rơi vào ngày làm việc thường", "Ngày làm bù là thứ Bảy hoặc Chủ nhật.")
    return holiday
