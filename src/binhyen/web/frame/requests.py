"""The typed request of a signed-in person."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from binhyen.access.models import Account
from binhyen.foundations.authority import Actor


class SignedInRequest(HttpRequest):
    """A request whose actor is known; ``ActorMiddleware`` makes every request to a page one of these."""

    user: Account
    actor: Actor
    htmx: HtmxDetails


def whole_number(text: str, digits: int = 8) -> int | None:
    """A number from 0 as an address or a form says it; None for anything else, and for more digits than these."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None
