"""Who may open a page? Every view says so itself, by one of three marks; without a mark it is shut.

``open_to_strangers``: before sign-in. ``for_everyone_signed_in``: about the account itself or the way to
its pages. ``needs(permission)``: the account must hold the permission somewhere; which objects it then
sees is settled by ``visible_to(actor)``, and what it does not see is not found (404).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse

from binhyen.access.permissions import Permission

View = TypeVar("View", bound=Callable[..., HttpResponse])

STRANGERS = "strangers"
SIGNED_IN = "signed-in"


def open_to_strangers(view: View) -> View:
    """Anybody may open it. No reach is set: rows with a unit stay hidden."""
    view.audience = STRANGERS  # type: ignore[attr-defined]
    return view


def for_everyone_signed_in(view: View) -> View:
    """Every signed-in account may open it."""
    view.audience = SIGNED_IN  # type: ignore[attr-defined]
    return view


def needs(permission: Permission) -> Callable[[View], View]:
    """Only accounts that hold ``permission`` at some unit; for all others the page does not exist."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.actor.may_anywhere(permission):  # type: ignore[attr-defined]
                raise Http404
            return view(request, *args, **kwargs)

        guarded.audience = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return mark


def audience_of(view: Callable[..., Any]) -> str | None:
    """The mark of a view: ``strangers``, ``signed-in``, a permission, or ``None`` for a view without one."""
    return getattr(view, "audience", None)
