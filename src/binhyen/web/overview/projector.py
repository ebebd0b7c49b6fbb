"""The overview for a hall: one figure a screen, in letters that are read from the last row. It notes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.analytics.queries import OverviewLine
from binhyen.web.figures.scope import Scope, scope_of
from binhyen.web.figures.shown import rate_decimals, value_text
from binhyen.web.frame.charts import Sparkline
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.words import period_short
from binhyen.web.overview.shown import leading_lines, sparkline_of, tile_of, told_value

SCREEN = "man"


@dataclass(frozen=True, slots=True)
class Course:
    """The line of a figure over its periods: the first and last that are known stand in words at its ends."""

    line: Sparkline
    first: str
    first_period: str
    last: str
    last_period: str


@require_GET
@needs(Permission.VIEW_FIGURES)
def overview_projector(request: SignedInRequest, pk: int) -> HttpResponse:
    """One of the unit's leading figures; the address says which, the arrows lead to the others."""
    scope = scope_of(request, pk)
    lines = leading_lines(request.actor, scope)
    at = _place(request.GET.get(SCREEN, ""), len(lines))
    return render(
        request,
        "overview/projector.html",
        {
            **scope.frame("overview_projector"),
            "tile": tile_of(lines[at], scope, "") if lines else None,
            "course": course_of(lines[at]) if lines else None,
            "place": at + 1,
            "screens": len(lines),
            "previous_url": _url(scope, at - 1) if at > 0 else "",
            "next_url": _url(scope, at + 1) if at + 1 < len(lines) else "",
            "overview_url": scope.url("overview"),
        },
    )


def course_of(line: OverviewLine) -> Course | None:
    """The course from the first known period to the last; None where there are not two."""
    known = [place for place, (_period, figure) in enumerate(line.course) if told_value(figure) is not None]
    if len(known) < 2:
        return None
    (first_period, first), (last_period, last) = line.course[known[0]], line.course[known[-1]]
    if first is None or last is None:
        return None
    return Course(
        sparkline_of(line, known[0], known[-1], width=1600, height=240, from_zero=True),
        value_text(first, rate_decimals(first)),
        period_short(first_period),
        value_text(last, rate_decimals(last)),
        period_short(last_period),
    )


def _place(asked: str, count: int) -> int:
    """Which screen, from 0; the first for whatever is no screen."""
    place = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 4 else 1
    return place - 1 if 1 <= place <= count else 0


def _url(scope: Scope, place: int) -> str:
    return f"{scope.url('overview_projector')}&{urlencode({SCREEN: place + 1})}"
