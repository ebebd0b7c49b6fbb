"""What would publishing the files of the catalogue change?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from binhyen.indicators.published import published
from binhyen.indicators.queries.checking import mistake_of, mistakes_of
from binhyen.indicators.rules.catalogue import BadCatalogue, catalogue_from, layouts_of
from binhyen.indicators.rules.differing import Difference, difference
from binhyen.indicators.rules.mistakes import Mistake, Severity
from binhyen.indicators.sources import read_documents


@dataclass(frozen=True, slots=True)
class CatalogueChanges:
    """What the files say beside what is published. ``difference`` is None where a mistake refuses the whole.

    ``mark`` is a mark of what the files say: another one means that they were edited meanwhile.
    """

    mistakes: tuple[Mistake, ...]
    warnings: tuple[Mistake, ...]
    difference: Difference | None
    mark: str = ""

    @property
    def may_be_published(self) -> bool:
        """Whether there is something to publish, and nothing refuses it."""
        return self.difference is not None and not (self.difference.nothing or self.difference.refusals)


def catalogue_changes(folder: Path | None = None) -> CatalogueChanges:
    """The files of a folder (default: the installation's own) held against what is published. Three statements."""
    try:
        documents = read_documents(folder)
    except BadCatalogue as fault:
        return CatalogueChanges((mistake_of(fault),), (), None)
    found = mistakes_of(documents)
    errors = tuple(mistake for mistake in found if mistake.severity is Severity.ERROR)
    warnings = tuple(mistake for mistake in found if mistake.severity is not Severity.ERROR)
    if errors:
        return CatalogueChanges(errors, warnings, None)
    catalogue = catalogue_from(documents)
    changes = difference(published(), catalogue, layouts_of(catalogue))
    return CatalogueChanges((), warnings, changes, _mark_of(documents))


def _mark_of(documents: Mapping[str, Any]) -> str:
    text = json.dumps(documents, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
