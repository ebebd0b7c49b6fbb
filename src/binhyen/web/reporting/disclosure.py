"""Who sees the figures of one report in full, and how it is shown to everybody else who may see the report.

Numbers of persons under five are shown to the unit that reported them and to the desks that work on its reports alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from binhyen.access.permissions import Permission
from binhyen.analytics.queries import Adds, held_back, marks_of_unit, may_see_in_full
from binhyen.foundations.authority import Actor
from binhyen.foundations.quantities import Figure, Quantity
from binhyen.indicators.queries import indicators_on
from binhyen.indicators.values import FormLayout, LineRole
from binhyen.reporting.models import Obligation
from binhyen.reporting.queries import ReportShown

_REST = "rest of "


def sees_in_full(actor: Actor, obligation: Obligation) -> bool:
    """Whoever stands at the unit, brings its workbooks, or reviews its reports."""
    return may_see_in_full(actor, obligation.unit_id, obligation.unit_path) or bool(
        actor.may(Permission.ENTER_FIGURES, at=obligation.unit_path)
    )


@dataclass(frozen=True, slots=True)
class Withheld:
    """The marks that stand in place of numbers, by line: of this period, of the last one and the one a year before, and
    of what was locked."""

    now: Mapping[str, str]
    previous: Mapping[str, str]
    locked: Mapping[str, str]
    persons: frozenset[str]
    """The lines that count persons, whose numbers are told nowhere else on the page."""
    last_year: Mapping[str, str] = field(default_factory=dict)


NOTHING_WITHHELD = Withheld({}, {}, {}, frozenset())


def withheld_from(actor: Actor, shown: ReportShown) -> Withheld:
    """What of the report is not told to the actor: nothing that the pages of figures hold back, either. Seventeen
    statements where it may not be seen in full."""
    if sees_in_full(actor, shown.obligation):
        return NOTHING_WITHHELD
    layout = shown.layout
    definitions = indicators_on(shown.obligation.first_day)
    counting = {code for code, each in definitions.items() if each.counts_persons}
    persons = frozenset(line.code for line in layout.lines if line.indicator in counting)
    cells = shown.cells
    columns = [
        {code: cell.figure for code, cell in cells.items()},
        {code: cell.previous for code, cell in cells.items() if cell.previous is not None},
        {code: cell.locked for code, cell in cells.items() if cell.locked is not None},
        {code: cell.last_year for code, cell in cells.items() if cell.last_year is not None},
    ]
    period = shown.period
    of_columns = (period, period.earlier, period, period.a_year_earlier)
    beside = marks_of_unit(
        actor, shown.obligation.unit_id, [each for each in dict.fromkeys(of_columns) if each is not None]
    )
    now, previous, locked, last_year = (
        _marks(layout, persons, column) | {line: beside[of][line] for line in column if line in beside[of]}
        if of is not None
        else _marks(layout, persons, column)
        for of, column in zip(of_columns, columns, strict=True)
    )
    return Withheld(now, previous, locked, persons, last_year)


def _marks(layout: FormLayout, persons: frozenset[str], figures: Mapping[str, Figure]) -> dict[str, str]:
    """Neither the parts of a total nor those who are not in a share can be worked out from what remains."""
    values = {
        code: figure.value
        for code, figure in figures.items()
        if code in persons and isinstance(figure, Quantity)
    }
    relations: list[Adds[str]] = []
    unshown: list[str] = []
    for line in layout.lines:
        if line.role is LineRole.TOTAL and line.code in persons:
            relations.append(Adds(line.code, line.parts))
        elif line.role is LineRole.RATE and {*line.parts} <= values.keys():
            above, below = (values[part] for part in line.parts)
            if above <= below:
                rest = _REST + line.code
                values[rest] = below - above
                unshown.append(rest)
                relations.append(Adds(line.parts[1], (line.parts[0], rest)))
    marks = dict(held_back(values, relations, unshown))
    for line in layout.lines:
        if line.role is LineRole.RATE and any(part in marks for part in line.parts):
            marks[line.code] = "…"
    return marks
