"""The desk's side: take a report, give it back, take many, lock a period."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.clock import now
from binhyen.foundations.decisions import ALLOWED, Decision, Refused, ensure
from binhyen.indicators.models import DataSet
from binhyen.machinery.action import Done, act
from binhyen.machinery.database.scoping import within
from binhyen.orgunits.models import OrgUnit
from binhyen.reporting.actions.holding import authored_by, held, not_its_author
from binhyen.reporting.actions.opening import superiors_of
from binhyen.reporting.actions.parts import give_back, parts_of
from binhyen.reporting.actions.recording import changed_event
from binhyen.reporting.events import ReportReturned, ReportsAccepted
from binhyen.reporting.models import Obligation, State, Submission
from binhyen.reporting.permissions import may_lock, may_review, may_review_below
from binhyen.reporting.rules.flags import unanswered
from binhyen.reporting.rules.states import may_step

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class CellReason:
    """Why one cell was given back."""

    line: str
    reason: str


@dataclass(frozen=True, slots=True)
class AcceptedMany:
    """Which reports were accepted, and which were left out and why; as keys of units, in the order of the list."""

    accepted: tuple[int, ...]
    flagged: tuple[int, ...]
    own: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Locked:
    """A locked period: how many reports were locked, and how many units remain without one."""

    reports: int
    without: int


@act("reporting.accept", gettext_lazy("Duyệt báo cáo"), permission=may_review)
def accept(*, by: Actor, submission: Submission) -> Done[Submission]:
    """Take the report: its figures now count in every sum above.

    Refused to the account that entered or corrected a value of it; having brought the unit's own workbook is
    delivery and no authorship. Flags don't hold it up: whoever accepts one report has it before their eyes.
    """
    submission = held(by, submission)
    ensure(may_step("accept", submission.state))
    ensure(not_its_author(submission.pk in authored_by(by, [submission.pk])))
    _mark_accepted([submission], by)
    submission.save(update_fields=["state", "accepted_at", "accepted_by"])
    return Done(
        submission,
        unit_id=submission.unit_id,
        subject=f"report:{submission.pk}",
        detail={"flags": len(submission.flags)},
        events=(
            *changed_event(superiors_of([submission.obligation])),
            ReportsAccepted((submission.pk,)),
        ),
    )


@act("reporting.accept-many", gettext_lazy("Duyệt nhiều báo cáo"), permission=may_review_below)
def accept_many(
    *, by: Actor, under: OrgUnit, data_set: DataSet, period: str, with_flags: bool = False
) -> Done[AcceptedMany]:
    """Take every report of the form and period that is owed at or below ``under`` and waits for it.

    Left out and named: those with unanswered flags, unless ``with_flags``; those of which the account entered or
    corrected a value. A constant number of statements.
    """
    waiting = list(
        Submission.objects.visible_to(by)
        .filter(
            within(branches(paths=(under.path,))),
            obligation__data_set=data_set,
            obligation__period=period,
            obligation__closed_at=None,
            obligation__part_of=None,
            state=State.SUBMITTED,
        )
        .exclude(unit_id=under.pk)
        .select_related("obligation")
        .order_by("unit_path")
        .select_for_update(of=("self",))
    )
    authored = authored_by(by, [submission.pk for submission in waiting])
    own = [submission for submission in waiting if submission.pk in authored]
    flagged = [
        submission
        for submission in waiting
        if submission.pk not in authored and not with_flags and unanswered(submission.flags)
    ]
    left_out = {submission.pk for submission in (*own, *flagged)}
    taken = [submission for submission in waiting if submission.pk not in left_out]
    _mark_accepted(taken, by)
    if taken:
        Submission.objects.visible_to(by).filter(pk__in=[submission.pk for submission in taken]).update(
            state=State.ACCEPTED, accepted_at=taken[0].accepted_at, accepted_by=by.account_id
        )
    return Done(
        AcceptedMany(
            tuple(submission.unit_id for submission in taken),
            tuple(submission.unit_id for submission in flagged),
            tuple(submission.unit_id for submission in own),
        ),
        unit_id=under.pk,
        subject=f"{data_set.code}:{period}",
        detail={
            "accepted": [submission.pk for submission in taken],
            "left_out": sorted(left_out),
            "with_flags": with_flags,
        },
        events=(
            *changed_event(superiors_of(submission.obligation for submission in taken)),
            ReportsAccepted(tuple(submission.pk for submission in taken)),
        )
        if taken
        else (),
        worth_a_line=bool(taken),
    )


@act("reporting.return", gettext_lazy("Trả lại báo cáo"), permission=may_review)
def return_for_correction(
    *, by: Actor, submission: Submission, reason: str, cells: Sequence[CellReason] = ()
) -> Done[Submission]:
    """Give the report back to its unit, with a reason, and where it helps a reason on single cells.

    An accepted report that is given back no longer counts in the sums. A locked one is adjusted instead. Cells that a
    body of the unit filled in are given back to that body too.
    """
    submission = held(by, submission)
    ensure(may_step("return", submission.state))
    ensure(_said(reason, cells, submission))
    counted = submission.state == State.ACCEPTED
    submission.state = State.RETURNED
    submission.return_reason = reason.strip()[:LONGEST_REASON]
    submission.returns = [
        {"line": cell.line, "reason": cell.reason.strip()[:LONGEST_REASON]} for cell in cells
    ]
    submission.accepted_at = submission.accepted_by = None
    submission.save(update_fields=["state", "return_reason", "returns", "accepted_at", "accepted_by"])
    parts = parts_of(by, [submission.obligation], hold=True).get(submission.pk, ())
    given_back = give_back(parts, submission.return_reason, {cell.line: cell.reason for cell in cells})
    returned = ReportReturned(submission.pk, submission.unit_id, given_back)
    return Done(
        submission,
        unit_id=submission.unit_id,
        subject=f"report:{submission.pk}",
        detail={"cells": [cell.line for cell in cells], "had_counted": counted, "parts": list(given_back)},
        events=(*changed_event(superiors_of([submission.obligation])), returned) if counted else (returned,),
    )


@act("reporting.lock", gettext_lazy("Khoá kỳ báo cáo"), permission=may_lock)
def lock(*, by: Actor, under: OrgUnit, data_set: DataSet, period: str) -> Done[Locked]:
    """Close the period for all units at and below ``under``: nothing comes in any more, figures no longer change.

    This act alone closes a period. It is refused while a report waits to be judged, or none was accepted. Units
    without an accepted report stay missing; what is corrected later is an adjustment beside the old value.
    """
    owed = Obligation.objects.visible_to(by).filter(
        within(branches(paths=(under.path,))), data_set=data_set, period=period, closed_at=None
    )
    obligations = list(owed.order_by("pk").select_for_update())
    wholes = [obligation for obligation in obligations if obligation.part_of_id is None]
    states = dict(
        Submission.objects.visible_to(by)
        .filter(obligation_id__in=[obligation.pk for obligation in obligations])
        .order_by("pk")
        .select_for_update()
        .values_list("pk", "state")
    )
    ensure(_ready_to_lock(wholes, {each.pk: states[each.pk] for each in wholes if each.pk in states}))
    moment = now()
    locking = [pk for pk, state in states.items() if state == State.ACCEPTED]
    Submission.objects.visible_to(by).filter(pk__in=locking).update(state=State.LOCKED, locked_at=moment)
    Obligation.objects.visible_to(by).filter(pk__in=[obligation.pk for obligation in obligations]).update(
        closed_at=moment
    )
    locked = sum(states.get(whole.pk) == State.ACCEPTED for whole in wholes)
    return Done(
        Locked(locked, len(wholes) - locked),
        unit_id=under.pk,
        subject=f"{data_set.code}:{period}",
        detail={"locked": locked, "without": len(wholes) - locked},
        events=changed_event(superiors_of(wholes)),
    )


def _mark_accepted(submissions: Iterable[Submission], by: Actor) -> None:
    moment = now()
    for submission in submissions:
        submission.state = State.ACCEPTED
        submission.accepted_at, submission.accepted_by = moment, by.account_id


def _said(reason: str, cells: Sequence[CellReason], submission: Submission) -> Decision:
    if not reason.strip() or any(not cell.reason.strip() for cell in cells):
        return Refused(
            "no-reason",
            _("Chưa ghi lý do trả lại."),
            _("Ghi ngắn gọn cần sửa gì, không ghi tên người."),
        )
    known = submission.obligation.layout.by_code
    unknown = [cell.line for cell in cells if cell.line not in known]
    if unknown:
        return Refused(
            "unknown-line",
            _("Biểu không có dòng “%(line)s”.") % {"line": unknown[0]},
            _("Chọn dòng có trong biểu."),
        )
    return ALLOWED


def _ready_to_lock(obligations: Sequence[Obligation], states: dict[int, str]) -> Decision:
    if not obligations:
        return Refused(
            "nothing-to-lock",
            _("Không có báo cáo nào của kỳ này đang mở."),
            _("Kiểm tra lại biểu và kỳ, hoặc mở kỳ báo cáo trước."),
        )
    waiting = sum(state == State.SUBMITTED for state in states.values())
    if waiting:
        return Refused(
            "reports-waiting",
            _("Còn %(count)s báo cáo chờ duyệt nên chưa khoá kỳ được.") % {"count": waiting},
            _("Duyệt hoặc trả lại các báo cáo đó trước."),
        )
    if State.ACCEPTED not in states.values():
        return Refused(
            "nothing-accepted",
            _("Chưa có báo cáo nào của kỳ này được duyệt; khoá bây giờ thì cả kỳ để trống."),
            _("Duyệt báo cáo trước, rồi khoá kỳ."),
        )
    return ALLOWED
