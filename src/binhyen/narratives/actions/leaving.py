"""How long does a text wait for its figures to be confirmed? Not for ever: the words of reports are not kept here."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.machinery.action import Done, act
from binhyen.narratives.models import Candidate, Narrative, NarrativeState
from binhyen.narratives.permissions import may_drop_abandoned
from binhyen.narratives.queries import days_kept


@act(
    "narratives.drop-abandoned",
    gettext_lazy("Xoá các bản đọc bỏ dở quá lâu"),
    permission=may_drop_abandoned,
)
def drop_abandoned(*, by: Actor) -> Done[int]:
    """Delete narratives that were brought longer ago than ``queries.days_kept`` and never finished; answers how many.

    What was written into reports stays there. Two statements.
    """
    left = (
        Narrative.objects.visible_to(by)
        .exclude(state=NarrativeState.FINISHED)
        .filter(brought_at__lt=now() - timedelta(days=days_kept()))
    )
    Candidate.objects.visible_to(by).filter(narrative__in=left).delete()
    _all, dropped = left.delete()
    number = dropped.get(Narrative._meta.label, 0)
    return Done(number, detail={"dropped": number}, worth_a_line=number > 0)
