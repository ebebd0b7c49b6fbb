"""What others may ask of this room: of files and the vocabulary, and of narratives that are kept.

The reader works on a machine without a database: what asks one is loaded only when somebody names it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from binhyen.narratives.queries.files import (
    CORPUS,
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

_WITH_A_DATABASE = {
    "days_kept": "kept",
    "evaluate_verdicts": "verdicts",
    "how_judged": "verdicts",
    "verdicts_of": "verdicts",
    "candidate_of_key": "kept",
    "kept_figures": "kept",
    "narrative_of_key": "kept",
    "narratives_of": "kept",
    "same_text": "kept",
    "CandidateShown": "shown",
    "CellShown": "shown",
    "Counts": "shown",
    "NarrativeShown": "shown",
    "Paragraph": "shown",
    "Piece": "shown",
    "ReportToReceive": "shown",
    "narrative_shown": "shown",
    "reports_to_receive": "shown",
}
_OF_TEACHING = dict.fromkeys(
    ("WEIGHTS_FILE", "teach", "texts_to_learn_from", "try_without", "written_weights"), "taught"
)


def __getattr__(name: str) -> Any:
    module = _WITH_A_DATABASE.get(name) or _OF_TEACHING.get(name)
    if module is None:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{module}"), name)
