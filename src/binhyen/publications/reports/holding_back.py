"""Which figures of a report would tell of single persons, or give such figures away?

Asked once for a whole report, so that its text, tables and figure sheet hold back the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from binhyen.analytics.queries import Adds, held_back
from binhyen.foundations.quantities import Figure
from binhyen.indicators.values import LineRole
from binhyen.publications.rules.sheet import Reporters, ReportLine, ReportSheet, UnitReport, value_of

Cell = tuple[str, str, int]
"""Form, line and unit of a figure. The sum of a form's reports has the unit 0, that over all forms no form either; what
of a sum lies in none of the units has the unit -1."""

UNDER_FIVE, WITH_IT = "<5", "…"
"""The marks that ``held_back`` gives: of a number from 1 to 4, and of one that would tell such a number."""

SUM, BESIDE = 0, -1
ALL_FORMS = ""


@dataclass(frozen=True)
class HeldBack:
    """The marks that stand in the place of figures that are held back, of the period and of the one before."""

    now: dict[Cell, str]
    before: dict[Cell, str]

    def cell(self, form: str, line: str, unit_id: int, *, earlier: bool = False) -> str:
        """The mark in place of one unit's figure, or nothing where the figure is shown."""
        return (self.before if earlier else self.now).get((form, line, unit_id), "")

    def sum_of_form(self, form: str, line: str) -> str:
        """The mark in place of the sum of one form's reports, or nothing."""
        return self.now.get((form, line, SUM), "")

    def beside(self, form: str, line: str) -> str:
        """The mark in place of what of a form's sum lies in none of the units, or nothing."""
        return self.now.get((form, line, BESIDE), "")

    def sum(self, line: str, *, earlier: bool = False) -> str:
        """The mark in place of the sum over all forms, or nothing."""
        return (self.before if earlier else self.now).get((ALL_FORMS, line, SUM), "")


def held_back_in(sheet: ReportSheet) -> HeldBack:
    """What is held back of the counts of persons in a report, and of what is worked out from them.

    A reader of the report knows every sum in it: of the units to their form's sum, of the forms to the whole, of the
    options to their total. What pages and files hold back is held back here too, or the report would tell what they do
    not, and they what it does not.
    """
    return HeldBack(_marks(sheet, earlier=False), _marks(sheet, earlier=True))


def _marks(sheet: ReportSheet, *, earlier: bool) -> dict[Cell, str]:
    cells: dict[Cell, Decimal | None] = {}
    relations: list[Adds[Cell]] = []
    for reporters in sheet.reporters:
        for line in _about_persons(reporters):
            column: dict[Cell, Decimal | None] = {
                (reporters.form, line.code, report.unit_id): value_of(
                    _figures(report, earlier).get(line.code)
                )
                for report in reporters.reports
            }
            if not earlier and (rest := sheet.beside(reporters, line.code)) is not None:
                column[reporters.form, line.code, BESIDE] = rest
            cells |= column
            cells[reporters.form, line.code, SUM] = _added(column)
            relations.append(Adds((reporters.form, line.code, SUM), tuple(column)))
            if line.form.role is LineRole.TOTAL:
                relations += (
                    Adds((form, code, unit), tuple((form, part, unit) for part in line.form.parts))
                    for form, code, unit in (*column, (reporters.form, line.code, SUM))
                )
    for code in dict.fromkeys(code for _form, code, _unit in cells):
        sums: dict[Cell, Decimal | None] = {
            (form, line, unit): value
            for (form, line, unit), value in cells.items()
            if (line, unit) == (code, SUM)
        }
        if earlier and (rest := _beside_then(sheet, code, _added(sums))) is not None:
            cells[ALL_FORMS, code, BESIDE] = sums[ALL_FORMS, code, BESIDE] = rest
        cells[ALL_FORMS, code, SUM] = _added(sums)
        relations.append(Adds((ALL_FORMS, code, SUM), tuple(sums)))
    marks = held_back(cells, relations)
    elsewhere = {(each.line, each.unit_id): each.mark for each in sheet.held if each.earlier is earlier}
    own = {report.unit_id for reporters in sheet.reporters if reporters.own for report in reporters.reports}
    for cell in cells:
        _form, code, unit = cell
        if mark := elsewhere.get((code, SUM if unit in own else unit)):
            marks[cell] = WITH_IT if WITH_IT in (mark, marks.get(cell)) else mark
    return marks | dict(_marks_of_rates(sheet, marks))


def _beside_then(sheet: ReportSheet, code: str, of_units: Decimal | None) -> Decimal | None:
    """What of the sum compared with lies in none of the units that report now."""
    then = value_of(sheet.before[code].figure) if code in sheet.before else None
    return None if then is None or then == of_units else then - (of_units or Decimal(0))


def _marks_of_rates(sheet: ReportSheet, marks: dict[Cell, str]) -> Iterator[tuple[Cell, str]]:
    """A rate is held back where one of its parts is: with the other part it would tell it."""
    for reporters in sheet.reporters:
        rates = [line for line in reporters.lines.values() if line.form.role is LineRole.RATE]
        for line in rates:
            for form, part, unit in marks:
                if part in line.form.parts and form in (reporters.form, ALL_FORMS):
                    yield (form, line.code, unit), WITH_IT


def _about_persons(reporters: Reporters) -> list[ReportLine]:
    return [
        line
        for line in reporters.lines.values()
        if line.counts_persons and line.form.role is not LineRole.RATE
    ]


def _figures(report: UnitReport, earlier: bool) -> dict[str, Figure]:
    return dict((report.earlier if earlier else report.figures) or {})


def _added(column: dict[Cell, Decimal | None]) -> Decimal | None:
    known = [value for value in column.values() if value is not None]
    return sum(known, Decimal(0)) if known else None
