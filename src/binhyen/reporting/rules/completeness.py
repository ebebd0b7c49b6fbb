"""Was what a unit owes received, in time, and whole? Judged from what is kept of one report, a day at hand.

*Đầy đủ* of a period is the share of the reports owed that were received, *đúng hạn* the share received in time: so the
second never exceeds the first. *Whole* is one report that says something in every line it was asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from binhyen.indicators.values import FormLayout, LineRole
from binhyen.reporting.rules.states import State

AWAITED = "awaited"
"""The state of what is owed and of which nothing has come in yet."""

RECEIVED = frozenset({State.SUBMITTED, State.ACCEPTED, State.LOCKED})
"""Where a report stands while the desk has it. One that was given back, or taken back, it has no more."""


class Standing(NamedTuple):
    """One report as the desk counts it. ``missing``: it is not there, and should be, or can come no more.

    ``late``: it first came after the deadline, or has never come though the deadline is over.
    """

    received: bool
    on_time: bool
    late: bool
    missing: bool


def standing_of(
    state: str, *, handed_in: bool, came_late: bool, due: date, closed: bool, today: date
) -> Standing:
    """How one report is counted on ``today``.

    ``due`` is the day that counts, an extension included; ``handed_in`` says whether it ever came, and ``came_late``
    whether that was after the deadline then. What came in time and was given back stays in time when it comes again.
    """
    received, over = state in RECEIVED, today > due
    late = came_late if handed_in else over
    return Standing(received, received and not came_late, late, not received and (over or closed))


class Filling(NamedTuple):
    """How many lines say something, of those asked."""

    filled: int
    asked: int

    @property
    def whole(self) -> bool:
        return self.filled == self.asked


def lines_asked(layout: FormLayout, handed_out: Collection[str], state: str) -> frozenset[int]:
    """The places, in a report's values, of the lines that it is asked to fill in.

    Not those that shorter reports add up to. Sections of bodies are asked of the bodies, until the report that takes
    them in is received: then they are the report's own.
    """
    others = () if state in RECEIVED else handed_out
    return frozenset(
        layout.position[line.code]
        for section in layout.sections
        if not section.body or section.body not in others
        for line in section.lines
        if line.role is LineRole.INPUT
    )


def filling_of(
    asked: frozenset[int] | set[int], empty: Collection[int], not_applicable: Collection[int]
) -> Filling:
    """Of the places ``asked`` those that say something, where ``empty`` hold no number.

    What does not apply is not asked. A number is an answer, zero too.
    """
    if not empty:
        return Filling(len(asked), len(asked))
    applying = len(asked) - len(asked.intersection(not_applicable))
    missing = len(asked.intersection(empty)) - (len(asked) - applying)
    return Filling(applying - missing, applying)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many reports of a period are owed, were received, and were received in time."""

    owed: int
    received: int
    on_time: int

    @classmethod
    def of(cls, standings: Iterable[Standing]) -> Tally:
        listed = list(standings)
        return cls(
            len(listed),
            sum(each.received for each in listed),
            sum(each.on_time for each in listed),
        )

    @property
    def completeness(self) -> Decimal | None:
        """Received of owed, in per cent with one decimal; None where nothing is owed."""
        return _percent(self.received, self.owed)

    @property
    def timeliness(self) -> Decimal | None:
        """Received in time of owed, in per cent with one decimal; None where nothing is owed."""
        return _percent(self.on_time, self.owed)


def _percent(part: int, whole: int) -> Decimal | None:
    """Rounded down where rounding would say 100 of what is not all of it."""
    if not whole:
        return None
    share = (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return min(share, Decimal("99.9")) if part < whole else share
