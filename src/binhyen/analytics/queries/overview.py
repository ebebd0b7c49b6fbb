"""What does a unit's overview show: a few lines with their course, and what they were a period and a year before?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from binhyen.analytics.queries.below import Below, read_alone
from binhyen.analytics.queries.breaks import breaks_within
from binhyen.analytics.queries.figures import FigureOf, compose
from binhyen.analytics.queries.loading import forms_for
from binhyen.analytics.rules.breaks import Break, worth_showing
from binhyen.analytics.rules.headlines import SETTING, BadHeadlines, local_headlines
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.indicators.models import Indicator
from binhyen.indicators.queries import read_headlines
from binhyen.indicators.values import Handling, Headlines
from binhyen.orgunits.values import AS_REPORTED, TerritoryChoice

PERIODS_OF_A_COURSE = 12


@dataclass(frozen=True, slots=True)
class OverviewLine:
    """One line of a unit: now, over twelve periods that end with this one, a year before, and the period before.

    None stands for a period in which nothing was owed. ``breaks`` are where the course crosses a change of what is
    measured.
    """

    figure: FigureOf
    course: tuple[tuple[Period, FigureOf | None], ...]
    last_year: FigureOf | None
    before: FigureOf | None
    breaks: tuple[Break, ...] = ()

    @property
    def estimated_at(self) -> frozenset[int]:
        """The places in the course, from 0, of figures that hold an estimate."""
        return frozenset(
            at for at, (_period, figure) in enumerate(self.course) if figure is not None and figure.estimated
        )

    @property
    def parted_at(self) -> frozenset[int]:
        """The places in the course, from 0, to which no line is drawn from the period before."""
        parted = {each.at for each in self.breaks if each.parted}
        return frozenset(at for at, (period, _figure) in enumerate(self.course) if period in parted)


def headline_lines(level: str, period: Period, *, unit_code: str = "") -> tuple[str, ...]:
    """The codes of the six to eight lines that lead the overview of units of the level, in their order.

    The catalogue says which (``catalogue/overview.yaml``); a unit may have chosen otherwise (``rules/headlines.py``),
    which holds from the next start of the program. Empty where neither says anything of such a period. No statement;
    one where the unit chose for itself. Raises ``BadHeadlines`` where the choice cannot be read, or names a line that
    may not be ranked.
    """
    chosen = None
    if unit_code and (entries := settings.DATA_FOLDER.settings.get(SETTING)) is not None:
        chosen = local_headlines(entries, unit_code, period.last_day)
    if chosen is not None:
        _refuse_guarded(chosen)
        return chosen
    return next(
        (
            each.codes
            for each in _headlines(settings.INDICATOR_CATALOGUE)
            if (each.level, each.calendar) == (level, period.calendar.id) and period.kind in each.periods
        ),
        (),
    )


@lru_cache(maxsize=4)
def _headlines(_folder: Path) -> tuple[Headlines, ...]:
    """Read once a process."""
    return read_headlines()


def _refuse_guarded(lines: Sequence[str]) -> None:
    codes = [line.partition("/")[0] for line in lines]
    guarded = Indicator.objects.filter(code__in=codes, definition__handling__contains=[Handling.NO_RANK])
    if (code := guarded.values_list("code", flat=True).first()) is not None:
        raise BadHeadlines(
            _("binhyen.yaml, “%(setting)s”: dòng “%(line)s” không được dẫn đầu trang tổng quan.")
            % {"setting": SETTING, "line": code},
            _("Chọn một dòng khác: số nguồn tin, vụ việc không được xếp hạng, nêu bật."),
        )


def overview_of(
    actor: Actor,
    unit_id: int,
    period: Period,
    lines: Sequence[str],
    *,
    territory: TerritoryChoice = AS_REPORTED,
) -> tuple[OverviewLine, ...]:
    """The asked lines of a unit in the order asked; those that no form of such periods has are left out.

    Small numbers of persons are held back from whoever may not see the unit's in full. At most twelve statements,
    whatever there is, and as many more for these; only the asked lines and what they follow from are read.
    """
    course = _course(period)
    last_year = period.a_year_earlier
    wanted = sorted({*course, *([last_year] if last_year is not None else [])})
    forms = forms_for(wanted)
    below = read_alone(actor, unit_id, forms, wanted[-1], lines, territory)
    known = below.loaded.lines
    asked = [line for line in dict.fromkeys(lines) if line in known]
    by_period = {each: _figures(below, each, asked) for each in wanted}
    breaks = breaks_within(actor, unit_id, below.loaded, asked, course)
    nothing: dict[str, FigureOf] = {}
    return tuple(
        OverviewLine(
            figure=by_period[period].get(line) or compose(below.loaded, (), known[line], period),
            course=tuple((each, by_period[each].get(line)) for each in course),
            last_year=by_period.get(last_year, nothing).get(line) if last_year is not None else None,
            before=by_period[course[-2]].get(line) if len(course) > 1 else None,
            breaks=worth_showing(breaks[line], _told(by_period, course, line)),
        )
        for line in asked
    )


def _told(
    by_period: Mapping[Period, Mapping[str, FigureOf]], course: Sequence[Period], line: str
) -> list[Period]:
    """The periods of which there is something to tell: a value, a sign for one, or why it cannot be compared."""
    found = ((each, by_period[each].get(line)) for each in course)
    return [
        each
        for each, figure in found
        if figure is not None and (figure.value is not None or figure.mark or figure.apart)
    ]


def _course(period: Period) -> tuple[Period, ...]:
    periods = [period]
    while len(periods) < PERIODS_OF_A_COURSE and (earlier := periods[-1].earlier) is not None:
        periods.append(earlier)
    return tuple(reversed(periods))


def _figures(below: Below, period: Period, asked: Sequence[str]) -> dict[str, FigureOf]:
    """What there is of the lines in one period: nothing of a line that nobody is asked for."""
    found = {line: below.told(line, period) for line in asked}
    return {line: figure for line, figure in found.items() if figure is not None}
