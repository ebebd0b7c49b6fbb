"""What day is it, and what time? The one place that knows.

Tests and the demonstration fix the day; then ``today`` is that day and ``now`` is that day at the
real time of day, so that what happens within it keeps its order.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_fixed_day: date | None = None


def fix(day: date | None) -> None:
    """Make every later ``today()`` of this process answer ``day``; ``None`` gives the real day back."""
    global _fixed_day
    _fixed_day = day


def fixed_day() -> date | None:
    """The day that was fixed, or ``None`` when the clock runs freely. Pages say so when it is fixed."""
    return _fixed_day


@contextmanager
def fixed_to(day: date) -> Iterator[None]:
    """Fix the day for a block, and put back what was there."""
    before = _fixed_day
    fix(day)
    try:
        yield
    finally:
        fix(before)


def now() -> datetime:
    """The present moment in Vietnam's time zone, always aware of its zone."""
    real = datetime.now(VIETNAM)
    if _fixed_day is None:
        return real
    return datetime.combine(_fixed_day, real.timetz())


def today() -> date:
    """The present day in Vietnam."""
    return now().date()
