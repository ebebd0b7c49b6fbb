"""What the account was told: read, marked as read, sent by mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhyen.web.frame.context import address_of
from binhyen.web.frame.lists import ROWS_A_PAGE
from binhyen.web.frame.pages import about_oneself
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say, say_with_undo
from binhyen.web.frame.words import in_language, period_label
from binhyen.worklist import actions
from binhyen.worklist.models import Notice, What
from binhyen.worklist.queries import notices_of, wants_mail

MOMENT = "luc"


@dataclass(frozen=True, slots=True)
class Row:
    """A notice as the list shows it."""

    pk: int
    what: str
    where: str
    at: datetime
    unread: bool
    icon: str
    due: date | None
    reason: str


_ICONS = {
    What.ASKED: "report",
    What.SUBMITTED: "waiting",
    What.PART_READY: "check",
    What.RETURNED: "returned",
    What.ACCEPTED: "double-check",
    What.EXTENDED: "late",
}


@require_GET
@about_oneself
def notices(request: SignedInRequest) -> HttpResponse:
    """Unread ones first, then the latest, fifty a page."""
    page = Paginator(notices_of(request.actor), ROWS_A_PAGE).get_page(request.GET.get("page"))
    rows = [_row(notice) for notice in page.object_list]
    return render(
        request,
        "worklist/notices.html",
        {
            "page": page,
            "rows": rows,
            "unread": any(row.unread for row in rows),
            "mail_set_up": settings.MAIL_SET_UP,
            "by_mail": settings.MAIL_SET_UP and wants_mail(request.actor),
        },
    )


@require_POST
@about_oneself
def notice_open(request: SignedInRequest) -> HttpResponse:
    """Mark a notice as read and go where it leads; one that is gone leads back to the list."""
    named = request.POST.get("notice", "")
    key = int(named) if named.isascii() and named.isdigit() and len(named) < 18 else 0
    notice = notices_of(request.actor).filter(pk=key).first()
    if notice is None:
        return redirect("notices")
    actions.mark_read(by=request.actor, notice_id=key)
    return redirect(url_of(notice))


@require_POST
@about_oneself
def notices_read(request: SignedInRequest) -> HttpResponse:
    """Mark all of them; the next page offers to take it back."""
    marked, moment = actions.mark_all_read(by=request.actor)
    if marked:
        undo = f"{reverse('notices_unread')}?{urlencode({MOMENT: moment.isoformat()})}"
        say_with_undo(request, _("Đã đánh dấu %(count)s thông báo là đã đọc.") % {"count": marked}, undo)
    return redirect("notices")


@require_POST
@about_oneself
def notices_unread(request: SignedInRequest) -> HttpResponse:
    """Take back what was marked at one moment."""
    try:
        moment = parse_datetime(request.GET.get(MOMENT, ""))
    except ValueError:
        moment = None
    if moment is not None and moment.tzinfo is not None:
        actions.unmark_read(by=request.actor, moment=moment)
        say(request, _("Các thông báo vừa đánh dấu lại là chưa đọc."))
    return redirect("notices")


@require_POST
@about_oneself
def notices_mail(request: SignedInRequest) -> HttpResponse:
    """Have notices sent by mail, or no more."""
    wanted = request.POST.get("wanted") == "1"
    actions.choose_mail(by=request.actor, account=request.user, wanted=wanted)
    say(
        request,
        _("Từ nay thông báo mới được gửi cả qua thư.") if wanted else _("Thông báo không gửi qua thư nữa."),
    )
    return redirect("notices")


def url_of(notice: Notice) -> str:
    """Where a notice leads: to the report; of a part that is ready to the whole, of one that waits to its judging."""
    report = reverse("report", args=[notice.obligation.part_of_id or notice.obligation_id])
    if notice.what == What.SUBMITTED:
        return address_of("report_compare", notice.obligation_id) or report
    if notice.what == What.PART_READY:
        return report
    return reverse("report", args=[notice.obligation_id])


def _row(notice: Any) -> Row:
    what = What(notice.what)
    obligation = notice.obligation
    return Row(
        notice.pk,
        _sentence(notice),
        " · ".join(filter(None, (notice.unit_name, in_language(notice.form_name, notice.form_name_en)))),
        notice.at,
        notice.read_at is None,
        _ICONS[what],
        obligation.due if what in (What.ASKED, What.EXTENDED) else None,
        (notice.return_reason or "") if what is What.RETURNED else "",
    )


def _sentence(notice: Any) -> str:
    obligation = notice.obligation
    if obligation.title:
        report = _("báo cáo “%(title)s”") % {"title": obligation.title}
    else:
        period = obligation.period_in(obligation.data_set.calendar)
        report = _("báo cáo %(period)s") % {"period": period_label(period)}
    told = {"report": report, "unit": notice.unit_name}
    match What(notice.what):
        case What.ASKED:
            return _("Phải nộp %(report)s") % told
        case What.SUBMITTED:
            return _("%(unit)s đã nộp %(report)s") % told
        case What.PART_READY:
            return _("%(unit)s đã xong phần của mình trong %(report)s") % told
        case What.RETURNED:
            return _("Bị trả lại: %(report)s") % told
        case What.ACCEPTED:
            return _("Đã được duyệt: %(report)s") % told
        case What.EXTENDED:
            return _("Được gia hạn: %(report)s") % told
