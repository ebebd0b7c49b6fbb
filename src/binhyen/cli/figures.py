"""``binhyen figures``: the figures of a unit, from where they come; ``figures load``: many at once from a CSV."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from binhyen.cli.asked import Json
from binhyen.cli.session import CALLED_WRONGLY, NOT_IN_ORDER, err, out, say_json, stop_with, working
from binhyen.cli.tables import read_rows
from binhyen.foundations.faults import BadInput
from binhyen.foundations.vietnamese import format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from binhyen.reporting.actions import BulkFault, BulkLoaded

figures = typer.Typer(help="Số liệu của một đơn vị; nạp số liệu từ tệp CSV.", no_args_is_help=True)

MOST_REFUSALS_SHOWN = 50


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
        from binhyen.cli.asked import refuse_unknown_calendar

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
