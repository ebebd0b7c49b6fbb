"""Who has most of a line among the places below a unit? Only of what may be ranked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from binhyen.analytics.queries.below import Below, is_place, read_below
from binhyen.analytics.queries.figures import FigureOf
from binhyen.analytics.rules.sums import NoValue
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.foundations.periods import Period
from binhyen.indicators.values import Handling
from binhyen.orgunits.queries import UnitOnDay
from binhyen.orgunits.values import AS_REPORTED, TerritoryChoice


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place with its figure; ``rank`` None: it has no value that may be told, and stands apart."""

    rank: int | None
    unit_id: int
    name: str
    figure: FigureOf

    @property
    def held_back(self) -> bool:
        return self.figure.absence is NoValue.HELD_BACK


@dataclass(frozen=True)
class Ranking:
    """The places below a unit by the value of a line, the highest first; equal values share a rank.

    ``absent`` are those without a value that may be told, in the order of names: missing is never zero. ``whole`` is
    the unit's own figure.
    """

    unit_name: str
    line: str
    label: str
    unit: str
    period: Period
    whole: FigureOf
    ranked: tuple[Ranked, ...]
    absent: tuple[Ranked, ...]
    as_of: datetime


def ranking_of(
    actor: Actor, unit_id: int, period: Period, line: str, *, territory: TerritoryChoice = AS_REPORTED
) -> Ranking | None:
    """The places directly below, ranked. None where the line, or what it follows from, may not be ranked
    (``NO_RANK``), where no form has it, or nothing lies below. At most twelve statements.

    Small numbers of persons are held back as in the table of these units: whoever has one is not ranked by it.
    """
    return rank(read_below(actor, unit_id, [period], [line], territory), period, line)


def rank(below: Below, period: Period, line: str) -> Ranking | None:
    """The same of what was read before. No statement."""
    if line not in below.loaded.lines or Handling.NO_RANK in below.handling(line):
        return None
    places = figures_of_places(below, period, line)
    if not places:
        return None
    whole = below.figure(line, period)
    known = [(unit, figure) for unit, figure in places if _has_value(figure)]
    known.sort(key=lambda each: -(each[1].value or 0))
    return Ranking(
        unit_name=below.name_of_unit,
        line=line,
        label=whole.shown_label,
        unit=whole.shown_unit,
        period=period,
        whole=whole,
        ranked=_ranked(below, known),
        absent=tuple(
            Ranked(None, unit.id, below.names[unit.id], figure)
            for unit, figure in places
            if not _has_value(figure)
        ),
        as_of=now(),
    )


def figures_of_places(below: Below, period: Period, line: str) -> list[tuple[UnitOnDay, FigureOf]]:
    """The places below that are asked for the line, each with its figure as it may be told, in the order of names."""
    told = below.of_units(line, period)
    return [(unit, told[key]) for key, unit in below.units.items() if is_place(unit) and key in told]


def _has_value(figure: FigureOf) -> bool:
    return figure.value is not None and figure.absence is None


def _ranked(below: Below, known: Sequence[tuple[UnitOnDay, FigureOf]]) -> tuple[Ranked, ...]:
    found: list[Ranked] = []
    for place, (unit, figure) in enumerate(known, start=1):
        same = found and found[-1].figure.value == figure.value
        rank = found[-1].rank if same else place
        found.append(Ranked(rank, unit.id, below.names[unit.id], figure))
    return tuple(found)
