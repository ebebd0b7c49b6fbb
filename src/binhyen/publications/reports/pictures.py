"""How does a chart come into the report's text, with every value that it shows among the printed figures?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from binhyen.machinery.formats.documents import Block, picture_of
from binhyen.publications.rules.printed import Ledger, Meaning, Printed
from binhyen.publications.rules.sheet import PictureOf, ReportLine, ReportSheet

WIDTH = 0.85
"""Of the text: as wide as its letters need to be read, and no page is left half empty for it."""


def pictures_in(sheet: ReportSheet, lines: Iterable[ReportLine], ledger: Ledger) -> Iterator[Block]:
    """The charts of these lines, each after the sentences of its section."""
    for line in lines:
        for each in sheet.pictures:
            if each.line == line.code:
                _print(each, line, ledger)
                yield from picture_of(each.chart, WIDTH)


def _print(each: PictureOf, line: ReportLine, ledger: Ledger) -> None:
    for at, (reading, (code, name, period)) in enumerate(zip(each.chart.readings, each.of, strict=True)):
        if not reading.missing:
            ledger.print(
                Printed(
                    key=f"picture:{each.chart.kind}:{line.code}:{at}",
                    place=f"Biểu đồ “{each.chart.title}”, {reading.label}",
                    meaning=Meaning.PICTURED,
                    label=line.form.label,
                    indicator=line.form.indicator,
                    option=line.form.option,
                    unit=line.form.unit,
                    of_name=name,
                    of_code=code,
                    period=period,
                    text=each.chart.written(reading),
                    value=reading.value,
                    standing=str(reading.mark),
                )
            )
