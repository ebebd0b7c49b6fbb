"""Charts as pages show them: the drawing of ``machinery.formats.charts`` with its table, its words and its files.

Small marks beside a figure (sparkline, change) are laid out here: they have no scale, no words and no file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

import structlog
from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.vietnamese import format_number
from binhyen.machinery.formats.charts import (
    NARROW,
    NOTHING,
    WIDE,
    Chart,
    ChartKind,
    ChartUndrawn,
    Reading,
    ReadingMark,
    for_page,
    png_of,
    said_below,
    sentence_of,
    svg_of,
)

Number = Decimal | int
_log = structlog.get_logger(__name__)


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
    """A small line without scale; ``runs`` are the points of each unbroken stretch, ``hollow`` those of estimates."""

    runs: tuple[str, ...]
    sentence: str
    width: int
    height: int
    hollow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure of an overview in words: its ``value``, or why there is none (``absent``).

    ``standing`` is a name of ``states.py``, ``counted`` on how many reports it rests. ``estimated``: some of it was
    apportioned; ``about`` says how much, or why there is no value. ``remark`` stands before the change. ``url`` chooses
    the tile, ``why_url`` is the page that explains the change.
    """

    label: Any
    value: str
    unit: Any = ""
    absent: bool = False
    standing: str = ""
    counted: str = ""
    estimated: bool = False
    about: tuple[str, ...] = ()
    remark: str = ""
    change: Change | None = None
    why_url: str = ""
    sparkline: Sparkline | None = None
    url: str = ""
    chosen: bool = False


def sparkline(
    values: Sequence[Number | None],
    width: int = 200,
    height: int = 40,
    *,
    from_zero: bool = False,
    estimated: Collection[int] = (),
    parted: Collection[int] = (),
) -> Sparkline:
    """The course of ``values`` from left to right; None leaves a gap, a lone value becomes a short stroke.

    ``from_zero``: zero is its lower edge, so that a small change looks small where the line is large. ``estimated`` are
    the places of values that are estimates, ``parted`` those before which the line stops, both counted from 0.
    """
    known = [Decimal(value) for value in values if value is not None]
    low, high = (min(known), max(known)) if known else (Decimal(0), Decimal(1))
    if from_zero:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    span = (high - low) or Decimal(1)
    step = Decimal(width - 4) / max(len(values) - 1, 1)
    runs: list[list[tuple[Decimal, Decimal]]] = [[]]
    hollow: list[tuple[Decimal, Decimal]] = []
    for index, value in enumerate(values):
        if value is None or index in parted:
            runs.append([])
        if value is not None:
            point = (2 + step * index, height - 3 - (Decimal(value) - low) / span * (height - 6))
            runs[-1].append(point)
            if index in estimated:
                hollow.append(point)
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
    if hollow:
        sentence = _("%(sentence)s, có số ước tính") % {"sentence": sentence}
    if any(values[index] is not None for index in parted):
        sentence = _("%(sentence)s, đường không nối liền") % {"sentence": sentence}
    return Sparkline(
        tuple(_points(run) for run in drawn), sentence, width, height, tuple(_points([one]) for one in hollow)
    )


def _points(run: Sequence[tuple[Any, Any]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in run)


# ---- charts ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """A value in the table under a drawing.

    ``mark`` says where it is not final, or why there is none, ``changed`` what is otherwise from it on.
    """

    label: str
    figure: str
    mark: str
    changed: str = ""


@dataclass(frozen=True, slots=True)
class ShownChart:
    """A chart ready for a page: drawn for wide and for narrow screens, or not drawn at all, and then its table is open.

    ``below`` is its source and what its marks mean.
    """

    chart: Chart
    wide: SafeString
    narrow: SafeString
    sentence: str
    below: str
    rows: tuple[Row, ...]
    names: str


MARKED = {
    ReadingMark.FINAL: "",
    ReadingMark.PROVISIONAL: gettext_lazy("tạm tính"),
    ReadingMark.ESTIMATED: gettext_lazy("ước tính"),
}


def shown(chart: Chart, names: str = "") -> ShownChart:
    """What the component shows of ``chart``; ``names`` heads the labels in the table ("Xã, phường")."""
    try:
        wide, narrow = (_on_page(svg_of(chart, width)) for width in (WIDE, NARROW))
    except ChartUndrawn as fault:
        _log.warning("chart_undrawn", why=str(fault))
        wide = narrow = SafeString()
    return ShownChart(
        chart=chart,
        wide=wide,
        narrow=narrow,
        sentence=sentence_of(chart),
        below=said_below(chart),
        rows=tuple(
            Row(one.label, chart.written(one), _marked(one), chart.words_before(at))
            for at, one in enumerate(chart.readings)
        ),
        names=names or (_("Kỳ") if chart.kind is ChartKind.LINE else _("Tên")),
    )


def _marked(reading: Reading) -> str:
    """How far a value can be relied on, or why there is none."""
    return reading.why if reading.missing else str(MARKED[reading.mark])


def _on_page(svg: str) -> SafeString:
    """The drawing within a page. Its marks are ours and the library has escaped every word in it."""
    return SafeString(for_page(svg).replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))


class FileKind(StrEnum):
    """What can be had of a chart, by the ending of the file."""

    SVG = "svg"
    PNG = "png"
    CSV = "csv"


def chart_file(chart: Chart, kind: FileKind, name: str) -> HttpResponse:
    """The chart as a file to be kept, ``name`` without its ending. As CSV a line says in a column of its own from which
    of its periods on something is otherwise."""
    rows = [
        (_("Kỳ"), chart.unit, _("Mức chốt"), _("Thay đổi từ kỳ này"))
        if chart.kind is ChartKind.LINE
        else (_("Tên"), chart.unit, _("Mức chốt"))
    ]
    for at, one in enumerate(chart.readings):
        value = one.shown if one.value is None else f"{one.value:f}"
        told = (chart.words_before(at),) if chart.kind is ChartKind.LINE else ()
        rows.append((one.label, value, _marked(one), *told))
    return picture_file(lambda: svg_of(chart), rows, kind, name)


def picture_file(
    draw: Callable[[], str], rows: Iterable[Sequence[str]], kind: FileKind, name: str
) -> HttpResponse:
    """A drawing, or as CSV the ``rows`` that it shows, heading first, plain numbers among them. 503 where it cannot be
    drawn now."""
    try:
        content, said = _content_of(draw, rows, kind)
    except ChartUndrawn:
        return HttpResponse(
            _("Lúc này chưa vẽ được biểu đồ. Hãy thử lại sau ít phút, hoặc tải số liệu CSV."),
            status=503,
            content_type="text/plain; charset=utf-8",
        )
    disposition = f'attachment; filename="{name}.{kind}"'
    return HttpResponse(content, content_type=said, headers={"Content-Disposition": disposition})


def _content_of(draw: Callable[[], str], rows: Iterable[Sequence[str]], kind: FileKind) -> tuple[bytes, str]:
    if kind is FileKind.CSV:
        return _csv_of(rows).encode("utf-8-sig"), "text/csv; charset=utf-8"
    svg = draw()
    return (png_of(svg), "image/png") if kind is FileKind.PNG else (svg.encode(), "image/svg+xml")


def _csv_of(rows: Iterable[Sequence[str]]) -> str:
    """The first cell of a row is a name: it never begins a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    for label, *cells in rows:
        begins_formula = label[:1] in ("=", "+", "-", "@", "\t", "\r")
        writer.writerow([f"'{label}" if begins_formula else label, *cells])
    return out.getvalue()
