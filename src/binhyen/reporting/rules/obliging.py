"""Who owes a report for a period, for which days of it, and to whom?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from binhyen.foundations.periods import Period
from binhyen.foundations.validity import Validity


@dataclass(frozen=True, slots=True)
class UnitLife:
    """One version of a unit that could owe the report: what it was and under whom, and the unit's own life."""

    unit_id: int
    kind: str
    parent_id: int | None
    parent_level: str
    version: Validity
    life: Validity


@dataclass(frozen=True, slots=True)
class Owed:
    """A unit owes the report to ``superior_id``. ``part`` is set where it lived through a part of the period alone."""

    unit_id: int
    superior_id: int
    part: Validity | None


def owed_by(
    lives: Iterable[UnitLife], period: Period, kinds: tuple[str, ...] = (), under: tuple[str, ...] = ()
) -> tuple[Owed, ...]:
    """What the units owe for the period, one each, in the order given.

    A unit is obliged for the days of the period on which it lives. It reports to the unit above it on the last of
    those days, and counts if its kind on that day is among ``kinds`` (empty: every kind) and the level of the unit
    above among ``under`` (empty: every level).
    """
    days = Validity(period.first_day, _day_after(period.last_day))
    owed = []
    for each in lives:
        lived = each.life.intersection(days)
        if lived is None or each.parent_id is None:
            continue
        if (kinds and each.kind not in kinds) or (under and each.parent_level not in under):
            continue
        last = lived.last_day or period.last_day
        if each.version.holds_on(last):
            owed.append(Owed(each.unit_id, each.parent_id, None if lived == days else lived))
    return tuple(owed)


def _day_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
