"""What do the row-level policies cost? The same statement with them, and as the owner, who has none.

Statements are the program's own: written by the ORM with the queryset guard's condition, sent as Django
sends them (values in the text, nothing prepared). Times are the client's over the Unix socket.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import psycopg

from bench.house import Place, places_with_officials
from bench.measuring import Aim, Effort, Line, alternate
from binhyen.machinery.database import cluster
from binhyen.machinery.database.connecting import django_database
from binhyen.machinery.datafolder import DataFolder

if TYPE_CHECKING:
    from bench.figures import Figure
    from binhyen.foundations.authority import Actor
    from binhyen.machinery.database.scoping import ScopedQuerySet

MONTHS = 302  # of every commune: a million rows
AIM = Aim(1.3, "ratio")
PERIOD = date(2026, 2, 1)


def measure(folder: DataFolder, effort: Effort) -> Iterator[Line]:
    """Lines for each scope and question, and last the policy alone, as if the queryset guard were forgotten."""
    from django.db import connection

    from binhyen.machinery.database.reach import acting_as

    places = places_with_officials()
    with as_owner(folder) as owner:
        _lay_table(owner)
        _fill_table(owner)
        for place in places:
            actor = place.actor
            for name, ask in questions_at(place).items():
                guarded = statement_of(ask, actor)
                forgotten = statement_of(ask, actor, without_guard=True)
                with acting_as(actor):
                    connection.ensure_connection()
                    app = connection.connection
                    yield alternate(
                        f"{place.scope}: {name}", effort, asking(app, guarded), asking(owner, guarded), AIM
                    )
                    if forgotten != guarded:
                        yield alternate(
                            f"{place.scope}: {name}, policy alone",
                            effort,
                            asking(app, forgotten),
                            asking(owner, guarded),
                        )
            owner.rollback()


Statement = tuple[str, tuple[Any, ...]]
Ask = Callable[["ScopedQuerySet[Figure]"], Any]


def questions_at(place: Place) -> dict[str, Ask]:
    """What pages ask of a table with figures."""
    from django.db.models import Count, Sum

    from binhyen.machinery.database.reach import OPERATOR, acting_as
    from binhyen.orgunits.models import OrgUnit

    with acting_as(OPERATOR):
        commune = (
            OrgUnit.objects.beyond_scope("bench").filter(level="commune", path__startswith=place.path).first()
        )
    assert commune is not None
    return {
        "count and sum": lambda rows: rows.aggregate(rows=Count("pk"), total=Sum("value")),
        "count and sum of a month": lambda rows: rows.filter(period=PERIOD).aggregate(
            rows=Count("pk"), total=Sum("value")
        ),
        "50 latest rows": lambda rows: list(rows.order_by("-period", "unit_path")[:50]),
        "one unit, one month": lambda rows: list(rows.filter(unit_id=commune.pk, period=PERIOD)),
    }


def statement_of(ask: Ask, actor: Actor, *, without_guard: bool = False) -> Statement:
    """The statement that the ORM sends for a question, with the queryset guard's condition or without."""
    from django.db import connection

    from bench.figures import Figure
    from binhyen.machinery.database.reach import acting_as

    sent: list[Statement] = []

    def record(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append((sql, tuple(params or ())))
        return execute(sql, params, many, context)

    with acting_as(actor), connection.execute_wrapper(record):
        figures = Figure.objects
        ask(figures.beyond_scope("bench") if without_guard else figures.visible_to(actor))
    (statement,) = sent
    return statement


def asking(connection: psycopg.Connection[Any], statement: Statement) -> Callable[[], Any]:
    """An act that sends the statement, its values written into it, and reads every row of the answer."""

    def ask() -> Any:
        with psycopg.ClientCursor(connection) as cursor:
            return cursor.execute(*statement).fetchall()

    return ask


@contextmanager
def as_owner(folder: DataFolder, database: str = "") -> Iterator[psycopg.Connection[Any]]:
    """A connection to which no policy applies, sending statements as Django's connections do."""
    settings = django_database(folder, "owner")
    with psycopg.connect(
        dbname=database or settings["NAME"],
        host=settings["HOST"],
        user=settings["USER"],
        password=settings["PASSWORD"],
        prepare_threshold=None,
        cursor_factory=psycopg.ClientCursor,
    ) as connection:
        yield connection


def _lay_table(owner: psycopg.Connection[Any]) -> None:
    """The table as a migration and the guards would lay it, its policies from ``guards.policies_of``."""
    from bench.figures import Figure
    from binhyen.machinery.database.guards import policies_of

    table = Figure._meta.db_table
    statements = [
        f"create table {table} (id bigint generated by default as identity primary key, unit_id bigint not null,"
        " unit_path text collate \"C\" not null default '', period date not null, value double precision)",
        f"alter table {table} enable row level security",
        f"grant select, insert, update, delete on {table} to {cluster.APP}",
    ]
    for name, clauses in policies_of(Figure).items():
        _for, command, condition = clauses.split(" ", 2)
        statements.append(f"create policy {name} on {table} for {command} to {cluster.APP} {condition}")
    for statement in statements:
        owner.execute(statement)
    owner.commit()


def _fill_table(owner: psycopg.Connection[Any]) -> None:
    """Every commune and month until 9/2026, in the order in which months come."""
    from bench.figures import Figure

    table = Figure._meta.db_table
    owner.execute(
        f"insert into {table} (unit_id, unit_path, period, value)"
        " select u.id, u.path, date '2026-10-01' - make_interval(months => m), (u.id * 7 + m) % 97"
        f" from generate_series(1, {MONTHS}) m,"
        " (select id, path from orgunits_orgunit where level = 'commune' and valid_until is null) u"
        " order by m desc, u.path"
    )
    for columns in ("(unit_path)", "(period, unit_path)"):
        owner.execute(f"create index on {table} {columns}")
    owner.execute(f"create unique index on {table} (unit_id, period)")
    owner.commit()
    owner.autocommit = True
    owner.execute(f"vacuum analyze {table}")
    owner.autocommit = False
