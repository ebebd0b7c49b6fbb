"""A unit's official report of a period, as files to download: for Word, as PDF/A, and its figure sheet."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.foundations.faults import BadInput
from binhyen.orgunits.models import OrgUnit
from binhyen.publications.actions import ReportFormat, Written, write_report
from binhyen.web.figures.scope import Scope, scope_of
from binhyen.web.frame.lists import EXCEL
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def report_addresses(request: SignedInRequest, scope: Scope) -> dict[str, str]:
    """Where the report of the scope is downloaded, by kind; nothing for whoever may not write it."""
    if not request.actor.may(Permission.WRITE_REPORT, at=scope.unit.path):
        return {}
    return {kind: scope.url(f"figures_report_{kind}") for kind in ("word", "pdf", "sheet")}


@require_GET
@needs(Permission.WRITE_REPORT)
def report_word(request: SignedInRequest, pk: int) -> HttpResponse:
    """The report to finish in Word."""
    return _download(request, pk, ReportFormat.DOCX, lambda written: (written.name, written.content, WORD))


@require_GET
@needs(Permission.WRITE_REPORT)
def report_pdf(request: SignedInRequest, pk: int) -> HttpResponse:
    """The report to look at and to keep."""
    return _download(request, pk, ReportFormat.PDF, lambda written: (written.name, written.content, PDF))


@require_GET
@needs(Permission.WRITE_REPORT)
def report_sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """The figure sheet: every figure of the report with where it comes from."""
    return _download(
        request, pk, ReportFormat.DOCX, lambda written: (written.sheet_name, written.sheet, EXCEL)
    )


def _download(
    request: SignedInRequest,
    pk: int,
    kind: ReportFormat,
    file_of: Callable[[Written], tuple[str, bytes, str]],
) -> HttpResponse:
    """One file of the report as it is now; where it cannot be written a page says why."""
    scope = scope_of(request, pk)
    if not request.actor.may(Permission.WRITE_REPORT, at=scope.unit.path):
        raise Http404
    unit = OrgUnit.objects.visible_to(request.actor).get(pk=pk)
    try:
        written = write_report(by=request.actor, unit=unit, period=scope.period, format=kind)
    except BadInput as fault:
        frame = scope.frame() | {"refused": fault, "figures_url": scope.url()}
        return render(request, "figures/report_refused.html", frame, status=422)
    name, content, content_type = file_of(written)
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": content_disposition_header(True, name) or "attachment"},
    )
