"""``binhyen units boundaries FILE``: the shapes of units for their maps."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from binhyen.cli.session import CALLED_WRONGLY, NOT_IN_ORDER, err, out, say_json, stop_with, working
from binhyen.cli.units import AsOf, Json, _day, units
from binhyen.foundations.vietnamese import format_number


@units.command("boundaries")
def load_boundaries(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="Tệp GeoJSON hoặc TopoJSON, toạ độ WGS 84 tính bằng độ.")],
    source: Annotated[str, typer.Option(help="Nguồn, được in trên mọi bản đồ.")],
    code_property: Annotated[
        str, typer.Option("--property", help="Thuộc tính mang mã số đơn vị; id là mã của chính đối tượng.")
    ] = "code",
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Nạp ranh giới đơn vị để vẽ bản đồ. Kết thúc với 1 nếu tệp không dùng được; khi đó không có gì thay đổi."""
    day = _day(as_of)
    try:
        data = file.read_bytes()
    except OSError as error:
        stop_with(f"Không đọc được {file}: {error.strerror}. Hãy kiểm tra tên tệp.", CALLED_WRONGLY)
    with working(ctx) as actor:
        from binhyen.orgunits import actions
        from binhyen.orgunits.values import BadBoundaries

        try:
            loaded = actions.load_boundaries(
                by=actor, data=data, source=source, day=day, code_property=code_property
            )
        except BadBoundaries as bad:
            _say_faults(bad, as_json)
            raise typer.Exit(NOT_IN_ORDER) from bad
    if as_json:
        say_json({"units": loaded.units, "replaced": loaded.replaced})
    else:
        out.print(
            f"Đã nạp ranh giới của {format_number(loaded.units)} đơn vị "
            f"({format_number(loaded.replaced)} đơn vị đã có ranh giới trước đó).",
            markup=False,
        )


def _say_faults(bad: Any, as_json: bool) -> None:
    if as_json:
        say_json({"sentence": bad.sentence, "remedy": bad.remedy, "faults": list(bad.faults)})
        return
    err.print(bad.sentence, style="red", markup=False)
    for fault in bad.faults:
        err.print(f"• {fault}", markup=False)
    err.print(bad.remedy, markup=False)
