"""The people of the tests: who is appointed where, made by the room's own acts.

    people = cast()                      # inside a test with a database
    client = people.client_of("lan")     # signed in, second factor and all

They live in two real provinces of the template database: one with two communes, and one beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.hashers import make_password
from django.test import Client

from binhyen.access.actions import appoint, create_account
from binhyen.access.models import Account, Role
from binhyen.access.queries import actor_for
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import Level, OrgUnit
from binhyen.orgunits.queries import units_as_of

PASSWORD = "tre-xanh-lang-ta-2026"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SINCE = date(2026, 7, 1)


@dataclass
class Places:
    """Units as they lie to one another: a country, two provinces, two communes in the first, one in the other."""

    country: OrgUnit
    province: OrgUnit
    commune: OrgUnit
    sibling: OrgUnit
    other_province: OrgUnit
    elsewhere: OrgUnit


def places() -> Places:
    """Real units of today, the same in every run: those with the lowest codes."""
    with acting_as(OPERATOR):
        standing = units_as_of(OPERATOR, today()).select_related("unit").order_by("code")
        provinces = list(standing.filter(level=Level.PROVINCE)[:2])
        communes = [
            list(standing.filter(parent_id=province.unit_id, level=Level.COMMUNE)[:2])
            for province in provinces
        ]
        country = OrgUnit.objects.visible_to(OPERATOR).get(pk=provinces[0].parent_id)
    return Places(
        country=country,
        province=provinces[0].unit,
        commune=communes[0][0].unit,
        sibling=communes[0][1].unit,
        other_province=provinces[1].unit,
        elsewhere=communes[1][0].unit,
    )


@dataclass
class Cast:
    """Accounts by sign-in name, the units they stand in, and ways to act as them."""

    places: Places
    accounts: dict[str, Account] = field(default_factory=dict)

    def add(
        self, username: str, full_name: str, *roles: tuple[Role, OrgUnit], password: bool = True
    ) -> Account:
        """A new account with roles since July, appointed by the operator; it has the cast's password."""
        with acting_as(OPERATOR):
            account = create_account(by=OPERATOR, username=username, full_name=full_name).account
            for role, unit in roles:
                appoint(by=OPERATOR, account=account, unit=unit, role=role, valid_from=SINCE)
            if password:
                account.password = make_password(PASSWORD)
                account.save(update_fields=["password"])
        self.accounts[username] = account
        return account

    def __getitem__(self, username: str) -> Account:
        return self.accounts[username]

    def actor(self, username: str) -> Actor:
        return actor_for(Account.objects.get(username=username))

    def second_factor(self, username: str) -> None:
        """Give the account the cast's second factor, whose secret is ``SECRET``, and recovery codes."""
        account = self.accounts[username]
        if not Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists():
            TOTP.activate(account, SECRET)
            RecoveryCodes.activate(account)

    def client_of(self, username: str) -> Client:
        """A browser in which the account has signed in, with its second factor set up."""
        self.second_factor(username)
        client = Client()
        client.force_login(Account.objects.get(username=username))
        return client


NAMES: dict[Role, tuple[str, str]] = {
    Role.ENTERING: ("hoa", "Nguyễn Thị Hoa"),
    Role.REVIEWING: ("binh", "Trần Văn Bình"),
    Role.STANDING_DESK: ("lan", "Lê Thị Lan"),
    Role.LEADER: ("dung", "Phạm Quốc Dũng"),
    Role.UNIT_ADMINISTRATOR: ("minh", "Hoàng Văn Minh"),
    Role.SYSTEM_ADMINISTRATOR: ("son", "Vũ Hồng Sơn"),
    Role.AUDITOR: ("yen", "Đặng Hải Yến"),
}


def cast() -> Cast:
    """One account a role, all at the first commune, but the two system roles at the country; and three administrators.

    Sign-in names: ``hoa binh lan dung minh`` at the commune, ``son yen`` at the country; ``thao`` keeps the
    province's accounts, ``quang`` the sibling commune's, ``ngoc`` the other province's.
    """
    where = places()
    people = Cast(where)
    for role, (username, full_name) in NAMES.items():
        at_the_top = role in (Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR)
        people.add(username, full_name, (role, where.country if at_the_top else where.commune))
    people.add("thao", "Bùi Phương Thảo", (Role.UNIT_ADMINISTRATOR, where.province))
    people.add("quang", "Đỗ Minh Quang", (Role.UNIT_ADMINISTRATOR, where.sibling))
    people.add("ngoc", "Lý Bảo Ngọc", (Role.UNIT_ADMINISTRATOR, where.other_province))
    return people
