"""Figures as a table for programs: JSON of some indicators over some periods, of a unit or of those directly below."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.analytics.queries import FigureTable, TableCell, figure_table
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import ADMINISTRATIVE, BadPeriod, Period, calendar_of, parse_period
from binhyen.indicators.values import Clearance, FormLine, LineRole
from binhyen.orgunits.values import TerritoryChoice
from binhyen.web.figures.scope import CALENDAR, newest_period, unit_seen
from binhyen.web.figures.territory import TERRITORY, territory_of
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest

INDICATORS, FIRST, LAST, BY = "chi-tieu", "tu", "den", "theo"
BY_PERIOD, BY_UNIT = "ky", "don-vi"
MOST_PERIODS = 60
JSON = "application/json"


class BadQuestion(BadInput):
    """The address asks for something that there is not."""


@require_GET
@needs(Permission.VIEW_FIGURES)
def figures_table(request: SignedInRequest, pk: int) -> HttpResponse:
    """The figures of the unit by period (``theo=ky``), or of the units directly below by unit and period
    (``theo=don-vi``): ``chi-tieu`` names indicators, all without it; ``tu`` and ``den`` the first and last period;
    ``dia-ban`` on which map, that of the last period without it, so that the periods are of the same territory.

    What may not leave is held back as in every file. 404 for a unit whose figures the actor may not see, 400 with a
    sentence for what cannot be read.
    """
    above = unit_seen(request, pk)
    try:
        periods = _periods(request, pk)
        territory, _told_in = territory_of(
            request.actor, above[-1], periods[-1], request.GET.get(TERRITORY, "")
        )
        table = figure_table(
            request.actor,
            pk,
            periods,
            below=_is_by_unit(request.GET),
            indicators=_indicators(request.GET),
            territory=territory,
        )
    except BadInput as fault:
        told = {"error": {"sentence": str(fault.sentence), "remedy": str(fault.remedy)}}
        return HttpResponse(_dumped(told), content_type=JSON, status=400)
    unit = {"id": pk, "code": above[-1].code, "name": above[-1].name}
    answer: dict[str, Any] = {"unit": unit, "territory": _territory(territory), **_told(table)}
    return HttpResponse(_dumped(answer), content_type=JSON)


def _dumped(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


# ---- what is asked ---------------------------------------------------------------------------------------


def _is_by_unit(asked: QueryDict) -> bool:
    given = asked.get(BY, "") or BY_PERIOD
    if given not in (BY_PERIOD, BY_UNIT):
        raise BadQuestion(
            _("Không có cách xếp “%(given)s”.") % {"given": given},
            _("Ghi %(by)s=%(period)s hoặc %(by)s=%(unit)s.")
            % {"by": BY, "period": BY_PERIOD, "unit": BY_UNIT},
        )
    return given == BY_UNIT


def _periods(request: SignedInRequest, unit_id: int) -> list[Period]:
    """Every period from the first to the last, of one kind; the newest alone where none is named."""
    asked = request.GET
    calendar = calendar_of(asked.get(CALENDAR, "") or ADMINISTRATIVE.id)
    named = [
        parse_period(code, calendar) if (code := asked.get(name, "")) else None for name in (FIRST, LAST)
    ]
    first, last = named[0] or named[1], named[1] or named[0]
    if first is None or last is None:
        first = last = newest_period(request.actor, unit_id)
    if first.kind is not last.kind:
        raise BadPeriod(
            _("%(first)s và %(last)s không cùng loại kỳ.") % {"first": first.label, "last": last.label}
        )
    if last < first:
        raise BadQuestion(
            _("Kỳ đầu %(first)s đứng sau kỳ cuối %(last)s.") % {"first": first.label, "last": last.label},
            _("Đổi chỗ “%(first)s” và “%(last)s”.") % {"first": FIRST, "last": LAST},
        )
    found = [first]
    while found[-1] != last:
        if len(found) == MOST_PERIODS:
            raise BadQuestion(
                _("Hỏi quá nhiều kỳ một lần."), _("Hỏi nhiều nhất %(most)s kỳ.") % {"most": MOST_PERIODS}
            )
        found.append(found[-1].next())
    return found


def _indicators(asked: QueryDict) -> tuple[str, ...]:
    """The indicators that are named, by commas or one by one; none where all are meant."""
    return tuple(code for given in asked.getlist(INDICATORS) for code in given.split(",") if code)


# ---- what is told ----------------------------------------------------------------------------------------


def _territory(territory: TerritoryChoice) -> dict[str, str | None]:
    """On which map: ``code`` as on the command line, ``day`` where it is that of one."""
    day = None if territory.day is None else territory.day.isoformat()
    return {"code": territory.code, "label": territory.label, "day": day}


def _told(table: FigureTable) -> dict[str, Any]:
    """Units, lines and periods once, and series of each unit and line with as many entries as there are periods.

    Values are exact texts; of rates with the places of their line, as in files.
    """
    return {
        "periods": [
            {
                "code": period.code,
                "label": period.label,
                "first_day": period.first_day.isoformat(),
                "last_day": period.last_day.isoformat(),
            }
            for period in table.periods
        ],
        "units": [{"id": each.unit_id, "code": each.code, "name": each.name} for each in table.units],
        "lines": [_line(line, table.clearances) for line in table.lines],
        "series": [
            {"unit": at, "line": of_line} | _series(over_time, table.lines[of_line])
            for at, of_unit in enumerate(table.cells)
            for of_line, over_time in enumerate(of_unit)
            if any(cell is not None for cell in over_time)
        ],
    }


def _line(line: FormLine, clearances: Any) -> dict[str, Any]:
    return {
        "code": line.code,
        "indicator": line.indicator,
        "option": line.option,
        "label": line.label,
        "unit": line.unit,
        "kind": str(line.kind),
        "role": str(line.role),
        "parts": list(line.parts),
        "clearance": str(clearances.get(line.indicator, Clearance.INTERNAL)),
    }


def _series(cells: Sequence[TableCell | None], line: FormLine) -> dict[str, list[Any]]:
    """A value or why there is none, its standing, on how many of how many reports it rests, how much of it is
    estimated, and why it may not be compared, period by period."""
    told: dict[str, list[Any]] = {name: [] for name in _OF_A_CELL}
    for cell in cells:
        for name, column in told.items():
            column.append(None if cell is None else _OF_A_CELL[name](cell, line))
    return told


def _value(cell: TableCell, line: FormLine) -> str | None:
    if cell.value is None or cell.absence is not None:
        return cell.mark or None
    places = line.decimals if line.role is LineRole.RATE or cell.estimated else None
    return _text(cell.value, places)


def _estimated(cell: TableCell, line: FormLine) -> str | None:
    if not cell.estimated or cell.value is None or cell.absence is not None:
        return None
    return _text(cell.estimated, line.decimals)


_OF_A_CELL: dict[str, Callable[[TableCell, FormLine], Any]] = {
    "values": _value,
    "absences": lambda cell, _line: None if cell.absence is None else str(cell.absence),
    "standings": lambda cell, _line: str(cell.standing),
    "counted": lambda cell, _line: cell.counted,
    "expected": lambda cell, _line: cell.expected,
    "not_applicable": lambda cell, _line: cell.not_applicable,
    "estimated": _estimated,
    "why_not_comparable": lambda cell, _line: [str(why) for why in cell.apart] or None,
}


def _text(value: Decimal, places: int | None) -> str:
    return format(value if places is None else round(value, places), "f")
