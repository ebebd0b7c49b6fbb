"""Lines over time as the templates draw them: where each point stands. Nothing here knows a database.

A missing period is a gap in the line, never a zero. The zero line is always part of a chart; a sparkline has
no scale and shows the course alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from binhyen.foundations.vietnamese import format_number

Number = Decimal | int
NOTHING = "—"


def figure(value: Number | None, decimals: int | None = None) -> str:
    """A number as the pages write it, a dash for a missing one: ``1.234,5``, ``—``."""
    return NOTHING if value is None else format_number(value, decimals)


@dataclass(frozen=True, slots=True)
class Change:
    """How a value moved, in a word and an arrow: ``tăng 12 so với tháng 01/2025``."""

    icon: str
    sentence: str


def change(value: Number, before: Number, than: str) -> Change:
    """The change from ``before`` to ``value``; ``than`` says what is compared with."""
    difference = Decimal(value) - Decimal(before)
    if difference > 0:
        return Change(
            "up", _("tăng %(by)s so với %(than)s") % {"by": format_number(difference), "than": than}
        )
    if difference < 0:
        return Change(
            "fall", _("giảm %(by)s so với %(than)s") % {"by": format_number(-difference), "than": than}
        )
    return Change("same", _("không đổi so với %(than)s") % {"than": than})


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A small line without scale; ``runs`` are the points of each unbroken stretch."""

    runs: tuple[str, ...]
    sentence: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure of an overview; ``value`` None says that there is none yet."""

    label: Any
    value: Number | None
    unit: Any = ""
    change: Change | None = None
    sparkline: Sparkline | None = None
    trace_url: str = ""


def sparkline(values: Sequence[Number | None], width: int = 200, height: int = 40) -> Sparkline:
    """The course of ``values`` from left to right; None leaves a gap, a lone value becomes a short stroke."""
    known = [Decimal(value) for value in values if value is not None]
    low, high = (min(known), max(known)) if known else (Decimal(0), Decimal(1))
    span = (high - low) or Decimal(1)
    step = Decimal(width - 4) / max(len(values) - 1, 1)
    runs: list[list[tuple[Decimal, Decimal]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((2 + step * index, height - 3 - (Decimal(value) - low) / span * (height - 6)))
    drawn = [
        run if len(run) > 1 else [(run[0][0] - 2, run[0][1]), (run[0][0] + 2, run[0][1])]
        for run in runs
        if run
    ]
    sentence = (
        _("%(number)s kỳ, từ %(first)s đến %(last)s")
        % {"number": len(values), "first": figure(values[0]), "last": figure(values[-1])}
        if values
        else _("chưa có số liệu")
    )
    return Sparkline(tuple(_points(run) for run in drawn), sentence, width, height)


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of a series: what it is called, the value or None, and whether it is provisional."""

    label: str
    value: Number | None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A word beside an axis, at so many units from the origin of the drawing."""

    at: str
    label: str


@dataclass(frozen=True, slots=True)
class Point:
    """A value in its place."""

    x: int
    y: int
    label: str
    figure: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A value in the table under the drawing."""

    label: str
    figure: str
    provisional: bool


@dataclass(frozen=True, slots=True)
class LineChart:
    """A line over time with its scale, its table, and the words under it."""

    title: str
    unit: str
    source: str
    sentence: str
    ticks: tuple[Mark, ...]
    marks: tuple[Mark, ...]
    runs: tuple[str, ...]
    points: tuple[Point, ...]
    rows: tuple[Row, ...]
    has_gaps: bool
    has_provisional: bool
    width: int = 720
    height: int = 280
    left: int = 84
    right: int = 630


def line_chart(title: str, unit: str, readings: Sequence[Reading], source: str) -> LineChart:
    """Lay out a series. The scale begins at zero (or below, if a value does) and ends at a round number."""
    top, bottom, left, right = 16, 280 - 40, 84, 630
    known = [Decimal(reading.value) for reading in readings if reading.value is not None]
    scale = round_scale(min([*known, Decimal(0)]), max([*known, Decimal(0)]))
    low, high = scale[0], scale[-1]
    step = (right - left) / max(len(readings) - 1, 1)

    def height_of(value: Decimal) -> int:
        return round(bottom - (value - low) / (high - low) * (bottom - top))

    runs: list[list[tuple[int, int]]] = [[]]
    points: list[Point] = []
    for index, reading in enumerate(readings):
        if reading.value is None:
            runs.append([])
            continue
        x, y = round(left + step * index), height_of(Decimal(reading.value))
        runs[-1].append((x, y))
        points.append(Point(x, y, reading.label, figure(reading.value), reading.provisional))
    every = max(1, len(readings) // 6)
    sentence = title
    if points:
        sentence = _("%(title)s: từ %(first)s (%(from)s) đến %(last)s (%(to)s)") % {
            "title": title,
            "first": points[0].figure,
            "from": points[0].label,
            "last": points[-1].figure,
            "to": points[-1].label,
        }
    return LineChart(
        title=title,
        unit=unit,
        source=source,
        sentence=sentence,
        ticks=tuple(Mark(str(height_of(value)), format_number(value)) for value in scale),
        marks=tuple(
            Mark(str(round(left + step * index)), reading.label)
            for index, reading in enumerate(readings)
            if index % every == 0
        ),
        runs=tuple(_points(run) for run in runs if len(run) > 1),
        points=tuple(points),
        rows=tuple(Row(reading.label, figure(reading.value), reading.provisional) for reading in readings),
        has_gaps=any(reading.value is None for reading in readings),
        has_provisional=any(reading.provisional and reading.value is not None for reading in readings),
    )


def round_scale(low: Decimal, high: Decimal) -> tuple[Decimal, ...]:
    """Four to seven round numbers, evenly apart, that span ``low`` to ``high`` and hold zero.

    ``low`` is at most zero and ``high`` at least zero. Steps are 1, 2 or 5 times a power of ten.
    """
    span = (high - low) or Decimal(1)
    rough = span / 4
    power = Decimal(10) ** rough.adjusted()
    step = next(
        factor * power
        for factor in (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
        if factor * power >= rough
    )
    first, last = (
        (low / step).to_integral_value("ROUND_FLOOR"),
        (high / step).to_integral_value("ROUND_CEILING"),
    )
    last = max(last, first + 1)
    return tuple((first + index) * step for index in range(int(last - first) + 1))


def _points(run: Sequence[tuple[Any, Any]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
