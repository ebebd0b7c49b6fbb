"""What is known while one text is read, and what was judged of each of its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from binhyen.narratives.rules import kinds
from binhyen.narratives.rules.amounts import Amount
from binhyen.narratives.rules.choosing import Candidate
from binhyen.narratives.rules.circumstances import Sayings
from binhyen.narratives.rules.kinds import Told
from binhyen.narratives.rules.names import Parent
from binhyen.narratives.rules.nearness import Standing
from binhyen.narratives.rules.shadow import Shadow
from binhyen.narratives.rules.vocabulary import UNLISTED, Topics, Vocabulary
from binhyen.narratives.rules.weighing import Seen

BEFORE = 200  # letters of the sentence before


class Ground(NamedTuple):
    """What all passages share."""

    shadow: Shadow
    vocabulary: Vocabulary
    periods: Sayings
    places: Sayings
    topics: Topics
    seen: dict[tuple[int, int], frozenset[int]]  # the terms of stretches that several sentences stand near
    parent: Parent
    said: dict[str, tuple[int, str]]  # the figure judged last: where it stands, and its family by the rules
    lesson: dict[tuple[int, int], Seen] | None  # what is seen around each figure, where one learns from it
    report: bool  # whether the text is set out in points


class Judged(NamedTuple):
    """An amount with what it counts."""

    amount: Amount
    standing: Standing
    candidates: Sequence[Candidate]
    money: bool
    told: Told
    setting: kinds.Setting
    changed: Told | None
    inherited: bool
    code: str | None = None  # where the text calls the indicator by its own full name
    reasons: tuple[str, ...] = ()


def family_of(judged: Judged) -> str:
    """The family by the rules."""
    return judged.candidates[0].family if judged.candidates else UNLISTED
