"""What comes back to a unit that handed its report in: its own course, and what is usual among units like it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from binhyen.analytics.queries import Typical, YearBefore, typical_of, year_before_of
from binhyen.analytics.values import Break, breaks_in, worth_showing
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.foundations.quantities import Absence, Quantity
from binhyen.indicators.queries import indicators_on
from binhyen.indicators.values import FormLayout, FormLine, Handling, IndicatorDefinition
from binhyen.orgunits.queries import UnitOnDay, path_to
from binhyen.orgunits.values import AS_REPORTED
from binhyen.publications.rules.own_lines import lines_that_matter
from binhyen.reporting.models import Obligation, Submission
from binhyen.reporting.queries import RECEIVED, Flag, Trend, trend_of

MOST_LINES = 8
Indicators = Mapping[str, IndicatorDefinition]
"""By code."""


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One line with its number now, before and a year before, its course, and the median of ``units`` similar units.

    ``breaks`` are where its course crosses a change of what it counts. What it was a year before may be an estimate,
    where others stood in the unit's place.
    """

    line: FormLine
    value: Decimal
    previous: Decimal | None
    last_year: Decimal | None
    course: tuple[Decimal | None, ...]
    median: Decimal | None
    units: int
    breaks: tuple[Break, ...] = ()
    last_year_estimated: bool = False


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
    year_before: YearBefore | None = None
    """Whose figures those of a year before are, where the unit has none of its own."""

    @property
    def unit(self) -> UnitOnDay:
        return self.above[-1]


def handed_in_of(actor: Actor, obligation: Obligation, most: int = MOST_LINES) -> HandedIn | None:
    """The unit's look back on its report; None where it is not handed in, or its unit not seen.

    Eight statements at most, three more where the form carries lines from shorter reports, and as many as
    ``year_before_of`` where the unit was not there a year before.
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
    indicators = indicators_on(obligation.first_day)
    guarded = _guarded(layout, indicators)
    codes = [line.code for line in layout.lines]
    now, before = (
        {code: value for code in codes if (value := trend.value(each, code)) is not None}
        for each in (period, period.earlier)
    )
    year_before = year_before_of(actor, obligation)
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
                _a_year_before(line, trend, year_before),
                trend.course(line.code),
                typical.medians.get(line.code),
                typical.counts.get(line.code, 0),
                _breaks(line, trend, indicators),
                last_year_estimated=_is_estimate(line, year_before),
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
        year_before=year_before,
    )


def _a_year_before(line: FormLine, trend: Trend, year_before: YearBefore | None) -> Decimal | None:
    """What the unit stated then, or what lay in it where nothing of that is missing; an estimate is rounded."""
    figure = year_before.figures.get(line.code) if year_before is not None else None
    if figure is None or figure.value is None or figure.absence or figure.units_missing:
        return trend.value(trend.period.a_year_earlier, line.code)
    return round(figure.value, line.decimals) if figure.estimated else figure.value


def _is_estimate(line: FormLine, year_before: YearBefore | None) -> bool:
    figure = year_before.figures.get(line.code) if year_before is not None else None
    return figure is not None and bool(figure.estimated)


def _breaks(line: FormLine, trend: Trend, indicators: Indicators) -> tuple[Break, ...]:
    """The unit's own reports are all of one unit; what its indicator counts may change all the same."""
    if line.indicator not in indicators:
        return ()
    told = [each for each in trend.periods if trend.value(each, line.code) is not None]
    meaning = indicators[line.indicator].changed
    return worth_showing(breaks_in(trend.periods, territory=AS_REPORTED, meaning=meaning), told)


def _guarded(layout: FormLayout, indicators: Indicators) -> frozenset[str]:
    """The lines whose indicator, or a part of it, may not be ranked: tips, cases."""
    unranked = {code for code, each in indicators.items() if Handling.NO_RANK in each.handling}
    single = {line.code for line in layout.lines if line.indicator in unranked}
    return frozenset(single | {line.code for line in layout.lines if single.intersection(line.parts)})
