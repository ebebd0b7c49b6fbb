"""A narrative ends: its text goes and the quoted words stay with names covered, or all of it goes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.machinery.action import Done, act
from binhyen.machinery.database.bulk import insert_rows
from binhyen.narratives.actions.holding import held_narrative
from binhyen.narratives.intake import mask_names
from binhyen.narratives.models import Candidate, Narrative, NarrativeState, Verdict
from binhyen.narratives.permissions import may_work_on

_COVERED = ("proposed", "said")


@act("narratives.finish", gettext_lazy("Xong, bỏ văn bản"), permission=may_work_on)
def finish_narrative(*, by: Actor, narrative: Narrative) -> Done[Narrative]:
    """Let the text go, unless it is a public document, and cover names of persons in what is quoted. Four statements.

    Figures that nobody judged keep their own words alone: nobody learns from them. They stay as they are.
    """
    held = held_narrative(by, narrative)
    if not held.is_public:
        held.text, held.blocks = "", []
    held.state, held.finished_at, held.finished_by = NarrativeState.FINISHED, now(), by.account_id
    held.save(update_fields=["text", "blocks", "state", "finished_at", "finished_by"])
    candidates = list(Candidate.objects.visible_to(by).filter(narrative=held))
    for candidate in candidates:
        _cover(candidate)
    insert_rows(candidates, update=("quote", "quote_start", *_COVERED), with_keys=True)
    return Done(
        held,
        unit_id=held.unit_id,
        subject=f"narrative:{held.pk}",
        detail={"figures": len(candidates), "public": held.is_public},
    )


def _cover(candidate: Candidate) -> None:
    if candidate.verdict == Verdict.OPEN:
        candidate.quote, candidate.quote_start = candidate.words, candidate.start
    candidate.quote = mask_names(candidate.quote)
    for name in _COVERED:
        kept = getattr(candidate, name)
        if kept.get("place"):
            setattr(candidate, name, kept | {"place": mask_names(kept["place"])})


@act("narratives.drop", gettext_lazy("Xoá bản đọc"), permission=may_work_on)
def drop_narrative(*, by: Actor, narrative: Narrative) -> Done[None]:
    """Delete a narrative with everything proposed and said in it; figures already written into reports stay there.

    Nothing brings it back. At most four statements.
    """
    found = Narrative.objects.visible_to(by).select_for_update().get(pk=narrative.pk)
    Candidate.objects.visible_to(by).filter(narrative=found).delete()
    Narrative.objects.visible_to(by).filter(pk=found.pk).delete()
    return Done(
        None, unit_id=found.unit_id, subject=f"narrative:{narrative.pk}", detail={"state": found.state}
    )
