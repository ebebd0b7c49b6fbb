"""What corpora of texts with their gold teach the reader."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from binhyen.narratives.queries.files import evaluate
from binhyen.narratives.rules.learning import Lesson, Parts, learned, parts_of
from binhyen.narratives.rules.reading import read_on
from binhyen.narratives.rules.scoring import BadCorpus, Tally, pairs_of
from binhyen.narratives.rules.vocabulary import OTHER, Vocabulary
from binhyen.narratives.rules.weighing import Seen, told_as
from binhyen.narratives.rules.weights import weights_from
from binhyen.narratives.sources import CATALOGUE, CORPUS, WEIGHTS, read_vocabulary, written_weights

__all__ = [
    "WEIGHTS_FILE",
    "Taught",
    "Tried",
    "fingerprint",
    "lessons_in",
    "read_vocabulary",
    "teach",
    "texts_to_learn_from",
    "try_without",
    "written_weights",
]

TAUGHT_FROM = ("first", "third")
"""The parts of the corpus that weights are learned from; on the others they are only tried."""
HALF_LOOKED_AT = frozenset({"press", "communes", "provinces"})
CLAUSES = "clauses-"
"""Folders of the third part that the rules' makers knew: of the first three the texts with odd numbers; what begins
like this holds single clauses, which are no texts as people write them. All others came when the rules were made."""
WEIGHTS_FILE = CATALOGUE / WEIGHTS


@dataclass(frozen=True, slots=True)
class Taught:
    """A text to learn from. ``known``: the rules read it otherwise than others, as their makers looked at it."""

    file: Path
    writer: str
    known: bool


def texts_to_learn_from(corpus: Path = CORPUS) -> list[Taught]:
    """The texts in order."""
    found = []
    for part in TAUGHT_FROM:
        for file in sorted((corpus / part).rglob("*.json")):
            folder = file.parent.name
            looked_at = part == "first" or (folder in HALF_LOOKED_AT and int(file.stem) % 2 == 1)
            known = looked_at or folder.startswith(CLAUSES)
            found.append(Taught(file, f"{part}/{folder}" if part != folder else part, known))
    return found


def lessons_in(texts: Iterable[Taught], vocabulary: Vocabulary) -> Iterator[Lesson]:
    """The figures of texts that stand in their gold; what is ambiguous there teaches nothing. Raises ``BadCorpus``."""
    for text in texts:
        try:
            yield from _lessons(json.loads(text.file.read_text(encoding="utf-8")), vocabulary, text)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadCorpus(f"{text.file.name}: {error}") from error


def _lessons(record: dict[str, Any], vocabulary: Vocabulary, text: Taught) -> Iterator[Lesson]:
    seen: dict[tuple[int, int], Seen] = {}
    by_rules = replace(vocabulary, weights=None)
    figures = [figure for _end, found in read_on(record["text"], by_rules, lesson=seen) for figure in found]
    for index, at in sorted(pairs_of(record, figures)):
        figure, gold = figures[index], record["gold"][at]
        if figure.span in seen and not gold.get("ambiguous"):
            yield Lesson(
                text.writer,
                text.known,
                seen[figure.span],
                frozenset(each or OTHER for each in (gold["indicator"], *gold.get("indicator_alt", ()))),
                frozenset((gold["kind"], *gold.get("kind_alt", ()))),
                told_as(figure.indicator or OTHER),
            )


def teach(texts: Sequence[Taught], vocabulary: Vocabulary) -> dict[str, Any]:
    """The weights that texts teach, as their file holds them. The same texts and vocabulary teach the same."""
    taught = learned(list(lessons_in(texts, vocabulary)), _parts(vocabulary))
    return taught | {"learned from": fingerprint(texts)}


def fingerprint(texts: Sequence[Taught]) -> str:
    """SHA-256 of the texts, by which a test sees that weights were learned anew when texts were added."""
    return sha256(b"".join(text.file.read_bytes() for text in texts)).hexdigest()


def _parts(vocabulary: Vocabulary) -> Parts:
    families = vocabulary.families
    return parts_of({told_as(family): families[told_as(family)].unit for family in families})


@dataclass(frozen=True, slots=True)
class Tried:
    """How a writer's texts are read by the rules alone, and with what all other writers' texts teach."""

    writer: str
    known: bool
    by_rules: Tally
    weighed: Tally


def try_without(
    texts: Sequence[Taught], vocabulary: Vocabulary, say: Callable[[str], None] = lambda _writer: None
) -> Iterator[Tried]:
    """Leave one writer out after the other, and read what was left out. ``say`` is told whose turn it is."""
    lessons = list(lessons_in(texts, vocabulary))
    by_rules = replace(vocabulary, weights=None)
    for writer in sorted({text.writer for text in texts}):
        say(writer)
        others = [each for each in lessons if each.writer != writer]
        weighed = replace(vocabulary, weights=weights_from(learned(others, _parts(vocabulary))))
        for known in sorted({text.known for text in texts if text.writer == writer}):
            files = [text.file for text in texts if (text.writer, text.known) == (writer, known)]
            yield Tried(writer, known, _sum(files, by_rules), _sum(files, weighed))


def _sum(files: Iterable[Path], vocabulary: Vocabulary) -> Tally:
    return sum((evaluate(file, vocabulary) for file in files), Tally())
