"""Which few lines of its report does a unit look at first?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from binhyen.analytics.values import weight_of
from binhyen.indicators.values import FormLayout, FormLine, IndicatorKind, LineRole


def lines_that_matter(
    layout: FormLayout,
    now: Mapping[str, Decimal],
    before: Mapping[str, Decimal],
    guarded: Collection[str],
    most: int,
) -> tuple[FormLine, ...]:
    """At most so many lines that have a number, in the form's order.

    Half of them are those that moved most since the period before (``weight_of``); then the first line of each
    section, which leads it; then what is left, what moved first. Only what there is and what happened counts: no
    rates, no single options of a breakdown, and no ``guarded`` line.
    """
    there = [line for line in layout.lines if line.code in now and _may_matter(line, guarded)]
    moved = sorted(
        (line for line in there if line.code in before and now[line.code] != before[line.code]),
        key=lambda line: -weight_of(now[line.code], before[line.code]),
    )
    leading = []
    for section in layout.sections:
        leading += [line for line in section.lines if line in there][:1]
    in_turn = dict.fromkeys(line.code for line in (*moved[: most // 2], *leading, *moved, *there))
    chosen = set(list(in_turn)[:most])
    return tuple(line for line in there if line.code in chosen)


def _may_matter(line: FormLine, guarded: Collection[str]) -> bool:
    return (
        line.kind in (IndicatorKind.STOCK, IndicatorKind.FLOW)
        and line.role is not LineRole.RATE
        and not line.option
        and line.code not in guarded
    )
