"""Do the sums and the reports that a report sheet holds agree? What does not is never printed."""

from __future__ import annotations

from collections.abc import Iterator

from binhyen.foundations.quantities import Absence, total
from binhyen.indicators.values import LineRole
from binhyen.publications.rules.sheet import ReportSheet, value_of


def disagreements(sheet: ReportSheet) -> tuple[tuple[str, str], ...]:
    """Form and line of every sum that is not that of the accepted reports, reckoned here once more."""
    return tuple(_disagreements(sheet))


def _disagreements(sheet: ReportSheet) -> Iterator[tuple[str, str]]:
    for picture in sheet.pictures:
        for reading, (code, _name, period) in zip(picture.chart.readings, picture.of, strict=True):
            told = value_of(sheet.sums[picture.line].figure)
            if (code, period) == (sheet.unit_code, sheet.period) and reading.value != told:
                yield "", picture.line
    for reporters in sheet.reporters:
        for line in reporters.lines.values():
            if line.form.role is not LineRole.INPUT:
                continue
            kept = sheet.sums_by_form.get((reporters.form, line.code))
            if kept is not None and kept.of_others:
                continue  # what former units reported for the whole is in the sum alone: ``ReportSheet.beside``
            reckoned = total(
                (report.figures or {}).get(line.code, Absence.MISSING) for report in reporters.accepted
            )
            if (
                kept is None
                or (reporters.kind is sheet.period.kind and kept.expected != reporters.reports_owed)
                or kept.counted != sum(report.counted(line.code) for report in reporters.accepted)
                or (line.adds and value_of(kept.figure) != value_of(reckoned.figure))
            ):
                yield reporters.form, line.code
