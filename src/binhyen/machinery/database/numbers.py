"""Exact numbers in the database: as many digits as were given, no rounding and no padding."""

from __future__ import annotations

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
