"""Narratives held still while an act works on them, and judged by where they then stand."""

from __future__ import annotations

from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import ensure
from binhyen.narratives.models import Candidate, Narrative
from binhyen.narratives.rules.states import may_step


def held_narrative(by: Actor, narrative: Narrative, step: str = "finish") -> Narrative:
    """The narrative as it stands now, nobody else's until the transaction ends. One statement.

    Raises ``NotAllowed`` where the step may not be taken: figures are judged while the narrative may be finished.
    """
    found = Narrative.objects.visible_to(by).select_for_update().get(pk=narrative.pk)
    ensure(may_step(step, found.state))
    return found


def held_candidate(by: Actor, candidate: Candidate) -> tuple[Narrative, Candidate]:
    """A proposed figure with its narrative, as they stand now, held likewise. Two statements."""
    narrative = Narrative.objects.visible_to(by).select_for_update().get(pk=candidate.narrative_id)
    ensure(may_step("finish", narrative.state))
    return narrative, Candidate.objects.visible_to(by).get(pk=candidate.pk)
