"""Where do the reports of a period stand, unit by unit?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import Count, Exists, F, Func, OuterRef, Q, Subquery, TextField, Value

from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.clock import today
from binhyen.foundations.periods import Period
from binhyen.indicators.models import DataSet
from binhyen.machinery.database.scoping import within
from binhyen.reporting.models import Obligation, State, Submission
from binhyen.reporting.naming import with_unit_names
from binhyen.reporting.rules.completeness import AWAITED as AWAITED
from binhyen.reporting.rules.completeness import (
    RECEIVED,
    Standing,
    Tally,
    filling_of,
    lines_asked,
    standing_of,
)
from binhyen.reporting.rules.flags import unanswered
from binhyen.reporting.versions import with_versions


@dataclass(frozen=True, slots=True)
class ReportStatus:
    """One unit's report of one period, as the desk sees it. ``state`` is a ``State`` or ``AWAITED``.

    ``standing`` says how it is counted; ``filled`` of ``asked`` lines that it is asked to fill in say something.
    ``part_from`` and ``part_until`` are set where the unit lived through a part of the period alone.
    """

    obligation_id: int
    unit_id: int
    unit_path: str
    unit_code: str
    unit_name: str
    state: str
    standing: Standing
    flags: int
    filled: int
    asked: int
    deadline: date
    extended: bool
    closed: bool
    part_from: date | None
    part_until: date | None

    @property
    def late(self) -> bool:
        """It came after the deadline, or has not come though the deadline is over."""
        return self.standing.late

    @property
    def state_label(self) -> str:
        return str(State(self.state).label) if self.state != AWAITED else ""


class Counted(Protocol):
    """A report of which the desk counts where it stands."""

    @property
    def state(self) -> str: ...
    @property
    def late(self) -> bool: ...
    @property
    def flags(self) -> int: ...


@dataclass(frozen=True, slots=True)
class StatusCounts:
    """How many reports stand where."""

    owed: int
    awaited: int
    draft: int
    submitted: int
    returned: int
    accepted: int
    locked: int
    late: int
    flagged: int

    @classmethod
    def of(cls, reports: Iterable[Counted]) -> StatusCounts:
        statuses = list(reports)
        by_state = Counter(status.state for status in statuses)
        return cls(
            owed=len(statuses),
            awaited=by_state[AWAITED],
            draft=by_state[State.DRAFT],
            submitted=by_state[State.SUBMITTED],
            returned=by_state[State.RETURNED],
            accepted=by_state[State.ACCEPTED],
            locked=by_state[State.LOCKED],
            late=sum(status.late for status in statuses),
            flagged=sum(status.flags > 0 for status in statuses),
        )


def statuses_below(actor: Actor, path: str, data_set: DataSet, period: Period) -> tuple[ReportStatus, ...]:
    """The reports of the form and period that units at and below ``path`` owe, in the Vietnamese order of names.

    Three statements.
    """
    owed = Obligation.objects.visible_to(actor).filter(
        within(branches(paths=(path,))), data_set=data_set, period=period.code, part_of=None
    )
    obligations = with_versions(
        with_unit_names(owed, period.last_day).order_by("unit_sort", "unit_id"),
    )
    submissions = {
        submission.pk: submission
        for submission in Submission.objects.visible_to(actor).filter(
            obligation_id__in=[obligation.pk for obligation in obligations]
        )
    }
    return tuple(_status(obligation, submissions.get(obligation.pk)) for obligation in obligations)


def _status(obligation: Obligation, submission: Submission | None) -> ReportStatus:
    state = submission.state if submission else AWAITED
    standing = standing_of(
        state,
        handed_in=submission is not None and submission.submitted_at is not None,
        came_late=submission is not None and submission.late,
        due=obligation.due,
        closed=obligation.closed_at is not None,
        today=today(),
    )
    asked = lines_asked(obligation.layout, obligation.handed_out, state)
    filling = filling_of(
        asked,
        {at for at, value in enumerate(submission.in_force) if value is None} if submission else asked,
        submission.not_applicable_in_force if submission else (),
    )
    return ReportStatus(
        obligation_id=obligation.pk,
        unit_id=obligation.unit_id,
        unit_path=obligation.unit_path,
        unit_code=obligation.unit_code or "",  # type: ignore[attr-defined]
        unit_name=obligation.unit_name or "",  # type: ignore[attr-defined]
        state=state,
        standing=standing,
        flags=len(unanswered(submission.flags)) if submission and state == State.SUBMITTED else 0,
        filled=filling.filled,
        asked=filling.asked,
        deadline=obligation.due,
        extended=obligation.extended_to is not None,
        closed=obligation.closed_at is not None,
        part_from=obligation.lives_from,
        part_until=obligation.lives_until,
    )


@dataclass(frozen=True, slots=True)
class Branch:
    """The reports owed at a unit and below it: how many are owed and received, and how many wait to be judged."""

    tally: Tally
    waiting: int


def branches_of(actor: Actor, path: str, data_set: DataSet, period: Period) -> dict[int, Branch]:
    """The reports of the form and period by the unit next below ``path`` to whose branch they belong. One statement."""
    submission = Submission.objects.visible_to(actor).filter(pk=OuterRef("pk"))
    received = Q(state__in=RECEIVED)
    below = Func(
        F("unit_path"),
        Value("."),
        Value(path.count(".") + 1),
        function="split_part",
        output_field=TextField(),
    )
    counted = (
        Obligation.objects.visible_to(actor)
        .filter(within(branches(paths=(path,))), data_set=data_set, period=period.code, part_of=None)
        .exclude(unit_path=path)
        .alias(state=Subquery(submission.values("state")[:1]), late=Subquery(submission.values("late")[:1]))
        .order_by()
        .values(below=below)
        .annotate(
            owed=Count("pk"),
            received=Count("pk", filter=received),
            on_time=Count("pk", filter=received & Q(late=False)),
            waiting=Count("pk", filter=Q(state=State.SUBMITTED)),
        )
    )
    return {
        int(row["below"]): Branch(Tally(row["owed"], row["received"], row["on_time"]), row["waiting"])
        for row in counted
    }


@dataclass(frozen=True, slots=True)
class Queue:
    """The reports that wait beside one: how many, which of them it is, and the ones before and after it.

    ``place`` counts from 1, and is 0 where the report does not wait itself. The last is followed by the first.
    """

    length: int
    place: int
    previous: int | None
    following: int | None


def queue_beside(actor: Actor, obligation: Obligation) -> Queue:
    """The reports of the same form and period that wait for the same desk, in the Vietnamese order of names.

    One statement.
    """
    waiting = Submission.objects.visible_to(actor).filter(state=State.SUBMITTED).values("pk")
    owed = Obligation.objects.visible_to(actor).filter(
        Q(pk__in=waiting) | Q(pk=obligation.pk),
        superior_id=obligation.superior_id,
        data_set_id=obligation.data_set_id,
        period=obligation.period,
        part_of=None,
        closed_at=None,
    )
    named = with_unit_names(owed, obligation.last_day).order_by("unit_sort", "unit_id")
    listed = list(named.annotate(waits=Exists(waiting.filter(pk=OuterRef("pk")))).values_list("pk", "waits"))
    here = next((at for at, (pk, _waits) in enumerate(listed) if pk == obligation.pk), 0)
    others = [pk for pk, waits in (*listed[here + 1 :], *listed[:here]) if waits]
    before = sum(waits for _pk, waits in listed[:here])
    waits_itself = bool(listed) and listed[here][0] == obligation.pk and listed[here][1]
    return Queue(
        len(others) + waits_itself,
        before + 1 if waits_itself else 0,
        others[-1] if others else None,
        others[0] if others else None,
    )
