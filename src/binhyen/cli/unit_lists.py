"""``binhyen units load``: bring the list of units up to date, with an operator's official files or without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from binhyen.cli.session import CALLED_WRONGLY, NOT_IN_ORDER, err, out, say_json, stop_with, working
from binhyen.cli.units import Json, units
from binhyen.foundations.authority import Actor
from binhyen.foundations.faults import BadInput
from binhyen.foundations.vietnamese import format_number

if TYPE_CHECKING:
    from binhyen.orgunits.actions import ListFault, Loaded

LARGEST_FILE = 64 * 1024 * 1024
MOST_FAULTS_SHOWN = 50
MOST_CODES_SHOWN = 20


@units.command("load")
def load(
    ctx: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Danh mục chính thức: tệp CSV, thư mục hoặc tệp .zip chứa các tệp CSV.", metavar="TỆP"
        ),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Thay toàn bộ danh mục cùng loại, không chỉ bổ sung.")
    ] = False,
    forget: Annotated[
        list[str] | None,
        typer.Option(help="Thôi dùng danh mục chính thức này (ví dụ succession), trở lại gói dữ liệu."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ cho biết sẽ thay đổi gì, không ghi gì.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Nạp danh mục đơn vị; không có TỆP thì cập nhật theo gói dữ liệu và các danh mục đã nạp.

    Kết thúc với 1 nếu tệp có lỗi; khi ấy chưa ghi gì.
    """
    try:
        lists = [each for file in files or () for each in _files_in(file)]
        with working(ctx) as actor, err.status("Nạp danh mục đơn vị …"):
            loaded = load_from(actor, lists, replace=replace, forget=forget or [], dry_run=dry_run)
    except BadInput as fault:
        _say_faults(fault, as_json)
        raise typer.Exit(NOT_IN_ORDER) from fault
    if as_json:
        say_json(asdict(loaded) | {"changed": loaded.changed, "dry_run": dry_run})
        return
    if dry_run:
        out.print("Chạy thử, chưa ghi gì.")
    for topic, file, rows in loaded.lists:
        out.print(f"• {file}: danh mục {topic}, {format_number(rows)} dòng", markup=False)
    out.print(str(loaded), markup=False)
    if lists or forget:
        _say_difference(loaded)
    if loaded.left_out:
        out.print(f"Không nạp được mã: {_some(loaded.left_out)}", markup=False)
    if loaded.beyond and lists:
        out.print(
            f"Có tại đây nhưng không có trong danh mục, vẫn giữ: mã {_some(loaded.beyond)}", markup=False
        )


def load_from(
    actor: Actor, lists: list[tuple[str, bytes]], *, replace: bool, forget: list[str], dry_run: bool
) -> Loaded:
    """Load units from these files."""
    from binhyen.orgunits.actions import load_units

    return load_units(by=actor, lists=lists, in_place=replace, forget=forget, dry_run=dry_run)


def _files_in(path: Path) -> Iterator[tuple[str, bytes]]:
    """The CSV files that a path means, each with its name and bytes."""
    if path.is_dir():
        inside = sorted(path.glob("*.csv"))
        if not inside:
            stop_with(f"Thư mục {path} không có tệp CSV nào.", CALLED_WRONGLY)
        for each in inside:
            yield each.name, _bytes_of(each)
    elif path.suffix.lower() == ".zip":
        from binhyen.machinery.files.bundles import files_in

        for name, data in files_in(path.name, _bytes_of(path)):
            if name.lower().endswith(".csv"):
                yield name, data
    else:
        yield path.name, _bytes_of(path)


def _bytes_of(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise BadInput(f"Tệp {file} lớn hơn 64 MB.", "Danh mục cả nước chỉ vài MB; kiểm tra lại tệp.")
        return file.read_bytes()
    except OSError as error:
        raise BadInput(
            f"Không đọc được {file} ({error.strerror}).", "Kiểm tra đường dẫn và quyền đọc."
        ) from error


def _say_faults(fault: BadInput, as_json: bool) -> None:
    faults: tuple[ListFault, ...] = getattr(fault, "faults", ())
    if as_json:
        say_json({"faults": [asdict(each) for each in faults] or [{"sentence": str(fault)}]})
        return
    if not faults:
        err.print(str(fault), style="red", markup=False)
        return
    for each in faults[:MOST_FAULTS_SHOWN]:
        err.print(str(each), markup=False)
    if len(faults) > MOST_FAULTS_SHOWN:
        err.print(f"… và {format_number(len(faults) - MOST_FAULTS_SHOWN)} lỗi nữa (xem đủ bằng --json)")
    err.print(f"Có {format_number(len(faults))} lỗi nên chưa nạp gì.", style="red", markup=False)


def _say_difference(loaded: Loaded) -> None:
    """The numbers that the load changes, before and after."""
    pairs = [
        (f"{day}, loại “{kind}”", before.get(kind, 0), after.get(kind, 0))
        for day, before, after in (
            ("Trước sắp xếp", loaded.before.formerly, loaded.after.formerly),
            ("Hôm nay", loaded.before.today, loaded.after.today),
        )
        for kind in sorted(before.keys() | after.keys())
    ]
    pairs.append(("Dòng kế thừa", loaded.before.successions, loaded.after.successions))
    for told, before, after in pairs:
        if before != after:
            out.print(f"• {told}: {format_number(before)} → {format_number(after)}", markup=False)


def _some(codes: tuple[str, ...]) -> str:
    more = (
        f" và {format_number(len(codes) - MOST_CODES_SHOWN)} mã nữa" if len(codes) > MOST_CODES_SHOWN else ""
    )
    return ", ".join(codes[:MOST_CODES_SHOWN]) + more
