"""Has a figure risen or fallen since the period before? Only what the same units said both times is compared."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from binhyen.foundations.quantities import Absence, Figure, Quantity, rate, total
from binhyen.indicators.values import LineRole
from binhyen.publications.rules.sheet import ReportLine, ReportSheet, UnitReport


@dataclass(frozen=True, slots=True)
class Change:
    """What a line came to now and before, over the same ``units``. ``all_units``: these are all that report it."""

    now: Decimal
    before: Decimal
    units: int
    all_units: bool

    @property
    def amount(self) -> Decimal:
        return self.now - self.before


def change_of(sheet: ReportSheet, line: ReportLine) -> Change | None:
    """The change of a line on the period before, or None where it cannot be told.

    Units that have no figure in one of the two periods are left out of both; a rate is worked out anew from the
    parts of those that remain. A line that does not add is compared only where one unit states it both times.
    Of persons a change is told only where nobody is left out: else it would give away what one unit reported.
    The caller sees to it that neither of the two sums is held back.
    """
    both: list[UnitReport] = []
    others: list[UnitReport] = []
    for report in sheet.reports_of(line.code):
        (both if _stands(line, report) else others).append(report)
    if not both or (not line.adds and line.form.role is not LineRole.RATE and len(both) != 1):
        return None
    now = _together(line, [report.figures or {} for report in both])
    before = _together(line, [report.earlier or {} for report in both])
    if not isinstance(now, Quantity) or not isinstance(before, Quantity):
        return None
    left_out = [report for report in others if not _never_applies(line, report)]
    if line.counts_persons and left_out:
        return None
    return Change(now.value, before.value, len(both), not left_out)


def _together(line: ReportLine, figures: list[object]) -> Figure:
    known = [each for each in figures if isinstance(each, dict)]
    if line.form.role is LineRole.RATE:
        above, below = line.form.parts
        return rate(
            [each[above] for each in known], [each[below] for each in known], line.form.per, line.form.unit
        ).figure
    return total(each[line.code] for each in known).figure


def _stands(line: ReportLine, report: UnitReport) -> bool:
    codes = line.form.parts if line.form.role is LineRole.RATE else (line.code,)
    return all(
        figures is not None and isinstance(figures.get(code), Quantity)
        for figures in (report.figures, report.earlier)
        for code in codes
    )


def _never_applies(line: ReportLine, report: UnitReport) -> bool:
    return all(
        figures is not None and figures.get(line.code) is Absence.NOT_APPLICABLE
        for figures in (report.figures, report.earlier)
    )
