"""``binhyen report list``, ``freeze`` and ``files``: documents that are kept, and what leaves the house."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from binhyen.cli.asked import CalendarId, Json, PeriodCode, period_asked, row_of, unit_asked
from binhyen.cli.publishing import report
from binhyen.cli.session import CALLED_WRONGLY, NOT_IN_ORDER, err, out, say_json, stop_with, working
from binhyen.foundations.faults import BadInput
from binhyen.foundations.vietnamese import format_date

if TYPE_CHECKING:
    from binhyen.access.queries import Signature
    from binhyen.foundations.authority import Actor
    from binhyen.publications.models import Edition

UnitCode = Annotated[str, typer.Option("--unit", help="Mã số của đơn vị ra văn bản, ví dụ 25.")]
Kind = Annotated[
    str, typer.Option("--kind", help="Văn bản: report, conclusions, late-units hoặc transmittal.")
]
Folder = Annotated[Path | None, typer.Option("--to", help="Thư mục để ghi ba tệp Word, PDF và bảng kê.")]


@report.command("list")
def list_editions(ctx: typer.Context, unit: UnitCode, as_json: Json = False) -> None:
    """Các văn bản của một đơn vị: bản dự thảo và các lần đã chốt, kỳ mới nhất trước."""
    with working(ctx) as actor:
        from binhyen.foundations.clock import today
        from binhyen.publications.queries import editions_of

        place = unit_asked(actor, unit, today())
        rows = [_told(edition, signature) for edition, signature in editions_of(actor, place.id)]
    if as_json:
        say_json(rows)
        return
    table = Table("Số", "Kỳ", "Văn bản", "Lần", "Trạng thái", "Lúc", "Vai trò, đơn vị chốt")
    for row in rows:
        table.add_row(
            *(str(row[name]) for name in ("id", "period", "document", "number", "state", "at", "by"))
        )
    out.print(table) if rows else out.print(f"{place.name} chưa có văn bản nào.", markup=False)


@report.command("freeze")
def freeze(
    ctx: typer.Context,
    unit: UnitCode,
    period: PeriodCode,
    kind: Kind = "report",
    to: Folder = None,
    calendar: CalendarId = None,
    as_json: Json = False,
) -> None:
    """Chốt văn bản của một kỳ: bản dự thảo đang có, hoặc bản lập ngay từ số liệu. Đã chốt thì không đổi nữa."""
    with working(ctx) as actor, err.status("Chốt văn bản …"):
        from binhyen.publications.actions import freeze_edition, start_edition
        from binhyen.publications.models import DocumentKind

        if kind not in DocumentKind.values:
            stop_with(f"Không có loại văn bản “{kind}”: {', '.join(DocumentKind.values)}.", CALLED_WRONGLY)
        days = period_asked(period, calendar)
        place = unit_asked(actor, unit, days.last_day)
        try:
            draft = start_edition(by=actor, unit=row_of(actor, place), kind=DocumentKind(kind), period=days)
            frozen = freeze_edition(by=actor, edition=draft)
        except BadInput as fault:
            stop_with(str(fault), NOT_IN_ORDER)
        files = _write(actor, frozen.pk, to) if to is not None else []
        told = _told(frozen, None)
    if as_json:
        say_json(told | {"files": [str(file) for file in files]})
        return
    out.print(
        f"Đã chốt {told['document'].lower()} {days.label} của {place.name}, lần {frozen.number}.",
        markup=False,
    )
    for file in files:
        out.print(str(file), markup=False)


@report.command("files")
def files_of_edition(
    ctx: typer.Context,
    edition: Annotated[int, typer.Argument(help="Số của văn bản, xem “binhyen report list”.")],
    to: Annotated[Path, typer.Option("--to", help="Thư mục để ghi ba tệp Word, PDF và bảng kê.")],
) -> None:
    """Ghi ba tệp của một văn bản ra thư mục; đã chốt thì đúng từng byte như lúc chốt."""
    with working(ctx) as actor:
        written = _write(actor, edition, to)
    for file in written:
        out.print(str(file), markup=False)


def _write(actor: Actor, edition: int, to: Path) -> list[Path]:
    from binhyen.publications.models import FileKind
    from binhyen.publications.queries import edition_file_of

    written = []
    try:
        to.mkdir(parents=True, exist_ok=True)
        for kind in FileKind:
            file = edition_file_of(actor, edition, kind)
            if file is None:
                stop_with(f"Không có văn bản số {edition}. Xem “binhyen report list”.", CALLED_WRONGLY)
            written.append(to / file.name)
            written[-1].write_bytes(file.content)
    except BadInput as fault:
        stop_with(str(fault), NOT_IN_ORDER)
    except OSError as error:
        stop_with(f"Không ghi được vào {to} ({error.strerror}).", CALLED_WRONGLY)
    return written


def _told(edition: Edition, signature: Signature | None) -> dict[str, Any]:
    from binhyen.foundations.clock import VIETNAM

    at = (edition.frozen_at or edition.changed_at).astimezone(VIETNAM)
    return {
        "id": edition.pk,
        "period": edition.period,
        "document": str(edition.get_kind_display()),
        "number": edition.number,
        "state": str(edition.get_state_display()),
        "at": f"{at:%H:%M} {format_date(at.date())}",
        "by": f"{signature.role}, {signature.unit_name}" if signature else "",
    }
