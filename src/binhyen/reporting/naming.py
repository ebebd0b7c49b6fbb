"""Obligations with the names of their units, asked in the same statement."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import OuterRef, Subquery

from binhyen.machinery.database.scoping import ScopedQuerySet
from binhyen.orgunits.models import OrgUnitVersion


def with_unit_names(obligations: ScopedQuerySet[Any], day: date | None = None) -> ScopedQuerySet[Any]:
    """The obligations with ``unit_name``, ``unit_code``, ``unit_kind`` and ``unit_sort``, the key of Vietnamese order.

    They are those that the unit bore on ``day``, or on the last day of each obligation's own period.
    """
    versions = (
        OrgUnitVersion.objects.beyond_scope("names of units whose obligations the actor sees")
        .filter(unit_id=OuterRef("unit_id"), valid_from__lte=day or OuterRef("last_day"))
        .order_by("-valid_from")
    )
    return obligations.annotate(
        unit_name=Subquery(versions.values("name")[:1]),
        unit_code=Subquery(versions.values("code")[:1]),
        unit_kind=Subquery(versions.values("kind")[:1]),
        unit_sort=Subquery(versions.values("sort_key")[:1]),
    )
