"""The unit of a page on which units are kept: only whoever administers it finds the page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from binhyen.foundations.clock import today
from binhyen.orgunits.models import Level, OrgUnit
from binhyen.orgunits.queries import UnitOnDay, path_to
from binhyen.web.access.forms import DayField
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.orgunits.listing import address

LONGEST_DECISION = 200


def kept_path(request: SignedInRequest, pk: int, *levels: Level) -> tuple[UnitOnDay, ...]:
    """The unit of that key as it is today, last, after those above it. 404 where the actor does not administer it."""
    path = path_to(request.actor, pk, today())
    if not path or not keeps(request, path[-1].path) or (levels and path[-1].level not in levels):
        raise Http404
    return path


def keeps(request: SignedInRequest, path: str) -> bool:
    """Whether the actor administers the unit at a path."""
    return request.actor.reach.administration_write.covers(path)


def above(path: str) -> str:
    """The path of the unit above the one at ``path``."""
    return path[: path[:-1].rfind(".") + 1]


def identity(request: SignedInRequest, pk: int) -> OrgUnit:
    """The identity behind a key that was found."""
    return OrgUnit.objects.visible_to(request.actor).get(pk=pk)


def page_of(path: tuple[UnitOnDay, ...], here: Any) -> dict[str, Any]:
    """What every page below a unit's own has in its context; ``here`` is its own name in the breadcrumb."""
    return {
        "unit": path[-1],
        "unit_name": path[-1].name,
        "breadcrumb": [
            *({"label": each.name, "url": address(each.id, today())} for each in path),
            {"label": here, "url": ""},
        ],
    }


class DecisionField(forms.CharField):
    """The number, sign and day of a decision."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Quyết định"))
        kwargs.setdefault("help_text", _("Số, ký hiệu và ngày, như 15/QĐ-UBND ngày 02/02/2026."))
        super().__init__(max_length=LONGEST_DECISION, **kwargs)


def first_day(**kwargs: Any) -> DayField:
    """The first day of something, today unless somebody writes another."""
    kwargs.setdefault("label", _("Từ ngày"))
    return DayField(**kwargs)
