"""What do many figures at once cost as JSON over HTTP, with permissions, against the same sums by bare SQL?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from bench.client import Browser
from bench.house import EMPTY_PAGE, Place, places_with_officials, serving
from bench.measuring import Aim, Effort, Line, alternate
from bench.policies import as_owner
from bench.signing_in import cookies_at, session_of
from binhyen.foundations.periods import Period
from binhyen.machinery.datafolder import DataFolder

INDICATOR = "force_safety_teams"
PERIODS = 13  # of 34 provinces and the 37 lines of the form: 16,354 figures
MONTHS = 60
_KEPT = """
select f.unit_id, f.line_id, f.period, sum(f.value), sum(f.counted)
  from analytics_consolidatedfigure f {joined}
 where {whose} and f.period = any (%(periods)s) group by 1, 2, 3 order by 1, 2, 3
"""
_OF_INDICATOR = (
    "join indicators_indicatorline l on l.id = f.line_id"
    f" join indicators_indicator i on i.id = l.indicator_id and i.code = '{INDICATOR}'"
)
_REPORTED = """
select o.superior_id, f.line_id, o.period, sum(f.value), count(f.value)
  from reporting_obligation o
  join reporting_submission s on s.obligation_id = o.id and s.state in ('accepted', 'locked')
  join indicators_datasetversion v on v.id = o.version_id
 cross join lateral unnest(coalesce(s.adjusted, s."values"), v.lines) as f (value, line_id) {joined}
 where {whose} and o.period = any (%(periods)s) group by 1, 2, 3 order by 1, 2, 3
"""
_PROVINCES = "select unit_id from analytics_consolidation where superior_id = %(unit)s"


@dataclass(frozen=True)
class Case:
    """A question, and the same by bare SQL: read off the sums as they are kept, and reckoned from the reports."""

    what: str
    place: Place
    query: str
    periods: tuple[Period, ...]
    kept: str
    reported: str
    aim: Aim

    def floors(self) -> Iterator[tuple[str, str, Aim | None]]:
        yield "kept sums", self.kept, self.aim
        yield "sums of the reports", self.reported, None


def measure(folder: DataFolder, effort: Effort) -> Iterator[Line]:
    """A line over a year, all lines over a year, all provinces by all lines by thirteen months."""
    from bench import country

    top, province, _commune = places_with_officials()
    periods = country.laid(folder, MONTHS if effort.seconds > 1 else PERIODS)
    year, every = tuple(periods[-12:]), tuple(periods[-PERIODS:])
    own, below = "f.unit_id = %(unit)s", f"f.unit_id in ({_PROVINCES})"
    reported, reported_below = "o.superior_id = %(unit)s", f"o.superior_id in ({_PROVINCES})"
    cases = (
        Case(
            "a province, 12 months, 1 indicator",
            province,
            f"&chi-tieu={INDICATOR}",
            year,
            _KEPT.format(joined=_OF_INDICATOR, whose=own),
            _REPORTED.format(joined=_OF_INDICATOR, whose=reported),
            Aim(100, "median"),
        ),
        Case(
            "a province, 12 months, all indicators",
            province,
            "",
            year,
            _KEPT.format(joined="", whose=own),
            _REPORTED.format(joined="", whose=reported),
            Aim(5, "ratio"),
        ),
        Case(
            f"34 provinces, {PERIODS} months, all indicators",
            top,
            "&theo=don-vi",
            every,
            _KEPT.format(joined="", whose=below),
            _REPORTED.format(joined="", whose=reported_below),
            Aim(5, "ratio"),
        ),
    )
    with as_owner(folder) as owner, serving(folder) as served:
        for case in cases:
            first, last = case.periods[0].code, case.periods[-1].code
            address = f"/so-lieu/{case.place.unit_id}/bang.json?tu={first}&den={last}{case.query}"
            headers = {"Cookie": cookies_at(served, EMPTY_PAGE, session_of(case.place))}
            browsers = [Browser(served.port, address, headers) for _worker in range(4)]
            for browser in browsers * 3:  # both web processes read their templates before anything counts
                browser.ask()
            for floor, sql, aim in case.floors():
                asked = _asking(owner, sql, case)
                yield alternate(f"{case.what}, against {floor}", effort, browsers[0].ask, asked, aim)


def _asking(owner: psycopg.Connection[Any], sql: str, case: Case) -> Callable[[], list[Any]]:
    given = {"unit": case.place.unit_id, "periods": [period.code for period in case.periods]}

    def ask() -> list[Any]:
        found = owner.execute(sql, given).fetchall()
        owner.rollback()
        return found

    return ask
