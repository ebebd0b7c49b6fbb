"""Pages of lines, as they stand beside and below each other → paragraphs and tables.

A PDF knows neither: it puts words at places. What comes in is a page as lines of signs whose columns tell where
words stand, with empty lines for wider gaps. What goes out are paragraphs whose lines are joined, and rows of tables
whose cells are: wide gaps within lines tell columns, and capitals, numbers and gaps tell where a row begins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple, TypeAlias

from binhyen.narratives.intake.lines import add_line, is_numbered
from binhyen.narratives.intake.narrative import Writing

_PAGE_NUMBER = re.compile(r"(?:[Tt]rang\s*)?[-–]?\s*\d{1,4}\s*(?:[-–]|[/|]\s*\d{1,4})?")
_GAP = re.compile(r"[^\S\u00a0]+")
"""Spaces that must not be broken are signs of a line: blanks to be filled in by hand are made of them."""
_SPACES = re.compile(r"\s+")
_WORDS = re.compile(r"\S+")
_WITHIN_A_NUMBER = re.compile(r"(?<=\d[-/])\n(?=\d)")
_ORDINAL = re.compile(r"S?TT|Stt")
_ENUMERATOR = re.compile(r"(?:[IVX]{1,5}|[A-Z])[.)]?")
_LONGEST_HEADER = 15
_COLUMNS_IN_A_TIGHT_LINE = 3
_OVER = 0.6
_REST_OF_A_LABEL = 20
_MARK = re.compile(r"[-–+•*●]|\(?\w{1,4}[.)]")
_NUMBER = re.compile(r"[-–+(]?\d[\d.,/%\s]*\)?|[-–x×]")
_SENTENCE_ENDS = (".", "!", "?", ".”")
_TERMINAL = (".", ":", ";", "!", "?", "./.")
_INDENT = 3
_FULL = 0.75
"""A line that reaches this far of the width may go on in the next one."""
_SLACK = 4
"""Where another word had room behind the end of a sentence, so ended the paragraph; places of signs are rounded."""


_Bands: TypeAlias = list[tuple[int, int]]


class _Segment(NamedTuple):
    """Words of a line without a wide gap, and the columns of signs where they stand."""

    start: int
    end: int
    words: str
    drawn: str
    """The words as they stand, with all their spaces."""

    def parts(self) -> list[tuple[int, int, str]]:
        """The single words and the columns of signs where each stands."""
        return [
            (self.start + each.start(), self.start + each.end(), each[0])
            for each in _WORDS.finditer(self.drawn)
        ]


@dataclass(frozen=True, slots=True)
class _Line:
    segments: tuple[_Segment, ...]
    gap: int
    """Empty lines above it."""

    @property
    def start(self) -> int:
        return self.segments[0].start

    @property
    def end(self) -> int:
        return self.segments[-1].end

    @property
    def words(self) -> str:
        return " ".join(segment.words for segment in self.segments)

    @property
    def lone(self) -> bool:
        return len(self.segments) == 1


def write_pages(writing: Writing, pages: Sequence[str]) -> None:
    """Write the text of the pages. Linear in the number of lines."""
    read = [_lines(page) for page in pages]
    running = _running(read)
    paragraph = _Paragraph(writing)
    for number, lines in enumerate(read, 1):
        if lines and number > 1 and lines[0].words in running:
            lines = lines[1:]
        if lines and lines[-1].words in running:
            lines = lines[:-1]
        _write_page(writing, paragraph, _without_page_number(lines), number)
    paragraph.close()


def _write_page(writing: Writing, paragraph: _Paragraph, lines: Sequence[_Line], page: int) -> None:
    paragraph.begin_page(page, lines)
    at = tables = 0
    while at < len(lines):
        end = _end_of_table(lines, at)
        if end == at:
            paragraph.take(lines[at])
            at += 1
            continue
        paragraph.close()
        tables += 1
        writing.begin_table()
        for row, cells in enumerate(_rows(lines[at:end]), 1):
            writing.add_row(cells, f"trang {page}, bảng {tables}, dòng {row}")
        at = end


# ---- lines -------------------------------------------------------------------------------------------


def _lines(page: str) -> list[_Line]:
    lines, gap = list[_Line](), 0
    for text in page.split("\n"):
        if text.strip():
            lines.append(_Line(tuple(_segments(text)), gap))
            gap = 0
        else:
            gap += 1
    return lines


def _segments(text: str) -> list[_Segment]:
    """Cut a line at its wide gaps. In a line that is stretched to the margin all gaps are somewhat wide."""
    text = text.rstrip()
    gaps = [found for found in _GAP.finditer(text) if found.start() > 0]
    widths = [found.end() - found.start() for found in gaps]
    least = min(widths, default=1)
    wide = max(3, 2 * least + 1) if least > 1 and max(widths) <= 2 * least + 1 else 3
    segments, start = list[_Segment](), len(text) - len(text.lstrip())
    for found, width in zip(gaps, widths, strict=True):
        between_numbers = (
            width == 2 and least == 1 and text[found.start() - 1].isdigit() and text[found.end()].isdigit()
        )
        behind_ordinal = not segments and len(widths) > 1 and _ORDINAL.fullmatch(text, start, found.start())
        if width >= wide or between_numbers or (behind_ordinal and max(widths) >= wide):
            segments.append(_segment(text, start, found.start()))
            start = found.end()
    segments.append(_segment(text, start, len(text)))
    if len(segments) == 2 and _MARK.fullmatch(segments[0].words) and not _NUMBER.fullmatch(segments[1].words):
        # "I.    TÌNH HÌNH": a tabulator behind the number of a heading makes no table.
        return [_segment(text, segments[0].start, segments[1].end)]
    return segments


def _segment(text: str, start: int, end: int) -> _Segment:
    return _Segment(start, end, _SPACES.sub(" ", text[start:end]), text[start:end])


def _without_page_number(lines: list[_Line]) -> list[_Line]:
    """The lines without a number that stands alone at the top or at the foot."""
    for at in (0, -1):
        if lines and lines[at].lone and _PAGE_NUMBER.fullmatch(lines[at].words):
            del lines[at]
    return lines


def _running(pages: Sequence[Sequence[_Line]]) -> frozenset[str]:
    """The words that stand first or last on most pages: running titles."""
    ends = Counter[str]()
    for lines in pages:
        ends.update({line.words for line in (*lines[:1], *lines[-1:]) if line.lone})
    most = max(3, len(pages) * 0.6)
    return frozenset(words for words, count in ends.items() if count >= most)


# ---- paragraphs ---------------------------------------------------------------------------------------


class _Paragraph:
    """Joins lines to paragraphs, over the ends of pages too."""

    def __init__(self, writing: Writing) -> None:
        self._writing = writing
        self._lines: list[_Line] = []
        self._place = ""
        self._page = self._counted = 0
        self._margin = self._width = self._right = self._usual_gap = 0
        self._new_page = False

    def begin_page(self, page: int, lines: Sequence[_Line]) -> None:
        """The margins and the usual distance of lines of the next page."""
        lone = [line for line in lines if line.lone]
        self._page, self._counted, self._new_page = page, 0, True
        self._width = max((line.end for line in lines), default=0)
        self._right = max((line.end for line in lone), default=0)
        full = [line.start for line in lone if line.end >= _FULL * self._width]
        self._margin = min(full or [line.start for line in lines], default=0)
        gaps = Counter(line.gap for line in lone[1:])
        self._usual_gap = gaps.most_common(1)[0][0] if gaps else 0

    def take(self, line: _Line) -> None:
        """Add a line to the paragraph that is open, or begin another with it."""
        if self._lines and self._begins_another(line):
            self.close()
        if not self._lines:
            self._counted += 1
            self._place = f"trang {self._page}, đoạn {self._counted}"
        self._lines.append(line)
        self._new_page = False

    def close(self) -> None:
        """Write the open paragraph, if there is one."""
        if self._lines:
            words = "\n".join(line.words for line in self._lines)
            add_line(self._writing, _WITHIN_A_NUMBER.sub("", words).replace("\n", " "), self._place)
            self._lines = []

    def _begins_another(self, line: _Line) -> bool:
        first, above = self._lines[0], self._lines[-1]
        if is_numbered(line.words):
            return True
        words = line.words.lstrip("\"“'‘(")
        goes_on_in_words = words[:1].islower()
        ended = above.words.endswith(_TERMINAL)
        first_word = line.words.partition(" ")[0]
        had_room = above.end + len(first_word) + _SLACK < self._right
        above_is_full = above.end >= _FULL * self._width and not (
            had_room and above.words.endswith(_SENTENCE_ENDS)
        )
        if self._new_page:
            return not (
                above_is_full and line.start < self._margin + _INDENT and (goes_on_in_words or not ended)
            )
        if line.gap > self._usual_gap and not (goes_on_in_words and above_is_full and not ended):
            return True
        if not above_is_full:
            return ended or not (goes_on_in_words or _is_title(above, line))
        hanging = is_numbered(first.words) and line.start > first.start
        return line.start >= self._margin + _INDENT and not hanging and (ended or not goes_on_in_words)


def _is_title(above: _Line, line: _Line) -> bool:
    """Whether two short lines are one title: set around the same middle, in capitals both or neither."""
    return (
        abs(above.start + above.end - line.start - line.end) <= 6
        and above.start != line.start
        and above.words.isupper() == line.words.isupper()
        and not is_numbered(above.words)
    )


# ---- tables -------------------------------------------------------------------------------------------


def _end_of_table(lines: Sequence[_Line], at: int) -> int:
    """Where the table ends that begins at this line; ``at`` itself where none does."""
    if lines[at].lone:
        return at
    end, starts = at + 1, {segment.start for segment in lines[at].segments}
    while end < len(lines):
        line = lines[end]
        if line.lone and not _is_within(lines, end, starts):
            break
        starts.update(segment.start for segment in line.segments)
        end += 1
    return end


def _is_within(lines: Sequence[_Line], at: int, starts: set[int]) -> bool:
    """Whether a line of one segment is the second line of a cell."""
    line = lines[at]
    followed = at + 1 < len(lines) and not lines[at + 1].lone and lines[at + 1].gap == 0
    if followed and line.gap == 0 and _columns_met(line, lines[at - 1]) >= _COLUMNS_IN_A_TIGHT_LINE:
        return True
    if line.gap > 1 or is_numbered(line.words):
        return False
    above = lines[at - 1]
    under_a_cell = any(
        (segment.start - 1 <= line.start and line.end <= segment.end + _INDENT + 9)
        or abs(segment.start - line.start) <= 1
        for segment in above.segments
    )
    if line.words[:1].islower() and line.gap == 0 and (under_a_cell or _near(line.start, starts)):
        return line.end - line.start < 70
    followed = at + 1 < len(lines) and not lines[at + 1].lone and lines[at + 1].gap == 0
    return (
        followed
        and line.gap == 0
        and line.end - line.start < 60
        and (under_a_cell or _near(line.start, starts))
    )


def _columns_met(line: _Line, above: _Line) -> int:
    """How many cells of the line above have a word of this one below their middle: a header set tightly."""
    middles = [(segment.start + segment.end) / 2 for segment in above.segments]
    parts = [part for segment in line.segments for part in segment.parts()]
    return sum(any(start - 1 <= middle <= end + 1 for start, end, _ in parts) for middle in middles)


def _near(start: int, starts: set[int]) -> bool:
    return not starts.isdisjoint(range(start - 2, start + 3))


@dataclass(slots=True)
class _Row:
    gap: int
    words: dict[int, list[str]] = field(default_factory=dict)
    spans: dict[int, int] = field(default_factory=dict)

    def add(self, column: int, columns: int, words: str) -> None:
        self.words.setdefault(column, []).append(words)
        self.spans[column] = max(columns, self.spans.get(column, 1))

    def join(self, other: _Row) -> None:
        """Put the words of a line below under those of this one."""
        for column, lines in other.words.items():
            for words in lines:
                self.add(column, other.spans[column], words)

    @property
    def has_numbers(self) -> bool:
        return any(_NUMBER.fullmatch(words[0]) for words in self.words.values())


def _rows(lines: Sequence[_Line]) -> list[list[tuple[str, int, int]]]:
    """The rows of a table: words, first column and number of columns of each cell."""
    bands = _bands(lines)
    header = _length_of_header(lines)
    rows, waiting = _header([_placed(line, bands, _below_middles) for line in lines[:header]]), list[_Row]()
    for line in lines[header:]:
        row = _placed(line, bands, _overlapped)
        if not row.has_numbers and len(row.words) < len(bands):
            last = waiting[-1] if waiting else rows[-1] if rows else None
            if last is not None and row.gap == 0 and _goes_on(last, row):
                last.join(row)
            else:
                waiting.append(row)
            continue
        if waiting and row.gap == 0 and _completes(waiting[-1], row):
            above = waiting.pop()
            above.join(row)
            row = above
        if len(waiting) == 1 and rows and _is_rest(rows[-1], waiting[0]):
            rows[-1].join(waiting.pop())
        rows += [*waiting, row]
        waiting.clear()
    return [
        [(" ".join(words), column + 1, row.spans[column]) for column, words in sorted(row.words.items())]
        for row in (*rows, *waiting)
    ]


def _length_of_header(lines: Sequence[_Line]) -> int:
    """How many lines stand above the first one with numbers; none if that is not what a header looks like."""
    for at, line in enumerate(lines):
        if any(_NUMBER.fullmatch(segment.words) for segment in line.segments):
            return at if at <= _LONGEST_HEADER else 0
        if at and _ENUMERATOR.fullmatch(line.segments[0].words):
            return at
    return 0


def _header(rows: Sequence[_Row]) -> list[_Row]:
    """The lines of a header as rows: what spans columns by itself, then the titles of all columns as one.

    Titles of columns stand at the middle of their height, so no line of them is a row.
    """
    groups = [row for row in rows if any(span > 1 for span in row.spans.values())]
    titles = _Row(0)
    for row in rows:
        if row not in groups:
            titles.join(row)
    return [*groups, titles] if titles.words else groups


def _bands(lines: Sequence[_Line]) -> _Bands:
    """The columns of signs that each column of the table takes, as the rows of numbers with most cells tell them."""
    told = [line for line in lines if any(_NUMBER.fullmatch(segment.words) for segment in line.segments)]
    told = told if len(told) > 1 else list(lines)
    counts = Counter(len(line.segments) for line in told)
    enough = max(2, len(told) // 8)
    most = max((count for count, times in counts.items() if times >= enough), default=max(counts))
    spans = sorted(
        (segment.start, segment.end)
        for line in told
        if len(line.segments) >= most
        for segment in line.segments
    )
    bands = [spans[0]]
    for start, end in spans[1:]:
        if start <= bands[-1][1]:
            bands[-1] = bands[-1][0], max(end, bands[-1][1])
        else:
            bands.append((start, end))
    return bands


def _cut(segment: _Segment, bands: _Bands) -> list[_Segment]:
    """A segment in its parts where narrow gaps, all of them between columns, make several cells look like one."""
    touched = [band for band in bands if segment.start < band[1] and band[0] < segment.end]
    if len(touched) < 2:
        return [segment]
    cells: dict[tuple[int, int], list[tuple[int, int, str]]] = {}
    for start, end, word in segment.parts():
        band = min(touched, key=lambda each: abs(each[0] + each[1] - start - end))
        cells.setdefault(band, []).append((start, end, word))
    if len(cells) != len(touched):
        return [segment]
    fits = all(band[0] - 1 <= parts[0][0] and parts[-1][1] <= band[1] + 1 for band, parts in cells.items())
    numbers = all(
        _NUMBER.fullmatch(" ".join(part[2] for part in parts)) for parts in list(cells.values())[1:]
    )
    if not fits or (len(cells) < _COLUMNS_IN_A_TIGHT_LINE and not numbers):
        return [segment]
    return [
        _Segment(parts[0][0], parts[-1][1], words := " ".join(part[2] for part in parts), words)
        for parts in cells.values()
    ]


def _placed(line: _Line, bands: _Bands, columns: Callable[[_Segment, _Bands], list[int]]) -> _Row:
    """The words of a line under their columns; what reaches over several stands in the first of them."""
    row = _Row(line.gap)
    for segment in chain.from_iterable(_cut(segment, bands) for segment in line.segments):
        touched = columns(segment, bands) or [
            min(range(len(bands)), key=lambda at: abs(sum(bands[at]) - segment.start - segment.end))
        ]
        row.add(touched[0], touched[-1] - touched[0] + 1, segment.words)
    return row


def _overlapped(segment: _Segment, bands: _Bands) -> list[int]:
    """The columns that words stand in: the one they share most with, and what they cover besides."""
    overlaps = [min(end, segment.end) - max(start, segment.start) for start, end in bands]
    most = max(overlaps)
    if most <= 0:
        return []
    return [
        at
        for at, overlap in enumerate(overlaps)
        if overlap == most or overlap >= _OVER * (bands[at][1] - bands[at][0])
    ]


def _below_middles(segment: _Segment, bands: _Bands) -> list[int]:
    """The columns that a title stands over: it may be wider than the numbers below it and reach over the next."""
    touched = [at for at, (start, end) in enumerate(bands) if segment.start < end and start < segment.end]
    if len(touched) == 1:
        return touched
    return [at for at, (start, end) in enumerate(bands) if segment.start <= (start + end) / 2 <= segment.end]


def _goes_on(above: _Row, line: _Row) -> bool:
    """Whether the words of a line go on from those above it in the same columns."""
    for column, words in line.words.items():
        over = above.words.get(column)
        starts_anew = not (words[0][:1].islower() or words[0].startswith(("(", "%")))
        if starts_anew and not (over and over[-1].endswith((",", "-", "–", "và", "/"))):
            return False
    return True


def _is_rest(above: _Row, line: _Row) -> bool:
    """Whether a short line that begins with a capital is the last word of the label above it ("tỉnh Phú", "Thọ")."""
    ((column, words), *others) = line.words.items()
    label = above.words.get(column, [""])[-1]
    return (
        not others
        and column > 0
        and line.gap == 0
        and len(words[0]) <= _REST_OF_A_LABEL
        and len(label) > len(words[0])
    )


def _completes(above: _Row, line: _Row) -> bool:
    """Whether a line with numbers goes on from a label above it: numbers stand at the middle of their row."""
    return all(column not in line.words or line.words[column][0][:1].islower() for column in above.words)
