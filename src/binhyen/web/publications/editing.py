"""What is done to editions from pages: begun, worked on sentence by sentence, dropped, frozen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import (
    ADMINISTRATIVE,
    BadPeriod,
    Period,
    PeriodKind,
    calendar_of,
    parse_period,
    period_of,
)
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.queries import UnitOnDay
from binhyen.orgunits.values import AS_REPORTED
from binhyen.publications import actions
from binhyen.publications.models import DocumentKind, Edition, EditionState
from binhyen.publications.permissions import may_open
from binhyen.publications.queries import edition_of, editions_visible_to
from binhyen.publications.values import Part
from binhyen.web.figures.scope import CALENDAR, PERIOD, newest_period
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say, say_with_undo
from binhyen.web.frame.words import kind_label, period_label, period_with_days
from binhyen.web.publications.shown import Attempt, anchor_of
from binhyen.web.publications.views import frame_of_edition, page_of
from binhyen.web.reporting.requests import UNIT, frame_of, place_of

KIND, COMPARED, TERRITORY = "loai", "so-voi", "dia-ban"
DROPPED = "dropped_draft"
MONTHS_BACK, YEARS_BACK = 12, 2
_KINDS = (PeriodKind.MONTH, PeriodKind.HALF, PeriodKind.YEAR)


# ---- beginning -------------------------------------------------------------------------------------------


@needs(Permission.WRITE_REPORT)
def edition_start(request: SignedInRequest) -> HttpResponse:
    """Choose which document over which period; sent, its draft is begun or the one that there is opened."""
    sent = request.POST if request.method == "POST" else request.GET
    path = place_of(request, sent, Permission.WRITE_REPORT)
    actor, unit = request.actor, path[-1]
    period, fault = _period_in(sent, actor, unit)
    kind = DocumentKind(sent[KIND]) if sent.get(KIND) in DocumentKind.values else DocumentKind.REPORT
    if request.method == "POST" and fault is None:
        row = OrgUnit.objects.visible_to(actor).get(pk=unit.id)
        try:
            begun = actions.start_edition(by=actor, unit=row, kind=kind, period=period)
        except BadInput as refusal:
            fault = refusal
        else:
            return redirect("edition", pk=begun.pk)
    return render(
        request,
        "publications/start.html",
        {
            **frame_of(path),
            "refused": fault,
            "kinds": [
                {"code": each, "label": each.label, "current": each is kind, "hint": _HINTS[each]()}
                for each in DocumentKind
            ],
            "periods": _offered(period),
        },
        status=422 if fault is not None else 200,
    )


_HINTS: dict[DocumentKind, Callable[[], str]] = {
    DocumentKind.REPORT: lambda: _(
        "Kết quả theo từng mặt công tác, hạn chế, nhiệm vụ, đề xuất; kèm phụ lục số liệu."
    ),
    DocumentKind.CONCLUSIONS: lambda: _("Kết luận của người chủ trì, ghi thành từng điểm."),
    DocumentKind.LATE_UNITS: lambda: _("Đơn vị chưa gửi báo cáo hoặc gửi sau thời hạn của kỳ."),
    DocumentKind.TRANSMITTAL: lambda: _("Công văn ngắn gửi kèm báo cáo lên cấp trên."),
}


def _period_in(sent: QueryDict, actor: Actor, unit: UnitOnDay) -> tuple[Period, BadInput | None]:
    """The chosen period, written as calendar and code or as pages of figures name it; else the newest with figures."""
    calendar, _space, code = sent.get(PERIOD, "").rpartition(" ")
    if code:
        try:
            return parse_period(
                code, calendar_of(calendar or sent.get(CALENDAR, "") or ADMINISTRATIVE.id)
            ), None
        except BadPeriod as bad:
            return newest_period(actor, unit.id), bad
    return newest_period(actor, unit.id), None


def _offered(chosen: Period) -> list[dict[str, Any]]:
    """Periods to choose from, by kind, the latest first; the chosen one among them, wherever it lies."""
    groups = []
    for kind in _KINDS:
        periods = list(
            _latest(kind, MONTHS_BACK if kind is PeriodKind.MONTH else YEARS_BACK * (12 // _months(kind)))
        )
        if chosen.kind is kind and chosen.calendar == ADMINISTRATIVE and chosen not in periods:
            periods.append(chosen)
        groups.append((kind_label(kind), periods))
    if chosen.kind not in _KINDS or chosen.calendar != ADMINISTRATIVE:
        groups.insert(0, (kind_label(chosen.kind), [chosen]))
    return [
        {
            "label": label,
            "periods": [
                {
                    "code": f"{each.calendar.id} {each.code}",
                    "label": period_with_days(each),
                    "current": each == chosen,
                }
                for each in periods
            ],
        }
        for label, periods in groups
    ]


def _months(kind: PeriodKind) -> int:
    return 6 if kind is PeriodKind.HALF else 12


def _latest(kind: PeriodKind, number: int) -> Iterable[Period]:
    period: Period | None = period_of(today(), kind, ADMINISTRATIVE)
    for _time in range(number):
        if period is not None:
            yield period
            period = period.earlier


# ---- working on it ---------------------------------------------------------------------------------------


@require_POST
@needs(Permission.WRITE_REPORT)
def edition_sentence(request: SignedInRequest, pk: int) -> HttpResponse:
    """Reword a sentence, leave it out, put it back, or add one: ``viec`` says which.

    A script of the page gets the whole page and takes of it what changed; without one the page opens again at the
    sentence. What cannot be kept stands in its field, with the reason beside it.
    """
    edition, sent, by = draft_of(request, pk), request.POST, request.actor
    key = sent.get("cau", "")
    words = sent.get("de-xuat" if "chu-goc" in sent else "chu", "")
    part = Part(sent["phan"]) if sent.get("phan") in set(Part) else None
    try:
        match sent.get("viec"):
            case "sua":
                actions.reword(
                    by=by,
                    edition=edition,
                    key=key,
                    words=words,
                    proposed=sent.get("de-xuat", ""),
                    seen_revision=_number(sent.get("da-thay", "")),
                )
            case "bo":
                actions.leave_out(by=by, edition=edition, key=key)
            case "lai":
                actions.put_back(by=by, edition=edition, key=key)
            case "them" if part is not None:
                actions.add_sentence(by=by, edition=edition, part=part, words=words)
            case "giu" | "quen" as what:
                _settle(by, edition, key, keep=what == "giu")
            case _:
                raise NotAllowed(
                    Refused("no-such-step", _("Không rõ việc cần làm."), _("Tải lại trang rồi thử lại."))
                )
    except actions.WrittenMeanwhile as meanwhile:
        return _not_kept(
            request, pk, Attempt(key=key, typed=words, refused=meanwhile, stands=meanwhile.stands), 409
        )
    except NotAllowed as refusal:
        return _not_kept(request, pk, Attempt(key=key, part=part, typed=words, refused=refusal.refused), 422)
    if request.htmx:
        return page_of(request, pk)
    place = anchor_of(key) if key else f"them-{part}"
    return redirect(f"{reverse('edition', args=[pk])}#{place}")


def _settle(by: Actor, edition: Edition, key: str, *, keep: bool) -> None:
    """What becomes of a rewording that the figures of now give no cause for: a sentence of one's own, or nothing."""
    found = edition_of(by, edition.pk)
    orphan = next((each for each in found.orphaned if each.key == key), None) if found else None
    if orphan is None:
        raise Http404
    if keep:
        edition = actions.add_sentence(by=by, edition=edition, part=orphan.part, words=orphan.words)
    actions.reword(
        by=by,
        edition=edition,
        key=key,
        words=orphan.proposed,
        proposed=orphan.proposed,
        seen_revision=edition.revision,
    )


def _not_kept(request: SignedInRequest, pk: int, attempt: Attempt, status: int) -> HttpResponse:
    """The page with what was typed; a script swaps in only what came with success."""
    return page_of(request, pk, attempt, status=200 if request.htmx else status)


@require_POST
@needs(Permission.WRITE_REPORT)
def edition_compare(request: SignedInRequest, pk: int) -> HttpResponse:
    """Choose the period that changes are told from, and on which territory."""
    edition = draft_of(request, pk)
    code = request.POST.get(COMPARED, "")
    try:
        period = parse_period(code, calendar_of(edition.calendar)) if code else None
        territory = AS_REPORTED if request.POST.get(TERRITORY) == AS_REPORTED.code else None
        actions.compare_with(by=request.actor, edition=edition, period=period, territory=territory)
    except BadInput as fault:
        return page_of(request, pk, Attempt(refused=fault), status=422)
    say(
        request,
        _("Văn bản nay so sánh với %(period)s.") % {"period": period_label(period)}
        if period
        else _("Văn bản nay so sánh với kỳ mà quy định chọn."),
    )
    return redirect("edition", pk=pk)


@require_POST
@needs(Permission.WRITE_REPORT)
def edition_drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Drop the draft; the next page offers to take it back."""
    edition = draft_of(request, pk)
    try:
        dropped = actions.drop_draft(by=request.actor, edition=edition)
    except NotAllowed as refusal:
        return page_of(request, pk, Attempt(refused=refusal.refused), status=422)
    request.session[DROPPED] = asdict(dropped)
    say_with_undo(request, _("Đã bỏ bản dự thảo."), reverse("edition_restore"))
    return redirect(f"{reverse('editions')}?{urlencode({UNIT: dropped.unit_id})}")


@require_POST
@needs(Permission.WRITE_REPORT)
def edition_restore(request: SignedInRequest) -> HttpResponse:
    """Take back that a draft was dropped."""
    kept = request.session.pop(DROPPED, None)
    if not kept:
        return redirect("editions")
    row = OrgUnit.objects.visible_to(request.actor).filter(pk=kept["unit_id"]).first()
    if row is None:
        raise Http404
    restored = actions.restore_draft(by=request.actor, unit=row, dropped=actions.Dropped(**kept))
    say(request, _("Bản dự thảo đã trở lại."))
    return redirect("edition", pk=restored.pk)


# ---- freezing --------------------------------------------------------------------------------------------


@needs(Permission.FREEZE_EDITION)
def edition_freeze(request: SignedInRequest, pk: int) -> HttpResponse:
    """What would be frozen, with what one should know before; sent, it is frozen."""
    actor = request.actor
    edition = draft_of(request, pk, Permission.FREEZE_EDITION)
    if edition.state == EditionState.FROZEN:
        return redirect("edition", pk=pk)
    fault: Any = None
    if request.method == "POST":
        try:
            actions.freeze_edition(
                by=actor,
                edition=edition,
                seen=request.POST.get("da-thay", "-"),
                confirmed=request.POST.getlist("van-dung"),
            )
        except BadInput as refusal:
            fault = refusal
        except NotAllowed as refusal:
            fault = refusal.refused
        else:
            say(request, _("Đã chốt văn bản. Tải tệp về để trình ký và phát hành."))
            return redirect("edition", pk=pk)
    try:
        found = edition_of(actor, pk)
    except BadInput as refusal:
        return render(
            request,
            "publications/freeze.html",
            {**frame_of_edition(actor, edition), "refused": refusal},
            status=422,
        )
    if found is None:
        raise Http404
    return render(
        request,
        "publications/freeze.html",
        {
            **frame_of_edition(actor, edition),
            "refused": fault,
            "found": found,
            "confirmed": request.POST.getlist("van-dung"),
            "missing": [
                {
                    "words": each.words,
                    "missing": len(each.reports) - len(each.accepted),
                    "owed": len(each.reports),
                }
                for each in found.sheet.reporters
                if not each.complete
            ],
        },
        status=422 if fault is not None else 200,
    )


def draft_of(request: SignedInRequest, pk: int, permission: Permission = Permission.WRITE_REPORT) -> Edition:
    """The edition of the address, for whoever has the permission at its unit; 404 for everybody else."""
    edition = editions_visible_to(request.actor).filter(pk=pk).first()
    if edition is None or not may_open(request.actor, edition):
        raise Http404
    if not request.actor.may(permission, at=edition.unit_path):
        raise Http404
    return edition


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
