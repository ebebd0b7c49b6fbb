"""One report: what it says line by line, how it came about, and what may be done with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
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
from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.foundations.vietnamese import format_number
from binhyen.indicators.values import Check, FormLine, LineRole
from binhyen.machinery.models import ReceivedFile
from binhyen.orgunits.queries import UnitOnDay, path_to, versions_of
from binhyen.reporting import actions
from binhyen.reporting.models import Obligation, Recording, State, Submission
from binhyen.reporting.permissions import may_adjust, may_extend, may_record, may_review, may_submit
from binhyen.reporting.queries import (
    AWAITED,
    MACHINE,
    CellShown,
    Flag,
    ReportShown,
    may_step,
    obligation_visible_to,
    report_of,
    timeline_of,
    workbooks_of,
)
from binhyen.web.frame.charts import NOTHING, change
from binhyen.web.frame.lists import EXCEL
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say
from binhyen.web.frame.words import (
    in_language,
    label_of,
    period_label,
    period_short,
    period_with_days,
    unit_of,
)
from binhyen.web.reporting.disclosure import NOTHING_WITHHELD, Withheld, sees_in_full, withheld_from
from binhyen.web.reporting.forms import LONGEST_REASON, AdjustForm, ExtendForm, ReturnForm
from binhyen.web.reporting.history import happenings_of
from binhyen.web.reporting.views import STATE_NAMES


@dataclass(frozen=True)
class Page:
    """A report with its unit, as every page about it needs them."""

    shown: ReportShown
    above: tuple[UnitOnDay, ...]
    unit_name: str
    withheld: Withheld = NOTHING_WITHHELD

    @property
    def obligation(self) -> Obligation:
        return self.shown.obligation

    @property
    def title(self) -> str:
        return _("Báo cáo %(period)s · %(unit)s") % {
            "period": period_label(self.shown.period),
            "unit": self.unit_name,
        }

    def context(self) -> dict[str, Any]:
        obligation = self.obligation
        return {
            "page": self,
            "title": self.title,
            "report": self.shown,
            "obligation": obligation,
            "unit_name": self.unit_name,
            "period": period_with_days(self.shown.period),
            "form_name": in_language(self.shown.layout.name, self.shown.layout.name_en),
            "state": STATE_NAMES[self.shown.state],
            "breadcrumb": [
                {"label": unit.name, "url": "" if unit is self.above[-1] else reverse("unit", args=[unit.id])}
                for unit in self.above
            ],
        }


@dataclass(frozen=True, slots=True)
class Line:
    """One line as the page shows it."""

    line: FormLine
    anchor: str
    label: str
    unit: str
    figure: str
    absent: bool
    locked: str
    previous: str
    change: Any
    note: str
    returned: str
    doubts: tuple[str, ...]
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to look at, with the lines it concerns. ``grave`` is a check that does not hold."""

    sentence: str
    grave: bool
    answer: str
    lines: tuple[dict[str, str], ...] = field(default=())


def _page(request: SignedInRequest, pk: int) -> Page:
    """The report; 404 unless the actor may see it."""
    actor = request.actor
    obligation = obligation_visible_to(actor, pk)
    if obligation is None:
        raise Http404
    lives = obligation.lives
    last = (lives.last_day if lives else None) or obligation.last_day
    above = path_to(actor, obligation.unit_id, last)
    name = above[-1].name if above else versions_of(actor, obligation.unit_id)[0].name
    shown = report_of(actor, obligation)
    return Page(shown, above, name, withheld_from(actor, shown))


@require_GET
@needs(Permission.VIEW_FIGURES)
def report(request: SignedInRequest, pk: int) -> HttpResponse:
    """One report."""
    return _shown(request, _page(request, pk))


def _shown(request: SignedInRequest, page: Page, refused: Any = None) -> HttpResponse:
    actor, shown = request.actor, page.shown
    obligation, submission = page.obligation, shown.submission
    may = _permitted(actor, obligation, submission)
    doubts = _doubts(shown, page.withheld)
    return render(
        request,
        "reporting/report.html",
        {
            **page.context(),
            "refused": refused,
            "may": may,
            "sections": _sections(shown, doubts, page.withheld),
            "doubts": doubts,
            "returned_cells": submission.returns if submission and shown.state == State.RETURNED else [],
            "overdue": shown.state in (AWAITED, State.DRAFT, State.RETURNED) and today() > obligation.due,
            "owner": MACHINE.owners[State.DRAFT if shown.state == AWAITED else State(shown.state)],
            "previous_label": period_short(earlier) if (earlier := shown.period.earlier) else _("Kỳ trước"),
            "period_short": period_short(shown.period),
            "part": obligation.lives,
            "happenings": happenings_of(
                timeline_of(actor, obligation, submission),
                shown.layout,
                obligation,
                withheld=page.withheld.persons,
                files=may["files"],
            ),
            "batch": uuid4(),
            "grid_url": reverse("reports") + f"?bieu={shown.layout.data_set}&ky={obligation.period}",
        },
        status=200 if refused is None else 422,
    )


def _permitted(actor: Actor, obligation: Obligation, submission: Submission | None) -> dict[str, bool]:
    """What this account may do with the report as it stands: what it may not is not shown."""
    open_still = obligation.closed_at is None
    records = bool(may_record(by=actor, obligation=obligation)) and actor.read_only_at is None
    state = submission.state if submission else ""

    def step(code: str) -> bool:
        return bool(state) and bool(may_step(code, state))

    return {
        "record": records and open_still and (not state or step("record")),
        "submit": submission is not None
        and open_still
        and step("submit")
        and bool(may_submit(by=actor, submission=submission)),
        "accept": submission is not None
        and step("accept")
        and bool(may_review(by=actor, submission=submission)),
        "return": submission is not None
        and step("return")
        and bool(may_review(by=actor, submission=submission)),
        "adjust": submission is not None
        and step("adjust")
        and bool(may_adjust(by=actor, submission=submission)),
        "files": may_open_files(actor, obligation),
        "extend": open_still and bool(may_extend(by=actor, obligation=obligation)),
    }


# ---- lines -----------------------------------------------------------------------------------------------


def _sections(shown: ReportShown, doubts: list[Doubt], withheld: Withheld) -> list[dict[str, Any]]:
    by_line: dict[str, list[str]] = {}
    for doubt in doubts:
        for each in doubt.lines:
            by_line.setdefault(each["code"], []).append(doubt.sentence)
    return [
        {
            "title": in_language(section.title, section.title_en),
            "lines": [
                _line(shown.cells[line.code], tuple(by_line.get(line.code, ())), withheld)
                for line in section.lines
            ],
        }
        for section in shown.layout.sections
    ]


def _line(cell: CellShown, doubts: tuple[str, ...], withheld: Withheld) -> Line:
    line, code = cell.line, cell.line.code
    compared = code not in withheld.now and code not in withheld.previous
    return Line(
        line=line,
        anchor=anchor(line.code),
        label=label_of(line),
        unit=unit_of(line),
        figure=withheld.now.get(code) or written(cell.figure, line),
        absent=isinstance(cell.figure, Absence),
        locked=withheld.locked.get(code) or (written(cell.locked, line) if cell.locked is not None else ""),
        previous=withheld.previous.get(code)
        or (written(cell.previous, line) if cell.previous is not None else NOTHING),
        change=_change(cell) if compared else None,
        note=cell.note,
        returned=cell.returned,
        doubts=doubts,
        suggestion=cell.returned or (doubts[0] if doubts else ""),
    )


def anchor(code: str) -> str:
    """Where the line stands on the page."""
    return "dong-" + code.replace("/", "-")


def written(figure: Figure, line: FormLine) -> str:
    """A figure as the table writes it; a rate with the places of its line."""
    if isinstance(figure, Quantity):
        return format_number(figure.value, line.decimals if line.role is LineRole.RATE else None)
    return _("chưa có") if figure is Absence.MISSING else _("không áp dụng")


def _change(cell: CellShown) -> Any:
    if not (isinstance(cell.figure, Quantity) and isinstance(cell.previous, Quantity)):
        return None
    now, before = cell.figure.value, cell.previous.value
    if cell.line.role is LineRole.RATE:
        places = Decimal(1).scaleb(-cell.line.decimals)
        now, before = now.quantize(places), before.quantize(places)
    moved = change(now, before, _("kỳ trước"))
    return {"icon": moved.icon, "sentence": moved.sentence, "by": format_number(abs(now - before))}


def _doubts(shown: ReportShown, withheld: Withheld) -> list[Doubt]:
    """Checks that do not hold now, then what is far from the last period, unless it was adjusted since.

    A jump tells its numbers: where they count persons, it is told to those alone who may see them.
    """
    notes = {code: cell.note for code, cell in shown.cells.items()}
    return [
        *(_of_check(shown, check, notes, withheld) for check in shown.broken),
        *(
            _of_jump(shown, flag, withheld)
            for flag in shown.flags
            if flag.kind != "check" and _stands(shown, flag) and flag.lines[0] not in withheld.persons
        ),
    ]


def _stands(shown: ReportShown, flag: Flag) -> bool:
    figure = shown.cells[flag.lines[0]].figure
    return isinstance(figure, Quantity) and figure.value == Decimal(flag.now)


def _of_check(shown: ReportShown, check: Check, notes: dict[str, str], withheld: Withheld) -> Doubt:
    return Doubt(
        in_language(check.sentence, check.sentence_en),
        True,
        next((notes[code] for code in check.lines if notes.get(code)), ""),
        tuple(_where(shown, code, withheld) for code in check.lines),
    )


def _of_jump(shown: ReportShown, flag: Flag, withheld: Withheld) -> Doubt:
    return Doubt(
        flag.sentence(shown.layout),
        False,
        flag.note,
        tuple(_where(shown, code, withheld) for code in flag.lines),
    )


def _where(shown: ReportShown, code: str, withheld: Withheld) -> dict[str, str]:
    cell = shown.cells[code]
    return {
        "code": code,
        "anchor": anchor(code),
        "label": label_of(cell.line),
        "figure": withheld.now.get(code) or written(cell.figure, cell.line),
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
    page = _page(request, pk)
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
    page = _page(request, pk)
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
    return redirect("report", pk=pk)


@needs(Permission.REVIEW_REPORT)
def report_return(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the report back, with a reason and reasons on single lines."""
    page = _page(request, pk)
    submission = _submission(page)
    if not may_review(by=request.actor, submission=submission):
        raise Http404
    form = ReturnForm(request.POST or None)
    sections = _sections(page.shown, _doubts(page.shown, page.withheld), page.withheld)
    asked, blank = _cells_asked(request, sections) if request.method == "POST" else ({}, [])
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
                return redirect("report", pk=pk)
    return render(
        request,
        "reporting/return.html",
        {
            **page.context(),
            "form": form,
            "sections": sections,
            "chosen": asked,
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
    page = _page(request, pk)
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
            "now": written(chosen.figure, chosen.line) if chosen else "",
            "now_label": label_of(chosen.line) if chosen else "",
        },
        status=200 if refused is None else 422,
    )


@needs(Permission.OPEN_PERIOD)
def report_extend(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the unit more time."""
    page = _page(request, pk)
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
