"""How often is a proposal right that may be accepted without a look? ``python -m …measured_sureness FOLDER`` prints it.

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
from binhyen.narratives.rules.sureness import reads_surely
from binhyen.narratives.values import Figure, read


def measured(folder: Path) -> tuple[int, int, int]:
    """How many figures of our catalogue are read in the texts of a folder, how many surely, how many of those right."""
    units = {own.code: own.unit for listed in read_vocabulary().own.values() for own in listed}
    coded, sure = 0, list[bool]()
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
            if not doubts[read_as.number] and reads_surely(figure, unit, read_as.around):
                sure.append(right)
    return coded, len(sure), sum(sure)


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
        coded, sure, right = measured(folder)
        share = right / sure if sure else 1.0
        sys.stdout.write(
            f"{folder}: {coded} in the catalogue, {sure} sure, {right} of them right ({share:.3f})\n"
        )


if __name__ == "__main__":
    main()
