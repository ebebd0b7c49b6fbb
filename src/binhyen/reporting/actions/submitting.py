"""Hand a report in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import ensure
from binhyen.indicators.queries import layout_of
from binhyen.machinery.action import Done, act
from binhyen.reporting.actions.writing import hand_in, previous_values
from binhyen.reporting.models import Submission
from binhyen.reporting.permissions import may_submit
from binhyen.reporting.rules.gates import submitting_gate, timeliness_gate
from binhyen.reporting.rules.states import may_step
from binhyen.reporting.rules.values import Document


@act("reporting.submit", gettext_lazy("Nộp báo cáo"), permission=may_submit)
def submit(*, by: Actor, submission: Submission) -> Done[Submission]:
    """Hand the report in to the unit above. After the deadline it is taken and marked late.

    Raises ``NotAllowed``: not a draft or given back; the period locked or not over yet; no figure in it; a check
    that does not hold and is not explained.
    """
    submission = Submission.objects.visible_to(by).select_for_update().get(pk=submission.pk)
    obligation = submission.obligation
    layout = layout_of(obligation.version)
    ensure(
        timeliness_gate(
            closed=obligation.closed_at is not None,
            state=submission.state,
            period_label=obligation.period_in(layout.calendar).label,
        )
    )
    ensure(may_step("submit", submission.state))
    ensure(
        submitting_gate(
            layout,
            Document(submission.values, submission.not_applicable),
            submission.notes,
            last_day=obligation.last_day,
            today=today(),
        )
    )
    hand_in(submission, obligation, layout, by, today(), previous_values(by, [obligation]))
    submission.save(update_fields=["state", "submitted_at", "submitted_by", "late", "flags"])
    return Done(
        submission,
        unit_id=submission.unit_id,
        subject=f"report:{submission.pk}",
        detail={"late": submission.late},
    )
