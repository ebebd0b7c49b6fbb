"""The leader's page: what at a unit needs a decision, each with its number and the one page to go to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.vietnamese import format_number
from binhyen.publications.models import DocumentKind
from binhyen.web.figures.scope import Scope, scope_of
from binhyen.web.frame.context import address_of
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.words import in_language, period_label
from binhyen.web.reporting import scope as reports
from binhyen.worklist.queries import Matter, MatterKind, matters_of

HEADINGS: dict[MatterKind, Any] = {
    MatterKind.DRAFT: gettext_lazy("Văn bản đang soạn, chưa chốt"),
    MatterKind.MISSING: gettext_lazy("Quá hạn, còn thiếu báo cáo"),
    MatterKind.WAITING: gettext_lazy("Báo cáo chờ duyệt"),
    MatterKind.MAY_LOCK: gettext_lazy("Kỳ có thể khoá"),
    MatterKind.ENDING: gettext_lazy("Yêu cầu báo cáo sắp hết hạn"),
    MatterKind.CAMPAIGN_ENDING: gettext_lazy("Đợt cao điểm sắp kết thúc"),
}
ICONS = {
    MatterKind.DRAFT: "document",
    MatterKind.MISSING: "late",
    MatterKind.WAITING: "waiting",
    MatterKind.MAY_LOCK: "locked",
    MatterKind.ENDING: "report",
    MatterKind.CAMPAIGN_ENDING: "emulation",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One matter: its number, what it is, where one acts, and since or by when it waits."""

    number: str
    what: str
    about: str
    url: str
    act: str
    day: date | None
    days_over: int
    since: datetime | None
    more: str


@require_GET
@needs(Permission.WRITE_REPORT)
def decisions(request: SignedInRequest, pk: int) -> HttpResponse:
    """What at the unit waits for a decision, in one screen."""
    actor, scope = request.actor, scope_of(request, pk)
    if not actor.may(Permission.WRITE_REPORT, at=scope.unit.path):
        raise Http404
    groups: dict[MatterKind, list[Row]] = {}
    for matter in matters_of(actor, pk):
        groups.setdefault(matter.kind, []).append(row_of(matter, actor, scope))
    return render(
        request,
        "overview/decisions.html",
        {
            **scope.frame("decisions"),
            "groups": [
                {"name": kind, "label": HEADINGS[kind], "icon": ICONS[kind], "rows": rows}
                for kind, rows in groups.items()
            ],
            "overview_url": scope.url("overview"),
            "movers_url": scope.url("overview_movers"),
            "today": today(),
        },
    )


def row_of(matter: Matter, actor: Actor, scope: Scope) -> Row:
    """How a matter is told."""
    return Row(
        number=_number(matter),
        what=_what(matter),
        about=in_language(matter.form, matter.form_en),
        url=_url(matter, actor, scope),
        act=_act(matter, actor, scope),
        day=matter.day,
        days_over=(today() - matter.day).days if matter.kind is MatterKind.MISSING and matter.day else 0,
        since=matter.since,
        more=_("%(count)s có dấu hiệu cần xem") % {"count": matter.flagged} if matter.flagged else "",
    )


def _number(matter: Matter) -> str:
    if matter.kind is MatterKind.DRAFT:
        return ""
    if matter.kind is MatterKind.CAMPAIGN_ENDING:
        return _("%(days)s ngày") % {"days": format_number(matter.count)}
    return f"{format_number(matter.count)}/{format_number(matter.total)}"


def _what(matter: Matter) -> str:
    report = matter.title or (
        _("báo cáo %(period)s") % {"period": period_label(matter.period)} if matter.period else ""
    )
    told = {"report": f"“{report}”" if matter.title else report, "count": format_number(matter.count)}
    match matter.kind:
        case MatterKind.DRAFT:
            document = str(DocumentKind(matter.document).label) if matter.document else ""
            period = period_label(matter.period) if matter.period else ""
            return f"{document} · {period}"
        case MatterKind.MISSING:
            return _("%(count)s đơn vị chưa nộp %(report)s") % told
        case MatterKind.WAITING:
            return _("%(count)s đơn vị chờ duyệt %(report)s") % told
        case MatterKind.MAY_LOCK:
            return _("Đã duyệt đủ %(report)s") % told
        case MatterKind.ENDING:
            return _("%(count)s đơn vị chưa trả lời %(report)s") % told
        case MatterKind.CAMPAIGN_ENDING:
            return matter.title


def _told(matter: Matter, scope: Scope) -> dict[str, str]:
    found = {reports.UNIT: str(scope.unit.id), reports.FORM: matter.data_set}
    return found | ({reports.PERIOD: matter.period.code} if matter.period else {})


def _url(matter: Matter, actor: Actor, scope: Scope) -> str:
    """The page where it is acted upon, for what the actor may do there."""
    told, path = _told(matter, scope), scope.unit.path
    match matter.kind:
        case MatterKind.DRAFT:
            return address_of("edition", matter.edition_id)
        case MatterKind.CAMPAIGN_ENDING:
            return reverse("campaign", args=[matter.campaign_id])
        case _ if matter.request_id:
            return reverse("request", args=[matter.request_id])
        case MatterKind.MISSING if actor.may(Permission.REVIEW_REPORT, at=path):
            return f"{reverse('reports_chase')}?{urlencode(told)}"
        case MatterKind.WAITING if actor.may(Permission.REVIEW_REPORT, at=path):
            return reverse("report_compare", args=[matter.report_id])
        case MatterKind.MAY_LOCK if actor.may(Permission.LOCK_PERIOD, at=path):
            return f"{reverse('period_lock')}?{urlencode(told)}"
        case MatterKind.MISSING:
            return f"{reverse('reports')}?{urlencode(told | {'loc': 'chua'})}"
        case MatterKind.WAITING:
            return f"{reverse('reports')}?{urlencode(told | {'loc': 'cho'})}"
        case _:
            return f"{reverse('reports')}?{urlencode(told)}"


def _act(matter: Matter, actor: Actor, scope: Scope) -> str:
    """What the link does, as a verb."""
    path = scope.unit.path
    match matter.kind:
        case MatterKind.DRAFT:
            return _("Xem và chốt")
        case MatterKind.MISSING if not matter.request_id and actor.may(Permission.REVIEW_REPORT, at=path):
            return _("Nhắc nộp")
        case MatterKind.WAITING if not matter.request_id and actor.may(Permission.REVIEW_REPORT, at=path):
            return _("Duyệt")
        case MatterKind.MAY_LOCK if not matter.request_id and actor.may(Permission.LOCK_PERIOD, at=path):
            return _("Khoá kỳ")
        case MatterKind.MISSING | MatterKind.ENDING:
            return _("Xem đơn vị thiếu")
        case MatterKind.WAITING:
            return _("Xem báo cáo chờ")
        case _:
            return _("Mở")
