"""How does a chart come into a document? As a picture; as a table where it cannot be drawn."""

from __future__ import annotations

from django.utils import translation

from binhyen.machinery.formats.charts import (
    Chart,
    ChartKind,
    ChartUndrawn,
    ReadingMark,
    said_below,
    sentence_of,
    svg_of,
)
from binhyen.machinery.formats.documents import form
from binhyen.machinery.formats.documents.blocks import (
    Alignment,
    Block,
    Column,
    Paragraph,
    Picture,
    Run,
    Table,
)

_MARKED = {ReadingMark.PROVISIONAL: " (tạm tính)", ReadingMark.ESTIMATED: " (ước tính)"}


def picture_of(chart: Chart, width: float = 1) -> tuple[Block, ...]:
    """The chart with its title above, its source and the meaning of its marks below.

    ``width`` is its share of the text's width. Where the chart cannot be drawn now, its figures stand in a table and
    a note says so: whoever reads the document's preview sees it before anything is frozen.
    """
    with translation.override("vi"):  # the document's own language, whatever the reader's
        below = said_below(chart)
        try:
            return (Picture(svg_of(chart), chart.title, below, sentence_of(chart), width),)
        except ChartUndrawn:
            return _as_table(chart, below)


def _as_table(chart: Chart, below: str) -> tuple[Block, ...]:
    columns = (
        Column("Kỳ" if chart.kind is ChartKind.LINE else "Tên", 3),
        Column(chart.unit, 1, Alignment.RIGHT),
    )
    rows = tuple(
        (_label(chart, at), chart.written(one) + (f" ({one.why})" if one.why else _MARKED.get(one.mark, "")))
        for at, one in enumerate(chart.readings)
    )
    return (
        Paragraph.of(Run(chart.title, bold=True), keep_with_next=True),
        Table(columns, rows, notes=(form.UNDRAWN, below)),
    )


def _label(chart: Chart, at: int) -> str:
    """The label of a reading, with what changed before it."""
    label, words = chart.readings[at].label, chart.words_before(at)
    return f"{label} ({words} từ kỳ này)" if words else label
