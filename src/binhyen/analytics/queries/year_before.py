"""What was a unit that reports today a year before, when others may have stood in its place?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from binhyen.analytics.queries.figures import FigureOf, figures_of
from binhyen.analytics.queries.leaving import figures_leaving
from binhyen.analytics.queries.releasing import may_see_in_full
from binhyen.analytics.queries.territories import TerritoryNote, territory_note
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.orgunits.queries import own_territory
from binhyen.orgunits.values import TerritoryChoice
from binhyen.reporting.models import Obligation


@dataclass(frozen=True, slots=True)
class YearBefore:
    """The figures of the same period a year before by line, on the territory on which the unit reports now."""

    period: Period
    territory: TerritoryChoice
    figures: Mapping[str, FigureOf]
    note: TerritoryNote | None
    """Which former units they are of."""


def year_before_of(actor: Actor, obligation: Obligation) -> YearBefore | None:
    """What lay in the unit of a report a year before; None where the unit was there all that period itself, and where
    the calendar has no such period.

    From accepted reports alone, and for whoever sees the unit in full from those of the same form; from others small
    numbers of persons are held back. Nothing is asked where the unit was there; else as many statements as
    ``figures_of`` or ``figures_leaving``, and four.
    """
    period = obligation.period_in(obligation.layout.calendar).a_year_earlier
    unit = obligation.unit
    if period is None or unit.valid_from <= period.first_day:
        return None
    territory = own_territory(actor, unit.pk, obligation.last_day)
    if may_see_in_full(actor, unit.pk, obligation.unit_path):
        form = obligation.layout.data_set
        figures = figures_of(
            actor, unit.pk, period, data_sets=[form], with_last_known=False, territory=territory
        )
    else:
        figures = figures_leaving(actor, unit.pk, period, territory=territory)
    note = territory_note(actor, unit.pk, period, territory)
    return YearBefore(period, territory, {figure.line: figure for figure in figures}, note)
