"""Narratives that wait for their figures, and what was proposed and said of each."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from binhyen.foundations.authority import Actor
from binhyen.machinery.datafolder import FolderUnusable
from binhyen.narratives.models import Candidate, Narrative, NarrativeState, Use, Verdict

DAYS_UNLESS_SET = 90


def days_kept() -> int:
    """How many days a text that nobody finishes is kept here (``narratives_kept_days`` in ``binhyen.yaml``)."""
    days = settings.DATA_FOLDER.settings.get("narratives_kept_days", DAYS_UNLESS_SET)
    if not isinstance(days, int) or isinstance(days, bool) or days < 1:
        raise FolderUnusable(
            f"binhyen.yaml: “narratives_kept_days: {days}” không dùng được. Hãy ghi số ngày nguyên, ít nhất 1."
        )
    return days


def narratives_of(actor: Actor) -> QuerySet[Narrative]:
    """The narratives that an actor may see, the latest first, ``figures`` and ``waiting`` counted. One statement."""
    candidates = Candidate.objects.visible_to(actor).filter(narrative=OuterRef("pk")).order_by()
    return (
        Narrative.objects.visible_to(actor)
        .select_related("obligation")
        .annotate(
            figures=_number_of(candidates), waiting=_number_of(candidates.filter(verdict=Verdict.OPEN.value))
        )
        .order_by("-brought_at", "-pk")
    )


def _number_of(candidates: QuerySet[Candidate]) -> Coalesce:
    counted = candidates.values("narrative").annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(counted), 0)


def narrative_of_key(actor: Actor, key: int) -> Narrative | None:
    """One narrative, or None where the actor may not see it."""
    return Narrative.objects.visible_to(actor).filter(pk=key).first()


def candidate_of_key(actor: Actor, key: int) -> Candidate | None:
    """One proposed figure with its narrative, or None where the actor may not see it."""
    return Candidate.objects.visible_to(actor).select_related("narrative").filter(pk=key).first()


def same_text(actor: Actor, unit_id: int, text: str) -> Narrative | None:
    """A narrative of the unit with the same covered text that is not finished yet, the latest. One statement."""
    return (
        Narrative.objects.visible_to(actor)
        .filter(unit_id=unit_id, sha256=hashlib.sha256(text.encode()).hexdigest())
        .exclude(state=NarrativeState.FINISHED)
        .order_by("-brought_at", "-pk")
        .first()
    )


def kept_figures(actor: Actor, unit_id: int, *uses: Use) -> QuerySet[Candidate]:
    """What was kept of a unit as targets or as context, with its narrative. One statement.

    Targets come first, then what speaks of later periods, then what was brought later.
    """
    return (
        Candidate.objects.visible_to(actor)
        .filter(unit_id=unit_id, use__in=uses, verdict__in=(Verdict.ACCEPTED, Verdict.CORRECTED))
        .select_related("narrative")
        .order_by(
            "-use",
            Coalesce("said__period", "proposed__period").desc(nulls_last=True),
            "-narrative__brought_at",
            "-narrative_id",
            "number",
        )
    )
