"""What does a file say, by which words does the reader go, and how well does it read?"""

from __future__ import annotations

import json
from pathlib import Path

from binhyen.narratives.rules.reading import read
from binhyen.narratives.rules.scoring import BadCorpus, Tally, score
from binhyen.narratives.rules.vocabulary import Vocabulary
from binhyen.narratives.sources import CORPUS, read_vocabulary

__all__ = ["CORPUS", "evaluate", "read_vocabulary", "words_in_file"]


def evaluate(folder: Path, vocabulary: Vocabulary) -> Tally:
    """How well the texts of a folder and those below it are read, together. Raises ``BadCorpus``."""
    total = Tally()
    for file in sorted(folder.rglob("*.json")):
        try:
            record = json.loads(file.read_text(encoding="utf-8"))
            total += score(record, read(record["text"], vocabulary).figures)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadCorpus(f"{file.name}: {error}") from error
    return total


def words_in_file(path: Path) -> str:
    """The text of a Word, PDF, HTML or text file, numbers of persons covered. Raises ``BadInput`` and ``OSError``."""
    from binhyen.narratives.intake import read_file  # heavy: words from a pipe are read without it

    return read_file(path).text
