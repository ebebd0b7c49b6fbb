"""A reorganisation that has been enacted at any unit, laid as a load leaves it: for tests of who may see it."""

from __future__ import annotations

from datetime import date

from binhyen.foundations.clock import now
from binhyen.machinery.database.reach import OPERATOR
from binhyen.orgunits.models import OrgUnit, Relation, Reorganisation, Succession

DAY = date(2026, 10, 1)


def enacted(unit: OrgUnit) -> Reorganisation:
    """One that left the unit as it was, with the line that says so. Needs the reach of the whole country."""
    kept = Reorganisation.objects.create(
        unit=unit,
        title=f"Sắp xếp đã thực hiện {unit.pk}",
        legal_basis="Nghị quyết 2/NQ-HĐND",
        effective_on=DAY,
        state=Reorganisation.State.ENACTED,
        made_at=now(),
        enacted_at=now(),
    )
    Succession.objects.create(
        unit=unit, predecessor=unit, reorganisation=kept, day=DAY, relation=Relation.UNCHANGED
    )
    return kept


def enacted_once(unit: OrgUnit) -> Reorganisation:
    """The one of the unit, laid the first time it is asked for."""
    found = Reorganisation.objects.visible_to(OPERATOR).filter(unit=unit, effective_on=DAY).first()
    return found or enacted(unit)
