"""Which charts stand in a report's text: the course of one leading line, and the places that have most of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.utils import translation

from binhyen.analytics.queries import headline_lines, overview_of, picture_of_course, source_line
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import BadPeriod, Period, PeriodKind
from binhyen.foundations.quantities import Quantity
from binhyen.indicators.values import IndicatorKind, LineRole
from binhyen.machinery.formats.charts import Chart, ChartKind, Reading, ReadingMark
from binhyen.orgunits.queries import UnitOnDay
from binhyen.orgunits.values import AS_REPORTED, TerritoryChoice
from binhyen.publications.rules.sheet import PictureOf, Reporters, ReportLine, UnitReport

MOST_BARS = 10
LEAST_READINGS = 3
"""Fewer values need no picture."""


def pictures_of(
    actor: Actor,
    unit: UnitOnDay,
    period: Period,
    reporters: Sequence[Reporters],
    at: datetime,
    territory: TerritoryChoice = AS_REPORTED,
) -> tuple[PictureOf, ...]:
    """At most one chart of a course and one of a rank, of different lines.

    Neither is of numbers of persons, and only what may be ranked is. The course is told on the territory, and marked
    where it crosses a change. As many statements as ``overview_of`` at most.
    """
    lines = _leading(unit, period, reporters)
    if not lines:
        return ()
    happened = [line for line in lines if line.form.kind is IndicatorKind.FLOW] or lines
    ranked = [line for line in lines if line is not happened[0] and line.form.role is not LineRole.RATE]
    with translation.override("vi"):  # the document's own language, whatever the reader's
        course = _course(actor, unit, period, happened[0], at, territory)
        ranking = next(
            (found for line in ranked for found in _ranking(unit, period, reporters, line, at)), None
        )
    return tuple(each for each in (course, ranking) if each is not None)


def _leading(unit: UnitOnDay, period: Period, reporters: Sequence[Reporters]) -> list[ReportLine]:
    """The lines that lead the unit's overview, as far as its reports have them and a picture may tell them."""
    known = {line.code: line for each in reporters for line in each.lines.values()}
    codes = headline_lines(unit.level, period, unit_code=unit.code)
    return [
        line
        for code in codes
        if (line := known.get(code)) is not None
        and line.adds
        and line.may_be_weighed
        and not line.counts_persons
    ]


def _course(
    actor: Actor,
    unit: UnitOnDay,
    period: Period,
    line: ReportLine,
    at: datetime,
    territory: TerritoryChoice,
) -> PictureOf | None:
    """The line over the twelve months that end with the period, or over twelve periods where it has no months."""
    try:
        last = period.parts(PeriodKind.MONTH)[-1]
    except BadPeriod:
        last = period
    found = overview_of(actor, unit.id, last, [line.code], territory=territory)
    if not found:
        return None
    chart = picture_of_course(found[0], unit_name=unit.name, as_of=at)
    if sum(reading.value is not None for reading in chart.readings) < LEAST_READINGS:
        return None
    title = f"{line.form.label}, {chart.readings[0].label}–{chart.readings[-1].label}"
    whose = tuple((unit.code, unit.name, each) for each, _figure in found[0].course)
    return PictureOf(line.code, replace(chart, title=title, source=f"{chart.source}."), whose)


def _ranking(
    unit: UnitOnDay, period: Period, reporters: Sequence[Reporters], line: ReportLine, at: datetime
) -> Iterator[PictureOf]:
    """The places with most of the line, the highest first; the same numbers as in the table of the annex."""
    for each in reporters:
        if each.own or each.apart or line.code not in each.lines:
            continue
        known = [(value, report) for report in each.accepted if (value := _value(report, line)) is not None]
        known.sort(key=lambda one: -one[0])
        if len(known) < LEAST_READINGS:
            continue
        shown = known[:MOST_BARS]
        which = f": các {each.words} có nhiều nhất" if len(known) > len(shown) else f" theo {each.words}"
        yield PictureOf(
            line.code,
            Chart(
                kind=ChartKind.BARS,
                title=f"{line.form.label}{which}, {period.label}",
                unit=line.form.unit,
                readings=tuple(Reading(report.name, value, _mark(report, line)) for value, report in shown),
                source=f"{source_line(unit.name, at)}.",
            ),
            tuple((report.code, report.name, period) for _value, report in shown),
        )


def _value(report: UnitReport, line: ReportLine) -> Decimal | None:
    figure = (report.figures or {}).get(line.code)
    return figure.value if isinstance(figure, Quantity) else None


def _mark(report: UnitReport, line: ReportLine) -> ReadingMark:
    if report.estimated.get(line.code):
        return ReadingMark.ESTIMATED
    return ReadingMark.FINAL if report.accepted == report.owed else ReadingMark.PROVISIONAL
