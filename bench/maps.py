"""What do the two maps cost: laying them down, and saying what became of what in the whole country?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from bench.house import places_with_officials
from bench.mainjob import undone
from bench.measuring import Aim, Effort, Line, alternate
from bench.policies import as_owner, asking
from binhyen.machinery.datafolder import DataFolder

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)
TABLES = ("orgunits_orgunit", "orgunits_orgunitversion", "orgunits_succession")
BARE_JOIN = """
select was.unit_id, was.level, was.kind, was.code, was.name, was.tree_path, s.relation, s.people_share, s.area_share,
       s.households_share, s.hand_share, is_now.unit_id, is_now.level, is_now.kind, is_now.code, is_now.name,
       is_now.tree_path
  from orgunits_orgunitversion was
  left join orgunits_succession s on s.predecessor_id = was.unit_id and s.day > %(before)s and s.day <= %(after)s
  left join orgunits_orgunitversion is_now on is_now.unit_id = s.unit_id and is_now.valid_from <= %(after)s
       and (is_now.valid_until is null or is_now.valid_until > %(after)s)
 where was.valid_from <= %(before)s and (was.valid_until is null or was.valid_until > %(before)s)
"""


def measure(folder: DataFolder, effort: Effort) -> Iterator[Line]:
    """A first load of both maps and one that finds nothing to do; the crosswalk of the country."""
    from binhyen.machinery.database.reach import acting_as
    from binhyen.orgunits.queries import crosswalk_of

    country, _, _ = places_with_officials()
    few = Effort(seconds=0, least=3)
    with as_owner(folder) as owner:
        rows = {table: _rows_of(owner, table) for table in TABLES}
        for table in TABLES:
            owner.execute(f"create temporary table bare_{table} (like {table})")
        owner.commit()
        copy = partial(_copy, owner, rows)
        actor = country.actor
        with acting_as(actor):
            yield alternate(
                "crosswalk of the country",
                effort,
                lambda: crosswalk_of(actor, BEFORE, AFTER),
                asking(owner, (BARE_JOIN, {"before": BEFORE, "after": AFTER})),
                Aim(2, "ratio"),
            )
        yield alternate("load both maps", few, _load_into_nothing, copy)
        yield alternate("load both maps again", few, _load, copy)


def _rows_of(owner: Any, table: str) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = owner.execute(f"select * from {table}").fetchall()
    return rows


def _copy(owner: Any, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    for table, its_rows in rows.items():
        with owner.cursor() as cursor, cursor.copy(f"copy bare_{table} from stdin") as into:
            for row in its_rows:
                into.write_row(row)
    owner.rollback()


def _load() -> None:
    from binhyen.machinery.database.reach import OPERATOR
    from binhyen.orgunits.actions import load_units

    with undone():
        load_units(by=OPERATOR)


def _load_into_nothing() -> None:
    """As the first time: foreign keys are judged at the end of a transaction, and this one has none."""
    from django.db import connection

    from binhyen.machinery.database.reach import OPERATOR
    from binhyen.orgunits.actions import load_units

    with undone(), connection.cursor() as cursor:
        for table in reversed((TABLES[0], "orgunits_reorganisation", *TABLES[1:])):
            cursor.execute(f"delete from {table}")
        load_units(by=OPERATOR)
