"""Where may a report go from where it stands, and who leads it there?

The machine is this table; pages, acts and the diagram read it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.access.permissions import Permission
from binhyen.foundations.decisions import ALLOWED, Decision, Refused
from binhyen.reporting.models import State


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the machine. ``at_superior``: the permission must hold at the unit that receives the report."""

    code: str
    label: str | Promise
    since: frozenset[State]
    to: State
    permission: Permission
    at_superior: bool


STEPS: dict[str, Step] = {
    step.code: step
    for step in (
        Step(
            "record",
            gettext_lazy("Ghi số liệu"),
            frozenset({State.DRAFT, State.RETURNED, State.SUBMITTED}),
            State.DRAFT,
            Permission.ENTER_FIGURES,
            at_superior=False,
        ),
        Step(
            "submit",
            gettext_lazy("Nộp báo cáo"),
            frozenset({State.DRAFT, State.RETURNED}),
            State.SUBMITTED,
            Permission.SUBMIT_REPORT,
            at_superior=False,
        ),
        Step(
            "return",
            gettext_lazy("Trả lại"),
            frozenset({State.SUBMITTED, State.ACCEPTED}),
            State.RETURNED,
            Permission.REVIEW_REPORT,
            at_superior=True,
        ),
        Step(
            "accept",
            gettext_lazy("Duyệt"),
            frozenset({State.SUBMITTED}),
            State.ACCEPTED,
            Permission.REVIEW_REPORT,
            at_superior=True,
        ),
        Step(
            "lock",
            gettext_lazy("Khoá kỳ"),
            frozenset({State.ACCEPTED}),
            State.LOCKED,
            Permission.LOCK_PERIOD,
            at_superior=True,
        ),
        Step(
            "adjust",
            gettext_lazy("Điều chỉnh sau khoá"),
            frozenset({State.LOCKED}),
            State.LOCKED,
            Permission.ADJUST_FIGURE,
            at_superior=True,
        ),
    )
}

OWNER: dict[State, str | Promise] = {
    State.DRAFT: gettext_lazy("đơn vị báo cáo"),
    State.SUBMITTED: gettext_lazy("đơn vị nhận báo cáo"),
    State.RETURNED: gettext_lazy("đơn vị báo cáo"),
    State.ACCEPTED: gettext_lazy("đơn vị nhận báo cáo"),
    State.LOCKED: gettext_lazy("đơn vị nhận báo cáo"),
}
"""Whose turn it is in each state."""


def may_step(code: str, state: str) -> Decision:
    """Whether the step may be taken from ``state``; a refusal names the state and what would help."""
    step = STEPS[code]
    here = State(state)
    if here in step.since:
        return ALLOWED
    return Refused(
        "wrong-state",
        _("Báo cáo đang ở trạng thái “%(state)s” nên không thực hiện được việc “%(step)s”.")
        % {"state": here.label, "step": step.label},
        str(_REMEDIES[here]),
    )


_REMEDIES: dict[State, str | Promise] = {
    State.DRAFT: gettext_lazy("Đơn vị cần nộp báo cáo trước."),
    State.SUBMITTED: gettext_lazy("Chờ đơn vị nhận báo cáo duyệt hoặc trả lại."),
    State.RETURNED: gettext_lazy("Đơn vị cần sửa và nộp lại."),
    State.ACCEPTED: gettext_lazy("Nếu cần sửa, nhờ đơn vị nhận báo cáo trả lại."),
    State.LOCKED: gettext_lazy("Kỳ đã khoá: chỉ còn điều chỉnh có lý do bên cạnh số cũ."),
}
