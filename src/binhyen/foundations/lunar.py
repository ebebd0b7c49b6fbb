"""On which day do the holidays that follow the moon fall in Viet Nam?

The library reckons the Vietnamese calendar, which takes the new moon at UTC+7; the Chinese one takes it at
UTC+8, and the two differ now and then (Tết of 2030, Giỗ Tổ of 2037 and 2038). The tests reckon new moons
and the sun themselves and prove the years 2020 to 2040; years outside are not answered.
"""

from __future__ import annotations

from datetime import date

from vnlunar.core import convert_lunar_to_solar

from binhyen.foundations.faults import BadInput

FIRST_YEAR, LAST_YEAR = 2020, 2040


class LunarYearUnknown(BadInput):
    """The lunar calendar of Viet Nam is not known here for this year."""


def tet(year: int) -> date:
    """The first day of Tết Nguyên đán (1st of the first lunar month) that falls in ``year``."""
    return _lunar_day(year, month=1, day=1)


def gio_to(year: int) -> date:
    """Giỗ Tổ Hùng Vương (10th of the third lunar month) that falls in ``year``."""
    return _lunar_day(year, month=3, day=10)


def _lunar_day(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise LunarYearUnknown(
            f"Chưa có âm lịch Việt Nam của năm {year}.",
            f"Chỉ tính được từ năm {FIRST_YEAR} đến năm {LAST_YEAR}.",
        )
    solar: tuple[int, int, int] = convert_lunar_to_solar(day, month, year)  # day, month, year
    return date(*reversed(solar))
