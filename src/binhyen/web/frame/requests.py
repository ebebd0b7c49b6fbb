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
