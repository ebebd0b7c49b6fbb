"""Two guards over units: an actor sees their own unit, those below it and the names of those above.

Each guard is tried with the other one off.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import ProgrammingError, connection, transaction

from binhyen.foundations.authority import NOBODY, Actor, Reach, branches
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion
from binhyen.orgunits.queries import (
    holding_on,
    search,
    unit_of_code,
    unit_of_key,
    units_as_of,
    versions_of,
)

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 2)
COUNTRY, PHU_THO, DA_BAC, LUONG_SON, BAC_NINH, TAN_TIEN = "", "25", "04831", "04924", "24", "07699"
CODES = (COUNTRY, PHU_THO, DA_BAC, LUONG_SON, BAC_NINH, TAN_TIEN)


def paths() -> dict[str, str]:
    with acting_as(OPERATOR):
        found = units_as_of(OPERATOR, DAY).filter(code__in=CODES)
        return {version.code: version.unit_path for version in found}


def officer_at(path: str, *, administers: bool = False) -> Actor:
    within = branches(everywhere=path.count(".") == 1, paths=(path,))
    above = tuple(int(key) for key in path.split(".")[:-2])
    if administers:
        return Actor(8, "khang", reach=Reach(administration=within, administration_write=within, above=above))
    return Actor(7, "duyen", reach=Reach(content=within, content_write=within, above=above))


SEEN = {
    COUNTRY: {COUNTRY, PHU_THO, DA_BAC, LUONG_SON, BAC_NINH, TAN_TIEN},
    PHU_THO: {COUNTRY, PHU_THO, DA_BAC, LUONG_SON},
    DA_BAC: {COUNTRY, PHU_THO, DA_BAC},
    TAN_TIEN: {COUNTRY, BAC_NINH, TAN_TIEN},
}


@pytest.mark.parametrize("administers", [False, True])
@pytest.mark.parametrize("home", SEEN)
def test_own_below_and_above_are_seen_siblings_and_elsewhere_are_not(home: str, administers: bool) -> None:
    actor = officer_at(paths()[home], administers=administers)
    with acting_as(actor):
        versions = units_as_of(actor, DAY).filter(code__in=CODES)
        assert {version.code for version in versions} == SEEN[home]
        standing = OrgUnit.objects.visible_to(actor).filter(holding_on(DAY))
        keys = set(standing.values_list("pk", flat=True))
        assert {version.unit_id for version in units_as_of(actor, DAY)} == keys


@pytest.mark.parametrize("home", SEEN)
def test_the_policy_alone_shows_the_same(home: str) -> None:
    actor = officer_at(paths()[home])
    with acting_as(actor):
        versions = OrgUnitVersion.objects.beyond_scope("the first guard is off").filter(code__in=CODES)
        assert {version.code for version in versions} == SEEN[home]
        seen = OrgUnit.objects.beyond_scope("the first guard is off").count()
        assert seen == OrgUnit.objects.visible_to(actor).count()


@pytest.mark.parametrize("home", SEEN)
def test_the_queryset_alone_shows_the_same(home: str) -> None:
    actor = officer_at(paths()[home])
    with acting_as(OPERATOR):  # the database lets everything through
        versions = units_as_of(actor, DAY).filter(code__in=CODES)
        assert {version.code for version in versions} == SEEN[home]


def test_without_a_reach_nothing_is_seen_at_all() -> None:
    with acting_as(NOBODY):
        assert OrgUnit.objects.beyond_scope("the first guard is off").count() == 0
        assert OrgUnitVersion.objects.beyond_scope("the first guard is off").count() == 0


def test_what_is_not_seen_is_not_found() -> None:
    known = paths()
    duyen = officer_at(known[DA_BAC])
    sibling = int(known[LUONG_SON].split(".")[-2])
    with acting_as(duyen):
        assert unit_of_code(duyen, LUONG_SON, DAY) is None
        assert unit_of_key(duyen, sibling, DAY) is None
        assert versions_of(duyen, sibling) == ()
        assert search(duyen, "lương sơn", DAY) == ()
        assert [each.unit.name for each in search(duyen, "đà bắc phú thọ", DAY)] == ["Xã Đà Bắc"]


def test_nobody_but_whoever_administers_writes_units() -> None:
    known = paths()
    duyen = officer_at(known[PHU_THO])
    with acting_as(duyen):
        assert OrgUnitVersion.objects.visible_to(duyen).filter(code=DA_BAC).update(name="Xã Khác") == 0
        with connection.cursor() as cursor:
            cursor.execute("delete from orgunits_orgunitversion")
            assert cursor.rowcount == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            OrgUnit.objects.create(level="commune", path=f"{known[PHU_THO]}910000.", valid_from=DAY)
