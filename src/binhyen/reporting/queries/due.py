"""What does the actor's own unit still owe?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.periods import Period, calendar_of, parse_period
from binhyen.indicators.values import FormLayout
from binhyen.reporting.models import Obligation, State, Submission
from binhyen.reporting.queries.status import AWAITED


@dataclass(frozen=True, slots=True)
class Due:
    """A report that waits for its unit: nothing came in yet, it is a draft, or it was given back with a reason."""

    obligation_id: int
    layout: FormLayout
    period: Period
    state: str
    deadline: date
    overdue: bool
    return_reason: str
    title: str = ""
    """What the desk called it, where it was asked for beside the periodic reports."""


def due_of(actor: Actor) -> tuple[Due, ...]:
    """The reports of open periods that wait for the units at which the actor stands, the earliest deadline first.

    One statement.
    """
    submission = Submission.objects.visible_to(actor).filter(pk=OuterRef("pk"))
    waiting = (
        Obligation.objects.visible_to(actor)
        .filter(unit_id__in=actor.reach.own, closed_at=None)
        .annotate(
            state=Coalesce(Subquery(submission.values("state")[:1]), Value(AWAITED)),
            return_reason=Subquery(submission.values("return_reason")[:1]),
            by_when=Coalesce("extended_to", "deadline"),
        )
        .filter(state__in=[AWAITED, State.DRAFT, State.RETURNED])
        .select_related("version")
        .order_by("by_when", "unit_path", "data_set_id")
    )
    found = []
    for obligation in waiting:
        layout = obligation.layout
        returned = obligation.state == State.RETURNED
        found.append(
            Due(
                obligation.pk,
                layout,
                parse_period(obligation.period, calendar_of(layout.calendar)),
                obligation.state,
                obligation.due,
                today() > obligation.due,
                (obligation.return_reason or "") if returned else "",
                obligation.title,
            )
        )
    return tuple(found)
