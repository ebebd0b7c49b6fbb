"""Who is this account today, how far does it reach, and what may an actor know about accounts?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Protocol

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from binhyen.access.models import Account, Appointment, OneTimeCode, Role, SupportAccess
from binhyen.access.permissions import (
    AT_HERITAGE,
    POWERS,
    WHILE_SUPPORTING,
    WRITING_AT_HERITAGE,
    Permission,
)
from binhyen.access.rows import COLUMNS, AccountRow, RowFault, RowsRefused
from binhyen.access.rules.usernames import derive_username
from binhyen.access.standing import OpenSupport, open_support_of, standing_of
from binhyen.access.workbook import empty_workbook, rows_of_workbook
from binhyen.foundations.authority import NO_REACH, Actor, Branches, Mandate, Reach, branches
from binhyen.foundations.clock import VIETNAM, now, today
from binhyen.machinery.database.reach import current_reach
from binhyen.machinery.database.scoping import within
from binhyen.machinery.models import AuditEntry

__all__ = [
    "COLUMNS",
    "AccountRow",
    "Notice",
    "OpenSupport",
    "RowFault",
    "RowsRefused",
    "Signature",
    "accounts_holding",
    "accounts_visible_to",
    "actor_for",
    "actor_of_account",
    "appointments_visible_to",
    "empty_workbook",
    "names_known_to",
    "nobody_signed_in",
    "oneself",
    "open_on",
    "open_support_of",
    "reach_of",
    "rows_of_workbook",
    "searchable_trail",
    "second_factor_holders",
    "signatures_of",
    "standing_of",
    "support_accesses_visible_to",
    "supporting",
    "unit_notices",
    "unused_code_of",
    "username_for",
]

NOTICE_DAYS = 90
"""How long a unit is told of what touched its security."""


def actor_for(account: Account, day: date | None = None) -> Actor:
    """The actor of an account with the mandates that hold on ``day`` (today unless told).

    Reads appointments through one function of the database, since without a reach nothing else shows them.
    A disabled account has no mandates. Each brings its heritage: the former units that had gone into its own by that
    day. One statement; support access is not looked at (``supporting``).
    """
    if not account.is_active:
        return Actor(account_id=account.pk, name=account.username)
    with connection.cursor() as cursor:
        on = day or today()
        cursor.execute(
            "select role, unit_id, unit_name, unit_path, heritage_of(unit_path, %s) from mandates_of(%s, %s)",
            [on, account.pk, on],
        )
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
            heritage=tuple(heritage),
            at_heritage=POWERS[Role(role)].permissions & AT_HERITAGE,
        )
        for role, unit_id, unit_name, unit_path, heritage in rows
    )
    reach = replace(reach_of(mandates), account=account.pk)
    return Actor(account_id=account.pk, name=account.username, mandates=mandates, reach=reach)


def supporting(actor: Actor, support: OpenSupport) -> Actor:
    """The same account while it looks at a unit by support access: that unit and below, to read alone.

    Nothing of what its own roles permit comes along, and it acts in nobody's name but its own.
    """
    path = support.unit_path
    return replace(
        actor,
        mandates=(
            Mandate(
                role="support-access",
                role_label=_("truy cập hỗ trợ"),
                unit_id=support.unit_id,
                unit_name=support.unit_name,
                unit_path=path,
                permissions=frozenset(WHILE_SUPPORTING),
            ),
        ),
        reach=Reach(
            content=branches(paths=(path,)),
            above=tuple(int(key) for key in path.split(".")[:-2]),
        ),
        read_only_at=path,
    )


def actor_of_account(account_id: int) -> Actor:
    """The actor of the account with that key; raises ``Account.DoesNotExist``."""
    return actor_for(Account.objects.get(pk=account_id))


def oneself(account: Account) -> Actor:
    """The account as it acts about itself, before or beside its own reach, as signing in does."""
    return replace(actor_for(account), reach=current_reach())


def nobody_signed_in() -> Actor:
    """Whoever tries to sign in: nobody is known yet."""
    return Actor(account_id=None, name=_("người chưa đăng nhập"), reach=current_reach())


def reach_of(mandates: tuple[Mandate, ...]) -> Reach:
    """What rows the mandates open together, and the units above them whose names may be read.

    The units themselves come before their heritage: most questions are about them.
    """
    if not mandates:
        return NO_REACH

    def those_with(power: str) -> tuple[Mandate, ...]:
        return tuple(mandate for mandate in mandates if getattr(POWERS[Role(mandate.role)], power))

    def where(power: str) -> Branches:
        chosen = those_with(power)
        return branches(
            everywhere=any(mandate.everywhere for mandate in chosen),
            paths=tuple(mandate.unit_path for mandate in chosen),
        )

    paths = {path for mandate in mandates for path in (mandate.unit_path, *mandate.heritage)}
    above = {int(key) for path in paths for key in path.split(".")[:-2]}
    return Reach(
        content=where("reads_content") | _heritage(those_with("reads_content")),
        content_write=where("writes_content")
        | _heritage(mandate for mandate in mandates if mandate.at_heritage & WRITING_AT_HERITAGE),
        administration=where("sees_administration"),
        administration_write=where("administers"),
        heritage=_heritage(mandates),
        own=tuple(sorted({mandate.unit_id for mandate in mandates})),
        above=tuple(sorted(above)),
    )


def heritage_paths(unit_path: str, day: date | None = None) -> tuple[str, ...]:
    """The paths of the former units that had gone into the one at ``unit_path``, or into those below it, by ``day``.

    The day is today unless told; no path is covered by another. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute("select heritage_of(%s, %s)", [unit_path, day or today()])
        ((paths,),) = cursor.fetchall()
    return tuple(paths)


def _heritage(mandates: Iterable[Mandate]) -> Branches:
    return branches(paths=tuple(path for mandate in mandates for path in mandate.heritage))


def appointments_visible_to(actor: Actor) -> QuerySet[Appointment]:
    """Appointments within the actor's administration, those of the past too, in the order of time."""
    return Appointment.objects.visible_to(actor).select_related("account").order_by("-valid_from", "-pk")


def accounts_visible_to(actor: Actor) -> QuerySet[Account]:
    """Accounts that are or were appointed within the actor's administration, and its own making.

    An account that was never appointed is seen by its maker and by those who administer everywhere.
    """
    if actor.reach.administration.everywhere:
        return Account.objects.all()
    appointed = Appointment.objects.visible_to(actor).filter(account=OuterRef("pk"))
    condition = Q(Exists(appointed))
    if actor.account_id is not None:
        condition |= Q(created_by=actor.account_id)
    return Account.objects.filter(condition)


def accounts_holding(permission: Permission, unit_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """Which active accounts hold the permission today by an appointment at each of the units itself, by unit.

    Whoever holds it from a unit above is left out: it is not their turn. Answers whoever asks within a reach that opens
    those appointments, as the program's own does. One statement.
    """
    roles = [role for role, powers in POWERS.items() if permission in powers.permissions]
    held: dict[int, set[int]] = defaultdict(set)
    for unit_id, account_id in (
        Appointment.objects.beyond_scope("whose turn it is follows from the roles, whoever brought it about")
        .filter(
            open_on(today()),
            unit_id__in=list(unit_ids),
            role__in=roles,
            valid_from__lte=today(),
            account__is_active=True,
        )
        .values_list("unit_id", "account_id")
    ):
        held[unit_id].add(account_id)
    return {unit_id: frozenset(accounts) for unit_id, accounts in held.items()}


def open_on(day: date) -> Q:
    """A condition on appointments that they hold on ``day`` or will hold later."""
    return Q(valid_until=None) | Q(valid_until__gt=day)


def second_factor_holders(account_ids: Iterable[int]) -> set[int]:
    """Which of the accounts have set up their second factor."""
    return set(
        Authenticator.objects.filter(user_id__in=list(account_ids), type=Authenticator.Type.TOTP).values_list(
            "user_id", flat=True
        )
    )


def username_for(full_name: str, unit_code: str) -> str:
    """A free sign-in name for an official of the unit with that code."""
    place = f".{unit_code.lower()}" if unit_code else ""
    taken = set(Account.objects.filter(username__endswith=place).values_list("username", flat=True))
    return derive_username(full_name, unit_code, taken)


def unused_code_of(account: Account) -> OneTimeCode | None:
    """The code that the account could still be opened with, if one was issued and is neither used nor expired."""
    return (
        OneTimeCode.objects.filter(account=account, used_at=None, expires_at__gt=now())
        .order_by("-issued_at")
        .first()
    )


def support_accesses_visible_to(actor: Actor) -> QuerySet[SupportAccess]:
    """Support accesses at and below the units where the actor may open one itself, the latest first.

    Others read of them in the notices of their unit, without names (``unit_notices``).
    """
    return (
        SupportAccess.objects.visible_to(actor)
        .filter(within(_where_permitted(actor, Permission.OPEN_SUPPORT_ACCESS)))
        .select_related("account")
        .order_by("-opened_at")
    )


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that touched the security of a unit: what, when, and by which role of which unit. No names.

    ``reason`` is what was stated when support access was opened; the trail itself keeps no text.
    """

    at: datetime
    act: str
    role: str
    detail: dict[str, object]
    reason: str = ""


_OPENED = "access.open-support-access"
_NOTICED_ACTS = (
    _OPENED,
    "access.close-support-access",
    "access.renew-second-factor",
)


class Placed(Protocol):
    """A unit, whichever value tells of it."""

    @property
    def id(self) -> int: ...

    @property
    def path(self) -> str: ...


def unit_notices(actor: Actor, unit: Placed, most: int = 20) -> list[Notice]:
    """What everybody appointed at the unit, and its superiors, is told of the last 90 days; the latest first.

    Support access opened and closed, second factors renewed, administrators appointed. Empty for whoever may
    not see the unit's notices. One statement, and one more for the reasons where support access was opened.
    """
    if not actor.may(Permission.VIEW_NOTICES, at=unit.path):
        return []
    noticed = Q(act__in=_NOTICED_ACTS) | Q(
        act="access.appoint",
        detail__role__in=[Role.UNIT_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR],
    )
    entries = list(
        AuditEntry.objects.visible_to(actor)
        .filter(noticed, unit_id=unit.id, at__gt=now() - timedelta(days=NOTICE_DAYS))
        .order_by("-at", "-pk")[:most]
    )
    opened = [entry.subject for entry in entries if entry.act == _OPENED]
    reasons = _reasons_of(actor, opened) if opened else {}
    return [
        # Who has no role is the operator, whose name is no person's.
        Notice(
            entry.at,
            entry.act,
            entry.actor_role or entry.actor_name,
            dict(entry.detail),
            reasons.get(entry.subject, "") if entry.act == _OPENED else "",
        )
        for entry in entries
    ]


def _reasons_of(actor: Actor, subjects: Iterable[str]) -> dict[str, str]:
    """Why support access was opened, by what the trail calls each."""
    keys = [int(subject.partition(":")[2]) for subject in subjects]
    rows = SupportAccess.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", "reason")
    return {f"support-access:{key}": reason for key, reason in rows}


def searchable_trail(actor: Actor) -> QuerySet[AuditEntry]:
    """The entries that the actor may search: at and below the units where it holds that permission."""
    return (
        AuditEntry.objects.visible_to(actor)
        .filter(within(_where_permitted(actor, Permission.SEARCH_TRAIL)))
        .order_by("-at", "-pk")
    )


def _where_permitted(actor: Actor, permission: Permission) -> Branches:
    mandates = [mandate for mandate in actor.mandates if permission in mandate.permissions]
    return branches(
        everywhere=actor.everything or any(mandate.everywhere for mandate in mandates),
        paths=tuple(mandate.unit_path for mandate in mandates),
    )


def names_known_to(actor: Actor, entries: Iterable[AuditEntry]) -> set[int]:
    """Of which entries the actor may read *who* it was: those done by people of its own units and below.

    Of everybody else a trace shows role and unit alone. What no account did (the operator of the data folder,
    the program, a stranger) bears no person's name and is told to all. One statement for all entries.
    """
    where = _where_permitted(actor, Permission.SEARCH_TRAIL)
    listed = list(entries)
    if where.everywhere:
        return {entry.pk for entry in listed}
    nobody = {entry.pk for entry in listed if entry.account_id is None}
    acted = [
        (entry.pk, entry.account_id, entry.at.astimezone(VIETNAM).date())
        for entry in listed
        if entry.account_id is not None
    ]
    if not acted:
        return nobody
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.entry, m.unit_path"
            " from unnest(%s::bigint[], %s::bigint[], %s::date[]) as e(entry, account, day)"
            " cross join lateral (select unit_path from mandates_of(e.account, e.day)) m",
            [list(column) for column in zip(*acted, strict=True)],
        )
        rows = cursor.fetchall()
    return nobody | {int(entry) for entry, path in rows if where.covers(path)}


@dataclass(frozen=True, slots=True)
class Signature:
    """Who did something, as a trace tells it: the role and the unit of that day; ``name`` where it may be known."""

    role: str
    unit_name: str
    name: str = ""


def signatures_of(
    acted: Collection[tuple[int, date]], path: str, *, named: bool
) -> dict[tuple[int, date], Signature]:
    """By account and day: in which role, of which unit, the account then acted for the unit at ``path``.

    Of several roles that of the nearest unit counts. An account whose role is not known any more is left out.
    ``named`` says that the reader belongs to those who may read names. One statement, two with names.
    """
    if not acted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "select e.account, e.day, m.role, m.unit_name, m.unit_path"
            " from unnest(%s::bigint[], %s::date[]) as e(account, day)"
            " cross join lateral (select * from mandates_of(e.account, e.day)) m"
            " where starts_with(%s, m.unit_path) order by length(m.unit_path)",
            [*(list(column) for column in zip(*sorted(acted), strict=True)), path],
        )
        rows = cursor.fetchall()
    names = (
        dict(
            Account.objects.filter(pk__in={account for account, _day in acted}).values_list("pk", "full_name")
        )
        if named
        else {}
    )
    return {
        (account, day): Signature(str(Role(role).label), unit_name, names.get(account, ""))
        for account, day, role, unit_name, _path in rows
    }
