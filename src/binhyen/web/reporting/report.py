"""One report: what it says line by line, how it came about, and what may be done with it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.vietnamese import format_number
from binhyen.machinery.models import ReceivedFile
from binhyen.publications.permissions import may_write_note
from binhyen.reporting import actions
from binhyen.reporting.models import Obligation, Recording, State, Submission
from binhyen.reporting.permissions import may_adjust, may_extend, may_record, may_review, may_submit
from binhyen.reporting.queries import (
    AWAITED,
    MACHINE,
    CellShown,
    Part,
    may_step,
    obligation_visible_to,
    queue_beside,
    timeline_of,
    workbooks_of,
)
from binhyen.web.frame.lists import EXCEL
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say
from binhyen.web.frame.words import (
    label_of,
    period_short,
)
from binhyen.web.reporting.disclosure import sees_in_full
from binhyen.web.reporting.forms import LONGEST_REASON, AdjustForm, ExtendForm, ReturnForm
from binhyen.web.reporting.history import happenings_of
from binhyen.web.reporting.shown import (
    Page,
    anchor,
    doubts_of,
    page_of,
    sections_of,
    written,
)
from binhyen.web.reporting.views import STATE_NAMES
from binhyen.web.reporting.year_before import last_year_of


@require_GET
@needs(Permission.VIEW_FIGURES)
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """One report."""
    return _shown(request, page_of(request, pk))


def _shown(request: SignedInRequest, page: Page, refused: Any = None) -> HttpResponse:
    actor, shown = request.actor, page.shown
    obligation, submission = page.obligation, shown.submission
    may = _permitted(actor, obligation, submission)
    doubts = doubts_of(shown, page.withheld)
    last_year = last_year_of(actor, page)
    sections = sections_of(shown, doubts, page.withheld, last_year=last_year.lines)
    return render(
        request,
        "reporting/report.html",
        {
            **page.context(),
            "refused": refused,
            "may": may,
            "sections": sections,
            "footnotes": last_year.footnotes,
            "doubts": doubts,
            "returned_cells": submission.returns if submission and shown.state == State.RETURNED else [],
            "overdue": shown.state in (AWAITED, State.DRAFT, State.RETURNED) and today() > obligation.due,
            "owner": MACHINE.owners[State.DRAFT if shown.state == AWAITED else State(shown.state)],
            "previous_label": period_short(earlier) if (earlier := shown.period.earlier) else _("Kỳ trước"),
            "period_short": period_short(shown.period),
            "part": obligation.lives,
            "whole_url": _whole_url(actor, obligation),
            "entry_url": reverse("report_entry", args=[obligation.pk]) if may["fill_in"] else "",
            "own_file_url": reverse("report_own_file", args=[obligation.pk]) if may["fill_in"] else "",
            "take_back_url": reverse("report_take_back", args=[obligation.pk]) if may["take_back"] else "",
            "parts": [_part(each) for each in shown.parts],
            "happenings": happenings_of(
                timeline_of(actor, obligation, submission),
                shown.layout,
                obligation,
                withheld=page.withheld.persons,
                files=may["files"],
            ),
            "batch": uuid4(),
            "grid_url": grid_url(page),
        },
        status=200 if refused is None else 422,
    )


def _whole_url(actor: Actor, obligation: Obligation) -> str:
    """The report of which this is a part, for whoever may see that. One statement, of a part alone."""
    if obligation.part_of_id is None or obligation_visible_to(actor, obligation.part_of_id) is None:
        return ""
    return reverse("report", args=[obligation.part_of_id])


def _part(part: Part) -> dict[str, Any]:
    """Where the sections of a body stand."""
    return {
        "name": part.name,
        "state": STATE_NAMES[part.submission.state if part.submission else AWAITED],
        "ready": part.ready,
        "url": reverse("report", args=[part.obligation.pk]),
    }


def _permitted(actor: Actor, obligation: Obligation, submission: Submission | None) -> dict[str, bool]:
    """What this account may do with the report as it stands: what it may not is not shown."""
    open_still = obligation.closed_at is None
    records = bool(may_record(by=actor, obligation=obligation)) and actor.read_only_at is None
    state = submission.state if submission else ""

    def step(code: str) -> bool:
        return bool(state) and bool(may_step(code, state))

    return {
        "record": records and open_still and (not state or step("record")),
        "fill_in": records and open_still and state in ("", State.DRAFT, State.RETURNED),
        "take_back": submission is not None
        and open_still
        and step("take-back")
        and actor.read_only_at is None
        and bool(may_submit(by=actor, submission=submission))
        and not may_review(by=actor, submission=submission),
        "submit": submission is not None
        and open_still
        and step("submit")
        and bool(may_submit(by=actor, submission=submission)),
        "accept": submission is not None
        and step("accept")
        and bool(may_review(by=actor, submission=submission)),
        "review": submission is not None and bool(may_review(by=actor, submission=submission)),
        "return": submission is not None
        and step("return")
        and bool(may_review(by=actor, submission=submission)),
        "adjust": submission is not None
        and step("adjust")
        and bool(may_adjust(by=actor, submission=submission)),
        "files": may_open_files(actor, obligation),
        "note": bool(may_write_note(by=actor, obligation=obligation)),
        "extend": open_still and bool(may_extend(by=actor, obligation=obligation)),
    }


# ---- acts ------------------------------------------------------------------------------------------------


def _submission(page: Page) -> Submission:
    if page.shown.submission is None:
        raise Http404
    return page.shown.submission


@require_POST
@needs(Permission.SUBMIT_REPORT)
def report_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hand the report in."""
    page = page_of(request, pk)
    submission = _submission(page)
    if not may_submit(by=request.actor, submission=submission):
        raise Http404
    try:
        submitted = actions.submit(by=request.actor, submission=submission)
    except NotAllowed as refusal:
        return _shown(request, page, refusal.refused)
    say(request, _("Đã nộp báo cáo, ghi nhận nộp muộn.") if submitted.late else _("Đã nộp báo cáo."))
    return redirect("report_submitted", pk=pk)


@require_POST
@needs(Permission.REVIEW_REPORT)
def report_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the report."""
    page = page_of(request, pk)
    submission = _submission(page)
    if not may_review(by=request.actor, submission=submission):
        raise Http404
    try:
        actions.accept(by=request.actor, submission=submission)
    except NotAllowed as refusal:
        return _shown(request, page, refusal.refused)
    say(
        request,
        _("Đã duyệt báo cáo của %(unit)s. Nếu cần sửa, dùng “Trả lại” khi kỳ chưa khoá.")
        % {"unit": page.unit_name},
    )
    return _onwards(request, page)


def _onwards(request: SignedInRequest, page: Page) -> HttpResponse:
    """Back to the report; or, where the desk goes through one after the other, to the next one that waits.

    After the last one, to the grid.
    """
    if "next" not in request.POST:
        return redirect("report", pk=page.obligation.pk)
    following = queue_beside(request.actor, page.obligation).following
    return redirect("report_compare", pk=following) if following is not None else redirect(grid_url(page))


def grid_url(page: Page) -> str:
    """The grid of the report's form and period."""
    return reverse("reports") + f"?bieu={page.shown.layout.data_set}&ky={page.obligation.period}"


@needs(Permission.REVIEW_REPORT)
def report_return(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the report back, with a reason and reasons on single lines."""
    page = page_of(request, pk)
    submission = _submission(page)
    if not may_review(by=request.actor, submission=submission):
        raise Http404
    sections = sections_of(page.shown, doubts_of(page.shown, page.withheld), page.withheld)
    asked, blank = _cells_asked(request, sections) if request.method == "POST" else ({}, [])
    form = ReturnForm(request.POST or None, has_cells=bool(asked))
    refused = None
    if request.method == "POST":
        for line in blank:
            form.add_error(None, _("%(line)s: đã chọn mà chưa ghi lý do.") % {"line": line})
        if form.is_valid():
            try:
                actions.return_for_correction(
                    by=request.actor,
                    submission=submission,
                    reason=form.cleaned_data["reason"],
                    cells=[actions.CellReason(code, reason) for code, reason in asked.items()],
                )
            except NotAllowed as refusal:
                refused = refusal.refused
            else:
                say(request, _("Đã trả lại báo cáo cho %(unit)s.") % {"unit": page.unit_name})
                return _onwards(request, page)
    return render(
        request,
        "reporting/return.html",
        {
            **page.context(),
            "form": form,
            "sections": sections,
            "chosen": asked,
            "following": "next" in request.POST,
            "posted": request.method == "POST",
            "longest": LONGEST_REASON,
            "refused": refused,
        },
        status=200 if refused is None else 422,
    )


def _cells_asked(
    request: SignedInRequest, sections: list[dict[str, Any]]
) -> tuple[dict[str, str], list[str]]:
    """Reasons by line, and labels of the lines chosen without one.

    Whoever writes a reason means the line, ticked or not; one that the page itself suggested counts only if ticked.
    """
    ticked = set(request.POST.getlist("cell"))
    asked, blank = {}, []
    for section in sections:
        for line in section["lines"]:
            code = line.line.code
            reason = request.POST.get(f"reason-{code}", "").strip()[:LONGEST_REASON]
            if code in ticked and not reason:
                blank.append(line.label)
            elif reason and (code in ticked or reason != line.suggestion):
                asked[code] = reason
    return asked, blank


@needs(Permission.ADJUST_FIGURE)
def report_adjust(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let another value hold for one line of a locked report."""
    page = page_of(request, pk)
    submission = _submission(page)
    if not may_adjust(by=request.actor, submission=submission):
        raise Http404
    form = AdjustForm(page.shown.layout, request.POST or None, initial={"line": request.GET.get("dong", "")})
    refused = None
    if request.method == "POST" and form.is_valid():
        line = form.cleaned_data["line"]
        try:
            actions.adjust(
                by=request.actor,
                submission=submission,
                line=line,
                figure=form.figure,
                reason=form.cleaned_data["reason"],
            )
        except actions.BadFigures as bad:
            for fault in bad.faults:
                form.add_error("value", f"{fault.sentence} {fault.remedy}".strip())
        except NotAllowed as refusal:
            refused = refusal.refused
        else:
            say(request, _("Đã điều chỉnh. Số đã khoá vẫn giữ bên cạnh."))
            return redirect(f"{reverse('report', args=[pk])}#{anchor(line)}")
    chosen = page.shown.cells.get(form["line"].value() or "")
    return render(
        request,
        "reporting/adjust.html",
        {
            **page.context(),
            "form": form,
            "refused": refused,
            "now": _held_now(chosen) if chosen else "",
            "now_label": label_of(chosen.line) if chosen else "",
        },
        status=200 if refused is None else 422,
    )


def _held_now(cell: CellShown) -> str:
    """What is said now of what would be adjusted: of a line that shorter reports add up to, beside the difference."""
    told = written(cell.figure, cell.line)
    if cell.carried is None:
        return told
    difference = format_number(cell.difference) if cell.difference is not None else "0"
    return _("%(figure)s, trong đó chênh lệch %(difference)s") % {"figure": told, "difference": difference}


@needs(Permission.OPEN_PERIOD)
def report_extend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the unit more time."""
    page = page_of(request, pk)
    if not may_extend(by=request.actor, obligation=page.obligation):
        raise Http404
    form = ExtendForm(request.POST or None)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.extend_deadline(
                by=request.actor,
                obligation=page.obligation,
                until=form.cleaned_data["until"],
                reason=form.cleaned_data["reason"],
            )
        except NotAllowed as refusal:
            if refusal.refused.code == "not-later":
                form.add_error("until", f"{refusal.refused.sentence} {refusal.refused.remedy}")
            else:
                refused = refusal.refused
        else:
            say(request, _("Đã gia hạn cho %(unit)s.") % {"unit": page.unit_name})
            return redirect("report", pk=pk)
    return render(
        request,
        "reporting/extend.html",
        {**page.context(), "form": form, "refused": refused},
        status=200 if refused is None else 422,
    )


# ---- files -----------------------------------------------------------------------------------------------


def may_open_files(actor: Actor, obligation: Obligation) -> bool:
    """Whether the actor may have workbooks of the report: they hold every number in full."""
    return bool(actor.may(Permission.OPEN_WORKBOOK, at=obligation.unit_path)) and sees_in_full(
        actor, obligation
    )


@require_GET
@needs(Permission.OPEN_WORKBOOK)
def report_workbook(request: SignedInRequest, pk: int) -> HttpResponse:
    """The unit's workbook for the period, going on where the report stands."""
    obligation = obligation_visible_to(request.actor, pk)
    if obligation is None or not may_open_files(request.actor, obligation):
        raise Http404
    workbook = next(workbooks_of(request.actor, [obligation]))
    return _file(workbook.data, workbook.file_name)


@require_GET
@needs(Permission.OPEN_WORKBOOK)
def report_file(request: SignedInRequest, pk: int, file_id: int) -> HttpResponse:
    """A file from which values of the report came."""
    obligation = obligation_visible_to(request.actor, pk)
    if obligation is None or not may_open_files(request.actor, obligation):
        raise Http404
    came_from_it = Recording.objects.visible_to(request.actor).filter(submission_id=pk, file_id=file_id)
    file = ReceivedFile.objects.visible_to(request.actor).filter(pk=file_id).first()
    if file is None or not came_from_it.exists():
        raise Http404
    return _file(bytes(file.content), file.name)


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=EXCEL)
    response.headers["Content-Disposition"] = disposition(name)
    return response


def disposition(name: str) -> str:
    """A header that saves a file under its name, whatever letters are in it."""
    header: str = content_disposition_header(True, name.rpartition("/")[2]) or "attachment"
    return header
