"""Which proposals may be accepted together, without a look at each?

Confidence alone does not tell: a bare "97 điểm" is read with as much of it as "97 điểm mô hình". What tells is that the
words right behind the number name the line's own unit *and* what it is of, and that nothing around speaks of a part, an
average, another time or a plan. How often that is right is measured (``tests/measured_sureness.py``, README).
"""

from __future__ import annotations

import re
from collections.abc import Collection

from binhyen.foundations.vietnamese import nfc
from binhyen.indicators.values import FormLine
from binhyen.narratives.rules.candidates import Proposed
from binhyen.narratives.rules.doubts import Doubt
from binhyen.narratives.rules.kinds import Kind

SURE_FROM = 0.8
"""Below it a name that fits may still be another indicator's; above it the measure does not rise any more."""


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
        and figure.period is not None
        and not doubts
        and reads_surely(figure, line.unit, around)
    )


def reads_surely(figure: Proposed, unit: str, around: str) -> bool:
    """Whether the reader is as good as certain of a figure that an indicator counted in ``unit`` would take."""
    return (
        figure.is_listed
        and figure.is_exact
        and figure.denominator is None
        and figure.kind is Kind.RESULT
        and figure.confidence >= SURE_FROM
        and not any(each.confidence > 0 for each in figure.alternatives)
        and _says_more_than(figure.unit, unit)
        and _NOT_THE_WHOLE.search(nfc(around)) is None
    )


def _says_more_than(said: str, unit: str) -> bool:
    """Whether words begin with a unit and go on: "tổ tự quản" for "tổ"."""
    return bool(unit) and nfc(said).lower().startswith(f"{nfc(unit).lower()} ")
