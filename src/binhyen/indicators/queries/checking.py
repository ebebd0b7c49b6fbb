"""Is what the catalogue says in order? Asked of its files; no database is needed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from binhyen.indicators.rules.catalogue import BadCatalogue
from binhyen.indicators.rules.mistakes import Mistake, mistakes_in
from binhyen.indicators.sources import read_documents
from binhyen.orgunits.models import Kind


def find_mistakes(folder: Path | None = None) -> tuple[Mistake, ...]:
    """Every mistake in the files of a folder (default: our own); a file that cannot be read is the only one."""
    try:
        return mistakes_of(read_documents(folder))
    except BadCatalogue as fault:
        return (mistake_of(fault),)


def mistakes_of(documents: Mapping[str, Any]) -> tuple[Mistake, ...]:
    """Every mistake in what the files say."""
    return mistakes_in(documents, Kind.values)


def mistake_of(fault: BadCatalogue) -> Mistake:
    """A refusal as an entry of the list of mistakes."""
    return Mistake(fault.place, fault.sentence.removeprefix(f"{fault.place}: "), fault.remedy)
