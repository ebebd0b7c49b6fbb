"""On which day do the holidays that follow the moon fall in Viet Nam?

The library reckons the Chinese calendar, which takes the new moon at UTC+8; Viet Nam takes it at UTC+7. When
the moon is new between 16:00 and 17:00 UTC, a month begins here one day earlier. In the years 2020 to 2040
this moves Tết of 2030 and Giỗ Tổ of 2037 and 2038 (and a few months without a public holiday); the
tests reckon the new moons themselves to prove it. Years outside are not answered.
"""

from __future__ import annotations

from datetime import date, timedelta

from lunardate import LunarDate

from binhyen.foundations.faults import BadInput

FIRST_YEAR, LAST_YEAR = 2020, 2040

# (year, lunar month) of the first and third months that begin a day earlier in Viet Nam than in China.
_BEGIN_A_DAY_EARLIER = frozenset({(2030, 1), (2037, 3), (2038, 3)})


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
    elsewhere: date = LunarDate(year, month, day).to_solar_date()
    return elsewhere - timedelta(days=(year, month) in _BEGIN_A_DAY_EARLIER)
