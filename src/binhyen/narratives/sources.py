"""Where the reader's vocabulary and its learned weights are read: files of the catalogue, no database, no Django."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from binhyen.narratives.rules.names import Named, Names
from binhyen.narratives.rules.vocabulary import OwnIndicator, Vocabulary, plain_words, vocabulary_from
from binhyen.narratives.rules.weights import BadWeights, Weights, weights_from

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # in C: twenty times as fast as safe_load

CATALOGUE = Path(__file__).resolve().parents[3] / "catalogue"
WAYS_OF_SPEAKING = "reading.yaml"
WEIGHTS = "reading-weights.txt"
CORPUS = Path(__file__).resolve().parent / "tests" / "corpus"
TRIED_ON = tuple(CORPUS / part for part in ("second", "fourth", "fifth"))
"""The parts of the corpus that teach nothing and that nobody looks at."""


@cache
def read_vocabulary(folder: Path = CATALOGUE, learned: bool = True) -> Vocabulary:
    """Families, ways of speaking, our own indicators, and what was learned unless the rules alone are to decide.

    Raises ``BadVocabulary`` and ``BadWeights`` on a file without its form.
    """
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
    return replace(vocabulary_from(document, own), names=names, weights=read_weights() if learned else None)


def read_weights(file: Path = CATALOGUE / WEIGHTS) -> Weights | None:
    """The learned weights; None where there is no such file, and the rules alone decide. Raises ``BadWeights``."""
    return weights_from(weights_document(file.read_text(encoding="utf-8"))) if file.exists() else None


def weights_document(written: str) -> dict[str, Any]:
    """The file as it was learned: a line of JSON, then rows by what is seen, those of families and those of kinds.

    A row stays as it is written until its words are met: a text meets a few of them. Raises ``BadWeights``.
    """
    try:
        head, families, kinds = written.split("\n\n")
        document: dict[str, Any] = json.loads(head)
        for part, lines in (("families", families), ("kinds", kinds)):
            document[part]["rows"] = dict(line.split("\t", 1) for line in lines.rstrip("\n").split("\n"))
    except (ValueError, KeyError, TypeError) as error:
        raise BadWeights(str(error)) from error
    return document


def written_weights(document: Mapping[str, Any]) -> str:
    """The weights as their file holds them: one thing that is seen on each line, so that what changed is told."""
    parts = {name: document[name] for name in ("families", "kinds")}
    held = {name: {each: of[each] for each in of if each != "rows"} for name, of in parts.items()}
    rows = ["\n".join(f"{seen}\t{row}" for seen, row in of["rows"].items()) for of in parts.values()]
    return "\n\n".join([_plain({**document, **held}), *rows]) + "\n"


def _plain(held: Any) -> str:
    return json.dumps(held, ensure_ascii=False, separators=(",", ":"))


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
    root = yaml.compose(file.read_text(encoding="utf-8"), _Loader)
    return _held(root) if root is not None else {}


def _held(node: yaml.Node) -> Any:
    """What a node of YAML holds, all of it as words: half as long as what makes numbers and days of them."""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_held(each) for each in node.value]
    return {key.value: _held(each) for key, each in node.value}
