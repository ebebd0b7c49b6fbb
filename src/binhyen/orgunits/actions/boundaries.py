"""Load the boundaries of units from a GeoJSON or TopoJSON file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.vietnamese import format_date, format_number
from binhyen.machinery.action import Done, act
from binhyen.orgunits.models import Boundary, Level, OrgUnitVersion
from binhyen.orgunits.permissions import may_load_boundaries
from binhyen.orgunits.queries.reading import NO_PLACES, units_as_of
from binhyen.orgunits.rules.boundaries import BadBoundaries, Outline, read_outlines, refused

LONGEST_SOURCE = 200


@dataclass(frozen=True, slots=True)
class LoadedBoundaries:
    """What a load did: how many units have a shape from this file, and how many had one before."""

    units: int
    replaced: int


@act("orgunits.load-boundaries", gettext_lazy("Nạp ranh giới đơn vị"), permission=may_load_boundaries)
def load_boundaries(
    *, by: Actor, data: bytes, source: str, day: date, code_property: str = "code"
) -> Done[LoadedBoundaries]:
    """Keep the shapes of a file for the units that bear its codes on ``day``; a shape kept before gives way.

    ``source`` is printed on every map. Raises ``BadBoundaries`` with the place of each fault, and then nothing
    has changed.
    """
    source = " ".join(source.split())
    if not source or len(source) > LONGEST_SOURCE:
        raise BadBoundaries(
            _("Nguồn của ranh giới phải có từ 1 đến %s ký tự.") % LONGEST_SOURCE,
            _("Ghi cơ quan, văn bản và năm; nguồn được in trên mọi bản đồ."),
        )
    outlines = read_outlines(data, code_property)
    units = _units_of(by, outlines, day)
    keys = {version.unit_id for version in units.values()}
    rows = Boundary.objects.visible_to(by).filter(unit_id__in=keys)
    replaced = rows.count()
    rows.delete()
    Boundary.objects.bulk_create(
        [
            Boundary(unit_id=units[outline.code].unit_id, shape=outline.shape, source=source)
            for outline in outlines
        ],
        batch_size=500,
    )
    top = units_as_of(by, day).filter(parent=None).values_list("unit_id", flat=True).first()
    return Done(
        LoadedBoundaries(len(outlines), replaced),
        unit_id=top,
        subject="boundaries",
        detail={"units": len(outlines), "replaced": replaced, "source": source, "day": day},
    )


def _units_of(by: Actor, outlines: tuple[Outline, ...], day: date) -> dict[str, OrgUnitVersion]:
    """The units by code; where two levels share a code, the higher one, as everywhere. One statement."""
    found: dict[str, OrgUnitVersion] = {}
    steps = Level.values
    versions = units_as_of(by, day).filter(code__in={outline.code for outline in outlines})
    for version in versions.exclude(level__in=NO_PLACES):
        before = found.get(version.code)
        if before is None or steps.index(version.level) < steps.index(before.level):
            found[version.code] = version
    faults = [
        _("Đối tượng thứ %(place)s: ngày %(day)s không có đơn vị mang mã “%(code)s”.")
        % {"place": format_number(outline.place), "day": format_date(day), "code": outline.code}
        for outline in outlines
        if outline.code not in found
    ]
    if faults:
        raise refused(faults)
    return found
