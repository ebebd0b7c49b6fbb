"""What stands on the pages of a document, in order? The one content that every renderer sets.

All rules of the form that concern words are applied here: capitals, "./.", closing signs of lists, blanks,
numbers of annexes, breaks of long names. A renderer adds no word and leaves none out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from binhyen.foundations.vietnamese import nfc
from binhyen.machinery.formats.documents import form
from binhyen.machinery.formats.documents.blocks import (
    Annex,
    Block,
    Document,
    Heading,
    Note,
    OfficialDocument,
    Paragraph,
    Picture,
    Run,
    Table,
    WorkingNote,
)
from binhyen.machinery.formats.documents.form import END_MARK, Element, Look, TableLooks

# What may become a space: line breaks and tabs (a text is one line here), and blanks of odd widths. A no-break
# space is meant and stays.
_BLANKS = ("Cc", "Zl", "Zp", "Zs")
# Invisible signs that come along when text is copied, and codes that are no letters.
_NOTHING = ("Cf", "Cs", "Cn")
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Line:
    """One paragraph. A line feed within a run is a break that was set to balance the lines.

    ``before`` is space that this place asks for, in place of the look's own; ``stays`` keeps the line on the
    page of what follows.
    """

    look: Look
    runs: tuple[Run, ...]
    before: float | None = None
    stays: bool = False

    @property
    def text(self) -> str:
        """The words without looks and breaks."""
        return "".join(run.text for run in self.runs).replace("\n", " ")


@dataclass(frozen=True)
class Rule:
    """A thin line in the middle of its column, ``length`` points long, with space ``after`` it."""

    length: float
    after: float = 0


@dataclass(frozen=True)
class Boxes:
    """Rows of two boxes side by side, without borders; each row stays on one page."""

    widths: tuple[float, float]
    rows: tuple[tuple[tuple[Line | Rule, ...], tuple[Line | Rule, ...]], ...]


@dataclass(frozen=True)
class GridCell:
    """A header cell at its place in the grid."""

    text: str
    column: int
    columns: int
    rows: int


@dataclass(frozen=True)
class Grid:
    """A table with borders over the width of the page. Its widths are points and sum up to that width."""

    widths: tuple[float, ...]
    head: Look
    cells: tuple[Look, ...]  # one a column
    header: tuple[tuple[GridCell, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] | None


@dataclass(frozen=True)
class Drawing:
    """A picture in the middle of the page, ``width`` by ``height`` points; ``description`` is read in its stead."""

    svg: str
    description: str
    width: float
    height: float


Piece = Line | Rule | Boxes | Grid | Drawing


@dataclass(frozen=True)
class Part:
    """The main document or an annex: pages of one direction, numbered from 1, the first number hidden."""

    landscape: bool
    pieces: tuple[Piece, ...]

    @property
    def text_width(self) -> float:
        """The width between the margins, in points."""
        return _text_width(self.landscape)


@dataclass(frozen=True)
class Composition:
    """A document ready to be set."""

    title: str
    parts: tuple[Part, ...]

    def lines(self) -> Iterator[Line]:
        """Every line in the order in which it is read; cells of a table are lines of their own."""
        for part in self.parts:
            for piece in part.pieces:
                yield from _lines_of(piece)

    def looks(self) -> tuple[Look, ...]:
        """The looks of all elements of the form, and those of the tables that are there, each once."""
        grids = (piece for part in self.parts for piece in part.pieces if isinstance(piece, Grid))
        cells = (look for grid in grids for look in (grid.head, *grid.cells))
        return tuple(dict.fromkeys((*(element.value for element in Element), *cells)))


def compose(document: Document) -> Composition:
    """Lay out the words of ``document`` by the rules of the form."""
    document = _with_numbered_pictures(document)
    if isinstance(document, WorkingNote):
        return Composition(
            ready(f"{document.type_name} {document.subject}".strip()), (Part(False, tuple(_note(document))),)
        )
    main = Part(False, tuple(_main(document)))
    labels = form.annex_labels(len(document.annexes))
    annexes = tuple(
        Part(annex.landscape, tuple(_annex(annex, label, document)))
        for annex, label in zip(document.annexes, labels, strict=True)
    )
    return Composition(ready(_title(document)), (main, *annexes))


def _with_numbered_pictures(document: Document) -> Document:
    """The document with "Biểu đồ 1." and so on before the titles of its pictures, from the body into the annexes."""
    numbers = count(1)

    def numbered(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return tuple(
            replace(block, title=f"{form.PICTURE} {next(numbers)}. {block.title}")
            if isinstance(block, Picture)
            else block
            for block in blocks
        )

    body = numbered(document.body)
    if isinstance(document, WorkingNote):
        return replace(document, body=body)
    annexes = tuple(replace(annex, blocks=numbered(annex.blocks)) for annex in document.annexes)
    return replace(document, body=body, annexes=annexes)


def _title(document: OfficialDocument) -> str:
    if document.is_letter:
        return f"{form.LETTER} {form.about(document.subject)}"
    return f"{document.type_name} {document.subject}".strip()


def ready(text: str) -> str:
    """``text`` as it may stand in a file: one line, NFC, without invisible signs."""
    return nfc("".join(_fit(letter) for letter in nfc(text)))


def _fit(letter: str) -> str:
    kind = unicodedata.category(letter)
    if letter == NO_BREAK_SPACE:
        return letter
    if kind in _BLANKS:
        return " "
    return "" if kind in _NOTHING else letter


# The main document


# The right column is as wide as the longest place and day that is usual; Quốc hiệu takes 250 pt.
_HEADER_LEFT = 180.0
_SIGNATURE_LEFT = 205.0
# A letter has neither type name nor subject between its head and "Kính gửi".
_ABOVE_A_LETTER = 18.0


def _main(document: OfficialDocument) -> Iterator[Piece]:
    yield _header(document)
    if document.is_letter:
        first, *others = _addressees(document.addressees)
        yield replace(first, before=_ABOVE_A_LETTER)
        yield from others
    else:
        yield _line(Element.TYPE_NAME, document.type_name)
        yield from _with_rule(
            _line(Element.SUBJECT, document.subject, _text_width(False)), after=form.RULE_AFTER
        )
        yield from _addressees(document.addressees)
    for ground in form.listed(document.grounds):
        yield _line(Element.GROUND, ground)
    *pieces, last = _blocks(_ended(document.body), _text_width(False))
    yield from pieces
    # The signature never stands alone on a page: the last words go with it.
    yield replace(last, stays=True) if isinstance(last, Line) else last
    yield _closing(document)


def _note(note: WorkingNote) -> Iterator[Piece]:
    yield _line(Element.ISSUING_BODY, note.unit, _text_width(False))
    yield replace(_line(Element.TYPE_NAME, note.type_name), before=6)
    yield from _with_rule(_line(Element.SUBJECT, note.subject, _text_width(False)), after=form.RULE_AFTER)
    if note.addressee:
        yield replace(_line(Element.BODY, f"Kính gửi: {note.addressee.rstrip(' ;.')}"), stays=True)
    yield from _blocks(note.body, _text_width(False))


def _header(document: OfficialDocument) -> Boxes:
    header = document.header
    left, right = _HEADER_LEFT, _text_width(False) - _HEADER_LEFT
    parent = [_line(Element.PARENT_BODY, header.parent_body, left)] if header.parent_body else []
    motto = _line(Element.MOTTO, form.MOTTO)
    return Boxes(
        (left, right),
        (
            (
                (*parent, *_with_rule(_line(Element.ISSUING_BODY, header.issuing_body, left))),
                (
                    _line(Element.NATIONAL_NAME, form.NATIONAL_NAME),
                    motto,
                    Rule(motto.look.width(motto.text)),
                ),
            ),
            (
                (
                    _line(Element.NUMBER, form.number_line(header.number, header.mark)),
                    *(
                        [_line(Element.ABOUT, form.about(document.subject), left)]
                        if document.is_letter
                        else []
                    ),
                ),
                (_line(Element.PLACE_AND_DAY, form.date_line(header.place, header.day, header.year)),),
            ),
        ),
    )


def _with_rule(line: Line, after: float = 0) -> tuple[Line, Rule]:
    """A line and the rule below it, measured on the last of its lines."""
    last = "".join(run.text for run in line.runs).rsplit("\n", 1)[-1]
    return line, Rule(line.look.width(last) * form.RULE_SHARE, after)


def _addressees(addressees: tuple[str, ...]) -> Iterator[Line]:
    if len(addressees) == 1:
        yield _line(Element.ADDRESSEE, f"Kính gửi: {addressees[0].rstrip(' ;.')}")
    elif addressees:
        yield _line(Element.ADDRESSEES, "Kính gửi:")
        yield from (_line(Element.ADDRESSEE_LINE, f"- {name}") for name in form.listed(addressees))


def _closing(document: OfficialDocument) -> Boxes:
    signature = document.signature
    left, right = _SIGNATURE_LEFT, _text_width(False) - _SIGNATURE_LEFT
    recipients = document.recipients
    if document.addressees and (not recipients or recipients[0].strip(" -;.").lower() != "như trên"):
        recipients = ("Như trên", *recipients)
    names = [_line(Element.RECIPIENT, f"- {name}") for name in form.listed(recipients)]
    signer = [
        *(_line(Element.AUTHORITY, post, right) for post in signature.office_posts),
        _line(Element.SIGNER, signature.name),
    ]
    return Boxes(
        (left, right),
        (
            (
                (_line(Element.RECIPIENTS_TITLE, "Nơi nhận:"), *names) if names else (),
                (
                    *(
                        _line(Element.AUTHORITY, words, right)
                        for words in (*signature.authority, *signature.posts)
                    ),
                    replace(signer[0], before=form.SIGNATURE_SPACE),
                    *signer[1:],
                ),
            ),
        ),
    )


def _ended(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with "./." once, at their end."""
    *others, last = (_open(block) for block in blocks) if blocks else (Paragraph(()),)
    if not isinstance(last, Paragraph | Note):
        return (*others, last, Paragraph.of(END_MARK))
    return (*others, _closed(last))


def _open(block: Block) -> Block:
    """A block without "./.", in case a text was taken from a document that had ended there."""
    if isinstance(block, Note):
        return Note(_without_end_mark(block.text))
    if isinstance(block, Paragraph) and block.runs:
        *others, last = block.runs
        return replace(block, runs=(*others, replace(last, text=_without_end_mark(last.text))))
    return block


def _without_end_mark(text: str) -> str:
    bare = text.rstrip()
    return f"{bare.removesuffix(END_MARK).rstrip(' .')}." if bare.endswith(END_MARK) else text


def _closed(block: Paragraph | Note) -> Paragraph | Note:
    if isinstance(block, Note):
        return Note(block.text.rstrip(" .") + END_MARK)
    runs = list(block.runs)
    while runs and not runs[-1].text.rstrip(" ."):
        runs.pop()
    last = runs.pop() if runs else Run("")
    return replace(block, runs=(*runs, replace(last, text=last.text.rstrip(" .") + END_MARK)))


# Annexes


def _annex(annex: Annex, label: str, document: OfficialDocument) -> Iterator[Piece]:
    width = _text_width(annex.landscape)
    yield _line(Element.ANNEX, label)
    yield _line(Element.ANNEX_TITLE, annex.title, width)
    reference = annex.reference or form.reference_line(document.type_name, document.header)
    yield _line(Element.ANNEX_REFERENCE, reference, width)
    yield from _blocks(tuple(_open(block) for block in annex.blocks), width)


# Blocks


_HEADINGS = {1: Element.HEADING_1, 2: Element.HEADING_2, 3: Element.HEADING_3}
_AROUND_TABLES = 6.0


def _blocks(blocks: tuple[Block, ...], width: float) -> Iterator[Piece]:
    after_table = False
    for piece in (piece for block in blocks for piece in _block(block, width)):
        if after_table and isinstance(piece, Line):
            yield replace(piece, before=_AROUND_TABLES)
        else:
            if after_table:
                yield _line(Element.NOTE, "")  # Word joins tables that touch
            yield piece
        after_table = isinstance(piece, Grid)


def _block(block: Block, width: float) -> Iterator[Piece]:
    match block:
        case Heading():
            yield _line(_HEADINGS[block.level], block.text)
        case Paragraph():
            runs = tuple(replace(run, text=ready(run.text)) for run in block.runs)
            yield Line(Element.BODY.value, runs, stays=block.keep_with_next)
        case Note():
            yield _line(Element.NOTE, block.text)
        case Table():
            if block.unit:
                yield _line(Element.UNIT, block.unit)
            yield _grid(block, width)
            yield from (_line(Element.NOTE, note) for note in block.notes)
        case Picture():
            yield _line(Element.PICTURE_TITLE, block.title, width)
            yield _drawing(block, width)
            yield _line(Element.PICTURE_SOURCE, block.source)


_SIZE = re.compile(r'<svg[^>]* viewBox="0 0 ([\d.]+) ([\d.]+)"')
# Beside a drawing its title and its source stand on the page, at the worst below the head of an annex.
_AROUND_PICTURES = 190.0


def _drawing(picture: Picture, width: float) -> Drawing:
    """The picture as wide as it asks to be, and no higher than a page."""
    size = _SIZE.search(picture.svg)
    if size is None:
        raise ValueError("a picture states its size in its viewBox")
    high = float(size[2]) / float(size[1])
    page = form.PAGE_LONG if width < form.PAGE_SHORT else form.PAGE_SHORT
    room = page - form.MARGIN_TOP - form.MARGIN_BOTTOM - _AROUND_PICTURES
    wide = min(width * picture.width, room / high)
    return Drawing(picture.svg, ready(picture.description), wide, wide * high)


def _grid(table: Table, width: float) -> Grid:
    looks = TableLooks(table.text_size)
    head, cells = looks.head, tuple(looks.cell(column.alignment) for column in table.columns)
    header = tuple(
        tuple(
            GridCell(ready(cell.text), start, cell.columns, cell.rows)
            for cell, start in zip(row, starts, strict=True)
        )
        for row, starts in zip(table.header_rows, table.header_starts(), strict=True)
    )
    rows = tuple(tuple(ready(text) for text in row) for row in table.rows)
    total = None if table.total is None else tuple(ready(text) for text in table.total)

    needed = [0.0] * len(cells)
    for cell in (cell for header_row in header for cell in header_row if cell.columns == 1):
        needed[cell.column] = max(needed[cell.column], _widest_word(head, cell.text))
    bold = tuple(replace(look, bold=True) for look in cells)
    for looks_of_row, row in (*((cells, row) for row in rows), *([(bold, total)] if total else [])):
        for column, (look, text) in enumerate(zip(looks_of_row, row, strict=True)):
            needed[column] = max(needed[column], _widest_word(look, text))
    padding = 2 * form.CELL_PADDING_X + form.TABLE_BORDER
    shares = tuple(column.share for column in table.columns)
    widths = shared_out(width, shares, tuple(word + padding for word in needed))
    return Grid(widths, head, cells, header, rows, total)


def shared_out(width: float, shares: tuple[float, ...], needed: tuple[float, ...]) -> tuple[float, ...]:
    """``width`` divided by ``shares``, but each column as wide as it needs if they all can be.

    What a narrow column needs is taken from the others by their shares. Where all needs together are too
    much, the width is divided by the needs, and words are broken.
    """
    if sum(needed) >= width:
        return tuple(width * need / sum(needed) for need in needed)
    narrow: set[int] = set()
    while True:
        left = width - sum(needed[column] for column in narrow)
        free = sum(share for column, share in enumerate(shares) if column not in narrow)
        widths = [
            needed[column] if column in narrow else left * share / free for column, share in enumerate(shares)
        ]
        more = {column for column, wide in enumerate(widths) if wide < needed[column]}
        if not more:
            return tuple(widths)
        narrow |= more


def _widest_word(look: Look, text: str) -> float:
    return max((look.width(word) for word in text.split(" ")), default=0.0)


# Lines


def _line(element: Element, text: str, width: float | None = None) -> Line:
    """``text`` as one element of the form, broken into even lines where a ``width`` asks for it."""
    look = element.value
    words = ready(text)
    if look.upper:
        words = nfc(words.upper())
    if look.balanced and width is not None:
        words = "\n".join(form.broken_evenly(words, look, width))
    return Line(look, (Run(words),) if words else ())


def _text_width(landscape: bool) -> float:
    across = form.PAGE_LONG if landscape else form.PAGE_SHORT
    return across - form.MARGIN_LEFT - form.MARGIN_RIGHT


def _lines_of(piece: Piece) -> Iterator[Line]:
    match piece:
        case Line():
            yield piece
        case Boxes():
            for row in piece.rows:
                for box in row:
                    yield from (line for line in box if isinstance(line, Line))
        case Grid():
            for header_row in piece.header:
                yield from (Line(piece.head, (Run(cell.text),)) for cell in header_row)
            for cells in piece.rows:
                yield from _row_lines(piece, cells)
            if piece.total is not None:
                yield from _row_lines(piece, piece.total, bold=True)


def _row_lines(grid: Grid, row: tuple[str, ...], *, bold: bool = False) -> Iterator[Line]:
    return (Line(look, (Run(text, bold),)) for look, text in zip(grid.cells, row, strict=True))
