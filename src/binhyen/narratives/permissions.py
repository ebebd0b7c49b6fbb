"""Who may carry out each act of this room? Whoever enters figures for the unit reads narratives for it."""

from __future__ import annotations

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import Decision
from binhyen.narratives.models import Candidate, Narrative
from binhyen.orgunits.models import OrgUnit


def may_bring_narrative(*, by: Actor, unit: OrgUnit, **_others: object) -> Decision:
    return by.may(Permission.ENTER_FIGURES, at=unit.path)


def may_work_on(*, by: Actor, narrative: Narrative, **_others: object) -> Decision:
    return by.may(Permission.ENTER_FIGURES, at=narrative.unit_path)


def may_export_verdicts(*, by: Actor, unit: OrgUnit, **_others: object) -> Decision:
    return by.may(Permission.EXPORT_VERDICTS, at=unit.path)


def may_drop_abandoned(*, by: Actor, **_others: object) -> Decision:
    """Work that no account asks for."""
    return by.may("drop-abandoned-narratives", at="")


def may_judge(*, by: Actor, candidate: Candidate, **_others: object) -> Decision:
    return by.may(Permission.ENTER_FIGURES, at=candidate.unit_path)
