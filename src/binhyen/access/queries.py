"""Who is this account today, and how far does it reach?"""

from __future__ import annotations

from datetime import date

from django.db import connection

from binhyen.access.models import Account, Role
from binhyen.access.permissions import POWERS
from binhyen.foundations.authority import NO_REACH, Actor, Branches, Mandate, Reach, branches
from binhyen.foundations.clock import today


def actor_for(account: Account, day: date | None = None) -> Actor:
    """The actor of an account with the mandates that hold on ``day`` (today unless told).

    Reads appointments through one function of the database, since without a reach nothing else shows them.
    A disabled account has no mandates. One statement.
    """
    if not account.is_active:
        return Actor(account_id=account.pk, name=account.username)
    with connection.cursor() as cursor:
        cursor.execute("select * from mandates_of(%s, %s)", [account.pk, day or today()])
        rows = cursor.fetchall()
    mandates = tuple(
        Mandate(
            role=role,
            role_label=str(Role(role).label),
            unit_id=unit_id,
            unit_name=unit_name,
            unit_path=unit_path,
            permissions=frozenset(POWERS[Role(role)].permissions),
            everywhere=unit_path.count(".") == 1,
        )
        for role, unit_id, unit_name, unit_path in rows
    )
    return Actor(account_id=account.pk, name=account.username, mandates=mandates, reach=reach_of(mandates))


def actor_of_account(account_id: int) -> Actor:
    """The actor of the account with that key; raises ``Account.DoesNotExist``."""
    return actor_for(Account.objects.get(pk=account_id))


def reach_of(mandates: tuple[Mandate, ...]) -> Reach:
    """What rows the mandates open together, and the units above them whose names may be read."""
    if not mandates:
        return NO_REACH

    def where(power: str) -> Branches:
        chosen = [mandate for mandate in mandates if getattr(POWERS[Role(mandate.role)], power)]
        return branches(
            everywhere=any(mandate.everywhere for mandate in chosen),
            paths=tuple(mandate.unit_path for mandate in chosen),
        )

    above = {int(key) for mandate in mandates for key in mandate.unit_path.split(".")[:-2]}
    return Reach(
        content=where("reads_content"),
        content_write=where("writes_content"),
        administration=where("administers"),
        above=tuple(sorted(above)),
    )
