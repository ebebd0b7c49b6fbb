"""What a workbook that came back says, cell by cell, whatever was done to it on the way.

Rows are known by their code cell, columns by the defined names or, where those are broken, by their headings. So
sorted and inserted rows and columns, other programs and other file names make no difference. Values are read by
calamine; it knows no formulas and takes errors for blanks, so the sheet's XML is walked through for those.

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
from xml.parsers import expat

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from binhyen.foundations.vietnamese import fold
from binhyen.machinery.formats.packages import Package
from binhyen.machinery.formats.text import Unreadable as Damaged
from binhyen.reporting.workbooks.faults import CellFault, Unreadable
from binhyen.reporting.workbooks.grid import HEADINGS, NAMES, Column, address
from binhyen.reporting.workbooks.identity import FIELDS, LINES, MARK, Identity

Raw: TypeAlias = Decimal | str | bool | date | time | timedelta | None
"""What a cell holds: a number, letters, yes or no, a day or time, or nothing."""


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


def read(data: bytes) -> Delivered | Unreadable:
    """Read a workbook. :class:`Unreadable` where no report can be found in it; nothing is raised for a bad file."""
    try:
        with _calamine(data) as book:
            return _Reader(Package(data), book).read()
    except _NotFound as missing:
        return missing.answer
    except Damaged as damaged:
        return Unreadable(damaged.code, damaged.sentence, damaged.remedy)


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


class _Part(NamedTuple):
    """A sheet: its name and its part in the package."""

    name: str
    part: str


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
_FOLDED_HEADINGS = {fold(words): column for column, words in HEADINGS.items()}

Rows: TypeAlias = list[list[Any]]


class _Reader:
    def __init__(self, package: Package, book: CalamineWorkbook) -> None:
        self.package, self.book = package, book
        self.sheets, self.names = self._contents()
        seen = [each.name for each in book.sheets_metadata if each.typ is SheetTypeEnum.WorkSheet]
        if [sheet.name for sheet in self.sheets] != seen:
            raise _damaged()  # two readers would see two files
        self.pages: dict[str, CalamineSheet] = {}
        self.rows: dict[str, Rows] = {}
        for name, _part in self.sheets:
            self.pages[name], self.rows[name] = _guarded(partial(_laid_out, book, name))

    def read(self) -> Delivered:
        identity, codes, hidden = self._identity()
        tables = {
            sheet.name: table
            for sheet in self.sheets
            if sheet.name not in hidden and (table := self._table(sheet.name, codes)) is not None
        }
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

    def _contents(self) -> tuple[list[_Part], list[tuple[str, str]]]:
        """The worksheets in order, and the defined names with what they point to."""
        sheets, names, name, text = list[_Part](), list[tuple[str, str]](), "", list[str]()
        relations = self.package.relations(self.package.main)
        for event in self.package.events(self.package.main):
            if event.what == "text":
                if name:
                    text.append(event.text)
            elif event.name == "sheet" and event.what == "start":
                relation = relations.get(event.attributes.get("id", ""))
                if relation is None or relation.external:
                    raise _damaged()
                if relation.kind == "worksheet":
                    sheets.append(_Part(event.attributes.get("name", ""), relation.target))
            elif event.name == "definedName" and event.what == "start":
                name = event.attributes.get("name", "")
            elif event.name == "definedName":
                names.append((name, "".join(text).strip()))
                name = ""
                text.clear()
        return sheets, names

    def _identity(self) -> tuple[Identity, frozenset[str], set[str]]:
        """What the workbook says it is, the codes of its lines, and the sheets that say so."""
        found: dict[str, tuple[Identity, frozenset[str]]] = {}
        for sheet in self.sheets:
            mark = _place_of(self.rows[sheet.name], MARK)
            if mark is not None:
                found[sheet.name] = self._identity_at(self.rows[sheet.name], *mark)
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

    def _table(self, sheet: str, codes: frozenset[str]) -> _Table | None:
        """The table on a sheet, or None: columns by the defined names, else by headings above the code column."""
        rows = self.rows[sheet]
        spans = self._spans(sheet)
        by_names = {column: span.column for column, span in spans.items()}
        counts: dict[int, list[int]] = {}
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, str) and _code(cell) in codes:
                    counts.setdefault(column, []).append(number)
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
                    column = _FOLDED_HEADINGS.get(fold(cell))
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
        part = next(each.part for each in self.sheets if each.name == sheet)
        flaws, styles = _walk(self.package.read(part), {value_at, note_at})
        flaws |= _covered(self.pages[sheet], value_at)
        percent_styles = _percent_styles(self.package) if styles else frozenset[int]()
        for number, row in enumerate(rows, start=1):
            if number < table.first:
                continue
            code = _code(_at(row, code_at))
            place = address(number, value_at)
            raw, flaw = _raw(_at(row, value_at)), flaws.get((number, value_at))
            # What stands below the table or says nothing may say it: a line that was there must still be there.
            if code not in codes and (number > table.last or raw is None):
                continue
            note_place = address(number, note_at) if note_at >= 0 else ""
            yield DeliveredCell(
                code,
                address(number, code_at),
                _label(row, label_at),
                raw,
                flaw,
                styles.get((number, value_at), -1) in percent_styles,
                sheet,
                place,
                _text(_at(row, note_at)) if note_at >= 0 else "",
                flaws.get((number, note_at)),
                note_place,
            )


def _laid_out(book: CalamineWorkbook, name: str) -> tuple[CalamineSheet, Rows]:
    page = book.get_sheet_by_name(name)
    return page, page.to_python(skip_empty_area=False)


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
    return _Span(sheet, _column(found["from"]), int(found["first"]), int(found["last"]))


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _at(row: list[Any], column: int) -> Any:
    return row[column] if 0 <= column < len(row) else ""


def _code(cell: Any) -> str:
    """A code as it is compared: spaces and invisible signs that came along make no difference."""
    if not isinstance(cell, str):
        return _text(cell)
    return cell if cell.isascii() and cell.strip() == cell else plain(cell)


def _label(row: list[Any], label_at: int) -> str:
    cell = _at(row, label_at)
    if isinstance(cell, str) and cell.strip():
        return plain(cell)
    return next((plain(cell) for cell in row if isinstance(cell, str) and cell.strip()), "")


def plain(text: str) -> str:
    """Letters as they are meant: one form of each, plain spaces and digits, no invisible signs."""
    shown = "".join(
        sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf"
    )
    return " ".join(shown.split())


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


def _raw(cell: Any) -> Raw:
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


def _walk(xml: bytes, columns: set[int]) -> tuple[dict[tuple[int, int], Flaw], dict[tuple[int, int], int]]:
    """Formulas without a stored value and error values in these columns of a sheet, and the styles of cells there.

    Places are (row from 1, column from 0).
    """
    flaws: dict[tuple[int, int], Flaw] = {}
    styles: dict[tuple[int, int], int] = {}
    row = column = 0
    inside = formula = stored = False
    held = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row, column, inside, formula, stored, held
        kind = name.rpartition(" ")[2]
        if kind == "c":
            place = attributes.get("r")
            if place is None:
                column += 1
            else:
                letters = place.rstrip("0123456789")
                column, row = _column(letters.upper()), int(place[len(letters) :])
            inside, formula, stored = column in columns, False, False
            held = attributes.get("t", "n")
            if inside and "s" in attributes:
                styles[row, column] = int(attributes["s"])
        elif kind == "row":
            row, column = int(attributes.get("r", row + 1)), -1
        elif inside and kind == "f":
            formula = True
        elif inside and kind == "v" and held == "str":
            stored = True  # a formula may well come to no letters at all

    def text(characters: str) -> None:
        nonlocal stored
        if inside and characters.strip():
            stored = True

    def end(name: str) -> None:
        nonlocal inside, stored, formula
        if not inside:
            return
        kind = name.rpartition(" ")[2]
        if kind == "f":
            stored = False  # the formula's own words are no value
        elif kind == "c":
            inside = False
            if held == "e":
                flaws[row, column] = Flaw.ERROR
            elif formula and not stored:
                flaws[row, column] = Flaw.NO_STORED_VALUE

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, ValueError) as trouble:
        raise _damaged() from trouble
    return flaws, styles


def _covered(page: CalamineSheet, column: int) -> dict[tuple[int, int], Flaw]:
    """The cells of a column that a merged cell covers without being its first: what they said is gone."""
    found: dict[tuple[int, int], Flaw] = {}
    for (top, left), (bottom, right) in page.merged_cell_ranges or ():
        if left <= column <= right:
            for row in range(top, min(bottom, top + 5_000) + 1):
                if (row, column) != (top, left):
                    found[row + 1, column] = Flaw.MERGED
    return found


def _percent_styles(package: Package) -> frozenset[int]:
    """The cell styles that show a number as a percentage."""
    codes, percent, inside, at = set[str]({"9", "10"}), set[int](), False, 0
    for part in package.of_type("spreadsheetml.styles+xml"):
        for event in package.events(part):
            if event.name == "cellXfs":
                inside = event.what == "start"
            elif event.what == "start" and event.name == "numFmt":
                if "%" in event.attributes.get("formatCode", ""):
                    codes.add(event.attributes.get("numFmtId", ""))
            elif event.what == "start" and event.name == "xf" and inside:
                if event.attributes.get("numFmtId") in codes:
                    percent.add(at)
                at += 1
    return frozenset(percent)
