"""Which units should there be, by the data package, the catalogue, and the lists that the operator brought?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from binhyen.orgunits.models import UnitList
from binhyen.orgunits.rules.country import Country, country_of
from binhyen.orgunits.rules.lists import BadLists, OfficialList, read_list
from binhyen.orgunits.rules.overlaying import overlaid, with_what_lists_say
from binhyen.orgunits.sources import read_catalogue, read_package


def composed_of(lists: Sequence[OfficialList]) -> Country:
    """The units of both maps and what became of what, from package, catalogue and these lists.

    Raises ``BadLists`` for rows that do not fit the rest, and ``BadCatalogue``.
    """
    laid = overlaid(read_package(), read_catalogue(), lists)
    if laid.faults:
        raise BadLists(laid.faults)
    return with_what_lists_say(country_of(laid.package, laid.catalogue), lists)


def kept_lists(without: Collection[str] = ()) -> tuple[OfficialList, ...]:
    """The lists that the operator brought, as they are kept, but for those topics. Raises ``BadLists``."""
    lists: list[OfficialList] = []
    for kept in UnitList.objects.exclude(topic__in=without).order_by("topic"):
        official, faults = read_list(kept.name, kept.content.encode())
        if official is None:
            raise BadLists(faults)
        lists.append(replace(official, replaces=kept.replaces))
    return tuple(lists)
