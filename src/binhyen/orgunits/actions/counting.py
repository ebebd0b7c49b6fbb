"""Counts of what lies below a unit follow from the versions; whoever founds, ends or recasts units rewrites them."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

MOST_SINGLY = 500
"""Beyond so many units it is cheaper to count for all."""


def recount(paths: Collection[str]) -> None:
    """Count anew what lies below every unit on these paths in the tree."""
    keys = {int(key) for path in paths for key in path.split(".")[:-1]}
    if not keys:
        return
    with connection.cursor() as cursor:
        cursor.execute("select recount_units(%s)", [sorted(keys) if len(keys) <= MOST_SINGLY else None])
