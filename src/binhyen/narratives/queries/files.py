"""What does a file say, by which words does the reader go, and how well does it read?"""

from __future__ import annotations

import json
from bisect import bisect_right
from pathlib import Path
from typing import TYPE_CHECKING

from binhyen.narratives.rules.figures import Reading
from binhyen.narratives.rules.reading import read
from binhyen.narratives.rules.vocabulary import Vocabulary
from binhyen.narratives.sources import CORPUS, TRIED_ON, read_vocabulary

if TYPE_CHECKING:
    from binhyen.narratives.intake import NarrativeText
    from binhyen.narratives.rules.scoring import Tally

__all__ = [
    "CORPUS",
    "TRIED_ON",
    "evaluate",
    "narrative_in_file",
    "place_in_file",
    "read_narrative_text",
    "read_vocabulary",
]


def evaluate(folder: Path, vocabulary: Vocabulary) -> Tally:
    """How well the texts of a folder and those below it are read, together; of a file, its own. Raises ``BadCorpus``.

    A file holds one record, or a list of them.
    """
    from binhyen.narratives.rules.scoring import BadCorpus, Tally, score  # heavy: reading scores nothing

    total = Tally()
    for file in [folder] if folder.is_file() else sorted(folder.rglob("*.json")):
        try:
            records = json.loads(file.read_text(encoding="utf-8"))
            for record in records if isinstance(records, list) else [records]:
                total += score(record, read(record["text"], vocabulary).figures)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadCorpus(f"{file.name}: {error}") from error
    return total


def narrative_in_file(path: Path) -> NarrativeText:
    """What a Word, PDF, HTML or text file says, numbers of persons covered. Raises ``BadInput`` and ``OSError``."""
    from binhyen.narratives.intake import read_file  # heavy: words from a pipe are read without it

    return read_file(path)


def read_narrative_text(narrative: NarrativeText, vocabulary: Vocabulary) -> Reading:
    """The figures of a text that came from a file, its tables by their cells."""
    from binhyen.narratives.intake import tables_of

    return read(narrative.text, vocabulary, tables_of(narrative.blocks))


def place_in_file(narrative: NarrativeText, at: int) -> str:
    """Where in its file a letter of a text stands: "đoạn 12", "bảng 1, dòng 4"; nothing where that is unknown."""
    index = bisect_right(narrative.blocks, at, key=lambda block: block.start) - 1
    return narrative.blocks[index].place if index >= 0 else ""
