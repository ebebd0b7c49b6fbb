"""What is usual among units like one's own? Medians, and never what another unit reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import connection
from django.utils.translation import gettext as _

from binhyen.foundations.authority import Actor
from binhyen.orgunits.models import Kind
from binhyen.reporting.models import Obligation

MIN = 5
"""Fewer values of others than this give no median, more of them count by so many at once, and no median of persons
rests on a number below it. The function ``typical_values`` of the database holds to the same number."""


@dataclass(frozen=True, slots=True)
class Typical:
    """Medians by line code over ``units`` other units that handed the same form in for the same period.

    ``label`` names those units; ``counts`` says on how many values the median of a line rests: ``MIN``, or a multiple
    of it.
    """

    label: str = ""
    units: int = 0
    medians: Mapping[str, Decimal] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)


def typical_of(actor: Actor, obligation: Obligation) -> Typical:
    """The median of each line over other units of the same kind under the same superior. One statement.

    Of reports that were handed in, for the whole of the period, on the same form version; of a request, among those
    asked by it. Values of a line count in the order of handing in, always ``MIN`` more of them at once, so that nobody
    learns what one unit stated by looking before and after. A line has no median

    - where fewer than ``MIN`` others have a value,
    - where its indicator, or a part of it, may not be ranked (``no_rank``: tips, cases),
    - where it counts persons and the median, or one of the two numbers that it lies between, is under ``MIN`` (numbers
      of persons from 1 to 4 are told to nobody else),
    - where it is a share of persons, or known from shorter reports (what is kept of it is a difference).

    Empty for a body or a part of a report, and where the actor may not see the obligation.
    """
    if not actor.reach.content.covers(obligation.unit_path):
        return Typical()
    with connection.cursor() as cursor:
        cursor.execute(
            "select kind, superior, units, line, others, median from typical_values(%s)", [obligation.pk]
        )
        rows = cursor.fetchall()
    if not rows:
        return Typical()
    kind, superior, units = rows[0][:3]
    told = [(line, others, median) for _kind, _superior, _units, line, others, median in rows if line]
    return Typical(
        label=_("các %(kind)s khác của %(superior)s")
        % {"kind": Kind(kind).label, "superior": superior or ""},
        units=units,
        medians={line: median for line, _others, median in told},
        counts={line: others for line, others, _median in told},
    )
