"""On which day did the map of a unit change, and what was there before?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class MapChange:
    """The map of a unit changed on ``day``.

    ``own``: its own territory did: it began or ended on the day, or a unit that it came from did. Else units directly
    below it were arranged anew within the same borders. ``before`` are the names of the units that went into it, or
    into one that it came from, as they were called on the eve, written as within a sentence; empty where the unit
    itself ended.
    """

    day: date
    own: bool
    before: tuple[str, ...] = ()
