"""The way in, errors, health, and the gallery of components."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from binhyen.web.frame.context import address_of
from binhyen.web.frame.pages import for_everyone_signed_in, open_to_strangers


@for_everyone_signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The way in: the units of the account and its roles there."""
    roles: dict[tuple[int, str], list[str]] = {}
    for mandate in request.actor.mandates:  # type: ignore[attr-defined]
        roles.setdefault((mandate.unit_id, mandate.unit_name), []).append(mandate.role_label)
    mandates = [
        {"unit_name": name, "roles": ", ".join(labels), "url": address_of("unit", unit_id)}
        for (unit_id, name), labels in roles.items()
    ]
    return render(request, "frame/home.html", {"mandates": mandates})


@for_everyone_signed_in
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in its states, with invented figures, for whoever builds or reviews pages."""
    return render(request, "frame/gallery.html")


@open_to_strangers
def health(request: HttpRequest) -> HttpResponse:
    """Answers that the process lives; tells nothing else to a stranger."""
    return JsonResponse({"ok": True})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "frame/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "frame/server_error.html", status=500)
