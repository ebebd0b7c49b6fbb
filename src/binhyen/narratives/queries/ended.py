"""Which places that a text names are no more, and what became of them?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.vietnamese import fold, format_date, join_words
from binhyen.orgunits.models import OrgUnitVersion, Succession

MOST_SUCCESSORS_TOLD = 3


def ended_places(actor: Actor, places: Collection[str], day: date) -> dict[str, str]:
    """What became of places that had ended by ``day``, in a sentence, by folded full name. At most three statements.

    A name that a unit in reach still bears on that day is not told, whatever other units bore it before.
    """
    folded = {fold(place) for place in places}
    if not folded:
        return {}
    bore = list(
        OrgUnitVersion.objects.visible_to(actor)
        .filter(search_key__in=folded, valid_from__lte=day)
        .values_list("search_key", "name", "unit_id", "valid_until", "unit__valid_until")
    )
    living = {key for key, _name, _unit, until, _end in bore if until is None or until > day}
    ended = {
        unit: (key, name, end)
        for key, name, unit, _until, end in bore
        if key not in living and end is not None and end <= day
    }
    successors = _successors(actor, ended, day)
    return {key: _sentence(name, end, successors[unit]) for unit, (key, name, end) in ended.items()}


def _successors(actor: Actor, units: Collection[int], day: date) -> dict[int, list[str]]:
    """The names on ``day`` of what each unit went into."""
    found: dict[int, list[str]] = defaultdict(list)
    if not units:
        return found
    links = list(
        Succession.objects.visible_to(actor)
        .filter(predecessor_id__in=units, day__lte=day)
        .exclude(unit_id__in=units)
        .values_list("predecessor_id", "unit_id")
        .distinct()
    )
    names = dict(
        OrgUnitVersion.objects.visible_to(actor)
        .filter(Q(valid_until=None) | Q(valid_until__gt=day), valid_from__lte=day)
        .filter(unit_id__in={unit for _before, unit in links})
        .values_list("unit_id", "name")
    )
    for before, unit in links:
        if unit in names and names[unit] not in found[before]:
            found[before].append(names[unit])
    return found


def _sentence(name: str, end: date, successors: list[str]) -> str:
    if not successors:
        return _("%(name)s không còn từ ngày %(day)s.") % {"name": name, "day": format_date(end)}
    told = sorted(successors)
    words = told if len(told) <= MOST_SUCCESSORS_TOLD else [*told[:MOST_SUCCESSORS_TOLD], "…"]
    return _("%(name)s không còn từ ngày %(day)s, nay thuộc %(successors)s.") % {
        "name": name,
        "day": format_date(end),
        "successors": join_words(words),
    }
