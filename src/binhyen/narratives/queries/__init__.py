"""What others may ask of this room: of files and the vocabulary, and of narratives that are kept.

The reader works on a machine without a database: what asks one is loaded only when somebody names it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from binhyen.narratives.queries.files import CORPUS, evaluate, read_vocabulary, words_in_file

if TYPE_CHECKING:
    from binhyen.narratives.queries.kept import (
        candidate_of_key,
        narrative_of_key,
        narratives_of,
    )

__all__ = [
    "CORPUS",
    "candidate_of_key",
    "evaluate",
    "narrative_of_key",
    "narratives_of",
    "read_vocabulary",
    "words_in_file",
]

_WITH_A_DATABASE = {
    "candidate_of_key": "kept",
    "narrative_of_key": "kept",
    "narratives_of": "kept",
}


def __getattr__(name: str) -> Any:
    module = _WITH_A_DATABASE.get(name)
    if module is None:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{module}"), name)
