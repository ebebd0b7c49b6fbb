"""All commands of ``binhyen``. Heavy modules are loaded inside the commands that need them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from binhyen.cli.session import (
    CALLED_WRONGLY,
    CANNOT_WORK,
    NOT_IN_ORDER,
    REFUSED,
    choices_of,
    choose,
    err,
    out,
    running_database,
    say_json,
    stop_with,
    working,
)
from binhyen.machinery.datafolder import DataFolder, FolderUnusable

app = typer.Typer(
    help="Bình Yên: hệ thống làm việc của phong trào Toàn dân bảo vệ an ninh Tổ quốc.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

DEMONSTRATION_DAY = "2026-02-20"

Json = Annotated[bool, typer.Option("--json", help="In kết quả cho chương trình đọc.")]


@app.callback()
def settle(
    ctx: typer.Context,
    data: Annotated[
        Path | None,
        typer.Option("--data", help="Thư mục dữ liệu (hoặc biến BINHYEN_DATA; mặc định ./binhyen-data)."),
    ] = None,
    acting_as: Annotated[
        str | None,
        typer.Option("--as", help="Làm với tư cách tài khoản này (hoặc biến BINHYEN_AS)."),
    ] = None,
) -> None:
    """Chọn thư mục dữ liệu và tài khoản."""
    ctx.obj = choose(data, acting_as)


Data = Annotated[Path | None, typer.Option("--data", help="Thư mục dữ liệu.")]


def folder_of(ctx: typer.Context, data: Path | None) -> DataFolder:
    """The folder of a command that takes ``--data`` behind its name too."""
    if data is not None:
        ctx.find_root().obj = choose(data, choices_of(ctx).acting_as)
    return choices_of(ctx).folder


def prepare(folder: DataFolder, **settings: Any) -> None:
    """Folder, database, tables, static files, units, forms. Says each step that takes time."""
    from binhyen.cli.preparing import bring_up_to_date, load_the_catalogue, load_the_country

    if not folder.exists:
        out.print(f"Tạo thư mục dữ liệu {folder.path} …")
    folder.create(**settings)
    with running_database(folder):
        with out.status("Chuẩn bị cơ sở dữ liệu …"):
            bring_up_to_date(folder)
        import django

        django.setup()
        with out.status("Nạp đơn vị hành chính trước và sau 01/07/2025 …"):
            said = load_the_country()
        out.print(said)
        out.print(load_the_catalogue())


@app.command()
def init(ctx: typer.Context, data: Data = None) -> None:
    """Tạo thư mục dữ liệu, cơ sở dữ liệu và danh mục đơn vị. Làm lại không hại gì."""
    folder = folder_of(ctx, data)
    prepare(folder)
    out.print(f"Sẵn sàng. Chạy “binhyen --data {folder.path} serve” để mở.")


@app.command()
def serve(
    ctx: typer.Context,
    data: Data = None,
    host: Annotated[str, typer.Option(help="Địa chỉ lắng nghe.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Cổng.")] = 8000,
    workers: Annotated[int, typer.Option(help="Số tiến trình web.", min=1)] = 2,
) -> None:
    """Mở hệ thống cho trình duyệt. Ctrl-C để dừng."""
    folder = folder_of(ctx, data)
    if folder.demonstration and host not in ("127.0.0.1", "::1", "localhost"):
        stop_with(
            "Thư mục minh hoạ có mật khẩu công khai và không buộc xác thực hai lớp, nên chỉ mở trên máy này. "
            "Hãy bỏ --host, hoặc tạo một thư mục thật bằng “binhyen init”.",
            REFUSED,
        )
    _serve(folder, host, port, workers)


def _serve(folder: DataFolder, host: str, port: int, workers: int) -> None:
    from binhyen.cli import serving
    from binhyen.cli.preparing import bring_up_to_date

    serving.stop_on_signals()
    try:
        with running_database(folder):
            bring_up_to_date(folder)
            serving.serve(
                folder,
                host=host,
                port=port,
                workers=workers,
                ready=lambda address: out.print(f"Đang chạy tại {address} (Ctrl-C để dừng)."),
            )
    except serving.Stopping:
        pass
    out.print("Đã dừng.")


@app.command()
def demo(
    ctx: typer.Context,
    data: Data = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Chuẩn bị xong thì dừng.")] = False,
    port: Annotated[int, typer.Option(help="Cổng.")] = 8000,
) -> None:
    """Dựng dữ liệu minh hoạ rồi mở hệ thống."""
    folder = folder_of(ctx, data)
    if folder.exists and not folder.demonstration:
        stop_with(
            f"{folder.path} không phải thư mục minh hoạ. Hãy chọn một thư mục khác bằng --data.",
            CALLED_WRONGLY,
        )
    from datetime import date

    prepare(
        folder,
        demonstration=True,
        today=date.fromisoformat(DEMONSTRATION_DAY),
        second_factor_required=False,
    )
    with running_database(folder):
        import django

        django.setup()
        from binhyen.cli.demonstration import furnish

        with out.status("Dựng số liệu minh hoạ …"):
            signs = furnish(folder, lambda sentence: out.print(f"• {sentence}", markup=False))
    out.print(signs)
    out.print(f"Sổ Excel, bản trả lại và báo cáo tháng 01/2026: {folder.path / 'demo'}", markup=False)
    if not no_serve:
        _serve(folder, "127.0.0.1", port, 2)


audit = typer.Typer(help="Nhật ký.", no_args_is_help=True)
app.add_typer(audit, name="audit")


@audit.command("verify")
def verify_trail(ctx: typer.Context, as_json: Json = False) -> None:
    """Kiểm tra nhật ký còn nguyên vẹn. Kết thúc với 1 nếu có chỗ bị sửa hay mất."""
    with working(ctx) as actor:
        if not actor.everything and not actor.may("watch-system", at=""):
            stop_with("Chỉ quản trị hệ thống kiểm tra được toàn bộ nhật ký.", REFUSED)
        from binhyen.machinery.audit.sealing import verify

        found = verify()
    if as_json:
        say_json(
            {
                "sound": found.sound,
                "entries": found.entries,
                "seals": found.seals,
                "unsealed": found.unsealed,
                "removed_batches": found.removed,
                "faults": found.faults,
                "heads": found.heads,
            }
        )
    else:
        out.print(
            f"{found.entries} dòng, {found.seals} niêm phong ({found.removed} lô đã xoá khi quá hạn giữ), "
            f"{found.unsealed} dòng chờ niêm phong.",
            markup=False,
        )
        for fault in found.faults:
            out.print(fault, style="red", markup=False)
        for branch, head in sorted(found.heads.items()):
            out.print(f"Niêm phong cuối của nhánh {branch or 'chung'}: {head}", markup=False)
        out.print("Nhật ký nguyên vẹn." if found.sound else "Nhật ký KHÔNG nguyên vẹn.")
    if not found.sound:
        raise typer.Exit(NOT_IN_ORDER)


@app.command()
def backup(ctx: typer.Context, file: Path, as_json: Json = False, data: Data = None) -> None:
    """Sao lưu toàn bộ vào FILE (.zip, chỉ chủ tệp đọc được)."""
    folder = folder_of(ctx, data)
    with working(ctx) as actor:
        _only_operator(actor.everything)
        from binhyen.machinery.database.archive import ArchiveUnusable, back_up

        try:
            with err.status("Đang sao lưu …"):
                held = back_up(folder, file)
        except ArchiveUnusable as error:
            stop_with(str(error), CANNOT_WORK)
    _say_contents("Đã sao lưu", file, held.hash, held.rows, as_json)


@app.command()
def restore(ctx: typer.Context, file: Path, as_json: Json = False, data: Data = None) -> None:
    """Khôi phục từ FILE vào một thư mục dữ liệu mới."""
    folder = folder_of(ctx, data)
    from binhyen.cli.preparing import bring_up_to_date, lay_the_ground
    from binhyen.machinery.database.archive import ArchiveUnusable, read_manifest, settings_in
    from binhyen.machinery.database.archive import restore as restore_into

    try:
        manifest = read_manifest(file)
        folder.create(**settings_in(manifest))
        with running_database(folder), err.status("Đang khôi phục …"):
            lay_the_ground(folder)
            held = restore_into(folder, file)
            bring_up_to_date(folder)
    except (ArchiveUnusable, FolderUnusable) as error:
        stop_with(str(error), CANNOT_WORK)
    _say_contents("Đã khôi phục", file, held.hash, held.rows, as_json)
    if held.hash != manifest["content_hash"]:
        stop_with("Nội dung khôi phục KHÁC nội dung đã sao lưu. Đừng dùng thư mục này.", NOT_IN_ORDER)


def _only_operator(everything: bool) -> None:
    if not everything:
        stop_with("Chỉ người vận hành thư mục dữ liệu làm được việc này. Hãy bỏ --as.", REFUSED)


def _say_contents(done: str, file: Path, mark: str, rows: dict[str, int], as_json: bool) -> None:
    if as_json:
        say_json({"file": str(file), "content_hash": mark, "rows": rows})
    else:
        out.print(f"{done} {file}: {sum(rows.values())} dòng, mã nội dung {mark[:16]}.", markup=False)


@app.command()
def doctor(ctx: typer.Context, as_json: Json = False, data: Data = None) -> None:
    """Xem máy này và thư mục dữ liệu có chạy được không, và cần làm gì."""
    from binhyen.cli.diagnosis import examine

    findings = examine(folder_of(ctx, data))
    if as_json:
        say_json([finding.__dict__ for finding in findings])
    else:
        for finding in findings:
            sign = {"good": "✓", "note": "•", "bad": "✗"}[finding.state]
            out.print(f"{sign} {finding.sentence} {finding.remedy}".rstrip(), markup=False)
    if any(finding.state == "bad" for finding in findings):
        raise typer.Exit(NOT_IN_ORDER)


@app.command()
def version() -> None:
    """In phiên bản."""
    import platform
    from importlib import metadata

    out.print(
        f"binhyen {metadata.version('binhyen')}, Python {platform.python_version()}, {platform.system()}",
        markup=False,
    )


def _add_commands_of_rooms() -> None:
    from binhyen.cli import (  # noqa: F401 - add their commands to those of units, of figures and of report
        boundaries,
        comparing,
        crosswalk,
        editions,
        history,
        matching,
        populating,
        published,
        reorganising,
        unit_lists,
    )
    from binhyen.cli.catalogue import catalogue
    from binhyen.cli.figures import figures
    from binhyen.cli.publishing import report, rollup
    from binhyen.cli.review import review
    from binhyen.cli.units import units
    from binhyen.cli.users import user
    from binhyen.cli.workbooks import workbooks

    app.add_typer(catalogue, name="catalogue")
    app.add_typer(figures, name="figures")
    app.add_typer(report, name="report")
    app.add_typer(review, name="review")
    app.add_typer(rollup, name="rollup")
    app.add_typer(units, name="units")
    app.add_typer(user, name="user")
    app.add_typer(workbooks, name="workbooks")


def run() -> None:
    """Run a command. Sub-commands of rooms are added here; reading a text starts without those of the others."""
    from binhyen.cli.reading import read_files, reader

    app.command("read")(read_files)
    app.add_typer(reader, name="reader")
    if sys.argv[1:2] not in (["read"], ["reader"]):
        _add_commands_of_rooms()
    try:
        app()
    except FolderUnusable as error:
        stop_with(str(error), CANNOT_WORK)
    except KeyboardInterrupt:
        sys.exit(130)
