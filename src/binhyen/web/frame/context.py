"""What every template may ask for."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from binhyen.foundations import clock


def frame(request: HttpRequest) -> dict[str, Any]:
    """The actor, and what the frame says about the installation."""
    return {
        "actor": getattr(request, "actor", None),
        "demonstration": settings.DATA_FOLDER.demonstration,
        "fixed_day": clock.fixed_day(),
    }
