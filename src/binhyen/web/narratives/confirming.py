"""What is said of figures on the page: judged one by one or together, added, written into the report; then the end."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from binhyen.access.permissions import Permission
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.faults import BadInput
from binhyen.narratives import actions
from binhyen.narratives.models import Candidate, Verdict
from binhyen.reporting.models import Obligation
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest, whole_number
from binhyen.web.frame.toasts import say, say_with_undo
from binhyen.web.narratives.correcting import BadField, correction_in, found_in_text
from binhyen.web.narratives.shown import Where
from binhyen.web.narratives.views import RECORDED, Attempt, candidate_of, narrative_of, page_of, row_answer

ACCEPTED = "accepted_sure"
_VERDICTS = {"nhan": Verdict.ACCEPTED, "sua": Verdict.CORRECTED, "bo": Verdict.REFUSED, "lai": Verdict.OPEN}


@require_POST
@needs(Permission.ENTER_FIGURES)
def narrative_judge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept, correct, refuse a figure, or put it back: ``viec`` says which.

    A script is answered with the row, its mark and the counts; without one the page opens again at the row. What
    cannot be kept stands in its field, with the reason.
    """
    narrative = narrative_of(request, pk)
    sent = request.POST
    try:
        candidate = candidate_of(request, narrative, sent.get("so", ""))
    except NotAllowed as refusal:
        return page_of(request, pk, Attempt(refused=refusal.refused), status=422)
    verdict = _VERDICTS.get(sent.get("viec", ""))
    try:
        if verdict is None:
            raise NotAllowed(_no_such_step())
        if verdict is Verdict.CORRECTED:
            correction = correction_in(sent)
            actions.judge(
                by=request.actor,
                candidate=candidate,
                verdict=verdict,
                said=correction.said,
                use=correction.use,
                line=correction.line,
            )
        else:
            actions.judge(by=request.actor, candidate=candidate, verdict=verdict, line=sent.get("dong"))
    except (NotAllowed, BadInput) as fault:
        refused = fault.refused if isinstance(fault, NotAllowed) else fault
        typed = sent if verdict is Verdict.CORRECTED else None
        at = fault.field if isinstance(fault, BadField) else ""
        attempt = Attempt(number=candidate.number, typed=typed, refused=refused, field=at)
        return row_answer(request, pk, attempt) if request.htmx else page_of(request, pk, attempt, status=422)
    if request.htmx:
        return row_answer(request, pk, Attempt(number=candidate.number))
    return redirect(_at_row(pk, Where.of(sent), candidate.number))


@require_POST
@needs(Permission.ENTER_FIGURES)
def narrative_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a figure that was missed, by the words in which it stands."""
    narrative, sent = narrative_of(request, pk), request.POST
    try:
        start, end = found_in_text(narrative.text, sent)
        correction = correction_in(sent)
        added = actions.add_figure(
            by=request.actor,
            narrative=narrative,
            start=start,
            end=end,
            said=correction.said,
            use=correction.use,
            line=correction.line or "",
        )
    except (NotAllowed, BadInput) as fault:
        refused = fault.refused if isinstance(fault, NotAllowed) else fault
        at = fault.field if isinstance(fault, BadField) else ""
        return page_of(request, pk, Attempt(adding=True, typed=sent, refused=refused, field=at), status=422)
    say(request, _("Đã thêm số liệu."))
    return redirect(_at_row(pk, Where(), added.number))


@require_POST
@needs(Permission.ENTER_FIGURES)
def narrative_accept_sure(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept all that are sure and nobody judged; the next page offers to take that back, by the same address."""
    narrative = narrative_of(request, pk)
    key = f"{ACCEPTED}_{pk}"
    try:
        if "lai" in request.GET:
            actions.reopen(by=request.actor, narrative=narrative, numbers=request.session.pop(key, []))
            say(request, _("Các số vừa nhận đã trở lại chưa xem."))
            return redirect("narrative", pk=pk)
        sure = Candidate.objects.visible_to(request.actor).filter(
            narrative=narrative, verdict=Verdict.OPEN, is_sure=True
        )
        request.session[key] = list(sure.values_list("number", flat=True))
        accepted = actions.accept_sure(by=request.actor, narrative=narrative)
    except NotAllowed as refusal:
        return page_of(request, pk, Attempt(refused=refusal.refused), status=422)
    say_with_undo(
        request,
        ngettext("Đã nhận %(number)d số rõ ràng.", "Đã nhận %(number)d số rõ ràng.", accepted)
        % {"number": accepted},
        f"{reverse('narrative_accept_sure', args=[pk])}?lai=1",
    )
    return redirect("narrative", pk=pk)


@require_POST
@needs(Permission.ENTER_FIGURES)
def narrative_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose the report that figures go into."""
    narrative = narrative_of(request, pk)
    chosen = request.POST.get("bao-cao", "")
    known = whole_number(chosen, digits=17)
    theirs = Obligation.objects.visible_to(request.actor).filter(unit_id=narrative.unit_id)
    obligation = theirs.filter(pk=known).first() if known is not None else None
    try:
        if chosen and obligation is None:
            raise NotAllowed(
                Refused(
                    "no-such-report",
                    _("Báo cáo này không còn nhận số liệu."),
                    _("Chọn một báo cáo trong danh sách."),
                )
            )
        actions.choose_report(by=request.actor, narrative=narrative, obligation=obligation)
    except NotAllowed as refusal:
        return page_of(request, pk, Attempt(refused=refusal.refused), status=422)
    say(request, _("Đã chọn báo cáo nhận số liệu.") if obligation else _("Không chọn báo cáo nào."))
    return redirect("narrative", pk=pk)


@require_POST
@needs(Permission.ENTER_FIGURES)
def narrative_record(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write what was accepted into the draft of the report; the page then tells what was written and what was not."""
    narrative = narrative_of(request, pk)
    try:
        recorded = actions.record_accepted(by=request.actor, narrative=narrative)
    except NotAllowed as refusal:
        return page_of(request, pk, Attempt(refused=refusal.refused), status=422)
    request.session[f"{RECORDED}_{pk}"] = {
        "written": recorded.written,
        "left": [
            {"sentence": f"{each.sentence} {each.remedy}", "figures": each.figures}
            for each in (*recorded.conflicts, *recorded.faults)
        ],
        "obligation": narrative.obligation_id,
    }
    return redirect(f"{reverse('narrative', args=[pk])}#da-ghi")


@require_POST
@needs(Permission.ENTER_FIGURES)
def narrative_finish(request: SignedInRequest, pk: int) -> HttpResponse:
    """The text goes; what was confirmed stays."""
    narrative = narrative_of(request, pk)
    try:
        actions.finish_narrative(by=request.actor, narrative=narrative)
    except NotAllowed as refusal:
        return page_of(request, pk, Attempt(refused=refusal.refused), status=422)
    say(
        request,
        _("Đã xong. Văn bản công khai được giữ nguyên lời.")
        if narrative.is_public
        else _("Đã xong. Lời văn đã bỏ, các số đã xét được giữ."),
    )
    return redirect("narrative", pk=pk)


@require_POST
@needs(Permission.ENTER_FIGURES)
def narrative_drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """All of it goes, for good."""
    narrative = narrative_of(request, pk)
    actions.drop_narrative(by=request.actor, narrative=narrative)
    say(request, _("Đã xoá bản đọc “%(title)s”.") % {"title": narrative.title})
    return redirect(f"{reverse('narratives')}?don-vi={narrative.unit_id}")


def _at_row(pk: int, where: Where, number: int) -> str:
    return f"{reverse('narrative', args=[pk])}{where.query()}#dong-{number}"


def _no_such_step() -> Refused:
    return Refused("no-such-step", _("Không rõ việc cần làm."), _("Tải lại trang rồi thử lại."))
