"""What happens around every page: who asks, one transaction with their reach, and refusals in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from binhyen.access.permissions import Permission
from binhyen.access.queries import actor_for, open_support_of, supporting
from binhyen.foundations.authority import NOBODY
from binhyen.foundations.decisions import NotAllowed
from binhyen.machinery.database.reach import acting_as, set_reach
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

    While the account has support access open it is the supporter of that unit, and the transaction is
    read-only for the database too. Without a second factor every way leads to setting one up.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = NOBODY  # type: ignore[attr-defined]
        request.support_access = None  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return self.get_response(request)
        account = request.user
        actor = actor_for(account)
        if actor.may_anywhere(Permission.OPEN_SUPPORT_ACCESS):
            request.support_access = open_support_of(account)  # type: ignore[attr-defined]
        with acting_as(actor):
            request.actor = actor  # type: ignore[attr-defined]
            request.leaves_nothing = False  # type: ignore[attr-defined]
            response = self.get_response(request)
            if request.leaves_nothing or response.status_code >= 500:  # type: ignore[attr-defined]
                transaction.set_rollback(True)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        audience = audience_of(view)
        if audience == STRANGERS:
            return None
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        if audience is None:
            return render(request, "frame/not_found.html", status=404)
        if not getattr(view, "on_the_way_in", False) and lacks_second_factor(request):
            return redirect("mfa_activate_totp")
        support = request.support_access  # type: ignore[attr-defined]
        if support is not None and not getattr(view, "outside_support", False):
            request.actor = supporting(request.actor, support)  # type: ignore[attr-defined]
            set_reach(request.actor.reach)  # type: ignore[attr-defined]
            with transaction.get_connection().cursor() as cursor:
                cursor.execute("set transaction read only")
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        # What the page did is undone at the end, so that the answer may still ask the database.
        request.leaves_nothing = True  # type: ignore[attr-defined]
        if isinstance(exception, NotAllowed):
            return render(request, "frame/refused.html", {"refused": exception.refused}, status=403)
        return None


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether the account must set up its second factor before it goes on. Asked of the database until it has."""
    if not settings.DATA_FOLDER.second_factor_required:
        return False
    if request.session.get(_SECOND_FACTOR_OF) == request.user.pk:
        return False
    if not Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.TOTP).exists():
        return True
    request.session[_SECOND_FACTOR_OF] = request.user.pk
    return False


def forget_second_factor(request: HttpRequest) -> None:
    """The account has removed its second factor: ask anew."""
    request.session.pop(_SECOND_FACTOR_OF, None)


_SECOND_FACTOR_OF = "second_factor_of"

__all__ = ["SIGNED_IN", "ActorMiddleware", "content_security", "forget_second_factor", "lacks_second_factor"]
