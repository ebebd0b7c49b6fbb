"""Reads plain text, and tells of a line by its looks alone whether it is a heading or an item of a list."""

from __future__ import annotations

import re
from collections.abc import Iterable

from binhyen.narratives.intake.narrative import CELL_BREAK, Block, BlockKind, Cell, Writing

LONGEST_HEADING = 160
_ROMAN = re.compile(
    r"(?:PHẦN|Phần|CHƯƠNG|Chương|MỤC|Mục)\s+(?:(?:THỨ|thứ)\s+\w+|[IVX]{1,5}|\d{1,2}|[A-Z])\b|[IVX]{1,5}[.)\-–]\s"
)
_ARABIC = re.compile(r"(?:\d{1,2}[.)]|\d{1,2}(?:\.\d{1,2}){1,3}[.)]?)\s+(?=[^\W\d_])")
_LETTER = re.compile(r"[a-zđ][.)]\s")
_MARK = re.compile(r"(?:[-–—+*•●▪◦·‣○■□✓➢❖]\s*(?=\S)|\(?(?:\d{1,2}|[a-zđ])\)\s)")
_ENDS = (".", ";", ",", "!", "?", "…")


def kind_of(line: str) -> tuple[BlockKind, int]:
    """What a line is, and of which level a heading: 1 for "I." and capitals, 2 for "1.", 3 for "a)".

    A numbered line that ends a sentence or holds a figure is an item, not a heading.
    """
    short = len(line) <= LONGEST_HEADING and not line.endswith(_ENDS)
    if short and (_ROMAN.match(line) or (line.isupper() and sum(map(str.isalpha, line)) > 3)):
        return BlockKind.HEADING, 1
    for number, level in ((_ARABIC, 2), (_LETTER, 3)):
        found = number.match(line)
        if found:
            says_a_figure = any(map(str.isdigit, line[found.end() :]))
            return (BlockKind.HEADING, level) if short and not says_a_figure else (BlockKind.ITEM, 0)
    return (BlockKind.ITEM, 0) if _MARK.match(line) else (BlockKind.PARAGRAPH, 0)


def is_numbered(line: str) -> bool:
    """Whether a line begins with the number of a heading or the mark of an item."""
    return any(mark.match(line) for mark in (_ROMAN, _ARABIC, _LETTER, _MARK))


def joined(lines: Iterable[str]) -> str:
    """Lines that were broken by hand within a paragraph or a cell, as they are to be read.

    A title or a label goes on in the next line; items and what follows the end of a sentence keep their own.
    """
    said = ""
    for line in filter(None, map(str.strip, lines)):
        new_line = said.endswith((".", ";", ":")) or is_numbered(line)
        said += ("\n" if new_line else " ") + line if said else line
    return said


def add_line(writing: Writing, line: str, place: str) -> None:
    """Add a line under the kind that its looks tell."""
    words = line.strip()
    kind, level = kind_of(words)
    writing.add(kind, words, place, level)


def blocks_of_lines(text: str) -> tuple[Block, ...]:
    """The blocks of a text that is kept letter by letter as it is. Linear in its length.

    A line with tabulators between words is a row, as tables become when they are pasted; lines of that kind on
    end are one table.
    """
    blocks, tables, row_above, start = list[Block](), 0, 0, 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        words = line.strip()
        if words:
            cells, place = _cells(line, start), f"dòng {number}"
            if len(cells) > 1:
                goes_on = tables > 0 and row_above == number - 1
                tables, row_above = tables + (not goes_on), number
                blocks.append(Block(BlockKind.ROW, cells[0].start, cells[-1].end, place, 0, tables, cells))
            else:
                begin = start + line.index(words[0])
                kind, level = kind_of(words)
                blocks.append(Block(kind, begin, begin + len(words), place, level))
        start += len(line)
    return tuple(blocks)


def _cells(line: str, start: int) -> tuple[Cell, ...]:
    """The cells of a line of a table; fewer than two where it is none."""
    fields = line.split(CELL_BREAK)
    if sum(map(bool, map(str.strip, fields))) < 2:
        return ()
    cells = list[Cell]()
    for column, field in enumerate(fields, 1):
        words = field.strip()
        begin = start + (field.index(words[0]) if words else 0)
        cells.append(Cell(begin, begin + len(words), column, 1))
        start += len(field) + len(CELL_BREAK)
    return tuple(cells)
