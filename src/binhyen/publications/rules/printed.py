"""Which figures does a report print, where, and what stands behind each? The rows of its figure sheet.

Whoever composes prints a figure through the ledger and in no other way: so no figure is without its row, and no
row without its figure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from binhyen.foundations.periods import Period
from binhyen.foundations.quantities import PERCENT, Absence, Figure, Quantity
from binhyen.foundations.vietnamese import format_number
from binhyen.indicators.values import LineRole
from binhyen.publications.rules.sheet import ReportLine, UnitReport, value_of

MISSING = Absence.MISSING.words
NOT_APPLICABLE = "x"
NOT_COMPARABLE = "kss"
ESTIMATED = "*"
"""Stands behind a number in a table of which a part was apportioned."""


class Meaning(StrEnum):
    """What a printed figure is."""

    SUM = "tổng"
    PART = "số của một đơn vị"
    CHANGE = "thay đổi so với kỳ so sánh"
    WITH_LAST_KNOWN = "tổng có tính số gần nhất của đơn vị chưa báo cáo"
    REPORTS = "số đơn vị báo cáo"
    PICTURED = "số trên biểu đồ"
    ESTIMATE = "phần ước tính của số"
    BESIDE = "phần không chia được về từng đơn vị"


@dataclass(frozen=True, slots=True)
class Printed:
    """One figure as it stands at one place of the report.

    ``value`` is exact, None where there is none or where it is held back. ``standing``, ``counted`` and ``expected``
    are those of a sum. ``unit`` is the word that is counted, ``place`` where it stands in words. ``estimated`` is how
    much of the value was apportioned by shares.
    """

    key: str
    place: str
    meaning: Meaning
    label: str
    indicator: str
    option: str
    unit: str
    of_name: str
    of_code: str
    period: Period
    text: str
    value: Decimal | None
    standing: str = ""
    counted: int | None = None
    expected: int | None = None
    earlier: Period | None = None
    estimated: Decimal = Decimal(0)


@dataclass
class Ledger:
    """Every figure printed so far, in order, each under its own key."""

    printed: dict[str, Printed] = field(default_factory=dict)

    def print(self, figure: Printed) -> str:
        """Note a figure; gives back its text, which is what goes to paper."""
        if figure.key in self.printed:
            raise ValueError(f"two figures of one key: {figure.key}")
        self.printed[figure.key] = figure
        return figure.text


def of_unit(
    line: ReportLine,
    report: UnitReport,
    figure: Figure | None,
    mark: str,
    *,
    key: str,
    place: str,
    period: Period,
    earlier: bool = False,
) -> Printed:
    """One unit's figure in a cell of a table, or the ``mark`` that stands in its place. ``earlier``: that of the period
    compared with."""
    apart = (report.earlier_apart if earlier else report.apart).get(line.code)
    estimated = (report.earlier_estimated if earlier else report.estimated).get(line.code, Decimal(0))
    return Printed(
        key=key,
        place=place,
        meaning=Meaning.PART,
        label=line.form.label,
        indicator=line.form.indicator,
        option=line.form.option,
        unit=line.form.unit,
        of_name=report.name,
        of_code=report.code,
        period=period,
        text=mark or (NOT_COMPARABLE if apart else cell_of(line, figure, estimated=bool(estimated))),
        value=None if mark else value_of(figure),
        standing=report.state,
        estimated=Decimal(0) if mark else estimated,
    )


def number_of(line: ReportLine, value: Decimal) -> str:
    """A value of a line as it stands in a sentence, without its unit: ``1.234``, ``12,5``, of a rate ``94,0``."""
    places = line.form.decimals
    if line.form.role is not LineRole.RATE and value == value.to_integral_value():
        places = 0
    return format_number(value, places)


def with_unit(text: str, unit: str) -> str:
    """``12 tổ``, ``94,5%``; the parts never on two lines."""
    return f"{text}{unit}" if unit == PERCENT else f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text


def cell_of(line: ReportLine, figure: Figure | None, *, estimated: bool = False) -> str:
    """A figure in a cell of a table: its number, "chưa có", or "x" where it does not apply."""
    if isinstance(figure, Quantity):
        return format_number(figure.value, line.form.decimals) + (ESTIMATED if estimated else "")
    return NOT_APPLICABLE if figure is Absence.NOT_APPLICABLE else MISSING
