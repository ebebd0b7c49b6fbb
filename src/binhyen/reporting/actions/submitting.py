"""Hand a report in, and take it back while nobody has judged it yet."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.foundations.decisions import NotAllowed, Refused, ensure
from binhyen.machinery.action import Done, act
from binhyen.reporting.actions.holding import held
from binhyen.reporting.actions.recording import BadFigures
from binhyen.reporting.actions.writing import Incoming, prepare, write
from binhyen.reporting.events import ReportSubmitted
from binhyen.reporting.models import State, Submission
from binhyen.reporting.permissions import may_submit
from binhyen.reporting.rules.gates import timeliness_gate
from binhyen.reporting.rules.states import may_step


@act("reporting.submit", gettext_lazy("Nộp báo cáo"), permission=may_submit)
def submit(*, by: Actor, submission: Submission) -> Done[Submission]:
    """Hand the report in to the unit above. After the deadline it is taken and marked late.

    What bodies of the unit filled in is taken over; of a part, handing in says that it is ready. Raises
    ``NotAllowed``: not a draft or given back; the period locked or not over yet; a part not ready; no figure in it;
    a check that does not hold, or a difference from shorter reports, that is not explained.
    """
    obligation = submission.obligation
    (prepared,) = prepare(by, [Incoming(obligation, {})])
    ensure(
        timeliness_gate(
            closed=obligation.closed_at is not None,
            state=prepared.submission.state,
            period_label=prepared.period.label,
        )
    )
    ensure(may_step("submit", prepared.submission.state))
    judged = prepared.gates(to_submit=True)
    if isinstance(judged, Refused):
        raise NotAllowed(judged)
    if isinstance(judged, list):
        raise BadFigures(judged)
    write(by, [prepared], to_submit=True)
    return Done(
        prepared.submission,
        unit_id=submission.unit_id,
        subject=f"report:{submission.pk}",
        detail={"late": prepared.submission.late},
        events=(
            ReportSubmitted(obligation.pk, obligation.unit_id, obligation.superior_id, obligation.part_of_id),
        ),
    )


@act("reporting.take-back", gettext_lazy("Rút lại báo cáo để sửa"), permission=may_submit)
def take_back(*, by: Actor, submission: Submission) -> Done[Submission]:
    """The unit takes back what it handed in, to change it: a draft again, as long as it was not accepted.

    It is then as if it had not been handed in yet: being in time is judged anew, unlike with a report that was given
    back. Raises ``NotAllowed`` where it does not wait for the unit above any more.
    """
    submission = held(by, submission)
    ensure(may_step("take-back", submission.state))
    submission.state, submission.flags, submission.changed_at = State.DRAFT, [], now()
    submission.submitted_at = submission.submitted_by = None
    submission.late = False
    submission.save(update_fields=["state", "flags", "changed_at", "submitted_at", "submitted_by", "late"])
    return Done(submission, unit_id=submission.unit_id, subject=f"report:{submission.pk}")
