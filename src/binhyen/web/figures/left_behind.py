"""What stands in no row of a table of the units below on another map: how much, of whom, and why."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _

from binhyen.analytics.queries import FigureOf, Left, left_behind
from binhyen.foundations.authority import Actor
from binhyen.foundations.vietnamese import format_number
from binhyen.web.figures.scope import Scope
from binhyen.web.figures.territory import TOLD_AS_REPORTED

MOST_LEFT_NAMED = 40


@dataclass(frozen=True, slots=True)
class Row:
    """What one unit reported that the table does not hold."""

    name: str
    url: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class ShownLeft:
    """``reasons`` with how much each comes to; ``rows`` are the units, the first of many, ``more`` how many others.
    ``held_back``: nothing of it is told."""

    held_back: bool
    value: str
    reasons: tuple[tuple[str, str], ...] = ()
    rows: tuple[Row, ...] = ()
    more: int = 0


def left_of_table(actor: Actor, scope: Scope, figure: FigureOf) -> ShownLeft | None:
    """What of the figure stands in no unit below; None where there is nothing of it. At most three dozen statements."""
    left = left_behind(actor, scope.unit.id, scope.period, scope.territory, figure.line)
    if left is None or not (left.rows or left.held_back):
        return None
    reasons: dict[str, Decimal] = defaultdict(Decimal)
    for row in left.rows:
        reasons[_why(row)] += row.value
    return ShownLeft(
        left.held_back,
        format_number(left.value, figure.decimals),
        tuple((why, format_number(value, figure.decimals)) for why, value in reasons.items()),
        tuple(_row(row, scope, figure) for row in left.rows[:MOST_LEFT_NAMED]),
        max(0, len(left.rows) - MOST_LEFT_NAMED),
    )


def _row(left: Left, scope: Scope, figure: FigureOf) -> Row:
    address = reverse("figure_trace", kwargs={"pk": left.unit_id, "line": figure.line})
    named = left.name is not None and left.unit_id != scope.unit.id
    return Row(
        left.name.full_name if left.name is not None else _("đơn vị ngoài phạm vi được xem"),
        address + replace(scope, territory_told=TOLD_AS_REPORTED).query() if named else "",
        format_number(left.value, figure.decimals),
        _why(left),
    )


def _why(left: Left) -> str:
    return left.why.label if left.why is not None else _("số nêu chung, không của riêng đơn vị nào ở dưới")
