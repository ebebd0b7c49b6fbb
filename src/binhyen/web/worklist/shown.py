"""What waits, in words, with the one page that leads on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from binhyen.publications.models import DocumentKind
from binhyen.web.frame.context import address_of
from binhyen.web.frame.words import in_language, period_label
from binhyen.web.reporting.scope import FORM, PERIOD, UNIT
from binhyen.worklist.queries import Duty, Item, Queue, Urgency, urgency_of

URGENCIES: dict[Urgency, Any] = {
    Urgency.OVERDUE: gettext_lazy("Đã quá hạn"),
    Urgency.SOON: gettext_lazy("Cần làm sớm"),
    Urgency.WAITING: gettext_lazy("Chưa gấp"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that waits, as the list shows it: what, where, by when, and what else one should know."""

    what: str
    where: str
    url: str
    due: date | None
    overdue_days: int
    details: tuple[str, ...]
    reason: str


def first_rows(queue: Queue, most: int) -> list[Row]:
    """The most urgent ones."""
    return [row_of(each, queue.day) for each in queue.items[:most]]


def row_of(item: Item, day: date) -> Row:
    """The row of an item."""
    overdue = urgency_of(item, day) is Urgency.OVERDUE and item.due is not None
    form = in_language(item.form, item.form_en)
    return Row(
        what_of(item),
        " · ".join(filter(None, (item.unit_name, form))),
        url_of(item),
        item.due,
        (day - item.due).days if overdue and item.due else 0,
        tuple(details_of(item)),
        item.reason,
    )


def what_of(item: Item) -> str:
    """What is to be done, with a verb at its head."""
    told = {
        "report": report_of(item),
        "count": item.count,
        "total": item.total,
        "whole": item.whole_name,
    }
    match item.duty:
        case Duty.MEND:
            return _("Sửa và nộp lại %(report)s") % told
        case Duty.ANSWER:
            return _("Trả lời %(report)s") % told
        case Duty.FILL_PART:
            return _("Điền phần của mình trong %(report)s của %(whole)s") % told
        case Duty.ENTER if item.state == "draft":
            return _("Hoàn thành và nộp %(report)s") % told
        case Duty.ENTER:
            return _("Lập %(report)s") % told
        case Duty.REMIND_OF_REQUEST | Duty.CHASE:
            return _("Nhắc %(count)s đơn vị chưa nộp %(report)s") % told
        case Duty.REVIEW:
            return _("Duyệt %(count)s %(report)s") % told
        case Duty.OPEN:
            return _("Mở kỳ %(report)s") % told
        case Duty.LOCK:
            return _("Khoá kỳ %(report)s") % told
        case Duty.DECIDE:
            return _("Xem %(report)s: đã nhận %(count)s trên %(total)s đơn vị") % told
        case Duty.FREEZE:
            document = DocumentKind(item.document).label.lower()
            return _("Xem và chốt %(document)s %(period)s") % {
                "document": document,
                "period": period_label(item.period) if item.period else "",
            }
        case Duty.OPEN_ACCOUNTS:
            return (
                ngettext(
                    "Cấp lại mã cho %(count)s tài khoản chưa mở",
                    "Cấp lại mã cho %(count)s tài khoản chưa mở",
                    item.count,
                )
                % told
            )


def report_of(item: Item) -> str:
    """*báo cáo tháng 10/2026*; one that was asked for by its title."""
    if item.title:
        return _("báo cáo “%(title)s”") % {"title": item.title}
    return _("báo cáo %(period)s") % {"period": period_label(item.period)} if item.period else ""


def details_of(item: Item) -> list[str]:
    """What else one should know before opening it."""
    found = []
    if item.bodies:
        found.append(_("Chưa xong phần của %(bodies)s") % {"bodies": ", ".join(item.bodies)})
    if item.duty is Duty.REVIEW and item.flagged:
        found.append(_("%(count)s báo cáo có dấu hiệu cần xem") % {"count": item.flagged})
    if item.duty is Duty.LOCK:
        found.append(_("Đã duyệt đủ %(total)s báo cáo") % {"total": item.total})
    if item.duty is Duty.DECIDE:
        found.append(_("Đã duyệt %(count)s báo cáo; kỳ chưa khoá") % {"count": item.flagged})
    if item.duty is Duty.OPEN:
        found.append(_("Kỳ đã kết thúc, đơn vị chưa nộp được"))
    if item.duty is Duty.OPEN_ACCOUNTS:
        found.append(_("Mã trên phiếu đã hết hạn"))
    return found


def url_of(item: Item) -> str:
    """The page where it is done; a page that this installation lacks gives way to the next best."""
    scope = {UNIT: str(item.unit_id), FORM: item.data_set}
    if item.period is not None and item.duty is not Duty.OPEN:
        scope[PERIOD] = item.period.code
    match item.duty:
        case Duty.MEND | Duty.ANSWER | Duty.FILL_PART | Duty.ENTER:
            return address_of("report_entry", item.report_id) or reverse("report", args=[item.report_id])
        case Duty.REVIEW:
            return address_of("report_compare", item.report_id) or reverse("report", args=[item.report_id])
        case Duty.REMIND_OF_REQUEST if item.request_id and address_of("request", item.request_id):
            return address_of("request", item.request_id)
        case Duty.REMIND_OF_REQUEST | Duty.CHASE:
            return f"{address_of('reports_chase') or reverse('reports')}?{urlencode(scope)}"
        case Duty.OPEN:
            return f"{reverse('period_open')}?{urlencode(scope)}"
        case Duty.LOCK:
            return f"{reverse('period_lock')}?{urlencode(scope)}"
        case Duty.DECIDE:
            return f"{reverse('figures', args=[item.unit_id])}?{urlencode({PERIOD: scope[PERIOD]})}"
        case Duty.FREEZE:
            return reverse("edition", args=[item.edition_id])
        case Duty.OPEN_ACCOUNTS:
            return reverse("accounts")
