"""Five years of the whole country's monthly figures, in the communes' own form: laid as rows, summed by the program.

Imported once Django stands. The months end with the last one that is over; units are those of today throughout.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg

from bench.house import Place
from bench.policies import as_owner
from bench.reports import last_period
from binhyen.access.models import Account, Appointment, Role
from binhyen.foundations.clock import now
from binhyen.foundations.periods import Period
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.datafolder import DataFolder
from binhyen.orgunits.models import Level, OrgUnit

FORM = "xa-thang"
YEARS = 5


def months(number: int) -> list[Period]:
    """So many months of the administrative calendar up to the last one that is over."""
    found = [last_period()]
    while len(found) < number:
        found.append(found[-1].previous())
    return found[::-1]


def laid(folder: DataFolder, number: int) -> list[Period]:
    """Lay the reports of every commune for so many months and reckon all sums; nothing where they are there.

    One report in forty is not accepted, a figure in forty-one is missing. Some two minutes for five years.
    """
    periods = months(number)
    with as_owner(folder) as owner:
        there = owner.execute(
            "select count(*) from reporting_obligation o join indicators_dataset d on d.id = o.data_set_id"
            " where d.code = %s and o.period = %s",
            [FORM, periods[0].code],
        ).fetchone()
        if there == (0,):
            _lay(owner, periods)
    return periods


def cleared(folder: DataFolder) -> None:
    """Take away what was laid, where a bench wants the country without it."""
    with as_owner(folder) as owner:
        form = owner.execute("select id from indicators_dataset where code = %s", [FORM]).fetchone()
        for statement in (
            "delete from reporting_submission s using reporting_obligation o"
            " where o.id = s.obligation_id and o.data_set_id = %s",
            "delete from reporting_obligation where data_set_id = %s",
            "delete from analytics_consolidatedfigure where data_set_id = %s",
            "delete from analytics_consolidation where data_set_id = %s",
        ):
            owner.execute(statement, form)
        owner.commit()


def _lay(owner: psycopg.Connection[Any], periods: list[Period]) -> None:
    owner.execute("set work_mem = '128MB'")  # what a rebuild takes for itself
    owner.execute(
        "create temporary table bench_months (code text, first_day date, last_day date) on commit drop"
    )
    with owner.cursor() as cursor:
        cursor.executemany(
            "insert into bench_months values (%s, %s, %s)",
            [(period.code, period.first_day, period.last_day) for period in periods],
        )
    owner.execute(
        "insert into reporting_obligation (unit_id, unit_path, superior_id, data_set_id, version_id, period, first_day,"
        " last_day, deadline, deadline_basis, extension_reason, handed_out, body_kind, title)"
        " select u.id, u.path, v.parent_id, d.id, f.id, m.code, m.first_day, m.last_day, m.last_day + 5, '', '',"
        " '{}', '', ''"
        " from bench_months m, indicators_dataset d"
        " join indicators_datasetversion f on f.data_set_id = d.id and f.valid_until is null,"
        " orgunits_orgunit u join orgunits_orgunitversion v on v.unit_id = u.id and v.valid_until is null"
        f" where u.level = 'commune' and u.valid_until is null and d.code = '{FORM}' order by m.first_day, u.path"
        " on conflict do nothing"
    )
    answered(owner)


def answered(owner: psycopg.Connection[Any]) -> None:
    """Answer every report of the form that is owed and has no answer yet, and reckon all sums."""
    for statement in (
        'insert into reporting_submission (obligation_id, unit_id, unit_path, state, "values", not_applicable, notes,'
        " flags, returns, return_reason, late, accepted_at, changed_at, revision)"
        " select o.id, o.unit_id, o.unit_path, case when o.id % 40 = 0 then 'submitted' else 'accepted' end,"
        " array(select case when (o.id + p) % 41 <> 0 then ((o.unit_id * 7 + p * 13) % 197 + o.id % 11)::numeric end"
        " from generate_series(1, cardinality(f.lines)) p), '{}', '[]', '[]', '[]', '', o.id % 20 = 0, now(), now(), 1"
        " from reporting_obligation o join indicators_datasetversion f on f.id = o.version_id"
        f" join indicators_dataset d on d.id = o.data_set_id and d.code = '{FORM}'"
        " where not exists (select from reporting_submission s where s.obligation_id = o.id) order by o.id",
        "select count(*) from rebuild_consolidations()",
    ):
        owner.execute(statement)
    owner.commit()
    owner.autocommit = True
    for table in (
        "reporting_obligation",
        "reporting_submission",
        "analytics_consolidation",
        "analytics_consolidatedfigure",
    ):
        owner.execute(f"vacuum analyze {table}")
    owner.autocommit = False


def leaders(number: int) -> list[Place]:
    """So many leaders: of the country, then of provinces, each with an account of its own. Made once a run."""
    found = []
    with acting_as(OPERATOR):
        units = OrgUnit.objects.visible_to(OPERATOR).filter(
            level__in=[Level.COUNTRY, Level.PROVINCE], valid_until=None
        )
        for unit in units.order_by("path")[:number]:
            account, is_new = Account.objects.get_or_create(
                username=f"lanhdao.{unit.pk}",
                defaults={"full_name": "Trần Thị Thu", "post": "Lãnh đạo", "created_at": now()},
            )
            if is_new:
                Appointment.objects.create(
                    account=account, unit=unit, role=Role.LEADER, valid_from=date(2026, 1, 1)
                )
            found.append(Place("leader", unit.pk, unit.path, account.pk))
    return found
