"""The values in which this room speaks, and the reading itself. Pure, for the rules of others.

Words from a pipe are read without the intake of files, which is loaded only when somebody names what it gives.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from binhyen.narratives.rules.amounts import Comparator
from binhyen.narratives.rules.figures import Alternative, Figure, Reading
from binhyen.narratives.rules.kinds import Direction, Kind
from binhyen.narratives.rules.reading import read, read_on
from binhyen.narratives.rules.scoring import BadCorpus, Rate, Tally, rates
from binhyen.narratives.rules.vocabulary import BadVocabulary, Vocabulary

if TYPE_CHECKING:
    from binhyen.narratives.intake import NarrativeText, NotRead, read_pasted, read_stream

__all__ = [
    "Alternative",
    "BadCorpus",
    "BadVocabulary",
    "Comparator",
    "Direction",
    "Figure",
    "Kind",
    "NarrativeText",
    "NotRead",
    "Rate",
    "Reading",
    "Tally",
    "Vocabulary",
    "rates",
    "read",
    "read_on",
    "read_pasted",
    "read_stream",
]

_OF_THE_INTAKE = frozenset({"NarrativeText", "NotRead", "read_pasted", "read_stream"})


def __getattr__(name: str) -> Any:
    if name not in _OF_THE_INTAKE:
        raise AttributeError(name)
    return getattr(import_module("binhyen.narratives.intake"), name)
