"""Where do the reports of a period stand, unit by unit?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.clock import today
from binhyen.foundations.periods import Period
from binhyen.indicators.models import DataSet
from binhyen.machinery.database.scoping import within
from binhyen.reporting.models import Obligation, State, Submission
from binhyen.reporting.naming import with_unit_names
from binhyen.reporting.rules.completeness import AWAITED as AWAITED
from binhyen.reporting.rules.completeness import Standing, filling_of, lines_asked, standing_of
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
    def of(cls, statuses: Sequence[ReportStatus]) -> StatusCounts:
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
