"""Reads DOCX documents: paragraphs, tables, text boxes, WordArt, headers, footers, notes, comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from binhyen.machinery.formats.leftovers import leftovers
from binhyen.machinery.formats.packages import Event, Package
from binhyen.machinery.formats.text import MAX_PASSAGES, FileText, Grid, Passage, too_much

# A full page of 13-point text holds about 3,000 characters. The page ends at a break, but a cover sheet or a
# break put before everything must not hide what follows; without any break it ends at twice a full page.
FIRST_PAGE_AT_LEAST = 2_000
FIRST_PAGE_AT_MOST = 6_000

_HEADS = {"wordprocessingml.header+xml": "đầu trang", "wordprocessingml.footer+xml": "chân trang"}
_NOTES = {
    "wordprocessingml.footnotes+xml": "ghi chú cuối trang",
    "wordprocessingml.endnotes+xml": "ghi chú cuối văn bản",
    "wordprocessingml.comments+xml": "bình luận",
}
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_word(package: Package) -> FileText:
    """Read an opened DOCX package; embedded files are left to the caller."""
    headers = [p for ending, place in _HEADS.items() for p in _part_passages(package, ending, place)]
    notes = [p for ending, place in _NOTES.items() for p in _part_passages(package, ending, place)]
    story = _Story()
    story.read(package.events(package.main))
    read_apart = {package.main}
    for ending in (*_HEADS, *_NOTES):
        read_apart.update(package.of_type(ending))
    rest = leftovers(package, read_apart)
    return FileText(
        "docx",
        tuple(headers),
        tuple(story.passages[: story.first_page]),
        (*headers, *story.passages, *notes, *rest),
    )


def _part_passages(package: Package, ending: str, place: str) -> Iterator[Passage]:
    for part in package.of_type(ending):
        story = _Story(place)
        story.read(package.events(part))
        yield from story.passages


@dataclass
class _Paragraph:
    number: int
    words: list[str] = field(default_factory=list)
    # Deleted in a tracked change, or the instruction of a field: not on the page, yet in the file.
    hidden: list[str] = field(default_factory=list)


@dataclass
class _Box:
    place: str
    lines: list[str] = field(default_factory=list)


@dataclass
class _Table:
    number: int
    grid: Grid = field(default_factory=Grid)
    row: int = 0
    column: int = 0
    span: int = 1


class _Story:
    """One run of text from start to end: the body, a header, the footnotes."""

    def __init__(self, place: str = "") -> None:
        self.passages: list[Passage] = []
        self.first_page = 0
        self._place = place
        self._paragraphs: list[_Paragraph] = []
        self._boxes: list[_Box] = []  # text boxes and cells that are open, innermost last
        self._tables: list[_Table] = []
        self._counted_paragraphs = 0
        self._counted_tables = 0
        self._characters = 0
        self._page_open, self._break_seen = True, False
        self._text_goes: list[str] | None = None
        self._in_run, self._capitals = False, False

    def read(self, events: Iterator[Event]) -> None:
        for event in events:
            if event.what == "text":
                if self._text_goes is not None:
                    self._text_goes.append(event.text.upper() if self._capitals else event.text)
            elif event.what == "start":
                self._start(event.name, event.attributes)
            else:
                self._end(event.name)
        self._close_page_if_full()
        if self._page_open:
            self.first_page = len(self.passages)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "p":
                self._counted_paragraphs += 1
                self._paragraphs.append(_Paragraph(self._counted_paragraphs))
            case "r":
                self._in_run, self._capitals = True, False
            case "caps" if self._in_run:
                self._capitals = attributes.get("val", "true") not in ("0", "false", "off")
            case "t" if self._paragraphs:
                self._text_goes = self._paragraphs[-1].words
            case "delText" | "instrText" if self._paragraphs:
                self._text_goes = self._paragraphs[-1].hidden
            case "txbxContent":
                number = self._paragraphs[-1].number if self._paragraphs else 0
                self._boxes.append(_Box(f"khung chữ ở {self._named(f'đoạn {number}')}"))
            case "textpath":
                self._add(Passage(f"chữ nghệ thuật ở {self._here()}", attributes.get("string", "")))
            case "docPr":
                for attribute in ("descr", "title"):
                    self._add(Passage(f"mô tả hình ở {self._here()}", attributes.get(attribute, "")))
            case "tbl":
                self._counted_tables += 1
                self._tables.append(_Table(self._counted_tables))
            case "tr" if self._tables:
                self._tables[-1].row += 1
                self._tables[-1].column = 0
            case "tc" if self._tables:
                table = self._tables[-1]
                table.column, table.span = table.column + 1, 1
                cell = f"bảng {table.number}, dòng {table.row}, cột {table.column}"
                self._boxes.append(_Box(self._named(cell)))
            case "gridSpan" if self._tables:
                value = attributes.get("val", "")
                # Word's widest table has 63 columns.
                self._tables[-1].span = min(int(value), 63) if value.isdecimal() and int(value) else 1
            case "lastRenderedPageBreak" | "pageBreakBefore":
                self._break_page()
            case "br" if attributes.get("type") == "page":
                self._break_page()
            case _ if name in _SIGNS and self._in_run and self._paragraphs:
                self._paragraphs[-1].words.append(_SIGNS[name])

    def _end(self, name: str) -> None:
        match name:
            case "t" | "delText" | "instrText":
                self._text_goes = None
            case "r":
                self._in_run, self._capitals = False, False
            case "sectPr" if self._paragraphs:
                self._break_page()
            case "p" if self._paragraphs:
                self._end_paragraph(self._paragraphs.pop())
            case "txbxContent" if self._boxes:
                box = self._boxes.pop()
                self._add(Passage(box.place, "\n".join(box.lines)))
            case "tc" if self._tables and self._boxes:
                cell, table = self._boxes.pop(), self._tables[-1]
                text = "\n".join(cell.lines).strip()
                covered = range(table.column, table.column + table.span)
                above, before = table.grid.context(table.row, table.column, text, covered)
                self._add(Passage(cell.place, text, above, before))
                table.column += table.span - 1
            case "tbl" if self._tables:
                self._tables.pop()

    def _end_paragraph(self, paragraph: _Paragraph) -> None:
        place = self._named(f"đoạn {paragraph.number}")
        text = "".join(paragraph.words)
        if self._boxes:
            self._boxes[-1].lines.append(text)
        else:
            self._add(Passage(place, text))
        self._add(Passage(f"chữ ẩn ở {place}", "".join(paragraph.hidden)))

    def _add(self, passage: Passage) -> None:
        if not passage.text.strip():
            return
        self._close_page_if_full()
        if len(self.passages) >= MAX_PASSAGES:
            raise too_much()
        self.passages.append(passage)
        self._characters += len(passage.text)

    def _break_page(self) -> None:
        self._break_seen = True
        self._close_page_if_full()

    def _close_page_if_full(self) -> None:
        enough = FIRST_PAGE_AT_LEAST if self._break_seen else FIRST_PAGE_AT_MOST
        if self._page_open and self._characters >= enough:
            self._page_open = False
            # What is being read with words in it already began on this page.
            begun = any(p.words for p in self._paragraphs) or any(b.lines for b in self._boxes)
            self.first_page = len(self.passages) + begun

    def _here(self) -> str:
        return self._named(f"đoạn {self._counted_paragraphs}")

    def _named(self, place: str) -> str:
        return f"{self._place}, {place}" if self._place else place
