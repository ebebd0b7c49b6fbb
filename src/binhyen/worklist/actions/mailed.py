"""Note which notices went out by mail, so that none is sent twice."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.machinery.action import Done, act
from binhyen.worklist.models import Notice
from binhyen.worklist.permissions import may_send_letters


@act("worklist.note-letters", _("Ghi nhận thư đã gửi"), permission=may_send_letters)
def note_letters(*, by: Actor, notice_ids: Collection[int]) -> Done[int]:
    """These notices were told by letters; answers how many there are. One statement."""
    noted = Notice.objects.visible_to(by).filter(pk__in=notice_ids).update(mailed_at=now())
    return Done(noted, worth_a_line=False)
