"""``binhyen figures compare``: the lines of a unit, or of those below it, over periods and on one territory."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from binhyen.cli.asked import CalendarId, Json, Territory, period_asked, unit_on_territory
from binhyen.cli.figures import WIDTH_ON_PAPER, figures, refuse_unknown_indicators, write_file
from binhyen.cli.session import CALLED_WRONGLY, NOT_IN_ORDER, out, say_json, stop_with, working
from binhyen.cli.tables import csv_of, xlsx_of
from binhyen.cli.wording import ESTIMATED, NOT_THERE, number, on_territory, why_apart
from binhyen.foundations.authority import Actor
from binhyen.foundations.faults import BadInput
from binhyen.foundations.vietnamese import format_number
from binhyen.indicators.values import FormLine, LineRole

if TYPE_CHECKING:
    from binhyen.analytics.queries import FigureTable, Left, LeftBehind, TableCell
    from binhyen.analytics.values import Break
    from binhyen.foundations.periods import Period
    from binhyen.orgunits.queries import UnitOnDay
    from binhyen.orgunits.values import TerritoryChoice

MOST_PERIODS = 60
LIST, RANGE = ",", ".."
MOST_LEFT = 10
STATED_ABOVE = "đơn vị tự báo cáo"


@figures.command("compare")
def compare_figures(
    ctx: typer.Context,
    unit: Annotated[str, typer.Option("--unit", help="Mã số của đơn vị, ví dụ 25; TW là cả nước.")],
    periods: Annotated[
        str,
        typer.Option("--periods", help="Các kỳ cùng loại: 2024,2025 hoặc 2014..2025 hoặc 2025-01,2026-01."),
    ],
    territory: Territory = None,
    indicator: Annotated[
        list[str] | None, typer.Option(help="Chỉ xem chỉ tiêu có mã này (ghi nhiều lần được).")
    ] = None,
    below: Annotated[bool, typer.Option("--below", help="Từng đơn vị trực thuộc.")] = False,
    calendar: CalendarId = None,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="In bảng CSV, mỗi số một dòng.")] = False,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Ghi bảng vào tệp Excel này.")] = None,
) -> None:
    """So sánh số liệu của một đơn vị qua các kỳ trên cùng một địa bàn; số dưới 5 người được giữ lại."""
    if as_json + as_csv + (xlsx is not None) > 1:
        stop_with("Hãy chọn một trong ba: --json, --csv, --xlsx.", CALLED_WRONGLY)
    with working(ctx) as actor:
        asked = periods_asked(periods, calendar)
        place, chosen = unit_on_territory(actor, unit, territory, asked)
        compared = _compared(actor, place, chosen, asked, indicator, below=below)
    if as_json:
        say_json(plain(compared))
    elif as_csv:
        sys.stdout.write(csv_of(as_rows(compared)))
    elif xlsx is not None:
        rows = as_rows(compared)
        write_file(xlsx, xlsx_of(compared.title, rows, COLUMNS))
        out.print(f"Đã ghi {format_number(len(rows))} dòng vào {xlsx}.", markup=False)
    else:
        _say(compared)


def periods_asked(written: str, calendar: str | None) -> tuple[Period, ...]:
    """The periods in the order of time, each once: ``2024,2025``, ``2014..2025``, or both mixed.

    Fewer than two, more than ``MOST_PERIODS``, several kinds, or a range that runs backwards end the command.
    """
    found: set[Period] = set()
    for part in filter(None, (each.strip() for each in written.split(LIST))):
        first, is_range, last = part.partition(RANGE)
        begin = period_asked(first, calendar)
        end = period_asked(last, calendar) if is_range else begin
        if end.kind is not begin.kind or end < begin:
            stop_with(
                f"Không đọc được khoảng kỳ “{part}”. Hãy viết kỳ đầu rồi kỳ cuối, cùng loại, ví dụ 2014..2025.",
                CALLED_WRONGLY,
            )
        for period in _from_to(begin, end):
            found.add(period)
            if len(found) > MOST_PERIODS:
                stop_with(
                    f"Mỗi lần so sánh nhiều nhất {MOST_PERIODS} kỳ. Hãy chia khoảng “{written}” thành nhiều lần.",
                    CALLED_WRONGLY,
                )
    if len({period.kind for period in found}) > 1:
        stop_with(
            f"Các kỳ trong “{written}” không cùng loại. Hãy nêu các kỳ cùng loại, ví dụ 2024,2025.",
            CALLED_WRONGLY,
        )
    if len(found) < 2:
        stop_with("Hãy nêu ít nhất hai kỳ để so sánh, ví dụ --periods 2024,2025.", CALLED_WRONGLY)
    return tuple(sorted(found))


def _from_to(begin: Period, end: Period) -> Iterator[Period]:
    at: Period | None = begin
    while at is not None and not end < at:
        yield at
        at = at.later


# ---- what is compared -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """What became of a line from the first period to the last; without a difference ``why_not`` says why."""

    difference: Decimal | None
    percent: Decimal | None
    is_estimate: bool = False
    why_not: str = ""


@dataclass(frozen=True)
class Compared:
    """Lines by periods of one unit, or of those below it, with what is to be said of the comparison."""

    unit: UnitOnDay
    territory: TerritoryChoice
    below: bool
    table: FigureTable
    note: str
    """Which former units stand in the unit in the first of the periods; empty where none do."""
    breaks: Mapping[str, Sequence[Break]]
    """By line code."""
    left: LeftBehind | None
    """Where a single line is asked of the units below: what of the first period stands in none of them."""

    @property
    def title(self) -> str:
        ended = f" ({self.unit.validity})" if self.unit.validity.until else ""
        first, last = self.table.periods[0], self.table.periods[-1]
        whose = "các đơn vị trực thuộc " if self.below else ""
        told = f"{whose}{self.unit.name}{ended}, {first.label} đến {last.label}, {self.territory.label}"
        return told[:1].upper() + told[1:]

    def change(self, line: FormLine, cells: Sequence[TableCell | None]) -> Change:
        return change_of(line, cells, self.breaks.get(line.code, ()))

    def each(self) -> Iterator[tuple[str, str, FormLine, Sequence[TableCell | None]]]:
        """Code and name of a unit, a line that it is asked for, its cells over the periods."""
        for unit, of_unit in zip(self.table.units, self.table.cells, strict=True):
            for line, cells in zip(self.table.lines, of_unit, strict=True):
                if any(cell is not None for cell in cells):
                    yield unit.code, unit.name, line, cells


def _compared(
    actor: Actor,
    place: UnitOnDay,
    territory: TerritoryChoice,
    periods: Sequence[Period],
    indicators: Sequence[str] | None,
    *,
    below: bool,
) -> Compared:
    from binhyen.analytics.queries import breaks_of, figure_table, left_behind, territory_note

    refuse_unknown_indicators(indicators)
    try:
        table = figure_table(
            actor, place.id, periods, below=below, indicators=indicators, territory=territory
        )
    except BadInput as fault:
        stop_with(str(fault), CALLED_WRONGLY)
    note = territory_note(actor, place.id, periods[0], territory)
    codes = [line.code for line in table.lines]
    breaks = breaks_of(actor, place.id, codes, periods, territory=territory)
    if below:  # whose map changed is told of the unit itself alone
        breaks = {
            code: tuple(each for each in of_line if each.kind != "map") for code, of_line in breaks.items()
        }
    left = None
    if below and len(codes) == 1:
        left = left_behind(actor, place.id, periods[0], territory, codes[0], leaving=True)
    found = Compared(place, territory, below, table, note.sentence if note else "", breaks, left)
    if next(found.each(), None) is None:
        stop_with(
            f"{found.title}: chưa có số liệu nào trong phạm vi được xem. Kiểm tra đơn vị, kỳ và lịch.",
            NOT_IN_ORDER,
        )
    return found


def change_of(line: FormLine, cells: Sequence[TableCell | None], breaks: Sequence[Break] = ()) -> Change:
    """From the first period to the last; none over a break at which the line ends. Of a rate it is in points, without
    a percentage."""
    first, last = cells[0], cells[-1]
    if any(each.parted for each in breaks):
        return Change(None, None, why_not="not-comparable")
    before, after = _value(first), _value(last)
    if before is None or after is None:
        return Change(None, None, why_not=_absence(first if before is None else last))
    is_estimate = any(cell is not None and cell.estimated for cell in (first, last))
    difference = after - before
    if line.role is LineRole.RATE or not before:
        return Change(difference, None, is_estimate)
    return Change(difference, 100 * difference / before, is_estimate)


def _value(cell: TableCell | None) -> Decimal | None:
    return None if cell is None or cell.absence else cell.value


def _absence(cell: TableCell | None) -> str:
    return str((cell.absence if cell else None) or "missing")


# ---- for programs ---------------------------------------------------------------------------------------


def plain(compared: Compared) -> dict[str, Any]:
    """The comparison for programs. A change without a difference says why in ``absence``."""
    table = compared.table
    return {
        "unit": compared.unit.code,
        "unit_name": compared.unit.name,
        "below": compared.below,
        "territory": compared.territory.code,
        "territory_label": compared.territory.label,
        "note": compared.note or None,
        "left_behind": None if compared.left is None else [_plain_left(row) for row in compared.left.rows],
        "periods": [
            {
                "period": period.code,
                "label": period.label,
                "from": period.first_day.isoformat(),
                "to": period.last_day.isoformat(),
            }
            for period in table.periods
        ],
        "lines": [
            {
                "unit": code,
                "unit_name": name,
                "code": line.indicator,
                "disaggregation": line.option,
                "label": line.label,
                "unit_of_measure": line.unit,
                "figures": [
                    _plain_cell(period, cell) for period, cell in zip(table.periods, cells, strict=True)
                ],
                "change": _plain_change(compared.change(line, cells)),
                "breaks": [_plain_break(each) for each in compared.breaks.get(line.code, ())],
            }
            for code, name, line, cells in compared.each()
        ],
    }


def _plain_cell(period: Period, cell: TableCell | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "period": period.code,
        "value": None,
        "absence": _absence(cell),
        "units_counted": 0,
        "units_expected": 0,
        **on_territory(Decimal(0), ()),
    }
    if cell is None:
        return told
    return told | {
        "value": None if cell.absence else number(cell.value),
        "absence": str(cell.absence) if cell.absence else None,
        "units_counted": cell.counted,
        "units_expected": cell.expected,
        **on_territory(cell.estimated, cell.apart),
    }


def _plain_change(change: Change) -> dict[str, Any]:
    return {
        "difference": number(change.difference),
        "percent": None if change.percent is None else round(float(change.percent), 2),
        "is_estimate": change.is_estimate,
        "absence": change.why_not or None,
    }


def _plain_left(row: Left) -> dict[str, Any]:
    return {
        "unit": row.name.code if row.name else None,
        "unit_name": row.name.full_name if row.name else None,
        "value": number(row.value),
        "reason": str(row.why) if row.why else None,
        "label": row.why.label if row.why else STATED_ABOVE,
    }


def _plain_break(each: Break) -> dict[str, Any]:
    return {
        "after": each.after.code,
        "at": each.at.code,
        "kind": str(each.kind),
        "sentence": each.sentence,
        "ends_the_line": each.parted,
    }


COLUMNS: Mapping[str, str] = {
    "unit": "Mã đơn vị",
    "indicator": "Mã chỉ tiêu",
    "disaggregation": "Phân tổ",
    "period": "Kỳ",
    "value": "Giá trị",
    "territory": "Địa bàn",
    "estimated": "Phần ước tính",
    "absence": "Vì sao không có",
    "why_not_comparable": "Vì sao không so sánh được",
    "units_counted": "Số báo cáo có số liệu",
    "units_expected": "Số báo cáo phải nộp",
    "unit_name": "Đơn vị",
    "label": "Chỉ tiêu",
    "unit_of_measure": "Đơn vị tính",
}
"""The columns of a table of a comparison, a row for each figure; what a workbook calls them."""


def as_rows(compared: Compared) -> list[dict[str, Any]]:
    """A row for each line, unit and period."""
    rows = []
    for code, name, line, cells in compared.each():
        for period, cell in zip(compared.table.periods, cells, strict=True):
            told = _plain_cell(period, cell) | {
                "unit": code,
                "unit_name": name,
                "indicator": line.indicator,
                "disaggregation": line.option,
                "territory": compared.territory.code,
                "why_not_comparable": why_apart(cell.apart) if cell else "",
                "label": line.label,
                "unit_of_measure": line.unit,
            }
            rows.append({column: told[column] for column in COLUMNS})
    return rows


# ---- for people -----------------------------------------------------------------------------------------


def _say(compared: Compared) -> None:
    periods = compared.table.periods
    table = Table(title=escape(compared.title), title_justify="left", box=None)
    for heading in (*(["Đơn vị"] if compared.below else []), "Chỉ tiêu", "Đơn vị tính"):
        table.add_column(heading, no_wrap=heading == "Đơn vị tính")
    for heading in (*(period.code for period in periods), "Thay đổi"):
        table.add_column(heading, justify="right", no_wrap=True)
    for _code, name, line, cells in compared.each():
        table.add_row(
            *([escape(name)] if compared.below else []),
            "  " * line.indent + escape(line.label),
            escape(line.unit),
            *(_written(line, cell) for cell in cells),
            _written_change(line, compared.change(line, cells)),
        )
    width = WIDTH_ON_PAPER + 16 * max(0, len(periods) - 3)
    (out if out.is_terminal else Console(width=width, highlight=False)).print(table)
    for sentence in _sentences(compared):
        out.print(sentence, markup=False, soft_wrap=True)


def _sentences(compared: Compared) -> Iterator[str]:
    """What is to be said below the table, once for all its lines."""
    if compared.note:
        yield compared.note
    breaks = {each.sentence: None for of_line in compared.breaks.values() for each in of_line}
    yield from breaks
    every = [cell for _code, _name, _line, cells in compared.each() for cell in cells if cell is not None]
    if any(cell.estimated for cell in every):
        yield ESTIMATED
    apart: dict[tuple[str, str], list[str]] = {}
    for _code, name, line, cells in compared.each():
        for period, cell in zip(compared.table.periods, cells, strict=True):
            if cell is not None and cell.apart:
                told = apart.setdefault((period.label, why_apart(cell.apart)), [])
                told.append(name if compared.below else line.label)
    for (period_label, why), whose in apart.items():
        yield f"Không so sánh được ở {period_label}, vì {why}: {'; '.join(dict.fromkeys(whose))}."
    yield from _sentences_of_left(compared)


def _sentences_of_left(compared: Compared) -> Iterator[str]:
    if compared.left is None or not compared.left.rows:
        return
    (line,) = compared.table.lines
    told = [
        f"{row.name.name if row.name else 'đơn vị ngoài phạm vi được xem'} {_rounded(line, row.value)} "
        f"({row.why.label if row.why else STATED_ABOVE})"
        for row in compared.left.rows[:MOST_LEFT]
    ]
    more = len(compared.left.rows) - len(told)
    rest = f"; và {format_number(more)} đơn vị nữa (xem đủ bằng --json)" if more else ""
    yield (
        f"Có trong số của {compared.unit.name} {compared.table.periods[0].label} mà không đơn vị nào trong bảng "
        f"mang: {_rounded(line, compared.left.value)} {line.unit}: {'; '.join(told)}{rest}."
    )


def _written(line: FormLine, cell: TableCell | None) -> str:
    if cell is None:
        return "–"
    if cell.absence or cell.value is None:
        return cell.mark or NOT_THERE.get(str(cell.absence), "chưa có")
    return f"≈ {_rounded(line, cell.value, estimated=True)}" if cell.estimated else _rounded(line, cell.value)


def _written_change(line: FormLine, change: Change) -> str:
    if change.difference is None:
        return "–"
    sign = "+" if change.difference > 0 else "−" if change.difference < 0 else ""
    mark = "≈ " if change.is_estimate else ""
    told = mark + sign + _rounded(line, abs(change.difference), estimated=change.is_estimate)
    return told if change.percent is None else f"{told} ({sign}{format_number(abs(change.percent), 1)}%)"


def _rounded(line: FormLine, value: Decimal, *, estimated: bool = False) -> str:
    """A rate to its places; what is apportioned to whole numbers, since it is no more exact than that."""
    return format_number(round(value, line.decimals) if line.decimals or estimated else value)
