"""Which report do the figures go into?"""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.machinery.action import Done, act
from binhyen.narratives.actions.bringing import ensure_own_report
from binhyen.narratives.actions.holding import held_narrative
from binhyen.narratives.actions.laying import lay_anew
from binhyen.narratives.models import Narrative
from binhyen.narratives.permissions import may_work_on
from binhyen.reporting.models import Obligation


@act("narratives.choose-report", gettext_lazy("Chọn báo cáo nhận số liệu"), permission=may_work_on)
def choose_report(*, by: Actor, narrative: Narrative, obligation: Obligation | None) -> Done[Narrative]:
    """Choose the report that figures go into, or None; lines, doubts and what is sure are worked out anew.

    Verdicts stay. Raises ``NotAllowed`` for a report of another unit or a locked period.
    """
    held = held_narrative(by, narrative)
    if obligation is not None:
        ensure_own_report(held.unit_id, obligation)
    changed = held.obligation_id != (obligation.pk if obligation is not None else None)
    held.obligation = obligation
    held.save(update_fields=["obligation"])
    lay_anew(by, held, new_lines=True)
    return Done(
        held,
        unit_id=held.unit_id,
        subject=f"narrative:{held.pk}",
        detail={"report": held.obligation_id},
        worth_a_line=changed,
    )
