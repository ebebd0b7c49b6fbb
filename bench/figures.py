"""The bench's own table with a unit, so that its statements are written by the ORM and its guards.

Imported once Django stands. The migrations do not know it.
"""

from __future__ import annotations

from django.db import models

from binhyen.machinery.database.scoping import Guard, UnitScoped


class Figure(UnitScoped):
    """One figure of one unit and month."""

    guard = Guard.CONTENT

    unit_id = models.BigIntegerField()
    period = models.DateField()
    value = models.FloatField(null=True)

    class Meta:
        app_label = "bench"
        managed = False
        db_table = "bench_figure"

    def __str__(self) -> str:
        return f"{self.unit_id} {self.period}"
