"""Ending one's other sessions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from binhyen.access.models import Account
from binhyen.access.permissions import only_oneself
from binhyen.foundations.authority import Actor
from binhyen.machinery.action import Done, act


@act("access.end-other-sessions", _("Kết thúc các phiên đăng nhập khác"), permission=only_oneself)
def end_other_sessions(*, by: Actor, account: Account) -> Done[Account]:
    """Make every session of the account void; the page then signs its own anew."""
    account.session_mark += 1
    account.save(update_fields=["session_mark"])
    return Done(
        account, unit_id=by.mandates[0].unit_id if by.mandates else None, subject=f"account:{account.pk}"
    )
