"""Support access: a system administrator looks at a unit's pages, for a stated reason, and the unit sees it."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.utils.translation import gettext_lazy as _

from binhyen.access.models import Account, SupportAccess
from binhyen.access.permissions import may_close_support_access, may_open_support_access
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.vietnamese import tidy
from binhyen.machinery.action import Done, act
from binhyen.orgunits.models import OrgUnit

__all__ = ["LONGEST_MINUTES", "SHORTEST_REASON", "close_support_access", "open_support_access"]

LONGEST_MINUTES = 60
SHORTEST_REASON = 10


@act("access.open-support-access", _("Mở truy cập hỗ trợ"), permission=may_open_support_access)
def open_support_access(
    *, by: Actor, unit: OrgUnit, reason: str, minutes: int = LONGEST_MINUTES
) -> Done[SupportAccess]:
    """Let the account look at the unit and below, read-only, for at most 60 minutes.

    An access that the account still has open is closed first. The reason stands with the access, where the unit
    reads it; the trail keeps no text.
    """
    stated = tidy(reason)
    if len(stated) < SHORTEST_REASON:
        raise NotAllowed(
            Refused(
                "reason-missing",
                str(_("Lý do truy cập hỗ trợ quá ngắn.")),
                str(_("Nêu lý do ít nhất %d ký tự, không ghi tên người.")) % SHORTEST_REASON,
            )
        )
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise NotAllowed(
            Refused(
                "too-long",
                str(_("Truy cập hỗ trợ kéo dài nhất %d phút.")) % LONGEST_MINUTES,
                str(_("Chọn thời gian ngắn hơn; hết hạn có thể mở lại với lý do mới.")),
            )
        )
    opener = cast(int, by.account_id)  # the permission lets accounts alone through
    moment = now()
    still_open = SupportAccess.objects.visible_to(by).filter(
        account_id=opener, closed_at=None, expires_at__gt=moment
    )
    for other in still_open:
        close_support_access(by=by, access=other)
    access = SupportAccess.objects.create(
        account=Account.objects.get(pk=opener),
        unit=unit,
        reason=stated[:200],
        opened_at=moment,
        expires_at=moment + timedelta(minutes=minutes),
    )
    return Done(access, unit_id=unit.pk, subject=f"support-access:{access.pk}", detail={"minutes": minutes})


@act("access.close-support-access", _("Kết thúc truy cập hỗ trợ"), permission=may_close_support_access)
def close_support_access(*, by: Actor, access: SupportAccess) -> Done[SupportAccess]:
    """End it before its time; one that is over already stays as it is."""
    open_still = access.closed_at is None and access.expires_at > now()
    if open_still:
        access.closed_at = now()
        access.save(update_fields=["closed_at"])
    return Done(
        access, unit_id=access.unit_id, subject=f"support-access:{access.pk}", worth_a_line=open_still
    )
