"""What every template may ask for. No statement is sent to the database from here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from binhyen.foundations import clock
from binhyen.foundations.authority import NOBODY
from binhyen.web.frame.rail import rail_for


def frame(request: HttpRequest) -> dict[str, Any]:
    """The actor, the rail, where the bars lead, and what the frame says about the installation."""
    actor = getattr(request, "actor", NOBODY)
    here = request.resolver_match.url_name or "" if request.resolver_match else ""
    return {
        "actor": actor,
        "rail": rail_for(actor, here) if actor.signed_in else [],
        "home_unit": actor.mandates[0].unit_name if actor.mandates else "",
        "unit_search_url": address_of("unit_switch_search"),
        "demonstration": settings.DATA_FOLDER.demonstration,
        "fixed_day": clock.fixed_day(),
        "now": clock.now,
    }


def address_of(name: str, *arguments: Any) -> str:
    """The address with that name, or nothing where the page is not part of this installation."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
