"""Reorganise units: keep a draft, enact it in one act, undo it by another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from binhyen.foundations.authority import Actor
from binhyen.orgunits.models import Reorganisation
from binhyen.orgunits.rules.reorganising import Draft, Fault


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of many drafts: a reorganisation, or the reasons why there is none."""

    draft: Draft
    reorganisation: Reorganisation | None
    faults: tuple[Fault, ...] = ()


def draft_reorganisation(*, by: Actor, draft: Draft) -> Reorganisation:
    """Keep a draft for later; it may still have faults."""
    raise NotImplementedError


def enact_reorganisation(*, by: Actor, reorganisation: Reorganisation | Draft) -> Reorganisation:
    """Do what was planned, at once and wholly. Raises ``NotAllowed`` with the first fault of the plan."""
    raise NotImplementedError


def undo_reorganisation(*, by: Actor, reorganisation: Reorganisation) -> Reorganisation:
    """Put everything back, until the first figure is reported on the new map."""
    raise NotImplementedError


def reorganise_many(
    *, by: Actor, drafts: Sequence[Draft], within: str = "", all_or_none: bool = False
) -> tuple[Outcome, ...]:
    """Enact many drafts; those with faults are refused with their reasons, and the rest stands.

    ``all_or_none``: one with faults refuses them all.
    """
    raise NotImplementedError
