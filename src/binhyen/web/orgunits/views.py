"""The list of units, one unit, and the switcher of the top bar.

What an actor may not see is not found. A unit above the actor's own shows its name and history alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.vietnamese import format_number
from binhyen.machinery.database.scoping import ScopedQuerySet
from binhyen.orgunits.models import Kind, Level, OrgUnitVersion
from binhyen.orgunits.queries import (
    NO_PLACES,
    NOTHING_BELOW,
    UnitOnDay,
    bodies_of,
    children_of,
    counts_below,
    on_day,
    path_of,
    search,
    unit_of_key,
    units_as_of,
    versions_of,
    with_names_above,
    workplaces_of,
)
from binhyen.web.frame import current
from binhyen.web.frame.lists import both_exports
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say
from binhyen.web.orgunits.days import day_of, day_switch
from binhyen.web.orgunits.lineage import lineage_of
from binhyen.web.orgunits.listing import UNITS, Listed, address, listing_of, rows_of
from binhyen.web.orgunits.sections import sections_for

SWITCHER_OPTIONS = 12
MOST_CHILDREN, MOST_WORKPLACES = 200, 50


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
                listing.count,
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
    """One unit as of a day: where it stands, what it was called and by what right, what it came from and became, and
    what stands below it. A unit that is over is shown as of its last day, unless the address names another."""
    actor, day = request.actor, day_of(request)
    versions = versions_of(actor, pk)
    if not versions:
        raise Http404
    last_day = versions[0].validity.last_day
    if last_day is not None and last_day < day and "as_of" not in request.GET:
        day = last_day
    lineage = lineage_of(actor, pk)
    ended = versions[0].validity.until
    told = {"versions": versions, "day": day, "lineage": lineage, "ended": ended, "has_ended": _over(ended)}
    shown = next((version for version in versions if version.validity.holds_on(day)), None)
    if shown is None:
        return render(request, "orgunits/unit_of_another_time.html", told)
    current.remember(request, pk)
    path = path_of(actor, shown, day)
    within_reach = actor.reach.places.covers(shown.path)
    return render(
        request,
        "orgunits/unit.html",
        told
        | {
            "unit": shown,
            "unit_name": shown.name,
            "is_today": day == today(),
            "days": day_switch(request, day),
            "breadcrumb": [
                {"label": above.name, "url": "" if above.id == pk else address(above.id, day)}
                for above in path
            ],
            "point": _point(shown),
            "within_reach": within_reach,
            "map_url": f"{reverse('unit_maps')}?unit={pk}" if not _over(ended) else "",
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
    """The places directly below with how many units stand below each, the unit's workplaces and its bodies."""
    children = _first(children_of(actor, shown.id, day), MOST_CHILDREN)
    workplaces = _first(workplaces_of(actor, shown.id, day), MOST_WORKPLACES)
    counts = counts_below(actor, [shown.id, *(child.id for child in children)], day)
    own = counts.get(shown.id, NOTHING_BELOW)
    levels = [
        level
        for level in Level
        if any(
            counts.get(child.id, NOTHING_BELOW).of_level(level) - (child.level == level) for child in children
        )
    ]
    return {
        "children": [
            {
                "unit": child,
                "url": address(child.id, day),
                "counts": [
                    counts.get(child.id, NOTHING_BELOW).of_level(level) - (child.level == level) or None
                    for level in levels
                ],
            }
            for child in children[:MOST_CHILDREN]
        ],
        "levels": [level.label for level in levels],
        "kinds_below": [
            {"label": Kind(kind).label, "units": units}
            for (level, kind), units in sorted(own.by_kind.items(), key=_by_level_and_kind)
            if level not in (*NO_PLACES, shown.level) and units
        ],
        "more_children": len(children) > MOST_CHILDREN,
        "workplaces": _with_addresses(workplaces[:MOST_WORKPLACES], day),
        "more_workplaces": len(workplaces) > MOST_WORKPLACES,
        "bodies": _with_addresses(_first(bodies_of(actor, shown.id, day), MOST_CHILDREN), day),
    }


def _first(versions: ScopedQuerySet[OrgUnitVersion], most: int) -> list[UnitOnDay]:
    """The first units, one more than are shown, which tells that there are more."""
    return [on_day(version) for version in versions[: most + 1]]


def _with_addresses(units: Iterable[UnitOnDay], day: date) -> list[dict[str, Any]]:
    return [{"unit": unit, "url": address(unit.id, day)} for unit in units]


def _by_level_and_kind(row: tuple[tuple[str, str], int]) -> tuple[int, int]:
    (level, kind), _units = row
    return Level.values.index(level), Kind.values.index(kind)


def _over(ended: date | None) -> bool:
    """Whether a unit that ends on that day is over today."""
    return ended is not None and ended <= today()


def _recent(request: SignedInRequest) -> list[UnitOnDay]:
    keys = current.recent_unit_ids(request)
    if not keys:
        return []
    versions = units_as_of(request.actor, today()).filter(unit_id__in=keys)
    return sorted(map(on_day, versions), key=lambda each: keys.index(each.id))


def _point(shown: UnitOnDay) -> str:
    """A point of the unit in words, north before east."""
    if shown.latitude is None or shown.longitude is None:
        return ""
    return _("%(north)s° vĩ độ Bắc, %(east)s° kinh độ Đông") % {
        "north": format_number(Decimal(str(shown.latitude))),
        "east": format_number(Decimal(str(shown.longitude))),
    }
