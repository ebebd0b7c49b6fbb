"""Many rows in one statement and one parameter: what a load of thousands of reports wants.

Django adapts each value of each row by itself. Here the rows go as one JSON text that the database takes apart, which
costs a fraction; policies and triggers hold as for any other insert.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection, models
from django.db.models.fields.generated import GeneratedField

ROWS_A_STATEMENT = 5_000


def insert_rows(rows: Sequence[models.Model], *, update: Sequence[str] = (), with_keys: bool = False) -> None:
    """Insert the rows, all of one model, in as few statements as their number allows. Keys given out are not read back.

    ``update`` names fields: a row whose primary key is there already gets these values instead. ``with_keys``: the
    rows bring keys that were given out before. Values must be what JSON can say, dates and exact numbers among them.
    """
    if not rows:
        return
    model = type(rows[0])
    fields = [
        field
        for field in model._meta.concrete_fields
        if (with_keys and field.primary_key)
        or not isinstance(field, (models.AutoField, models.BigAutoField, GeneratedField))
    ]
    names = ", ".join(f'"{field.column}"' for field in fields)
    types = ", ".join(f'"{field.column}" {_type_of(field)}' for field in fields)
    statement = (
        f'insert into "{model._meta.db_table}" ({names})'  # noqa: S608 - names of our own
        f" select {names} from jsonb_to_recordset(%s::jsonb) as r({types})"
    )
    if update:
        columns = [field.column for field in fields if field.name in update]
        assigned = ", ".join(f'"{column}" = excluded."{column}"' for column in columns)
        statement += f' on conflict ("{model._meta.pk.column}") do update set {assigned}'
    with connection.cursor() as cursor:
        for begin in range(0, len(rows), ROWS_A_STATEMENT):
            chunk = [
                {field.column: getattr(row, field.attname) for field in fields}
                for row in rows[begin : begin + ROWS_A_STATEMENT]
            ]
            cursor.execute(statement, [json.dumps(chunk, ensure_ascii=False, default=_said)])


def update_rows(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write the named fields of rows that are there, all of one model, by their primary keys, in few statements."""
    if not rows:
        return
    model = type(rows[0])
    key = model._meta.pk
    chosen = [model._meta.get_field(name) for name in fields]
    columns = [field for field in chosen if isinstance(field, models.Field)]
    types = ", ".join(f'"{field.column}" {_type_of(field)}' for field in columns)
    assigned = ", ".join(f'"{field.column}" = r."{field.column}"' for field in columns)
    statement = (
        f'update "{model._meta.db_table}" as kept set {assigned}'  # noqa: S608 - names of our own
        f' from jsonb_to_recordset(%s::jsonb) as r("{key.column}" {_type_of(key)}, {types})'
        f' where kept."{key.column}" = r."{key.column}"'
    )
    with connection.cursor() as cursor:
        for begin in range(0, len(rows), ROWS_A_STATEMENT):
            chunk = [
                {field.column: getattr(row, field.attname) for field in (key, *columns)}
                for row in rows[begin : begin + ROWS_A_STATEMENT]
            ]
            cursor.execute(statement, [json.dumps(chunk, ensure_ascii=False, default=_said)])


def _type_of(field: models.Field[Any, Any]) -> str | None:
    if field.is_relation or field.primary_key:
        return field.rel_db_type(connection)
    return field.db_type(connection)


def _said(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
