"""Who may do what to indicators and forms?"""

from __future__ import annotations

from django.utils.translation import gettext as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import ALLOWED, Decision, Refused


def may_load_catalogue(*, by: Actor, **_others: object) -> Decision:
    """The catalogue is loaded by whoever runs the installation, never from a page."""
    if by.everything:
        return ALLOWED
    return Refused(
        "load-catalogue-not-permitted",
        _("Chỉ người vận hành thư mục dữ liệu được nạp danh mục chỉ tiêu."),
        _("Hãy chạy lệnh này không kèm --as."),
    )
