"""How do values become a picture? One specification a chart, drawn once, the same everywhere.

A ``Chart`` is turned into a Vega-Lite specification, drawn as SVG by a process of its own and kept by the hash of what
it was drawn from. A page shows that SVG with the colours of its scheme, Word a PNG of it, a PDF the SVG itself.
"""

from binhyen.machinery.formats.charts.values import Chart, ChartKind, Reading, ReadingMark

__all__ = ["Chart", "ChartKind", "Reading", "ReadingMark"]
