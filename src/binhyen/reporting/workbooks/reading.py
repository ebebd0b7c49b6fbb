"""What a workbook that came back says, cell by cell, whatever was done to it on the way.

Rows are known by their code cell, columns by the defined names or, where those are broken, by their headings. So
sorted and inserted rows and columns, other programs and other file names make no difference. Values are read by
calamine; it knows no formulas and takes errors for blanks, so the reader that screens files says where those stand.

Only for files that were screened (``machinery.files.screening``): that guards against bombs and far corners.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import partial
from math import isfinite
from typing import Any, NamedTuple, TypeAlias, TypeVar

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from binhyen.foundations.vietnamese import fold
from binhyen.machinery.formats.excel import BeyondValues, beyond_values
from binhyen.machinery.formats.packages import Memory, Package
from binhyen.machinery.formats.text import Unreadable as Damaged
from binhyen.reporting.workbooks.faults import CellFault, Unreadable
from binhyen.reporting.workbooks.grid import HEADINGS, NAMES, Column, address, column_at
from binhyen.reporting.workbooks.identity import FIELDS, LINES, MARK, Identity

Raw: TypeAlias = Decimal | str | bool | date | time | timedelta | None
"""What a cell holds: a number, letters, yes or no, a day or time, or nothing."""


Rows: TypeAlias = list[list[Any]]
Merged: TypeAlias = Sequence[tuple[tuple[int, int], tuple[int, int]]]
"""Merged ranges as calamine gives them: first and last row and column, all from 0."""


class Flaw(StrEnum):
    """Why a cell cannot be read for what it shows."""

    NO_STORED_VALUE = "formula-without-value"
    ERROR = "error-value"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class DeliveredCell:
    """One row of the table as it came back: its code, what stands in its value cell, and its note.

    ``line_code`` is empty for a value beside no code; ``label`` is then what tells the row. ``percent`` says that the
    cell shows its number as a percentage (0.95 as 95%).
    """

    line_code: str
    code_address: str
    label: str
    raw: Raw
    flaw: Flaw | None
    percent: bool
    sheet: str
    address: str
    note: str
    note_flaw: Flaw | None
    note_address: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """A workbook as it came back. ``faults`` are those that can be told without knowing the form."""

    identity: Identity
    sheet: str
    cells: tuple[DeliveredCell, ...]
    faults: tuple[CellFault, ...] = ()


def read(data: bytes, memory: Memory | None = None) -> Delivered | Unreadable:
    """Read a workbook. :class:`Unreadable` where no report can be found in it; nothing is raised for a bad file.

    Workbooks of one batch may share the ``memory`` with which they were screened.
    """
    try:
        with _calamine(data) as book:
            package = Package(data) if memory is None else memory.package(data)
            return _Reader(package, book).read()
    except _NotFound as missing:
        return missing.answer
    except Damaged as damaged:
        return Unreadable(damaged.code, damaged.sentence, damaged.remedy)


@dataclass(frozen=True, slots=True)
class LaidSheet:
    """A sheet as it lies: rows, merged ranges, and what a reader of values passes over."""

    name: str
    rows: Rows
    merged: Merged
    beyond: BeyondValues


def laid_sheets(data: bytes, memory: Memory | None = None) -> tuple[LaidSheet, ...] | Unreadable:
    """The sheets of any workbook, in order; nothing is raised for a bad file. Only for files that were screened."""
    try:
        with _calamine(data) as book:
            return _sheets_of(Package(data) if memory is None else memory.package(data), book)
    except _NotFound as missing:
        return missing.answer
    except Damaged as damaged:
        return Unreadable(damaged.code, damaged.sentence, damaged.remedy)


def _sheets_of(package: Package, book: CalamineWorkbook) -> tuple[LaidSheet, ...]:
    seen = [each.name for each in book.sheets_metadata if each.typ is SheetTypeEnum.WorkSheet]
    beyond = beyond_values(package)
    if [name for name, _beyond in beyond] != seen or len(set(seen)) < len(seen):
        raise _damaged()  # two readers would see two files
    return tuple(
        LaidSheet(name, *_guarded(partial(_laid_out, book, name)), passed) for name, passed in beyond
    )


class _NotFound(Exception):
    def __init__(self, code: str, sentence: str, remedy: str) -> None:
        super().__init__(code)
        self.answer = Unreadable(code, sentence, remedy)


def _damaged() -> _NotFound:
    return _NotFound(
        "damaged",
        _("Tệp bị hỏng, không đọc được."),
        _("Mở tệp bằng Excel, lưu lại thành tệp .xlsx mới rồi gửi lại."),
    )


def _calamine(data: bytes) -> CalamineWorkbook:
    return _guarded(lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)))


T = TypeVar("T")


def _guarded(step: Callable[[], T]) -> T:
    """Let calamine do a step; whatever ends it, a panic of the library included, is a damaged file."""
    try:
        return step()
    except (CalamineError, ValueError, OSError, OverflowError) as trouble:
        raise _damaged() from trouble
    except BaseException as trouble:
        if type(trouble).__name__ == "PanicException":  # of the library's Rust; it derives from BaseException
            raise _damaged() from trouble
        raise


class _Span(NamedTuple):
    """Where a defined name points to: rows from 1, one column from 0."""

    sheet: str
    column: int
    first: int
    last: int


class _Table(NamedTuple):
    """Where the table lies on a sheet: its columns from 0, its first and last row from 1."""

    columns: Mapping[Column, int]
    first: int
    last: int


_REFERENCE = re.compile(
    r"\$?(?:'(?P<quoted>(?:[^']|'')+)'|(?P<bare>[^'!]+))!"
    r"\$?(?P<from>[A-Z]{1,3})\$?(?P<first>[0-9]{1,7}):\$?(?P<to>[A-Z]{1,3})\$?(?P<last>[0-9]{1,7})"
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_HEADINGS = {words: column for column, words in HEADINGS.items()}
_FOLDED_HEADINGS = {fold(words): column for column, words in HEADINGS.items()}


class _Reader:
    def __init__(self, package: Package, book: CalamineWorkbook) -> None:
        self.package, self.book = package, book
        self.names = package.once("names", [package.main], self._names)
        sheets = _sheets_of(package, book)
        self.beyond = {sheet.name: sheet.beyond for sheet in sheets}
        self.rows = {sheet.name: sheet.rows for sheet in sheets}
        self.merged = {sheet.name: sheet.merged for sheet in sheets}

    def read(self) -> Delivered:
        identity, codes, hidden = self._identity()
        tables = self._tables(codes, hidden, exactly=True) or self._tables(codes, hidden, exactly=False)
        if not tables:
            raise _NotFound(
                "no-table",
                _("Không tìm thấy bảng số liệu của biểu (cột “%(code)s” và cột “%(value)s”).")
                % {"code": HEADINGS[Column.CODE], "value": HEADINGS[Column.VALUE]},
                _("Tải lại sổ của kỳ này và điền lại, không sửa tiêu đề cột và cột mã."),
            )
        read = {name: tuple(self._cells(name, table, codes)) for name, table in tables.items()}
        first, *others = read
        differing = [name for name in others if _content(read[name]) != _content(read[first])]
        faults = tuple(
            CellFault(
                "two-sheets",
                name,
                "",
                "",
                _("Trang “%(one)s” và trang “%(other)s” cùng là biểu này nhưng số liệu khác nhau.")
                % {"one": first, "other": name},
                _("Giữ lại một trang đúng, xóa trang kia rồi gửi lại."),
            )
            for name in differing
        )
        return Delivered(identity, first, read[first], faults)

    # ---- which report it is --------------------------------------------------------------------------------

    def _names(self) -> list[tuple[str, str]]:
        """The defined names with what they point to."""
        names, name, text = list[tuple[str, str]](), "", list[str]()
        for event in self.package.events(self.package.main):
            if event.what == "text":
                if name:
                    text.append(event.text)
            elif event.name == "definedName" and event.what == "start":
                name = event.attributes.get("name", "")
            elif event.name == "definedName":
                names.append((name, "".join(text).strip()))
                name = ""
                text.clear()
        return names

    def _identity(self) -> tuple[Identity, frozenset[str], set[str]]:
        """What the workbook says it is, the codes of its lines, and the sheets that say so."""
        found: dict[str, tuple[Identity, frozenset[str]]] = {}
        for sheet, rows in self.rows.items():
            mark = _place_of(rows, MARK)
            if mark is not None:
                found[sheet] = self._identity_at(rows, *mark)
        if not found:
            raise _NotFound(
                "no-identity",
                _("Tệp không phải sổ do phần mềm này gửi, hoặc trang nhận dạng ẩn đã bị xóa."),
                _("Tải lại sổ của đơn vị cho kỳ này, chép số liệu sang rồi gửi sổ đó."),
            )
        if len(set(found.values())) > 1:
            raise _NotFound(
                "two-identities",
                _("Tệp gộp sổ của nhiều đơn vị hoặc nhiều kỳ."),
                _("Gửi mỗi sổ thành một tệp riêng, đúng như tệp đã tải về."),
            )
        identity, codes = next(iter(found.values()))
        return identity, codes, set(found)

    def _identity_at(self, rows: Rows, row: int, column: int) -> tuple[Identity, frozenset[str]]:
        try:
            cells = {
                str(line[column]): _text(line[column + 1])
                for line in rows[row + 1 : row + 1 + 4 * len(FIELDS)]
                if line[column] in FIELDS
            }
            identity = Identity.from_cells(cells)
            at = next(at for at, cell in enumerate(rows[row]) if cell == LINES)
        except (KeyError, ValueError, IndexError, StopIteration):
            raise _NotFound(
                "identity-changed",
                _("Trang nhận dạng ẩn của sổ đã bị sửa."),
                _("Tải lại sổ của đơn vị cho kỳ này, chép số liệu sang rồi gửi sổ đó."),
            ) from None
        codes = frozenset(code for line in rows[row + 1 :] if (code := _text(line[at])))
        return identity, codes

    # ---- where the table is ----------------------------------------------------------------------------------

    def _tables(self, codes: frozenset[str], hidden: set[str], *, exactly: bool) -> dict[str, _Table]:
        found = {
            sheet: self._table(sheet, codes, exactly=exactly) for sheet in self.beyond if sheet not in hidden
        }
        return {name: table for name, table in found.items() if table is not None}

    def _table(self, sheet: str, codes: frozenset[str], *, exactly: bool) -> _Table | None:
        """The table on a sheet, or None: columns by the defined names, else by headings above the code column."""
        rows = self.rows[sheet]
        spans = self._spans(sheet)
        by_names = {column: span.column for column, span in spans.items()}
        counts = _counted(rows, codes.__contains__ if exactly else lambda cell: _code(cell) in codes)
        if not counts:
            return None
        column = by_names.get(Column.CODE, -1)
        if column not in counts:
            column = max(counts, key=lambda each: len(counts[each]))
            by_names = {}
        first, last = counts[column][0], counts[column][-1]
        headed, heading_row = self._headings(rows, first)
        if Column.CODE in headed and headed[Column.CODE] != column:
            headed = {}
        columns = headed | by_names | {Column.CODE: column}
        if Column.VALUE not in columns:
            return None
        return _Table(columns, min(heading_row + 1 if heading_row else first, first), last)

    def _spans(self, sheet: str) -> dict[Column, _Span]:
        """The columns that the defined names point to on a sheet; none unless all of them are whole."""
        spans: dict[Column, _Span] = {}
        for name, reference in self.names:
            if name not in NAMES:
                continue
            span = _span(reference)
            if span is not None and span.sheet == sheet:
                spans[NAMES[name]] = span
        whole = len(spans) == len(NAMES) and len({(span.first, span.last) for span in spans.values()}) == 1
        return spans if whole else {}

    @staticmethod
    def _headings(rows: Rows, before: int) -> tuple[dict[Column, int], int]:
        """The columns by the row of headings nearest above row ``before``, and that row from 1; 0 if there is none."""
        for number in range(before - 1, 0, -1):
            found: dict[Column, int] = {}
            for at, cell in enumerate(rows[number - 1]):
                if isinstance(cell, str) and cell:
                    column = _HEADINGS.get(cell) or _FOLDED_HEADINGS.get(fold(cell))
                    if column is not None:
                        found.setdefault(column, at)
            if Column.VALUE in found:
                return found, number
        return {}, 0

    # ---- the cells -------------------------------------------------------------------------------------------

    def _cells(self, sheet: str, table: _Table, codes: frozenset[str]) -> Iterator[DeliveredCell]:
        """Every row that bears a code, and every value in the table that stands beside none."""
        rows = self.rows[sheet]
        code_at, value_at = table.columns[Column.CODE], table.columns[Column.VALUE]
        note_at, label_at = table.columns.get(Column.NOTE, -1), table.columns.get(Column.LABEL, -1)
        beyond, covered = self.beyond[sheet], _covered(self.merged[sheet], value_at)

        def flaw_at(number: int, column: int) -> Flaw | None:
            place = number, column + 1
            if (number, column) in covered:
                return Flaw.MERGED
            if place in beyond.errors:
                return Flaw.ERROR
            return Flaw.NO_STORED_VALUE if place in beyond.unstored else None

        for number, row in enumerate(rows, start=1):
            if number < table.first:
                continue
            code = _code(_at(row, code_at))
            place = address(number, value_at)
            raw = raw_value(_at(row, value_at))
            # What stands below the table or says nothing may say it: a line that was there must still be there.
            if code not in codes and (number > table.last or raw is None):
                continue
            note = _text(_at(row, note_at)) if note_at >= 0 else ""
            yield DeliveredCell(
                code,
                address(number, code_at),
                _label(row, label_at),
                raw,
                flaw_at(number, value_at),
                (number, value_at + 1) in beyond.percentages,
                sheet,
                place,
                note,
                flaw_at(number, note_at),
                address(number, note_at) if note_at >= 0 else "",
            )


def _counted(rows: Rows, wanted: Callable[[Any], bool]) -> dict[int, list[int]]:
    """In which columns and rows (from 1) what is wanted stands."""
    found: dict[int, list[int]] = {}
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if cell != "" and wanted(cell):
                found.setdefault(column, []).append(number)
    return found


def _laid_out(book: CalamineWorkbook, name: str) -> tuple[Rows, Merged]:
    page = book.get_sheet_by_name(name)
    return page.to_python(skip_empty_area=False), page.merged_cell_ranges or []


def _content(cells: Sequence[DeliveredCell]) -> list[tuple[Any, ...]]:
    """What cells say, wherever they stand."""
    return sorted(
        ((cell.line_code, repr(cell.raw), cell.flaw or "", cell.note, cell.percent) for cell in cells),
    )


def _place_of(rows: Rows, text: str) -> tuple[int, int] | None:
    for number, row in enumerate(rows[:50]):
        for column, cell in enumerate(row[:50]):
            if cell == text:
                return number, column
    return None


def _span(reference: str) -> _Span | None:
    found = _REFERENCE.fullmatch(reference)
    if found is None or found["from"] != found["to"]:
        return None
    sheet = found["quoted"].replace("''", "'") if found["quoted"] else found["bare"]
    return _Span(sheet, column_at(found["from"]), int(found["first"]), int(found["last"]))


def _at(row: list[Any], column: int) -> Any:
    return row[column] if 0 <= column < len(row) else ""


def _code(cell: Any) -> str:
    """A code as it is compared: spaces and invisible signs that came along make no difference."""
    return plain(cell) if isinstance(cell, str) else _text(cell)


def _label(row: list[Any], label_at: int) -> str:
    cell = _at(row, label_at)
    if isinstance(cell, str) and cell.strip():
        return plain(cell)
    return next((plain(cell) for cell in row if isinstance(cell, str) and cell.strip()), "")


def plain(text: str) -> str:
    """Letters as they are meant: one form of each, plain spaces and digits, no invisible signs."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return " ".join(text.split())


def _text(cell: Any) -> str:
    """A cell as letters, for notes and the identity."""
    match cell:
        case str():
            return cell.strip()
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer():
            return str(int(cell))
        case date():
            return f"{cell:%d/%m/%Y}"
        case _:
            return str(cell)


def raw_value(cell: Any) -> Raw:
    """A cell as it is judged: letters tidied, a number with the fifteen digits that Excel knows."""
    match cell:
        case str():
            return plain(cell) or None
        case bool() | date() | time() | timedelta():
            return cell
        case int():
            return Decimal(cell)
        case float() if isfinite(cell):
            # Excel knows fifteen digits; what stands behind them is what binary fractions leave over.
            return Decimal(f"{cell:.15g}")
        case _:
            return str(cell)


def _covered(merged: Merged, column: int) -> set[tuple[int, int]]:
    """The cells of a column that a merged cell covers without being its first: what they said is gone."""
    found = set[tuple[int, int]]()
    for (top, left), (bottom, right) in merged:
        if left <= column <= right:
            for row in range(top, min(bottom, top + 5_000) + 1):
                if (row, column) != (top, left):
                    found.add((row + 1, column))
    return found
