"""Who may do what to units?"""

from __future__ import annotations

from django.utils.translation import gettext as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import ALLOWED, Decision, Refused


def may_load_units(*, by: Actor) -> Decision:
    """The country's units are loaded by whoever runs the installation, never from a page."""
    if by.everything:
        return ALLOWED
    return Refused(
        "load-units-not-permitted",
        _("Chỉ người vận hành thư mục dữ liệu được nạp danh mục đơn vị."),
        _("Hãy chạy lệnh này không kèm --as."),
    )
