"""What does a chart show? Values that know nothing of pages, paper or the library that draws them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class ChartKind(StrEnum):
    """A line for time, bars for rank."""

    LINE = "line"
    BARS = "bars"


class ReadingMark(StrEnum):
    """How far a value can be relied on; each is drawn in its own way and said in words below."""

    FINAL = "final"
    PROVISIONAL = "provisional"
    ESTIMATED = "estimated"


@dataclass(frozen=True, slots=True)
class Reading:
    """One value with its label; None is a gap, never a zero. ``shown`` replaces the number ("<5")."""

    label: str
    value: Decimal | None
    mark: ReadingMark = ReadingMark.FINAL
    shown: str = ""


@dataclass(frozen=True)
class Chart:
    """A picture of one series, the same on a page, in Word and as PDF.

    ``unit`` is what is counted, ``source`` the line under the picture (whose figures, as of when).
    """

    kind: ChartKind
    title: str
    unit: str
    readings: tuple[Reading, ...]
    source: str
    decimals: int | None = None
