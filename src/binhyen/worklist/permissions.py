"""Who may do what with notices?"""

from __future__ import annotations

from django.utils.translation import gettext as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import ALLOWED, Decision, Refused


def may_keep_own_notices(*, by: Actor, **_others: object) -> Decision:
    """Whoever has signed in keeps the notices to themselves, and no others."""
    if by.signed_in:
        return ALLOWED
    return Refused(
        "no-account",
        _("Thông báo là của từng tài khoản."),
        _("Đăng nhập bằng tài khoản của mình."),
    )


def may_send_letters(*, by: Actor, **_others: object) -> Decision:
    """The program itself, in its own time."""
    return by.may("send-letters", at="")


def may_remove_old_notices(*, by: Actor, **_others: object) -> Decision:
    """Work that no account asks for."""
    return by.may("remove-old-notices", at="")
