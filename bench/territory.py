"""What does it cost to tell figures on today's map, against the same as they were reported?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from bench.house import Place, places_with_officials
from bench.measuring import Aim, Effort, Line, alternate
from binhyen.machinery.datafolder import DataFolder

if TYPE_CHECKING:
    from binhyen.foundations.authority import Actor
    from binhyen.foundations.periods import Period

YEARS, YEARS_IF_QUICK = 12, 3
HEADLINES = ("force_safety_teams", "model_points", "mob_sessions", "selfmgmt_groups")
AIM = Aim(2, "ratio")


@dataclass(frozen=True)
class Case:
    """A question on today's map by somebody, and what it is held against."""

    what: str
    place: Place
    on_todays_map: Callable[[Actor], Any]
    as_reported: Callable[[Actor], Any]
    aim: Aim | None = AIM


def measure(folder: DataFolder, effort: Effort) -> Iterator[Line]:
    """Twelve years of the provinces and of the country, all lines; the overview of a province over a year in which it
    began; and its communes beside what they were a year before, against two months that are their own."""
    from bench import country, former
    from binhyen.machinery.database.reach import acting_as

    years = former.years(YEARS if effort.seconds > 1 else YEARS_IF_QUICK)
    country.cleared(folder)
    former.laid(folder, years)
    few = Effort(effort.seconds, least=3)  # some of the questions take seconds
    for case in _cases(years):
        actor = case.place.actor
        with acting_as(actor):
            asks = [partial(ask, actor) for ask in (case.on_todays_map, case.as_reported)]
            carried, plain = map(_statements, asks)
            yield alternate(
                f"{case.what} ({carried} statements against {plain})", few, asks[0], asks[1], case.aim
            )
    country.cleared(folder)


def _cases(years: list[Period]) -> tuple[Case, ...]:
    from bench import former
    from binhyen.analytics.queries import figure_table, overview_of
    from binhyen.orgunits.values import TerritoryChoice

    top, stayed, _commune = places_with_officials()
    joined = former.province_with_official()
    month, today = former.MONTH, TerritoryChoice(former.MONTH.last_day)
    over_years = f"{len(years)} years, all lines"
    return (
        Case(
            f"34 provinces, {over_years}",
            top,
            lambda actor: figure_table(actor, top.unit_id, years, below=True, territory=today),
            lambda actor: figure_table(actor, top.unit_id, years, below=True),
        ),
        Case(
            f"the country, {over_years}",
            top,
            lambda actor: figure_table(actor, top.unit_id, years, territory=today),
            lambda actor: figure_table(actor, top.unit_id, years),
        ),
        Case(
            f"a province of three former ones beside one that stayed, {over_years}",
            top,
            lambda actor: figure_table(actor, joined.unit_id, years, territory=today),
            lambda actor: figure_table(actor, stayed.unit_id, years),
        ),
        Case(
            "overview of a province a year after it began",
            joined,
            lambda actor: overview_of(actor, joined.unit_id, month, HEADLINES, territory=today),
            lambda actor: overview_of(actor, joined.unit_id, month, HEADLINES),
        ),
        Case(
            "its communes and what lay there a year before",
            joined,
            lambda actor: figure_table(
                actor, joined.unit_id, (former.A_YEAR_BEFORE, month), below=True, territory=today
            ),
            lambda actor: figure_table(actor, joined.unit_id, (month.previous(), month), below=True),
            aim=None,  # it reads twice as many reports
        ),
    )


def _statements(ask: Callable[[], Any]) -> int:
    """How many statements the question sends."""
    from django.db import connection

    sent: list[str] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        ask()
    return len(sent)
