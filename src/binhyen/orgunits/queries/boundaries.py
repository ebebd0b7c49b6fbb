"""Which shapes and points are kept of units, to draw them?"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Avg, F, Func, TextField, Value

from binhyen.foundations.authority import Actor
from binhyen.orgunits.models import Boundary
from binhyen.orgunits.queries.reading import UnitOnDay, units_as_of
from binhyen.orgunits.rules.boundaries import Shape


def boundaries_of(actor: Actor, unit_ids: Collection[int]) -> tuple[dict[int, Shape], tuple[str, ...]]:
    """The shapes of the given units, as far as boundaries were imported, and their sources. One statement."""
    rows = list(
        Boundary.objects.visible_to(actor)
        .filter(unit_id__in=unit_ids)
        .values_list("unit_id", "shape", "source")
    )
    shapes = {unit_id: shape for unit_id, shape, _source in rows}
    return shapes, tuple(sorted({source for _unit_id, _shape, source in rows}))


def points_of(actor: Actor, units: Collection[UnitOnDay], day: date) -> dict[int, tuple[float, float]]:
    """A point of each unit, longitude and latitude in degrees: its own, or the middle of those below it on ``day``.

    Units of which neither is known are left out. One statement for each depth of the tree at which a point fails.
    """
    known = {
        unit.id: (unit.longitude, unit.latitude)
        for unit in units
        if unit.longitude is not None and unit.latitude is not None
    }
    missing = {unit.id: unit.tree_path.count(".") for unit in units if unit.id not in known}
    for depth in sorted(set(missing.values())):
        key = Func(F("tree_path"), Value("."), Value(depth), function="split_part", output_field=TextField())
        keys = [str(unit_id) for unit_id, each in missing.items() if each == depth]
        rows = (
            units_as_of(actor, day)
            .exclude(longitude=None)
            .annotate(above=key)
            .filter(above__in=keys)
            .order_by()
            .values_list("above")
            .annotate(Avg("longitude"), Avg("latitude"))
        )
        known |= {int(above): (longitude, latitude) for above, longitude, latitude in rows}
    return known
