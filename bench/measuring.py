"""Repeating, alternating with a floor, and what is reported of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Sample:
    """Repeated measurements of one thing, in one unit."""

    unit: str
    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.values)

    @property
    def least(self) -> float:
        return min(self.values)

    @property
    def most(self) -> float:
        return max(self.values)

    def as_json(self) -> dict[str, Any]:
        return {
            "unit": self.unit,
            "median": self.median,
            "min": self.least,
            "max": self.most,
            "repetitions": len(self.values),
        }


@dataclass(frozen=True, slots=True)
class Aim:
    """What was set out to be reached; ``of`` says which number of the line it speaks of."""

    at_most: float
    of: str  # "ratio" or "median"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report. ``paired`` are ratios of neighbours in time, where the two were alternated."""

    what: str
    measured: Sample
    floor: Sample
    paired: tuple[float, ...] = ()
    aim: Aim | None = None

    @property
    def ratio(self) -> float:
        """How many times the floor: the median over the pairs, else the ratio of the medians."""
        return median(self.paired) if self.paired else self.measured.median / self.floor.median

    @property
    def reached(self) -> bool | None:
        """Whether the aim is reached, where one was set."""
        if self.aim is None:
            return None
        return (self.ratio if self.aim.of == "ratio" else self.measured.median) <= self.aim.at_most

    def as_json(self) -> dict[str, Any]:
        return {
            "what": self.what,
            "measured": self.measured.as_json(),
            "floor": self.floor.as_json(),
            "ratio": self.ratio,
            "aim": {"at_most": self.aim.at_most, "of": self.aim.of} if self.aim else None,
            "reached": self.reached,
        }


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to measure: ``seconds`` for each pair of things, but at least ``least`` repetitions of them."""

    seconds: float
    least: int

    def repetitions(self, seconds_each: float, most: int = 400) -> int:
        return max(self.least, min(most, int(self.seconds / max(seconds_each, 1e-6))))


def alternate(
    what: str, effort: Effort, thing: Callable[[], Any], floor: Callable[[], Any], aim: Aim | None = None
) -> Line:
    """Time ``thing`` and ``floor`` in turn, in milliseconds, warm; each pair in the other order than the last.

    Neighbours in time share what else the machine does, so the ratio holds where the times waver.
    """
    first = [_milliseconds(thing) + _milliseconds(floor) for _ in range(3)]
    things: list[float] = []
    floors: list[float] = []
    for turn in range(effort.repetitions(min(first) / 1000)):
        if turn % 2:
            things.append(_milliseconds(thing))
            floors.append(_milliseconds(floor))
        else:
            floors.append(_milliseconds(floor))
            things.append(_milliseconds(thing))
    return Line(what, Sample("ms", tuple(things)), Sample("ms", tuple(floors)), ratios(things, floors), aim)


def ratios(things: Sequence[float], floors: Sequence[float]) -> tuple[float, ...]:
    """Thing over floor, pair by pair."""
    return tuple(thing / floor for thing, floor in zip(things, floors, strict=True))


def _milliseconds(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000
