"""What speaks against a proposed figure, and in which words is a person told?"""

from __future__ import annotations

from enum import StrEnum


class Doubt(StrEnum):
    """Why a figure should be looked at."""

    DIFFERS = "differs"
    ABOVE_WHOLE = "above-whole"
    UNIT_ENDED = "unit-ended"
    TWO_NUMBERS = "two-numbers"
    PERHAPS_TARGET = "perhaps-target"
    NOT_EXACT = "not-exact"
    OTHER_PERIOD = "other-period"
    OTHER_PLACE = "other-place"
    UNSURE = "unsure"
