"""``binhyen user add | import``: accounts with one-time codes, and slips of paper to hand over.

Codes are written into the file of slips, which its owner alone can read, and to the terminal only where
``--show`` asks for it.
"""

from __future__ import annotations

import html
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.table import Table

from binhyen.cli.session import CALLED_WRONGLY, REFUSED, err, out, say_json, stop_with, working
from binhyen.foundations.authority import Actor
from binhyen.foundations.vietnamese import BadDate, parse_date

if TYPE_CHECKING:
    from binhyen.access.actions import ImportedAccount
    from binhyen.access.queries import AccountRow, RowFault

user = typer.Typer(help="Tài khoản.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="In kết quả cho chương trình đọc.")]
Show = Annotated[bool, typer.Option("--show", help="In cả mã dùng một lần ra màn hình.")]


@user.command("import")
def import_users(
    ctx: typer.Context,
    workbook: Annotated[Path, typer.Argument(help="Tệp .xlsx theo mẫu ở trang Nhập tài khoản từ Excel.")],
    show: Show = False,
    as_json: Json = False,
) -> None:
    """Tạo tài khoản từ bảng Excel; phiếu in được ghi cạnh tệp, tên …-phieu.html."""
    try:
        data = workbook.read_bytes()
    except OSError as error:
        stop_with(
            f"Không đọc được {workbook} ({error.strerror}). Hãy kiểm tra đường dẫn và quyền đọc.",
            CALLED_WRONGLY,
        )
    slips = workbook.with_name(f"{workbook.stem}-phieu.html")
    with working(ctx) as actor:  # by itself: what the trail says of a refused file must stay
        from binhyen.machinery.files.receiving import look_at

        receipt = look_at(by=actor, name=workbook.name, data=data)
    if receipt.refused is not None:
        stop_with(f"{receipt.refused.sentence} {receipt.refused.remedy}", REFUSED)
    with _slips_file(slips) as draft, working(ctx) as actor:
        from binhyen.access.queries import RowsRefused, rows_of_workbook

        try:
            made = make_accounts(actor, rows_of_workbook(workbook.name, receipt.read, data))
        except RowsRefused as refused:
            _stop_with_faults(refused.faults, as_json)
        write_slips(draft, made)
    _tell(made, slips, show, as_json)


@user.command("add")
def add_user(
    ctx: typer.Context,
    full_name: Annotated[str, typer.Argument(help="Họ và tên.")],
    unit: Annotated[str, typer.Option(help="Mã đơn vị: 2 số của tỉnh, 5 số của xã, hoặc TW cho cả nước.")],
    role: Annotated[str, typer.Option(help="Vai trò, ví dụ “nhập liệu” hoặc “quản trị hệ thống”.")],
    username: Annotated[str, typer.Option(help="Tên đăng nhập; để trống thì hệ thống đặt.")] = "",
    post: Annotated[str, typer.Option(help="Chức vụ.")] = "",
    email: Annotated[str, typer.Option(help="Thư công vụ.")] = "",
    since: Annotated[str, typer.Option("--from", help="Từ ngày, ví dụ 02/02/2026; mặc định hôm nay.")] = "",
    decided_by: Annotated[str, typer.Option(help="Văn bản phân công.")] = "",
    slip: Annotated[Path, typer.Option(help="Tệp phiếu in.")] = Path("phieu-tai-khoan.html"),
    show: Show = False,
    as_json: Json = False,
) -> None:
    """Tạo một tài khoản với vai trò đầu tiên; phiếu in được ghi ra tệp."""
    try:
        valid_from = parse_date(since) if since else None
    except BadDate as fault:
        stop_with(f"--from: {fault}", CALLED_WRONGLY)
    with _slips_file(slip) as draft, working(ctx) as actor:
        from binhyen.access.queries import AccountRow, RowsRefused

        row = AccountRow(
            number=1,
            unit_code=unit,
            full_name=full_name,
            role=role,
            post=post,
            email=email,
            username=username,
            valid_from=valid_from,
            decided_by=decided_by,
        )
        try:
            made = make_accounts(actor, [row])
        except RowsRefused as refused:
            _stop_with_faults(refused.faults, as_json, numbered=False)
        write_slips(draft, made)
    _tell(made, slip, show, as_json)


def make_accounts(actor: Actor, rows: Sequence[AccountRow]) -> list[ImportedAccount]:
    """All the accounts of the rows or, by ``RowsRefused``, none."""
    from binhyen.access.actions import import_accounts

    return import_accounts(by=actor, rows=rows)


@contextmanager
def _slips_file(target: Path) -> Iterator[Path]:
    """A draft that becomes the file of slips once the accounts stand; if they do not, nothing is left of it."""
    if target.exists():
        stop_with(
            f"Đã có tệp phiếu {target}. Hãy cất đi hoặc xoá tệp này rồi chạy lại, vì mã trong đó không lấy lại được.",
            CALLED_WRONGLY,
        )
    draft = target.with_name(target.name + ".new")
    try:
        yield draft
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _stop_with_faults(faults: Sequence[RowFault], as_json: bool, *, numbered: bool = True) -> NoReturn:
    """Say every fault with its place and remedy, and end with nothing done."""
    if as_json:
        say_json(
            {
                "made": 0,
                "faults": [
                    {
                        "row": fault.number,
                        "column": fault.column,
                        "sentence": fault.sentence,
                        "remedy": fault.remedy,
                    }
                    for fault in faults
                ],
            }
        )
        raise SystemExit(REFUSED)
    for fault in faults:
        place = ", ".join(
            part
            for part in (
                f"dòng {fault.number}" if numbered else "",
                f"cột {fault.column}" if fault.column else "",
            )
            if part
        )
        err.print(
            f"{place[:1].upper()}{place[1:]}: {fault.sentence} {fault.remedy}".strip(": "), markup=False
        )
    stop_with(f"Có {len(faults)} chỗ cần sửa. Chưa tài khoản nào được tạo.", REFUSED)


def _tell(made: Sequence[ImportedAccount], slips: Path, show: bool, as_json: bool) -> None:
    if as_json:
        accounts: list[dict[str, Any]] = [
            {
                "username": each.account.username,
                "full_name": each.account.full_name,
                "unit": each.unit_name,
                "roles": list(each.roles),
            }
            | ({"code": each.code} if show else {})
            for each in made
        ]
        say_json({"made": len(made), "slips": str(slips), "accounts": accounts})
        return
    table = Table(box=None, pad_edge=False)
    for heading in (
        "Tên đăng nhập",
        "Họ và tên",
        "Đơn vị",
        "Vai trò",
        *(["Mã dùng một lần"] if show else []),
    ):
        table.add_column(heading)
    for each in made:
        table.add_row(
            each.account.username,
            each.account.full_name,
            each.unit_name,
            ", ".join(each.roles),
            *([each.code] if show else []),
        )
    out.print(table)
    out.print(f"Đã tạo {len(made)} tài khoản. Phiếu để in: {slips}", markup=False)
    out.print("In, cắt và giao tận tay từng người, rồi xoá tệp phiếu.")


def write_slips(file: Path, made: Sequence[ImportedAccount]) -> None:
    """Write the slips so that their owner alone can read them."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as error:
        stop_with(
            f"Không ghi được {file} ({error.strerror}). Hãy chọn thư mục khác cho phiếu.", CALLED_WRONGLY
        )
    with os.fdopen(descriptor, "w", encoding="utf-8") as out_file:
        os.fchmod(out_file.fileno(), 0o600)
        out_file.write(slips_page(made))


def slips_page(made: Sequence[ImportedAccount]) -> str:
    """The slips as one page of HTML that stands alone: eight on a sheet of A4, with lines to cut along."""
    slips = "\n".join(
        f"""<li><p class="head"><b>Bình Yên</b> · {html.escape(each.unit_name)}</p>
<p><b>{html.escape(each.account.full_name)}</b><br>{html.escape(", ".join(each.roles))}</p>
<p>Tên đăng nhập: <code>{html.escape(each.account.username)}</code><br>
Mã dùng một lần: <code class="code">{html.escape(each.code)}</code></p>
<p class="how">Vào trang Kích hoạt tài khoản, nhập tên và mã này, tự chọn mật khẩu.
Mã dùng một lần, trong 14 ngày.</p></li>"""
        for each in made
    )
    return f"""<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<title>Phiếu kích hoạt tài khoản</title>
<style>
body {{ margin: 0; font: 11pt/1.4 "Be Vietnam Pro", "Segoe UI", Arial, sans-serif; color: #1C2421; }}
ul {{ display: grid; grid-template-columns: 1fr 1fr; margin: 0; padding: 0; list-style: none; }}
li {{ box-sizing: border-box; height: 66mm; padding: 6mm; overflow: hidden; break-inside: avoid; }}
li {{ border: 1px dashed #857F70; }}
p {{ margin: 0 0 3mm; }}
.code {{ font-size: 15pt; letter-spacing: 0.06em; }}
.how {{ font-size: 9pt; }}
@page {{ size: A4; margin: 12mm; }}
</style>
</head>
<body>
<ul>
{slips}
</ul>
</body>
</html>
"""
