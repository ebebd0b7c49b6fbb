"""Workbooks that are dropped in: each file's fate as a row, at once or at the address of the whole drop.

With script, files are sent one by one and each answer is the rows to show; without, the form sends them all and leads
to the drop's own address.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import calendar_of, parse_period
from binhyen.machinery.database.scoping import ScopedQuerySet
from binhyen.orgunits.models import OrgUnitVersion
from binhyen.reporting import actions
from binhyen.reporting.models import Outcome, Submission, WorkbookIntake
from binhyen.reporting.queries import intakes_of_batch, marked_copy_of
from binhyen.web.frame.lists import EXCEL
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.uploads import opened
from binhyen.web.frame.words import period_label
from binhyen.web.reporting.forms import TakeForm
from binhyen.web.reporting.report import disposition
from binhyen.web.reporting.views import STATE_NAMES

_OUTCOMES = {
    Outcome.TAKEN: "taken",
    Outcome.FLAGGED: "flagged",
    Outcome.UNCHANGED: "unchanged",
    Outcome.REFUSED: "refused",
}


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file and what became of it. ``state`` is where its report stands now."""

    name: str
    unit_name: str
    period: str
    outcome: str
    state: str
    late: bool
    faults: tuple[Mapping[str, str], ...]
    report_url: str
    marked_url: str


@needs(Permission.ENTER_FIGURES)
def workbooks_take(request: SignedInRequest) -> HttpResponse:
    """Drop workbooks, or a ZIP of them."""
    if request.method != "POST":
        return _asked(request, uuid4())
    form = TakeForm(request.POST)
    uploads = [each for each in request.FILES.getlist("files") if each.name]
    if not form.is_valid() or not uploads:
        return _asked(
            request, uuid4(), [{"sentence": _("Chưa chọn tệp nào."), "remedy": _("Chọn tệp rồi gửi lại.")}]
        )
    batch: UUID = form.cleaned_data["batch"]
    try:
        files = opened(uploads)
    except BadInput as fault:
        return _answer(request, batch, [], [fault])
    fates = actions.take_workbooks(
        by=request.actor, files=files, batch=batch, submit=form.cleaned_data["submit"]
    )
    names = {fate.intake_id: fate.name for fate in fates if fate.intake_id is not None}
    taken = intakes_of_batch(request.actor, batch).filter(pk__in=names)
    return _answer(request, batch, rows_of(request.actor, taken, names), [])


def _asked(request: SignedInRequest, batch: UUID, faults: Iterable[Any] = ()) -> HttpResponse:
    return render(
        request,
        "reporting/take.html",
        {"batch": batch, "faults": list(faults), "rows_only": False},
        status=422 if faults else 200,
    )


def _answer(
    request: SignedInRequest, batch: UUID, rows: list[FileRow], faults: list[BadInput]
) -> HttpResponse:
    """The rows alone for the script of the page; else the page of the whole drop."""
    if request.headers.get("X-Rows-Only"):
        return render(
            request,
            "reporting/file_rows.html",
            {"rows": rows, "faults": faults, "name": ", ".join(each.name or "" for each in _files(request))},
        )
    if faults:
        return _asked(request, uuid4(), faults)
    return redirect("workbooks_batch", batch=batch)


def _files(request: SignedInRequest) -> list[UploadedFile[Any]]:
    return request.FILES.getlist("files")


@require_GET
@needs(Permission.ENTER_FIGURES)
def workbooks_batch(request: SignedInRequest, batch: UUID) -> HttpResponse:
    """What became of each file of one drop."""
    rows = rows_of(request.actor, intakes_of_batch(request.actor, batch))
    if not rows:
        raise Http404
    return render(
        request,
        "reporting/batch.html",
        {
            "rows": rows,
            "taken": sum(row.outcome != "refused" for row in rows),
            "refused_files": sum(row.outcome == "refused" for row in rows),
        },
    )


@require_GET
@needs(Permission.ENTER_FIGURES)
def workbook_marked(request: SignedInRequest, pk: int) -> HttpResponse:
    """A refused workbook with its faulty cells marked, for whoever must correct it."""
    copy = marked_copy_of(request.actor, pk)
    if copy is None:
        raise Http404
    name, content = copy
    stem = name.rpartition("/")[2].removesuffix(".xlsx")
    return HttpResponse(
        content,
        content_type=EXCEL,
        headers={"Content-Disposition": disposition(f"{stem}-loi-da-danh-dau.xlsx")},
    )


def rows_of(
    actor: Actor, intakes: ScopedQuerySet[WorkbookIntake], names: Mapping[int, str] | None = None
) -> list[FileRow]:
    """The rows of these workbooks. ``names`` tells those that are not kept. Three statements."""
    listed = list(intakes.select_related("obligation__data_set", "file").defer("file__content"))
    units = {each.obligation.unit_id for each in listed if each.obligation is not None}
    unit_names = dict(
        OrgUnitVersion.objects.visible_to(actor)
        .filter(unit_id__in=units)
        .order_by("valid_from")
        .values_list("unit_id", "name")
    )
    states = {
        pk: (state, late)
        for pk, state, late in Submission.objects.visible_to(actor)
        .filter(pk__in=[each.obligation_id for each in listed if each.obligation_id])
        .values_list("pk", "state", "late")
    }
    return [_row(each, unit_names, states, names or {}) for each in listed]


def _row(
    intake: WorkbookIntake,
    unit_names: Mapping[int, str],
    states: Mapping[int, tuple[str, bool]],
    names: Mapping[int, str],
) -> FileRow:
    obligation = intake.obligation
    refused = intake.outcome == Outcome.REFUSED
    state, late = states.get(intake.obligation_id or 0, ("", False))
    period = ""
    if obligation is not None:
        calendar = calendar_of(obligation.data_set.calendar)
        period = period_label(parse_period(obligation.period, calendar))
    return FileRow(
        name=(intake.name or names.get(intake.pk, "")).rpartition("/")[2] or _("(tên không được giữ)"),
        unit_name=unit_names.get(obligation.unit_id, "") if obligation is not None else "",
        period=period,
        outcome=_OUTCOMES[Outcome(intake.outcome)],
        state=STATE_NAMES[state] if state and not refused else "",
        late=late and not refused,
        faults=tuple(intake.faults),
        report_url=reverse("report", args=[obligation.pk]) if obligation is not None else "",
        marked_url=reverse("workbook_marked", args=[intake.pk])
        if refused and intake.file is not None and any(fault["address"] for fault in intake.faults)
        else "",
    )
