"""Where may a document go from where it stands, and who leads it there?"""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.access.values import Permission
from binhyen.foundations.decisions import ALLOWED, Decision, Refused
from binhyen.foundations.states import StateMachine, Step


class EditionState(StrEnum):
    """Whether an edition may still change."""

    DRAFT = "draft"
    FROZEN = "frozen"


LABELS: dict[EditionState, object] = {
    EditionState.DRAFT: gettext_lazy("đang soạn"),
    EditionState.FROZEN: gettext_lazy("đã chốt"),
}

MACHINE: StateMachine[Permission] = StateMachine(
    name="publications",
    first=EditionState.DRAFT,
    states={state.value: label for state, label in LABELS.items()},
    owners=dict.fromkeys(EditionState, gettext_lazy("đơn vị ra văn bản")),
    steps=(
        Step(
            "freeze",
            gettext_lazy("Chốt văn bản"),
            frozenset({EditionState.DRAFT}),
            EditionState.FROZEN,
            Permission.FREEZE_EDITION,
        ),
    ),
    final=frozenset({EditionState.FROZEN}),
)


def may_change(state: str) -> Decision:
    """Whether an edition in ``state`` may be changed, or frozen."""
    if state in MACHINE.step("freeze").since:
        return ALLOWED
    return Refused("edition-frozen", _("Văn bản đã chốt nên không thay đổi được."), _("Lập lần mới để sửa."))
