"""Tables of the units."""

from binhyen.orgunits.models.units import Kind, Level, OrgUnit, OrgUnitVersion

__all__ = ["Kind", "Level", "OrgUnit", "OrgUnitVersion"]
