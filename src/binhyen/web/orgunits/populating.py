"""Residential areas, agencies, enterprises and schools from workbooks: each file's fate as a row."""

from __future__ import annotations

import io
import zipfile

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.foundations.clock import today
from binhyen.foundations.faults import BadInput
from binhyen.machinery.files.receiving import look_at
from binhyen.orgunits.actions import populate_many
from binhyen.orgunits.models import Level
from binhyen.orgunits.queries import children_of, on_day, table_of, workbook_of, workbooks_below
from binhyen.orgunits.values import Populated, Table, TableOutcome
from binhyen.web.frame.lists import EXCEL
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.uploads import opened
from binhyen.web.orgunits.kept import identity, kept_path, page_of
from binhyen.web.reporting.report import disposition

_STATES = {
    TableOutcome.CHANGED: "taken",
    TableOutcome.UNCHANGED: "unchanged",
    TableOutcome.REFUSED: "refused",
}


@needs(Permission.KEEP_UNITS)
def unit_populate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send filled workbooks of a commune, or of many communes of a province."""
    path = kept_path(request, pk, Level.PROVINCE, Level.COMMUNE)
    answers: list[Populated] = []
    faults: list[BadInput] = []
    if request.method == "POST":
        try:
            answers = _taken(request, pk, opened(request.FILES.getlist("files")))
        except BadInput as fault:
            faults = [fault]
    return render(
        request,
        "orgunits/populate.html",
        {
            **page_of(path, _("Bổ sung đơn vị từ Excel")),
            "of_a_province": path[-1].level == Level.PROVINCE,
            "faults": faults,
            "answers": [(answer, _STATES[answer.outcome]) for answer in answers],
        },
        status=422 if faults or (answers and all(answer.faults for answer in answers)) else 200,
    )


def _taken(request: SignedInRequest, pk: int, files: list[tuple[str, bytes]]) -> list[Populated]:
    """The fate of every file, in the order in which they came."""
    tables: list[Table] = []
    answers: list[Populated | None] = []
    for name, data in files:
        receipt = look_at(by=request.actor, name=name, data=data)  # its line stays whatever follows
        read: Table | Populated
        if receipt.refused is None:
            read = table_of(name, receipt.read, data)
        else:
            read = Populated(name, "")
            read.refuse(str(receipt.refused.sentence), str(receipt.refused.remedy))
        answers.append(read if isinstance(read, Populated) else None)
        if isinstance(read, Table):
            tables.append(read)
    done = iter(populate_many(by=request.actor, under=identity(request, pk), tables=tables) if tables else [])
    return [answer or next(done) for answer in answers]


@require_GET
@needs(Permission.KEEP_UNITS)
def unit_populate_workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    """The workbook of one place, with the units that are known."""
    unit = kept_path(request, pk, Level.PROVINCE, Level.COMMUNE)[-1]
    return HttpResponse(
        workbook_of(request.actor, unit, today()),
        content_type=EXCEL,
        headers={"Content-Disposition": disposition(f"don-vi-{unit.code}.xlsx")},
    )


@require_GET
@needs(Permission.KEEP_UNITS)
def unit_populate_workbooks(request: SignedInRequest, pk: int) -> HttpResponse:
    """The workbooks of every commune of a province, in one ZIP; of a commune, its own."""
    unit = kept_path(request, pk, Level.PROVINCE, Level.COMMUNE)[-1]
    places = [unit]
    if unit.level == Level.PROVINCE:
        children = children_of(request.actor, pk, today()).filter(level=Level.COMMUNE)
        places = [on_day(version) for version in children]
    if not places:
        raise Http404
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for code, data in workbooks_below(request.actor, places, unit.path, today()).items():
            archive.writestr(f"don-vi-{code}.xlsx", data)
    return HttpResponse(
        target.getvalue(),
        content_type="application/zip",
        headers={"Content-Disposition": disposition(f"don-vi-{unit.code}.zip")},
    )
