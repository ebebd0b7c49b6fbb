"""How long are notices kept? Until they have served: they are about the doings of officials, and figures have trails
of their own."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.machinery.action import Done, act
from binhyen.machinery.datafolder import FolderUnusable
from binhyen.worklist.models import Notice
from binhyen.worklist.permissions import may_remove_old_notices

DAYS_UNLESS_SET = 90
UNREAD_TIMES = 4
"""What nobody read is kept so many times as long."""


def days_kept() -> int:
    """How many days a read notice is kept here (``notices_kept_days`` in ``binhyen.yaml``)."""
    days = settings.DATA_FOLDER.settings.get("notices_kept_days", DAYS_UNLESS_SET)
    if not isinstance(days, int) or days < 1:
        raise FolderUnusable(
            f"binhyen.yaml: “notices_kept_days: {days}” không dùng được. Hãy ghi số ngày nguyên, ít nhất 1."
        )
    return days


@act("worklist.remove-old-notices", _("Xoá thông báo đã quá hạn giữ"), permission=may_remove_old_notices)
def remove_old_notices(*, by: Actor) -> Done[int]:
    """Remove read notices past their time, and unread ones past four times that; answers how many went."""
    read_before = now() - timedelta(days=days_kept())
    unread_before = now() - timedelta(days=UNREAD_TIMES * days_kept())
    removed, _models = (
        Notice.objects.visible_to(by)
        .filter(Q(read_at__isnull=False, at__lt=read_before) | Q(read_at=None, at__lt=unread_before))
        .delete()
    )
    return Done(removed, detail={"removed": removed}, worth_a_line=removed > 0)
