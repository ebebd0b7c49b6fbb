"""What reporting announces, for the rooms above."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReportSubmitted:
    """A report was handed in and now waits for ``superior_id``; ``part_of`` is the obligation of which it is a part."""

    obligation_id: int
    unit_id: int
    superior_id: int
    part_of: int | None


@dataclass(frozen=True, slots=True)
class ReportReturned:
    """A report was given back to its unit; ``parts`` are obligations of its bodies that were given back with it."""

    obligation_id: int
    unit_id: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReportsAccepted:
    """Reports were accepted, by the keys of their obligations."""

    obligation_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReportsAsked:
    """Units owe reports of a form and period that they did not owe before: ``asker_id`` opened the period or asked."""

    data_set_id: int
    period: str
    asker_id: int
    units: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DeadlineExtended:
    """A unit was given more time."""

    obligation_id: int
    unit_id: int


@dataclass(frozen=True, slots=True)
class ReportsChanged:
    """Something that sums rest on changed: reports accepted, given back, locked or adjusted, or obligations opened.

    ``superiors`` are the units to which the reports are owed.
    """

    data_set_id: int
    period: str
    superiors: tuple[int, ...]
