"""On which days did the map of a unit change?"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from binhyen.foundations.authority import Actor
from binhyen.orgunits.models import SAME_UNIT, OrgUnitVersion, Relation, Succession
from binhyen.orgunits.queries.succession import leading_to
from binhyen.orgunits.rules.changes import MapChange


def map_changes_of(actor: Actor, unit_id: int, first: date, last: date) -> tuple[MapChange, ...]:
    """The days after ``first`` and until ``last`` on which the unit's territory changed, or the units directly below it
    were arranged anew, in order. A new name, code or kind is no change.

    Two statements.
    """
    changes = Succession.objects.visible_to(actor).filter(day__gt=first, day__lte=last)
    changes = changes.exclude(relation__in=SAME_UNIT)
    on_the_eve = OrgUnitVersion.objects.visible_to(actor).filter(
        Q(valid_until=None) | Q(valid_until__gte=OuterRef("day")),
        unit=OuterRef("predecessor"),
        valid_from__lt=OuterRef("day"),
    )
    before: dict[date, list[str]] = defaultdict(list)
    rows = (
        changes.filter(Q(leading_to(unit_id)) | Q(predecessor=unit_id))
        .annotate(
            name=Subquery(on_the_eve.values("name")[:1]), in_order=Subquery(on_the_eve.values("sort_key")[:1])
        )
        .order_by("in_order")
        .values_list("day", "predecessor_id", "relation", "name")
    )
    for day, predecessor, relation, name in rows:
        named = before[day]
        if predecessor != unit_id and name is not None:
            whole = relation in (Relation.WHOLE, Relation.DISTRICT_BECAME_ZONE)
            called = name[:1].lower() + name[1:]
            called = called if whole else _("một phần %(name)s") % {"name": called}
            named += [called] if called not in named else []
    below = OrgUnitVersion.objects.visible_to(actor).filter(parent=unit_id)
    inside = (
        changes.filter(
            Exists(below.filter(unit=OuterRef("predecessor"), valid_until=OuterRef("day")))
            | Exists(below.filter(unit=OuterRef("unit"), valid_from=OuterRef("day")))
        )
        .values_list("day", flat=True)
        .distinct()
    )
    found = {day: MapChange(day, own=False) for day in inside}
    found |= {day: MapChange(day, own=True, before=tuple(names)) for day, names in before.items()}
    return tuple(found[day] for day in sorted(found))
