"""Tables of the units."""

from binhyen.orgunits.models.succession import SAME_UNIT, Relation, Reorganisation, Succession
from binhyen.orgunits.models.surroundings import (
    Boundary,
    Committee,
    CommitteeSeat,
    GroupMembership,
    UnitCount,
    UnitGroup,
    UnitList,
)
from binhyen.orgunits.models.units import Kind, Level, OrgUnit, OrgUnitVersion

__all__ = [
    "SAME_UNIT",
    "Boundary",
    "Committee",
    "CommitteeSeat",
    "GroupMembership",
    "Kind",
    "Level",
    "OrgUnit",
    "OrgUnitVersion",
    "Relation",
    "Reorganisation",
    "Succession",
    "UnitCount",
    "UnitGroup",
    "UnitList",
]
