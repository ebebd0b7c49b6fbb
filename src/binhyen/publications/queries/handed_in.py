"""What comes back to a unit that handed its report in: its own course, and what is usual among units like it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from binhyen.analytics.queries import Typical, typical_of
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.foundations.quantities import Absence, Quantity
from binhyen.indicators.queries import indicators_on
from binhyen.indicators.values import FormLayout, FormLine, Handling
from binhyen.orgunits.queries import UnitOnDay, path_to
from binhyen.publications.rules.own_lines import lines_that_matter
from binhyen.reporting.models import Obligation, Submission
from binhyen.reporting.queries import RECEIVED, Flag, trend_of

MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One line with its number now, before and a year before, its course, and the median of ``units`` similar units."""

    line: FormLine
    value: Decimal
    previous: Decimal | None
    last_year: Decimal | None
    course: tuple[Decimal | None, ...]
    median: Decimal | None
    units: int


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A report that was handed in, as its unit looks back on it. ``above``: the units from the top to its own.

    ``stated``, ``without`` and ``missing`` count the kept lines that have a number, do not apply, or say nothing.
    ``flags`` are what the desk may ask about, without lines that are guarded.
    """

    obligation: Obligation
    submission: Submission
    above: tuple[UnitOnDay, ...]
    layout: FormLayout
    period: Period
    periods: tuple[Period, ...]
    lines: tuple[OwnLine, ...]
    typical: Typical
    flags: tuple[Flag, ...]
    stated: int
    without: int
    missing: int

    @property
    def unit(self) -> UnitOnDay:
        return self.above[-1]


def handed_in_of(actor: Actor, obligation: Obligation, most: int = MOST_LINES) -> HandedIn | None:
    """The unit's look back on its report; None where it is not handed in, or its unit not seen.

    Eight statements at most, three more where the form carries lines from shorter reports.
    """
    submission = (
        Submission.objects.visible_to(actor).filter(obligation=obligation, state__in=RECEIVED).first()
    )
    lives = obligation.lives
    above = path_to(actor, obligation.unit_id, (lives.last_day if lives else None) or obligation.last_day)
    if submission is None or not above:
        return None
    layout, trend, typical = obligation.layout, trend_of(actor, obligation), typical_of(actor, obligation)
    period = trend.period
    guarded = _guarded(layout, obligation)
    codes = [line.code for line in layout.lines]
    now, before = (
        {code: value for code in codes if (value := trend.value(each, code)) is not None}
        for each in (period, period.earlier)
    )
    kept = [trend.figures[period.code][line.code] for line in layout.kept]
    return HandedIn(
        obligation=obligation,
        submission=submission,
        above=above,
        layout=layout,
        period=period,
        periods=trend.periods,
        lines=tuple(
            OwnLine(
                line,
                now[line.code],
                before.get(line.code),
                trend.value(period.a_year_earlier, line.code),
                trend.course(line.code),
                typical.medians.get(line.code),
                typical.counts.get(line.code, 0),
            )
            for line in lines_that_matter(layout, now, before, guarded, most)
        ),
        typical=typical,
        flags=tuple(
            flag
            for flag in map(Flag.from_json, submission.flags)
            if guarded.isdisjoint(flag.lines) and layout.by_code.keys() >= {*flag.lines}
        ),
        stated=sum(isinstance(figure, Quantity) for figure in kept),
        without=kept.count(Absence.NOT_APPLICABLE),
        missing=kept.count(Absence.MISSING),
    )


def _guarded(layout: FormLayout, obligation: Obligation) -> frozenset[str]:
    """The lines whose indicator, or a part of it, may not be ranked: tips, cases."""
    unranked = {
        code
        for code, each in indicators_on(obligation.first_day).items()
        if Handling.NO_RANK in each.handling
    }
    single = {line.code for line in layout.lines if line.indicator in unranked}
    return frozenset(single | {line.code for line in layout.lines if single.intersection(line.parts)})
