"""What do sums cost? Accepting one report, and reckoning everything anew, over five years of the whole country.

Two databases of one server hold the same country: one with the reports of every commune, one with those of a single
province. The province's desk accepts in both in turn.
"""

from __future__ import annotations

import importlib
import importlib.util
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg

from bench.house import Place, places_with_officials
from bench.measuring import Aim, Effort, Line, Sample, alternate, ratios
from bench.policies import as_owner
from binhyen.machinery.database import cluster
from binhyen.machinery.datafolder import DataFolder

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

ONE_PROVINCE = "bench_one_province"
LINES = 80
FIRST_MONTH = "2025-08-01"
ACCEPTING, REBUILDING = Aim(1.2, "ratio"), Aim(2, "ratio")

GROUPING = """
with below as (
    select o.superior_id, o.data_set_id, o.period, p.line_id, sum(p.value) as total, count(p.value) as counted
      from reporting_obligation o
      join reporting_submission s on s.obligation_id = o.id
      join indicators_datasetversion v on v.id = o.version_id
     cross join lateral unnest(s."values", v.lines) as p (value, line_id)
     where s.state in ('accepted', 'locked')
     group by o.superior_id, o.data_set_id, o.period, p.line_id
)
select superior_id, data_set_id, period, line_id, total, counted from below
union all
select null, data_set_id, period, line_id, sum(total), sum(counted) from below group by data_set_id, period, line_id
"""
"""The least that can be asked: provinces and the country, in the fastest statement that we know."""


def measure(folder: DataFolder, effort: Effort) -> Iterator[Line]:
    """A rebuild over right sums, one from empty tables, then acceptances. ``--quick`` loads six months, not sixty."""
    from django.db import connections

    from bench import country

    months = 60 if effort.seconds > 1 else 6
    country.cleared(folder)
    _country, province, _commune = places_with_officials()
    connections.close_all()
    with cluster.connect_as_superuser(folder) as server:
        server.execute(f"drop database if exists {ONE_PROVINCE}")
        server.execute(f"create database {ONE_PROVINCE} owner {cluster.OWNER} template {cluster.DATABASE}")
    with as_owner(folder) as owner, as_owner(folder, ONE_PROVINCE) as owner_of_one:
        owner.execute("set work_mem = '128MB'")  # what a rebuild takes for itself
        owner.commit()
        _fill(owner, months, "")
        _fill(owner_of_one, months, province.path)
        yield from _rebuilds(folder, owner, months)
        yield _acceptances(folder, effort, province)


# ---- reports ------------------------------------------------------------------------------------------------


def _fill(owner: psycopg.Connection[Any], months: int, under: str) -> None:
    """A form of eighty lines and two rates, owed and reported by every commune; a tenth waits to be accepted."""
    statements = [
        "insert into indicators_indicator (code, version, definition, valid_from)"
        f" select 'bench-' || i, 1, '{{}}', '{FIRST_MONTH}' from generate_series(1, {LINES + 2}) i",
        "insert into indicators_indicatorline (indicator_id, code, option)"
        " select id, code, '' from indicators_indicator where code like 'bench-%' order by id",
        "insert into indicators_dataset (code, calendar, period_kind) values ('bench', 'administrative', 'month')",
        "insert into indicators_datasetversion (data_set_id, number, content, layout_hash, lines, adds, rates,"
        " valid_from, published_at)"
        f" select d.id, 1, '{{}}', '', ids[1:{LINES}],"
        f" (select array_agg(i % 20 <> 0 order by i) from generate_series(1, {LINES}) i),"
        f" jsonb_build_array(jsonb_build_array(ids[{LINES + 1}], 0, 1), jsonb_build_array(ids[{LINES + 2}], 2, 3)),"
        f" '{FIRST_MONTH}', now()"
        " from indicators_dataset d, (select array_agg(id order by id) as ids from indicators_indicatorline"
        " where code like 'bench-%') l where d.code = 'bench'",
        "insert into reporting_obligation (unit_id, unit_path, superior_id, data_set_id, version_id, period, first_day,"
        " last_day, deadline, deadline_basis, extension_reason, handed_out, body_kind, title)"
        " select u.id, u.path, v.parent_id, d.id, f.id, to_char(m, 'YYYY-MM'), m,"
        " m + interval '1 month' - interval '1 day', m + interval '1 month', '', '', '{}', '', ''"
        f" from generate_series(date '{FIRST_MONTH}', date '{FIRST_MONTH}' + interval '{months - 1} months',"
        " interval '1 month') m, indicators_dataset d join indicators_datasetversion f on f.data_set_id = d.id,"
        " orgunits_orgunit u join orgunits_orgunitversion v on v.unit_id = u.id and v.valid_until is null"
        f" where u.level = 'commune' and d.code = 'bench' and u.path like '{under}%' order by m, u.path",
        'insert into reporting_submission (obligation_id, unit_id, unit_path, state, "values", not_applicable, notes,'
        " flags, returns, return_reason, late, accepted_at, changed_at, revision)"
        " select o.id, o.unit_id, o.unit_path, case when o.id % 10 = 0 then 'submitted' else 'accepted' end,"
        f" array(select case when (o.id + p) % 41 <> 0 then ((o.id * 7 + p * 13) % 197)::numeric end"
        f" from generate_series(1, {LINES}) p),"
        f" case when o.id % 9 = 0 then array(select (p - 1)::smallint from generate_series(1, {LINES}) p"
        " where (o.id + p) % 41 = 0) else '{}'::smallint[] end,"
        " '{}', '[]', '[]', '', false, now(), now(), 1"
        " from reporting_obligation o join indicators_dataset d on d.id = o.data_set_id and d.code = 'bench'"
        " order by o.id",
        "select count(*) from rebuild_consolidations()",
    ]
    for statement in statements:
        owner.execute(statement)
    owner.commit()
    owner.autocommit = True
    for table in ("reporting_obligation", "reporting_submission", "analytics_consolidatedfigure"):
        owner.execute(f"vacuum analyze {table}")
    owner.autocommit = False


# ---- rebuilding -----------------------------------------------------------------------------------------------


def _rebuilds(folder: DataFolder, owner: psycopg.Connection[Any], months: int) -> Iterator[Line]:
    figures = owner.execute(
        'select sum(cardinality(s."values")) from reporting_submission s join reporting_obligation o'
        " on o.id = s.obligation_id join indicators_dataset d on d.id = o.data_set_id and d.code = 'bench'"
    ).fetchone()
    assert figures is not None
    told = f"{figures[0] / 1e6:.1f} million figures"
    times = 3 if months > 6 else 5

    def rebuild() -> None:
        owner.execute("select count(*) from rebuild_consolidations()").fetchone()
        owner.commit()

    def group() -> None:
        owner.execute(f"select count(*) from ({GROUPING}) rows").fetchone()
        owner.commit()

    def emptied() -> None:
        owner.execute("truncate analytics_consolidation, analytics_consolidatedfigure")
        owner.commit()

    yield _in_turn(f"rebuild, {told}, over right sums", times, rebuild, group, REBUILDING)
    yield _in_turn(f"rebuild, {told}, from empty tables", times, rebuild, group, REBUILDING, emptied)
    if importlib.util.find_spec("duckdb"):
        yield _beside_duckdb(folder, owner, told, times, group)


def _in_turn(
    what: str,
    times: int,
    thing: Callable[[], None],
    floor: Callable[[], None],
    aim: Aim | None,
    before: Callable[[], None] = lambda: None,
) -> Line:
    """Like ``alternate`` for what takes seconds: warm once, then a few times in turn."""
    floor()
    things, floors = [], []
    for _turn in range(times):
        before()
        things.append(_seconds(thing))
        floors.append(_seconds(floor))
    return Line(what, Sample("s", tuple(things)), Sample("s", tuple(floors)), ratios(things, floors), aim)


def _seconds(act: Callable[[], None]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _beside_duckdb(
    folder: DataFolder, owner: psycopg.Connection[Any], told: str, times: int, group: Callable[[], None]
) -> Line:
    """For information: the same grouping by a column store, over its own copy of the figures."""
    duckdb: Any = importlib.import_module("duckdb")
    copy = folder.path / "bench-figures.csv"
    with (
        copy.open("wb") as file,
        owner.cursor() as cursor,
        cursor.copy(
            "copy (select o.superior_id, o.period, p.line_id, p.value from reporting_obligation o"
            " join reporting_submission s on s.obligation_id = o.id and s.state in ('accepted', 'locked')"
            " join indicators_datasetversion v on v.id = o.version_id"
            ' cross join lateral unnest(s."values", v.lines) as p (value, line_id)) to stdout (format csv)'
        ) as rows,
    ):
        for part in rows:
            file.write(part)
    store = duckdb.connect()
    store.execute(
        "create table figures as select * from read_csv(?, header = false, columns ="
        " {superior: 'BIGINT', period: 'VARCHAR', line: 'BIGINT', value: 'DECIMAL(18, 2)'})",
        [str(copy)],
    )
    copy.unlink()

    def scan() -> None:
        store.execute(
            "select superior, period, line, sum(value), count(value) from figures group by all"
        ).fetchall()

    return _in_turn(f"the grouping alone, {told}, beside DuckDB", times, group, scan, None)


# ---- accepting ------------------------------------------------------------------------------------------------


@dataclass
class Desk:
    """The province's desk in one of the databases, with the reports that wait for it, spread over the months."""

    wrapper: BaseDatabaseWrapper
    actor: Any
    waiting: Iterator[int]

    def accept_next(self) -> None:
        """One report, by the program's own act in its own transaction."""
        from binhyen.machinery.database.reach import acting_as
        from binhyen.reporting.actions import accept
        from binhyen.reporting.models import Submission

        with using(self.wrapper), acting_as(self.actor):
            report = Submission.objects.visible_to(self.actor).get(pk=next(self.waiting))
            accept(by=self.actor, submission=report)


@contextmanager
def using(wrapper: BaseDatabaseWrapper) -> Iterator[None]:
    """Let the program speak to another database for a while."""
    from django.db import connections

    usual = connections["default"]
    connections["default"] = wrapper
    try:
        yield
    finally:
        connections["default"] = usual


def _acceptances(folder: DataFolder, effort: Effort, province: Place) -> Line:
    from django.db import connections

    other = connections["default"].copy()
    other.settings_dict["NAME"] = ONE_PROVINCE
    country = _desk(connections["default"], province)
    alone = _desk(other, province)
    try:
        return alternate(
            "accepting one report, country against one province",
            effort,
            country.accept_next,
            alone.accept_next,
            ACCEPTING,
        )
    finally:
        other.close()


def _desk(wrapper: BaseDatabaseWrapper, province: Place) -> Desk:
    from binhyen.machinery.database.reach import acting_as
    from binhyen.reporting.models import State, Submission

    with using(wrapper):
        actor = province.actor
        with acting_as(actor):
            waiting = list(
                Submission.objects.visible_to(actor)
                .filter(state=State.SUBMITTED, obligation__superior=province.unit_id)
                .order_by("unit_id", "-obligation__first_day")
                .values_list("pk", flat=True)
            )
    return Desk(wrapper, actor, iter(waiting))
