"""The overview of a unit over a period: its leading figures with their course, and what stands behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.analytics.queries import (
    FormProgress,
    OverviewLine,
    Progress,
    may_see_in_full,
    picture_of_course,
    progress_of,
)
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.orgunits.models import Level
from binhyen.web.figures.scope import Scope, scope_of
from binhyen.web.figures.territory import ended_before, footnotes
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.overview.files import file_urls
from binhyen.web.overview.shown import (
    LINE,
    has_been_stated,
    headline_codes,
    leading_lines,
    line_url,
    tile_of,
)
from binhyen.web.reporting import scope as reports
from binhyen.web.reporting.views import STATE_NAMES

MOST_AWAITED_NAMED = 40


@require_GET
@needs(Permission.VIEW_FIGURES)
def overview(request: SignedInRequest, pk: int) -> HttpResponse:
    """A unit's figures of a period at one look."""
    return render(request, "overview/overview.html", overview_context(request, scope_of(request, pk)))


def overview_context(request: SignedInRequest, scope: Scope) -> dict[str, Any]:
    """What the overview shows. Three dozen statements at most, whatever there is."""
    actor, wanted = request.actor, request.GET.get(LINE, "")
    lines = leading_lines(actor, scope, wanted)
    chosen = next((each for each in lines if each.figure.line == wanted), lines[0] if lines else None)
    line = chosen.figure.line if chosen is not None else ""
    headed = headline_codes(scope)
    progress = progress_of(actor, scope.unit.id, scope.period)
    return {
        **scope.keeping(LINE, line if wanted else "").frame("overview"),
        "tiles": [tile_of(each, scope, line) for each in lines if each.figure.line in headed or not headed],
        "chart": picture_of_course(chosen, unit_name=scope.unit.name) if chosen is not None else None,
        "chosen": chosen.figure if chosen is not None else None,
        "files": file_urls(scope, line, "overview_chart")
        if chosen is not None and not chosen.figure.counts_persons
        else {},
        "trace_url": scope.url("figure_trace", line=line) if line else "",
        "footnotes": footnotes(
            actor, scope.unit.id, scope.territory, scope.period, _year_compared_with(lines, scope)
        ),
        "ended": ended_before(actor, scope.unit, scope.period, scope.query()),
        "progress": _progress_shown(actor, scope, progress),
        "may_hold_back": not may_see_in_full(actor, scope.unit.id, scope.unit.path),
        "below_url": line_url(scope, line, "overview_below") if line and _has_units_below(scope) else "",
        "movers_url": scope.url("overview_movers"),
        "links": _links(actor, scope),
        "export_url": _export_url(actor, scope),
    }


def _year_compared_with(lines: Sequence[OverviewLine], scope: Scope) -> Period | None:
    """The same period of last year where anything was reported of it."""
    earlier = [line.last_year for line in lines if line.last_year is not None]
    return scope.period.a_year_earlier if any(has_been_stated(each) for each in earlier) else None


def _has_units_below(scope: Scope) -> bool:
    return scope.unit.level in (Level.COUNTRY, Level.PROVINCE)


def _progress_shown(actor: Actor, scope: Scope, progress: Progress) -> dict[str, Any]:
    awaited = progress.awaited[:MOST_AWAITED_NAMED]
    return {
        "forms": [_form_shown(actor, scope, each) for each in progress.forms if each.expected],
        "awaited": [
            {
                "name": each.name,
                "state": STATE_NAMES[each.state] if each.state else "",
                "late": each.late,
                "missing": each.missing,
                "expected": each.expected,
                "url": reverse("overview", args=[each.unit_id]) + scope.query(),
            }
            for each in awaited
        ],
        "awaited_count": len(progress.awaited),
        "more": len(progress.awaited) - len(awaited),
        "own": [
            {
                "name": each.name,
                "state": STATE_NAMES[each.state],
                "late": each.late,
                "url": reverse("report", args=[each.obligation_id]),
            }
            for each in progress.own
        ],
    }


def _form_shown(actor: Actor, scope: Scope, form: FormProgress) -> dict[str, Any]:
    """One form with the pages that deal with what is missing, waits, or is doubtful."""
    told = {
        reports.UNIT: str(scope.unit.id),
        reports.FORM: form.data_set,
        reports.PERIOD: form.period,
    }
    grid = reverse("reports")
    reminds = actor.may(Permission.REVIEW_REPORT, at=scope.unit.path)
    return {
        "name": form.name,
        "accepted": form.accepted,
        "expected": form.expected,
        "percent": 100 * form.accepted // form.expected,
        "waiting": form.waiting,
        "late": form.late,
        "flagged": form.flagged,
        "url": f"{grid}?{urlencode(told)}",
        "waiting_url": f"{grid}?{urlencode(told | {'loc': 'cho'})}",
        "flagged_url": f"{grid}?{urlencode(told | {'loc': 'dau-hieu'})}",
        "late_url": f"{reverse('reports_chase')}?{urlencode(told)}"
        if reminds
        else f"{grid}?{urlencode(told | {'loc': 'chua'})}",
    }


def _links(actor: Actor, scope: Scope) -> dict[str, str]:
    """The pages beside this one that the actor may open."""
    decides = actor.may(Permission.WRITE_REPORT, at=scope.unit.path)
    return {
        "projector": scope.url("overview_projector"),
        "figures": scope.url(),
        "decisions": scope.url("decisions") if decides else "",
    }


def _export_url(actor: Actor, scope: Scope) -> str:
    """Where a report of the unit on the period is drawn up; nothing for whoever may not write it."""
    if not actor.may(Permission.WRITE_REPORT, at=scope.unit.path):
        return ""
    return f"{reverse('edition_start')}{scope.query()}&{urlencode({reports.UNIT: str(scope.unit.id)})}"
