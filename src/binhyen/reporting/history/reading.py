"""What does a table of former years say: which figures of which units and periods, and what stands against taking it?

Rows are read, never trusted: a row that adds others up is compared and not taken, a hedged number is quoted and not
counted, and whatever nobody can be sure of waits for people's decisions (``Decisions``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import Calendar, Period
from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.indicators.values import Check, FormLayout, LineRole, broken, worked_out
from binhyen.orgunits.values import NamedUnit, NameIndex, WrittenName
from binhyen.reporting.history.cells import CellSaid, Hedged, Unread, read_cell
from binhyen.reporting.history.heads import UNIT_PARTS, FigureColumn, Heads, Part, heads_of, indicator_in
from binhyen.reporting.history.periods import period_written
from binhyen.reporting.history.sheets import Sheet
from binhyen.reporting.history.units import Maps, UnitFound, Written, unit_written, written_as
from binhyen.reporting.ownfiles.labels import is_sum
from binhyen.reporting.ownfiles.proposing import Vocabulary
from binhyen.reporting.workbooks.faults import CellFault
from binhyen.reporting.workbooks.grid import address

LEFT_OUT = 0
"""The decision that a row's unit is none: its figures stay outside."""

_INDEX = re.compile(r"\(?(?:[0-9]{1,2}|[A-Za-z])(?:\s*=.*)?\)?")

_NAMELESS = WrittenName("")

ReportKey = tuple[int, str]
"""Unit and code of the period."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people said: column (letters, or the name in a long table) → line code or nothing; unit as it is written →
    key of the unit, or ``LEFT_OUT``."""

    columns: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Decisions:
        return cls(dict(content.get("columns", {})), dict(content.get("units", {})))

    def as_json(self) -> dict[str, Any]:
        """Plain values; read back by :meth:`from_json`."""
        return {"columns": dict(self.columns), "units": dict(self.units)}


@dataclass(frozen=True, slots=True)
class Frame:
    """What a table is read by: the form, the names of its lines, its calendar, the period unless a column says it."""

    layout: FormLayout
    vocabulary: Vocabulary
    calendar: Calendar
    period: Period | None
    maps: Maps


@dataclass(frozen=True, slots=True)
class UnitLaid:
    """One way in which rows name their unit, and what it was taken for. ``rows`` says how often it comes, ``place`` the
    first cell."""

    key: str
    place: str
    rows: int
    found: UnitFound
    left_out: bool

    @property
    def is_open(self) -> bool:
        """Whether somebody must still say which unit it is."""
        return self.found.unit is None and not self.left_out


@dataclass(frozen=True, slots=True)
class HedgedCell:
    """A hedged number where it stands: never part of a report."""

    unit: NamedUnit
    period: Period
    line: str
    said: Hedged
    place: str


@dataclass(frozen=True, slots=True)
class SumChecked:
    """A row or column that adds others up. ``expected`` is None where the table does not hold all of them."""

    label: str
    line: str
    place: str
    given: Decimal
    expected: Decimal | None

    @property
    def differs(self) -> bool:
        return self.expected is not None and self.given != self.expected


@dataclass(slots=True)
class ReportRead:
    """The figures of one unit and period, with the cell in which each stands."""

    unit: NamedUnit
    period: Period
    figures: dict[str, Figure] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    unheld: tuple[Check, ...] = ()
    """Checks of the form that these figures do not hold: told, and no hindrance."""

    @property
    def values(self) -> int:
        """How many of its figures are numbers."""
        return sum(isinstance(figure, Quantity) for figure in self.figures.values())


@dataclass(frozen=True, slots=True)
class HistoryRead:
    """All that a table says, by the decisions made so far."""

    sheet: str
    heading: int
    """The row of the headings as people count."""
    is_long: bool
    columns: tuple[FigureColumn, ...]
    units: tuple[UnitLaid, ...]
    reports: Mapping[ReportKey, ReportRead]
    hedged: tuple[HedgedCell, ...]
    sums: tuple[SumChecked, ...]
    only_totals: tuple[FigureColumn, ...]
    """Columns of totals and rates: compared with their parts, never kept."""
    faults: tuple[CellFault, ...]

    @property
    def open_columns(self) -> tuple[FigureColumn, ...]:
        return tuple(column for column in self.columns if column.is_open)

    @property
    def open_units(self) -> tuple[UnitLaid, ...]:
        return tuple(unit for unit in self.units if unit.is_open)

    @property
    def is_settled(self) -> bool:
        """Whether nobody has to decide anything more and no cell is faulty."""
        return not (self.open_columns or self.open_units or self.faults)

    @property
    def periods(self) -> tuple[Period, ...]:
        return tuple(sorted({report.period for report in self.reports.values()}))

    @property
    def values(self) -> int:
        return sum(report.values for report in self.reports.values())


def read_table(sheet: Sheet, frame: Frame, decisions: Decisions) -> HistoryRead:
    """Read a table. Raises :class:`BadInput` for one that has no column of units, no figures, or no rows."""
    heads = heads_of(sheet, frame.layout, frame.vocabulary, decisions.columns)
    if heads is None:
        raise BadInput(
            _("Không thấy cột tên hoặc mã đơn vị trong bảng."),
            _("Đặt tên cột như “Mã”, “Tên đơn vị”, “Xã”, “Huyện”, “Tỉnh” ở dòng tiêu đề, rồi gửi lại."),
        )
    if not heads.figures:
        raise BadInput(
            _("Bảng không có số liệu nào dưới dòng tiêu đề (dòng %(row)s).") % {"row": heads.row + 1},
            _("Mỗi đơn vị một dòng, mỗi chỉ tiêu một cột; hoặc các cột đơn vị, chỉ tiêu, kỳ, số liệu."),
        )
    if frame.period is None and not {Part.PERIOD, Part.YEAR} & heads.parts.keys():
        raise BadInput(
            _("Bảng không có cột nào ghi kỳ."), _("Chọn kỳ của cả bảng, hoặc thêm cột “Kỳ” như 2024-01.")
        )
    return _Reading(sheet, heads, frame, decisions).read()


@dataclass(slots=True)
class _Row:
    """A row with figures: its number (from 0), its unit and period as they were found, what its cells say."""

    number: int
    written: Written
    period: Period | None
    unit: NamedUnit | None
    cells: dict[str, tuple[str, CellSaid]] = field(default_factory=dict)
    """Line code → address and what stands there."""
    is_sum: bool = False


class _Reading:
    def __init__(self, sheet: Sheet, heads: Heads, frame: Frame, decisions: Decisions) -> None:
        self.sheet, self.heads, self.frame, self.decisions = sheet, heads, frame, decisions
        self.layout = frame.layout
        self.by_name = {column.heading: column for column in heads.figures if column.column < 0}
        self.faults: list[CellFault] = []
        self.found: dict[tuple[str, Period], UnitFound] = {}
        self.on_map: dict[tuple[str, NameIndex], UnitFound] = {}
        self.units: dict[str, UnitLaid] = {}
        self.said: dict[tuple[str, str], CellSaid] = {}
        self.above = {Part.DISTRICT: "", Part.PROVINCE: ""}
        self.filled = {Part.DISTRICT: "", Part.PROVINCE: "", Part.PERIOD: "", Part.YEAR: "", Part.MONTH: ""}

    def read(self) -> HistoryRead:
        rows = [
            row for number in range(self.heads.row + 1, len(self.sheet.rows)) for row in self._row(number)
        ]
        self._find_subtotals(rows)
        reports, hedged = self._reports([row for row in rows if not row.is_sum])
        sums = [*self._sums(rows), *self._totals(rows, reports)]
        for report in reports.values():
            report.unheld = tuple(broken(self.layout, report.figures))
        return HistoryRead(
            self.sheet.name,
            self.heads.row + 1,
            self.heads.is_long,
            self.heads.figures,
            tuple(self.units.values()),
            MappingProxyType(reports),
            tuple(hedged),
            tuple(sums),
            tuple(each for each in self.heads.figures if each.line and not self._is_kept(each.line)),
            tuple(self.faults),
        )

    # ---- rows ----------------------------------------------------------------------------------------------

    def _row(self, number: int) -> list[_Row]:
        """A row with figures; none for a heading among the rows, which tells what stands below it."""
        figures = self._figures(number)
        parts = {part: self.sheet.at(number, column) for part, column in self.heads.parts.items()}
        named = [parts[part] for part in parts if part not in (Part.VALUE, Part.INDICATOR, Part.OPTION)]
        if self._is_index(number):
            return []
        if not figures:
            self._remember_heading(parts)
            return []
        if any(is_sum(text) for text in named) or is_sum(self.sheet.at(number, 0)):
            # It adds up units, in a period that it may leave unsaid.
            return [
                self._laid(
                    number,
                    Written("", _NAMELESS),
                    self._period(number, parts, tell=False),
                    None,
                    figures,
                    True,
                )
            ]
        for part in self.filled:
            if part in parts:
                parts[part] = self.filled[part] = parts[part] or self.filled[part]
        period = self._period(number, parts)
        written = written_as(
            parts.get(Part.CODE, ""),
            parts.get(Part.COMMUNE, ""),
            parts.get(Part.NAME, ""),
            parts.get(Part.DISTRICT, "") or self.above[Part.DISTRICT],
            parts.get(Part.PROVINCE, "") or self.above[Part.PROVINCE],
            parts.get(Part.WITHIN, ""),
        )
        if not any(
            parts.get(part) for part in (Part.CODE, Part.COMMUNE, Part.NAME)
        ) and not self._is_of_above(parts):
            self._fault(
                "no-unit",
                self._place(number, self._unit_column),
                "",
                _("dòng có số liệu nhưng không ghi đơn vị."),
                _("Ghi mã hoặc tên đơn vị, hoặc xóa số ở dòng này."),
            )
            return []
        unit = self._unit(number, written, period) if period is not None else None
        return [self._laid(number, written, period, unit, figures, False)]

    def _is_of_above(self, parts: Mapping[Part, str]) -> bool:
        """Whether the table has a row for each district or province: nothing finer is in its columns."""
        return not {Part.CODE, Part.COMMUNE, Part.NAME} & self.heads.parts.keys() and bool(
            parts.get(Part.DISTRICT) or parts.get(Part.PROVINCE)
        )

    @property
    def _unit_column(self) -> int:
        return next(self.heads.parts[part] for part in UNIT_PARTS if part in self.heads.parts)

    def _is_index(self, number: int) -> bool:
        """Whether it is the row below the headings that numbers the columns."""
        cells = [cell for cell in self.sheet.rows[number] if cell]
        return (
            number == self.heads.row + 1 and len(cells) > 1 and all(_INDEX.fullmatch(cell) for cell in cells)
        )

    def _remember_heading(self, parts: Mapping[Part, str]) -> None:
        """A row without figures may name the district or province of the rows below it."""
        written = written_as("", "", parts.get(Part.COMMUNE) or parts.get(Part.NAME, ""), "", "", "")
        if not written.name.name:
            return
        day = self.frame.period.last_day if self.frame.period is not None else None
        found = unit_written(written, self.frame.maps(day)).unit if day is not None else None
        if found is not None and found.level == "province":
            self.above = {Part.PROVINCE: found.name, Part.DISTRICT: ""}
        elif found is not None and found.level == "district":
            self.above[Part.DISTRICT] = found.name

    def _figures(self, number: int) -> list[tuple[FigureColumn, int, str]]:
        """The cells of figures that hold something: what they are, in which column they stand, their letters."""
        if self.heads.is_long:
            column = self.by_name.get(indicator_in(self.sheet, self.heads, number))
            at = self.heads.parts[Part.VALUE]
            text = self.sheet.at(number, at)
            return [(column, at, text)] if column is not None and text else []
        row = self.sheet.rows[number]
        return [
            (column, column.column, row[column.column])
            for column in self.heads.figures
            if column.column < len(row) and row[column.column]
        ]

    def _laid(
        self,
        number: int,
        written: Written,
        period: Period | None,
        unit: NamedUnit | None,
        figures: Sequence[tuple[FigureColumn, int, str]],
        is_sum_row: bool,
    ) -> _Row:
        cells = {
            column.line: (self._place(number, at), self._said(column.line, text))
            for column, at, text in figures
            if column.line
        }
        return _Row(number, written, period, unit, cells, is_sum_row)

    def _said(self, line: str, text: str) -> CellSaid:
        key = line, text
        if key not in self.said:
            self.said[key] = read_cell(text, self.layout.by_code[line], self.layout)
        return self.said[key]

    def _period(self, number: int, parts: Mapping[Part, str], *, tell: bool = True) -> Period | None:
        if self.frame.period is not None and not {Part.PERIOD, Part.YEAR} & self.heads.parts.keys():
            return self.frame.period
        written, year, month = (parts.get(part, "") for part in (Part.PERIOD, Part.YEAR, Part.MONTH))
        if self.frame.period is not None and not (written or year or month):
            return self.frame.period
        try:
            period = period_written(written, year, month, self.layout.period_kind, self.frame.calendar)
        except BadInput as bad:
            if tell:
                at = self.heads.parts.get(Part.PERIOD, self.heads.parts.get(Part.YEAR, 0))
                self._fault("period", self._place(number, at), "", bad.sentence, bad.remedy)
            return None
        if self.frame.period is not None and period != self.frame.period:
            if tell:
                at = self.heads.parts.get(Part.PERIOD, self.heads.parts.get(Part.YEAR, 0))
                self._fault(
                    "other-period",
                    self._place(number, at),
                    "",
                    _("dòng ghi %(said)s, còn bảng được chọn là %(chosen)s.")
                    % {"said": period.label, "chosen": self.frame.period.label},
                    _("Chọn “theo cột trong bảng”, hoặc bỏ dòng này."),
                )
            return None
        return period

    # ---- units ---------------------------------------------------------------------------------------------

    def _unit(self, number: int, written: Written, period: Period) -> NamedUnit | None:
        key = written.key
        found = self.found.get((key, period))
        if found is None:
            found = self.found[key, period] = self._find(written, period)
        laid = self.units.get(key)
        left_out = self.decisions.units.get(key) == LEFT_OUT
        if laid is None:
            place = self._place(number, self._unit_column)
            self.units[key] = UnitLaid(key, place, 1, found, left_out)
        else:
            # Where it is found in one period and not in another, the one to be decided is shown.
            shown = found if laid.found.unit is not None and found.unit is None else laid.found
            self.units[key] = UnitLaid(key, laid.place, laid.rows + 1, shown, left_out)
        return None if left_out else found.unit

    def _find(self, written: Written, period: Period) -> UnitFound:
        there = self.frame.maps(period.last_day)
        decided = self.decisions.units.get(written.key)
        if decided and decided in there.allowed:
            return UnitFound(there.allowed[decided])
        key = written.key, there.index
        if key not in self.on_map:
            self.on_map[key] = unit_written(written, there)
        return self.on_map[key]

    # ---- sums ----------------------------------------------------------------------------------------------

    def _find_subtotals(self, rows: Sequence[_Row]) -> None:
        """A unit above others of the table in the same period adds them up: compared, not taken."""
        paths: dict[Period, set[str]] = defaultdict(set)
        for row in rows:
            if row.unit is not None and row.period is not None:
                keys = row.unit.tree_path.split(".")[:-2]
                paths[row.period].update(".".join(keys[: at + 1]) + "." for at in range(len(keys)))
        for row in rows:
            if row.unit is not None and row.period is not None and row.unit.tree_path in paths[row.period]:
                row.is_sum = True

    def _sums(self, rows: Sequence[_Row]) -> list[SumChecked]:
        """Each row that adds up others, against those: below its unit, since the row of sums before it, or all."""
        found: list[SumChecked] = []
        for at, row in enumerate(rows):
            if not row.is_sum:
                continue
            if row.unit is not None:
                groups = [self._below(row.unit, row.period, rows)]
                label = row.unit.name
            else:
                groups = [self._since_last_sum(at, rows), self._of_period(row.period, rows)]
                label = _("Dòng cộng")
            for line, (place, said) in row.cells.items():
                if isinstance(said, Quantity):
                    sums = [_added(group, line) for group in groups]
                    fits = said.value in [each for each in sums if each is not None]
                    expected = (
                        said.value if fits else next((s for s in reversed(sums) if s is not None), None)
                    )
                    found.append(SumChecked(label, line, place, said.value, expected))
        return found

    @staticmethod
    def _below(unit: NamedUnit, period: Period | None, rows: Sequence[_Row]) -> list[_Row]:
        return [
            row
            for row in rows
            if not row.is_sum
            and row.period == period
            and row.unit is not None
            and row.unit.tree_path.startswith(unit.tree_path)
        ]

    @staticmethod
    def _since_last_sum(at: int, rows: Sequence[_Row]) -> list[_Row]:
        group: list[_Row] = []
        for row in reversed(rows[:at]):
            if row.is_sum:
                break
            group.append(row)
        return group

    @staticmethod
    def _of_period(period: Period | None, rows: Sequence[_Row]) -> list[_Row]:
        return [row for row in rows if not row.is_sum and (period is None or row.period == period)]

    def _totals(self, rows: Sequence[_Row], reports: Mapping[ReportKey, ReportRead]) -> list[SumChecked]:
        """Totals and rates that the file gives beside their parts, where they are not what these come to."""
        worked: dict[ReportKey, Mapping[str, Figure]] = {}
        found: list[SumChecked] = []
        for row in rows:
            if row.is_sum or row.unit is None or row.period is None:
                continue
            for code, (place, said) in row.cells.items():
                if self._is_kept(code) or not isinstance(said, Quantity):
                    continue
                key = row.unit.id, row.period.code
                if key not in worked:
                    worked[key] = worked_out(self.layout, reports[key].figures) if key in reports else {}
                line, known = self.layout.by_code[code], worked[key].get(code)
                complete = key in reports and all(
                    isinstance(reports[key].figures.get(part), Quantity) for part in line.parts
                )
                if (
                    complete
                    and isinstance(known, Quantity)
                    and abs(known.value - said.value) >= Decimal(1).scaleb(-line.decimals)
                ):
                    found.append(SumChecked(row.unit.name, code, place, said.value, known.value))
        return found

    # ---- reports -------------------------------------------------------------------------------------------

    def _reports(self, rows: Sequence[_Row]) -> tuple[dict[ReportKey, ReportRead], list[HedgedCell]]:
        reports: dict[ReportKey, ReportRead] = {}
        hedged: list[HedgedCell] = []
        for row in rows:
            if row.unit is None or row.period is None:
                continue
            report = reports.setdefault((row.unit.id, row.period.code), ReportRead(row.unit, row.period))
            for code, (place, said) in row.cells.items():
                if isinstance(said, Unread):
                    self._fault(said.code, place, code, said.sentence, said.remedy)
                elif not self._is_kept(code):
                    continue
                elif isinstance(said, Hedged):
                    hedged.append(HedgedCell(row.unit, row.period, code, said, place))
                elif said is not Absence.MISSING:
                    self._put(report, code, place, said)
        return {key: report for key, report in reports.items() if report.figures}, hedged

    def _put(self, report: ReportRead, code: str, place: str, said: Figure) -> None:
        there = report.figures.get(code)
        if there is None:
            report.figures[code], report.addresses[code] = said, place
        elif there != said:
            self._fault(
                "twice",
                place,
                code,
                _("%(unit)s, %(period)s đã có số khác cho “%(line)s” ở ô %(other)s.")
                % {
                    "unit": report.unit.name,
                    "period": report.period.label,
                    "line": self.layout.by_code[code].label,
                    "other": report.addresses[code],
                },
                _("Chỉ giữ một dòng cho mỗi đơn vị và kỳ."),
            )

    def _is_kept(self, code: str) -> bool:
        return self.layout.by_code[code].role in (LineRole.INPUT, LineRole.CARRIED)

    def _place(self, number: int, column: int) -> str:
        cell = address(number + 1, column)
        return f"{self.sheet.name}!{cell}" if self.sheet.name else cell

    def _fault(self, code: str, place: str, line: str, sentence: str, remedy: str) -> None:
        sheet, _bang, cell = place.rpartition("!")
        said = _("Ô %(cell)s: %(sentence)s") % {"cell": cell, "sentence": sentence}
        self.faults.append(CellFault(code, sheet, cell, line, said, remedy))


def _added(rows: Sequence[_Row], line: str) -> Decimal | None:
    """What the rows come to on a line, or None where one of them has no exact number there, or none has any."""
    said = [row.cells[line][1] for row in rows if line in row.cells]
    if any(isinstance(each, (Hedged, Unread)) for each in said):
        return None
    numbers = [each.value for each in said if isinstance(each, Quantity)]
    return sum(numbers, Decimal(0)) if numbers else None
