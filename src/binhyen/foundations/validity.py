"""From when until when does something hold: a name, a form, a rule, an appointment?

A validity is half-open: ``since`` is the first day on which the thing holds, ``until`` the first day on which
it no longer does. So one version ends on the very day the next begins, and no day falls between.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from binhyen.foundations.faults import BadInput
from binhyen.foundations.vietnamese import format_date


class BadValidity(BadInput):
    """The end does not lie after the beginning."""


@dataclass(frozen=True, slots=True)
class Validity:
    """The days from ``since`` up to, but not including, ``until``; without ``until`` there is no end yet."""

    since: date
    until: date | None = None

    def __post_init__(self) -> None:
        if self.until is not None and self.until <= self.since:
            raise BadValidity(
                f"Ngày hết hiệu lực {format_date(self.until)} không sau "
                f"ngày bắt đầu có hiệu lực {format_date(self.since)}.",
                "Ngày hết hiệu lực là ngày đầu tiên không còn hiệu lực, phải sau ngày bắt đầu.",
            )

    @property
    def last_day(self) -> date | None:
        """The last day on which it holds, or None while there is no end."""
        return None if self.until is None else self.until - timedelta(days=1)

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    def overlaps(self, other: Validity) -> bool:
        """Whether both hold on some day."""
        return self.intersection(other) is not None

    def intersection(self, other: Validity) -> Validity | None:
        """The days on which both hold, or None if there are none."""
        since = max(self.since, other.since)
        until = min(self._end, other._end)
        if until <= since:
            return None
        return Validity(since, None if until == date.max else until)

    def covers(self, other: Validity) -> bool:
        """Whether this one holds on every day on which the other does."""
        return self.since <= other.since and other._end <= self._end

    @property
    def _end(self) -> date:
        return self.until or date.max

    def __str__(self) -> str:
        if self.last_day is None:
            return f"từ {format_date(self.since)}"
        if self.last_day == self.since:
            return f"ngày {format_date(self.since)}"
        return f"{format_date(self.since)}–{format_date(self.last_day)}"


class FaultKind(StrEnum):
    GAP = "gap"
    OVERLAP = "overlap"


@dataclass(frozen=True, slots=True)
class ValidityFault:
    """Days on which a thing has no version, or more than one."""

    kind: FaultKind
    days: Validity

    @property
    def sentence(self) -> str:
        if self.kind is FaultKind.GAP:
            return f"Không có phiên bản nào có hiệu lực trong thời gian {self.days}."
        return f"Nhiều phiên bản cùng có hiệu lực trong thời gian {self.days}."


def faults_in(versions: Iterable[Validity]) -> tuple[ValidityFault, ...]:
    """Gaps and overlaps among the versions of one thing, in the order of time.

    Nothing is found when every day from the first version's beginning to the last one's end has exactly
    one version. Days on which three versions hold are named once for each pair of neighbours.
    """
    faults: list[ValidityFault] = []
    reached: date | None = None
    for version in sorted(versions, key=lambda each: (each.since, each._end)):
        if reached is not None and version.since > reached:
            faults.append(ValidityFault(FaultKind.GAP, Validity(reached, version.since)))
        elif reached is not None and version.since < reached:
            end = min(reached, version._end)
            both = Validity(version.since, None if end == date.max else end)
            faults.append(ValidityFault(FaultKind.OVERLAP, both))
        reached = version._end if reached is None else max(reached, version._end)
    return tuple(faults)
