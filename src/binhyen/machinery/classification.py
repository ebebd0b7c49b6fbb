"""What does a field hold, seen by the law on personal data, and how long is it kept?

Beside its tables every room classifies every field, in ``models/classification.py``:

    FIELDS: Fields = {"Account": {"full_name": Holds.OFFICIAL, …}}

A field that is in no class, and a class for a field that is gone, fail a test. There is no class for what
the product never holds (files on people), so such a field has nowhere to go.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping


class Holds(enum.Enum):
    """The class of a field: what it holds, whom it is about, and what ends its keeping."""

    PUBLIC_FACT = (
        "Official facts that the State itself publishes: units, their names, codes, kinds, legal bases, days.",
        "Kept for good: the past stays readable.",
    )
    OFFICIAL = (
        "Work data of an official: sign-in name, name, post, work address, and which account did or holds what.",
        "Kept with the account or the act it belongs to; a disabled account stays while the trail names it.",
    )
    CONDUCT = (
        "What an official did in the system and when: acts, sign-ins, support accesses. Never counted per person.",
        "Kept as long as the trail, a time that the operator sets; the seals outlive the entries.",
    )
    SECRET = (
        "Passwords, codes and keys, as hashes or sealed; never shown, exported or written to the trail.",
        "Replaced or removed with what it opens.",
    )
    CONTENT = (
        "What a unit works with: files and published versions as they came; about programmes, places and counts.",
        "Accepted content is kept for good; a refused file for at most 30 days.",
    )
    SHORT_TEXT = (
        "One sentence that a person types (a reason, a title), under a note that says to name nobody.",
        "Kept with the row it explains.",
    )
    PASSING_TEXT = (
        "The words of a report that is being read for figures; identity and telephone numbers are covered before.",
        "Emptied when its figures are confirmed or it is dropped; only what was marked as public stays.",
    )
    TECHNICAL = (
        "Keys, paths, hashes, sizes and marks that the program needs; about nobody.",
        "Kept with the row.",
    )

    def __init__(self, meaning: str, retention: str) -> None:
        self.meaning = meaning
        self.retention = retention


Fields = Mapping[str, Mapping[str, Holds]]
"""Model → field → class, of one room."""
