"""Keys of units are given out by one transaction at a time."""

from __future__ import annotations

from django.db import connection


def giving_out_keys() -> None:
    """Wait until no other transaction gives keys to units, and let none until this one ends.

    A load counts on from the highest key that it sees; one that another transaction has taken and not yet
    committed would be given out twice.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('orgunits.keys'))")


def next_keys(number: int) -> list[int]:
    """Keys that no unit has had, as many as asked for: the paths must hold them when the rows are written."""
    if not number:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select nextval('orgunits_orgunit_id_seq') from generate_series(1, %s)", [number])
        return [int(row[0]) for row in cursor.fetchall()]
