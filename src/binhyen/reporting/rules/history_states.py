"""Where may an intake of former years go from where it stands, and who leads it there?"""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.access.values import Permission
from binhyen.foundations.decisions import Decision
from binhyen.foundations.states import StateMachine, Step


class IntakeState(StrEnum):
    """Where a table of former years stands."""

    MATCHING = "matching"
    TAKEN = "taken"
    TAKEN_BACK = "taken-back"


LABELS: dict[IntakeState, object] = {
    IntakeState.MATCHING: gettext_lazy("đang khớp"),
    IntakeState.TAKEN: gettext_lazy("đã nhận"),
    IntakeState.TAKEN_BACK: gettext_lazy("đã rút lại"),
}

MACHINE: StateMachine[Permission] = StateMachine(
    name="reporting.historyintake",
    first=IntakeState.MATCHING,
    states={state.value: label for state, label in LABELS.items()},
    owners=dict.fromkeys(IntakeState, gettext_lazy("đơn vị nhập số liệu cũ")),
    steps=(
        Step(
            "match",
            gettext_lazy("Khớp dòng và cột"),
            frozenset({IntakeState.MATCHING, IntakeState.TAKEN_BACK}),
            IntakeState.MATCHING,
            Permission.ENTER_HISTORY,
        ),
        Step(
            "take",
            gettext_lazy("Nhận số liệu cũ"),
            frozenset({IntakeState.MATCHING}),
            IntakeState.TAKEN,
            Permission.ENTER_HISTORY,
        ),
        Step(
            "take-back",
            gettext_lazy("Rút lại số liệu đã nhận"),
            frozenset({IntakeState.TAKEN}),
            IntakeState.TAKEN_BACK,
            Permission.ENTER_HISTORY,
        ),
    ),
)


def may_step(code: str, state: str) -> Decision:
    """Whether the step may be taken from ``state``."""
    return MACHINE.may_step(
        code,
        state,
        _("Tệp số liệu cũ này đang ở trạng thái “%(state)s” nên không thực hiện được việc “%(step)s”."),
        _REMEDIES,
    )


_REMEDIES: dict[str, object] = {
    IntakeState.MATCHING: gettext_lazy("Cần nhận số liệu trước."),
    IntakeState.TAKEN: gettext_lazy("Số liệu đã nhận; nếu sai thì rút lại rồi khớp lại."),
    IntakeState.TAKEN_BACK: gettext_lazy("Khớp lại rồi nhận nếu vẫn cần số liệu này."),
}
