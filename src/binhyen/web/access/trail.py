"""Searching the trail: first the purpose, which is logged, then the lines.

What is found is a list as any other, but is not exported from here: a file of what officials did outlives the
purpose that was stated for looking, and so needs an act of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.access import actions
from binhyen.access.models import Role
from binhyen.access.permissions import Permission
from binhyen.access.queries import names_known_to, searchable_trail
from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.clock import VIETNAM, now
from binhyen.foundations.vietnamese import format_date
from binhyen.machinery.action import ACTS, label_of
from binhyen.machinery.database.scoping import within
from binhyen.machinery.models import AuditEntry
from binhyen.web.access import forms, listing
from binhyen.web.access.views import administration
from binhyen.web.frame.lists import Column, ListOf
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest

_STATED = "trail_search"
_GOOD_FOR = 30 * 60  # seconds: how long a stated purpose holds for looking through the pages of one search
_FILTERS = ("unit", "act", "since", "until")


@needs(Permission.SEARCH_TRAIL)
def trail(request: SignedInRequest) -> HttpResponse:
    """POST states purpose and filters and is logged; the lines stand at the address it leads to."""
    acts = sorted(((code, str(act.label)) for code, act in ACTS.items()), key=lambda each: each[1])
    if request.method == "POST":
        form = forms.TrailForm(request.actor, acts, request.POST)
        if not form.is_valid():
            return render(request, "access/trail.html", {"form": form, **administration(request)})
        filters = {name: request.POST.get(name, "") for name in _FILTERS}
        actions.search_trail(
            by=request.actor,
            purpose=form.cleaned_data["purpose"],
            note=form.cleaned_data["note"],
            filters={name: value for name, value in filters.items() if value},
        )
        request.session[_STATED] = {
            "purpose": form.cleaned_data["purpose"],
            "filters": _mark(filters),
            "at": now().timestamp(),
        }
        return redirect(f"{reverse('trail')}?{urlencode({'found': '1'} | filters)}")
    stated = request.session.get(_STATED) or {}
    filters = {name: request.GET.get(name, "") for name in _FILTERS}
    known = "found" in request.GET and stated.get("filters") == _mark(filters)
    if not known or now().timestamp() - stated.get("at", 0) > _GOOD_FOR:
        form = forms.TrailForm(
            request.actor, acts, initial={name: value for name, value in filters.items() if value}
        )
        return render(request, "access/trail.html", {"form": form, **administration(request)})
    form = forms.TrailForm(request.actor, acts, {**filters, "purpose": stated["purpose"]})
    if not form.is_valid():
        return render(request, "access/trail.html", {"form": form, **administration(request)})
    return _found(request, form)


def _found(request: SignedInRequest, form: forms.TrailForm) -> HttpResponse:
    chosen = form.cleaned_data
    entries = searchable_trail(request.actor)
    if chosen["unit"] is not None:
        entries = entries.filter(within(branches(paths=(chosen["unit"].path,))))
    if chosen["act"]:
        entries = entries.filter(act=chosen["act"])
    if chosen["since"]:
        entries = entries.filter(at__gte=datetime.combine(chosen["since"], datetime.min.time(), VIETNAM))
    if chosen["until"]:
        after = chosen["until"] + timedelta(days=1)
        entries = entries.filter(at__lt=datetime.combine(after, datetime.min.time(), VIETNAM))
    return render(
        request,
        "access/trail.html",
        {
            "form": form,
            **administration(request),
            **LINES.page(request, entries, lambda page: _lines_of(request.actor, page)),
        },
    )


@dataclass(frozen=True, slots=True)
class Line:
    """An entry of the trail as the list tells it; ``name`` only where the reader may know who it was."""

    at: datetime
    act: str
    unit_name: str
    name: str
    role: str
    details: str


def _lines_of(actor: Actor, entries: Iterable[AuditEntry]) -> list[Line]:
    shown = list(entries)
    known = names_known_to(actor, shown)
    units = listing.unit_names(actor, {entry.unit_id for entry in shown if entry.unit_id is not None})
    return [
        Line(
            at=entry.at,
            act=label_of(entry.act),
            unit_name=units[entry.unit_id] if entry.unit_id is not None else "",
            name=entry.actor_name if entry.pk in known else "",
            role=entry.actor_role,
            details=_details(entry),
        )
        for entry in shown
    ]


LINES = ListOf[Line](
    gettext_lazy("Nhật ký"),
    Column(
        "at",
        gettext_lazy("Thời điểm"),
        lambda line: f"{line.at.astimezone(VIETNAM):%H:%M:%S %d/%m/%Y}",
        "at",
        unbroken=True,
    ),
    (
        Column("act", gettext_lazy("Việc"), lambda line: line.act),
        Column("unit", gettext_lazy("Đơn vị"), lambda line: line.unit_name, unbroken=True),
        Column(
            "by",
            gettext_lazy("Người thực hiện"),
            lambda line: "\n".join(part for part in (line.name, line.role) if part),
        ),
        Column("details", gettext_lazy("Chi tiết"), lambda line: line.details),
    ),
    {"at": ("at", "pk")},
)


def _details(entry: AuditEntry) -> str:
    """The codes of a line in words; what has no words here is left to the export of an inspection."""
    detail: dict[str, Any] = entry.detail
    parts: list[str] = []
    roles = [detail["role"]] if "role" in detail else detail.get("roles", [])
    parts += [str(Role(role).label) for role in roles if role in Role.values]
    if detail.get("purpose") in actions.Purpose.values:
        parts.append(str(actions.Purpose(detail["purpose"]).label))
    if "minutes" in detail:
        parts.append(_("nhiều nhất %d phút") % detail["minutes"])
    if "accounts" in detail:
        parts.append(_("%d tài khoản") % detail["accounts"])
    if detail.get("from"):
        parts.append(_("từ %s") % _day(detail["from"]))
    if detail.get("until"):
        parts.append(_("đến trước %s") % _day(detail["until"]))
    if detail.get("decided_by"):
        parts.append(str(detail["decided_by"]))
    steps = {
        "password": _("sai mật khẩu"),
        "second-factor": _("sai mã xác thực"),
        "one-time-code": _("sai mã trên phiếu"),
        "disabled": _("tài khoản đã khoá"),
    }
    if detail.get("step") in steps:
        parts.append(steps[detail["step"]])
    return ", ".join(parts)


def _day(text: str) -> str:
    return format_date(datetime.fromisoformat(text).date())


def _mark(filters: dict[str, str]) -> str:
    return hashlib.sha256(urlencode(sorted(filters.items())).encode()).hexdigest()[:16]
