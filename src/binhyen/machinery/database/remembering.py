"""Rows as plain values that JSON can say, so that they can be put back later exactly as they were."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def remembered(model: type[models.Model], keys: Iterable[int]) -> list[dict[str, Any]]:
    """The rows of these primary keys with all their columns, in the order of their keys. One statement."""
    table, key = model._meta.db_table, model._meta.pk.column
    statement = f'select to_jsonb(r) from "{table}" r where r."{key}" = any(%s) order by r."{key}"'  # noqa: S608 - names of our own
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(keys)])
        return [json.loads(row, parse_float=str) for (row,) in cursor.fetchall()]


def put_back(
    model: type[models.Model], rows: Sequence[dict[str, Any]], fields: Sequence[str] | None = None
) -> None:
    """Write remembered rows under the keys they had. One statement.

    ``fields``: the rows are still there, and get the values back that these fields had.
    """
    if not rows:
        return
    table, key = model._meta.db_table, model._meta.pk.column
    if fields is None:
        statement = (
            f'insert into "{table}" select * from jsonb_populate_recordset(null::"{table}", %s::jsonb)'  # noqa: S608 - names of our own
        )
    else:
        columns = [model._meta.get_field(name).column for name in fields]  # type: ignore[union-attr]
        assigned = ", ".join(f'"{column}" = r."{column}"' for column in columns)
        statement = (
            f'update "{table}" as kept set {assigned}'  # noqa: S608 - names of our own
            f' from jsonb_populate_recordset(null::"{table}", %s::jsonb) r where kept."{key}" = r."{key}"'
        )
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(rows, ensure_ascii=False)])
