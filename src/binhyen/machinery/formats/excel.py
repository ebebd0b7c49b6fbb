"""Reads XLSX workbooks for screening: cells of every sheet, headers, text boxes, notes.

Cells are read one by one as they stand in the file. A reader of values that lays out a whole rectangle
(as python-calamine does) would take gigabytes for two cells in opposite corners and would drop the number
formats, which tell an amount from an identity number; it may safely be used on a file that passed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from binhyen.machinery.formats.leftovers import leftovers
from binhyen.machinery.formats.packages import LOCAL, Package
from binhyen.machinery.formats.text import MAX_PASSAGES, FileText, Grid, Passage, damaged, too_much

FIRST_PAGE_ROWS = 60
# The rectangle from the first to the last cell of a sheet, as a reader of whole tables would lay it out.
MAX_RECTANGLE = 5_000_000
# Merged cells beyond these are read as if they were not merged.
MAX_MERGES = 20_000

_ROWS, _COLUMNS = 1_048_576, 16_384
# Formats that a workbook names by number alone: grouped thousands, decimals, percent, money.
_BUILT_IN_FORMATS = {
    **dict.fromkeys((2, 4, 39, 40), "#,##0.00"),
    **dict.fromkeys((3, 37, 38, 41, 42, 43, 44, 5, 6, 7, 8), "#,##0"),
    **dict.fromkeys((9, 10), "0%"),
    **dict.fromkeys((11, 48), "0.00E+00"),
}
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_HEADER_PARTS = frozenset(
    {"oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter"}
)
# &"Times New Roman,Bold", &14, &K01+000, &P and their like; && is a plain &.
_HEADER_CODE = re.compile(r'&(?:"[^"]*"|[0-9]+|K(?:[0-9A-Fa-f]{6}|[0-9]{2}[+-][0-9]{3})|[A-Za-z])')


class _Cell(NamedTuple):
    row: int
    column: int
    text: str
    number: bool
    number_format: str


@dataclass(slots=True)
class _Sheet:
    cells: list[_Cell] = field(default_factory=list)
    headers: list[str] = field(default_factory=list)
    formulas: list[tuple[int, int, str]] = field(default_factory=list)
    # Columns that a merged cell covers, by its first cell.
    merges: dict[tuple[int, int], range] = field(default_factory=dict)
    strings_shown: set[int] = field(default_factory=set)
    unstored: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)
    # The places in which a reader of values sees something, text or not.
    held: list[tuple[int, int]] = field(default_factory=list)
    counted: int = 0

    def count(self) -> None:
        self.counted += 1
        if self.counted > MAX_PASSAGES:
            raise too_much()


@dataclass(frozen=True, slots=True)
class BeyondValues:
    """What a reader of values alone passes over on a sheet: places by row and column, from 1.

    Formulas without a stored value, errors, and numbers that are shown as percentages.
    """

    unstored: frozenset[tuple[int, int]]
    errors: frozenset[tuple[int, int]]
    percentages: frozenset[tuple[int, int]]


def beyond_values(package: Package) -> list[tuple[str, BeyondValues]]:
    """What a reader of values passes over, sheet by sheet, with their names in order.

    Raises :class:`Unreadable` for a sheet whose rectangle no such reader may lay out.
    """
    return _Workbook(package).beyond_values()


@dataclass(frozen=True, slots=True)
class Hidden:
    """What people do not see of a sheet: all of it, or rows and columns (from 1)."""

    sheet: bool
    rows: frozenset[int]
    columns: frozenset[int]


def hidden_in(package: Package) -> dict[str, Hidden]:
    """What is hidden on each sheet, by the names of the sheets."""
    return {
        name: Hidden(not visible, *_hidden_lines(package, part))
        for name, part, visible in _Workbook(package).sheets()
    }


def _hidden_lines(package: Package, part: str) -> tuple[frozenset[int], frozenset[int]]:
    rows, columns, row = set[int](), set[int](), 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal row
        element = LOCAL[name]
        if element == "row":
            row = _whole(attributes.get("r"), row + 1)
            if attributes.get("hidden") in ("1", "true"):
                rows.add(row)
        elif element == "col" and attributes.get("hidden") in ("1", "true"):
            last = min(_whole(attributes.get("max")), _COLUMNS)
            columns.update(range(_whole(attributes.get("min")), last + 1))

    if b"hidden=" in package.read(part):
        package.walk(part, start)
    return frozenset(rows), frozenset(columns)


def read_excel(package: Package) -> FileText:
    """Read an opened XLSX package; embedded files are left to the caller."""
    return _Workbook(package).read()


class _Workbook:
    def __init__(self, package: Package) -> None:
        self.package = package
        self.done: set[str] = set()
        self.cells_left = MAX_PASSAGES
        self.string_parts = package.of_type("spreadsheetml.sharedstrings+xml")
        self.style_parts = package.of_type("spreadsheetml.styles+xml")
        self.done.update(self.string_parts)
        self.strings = package.once("strings", self.string_parts, self._shared_strings)
        self.strings_shown: set[int] = set()
        self.formats = package.once("formats", self.style_parts, self._number_formats)

    def read(self) -> FileText:
        headers, first_page, body = list[Passage](), list[Passage](), list[Passage]()
        for order, (name, part, visible) in enumerate(self.sheets(), 1):
            body.append(Passage(f"tên trang tính thứ {order}", name))
            sheet, cells = self._page(name, part)
            for text in sheet.headers:
                headers.append(Passage(f"đầu trang hoặc chân trang của {name}", text))
            boxes = list(self._boxes(name, part))
            # Every sheet is printed as a document of its own; lists of choices on hidden sheets never are.
            if visible:
                first_page += [
                    p for cell, p in zip(sheet.cells, cells, strict=True) if cell.row <= FIRST_PAGE_ROWS
                ]
                first_page += boxes
            body += [*cells, *boxes]
            body += [Passage(f"công thức ở {name}!{_address(r, c)}", text) for r, c, text in sheet.formulas]
        unused = (text for i, text in enumerate(self.strings) if i not in self.strings_shown)
        body += [Passage("chuỗi chữ không còn ô nào dùng", text) for text in unused]
        body += leftovers(self.package, self.done)
        return FileText("xlsx", tuple(headers), tuple(first_page), (*headers, *body))

    def beyond_values(self) -> list[tuple[str, BeyondValues]]:
        found = []
        for name, part, _visible in self.sheets():
            sheet, _cells = self._page(name, part)
            percentages = frozenset(
                (cell.row, cell.column) for cell in sheet.cells if cell.number and "%" in cell.number_format
            )
            found.append(
                (name, BeyondValues(frozenset(sheet.unstored), frozenset(sheet.errors), percentages))
            )
        return found

    def _page(self, name: str, part: str) -> tuple[_Sheet, list[Passage]]:
        """A sheet and the passages of its cells."""

        def work() -> tuple[_Sheet, list[Passage]]:
            sheet = self._sheet(part)
            return sheet, list(_cell_passages(name, sheet))

        self.done.add(part)
        sheet, cells = self.package.once(f"page {name}", [part, *self.string_parts, *self.style_parts], work)
        self.strings_shown |= sheet.strings_shown
        self.cells_left -= sheet.counted
        if self.cells_left < 0:
            raise too_much()
        return sheet, cells

    def sheets(self) -> list[tuple[str, str, bool]]:
        """Name, part, and whether it is visible, of each worksheet in order."""
        return self.package.once(
            "sheets",
            [self.package.main, *self.package.relations_part(self.package.main)],
            lambda: list(self._read_sheets()),
        )

    def _read_sheets(self) -> Iterator[tuple[str, str, bool]]:
        relations = self.package.relations(self.package.main)
        for event in self.package.events(self.package.main):
            if event.what == "start" and event.name == "sheet":
                relation = relations.get(event.attributes.get("id", ""))
                if relation is None or relation.external:
                    raise damaged("thiếu trang tính")
                if relation.kind == "worksheet":
                    visible = event.attributes.get("state", "visible") == "visible"
                    yield event.attributes.get("name", ""), relation.target, visible

    def _shared_strings(self) -> list[str]:
        strings, pieces = list[str](), list[str]()
        inside = phonetic = False

        def start(name: str, _attributes: dict[str, str]) -> None:
            nonlocal inside, phonetic
            kind = LOCAL[name]
            if kind == "t":
                inside = not phonetic
            elif kind == "rPh":
                phonetic = True

        def end(name: str) -> None:
            nonlocal inside, phonetic
            kind = LOCAL[name]
            if kind == "t":
                inside = False
            elif kind == "si":
                strings.append("".join(pieces))
                pieces.clear()
                if len(strings) > 2 * MAX_PASSAGES:
                    raise too_much()
            elif kind == "rPh":
                phonetic = False

        def text(characters: str) -> None:
            if inside:
                pieces.append(characters)

        for part in self.string_parts:
            self.package.walk(part, start, end, text)
        return strings

    def _number_formats(self) -> list[str]:
        """The format code of each cell style, in the order in which cells refer to them."""
        codes, styles, in_styles = dict(_BUILT_IN_FORMATS), list[str](), False

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal in_styles
            kind = LOCAL[name]
            if kind == "xf":
                if in_styles:
                    styles.append(codes.get(_whole(attributes.get("numFmtId")), ""))
            elif kind == "numFmt":
                codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
            elif kind == "cellXfs":
                in_styles = True

        def end(name: str) -> None:
            nonlocal in_styles
            if LOCAL[name] == "cellXfs":
                in_styles = False

        for part in self.style_parts:
            self.package.walk(part, start, end)
        return styles

    def _sheet(self, part: str) -> _Sheet:
        sheet = _Sheet()
        row = column = 0
        kind = style = ""
        phonetic = valued = reckoned = False
        value, formula, header = list[str](), list[str](), list[str]()
        collect: list[str] | None = None

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal row, column, kind, style, phonetic, valued, reckoned, collect
            element = LOCAL[name]
            if element == "c":
                row, column = _position(attributes.get("r", ""), row, column + 1)
                kind, style = attributes.get("t", "n"), attributes.get("s", "")
                valued = reckoned = False
                value.clear()
                formula.clear()
            elif element in ("v", "t"):
                collect, valued = value, True
            elif element == "row":
                row, column = _whole(attributes.get("r"), row + 1), 0
            elif element == "f":
                collect, reckoned = formula, True
            elif element in ("formula1", "formula2"):
                collect = formula
            elif element == "is":
                valued = True
            elif element == "rPh":
                phonetic = True
            elif element == "mergeCell":
                _merge(sheet, attributes.get("ref", ""))
            elif element in _HEADER_PARTS:
                collect = header

        def end(name: str) -> None:
            nonlocal phonetic, collect
            collect = None
            element = LOCAL[name]
            if element == "c":
                if valued or reckoned:
                    held = "".join(value) if valued else None
                    self._cell(sheet, row, column, kind, style, held, "".join(formula) if reckoned else None)
            elif element == "rPh":
                phonetic = False
            elif element in ("formula1", "formula2"):
                sheet.count()
                sheet.formulas.append((row, column, "".join(formula)))
                formula.clear()
            elif element in _HEADER_PARTS:
                sheet.headers += _header_sections("".join(header))
                header.clear()

        def text(characters: str) -> None:
            if collect is not None and not phonetic:
                collect.append(characters)

        regular = _regular_cells(self.package.read(part))
        for letters, number, style, kind, f, formula_text, v, v_text, inline, inline_text in regular.cells:
            if f or v or inline:
                at, across = _place(letters + number)
                held = _unescaped(v_text or inline_text) if v or inline else None
                reckoning = _unescaped(formula_text) if f else None
                self._cell(sheet, at, across, kind or "n", style, held, reckoning)
        row = column = 0
        self.package.walk(part, start, end, text, content=regular.rest)
        _guard_rectangle(sheet.held)
        return sheet

    def _cell(
        self,
        sheet: _Sheet,
        row: int,
        column: int,
        kind: str,
        style: str,
        value: str | None,
        formula: str | None,
    ) -> None:
        """Take down a cell; ``value`` and ``formula`` are None where it has none at all."""
        if value or (value is not None and kind != "n"):
            sheet.held.append((row, column))
        if formula is not None:
            if '"' in formula:
                sheet.formulas.append((row, column, formula))
            # A formula may well come to no letters at all: that is a value, if a blank one.
            if value is None or (not value.strip() and kind != "str"):
                sheet.unstored.add((row, column))
        if not value:
            return
        text, is_number, number_format = value, False, ""
        if kind == "s":
            index = _whole(value.strip(), -1)
            if not 0 <= index < len(self.strings):
                raise damaged("thiếu chuỗi chữ")
            sheet.strings_shown.add(index)
            text = self.strings[index]
        elif kind == "n":
            is_number = True
            styled = _whole(style, -1)
            number_format = self.formats[styled] if 0 <= styled < len(self.formats) else ""
            text = _shown(value.strip(), number_format)
        elif kind in ("b", "e"):
            if kind == "e":
                sheet.errors.add((row, column))
            return
        if not text.strip():
            return
        sheet.count()
        sheet.cells.append(_Cell(row, column, text, is_number, number_format))

    def _boxes(self, name: str, sheet_part: str) -> Iterator[Passage]:
        """The text boxes and shapes that lie on a sheet, each as one passage."""
        for relation in self.package.relations(sheet_part).values():
            if relation.kind != "drawing" or relation.external or relation.target in self.done:
                continue
            self.done.add(relation.target)
            pieces, inside, capitals = list[str](), False, False
            for event in self.package.events(relation.target):
                if event.what == "text":
                    if inside:
                        pieces.append(event.text.upper() if capitals else event.text)
                elif event.name == "t":
                    inside = event.what == "start"
                elif event.what == "start":
                    match event.name:
                        case "rPr":
                            capitals = event.attributes.get("cap") == "all"
                        case "r":
                            capitals = False
                        case "br":
                            pieces.append("\n")
                        case "cNvPr":
                            for attribute in ("descr", "title"):
                                if event.attributes.get(attribute):
                                    yield Passage(f"mô tả hình ở {name}", event.attributes[attribute])
                elif event.name == "p":
                    pieces.append("\n")
                elif event.name in ("sp", "txBody"):
                    if text := "".join(pieces).strip():
                        yield Passage(f"khung chữ ở {name}", text)
                    pieces.clear()


def _cell_passages(sheet_name: str, sheet: _Sheet) -> Iterator[Passage]:
    grid = Grid()
    for cell in sheet.cells:
        covered = sheet.merges.get((cell.row, cell.column), ())
        above, before = grid.context(cell.row, cell.column, cell.text, covered)
        place = f"{sheet_name}!{_address(cell.row, cell.column)}"
        yield Passage(place, cell.text, above, before, cell.number, cell.number_format)


def _shown(value: str, number_format: str) -> str:
    """A number as letters: no exponent, no needless decimals, and the zeros its format puts before it."""
    try:
        number = float(value)
    except ValueError:
        return value
    if not number.is_integer() or abs(number) >= 1e15:
        return value
    digits = str(int(number))
    return digits.zfill(len(number_format)) if number_format and not number_format.strip("0") else digits


def _header_sections(code: str) -> list[str]:
    """The left, centre and right part of a header or footer, without its codes."""
    sections = re.split(r"&[LCR]", code.replace("&&", "\0"))
    return [text for s in sections if (text := _HEADER_CODE.sub("", s).replace("\0", "&").strip())]


def _merge(sheet: _Sheet, ref: str) -> None:
    first, _, last = ref.partition(":")
    row, column = _position(first, 1, 1)
    _, last_column = _position(last or first, row, column)
    # A heading over hundreds of columns is a title: its words say nothing of any one of them.
    if column < last_column < column + 256 and len(sheet.merges) < MAX_MERGES:
        sheet.merges[row, column] = range(column, last_column + 1)


def _guard_rectangle(held: list[tuple[int, int]]) -> None:
    if not held:
        return
    rows, columns = {row for row, _column in held}, {column for _row, column in held}
    if (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1) > MAX_RECTANGLE:
        raise too_much()


class _Regular(NamedTuple):
    """The cells of a sheet that is written as all common programs write it, and its XML without them."""

    cells: list[tuple[str, ...]]
    rest: bytes


# A sheet is mostly cells, and nearly every program writes them in one of these spellings: a pattern takes them
# apart in a tenth of the time of a parser. It must fit every sign of the table; else the parser takes it all.
_TEXT = r"[^<&\x00-\x08\x0b-\x1f]*+(?:&(?:amp|lt|gt|quot|apos);[^<&\x00-\x08\x0b-\x1f]*+)*+"
_ATTRIBUTES = r'(?: [A-Za-z0-9]{1,20}(?::[A-Za-z0-9]{1,20})?="[^"<&\x00-\x1f]*+")*+'


def _cell_pattern(group: str) -> str:
    return (
        rf'<c r="{group}[A-Z]{{1,3}}){group}[1-9][0-9]{{0,6}})"(?: s="{group}[0-9]{{1,9}})")?'
        rf'(?: t="{group}(?:n|s|str|inlineStr|b|e))")?'
        rf"(?:/>|>(?:{group}<f){_ATTRIBUTES}(?:/>|>{group}{_TEXT})</f>))?"
        rf"(?:{group}<v)(?: ?/>|>{group}{_TEXT})</v>)"
        rf'|{group}<is>)<t(?: xml:space="preserve")?>{group}{_TEXT})</t></is>)?</c>)'
    )


_REGULAR_CELL = re.compile(_cell_pattern("("))
_REGULAR_TABLE = re.compile(rf"(?:<row{_ATTRIBUTES}(?:/>|>(?:{_cell_pattern('(?:')})*+</row>))*+")
_REGULAR_HEAD = re.compile(
    rb'(?:<\?xml version="1\.0"(?: encoding="[Uu][Tt][Ff]-8")?(?: standalone="(?:yes|no)")?\s*\?>\s*)?<[A-Za-z]'
)


def _regular_cells(xml: bytes) -> _Regular:
    """Take the cells out of a regular sheet; of any other there are none, and the rest is all of it."""
    begin, end = xml.find(b"<sheetData>") + len(b"<sheetData>"), xml.rfind(b"</sheetData>")
    if begin < len(b"<sheetData>") or end < begin or not _REGULAR_HEAD.match(xml):
        return _Regular([], xml)
    try:
        table = xml[begin:end].decode()
    except UnicodeDecodeError:
        return _Regular([], xml)
    if "]]>" in table or not _REGULAR_TABLE.fullmatch(table):
        return _Regular([], xml)
    return _Regular(_REGULAR_CELL.findall(table), xml[:begin] + xml[end:])


def _unescaped(text: str) -> str:
    if "&" not in text:
        return text
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


def _position(address: str, row: int, column: int) -> tuple[int, int]:
    """Row and column of an address such as "C7", both from 1; the given ones when there is no address."""
    if not address:
        return row, column
    return _place(address)


@lru_cache(maxsize=50_000)
def _place(address: str) -> tuple[int, int]:
    match = _ADDRESS.fullmatch(address)
    if match is None:
        raise damaged("địa chỉ ô")
    number = 0
    for letter in match[1].upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    if not (1 <= int(match[2]) <= _ROWS and 1 <= number <= _COLUMNS):
        raise damaged("địa chỉ ô")
    return int(match[2]), number


def _address(row: int, column: int) -> str:
    letters = ""
    while column > 0:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def _whole(text: str | None, otherwise: int = 0) -> int:
    """A whole number of an attribute; ``otherwise`` when it is missing, damage when it is none."""
    if not text:
        return otherwise
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise damaged()
    return int(text)
