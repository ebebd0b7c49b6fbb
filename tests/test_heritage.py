"""Officials of a unit read what went into it, as it stood, and change nothing there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from binhyen.access.models import Role
from binhyen.access.permissions import AT_HERITAGE, POWERS, WRITING_AT_HERITAGE, Permission
from binhyen.access.queries import actor_for, supporting
from binhyen.access.standing import OpenSupport
from binhyen.foundations.authority import Actor, Branches, branches
from binhyen.foundations.clock import now, today
from binhyen.foundations.decisions import NotAllowed
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.database.scoping import ScopedQuerySet
from binhyen.orgunits.models import Kind, Level, OrgUnit, OrgUnitVersion, Succession
from binhyen.orgunits.queries import unit_of_code
from binhyen.reporting.actions import accept, extend_deadline, submit
from binhyen.reporting.models import Obligation, Submission
from tests.cast import Cast, places
from tests.heritage import ENDED, former_commune, former_province, former_unit, succeed
from tests.reported import reported

pytestmark = pytest.mark.django_db


class Line:
    """Today's province and commune, and what they came from: two generations of communes, one of provinces."""

    def __init__(self) -> None:
        self.people = Cast(places())
        self.province, self.commune = self.people.places.province, self.people.places.commune
        with acting_as(OPERATOR):
            self.old_province = former_province(of=self.province)
            self.old_district = former_unit(
                self.old_province, None, "Huyện Cũ", Level.DISTRICT, Kind.RURAL_DISTRICT
            )
            self.old_commune = former_commune(under=self.old_district, of=self.commune)
            self.older_commune = former_unit(
                self.old_district, None, "Xã Xưa", Level.COMMUNE, Kind.COMMUNE, date(2020, 1, 1)
            )
            succeed(self.older_commune, self.old_commune, date(2020, 1, 1))
            self.beside = former_province(of=self.people.places.other_province, name="Tỉnh Bên Cạnh")

    def actor(self, role: Role, unit: OrgUnit) -> Actor:
        self.people.add(f"{role.value}.{unit.pk}", "Lê Thị Hỏi", (role, unit))
        return self.people.actor(f"{role.value}.{unit.pk}")


@pytest.fixture
def line(db: None) -> Line:
    return Line()


def test_a_province_reads_those_that_went_into_it_with_all_below_them(line: Line) -> None:
    lan = line.actor(Role.STANDING_DESK, line.province)
    assert lan.mandates[0].heritage == (line.old_province.path,), "communes lie below it, at any generation"
    assert lan.reach.content.paths == (line.province.path, line.old_province.path), "its own comes first"
    assert lan.reach.content_write.paths == lan.reach.content.paths, "the desk brings in what is past"
    assert lan.reach.places.covers(line.older_commune.path)
    assert not lan.reach.places.covers(line.beside.path)


def test_a_commune_reads_its_line_and_the_names_above_it_alone(line: Line) -> None:
    hoa = line.actor(Role.ENTERING, line.commune)
    assert {line.old_commune.path, line.older_commune.path} <= set(hoa.mandates[0].heritage)
    assert hoa.reach.content.paths[0] == line.commune.path
    assert not hoa.reach.content.covers(line.old_district.path)
    assert {line.old_district.pk, line.old_province.pk, line.province.pk} <= set(hoa.reach.above)


def test_former_units_outside_a_province_that_went_into_its_communes_belong_to_its_heritage(
    line: Line,
) -> None:
    with acting_as(OPERATOR):
        from_beside = former_commune(under=line.beside, of=line.commune)
        within = former_commune(under=line.province, of=line.commune)
    heritage = line.actor(Role.LEADER, line.province).mandates[0].heritage
    assert set(heritage) == {line.old_province.path, from_beside.path}
    assert within.path.startswith(line.province.path), "covered by the province itself"


def test_a_unit_that_still_lives_is_nobodys_heritage(line: Line) -> None:
    with acting_as(OPERATOR):
        living = former_unit(line.beside, line.commune, "Xã Còn", Level.COMMUNE, Kind.COMMUNE, None)
    assert living.path not in line.actor(Role.ENTERING, line.commune).mandates[0].heritage


def test_heritage_begins_with_the_succession(line: Line) -> None:
    hoa = line.actor(Role.ENTERING, line.commune)
    account = line.people[f"entering.{line.commune.pk}"]
    with acting_as(OPERATOR):
        OrgUnit.objects.visible_to(OPERATOR).filter(pk=line.old_commune.pk).update(
            valid_until=now().date() + timedelta(days=9)
        )
    assert line.old_commune.path in hoa.mandates[0].heritage
    assert not {line.old_commune.path, line.older_commune.path} & set(actor_for(account).mandates[0].heritage)


def test_the_top_and_support_access_have_none(line: Line) -> None:
    son = line.actor(Role.SYSTEM_ADMINISTRATOR, line.people.places.country)
    assert son.mandates[0].heritage == ()
    support = OpenSupport(1, line.province.pk, "Tỉnh", line.province.path, "Xem lỗi", now())
    looking = supporting(replace(son, mandates=()), support)
    assert not looking.reach.places.covers(line.old_province.path)
    assert not looking.may(Permission.VIEW_UNIT, at=line.old_province.path)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEM_ADMINISTRATOR])
def test_former_units_are_read_and_their_past_is_brought_in_by_the_desk_alone(line: Line, role: Role) -> None:
    asker = line.actor(role, line.province)
    held = {permission for permission in Permission if asker.may(permission, at=line.old_commune.path)}
    assert held == POWERS[role].permissions & AT_HERITAGE
    past = WRITING_AT_HERITAGE if role is Role.STANDING_DESK else frozenset()
    assert held <= {Permission.VIEW_UNIT, Permission.VIEW_FIGURES} | past
    assert asker.reach.content.covers(line.old_commune.path) == POWERS[role].reads_content
    assert asker.reach.content_write.covers(line.old_commune.path) == bool(past)
    for part in (asker.reach.administration, asker.reach.administration_write):
        assert not part.covers(line.old_commune.path)


def test_an_actor_is_still_known_by_one_statement(line: Line) -> None:
    account = line.people.add("lan", "Lê Thị Lan", (Role.STANDING_DESK, line.province))
    with CaptureQueriesContext(connection) as sent:
        actor_for(account)
    assert len(sent) == 1


class TestRealProvinces:
    """The provinces of the articles, from the loaded maps of both sides of 1 July 2025."""

    def heritage(self, code: str, level: Level = Level.PROVINCE) -> set[str]:
        people = Cast(places())
        with acting_as(OPERATOR):
            found = unit_of_code(OPERATOR, code, today(), level)
            assert found is not None
            people.add(
                "lan",
                "Lê Thị Lan",
                (Role.STANDING_DESK, OrgUnit.objects.visible_to(OPERATOR).get(pk=found.id)),
            )
            paths = people.actor("lan").mandates[0].heritage
            former = OrgUnitVersion.objects.visible_to(OPERATOR).filter(unit_path__in=paths)
            return set(former.values_list("name", flat=True))

    def test_phu_tho_reads_the_three_provinces_that_became_it(self) -> None:
        assert self.heritage("25") == {"Tỉnh Phú Thọ", "Tỉnh Vĩnh Phúc", "Tỉnh Hoà Bình"}

    def test_the_database_follows_the_successions_as_a_plain_walk_does(self) -> None:
        with acting_as(OPERATOR):
            rows = Succession.objects.visible_to(OPERATOR).exclude(predecessor_id=F("unit_id"))
            came_from: dict[str, list[str]] = {}
            for successor, path in rows.values_list("unit_path", "predecessor__path"):
                for end in range(len(successor)):
                    if successor[end] == ".":  # what went into a unit went into all above it
                        came_from.setdefault(successor[: end + 1], []).append(path)
            asked = list(
                OrgUnit.objects.visible_to(OPERATOR)
                .filter(level__in=[Level.PROVINCE, Level.COMMUNE], valid_until=None)
                .order_by("level", "pk")
                .values_list("path", flat=True)[::17]
            )

            def walked(place: str) -> Branches:
                found: set[str] = set()
                ahead = [place]
                while ahead:
                    for path in came_from.get(ahead.pop(), ()):
                        if path not in found:
                            found.add(path)
                            ahead.append(path)
                return branches(paths=tuple(path for path in found if not path.startswith(place)))

            with connection.cursor() as cursor:
                cursor.execute(
                    "select path, heritage_of(path, %s) from unnest(%s::text[]) as asked (path)",
                    [today(), asked],
                )
                answers = dict(cursor.fetchall())
        assert len(answers) > 100
        assert any(answers.values())
        for place, heritage in answers.items():
            assert set(branches(paths=tuple(heritage)).paths) == set(walked(place).paths), place

    def test_thanh_hoa_stayed_so_that_its_old_districts_lie_below_it(self) -> None:
        assert self.heritage("38") == set()


class TestEachGuardAlone:
    """A report of a former commune is read by those of its successors, and changed by none."""

    @pytest.fixture
    def hoa(self, line: Line) -> Actor:
        with acting_as(OPERATOR):
            reported(line.old_commune)
            reported(line.beside)
        return line.actor(Role.ENTERING, line.commune)

    def seen(self, by: Actor) -> tuple[set[int], set[int]]:
        reports = set(Obligation.objects.visible_to(by).values_list("unit_id", flat=True))
        return reports, set(OrgUnitVersion.objects.visible_to(by).values_list("unit_id", flat=True))

    def assert_seen(self, line: Line, seen: tuple[set[int], set[int]]) -> None:
        reports, units = seen
        assert reports == {line.old_commune.pk}
        former = {line.old_commune, line.older_commune, line.old_district, line.old_province}
        assert {unit.pk for unit in former} <= units
        assert line.beside.pk not in units

    def test_the_policies_without_the_querysets(
        self, line: Line, hoa: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(
            ScopedQuerySet, "visible_to", lambda self, actor: self.beyond_scope("guard off on purpose")
        )
        with acting_as(hoa):
            self.assert_seen(line, self.seen(hoa))
            written = Submission.objects.beyond_scope("try to write").update(state="draft")
            assert (written, OrgUnit.objects.beyond_scope("try to write").update(level="area")) == (0, 0)

    def test_the_querysets_without_the_policies(self, line: Line, hoa: Actor) -> None:
        with acting_as(OPERATOR):
            self.assert_seen(line, self.seen(hoa))

    def test_no_act_of_reports_is_permitted(self, line: Line, hoa: Actor) -> None:
        lan = line.actor(Role.STANDING_DESK, line.province)
        with acting_as(lan):
            submission = Submission.objects.visible_to(lan).get(unit=line.old_commune)
            obligation = Obligation.objects.visible_to(lan).get(unit=line.old_commune)
            for trying in (
                lambda: accept(by=lan, submission=submission),
                lambda: submit(by=lan, submission=submission),
                lambda: extend_deadline(by=lan, obligation=obligation, until=ENDED, reason="Xin thêm"),
            ):
                with pytest.raises(NotAllowed) as refused:
                    trying()
                assert refused.value.refused.code == "not-permitted"
