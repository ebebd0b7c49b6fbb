"""``binhyen figures history``: a table of former years, read and matched; taken only where that is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from binhyen.cli.asked import Json, forms_asked, row_of, unit_asked
from binhyen.cli.figures import figures
from binhyen.cli.session import CALLED_WRONGLY, NOT_IN_ORDER, out, say_json, stop_with, working
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import Period, calendar_of, parse_period
from binhyen.foundations.vietnamese import format_number

if TYPE_CHECKING:
    from binhyen.reporting.actions import HistoryTaken
    from binhyen.reporting.queries import HistoryShown

MOST_SHOWN = 30


@figures.command("history")
def bring_history(
    ctx: typer.Context,
    file: Annotated[
        Path, typer.Argument(help="Bảng .xlsx hoặc .csv: mỗi đơn vị một dòng, hoặc mỗi số một dòng.")
    ],
    unit: Annotated[str, typer.Option("--unit", help="Mã đơn vị hiện nay nhập số liệu, ví dụ 25.")],
    form: Annotated[str, typer.Option("--form", help="Mã biểu, ví dụ xa-thang, xa-nam.")],
    source: Annotated[str, typer.Option("--source", help="Số và ngày văn bản có số liệu này.")],
    period: Annotated[
        str | None, typer.Option("--period", help="Kỳ của cả bảng, ví dụ 2024-01; bỏ qua nếu có cột ghi kỳ.")
    ] = None,
    take: Annotated[bool, typer.Option("--take", help="Nhận số liệu nếu mọi dòng, cột đều rõ.")] = False,
    rest: Annotated[
        bool, typer.Option("--rest", help="Cùng --take: bỏ phần chưa rõ, nhận phần còn lại.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Đọc số liệu những năm trước theo đơn vị cũ. Không ghi gì nếu không có --take.

    Bảng được giữ lại ở trang “Số liệu cũ” để khớp tiếp hoặc rút lại. Kết thúc với 1 nếu còn phần chưa nhận được.
    """
    import django

    django.setup()
    from binhyen.foundations.clock import today
    from binhyen.reporting.actions import read_history, take_history
    from binhyen.reporting.queries import history_shown

    data = _content(file)
    with working(ctx) as actor:
        (data_set,) = forms_asked(form, None)
        whole = _period(period, data_set.calendar)
        place = unit_asked(actor, unit, today())
        intake = read_history(
            by=actor,
            unit=row_of(actor, place),
            data_set=data_set,
            source=source,
            name=file.name,
            data=data,
            period=whole,
        )
        shown = history_shown(actor, intake)
        taken = (
            take_history(by=actor, intake=intake, rest=rest) if take and (rest or shown.may_take) else None
        )
    if as_json:
        say_json(_plain(shown, taken))
    else:
        _say(shown, taken)
    if not shown.may_take:
        raise typer.Exit(NOT_IN_ORDER)


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        stop_with(
            f"Không đọc được tệp {file} ({error.strerror}). Kiểm tra đường dẫn và quyền đọc.", CALLED_WRONGLY
        )


def _period(code: str | None, calendar: str) -> Period | None:
    try:
        return None if code is None else parse_period(code, calendar_of(calendar))
    except BadInput as bad:
        stop_with(str(bad), CALLED_WRONGLY)


def _plain(shown: HistoryShown, taken: HistoryTaken | None) -> dict[str, Any]:
    read = shown.read
    found = {
        "id": shown.intake.pk,
        "form": shown.intake.data_set.code,
        "may_take": shown.may_take,
        "taken": taken is not None,
        "reports": len(read.reports) if read is not None else 0,
        "values": read.values if read is not None else 0,
        "left_out": taken.left_out if taken is not None else None,
    }
    if read is None:
        return found
    return found | {
        "periods": [each.code for each in read.periods],
        "columns": [
            {"key": each.key, "heading": each.heading, "line": each.line, "candidates": list(each.candidates)}
            for each in read.columns
        ],
        "units_unknown": [
            {
                "written": each.key,
                "place": each.place,
                "reason": each.found.reason,
                "remedy": each.found.remedy,
                "candidates": [
                    {"id": unit.id, "code": unit.code, "name": unit.name} for unit in each.found.candidates
                ],
            }
            for each in read.open_units
        ],
        "hedged": [
            {"place": each.place, "unit": each.unit.name, "line": each.line, "words": each.said.words}
            for each in read.hedged
        ],
        "sums_that_differ": [
            {"place": each.place, "line": each.line, "given": str(each.given), "expected": str(each.expected)}
            for each in read.sums
            if each.differs
        ],
        "faults": [
            {"place": each.place, "sentence": each.sentence, "remedy": each.remedy} for each in read.faults
        ],
        "hindrances": [
            {"unit": each.unit, "period": each.period, "sentence": each.sentence, "remedy": each.remedy}
            for each in shown.hindrances
        ],
    }


def _say(shown: HistoryShown, taken: HistoryTaken | None) -> None:
    read = shown.read
    if read is None:
        return
    told = [
        *(
            f"Cột {each.key} “{each.heading}” chưa rõ là chỉ tiêu nào"
            + (f" (gần nhất: {', '.join(each.candidates)})." if each.candidates else ".")
            for each in read.open_columns
        ),
        *(f"{each.place} “{each.key}”: {each.found.reason} {each.found.remedy}" for each in read.open_units),
        *(f"{each.sentence} {each.remedy}" for each in read.faults),
        *(f"{each.unit}, {each.period}: {each.sentence} {each.remedy}" for each in shown.hindrances),
        *(
            f"{each.place} “{each.said.words}”: không phải số chính xác nên không cộng."
            for each in read.hedged
        ),
        *(
            f"{each.place} {each.label}: tệp ghi {format_number(each.given)}, cộng các dòng là "
            f"{format_number(each.expected)}."
            for each in read.sums
            if each.differs and each.expected is not None
        ),
    ]
    for line in told[:MOST_SHOWN]:
        out.print(f"• {line}".rstrip(), markup=False, soft_wrap=True)
    if len(told) > MOST_SHOWN:
        out.print(f"… và {format_number(len(told) - MOST_SHOWN)} điều nữa.", markup=False)
    counted = (
        f"{format_number(taken.reports if taken else len(read.reports))} báo cáo, "
        f"{format_number(taken.values if taken else read.values)} số"
    )
    if taken is not None:
        out.print(
            f"Đã nhận {counted}; để lại {format_number(taken.left_out)} mục.", style="bold", markup=False
        )
    else:
        ready = (
            "Thêm --take để nhận." if shown.may_take else "Chưa nhận được: khớp tiếp ở trang “Số liệu cũ”."
        )
        out.print(f"Đọc được {counted}. {ready}", style="bold", markup=False)
