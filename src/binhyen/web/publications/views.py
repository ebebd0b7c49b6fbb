"""The documents of a unit, one of them as it reads, its files, where a figure comes from, what differs."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.access.queries import Signature
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.faults import BadInput
from binhyen.orgunits.queries import UnitOnDay, path_to, versions_of
from binhyen.orgunits.values import AS_REPORTED
from binhyen.publications.models import DocumentKind, Edition, EditionState, FileKind
from binhyen.publications.permissions import may_open
from binhyen.publications.queries import (
    EditionOf,
    compared_of,
    difference_of,
    document_of,
    earlier_editions,
    edition_file_of,
    edition_of,
    editions_of,
    editions_visible_to,
    period_of_edition,
    territory_of,
    trace_in,
)
from binhyen.publications.values import LONGEST_SENTENCE
from binhyen.web.figures.scope import CALENDAR, PERIOD
from binhyen.web.frame.lists import EXCEL
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.words import period_label, period_with_days
from binhyen.web.publications.shown import FIGURE, PARTS, Attempt, Preview, anchor_of, state_of
from binhyen.web.reporting.requests import UNIT, frame_of, place_of
from binhyen.web.reporting.scope import PERIOD as OF_REPORTS

CONTENT_TYPES = {
    FileKind.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.PDF: "application/pdf",
    FileKind.SHEET: EXCEL,
}
MOST_DIFFERENCES = 500


# ---- the list --------------------------------------------------------------------------------------------


@require_GET
@needs(Permission.VIEW_FIGURES)
def editions(request: SignedInRequest) -> HttpResponse:
    """The unit's documents by period, each with its editions."""
    path = place_of(request, request.GET, Permission.VIEW_FIGURES)
    actor, unit = request.actor, path[-1]
    rows = [row_of(edition, signature) for edition, signature in editions_of(actor, unit.id)]
    return render(
        request,
        "publications/editions.html",
        {
            **frame_of(path),
            "periods": [
                {"label": label, "rows": list(listed)}
                for label, listed in groupby(rows, key=lambda row: row["period"])
            ],
            "start_url": f"{reverse('edition_start')}?{urlencode({UNIT: unit.id})}"
            if actor.may(Permission.WRITE_REPORT, at=unit.path)
            else "",
        },
    )


def row_of(edition: Edition, signature: Signature | None) -> dict[str, Any]:
    """An edition as lists show it."""
    return {
        "url": reverse("edition", args=[edition.pk]),
        "kind": DocumentKind(edition.kind).label,
        "period": period_with_days(period_of_edition(edition)),
        "number": edition.number,
        "state": state_of(edition),
        "at": edition.frozen_at or edition.changed_at,
        "frozen": edition.state == EditionState.FROZEN,
        "by": signature_text(signature),
    }


def signature_text(signature: Signature | None) -> str:
    """Role and unit, never a name."""
    return f"{signature.role}, {signature.unit_name}" if signature else ""


# ---- one edition -----------------------------------------------------------------------------------------


@require_GET
@needs(Permission.VIEW_FIGURES)
def edition(request: SignedInRequest, pk: int) -> HttpResponse:
    """The document as it reads, and where the reader may, with each sentence to change in its place."""
    return page_of(request, pk)


def page_of(
    request: SignedInRequest, pk: int, attempt: Attempt | None = None, status: int = 200
) -> HttpResponse:
    """The page of an edition; where its draft cannot be composed now, the page says why.

    What somebody does on it is shown with the figures as they were when it was opened.
    """
    actor = request.actor
    try:
        found = edition_of(actor, pk, as_last_read=request.method == "POST")
    except BadInput as fault:
        return render(request, "publications/edition.html", _without_figures(actor, pk, fault), status=422)
    if found is None:
        raise Http404
    return render(request, "publications/edition.html", _page(request, found, attempt), status=status)


def frame_of_edition(actor: Actor, edition: Edition) -> dict[str, Any]:
    """What every page of an edition tells the frame, and how it is called."""
    period, kind = period_of_edition(edition), DocumentKind(edition.kind)
    path = path_to(actor, edition.unit_id, period.last_day) or path_to(actor, edition.unit_id, today())
    frame = frame_of(path) if path else {"unit_name": _last_name(actor, edition.unit_id)}
    return {
        **frame,
        "edition": edition,
        "kind": kind.label,
        "period": period_with_days(period),
        "period_label": period_label(period),
        "state": state_of(edition),
        "list_url": f"{reverse('editions')}?{urlencode({UNIT: edition.unit_id})}",
    }


def _last_name(actor: Actor, unit_id: int) -> str:
    versions: tuple[UnitOnDay, ...] = versions_of(actor, unit_id)
    return versions[0].name if versions else ""


def _without_figures(actor: Actor, pk: int, fault: BadInput) -> dict[str, Any]:
    """An edition that cannot be composed now: a draft can be dropped, of a frozen one the files are there."""
    kept = editions_visible_to(actor).get(pk=pk)
    frozen = kept.state == EditionState.FROZEN
    return {
        **frame_of_edition(actor, kept),
        "refused": fault,
        "may": may_do(actor, kept),
        "files": files_of(kept) if frozen else [],
    }


def may_do(actor: Actor, edition: Edition) -> dict[str, bool]:
    """What the reader may do with the edition."""
    draft, writes = edition.state == EditionState.DRAFT, actor.read_only_at is None
    edits = writes and bool(actor.may(Permission.WRITE_REPORT, at=edition.unit_path))
    return {
        "edit": draft and edits,
        "freeze": draft and writes and bool(actor.may(Permission.FREEZE_EDITION, at=edition.unit_path)),
        "renew": not draft and edits,
    }


def _page(request: SignedInRequest, found: EditionOf, attempt: Attempt | None) -> dict[str, Any]:
    actor, edition = request.actor, found.edition
    may = may_do(actor, edition)
    opened = request.GET.get("phu-luc", "")
    preview = Preview(
        found, may["edit"], attempt or Attempt(), int(opened) if opened.isascii() and opened.isdigit() else 0
    )
    before = earlier_editions(actor, edition)
    return {
        **frame_of_edition(actor, edition),
        "found": found,
        "document": found.composed.document,
        "blocks": preview.body(),
        "annexes": preview.annexes(),
        "attempt": attempt,
        "may": may,
        "longest": LONGEST_SENTENCE,
        "files": files_of(edition),
        "signed_by": signature_text(found.signature),
        "reporters": _reporters(found),
        "stale": [_told(each) for each in found.stale] if may["edit"] else [],
        "unknown": [_told(each) for each in found.unknown] if may["edit"] else [],
        "orphaned": found.orphaned if may["edit"] else (),
        "comparisons": _comparisons(found) if may["edit"] else [],
        "territories": _territories(found),
        "differences": [
            {"number": each.number, "url": reverse("edition_difference", args=[edition.pk, each.pk])}
            for each in before
        ],
        "renewed": _renewed(actor, edition) if may["renew"] else None,
        "figures_url": _figures_url(edition),
    }


def files_of(edition: Edition) -> list[dict[str, Any]]:
    """Where its files are downloaded."""
    return [
        {"kind": kind, "label": kind.label, "url": reverse("edition_file", args=[edition.pk, kind])}
        for kind in FileKind
    ]


def _told(sentence: Any) -> dict[str, Any]:
    return {
        "part": PARTS[sentence.part],
        "url": f"#{anchor_of(sentence.key)}",
        "words": sentence.text,
        "unknown": sentence.unknown,
    }


def _reporters(found: EditionOf) -> list[dict[str, Any]]:
    """Whose reports there are and whose are missing, form by form."""
    where: dict[str, str | int] = {UNIT: found.edition.unit_id, OF_REPORTS: found.edition.period}
    return [
        {
            "words": each.words,
            "accepted": len(each.accepted),
            "owed": len(each.reports),
            "missing": [report for report in each.reports if report.figures is None],
            "late": sum(report.late for report in each.reports),
            "url": f"{reverse('reports')}?{urlencode(where)}",
        }
        for each in found.sheet.reporters
    ]


def _comparisons(found: EditionOf) -> list[dict[str, Any]]:
    """The periods that one may compare with: that before and that of the year before."""
    period, chosen = found.period, compared_of(found.edition)
    known = {each.code: each for each in (period.earlier, period.a_year_earlier, chosen) if each is not None}
    return [
        {"code": "", "label": _("như quy định"), "current": chosen is None},
        *(
            {"code": code, "label": period_label(each), "current": each == chosen}
            for code, each in known.items()
        ),
    ]


def _territories(found: EditionOf) -> list[dict[str, Any]]:
    """On which map figures are told and compared: the unit's own, or that of whoever reported them."""
    as_reported = territory_of(found.edition) == AS_REPORTED
    return [
        {"code": "", "label": _("trên cùng địa bàn"), "current": not as_reported},
        {"code": AS_REPORTED.code, "label": AS_REPORTED.label, "current": as_reported},
    ]


def _renewed(actor: Actor, edition: Edition) -> Edition | None:
    """A later edition of the same document, if there is one: what stands in it holds now."""
    later = editions_visible_to(actor).filter(**document_of(edition), number__gt=edition.number)
    return later.order_by("-number").first()


def _figures_url(edition: Edition) -> str:
    query = urlencode({PERIOD: edition.period, CALENDAR: edition.calendar})
    return f"{reverse('figures', args=[edition.unit_id])}?{query}"


# ---- files, figures, differences -------------------------------------------------------------------------


@require_GET
@needs(Permission.VIEW_FIGURES)
def edition_file(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    """One file: of a frozen edition byte for byte as it was kept, of a draft as it reads now."""
    if kind not in FileKind.values:
        raise Http404
    chosen = FileKind(kind)
    try:
        file = edition_file_of(request.actor, pk, chosen)
    except BadInput as fault:
        frame = _without_figures(request.actor, pk, fault)
        return render(request, "publications/edition.html", frame, status=422)
    if file is None:
        raise Http404
    disposition = content_disposition_header(True, file.name) or "attachment"
    return HttpResponse(
        file.content, content_type=CONTENT_TYPES[chosen], headers={"Content-Disposition": disposition}
    )


@require_GET
@needs(Permission.VIEW_FIGURES)
def edition_figure(request: SignedInRequest, pk: int) -> HttpResponse:
    """Where one printed figure comes from: as kept with a frozen edition, of a draft as it stands now."""
    if not request.GET.get(FIGURE):
        draft = editions_visible_to(request.actor).filter(pk=pk).first()
        if draft is None or not may_open(request.actor, draft):
            raise Http404
        return redirect("edition", pk=pk)
    try:
        found = edition_of(request.actor, pk)
    except BadInput as fault:
        frame = _without_figures(request.actor, pk, fault)
        return render(request, "publications/edition.html", frame, status=422)
    trace = trace_in(request.actor, found, request.GET.get(FIGURE, "")) if found else None
    if found is None or trace is None:
        raise Http404
    query = urlencode({PERIOD: found.edition.period, CALENDAR: found.edition.calendar})
    return render(
        request,
        "publications/figure.html",
        {
            **frame_of_edition(request.actor, found.edition),
            "found": found,
            "trace": trace,
            "printed": trace.printed,
            "of_period": period_with_days(trace.printed.period),
            "earlier": period_with_days(trace.printed.earlier) if trace.printed.earlier else "",
            "live_url": f"{reverse('figure_trace', args=[trace.unit_id, trace.line])}?{query}"
            if trace.line
            else "",
        },
    )


@require_GET
@needs(Permission.VIEW_FIGURES)
def edition_difference(request: SignedInRequest, pk: int, other: int) -> HttpResponse:
    """What stands otherwise in the edition than in another one of the same document."""
    actor = request.actor
    try:
        found, earlier = edition_of(actor, pk), edition_of(actor, other)
    except BadInput as fault:
        draft = (
            editions_visible_to(actor)
            .filter(pk__in=[pk, other], state=EditionState.DRAFT)
            .values_list("pk")
            .first()
        )
        frame = _without_figures(actor, draft[0] if draft else pk, fault)
        return render(request, "publications/edition.html", frame, status=422)
    if found is None or earlier is None or document_of(found.edition) != document_of(earlier.edition):
        raise Http404
    difference = difference_of(found, earlier)
    return render(
        request,
        "publications/difference.html",
        {
            **frame_of_edition(actor, found.edition),
            "found": found,
            "earlier": earlier,
            "difference": difference,
            "figures": difference.figures[:MOST_DIFFERENCES],
            "more": max(0, len(difference.figures) - MOST_DIFFERENCES),
            "sentences": [
                {"part": PARTS[each.part], "before": each.before, "after": each.after}
                for each in difference.sentences
            ],
        },
    )
