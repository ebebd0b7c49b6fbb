"""What others may ask of this room: of files and the vocabulary, and of narratives that are kept.

The reader works on a machine without a database: what asks one is loaded only when somebody names it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from binhyen.narratives.queries.files import (
    CORPUS,
    TRIED_ON,
    evaluate,
    narrative_in_file,
    place_in_file,
    read_narrative_text,
    read_vocabulary,
)

if TYPE_CHECKING:
    from binhyen.narratives.queries.kept import (
        candidate_of_key,
        days_kept,
        kept_figures,
        narrative_of_key,
        narratives_of,
        same_text,
    )
    from binhyen.narratives.queries.shown import (
        CandidateShown,
        CellShown,
        Counts,
        NarrativeShown,
        Paragraph,
        Piece,
        ReportToReceive,
        narrative_shown,
        reports_to_receive,
    )
    from binhyen.narratives.queries.taught import (
        WEIGHTS_FILE,
        teach,
        texts_to_learn_from,
        try_without,
        written_weights,
    )
    from binhyen.narratives.queries.verdicts import evaluate_verdicts, how_judged, verdicts_of

__all__ = [
    "CORPUS",
    "TRIED_ON",
    "WEIGHTS_FILE",
    "CandidateShown",
    "CellShown",
    "Counts",
    "NarrativeShown",
    "Paragraph",
    "Piece",
    "ReportToReceive",
    "candidate_of_key",
    "days_kept",
    "evaluate",
    "evaluate_verdicts",
    "how_judged",
    "kept_figures",
    "narrative_in_file",
    "narrative_of_key",
    "narrative_shown",
    "narratives_of",
    "place_in_file",
    "read_narrative_text",
    "read_vocabulary",
    "reports_to_receive",
    "same_text",
    "teach",
    "texts_to_learn_from",
    "try_without",
    "verdicts_of",
    "written_weights",
]

_LATER = {
    "kept": (
        "candidate_of_key",
        "days_kept",
        "kept_figures",
        "narrative_of_key",
        "narratives_of",
        "same_text",
    ),
    "shown": (
        *("CandidateShown", "CellShown", "Counts", "NarrativeShown", "Paragraph", "Piece", "ReportToReceive"),
        *("narrative_shown", "reports_to_receive"),
    ),
    "taught": ("WEIGHTS_FILE", "teach", "texts_to_learn_from", "try_without", "written_weights"),
    "verdicts": ("evaluate_verdicts", "how_judged", "verdicts_of"),
}
_MODULE_OF = {name: module for module, names in _LATER.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
