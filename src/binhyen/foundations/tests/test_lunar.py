"""The corrections for Viet Nam are proved against new moons and the sun, reckoned here from the usual
truncated series (a minute for the moon, about ten for the sun: enough, as no moment lies so close)."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from math import floor, radians, sin

import pytest

from binhyen.foundations.lunar import FIRST_YEAR, LAST_YEAR, LunarYearUnknown, gio_to, tet

YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
NOON_2000 = datetime(2000, 1, 1, 12)  # noqa: DTZ001 — dynamical time, close to UTC
EPOCH = 2451545.0
MONTH = 29.530588861
DYNAMICAL_AHEAD = 72 / 86400


def day_at(moment: float, hours: int) -> date:
    """The civil day of a Julian moment (UTC) in the zone that is ``hours`` ahead."""
    return (NOON_2000 + timedelta(days=moment - EPOCH, hours=hours)).date()


def new_moon(k: int) -> float:
    t = k / 1236.85
    mean = 2451550.09766 + MONTH * k + 0.00015437 * t * t
    e = 1 - 0.002516 * t
    sun = radians(2.5534 + 29.10535670 * k)
    moon = radians(201.5643 + 385.81693528 * k + 0.0107582 * t * t)
    latitude = radians(160.7108 + 390.67050284 * k - 0.0016118 * t * t)
    node = radians(124.7746 - 1.56375588 * k)
    return (
        mean
        - 0.40720 * sin(moon)
        + 0.17241 * e * sin(sun)
        + 0.01608 * sin(2 * moon)
        + 0.01039 * sin(2 * latitude)
        + 0.00739 * e * sin(moon - sun)
        - 0.00514 * e * sin(moon + sun)
        + 0.00208 * e * e * sin(2 * sun)
        - 0.00111 * sin(moon - 2 * latitude)
        - 0.00057 * sin(moon + 2 * latitude)
        + 0.00056 * e * sin(2 * moon + sun)
        - 0.00042 * sin(3 * moon)
        + 0.00042 * e * sin(sun + 2 * latitude)
        + 0.00038 * e * sin(sun - 2 * latitude)
        - 0.00024 * e * sin(2 * moon - sun)
        - 0.00017 * sin(node)
        + 0.000325 * sin(radians(299.77 + 0.107408 * k))
        + 0.000165 * sin(radians(251.88 + 0.016321 * k))
        - DYNAMICAL_AHEAD
    )


def sign_of_sun(day: date, hours: int) -> int:
    """In which twelfth of its way the sun stands at the beginning of a civil day; 9 opens at the solstice."""
    begin = EPOCH + (day - NOON_2000.date()).days - 0.5 - hours / 24
    t = (begin + DYNAMICAL_AHEAD - EPOCH) / 36525
    mean = 280.46646 + 36000.76983 * t
    anomaly = radians(357.52911 + 35999.05029 * t)
    centre = (1.914602 - 0.004817 * t) * sin(anomaly) + 0.019993 * sin(2 * anomaly)
    node = radians(125.04 - 1934.136 * t)
    return floor((mean + centre - 0.00569 - 0.00478 * sin(node)) % 360 / 30)


def months_around(year: int, hours: int) -> list[date]:
    """First days of the lunar months from the one that holds the winter solstice before ``year``."""
    first = floor((year - 2000) * 12.3685) - 3
    begins = [day_at(new_moon(k), hours) for k in range(first, first + 20)]
    eleventh = next(
        index
        for index, begin in enumerate(begins)
        if sign_of_sun(begin, hours) < 9 <= sign_of_sun(begins[index + 1], hours)
    )
    return begins[eleventh:]


def lunar_day(year: int, month: int, day: int, hours: int) -> date:
    begins = months_around(year, hours)
    next_eleventh = months_around(year + 1, hours)[0]
    leap_year = begins.index(next_eleventh) == 13
    number, skipped = 11, False
    for begin, after in pairwise(begins[1:]):
        if leap_year and not skipped and sign_of_sun(begin, hours) == sign_of_sun(after, hours):
            skipped = True
            continue
        number = number % 12 + 1
        if number == month:
            return begin + timedelta(days=day - 1)
    raise AssertionError


@pytest.mark.parametrize("year", YEARS)
def test_tet_and_gio_to_follow_the_moon_over_viet_nam(year: int):
    assert tet(year) == lunar_day(year, 1, 1, hours=7)
    assert gio_to(year) == lunar_day(year, 3, 10, hours=7)


def test_viet_nam_and_china_part_in_three_of_these_years():
    differing = {
        (year, month)
        for year in YEARS
        for month, day in ((1, 1), (3, 10))
        if lunar_day(year, month, day, hours=7) != lunar_day(year, month, day, hours=8)
    }
    assert differing == {(2030, 1), (2037, 3), (2038, 3)}


@pytest.mark.parametrize(
    ("year", "day"), [(2024, date(2024, 2, 10)), (2025, date(2025, 1, 29)), (2026, date(2026, 2, 17))]
)
def test_tet_of_recent_years_is_the_day_that_was_kept(year: int, day: date):
    assert tet(year) == day


def test_tet_of_2030_is_a_day_before_that_of_china():
    assert tet(2030) == date(2030, 2, 2)


@pytest.mark.parametrize("year", [2019, 2041])
def test_years_that_were_not_proved_are_not_answered(year: int):
    with pytest.raises(LunarYearUnknown, match=f"năm {year}"):
        tet(year)
