"""What reporting announces, for the rooms above."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportsChanged:
    """Something that sums rest on changed: reports accepted, given back, locked or adjusted, or obligations opened.

    ``superiors`` are the units to which the reports are owed.
    """

    data_set_id: int
    period: str
    superiors: tuple[int, ...]
