"""How often is a proposal right that may be accepted without a look? ``python -m …measured_sureness FOLDER`` prints it.

It is told for several confidences from which figures would be sure; ``SURE_FROM`` is marked. Measure texts of which
the weights have not learned.

There is no report beside these texts, so an indicator's own code stands for its line, and only doubts that the text
itself gives are asked.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from binhyen.narratives.intake.lines import blocks_of_lines
from binhyen.narratives.queries import CORPUS, read_vocabulary
from binhyen.narratives.rules.candidates import proposed_by
from binhyen.narratives.rules.doubts import Beside, Read, doubts_about
from binhyen.narratives.rules.kept_text import headings_above, headings_of, stretch_around
from binhyen.narratives.rules.scoring import judged
from binhyen.narratives.rules.sureness import SURE_FROM, reads_surely
from binhyen.narratives.values import Figure, read

THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.99)


def measured(folder: Path, sure_from: float = SURE_FROM) -> tuple[int, int, int]:
    """How many figures of our catalogue are read in the texts of a folder, how many surely, how many of those right."""
    coded, sure = judged_by_confidence(folder)
    right = [is_right for confidence, is_right in sure if confidence >= sure_from]
    return coded, len(right), sum(right)


def judged_by_confidence(folder: Path) -> tuple[int, list[tuple[float, bool]]]:
    """How many figures of our catalogue are read; of those that read surely otherwise, confidence and whether right."""
    units = {own.code: own.unit for listed in read_vocabulary().own.values() for own in listed}
    coded, sure = 0, list[tuple[float, bool]]()
    for record in _records(folder):
        figures = read(record["text"], read_vocabulary()).figures
        reads = _read(record["text"], figures)
        doubts = doubts_about(reads, Beside())
        for read_as, right in zip(reads, judged(record, figures), strict=True):
            figure = read_as.figure
            if right is None or figure.code is None:
                continue
            coded += 1
            unit = units.get(figure.code, "")
            if not doubts[read_as.number] and reads_surely(figure, unit, read_as.around, 0):
                sure.append((figure.confidence, right))
    return coded, sure


def _records(folder: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.rglob("*.json")):
        yield json.loads(file.read_text(encoding="utf-8"))


def _read(text: str, figures: Sequence[Figure]) -> list[Read]:
    blocks = blocks_of_lines(text)
    found = []
    for number, figure in enumerate(figures):
        start, end = figure.span
        first, last = stretch_around(text, blocks, start, end)
        found.append(
            Read(
                number,
                proposed_by(figure),
                figure.code or "",
                figure.quote,
                around=text[first:last],
                headings=tuple(
                    text[each.start : each.end] for each in headings_above(headings_of(blocks), start)
                ),
            )
        )
    return found


def main() -> None:
    """Print the measure of the folders that are named, else of the first half of the corpus."""
    import django

    django.setup()
    for folder in map(Path, sys.argv[1:] or [str(CORPUS / "first")]):
        coded, sure = judged_by_confidence(folder)
        sys.stdout.write(f"{folder}: {coded} in the catalogue\n")
        for threshold in sorted({*THRESHOLDS, SURE_FROM}):
            right = [is_right for confidence, is_right in sure if confidence >= threshold]
            share = f"{sum(right) / len(right):.3f}" if right else "none"
            mark = "  SURE_FROM" if threshold == SURE_FROM else ""
            sys.stdout.write(
                f"  from {threshold:.2f}: {len(right)} sure, {sum(right)} right ({share}){mark}\n"
            )


if __name__ == "__main__":
    main()
