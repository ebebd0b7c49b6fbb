"""Which column holds this period's figures? What heads it decides, then the sheet, then how full it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from binhyen.foundations.periods import Period
from binhyen.foundations.vietnamese import fold
from binhyen.reporting.ownfiles.naming import Naming, naming, told_by
from binhyen.reporting.ownfiles.tables import NumberColumn, Table

_ANOTHER = re.compile(
    r"luy ke|cong don|tu dau nam|ky truoc|thang truoc|nam truoc|cung ky|so sanh|so voi|tang|giam|ty le|%"
    r"|ke hoach|chi tieu giao|dang ky|ghi chu"
)
_THIS = re.compile(r"ky nay|trong ky|trong thang|bao cao|thuc hien|ket qua|so luong|so lieu|hien co|tong so")


@dataclass(frozen=True, slots=True)
class Choice:
    """A column of a table that could be meant; ``naming`` is what the file says of its period."""

    table: Table
    column: NumberColumn
    naming: Naming
    score: float


def choices_of(
    tables: Sequence[Table],
    period: Period,
    file_name: str,
    remembered: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Choice, ...]:
    """The columns of all tables, the likeliest first. ``remembered`` is the column taken last time, by sheet.

    A head that names the period comes before a remembered column: in a sheet of a year the months move on.
    """
    found = [
        _choice(table, at, period, file_name, remembered.get(table.sheet, ""))
        for table in tables
        for at in range(len(table.columns))
    ]
    return tuple(sorted(found, key=lambda each: -each.score))


def _choice(table: Table, at: int, period: Period, file_name: str, remembered: str) -> Choice:
    column = table.columns[at]
    headed = naming(column.header, period)
    said = told_by((column.header, table.sheet, " ".join(table.title), file_name), period)
    words = fold(column.header)
    score = {Naming.THIS: 4.0, Naming.OTHER: -4.0, Naming.NOTHING: 0.0}[headed]
    score += {Naming.THIS: 2.0, Naming.OTHER: -2.0, Naming.NOTHING: 0.0}[naming(table.sheet, period)]
    score -= 3.0 if _ANOTHER.search(words) else 0.0
    score += 1.0 if _THIS.search(words) else 0.0
    score += 1.5 if remembered == column.letters else 0.0
    score -= 5.0 if column.hidden or table.hidden else 0.0
    rows = sum(bool(row.cells) for row in table.rows)
    score += column.filled / rows if rows else 0.0
    score += 0.01 * at + 0.001 * min(rows, 100)
    return Choice(table, column, said, score)
