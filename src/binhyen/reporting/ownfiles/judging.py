"""What the rows of a unit's own file say for the lines of the form, once people have said which row is which line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from binhyen.foundations.quantities import Figure, Quantity
from binhyen.foundations.vietnamese import format_number
from binhyen.indicators.values import FormLayout, FormLine, LineRole, worked_out
from binhyen.reporting.ownfiles.scales import factor_between
from binhyen.reporting.ownfiles.tables import FigureRow, NumberCell, Table, as_number
from binhyen.reporting.workbooks.faults import CellFault
from binhyen.reporting.workbooks.judging import figure_in
from binhyen.reporting.workbooks.reading import DeliveredCell


@dataclass(frozen=True, slots=True)
class Answer:
    """What a row is: a line of the form, or none (``line`` None); ``factor`` None: nobody said in which unit."""

    line: str | None
    factor: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TotalRead:
    """A total or a rate that the file gives: compared with what its parts come to, never entered.

    ``expected`` is None where the file does not give all parts.
    """

    line: FormLine
    place: str
    given: Decimal
    expected: Decimal | None

    @property
    def differs(self) -> bool:
        """Whether it is not what its parts come to, to the places of its line."""
        if self.expected is None:
            return False
        places = Decimal(1).scaleb(-self.line.decimals)
        return abs(self.given - self.expected) >= places


@dataclass(frozen=True, slots=True)
class OwnRead:
    """What a table says: a figure a line with its cell (``Sheet1!D14``), totals to compare, and every fault.

    ``aside`` are lines that are not typed here: carried over from shorter reports, or filled in by a body.
    """

    values: Mapping[str, Figure]
    addresses: Mapping[str, str]
    totals: tuple[TotalRead, ...] = ()
    aside: tuple[str, ...] = ()
    faults: tuple[CellFault, ...] = ()
    row_faults: Mapping[int, CellFault] = field(default_factory=dict)


def read_rows(
    table: Table, letters: str, answers: Mapping[int, Answer], layout: FormLayout, to_fill: FormLayout
) -> OwnRead:
    """Read a column by the answers, row by row. ``layout`` is all that the unit sees, ``to_fill`` what it types.

    Faults: a row without an answer, a line given twice, a unit nobody spoke of, a cell that is no number of its line.
    """
    return _Reading(table, letters, answers, layout, to_fill).read()


def asks_for_unit(row: FigureRow, line: FormLine, table: Table) -> Decimal:
    """By what the number of a row would have to be multiplied for its line; 1 where nothing has to be asked."""
    return factor_between(unit_of(row, table), line.unit)


def unit_of(row: FigureRow, table: Table) -> str:
    """The unit that a file gives a row: its own, else the one of the sheet."""
    return row.unit or table.unit


class _Reading:
    def __init__(
        self,
        table: Table,
        letters: str,
        answers: Mapping[int, Answer],
        layout: FormLayout,
        to_fill: FormLayout,
    ) -> None:
        self.table, self.letters, self.answers = table, letters, answers
        self.layout, self.to_fill = layout, to_fill
        self.inputs = {line.code for line in to_fill.inputs}
        self.faults: dict[int, CellFault] = {}
        self.values: dict[str, Figure] = {}
        self.addresses: dict[str, str] = {}

    def read(self) -> OwnRead:
        given: dict[str, int] = {}
        totals, aside = list[tuple[FormLine, NumberCell, Decimal]](), list[str]()
        for row, cell in self.table.figures(self.letters):
            answer = self.answers.get(row.number)
            if answer is None:
                self._add(row, cell, "unanswered", "", *_unanswered(row))
                continue
            line = self.layout.by_code.get(answer.line) if answer.line else None
            if line is None:
                continue
            if line.code in given:
                self._add(row, cell, "line-twice", line.code, *_twice(line, given[line.code]))
                continue
            given[line.code] = row.number
            if line.code in self.inputs:
                self._take(row, cell, line, answer)
            elif line.role in (LineRole.TOTAL, LineRole.RATE):
                number = as_number(cell.raw)
                if number is not None and cell.flaw is None:
                    totals.append((line, cell, number * 100 if cell.percent else number))
            else:
                aside.append(line.code)
        return OwnRead(
            self.values,
            self.addresses,
            tuple(self._compared(totals)),
            tuple(aside),
            tuple(self.faults.values()),
            self.faults,
        )

    def _take(self, row: FigureRow, cell: NumberCell, line: FormLine, answer: Answer) -> None:
        asked = asks_for_unit(row, line, self.table)
        if asked != 1 and answer.factor is None:
            self._add(row, cell, "unit-unsaid", line.code, *_unsaid(row, line, self.table))
            return
        raw, number = cell.raw, as_number(cell.raw)
        if number is not None:
            factor = answer.factor if asked != 1 and answer.factor is not None else Decimal(1)
            raw = (number * factor).normalize() + 0  # 2,5 triệu is 2500000 and not 2500000.0
        read = figure_in(
            DeliveredCell(
                line.code,
                "",
                row.label,
                raw,
                cell.flaw,
                cell.percent,
                self.table.sheet,
                cell.address,
                "",
                None,
                "",
            ),
            self.to_fill,
        )
        if isinstance(read, CellFault):
            self.faults[row.number] = read
            return
        self.values[line.code] = read
        self.addresses[line.code] = f"{self.table.sheet}!{cell.address}"

    def _add(
        self, row: FigureRow, cell: NumberCell, code: str, line: str, sentence: str, remedy: str
    ) -> None:
        said = _("Ô %(cell)s: %(sentence)s") % {"cell": cell.address, "sentence": sentence}
        self.faults[row.number] = CellFault(code, self.table.sheet, cell.address, line, said, remedy)

    def _compared(self, totals: list[tuple[FormLine, NumberCell, Decimal]]) -> Iterator[TotalRead]:
        reckoned = worked_out(self.layout, self.values) if totals else {}
        for line, cell, given in totals:
            known = reckoned.get(line.code)
            all_given = all(part in self.values for part in line.parts)
            expected = known.value if isinstance(known, Quantity) and all_given else None
            yield TotalRead(line, f"{self.table.sheet}!{cell.address}", given, expected)


def _unanswered(row: FigureRow) -> tuple[str, str]:
    return (
        _("dòng “%(label)s” chưa được khớp.") % {"label": row.label},
        _("Chọn dòng của biểu, hoặc “Không có trong biểu”."),
    )


def _twice(line: FormLine, row: int) -> tuple[str, str]:
    return (
        _("“%(line)s” đã lấy từ dòng %(row)d của tệp.") % {"line": line.label, "row": row},
        _("Mỗi dòng của biểu chỉ lấy từ một dòng của tệp: đổi một trong hai."),
    )


def _unsaid(row: FigureRow, line: FormLine, table: Table) -> tuple[str, str]:
    return (
        _("tệp ghi theo %(theirs)s, biểu theo %(ours)s.")
        % {"theirs": unit_of(row, table), "ours": line.unit},
        _("Chọn đổi đơn vị, hoặc xác nhận số đã đúng đơn vị của biểu."),
    )


def in_unit(number: Decimal, factor: Decimal) -> str:
    """A number times a factor as people read it."""
    return format_number((number * factor).normalize() + 0)
