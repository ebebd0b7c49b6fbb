"""How are days written, read back, and written out?"""

from __future__ import annotations

import re
from datetime import date

from binhyen.foundations.faults import BadInput

_DAY_FIRST = re.compile(r"([0-9]{1,2})([/\-.])([0-9]{1,2})\2([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


class BadDate(BadInput):
    """What was written is no day of the calendar."""


def format_date(day: date) -> str:
    """A day in figures: ``02/02/2026``."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def parse_date(text: str) -> date:
    """Read a day: ``02/02/2026``, ``2/2/2026``, also with ``-`` or ``.``, or ``2026-02-02``.

    The day stands before the month, the year has four digits; anything else raises :class:`BadDate`.
    """
    written = text.strip()
    if found := _DAY_FIRST.fullmatch(written):
        year, month, day = int(found[4]), int(found[3]), int(found[1])
    elif found := _YEAR_FIRST.fullmatch(written):
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    else:
        raise BadDate(f"“{written}” không phải là ngày.", "Viết ngày/tháng/năm, ví dụ 02/02/2026.")
    try:
        return date(year, month, day)
    except ValueError:
        raise BadDate(f"Không có ngày “{written}”.", "Xem lại ngày và tháng.") from None


def date_in_words(day: date) -> str:
    """A day as documents bear it: *ngày 02 tháng 02 năm 2026*, *ngày 09 tháng 3 năm 2026*.

    Days below 10 and the months 1 and 2, and no others, have a zero in front (Nghị định 30/2020/NĐ-CP,
    Phụ lục I, Phần I).
    """
    month = f"{day.month:02}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"
