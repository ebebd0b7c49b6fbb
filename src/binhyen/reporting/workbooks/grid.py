"""Where does what stand on the sheets of a workbook? One answer for whoever writes and whoever reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from binhyen.indicators.values import FormLayout, FormLine, Section

FORM_SHEET, GUIDE_SHEET, IDENTITY_SHEET = "Biểu", "Hướng dẫn", "Nhận dạng"


class Column(IntEnum):
    """The columns of the form's table, from 0."""

    CODE = 0
    LABEL = 1
    UNIT = 2
    VALUE = 3
    PREVIOUS = 4
    NOTE = 5
    STATUS = 6


HEADINGS: dict[Column, str] = {
    Column.CODE: "Mã dòng",
    Column.LABEL: "Chỉ tiêu",
    Column.UNIT: "Đơn vị tính",
    Column.VALUE: "Số liệu kỳ này",
    Column.PREVIOUS: "Kỳ trước",
    Column.NOTE: "Giải trình",
    Column.STATUS: "Kiểm tra",
}

NAMES: dict[str, Column] = {
    "binhyen_codes": Column.CODE,
    "binhyen_values": Column.VALUE,
    "binhyen_previous": Column.PREVIOUS,
    "binhyen_notes": Column.NOTE,
}
"""Defined names for other programs: each is that column over the whole table."""

HEADING_ROW = 6
"""The row of the headings, from 1; the table begins in the row below."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table, numbered from 1 as people see it: a line, or the heading of a section."""

    number: int
    section: Section
    line: FormLine | None


def rows_of(layout: FormLayout) -> tuple[Row, ...]:
    """The rows of the table, in order: each section's heading and then its lines."""
    rows, number = list[Row](), HEADING_ROW
    for section in layout.sections:
        for line in (None, *section.lines):
            number += 1
            rows.append(Row(number, section, line))
    return tuple(rows)


def address(row: int, column: int) -> str:
    """``D14`` for row 14 (from 1) and column 3 (from 0)."""
    return f"{_letters(column)}{row}"


@lru_cache(maxsize=1024)
def _letters(column: int) -> str:
    letters, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def position(place: str) -> tuple[int, int]:
    """Row (from 1) and column (from 0) of ``D14``; ValueError for what is no address."""
    found = _ADDRESS.fullmatch(place)
    if found is None:
        raise ValueError(f"no address: {place!r}")
    return int(found[2]), column_at(found[1])


def column_at(letters: str) -> int:
    """The column of ``D``, from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
