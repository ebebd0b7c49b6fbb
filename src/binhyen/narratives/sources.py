"""Where the reader's vocabulary is read: the files of the catalogue, without a database and without Django."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from binhyen.narratives.rules.names import Named, Names
from binhyen.narratives.rules.vocabulary import OwnIndicator, Vocabulary, plain_words, vocabulary_from

_Loader = getattr(
    yaml, "CBaseLoader", yaml.BaseLoader
)  # words alone, in C: twenty times as fast as safe_load

CATALOGUE = Path(__file__).resolve().parents[3] / "catalogue"
WAYS_OF_SPEAKING = "reading.yaml"
CORPUS = Path(__file__).resolve().parent / "tests" / "corpus"


@cache
def read_vocabulary(folder: Path = CATALOGUE) -> Vocabulary:
    """Families, ways of speaking, our own indicators. Raises ``BadVocabulary`` on a file without its form."""
    document = _load(CATALOGUE / WAYS_OF_SPEAKING)
    abbreviations = {short: tuple(long.split()) for short, long in document["abbreviations"].items()}
    entries = [
        entry
        for file in sorted((folder / "indicators").glob("*.yaml"))
        for entry in _load(file)["indicators"]
    ]
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
        for entry in entries
    ]
    names = Names.of(_names(entries, _load(folder / "categories.yaml"), abbreviations))
    return replace(vocabulary_from(document, own), names=names)


def _names(
    entries: Iterable[dict[str, Any]], categories: Any, abbreviations: Mapping[str, tuple[str, ...]]
) -> Iterator[Named]:
    """Every indicator by its name, and every option of those that are asked by options."""
    options = {each["code"]: each["options"] for each in categories}

    def named(entry: dict[str, Any], option: dict[str, Any] | None = None) -> Named:
        return Named(
            entry["family"],
            entry["code"] + (f"/{option['code']}" if option else ""),
            tuple(plain_words((option or entry)["name"], abbreviations)),
            tuple(plain_words(entry["unit"], abbreviations)),
            entry["code"] if option else "",
        )

    for entry in entries:
        yield named(entry)
        for option in options.get(entry.get("category"), ()):
            yield named(entry, option)


def _load(file: Path) -> Any:
    return yaml.load(file.read_text(encoding="utf-8"), _Loader) or {}  # noqa: S506 - safe
