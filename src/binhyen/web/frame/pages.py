"""Who may open a page? Every view says so itself, by one of these marks; without a mark it is shut.

``open_to_strangers``: before sign-in. ``for_everyone_signed_in``: the way to one's pages; ``about_oneself``
and ``on_the_way_in``: the account itself. ``needs(permission)``: the account must hold the permission somewhere; which
objects it then sees is settled by ``visible_to(actor)``, and what it does not see is not found (404).
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


def about_oneself(view: View) -> View:
    """A page of the account itself: for everyone signed in, and never looked at through support access.

    While support access is open these pages, the way out of it among them, go on as the account's own.
    """
    return for_everyone_signed_in(outside_support(view))


def outside_support(view: View) -> View:
    """Not part of what support access looks at: the account goes on as itself there."""
    view.outside_support = True  # type: ignore[attr-defined]
    return view


def on_the_way_in(view: View) -> View:
    """A page of the account itself that is also open before its second factor stands."""
    view.on_the_way_in = True  # type: ignore[attr-defined]
    return about_oneself(view)


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
