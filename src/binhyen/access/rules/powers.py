"""What may each role do? The names of permissions, and the table of roles.

A permission is a verb and a noun. It holds at the unit of the appointment and at every unit below it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from binhyen.access.models import Role


class Permission(StrEnum):
    """Every permission of the program, by room."""

    VIEW_UNIT = "view-unit"
    VIEW_NOTICES = "view-notices"
    VIEW_ACCOUNTS = "view-accounts"
    CREATE_ACCOUNT = "create-account"
    APPOINT = "appoint"
    APPOINT_SYSTEM_ROLES = "appoint-system-roles"
    RENEW_SECOND_FACTOR = "renew-second-factor"
    SEARCH_TRAIL = "search-trail"
    OPEN_SUPPORT_ACCESS = "open-support-access"
    WATCH_SYSTEM = "watch-system"


SYSTEM_ROLES = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR})
"""Roles that only a system administrator gives: they reach beyond the daily work of a unit."""

WHILE_SUPPORTING = frozenset({Permission.VIEW_UNIT, Permission.VIEW_NOTICES})
"""All that support access permits, at one unit and below."""


@dataclass(frozen=True, slots=True)
class Powers:
    """What a role permits, and which classes of rows it reaches at and below its unit."""

    sentence: str
    permissions: frozenset[Permission]
    reads_content: bool = False
    writes_content: bool = False
    administers: bool = False


_EVERYONE = frozenset({Permission.VIEW_UNIT, Permission.VIEW_NOTICES})
_ACCOUNT_KEEPING = frozenset(
    {
        Permission.VIEW_ACCOUNTS,
        Permission.CREATE_ACCOUNT,
        Permission.APPOINT,
        Permission.RENEW_SECOND_FACTOR,
        Permission.SEARCH_TRAIL,
    }
)

POWERS: dict[Role, Powers] = {
    Role.ENTERING: Powers("Enters figures for the unit.", _EVERYONE, reads_content=True, writes_content=True),
    Role.REVIEWING: Powers(
        "Reviews what units below have submitted.", _EVERYONE, reads_content=True, writes_content=True
    ),
    Role.STANDING_DESK: Powers(
        "Runs the steering committee's desk: collects, reviews, consolidates.",
        _EVERYONE,
        reads_content=True,
        writes_content=True,
    ),
    Role.LEADER: Powers("Reads everything of the unit and below; decides.", _EVERYONE, reads_content=True),
    Role.UNIT_ADMINISTRATOR: Powers(
        "Keeps accounts and appointments of the unit and below.",
        _EVERYONE | _ACCOUNT_KEEPING,
        administers=True,
    ),
    Role.SYSTEM_ADMINISTRATOR: Powers(
        "Runs the installation; sees a unit's content only through support access.",
        _EVERYONE
        | _ACCOUNT_KEEPING
        | {Permission.APPOINT_SYSTEM_ROLES, Permission.OPEN_SUPPORT_ACCESS, Permission.WATCH_SYSTEM},
        administers=True,
    ),
    Role.AUDITOR: Powers(
        "Reads content, accounts and the trail; changes nothing.",
        _EVERYONE | {Permission.VIEW_ACCOUNTS, Permission.SEARCH_TRAIL},
        reads_content=True,
        administers=True,
    ),
}
