"""Is what the catalogue says in order? Asked of its files; no database is needed."""

from __future__ import annotations

from pathlib import Path

from binhyen.indicators.rules.catalogue import BadCatalogue
from binhyen.indicators.rules.mistakes import Mistake, mistakes_in
from binhyen.indicators.sources import read_documents
from binhyen.orgunits.models import Kind


def find_mistakes(folder: Path | None = None) -> tuple[Mistake, ...]:
    """Every mistake in the files of a folder (default: our own); a file that cannot be read is the only one."""
    try:
        return mistakes_in(read_documents(folder), Kind.values)
    except BadCatalogue as fault:
        return (Mistake(fault.place, fault.sentence.removeprefix(f"{fault.place}: "), fault.remedy),)
