"""Correct a figure after its period was locked, beside the old value."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.foundations.decisions import NotAllowed, Refused, ensure
from binhyen.foundations.quantities import Figure
from binhyen.machinery.action import Done, act
from binhyen.reporting.actions.holding import authored_by, held, not_its_author
from binhyen.reporting.actions.opening import superiors_of
from binhyen.reporting.actions.recording import BadFigures, changed_event
from binhyen.reporting.actions.reviewing import LONGEST_REASON
from binhyen.reporting.models import Adjustment, Submission
from binhyen.reporting.permissions import may_adjust
from binhyen.reporting.rules.gates import keys_gate, values_gate
from binhyen.reporting.rules.states import may_step
from binhyen.reporting.rules.values import Document, changes_between


@act("reporting.adjust", gettext_lazy("Điều chỉnh sau khoá"), permission=may_adjust)
def adjust(*, by: Actor, submission: Submission, line: str, figure: Figure, reason: str) -> Done[Adjustment]:
    """Let another value hold for one line of a locked report. The locked value stays where it is.

    Whoever adjusts approves it by that, and so may not be the author of the report's values. Raises ``NotAllowed``
    and :class:`BadFigures`.
    """
    submission = held(by, submission)
    ensure(may_step("adjust", submission.state))
    ensure(not_its_author(submission.pk in authored_by(by, [submission.pk])))
    if not reason.strip():
        raise NotAllowed(
            Refused(
                "no-reason", _("Chưa ghi lý do điều chỉnh."), _("Ghi ngắn gọn lý do, không ghi tên người.")
            )
        )
    layout = submission.obligation.layout
    faults = keys_gate(layout, [line], takes_differences=True) or values_gate(layout, {line: figure})
    if faults:
        raise BadFigures(faults)
    before = Document(submission.in_force, submission.not_applicable_in_force)
    after = before.with_figures(layout, {line: figure})
    changes = changes_between(layout, before, after, {})
    if not changes:
        raise NotAllowed(
            Refused("nothing-new", _("Số điều chỉnh trùng với số đang có."), _("Không cần điều chỉnh."))
        )
    (_line, old, new, _address) = changes[0]
    submission.adjusted, submission.adjusted_not_applicable = after.values, after.not_applicable
    submission.changed_at = now()
    submission.save(update_fields=["adjusted", "adjusted_not_applicable", "changed_at"])
    adjustment = Adjustment.objects.create(
        submission=submission,
        unit_id=submission.unit_id,
        line=line,
        old=old or "",
        new=new or "",
        reason=reason.strip()[:LONGEST_REASON],
        at=now(),
        approved_by=by.account_id,
    )
    return Done(
        adjustment,
        unit_id=submission.unit_id,
        subject=f"report:{submission.pk}",
        detail={"line": line, "old": old, "new": new},
        events=changed_event(superiors_of([submission.obligation])),
    )
