"""A draft of a reorganisation at any unit, laid as the act would leave it: for tests of who may see it."""

from __future__ import annotations

from datetime import date

from binhyen.foundations.clock import now
from binhyen.machinery.database.reach import OPERATOR
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion, Reorganisation

DAY = date(2026, 12, 1)


def drafted(unit: OrgUnit, *, sound: bool = False) -> Reorganisation:
    """A draft within a commune: of a new hamlet if ``sound``; else, in any unit, of the end of one that there is not.

    Needs the reach of the whole country.
    """
    version = OrgUnitVersion.objects.visible_to(OPERATOR).filter(unit=unit).latest("valid_from")
    founding = {"found": {"name": "Thôn Minh Hoạ", "kind": "hamlet"}}
    step = founding if sound else {"end": "KHONG-CO-9"}
    return Reorganisation.objects.create(
        unit=unit,
        title=f"Sắp xếp minh hoạ {unit.pk}",
        legal_basis="Nghị quyết 1/NQ-HĐND",
        effective_on=DAY,
        content={
            "title": f"Sắp xếp minh hoạ {unit.pk}",
            "legal_basis": "Nghị quyết 1/NQ-HĐND",
            "effective": DAY.isoformat(),
            "under": version.code,
            "steps": [{"place": "#1"} | step],
        },
        made_at=now(),
    )


def drafted_once(unit: OrgUnit) -> Reorganisation:
    """The sound draft of the unit, laid the first time it is asked for."""
    found = Reorganisation.objects.visible_to(OPERATOR).filter(unit=unit, state="drafted").first()
    return found or drafted(unit, sound=True)
