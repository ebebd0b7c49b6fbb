"""What does an official document consist of? Values that know nothing of paper, fonts or files.

Every text is given ready, in ordinary letters: capitals, closing signs, blanks for number and day, and the
numbers of annexes are the form's affair and are added when the document is composed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal

TextSize = Literal[11, 12, 13]


class Alignment(StrEnum):
    """How lines stand between their margins."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"
    JUSTIFIED = "justified"


@dataclass(frozen=True)
class Run:
    """Words of one look within a paragraph."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading; its text carries its own number.

    Level 1 is "I. TÌNH HÌNH" (set in capitals, bold), level 2 "1. Kết quả" (bold), level 3 "a) Ở cơ sở".
    """

    text: str
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the body. ``Paragraph.of("Toàn tỉnh có ", Run("148", bold=True), " xã.")``

    ``figures`` are keys of the figures that the text speaks of. They are opaque here and never printed; the
    sheet that traces figures to their sources reads them. ``keep_with_next`` keeps a paragraph that leads up to
    the next block from standing last on a page, as headings never do.
    """

    runs: tuple[Run, ...]
    figures: tuple[str, ...] = ()
    keep_with_next: bool = False

    @classmethod
    def of(cls, *pieces: str | Run, figures: tuple[str, ...] = (), keep_with_next: bool = False) -> Paragraph:
        """A paragraph of plain words and runs."""
        runs = tuple(Run(piece) if isinstance(piece, str) else piece for piece in pieces)
        return cls(runs, figures, keep_with_next)

    @property
    def text(self) -> str:
        """The words without their looks."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Note:
    """A remark in small italics: a source, a reservation, what a figure does not count."""

    text: str


@dataclass(frozen=True)
class Column:
    """A column of a table: its title, its share of the table's width, how its body cells are aligned.

    A column is never narrower than its longest word or number, as long as all columns have room for theirs.
    """

    title: str
    share: float = 1
    alignment: Alignment = Alignment.LEFT


@dataclass(frozen=True)
class HeaderCell:
    """A cell of a table's header that may span columns and rows."""

    text: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Table:
    """A table over the whole width of the page. Its header is repeated on each page; no row is ever split.

    The last two rows, of which one may be the total, stand on one page.
    ``header`` replaces the one row of column titles where titles stand in groups: rows of cells from left to
    right, where a place that a cell from above spans is left out. ``unit`` is the line above the table's right
    edge ("Đơn vị tính: vụ"); ``total`` a last row in bold; ``notes`` lines below. ``text_size`` is in points.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    header: tuple[tuple[HeaderCell, ...], ...] = ()
    total: tuple[str, ...] | None = None
    unit: str = ""
    notes: tuple[str, ...] = ()
    text_size: TextSize = 12

    def __post_init__(self) -> None:
        for row in (*self.rows, *([self.total] if self.total is not None else [])):
            if len(row) != len(self.columns):
                raise ValueError(
                    f"a row of {len(row)} cells in a table of {len(self.columns)} columns: {row}"
                )
        self._check_header()

    @property
    def header_rows(self) -> tuple[tuple[HeaderCell, ...], ...]:
        """The header as given, or one row of the columns' titles."""
        return self.header or (tuple(HeaderCell(column.title) for column in self.columns),)

    def header_starts(self) -> tuple[tuple[int, ...], ...]:
        """The column at which each header cell begins, row by row, once spans from above are stepped over."""
        free_from = [0] * len(self.columns)  # the first header row in which a column is free again
        starts = []
        for number, row in enumerate(self.header_rows):
            row_starts = []
            column = 0
            for cell in row:
                while column < len(free_from) and free_from[column] > number:
                    column += 1
                row_starts.append(column)
                for spanned in range(column, min(column + cell.columns, len(free_from))):
                    free_from[spanned] = number + cell.rows
                column += cell.columns
            starts.append(tuple(row_starts))
        return tuple(starts)

    def _check_header(self) -> None:
        rows, width = self.header_rows, len(self.columns)
        covered: list[tuple[int, int]] = []
        for number, (row, starts) in enumerate(zip(rows, self.header_starts(), strict=True)):
            for cell, start in zip(row, starts, strict=True):
                covered += [
                    (number + down, start + across)
                    for down in range(cell.rows)
                    for across in range(cell.columns)
                ]
        if sorted(covered) != [(row, column) for row in range(len(rows)) for column in range(width)]:
            raise ValueError(f"the header does not cover its {len(rows)} rows of {width} columns once each")


@dataclass(frozen=True)
class Picture:
    """A drawing with its title above and its source below.

    ``svg`` is what it is drawn from in every renderer; ``description`` says in words what it shows, for those who
    cannot see it. ``width`` is its share of the text's width. Pictures are numbered through the document
    ("Biểu đồ 1.") when it is composed.
    """

    svg: str
    title: str
    source: str
    description: str
    width: float = 1


Block = Heading | Paragraph | Table | Note | Picture


@dataclass(frozen=True)
class Header:
    r"""Who issues the document, under which number, where and when.

    ``issuing_body`` and ``parent_body`` are names in ordinary letters ("Ban Chỉ đạo … tỉnh Phú Thọ"). Long names
    are broken into even lines; a no-break space keeps two words together ("Tổ\N{NO-BREAK SPACE}quốc").
    ``mark`` is what follows the number ("BC-BCĐ"). A missing ``number`` or ``day`` leaves a blank to be filled
    in by whoever signs or by the document system; ``year`` is printed beside the blank day. Numbers are given
    after signing (Nghị định 30/2020/NĐ-CP, Điều 15), so a number is set here only when it is known.
    """

    issuing_body: str
    mark: str
    place: str
    parent_body: str = ""
    number: int | None = None
    day: date | None = None
    year: int | None = None


@dataclass(frozen=True)
class Signature:
    """Who signs, and by which authority (Nghị định 30/2020/NĐ-CP, Điều 13).

    ``authority`` holds lines such as "TM. BAN CHỈ ĐẠO", ``posts`` such as "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN".
    ``office_posts`` stand below the space for the signature, where a body without a seal of its own signs with
    the seal of its member's office. An empty ``name`` leaves its line to be filled in.
    """

    authority: tuple[str, ...]
    posts: tuple[str, ...]
    name: str = ""
    office_posts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Annex:
    """An annex with its own page numbers. ``reference`` replaces "(Kèm theo Báo cáo số …)" if given."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = True
    reference: str = ""


@dataclass(frozen=True)
class OfficialDocument:
    """A report, plan, notice or letter in the form of Nghị định 30/2020/NĐ-CP.

    ``type_name`` in ordinary letters ("Báo cáo"); ``subject`` is the trích yếu. A letter (công văn) has no type name:
    its subject stands below the number as "V/v …", and it has addressees. ``addressees`` make "Kính gửi";
    ``grounds`` the lines "Căn cứ …". ``recipients`` are the lines of "Nơi nhận" without dash and closing sign;
    the last one names the archive ("Lưu: VT, PV01"). ``composed_at``, with its zone, is the time that the file
    states as its own: the same document makes the same bytes.
    """

    header: Header
    type_name: str
    subject: str
    body: tuple[Block, ...]
    signature: Signature
    recipients: tuple[str, ...]
    composed_at: datetime
    addressees: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()

    def __post_init__(self) -> None:
        if self.composed_at.tzinfo is None:
            raise ValueError("composed_at must state its time zone")
        if self.is_letter and not self.addressees:
            raise ValueError("a letter is addressed to somebody")

    @property
    def is_letter(self) -> bool:
        """Whether it is a công văn, which has no type name."""
        return not self.type_name


@dataclass(frozen=True)
class WorkingNote:
    """A short note within an office. It is not issued: no number, no motto, no signature, no "Nơi nhận".

    ``unit`` is whose note it is, ``type_name`` ("Báo cáo nhanh") and ``subject`` stand above it; ``addressee`` makes
    "Kính gửi". ``composed_at`` as with an official document.
    """

    unit: str
    type_name: str
    subject: str
    addressee: str
    body: tuple[Block, ...]
    composed_at: datetime

    def __post_init__(self) -> None:
        if self.composed_at.tzinfo is None:
            raise ValueError("composed_at must state its time zone")


Document = OfficialDocument | WorkingNote
