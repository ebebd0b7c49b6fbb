"""A table of former years as it lies in a file: rows of letters, each number in the Vietnamese writing.

Excel and CSV come out alike, so that what follows reads one kind of table, and what a file said can be kept as text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _

from binhyen.foundations.vietnamese import format_number
from binhyen.machinery.formats.packages import Memory
from binhyen.machinery.formats.plain import decode
from binhyen.machinery.formats.text import Unreadable as Damaged
from binhyen.reporting.workbooks.faults import Unreadable
from binhyen.reporting.workbooks.grid import address
from binhyen.reporting.workbooks.reading import LaidSheet, Raw, laid_sheets, plain, raw_value

MOST_ROWS, MOST_COLUMNS = 20_000, 200

ERROR_CELL, UNSTORED_CELL = "#LỖI", "#CHƯA TÍNH"
"""What stands for a cell that shows an error, and for a formula without a stored result."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, or the whole of a CSV file (``name`` empty), as rows of letters from the first row on."""

    name: str
    rows: tuple[tuple[str, ...], ...]

    def at(self, row: int, column: int) -> str:
        """The letters of a cell, both from 0; nothing beyond the end of a row."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def place(self, number: int, column: int) -> str:
        """The address of a cell, row from 1 and column from 0, with the sheet's name where it has one."""
        cell = address(number, column)
        return f"{self.name}!{cell}" if self.name else cell

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def as_json(self) -> dict[str, Any]:
        """Plain values; read back by :meth:`from_json`."""
        return {"sheet": self.name, "rows": [list(row) for row in self.rows]}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Sheet:
        return cls(content["sheet"], tuple(map(tuple, content["rows"])))


def sheets_of(name: str, data: bytes, memory: Memory | None = None) -> tuple[Sheet, ...] | Unreadable:
    """The sheets of an .xlsx or .csv file that hold something. Only for files that were screened; nothing is raised."""
    if PurePath(name).suffix.lower() == ".csv":
        return _of_csv(data)
    laid = laid_sheets(data, memory)
    if isinstance(laid, Unreadable):
        return laid
    found = [_trimmed(each.name, _rows_of(each)) for each in laid]
    return _within_bounds([sheet for sheet in found if sheet.rows])


def _of_csv(data: bytes) -> tuple[Sheet, ...] | Unreadable:
    try:
        text = decode(data)
        heading = max(text.splitlines()[:20], key=lambda line: sum(map(line.count, ";\t,")), default="")
        # Where a semicolon or tab stands in the headings, a comma is part of a number.
        separator = next((sign for sign in ("\t", ";") if sign in heading), ",")
        rows = [
            tuple(plain(cell) for cell in row)
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        ]
    except Damaged as damaged:
        return Unreadable(damaged.code, damaged.sentence, damaged.remedy)
    except csv.Error:
        return Unreadable(
            "damaged",
            _("Tệp CSV bị lỗi, không tách được thành ô."),
            _("Mở tệp bằng Excel, lưu lại dạng CSV UTF-8 rồi gửi lại."),
        )
    sheet = _trimmed("", rows)
    return _within_bounds([sheet] if sheet.rows else [])


def _within_bounds(sheets: Sequence[Sheet]) -> tuple[Sheet, ...] | Unreadable:
    for sheet in sheets:
        if len(sheet.rows) > MOST_ROWS or sheet.width > MOST_COLUMNS:
            return Unreadable(
                "too-long",
                _("Bảng dài quá %(rows)s dòng hoặc rộng quá %(columns)s cột.")
                % {"rows": format_number(MOST_ROWS), "columns": MOST_COLUMNS},
                _("Chia tệp theo năm hoặc theo tỉnh rồi gửi từng tệp."),
            )
    return tuple(sheets)


def _trimmed(name: str, rows: Sequence[tuple[str, ...]]) -> Sheet:
    """Without the empty cells at the ends of rows and the empty rows at the end."""
    tidy = []
    for row in rows:
        end = len(row)
        while end and not row[end - 1]:
            end -= 1
        tidy.append(row[:end])
    while tidy and not tidy[-1]:
        tidy.pop()
    return Sheet(name, tuple(tidy))


def _rows_of(laid: LaidSheet) -> list[tuple[str, ...]]:
    beyond = laid.beyond
    rows = []
    for number, row in enumerate(laid.rows[: MOST_ROWS + 1], 1):
        cells = []
        for column, cell in enumerate(row[: MOST_COLUMNS + 1], 1):
            place = number, column
            if place in beyond.errors:
                cells.append(ERROR_CELL)
            elif place in beyond.unstored:
                cells.append(UNSTORED_CELL)
            else:
                cells.append(_letters(raw_value(cell), percent=place in beyond.percentages))
        rows.append(tuple(cells))
    return rows


def _letters(raw: Raw, *, percent: bool) -> str:
    match raw:
        case None:
            return ""
        case str():
            return raw
        case bool():
            return "TRUE" if raw else "FALSE"
        case Decimal():
            number = raw * 100 if percent else raw
            written = format(number.normalize() + 0, "f").replace(".", ",")
            return f"{written}%" if percent else written
        case datetime():
            return raw.date().isoformat()
        case date():
            return raw.isoformat()
        case _:
            return str(raw)
