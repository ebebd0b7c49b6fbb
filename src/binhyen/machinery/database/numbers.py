"""Exact numbers in the database: as many digits as were given, no rounding and no padding."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class ExactNumberField(models.Field):  # type: ignore[type-arg]
    """PostgreSQL's ``numeric`` without a fixed scale; values are ``Decimal``."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "numeric"

    def to_python(self, value: Any) -> Decimal | None:
        return value if value is None or isinstance(value, Decimal) else Decimal(str(value))


class ExactNumbersField(models.Field):  # type: ignore[type-arg]
    """A row of exact numbers, any of which may be nothing: PostgreSQL's ``numeric[]``; a list of ``Decimal`` or None.

    Goes out as one text in the array's own notation, which for the many reports of a load costs a tenth of
    adapting each number by itself.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        return "numeric[]"

    def get_db_prep_value(
        self, value: Sequence[Decimal | None] | None, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> str | None:
        if value is None:
            return None
        return "{" + ",".join("NULL" if each is None else format(each, "f") for each in value) + "}"

    def get_placeholder(self, value: Any, compiler: Any, connection: BaseDatabaseWrapper) -> str:
        return "%s::numeric[]"
