"""What awaits whoever is signed in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from binhyen.web.frame.pages import for_everyone_signed_in
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.words import period_with_days
from binhyen.web.worklist.shown import URGENCIES, row_of
from binhyen.worklist.queries import queue_of, unread_count


@require_GET
@for_everyone_signed_in
def worklist(request: SignedInRequest) -> HttpResponse:
    """The queue of today by urgency; empty is good, and then the page says which period comes."""
    queue = queue_of(request.actor)
    return render(
        request,
        "worklist/worklist.html",
        {
            "groups": [
                {
                    "name": urgency,
                    "label": URGENCIES[urgency],
                    "rows": [row_of(each, queue.day) for each in items],
                }
                for urgency, items in queue.by_urgency()
            ],
            "waiting_count": len(queue.items),
            "coming": period_with_days(queue.coming) if queue.coming else "",
            "unread": unread_count(request.actor),
        },
    )
