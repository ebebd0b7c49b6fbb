"""``binhyen units search | show | check | add-body``: who exists, what is it called, is all in order?"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from binhyen.cli.session import CALLED_WRONGLY, NOT_IN_ORDER, out, say_json, stop_with, working
from binhyen.foundations.authority import Actor
from binhyen.foundations.vietnamese import BadDate, format_date, format_number, parse_date

if TYPE_CHECKING:
    from decimal import Decimal

    from binhyen.orgunits.queries import Checked, Found, Numbers, Step, UnitOnDay, UnitThen

units = typer.Typer(help="Đơn vị: tỉnh, xã và cơ quan, tổ chức.", no_args_is_help=True)

Json = Annotated[bool, typer.Option("--json", help="In kết quả cho chương trình đọc.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Theo ngày này, ví dụ 2025-07-01 hoặc 01/07/2025 (mặc định hôm nay)."),
]


@units.command("search")
def search_units(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="Tên có dấu hay không dấu, kèm tên tỉnh nếu cần, hoặc mã số.")],
    as_of: AsOf = None,
    limit: Annotated[int, typer.Option(help="Nhiều nhất bấy nhiêu dòng.", min=1)] = 20,
    as_json: Json = False,
) -> None:
    """Tìm đơn vị theo tên hoặc mã. Kết thúc với 1 nếu không có đơn vị nào."""
    with working(ctx) as actor:
        found = find(actor, text, _day(as_of), limit)
    if as_json:
        say_json([each | {"above": list(above)} for each, above in found])
    else:
        table = Table(box=None, pad_edge=False)
        for heading in ("Mã", "Tên", "Thuộc"):
            table.add_column(heading)
        for each, above in found:
            table.add_row(each["code"], each["name"], ", ".join(reversed(above)))
        out.print(table if found else f"Không có đơn vị nào khớp với “{text}”. Hãy thử gõ ít chữ hơn.")
    if not found:
        raise typer.Exit(NOT_IN_ORDER)


def find(actor: Actor, text: str, day: date, limit: int) -> list[tuple[dict[str, Any], tuple[str, ...]]]:
    """The units that a text may mean, as plain values, with the names above each."""
    from binhyen.orgunits.queries import search

    found: tuple[Found, ...] = search(actor, text, day, limit)
    return [(_plain(each.unit), each.above) for each in found]


@units.command("show")
def show_unit(
    ctx: typer.Context,
    code: Annotated[
        str,
        typer.Argument(
            help="Mã số: hai chữ số cho tỉnh, ba cho huyện cũ, năm cho xã; 25-MTTQ cho cơ quan, tổ chức."
        ),
    ],
    as_of: AsOf = None,
    as_json: Json = False,
) -> None:
    """Xem một đơn vị: đường dẫn, các phiên bản theo thời gian, đơn vị trực thuộc, đơn vị trước và sau."""
    with working(ctx) as actor:
        day = _day(as_of)
        shown = describe(actor, code, day)
        borne = borne_on_other_days(actor, code) if shown is None else ""
    if shown is None:
        stop_with(
            f"Ngày {format_date(day)} không có đơn vị mang mã “{code}”. {borne}",
            NOT_IN_ORDER,
        )
    if as_json:
        say_json(shown)
        return
    out.print(shown["name"], style="bold", markup=False)
    out.print(" › ".join(above["name"] for above in shown["path"]), markup=False)
    out.print(f"Mã {shown['code'] or '—'}, {shown['kind_label']}, {shown['level_label']}", markup=False)
    if shown["longitude"] is not None:
        out.print(f"Một điểm bên trong: {shown['latitude']}, {shown['longitude']} (độ)", markup=False)
    for version in shown["versions"]:
        out.print(
            f"• {version['name']}: {version['validity']}. {version['legal_basis']}",
            markup=False,
            soft_wrap=True,
        )
    if shown["children"]:
        parts = ", ".join(f"{format_number(count)} {label}" for label, count in shown["children"].items())
        out.print(f"Trực thuộc: {parts}", markup=False)
    _say_bodies(shown)
    _say_steps("Từ các đơn vị trước", shown["predecessors"])
    _say_steps("Sau đó thành", shown["successors"])


def _say_bodies(shown: dict[str, Any]) -> None:
    if shown["bodies"]:
        out.print("Cơ quan, tổ chức:", markup=False)
    for body in shown["bodies"]:
        out.print(f"• {body['name']} (mã {body['code']}, {body['kind_label']})", markup=False)
    for group in shown["groups"]:
        out.print(f"Nhóm: {group['name']} ({group['validity']}). {group['decision']}", markup=False)


def _say_steps(heading: str, steps: list[dict[str, Any]]) -> None:
    """Where a unit came from, or went to, in one step."""
    direct = [step for step in steps if step["direct"] and not step["stays"]]
    if direct:
        out.print(f"{heading}:", markup=False)
    for step in direct:
        shares = ", ".join(f"{SHARES[name]} {value}" for name, value in step["shares"].items() if value)
        told = f"; {shares}" if shares and step["relation"].startswith("part") else ""
        day = format_date(date.fromisoformat(step["day"]))
        out.print(
            f"• {step['full_name']} (mã {step['code']}): {step['relation_label']}, {day}{told}",
            markup=False,
            soft_wrap=True,
        )


SHARES = {"people": "dân số", "area": "diện tích", "households": "số hộ", "hand": "ấn định"}


def describe(actor: Actor, code: str, day: date) -> dict[str, Any] | None:
    """A unit of a code on a day as plain values, or None where the actor sees no such unit.

    ``children`` are counts of all places below it on the day, by the label of their kind. ``predecessors`` and
    ``successors`` are all steps that lead to it and on from it; those of the unit itself are ``direct``.
    """
    from binhyen.orgunits.queries import (
        bodies_of,
        groups_of,
        on_day,
        path_of,
        predecessors_of,
        successors_of,
        unit_of_code,
        versions_of,
    )

    unit = unit_of_code(actor, code, day)
    if unit is None:
        return None
    return _plain(unit) | {
        "as_of": day.isoformat(),
        "path": [
            {"id": above.id, "code": above.code, "name": above.name} for above in path_of(actor, unit, day)
        ],
        "versions": [_plain(version) for version in versions_of(actor, unit.id)],
        "children": _places_below(actor, unit, day),
        "bodies": [_plain(on_day(version)) for version in bodies_of(actor, unit.id, day)],
        "groups": [
            {
                "code": each.group.code,
                "name": each.group.name,
                "decision": each.decision,
                "validity": str(each.validity),
            }
            for each in groups_of(actor, unit.id, day)
        ],
        "predecessors": [_step(step, step.before) for step in predecessors_of(actor, unit.id)],
        "successors": [_step(step, step.after) for step in successors_of(actor, unit.id)],
    }


def borne_on_other_days(actor: Actor, code: str) -> str:
    """Who bore a code, and when: codes are used again. A sentence, or how to search."""
    from binhyen.orgunits.models import OrgUnitVersion

    versions = (
        OrgUnitVersion.objects.visible_to(actor).filter(code=code).exclude(code="").order_by("valid_from")
    )
    told = "; ".join(f"{version.name} ({version.validity})" for version in versions)
    return f"Mã này là của: {told}. Chọn ngày bằng --as-of." if told else SEARCH_INSTEAD


SEARCH_INSTEAD = "Hãy tìm bằng “binhyen units search TÊN”."


def _places_below(actor: Actor, unit: UnitOnDay, day: date) -> dict[str, int]:
    from binhyen.orgunits.models import Kind
    from binhyen.orgunits.queries import NO_PLACES, counts_below

    counts = counts_below(actor, [unit.id], day)
    by_kind = counts[unit.id].by_kind if unit.id in counts else {}
    order = {kind: place for place, kind in enumerate(Kind.values)}
    return {
        str(Kind(kind).label): units
        for (level, kind), units in sorted(by_kind.items(), key=lambda each: order[each[0][1]])
        if level not in (unit.level, *NO_PLACES)
    }


def _step(step: Step, other: UnitThen | None) -> dict[str, Any]:
    """One step of a lineage: the unit at its far end, how it went, and which parts are known."""
    return {
        "code": other.code if other else None,
        "name": other.name if other else None,
        "full_name": other.full_name if other else None,
        "level": other.level if other else None,
        "kind": other.kind if other else None,
        "day": step.day.isoformat(),
        "relation": step.relation,
        "relation_label": step.relation_label,
        "shares": {
            "people": _share(step.people_share),
            "area": _share(step.area_share),
            "households": _share(step.households_share),
            "hand": _share(step.hand_share),
        },
        "share_source": step.share_source,
        "legal_basis": step.legal_basis,
        "note": step.note,
        "direct": step.direct,
        "stays": step.stays,
    }


def _share(share: Decimal | None) -> str | None:
    """A share as exact text; None is unknown."""
    return None if share is None else format(share.normalize(), "f")


@units.command("add-body")
def add_body(
    ctx: typer.Context,
    under: Annotated[str, typer.Option(help="Mã số của tỉnh hoặc xã mà cơ quan, tổ chức thuộc về.")],
    kind: Annotated[
        str,
        typer.Option(
            help="Loại: department (sở, ban, ngành), front (Mặt trận Tổ quốc), mass-organisation (đoàn thể), "
            "police (cơ quan Công an), army (cơ quan Quân sự)."
        ),
    ],
    name: Annotated[str, typer.Option(help="Tên đầy đủ.")],
    code: Annotated[str, typer.Option(help="Mã, nhiều nhất mười ký tự, ví dụ 25-MTTQ.")],
    since: Annotated[str, typer.Option(help="Từ ngày, ví dụ 2025-07-01 hoặc 01/07/2025.")],
    legal_basis: Annotated[str, typer.Option(help="Văn bản thành lập.")] = "",
    as_json: Json = False,
) -> None:
    """Thêm một cơ quan, tổ chức của tỉnh hoặc xã. Kết thúc với 3 nếu bị từ chối."""
    day = _day(since)
    with working(ctx) as actor:
        added = found(actor, under, day, kind=kind, name=name, code=code, legal_basis=legal_basis)
    if as_json:
        say_json(added)
    else:
        out.print(f"Đã thêm {added['name']} (mã {added['code']}), {added['validity']}.", markup=False)


def found(actor: Actor, under: str, since: date, **body: str) -> dict[str, Any]:
    """Found a body under the unit of a code, and answer with it as plain values."""
    from binhyen.foundations.clock import today
    from binhyen.orgunits.actions import found_body
    from binhyen.orgunits.models import OrgUnit
    from binhyen.orgunits.queries import on_day, unit_of_code, units_as_of

    # Where nobody bore the code on that day yet, the act says since when there is such a unit.
    above = unit_of_code(actor, under, since) or unit_of_code(actor, under, today())
    if above is None:
        stop_with(
            f"Không có đơn vị mang mã “{under}”. Hãy tìm bằng “binhyen units search TÊN”.", CALLED_WRONGLY
        )
    parent = OrgUnit.objects.visible_to(actor).get(pk=above.id)
    unit = found_body(by=actor, parent=parent, valid_from=since, **body)
    return _plain(on_day(units_as_of(actor, since).get(unit_id=unit.pk)))


@units.command("check")
def check(ctx: typer.Context, as_json: Json = False) -> None:
    """Kiểm tra danh mục: số đơn vị theo luật, mã, đường dẫn, phiên bản. Kết thúc với 1 nếu có lỗi."""
    from binhyen.foundations.clock import today

    with working(ctx) as actor:
        from binhyen.orgunits.queries import check_units, numbers_of

        day = today()
        checked: tuple[Checked, ...] = check_units(actor, day)
        numbers: Numbers = numbers_of(actor, day)
    sound = not any(each.broken for each in checked)
    if as_json:
        say_json(
            {
                "day": day.isoformat(),
                "sound": sound,
                "counts": {
                    numbers.last_day.isoformat(): asdict(numbers.former),
                    "today": asdict(numbers.today),
                },
                "successions": numbers.successions,
                "split": numbers.split,
                "checks": [
                    {
                        "name": each.check.name,
                        "severity": str(each.check.severity),
                        "title": each.check.title,
                        "why": each.check.why,
                        "remedy": each.check.remedy,
                        "count": len(each.findings),
                        "findings": list(each.findings),
                    }
                    for each in checked
                ],
            }
        )
    else:
        _say_checked(checked)
        _say_numbers(numbers)
        out.print("Danh mục đơn vị đúng." if sound else "Danh mục đơn vị CÓ LỖI.")
    if not sound:
        raise typer.Exit(NOT_IN_ORDER)


MOST_FINDINGS_SHOWN = 10


def _say_checked(checked: tuple[Checked, ...]) -> None:
    for each in checked:
        sign = "✗" if each.broken else "•" if each.findings else "✓"
        number = f" ({format_number(len(each.findings))})" if each.findings else ""
        out.print(f"{sign} {each.check.title}{number}", markup=False)
        for finding in each.findings[:MOST_FINDINGS_SHOWN]:
            out.print(f"    {finding}", markup=False, soft_wrap=True)
        if len(each.findings) > MOST_FINDINGS_SHOWN:
            more = len(each.findings) - MOST_FINDINGS_SHOWN
            out.print(f"    … và {format_number(more)} chỗ nữa (xem đủ bằng --json)", markup=False)
        if each.findings:
            out.print(f"    Vì sao: {each.check.why}", markup=False, soft_wrap=True)
            out.print(f"    Cần làm: {each.check.remedy}", markup=False, soft_wrap=True)


def _say_numbers(numbers: Numbers) -> None:
    for told, each in (
        (f"Ngày {format_date(numbers.last_day)}", numbers.former),
        ("Hôm nay", numbers.today),
    ):
        districts = f"{format_number(each.districts)} huyện, " if each.districts else ""
        out.print(
            f"{told}: {format_number(each.provinces)} tỉnh, {districts}{format_number(each.communes)} xã.",
            markup=False,
        )
    relations = ", ".join(f"{name} {format_number(n)}" for name, n in numbers.successions.items())
    out.print(f"Kế thừa cấp xã: {relations}; {format_number(numbers.split)} xã cũ bị chia.", markup=False)


def _day(as_of: str | None) -> date:
    from binhyen.foundations.clock import today

    if as_of is None:
        return today()
    try:
        return parse_date(as_of)
    except BadDate as error:
        stop_with(str(error), CALLED_WRONGLY)


def _plain(unit: UnitOnDay) -> dict[str, Any]:
    return {
        "id": unit.id,
        "level": unit.level,
        "level_label": unit.level_label,
        "kind": unit.kind,
        "kind_label": unit.kind_label,
        "code": unit.code,
        "name": unit.name,
        "short_name": unit.short_name,
        "longitude": unit.longitude,
        "latitude": unit.latitude,
        "legal_basis": unit.legal_basis,
        "validity": str(unit.validity),
        "valid_from": unit.validity.since.isoformat(),
        "valid_until": unit.validity.until.isoformat() if unit.validity.until else None,
    }
