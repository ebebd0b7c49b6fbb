"""Where may a reorganisation go from where it stands, and who leads it there?"""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.decisions import Decision
from binhyen.foundations.states import StateMachine, Step


class State(StrEnum):
    """Where a reorganisation stands."""

    DRAFTED = "drafted"
    ENACTED = "enacted"
    UNDONE = "undone"


LABELS: dict[State, object] = {
    State.DRAFTED: gettext_lazy("bản nháp"),
    State.ENACTED: gettext_lazy("đã thực hiện"),
    State.UNDONE: gettext_lazy("đã hoàn tác"),
}

_WHO_ADMINISTERS: object = gettext_lazy("quản trị của đơn vị sắp xếp")
ADMINISTER = "administer-units"
"""No permission of a role: it comes with the reach that writes units (``permissions.py``)."""

MACHINE: StateMachine[str] = StateMachine(
    name="orgunits",
    first=State.DRAFTED,
    states={state.value: label for state, label in LABELS.items()},
    owners=dict.fromkeys(State, _WHO_ADMINISTERS),
    steps=(
        Step("enact", gettext_lazy("Thực hiện"), frozenset({State.DRAFTED}), State.ENACTED, ADMINISTER),
        Step("undo", gettext_lazy("Hoàn tác"), frozenset({State.ENACTED}), State.UNDONE, ADMINISTER),
    ),
    final=frozenset({State.UNDONE}),
)


def may_step(code: str, state: str) -> Decision:
    """Whether the step may be taken from ``state``."""
    return MACHINE.may_step(
        code,
        state,
        _("Lần sắp xếp đang ở trạng thái “%(state)s” nên không thực hiện được việc “%(step)s”."),
        _REMEDIES,
    )


_REMEDIES: dict[str, object] = {
    State.DRAFTED: gettext_lazy("Cần thực hiện trước."),
    State.ENACTED: gettext_lazy("Lần sắp xếp này đã thực hiện; nếu sai thì hoàn tác."),
    State.UNDONE: gettext_lazy("Lập một bản mới nếu vẫn cần sắp xếp."),
}
