"""The grid of units and periods, and what a desk does with a whole period."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.periods import Period
from binhyen.machinery.database.scoping import within
from binhyen.orgunits.models import Level
from binhyen.orgunits.queries import on_day, units_as_of
from binhyen.reporting import actions
from binhyen.reporting.models import Obligation, State
from binhyen.reporting.queries import (
    AWAITED,
    RECEIVED,
    GridCell,
    GridRow,
    Judged,
    ReportStatus,
    StatusCounts,
    Tally,
    branches_of,
    due_of,
    grid_of,
    statuses_below,
    workbooks_of,
)
from binhyen.web.frame.pages import needs
from binhyen.web.frame.period_grid import Drawn, Look, cells_of, drawn
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say
from binhyen.web.frame.words import in_language, period_label, period_short, period_with_days
from binhyen.web.reporting.forms import OpenPeriodForm
from binhyen.web.reporting.scope import UNIT, WIDTH, Scope, scope_of

PERIODS_SHOWN, MOST_PERIODS_SHOWN = 12, 24

STATE_NAMES = {
    AWAITED: "not-submitted",
    State.DRAFT: "draft",
    State.SUBMITTED: "waiting",
    State.RETURNED: "returned",
    State.ACCEPTED: "approved",
    State.LOCKED: "locked",
}
"""What the frame calls each state of a report (``frame/states.py``)."""


@require_GET
@needs(Permission.VIEW_FIGURES)
def reports(request: SignedInRequest) -> HttpResponse:
    """Which unit reported what when; of the whole country, the provinces to choose from."""
    scope = scope_of(request, request.GET)
    if scope.unit.level == Level.COUNTRY:
        return render(
            request,
            "reporting/provinces.html",
            {
                **_frame(scope),
                "provinces": _provinces(request, scope),
                "may": _permitted(request.actor, scope),
            },
        )
    return render(request, "reporting/reports.html", _reports_context(request, scope))


def _reports_context(request: SignedInRequest, scope: Scope) -> dict[str, Any]:
    actor = request.actor
    context: dict[str, Any] = {
        **_frame(scope),
        "due": [_due(each) for each in due_of(actor)] if actor.may_anywhere(Permission.ENTER_FIGURES) else [],
        "may": _permitted(actor, scope),
        "to_open": scope.to_open()[:1],
    }
    if scope.form is None or scope.period is None:
        return context
    periods = _periods_shown(scope.periods, scope.period, _width(request.GET.get(WIDTH, "")))
    rows = grid_of(actor, scope.unit.path, scope.form.data_set, periods).rows
    chosen_cells = {
        row.unit_id: row.cells[scope.period.code] for row in rows if scope.period.code in row.cells
    }
    here = {unit: cell.report for unit, cell in chosen_cells.items()}
    filters = _filters(scope, list(here.values()), request.GET.get("loc", ""))
    chosen = next(each for each in filters if each.current)
    return context | {
        "counts": StatusCounts.of(here.values()),
        "tally": Tally.of(report.standing for report in here.values()),
        "filters": filters,
        "filtered": chosen.name != "",
        "closed": bool(here) and all(report.closed for report in here.values()),
        "deadline": _deadline(actor, scope),
        "widths": _widths(scope, periods),
        "first_waiting": next(
            (cell.obligation_id for cell in chosen_cells.values() if cell.report.state == State.SUBMITTED),
            None,
        ),
        "grid": {
            "caption": _("Báo cáo theo đơn vị và kỳ"),
            "wide": len(periods) > PERIODS_SHOWN,
            "periods": [
                {
                    "label": period_short(period),
                    "url": scope.url(ky=period.code),
                    "current": period == scope.period,
                }
                for period in periods
            ],
            "rows": _rows(
                [row for row in rows if row.unit_id in here and _fits(chosen.name, here[row.unit_id])],
                [period.code for period in periods],
                scope.period.code,
            ),
            "states": list(STATE_NAMES.values()),
        },
    }


def _width(asked: str) -> int:
    """How many periods the grid shows: twelve unless the address asks for two dozen."""
    return MOST_PERIODS_SHOWN if asked == str(MOST_PERIODS_SHOWN) else PERIODS_SHOWN


def _widths(scope: Scope, shown: Sequence[Period]) -> list[dict[str, Any]]:
    """The ways to show more or fewer periods, where there are more than the fewest."""
    if len(scope.periods) <= PERIODS_SHOWN:
        return []
    wide = len(shown) > PERIODS_SHOWN
    return [
        {"number": PERIODS_SHOWN, "url": scope.url(), "current": not wide},
        {"number": MOST_PERIODS_SHOWN, "url": scope.url(so_ky=str(MOST_PERIODS_SHOWN)), "current": wide},
    ]


def _frame(scope: Scope) -> dict[str, Any]:
    return {
        "scope": scope,
        "unit_name": scope.unit.name,
        "breadcrumb": scope.breadcrumb,
        "period_switch": scope.switch,
        "period": period_with_days(scope.period) if scope.period else "",
        "period_label": period_label(scope.period) if scope.period else "",
        "refused": scope.fault,
    }


def _provinces(request: SignedInRequest, scope: Scope) -> list[dict[str, Any]]:
    """The provinces, each with how its reports of the form and period stand. Two statements."""
    found = units_as_of(request.actor, today()).filter(level=Level.PROVINCE).order_by("sort_key", "code")
    counted = {}
    if scope.form is not None and scope.period is not None:
        counted = branches_of(request.actor, scope.unit.path, scope.form.data_set, scope.period)
    return [
        {
            "name": unit.name,
            "url": scope.url(don_vi=str(unit.id)) if unit.id in counted else _of(unit.id),
            "branch": counted.get(unit.id),
        }
        for unit in map(on_day, found)
    ]


def _of(unit_id: int) -> str:
    return f"{reverse('reports')}?{urlencode({UNIT: unit_id})}"


def _permitted(actor: Actor, scope: Scope) -> dict[str, bool]:
    def may(permission: Permission) -> bool:
        return bool(actor.may(permission, at=scope.unit.path))

    above = scope.unit.level in (Level.COUNTRY, Level.PROVINCE)
    return {
        "enter": actor.may_anywhere(Permission.ENTER_FIGURES),
        "files": may(Permission.OPEN_WORKBOOK),
        "open": above and may(Permission.OPEN_PERIOD),
        "review": above and may(Permission.REVIEW_REPORT),
        "lock": above and may(Permission.LOCK_PERIOD),
        "history": may(Permission.ENTER_HISTORY),
    }


def _due(each: Any) -> dict[str, Any]:
    return {
        "name": in_language(each.layout.name, each.layout.name_en),
        "title": each.title,
        "period": period_label(each.period),
        "state": STATE_NAMES[each.state],
        "deadline": each.deadline,
        "overdue": each.overdue,
        "reason": each.return_reason,
        "url": reverse("report", args=[each.obligation_id]),
    }


@dataclass(frozen=True, slots=True)
class Filter:
    """One of the counts above the grid, which narrows it to the units that are counted."""

    name: str
    label: str
    count: int
    url: str
    current: bool


def _filters(scope: Scope, reports: Sequence[Judged], chosen: str) -> list[Filter]:
    labels = {
        "": _("Phải nộp"),
        "nhan": _("Đã nhận"),
        "chua": _("Chưa nộp"),
        "muon": _("Muộn"),
        "cho": _("Chờ duyệt"),
        "dau-hieu": _("Có dấu hiệu"),
        "thieu-o": _("Còn thiếu ô"),
    }
    known = chosen if chosen in labels else ""
    return [
        Filter(
            name,
            label,
            sum(_fits(name, each) for each in reports),
            scope.url(loc=name),
            name == known,
        )
        for name, label in labels.items()
    ]


def _fits(name: str, report: Judged) -> bool:
    match name:
        case "nhan":
            return report.standing.received
        case "chua":
            return not report.standing.received
        case "muon":
            return report.late
        case "cho":
            return report.state == State.SUBMITTED
        case "dau-hieu":
            return report.flags > 0
        case "thieu-o":
            return report.standing.received and report.filled < report.asked
    return True


def _periods_shown(periods: tuple[Period, ...], chosen: Period, most: int) -> tuple[Period, ...]:
    """The last ones that were opened; further back, those that lead to the chosen one."""
    if chosen in periods[-most:]:
        return periods[-most:]
    until = periods.index(chosen) + 1
    return periods[max(0, until - most) : until]


def _rows(rows: Sequence[GridRow], periods: Sequence[str], chosen: str) -> list[dict[str, Any]]:
    before, after = reverse("report", args=[0]).split("0")
    looks: dict[Judged, Drawn] = {}

    def shown(cell: GridCell | None) -> tuple[int, Drawn] | None:
        if cell is None:
            return None
        look = looks.get(cell.report)
        if look is None:
            look = looks[cell.report] = drawn(_look(cell.report))
        return cell.obligation_id, look

    current = periods.index(chosen)
    return [
        {
            "name": row.unit_name,
            "url": f"{before}{row.cells[chosen].obligation_id}{after}",
            "cells": cells_of([shown(row.cells.get(code)) for code in periods], current, (before, after)),
        }
        for row in rows
    ]


def _look(report: Judged) -> Look:
    return Look(STATE_NAMES[report.state], report.late, report.flags > 0, report.filled, report.asked)


def _deadline(actor: Actor, scope: Scope) -> Obligation | None:
    """One of the period's obligations: by when, and by what right."""
    if scope.form is None or scope.period is None:
        return None
    return (
        Obligation.objects.visible_to(actor)
        .filter(
            within(branches(paths=(scope.unit.path,))),
            data_set=scope.form.data_set,
            period=scope.period.code,
        )
        .order_by("extended_to", "pk")
        .first()
    )


# ---- the desk --------------------------------------------------------------------------------------------


def _desk(request: SignedInRequest, permission: Permission) -> Scope:
    """The scope of a desk's act; 404 where the account may not do it, or there is no form to do it with."""
    scope = scope_of(request, request.POST if request.method == "POST" else request.GET)
    if scope.form is None or not request.actor.may(permission, at=scope.unit.path):
        raise Http404
    return scope


@needs(Permission.OPEN_PERIOD)
def period_open(request: SignedInRequest) -> HttpResponse:
    """Open the next period for every unit that owes the form."""
    scope = _desk(request, Permission.OPEN_PERIOD)
    form = OpenPeriodForm(scope.to_open(), request.POST or None)
    refused = None
    if request.method == "POST" and form.is_valid() and scope.form is not None:
        period = next(each for each in scope.to_open() if each.code == form.cleaned_data["period"])
        try:
            opened = actions.open_period(
                by=request.actor, under=scope.row(request.actor), data_set=scope.form.data_set, period=period
            )
        except NotAllowed as refusal:
            refused = refusal.refused
        else:
            say(
                request,
                _("Đã mở %(period)s cho %(owed)d đơn vị.")
                % {"period": period_label(period), "owed": opened.owed},
            )
            return redirect(scope.url(ky=period.code))
    return render(
        request,
        "reporting/period_open.html",
        {**_frame(scope), "form": form, "refused": refused, "back": scope.url()},
        status=200 if refused is None else 422,
    )


@require_POST
@needs(Permission.REVIEW_REPORT)
def reports_accept(request: SignedInRequest) -> HttpResponse:
    """Take all that waits, and tell who was left out and why. Doing it again takes nothing twice."""
    scope = _desk(request, Permission.REVIEW_REPORT)
    if scope.form is None or scope.period is None:
        raise Http404
    actor, data_set = request.actor, scope.form.data_set
    statuses = {
        status.unit_id: status for status in statuses_below(actor, scope.unit.path, data_set, scope.period)
    }
    accepted = actions.accept_many(
        by=actor,
        under=scope.row(actor),
        data_set=data_set,
        period=scope.period.code,
        with_flags=request.POST.get("with_flags") == "1",
    )
    return render(
        request,
        "reporting/accepted.html",
        {
            **_frame(scope),
            "accepted": len(accepted.accepted),
            "flagged": _left_out(accepted.flagged, statuses),
            "own": _left_out(accepted.own, statuses),
            "not_handed_in": sum(status.state not in RECEIVED for status in statuses.values()),
            "back": scope.url(),
        },
    )


def _left_out(keys: Sequence[int], statuses: dict[int, ReportStatus]) -> list[dict[str, Any]]:
    """The reports of these units in the Vietnamese order of names."""
    return [
        {
            "name": status.unit_name,
            "flags": status.flags,
            "url": reverse("report", args=[status.obligation_id]),
        }
        for status in statuses.values()
        if status.unit_id in set(keys)
    ]


@needs(Permission.LOCK_PERIOD)
def period_lock(request: SignedInRequest) -> HttpResponse:
    """Close a period, after a page that says what cannot be taken back."""
    scope = _desk(request, Permission.LOCK_PERIOD)
    if scope.form is None or scope.period is None:
        raise Http404
    refused = None
    if request.method == "POST":
        try:
            locked = actions.lock(
                by=request.actor,
                under=scope.row(request.actor),
                data_set=scope.form.data_set,
                period=scope.period.code,
            )
        except NotAllowed as refusal:
            refused = refusal.refused
        else:
            say(
                request,
                _("Đã khoá %(period)s: %(reports)d báo cáo được khoá, %(without)d đơn vị không có báo cáo.")
                % {
                    "period": period_label(scope.period),
                    "reports": locked.reports,
                    "without": locked.without,
                },
            )
            return redirect(scope.url())
    statuses = statuses_below(request.actor, scope.unit.path, scope.form.data_set, scope.period)
    return render(
        request,
        "reporting/period_lock.html",
        {
            **_frame(scope),
            "refused": refused,
            "counts": StatusCounts.of(statuses),
            "closed": bool(statuses) and all(status.closed for status in statuses),
            "without": [
                {"name": status.unit_name, "state": STATE_NAMES[status.state]}
                for status in statuses
                if status.state not in (State.ACCEPTED, State.LOCKED)
            ],
            "back": scope.url(),
        },
        status=200 if refused is None else 422,
    )


@require_GET
@needs(Permission.OPEN_WORKBOOK)
def workbooks_zip(request: SignedInRequest) -> HttpResponse:
    """The workbooks of all units for the period, in one file."""
    scope = scope_of(request, request.GET)
    if scope.form is None or scope.period is None or scope.unit.level == Level.COUNTRY:
        raise Http404
    if not request.actor.may(Permission.OPEN_WORKBOOK, at=scope.unit.path):
        raise Http404
    obligations = (
        Obligation.objects.visible_to(request.actor)
        .filter(
            within(branches(paths=(scope.unit.path,))),
            data_set=scope.form.data_set,
            period=scope.period.code,
        )
        .select_related("version")
        .order_by("unit_path")
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:  # workbooks are compressed already
        for workbook in workbooks_of(request.actor, list(obligations)):
            archive.writestr(workbook.file_name, workbook.data)
    name = f"so-{scope.form.data_set.code}-{scope.unit.code or 'vn'}-{scope.period.code}.zip"
    return HttpResponse(
        out.getvalue(),
        content_type="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
