"""The tree of units on a day, with how many units stand below each. Every state of it is an address of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.vietnamese import format_number
from binhyen.orgunits.models import Level
from binhyen.orgunits.queries import (
    NOTHING_BELOW,
    CountsBelow,
    UnitOnDay,
    counts_below,
    on_day,
    units_as_of,
)
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.orgunits.days import day_of, day_switch
from binhyen.web.orgunits.listing import address

OPENED = "mo"
MOST_OPEN, MOST_ROWS = 40, 1000
COUNTED = (
    Level.PROVINCE,
    Level.DISTRICT,
    Level.COMMUNE,
    Level.CLUSTER,
    Level.AREA,
    Level.WORKPLACE,
    Level.BODY,
)


@dataclass(frozen=True, slots=True)
class Branch:
    """One row of the tree. ``toggle`` opens or closes it; empty where nothing lies below."""

    unit: UnitOnDay
    url: str
    depth: int
    open: bool
    toggle: str
    counts: tuple[str, ...]


@require_GET
@needs(Permission.VIEW_UNIT)
def unit_tree(request: SignedInRequest) -> HttpResponse:
    """The units at the top of the actor's reach and what lies below those that are open. Three statements."""
    actor, day = request.actor, day_of(request)
    roots = _roots(actor, day)
    opened = _opened(request.GET)
    shown = opened | ({roots[0].id} if len(roots) == 1 else set())
    children = _children(actor, shown, day)
    units = list(islice(_in_order(roots, children, shown), MOST_ROWS + 1))
    counts = counts_below(actor, [unit.id for unit, _depth in units], day)
    levels = [level for level in COUNTED if any(_below(counts, unit, level) for unit, _depth in units)]
    query = _Query(request.GET, day, opened)
    return render(
        request,
        "orgunits/tree.html",
        {
            "day": day,
            "days": day_switch(request, day),
            "levels": [level.label for level in levels],
            "branches": [
                Branch(
                    unit=unit,
                    url=address(unit.id, day),
                    depth=depth,
                    open=unit.id in shown,
                    toggle=query.toggling(unit.id)
                    if counts.get(unit.id, NOTHING_BELOW).total > 1 and not (depth == 0 and len(roots) == 1)
                    else "",
                    counts=tuple(_figure(_below(counts, unit, level)) for level in levels),
                )
                for unit, depth in units[:MOST_ROWS]
            ],
            "cut": len(units) > MOST_ROWS,
            "most_rows": MOST_ROWS,
        },
    )


def _roots(actor: Actor, day: date) -> list[UnitOnDay]:
    """Where the actor's tree begins on that day: the country, or what stands at the head of each branch of the reach.

    For the officers of a successor these are, on a day before it began, the former units that went into it.
    """
    places = actor.reach.places
    units = units_as_of(actor, day)
    units = (
        units.filter(level=Level.COUNTRY) if places.everywhere else units.filter(unit_path__in=places.paths)
    )
    return [on_day(version) for version in units.order_by("tree_path")]


def _opened(query: QueryDict) -> set[int]:
    keys = [int(key) for key in query.getlist(OPENED) if key.isascii() and key.isdigit() and len(key) < 16]
    return set(keys[:MOST_OPEN])


def _children(actor: Actor, keys: Iterable[int], day: date) -> dict[int, list[UnitOnDay]]:
    """What stands directly below each of the given units, in the Vietnamese order, places before bodies."""
    found: dict[int, list[UnitOnDay]] = {}
    versions = units_as_of(actor, day).filter(parent_id__in=keys).order_by("sort_key", "code", "unit_id")
    for unit in map(on_day, versions):
        found.setdefault(unit.parent_id or 0, []).append(unit)
    steps = Level.values
    return {key: sorted(units, key=lambda unit: steps.index(unit.level)) for key, units in found.items()}


def _in_order(
    units: Iterable[UnitOnDay], children: dict[int, list[UnitOnDay]], shown: set[int], depth: int = 0
) -> Iterator[tuple[UnitOnDay, int]]:
    for unit in units:
        yield unit, depth
        if unit.id in shown:
            yield from _in_order(children.get(unit.id, ()), children, shown, depth + 1)


def _below(counts: dict[int, CountsBelow], unit: UnitOnDay, level: str) -> int:
    """How many units of a level stand below one, itself not among them."""
    return counts.get(unit.id, NOTHING_BELOW).of_level(level) - (unit.level == level)


def _figure(units: int) -> str:
    return format_number(units) if units else ""


class _Query:
    """The addresses of the same tree with one branch more or less."""

    def __init__(self, query: QueryDict, day: date, opened: set[int]) -> None:
        self.opened = opened
        self.day = "" if day == today() else f"as_of={day.isoformat()}&"

    def toggling(self, key: int) -> str:
        keys = sorted(self.opened ^ {key})
        return f"?{self.day}{'&'.join(f'{OPENED}={each}' for each in keys)}"
