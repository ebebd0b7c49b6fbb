"""The tables of figures in any workbook: which columns hold numbers, which rows are labelled, what stands above them.

Communes' own files have no agreed form. A table is what has labels on the left and numbers on their right; its head is
the row that says *Nội dung* or *STT*, else the words above its first number. What is not clear is told, not guessed:
hidden rows and sheets, errors, formulas without a value, merged numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from binhyen.foundations.vietnamese import BadNumber, fold, parse_number
from binhyen.machinery.formats.excel import Hidden, hidden_in
from binhyen.machinery.formats.packages import Memory, Package
from binhyen.machinery.formats.text import Unreadable as Damaged
from binhyen.reporting.ownfiles.labels import (
    ORDINAL,
    is_bare_opening,
    opens_parts,
    split_number,
)
from binhyen.reporting.ownfiles.scales import unit_in_label, unit_said
from binhyen.reporting.workbooks.faults import Unreadable
from binhyen.reporting.workbooks.grid import address
from binhyen.reporting.workbooks.reading import Flaw, LaidSheet, Raw, laid_sheets, plain, raw_value

MOST_ROWS = 600
"""A form of a commune has a few dozen rows: beyond these a sheet is a list of something, and the rest is not read."""
MOST_COLUMNS = 60
LONGEST_LABEL = 160
"""Of a label the beginning tells which row it is."""


@dataclass(frozen=True, slots=True)
class NumberCell:
    """What stands in one cell of a number column."""

    address: str
    raw: Raw
    flaw: Flaw | None = None
    percent: bool = False


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A labelled row of a table, numbered from 1. ``above`` are the labels it stands under, the outermost first.

    ``unit`` is the unit that the file gives it, empty where it gives none. ``cells`` are by column letters; a row
    without any is a heading, or waits for its numbers.
    """

    number: int
    label: str
    above: tuple[str, ...]
    unit: str
    cells: Mapping[str, NumberCell]
    hidden: bool = False

    @property
    def path(self) -> str:
        """The label with those above it: what tells two rows *Trong đó: nữ* apart."""
        return " › ".join((*self.above, self.label))


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """A column of numbers: its letters, what its head says, in how many rows it holds something."""

    letters: str
    header: str
    filled: int
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The table on one sheet. ``title`` is what stands above it, ``nameless`` rows have numbers and no label."""

    sheet: str
    title: tuple[str, ...]
    columns: tuple[NumberColumn, ...]
    rows: tuple[FigureRow, ...]
    unit: str = ""
    hidden: bool = False
    nameless: tuple[int, ...] = field(default=())

    @property
    def column_by_letters(self) -> dict[str, NumberColumn]:
        return {column.letters: column for column in self.columns}

    def figures(self, letters: str) -> Iterator[tuple[FigureRow, NumberCell]]:
        """The rows that hold something in a column, each with its cell."""
        for row in self.rows:
            cell = row.cells.get(letters)
            if cell is not None and (cell.raw is not None or cell.flaw is not None):
                yield row, cell


def read_tables(data: bytes, memory: Memory | None = None) -> tuple[Table, ...] | Unreadable:
    """The tables of a workbook, one a sheet, those of visible sheets first. Only for files that were screened."""
    sheets = laid_sheets(data, memory)
    if isinstance(sheets, Unreadable):
        return sheets
    try:
        hidden = hidden_in(Package(data) if memory is None else memory.package(data))
    except Damaged as damaged:
        return Unreadable(damaged.code, damaged.sentence, damaged.remedy)
    tables = [
        table
        for sheet in sheets
        if (table := _Sheet(sheet, hidden.get(sheet.name, _SHOWN)).table()) is not None
    ]
    return tuple(sorted(tables, key=lambda table: table.hidden))


def texts_of(data: bytes, memory: Memory | None = None) -> dict[str, list[list[str]]]:
    """The words of each sheet by row, without its numbers; nothing for a file that cannot be read."""
    sheets = laid_sheets(data, memory)
    if isinstance(sheets, Unreadable):
        return {}
    return {
        sheet.name: [
            [plain(cell) for cell in row if isinstance(cell, str) and cell.strip()] for row in sheet.rows
        ]
        for sheet in sheets
    }


def as_number(raw: Raw) -> Decimal | None:
    """A number however the cell keeps it: as one, or as text with dots between thousands."""
    if isinstance(raw, Decimal):
        return raw
    if isinstance(raw, str):
        try:
            return parse_number(_SPACED.sub(lambda run: run[0].replace(" ", "."), raw))
        except BadNumber:
            return None
    return None


_SHOWN = Hidden(False, frozenset(), frozenset())
_SPACED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+(?=,|$)")
_LETTERS = re.compile(r"[^\W\d_]{2}|[^\W\d_].*[^\W\d_]")
_LIKE_A_NUMBER = re.compile(r"[+\-−]?[0-9][0-9., ]*%?|[xX]|[-–—]|không có|0 có")
_ORDINAL_HEADS = frozenset({"stt", "tt", "so tt", "so thu tu", "s tt"})
_LABEL_HEADS = re.compile(
    r"(?:noi dung|chi tieu|tieu chi|danh muc|hang muc|ten chi tieu|dien giai|noi dung cong viec|linh vuc|mat cong tac"
    r"|cac chi tieu|so lieu|ket qua thuc hien)\b.{0,40}"
)
_UNIT_HEADS = frozenset({"dvt", "don vi tinh", "don vi", "dv tinh", "d v t", "d.v.t", "donvi tinh"})
_UNIT_WORDS = frozenset(
    (
        *("nguoi", "to", "buoi", "luot", "ho", "ban", "lop", "cuoc", "diem", "thon", "khu"),
        *("km", "m", "dong", "camera", "chiec", "cai", "vu", "van_ban", "mo_hinh", "tap_the", "ca_nhan"),
        *(
            "luot_nguoi",
            "trieu_dong",
            "nghin_dong",
            "ty_dong",
            "tai_lieu",
            "to_roi",
            "dien_hinh",
            "khu_dan_cu",
            "doi_tuong",
            "%",
            "loai",
        ),
        *("phong_trao", "nhom"),
    )
)
_NOT_FIGURES = re.compile(
    r"(?:ghi chu|so van ban|ngay(?: thang)?|thoi gian|nguoi (?:phu trach|thuc hien)|stt|tt)\b"
)
_INDEX = re.compile(r"\(?(?:[0-9]{1,2}|[A-Za-z])(?:\s*=.*)?\)?")
_DEPTHS = (
    (re.compile(r"[IVX]{1,5}[.):]?"), 10),
    (re.compile(r"[A-ZĐ][.):]?"), 10),
    (re.compile(r"\(?[0-9]{1,3}[.):]?"), 20),
    (re.compile(r"[0-9]{1,3}\.[0-9]{1,3}[.):]?"), 30),
    (re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){2,}[.):]?"), 40),
    (re.compile(r"\(?[a-zđ](?:\.[0-9])?[.):]?"), 50),
)
"""How deep a row stands by its numbering; between them those without any: headings above rows of figures."""
_HEADING, _SUBHEADING, _ROW, _DASH = 10, 15, 20, 60


class _Above(NamedTuple):
    """A label under which the next rows may stand. ``opens`` is a bare *Trong đó:*, ``part`` one with its label."""

    depth: int
    label: str
    opens: bool
    part: bool


class _Sheet:
    """One sheet on its way to a table."""

    def __init__(self, sheet: LaidSheet, hidden: Hidden) -> None:
        self.sheet, self.hidden = sheet, hidden
        self.grid: list[list[Raw]] = [
            [raw_value(cell) if cell != "" else None for cell in row[:MOST_COLUMNS]] for row in sheet.rows
        ]
        self.covered: dict[tuple[int, int], tuple[int, int]] = {}
        self.tall: set[tuple[int, int]] = set()
        for (top, left), (bottom, right) in sheet.merged:
            for row in range(top, min(bottom, top + MOST_ROWS) + 1):
                for column in range(left, min(right, MOST_COLUMNS) + 1):
                    self.covered[row, column] = (top, left)
                    if bottom > top:
                        self.tall.add((row, column))

    # ---- single cells --------------------------------------------------------------------------------------

    def at(self, row: int, column: int) -> Raw:
        line = self.grid[row] if 0 <= row < len(self.grid) else []
        return line[column] if 0 <= column < len(line) else None

    def spread(self, row: int, column: int) -> Raw:
        """What a cell says, or the merged cell that covers it."""
        return self.at(*self.covered.get((row, column), (row, column)))

    def text(self, row: int, column: int) -> str:
        """The words of a cell; nothing for a number, however it is kept."""
        raw = self.at(row, column)
        return (
            raw if isinstance(raw, str) and _LETTERS.search(raw) and not _LIKE_A_NUMBER.fullmatch(raw) else ""
        )

    def is_ordinal(self, row: int, column: int) -> bool:
        raw = self.at(row, column)
        if isinstance(raw, Decimal):
            return raw == raw.to_integral() and 0 < raw < 1000
        return isinstance(raw, str) and bool(ORDINAL.fullmatch(raw))

    def holds_a_figure(self, row: int, column: int) -> bool:
        """Whether something stands there that a figure could be: a number, an error, *x*."""
        place = row + 1, column + 1
        if place in self.sheet.beyond.errors or place in self.sheet.beyond.unstored:
            return True
        raw = self.at(row, column)
        return isinstance(raw, Decimal) or (isinstance(raw, str) and bool(_LIKE_A_NUMBER.fullmatch(raw)))

    # ---- the table -----------------------------------------------------------------------------------------

    def table(self) -> Table | None:
        self.width = max((len(row) for row in self.grid), default=0)
        head = self._head()
        self.ordinals = self._ordinal_column(head)
        self.units = self._unit_column(head)
        labels = self._label_column(head)
        if labels is None:
            return None
        self.labels = labels
        first = self._first_row(head)
        columns = self._number_columns(first)
        if not columns:
            return None
        last = max(
            row for row in range(first, self._end) for column in columns if self.holds_a_figure(row, column)
        )
        rows, nameless = self._rows(first, last, columns)
        if not any(row.cells for row in rows):
            return None
        top = self._head_top(head, first, columns)
        title = tuple(
            text for row in range(top) for column in range(self.width) if (text := self.text(row, column))
        )
        return Table(
            self.sheet.name,
            title,
            tuple(self._column(column, top, first, rows) for column in columns),
            rows,
            next((unit for text in title if (unit := unit_said(text))), ""),
            self.hidden.sheet,
            nameless,
        )

    @property
    def _end(self) -> int:
        return min(len(self.grid), MOST_ROWS)

    def _head(self) -> int | None:
        """The row that heads the table: the first that says *STT* or *Nội dung* and something beside it."""
        for row in range(min(self._end, 60)):
            said = [
                fold(text).strip(" .:") for column in range(self.width) if (text := self.text(row, column))
            ]
            filled = sum(self.at(row, column) is not None for column in range(self.width))
            if filled > 1 and any(each in _ORDINAL_HEADS or _LABEL_HEADS.fullmatch(each) for each in said):
                return row
        return None

    def _headed(self, head: int | None, names: frozenset[str]) -> int | None:
        if head is None:
            return None
        for column in range(self.width):
            raw = self.at(head, column)
            if isinstance(raw, str) and fold(raw).strip(" .:") in names:
                return column
        return None

    def _ordinal_column(self, head: int | None) -> int | None:
        headed = self._headed(head, _ORDINAL_HEADS)
        if headed is not None:
            return headed
        counts: Counter[int] = Counter()
        for row in range(head or 0, self._end):
            first = next((c for c in range(self.width) if self.at(row, c) is not None), None)
            if first is not None and self.is_ordinal(row, first) and self.text(row, first + 1):
                counts[first] += 1
        column, count = counts.most_common(1)[0] if counts else (None, 0)
        return column if count > 1 else None

    def _unit_column(self, head: int | None) -> int | None:
        headed = self._headed(head, _UNIT_HEADS)
        if headed is not None:
            return headed
        for column in range(self.width):
            words = [self.at(row, column) for row in range(head + 1 if head is not None else 0, self._end)]
            said = [fold(word).replace(" ", "_") for word in words if isinstance(word, str)]
            if len(said) > 1 and sum(word in _UNIT_WORDS for word in said) >= 0.7 * len(said):
                return column
        return None

    def _label_column(self, head: int | None) -> int | None:
        """The column with the most words that have a number on their right."""
        counts: Counter[int] = Counter()
        for row in range(head + 1 if head is not None else 0, self._end):
            for column in range(self.width):
                if column in (self.units, self.ordinals) or not self.text(row, column):
                    continue
                if any(self.holds_a_figure(row, right) for right in range(column + 1, self.width)):
                    counts[column] += 1
        return max(counts, key=lambda column: (counts[column], -column)) if counts else None

    def _first_row(self, head: int | None) -> int:
        """Below the head, its second row, and the row that numbers the columns."""
        if head is None:
            row = next(
                row
                for row in range(self._end)
                if self.text(row, self.labels)
                and any(self.holds_a_figure(row, right) for right in range(self.labels + 1, self.width))
            )
            return self._up_to_headings(row)
        row = head + 1
        while row < self._end and not self._has_own_label(row):
            if any(self.text(row, c) and c <= self.labels for c in range(self.width)):
                break  # a heading that stands in the first column
            row += 1
        return row

    def _up_to_headings(self, row: int) -> int:
        """Without a head: a heading directly above the first figure belongs to the table."""
        above = row - 1
        others = any(self.at(above, c) is not None for c in range(self.labels + 1, self.width))
        return above if above >= 0 and split_number(self.text(above, self.labels))[0] and not others else row

    def _has_own_label(self, row: int) -> bool:
        if not self.text(row, self.labels) or self._is_index(row):
            return False
        top, _left = self.covered.get((row, self.labels), (row, self.labels))
        return top == row

    def _is_index(self, row: int) -> bool:
        """The row that numbers the columns: A, B, 1, 2, 3."""
        said = [raw for c in range(self.width) if (raw := self.at(row, c)) is not None]
        return len(said) > 1 and all(
            (isinstance(raw, str) and _INDEX.fullmatch(raw))
            or (isinstance(raw, Decimal) and raw == raw.to_integral() and 0 < raw <= MOST_COLUMNS)
            for raw in said
        )

    def _number_columns(self, first: int) -> list[int]:
        found = []
        for column in range(self.labels + 1, self.width):
            if column == self.units:
                continue
            heads = fold(
                " ".join(str(self.spread(row, column) or "") for row in range(max(0, first - 3), first))
            )
            figures = sum(
                self.holds_a_figure(row, column) for row in range(first, self._end) if self._label(row)[1]
            )
            words = sum(bool(self.text(row, column)) for row in range(first, self._end))
            if figures and figures >= words and not _NOT_FIGURES.match(heads):
                found.append(column)
        return found

    def _head_top(self, head: int | None, first: int, columns: Sequence[int]) -> int:
        def heads(row: int) -> bool:
            words = any(self.text(row, column) for column in columns)
            return words and not any(self.text(row, c) for c in range(self.labels + 1) if c != self.ordinals)

        top = head if head is not None else first
        least = top - (1 if head is not None else 2)
        while top > max(0, least) and heads(top - 1):
            top -= 1
        return top

    def _column(self, column: int, top: int, first: int, rows: Sequence[FigureRow]) -> NumberColumn:
        words: list[str] = []
        for row in range(top, first):
            if self._is_index(row) and row > top:
                continue
            said = self._head_words(self.spread(row, column), words)
            if said and said not in words:
                words.append(said)
        letters = address(1, column)[:-1]
        filled = sum(letters in row.cells for row in rows)
        return NumberColumn(letters, " · ".join(words), filled, column + 1 in self.hidden.columns)

    @staticmethod
    def _head_words(raw: Raw, above: Sequence[str]) -> str:
        if isinstance(raw, str):
            return raw
        if isinstance(raw, date):
            return f"tháng {raw.month}/{raw.year}"
        if isinstance(raw, Decimal) and raw == raw.to_integral():
            if 2000 <= raw <= 2100:
                return f"năm {raw}"
            if 1 <= raw <= 12 and any("thang" in fold(words) for words in above):
                return f"tháng {raw}"
        return ""

    # ---- its rows ------------------------------------------------------------------------------------------

    def _label(self, row: int) -> tuple[tuple[str, ...], str]:
        """The words on the left of the numbers: those above (of merged cells, or of columns before), and its own."""
        pieces = []
        for column in range(self.labels + 1):
            if column in (self.ordinals, self.units):
                continue
            raw = self.spread(row, column)
            if isinstance(raw, str) and _LETTERS.search(raw) and raw[:LONGEST_LABEL] not in pieces:
                pieces.append(raw[:LONGEST_LABEL])
        return (tuple(pieces[:-1]), pieces[-1]) if pieces else ((), "")

    def _rows(
        self, first: int, last: int, columns: Sequence[int]
    ) -> tuple[tuple[FigureRow, ...], tuple[int, ...]]:
        rows, nameless = list[FigureRow](), list[int]()
        standing: list[_Above] = []
        for row in range(first, last + 1):
            beside, label = self._label(row)
            cells = {
                address(1, column)[:-1]: self._cell(row, column)
                for column in columns
                if self.holds_a_figure(row, column)
            }
            if not label:
                if cells:
                    nameless.append(row + 1)
                continue
            if self._is_head_again(label) or self._is_index(row):
                continue
            numbering, label = self._numbered(row, label)
            depth = self._depth(numbering, label, bool(cells), standing)
            while standing and standing[-1].depth >= depth:
                standing.pop()
            above = tuple(dict.fromkeys((*(each.label for each in standing), *beside)))
            rows.append(
                FigureRow(
                    row + 1,
                    label,
                    tuple(each for each in above if each != label),
                    self._unit(row, label),
                    cells,
                    row + 1 in self.hidden.rows,
                )
            )
            opens = is_bare_opening(label)
            part = opens_parts(label) and not opens
            standing.append(_Above(depth, label.rstrip(" :"), opens, part))
        return tuple(rows), tuple(nameless)

    def _cell(self, row: int, column: int) -> NumberCell:
        place = row + 1, column + 1
        beyond = self.sheet.beyond
        flaw = None
        if (row, column) in self.tall:
            flaw = Flaw.MERGED
        elif place in beyond.errors:
            flaw = Flaw.ERROR
        elif place in beyond.unstored:
            flaw = Flaw.NO_STORED_VALUE
        return NumberCell(address(row + 1, column), self.at(row, column), flaw, place in beyond.percentages)

    def _numbered(self, row: int, label: str) -> tuple[str, str]:
        """A label without its numbering, and the numbering, which may stand in a column of its own."""
        numbering, bare = split_number(label)
        if not numbering and self.ordinals is not None and self.is_ordinal(row, self.ordinals):
            numbering = str(self.at(row, self.ordinals))
        return numbering, bare

    @staticmethod
    def _depth(numbering: str, label: str, has_figures: bool, standing: Sequence[_Above]) -> int:
        """How deep a row stands: by its numbering, else a heading above rows of figures, a part below what it parts."""
        if opens_parts(label):
            whole = next((each.depth for each in reversed(standing) if not each.opens), _ROW)
            return whole + 1
        for pattern, depth in _DEPTHS:
            if pattern.fullmatch(numbering):
                return depth
        opened = next((each.depth for each in reversed(standing) if each.opens), None)
        if opened is not None and has_figures:
            return opened + 1
        if numbering:
            return standing[-1].depth if standing and standing[-1].part else _DASH
        if has_figures:
            return _ROW
        return _HEADING if label.isupper() or not standing else _SUBHEADING

    def _unit(self, row: int, label: str) -> str:
        said = self.at(row, self.units) if self.units is not None else None
        return unit_in_label(label) or (said if isinstance(said, str) else "")

    @staticmethod
    def _is_head_again(label: str) -> bool:
        return bool(_LABEL_HEADS.fullmatch(fold(label).strip(" .:"))) and len(label) < 30
