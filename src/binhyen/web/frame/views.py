"""The way in, errors, health, and the gallery of components."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from binhyen.web.frame.pages import for_everyone_signed_in, open_to_strangers


@for_everyone_signed_in
def home(request: HttpRequest) -> HttpResponse:
    """The way in."""
    return render(request, "frame/home.html")


@open_to_strangers
def health(request: HttpRequest) -> HttpResponse:
    """Answers that the process lives; tells nothing else to a stranger."""
    return JsonResponse({"ok": True})


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "frame/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "frame/server_error.html", status=500)
