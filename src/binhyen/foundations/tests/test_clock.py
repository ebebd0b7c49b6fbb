from datetime import date, datetime, timedelta

import pytest

from binhyen.foundations import clock

FESTIVAL_DAY = date(2026, 8, 19)


def test_a_fixed_day_is_today_and_the_day_of_now():
    with clock.fixed_to(FESTIVAL_DAY):
        assert clock.today() == FESTIVAL_DAY
        assert clock.now().date() == FESTIVAL_DAY
        assert clock.fixed_day() == FESTIVAL_DAY


def test_the_time_of_day_goes_on_while_the_day_is_fixed():
    with clock.fixed_to(FESTIVAL_DAY):
        difference = clock.now() - datetime.combine(FESTIVAL_DAY, datetime.now(clock.VIETNAM).timetz())
    assert abs(difference) < timedelta(seconds=5)


def test_the_block_puts_back_what_was_there_even_after_an_error():
    before = clock.fixed_day()
    with pytest.raises(RuntimeError), clock.fixed_to(FESTIVAL_DAY):
        raise RuntimeError
    assert clock.fixed_day() == before
    with clock.fixed_to(FESTIVAL_DAY):
        with clock.fixed_to(date(2026, 1, 1)):
            assert clock.today() == date(2026, 1, 1)
        assert clock.today() == FESTIVAL_DAY


def test_now_bears_the_zone_of_viet_nam():
    assert clock.now().utcoffset() == timedelta(hours=7)
