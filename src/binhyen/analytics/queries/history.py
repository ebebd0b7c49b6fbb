"""Which periods are there of a unit, and what was a line in each of them?"""

from __future__ import annotations

from collections.abc import Sequence

from binhyen.analytics.models import Consolidation
from binhyen.analytics.queries.figures import FigureOf, compose
from binhyen.analytics.queries.loading import forms_for, load
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.indicators.models import DataSet
from binhyen.orgunits.values import AS_REPORTED, TerritoryChoice
from binhyen.reporting.models import Obligation


def latest_period(actor: Actor, unit_id: int, data_set: DataSet) -> str | None:
    """The code of the latest period of the form of which there is anything at the unit: a sum, or a report owed.

    Two statements.
    """
    found = []
    for rows in (Consolidation.objects.visible_to(actor), Obligation.objects.visible_to(actor)):
        newest = (
            rows.filter(unit_id=unit_id, data_set=data_set)
            .order_by("-first_day")
            .values_list("first_day", "period")
            .first()
        )
        if newest is not None:
            found.append(newest)
    return max(found)[1] if found else None


def history_of(
    actor: Actor,
    unit_id: int,
    line: str,
    periods: Sequence[Period],
    *,
    territory: TerritoryChoice = AS_REPORTED,
) -> tuple[tuple[Period, FigureOf | None], ...]:
    """One line of a unit over several periods of one calendar, in the order given; None where there is nothing.

    Eight statements, however many periods.
    """
    loaded = load(actor, forms_for(periods), unit_id=unit_id, lines=[line], territory=territory)
    found: list[tuple[Period, FigureOf | None]] = []
    for period in periods:
        having = [source for source in loaded.sources_of(unit_id, period) if line in source.form.by_code]
        known = having[0].form.by_code[line] if having else None
        found.append((period, compose(loaded, having, known, period) if known is not None else None))
    return tuple(found)
