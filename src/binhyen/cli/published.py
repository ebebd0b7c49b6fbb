"""``binhyen figures published``: what others published about a unit, each number with its hedge and source."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from binhyen.cli.asked import Json, unit_asked
from binhyen.cli.figures import figures
from binhyen.cli.session import CALLED_WRONGLY, out, say_json, stop_with, working
from binhyen.cli.wording import number
from binhyen.foundations.vietnamese import BadDate, format_number, parse_date

if TYPE_CHECKING:
    from binhyen.orgunits.queries import UnitOnDay
    from binhyen.reporting.queries import PublicFigureShown


@figures.command("published")
def show_published(
    ctx: typer.Context,
    unit: Annotated[str, typer.Option("--unit", help="Mã số của đơn vị, ví dụ 25, 04831; TW là cả nước.")],
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="Đơn vị mang mã ấy vào ngày này, ví dụ 2025-06-30 (mặc định hôm nay)."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Xem số liệu báo chí, văn bản đã nêu về một đơn vị và về phần địa bàn của nó. Không cộng vào tổng nào."""
    with working(ctx) as actor:
        from binhyen.reporting.queries import public_figures_of

        place = unit_asked(actor, unit, _day(as_of))
        found = public_figures_of(actor, place.id)
    if as_json:
        say_json({"unit": place.code, "unit_name": place.name, "figures": [plain(each) for each in found]})
    else:
        _say(place, found)


def _day(as_of: str | None) -> date:
    from binhyen.foundations.clock import today

    if as_of is None:
        return today()
    try:
        return parse_date(as_of)
    except BadDate as fault:
        stop_with(str(fault), CALLED_WRONGLY)


def plain(each: PublicFigureShown) -> dict[str, Any]:
    """A published number for programs. ``of`` is the unit of which the source speaks, ``bearing`` how it lies."""
    return {
        "bearing": str(each.bearing),
        "of": each.unit.name if each.unit else "",
        "of_code": each.unit.code if each.unit else "",
        "line": each.line,
        "label": each.label,
        "value": number(each.stated.value),
        "value_max": number(each.stated.value_max),
        "comparator": str(each.stated.precision),
        "unit_of_measure": each.stated.measure,
        "as_written": each.as_written,
        "from": each.row.first_day.isoformat(),
        "to": each.row.last_day.isoformat(),
        "title": each.source.title,
        "publisher": each.source.publisher,
        "address": each.source.address,
        "published": each.source.published,
        "doubt": each.doubt,
        "a_count_alone": each.a_count_alone,
    }


def _say(place: UnitOnDay, found: tuple[PublicFigureShown, ...]) -> None:
    if not found:
        out.print(f"Chưa ghi số liệu đã công bố nào về {place.name} trong phạm vi được xem.", markup=False)
        return
    out.print(
        f"{place.name}: {format_number(len(found))} số liệu đã công bố, không cộng vào tổng nào.",
        markup=False,
    )
    for each in found:
        out.print(f"• {each.label}: {each.words} ({each.days})", markup=False)
        for words in filter(
            None, (each.part_of, _source(each), each.doubt and f"Chưa chắc chắn: {each.doubt}")
        ):
            out.print(f"    {words}", markup=False)


def _source(each: PublicFigureShown) -> str:
    source = each.source
    return ", ".join(filter(None, (f"“{source.title}”", source.publisher, each.published, source.address)))
