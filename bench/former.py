"""Years of the country on two maps: what the districts of before July 2025 reported, and today's communes since then.

Imported once Django stands. The months of the years are laid as rows and summed by the program, so that sums are kept
for the 63 former provinces and the 34 of today. In the last month of the year before the last every commune of then
reported itself: what a unit of today is compared with a year later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import psycopg

from bench.country import FORM, answered
from bench.house import Place
from bench.policies import as_owner
from binhyen.access.models import Account, Appointment, Role
from binhyen.foundations.clock import now
from binhyen.foundations.periods import ADMINISTRATIVE, Period, PeriodKind
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.datafolder import DataFolder
from binhyen.orgunits.queries import unit_of_code

LAST_YEAR = 2025
TODAYS_MAP = date(2025, 7, 1)
MONTH, A_YEAR_BEFORE = (
    Period(ADMINISTRATIVE, PeriodKind.MONTH, year, 12) for year in (LAST_YEAR, LAST_YEAR - 1)
)


def province_with_official() -> Place:
    """Phú Thọ, which three provinces became, with a standing desk of its own. Made once a run."""
    with acting_as(OPERATOR):
        unit = unit_of_code(OPERATOR, "25", MONTH.last_day)
        assert unit is not None
        account = Account.objects.create(
            username="thuongtruc.phutho", full_name="Lê Thị Mai", post="Thường trực", created_at=now()
        )
        Appointment.objects.create(
            account=account, unit_id=unit.id, role=Role.STANDING_DESK, valid_from=date(2026, 1, 1)
        )
    return Place("province", unit.id, unit.path, account.pk)


def years(number: int) -> list[Period]:
    """So many years up to the one in which the map changed."""
    return [
        Period(ADMINISTRATIVE, PeriodKind.YEAR, year) for year in range(LAST_YEAR - number + 1, LAST_YEAR + 1)
    ]


def laid(folder: DataFolder, wanted: Sequence[Period]) -> None:
    """Lay the reports of every month of the years and reckon all sums. Some two minutes for twelve years."""
    months = [month for year in wanted for month in year.parts(PeriodKind.MONTH)]
    with as_owner(folder) as owner:
        owner.execute("set work_mem = '128MB'")  # what a rebuild takes for itself
        _owe(owner, months)
        answered(owner)


def _owe(owner: psycopg.Connection[Any], months: Sequence[Period]) -> None:
    """Whoever was there on the last day of a month owes it: a district of then, else a commune of today."""
    owner.execute(
        "create temporary table bench_owing (code text, first_day date, last_day date, level text) on commit drop"
    )
    with owner.cursor() as cursor:
        cursor.executemany(
            "insert into bench_owing values (%s, %s, %s, %s)",
            [(each.code, each.first_day, each.last_day, _reporting(each)) for each in months],
        )
    # Districts are known since 2023 alone; in the years before those of the last list stand in for them.
    owner.execute(
        "insert into reporting_obligation (unit_id, unit_path, superior_id, data_set_id, version_id, period, first_day,"
        " last_day, deadline, deadline_basis, extension_reason, handed_out, body_kind, title)"
        " select u.id, u.path, superior_on(u.id, m.last_day), d.id, f.id, m.code, m.first_day, m.last_day,"
        " m.last_day + 5, '', '', '{}', '', ''"
        " from bench_owing m join orgunits_orgunit u on u.level = m.level"
        " and (u.valid_until is null or u.valid_until > m.last_day)"
        " and (u.valid_from <= m.last_day or m.level = 'district'),"
        " indicators_dataset d"
        " join indicators_datasetversion f on f.data_set_id = d.id and f.valid_until is null"
        f" where d.code = '{FORM}' order by m.first_day, u.path on conflict do nothing"
    )


def _reporting(month: Period) -> str:
    return "commune" if month == A_YEAR_BEFORE or month.last_day >= TODAYS_MAP else "district"
