"""Small numbers of persons in answers that read a few lines alone: the same are held back as if all had been read.

What is held back follows from the sums that a reader knows, and those tie a line to its options, its total, and the
rates of which it is a part. So it is enough to read those beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from binhyen.access.permissions import Permission
from binhyen.analytics.queries.figures import FigureOf
from binhyen.analytics.queries.releasing import may_see_in_full, release_table
from binhyen.analytics.queries.reported import Form
from binhyen.analytics.rules.disclosure import grown
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion


def in_full(actor: Actor, unit_id: int) -> bool:
    """Whether the actor sees the unit's own small numbers of persons. At most one statement."""
    if actor.everything or unit_id in actor.reach.own:
        return True
    path = _path_of(actor, unit_id)
    return path is not None and may_see_in_full(actor, unit_id, path)


def below_in_full(actor: Actor, unit_id: int) -> bool:
    """Whether the actor sees those of the units below: whoever reviews their reports. At most one statement."""
    if actor.everything:
        return True
    path = _path_of(actor, unit_id)
    return path is not None and bool(actor.may(Permission.REVIEW_REPORT, at=path))


def superiors_read(actor: Actor, unit_id: int, *days: date) -> tuple[int | None, ...]:
    """The unit above on each of the days, or on the nearest on which the unit was there, where the actor reads its
    figures too: whoever does, reads those of the units beside. One statement."""
    versions = list(
        OrgUnitVersion.objects.visible_to(actor)
        .filter(unit_id=unit_id)
        .order_by("valid_from")
        .values_list("valid_from", "parent_id", "parent__path")
    )
    found = []
    for day in days:
        begun = [each for each in versions if each[0] <= day] or versions[:1]
        _since, superior, path = begun[-1] if begun else (day, None, None)
        found.append(superior if path is not None and actor.reach.content.covers(path) else None)
    return tuple(found)


def _path_of(actor: Actor, unit_id: int) -> str | None:
    return OrgUnit.objects.visible_to(actor).filter(pk=unit_id).values_list("path", flat=True).first()


def tied_to(forms: Iterable[Form], lines: Collection[str]) -> frozenset[str]:
    """The lines and all that are tied to them: options, totals, rates and what those are made of."""
    ties = [{line.code, *line.parts} for form in forms for line in form.lines if line.parts]
    return grown(lines, ties)


Table = tuple[Mapping[str, FigureOf], Sequence[Mapping[str, FigureOf]]]
"""A unit's figures by line, and those of the units below it."""


def released_below(
    table: Table, shorter: Mapping[Period, Table]
) -> tuple[dict[str, FigureOf], list[dict[str, FigureOf]]]:
    """A unit's figures and those of the units below it, by line, as they may be told together, beside what is told of
    the shorter periods."""
    told, below = release_table(
        *_listed(table), [(period, *_listed(each)) for period, each in shorter.items()]
    )
    return (
        {figure.line: figure for figure in told},
        [{figure.line: figure for figure in row} for row in below],
    )


def _listed(table: Table) -> tuple[tuple[FigureOf, ...], list[tuple[FigureOf, ...]]]:
    whole, rows = table
    return tuple(whole.values()), [tuple(row.values()) for row in rows]


def shorter_than(period: Period, forms: Iterable[Form]) -> list[Period]:
    """The shorter periods for which the forms ask what fills the period, in order."""
    asked = {each for form in forms for each in form.periods}
    return sorted(each for each in asked if each != period and period.contains(each))
