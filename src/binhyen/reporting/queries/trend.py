"""What did the unit itself state on a form, period after period?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.foundations.quantities import Figure, Quantity
from binhyen.indicators.values import worked_out
from binhyen.reporting.earlier import carried_into
from binhyen.reporting.models import Obligation, Submission
from binhyen.reporting.rules.completeness import RECEIVED
from binhyen.reporting.rules.values import Document
from binhyen.reporting.versions import with_versions

A_YEAR = 12
"""How many periods a trend goes back, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Trend:
    """``periods`` from the earliest to the report's own; ``figures``: every line, totals and rates too, by the code of
    each period for which a report was handed in. The same period of the year before is among the figures."""

    periods: tuple[Period, ...]
    figures: Mapping[str, Mapping[str, Figure]]

    @property
    def period(self) -> Period:
        return self.periods[-1]

    def value(self, period: Period | None, line: str) -> Decimal | None:
        """The number of a line; None where there is none, and for no period."""
        figure = self.figures.get(period.code, {}).get(line) if period is not None else None
        return figure.value if isinstance(figure, Quantity) else None

    def course(self, line: str) -> tuple[Decimal | None, ...]:
        """The numbers of a line over the periods, None where nothing was stated."""
        return tuple(self.value(period, line) for period in self.periods)


def trend_of(actor: Actor, obligation: Obligation, length: int = A_YEAR) -> Trend:
    """The unit's own reports of the form up to the obligation's period; drafts and returned ones are nobody's word.

    Three statements, three more where the form carries lines from shorter reports.
    """
    period = obligation.period_in(obligation.layout.calendar)
    periods = [period]
    while len(periods) < length and (before := periods[-1].earlier) is not None:
        periods.append(before)
    wanted = {each.code for each in (*periods, period.a_year_earlier) if each is not None}
    owed = with_versions(
        Obligation.objects.visible_to(actor).filter(
            unit_id=obligation.unit_id, data_set_id=obligation.data_set_id, period__in=wanted
        )
    )
    submissions = {
        each.pk: each
        for each in Submission.objects.visible_to(actor).filter(
            obligation_id__in=[each.pk for each in owed], state__in=RECEIVED
        )
    }
    handed_in = [each for each in owed if each.pk in submissions]
    carried = carried_into(actor, handed_in)
    figures: dict[str, Mapping[str, Figure]] = {}
    for each in handed_in:
        submission, layout = submissions[each.pk], each.layout
        document = Document(submission.in_force, submission.not_applicable_in_force)
        stated = document.figures(layout, carried.get(each.pk, {}))
        figures[each.period] = {**stated, **worked_out(layout, stated)}
    return Trend(tuple(reversed(periods)), figures)
