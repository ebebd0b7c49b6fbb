"""The way in: the overview of the unit at which one works, or what waits and where one stands."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from binhyen.access.permissions import Permission
from binhyen.web.figures.scope import scope_of
from binhyen.web.frame import current
from binhyen.web.frame.context import address_of
from binhyen.web.frame.pages import for_everyone_signed_in
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.overview.views import overview_context
from binhyen.web.worklist.shown import first_rows
from binhyen.worklist.queries import queue_of

WAITING_SHOWN, WAITING_ABOVE_FIGURES = 5, 3
"""So many of the things that wait stand on the first page, and so many of them above an overview."""


@for_everyone_signed_in
def home(request: SignedInRequest) -> HttpResponse:
    """The overview of the working unit for whoever may see its figures; else what waits, and the account's roles."""
    queue = queue_of(request.actor)
    unit = _unit_with_figures(request)
    if unit is not None:
        waiting = {
            "rows": first_rows(queue, WAITING_ABOVE_FIGURES),
            "waiting_count": len(queue.items),
        }
        context = overview_context(request, scope_of(request, unit))
        return render(request, "overview/overview.html", context | waiting)
    roles: dict[tuple[int, str], list[str]] = {}
    for mandate in request.actor.mandates:
        roles.setdefault((mandate.unit_id, mandate.unit_name), []).append(mandate.role_label)
    mandates = [
        {"unit_name": name, "roles": ", ".join(labels), "url": address_of("unit", unit_id)}
        for (unit_id, name), labels in roles.items()
    ]
    return render(
        request,
        "frame/home.html",
        {"mandates": mandates, "rows": first_rows(queue, WAITING_SHOWN), "waiting_count": len(queue.items)},
    )


def _unit_with_figures(request: SignedInRequest) -> int | None:
    """The unit that was entered last, else the first at which the account may see figures; None where there is none.

    A statement only where a unit was entered.
    """
    unit = current.current_unit(request, request.actor)
    if unit is not None and request.actor.may(Permission.VIEW_FIGURES, at=unit.path):
        return unit.id
    return next(
        (each.unit_id for each in request.actor.mandates if Permission.VIEW_FIGURES in each.permissions), None
    )
