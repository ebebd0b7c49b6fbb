"""Figures as they may leave a unit: in files, and to whoever neither works there nor reviews it."""

from __future__ import annotations

from collections.abc import Sequence

from binhyen.analytics.queries.below import Below, read_below, read_from_outside, read_persons_from_outside
from binhyen.analytics.queries.figures import FigureOf, figures_of
from binhyen.analytics.queries.loading import forms_for, lines_about_persons
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.orgunits.values import AS_REPORTED, TerritoryChoice


def figures_leaving(
    actor: Actor, unit_id: int, period: Period, *, territory: TerritoryChoice = AS_REPORTED
) -> tuple[FigureOf, ...]:
    """What ``figures_of`` says, small numbers of persons held back with what would tell them: in the table of the
    unit, in that of the unit above as far as the actor reads it, and over the shorter periods. At most two dozen
    statements and one a form.
    """
    figures = figures_of(actor, unit_id, period, territory=territory)
    outside = _persons_outside(actor, unit_id, [period], territory)
    return tuple(
        outside.figure(figure.line, period) if outside.counts_persons(figure.line) else figure
        for figure in figures
    )


def parts_told(
    actor: Actor, unit_id: int, period: Period, line: str, *, territory: TerritoryChoice = AS_REPORTED
) -> dict[int, FigureOf]:
    """What each unit directly below gives to a line, by its key, as the actor may see it. At most two dozen
    statements."""
    below = read_below(actor, unit_id, [period], [line], territory)
    return below.of_units(line, period) if line in below.loaded.lines else {}


def marks_leaving(
    actor: Actor, unit_id: int, periods: Sequence[Period], *, territory: TerritoryChoice = AS_REPORTED
) -> dict[tuple[str, int, Period], str]:
    """What stands in place of the figures that are held back in everything that leaves, by line, unit and period: of
    the unit itself and of those directly below. At most two dozen statements."""
    below = read_persons_from_outside(actor, unit_id, periods, territory)
    marks: dict[tuple[str, int, Period], str] = {}
    for period in dict.fromkeys(periods):
        for line in filter(below.counts_persons, below.loaded.lines):
            figures = {unit_id: below.figure(line, period)} | below.of_units(line, period)
            marks |= {(line, unit, period): figure.mark for unit, figure in figures.items() if figure.mark}
    return marks


def marks_of_unit(
    actor: Actor, unit_id: int, periods: Sequence[Period], *, territory: TerritoryChoice = AS_REPORTED
) -> dict[Period, dict[str, str]]:
    """The same of one unit alone, by period and line. At most sixteen statements."""
    outside = _persons_outside(actor, unit_id, periods, territory)
    persons = list(filter(outside.counts_persons, outside.loaded.lines))
    return {
        period: {line: mark for line in persons if (mark := outside.figure(line, period).mark)}
        for period in periods
    }


def _persons_outside(
    actor: Actor, unit_id: int, periods: Sequence[Period], territory: TerritoryChoice
) -> Below:
    """The lines about persons of a unit alone, as they may leave it."""
    forms = forms_for(sorted(set(periods)))
    return read_from_outside(actor, unit_id, forms, max(periods), lines_about_persons(forms), territory)
