"""Where do the headings of an old table stand, and what does each of its columns hold?

A *wide* table has a row for each unit and a column for each line of the form; a *long* one a row for each figure, with
columns for unit, indicator and value. Columns of figures are matched by line code (also in brackets behind a label, as
our template writes it), by name or synonym; whatever is not the same name is only proposed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from binhyen.foundations.vietnamese import fold
from binhyen.indicators.values import FormLayout
from binhyen.reporting.history.sheets import Sheet
from binhyen.reporting.ownfiles.labels import is_sum, key_of
from binhyen.reporting.ownfiles.proposing import Certainty, Vocabulary, propose
from binhyen.reporting.ownfiles.tables import FigureRow
from binhyen.reporting.workbooks.grid import address

HEADING_WITHIN = 20
"""Rows: a title may stand above the headings."""


class Part(StrEnum):
    """What a column tells about its rows, besides figures."""

    CODE = "code"
    NAME = "name"
    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"
    WITHIN = "within"
    PERIOD = "period"
    YEAR = "year"
    MONTH = "month"
    INDICATOR = "indicator"
    OPTION = "option"
    VALUE = "value"
    ASIDE = "aside"
    """A running number, a remark: nothing that is read."""


UNIT_PARTS = (Part.CODE, Part.COMMUNE, Part.NAME, Part.DISTRICT, Part.PROVINCE)
"""The columns that say which unit a row is, the nearest first."""

_WORDS: dict[Part, str] = {
    Part.CODE: "ma|ma don vi|ma so|ma so don vi|ma xa|ma huyen|ma tinh|ma dvhc|ma don vi hanh chinh|ma dia ban|code"
    "|ma so don vi hanh chinh|unit",
    Part.NAME: "ten|ten don vi|don vi|ten don vi hanh chinh|don vi hanh chinh|dia phuong|ten dia phuong|dia ban"
    "|dia danh|don vi bao cao|name",
    Part.COMMUNE: "xa|phuong|xa phuong|phuong xa|xa phuong thi tran|phuong xa thi tran|xa thi tran|xa phuong dac khu"
    "|cap xa|ten xa|ten xa phuong|ten xa phuong thi tran|commune",
    Part.DISTRICT: "huyen|quan|quan huyen|huyen quan|quan huyen thi xa|huyen thi xa|huyen thi xa thanh pho"
    "|huyen thanh pho|huyen thanh thi|cap huyen|ten huyen|district",
    Part.PROVINCE: "tinh|tinh thanh pho|tinh thanh|tinh tp|thanh pho|cap tinh|ten tinh|province",
    Part.WITHIN: "thuoc|truc thuoc|don vi cap tren|cap tren|within",
    Part.PERIOD: "ky|ky bao cao|ky so lieu|thoi gian|thoi ky|period",
    Part.YEAR: "nam|nam bao cao|year",
    Part.MONTH: "thang|month",
    Part.INDICATOR: "chi tieu|ten chi tieu|ma chi tieu|ma dong|noi dung|ten chi tieu thong ke|indicator",
    Part.OPTION: "phan to|ma phan to|disaggregation",
    Part.VALUE: "gia tri|so lieu|so luong|so|ket qua|so lieu ky nay|value",
    Part.ASIDE: "stt|tt|so tt|so thu tu|ghi chu|dvt|don vi tinh|note|unit of measure",
}
_PARTS = {words: part for part, several in _WORDS.items() for words in several.split("|")}
_CODE_BEHIND = re.compile(r"\[(?P<code>[a-z0-9_]+(?:/[a-z0-9_.-]+)?)\]\s*$")


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column of figures, or in a long table (``column`` -1) one of the names in its column of indicators.

    ``line`` is the line of the form that it is, None while nobody knows. ``decided`` tells that a person said so; then
    no ``line`` means that the column is left out. ``candidates`` are codes of lines that come near, the nearest first.
    """

    column: int
    heading: str
    line: str | None = None
    decided: bool = False
    candidates: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """By what decisions name it: the letters of the column, or the name as it is written."""
        return address(1, self.column)[:-1] if self.column >= 0 else self.heading

    @property
    def is_open(self) -> bool:
        """Whether somebody must still say what it is."""
        return self.line is None and not self.decided


@dataclass(frozen=True, slots=True)
class Heads:
    """The headings of a table: in which row (from 0) they stand, what tells of the rows, and the figures."""

    row: int
    parts: Mapping[Part, int]
    figures: tuple[FigureColumn, ...] = field(default=())

    @property
    def is_long(self) -> bool:
        return Part.INDICATOR in self.parts and Part.VALUE in self.parts

    @property
    def has_unit(self) -> bool:
        return any(part in self.parts for part in UNIT_PARTS)


def heads_of(
    sheet: Sheet, layout: FormLayout, vocabulary: Vocabulary, said: Mapping[str, str]
) -> Heads | None:
    """The headings of a table, or None where no row names a unit. ``said`` are decisions: letters → code or nothing."""
    for row in range(min(HEADING_WITHIN, len(sheet.rows))):
        parts = _parts_in(sheet, row)
        if any(part in parts for part in UNIT_PARTS) and len([c for c in sheet.rows[row] if c]) > 1:
            heads = Heads(row, parts)
            find = _indicators_named if heads.is_long else _figure_columns
            return Heads(row, parts, find(sheet, heads, layout, vocabulary, said))
    return None


def part_named(heading: str) -> Part | None:
    """What a column with this heading tells about its rows."""
    return _PARTS.get(" ".join(fold(heading).translate(_STROKES).split()).strip(" .:"))


_STROKES = str.maketrans("/,_-()", "      ")


def _parts_in(sheet: Sheet, row: int) -> dict[Part, int]:
    parts: dict[Part, int] = {}
    for column, heading in enumerate(sheet.rows[row]):
        part = part_named(heading)
        if part is not None and part is not Part.ASIDE:
            parts.setdefault(part, column)
    return parts


def _figure_columns(
    sheet: Sheet, heads: Heads, layout: FormLayout, vocabulary: Vocabulary, said: Mapping[str, str]
) -> tuple[FigureColumn, ...]:
    """Every other column that holds something below its heading."""
    told = set(heads.parts.values())
    below = range(heads.row + 1, len(sheet.rows))
    filled = {column for row in below for column, cell in enumerate(sheet.rows[row]) if cell}
    columns = [
        column
        for column in range(sheet.width)
        if column in filled
        and column not in told
        and part_named(sheet.at(heads.row, column)) is not Part.ASIDE
    ]
    named = [(column, *_heading(sheet, heads.row, column)) for column in columns]
    return _matched(named, layout, vocabulary, said)


def _indicators_named(
    sheet: Sheet, heads: Heads, layout: FormLayout, vocabulary: Vocabulary, said: Mapping[str, str]
) -> tuple[FigureColumn, ...]:
    """Every name in the column of indicators, in the order in which they come."""
    names = dict.fromkeys(indicator_in(sheet, heads, row) for row in range(heads.row + 1, len(sheet.rows)))
    return _matched([(-1, (), name) for name in names if name], layout, vocabulary, said)


def indicator_in(sheet: Sheet, heads: Heads, row: int) -> str:
    """The indicator of a row of a long table, with its disaggregation behind a stroke where one is written."""
    name = sheet.at(row, heads.parts[Part.INDICATOR])
    option = sheet.at(row, heads.parts[Part.OPTION]) if Part.OPTION in heads.parts else ""
    return f"{name}/{option}" if name and option else name


def _matched(
    named: Sequence[tuple[int, tuple[str, ...], str]],
    layout: FormLayout,
    vocabulary: Vocabulary,
    said: Mapping[str, str],
) -> tuple[FigureColumn, ...]:
    """Headings as lines of the form: by code or name where that is plain, else proposed; decisions go before both."""
    found: list[FigureColumn | None] = [
        FigureColumn(column, " · ".join((*above, own)), code)
        if (code := _by_code_or_name(own, above, layout)) is not None
        else None
        for column, above, own in named
    ]
    rest = [at for at, each in enumerate(found) if each is None and any(named[at][1:])]
    rows = [FigureRow(at, named[at][2], named[at][1], "", {}) for at in rest]
    taken = {each.line for each in found if each is not None and each.line}
    for at, proposal in zip(rest, propose(rows, vocabulary, taken), strict=True):
        column, above, own = named[at]
        found[at] = FigureColumn(
            column,
            " · ".join((*above, own)),
            proposal.line if proposal.certainty is Certainty.SURE else None,
            decided=is_sum(own),
            candidates=tuple(filter(None, (proposal.line, *proposal.others))),
        )
    decided = [_as_decided(each, layout, said) for each in found if each is not None]
    return tuple(_each_line_once(decided))


def _each_line_once(columns: Sequence[FigureColumn]) -> list[FigureColumn]:
    """No line has two columns: what people said goes before what was found, and the other waits for an answer.

    In a long table several names of one line are no harm: their rows are compared one by one.
    """
    owners: dict[str, FigureColumn] = {}
    for column in sorted(columns, key=lambda each: not each.decided):
        if column.line and column.column >= 0:
            owners.setdefault(column.line, column)
    return [
        column
        if not column.line or owners.get(column.line, column) is column
        else replace(column, line=None, decided=False, candidates=(column.line, *column.candidates))
        for column in columns
    ]


def _heading(sheet: Sheet, row: int, column: int) -> tuple[tuple[str, ...], str]:
    """The words of a column's heading, after those of a group that it stands under."""
    own = sheet.at(row, column)
    if row == 0:
        return (), own
    above = next((sheet.at(row - 1, at) for at in range(column, -1, -1) if sheet.at(row - 1, at)), "")
    # A title over the whole table is no group of columns.
    grouped = sum(bool(cell) for cell in sheet.rows[row - 1]) > 1
    if not own and grouped:
        return (), sheet.at(row - 1, column)
    return ((above,) if grouped and above and above != own else ()), own


def _by_code_or_name(own: str, above: Sequence[str], layout: FormLayout) -> str | None:
    """The line that a heading names by its code, or by its label letter for letter, if no other line has that label."""
    behind = _CODE_BEHIND.search(own)
    code = behind["code"] if behind is not None else own.strip()
    if code in layout.by_code:
        return code
    key = key_of(own)
    if not key:
        return None
    same = [line for line in layout.lines if key_of(line.label) == key]
    if len(same) > 1 and above:  # options of several indicators are called alike: the group above tells
        group = key_of(above[-1])
        wholes = {each.indicator for each in layout.lines if not each.option and key_of(each.label) == group}
        same = [line for line in same if line.indicator in wholes]
    return same[0].code if len(same) == 1 else None


def _as_decided(column: FigureColumn, layout: FormLayout, said: Mapping[str, str]) -> FigureColumn:
    if column.key not in said:
        return column
    code = said[column.key]
    return replace(column, line=code if code in layout.by_code else None, decided=True)
