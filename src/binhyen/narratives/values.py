"""The values in which this room speaks, and the reading itself. Pure, for the rules of others.

Words from a pipe are read without the intake of files and without what is kept of figures: those are loaded only when
somebody names what they give.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from binhyen.narratives.rules.amounts import Comparator
from binhyen.narratives.rules.figures import Alternative, Figure, Reading
from binhyen.narratives.rules.kinds import Direction, Kind
from binhyen.narratives.rules.reading import read, read_on
from binhyen.narratives.rules.vocabulary import BadVocabulary, Vocabulary

if TYPE_CHECKING:
    from binhyen.narratives.intake import (
        NarrativeText,
        NotRead,
        mask_names,
        read_as_given,
        read_pasted,
        read_stream,
    )
    from binhyen.narratives.rules.addresses import place_in, title_in
    from binhyen.narratives.rules.candidates import Proposed, held
    from binhyen.narratives.rules.scoring import BadCorpus, Rate, Tally, rates
    from binhyen.narratives.rules.written_periods import period_code

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
    "Proposed",
    "Rate",
    "Reading",
    "Tally",
    "Vocabulary",
    "held",
    "mask_names",
    "period_code",
    "place_in",
    "rates",
    "read",
    "read_as_given",
    "read_on",
    "read_pasted",
    "read_stream",
    "title_in",
]

_LATER = {
    "intake": ("NarrativeText", "NotRead", "mask_names", "read_as_given", "read_pasted", "read_stream"),
    "rules.addresses": ("place_in", "title_in"),
    "rules.candidates": ("Proposed", "held"),
    "rules.scoring": ("BadCorpus", "Rate", "Tally", "rates"),
    "rules.written_periods": ("period_code",),
}
_MODULE_OF = {name: module for module, names in _LATER.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(name)
    return getattr(import_module(f"binhyen.narratives.{_MODULE_OF[name]}"), name)
