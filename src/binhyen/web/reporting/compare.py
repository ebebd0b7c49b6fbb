"""One report beside earlier ones and its like, for the desk that goes through all that wait."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.analytics.queries import typical_of
from binhyen.reporting.models import State, Submission
from binhyen.reporting.permissions import may_review
from binhyen.reporting.queries import may_step, queue_beside
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.reporting.forms import LONGEST_REASON, ReturnForm
from binhyen.web.reporting.report import grid_url
from binhyen.web.reporting.shown import Page, doubts_of, page_of, sections_of
from binhyen.web.reporting.year_before import last_year_of


@require_GET
@needs(Permission.REVIEW_REPORT)
def report_compare(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the report says now, said before and a year ago, and what similar units say; to take or to give back."""
    page = page_of(request, pk)
    submission = page.shown.submission
    if submission is None or not may_review(by=request.actor, submission=submission):
        raise Http404
    typical = typical_of(request.actor, page.obligation)
    last_year = last_year_of(request.actor, page)
    doubts = doubts_of(page.shown, page.withheld, last_year.lines)
    return render(
        request,
        "reporting/compare.html",
        {
            **page.context(),
            "sections": sections_of(page.shown, doubts, page.withheld, typical.medians, last_year.lines),
            "footnotes": last_year.footnotes,
            "doubts": doubts,
            "typical": typical,
            "late": submission.late,
            "may": _permitted(submission),
            "form": ReturnForm(),
            "longest": LONGEST_REASON,
            "queue": _queue(request, page),
            "grid_url": grid_url(page),
        },
    )


def _permitted(submission: Submission) -> dict[str, bool]:
    return {
        "accept": bool(may_step("accept", submission.state)),
        "return": bool(may_step("return", submission.state)) and submission.state == State.SUBMITTED,
    }


def _queue(request: SignedInRequest, page: Page) -> dict[str, Any]:
    """Where the report stands among those that wait, with the ways to those beside it."""
    queue = queue_beside(request.actor, page.obligation)
    return {
        "length": queue.length,
        "place": queue.place,
        "previous": _address(queue.previous),
        "following": _address(queue.following),
    }


def _address(pk: int | None) -> str:
    return reverse("report_compare", args=[pk]) if pk is not None else ""
