"""A map of units in the shades of a figure, as SVG that stands by itself: the same on a page, in Word and as PDF.

Where each unit stands is the drawing of units themselves (``orgunits.values.draw``). Colours are those of the light
scheme; a page puts its own in their place. No script, no styles: attributes alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from django.utils.translation import gettext as _

from binhyen.analytics.pictures.shades import Shade, shade_of, thresholds
from binhyen.foundations.vietnamese import format_number
from binhyen.machinery.formats.charts.theme import COLOURS, FAMILIES
from binhyen.orgunits.values import Archipelago, Drawing, Inset, Line, Mark, Spot, draw

_LEGEND_STEP, _SWATCH = 24, 18
_SMALL, _TINY, _LEGEND = 10.5, 9.5, 13

_FILLS: dict[Shade, dict[str, str]] = {
    Shade.ZERO: {"fill": COLOURS["surface"]},
    Shade.LOW: {"fill": COLOURS["bamboo-soft"]},
    Shade.MIDDLE: {"fill": COLOURS["bamboo"], "fill-opacity": "0.45"},
    Shade.HIGH: {"fill": COLOURS["bamboo"]},
    Shade.HELD_BACK: {"fill": COLOURS["surface"], "stroke-dasharray": "1.5 3"},
    Shade.NOT_APPLICABLE: {"fill": COLOURS["line"]},
    Shade.NOT_COMPARABLE: {"fill": COLOURS["line"], "stroke-dasharray": "5 3"},
    Shade.ABSENT: {"fill": COLOURS["surface"], "stroke-dasharray": "5 3"},
}


@dataclass(frozen=True, slots=True)
class Shaded:
    """What a unit has: a value that may be told, or the shade of why there is none; and how it is written."""

    value: Decimal | None
    written: str
    without: Shade = Shade.ABSENT


@dataclass(frozen=True, slots=True)
class Step:
    """One shade of a map in words."""

    shade: Shade
    label: str


@dataclass(frozen=True)
class DrawnMap:
    """The picture, what is seen in words, the shade of each unit by key, and the shades that are in it."""

    svg: str
    sentence: str
    shades: Mapping[int, Shade]
    steps: tuple[Step, ...]
    of_shapes: bool


def draw_figure_map(
    title: str,
    unit: str,
    spots: Sequence[Spot],
    values: Mapping[int, Shaded],
    archipelagos: Iterable[Archipelago] = (),
    decimals: int | None = None,
) -> DrawnMap:
    """Draw the units in shades: three classes parted at round numbers, zero apart, what has no value dashed.

    ``values`` are by key of the unit. ``decimals`` are those of the numbers in the words under the map.
    """
    known = [each.value for each in values.values() if each.value is not None]
    parted = thresholds(known)
    given = {spot.key: values.get(spot.key, _NOTHING) for spot in spots}
    shades = {
        key: each.without if each.value is None else shade_of(each.value, parted)
        for key, each in given.items()
    }
    steps = _steps(parted, set(shades.values()), decimals)
    drawing = draw(spots, archipelagos)
    said = _("%(title)s, %(unit)s: bản đồ %(count)s đơn vị; bảng ở dưới") % {
        "title": title,
        "unit": unit,
        "count": format_number(len(spots)),
    }
    note = "" if drawing.named else _("Số trên bản đồ là số thứ tự trong bảng.")
    below = drawing.height + 16
    height = below + _LEGEND_STEP * (len(steps) + bool(note))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-2 -2 {drawing.width + 4} {height + 4}"'
        f' width="{drawing.width + 4}" height="{height + 4}" role="img" aria-label="{escape(said)}"'
        f' font-family="{escape(FAMILIES)}"><title>{escape(said)}</title>',
        *(_mark(drawing, mark, shades[mark.spot.key], given[mark.spot.key], unit) for mark in drawing.marks),
        *(_inset(drawing, inset, shades, given, unit) for inset in drawing.insets),
        *(_legend(step, below + place * _LEGEND_STEP) for place, step in enumerate(steps)),
        *([_words(note, 0, height - 8)] if note else []),
        "</svg>",
    ]
    return DrawnMap("\n".join(parts), said, shades, steps, drawing.shapes)


_NOTHING = Shaded(None, "—")


def _steps(parted: Sequence[Decimal], there: set[Shade], decimals: int | None) -> tuple[Step, ...]:
    low, high = (format_number(parted[at], decimals) if parted else "" for at in (0, -1))
    words = {
        Shade.ZERO: "0",
        Shade.LOW: _("dưới %(number)s") % {"number": low},
        Shade.MIDDLE: _("từ %(low)s đến dưới %(high)s") % {"low": low, "high": high},
        Shade.HIGH: _("từ %(number)s") % {"number": high} if parted else _("có số liệu"),
        Shade.HELD_BACK: _("số nhỏ, không nêu"),
        Shade.NOT_APPLICABLE: _("không áp dụng"),
        Shade.NOT_COMPARABLE: _("không so sánh được"),
        Shade.ABSENT: _("chưa có số liệu"),
    }
    return tuple(Step(shade, words[shade]) for shade in Shade if shade in there)


def _mark(drawing: Drawing, mark: Mark, shade: Shade, shaded: Shaded, unit: str) -> str:
    """A unit: its tile or shape, and the words in it. Its name and value are told to whoever points at it."""
    inner = [f"<title>{escape(_told(mark.spot, shaded, unit))}</title>", _shape(drawing, mark, shade)]
    size = _TINY if drawing.shapes else _SMALL
    inner += [_text(line, size, _ink(shade), bold=line.words == mark.spot.amount) for line in mark.lines]
    return f'<g data-unit="{mark.spot.key}">{"".join(inner)}</g>'


def _shape(drawing: Drawing, mark: Mark, shade: Shade) -> str:
    drawn = _attributes({"stroke": COLOURS["line-strong"], "stroke-width": "0.8", **_FILLS[shade]})
    if mark.path:
        joined = 'stroke-linejoin="round" stroke-linecap="round"'
        return f'<path d="{mark.path}" {joined} {drawn}/>'
    width = round(drawing.side * 0.96, 1)
    height = round(drawing.tall * 0.94 if drawing.named else drawing.side * 0.92, 1)
    return f'<rect x="{mark.x}" y="{mark.y}" width="{width}" height="{height}" rx="3" {drawn}/>'


def _inset(
    drawing: Drawing,
    inset: Inset,
    shades: Mapping[int, Shade],
    given: Mapping[int, Shaded],
    unit: str,
) -> str:
    """The box of an archipelago. A unit that is these islands gives the box its shade."""
    unit_there = inset.spots[0] if inset.spots else None
    shade = shades[unit_there.key] if unit_there else Shade.ZERO
    line = COLOURS["line"] if unit_there is None else COLOURS["line-strong"]
    box = _attributes({"stroke": line, "stroke-width": "1", **_FILLS[shade]})
    told = (
        _told(unit_there, given[unit_there.key], unit)
        if unit_there
        else " ".join(each.words for each in inset.lines)
    )
    dots = _attributes(
        {
            "fill": "none",
            "stroke": COLOURS["surface"] if shade is Shade.HIGH else COLOURS["line-strong"],
            "stroke-width": "5",
            "stroke-linecap": "round",
        }
    )
    key = f' data-unit="{unit_there.key}"' if unit_there else ""
    size = f'width="{drawing.inset_width}" height="{drawing.inset_height}"'
    return (
        f"<g{key}><title>{escape(told)}</title>"
        f'<rect x="{inset.x}" y="{inset.y}" {size} rx="3" {box}/>'
        f'<path d="{inset.path}" {dots}/>'
        + "".join(_text(line, 12, _ink(shade)) for line in inset.lines)
        + "</g>"
    )


def _legend(step: Step, y: int) -> str:
    drawn = _attributes({"stroke": COLOURS["line-strong"], "stroke-width": "0.8", **_FILLS[step.shade]})
    swatch = f'<rect x="0" y="{y}" width="{_SWATCH + 6}" height="{_SWATCH}" rx="3" {drawn}/>'
    return swatch + _words(step.label, _SWATCH + 16, y + 14)


def _words(text: str, x: int, y: int) -> str:
    """Words under the map."""
    return f'<text x="{x}" y="{y}" font-size="{_LEGEND}" fill="{COLOURS["ink"]}">{escape(text)}</text>'


def _text(line: Line, size: float, ink: str, *, bold: bool = False) -> str:
    weight = 600 if bold else 500
    return (
        f'<text x="{line.x}" y="{line.y}" font-size="{size}" font-weight="{weight}" text-anchor="middle"'
        f' fill="{ink}">{escape(line.words)}</text>'
    )


def _ink(shade: Shade) -> str:
    return COLOURS["surface" if shade is Shade.HIGH else "ink"]


def _told(spot: Spot, shaded: Shaded, unit: str) -> str:
    words = f"{shaded.written} {unit}" if shaded.value is not None else shaded.written
    return f"{spot.name}: {words}"


def _attributes(given: Mapping[str, str]) -> str:
    return " ".join(f'{name}="{value}"' for name, value in given.items())
