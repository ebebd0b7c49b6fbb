"""Where may a narrative and a proposed figure go from where they stand?"""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.access.values import Permission
from binhyen.foundations.decisions import Decision
from binhyen.foundations.states import StateMachine, Step


class NarrativeState(StrEnum):
    """Where a narrative stands."""

    READING = "reading"
    OPEN = "open"
    FINISHED = "finished"


class Verdict(StrEnum):
    """What a person said of a proposed figure."""

    OPEN = "open"
    ACCEPTED = "accepted"
    CORRECTED = "corrected"
    REFUSED = "refused"


class Use(StrEnum):
    """What becomes of a figure that was accepted or corrected."""

    FIGURE = "figure"
    TARGET = "target"
    CONTEXT = "context"


LABELS: dict[NarrativeState, object] = {
    NarrativeState.READING: gettext_lazy("đang đọc"),
    NarrativeState.OPEN: gettext_lazy("chờ xác nhận số liệu"),
    NarrativeState.FINISHED: gettext_lazy("đã xong"),
}

VERDICTS: dict[Verdict, object] = {
    Verdict.OPEN: gettext_lazy("chưa xem"),
    Verdict.ACCEPTED: gettext_lazy("đã nhận"),
    Verdict.CORRECTED: gettext_lazy("đã sửa"),
    Verdict.REFUSED: gettext_lazy("không lấy"),
}

USES: dict[Use, object] = {
    Use.FIGURE: gettext_lazy("ghi vào báo cáo"),
    Use.TARGET: gettext_lazy("giữ làm chỉ tiêu phấn đấu"),
    Use.CONTEXT: gettext_lazy("giữ làm bối cảnh"),
}

MACHINE: StateMachine[Permission] = StateMachine(
    name="narratives",
    first=NarrativeState.READING,
    states={state.value: label for state, label in LABELS.items()},
    owners=dict.fromkeys(NarrativeState, gettext_lazy("đơn vị đọc báo cáo")),
    steps=(
        Step(
            "read",
            gettext_lazy("Đọc số liệu"),
            frozenset({NarrativeState.READING}),
            NarrativeState.OPEN,
            Permission.ENTER_FIGURES,
        ),
        Step(
            "finish",
            gettext_lazy("Xong, bỏ văn bản"),
            frozenset({NarrativeState.OPEN}),
            NarrativeState.FINISHED,
            Permission.ENTER_FIGURES,
        ),
    ),
    final=frozenset({NarrativeState.FINISHED}),
)


def may_step(code: str, state: str) -> Decision:
    """Whether the step may be taken from ``state``."""
    return MACHINE.may_step(
        code,
        state,
        _("Bản đọc này đang ở trạng thái “%(state)s” nên không làm được việc này."),
        _REMEDIES,
    )


_REMEDIES: dict[str, object] = {
    NarrativeState.READING: gettext_lazy("Chờ đọc xong rồi thử lại."),
    NarrativeState.OPEN: gettext_lazy("Xác nhận số liệu rồi bấm “Xong”."),
    NarrativeState.FINISHED: gettext_lazy("Văn bản đã bỏ; muốn đọc lại thì đưa văn bản vào lần nữa."),
}
