"""``binhyen units crosswalk``: which units of one day's map go where on another's, whole, in part, or not at all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any

import typer

from binhyen.cli.asked import COUNTRY
from binhyen.cli.session import CALLED_WRONGLY, NOT_IN_ORDER, out, say_json, stop_with, working
from binhyen.cli.units import units
from binhyen.foundations.authority import Actor
from binhyen.foundations.vietnamese import BadDate, format_date, format_number, parse_date

if TYPE_CHECKING:
    from binhyen.orgunits.queries import NamedCrosswalk, UnitOnDay, UnitThen
    from binhyen.orgunits.values import Course, Loss

MOST_SHOWN = 200
"""Units of one fate that are listed for a whole country; below a unit, and for programs, all are."""


@units.command("crosswalk")
def show_crosswalk(
    ctx: typer.Context,
    since: Annotated[str, typer.Option("--from", help="Ngày của bản đồ thứ nhất, ví dụ 2025-06-30.")],
    until: Annotated[str, typer.Option("--to", help="Ngày của bản đồ thứ hai; sớm hơn thì quy đổi ngược.")],
    under: Annotated[
        str | None,
        typer.Option(help="Chỉ trong đơn vị mang mã này trên một trong hai bản đồ; TW là cả nước."),
    ] = None,
    basis: Annotated[
        str,
        typer.Option(
            help="Chia theo: people (dân số), area (diện tích), households (số hộ), hand (ấn định)."
        ),
    ] = "people",
    level: Annotated[
        list[str] | None,
        typer.Option(help="Chỉ cấp này: province, district, commune, cluster, area (ghi nhiều lần được)."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="In kết quả cho chương trình đọc.")] = False,
) -> None:
    """Đơn vị nào của bản đồ ngày trước nay nằm ở đâu: chuyển toàn bộ, từng phần, hay không chuyển được, vì sao.

    Kết thúc với 1 nếu các dòng kế thừa mâu thuẫn.
    """
    from_day, to_day = _day(since), _day(until)
    with working(ctx) as actor:
        places = _places(actor, under, from_day, to_day)
        walk = _crosswalk(actor, from_day, to_day, places, basis, level)
    if as_json:
        say_json(plain(walk, places))
    else:
        _say(walk, places)


def _crosswalk(
    actor: Actor,
    from_day: date,
    to_day: date,
    places: Sequence[UnitOnDay],
    basis: str,
    level: Collection[str] | None,
) -> NamedCrosswalk:
    from binhyen.orgunits.models import Level
    from binhyen.orgunits.queries import crosswalk_of
    from binhyen.orgunits.values import BadSuccession, Basis

    if basis not in list(Basis):
        stop_with(f"Không chia theo “{basis}” được. Chọn một trong: {', '.join(Basis)}.", CALLED_WRONGLY)
    unknown = [each for each in level or () if each not in Level.values]
    if unknown:
        stop_with(f"Không có cấp “{unknown[0]}”. Các cấp: {', '.join(Level.values)}.", CALLED_WRONGLY)
    chosen: dict[str, Any] = {"levels": tuple(level)} if level else {}
    try:
        return crosswalk_of(
            actor,
            from_day,
            to_day,
            {place.id for place in places} or None,
            basis=Basis(basis),
            **chosen,
        )
    except BadSuccession as fault:
        stop_with(f"{fault.sentence} {fault.remedy}", NOT_IN_ORDER)


def _places(actor: Actor, under: str | None, from_day: date, to_day: date) -> tuple[UnitOnDay, ...]:
    """The units that bear a code on either day: codes are used again, so they may be two."""
    from binhyen.orgunits.queries import unit_of_code

    if under is None or under.strip().upper() == COUNTRY:
        return ()
    found = {
        unit.id: unit
        for day in (from_day, to_day)
        if (unit := unit_of_code(actor, under.strip(), day)) is not None
    }
    if not found:
        stop_with(
            f"Ngày {format_date(from_day)} và ngày {format_date(to_day)} đều không có đơn vị mang mã “{under}”. "
            "Hãy tìm bằng “binhyen units search TÊN”.",
            CALLED_WRONGLY,
        )
    return tuple(found.values())


def _day(text: str) -> date:
    try:
        return parse_date(text)
    except BadDate as error:
        stop_with(str(error), CALLED_WRONGLY)


# ---- for programs ---------------------------------------------------------------------------------------


def plain(named: NamedCrosswalk, places: Sequence[UnitOnDay]) -> dict[str, Any]:
    """The crosswalk for programs; a share is a number and, exactly, a fraction as text."""
    walk = named.walk
    return {
        "from": walk.from_day.isoformat(),
        "to": walk.to_day.isoformat(),
        "basis": str(walk.basis),
        "under": [{"id": place.id, "code": place.code, "name": place.name} for place in places],
        "counts": {str(fate): count for fate, count in walk.counts().items()},
        "units": [
            {
                **_unit(named.before[course.unit]),
                "fate": str(course.fate),
                "parts": [
                    {**_share(part.share), "into": _unit(named.after[part.into])} for part in course.parts
                ],
                "losses": [_loss(named, loss) for loss in course.losses],
            }
            for course in walk.courses.values()
        ],
    }


def _unit(unit: UnitThen) -> dict[str, Any]:
    return {
        "id": unit.id,
        "level": unit.level,
        "code": unit.code,
        "name": unit.name,
        "above": list(unit.above),
    }


def _share(share: Fraction) -> dict[str, Any]:
    return {"share": float(share), "exactly": str(share)}


def _loss(named: NamedCrosswalk, loss: Loss) -> dict[str, Any]:
    at = named.called(loss.at)
    return {
        **_share(loss.share),
        "reason": str(loss.reason),
        "reason_label": loss.reason.label,
        "at": _unit(at) if at else None,
        "on": loss.day.isoformat(),
        "perhaps_in": [_unit(named.after[unit]) for unit in loss.perhaps if unit in named.after],
    }


# ---- for people -----------------------------------------------------------------------------------------

_SIGNS = {"whole": "✓", "part": "÷", "not": "✗"}


def _say(named: NamedCrosswalk, places: Sequence[UnitOnDay]) -> None:
    walk = named.walk
    # One code may have been that of a unit then and of another now, often with the same name.
    days = {place.id: f" ({place.validity})" if len(places) > 1 else "" for place in places}
    within = "; ".join(f"{place.name}{days[place.id]}" for place in places) or "cả nước"
    out.print(
        f"Từ bản đồ ngày {format_date(walk.from_day)} sang ngày {format_date(walk.to_day)}, "
        f"{walk.basis.label}; trong: {within}.",
        style="bold",
        markup=False,
    )
    for fate, count in walk.counts().items():
        out.print(f"{_SIGNS[fate]} {fate.label}: {format_number(count)} đơn vị", markup=False)
        courses = [course for course in walk.courses.values() if course.fate is fate]
        shown = courses if places else courses[:MOST_SHOWN]
        for course in shown:
            out.print(f"    {_told(named, course)}", markup=False, soft_wrap=True)
        if len(shown) < len(courses):
            more = format_number(len(courses) - len(shown))
            out.print(f"    … và {more} đơn vị nữa (xem đủ bằng --under hoặc --json)", markup=False)
    out.print(f"Tổng số: {format_number(len(walk.courses))} đơn vị.", markup=False)


def _told(named: NamedCrosswalk, course: Course) -> str:
    before = named.before[course.unit]
    goes = "; ".join(
        f"{'' if part.share == 1 else _percent(part.share) + ' '}{_called(named.after[part.into])}"
        for part in course.parts
    )
    lost = "; ".join(_told_loss(named, course, loss) for loss in course.losses)
    told = f"{_called(before)} → " + "; ".join(filter(None, (goes, lost)))
    stays = course.parts and course.parts[0].into == course.unit and named.after[course.unit] == before
    return f"{_called(before)}: giữ nguyên" if stays else told


def _told_loss(named: NamedCrosswalk, course: Course, loss: Loss) -> str:
    share = "" if loss.share == 1 else f"{_percent(loss.share)} "
    at = named.called(loss.at)
    where = f" tại {at.name}" if at is not None and loss.at != course.unit else ""
    perhaps = ", ".join(named.after[unit].name for unit in loss.perhaps if unit in named.after)
    return f"{share}{loss.reason.label}{where}{f' (có thể ở: {perhaps})' if perhaps else ''}"


def _called(unit: UnitThen) -> str:
    return f"{unit.code} {unit.full_name}".strip()


def _percent(share: Fraction) -> str:
    hundredths = round(share * 10_000)
    return f"{hundredths // 100},{hundredths % 100:02}%"
