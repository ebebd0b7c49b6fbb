"""Dated groups of units: who belongs to them on a day, what is refused, and that regions exclude one another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.validity import Validity
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.actions import MembersRefused, PutIn, found_group, put_into_group, take_out_of_group
from binhyen.orgunits.models import OrgUnit, UnitGroup
from binhyen.orgunits.queries import (
    children_of,
    groups_of,
    groups_of_units,
    groups_seen,
    unit_of_code,
    units_in_group,
)
from binhyen.orgunits.rules.groups import REGIONS, Belonging, Candidate, codes_in, faults_of_members
from tests.places import Place, officer

DAY = date(2026, 11, 2)
SINCE, LATER = date(2026, 1, 1), date(2026, 6, 1)
PHU_THO, DA_BAC, LUONG_SON = "25", "04831", "04924"
DECISION = "Quyết định 861/QĐ-TTg ngày 04/06/2021"


def test_codes_are_taken_from_what_was_pasted() -> None:
    assert codes_in(" 04831, 04924;\n04831\t 00004 ") == (DA_BAC, LUONG_SON, "00004")


@st.composite
def validities(draw: st.DrawFn) -> Validity:
    since = draw(st.dates(date(2025, 7, 1), date(2027, 7, 1)))
    until = draw(st.none() | st.dates(date(2027, 7, 2), date(2028, 1, 1)))
    return Validity(since, until)


@given(st.lists(st.tuples(st.sampled_from(sorted(REGIONS)), validities()), max_size=8))
def test_however_units_are_put_in_no_day_has_two_regions(put: list[tuple[str, Validity]]) -> None:
    unit = Candidate(7, DA_BAC, "Xã Đà Bắc", Validity(date(2025, 7, 1)))
    there: list[Belonging] = []
    for sort, days in put:
        faults, new = faults_of_members(hash(sort), sort, days, [unit], there)
        assert len(faults) + len(new) <= 1
        there += [Belonging(7, hash(sort), sort, sort, days) for _each in new]
    for at, one in enumerate(there):
        assert not any(one.days.overlaps(other.days) for other in there[at + 1 :])


@pytest.mark.django_db
class TestActs:
    @pytest.fixture(autouse=True)
    def _whole_country(self, db: None) -> Iterator[None]:
        with acting_as(OPERATOR):
            yield

    def unit(self, code: str) -> OrgUnit:
        found = unit_of_code(OPERATOR, code, DAY)
        assert found is not None
        return OrgUnit.objects.visible_to(OPERATOR).get(pk=found.id)

    def group(self, sort: str = "region-3", code: str = "KV-III", at: str = PHU_THO) -> UnitGroup:
        return found_group(by=OPERATOR, unit=self.unit(at), code=code.lower(), name=f"Xã {sort}", sort=sort)

    def put(self, group: UnitGroup, *codes: str, since: date = SINCE, until: date | None = None) -> PutIn:
        return put_into_group(
            by=OPERATOR, group=group, codes=codes, decision=DECISION, valid_from=since, valid_until=until
        )

    def names(self, group: UnitGroup, day: date = DAY) -> list[str]:
        return [version.name for version in units_in_group(OPERATOR, group.pk, day)]

    def test_units_belong_to_a_group_in_the_days_of_a_decision(self) -> None:
        group = self.group()
        assert group.code == "KV-III"
        assert self.put(group, DA_BAC, LUONG_SON, until=LATER) == PutIn(2, 0)
        assert self.names(group, SINCE) == ["Xã Đà Bắc", "Xã Lương Sơn"]
        assert self.names(group, LATER) == []
        (belonging,) = groups_of(OPERATOR, self.unit(DA_BAC).pk, SINCE)
        assert (belonging.group, belonging.decision) == (group, DECISION)
        assert str(belonging.validity) == "01/01/2026–31/05/2026"
        assert [each.units for each in groups_seen(OPERATOR, SINCE)] == [2]
        assert [each.units for each in groups_seen(OPERATOR, LATER)] == [None]

    def test_again_changes_nothing_and_what_overlaps_is_refused(self) -> None:
        group = self.group()
        self.put(group, DA_BAC)
        assert self.put(group, DA_BAC, LUONG_SON) == PutIn(1, 1)
        with pytest.raises(MembersRefused) as refused:
            self.put(group, DA_BAC, since=date(2025, 8, 1))
        assert "thuộc nhóm" in refused.value.faults[0].sentence

    def test_regions_exclude_one_another_and_other_groups_do_not(self) -> None:
        first, third = self.group("region-1", "KV-I"), self.group("region-3", "KV-III")
        border = self.group("border", "BG")
        self.put(first, DA_BAC, until=LATER)
        self.put(border, DA_BAC)
        with pytest.raises(MembersRefused) as refused:
            self.put(third, DA_BAC, LUONG_SON)
        (fault,) = refused.value.faults
        assert (fault.code, "Xã region-1" in fault.sentence) == (DA_BAC, True)
        assert self.names(third) == [], "all or none"
        assert self.put(third, DA_BAC, since=LATER) == PutIn(1, 0)
        of_both = groups_of_units(OPERATOR, [self.unit(DA_BAC).pk], DAY)
        assert {each.group.code for each in of_both[self.unit(DA_BAC).pk]} == {"BG", "KV-III"}

    def test_every_fault_is_told_at_once(self) -> None:
        group = self.group()
        with pytest.raises(MembersRefused) as refused:
            self.put(group, "99999", DA_BAC, "07840", since=date(2025, 7, 1))
        assert [fault.code for fault in refused.value.faults] == ["99999", "07840"]
        with pytest.raises(MembersRefused):
            self.put(group, DA_BAC, since=date(2020, 1, 1))

    def test_units_leave_on_a_day(self) -> None:
        group = self.group()
        self.put(group, DA_BAC, LUONG_SON)
        unit = self.unit(DA_BAC)
        assert (
            take_out_of_group(
                by=OPERATOR, group=group, unit_ids=[unit.pk], valid_until=LATER, decision=DECISION
            )
            == 1
        )
        assert self.names(group) == ["Xã Lương Sơn"]
        assert self.names(group, date(2026, 5, 31)) == ["Xã Đà Bắc", "Xã Lương Sơn"]
        with pytest.raises(NotAllowed):
            take_out_of_group(
                by=OPERATOR, group=group, unit_ids=[unit.pk], valid_until=LATER, decision=DECISION
            )
        with pytest.raises(NotAllowed) as refused:
            take_out_of_group(
                by=OPERATOR,
                group=group,
                unit_ids=[self.unit(LUONG_SON).pk],
                valid_until=SINCE,
                decision=DECISION,
            )
        assert refused.value.refused.code == "leaves-before-it-came"

    @pytest.mark.parametrize(
        ("changes", "refusal"),
        [
            ({"code": "khu vực"}, "group-code-misshapen"),
            ({"name": ""}, "group-name-misshapen"),
            ({"name": "Nguyễn Văn An"}, "text-names-a-person"),
            ({"sort": "region-4"}, "unknown-sort"),
            ({"code": "BG"}, "group-code-taken"),
        ],
    )
    def test_what_cannot_be_founded_is_refused(self, changes: dict[str, str], refusal: str) -> None:
        self.group("border", "BG")
        fields = {"code": "X", "name": "Nhóm", "sort": "other"} | changes
        with pytest.raises(NotAllowed) as refused:
            found_group(by=OPERATOR, unit=self.unit(PHU_THO), **fields)
        assert refused.value.refused.code == refusal

    def test_a_commune_sees_its_groups_and_changes_none_of_the_province(self) -> None:
        group = self.group()
        self.put(group, DA_BAC, LUONG_SON)
        unit = self.unit(DA_BAC)
        khang = officer(Place(unit.pk, unit.path))
        with acting_as(khang):
            assert [each.group.code for each in groups_of(khang, unit.pk, DAY)] == ["KV-III"]
            assert [each.name for each in units_in_group(khang, group.pk, DAY)] == ["Xã Đà Bắc"]
            with pytest.raises(NotAllowed) as refused:
                put_into_group(by=khang, group=group, codes=[DA_BAC], decision=DECISION, valid_from=DAY)
        assert refused.value.refused.code == "units-not-permitted"

    def test_statements_do_not_grow_with_the_units(self) -> None:
        group = self.group()
        codes = [each.code for each in children_of(OPERATOR, self.unit(PHU_THO).pk, DAY)]
        counted = []
        for some in (codes[:2], codes[2:100]):
            with CaptureQueriesContext(connection) as statements:
                self.put(group, *some)
            counted.append(len(statements))
        assert counted[0] == counted[1]
