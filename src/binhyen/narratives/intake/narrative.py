"""What a report in prose says: one text, and where in it each paragraph, list item and cell stands."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple

from binhyen.narratives.intake.refusals import too_long
from binhyen.narratives.rules.tables import Cell, Table

__all__ = [
    "Block",
    "BlockKind",
    "Cell",
    "Masked",
    "NarrativeText",
    "Source",
    "Writing",
    "kept_letters",
    "tables_of",
]

# Fifteen hundred full pages; the longest yearly report of a province with its annexes has two hundred.
MAX_CHARACTERS = 3_000_000
MAX_BLOCKS = 100_000
CELL_BREAK = "\t"


class Source(StrEnum):
    """What the text was taken from."""

    WORD = "docx"
    PDF = "pdf"
    HTML = "html"
    PLAIN = "txt"
    PASTED = "pasted"


class BlockKind(StrEnum):
    """What stands by itself in a text."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, a list item or a row of a table: ``[start, end)`` in the text, in code points.

    ``place`` tells a reader where to look in the file ("đoạn 12", "trang 3, bảng 1, dòng 4"). ``level`` is that
    of a heading, from 1, else 0. ``table`` counts the tables of the text, from 1, and is 0 outside of one.
    """

    kind: BlockKind
    start: int
    end: int
    place: str
    level: int = 0
    table: int = 0
    cells: tuple[Cell, ...] = ()


class Masked(NamedTuple):
    """``[start, end)`` of the text is covered, sign by sign; ``what`` says by which rule."""

    start: int
    end: int
    what: str


@dataclass(frozen=True, slots=True)
class NarrativeText:
    """A text to be read for figures. ``text[block.start:block.end]`` is what the block says.

    Blocks come in the order of the text; between two of them there are line breaks alone. ``left_out`` says, in
    sentences for the sender, what the file holds besides and was not read.
    """

    source: Source
    text: str
    blocks: tuple[Block, ...]
    masked: tuple[Masked, ...] = ()
    left_out: tuple[str, ...] = ()

    def said(self, block: Block | Cell) -> str:
        """The words of a block or a cell."""
        return self.text[block.start : block.end]


def tables_of(blocks: Iterable[Block]) -> tuple[Table, ...]:
    """The tables among the blocks of a text, row by row, for whoever reads it."""
    rows = (block for block in blocks if block.table and block.cells)
    return tuple(
        Table(tuple(block.cells for block in of_one))
        for _table, of_one in groupby(rows, lambda each: each.table)
    )


def kept_letters(text: str) -> str:
    """The text as it is kept: composed, with plain line ends, without signs that nobody sees.

    Places in a narrative that came from a file refer to this text.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFC", "".join(filter(_seen, text)) if _hides(text) else text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _hides(text: str) -> bool:
    return any(not _seen(sign) for sign in set(text))


def _seen(sign: str) -> bool:
    # Surrogates cannot be written to a file; format signs (Cf) hide in the middle of numbers.
    return unicodedata.category(sign) not in ("Cf", "Cs")


class Writing:
    """Puts a text together, block after block, and remembers where each one stands.

    Raises ``NotRead`` when the text becomes longer than one that is read here.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self.blocks: list[Block] = []
        self.tables = 0

    def add(self, kind: BlockKind, words: str, place: str, level: int = 0) -> None:
        """Add a paragraph, heading or item; nothing where there are no words."""
        words = kept_letters(words).strip()
        if words:
            start = self._write(words)
            self._add(Block(kind, start, self._length, place, level))

    def add_row(self, cells: Iterable[tuple[str, int, int]], place: str) -> None:
        """Add a row of the table that was begun last: words, first column and number of columns of each cell."""
        placed, pieces, at = list[Cell](), list[str](), self._length + bool(self._pieces)
        for words, column, columns in cells:
            words = kept_letters(words).strip().replace(CELL_BREAK, " ")
            placed.append(Cell(at, at + len(words), column, columns))
            pieces.append(words)
            at += len(words) + len(CELL_BREAK)
        if any(pieces):
            start = self._write(CELL_BREAK.join(pieces))
            self._add(
                Block(BlockKind.ROW, start, self._length, place, table=self.tables, cells=tuple(placed))
            )

    def begin_table(self) -> int:
        """The number of the table whose rows come next."""
        self.tables += 1
        return self.tables

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def narrative(self, source: Source, left_out: Sequence[str] = ()) -> NarrativeText:
        """What was written."""
        return NarrativeText(source, self.text, tuple(self.blocks), left_out=tuple(left_out))

    def _write(self, words: str) -> int:
        """Where the words begin."""
        if self._pieces:
            self._pieces.append("\n")
            self._length += 1
        start = self._length
        self._pieces.append(words)
        self._length += len(words)
        if self._length > MAX_CHARACTERS:
            raise too_long()
        return start

    def _add(self, block: Block) -> None:
        if len(self.blocks) >= MAX_BLOCKS:
            raise too_long()
        self.blocks.append(block)
