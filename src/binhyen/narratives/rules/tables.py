"""What does a number in a table tell? Its row says one half of it and the heading of its column the other.

Each row and column make a sentence of their own ("Tổ hòa giải: 37 tổ"), which is read as any other; equal ones are
read once. So the grammar knows nothing of tables, and what is here knows nothing of indicators.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from binhyen.narratives.rules.amounts import Comparator
from binhyen.narratives.rules.circumstances import Layout, periods_in, place_named
from binhyen.narratives.rules.figures import Figure
from binhyen.narratives.rules.kinds import Direction, Kind
from binhyen.narratives.rules.numerals import read_digits
from binhyen.narratives.rules.shadow import shadow_of

MOST_HEADERS = 4
"""Rows of headings; what goes on without a number is no table of numbers."""
LONGEST_NAME = 160  # letters of a heading or a label that are looked at
_STANDS_IN = 37
"""Stands where any number may stand, in the sentences that are read once for many cells."""
_SOME_YEAR = 1900
"""Where none is known, so that its quarters and months can be told apart."""
_BAR = " | "
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_NUMBER = re.compile(
    r"(?P<sign>[+\-−–] ?)?(?P<bound>[<>≤≥] ?)?"
    r"(?P<digits>[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+(?:[.,][0-9]+)?)"
    r" ?(?P<percent>%)?(?P<mark>\*{1,3})?"
)
_TIMES = re.compile(
    r"ngày [0-9]{1,2}(?:[/\-.][0-9]{1,4}){1,2}|[0-9]{1,2}[/\-.][0-9]{1,2}[/\-.][0-9]{4}|[0-9]{1,2} ?(?:tháng|năm)"
    r"|(?:tháng|quý|đợt|kỳ|tuần) ?(?:[0-9]{1,2}|[ivx]+)(?: ?[/\-.] ?(?:19|20)[0-9]{2})?|(?:19|20)[0-9]{2}"
)
_ROW_NUMBER = re.compile(r"\(?(?:[0-9]{1,2}|[a-zđ])\)?(?: ?=.*)?")
_ORDINAL = re.compile(r"\(?(?:[0-9]{1,3}(?:\.[0-9]{1,2})*|[ivx]{1,5}|[a-zđ])[.)]?")
_ORDINAL_HEADING = re.compile(r"(?:stt|tt|số tt|số thứ tự|no)\.?")
_UNIT_HEADING = re.compile(r"(?:đơn vị(?: tính)?|đvt|đv tính|đ\.v\.t)\.?")
_NOTE_HEADING = re.compile(r"ghi chú|nhận xét|lý do|diễn giải|đánh giá")
_OF_UNITS = re.compile(
    r"(?:tên )?(?:các )?(?:xã|phường|đặc khu|thị trấn|đơn vị|địa phương|địa bàn|thôn|xóm|ấp|bản|buôn|khu|khối|"
    r"tổ dân phố|cơ quan|trường|huyện|quận|thị xã|tỉnh|thành phố|cụm|công an)\b"
)
_OF_INDICATORS = re.compile(
    r"chỉ tiêu|nội dung|tiêu chí|danh mục|hạng mục|nhiệm vụ|chỉ số|lĩnh vực|công việc|số liệu"
)
_TOTAL = re.compile(
    r"(?:tổng(?: cộng| số| toàn \w+)?|cộng|chung|toàn (?:tỉnh|thành phố|xã|phường|đặc khu|quốc|trường|huyện)|"
    r"(?:phần|khác|còn lại|chưa (?:phân|chia))\b.*)\W*"
)
"""Rows that are of no unit among those above."""
_UNIT_IN_BRACKETS = re.compile(r" ?\((?:đvt|đơn vị(?: tính)?)?:? ?(?P<unit>[^()]{1,24})\)\W*$")
_UNIT_ABOVE = re.compile(r"(?:đơn vị(?: tính)?|đvt) ?: ?(?P<unit>[^\W\d_]+(?: [^\W\d_]+){0,2}|%)")

_SHARE_OF_PLAN = re.compile(
    r"(?:đạt|so với|so|tỷ lệ|%)[^,;]{0,24}(?:kế hoạch|\bkh\b|chỉ tiêu|nghị quyết)|(?:kế hoạch|\bkh\b)[^,;]{0,8}%"
)
_PLANNED = re.compile(
    r"(?:số )?(?:kế hoạch|chỉ tiêu|mục tiêu|yêu cầu|phấn đấu|định mức|dự kiến|quy định|tiêu chuẩn|kh\b)"
)
_THRESHOLD = re.compile(r"(?:mức )?(?:yêu cầu|quy định|tiêu chuẩn|định mức|ngưỡng)")
_CHANGED = re.compile(
    r"(?:tỷ lệ |số |mức )?(?:so (?:với|sánh)|tăng|giảm|chênh lệch|biến động|\+ ?/ ?-|\(\+ ?/ ?-\))"
)
_COMPARED = re.compile(
    r"(?:số )?(?:cùng kỳ|năm trước|năm ngoái|kỳ trước|quý trước|tháng trước|trước (?:sắp xếp|khi|đây|sáp nhập|"
    r"hợp nhất)|đầu kỳ|trước đó|ban đầu)"
)
_DONE = re.compile(
    r"(?:số )?(?:thực hiện|kết quả|đạt|hiện|lũy kế|đã|số lượng|tổng|trong kỳ|kỳ này|ước|tỷ lệ)"
)
_BOUNDS = {"<": Comparator.LT, ">": Comparator.GT, "≤": Comparator.LE, "≥": Comparator.GE}


class Cell(NamedTuple):
    """A cell of a row: ``[start, end)`` in the text, the first column it covers (from 1), and how many.

    A cell that goes on from the row above stands here without words: ``start == end``.
    """

    start: int
    end: int
    column: int
    columns: int = 1


Row = Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows from above; cells from the left, those without words may be left out."""

    rows: Sequence[Row]

    @property
    def start(self) -> int:
        return self.rows[0][0].start


class Role(StrEnum):
    """What the cells of a column are."""

    ORDINAL = "ordinal"
    LABEL = "label"
    UNIT = "unit"
    NOTE = "note"
    VALUE = "value"


class Surroundings(NamedTuple):
    """What holds for a table as a whole: period and place said before it, and whether it stands among plans."""

    period: str | None
    place: str | None
    planned: bool
    year: str | None
    above: str = ""  # the lines above, where a unit may be named for all of it


class _Heading(NamedTuple):
    """What the heading of a column says: its words, the unit in its brackets, kind, period and place."""

    words: str
    group: str
    unit: str
    kind: Kind | None = None
    direction: Direction | None = None
    share: bool = False  # of a plan, or by how much per cent something changed
    threshold: bool = False
    period: str | None = None
    place: str | None = None


Read = Callable[[str], Sequence[Figure]]
"""Reads the sentences that are made of headings and labels."""


def tables_in(text: str) -> Iterator[Table]:
    """The tables that a text shows by tabulators or bars between words, two rows and more. Linear in its length."""
    rows: list[Row] = []
    last, drawn = 0, ""
    for line in _LINE.finditer(text):
        between = "\t" if "\t" in line[0].strip() else _BAR
        cells = _cells(line[0], line.start(), between)
        goes_on = between == drawn and text.count("\n", last, line.start()) < 2
        if rows and not (cells and goes_on):
            if len(rows) > 1:
                yield Table(tuple(rows))
            rows = []
        if cells:
            rows.append(cells)
        last, drawn = line.end(), between
    if len(rows) > 1:
        yield Table(tuple(rows))


def tables_of_text(text: str, given: Sequence[Table] | None) -> list[Table]:
    """The tables whose cells are given, and those besides that a text shows by bars; without any given all it shows."""
    found = list(tables_in(text))
    if given is None:
        return found
    ends = [table.rows[-1][-1].end for table in given]
    drawn = [
        table
        for table in found
        if "\t" not in text[table.start : table.rows[-1][-1].end]
        and (
            (at := bisect_right(ends, table.start)) == len(given) or table.rows[-1][-1].end <= given[at].start
        )
    ]
    return sorted([*given, *drawn], key=lambda table: table.start)


def _cells(line: str, start: int, between: str) -> Row:
    """The cells of a line; none where it has fewer than two with words."""
    if between not in line:
        return ()
    fields = line.split(between)
    if sum(map(bool, map(str.strip, fields))) < 2:
        return ()
    cells = []
    for column, each in enumerate(fields, 1):
        words = each.strip()
        begin = start + (each.index(words) if words else 0)
        cells.append(Cell(begin, begin + len(words), column))
        start += len(each) + len(between)
    return tuple(cells)


@dataclass
class TableReader:
    """Reads the rows of one table, one after the other. ``text``: in which its cells stand, composed."""

    text: str
    table: Table
    around: Surroundings
    read: Read
    threshold: str  # the family of what a rule requires
    before: TableReader | None = None  # the table that this one goes on from, over the end of a page
    seen: dict[str, Sequence[Figure]] = field(default_factory=dict)
    section: str = field(init=False, default="")  # the heading among the rows that was passed last
    above: str = field(init=False, default="")  # the label of the last row that is no option of another
    row_place: str | None = field(
        init=False, default=None
    )  # where the row that is read holds, if it is a unit's
    judged: dict[tuple[object, ...], Figure] = field(init=False, default_factory=dict)
    first: int = field(init=False, default=0)  # the row below the headings
    width: int = field(init=False, default=0)
    lines: Sequence[Mapping[int, Cell]] = field(init=False, default=())

    def __post_init__(self) -> None:
        self.width = max(cell.column + cell.columns - 1 for row in self.table.rows for cell in row)
        self.first = self._headers()
        self.lines = [self._by_column(row) for row in self.table.rows]
        self.borrowed = self._borrow()
        self.roles = self._roles()
        self.label = next((at for at, role in enumerate(self.roles) if role is Role.LABEL), None)
        self.unit = next((at for at, role in enumerate(self.roles) if role is Role.UNIT), None)
        self.headings = self._headings()
        self.of_units = self._of_units()
        if self.before is not None:
            self.section, self.above = self.before.section, self.before.above
        found = _UNIT_ABOVE.search(self.around.above)
        self.unit_above = found["unit"] if found else ""

    @property
    def told(self) -> bool:
        """Whether anything is told by headings or labels at all."""
        return bool(self.first) or (self.label is not None and Role.VALUE in self.roles)

    def words(self, cell: Cell | None) -> str:
        return " ".join(self.text[cell.start : cell.end].split()) if cell is not None else ""

    def _borrow(self) -> int:
        """How many rows of headings stand in the first part of a table that the end of a page broke, and not here."""
        if self.before is None:
            return 0
        other = self.before
        said = [[*map(self.words, row)] for row in self.table.rows[: self.first]]
        again = [[*map(other.words, row)] for row in other.table.rows[: other.first]]
        if self.width != other.width or (said and said != again):
            self.before = None
            return 0
        if said:
            return 0
        self.lines = [*other.lines[: other.first], *self.lines]
        self.first = other.first
        return other.first

    # ---- headings ----------------------------------------------------------------------------------------

    def _headers(self) -> int:
        """How many rows at the top are headings."""
        rows = self.table.rows
        at = 0
        while at < min(MOST_HEADERS, len(rows) - 1) and self._is_heading(rows, at):
            at += 1
        if at and at < len(rows) - 1 and self._numbers_columns(rows[at]):
            at += 1
        return at

    def _is_heading(self, rows: Sequence[Row], at: int) -> bool:
        filled = [words for cell in rows[at] if (words := self.words(cell).lower())]
        if not filled or any(map(_says_a_number, filled)):
            return False
        if not at:
            return len(filled) > 1 or len(rows[at]) == 1
        above, here = rows[at - 1], rows[at]
        goes_on = any(cell.columns > 1 for cell in above) or not self.words(here[0])
        return goes_on or sum(cell.end > cell.start for cell in above) < len(filled)

    def _numbers_columns(self, row: Row) -> bool:
        """Whether a row below the headings numbers the columns: (1) (2) (3)."""
        filled = [words for cell in row if (words := self.words(cell).lower())]
        numbers = [int(found[0]) for words in filled if (found := re.search(r"[0-9]{1,2}", words))]
        return (
            len(numbers) > 2
            and all(map(_ROW_NUMBER.fullmatch, filled))
            and all(one + 1 == other for one, other in pairwise(numbers))
        )

    def _by_column(self, row: Row) -> Mapping[int, Cell]:
        """The cells of a row by the columns they cover, from 0."""
        shift = 0
        if self.first and row is self.table.rows[self.first - 1] and self.first > 1:
            last = row[-1]
            if row[0].column == 1 and last.column + last.columns - 1 < self.width and self.words(row[0]):
                shift = self.width - (last.column + last.columns - 1)  # below cells that go on from above
        return {
            column - 1 + shift: cell
            for cell in row
            for column in range(cell.column, cell.column + cell.columns)
        }

    def _headings(self) -> Sequence[_Heading]:
        found = []
        for column in range(self.width):
            said: list[str] = []
            for line in self.lines[: self.first]:
                words = self.words(line.get(column))[:LONGEST_NAME]
                if words and words not in said and not _ROW_NUMBER.fullmatch(words.lower()):
                    said.append(words)
            found.append(self._heading(said))
        return self._compared(found)

    def _heading(self, said: Sequence[str]) -> _Heading:
        words, unit = _without_unit(said[-1] if said else "")
        group = " ".join(said[:-1])
        lower = words.lower()
        heading = _Heading(words, group, unit)
        if len(lower.split()) <= 8:
            heading = _kind_told(heading, lower)
        whole = f"{words} {group}"
        return heading._replace(period=self._period(whole), place=place_named(words))

    def _period(self, said: str) -> str | None:
        """The period of a heading, in the year that was named before where it names none."""
        if not any(map(str.isdigit, said)) and "quý" not in said.lower():
            return None
        year = "" if re.search(r"(?:19|20)\d\d", said) else f" (năm {self.around.year or _SOME_YEAR})"
        return periods_in(Layout.of(shadow_of(_year_named(said) + year))).first

    def _compared(self, headings: list[_Heading]) -> Sequence[_Heading]:
        """Of two periods side by side the earlier is what the later is held against."""
        values = [each.period for each, role in zip(headings, self.roles, strict=True) if role is Role.VALUE]
        periods = {period for period in values if period}
        if len(periods) != 2 or len({(len(period), period[4:6]) for period in periods}) > 2:
            return headings
        earlier = min(periods)
        return [
            each._replace(kind=Kind.CONTEXT)
            if each.period == earlier and each.kind in (None, Kind.RESULT)
            else each
            for each in headings
        ]

    # ---- columns -----------------------------------------------------------------------------------------

    def _roles(self) -> Sequence[Role]:
        roles: list[Role] = []
        for column in range(self.width):
            titles = [self.words(line.get(column)).lower() for line in self.lines[: self.first]]
            heading = next((title for title in titles if title), "")
            cells = [words for line in self.lines[self.first :] if (words := self.words(line.get(column)))]
            numbers = sum(bool(_NUMBER.fullmatch(words)) for words in cells)
            if _ORDINAL_HEADING.fullmatch(heading) or (
                not column and not heading and self.first and _counts_on(cells)
            ):
                roles.append(Role.ORDINAL)
            elif _UNIT_HEADING.fullmatch(heading) and not numbers and Role.LABEL in roles:
                roles.append(Role.UNIT)
            elif Role.LABEL not in roles and 2 * numbers < max(len(cells), 1):
                roles.append(Role.LABEL)
            elif _NOTE_HEADING.match(heading) and not numbers:
                roles.append(Role.NOTE)
            else:
                roles.append(Role.VALUE)
        return roles

    def _of_units(self) -> bool:
        """Whether the rows are those of units, so that the headings say what is counted."""
        if self.label is None:
            return True
        heading = self.headings[self.label]
        title = f"{heading.group} {heading.words}".strip().lower()
        if _OF_INDICATORS.search(title):
            return False
        if _OF_UNITS.match(title):
            return True
        labels = [self.words(line.get(self.label)) for line in self.lines[self.first :]]
        named = sum(place_named(label) is not None for label in labels)
        return named > 0 and 2 * named >= sum(map(bool, labels)) - 1

    # ---- rows --------------------------------------------------------------------------------------------

    def figures(self, at: int) -> Iterator[Figure]:
        """The figures of a row, from left to right; spans and passage are those of the table's text."""
        at += self.borrowed
        if at < self.first:
            return
        line = self.lines[at]
        label = self.words(line.get(self.label)) if self.label is not None else ""
        label = label[:LONGEST_NAME]
        values = [column for column, role in enumerate(self.roles) if role in (Role.VALUE, Role.NOTE)]
        if (label and not any(self.words(line.get(column)) for column in values)) or self._is_section(line):
            self.section = label or self.words(next(iter(line.values()), None))[:LONGEST_NAME]
            self.above = ""
            return
        of_unit = self.of_units and label and not _TOTAL.fullmatch(label.lower())
        self.row_place = self._place(label) if of_unit else None
        done: set[int] = set()
        for column in values:
            cell = line.get(column)
            if cell is not None and cell.start not in done and cell.end > cell.start:
                done.add(cell.start)
                yield from self._cell(
                    cell, column, label, self.words(line.get(self.unit)) if self.unit else ""
                )
        if not self.of_units and not label.startswith(("-", "+")):
            self.above = label

    def _is_section(self, line: Mapping[int, Cell]) -> bool:
        return (
            len({cell.start for cell in line.values() if cell.end > cell.start}) == 1
            and len(line) > 1
            and (next(cell for cell in line.values() if cell.end > cell.start).columns > 1)
        )

    def _cell(self, cell: Cell, column: int, label: str, unit: str) -> Iterator[Figure]:
        words, heading = self.text[cell.start : cell.end], self.headings[column]
        number = _NUMBER.fullmatch(words.replace("\N{NO-BREAK SPACE}", " "))
        if number is None:
            if any(map(str.isdigit, words)):
                yield from self._prose(cell, words, heading, label, unit)
            return
        value = read_digits(number["digits"].replace(" ", ""), measure="," in number["digits"])
        if value is None:
            return
        percent = bool(number["percent"])
        # Rows of units tell the same but for where, so each column of them is judged once.
        key = (column, "" if self.of_units else label, unit, percent, self.section, self.above)
        told = self.judged.get(key)
        if told is None:
            told = self.judged[key] = self._told(heading, label, unit, percent=percent)
        signed = (number["sign"] or "").strip()
        bound = (number["bound"] or "").strip()
        direction = told.direction
        if told.kind is Kind.CHANGE and (signed or direction is None):
            direction = Direction.DOWN if signed in ("-", "−", "–") else Direction.UP
        last = cell.start + number.end("percent" if percent else "digits")
        yield replace(
            told,
            value=value * (told.value / _STANDS_IN),
            comparator=_BOUNDS.get(bound, told.comparator),
            direction=direction,
            span=(cell.start + (number.start("bound") if bound else number.start("digits")), last),
            place=self.row_place or heading.place or self.around.place,
        )

    def _told(self, heading: _Heading, label: str, unit: str, *, percent: bool) -> Figure:
        """What any number there tells, with the number that stands in."""
        topic, own_unit = self._topic(heading, label)
        unit = unit or own_unit or ("" if percent else self.unit_above)
        if heading.share:
            counted, shown = unit if unit != "%" else "", "%"
        else:
            counted = shown = "%" if percent or "%" in unit else unit
        option = bool(self.above) and label.startswith(("-", "+"))
        figure = self._by_topic(topic, counted, heading, option=option)
        if percent and _says_nothing(figure):
            figure = self._by_topic(topic, "", heading, option=option)
        kind, direction = self._kind(figure, heading)
        told = replace(
            figure,
            kind=kind,
            direction=direction,
            unit=shown if shown == "%" else figure.unit or shown,
            value=figure.value if counted == shown or shown != "%" else Decimal(_STANDS_IN),
            period=self._said(heading),
        )
        return self._required(told) if heading.threshold and kind is Kind.TARGET else told

    def _said(self, heading: _Heading) -> str | None:
        known = heading.period is not None and not heading.period.startswith(str(_SOME_YEAR))
        return heading.period if known else self.around.period

    def _kind(self, figure: Figure, heading: _Heading) -> tuple[Kind, Direction | None]:
        background = _is_background(figure)
        kind = Kind.TARGET if self.around.planned else figure.kind
        if kind is Kind.CONTEXT and not background:
            kind = Kind.RESULT  # what stands in a table by itself is told for its own sake
        if heading.kind is None or (heading.kind is Kind.RESULT and background):
            return kind, figure.direction
        return heading.kind, heading.direction

    def _by_topic(self, topic: str, unit: str, heading: _Heading, *, option: bool) -> Figure:
        """What a number of the topic tells; where that is nothing of its own, what it tells below the table's title."""
        above = f"- {self.above}: {_STANDS_IN}\n" if option else f"{self.section}\n" if self.section else ""
        figure = self._read_one(above, f"- {topic}" if topic else "", unit)
        if _says_nothing(figure) or (heading.kind is Kind.RESULT and _is_background(figure)):
            title = self._caption()
            said = (
                topic
                if not heading.words or heading.words in topic
                else f"{topic} {heading.words[:1].lower()}{heading.words[1:]}"
            )
            below = self._read_one(above, f"- {title}, {said}", unit) if title and title != topic else figure
            return below if not (_says_nothing(below) or _is_background(below)) else figure
        return figure

    def _read_one(self, above: str, topic: str, unit: str) -> Figure:
        if not topic and not unit:
            return _NOTHING
        number = f"{_STANDS_IN}{unit}" if unit == "%" else f"{_STANDS_IN} {unit}".rstrip()
        made = f"{above}{topic}: {number}" if topic else f"có {number}"
        found = [each for each in self._figures_of(made) if each.span[0] >= len(above)]
        return found[-1] if found else replace(_NOTHING, unit=unit)

    def _figures_of(self, made: str) -> Sequence[Figure]:
        """The figures of a sentence that was made; equal ones are read once for all tables of a text."""
        if made not in self.seen:
            self.seen[made] = self.read(made)
        return self.seen[made]

    def _topic(self, heading: _Heading, label: str) -> tuple[str, str]:
        """What is counted, and its unit where that is in brackets."""
        if self.of_units:
            words, unit = heading.words, heading.unit
            if (heading.kind is not None and heading.group) or len(words.split()) < 3:
                group, of_group = _without_unit(heading.group)
                words, unit = f"{group} {words}".strip(), unit or of_group
            return words or self._caption(), unit
        bare, unit = _without_unit(_MARK.sub("", label))
        if _TOTAL.fullmatch(bare.lower()) and self.section:
            bare = self.section
        says_only_what = heading.kind is None and heading.period is None and heading.place is None
        if says_only_what and heading.words:
            bare = f"{bare}, {heading.words}" if bare else heading.words
        return bare, unit or heading.unit

    def _caption(self) -> str:
        """What the line above is about, for a table or the words of a chart without headings. A sentence is none."""
        lines = [line.strip() for line in self.around.above.split("\n") if line.strip()]
        line = next((each for each in reversed(lines) if not _UNIT_ABOVE.match(each.lower())), "")
        if line.endswith("."):
            return ""
        return _CAPTION_END.split(_CAPTION_MARK.sub("", line), maxsplit=1)[0].strip()

    def _place(self, label: str) -> str:
        named = place_named(label)
        if named is not None:
            return named
        assert self.label is not None  # noqa: S101
        kind = self.headings[self.label].words.lower()
        return f"{kind} {label}" if place_named(f"{kind} {label}") else label

    def _prose(self, cell: Cell, words: str, heading: _Heading, label: str, unit: str) -> Iterator[Figure]:
        """A cell with words around its number is read as what the topic's sentence says."""
        topic, own_unit = self._topic(heading, label)
        opening = f"- {topic}: " if topic else "có "
        for figure in self._figures_of(opening + words):
            begin, end = figure.span
            if begin < len(opening):
                continue
            kind, direction = (figure.kind, figure.direction)
            if heading.kind in (Kind.TARGET, Kind.CONTEXT) and kind is not Kind.CHANGE:
                kind = heading.kind
            told = replace(
                figure,
                kind=kind,
                direction=direction,
                span=(begin - len(opening) + cell.start, end - len(opening) + cell.start),
                period=figure.period or self._said(heading),
                place=figure.place or self.row_place or heading.place or self.around.place,
                unit=figure.unit or unit or own_unit,
            )
            yield self._required(told) if heading.threshold and kind is Kind.TARGET else told

    def _required(self, figure: Figure) -> Figure:
        """What a rule requires, whatever it is of."""
        return replace(figure, indicator=self.threshold, code=None)


_CAPTION_MARK = re.compile(r"^(?:biểu đồ|bảng|biểu|hình|phụ lục) ?[0-9ivx.]*[.:] *", re.IGNORECASE)
_CAPTION_END = re.compile(r" (?:phân |chia )?theo |,? \(|, (?=[0-9]|quý|tháng|năm)|: *$", re.IGNORECASE)
_MARK = re.compile(r"^(?:[-+*•] ?|[(]?(?:[0-9]{1,2}(?:\.[0-9]{1,2})*|[a-zđ]|[IVX]{1,5})[.)] +)")
_NOTHING = Figure(
    indicator="ctx_other",
    code=None,
    label_vi="Chưa có trong danh mục",
    value=Decimal(_STANDS_IN),
    value_max=None,
    denominator=None,
    unit="",
    comparator=Comparator.EQ,
    kind=Kind.CONTEXT,
    direction=None,
    period=None,
    place=None,
    passage=0,
    span=(0, 0),
    quote="",
    confidence=0.0,
)
"""What is told of a number whose heading and label say nothing."""


def _says_nothing(figure: Figure) -> bool:
    return figure.indicator == _NOTHING.indicator


def _is_background(figure: Figure) -> bool:
    return bool(figure.indicator) and str(figure.indicator).startswith("ctx_") and not _says_nothing(figure)


def _says_a_number(words: str) -> bool:
    """Whether a cell holds a number other than that of a time."""
    if re.fullmatch(r"(?:19|20)[0-9]{2}", words):
        return False
    return any(map(str.isdigit, _TIMES.sub("", words)))


def _counts_on(cells: Sequence[str]) -> bool:
    """Whether cells number the rows: ordinals alone, and numbers one after the other."""
    numbers = [int(words) for words in cells if words.isdigit() and len(words) < 5]
    return (
        bool(numbers)
        and all(_ORDINAL.fullmatch(words.lower()) for words in cells)
        and all(one + 1 == other or other == 1 for one, other in pairwise(numbers))
    )


def _without_unit(words: str) -> tuple[str, str]:
    """A heading or label without the unit in its brackets, and that unit."""
    found = _UNIT_IN_BRACKETS.search(words)
    if not found or any(map(str.isdigit, found["unit"])):
        return words, ""
    unit = found["unit"].strip()
    return words[: found.start()].strip(), "%" if "%" in unit else unit


def _kind_told(heading: _Heading, lower: str) -> _Heading:
    """The heading with the kind that its first words tell."""
    percent = heading.unit == "%" or "%" in lower
    if _SHARE_OF_PLAN.search(lower):
        return heading._replace(kind=Kind.RESULT, share=True)
    if _CHANGED.match(lower):
        up, down = "tăng" in lower, "giảm" in lower
        direction = None if up == down else Direction.UP if up else Direction.DOWN
        return heading._replace(kind=Kind.CHANGE, direction=direction, share=percent)
    if _COMPARED.match(lower):
        return heading._replace(kind=Kind.CONTEXT)
    if _PLANNED.match(lower) and "," not in lower and "đã" not in lower:
        return heading._replace(kind=Kind.TARGET, threshold=bool(_THRESHOLD.match(lower)))
    if _DONE.match(lower):
        return heading._replace(kind=Kind.RESULT)
    return heading


def _year_named(words: str) -> str:
    """ "2025" alone is a year: written so that it is found as one."""
    return re.sub(r"(?<![\d/\-.,] )(?<![\d/\-.,])(?<!năm )((?:19|20)[0-9]{2})(?![\d/\-])", r"năm \1", words)
