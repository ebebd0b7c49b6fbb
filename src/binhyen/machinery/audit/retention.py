"""How long is the trail kept? It is about officials' conduct, so it ends with its purpose.

Sealed batches whose youngest line is older than the time of keeping are removed whole; their seals stay and
the chain still verifies. How long is a rule of the operator (``trail_kept_months`` in ``binhyen.yaml``): no text
that we have seen sets it, so the default of five years is ours and only the floor of one year is fixed.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.foundations.decisions import Decision
from binhyen.machinery.action import Done, act
from binhyen.machinery.datafolder import FolderUnusable

FEWEST_MONTHS = 12
"""The database's function refuses to remove anything younger, whoever asks."""
MONTHS_UNLESS_SET = 60


def months_kept() -> int:
    """How many months the trail is kept here; a setting below the floor is refused in words."""
    months = settings.DATA_FOLDER.settings.get("trail_kept_months", MONTHS_UNLESS_SET)
    if not isinstance(months, int) or months < FEWEST_MONTHS:
        raise FolderUnusable(
            f"binhyen.yaml: “trail_kept_months: {months}” không dùng được. "
            f"Hãy ghi số tháng nguyên, ít nhất {FEWEST_MONTHS}."
        )
    return months


def may_remove_old(*, by: Actor, **_others: object) -> Decision:
    """Work that no account asks for."""
    return by.may("remove-old-trail", at="")


@act("trail.remove-old", _("Xoá nhật ký đã quá hạn giữ"), permission=may_remove_old)
def remove_old(*, by: Actor) -> Done[int]:
    """Remove the sealed batches past their time; answer how many lines went."""
    moment = now()
    months = moment.year * 12 + moment.month - 1 - months_kept()
    before = datetime(months // 12, months % 12 + 1, 1, tzinfo=moment.tzinfo)
    with connection.cursor() as cursor:
        cursor.execute("select remove_trail_before(%s)", [before])
        (removed,) = cursor.fetchone()
    return Done(int(removed), detail={"before": before.date(), "removed": removed}, worth_a_line=removed > 0)
