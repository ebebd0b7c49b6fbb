"""The list of units, one unit, and the switcher of the top bar.

What an actor may not see is not found. A unit above the actor's own shows its name and history alone.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.vietnamese import BadDate, format_number, parse_date
from binhyen.orgunits.models import Kind, Level
from binhyen.orgunits.queries import (
    UnitOnDay,
    bodies_of,
    child_counts,
    children_of,
    on_day,
    path_of,
    search,
    unit_of_key,
    units_as_of,
    versions_of,
    with_names_above,
)
from binhyen.web.frame import current
from binhyen.web.frame.lists import both_exports
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say
from binhyen.web.orgunits.listing import UNITS, Listed, address, listing_of, rows_of
from binhyen.web.orgunits.sections import sections_for

SWITCHER_OPTIONS = 12
MOST_CHILDREN = 200


@require_GET
@needs(Permission.VIEW_UNIT)
def unit_list(request: SignedInRequest) -> HttpResponse:
    """Every unit the actor may see, found by name, code, province, kind and day."""
    actor = request.actor
    listing = listing_of(actor, request.GET)
    return render(
        request,
        "orgunits/list.html",
        {
            "listing": listing,
            "filters": listing.filters,
            **UNITS.page(
                request,
                listing.units,
                lambda found: rows_of(actor, found, listing.day),
                both_exports("unit_list_csv", "unit_list_excel"),
            ),
        },
    )


@require_GET
@needs(Permission.VIEW_UNIT)
def unit_list_csv(request: SignedInRequest) -> HttpResponse:
    """The whole list of the same address as CSV."""
    return UNITS.csv(request.GET, *_whole_list(request))


@require_GET
@needs(Permission.VIEW_UNIT)
def unit_list_excel(request: SignedInRequest) -> HttpResponse:
    """The whole list of the same address as an Excel workbook."""
    return UNITS.excel(request.GET, *_whole_list(request))


def _whole_list(request: SignedInRequest) -> tuple[list[Listed], str]:
    """Every row of the list that the address asks for, and the name of a file with them."""
    listing = listing_of(request.actor, request.GET)
    found = UNITS.in_order(listing.units, request.GET)
    return rows_of(request.actor, found, listing.day), f"don-vi-{listing.day.isoformat()}"


@require_GET
@needs(Permission.VIEW_UNIT)
def unit(request: SignedInRequest, pk: int) -> HttpResponse:
    """One unit as of a day: where it stands, what it was called and by what right, what stands below it."""
    actor, day = request.actor, _day_of(request)
    versions = versions_of(actor, pk)
    if not versions:
        raise Http404
    shown = next((version for version in versions if version.validity.holds_on(day)), None)
    if shown is None:
        return render(request, "orgunits/unit_of_another_time.html", {"versions": versions, "day": day})
    current.remember(request, pk)
    path = path_of(actor, shown, day)
    within_reach = actor.reach.places.covers(shown.path)
    return render(
        request,
        "orgunits/unit.html",
        {
            "unit": shown,
            "unit_name": shown.name,
            "day": day,
            "is_today": day == today(),
            "breadcrumb": [
                {"label": above.name, "url": "" if above.id == pk else address(above.id, day)}
                for above in path
            ],
            "versions": versions,
            "point": _point(shown),
            "within_reach": within_reach,
            "entered": current.current_unit_id(request) == pk,
            "sections": sections_for(request, shown),
            **(_below(actor, shown, day) if within_reach else {}),
        },
    )


@require_POST
@needs(Permission.VIEW_UNIT)
def enter_unit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Work at this unit from now on; pages that name no unit in their address then speak of it."""
    entered = unit_of_key(request.actor, pk, today())
    if entered is None:
        raise Http404
    if not request.actor.reach.places.covers(entered.path):
        raise NotAllowed(
            Refused(
                "unit-above",
                _("Đơn vị này ở cấp trên của đơn vị bạn, chỉ xem được tên và lịch sử."),
                _("Chọn đơn vị của bạn hoặc đơn vị trực thuộc."),
            )
        )
    current.enter(request, pk)
    say(request, _("Đang làm việc tại %(unit)s.") % {"unit": entered.name})
    return redirect("unit", pk=pk)


@require_GET
@needs(Permission.VIEW_UNIT)
def unit_switch_search(request: SignedInRequest) -> HttpResponse:
    """The options of the unit switcher: what was typed, or the units looked at before.

    Without script the form leads here by itself; then the list answers, which finds the same units.
    """
    text = request.GET.get("q", "").strip()
    if not request.htmx:
        return redirect(f"{reverse('unit_list')}?{request.GET.urlencode()}")
    if text:
        found = search(request.actor, text, today(), SWITCHER_OPTIONS)
    else:
        found = with_names_above(request.actor, _recent(request), today())
    options = [
        {
            "name": each.unit.name,
            "path": " › ".join(each.above),
            "url": reverse("unit", args=[each.unit.id]),
        }
        for each in found
    ]
    recent = not text and bool(options)
    return render(request, "components/unit_options.html", {"options": options, "recent": recent})


def _below(actor: Actor, shown: UnitOnDay, day: date) -> dict[str, Any]:
    """The places directly below, counted by kind and with how many stand below each; and the unit's own bodies.

    The bodies are asked for only where there are some.
    """
    children = [on_day(version) for version in children_of(actor, shown.id, day)[: MOST_CHILDREN + 1]]
    counted = (
        units_as_of(actor, day)
        .filter(parent_id=shown.id)
        .order_by()
        .values("level", "kind")
        .annotate(units=Count("pk"))
    )
    by_kind = {row["kind"]: row["units"] for row in counted if row["level"] != Level.BODY}
    any_bodies = len(by_kind) < len(counted)
    below = child_counts(actor, [child.id for child in children], day)
    return {
        "children": [
            {"unit": child, "url": address(child.id, day), "below": below.get(child.id)}
            for child in children[:MOST_CHILDREN]
        ],
        "any_below": bool(below),
        "child_kinds": [
            {"label": Kind(kind).label, "units": by_kind[kind]} for kind in Kind.values if kind in by_kind
        ],
        "child_total": sum(by_kind.values()),
        "bodies": [
            {"unit": on_day(version), "url": address(version.unit_id, day)}
            for version in (bodies_of(actor, shown.id, day) if any_bodies else ())
        ],
    }


def _recent(request: SignedInRequest) -> list[UnitOnDay]:
    keys = current.recent_unit_ids(request)
    if not keys:
        return []
    versions = units_as_of(request.actor, today()).filter(unit_id__in=keys)
    return sorted(map(on_day, versions), key=lambda each: keys.index(each.id))


def _day_of(request: HttpRequest) -> date:
    """The day that the address asks for; today when it names none that can be read."""
    try:
        return parse_date(request.GET["as_of"])
    except (KeyError, BadDate):
        return today()


def _point(shown: UnitOnDay) -> str:
    """A point of the unit in words, north before east."""
    if shown.latitude is None or shown.longitude is None:
        return ""
    return _("%(north)s° vĩ độ Bắc, %(east)s° kinh độ Đông") % {
        "north": format_number(Decimal(str(shown.latitude))),
        "east": format_number(Decimal(str(shown.longitude))),
    }
