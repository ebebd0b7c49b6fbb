"""What did people change of a document's text, and what does it say then?

The rules propose sentences, each under a key that stays the same as long as it speaks of the same thing. People reword
a sentence, leave it out, or add sentences of their own; only that is kept. When the figures change, so do the
proposals, and a reworded sentence whose proposal is no longer the one that was reworded says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Part(StrEnum):
    """The parts of a document that hold sentences."""

    RESULTS = "results"
    LIMITS = "limits"
    CAUSES = "causes"
    TASKS = "tasks"
    PROPOSALS = "proposals"
    BODY = "body"
    """The free text of a notice or letter."""


class Wording(StrEnum):
    """Whose words a sentence is in."""

    PROPOSED = "proposed"
    REWORDED = "reworded"
    OWN = "own"
    LEFT_OUT = "left-out"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A sentence by the rules. ``figures`` are the keys of the printed figures that it rests on."""

    key: str
    text: str
    figures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as it stands in the document, or left out of it.

    ``proposed`` is the rules' wording now, empty for an own sentence; ``stale``: it was reworded from another
    proposal than the one of now. ``unknown`` are the numbers in a person's wording that no figure of the document
    bears out.
    """

    part: Part
    key: str
    text: str
    wording: Wording
    proposed: str = ""
    figures: tuple[str, ...] = ()
    stale: bool = False
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reworded:
    """What a person made of a proposal: ``proposed`` is how it read then."""

    text: str
    proposed: str


@dataclass(frozen=True)
class EditedText:
    """All that people changed, by key of the sentence; own sentences by part, in order, as pairs of key and text."""

    left_out: frozenset[str] = frozenset()
    reworded: Mapping[str, Reworded] = field(default_factory=dict)
    own: Mapping[Part, Sequence[tuple[str, str]]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As it is kept with the edition."""
        return {
            "left_out": sorted(self.left_out),
            "reworded": {key: [each.text, each.proposed] for key, each in self.reworded.items()},
            "own": {str(part): [list(pair) for pair in pairs] for part, pairs in self.own.items()},
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> EditedText:
        """The other way; an empty mapping is a text that nobody has touched."""
        return cls(
            frozenset(kept.get("left_out", ())),
            {key: Reworded(text, proposed) for key, (text, proposed) in kept.get("reworded", {}).items()},
            {
                Part(part): tuple((key, text) for key, text in pairs)
                for part, pairs in kept.get("own", {}).items()
            },
        )
