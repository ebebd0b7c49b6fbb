"""Which unit is meant by what somebody typed?

With or without tone marks, with or without the word of its kind, with the unit above behind it
(*tan tien bac ninh*, *mat tran phu tho*), or by its code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_

from django.db.models import Case, Exists, Func, IntegerField, OuterRef, Q, Value, When

from binhyen.foundations.authority import Actor
from binhyen.foundations.vietnamese import fold, nfc
from binhyen.machinery.database.scoping import ScopedQuerySet
from binhyen.orgunits.models import Level, OrgUnitVersion
from binhyen.orgunits.queries.reading import UnitOnDay, on_day, units_as_of
from binhyen.orgunits.rules.naming import KIND_WORDS, without_kind

SHORTEST_NAME = 2  # letters; one letter alone finds half the country
MOST_PLACES_ABOVE = 50

_WORDS_OF_KINDS = {fold(word) for words in KIND_WORDS.values() for word in words}
"""Before a name they are no name of their own: *phường Tân* is no "phường" in a place called Tân."""

_STEP = Func(Value(Level.values), "level", function="array_position", output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class Found:
    """A unit that fits, and the names of the units above it from the top, without the country's."""

    unit: UnitOnDay
    above: tuple[str, ...]


def search(actor: Actor, text: str, day: date, limit: int = 20) -> tuple[Found, ...]:
    """The units that ``text`` may mean on ``day``, the likeliest first. At most three statements.

    In this order: the code or the whole name, if one is given with the place above; names that begin with
    it; names of which a word begins with it; names that contain it. Among equals the higher level comes
    first, then what was typed with the same tone marks, then the Vietnamese order.
    """
    return with_names_above(actor, map(on_day, matching(actor, text, day)[:limit]), day)


def with_names_above(actor: Actor, units: Iterable[UnitOnDay], day: date) -> tuple[Found, ...]:
    """Units in the given order, each with the names of those above it on ``day``. One statement."""
    found = list(units)
    names = _names_above(actor, found, day)
    return tuple(
        Found(unit, tuple(names[key] for key in _keys_above(unit) if key in names)) for unit in found
    )


def matching(actor: Actor, text: str, day: date) -> ScopedQuerySet[OrgUnitVersion]:
    """The units of :func:`search` as a queryset in its order; nothing for no text."""
    written = " ".join(nfc(text).split())
    folded = fold(written)
    if not folded:
        return units_as_of(actor, day).none()
    qualified, rank_of_qualified = _with_a_place_above(actor, folded, day)
    code = Q(code=written.upper())
    condition = code | _containing(folded) | qualified
    as_written = Q(short_name__contains=written) | Q(name__contains=written.title())
    rank = Case(
        When(code | Q(short_key=folded) | Q(search_key=folded), then=Value(0)),
        *rank_of_qualified,
        When(Q(short_key__startswith=folded) | Q(search_key__startswith=folded), then=Value(1)),
        When(Q(search_key__contains=f" {folded}"), then=Value(2)),
        default=Value(3),
        output_field=IntegerField(),
    )
    marks = Case(When(as_written, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = units_as_of(actor, day).filter(condition)
    return found.order_by(rank, _STEP, marks, "sort_key", "code", "unit_id")


def _with_a_place_above(actor: Actor, folded: str, day: date) -> tuple[Q, list[When]]:
    """The condition that the first words name a unit and the last words one above it, with its ranks.

    The text is cut at every space. One statement finds the places that the last words may name.
    """
    words = folded.split(" ")
    cuts = [(" ".join(words[:cut]), " ".join(words[cut:])) for cut in range(1, len(words))]
    cuts = [
        (head, tail)
        for head, tail in cuts
        if min(len(head), len(tail)) >= SHORTEST_NAME and head not in _WORDS_OF_KINDS
    ]
    nothing = Q(pk__in=[])
    if not cuts:
        return nothing, []
    named = nothing
    for _head, tail in cuts:
        named |= Q(short_key__startswith=without_kind(tail)) | Q(search_key__startswith=tail)
    places = list(
        units_as_of(actor, day)
        .filter(named, Q(level__in=(Level.PROVINCE, Level.DISTRICT)) | _communes_with_units(actor, day))
        .order_by(_STEP, "tree_path")
        .values_list("short_key", "search_key", "tree_path")[:MOST_PLACES_ABOVE]
    )
    condition, exact = nothing, nothing
    for head, tail in cuts:
        paths = tuple(
            path
            for short, full, path in places
            if short.startswith(without_kind(tail)) or full.startswith(tail)
        )
        if paths:
            below = _below(paths)
            condition |= _containing(head) & below
            exact |= (Q(short_key=without_kind(head)) | Q(search_key=head)) & below
    if condition == nothing:
        return nothing, []
    return condition, [When(exact, then=Value(0))]


def _communes_with_units(actor: Actor, day: date) -> Q:
    """Communes with nothing below them would only crowd out the names of provinces."""
    units = units_as_of(actor, day).filter(parent_id=OuterRef("unit_id"))
    # The level first: it costs nothing, and spares the look below for the many residential areas.
    return Q(level=Level.COMMUNE) & Q(Exists(units))


def _below(paths: Iterable[str]) -> Q:
    return reduce(or_, (Q(tree_path__gt=path, tree_path__lt=f"{path[:-1]}/") for path in paths))


def _containing(folded: str) -> Q:
    """Names that contain the text, whatever kind it says before them."""
    bare = without_kind(folded)
    anywhere = Q(search_key__contains=folded)
    return anywhere if bare == folded else anywhere | Q(short_key__contains=bare)


def _names_above(actor: Actor, units: list[UnitOnDay], day: date) -> dict[int, str]:
    keys = {key for unit in units for key in _keys_above(unit)}
    if not keys:
        return {}
    above = units_as_of(actor, day).filter(unit_id__in=keys).exclude(level=Level.COUNTRY)
    return dict(above.values_list("unit_id", "name"))


def _keys_above(unit: UnitOnDay) -> list[int]:
    return [int(key) for key in unit.tree_path.split(".")[:-2]]
