"""Which proposals may be accepted together, without a look at each?

The figure's confidence is the share of such indicators that were right in texts not learned from, times how likely its
kind is. Above :data:`SURE_FROM` a figure is sure where its words count in the line's own unit, and nothing around
speaks of a part, an average, another time or a plan. How often that is right is measured
(``tests/measured_sureness.py``, README).
"""

from __future__ import annotations

import re
from collections.abc import Collection

from binhyen.foundations.vietnamese import nfc
from binhyen.indicators.values import FormLine
from binhyen.narratives.rules.candidates import Proposed
from binhyen.narratives.rules.doubts import Doubt
from binhyen.narratives.rules.kinds import Kind

SURE_FROM = 0.97
"""The confidence from which figures are sure: set it by what ``tests/measured_sureness.py`` prints."""

_NOT_THE_WHOLE = re.compile(
    r"trong đó|trong số|bình quân|trung bình|\b(?:mỗi|từng|riêng|còn lại)\b|lũy kế|cộng dồn|tính từ|từ năm|từ khi|"
    r"sau \d+|cùng kỳ|trước đây|trước khi|(?:năm|tháng|kỳ) trước|năm ngoái|so với",
    re.IGNORECASE,
)
"""Words by which a number may be a part, an average, an older or a longer count: what it is of is for people to say."""


def is_sure(figure: Proposed, line: FormLine | None, around: str, doubts: Collection[Doubt]) -> bool:
    """Whether a figure goes to a line of the report, the text says when, nobody doubts it, and it reads surely."""
    return (
        line is not None
        and line.code == figure.code
        and figure.period is not None
        and not doubts
        and reads_surely(figure, line.unit, around)
    )


def reads_surely(figure: Proposed, unit: str, around: str, sure_from: float = SURE_FROM) -> bool:
    """Whether the reader is as good as certain of a figure that an indicator counted in ``unit`` would take."""
    return (
        figure.is_listed
        and figure.is_exact
        and figure.denominator is None
        and figure.kind is Kind.RESULT
        and figure.confidence >= sure_from
        and _counts_in(figure.unit, unit)
        and _NOT_THE_WHOLE.search(nfc(around)) is None
    )


def _counts_in(said: str, unit: str) -> bool:
    """Whether words are a unit or begin with it: "tổ", "tổ tự quản" for "tổ"."""
    return bool(unit) and f"{nfc(said).lower()} ".startswith(f"{nfc(unit).lower()} ")
