"""Who may write a unit's official report?"""

from __future__ import annotations

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import Decision
from binhyen.orgunits.models import OrgUnit


def may_write_report(*, by: Actor, unit: OrgUnit, **_others: object) -> Decision:
    return by.may(Permission.WRITE_REPORT, at=unit.path)
