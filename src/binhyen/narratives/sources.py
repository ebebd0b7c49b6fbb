"""Where the reader's vocabulary is read: the files of the catalogue, without a database and without Django."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from binhyen.narratives.rules.vocabulary import OwnIndicator, Vocabulary, plain_words, vocabulary_from

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same answers, ten times as fast

CATALOGUE = Path(__file__).resolve().parents[3] / "catalogue"
WAYS_OF_SPEAKING = "reading.yaml"
CORPUS = Path(__file__).resolve().parent / "tests" / "corpus"


def read_vocabulary(folder: Path = CATALOGUE) -> Vocabulary:
    """Families, ways of speaking, our own indicators. Raises ``BadVocabulary`` on a file without its form."""
    document = _load(CATALOGUE / WAYS_OF_SPEAKING)
    abbreviations = {short: tuple(long.split()) for short, long in document["abbreviations"].items()}
    own = [
        OwnIndicator(
            entry["code"],
            entry["family"],
            entry["unit"],
            tuple(
                frozenset(plain_words(name, abbreviations))
                for name in (entry["name"], *entry.get("synonyms", ()))
            ),
        )
        for file in sorted((folder / "indicators").glob("*.yaml"))
        for entry in _load(file)["indicators"]
    ]
    return vocabulary_from(document, own)


def _load(file: Path) -> dict[str, Any]:
    loaded = yaml.load(file.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - safe
    return loaded if isinstance(loaded, dict) else {}
