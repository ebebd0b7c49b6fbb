"""``binhyen catalogue check | diff | load``: is what the catalogue says in order, and is it what the database holds?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from binhyen.cli.session import CALLED_WRONGLY, NOT_IN_ORDER, out, say_json, stop_with, working
from binhyen.foundations.faults import BadInput

if TYPE_CHECKING:
    from binhyen.indicators.queries import Mistake

catalogue = typer.Typer(help="Danh mục chỉ tiêu, biểu mẫu, thời hạn.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="In kết quả cho chương trình đọc.")]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--folder",
        help="Thư mục danh mục (mặc định danh mục của thư mục dữ liệu, không có thì danh mục đi kèm chương trình).",
    ),
]


@catalogue.command("check")
def check(folder: Folder = None, as_json: Json = False) -> None:
    """Tìm lỗi trong các tệp danh mục, không cần cơ sở dữ liệu. Kết thúc với 1 nếu có lỗi."""
    found = find(folder)
    errors = [mistake for mistake in found if mistake.severity == "error"]
    if as_json:
        say_json(
            {
                "sound": not errors,
                "mistakes": [
                    {
                        "severity": str(mistake.severity),
                        "place": mistake.place,
                        "sentence": mistake.sentence,
                        "remedy": mistake.remedy,
                    }
                    for mistake in found
                ],
            }
        )
    else:
        for mistake in found:
            out.print(f"{'✗' if mistake in errors else '•'} {mistake}", markup=False, soft_wrap=True)
        out.print(f"Danh mục có {len(errors)} lỗi." if errors else "Danh mục không có lỗi.")
    if errors:
        raise typer.Exit(NOT_IN_ORDER)


def find(folder: Path | None) -> tuple[Mistake, ...]:
    """Every mistake in the files of a folder, without a database."""
    import django

    django.setup()
    from binhyen.indicators.queries import find_mistakes

    return find_mistakes(folder)


@catalogue.command("diff")
def diff(ctx: typer.Context, folder: Folder = None) -> None:
    """Kể các tệp danh mục nói gì khác với danh mục đang dùng; không ghi gì. Kết thúc với 1 nếu không nạp được."""
    with working(ctx):
        from binhyen.indicators.queries import catalogue_changes
        from binhyen.indicators.values import difference_in_lines

        changes = catalogue_changes(folder)
    for mistake in changes.mistakes:
        out.print(f"✗ {mistake}", markup=False, soft_wrap=True)
    if changes.difference is None:
        raise typer.Exit(NOT_IN_ORDER)
    for fault in changes.difference.refusals:
        out.print(f"✗ {fault.sentence} {fault.remedy}", markup=False, soft_wrap=True)
    for line in difference_in_lines(changes.difference):
        out.print(line, markup=False, soft_wrap=True)
    if changes.difference.nothing:
        out.print("Danh mục đã đúng, không có gì thay đổi.")
    if changes.difference.refusals:
        raise typer.Exit(NOT_IN_ORDER)


@catalogue.command("load")
def load(ctx: typer.Context, folder: Folder = None) -> None:
    """Nạp chỉ tiêu, biểu mẫu, thời hạn; làm lại không hại gì. Không nạp gì nếu danh mục có lỗi."""
    with working(ctx) as actor:
        from binhyen.indicators.actions import load_catalogue

        try:
            loaded = load_catalogue(by=actor, folder=folder)
        except BadInput as fault:
            stop_with(str(fault), CALLED_WRONGLY)
    out.print(str(loaded), markup=False)
