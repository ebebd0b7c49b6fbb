"""Reads an HTML page as prose: what stands around the text (menus, forms, scripts) is left out.

The page is parsed as a stream by libxml2, which follows no address and opens no file; no tree is built.
"""

from __future__ import annotations

import re
from codecs import lookup

from lxml import etree  # type: ignore[import-untyped]

from binhyen.machinery.formats.plain import decode
from binhyen.machinery.formats.text import Passage, Unreadable
from binhyen.narratives.intake.lines import joined, kind_of
from binhyen.narratives.intake.narrative import BlockKind, NarrativeText, Source, Writing
from binhyen.narratives.intake.refusals import damaged_html, not_unicode

_LEFT_OUT = re.compile(
    "script|style|noscript|template|head|nav|aside|footer|form|button|select|option|textarea|svg|math|"
    "iframe|object|embed|audio|video|canvas|dialog|menu"
)
_BLOCKS = re.compile(
    "p|div|section|article|main|header|blockquote|pre|address|figure|figcaption|caption|ul|ol|dl|dt|dd|"
    "center|h1|h2|h3|h4|h5|h6|li|table|thead|tbody|tfoot|tr|td|th|hr|body|html"
)
_HEADING = re.compile("h([1-6])")
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_DECLARED = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]{1,20})", re.IGNORECASE)
# What browsers and Word wrote Vietnamese pages in besides Unicode; letters beyond it stand as entities.
_TAKEN_CHARSETS = frozenset({"cp1258", "cp1252", "iso8859-1", "ascii"})
_EMPTY_LINE = re.compile(r"\n\s*\n")
_SPACES = re.compile(r"[^\S\u00a0]+")
_WIDEST = 100
_CHUNK = 64 * 1024


def read_html(data: bytes) -> tuple[NarrativeText, tuple[Passage, ...]]:
    """The text of a page, and its passages with their lines as they are broken on it, for the screening.

    Raises ``NotRead`` for a page whose letters are in none of the taken encodings.
    """
    page = _Page()
    # "iso-8859-1" and the like are found by name; what is fed is UTF-8, whatever the page says of itself.
    parser = etree.HTMLParser(target=page, encoding="utf-8", no_network=True, huge_tree=False)
    content = _decoded(data).encode("utf-8", "replace")
    try:
        for offset in range(0, len(content), _CHUNK):
            parser.feed(content[offset : offset + _CHUNK])
        parser.close()
    except (etree.LxmlError, ValueError, AssertionError) as trouble:
        raise damaged_html() from trouble
    page.end_text()
    left_out = ("Không đọc menu, biểu mẫu và phần ngoài nội dung của trang.",) if page.left_out else ()
    return page.writing.narrative(Source.HTML, left_out), tuple(page.drawn)


def _decoded(data: bytes) -> str:
    try:
        return decode(data)
    except Unreadable as trouble:
        if trouble.code != "not-unicode":
            raise
    declared = _DECLARED.search(data[:4096])
    try:
        charset = lookup(declared[1].decode()).name if declared else ""
        if charset in _TAKEN_CHARSETS:
            return data.decode(charset)
    except (LookupError, UnicodeDecodeError):
        pass
    raise not_unicode()


class _Row:
    def __init__(self) -> None:
        self.cells: list[tuple[str, int, int]] = []
        self.next_column = 1


class _Table:
    def __init__(self, number: int) -> None:
        self.number = number
        self.rows = 0
        self.row: _Row | None = None
        self.covered: dict[int, int] = {}
        """Column → rows below that a cell from above still covers."""


class _Page:
    """Takes the steps through a page, as lxml's parser calls them. A table within a cell is that cell's words."""

    def __init__(self) -> None:
        self.writing = Writing()
        self.drawn: list[Passage] = []
        self.left_out = False
        self._words: list[str] = []
        self._kind: tuple[BlockKind, int] | None = None
        self._paragraphs = 0
        self._tables: list[_Table] = []
        self._cell: tuple[int, int, int] | None = None  # column, columns, rows of the outermost open cell
        self._skipping: list[str] = []
        self._as_it_stands = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; what is left out swallows all that is within it."""
        if self._skipping or _is_left_out(name, attributes):
            self.left_out |= name in ("nav", "aside", "footer", "form")
            self._skipping.append(name)
            return
        if name == "br":
            self._words.append("\n")
        if not _BLOCKS.fullmatch(name):
            return
        if self._cell is not None and name not in ("td", "th", "tr") and name != "table":
            self._words.append("\n")
            return
        self._open(name, attributes)

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table":
            if self._cell is None:
                self.end_text()
            else:
                self._words.append("\n")
            self._tables.append(_Table(self.writing.begin_table() if not self._tables else 0))
        elif name in ("tr", "td", "th") and self._tables:
            if len(self._tables) > 1:
                self._words.append(" ")
            elif name == "tr":
                self._end_row()
                self._begin_row()
            else:
                self._end_cell()
                self._begin_cell(attributes)
        else:
            self.end_text()
            heading = _HEADING.fullmatch(name)
            # A paragraph within an item is that item's.
            if heading:
                self._kind = BlockKind.HEADING, int(heading[1])
            elif name == "li":
                self._kind = BlockKind.ITEM, 0
            self._as_it_stands += name == "pre"

    def end(self, name: str) -> None:
        """An element ends; libxml2 ends also what the page leaves open."""
        if self._skipping:
            self._skipping.pop()
        elif name == "table" and self._tables:
            if len(self._tables) == 1:
                self._end_row()
            self._tables.pop()
        elif name == "tr" and len(self._tables) == 1:
            self._end_row()
        elif name in ("td", "th") and len(self._tables) == 1:
            self._end_cell()
        elif _BLOCKS.fullmatch(name) and self._cell is None:
            self.end_text()
            self._kind = None
            self._as_it_stands -= name == "pre" and self._as_it_stands > 0

    def data(self, text: str) -> None:
        """Words, in pieces of any length."""
        if not self._skipping:
            self._words.append(text if self._as_it_stands else _SPACES.sub(" ", text))

    def comment(self, text: str) -> None:
        """Comments say nothing to a reader of the page."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Nor do instructions."""

    def doctype(self, name: str, public: str | None, system: str | None) -> None:
        """Nor does the type."""

    def close(self) -> None:
        """The end of the page; what is still open is closed by ``end_text``."""

    def end_text(self) -> None:
        """Write what was gathered since the last block began."""
        words, kind = "".join(self._words), self._kind
        self._words = []
        for part in words.split("\n") if self._as_it_stands else _EMPTY_LINE.split(words):
            lines = [_SPACES.sub(" ", line) for line in part.split("\n")]
            said = joined(lines)
            if said:
                self._paragraphs += 1
                place = f"đoạn {self._paragraphs}"
                told, level = kind or kind_of(said)
                self.writing.add(told, said, place, level)
                self.drawn.append(Passage(place, "\n".join(lines)))

    def _begin_row(self) -> None:
        self.end_text()
        table = self._tables[-1]
        table.rows += 1
        table.row = _Row()

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        table = self._tables[-1]
        if table.row is None:
            self._begin_row()
        row = table.row
        if row is None:
            return
        self._step_over(table, row)
        span = _number(attributes.get("colspan"))
        self._cell = row.next_column, span, _number(attributes.get("rowspan"))
        row.next_column += span
        self._words = []

    def _step_over(self, table: _Table, row: _Row) -> None:
        """Cells from above that reach down into this row stand in it without words."""
        while table.covered.get(row.next_column, 0) > 0:
            table.covered[row.next_column] -= 1
            row.cells.append(("", row.next_column, 1))
            row.next_column += 1

    def _end_cell(self) -> None:
        table = self._tables[-1]
        if self._cell is None or table.row is None:
            return
        column, columns, rows = self._cell
        lines = [_SPACES.sub(" ", line) for line in "".join(self._words).split("\n")]
        table.row.cells.append((joined(lines), column, columns))
        self.drawn.append(Passage(f"bảng {table.number}, dòng {table.rows}", "\n".join(lines)))
        for covered in range(column, column + columns):
            table.covered[covered] = rows - 1
        self._cell, self._words = None, []

    def _end_row(self) -> None:
        self._end_cell()
        table = self._tables[-1]
        if table.row is not None:
            self._step_over(table, table.row)
            self.writing.add_row(table.row.cells, f"bảng {table.number}, dòng {table.rows}")
            table.row = None


def _is_left_out(name: str, attributes: dict[str, str]) -> bool:
    return (
        bool(_LEFT_OUT.fullmatch(name))
        or "hidden" in attributes
        or attributes.get("role") in ("navigation", "search", "banner", "menu")
        or bool(_NOT_SHOWN.search(attributes.get("style", "")))
    )


def _number(written: str | None) -> int:
    """How many columns or rows a cell covers; 1 where nothing sensible is said."""
    return max(1, min(int(written), _WIDEST)) if written and written.isdecimal() else 1
