"""The functions of the database that keep sums, called by name: the application itself may not write them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A sum that stood otherwise than reports say: ``lacking``, ``left over`` or ``other``. No value is told.

    ``line_id`` None: not a line, but the counts of reports.
    """

    fault: str
    unit_id: int
    data_set_id: int
    period: str
    line_id: int | None


def consolidate(data_set_id: int, period: str, superiors: Iterable[int]) -> None:
    """Add up what is owed to the superiors, and to all units above them, for one form and period. Safe to repeat.

    Within the caller's transaction, which waits for others that consolidate the same form and period.
    """
    with connection.cursor() as cursor:
        cursor.execute("select consolidate(%s, %s, %s)", [data_set_id, period, list(superiors)])


def rebuild_consolidations() -> tuple[WrongRow, ...]:
    """Reckon every sum anew from the reports alone and put right what stands otherwise; says what that was."""
    with connection.cursor() as cursor:
        cursor.execute("select fault, unit_id, data_set_id, period, line_id from rebuild_consolidations()")
        return tuple(WrongRow(*row) for row in cursor.fetchall())


def hash_of_consolidations() -> str:
    """A mark of all sums, as hexadecimal digits: equal when they are."""
    with connection.cursor() as cursor:
        cursor.execute("select hash_of_consolidations()")
        (mark,) = cursor.fetchone()
    return str(mark)
