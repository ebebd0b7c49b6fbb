"""Reads a DOCX as prose: paragraphs, headings, list items and tables in the order of the page.

The package is opened and guarded by the machinery, which reads all of its words for the screening. Here its main part
is walked once more, for the order and the kind of its blocks. No tree is built.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from binhyen.machinery.formats.packages import Event, Package
from binhyen.machinery.formats.text import FileText
from binhyen.narratives.intake.lines import joined, kind_of
from binhyen.narratives.intake.narrative import BlockKind, NarrativeText, Source, Writing

_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# On no page (deleted, moved away, a second version for older programs), or in a place of its own.
_SKIPPED = frozenset({"del", "moveFrom", "Fallback", "txbxContent", "instrText", "delText"})
_LEFT_OUT = {
    "txbxContent": "khung chữ",
    "pic": "hình hoặc biểu đồ",
    "chart": "hình hoặc biểu đồ",
    "imagedata": "hình hoặc biểu đồ",
}
_APART = ("đầu trang", "chân trang", "ghi chú cuối trang", "ghi chú cuối văn bản", "bình luận")
_HEADING_STYLE = re.compile(r"(?:heading|tiêu đề|đề mục) ?([1-9])", re.IGNORECASE)
_WIDEST = 63
"""Columns of the widest table that Word knows."""


def read_word_prose(package: Package, everything: FileText) -> tuple[NarrativeText, frozenset[str]]:
    """The text of an opened DOCX, and the names of the fonts its runs ask for.

    ``everything`` is all that the file says, as the screening saw it: it tells what stands beside the text.
    """
    story = _Story(_styles(package))
    for event in package.events(package.main):
        story.take(event)
    left_out = [f"{count} {what}" for what, count in story.left_out.items()]
    said = [passage.place for passage in everything.body if any(map(str.isalpha, passage.text))]
    left_out += [what for what in _APART if any(place.startswith(what) for place in said)]
    told = (f"Không đọc số liệu trong: {', '.join(left_out)}.",) if left_out else ()
    return story.writing.narrative(Source.WORD, told), frozenset(story.fonts)


@dataclass(slots=True)
class _Style:
    based_on: str = ""
    level: int = 0
    item: bool = False


def _styles(package: Package) -> dict[str, _Style]:
    """What each style of paragraphs makes of them: a heading of a level, or a list item."""
    styles: dict[str, _Style] = {}
    style = _Style()
    for part in package.of_type("wordprocessingml.styles+xml"):
        for event in package.events(part):
            value = event.attributes.get("val", "") if event.what == "start" else ""
            if event.what != "start":
                continue
            if event.name == "style":
                style = styles.setdefault(event.attributes.get("styleId", ""), _Style())
            elif event.name == "name":
                named = _HEADING_STYLE.match(value)
                style.level = int(named[1]) if named else 1 if value == "Title" else style.level
                style.item = value.lower().startswith("list ")
            elif event.name == "basedOn":
                style.based_on = value
            elif event.name == "outlineLvl":
                style.level = _level(value)
            elif event.name == "numPr":
                style.item = True
    return styles


def _level(outline: str) -> int:
    """The level of a heading, from 1; 0 for running text, which Word calls level nine."""
    return int(outline) + 1 if outline.isdecimal() and int(outline) < 9 else 0


@dataclass(slots=True)
class _Paragraph:
    number: int
    words: list[str] = field(default_factory=list)
    style: str = ""
    level: int | None = None
    item: bool = False


@dataclass(slots=True)
class _Cell:
    column: int
    columns: int = 1
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Table:
    number: int
    row: int = 0
    cells: list[_Cell] = field(default_factory=list)


class _Story:
    """The main part of a document, from start to end. A table within a cell is part of that cell's words."""

    def __init__(self, styles: dict[str, _Style]) -> None:
        self.writing = Writing()
        self.fonts: set[str] = set()
        self.left_out: Counter[str] = Counter()
        self._styles = styles
        self._paragraphs: list[_Paragraph] = []
        self._counted = 0
        self._tables: list[_Table] = []
        self._skipping = 0
        self._in_run = self._hears = self._hidden = self._capitals = False

    def take(self, event: Event) -> None:
        """Go one step on."""
        if event.what == "text":
            if self._hears and not (self._skipping or self._hidden):
                self._paragraphs[-1].words.append(event.text.upper() if self._capitals else event.text)
        elif event.what == "start":
            if event.name in _LEFT_OUT and not self._skipping:
                self.left_out[_LEFT_OUT[event.name]] += 1
            if self._skipping or event.name in _SKIPPED:
                self._skipping += 1
            else:
                self._start(event.name, event.attributes)
        elif self._skipping:
            self._skipping -= 1
        else:
            self._end(event.name)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "p":
                self._counted += not self._tables
                self._paragraphs.append(_Paragraph(self._counted))
            case "tbl":
                outermost = not self._tables
                self._tables.append(_Table(self.writing.begin_table() if outermost else 0))
            case "r":
                self._in_run, self._hidden, self._capitals = True, False, False
            case _ if self._paragraphs:
                self._in_paragraph(name, attributes)
            case _ if self._tables:
                self._in_table(name, attributes)

    def _in_paragraph(self, name: str, attributes: dict[str, str]) -> None:
        paragraph, value = self._paragraphs[-1], attributes.get("val", "")
        match name:
            case "t":
                self._hears = True
            case "pStyle":
                paragraph.style = value
            case "outlineLvl":
                paragraph.level = _level(value)
            case "numPr":
                paragraph.item = True
            case "rFonts" if self._in_run:
                self.fonts.update(attributes.get(kind, "") for kind in ("ascii", "hAnsi"))
            case "vanish" if self._in_run:
                self._hidden = value not in ("0", "false", "off")
            case "caps" if self._in_run:
                self._capitals = value not in ("0", "false", "off")
            case _ if name in _SIGNS and self._in_run and not self._hidden:
                paragraph.words.append(_SIGNS[name])

    def _in_table(self, name: str, attributes: dict[str, str]) -> None:
        table, value = self._tables[-1], attributes.get("val", "")
        match name:
            case "tr":
                table.row += 1
                table.cells = []
            case "tc":
                above = table.cells[-1] if table.cells else _Cell(0)
                table.cells.append(_Cell(above.column + above.columns))
            case "gridSpan" if table.cells and value.isdecimal():
                table.cells[-1].columns = max(1, min(int(value), _WIDEST))

    def _end(self, name: str) -> None:
        match name:
            case "t":
                self._hears = False
            case "r":
                self._in_run = False
            case "p" if self._paragraphs:
                self._end_paragraph(self._paragraphs.pop())
            case "tr" if self._tables:
                self._end_row(self._tables[-1])
            case "tbl" if self._tables:
                self._tables.pop()

    def _end_paragraph(self, paragraph: _Paragraph) -> None:
        words = "".join(paragraph.words).strip()
        if self._tables:
            if self._tables[-1].cells:
                self._tables[-1].cells[-1].lines += words.split("\n") if words else []
        elif words:
            words = joined(words.split("\n"))
            kind, level = self._kind(paragraph, words)
            self.writing.add(kind, words, f"đoạn {paragraph.number}", level)

    def _end_row(self, table: _Table) -> None:
        cells = [(joined(cell.lines), cell.column, cell.columns) for cell in table.cells]
        if len(self._tables) == 1:
            self.writing.add_row(cells, f"bảng {table.number}, dòng {table.row}")
        elif self._tables[-2].cells:
            self._tables[-2].cells[-1].lines.append(" ".join(filter(None, (words for words, _, _ in cells))))

    def _kind(self, paragraph: _Paragraph, words: str) -> tuple[BlockKind, int]:
        """What the style says; where it says nothing, what the looks of the words say."""
        level, item = paragraph.level, paragraph.item
        for style in self._basis(paragraph.style):
            level = level or style.level
            item = item or style.item
        if level:
            return BlockKind.HEADING, level
        kind = kind_of(words)
        return (BlockKind.ITEM, 0) if item and kind[0] is BlockKind.PARAGRAPH else kind

    def _basis(self, name: str) -> Iterator[_Style]:
        """The style and those it is based on; a ring of styles ends."""
        seen = set[str]()
        while name in self._styles and name not in seen:
            seen.add(name)
            yield self._styles[name]
            name = self._styles[name].based_on
