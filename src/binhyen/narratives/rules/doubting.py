"""What a doubt is, and what a proposed figure is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from binhyen.foundations.periods import Period
from binhyen.foundations.quantities import Figure as Stated
from binhyen.indicators.values import FormLayout
from binhyen.narratives.rules.candidates import Proposed


class Doubt(StrEnum):
    """Why a figure should be looked at."""

    DIFFERS = "differs"
    """The report, or the one of the period that the figure is of, says another number."""
    ABOVE_WHOLE = "above-whole"
    """A part that is larger than its whole, a share above 100 %, or a check of the form that would not hold."""
    UNIT_ENDED = "unit-ended"
    """The place has ended before the last day of the period."""
    TWO_NUMBERS = "two-numbers"
    """The text says another number of the same thing, period and place."""
    PERHAPS_TARGET = "perhaps-target"
    """It may be what is aimed at, not what was done."""
    NOT_EXACT = "not-exact"
    OTHER_PERIOD = "other-period"
    OTHER_PLACE = "other-place"
    UNSURE = "unsure"
    """The reader is not sure which indicator is meant."""


class Told(NamedTuple):
    """A doubt in words."""

    doubt: Doubt
    sentence: str


@dataclass(frozen=True, slots=True)
class Read:
    """A proposed figure as it is judged: what holds of it, its line, its own words, and the words around it.

    ``row`` is where the row of a table begins in which it stands, None outside of tables.
    ``taken`` says whether a person took it as a figure of the report, ``refused`` whether as none, ``written`` whether
    the report holds it already.
    """

    number: int
    figure: Proposed
    line: str
    words: str
    around: str = ""
    headings: tuple[str, ...] = ()
    row: int | None = None
    taken: bool = False
    refused: bool = False
    written: bool = False

    @property
    def is_of_report(self) -> bool:
        """Whether it would be written into the report as it is understood."""
        return bool(self.line) and self.figure.is_exact and not self.refused


def told_of(line: str, figure: Proposed) -> str:
    """What a figure tells of: its line, else its indicator, else its family; empty where nothing is known."""
    return line or figure.code or (figure.indicator if figure.is_listed else None) or ""


@dataclass(frozen=True, slots=True)
class Beside:
    """What figures are held against: the receiving report, what it says now, what the unit is and was called.

    Without a report ``layout`` is None. ``stated`` are its figures by line, ``previous`` those of the period before.
    ``own_names`` are folded names of the unit; ``ended`` says of a folded place that is no more what became of it.
    ``families`` are the names of families by their ids.
    """

    layout: FormLayout | None = None
    period: Period | None = None
    stated: Mapping[str, Stated] = field(default_factory=dict)
    previous: Mapping[str, Stated] = field(default_factory=dict)
    own_names: frozenset[str] = frozenset()
    unit_name: str = ""
    ended: Mapping[str, str] = field(default_factory=dict)
    families: Mapping[str, str] = field(default_factory=dict)
