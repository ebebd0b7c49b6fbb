"""What a person says of proposed figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.machinery.action import Done, act
from binhyen.narratives.actions.holding import held_candidate, held_narrative
from binhyen.narratives.actions.laying import is_left_out, lay_near, subject_of
from binhyen.narratives.models import Candidate, Narrative, Use, Verdict
from binhyen.narratives.permissions import may_judge, may_work_on
from binhyen.narratives.rules.candidates import differences, held, kept_correction
from binhyen.narratives.rules.lines import use_for
from binhyen.narratives.values import Kind

_JUDGED = ("verdict", "use", "said", "line", "decided_at", "decided_by")
TAKEN = (Verdict.ACCEPTED, Verdict.CORRECTED)


@act("narratives.judge", gettext_lazy("Đánh giá số liệu đề xuất"), permission=may_judge)
def judge(
    *,
    by: Actor,
    candidate: Candidate,
    verdict: Verdict,
    use: Use | None = None,
    said: Mapping[str, Any] | None = None,
    line: str | None = None,
) -> Done[Candidate]:
    """Accept, correct or refuse a proposed figure, or put it back to be looked at.

    ``said`` are corrections by the names of ``rules/candidates.py``; whoever accepts with something said corrects, and
    whoever corrects without a difference accepts. ``line`` is the line of the receiving report, None: the one proposed.
    ``use`` None: what ``rules/lines.py`` says. Of two people the later word counts, and who said it is kept. A figure
    that is written into a report is judged no more. Raises ``BadInput`` for corrections that no figure can say.
    """
    narrative, candidate = held_candidate(by, candidate)
    if candidate.recorded_at is not None:
        raise NotAllowed(_written())
    before = (candidate.verdict, candidate.use, candidate.said, candidate.line)
    left_out, spoke_of = is_left_out(candidate), subject_of(candidate)
    taken = verdict in TAKEN
    candidate.said = differences(candidate.proposed, kept_correction(said or {})) if taken else {}
    if taken and not candidate.by_hand:
        verdict = Verdict.CORRECTED if candidate.said else Verdict.ACCEPTED
    candidate.verdict = verdict
    if line is not None:
        candidate.line = line
    figure = held(candidate.proposed, candidate.said)
    has_report = narrative.obligation_id is not None
    candidate.use = (use or use_for(figure, candidate.line, has_report=has_report)) if taken else ""
    candidate.decided_at, candidate.decided_by = (
        (None, None) if verdict is Verdict.OPEN else (now(), by.account_id)
    )
    candidate.save(update_fields=_JUDGED)
    after = (candidate.verdict, candidate.use, candidate.said, candidate.line)
    if before[2:] != after[2:] or left_out != is_left_out(candidate) or figure.kind is Kind.TARGET:
        lay_near(by, narrative, [candidate.pk], {spoke_of, subject_of(candidate)} - {""})
    return Done(
        candidate,
        unit_id=candidate.unit_id,
        subject=f"narrative:{narrative.pk}",
        detail={"figure": candidate.number, "verdict": candidate.verdict, "use": candidate.use},
        worth_a_line=before != after,
    )


def _written() -> Refused:
    return Refused(
        "figure-written",
        _("Số này đã ghi vào báo cáo."),
        _("Muốn sửa thì sửa ở trang nhập số liệu của báo cáo đó."),
    )


@act("narratives.accept-sure", gettext_lazy("Nhận các số liệu rõ ràng nhất"), permission=may_work_on)
def accept_sure(*, by: Actor, narrative: Narrative) -> Done[int]:
    """Accept every sure figure that nobody judged yet, for the receiving report; answers how many. Two statements."""
    held = held_narrative(by, narrative)
    accepted = (
        Candidate.objects.visible_to(by)
        .filter(narrative=held, verdict=Verdict.OPEN, is_sure=True)
        .exclude(line="")
        .update(verdict=Verdict.ACCEPTED, use=Use.FIGURE, decided_at=now(), decided_by=by.account_id)
    )
    return Done(
        accepted,
        unit_id=held.unit_id,
        subject=f"narrative:{held.pk}",
        detail={"accepted": accepted},
        worth_a_line=accepted > 0,
    )


@act("narratives.reopen", gettext_lazy("Xem lại các số liệu vừa nhận"), permission=may_work_on)
def reopen(*, by: Actor, narrative: Narrative, numbers: Sequence[int]) -> Done[int]:
    """Put accepted figures back to be looked at, by their numbers; answers how many. Two statements.

    What was corrected, refused or written meanwhile stays as it is.
    """
    held = held_narrative(by, narrative)
    reopened = (
        Candidate.objects.visible_to(by)
        .filter(narrative=held, number__in=numbers, verdict=Verdict.ACCEPTED, recorded_at=None)
        .update(verdict=Verdict.OPEN, use="", decided_at=None, decided_by=None)
    )
    return Done(
        reopened,
        unit_id=held.unit_id,
        subject=f"narrative:{held.pk}",
        detail={"reopened": reopened},
        worth_a_line=reopened > 0,
    )
