"""What may each role do, and who may carry out each act of this room?

The judgements on accounts stand in ``rules/keeping.py``; the functions here fetch what those need and are
named by the acts.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from binhyen.access.models import Account, Appointment, Role, SupportAccess
from binhyen.access.rules import keeping
from binhyen.access.rules.powers import (
    AT_HERITAGE,
    SYSTEM_ROLES,
    WHILE_SUPPORTING,
    WRITING_AT_HERITAGE,
    Permission,
)
from binhyen.access.standing import standing_of
from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import ALLOWED, Decision, Refused
from binhyen.orgunits.models import OrgUnit

__all__ = [
    "AT_HERITAGE",
    "POWERS",
    "SYSTEM_ROLES",
    "WHILE_SUPPORTING",
    "WRITING_AT_HERITAGE",
    "Permission",
    "Powers",
    "may_appoint",
    "may_close_support_access",
    "may_create_account",
    "may_disable",
    "may_end_appointment",
    "may_import_accounts",
    "may_open_support_access",
    "may_renew_second_factor",
    "may_search_trail",
    "only_oneself",
]


@dataclass(frozen=True, slots=True)
class Powers:
    """What a role permits, and which classes of rows it reaches at and below its unit."""

    sentence: str
    permissions: frozenset[Permission]
    reads_content: bool = False
    writes_content: bool = False
    sees_administration: bool = False
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
_UNIT_KEEPING = frozenset({Permission.KEEP_UNITS})

_READING_FIGURES = frozenset({Permission.VIEW_FIGURES})
_ENTERING = _READING_FIGURES | {
    Permission.ENTER_FIGURES,
    Permission.OPEN_WORKBOOK,
    Permission.OPEN_NOTE,
    Permission.SUBMIT_REPORT,
}
_REPORTING_ON = _READING_FIGURES | {Permission.WRITE_REPORT, Permission.OPEN_NOTE}
_REVIEWING = _REPORTING_ON | {Permission.OPEN_WORKBOOK, Permission.REVIEW_REPORT}
_DESK = (
    _ENTERING
    | _REVIEWING
    | {
        Permission.OPEN_PERIOD,
        Permission.ASK_REPORTS,
        Permission.LOCK_PERIOD,
        Permission.ADJUST_FIGURE,
        Permission.FREEZE_EDITION,
        Permission.ENTER_HISTORY,
        Permission.STATE_PUBLIC_FIGURES,
        Permission.EXPORT_VERDICTS,
    }
)

POWERS: dict[Role, Powers] = {
    Role.ENTERING: Powers(
        "Enters figures for the unit.", _EVERYONE | _ENTERING, reads_content=True, writes_content=True
    ),
    Role.REVIEWING: Powers(
        "Reviews what units below have submitted.",
        _EVERYONE | _REVIEWING,
        reads_content=True,
        writes_content=True,
    ),
    Role.STANDING_DESK: Powers(
        "Runs the steering committee's desk: collects, reviews, consolidates.",
        _EVERYONE | _DESK,
        reads_content=True,
        writes_content=True,
    ),
    Role.LEADER: Powers(
        "Reads everything of the unit and below; decides.",
        _EVERYONE | _REPORTING_ON | {Permission.FREEZE_EDITION},
        reads_content=True,
        writes_content=True,  # freezes documents; what else it may write, no permission opens
    ),
    Role.UNIT_ADMINISTRATOR: Powers(
        "Keeps accounts and appointments of the unit and below, and the list of its units.",
        _EVERYONE | _ACCOUNT_KEEPING | _UNIT_KEEPING,
        sees_administration=True,
        administers=True,
    ),
    Role.SYSTEM_ADMINISTRATOR: Powers(
        "Runs the installation; sees a unit's content only through support access.",
        _EVERYONE
        | _ACCOUNT_KEEPING
        | _UNIT_KEEPING
        | {
            Permission.APPOINT_SYSTEM_ROLES,
            Permission.OPEN_SUPPORT_ACCESS,
            Permission.WATCH_SYSTEM,
            Permission.PUBLISH_CATALOGUE,
        },
        sees_administration=True,
        administers=True,
    ),
    Role.AUDITOR: Powers(
        "Reads content, accounts and the trail; changes nothing.",
        _EVERYONE | _READING_FIGURES | {Permission.VIEW_ACCOUNTS, Permission.SEARCH_TRAIL},
        reads_content=True,
        sees_administration=True,
    ),
}


def _somewhere(by: Actor, permission: Permission) -> Decision:
    if by.may_anywhere(permission):
        return ALLOWED
    return Refused(
        "not-permitted",
        _("Tài khoản không có quyền làm việc này."),
        _("Nhờ quản trị đơn vị phân công vai trò phù hợp."),
    )


def may_create_account(*, by: Actor, **_others: object) -> Decision:
    """An account alone gives nothing, so it may be made by whoever keeps accounts anywhere."""
    return _somewhere(by, Permission.CREATE_ACCOUNT)


def may_import_accounts(*, by: Actor, **_others: object) -> Decision:
    """Each row then asks for itself whether its unit and role are in reach."""
    return _somewhere(by, Permission.CREATE_ACCOUNT)


def may_appoint(*, by: Actor, account: Account, unit: OrgUnit, role: str, **_others: object) -> Decision:
    return keeping.may_appoint_to(by, standing_of(account), role, unit.path)


def may_end_appointment(*, by: Actor, appointment: Appointment, **_others: object) -> Decision:
    return keeping.may_end(by, appointment.account_id, appointment.role, appointment.unit_path)


def may_disable(*, by: Actor, account: Account, **_others: object) -> Decision:
    """Of disabling and enabling alike."""
    return keeping.may_keep(by, standing_of(account), Permission.APPOINT)


def may_renew_second_factor(*, by: Actor, account: Account, **_others: object) -> Decision:
    return keeping.may_keep(by, standing_of(account), Permission.RENEW_SECOND_FACTOR)


def may_open_support_access(*, by: Actor, unit: OrgUnit, **_others: object) -> Decision:
    """A signed-in system administrator alone; the operator of a data folder has no pages to look at."""
    if not by.signed_in:
        return Refused(
            "no-account",
            _("Truy cập hỗ trợ cần một tài khoản đã đăng nhập."),
            _("Đăng nhập bằng tài khoản quản trị hệ thống."),
        )
    return by.may(Permission.OPEN_SUPPORT_ACCESS, at=unit.path)


def may_close_support_access(*, by: Actor, access: SupportAccess) -> Decision:
    """Whoever opened it, and every system administrator over the unit."""
    if by.account_id is not None and by.account_id == access.account_id:
        return ALLOWED
    return by.may(Permission.OPEN_SUPPORT_ACCESS, at=access.unit_path)


def may_search_trail(*, by: Actor, **_others: object) -> Decision:
    return _somewhere(by, Permission.SEARCH_TRAIL)


def only_oneself(*, by: Actor, account: Account, **_others: object) -> Decision:
    """What an account does about itself: first use, language, sessions, signing in and out."""
    if by.account_id == account.pk:
        return ALLOWED
    return Refused(
        "not-oneself",
        _("Việc này chỉ chủ tài khoản mới làm được."),
        _("Đăng nhập bằng chính tài khoản đó."),
    )
