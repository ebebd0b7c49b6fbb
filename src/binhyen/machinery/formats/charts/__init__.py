"""How do values become a picture? One specification a chart, drawn once, the same everywhere.

A ``Chart`` is turned into a Vega-Lite specification, drawn as SVG by a process of its own and kept by the hash of what
it was drawn from. A page shows that SVG with the colours of its scheme, Word a PNG of it, a PDF the SVG itself.
"""

from binhyen.machinery.formats.charts.drawing import png_of, svg_of
from binhyen.machinery.formats.charts.process import ChartUndrawn
from binhyen.machinery.formats.charts.specification import NARROW, WIDE, specification_of
from binhyen.machinery.formats.charts.theme import for_page
from binhyen.machinery.formats.charts.values import (
    NOTHING,
    Chart,
    ChartBreak,
    ChartKind,
    Reading,
    ReadingMark,
)
from binhyen.machinery.formats.charts.wording import gaps_and_marks, said_below, sentence_of

__all__ = [
    "NARROW",
    "NOTHING",
    "WIDE",
    "Chart",
    "ChartBreak",
    "ChartKind",
    "ChartUndrawn",
    "Reading",
    "ReadingMark",
    "for_page",
    "gaps_and_marks",
    "png_of",
    "said_below",
    "sentence_of",
    "specification_of",
    "svg_of",
]
