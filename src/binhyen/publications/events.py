"""What publications announces, for the rooms above."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EditionFrozen:
    """An edition of a document was frozen: from now on its text and figures stay as they are."""

    edition_id: int
    unit_id: int
    number: int
