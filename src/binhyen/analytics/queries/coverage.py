"""How much of what is owed is there, and who is missing?"""

from __future__ import annotations

from dataclasses import dataclass

from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.indicators.models import DataSet
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.models import State
from binhyen.reporting.queries import ReportStatus, StatusCounts, statuses_below


@dataclass(frozen=True, slots=True)
class Completeness:
    """Where the reports of a form and period stand. ``missing`` are those not accepted, in the order of names."""

    counts: StatusCounts
    missing: tuple[ReportStatus, ...]

    @property
    def is_complete(self) -> bool:
        return self.counts.owed > 0 and not self.missing


def completeness(actor: Actor, unit_id: int, data_set: DataSet, period: Period) -> Completeness:
    """The reports that the unit and those below it owe for the period. Three statements."""
    unit = OrgUnit.objects.visible_to(actor).filter(pk=unit_id).first()
    statuses = statuses_below(actor, unit.path, data_set, period) if unit is not None else ()
    return Completeness(
        StatusCounts.of(statuses),
        tuple(status for status in statuses if status.state not in (State.ACCEPTED, State.LOCKED)),
    )


def missing_units(actor: Actor, unit_id: int, data_set: DataSet, period: Period) -> tuple[ReportStatus, ...]:
    """The units whose report of the period is not accepted, in the Vietnamese order of their names."""
    return completeness(actor, unit_id, data_set, period).missing
