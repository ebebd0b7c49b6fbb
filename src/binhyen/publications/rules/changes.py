"""Has a figure risen or fallen since the period compared with? Only like is compared: a whole territory with the same
territory, or else what the same units said both times."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from binhyen.foundations.quantities import Absence, Figure, Quantity, rate, total
from binhyen.foundations.vietnamese import join_words
from binhyen.indicators.values import LineRole
from binhyen.publications.rules.sheet import ReportLine, ReportSheet, UnitReport, value_of

NO_COMPARISON = "chưa có kỳ so sánh"


@dataclass(frozen=True, slots=True)
class Change:
    """What a line came to now and before, over the same ``units``. ``all_units``: these are all that report it.

    ``estimated`` is how much of what it was before was apportioned by shares.
    """

    now: Decimal
    before: Decimal
    units: int
    all_units: bool
    estimated: Decimal = Decimal(0)

    @property
    def amount(self) -> Decimal:
        return self.now - self.before


def change_of(sheet: ReportSheet, line: ReportLine) -> Change | None:
    """The change of a line on the period compared with, or None where it cannot be told.

    Where nothing is missing from the sums of the whole territory both times, these are compared, whatever units stood
    on it then. Else units that have no figure in one of the two periods are left out of both; a rate is worked out anew
    from the parts of those that remain. A line that does not add is compared only where one unit states it both times.
    Of persons a change is told only where nobody is left out: else it would give away what one unit reported.
    The caller sees to it that neither of the two sums is held back.
    """
    return _of_the_whole(sheet, line) or _of_the_same_units(sheet, line)


def why_no_change(sheet: ReportSheet, line: ReportLine) -> str:
    """Why a line with a figure has no change, in words.

    Empty where nothing at all is compared, which is said once, and where reports of the period itself are missing,
    which is said with the sums.
    """
    before = sheet.before.get(line.code)
    if sheet.territory is None or sheet.compared is None or sheet.territory.without:
        return ""
    then = sheet.compared.label
    if not sheet.sums[line.code].complete:
        return ""
    if before is None:
        return f"{then} chưa có số liệu"
    if before.apart:
        return join_words(before.apart)
    if value_of(before.figure) is None:
        return f"{then} chưa có số liệu"
    if not line.adds and line.form.role is not LineRole.RATE:
        return "chỉ tiêu không cộng giữa các đơn vị"
    if not before.complete:
        return f"{then} chưa đủ số liệu trên cùng địa bàn"
    return ""


def follows_the_units(sheet: ReportSheet, line: ReportLine) -> bool:
    """Whether a line counts what each unit has one of, such as its committee, and the units compared with were others:
    it then rises and falls with their number."""
    if sheet.territory is None or not sheet.territory.compared_with or line.form.role is LineRole.RATE:
        return False
    stated = [value_of((report.figures or {}).get(line.code)) for report in sheet.reports_of(line.code)]
    known = [value for value in stated if value is not None]
    return len(known) > 1 and max(known) == 1 == min(known)


def _of_the_whole(sheet: ReportSheet, line: ReportLine) -> Change | None:
    now, before = sheet.sums[line.code], sheet.before.get(line.code)
    if before is None or not (now.complete and before.complete):
        return None
    if not line.adds and line.form.role is not LineRole.RATE:
        return None
    value, then = value_of(now.figure), value_of(before.figure)
    if value is None or then is None:
        return None
    units = sum(1 for _report in sheet.reports_of(line.code))
    return Change(value, then, units, all_units=True, estimated=before.estimated)


def _of_the_same_units(sheet: ReportSheet, line: ReportLine) -> Change | None:
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
    estimated = sum(
        (report.earlier_estimated.get(code, Decimal(0)) for report in both for code in _codes(line)),
        Decimal(0),
    )
    return Change(now.value, before.value, len(both), not left_out, estimated)


def _together(line: ReportLine, figures: list[object]) -> Figure:
    known = [each for each in figures if isinstance(each, dict)]
    if line.form.role is LineRole.RATE:
        above, below = line.form.parts
        return rate(
            [each[above] for each in known], [each[below] for each in known], line.form.per, line.form.unit
        ).figure
    return total(each[line.code] for each in known).figure


def _codes(line: ReportLine) -> tuple[str, ...]:
    return line.form.parts if line.form.role is LineRole.RATE else (line.code,)


def _stands(line: ReportLine, report: UnitReport) -> bool:
    return all(
        figures is not None and isinstance(figures.get(code), Quantity)
        for figures in (report.figures, report.earlier)
        for code in _codes(line)
    )


def _never_applies(line: ReportLine, report: UnitReport) -> bool:
    return all(
        figures is not None and figures.get(line.code) is Absence.NOT_APPLICABLE
        for figures in (report.figures, report.earlier)
    )
