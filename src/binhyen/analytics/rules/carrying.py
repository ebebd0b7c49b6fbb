"""How do sums of units that are no more come together in the units of another map, and what cannot be?"""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy


class WhyNot(StrEnum):
    """Why a figure cannot be told on another map than that of the units that reported it."""

    NOT_ADDITIVE = "not-additive"
    UNKNOWN_SHARE = "unknown-share"
    NO_REPORT = "no-report"
    NO_SUCCESSOR = "no-successor"
    JOINED = "joined"
    PARTS_ELSEWHERE = "parts-elsewhere"
    NO_PREDECESSOR = "no-predecessor"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    WhyNot.NOT_ADDITIVE: gettext_lazy("chỉ tiêu không cộng hoặc chia được theo đơn vị"),
    WhyNot.UNKNOWN_SHARE: gettext_lazy("có đơn vị bị chia, chưa biết tỷ lệ"),
    WhyNot.NO_REPORT: gettext_lazy("có đơn vị trước đây chưa có số liệu"),
    WhyNot.NO_SUCCESSOR: gettext_lazy("có đơn vị kết thúc, không có đơn vị kế thừa"),
    WhyNot.JOINED: gettext_lazy("đơn vị sau hợp thành từ nhiều đơn vị, không tách ngược lại được"),
    WhyNot.PARTS_ELSEWHERE: gettext_lazy("một phần địa bàn đã thuộc đơn vị khác"),
    WhyNot.NO_PREDECESSOR: gettext_lazy("đơn vị mới lập, không có đơn vị trước"),
    WhyNot.SUPERSEDED: gettext_lazy("đơn vị đã kết thúc trong kỳ; số cuối kỳ là của đơn vị kế thừa"),
}
