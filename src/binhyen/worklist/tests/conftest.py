"""What the tests of this room stand on: the small tree with its form, and accounts appointed there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

import pytest

from binhyen.access.actions import appoint, create_account
from binhyen.access.models import Account, Role
from binhyen.access.queries import actor_for
from binhyen.foundations.authority import Actor
from binhyen.foundations.quantities import Quantity
from binhyen.indicators.values import FormLayout
from binhyen.machinery.database.reach import OPERATOR, SYSTEM, acting_as
from binhyen.orgunits.models import Kind, Level, OrgUnit, OrgUnitVersion
from binhyen.reporting.actions import open_period, record_values, submit
from binhyen.reporting.models import Obligation, Submission
from binhyen.reporting.tests.conftest import GOOD, Desk, desk, january
from binhyen.reporting.tests.forms import LAYOUT, lay_form
from binhyen.worklist.models import Notice
from tests.places import BACH_MA, DOI_CHE, SUOI_HOA, THANH_BINH, Place

__all__ = ["desk", "january"]

POLICE = Place(900111, f"{SUOI_HOA.path}900111.")
SHARED = replace(
    LAYOUT, data_set="thu-chung", sections=(replace(LAYOUT.sections[0], body="police"), LAYOUT.sections[1])
)
POLICES_OWN = ("teams", "members", "areas")
SINCE = date(2025, 8, 1)

WHO: dict[str, tuple[Role, Place]] = {
    "hoa": (Role.ENTERING, SUOI_HOA),
    "mai": (Role.ENTERING, SUOI_HOA),
    "che": (Role.ENTERING, DOI_CHE),
    "canh": (Role.ENTERING, POLICE),
    "binh": (Role.REVIEWING, BACH_MA),
    "lan": (Role.STANDING_DESK, BACH_MA),
    "dung": (Role.LEADER, BACH_MA),
    "minh": (Role.UNIT_ADMINISTRATOR, BACH_MA),
    "thanh": (Role.STANDING_DESK, THANH_BINH),
}


@dataclass
class World:
    """The small form opened for January in two provinces' communes, one of which has a police office."""

    desk: Desk
    accounts: dict[str, Account] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        return actor_for(Account.objects.get(pk=self.accounts[name].pk))

    def obligation(self, place: Place = SUOI_HOA, form: str = LAYOUT.data_set) -> Obligation:
        with acting_as(OPERATOR):
            return Obligation.objects.visible_to(OPERATOR).get(
                unit_id=place.key, data_set__code=form, period="2026-01"
            )

    def submission(self, place: Place = SUOI_HOA, form: str = LAYOUT.data_set) -> Submission:
        with acting_as(OPERATOR):
            return Submission.objects.visible_to(OPERATOR).get(obligation=self.obligation(place, form))

    def write(
        self,
        name: str,
        place: Place = SUOI_HOA,
        layout: FormLayout = LAYOUT,
        only: Callable[[str], bool] = lambda _code: True,
    ) -> Submission:
        """Good figures for the lines that are wanted, not handed in yet."""
        by, obligation = self.actor(name), self.obligation(place, layout.data_set)
        figures = {
            code: Quantity(Decimal(value), layout.by_code[code].unit)
            for code, value in GOOD.items()
            if only(code)
        }
        with acting_as(by):
            return record_values(by=by, obligation=obligation, figures=figures)

    def report(self, name: str, place: Place = SUOI_HOA) -> Submission:
        """A good report, handed in."""
        submission = self.write(name, place)
        return self.hand_in(name, submission)

    def hand_in(self, name: str, submission: Submission) -> Submission:
        by = self.actor(name)
        with acting_as(by):
            return submit(by=by, submission=submission)

    def told(self) -> list[tuple[str, str, int]]:
        """Who was told what of which unit, in the order of names; then nothing is left to tell of."""
        names = {account.pk: name for name, account in self.accounts.items()}
        with acting_as(SYSTEM):
            notices = Notice.objects.visible_to(SYSTEM)
            found = sorted(
                (names[each.account_id], each.what, each.unit_id) for each in notices.order_by("pk")
            )
            notices.delete()
        return found


def lay_police() -> None:
    unit = OrgUnit.objects.create(
        id=POLICE.key, path=POLICE.path, level=Level.BODY, valid_from=date(2025, 7, 1)
    )
    OrgUnitVersion.objects.create(
        unit=unit,
        parent_id=SUOI_HOA.key,
        level=Level.BODY,
        kind=Kind.POLICE,
        code="CA1",
        name="Công an xã Suối Hoa",
        short_name="Công an xã",
        search_key="cong an xa suoi hoa",
        sort_key="cong an",
        valid_from=date(2025, 7, 1),
    )


@pytest.fixture
def world(desk: Desk) -> World:
    found = World(desk)
    with acting_as(OPERATOR):
        lay_police()
        for name, (role, place) in WHO.items():
            account = create_account(by=OPERATOR, username=f"{name}.thu", full_name=f"Họ {name}").account
            unit = OrgUnit.objects.visible_to(OPERATOR).get(pk=place.key)
            appoint(by=OPERATOR, account=account, unit=unit, role=role, valid_from=SINCE)
            found.accounts[name] = account
    return found


@pytest.fixture
def shared(world: World) -> World:
    """The same, with a second form whose first section belongs to the police office."""
    with acting_as(OPERATOR):
        data_set = lay_form(SHARED)
        open_period(by=OPERATOR, under=world.desk.province, data_set=data_set, period=world.desk.period)
    return world
