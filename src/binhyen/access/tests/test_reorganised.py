"""Roles end with their unit, and hold again when the reorganisation is undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from binhyen.access.actions import appoint, end_appointment
from binhyen.access.models import Appointment, Role
from binhyen.access.queries import actor_for
from binhyen.access.stakes import AppointmentStake
from binhyen.foundations.clock import now, today
from binhyen.foundations.decisions import NotAllowed
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.database.remembering import remembered
from binhyen.machinery.events import announce
from binhyen.orgunits.events import ReorganisationReverted, UnitsReorganised
from binhyen.orgunits.models import OrgUnit, Reorganisation
from binhyen.orgunits.queries import Change
from tests.cast import Cast, cast

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
"""The day on which the first commune of the cast becomes a part of the one beside it."""


@pytest.fixture
def people(db: None) -> Iterator[Cast]:
    found = cast()
    with acting_as(OPERATOR):
        yield found


@pytest.fixture
def reorganisation(people: Cast) -> Reorganisation:
    return Reorganisation.objects.create(
        unit=people.places.province,
        title="Sắp xếp thử",
        legal_basis="Nghị quyết thử",
        effective_on=DAY,
        state=Reorganisation.State.ENACTED,
        made_at=now(),
        enacted_at=now(),
    )


def reorganise(people: Cast, reorganisation: Reorganisation) -> None:
    ended, founded = people.places.commune.pk, people.places.sibling.pk
    announce(UnitsReorganised(reorganisation.pk, DAY, (ended,), (founded,), ()))


def revert(people: Cast, reorganisation: Reorganisation) -> None:
    announce(ReorganisationReverted(reorganisation.pk, DAY, (people.places.commune.pk,), (), ()))


def held(people: Cast, username: str) -> list[tuple[date, date | None]]:
    rows = Appointment.objects.visible_to(OPERATOR).filter(account=people[username]).order_by("valid_from")
    return list(rows.values_list("valid_from", "valid_until"))


def everything() -> list[dict[str, Any]]:
    return remembered(Appointment, Appointment.objects.visible_to(OPERATOR).values_list("pk", flat=True))


def test_roles_end_with_their_unit_and_nobody_is_moved(people: Cast, reorganisation: Reorganisation) -> None:
    since = held(people, "hoa")[0][0]
    reorganise(people, reorganisation)
    assert held(people, "hoa") == [(since, DAY)]
    assert held(people, "thao") == [(since, None)], "of the province"
    assert actor_for(people["hoa"], DAY - timedelta(days=1)).mandates
    assert not actor_for(people["hoa"], DAY).mandates


def test_a_role_that_would_begin_later_never_begins_and_comes_back(
    people: Cast, reorganisation: Reorganisation
) -> None:
    place = people.places.commune
    appoint(by=OPERATOR, account=people["quang"], unit=place, role=Role.LEADER, valid_from=DAY)
    ends_before = appoint(
        by=OPERATOR, account=people["quang"], unit=place, role=Role.ENTERING, valid_until=DAY
    )
    before = everything()
    reorganise(people, reorganisation)
    of_quang = Appointment.objects.visible_to(OPERATOR).filter(account=people["quang"], unit=place)
    assert list(of_quang) == [ends_before]
    revert(people, reorganisation)
    assert everything() == before


def test_undoing_gives_every_role_back(people: Cast, reorganisation: Reorganisation) -> None:
    before = everything()
    reorganise(people, reorganisation)
    assert everything() != before
    revert(people, reorganisation)
    assert everything() == before


def test_what_somebody_ended_since_stays_ended(people: Cast, reorganisation: Reorganisation) -> None:
    reorganise(people, reorganisation)
    (appointment,) = Appointment.objects.visible_to(OPERATOR).filter(account=people["hoa"])
    end_appointment(by=OPERATOR, appointment=appointment)
    revert(people, reorganisation)
    assert held(people, "hoa")[0][1] == today()


def test_roles_given_at_a_new_unit_go_with_it(people: Cast, reorganisation: Reorganisation) -> None:
    new = people.places.elsewhere
    appoint(by=OPERATOR, account=people["hoa"], unit=new, role=Role.ENTERING)
    announce(ReorganisationReverted(reorganisation.pk, DAY, (), (new.pk,), ()))
    assert len(held(people, "hoa")) == 1


def test_a_plan_says_how_many_roles_end_and_where(people: Cast) -> None:
    change = Change(DAY, (people.places.commune.pk, people.places.elsewhere.pk), (), ())
    minh = actor_for(people["minh"])
    with acting_as(minh):
        (told,) = AppointmentStake().consequences(minh, change)
    assert (told.topic, told.count) == ("appointments", 5)
    assert told.sentence.startswith("5 phân công tại 1 đơn vị thôi từ ngày 20/11/2026: ")
    assert "(5)" in told.sentence
    assert AppointmentStake().consequences(minh, Change(DAY, (), (people.places.commune.pk,), ())) == ()


def test_nobody_is_appointed_at_a_unit_that_ended(people: Cast) -> None:
    place = people.places.commune
    OrgUnit.objects.visible_to(OPERATOR).filter(pk=place.pk).update(valid_until=DAY)
    ended = OrgUnit.objects.visible_to(OPERATOR).get(pk=place.pk)
    with pytest.raises(NotAllowed) as refused:
        appoint(by=OPERATOR, account=people["quang"], unit=ended, role=Role.LEADER, valid_from=DAY)
    assert refused.value.refused.code == "unit-ended"
