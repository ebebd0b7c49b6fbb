"""Where may a document go from where it stands, and who leads it there?"""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.access.values import Permission
from binhyen.foundations.decisions import ALLOWED, Decision, Refused
from binhyen.foundations.states import StateMachine, Step


class State(StrEnum):
    """Whether an edition may still change."""

    DRAFT = "draft"
    FROZEN = "frozen"


MACHINE: StateMachine[Permission] = StateMachine(
    name="publications",
    first=State.DRAFT,
    states={
        State.DRAFT.value: gettext_lazy("đang soạn"),
        State.FROZEN.value: gettext_lazy("đã chốt"),
    },
    owners=dict.fromkeys(State, gettext_lazy("đơn vị ra văn bản")),
    steps=(
        Step(
            "freeze",
            gettext_lazy("Chốt văn bản"),
            frozenset({State.DRAFT}),
            State.FROZEN,
            Permission.FREEZE_EDITION,
        ),
    ),
    final=frozenset({State.FROZEN}),
)


def may_change(state: str) -> Decision:
    """Whether an edition in ``state`` may be changed, or frozen."""
    if state in MACHINE.step("freeze").since:
        return ALLOWED
    return Refused("edition-frozen", _("Văn bản đã chốt nên không thay đổi được."), _("Lập lần mới để sửa."))
