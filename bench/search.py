"""What does it cost to find a unit by what somebody typed? Against one bare trigram query on the same table."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bench.house import places_with_officials
from bench.measuring import Effort, Line, alternate
from bench.policies import as_owner, asking
from binhyen.machinery.datafolder import DataFolder

TEXTS = {
    "with tone marks": "Tân Tiến",
    "without tone marks": "tan tien",
    "with its kind": "phường tân",
    "with the place above": "tan tien bac ninh",
    "nowhere": "xyzxyz",
}

BARE = (
    "select * from orgunits_orgunitversion where search_key like %s order by sort_key limit 20",
    ("%tan tien%",),
)


def measure(folder: DataFolder, effort: Effort) -> Iterator[Line]:
    """Lines for an official of the whole country and of one province; the floor is always the same statement."""
    from binhyen.foundations.clock import today
    from binhyen.machinery.database.reach import acting_as
    from binhyen.orgunits.queries import search

    country, province, _ = places_with_officials()
    with as_owner(folder) as owner:
        bare = asking(owner, BARE)
        for place in (country, province):
            actor = place.actor
            for name, text in TEXTS.items():
                with acting_as(actor):
                    find = partial(search, actor, text, today())
                    yield alternate(f"{place.scope}: {name}, “{text}”", effort, find, bare)
