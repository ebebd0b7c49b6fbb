"""Whom to remind, with a text for each unit ready to be sent by whatever way the desk and the unit use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.foundations.clock import today
from binhyen.reporting.queries import Pending, ToChase, Unsent, reminder, to_chase
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.words import in_language, label_of, period_label
from binhyen.web.reporting.scope import Scope, scope_of
from binhyen.web.reporting.views import STATE_NAMES

AS_TEXT = "txt"


@require_GET
@needs(Permission.REVIEW_REPORT)
def reports_chase(request: SignedInRequest) -> HttpResponse:
    """The units that have not sent what is due to the unit at which one works; ``dang=txt``: the texts alone."""
    scope = scope_of(request, request.GET)
    if not request.actor.may(Permission.REVIEW_REPORT, at=scope.unit.path):
        raise Http404
    units = [_unit(each) for each in to_chase(request.actor, scope.unit.id)]
    if request.GET.get("dang") == AS_TEXT:
        return _as_text(scope, units)
    return render(
        request,
        "reporting/chase.html",
        {
            "scope": scope,
            "unit_name": scope.unit.name,
            "breadcrumb": scope.breadcrumb,
            "units": units,
            "today": today(),
            "reports": sum(len(each["reports"]) for each in units),
            "may_extend": bool(request.actor.may(Permission.OPEN_PERIOD, at=scope.unit.path)),
        },
    )


def _unit(late: ToChase) -> dict[str, Any]:
    names = _names(late.unsent)
    pending = [
        Pending(name, each.due, each.state, tuple(map(label_of, each.missing)), each.unready)
        for name, each in zip(names, late.unsent, strict=True)
    ]
    return {
        "id": late.unit_id,
        "name": late.unit_name,
        "text": reminder(late.unit_name, pending, today()),
        "reports": [
            {
                "name": name,
                "due": each.due,
                "overdue": today() > each.due,
                "state": STATE_NAMES[each.state],
                "url": reverse("report", args=[each.obligation_id]),
                "extend_url": reverse("report_extend", args=[each.obligation_id]),
            }
            for name, each in zip(names, late.unsent, strict=True)
        ],
    }


def _names(unsent: Sequence[Unsent]) -> list[str]:
    """*báo cáo tháng 01/2026*, with its form where the unit owes several for that period; what was asked for by its
    title."""
    periods = Counter(each.period.code for each in unsent if not each.title)
    return [_name(each, with_form=periods[each.period.code] > 1) for each in unsent]


def _name(unsent: Unsent, *, with_form: bool) -> str:
    if unsent.title:
        return _("báo cáo “%(title)s”") % {"title": unsent.title}
    told = {"period": period_label(unsent.period), "form": in_language(unsent.form, unsent.form_en)}
    return (_("báo cáo %(period)s, %(form)s") if with_form else _("báo cáo %(period)s")) % told


def _as_text(scope: Scope, units: list[dict[str, Any]]) -> HttpResponse:
    name = f"nhac-nop-{scope.unit.code or 'vn'}-{today().isoformat()}.txt"
    return HttpResponse(
        "\n\n".join(each["text"] for each in units) + "\n",
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
