"""Who may do what to sums? Nobody changes one; they may be rebuilt."""

from __future__ import annotations

from django.utils.translation import gettext as _

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import ALLOWED, Decision, Refused


def may_rebuild(*, by: Actor, **_others: object) -> Decision:
    """The operator of the data folder and those who watch over the system. No value is shown to them by it."""
    if by.may_anywhere(Permission.WATCH_SYSTEM):
        return ALLOWED
    return Refused(
        "rebuild-not-permitted",
        _("Chỉ người vận hành hoặc quản trị hệ thống được dựng lại số liệu tổng hợp."),
        _("Nhờ quản trị hệ thống làm việc này."),
    )
