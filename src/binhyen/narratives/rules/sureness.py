"""Which proposals may be accepted together, without a look at each?

Measured on texts with gold (docs/algorithms/reading-figures.md): of what is sure here, value, indicator, comparator and
kind are all right in 98 of a hundred and more. Confidence alone does not give that: a bare "97 điểm" is read with as
much of it as "97 điểm mô hình". What gives it is that the words right behind the number name the line's own unit *and*
what it is of.
"""

from __future__ import annotations

from collections.abc import Collection

from binhyen.foundations.vietnamese import nfc
from binhyen.indicators.values import FormLine
from binhyen.narratives.rules.candidates import Proposed
from binhyen.narratives.rules.doubts import Doubt
from binhyen.narratives.rules.kinds import Kind

SURE_FROM = 0.8
"""Below it a name that fits may still be another indicator's; above it the measure does not rise any more."""


def is_sure(figure: Proposed, line: FormLine | None, doubts: Collection[Doubt]) -> bool:
    """Whether a figure goes to a line of the report, nobody doubts it, and it reads surely."""
    return line is not None and not doubts and reads_surely(figure, line.unit)


def reads_surely(figure: Proposed, unit: str) -> bool:
    """Whether the reader is as good as certain of a figure that an indicator counted in ``unit`` would take."""
    return (
        figure.is_listed
        and figure.is_exact
        and figure.denominator is None
        and figure.kind is Kind.RESULT
        and figure.confidence >= SURE_FROM
        and not any(each.confidence > 0 for each in figure.alternatives)
        and _says_more_than(figure.unit, unit)
    )


def _says_more_than(said: str, unit: str) -> bool:
    """Whether words begin with a unit and go on: "tổ tự quản" for "tổ"."""
    return bool(unit) and nfc(said).lower().startswith(f"{nfc(unit).lower()} ")
