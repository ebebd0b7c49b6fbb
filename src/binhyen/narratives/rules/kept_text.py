"""Where in a file each part of a kept text stands: blocks as they are kept, and the place of a letter."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from binhyen.narratives.intake.narrative import Block, BlockKind, Cell

LONGEST_PLACE = 80
MOST_HEADINGS, MOST_TITLES = 200, 6
TOP = 600
"""Within so many letters from the beginning a text is called what it is."""
_BEFORE, _BEHIND = 120, 60
_SENTENCE_ENDS = (". ", "; ", "! ", "? ", "\n")


def kept_blocks(blocks: Iterable[Block]) -> list[list[Any]]:
    """Blocks as plain lists, in the order of the text."""
    return [
        [
            block.kind.value,
            block.start,
            block.end,
            block.place,
            block.level,
            block.table,
            [*map(list, block.cells)],
        ]
        for block in blocks
    ]


def blocks_of(kept: Iterable[Sequence[Any]]) -> tuple[Block, ...]:
    """Read back what :func:`kept_blocks` wrote."""
    return tuple(
        Block(BlockKind(kind), start, end, place, level, table, tuple(Cell(*cell) for cell in cells))
        for kind, start, end, place, level, table, cells in kept
    )


def block_at(blocks: Sequence[Block], at: int) -> Block | None:
    """The block in which a letter stands."""
    index = bisect_right(blocks, at, key=lambda block: block.start) - 1
    return blocks[index] if index >= 0 and at < blocks[index].end else None


def headings_of(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The headings among the blocks."""
    return tuple(block for block in blocks if block.kind is BlockKind.HEADING)


def headings_above(headings: Sequence[Block], at: int) -> list[Block]:
    """The headings under which a letter stands: the nearest, and of each higher level the last before; then the title.

    One that holds the letter itself is none. The title is what stands in capitals on top of the text.
    """
    behind = bisect_right(headings, at, key=lambda block: block.end)
    found: list[Block] = []
    for heading in reversed(headings[max(0, behind - MOST_HEADINGS) : behind]):
        if not found or heading.level < found[-1].level:
            found.append(heading)
    return found + [each for each in headings[: min(behind, MOST_TITLES)] if each.end <= TOP]


def place_of(blocks: Sequence[Block], at: int) -> str:
    """Where in the file a letter stands: "đoạn 12", "trang 3, bảng 1, dòng 4, cột 2"; empty where that is unknown."""
    block = block_at(blocks, at)
    if block is None:
        return ""
    cell = next((cell for cell in block.cells if cell.start <= at < cell.end), None)
    column = "" if cell is None else f", cột {cell.column}"
    return f"{block.place[: LONGEST_PLACE - len(column)]}{column}"


def stretch_around(text: str, blocks: Sequence[Block], start: int, end: int) -> tuple[int, int]:
    """The words around a figure that are quoted with it: of its own sentence or row, and no more than a few lines.

    Without them nobody can tell later what the number counted; with more of them the text itself would be kept.
    """
    block = block_at(blocks, start)
    floor, roof = (block.start, block.end) if block is not None and end <= block.end else (start, end)
    first, last = max(floor, start - _BEFORE), min(roof, end + _BEHIND)
    for mark in _SENTENCE_ENDS:
        if (cut := text.rfind(mark, first, start)) >= 0:
            first = cut + len(mark)
        if (cut := text.find(mark, end, last)) >= 0:
            last = cut + 1
    if first > floor and first == start - _BEFORE:  # no half words
        first = min(start, text.find(" ", first, start) + 1 or start)
    if last < roof and last == end + _BEHIND:
        last = max(end, text.rfind(" ", end, last))
    return first, last
