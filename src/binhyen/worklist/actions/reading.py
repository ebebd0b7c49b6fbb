"""An account reads its notices, and says whether it wants them by mail. None of this is worth a line in the trail."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from binhyen.access.models import Account
from binhyen.access.permissions import only_oneself
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.machinery.action import Done, act
from binhyen.worklist.models import MailChoice, Notice
from binhyen.worklist.permissions import may_keep_own_notices


@act("worklist.read-notice", _("Đọc thông báo"), permission=may_keep_own_notices)
def mark_read(*, by: Actor, notice_id: int) -> Done[bool]:
    """Mark one notice of the account as read. Answers whether it was not yet. One statement."""
    marked = Notice.objects.visible_to(by).filter(pk=notice_id, read_at=None).update(read_at=now())
    return Done(marked > 0, worth_a_line=False)


@act("worklist.read-all-notices", _("Đánh dấu đã đọc mọi thông báo"), permission=may_keep_own_notices)
def mark_all_read(*, by: Actor) -> Done[tuple[int, datetime]]:
    """Mark everything that the account has not read; answers how many, and the moment by which to undo it."""
    moment = now()
    marked = Notice.objects.visible_to(by).filter(read_at=None).update(read_at=moment)
    return Done((marked, moment), worth_a_line=False)


@act("worklist.unread-notices", _("Hoàn tác đánh dấu đã đọc"), permission=may_keep_own_notices)
def unmark_read(*, by: Actor, moment: datetime) -> Done[int]:
    """What was marked as read at that moment is unread again; answers how many."""
    unmarked = Notice.objects.visible_to(by).filter(read_at=moment).update(read_at=None)
    return Done(unmarked, worth_a_line=False)


@act("worklist.choose-mail", _("Chọn nhận thông báo qua thư"), permission=only_oneself)
def choose_mail(*, by: Actor, account: Account, wanted: bool) -> Done[bool]:
    """Have notices sent by mail from now on, or no more. What came before is not sent."""
    MailChoice(account=account, wanted=wanted).save()
    if wanted:
        Notice.objects.visible_to(by).filter(mailed_at=None).update(mailed_at=now())
    return Done(wanted, worth_a_line=False)
