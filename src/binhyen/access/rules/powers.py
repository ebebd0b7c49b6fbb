"""The names of permissions, and which roles are the system's.

A permission is a verb and a noun. It holds at the unit of the appointment and at every unit below it.
"""

from __future__ import annotations

from enum import StrEnum


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
    VIEW_FIGURES = "view-figures"
    ENTER_FIGURES = "enter-figures"
    SUBMIT_REPORT = "submit-report"
    OPEN_WORKBOOK = "open-workbook"
    OPEN_NOTE = "open-note"
    OPEN_PERIOD = "open-period"
    ASK_REPORTS = "ask-reports"
    REVIEW_REPORT = "review-report"
    LOCK_PERIOD = "lock-period"
    ADJUST_FIGURE = "adjust-figure"
    STATE_PUBLIC_FIGURES = "state-public-figures"
    WRITE_REPORT = "write-report"
    FREEZE_EDITION = "freeze-edition"
    ENTER_HISTORY = "enter-history"
    EXPORT_VERDICTS = "export-verdicts"
    KEEP_UNITS = "keep-units"
    PUBLISH_CATALOGUE = "publish-catalogue"


SYSTEM_ROLES = frozenset({"system-administrator", "auditor"})
"""Roles that only a system administrator gives: they reach beyond the daily work of a unit."""

WRITING_AT_HERITAGE = frozenset({Permission.STATE_PUBLIC_FIGURES, Permission.ENTER_HISTORY})
"""Whoever holds one of these writes content of former units: the past has no desk of its own any more."""

AT_HERITAGE = frozenset({Permission.VIEW_UNIT, Permission.VIEW_FIGURES}) | WRITING_AT_HERITAGE
"""Of a role's permissions, those that also hold at the former units that went into its unit or those below."""

WHILE_SUPPORTING = frozenset({Permission.VIEW_UNIT, Permission.VIEW_NOTICES, Permission.VIEW_FIGURES})
"""All that support access permits, at one unit and below."""
