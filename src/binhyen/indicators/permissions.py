"""Who may do what to indicators and forms?"""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import ALLOWED, Decision, Refused

PUBLISH_CATALOGUE = "publish-catalogue"
"""The permission that the room of access gives to roles; rooms of one floor know each other by names alone."""


def may_publish_catalogue(*, by: Actor) -> Decision:
    """The catalogue holds for the whole installation: it is published by whoever runs that, at the top of the tree."""
    if by.may(PUBLISH_CATALOGUE, at=""):
        return ALLOWED
    return Refused(
        "load-catalogue-not-permitted",
        _("Chỉ người vận hành thư mục dữ liệu và quản trị hệ thống được ban hành danh mục chỉ tiêu."),
        _("Nhờ quản trị hệ thống làm việc này."),
    )


def may_load_catalogue(*, by: Actor, folder: Path | None = None) -> Decision:
    """An account publishes what the installation's own folder says; another one is named by the operator alone."""
    if folder is not None and not by.everything:
        return Refused(
            "load-catalogue-not-permitted",
            _("Chỉ người vận hành thư mục dữ liệu được nạp danh mục chỉ tiêu từ một thư mục khác."),
            _("Hãy chạy lệnh này không kèm --as, hoặc không kèm --folder."),
        )
    return may_publish_catalogue(by=by)
