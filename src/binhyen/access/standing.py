"""Questions about one account that the database answers beyond the asker's reach, through its own functions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from binhyen.access.models import Account
from binhyen.access.rules.keeping import Standing
from binhyen.foundations.clock import now, today


def standing_of(account: Account, day: date | None = None) -> Standing:
    """The roles that an account holds on ``day`` (today unless told) or will hold later, wherever they are."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select role, unit_path from open_appointments_of(%s, %s)", [account.pk, day or today()]
        )
        held = tuple((str(role), str(path)) for role, path in cursor.fetchall())
    return Standing(account_id=account.pk, held=held, created_by=account.created_by_id)


@dataclass(frozen=True, slots=True)
class OpenSupport:
    """A support access that is open now: at which unit, why, until when."""

    id: int
    unit_id: int
    unit_name: str
    unit_path: str
    reason: str
    expires_at: datetime


def open_support_of(account: Account) -> OpenSupport | None:
    """The support access that the account has open at this moment, if any."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, unit_id, unit_name, unit_path, reason, expires_at from support_of(%s, %s)",
            [account.pk, now()],
        )
        row = cursor.fetchone()
    return OpenSupport(*row) if row else None
