"""``binhyen figures``: the figures of a unit, from where they come; ``figures load``: many at once from a CSV."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from binhyen.cli.asked import (
    CalendarId,
    Json,
    Territory,
    period_asked,
    refuse_unknown_calendar,
    unit_on_territory,
)
from binhyen.cli.session import CALLED_WRONGLY, NOT_IN_ORDER, err, out, say_json, stop_with, working
from binhyen.cli.tables import csv_of, read_rows, xlsx_of
from binhyen.cli.traces import say_trace, traces_of
from binhyen.cli.wording import ESTIMATED, NOT_THERE, number, on_territory, value_of, why_apart
from binhyen.foundations.authority import Actor
from binhyen.foundations.faults import BadInput
from binhyen.foundations.vietnamese import format_date, format_number

if TYPE_CHECKING:
    from binhyen.analytics.queries import FigureOf
    from binhyen.foundations.periods import Period
    from binhyen.orgunits.queries import UnitOnDay
    from binhyen.orgunits.values import TerritoryChoice
    from binhyen.reporting.actions import BulkFault, BulkLoaded

figures = typer.Typer(
    help="Số liệu của một đơn vị; nạp số liệu từ tệp CSV.", invoke_without_command=True, no_args_is_help=True
)

MOST_REFUSALS_SHOWN = 50
WIDTH_ON_PAPER = 140
"""Letters in a line of a table that goes into a file or another program."""


@figures.callback()
def show_figures(
    ctx: typer.Context,
    unit: Annotated[
        str | None, typer.Option("--unit", help="Mã số của đơn vị, ví dụ 25, 04831, 25-MTTQ; TW là cả nước.")
    ] = None,
    period: Annotated[
        str | None, typer.Option("--period", help="Kỳ: 2026-02, 2026-Q1, 2026-H1, 2026-9M hoặc 2026.")
    ] = None,
    indicator: Annotated[
        list[str] | None, typer.Option(help="Chỉ xem chỉ tiêu có mã này (ghi nhiều lần được).")
    ] = None,
    calendar: CalendarId = None,
    territory: Territory = None,
    trace: Annotated[
        bool, typer.Option("--trace", help="Kèm các phần tạo nên từng số, đến tệp và ô.")
    ] = False,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="In bảng CSV.")] = False,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="Ghi bảng vào tệp Excel này.")] = None,
) -> None:
    """Xem số liệu của một đơn vị trong một kỳ: giá trị, dựa trên bao nhiêu báo cáo, từ ngày nào đến ngày nào."""
    if ctx.invoked_subcommand is not None:
        return
    if unit is None or period is None:
        stop_with("Hãy nêu đơn vị bằng --unit và kỳ bằng --period.", CALLED_WRONGLY)
    if as_json + as_csv + (xlsx is not None) > 1:
        stop_with("Hãy chọn một trong ba: --json, --csv, --xlsx.", CALLED_WRONGLY)
    with working(ctx) as actor:
        days = period_asked(period, calendar)
        place, chosen = unit_on_territory(actor, unit, territory, [days])
        found = _figures(actor, place, days, indicator, chosen, leaving=as_csv or xlsx is not None)
        rows = [plain(figure) for figure in found]
        traces = traces_of(actor, place, days, found) if trace else {}
        note = former_units_behind(actor, place, days, chosen)
    if as_json:
        for figure, row in zip(found, rows, strict=True):
            row |= {"trace": traces[figure.line]} if trace else {}
        say_json(_headed(place, days, chosen) | {"note": note or None, "figures": rows})
    elif as_csv:
        sys.stdout.write(csv_of(_as_cells(place, days, found)))
    elif xlsx is not None:
        write_file(
            xlsx, xlsx_of(f"{place.name}, {days.label_with_days}", _as_cells(place, days, found), COLUMNS)
        )
        out.print(f"Đã ghi {format_number(len(rows))} dòng vào {xlsx}.", markup=False)
    else:
        _say_figures(place, days, found, note)
        for figure in found if trace else ():
            say_trace(f"{figure.label}: {written(figure)}", traces[figure.line])


def _figures(
    actor: Actor,
    unit: UnitOnDay,
    period: Period,
    indicators: Sequence[str] | None,
    territory: TerritoryChoice,
    *,
    leaving: bool,
) -> tuple[FigureOf, ...]:
    """The figures that were asked for; ends the command where there are none, and says why.

    Small numbers of persons are held back in files that leave, and from whoever does not stand at the unit or above.
    """
    from binhyen.analytics.queries import figures_leaving, figures_of, may_see_in_full

    refuse_unknown_indicators(indicators)
    in_full = not leaving and may_see_in_full(actor, unit.id, unit.path)
    every = (figures_of if in_full else figures_leaving)(actor, unit.id, period, territory=territory)
    found = tuple(figure for figure in every if not indicators or figure.code in indicators)
    if not found:
        stop_with(
            f"{unit.name} chưa có số liệu nào của {period.label_with_days} trong phạm vi được xem. "
            "Kiểm tra kỳ và lịch, hoặc mở kỳ bằng “binhyen workbooks write”.",
            NOT_IN_ORDER,
        )
    return found


def plain(figure: FigureOf) -> dict[str, Any]:
    """A figure for programs. ``value`` is a number or nothing, and then ``absence`` says why."""
    return {
        "code": figure.code,
        "disaggregation": figure.disaggregation,
        "label": figure.label,
        "unit_of_measure": figure.unit,
        "kind": str(figure.kind),
        "computed": figure.role != "input",
        **value_of(figure),
        "units_counted": figure.units_counted,
        "units_expected": figure.units_expected,
        "units_not_applicable": figure.units_not_applicable,
        "from": figure.first_day.isoformat(),
        "to": figure.last_day.isoformat(),
        "months_without": list(figure.months_without),
        "with_last_known": number(figure.with_last_known),
        "units_carried": figure.units_carried,
        **on_territory(figure.estimated, figure.apart),
        "from_other_units": figure.carried,
    }


def _headed(unit: UnitOnDay, period: Period, territory: TerritoryChoice) -> dict[str, Any]:
    return {
        "unit": unit.code,
        "unit_name": unit.name,
        "period": period.code,
        "period_label": period.label,
        "calendar": period.calendar.id,
        "from": period.first_day.isoformat(),
        "to": period.last_day.isoformat(),
        "territory": territory.code,
        "territory_label": territory.label,
    }


COLUMNS = {
    "unit": "Mã đơn vị",
    "indicator": "Mã chỉ tiêu",
    "disaggregation": "Phân tổ",
    "period": "Kỳ",
    "value": "Giá trị",
    "absence": "Vì sao không có",
    "standing": "Mức chốt",
    "units_counted": "Số báo cáo có số liệu",
    "units_expected": "Số báo cáo phải nộp",
    "from": "Từ ngày",
    "to": "Đến ngày",
    "label": "Chỉ tiêu",
    "unit_of_measure": "Đơn vị tính",
    "with_last_known": "Kèm số gần nhất của đơn vị thiếu",
    "territory": "Địa bàn",
    "estimated": "Phần ước tính",
    "why_not_comparable": "Vì sao không so sánh được",
}
"""The columns of a table of figures, the first five as ``figures load`` reads them; what a workbook calls them."""


def _as_cells(unit: UnitOnDay, period: Period, found: Sequence[FigureOf]) -> list[dict[str, Any]]:
    cells = []
    for figure in found:
        row = plain(figure) | {
            "unit": unit.code,
            "period": period.code,
            "indicator": figure.code,
            "from": figure.first_day,
            "to": figure.last_day,
            "territory": figure.territory.code,
            "why_not_comparable": why_apart(figure.apart),
        }
        cells.append({column: row[column] for column in COLUMNS})
    return cells


def write_file(file: Path, content: bytes) -> None:
    """Write a file that was asked for; ends the command where that cannot be."""
    try:
        file.write_bytes(content)
    except OSError as error:
        stop_with(f"Không ghi được {file} ({error.strerror}).", CALLED_WRONGLY)


def refuse_unknown_indicators(codes: Sequence[str] | None) -> None:
    """End the command at the first code that the catalogue does not know."""
    from binhyen.indicators.queries import definition_of

    for code in codes or ():
        if definition_of(code) is None:
            stop_with(
                f"Không có chỉ tiêu “{code}”. Bỏ --indicator để xem mọi chỉ tiêu cùng mã của chúng.",
                CALLED_WRONGLY,
            )


def former_units_behind(actor: Actor, unit: UnitOnDay, period: Period, territory: TerritoryChoice) -> str:
    """Which other units stand in the unit in the period, in words; nothing where none do."""
    from binhyen.analytics.queries import territory_note

    note = territory_note(actor, unit.id, period, territory)
    return f"Số của {period.label} trên cùng địa bàn: {note.units_told}." if note else ""


def _say_figures(unit: UnitOnDay, period: Period, found: Sequence[FigureOf], note: str) -> None:
    table = Table(title=escape(f"{unit.name}, {period.label_with_days}"), title_justify="left", box=None)
    for heading in ("Chỉ tiêu", "Giá trị", "Đơn vị tính", "Mức chốt", "Báo cáo", "Từ–đến"):
        table.add_column(
            heading, justify="right" if heading == "Giá trị" else "left", no_wrap=heading != "Chỉ tiêu"
        )
    for figure in found:
        table.add_row(
            "  " * figure.indent + escape(figure.label),
            written(figure),
            escape(figure.unit),
            str(figure.standing.label),
            f"{format_number(figure.units_counted)}/{format_number(figure.units_expected)}",
            f"{format_date(figure.first_day)}–{format_date(figure.last_day)}",
        )
    (out if out.is_terminal else Console(width=WIDTH_ON_PAPER, highlight=False)).print(table)
    if note:
        out.print(note, markup=False)
    _say_territory(found)
    carried = [figure for figure in found if figure.units_carried]
    if carried:
        out.print("Riêng số hiện có, kể cả số gần nhất của đơn vị còn thiếu (không nằm trong các số trên):")
    for figure in carried:
        out.print(
            f"• {figure.label}: {format_number(figure.with_last_known or Decimal(0))} {figure.unit} "
            f"(thêm {format_number(figure.units_carried)} đơn vị)",
            markup=False,
        )


def _say_territory(found: Sequence[FigureOf]) -> None:
    """What the figures of other units made of these, where there are any."""
    if any(figure.estimated for figure in found):
        out.print(ESTIMATED)
    for reasons in dict.fromkeys(figure.apart for figure in found if figure.apart):
        labels = [figure.label for figure in found if figure.apart == reasons]
        out.print(f"Không so sánh được, vì {why_apart(reasons)}: {'; '.join(labels)}.", markup=False)


def written(figure: FigureOf) -> str:
    """The value for people, rounded to its places, with a mark where it is an estimate; else why there is none."""
    if figure.absence or figure.value is None:
        return figure.mark or NOT_THERE.get(str(figure.absence), "chưa có")
    rounded = round(figure.value, figure.decimals) if figure.decimals or figure.estimated else figure.value
    told = format_number(rounded)
    return f"≈ {told}" if figure.estimated else told


@figures.command("load")
def load_figures(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(metavar="FILE.csv", help="Cột: unit, indicator, disaggregation, period, value.")
    ],
    submit: Annotated[bool, typer.Option("--submit", help="Nộp luôn các báo cáo đầy đủ.")] = False,
    calendar: Annotated[
        str | None, typer.Option("--calendar", help="Chỉ nạp vào biểu theo lịch này.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Nạp số liệu từ tệp CSV (UTF-8). Làm lại không hại gì. Kết thúc với 1 nếu có dòng bị từ chối."""
    import django

    django.setup()
    try:
        rows, misshapen = read_rows(file)
    except BadInput as fault:
        stop_with(str(fault), CALLED_WRONGLY)
    if calendar is not None:
        refuse_unknown_calendar(calendar)
    with working(ctx) as actor, err.status(f"Nạp {format_number(len(rows))} dòng …"):
        from binhyen.reporting.actions import load_figures as load

        loaded = load(by=actor, rows=rows, submit=submit, calendar=calendar or "")
    refused = sorted([*misshapen, *loaded.faults], key=lambda fault: fault.number)
    if as_json:
        say_json(_plain_load(loaded, refused))
    else:
        _say_load(loaded, refused)
    if refused:
        raise typer.Exit(NOT_IN_ORDER)


def _plain_load(loaded: BulkLoaded, refused: Sequence[BulkFault]) -> dict[str, Any]:
    return {
        "rows": loaded.rows,
        "cells_changed": loaded.cells,
        "reports_changed": loaded.reports,
        "reports_unchanged": loaded.unchanged_reports,
        "refused": [
            {"row": fault.number, "sentence": str(fault.sentence), "remedy": str(fault.remedy)}
            for fault in refused
        ],
    }


def _say_load(loaded: BulkLoaded, refused: Sequence[BulkFault]) -> None:
    if loaded.rows and not loaded.cells:
        out.print(f"{format_number(loaded.rows)} dòng đã nhận trước đó, không có gì thay đổi.", markup=False)
    else:
        out.print(
            f"Đã nhận {format_number(loaded.rows)} dòng: {format_number(loaded.cells)} số liệu mới hoặc thay đổi "
            f"trong {format_number(loaded.reports)} báo cáo; {format_number(loaded.unchanged_reports)} báo cáo "
            "không đổi.",
            markup=False,
        )
    if refused:
        out.print(f"Từ chối {format_number(len(refused))} dòng:", markup=False)
    for fault in refused[:MOST_REFUSALS_SHOWN]:
        out.print(
            f"• Dòng {fault.number}: {fault.sentence} {fault.remedy}".rstrip(), markup=False, soft_wrap=True
        )
    if len(refused) > MOST_REFUSALS_SHOWN:
        more = format_number(len(refused) - MOST_REFUSALS_SHOWN)
        out.print(f"… và {more} dòng nữa (xem đủ bằng --json).", markup=False)
