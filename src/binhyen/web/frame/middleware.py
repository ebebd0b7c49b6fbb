"""What happens around every page: who asks, one transaction with their reach, and refusals in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from binhyen.access.queries import actor_for
from binhyen.foundations.authority import NOBODY
from binhyen.foundations.decisions import NotAllowed
from binhyen.machinery.database.reach import set_reach
from binhyen.web.frame.pages import SIGNED_IN, STRANGERS, audience_of

Respond = Callable[[HttpRequest], HttpResponse]

_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


def content_security(get_response: Respond) -> Respond:
    """Tell the browser to run and load nothing that does not come from here."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return response

    return respond


class ActorMiddleware:
    """Opens the transaction of a page and sets its reach.

    It must own the transaction: templates render inside it, and the reach lives in it. A view without
    a mark (``pages.py``) is shut. A failed or refused request leaves nothing behind.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = NOBODY  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return self.get_response(request)
        with transaction.atomic():
            request.actor = actor_for(request.user)  # type: ignore[attr-defined]
            set_reach(request.actor.reach)  # type: ignore[attr-defined]
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        audience = audience_of(view)
        if audience == STRANGERS:
            return None
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?next={request.path}")
        if audience is None:
            return render(request, "frame/not_found.html", status=404)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)
        if isinstance(exception, NotAllowed):
            return render(request, "frame/refused.html", {"refused": exception.refused}, status=403)
        return None


__all__ = ["SIGNED_IN", "ActorMiddleware", "content_security"]
