"""What every template may ask for. At most one statement is sent from here, for ``working_unit`` alone."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from binhyen.access.permissions import Permission
from binhyen.foundations import clock
from binhyen.foundations.authority import NOBODY
from binhyen.web.frame import current
from binhyen.web.frame.rail import rail_for


def frame(request: HttpRequest) -> dict[str, Any]:
    """The actor, the rail, where the bars lead, and what the frame says about the installation."""
    actor = getattr(request, "actor", NOBODY)
    here = request.resolver_match.url_name or "" if request.resolver_match else ""
    return {
        "actor": actor,
        "rail": rail_for(actor, here) if actor.signed_in else [],
        # Asked for when a template comes to it, and once: a page that names its unit does not.
        "working_unit": cache(lambda: current.working_unit_name(request, actor)),
        "unit_search_url": address_of("unit_switch_search")
        if actor.may_anywhere(Permission.VIEW_UNIT)
        else "",
        "search_url": address_of("unit_list") if actor.may_anywhere(Permission.VIEW_UNIT) else "",
        "support_access": support_strip(request),
        "demonstration": settings.DATA_FOLDER.demonstration,
        "fixed_day": clock.fixed_day(),
        "now": clock.now,
    }


def support_strip(request: HttpRequest) -> dict[str, Any] | None:
    """What the frame says while support access is open; closing it is one button."""
    support = getattr(request, "support_access", None)
    if support is None:
        return None
    return {
        "unit_name": support.unit_name,
        "expires_at": support.expires_at,
        "reason": support.reason,
        "close_url": address_of("support_access_close", support.id),
    }


def address_of(name: str, *arguments: Any) -> str:
    """The address with that name, or nothing where the page is not part of this installation."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
