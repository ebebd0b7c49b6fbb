"""A group, a committee and a body at a unit of the tests, made by acts. Their names are no words of any language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from binhyen.machinery.database.reach import OPERATOR
from binhyen.orgunits.actions import found_body, found_committee, found_group
from binhyen.orgunits.models import Committee, Level, OrgUnit, OrgUnitVersion, UnitGroup
from binhyen.orgunits.values import Seat

SINCE = date(2026, 7, 1)


@dataclass(frozen=True)
class Surrounded:
    """Keys of what was made. Where no body can stand, ``body`` is the unit itself."""

    group: int
    committee: int
    body: int


def surrounded(unit: OrgUnit) -> Surrounded:
    """Make them where they are not there yet. Needs the reach of the whole country."""
    group = UnitGroup.objects.visible_to(OPERATOR).filter(unit=unit).first() or found_group(
        by=OPERATOR, unit=unit, code="BG", name="BG", sort="border"
    )
    committee = Committee.objects.visible_to(OPERATOR).filter(unit=unit).first() or found_committee(
        by=OPERATOR,
        unit=unit,
        name="BC 138",
        decision="15/QĐ-BCĐ",
        seats=[Seat("head", "CT", "UBND")],
        valid_from=_first_day(unit),
    )
    return Surrounded(group.pk, committee.pk, _body_of(unit))


def _body_of(unit: OrgUnit) -> int:
    if unit.level not in (Level.PROVINCE, Level.COMMUNE):
        return unit.pk
    code = f"{unit.pk}-CA"
    there = OrgUnitVersion.objects.visible_to(OPERATOR).filter(level=Level.BODY, code=code).first()
    if there is not None:
        return there.unit_id
    body = found_body(
        by=OPERATOR,
        parent=unit,
        kind="police",
        name="CA",
        code=code,
        valid_from=_first_day(unit),
    )
    return body.pk


def _first_day(unit: OrgUnit) -> date:
    """A former unit has had its committee and bodies while it lived."""
    return SINCE if unit.valid_until is None else unit.valid_from
