"""Which proposals may be accepted together, without a look at each?"""

from __future__ import annotations

from collections.abc import Collection

from binhyen.narratives.rules.candidates import Proposed
from binhyen.narratives.rules.doubts import Doubt
from binhyen.narratives.rules.kinds import Kind

SURE_FROM = 0.9


def is_sure(figure: Proposed, line: str, doubts: Collection[Doubt]) -> bool:
    """Whether a figure goes to a line of the report, is a result read with confidence, and nobody doubts it."""
    return bool(line) and not doubts and reads_surely(figure)


def reads_surely(figure: Proposed) -> bool:
    """Whether the reader is as good as certain of value, indicator, comparator and kind."""
    return (
        figure.is_listed and figure.is_exact and figure.kind is Kind.RESULT and figure.confidence >= SURE_FROM
    )
