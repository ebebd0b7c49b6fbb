"""``binhyen review status | accept | return | lock``: the desk's side of the reports of a period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from binhyen.cli.asked import (
    CalendarId,
    Form,
    Json,
    PeriodCode,
    Under,
    forms_of_period,
    row_of,
    unit_asked,
)
from binhyen.cli.session import CALLED_WRONGLY, NOT_IN_ORDER, out, say_json, stop_with, working
from binhyen.foundations.authority import Actor
from binhyen.foundations.vietnamese import format_date, format_number

if TYPE_CHECKING:
    from binhyen.foundations.periods import Period
    from binhyen.indicators.models import DataSet
    from binhyen.reporting.actions import CellReason
    from binhyen.reporting.models import Submission
    from binhyen.reporting.queries import ReportStatus

review = typer.Typer(help="Duyệt báo cáo của một kỳ.", no_args_is_help=True)

UnitCode = Annotated[str, typer.Option("--unit", help="Mã số của đơn vị báo cáo, ví dụ 04831 hoặc 25-MTTQ.")]


@review.command("status")
def show_status(
    ctx: typer.Context,
    under: Under,
    period: PeriodCode,
    form: Form = None,
    calendar: CalendarId = None,
    as_json: Json = False,
) -> None:
    """Xem báo cáo của kỳ đang ở đâu: bao nhiêu đã duyệt, ai chưa nộp, ai nộp muộn, báo cáo nào có dấu hiệu cần xem."""
    with working(ctx) as actor:
        told = [
            status_of(data_set, found, statuses)
            for data_set, found, statuses in _statuses(actor, under, period, form, calendar)
        ]
    if as_json:
        say_json({"under": under, "period": period, "forms": told})
        return
    for each in told:
        _say_status(each)


def status_of(data_set: DataSet, period: Period, statuses: tuple[ReportStatus, ...]) -> dict[str, Any]:
    """Where the reports of one form and period stand, as plain values."""
    from dataclasses import asdict

    from binhyen.reporting.queries import StatusCounts

    return {
        "form": data_set.code,
        "period": period.code,
        "label": period.label,
        "from": period.first_day.isoformat(),
        "to": period.last_day.isoformat(),
        "counts": asdict(StatusCounts.of(statuses)),
        "units": [
            {
                "code": each.unit_code,
                "name": each.unit_name,
                "state": each.state,
                "state_label": each.state_label or "chưa có báo cáo",
                "late": each.late,
                "flags": each.flags,
                "filled": each.filled,
                "asked": each.asked,
                "deadline": each.deadline.isoformat(),
                "extended": each.extended,
                "closed": each.closed,
            }
            for each in statuses
        ],
    }


def _say_status(told: dict[str, Any]) -> None:
    from datetime import date

    counts = {name: format_number(count) for name, count in told["counts"].items()}
    first, last = (format_date(date.fromisoformat(told[end])) for end in ("from", "to"))
    out.print(f"Biểu {told['form']}, {told['label']} ({first}–{last})", style="bold", markup=False)
    out.print(
        f"Phải nộp {counts['owed']}: {counts['locked']} đã khoá, {counts['accepted']} đã duyệt, "
        f"{counts['submitted']} chờ duyệt, {counts['returned']} trả lại, {counts['draft']} bản nháp, "
        f"{counts['awaited']} chưa có. Muộn {counts['late']}, có dấu hiệu cần xem {counts['flagged']}.",
        markup=False,
    )
    open_still = [each for each in told["units"] if each["state"] in ("awaited", "draft", "returned")]
    _say_units("Chưa nộp", open_still, lambda each: each["state_label"])
    came_late = [each for each in told["units"] if each["late"] and each not in open_still]
    _say_units("Nộp muộn", came_late, lambda each: each["state_label"])
    flagged = [each for each in told["units"] if each["flags"]]
    _say_units("Có dấu hiệu cần xem", flagged, lambda each: f"{each['flags']} dấu hiệu")


def _say_units(heading: str, units: list[dict[str, Any]], detail: Any) -> None:
    if units:
        out.print(f"{heading} ({format_number(len(units))}):", markup=False)
    for each in units:
        out.print(f"• {each['code']} {each['name']}: {detail(each)}", markup=False)


@review.command("accept")
def accept_reports(
    ctx: typer.Context,
    period: PeriodCode,
    under: Annotated[str | None, typer.Option(help="Mã số của đơn vị nhận báo cáo, cùng với --all.")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="Duyệt báo cáo của riêng đơn vị này.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Duyệt mọi báo cáo đang chờ dưới --under.")] = False,
    with_flags: Annotated[
        bool, typer.Option("--with-flags", help="Duyệt cả báo cáo có dấu hiệu cần xem.")
    ] = False,
    form: Form = None,
    calendar: CalendarId = None,
    as_json: Json = False,
) -> None:
    """Duyệt báo cáo. --all để lại báo cáo có dấu hiệu cần xem và báo cáo do chính mình nhập, và nêu tên."""
    if every == (unit is not None):
        stop_with("Hãy chọn một trong hai: --all cùng --under, hoặc --unit.", CALLED_WRONGLY)
    if every and under is None:
        stop_with("Hãy nêu đơn vị nhận báo cáo bằng --under.", CALLED_WRONGLY)
    told: dict[str, Any]
    with working(ctx) as actor:
        if unit is not None:
            from binhyen.reporting.actions import accept

            submission = report_asked(actor, unit, period, form, calendar)
            accept(by=actor, submission=submission)
            told = {"accepted": [unit], "left_out": [], "not_handed_in": 0}
        else:
            told = accept_all(actor, under or "", period, form, calendar, with_flags=with_flags)
    if as_json:
        say_json(told)
        return
    out.print(f"Đã duyệt {format_number(len(told['accepted']))} báo cáo.", markup=False)
    if told["left_out"]:
        out.print(f"Để lại {format_number(len(told['left_out']))} báo cáo:", markup=False)
    for each in told["left_out"]:
        out.print(f"• {each['code']} {each['name']}: {each['sentence']}", markup=False, soft_wrap=True)
    if told["not_handed_in"]:
        out.print(f"Còn {format_number(told['not_handed_in'])} đơn vị chưa nộp.", markup=False)


LEFT_OUT = {
    "flagged": "có dấu hiệu cần xem. Xem rồi duyệt bằng --unit, hoặc duyệt cả bằng --with-flags.",
    "own": "tài khoản này đã nhập hoặc sửa số liệu nên không được tự duyệt. Nhờ người khác duyệt.",
}


def accept_all(
    actor: Actor, under: str, period: str, form: str | None, calendar: str | None, *, with_flags: bool
) -> dict[str, Any]:
    """Accept all that waits below a unit; answer codes of units accepted, and those left out with the reason."""
    from binhyen.reporting.actions import accept_many
    from binhyen.reporting.queries import StatusCounts

    accepted: list[str] = []
    left_out: list[dict[str, str]] = []
    not_handed_in = 0
    for data_set, found, statuses in _statuses(actor, under, period, form, calendar):
        above = row_of(actor, unit_asked(actor, under, found.last_day))
        named = {each.unit_id: each for each in statuses}
        counts = StatusCounts.of(statuses)
        not_handed_in += counts.awaited + counts.draft + counts.returned
        done = accept_many(by=actor, under=above, data_set=data_set, period=found.code, with_flags=with_flags)
        accepted += [named[key].unit_code for key in done.accepted]
        for reason, keys in (("flagged", done.flagged), ("own", done.own)):
            left_out += [
                {
                    "code": named[key].unit_code,
                    "name": named[key].unit_name,
                    "reason": reason,
                    "sentence": LEFT_OUT[reason],
                }
                for key in keys
            ]
    return {"accepted": accepted, "left_out": left_out, "not_handed_in": not_handed_in}


@review.command("return")
def return_report(
    ctx: typer.Context,
    unit: UnitCode,
    period: PeriodCode,
    reason: Annotated[str, typer.Option(help="Cần sửa gì; không ghi tên người.")],
    cell: Annotated[
        list[str] | None,
        typer.Option(
            help="Lý do ở một dòng: mã dòng, dấu =, lý do. Ví dụ mob_participants=“Cao gấp mười kỳ trước”."
        ),
    ] = None,
    under: Annotated[str | None, typer.Option(help="Mã số của đơn vị nhận báo cáo (không bắt buộc).")] = None,
    form: Form = None,
    calendar: CalendarId = None,
) -> None:
    """Trả báo cáo lại cho đơn vị để sửa, kèm lý do."""
    cells = [_cell_reason(text) for text in cell or []]
    with working(ctx) as actor:
        from binhyen.reporting.actions import return_for_correction

        submission = report_asked(actor, unit, period, form, calendar)
        if under is not None:
            above = unit_asked(actor, under, submission.obligation.last_day)
            if not submission.unit_path.startswith(above.path):
                stop_with(f"Đơn vị {unit} không thuộc đơn vị {under}.", CALLED_WRONGLY)
        return_for_correction(by=actor, submission=submission, reason=reason, cells=cells)
    out.print(f"Đã trả lại báo cáo của {unit}, kỳ {period}.", markup=False)


def _cell_reason(text: str) -> CellReason:
    from binhyen.reporting.actions import CellReason

    line, _equals, reason = text.partition("=")
    if not line.strip() or not reason.strip():
        stop_with(f"“{text}” không phải lý do ở một dòng. Hãy ghi MÃ_DÒNG=LÝ DO.", CALLED_WRONGLY)
    return CellReason(line.strip(), reason.strip())


@review.command("lock")
def lock_period(
    ctx: typer.Context,
    under: Under,
    period: PeriodCode,
    form: Form = None,
    calendar: CalendarId = None,
    as_json: Json = False,
) -> None:
    """Khoá kỳ: từ đó không nhận số liệu nữa, chỉ còn điều chỉnh có lý do bên cạnh số cũ."""
    with working(ctx) as actor:
        from binhyen.reporting.actions import lock

        locked: list[dict[str, Any]] = []
        for data_set, found, _statuses_there in _statuses(actor, under, period, form, calendar):
            above = row_of(actor, unit_asked(actor, under, found.last_day))
            done = lock(by=actor, under=above, data_set=data_set, period=found.code)
            locked.append({"form": data_set.code, "reports": done.reports, "without": done.without})
    if as_json:
        say_json({"locked": locked})
        return
    for each in locked:
        out.print(
            f"Biểu {each['form']}: đã khoá {format_number(each['reports'])} báo cáo; "
            f"{format_number(each['without'])} đơn vị không có báo cáo.",
            markup=False,
        )


def report_asked(actor: Actor, unit: str, period: str, form: str | None, calendar: str | None) -> Submission:
    """The report of a unit for a period; of all its forms the one that is meant must be plain."""
    from binhyen.reporting.models import Submission

    found: list[Submission] = []
    for data_set, asked in forms_of_period(form, calendar, period):
        reporter = unit_asked(actor, unit, asked.last_day)
        found += (
            Submission.objects.visible_to(actor)
            .filter(unit_id=reporter.id, obligation__data_set=data_set, obligation__period=asked.code)
            .select_related("obligation__version")
        )
    if not found:
        stop_with(
            f"Đơn vị {unit} chưa có báo cáo nào của kỳ {period}. Xem bằng “binhyen review status”.",
            NOT_IN_ORDER,
        )
    if len(found) > 1:
        stop_with(f"Đơn vị {unit} có nhiều biểu của kỳ {period}. Hãy chọn bằng --form.", CALLED_WRONGLY)
    return found[0]


def _statuses(
    actor: Actor, under: str, period: str, form: str | None, calendar: str | None
) -> list[tuple[DataSet, Period, tuple[ReportStatus, ...]]]:
    """The reports owed below a unit, form by form; ends the command where there are none."""
    from binhyen.reporting.queries import statuses_below

    found = []
    for data_set, asked in forms_of_period(form, calendar, period):
        statuses = statuses_below(actor, unit_asked(actor, under, asked.last_day).path, data_set, asked)
        if statuses:
            found.append((data_set, asked, statuses))
    if not found:
        stop_with(
            f"Dưới đơn vị {under} chưa mở kỳ {period}. Hãy mở bằng “binhyen workbooks write”.", NOT_IN_ORDER
        )
    return found
