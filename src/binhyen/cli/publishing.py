"""``binhyen report write`` and ``binhyen rollup rebuild``: what stands on the sums, and the sums themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from binhyen.cli.asked import CalendarId, Json, PeriodCode, period_asked, row_of, unit_asked
from binhyen.cli.session import CALLED_WRONGLY, NOT_IN_ORDER, err, out, say_json, stop_with, working
from binhyen.foundations.faults import BadInput
from binhyen.foundations.vietnamese import format_number

report = typer.Typer(help="Báo cáo của một đơn vị thành văn bản.", no_args_is_help=True)
rollup = typer.Typer(help="Số liệu tổng hợp.", no_args_is_help=True)


@report.callback()
def _reports() -> None:
    """Báo cáo của một đơn vị thành văn bản."""


@report.command("write")
def write_report(
    ctx: typer.Context,
    unit: Annotated[str, typer.Option("--unit", help="Mã số của đơn vị ra báo cáo, ví dụ 25.")],
    period: PeriodCode,
    to: Annotated[Path, typer.Option(help="Tệp để ghi: đuôi .docx để sửa tiếp, .pdf để xem và lưu.")],
    calendar: CalendarId = None,
    as_json: Json = False,
) -> None:
    """Lập báo cáo theo thể thức Nghị định 30/2020/NĐ-CP, và bảng số liệu Excel đi kèm có nguồn của từng số."""
    ending = to.suffix.lower().lstrip(".")
    if ending not in ("docx", "pdf"):
        stop_with(f"Tệp {to} phải có đuôi .docx hoặc .pdf.", CALLED_WRONGLY)
    with working(ctx) as actor, err.status("Lập báo cáo …"):
        from binhyen.publications.actions import ReportFormat
        from binhyen.publications.actions import write_report as write

        days = period_asked(period, calendar)
        place = unit_asked(actor, unit, days.last_day)
        try:
            written = write(by=actor, unit=row_of(actor, place), period=days, format=ReportFormat(ending))
        except BadInput as fault:
            stop_with(str(fault), NOT_IN_ORDER)
    sheet = to.with_name(f"{to.stem}-so-lieu.xlsx")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_bytes(written.content)
        sheet.write_bytes(written.sheet)
    except OSError as error:
        stop_with(f"Không ghi được {to} ({error.strerror}).", CALLED_WRONGLY)
    if as_json:
        say_json(
            {
                "unit": place.code,
                "period": days.code,
                "from": days.first_day.isoformat(),
                "to": days.last_day.isoformat(),
                "report": str(to),
                "sheet": str(sheet),
            }
        )
        return
    out.print(f"Báo cáo của {place.name}, {days.label_with_days}: {to}", markup=False, soft_wrap=True)
    out.print(f"Bảng số liệu kèm nguồn: {sheet}", markup=False, soft_wrap=True)


@rollup.callback()
def _sums() -> None:
    """Số liệu tổng hợp."""


@rollup.command("rebuild")
def rebuild_sums(
    ctx: typer.Context,
    verify: Annotated[
        bool, typer.Option("--verify", help="So cả mã băm của mọi dòng trước và sau khi dựng lại.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Tính lại mọi số tổng hợp từ các báo cáo. Kết thúc với 1 nếu có số đang khác; số ấy đã được sửa đúng."""
    with working(ctx) as actor, err.status("Dựng lại số liệu tổng hợp …"):
        from binhyen.analytics.actions import rebuild

        done = rebuild(by=actor, verify=verify)
    if as_json:
        say_json(
            {
                "identical": done.is_identical,
                "differing": done.differing,
                "first": [each.sentence for each in done.first],
                "hash_before": done.hash_before,
                "hash_after": done.hash_after,
            }
        )
    elif done.is_identical:
        out.print("Mọi số tổng hợp đúng với các báo cáo; dựng lại ra đúng các dòng đã có.")
        if done.hash_after:
            out.print(f"Mã băm: {done.hash_after}", markup=False)
    else:
        out.print(f"{format_number(done.differing)} số tổng hợp đã khác với báo cáo và được sửa đúng:")
        for each in done.first:
            out.print(f"• {each.sentence}", markup=False, soft_wrap=True)
    if not done.is_identical:
        raise typer.Exit(NOT_IN_ORDER)
