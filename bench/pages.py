"""Two pages that the program does not have: the empty frame, and the floor beneath every page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context, Engine
from django.urls import include, path

from bench.house import EMPTY_PAGE, FLOOR_PAGE
from binhyen.foundations.clock import today
from binhyen.foundations.periods import ADMINISTRATIVE, PeriodKind, period_of
from binhyen.orgunits.queries import path_to
from binhyen.web.frame.pages import for_everyone_signed_in, open_to_strangers

HEADING = "Trang trống"

_BARE = Engine().from_string("<!doctype html><title>{{ heading }}</title><h1>{{ heading }}</h1>")


@for_everyone_signed_in
def empty(request: HttpRequest) -> HttpResponse:
    """The frame of a page at the account's unit and today's month, with nothing in it."""
    actor = request.actor  # type: ignore[attr-defined]
    path = path_to(actor, actor.mandates[0].unit_id, today())
    period = period_of(today(), PeriodKind.MONTH, ADMINISTRATIVE)
    return render(
        request,
        "frame/base.html",
        {
            "heading": HEADING,
            "unit_name": path[-1].name,
            "breadcrumb": [{"label": step.name, "url": f"?unit={step.id}"} for step in path],
            "period": period.label_with_days,
            "period_switch": {
                "label": period.label,
                "previous_url": f"?period={period.previous().code}",
                "next_url": f"?period={period.next().code}",
                "kinds": [
                    {"label": kind, "url": f"?kind={kind}", "current": kind == PeriodKind.MONTH}
                    for kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.YEAR)
                ],
                "items": [
                    {"label": month.label, "url": f"?period={month.code}", "current": month == period}
                    for month in period.enclosing(PeriodKind.YEAR).parts(PeriodKind.MONTH)
                ],
            },
        },
    )


@open_to_strangers
def floor(request: HttpRequest) -> HttpResponse:
    """A template of one line: no session, no transaction, no statement."""
    return HttpResponse(_BARE.render(Context({"heading": HEADING})))


urlpatterns = [
    path(EMPTY_PAGE.lstrip("/"), empty),
    path(FLOOR_PAGE.lstrip("/"), floor),
    path("", include("binhyen.config.urls")),
]
handler404 = "binhyen.web.frame.views.not_found"
handler500 = "binhyen.web.frame.views.server_error"
