"""What a command was asked about: a unit by its code, forms, a period by its code. A wrong one ends the command."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from binhyen.cli.session import CALLED_WRONGLY, stop_with
from binhyen.foundations.authority import Actor
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import (
    ADMINISTRATIVE,
    CALENDARS,
    BadPeriod,
    Period,
    calendar_of,
    parse_period,
)
from binhyen.foundations.vietnamese import format_date

if TYPE_CHECKING:
    from binhyen.indicators.models import DataSet
    from binhyen.orgunits.models import OrgUnit
    from binhyen.orgunits.queries import UnitOnDay
    from binhyen.orgunits.values import TerritoryChoice

Json = Annotated[bool, typer.Option("--json", help="In kết quả cho chương trình đọc.")]
Under = Annotated[
    str, typer.Option(help="Mã số của đơn vị nhận báo cáo, ví dụ 25 (tỉnh Phú Thọ); TW là cả nước.")
]
PeriodCode = Annotated[
    str, typer.Option("--period", help="Kỳ: 2026-02, 2026-Q1, 2026-H1, 2026-9M hoặc 2026.")
]
Form = Annotated[str | None, typer.Option(help="Mã biểu, ví dụ xa-thang (mặc định mọi biểu của kỳ ấy).")]
CalendarId = Annotated[
    str | None,
    typer.Option("--calendar", help="Lịch của kỳ (mặc định lịch của biểu): " + ", ".join(sorted(CALENDARS))),
]
Territory = Annotated[
    str | None,
    typer.Option(
        "--territory",
        help="Địa bàn: as-reported (theo đơn vị báo cáo) hoặc một ngày như 2026-02-20 (trên bản đồ của ngày đó); "
        "mặc định địa bàn của chính đơn vị trong kỳ.",
    ),
]

COUNTRY = "TW"
"""What stands for the whole country, which has no code in the list of the State."""


MOST_NAMED = 5


def unit_asked(actor: Actor, code: str, day: date) -> UnitOnDay:
    """The unit that bears the code on ``day``, or failing that today."""
    from binhyen.foundations.clock import today

    found = _bearing(actor, code, [day, today()])
    if found is None:
        stop_with(
            f"Không có đơn vị mang mã “{code}”. Hãy tìm bằng “binhyen units search TÊN”.", CALLED_WRONGLY
        )
    return found


def unit_on_territory(
    actor: Actor, code: str, written: str | None, periods: Sequence[Period]
) -> tuple[UnitOnDay, TerritoryChoice]:
    """The unit that bears the code on the map that was asked for, and that map.

    Where no day was named it is the unit of the last of the periods, failing that of today or of the first, and where
    nothing was said the map is its own. A map without the unit ends the command, and names who stands there instead.
    """
    from binhyen.foundations.clock import today
    from binhyen.orgunits.queries import own_territory
    from binhyen.orgunits.values import parse_territory

    first, last = periods[0].last_day, periods[-1].last_day
    try:
        chosen = None if written is None else parse_territory(written)
    except BadInput as fault:
        stop_with(str(fault), CALLED_WRONGLY)
    if chosen is not None and chosen.day is not None:
        found = _bearing(actor, code, [chosen.day])
        if found is None and (other := _bearing(actor, code, [last, today(), first])) is not None:
            _refuse_map_without(actor, other, chosen.day)
        return found or unit_asked(actor, code, chosen.day), chosen
    found = _bearing(actor, code, [last, today(), first]) or unit_asked(actor, code, last)
    return found, chosen or own_territory(actor, found.id, last)


def _bearing(actor: Actor, code: str, days: Sequence[date]) -> UnitOnDay | None:
    """The unit that bears the code on the earliest named of the days on which there is one."""
    from binhyen.orgunits.models import Level
    from binhyen.orgunits.queries import on_day, unit_of_code, units_as_of

    if code.strip().upper() == COUNTRY:
        country = units_as_of(actor, days[0]).filter(level=Level.COUNTRY).first()
        return on_day(country) if country else None
    return next(filter(None, (unit_of_code(actor, code.strip(), day) for day in days)), None)


def _refuse_map_without(actor: Actor, unit: UnitOnDay, day: date) -> NoReturn:
    """Say that the unit was not there on the day, and which units stood in its place."""
    from binhyen.orgunits.queries import predecessors_of, successors_of, units_as_of, versions_of

    if day < versions_of(actor, unit.id)[-1].validity.since:
        keys = {step.before_id for step in predecessors_of(actor, unit.id)}
    else:
        keys = {step.after_id for step in successors_of(actor, unit.id)}
    there = units_as_of(actor, day).filter(unit_id__in=keys - {unit.id}).order_by("name")
    names = [f"{each.name} ({each.code})" for each in there]
    more = f" và {len(names) - MOST_NAMED} đơn vị nữa" if len(names) > MOST_NAMED else ""
    instead = f" Ở đó khi ấy là: {', '.join(names[:MOST_NAMED])}{more}." if names else ""
    stop_with(
        f"Ngày {format_date(day)} không có {unit.name} (mã {unit.code}).{instead} "
        "Hãy chọn ngày khác, hoặc nêu đơn vị của ngày đó bằng --unit.",
        CALLED_WRONGLY,
    )


def row_of(actor: Actor, unit: UnitOnDay) -> OrgUnit:
    """The unit's own row, as acts want it."""
    from binhyen.orgunits.models import OrgUnit

    return OrgUnit.objects.visible_to(actor).get(pk=unit.id)


def forms_asked(form: str | None, calendar: str | None) -> tuple[DataSet, ...]:
    """The form of that code, or all of them; of those the ones that follow the calendar, where one was named."""
    from binhyen.indicators.queries import data_sets

    every = data_sets()
    chosen = tuple(each for each in every if form in (None, each.code))
    if form is not None and not chosen:
        stop_with(
            f"Không có biểu “{form}”. Các biểu: {', '.join(each.code for each in every) or 'chưa có'}.",
            CALLED_WRONGLY,
        )
    if calendar is not None:
        refuse_unknown_calendar(calendar)
        chosen = tuple(each for each in chosen if each.calendar == calendar)
    if not chosen:
        told = f"theo lịch “{calendar}”" if calendar else "trong danh mục"
        stop_with(f"Không có biểu nào {told}. Hãy bỏ --calendar, hoặc nạp danh mục chỉ tiêu.", CALLED_WRONGLY)
    return chosen


def forms_of_period(form: str | None, calendar: str | None, code: str) -> tuple[tuple[DataSet, Period], ...]:
    """The forms asked, each with the period of that code in its own calendar, those of the administrative one first.

    Where no form was named, those alone whose own periods are of that kind: a month has no yearly form.
    """
    found: list[tuple[DataSet, Period]] = []
    faults: list[BadPeriod] = []
    asked = sorted(forms_asked(form, calendar), key=lambda each: each.calendar != ADMINISTRATIVE.id)
    for data_set in asked:
        try:
            period = parse_period(code, calendar_of(data_set.calendar))
        except BadPeriod as fault:
            faults.append(fault)
            continue
        if form is not None or period.kind == data_set.period_kind:
            found.append((data_set, period))
    if not found and len(faults) == len(asked):
        stop_with(str(faults[0]), CALLED_WRONGLY)
    if not found:
        stop_with(
            f"Không có biểu nào theo loại kỳ của “{code}”. Hãy chọn kỳ khác, hoặc nêu biểu bằng --form.",
            CALLED_WRONGLY,
        )
    return tuple(found)


def period_asked(code: str, calendar: str | None = None) -> Period:
    """The period of that code in the calendar, the administrative one unless another was named."""
    if calendar is not None:
        refuse_unknown_calendar(calendar)
    try:
        return parse_period(code, calendar_of(calendar or ADMINISTRATIVE.id))
    except BadPeriod as fault:
        stop_with(str(fault), CALLED_WRONGLY)


def refuse_unknown_calendar(calendar: str) -> None:
    if calendar not in CALENDARS:
        stop_with(f"Không có lịch “{calendar}”. Các lịch: {', '.join(sorted(CALENDARS))}.", CALLED_WRONGLY)
