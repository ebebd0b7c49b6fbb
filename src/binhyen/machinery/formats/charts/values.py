"""What does a chart show? Values that know nothing of pages, paper or the library that draws them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from binhyen.foundations.vietnamese import format_number

NOTHING = "—"


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
    """One value with its label; None is a gap, never a zero.

    ``shown`` replaces the number ("<5"); ``why`` says of a gap why there is none although somebody told something
    ("không so sánh được").
    """

    label: str
    value: Decimal | None
    mark: ReadingMark = ReadingMark.FINAL
    shown: str = ""
    why: str = ""

    @property
    def held_back(self) -> bool:
        """Whether there is a value that is not told: its sign is written where nothing is drawn."""
        return self.value is None and bool(self.shown)

    @property
    def missing(self) -> bool:
        """Whether there is neither a value nor a sign for one."""
        return self.value is None and not self.shown


@dataclass(frozen=True, slots=True)
class ChartBreak:
    """What is measured changed before the reading at place ``at``, counted from 0.

    ``words`` stand on the drawing, so they are few ("đổi địa bàn"); ``sentence`` says it whole. ``parted``: the line is
    not drawn across, because nothing on one side can be compared with the other.
    """

    at: int
    words: str
    sentence: str
    parted: bool = False


@dataclass(frozen=True)
class Chart:
    """A picture of one series, the same on a page, in Word and as PDF.

    ``unit`` is what is counted, ``source`` the line under the picture (whose figures, as of when). Bars stand in the
    order of the readings; the one whose label is ``highlighted`` stands out and the others are grey. ``breaks`` are
    of lines alone, in the order of time; each lies between two readings.
    """

    kind: ChartKind
    title: str
    unit: str
    readings: tuple[Reading, ...]
    source: str
    decimals: int | None = None
    highlighted: str = ""
    breaks: tuple[ChartBreak, ...] = ()

    def words_before(self, at: int) -> str:
        """What changed before the reading at a place, in few words: *đổi địa bàn, đổi cách tính*; empty for most."""
        return ", ".join(dict.fromkeys(each.words for each in self.breaks if each.at == at))

    def parted_before(self, at: int) -> bool:
        """Whether nothing joins the reading at a place to the one before it."""
        return any(each.parted for each in self.breaks if each.at == at)

    def written(self, reading: Reading) -> str:
        """The reading as it is written: ``1.234,5``, ``<5``, a dash where there is none."""
        if reading.shown:
            return reading.shown
        return NOTHING if reading.value is None else format_number(reading.value, self.decimals)
