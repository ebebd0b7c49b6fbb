"""What is drawn? One Vega-Lite specification for page, Word and PDF, with every position and word settled here.

A line shows time, bars show rank. Zero is always on the scale. A missing value is a gap in a line and an empty
place among bars; a value that is held back stands there as its sign. What is provisional is hollow, what is
estimated hollow and dashed, so that no mark rests on colour alone. Where something changed between two readings a
dashed upright stands between them with its word above, and the line stops there if it cannot go on. There is no legend:
the last point of a line and every bar carry their number.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from binhyen.foundations.vietnamese import format_number
from binhyen.machinery.formats.charts.theme import COLOURS, FAMILIES
from binhyen.machinery.formats.charts.values import NOTHING, Chart, ChartKind, Reading, ReadingMark

WIDE, NARROW = 640, 340
"""Widths in pixels at which letters are readable: of a page's column and of a sheet of paper, and of a phone."""

SCHEMA_VERSION = "6.4"

_LETTERS = 13
_LETTER_WIDTH = 0.62  # of the size, a little more than Be Vietnam Pro's digits take
_WORD_LETTER_WIDTH = 0.52  # a little more than letters take in words
_LINE_HEIGHT, _BAR_STEP, _HEAD = 270, 28, 32
_WORDS_STEP = 18  # from one row of words above the uprights to the next

Spec = dict[str, Any]


def specification_of(chart: Chart, width: int = WIDE) -> Spec:
    """The chart as Vega-Lite, ``width`` pixels wide. It names no address and holds all of its data."""
    drawn = _line(chart, width) if chart.kind is ChartKind.LINE else _bars(chart, width)
    return {
        "$schema": f"https://vega.github.io/schema/vega-lite/v{SCHEMA_VERSION.split('.', 1)[0]}.json",
        "width": width,
        "autosize": {"type": "fit", "contains": "padding"},
        "background": COLOURS["surface"],
        "title": {
            "text": _("Đơn vị tính: %(unit)s") % {"unit": chart.unit},
            "anchor": "start",
            "frame": "bounds",
            "fontSize": _LETTERS,
            "fontWeight": 400,
            "color": COLOURS["ink-soft"],
            "offset": 12,
        },
        "config": _CONFIG,
    } | drawn


_CONFIG: Spec = {
    "aria": False,  # the page says in one sentence what is seen; parts of a drawing are no words
    "font": FAMILIES,
    "view": {"stroke": None},
    "axis": {
        "title": None,
        "domain": False,
        "ticks": False,
        "grid": False,
        "labelFontSize": _LETTERS,
        "labelColor": COLOURS["ink-soft"],
        "labelPadding": 8,
    },
    "text": {"fontSize": _LETTERS, "color": COLOURS["ink"]},
    "locale": {
        "number": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", ""], "minus": "-"}
    },
}


# Time


def _line(chart: Chart, width: int) -> Spec:
    readings = chart.readings
    known = [(at, reading) for at, reading in enumerate(readings) if reading.value is not None]
    scale = _scale([reading.value for _at, reading in known if reading.value is not None])
    last = max(len(readings) - 1, 1)
    label = _last_label(chart)
    plot = _plot(chart, width)
    uprights = _uprights(chart, width)
    return {
        "height": _LINE_HEIGHT + _WORDS_STEP * len({each.row for each in uprights}),
        "padding": 6,
        "encoding": {
            "x": {
                "field": "at",
                "type": "quantitative",
                "scale": {"domain": [0, last], "nice": False},
                "axis": {
                    "values": _labelled([reading.label for reading in readings], plot),
                    "labelFlush": False,
                    "labelPadding": 10,
                    "labelExpr": _label_of([reading.label for reading in readings]),
                },
            },
            "y": {
                "field": "value",
                "type": "quantitative",
                "scale": {"domain": [float(scale[0]), float(scale[-1]) if known else 1], "nice": False},
                "axis": _graduated(scale),
            },
        },
        "layer": [
            *_marks_of_change(uprights),
            _stretches(chart, dashed=False),
            _stretches(chart, dashed=True),
            *(_points(known, mark) for mark in ReadingMark),
            _signs(chart, at_zero=True),
            {
                "data": {
                    "values": [{"at": at, "value": _number(one), "text": label} for at, one in known[-1:]]
                },
                "mark": {"type": "text", "align": "left", "dx": 11, "fontSize": 16, "fontWeight": 600},
                "encoding": {"text": {"field": "text"}},
            },
            *([] if known else [_nothing_known()]),
        ],
    }


def _last_label(chart: Chart) -> str:
    """The number beside the last point."""
    return next((chart.written(each) for each in reversed(chart.readings) if each.value is not None), "")


def _plot(chart: Chart, width: int) -> int:
    """About how many pixels lie between the first and the last place of a line."""
    scale = _scale([reading.value for reading in chart.readings if reading.value is not None])
    label = _last_label(chart)
    return width - 40 - _width_of(format_number(max(scale, key=abs)), _LETTERS) - _width_of(label, 16)


class _Upright(NamedTuple):
    """A dashed upright before a place, with its words in a row above the plot (0 the lowest)."""

    at: int
    words: str
    row: int
    align: str


def _uprights(chart: Chart, width: int) -> list[_Upright]:
    """Words stand over their uprights, within the drawing; in a higher row where they would touch those before."""
    plot = _plot(chart, width)
    step = plot / max(len(chart.readings) - 1, 1)
    ends: list[float] = []  # of the words in each row
    found = []
    for at in sorted({each.at for each in chart.breaks}):
        words, place = chart.words_before(at), (at - 0.5) * step
        length = len(words) * _LETTERS * _WORD_LETTER_WIDTH
        align = "left" if place < length / 2 else "right" if place + length / 2 > plot else "center"
        begin = place - {"left": 0, "right": length, "center": length / 2}[align]
        row = next((row for row, end in enumerate(ends) if end + 10 <= begin), len(ends))
        ends[row : row + 1] = [begin + length]
        found.append(_Upright(at, words, row, align))
    return found


def _marks_of_change(uprights: Sequence[_Upright]) -> Iterator[Spec]:
    for row in sorted({each.row for each in uprights}):
        here = [each for each in uprights if each.row == row]
        top = -_WORDS_STEP * row
        yield {
            "data": {"values": [{"at": each.at - 0.5} for each in here]},
            "mark": {"type": "rule", "color": COLOURS["ink-soft"], "strokeDash": [3, 3], "strokeWidth": 1.5},
            "encoding": {"y": {"value": top}, "y2": {"value": "height"}},
        }
        yield {
            "data": {
                "values": [{"at": each.at - 0.5, "text": each.words, "align": each.align} for each in here]
            },
            "mark": {
                "type": "text",
                "color": COLOURS["ink-soft"],
                "align": {"expr": "datum.align"},
                "baseline": "bottom",
                "dy": -4,
            },
            "encoding": {"y": {"value": top}, "text": {"field": "text"}},
        }


def _nothing_known() -> Spec:
    return {
        "data": {"values": [{"text": _("Chưa có số liệu")}]},
        "mark": {"type": "text", "color": COLOURS["ink-soft"]},
        "encoding": {
            "x": {"value": {"expr": "width / 2"}},
            "y": {"value": {"expr": "height / 2"}},
            "text": {"field": "text"},
        },
    }


def _graduated(scale: Sequence[Decimal]) -> Spec:
    places = max(0, -int(min(step.normalize().as_tuple().exponent for step in scale)))
    zero = "datum.value === 0"
    return {
        "values": [float(value) for value in scale],
        "format": f",.{places}f",
        "grid": True,
        "gridColor": {"condition": {"test": zero, "value": COLOURS["line-strong"]}, "value": COLOURS["line"]},
    }


def _stretches(chart: Chart, *, dashed: bool) -> Spec:
    """The line between neighbours that both have a value and may be joined; dashed where one of them is estimated."""
    values = [
        {"piece": piece, "at": piece + end, "value": _number(reading)}
        for piece, (one, other) in enumerate(pairwise(chart.readings))
        if one.value is not None and other.value is not None and not chart.parted_before(piece + 1)
        if (ReadingMark.ESTIMATED in (one.mark, other.mark)) is dashed
        for end, reading in enumerate((one, other))
    ]
    mark = {"type": "line", "color": COLOURS["bamboo"], "strokeWidth": 2.5, "strokeCap": "round"}
    if dashed:
        mark |= {"strokeDash": [5, 5], "strokeCap": "butt"}
    return {"data": {"values": values}, "mark": mark, "encoding": {"detail": {"field": "piece"}}}


def _points(known: Sequence[tuple[int, Reading]], mark: ReadingMark) -> Spec:
    size = {ReadingMark.FINAL: 45, ReadingMark.PROVISIONAL: 90, ReadingMark.ESTIMATED: 130}[mark]
    return {
        "data": {
            "values": [{"at": at, "value": _number(reading)} for at, reading in known if reading.mark is mark]
        },
        "mark": {"type": "point", "shape": "circle", "size": size, "opacity": 1} | _filled("bamboo", mark),
    }


def _labelled(labels: Sequence[str], plot: int) -> list[int]:
    """Places whose labels are written: so many that none touches the next, always with the last."""
    most = max(1, plot // (_width_of(max(labels, key=len, default=""), _LETTERS) + 14))
    step = -(-(len(labels) - 1) // most) or 1
    return sorted(range(len(labels) - 1, -1, -step))


def _scale(known: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """A round scale for these values; where all are whole numbers it has no parts of one."""
    if not known:
        return (Decimal(0),)
    whole = all(value == value.to_integral_value() for value in known)
    return round_scale(*_ends(known), least_step=Decimal(1) if whole else Decimal(0))


def round_scale(low: Decimal, high: Decimal, least_step: Decimal = Decimal(0)) -> tuple[Decimal, ...]:
    """Two to seven round numbers, evenly apart, that span ``low`` to ``high`` and hold zero.

    ``low`` is at most zero and ``high`` at least zero. Steps are 1, 2 or 5 times a power of ten.
    """
    span = (high - low) or Decimal(1)
    rough = max(span / 4, least_step)
    power = Decimal(10) ** rough.adjusted()
    step = next(
        factor * power
        for factor in (Decimal(1), Decimal(2), Decimal(5), Decimal(10))
        if factor * power >= rough
    )
    first = (low / step).to_integral_value("ROUND_FLOOR")
    last = max((high / step).to_integral_value("ROUND_CEILING"), first + 1)
    return tuple((first + index) * step for index in range(int(last - first) + 1))


# Rank


def _bars(chart: Chart, width: int) -> Spec:
    readings = chart.readings
    low, high = _ends(reading.value for reading in readings)
    span = high - low or Decimal(1)
    # Numbers stand beyond the ends of their bars: the scale has room for them, at both ends where bars go both ways.
    names = min(
        _width_of(max((one.label for one in readings), key=len, default=""), _LETTERS), round(width * 0.4)
    )
    number = _width_of(max(map(chart.written, readings), key=len, default=""), _LETTERS) + 10
    bars = max(width - 24 - names - number * (2 if low < 0 else 1), width // 5)
    room = span * number / bars
    domain = [float(low - room if low < 0 else low), float(high + room)]
    return {
        "height": _HEAD + _BAR_STEP * max(len(readings), 1),
        "padding": 6,
        "encoding": {
            "y": {
                "field": "at",
                "type": "ordinal",
                "sort": None,
                "scale": {"domain": list(range(len(readings))), "paddingInner": 0.36, "paddingOuter": 0.2},
                "axis": {
                    "labelExpr": _label_of([reading.label for reading in readings]),
                    "labelLimit": round(width * 0.4),
                    "labelColor": COLOURS["ink"],
                },
            },
            "x": {
                "field": "value",
                "type": "quantitative",
                "scale": {"domain": domain, "nice": False},
                "axis": None,
            },
        },
        "layer": [
            *(_bars_so_marked(chart, mark, bold=bold) for mark in ReadingMark for bold in (False, True)),
            *(_beside_bars(chart, bold=bold) for bold in (False, True)),
            _signs(chart, at_zero=False),
            {
                "data": {"values": [{}]},
                "mark": {"type": "rule", "color": COLOURS["line-strong"]},
                "encoding": {"x": {"datum": 0}, "y": {"value": 0}, "y2": {"value": "height"}},
            },
        ],
    }


def _bars_so_marked(chart: Chart, mark: ReadingMark, *, bold: bool) -> Spec:
    values = [
        {"at": at, "value": _number(reading)}
        for at, reading in enumerate(chart.readings)
        if reading.value is not None and reading.mark is mark and _stands_out(chart, reading) is bold
    ]
    colour = "bamboo" if bold or not chart.highlighted else "line-strong"
    return {
        "data": {"values": values},
        "mark": {"type": "bar"} | _filled(colour, mark),
        "encoding": {"x2": {"datum": 0}},
    }


def _beside_bars(chart: Chart, *, bold: bool) -> Spec:
    values = [
        {"at": at, "value": _number(reading), "text": chart.written(reading)}
        for at, reading in enumerate(chart.readings)
        if reading.value is not None and _stands_out(chart, reading) is bold
    ]
    below = "datum.value < 0"
    return {
        "data": {"values": values},
        "mark": {
            "type": "text",
            "fontWeight": 600 if bold else 400,
            "align": {"expr": f"{below} ? 'right' : 'left'"},
            "dx": {"expr": f"{below} ? -6 : 6"},
        },
        "encoding": {"text": {"field": "text"}},
    }


def _stands_out(chart: Chart, reading: Reading) -> bool:
    return bool(chart.highlighted) and reading.label == chart.highlighted


# Both


def _signs(chart: Chart, *, at_zero: bool) -> Spec:
    """Signs where no value can be drawn: what is held back; among bars also what is missing."""
    values = [
        {"at": at, "value": 0, "text": reading.shown or NOTHING}
        for at, reading in enumerate(chart.readings)
        if reading.held_back or (reading.missing and not at_zero)
    ]
    place = {"dy": -9} if at_zero else {"align": "left", "dx": 6}
    return {
        "data": {"values": values},
        "mark": {"type": "text", "color": COLOURS["ink-soft"]} | place,
        "encoding": {"text": {"field": "text"}},
    }


def _filled(colour: str, mark: ReadingMark) -> Spec:
    """How a shape shows how far its value can be relied on."""
    if mark is ReadingMark.FINAL:
        return {"filled": True, "fill": COLOURS[colour], "stroke": None}
    hollow: Spec = {"filled": True, "fill": COLOURS["surface"], "stroke": COLOURS[colour], "strokeWidth": 2}
    return hollow | ({"strokeDash": [2.5, 2]} if mark is ReadingMark.ESTIMATED else {})


def _ends(values: Any) -> tuple[Decimal, Decimal]:
    known = [Decimal(0), *(value for value in values if value is not None)]
    return min(known), max(known)


def _number(reading: Reading) -> float:
    return float(reading.value or 0)


def _label_of(labels: Sequence[str]) -> str:
    """An expression that gives the label of each place; the labels stand in it as quoted words alone."""
    return f"{json.dumps(list(labels))}[datum.value]"


def _width_of(text: str, size: int) -> int:
    return round(len(text) * size * _LETTER_WIDTH)
