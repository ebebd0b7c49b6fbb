"""Where may a report go from where it stands, and who leads it there?"""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.access.values import Permission
from binhyen.foundations.decisions import Decision
from binhyen.foundations.states import StateMachine, Step


class State(StrEnum):
    """Where a report stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    LOCKED = "locked"

    @property
    def label(self) -> str:
        """What people call it, in the reader's language."""
        return str(LABELS[self])


LABELS: dict[State, object] = {
    State.DRAFT: gettext_lazy("bản nháp"),
    State.SUBMITTED: gettext_lazy("chờ duyệt"),
    State.RETURNED: gettext_lazy("trả lại"),
    State.ACCEPTED: gettext_lazy("đã duyệt"),
    State.LOCKED: gettext_lazy("đã khoá"),
}

_THE_UNIT: object = gettext_lazy("đơn vị báo cáo")
_THE_SUPERIOR: object = gettext_lazy("đơn vị nhận báo cáo")

MACHINE: StateMachine[Permission] = StateMachine(
    name="reporting",
    first=State.DRAFT,
    states={state.value: label for state, label in LABELS.items()},
    owners={
        State.DRAFT: _THE_UNIT,
        State.SUBMITTED: _THE_SUPERIOR,
        State.RETURNED: _THE_UNIT,
        State.ACCEPTED: _THE_SUPERIOR,
        State.LOCKED: _THE_SUPERIOR,
    },
    steps=(
        Step(
            "record",
            gettext_lazy("Ghi số liệu"),
            frozenset({State.DRAFT, State.RETURNED, State.SUBMITTED}),
            State.DRAFT,
            Permission.ENTER_FIGURES,
        ),
        Step(
            "submit",
            gettext_lazy("Nộp báo cáo"),
            frozenset({State.DRAFT, State.RETURNED}),
            State.SUBMITTED,
            Permission.SUBMIT_REPORT,
        ),
        Step(
            "take-back",
            gettext_lazy("Rút lại để sửa"),
            frozenset({State.SUBMITTED}),
            State.DRAFT,
            Permission.SUBMIT_REPORT,
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
    ),
    final=frozenset({State.LOCKED}),
)


def may_step(code: str, state: str) -> Decision:
    """Whether the step may be taken from ``state``; a refusal names the state and what would help."""
    return MACHINE.may_step(
        code,
        state,
        _("Báo cáo đang ở trạng thái “%(state)s” nên không thực hiện được việc “%(step)s”."),
        _REMEDIES,
    )


_REMEDIES: dict[str, object] = {
    State.DRAFT: gettext_lazy("Đơn vị cần nộp báo cáo trước."),
    State.SUBMITTED: gettext_lazy("Chờ đơn vị nhận báo cáo duyệt hoặc trả lại."),
    State.RETURNED: gettext_lazy("Đơn vị cần sửa và nộp lại."),
    State.ACCEPTED: gettext_lazy("Nếu cần sửa, nhờ đơn vị nhận báo cáo trả lại."),
    State.LOCKED: gettext_lazy("Kỳ đã khoá: chỉ còn điều chỉnh có lý do bên cạnh số cũ."),
}
