"""Where did one unit's figure come from? As the figure sheet tells it: by role and unit, never by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

OriginKey = tuple[str, str, int, str]
"""Form, period, unit and line of a figure."""


@dataclass(frozen=True, slots=True)
class Origin:
    """How a figure got into a report: by which way, from which cell of which file, when; corrected since or not."""

    way: str
    file: str
    cell: str
    recorded_at: datetime
    adjusted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """Where a report stands and who accepted it: the role and its unit, or nothing where that is not known."""

    unit_id: int
    code: str
    name: str
    form: str
    period: str
    state: str
    late: bool
    submitted_at: datetime | None
    accepted_at: datetime | None
    accepted_by: str


@dataclass(frozen=True)
class Origins:
    """All that the figure sheet tells about where figures come from."""

    figures: Mapping[OriginKey, Origin]
    approvals: tuple[Approval, ...]

    @cached_property
    def approval(self) -> Mapping[tuple[str, str, int], Approval]:
        """By form, period and unit."""
        return {(each.form, each.period, each.unit_id): each for each in self.approvals}
