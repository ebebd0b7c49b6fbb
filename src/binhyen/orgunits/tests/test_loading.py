"""A load: what it writes, what it leaves alone, who may run it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from time import process_time
from typing import Any

import pytest
from django.db import connection

from binhyen.foundations.decisions import NotAllowed
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.models import AuditEntry
from binhyen.orgunits.actions import load_units
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion, Succession, UnitList
from binhyen.orgunits.queries import units_as_of
from binhyen.orgunits.rules.country import LinkRow, UnitKey, UnitRow, VersionRow
from binhyen.orgunits.rules.lists import BadLists
from binhyen.orgunits.rules.loading import (
    LinkPlan,
    LoadPlan,
    counts_on,
    key_of_link,
    paths_now,
    plan_links,
    plan_load,
    recognised,
    tree_paths,
)
from binhyen.orgunits.tests.small_country import BARE, SINCE, TO_WARD, by_code, small_units
from tests.places import BACH_MA, officer

DAY = date(2026, 11, 2)


EARLIER = date(2025, 1, 1)
"""The first day on which the former units of these tests are known."""


def stored(*, without: str = "") -> dict[UnitKey, UnitRow]:
    return {unit.key: unit for unit in small_units() if not without or unit.key.code != without}


def planned(wanted: Sequence[UnitRow], here: Mapping[UnitKey, UnitRow]) -> LoadPlan:
    return plan_load(wanted, recognised(wanted, here))


def earlier_units() -> tuple[UnitRow, ...]:
    """The small country as newer lists know it: the country, its first province and its first commune began earlier.

    The commune stood in a district of that province, and bore another name; another commune of the district ended.
    """
    country, first, second, *communes = small_units()
    country_key, first_key = (unit.key._replace(since=EARLIER) for unit in (country, first))
    district = UnitKey("district", "901", EARLIER)
    commune = communes[0].key._replace(since=EARLIER)

    def under(unit: UnitRow, parent: UnitKey) -> UnitRow:
        return replace(unit, versions=tuple(replace(each, parent=parent) for each in unit.versions))

    def was(unit: UnitRow, key: UnitKey, name: str, parent: UnitKey) -> VersionRow:
        (now,) = unit.versions
        own = name.split(" ", 1)[1]
        return replace(now, name=name, short_name=own, parent=parent, since=EARLIER, until=SINCE)

    kept = under(communes[0], first_key)
    return (
        replace(country, key=country_key, versions=(replace(country.versions[0], since=EARLIER),)),
        replace(first, key=first_key, versions=(replace(first.versions[0], since=EARLIER, parent=country_key),)),
        under(second, country_key),
        replace(kept, key=commune, versions=(was(kept, commune, "Xã Thái Bình", district), *kept.versions)),
        under(communes[1], first_key),
        communes[2],
        UnitRow(
            district,
            (replace(first.versions[0], code="901", kind="rural-district", name="Huyện Sông Trăng",
                     parent=first_key, since=EARLIER, until=SINCE),),
            SINCE,
        ),
        UnitRow(
            UnitKey("commune", "90002", EARLIER),
            (replace(was(communes[1], commune, "Xã Bến Cũ", district), kind="commune"),),
            SINCE,
        ),
    )  # fmt: skip


class TestPlan:
    def test_an_empty_house_gets_everything(self) -> None:
        plan = planned(small_units(), {})
        assert plan.new == small_units()
        assert not plan.empty

    def test_the_same_units_need_nothing(self) -> None:
        assert planned(small_units(), stored()).empty

    def test_a_missing_unit_is_new(self) -> None:
        plan = planned(small_units(), stored(without="90002"))
        assert [unit.key.code for unit in plan.new] == ["90002"]

    def test_a_newer_catalogue_closes_a_version_and_adds_one(self) -> None:
        plan = planned(small_units(replace(BARE, changes=(TO_WARD,))), stored())
        ((_, closed),) = plan.corrected
        ((_, opened),) = plan.added
        assert (closed.name, closed.until) == ("Xã Hòa Bình", TO_WARD.on)
        assert (opened.name, opened.since) == ("Phường Hòa Bình", TO_WARD.on)

    def test_a_unit_that_was_changed_here_is_left_alone(self) -> None:
        here = stored()
        changed = by_code(small_units(replace(BARE, changes=(TO_WARD,))))["90001"]
        here[changed.key] = changed
        plan = planned(small_units(), here)
        assert plan.kept == (changed.key,)
        assert plan.empty

    def test_a_unit_that_was_ended_here_is_left_alone(self) -> None:
        here = stored()
        unit = by_code(small_units())["90003"]
        last = replace(unit.versions[0], until=date(2026, 10, 1))
        here[unit.key] = replace(unit, versions=(last,), until=date(2026, 10, 1))
        plan = planned(small_units(), here)
        assert (plan.kept, plan.empty) == ((unit.key,), True)


class TestEarlierBeginnings:
    """Lists that know a unit from an earlier day on than it is known here."""

    def test_a_unit_is_recognised_by_its_code_on_its_first_day_here(self) -> None:
        known = recognised(earlier_units(), stored())
        assert {key.code for key in known.began} == {"", "91", "90001"}
        assert known.called[UnitKey("commune", "90001", SINCE)] == UnitKey("commune", "90001", EARLIER)
        assert known.units[UnitKey("commune", "90002", SINCE)].versions[0].parent == UnitKey(
            "province", "91", EARLIER
        )

    def test_what_lay_before_is_added_and_nothing_else_touched(self) -> None:
        plan = planned(earlier_units(), stored())
        assert [(unit.key.level, unit.key.code) for unit in plan.new] == [
            ("district", "901"), ("commune", "90002"),
        ]  # fmt: skip
        assert [(key.code, row.name, row.until) for key, row in plan.added] == [
            ("90001", "Xã Thái Bình", SINCE)
        ]
        assert [(key.code, row.since) for key, row in plan.corrected] == [("", EARLIER), ("91", EARLIER)]
        assert (plan.kept, plan.left_out, plan.beyond) == ((), (), ())

    def test_after_that_there_is_no_difference(self) -> None:
        wanted = earlier_units()
        assert planned(wanted, planned(wanted, stored()).after).empty

    def test_a_unit_that_was_changed_here_gets_its_earlier_days_alone(self) -> None:
        here = stored()
        unit = by_code(small_units())["90001"]
        ended = date(2026, 10, 1)
        here[unit.key] = replace(unit, versions=(replace(unit.versions[0], until=ended),), until=ended)
        plan = planned(earlier_units(), here)
        key = unit.key._replace(since=EARLIER)
        assert plan.kept == (key,)
        assert [row.name for each, row in plan.added if each == key] == ["Xã Thái Bình"]
        assert plan.after[key].until == ended
        assert planned(earlier_units(), plan.after).empty

    def test_a_code_that_was_taken_up_by_a_unit_founded_here_does_not_make_it_the_old_one(self) -> None:
        here = stored()
        unit = by_code(small_units())["90001"]
        ended = date(2026, 10, 1)
        here[unit.key] = replace(unit, versions=(replace(unit.versions[0], until=ended),), until=ended)
        founded = UnitKey("commune", "90001", ended)
        here[founded] = UnitRow(founded, (replace(unit.versions[0], name="Xã Mới", since=ended),))
        plan = planned(earlier_units(), here)
        assert plan.kept == (UnitKey("commune", "90001", EARLIER),)
        assert plan.beyond == (founded,)

    def test_a_unit_whose_code_a_unit_of_here_bears_is_left_out_with_all_below_it(self) -> None:
        wanted = earlier_units()
        district = wanted[6]
        own = UnitKey("district", "900", date(2025, 3, 1))
        recoded = replace(district.versions[0], since=own.since)
        plan = planned(wanted, {own: UnitRow(own, (recoded,), SINCE)})
        assert [key.code for key in plan.left_out] == ["90001", "901", "90002"]
        assert plan.left_out[-1].since == EARLIER
        assert district.key not in plan.after

    def test_places_in_the_tree_follow_the_superiors_of_the_day(self) -> None:
        units = {unit.key: unit for unit in earlier_units()}
        ids = {key: number for number, key in enumerate(units, 1)}
        stand = tree_paths(units, ids)
        commune = UnitKey("commune", "90001", EARLIER)
        assert stand[commune, EARLIER] == "1.2.7.4."
        assert stand[commune, SINCE] == "1.2.4."
        now = paths_now(units, ids)
        assert (now[commune], now[UnitKey("commune", "90002", EARLIER)]) == ("1.2.4.", "1.2.7.8.")

    def test_units_are_counted_on_a_day(self) -> None:
        units = {unit.key: unit for unit in earlier_units()}
        assert counts_on(units, EARLIER) == {"commune": 2, "country": 1, "province": 1, "rural-district": 1}
        assert counts_on(units, SINCE)["special-zone"] == 1


class TestSuccessions:
    """Successions of the lists against those kept here."""

    OLD, KEPT, NEW = (
        UnitKey("commune", "90002", EARLIER),
        UnitKey("commune", "90001", EARLIER),
        UnitKey("commune", "90002", SINCE),
    )
    UNITS = {unit.key: unit for unit in earlier_units()}

    def link(self, **others: Any) -> LinkRow:
        return LinkRow(self.OLD, self.NEW, SINCE, **({"relation": "part"} | others))

    def plan(
        self, wanted: Sequence[LinkRow], here: Sequence[LinkRow], others: Sequence[LinkRow] = ()
    ) -> LinkPlan:
        return plan_links(
            wanted, {key_of_link(each): each for each in here}, map(key_of_link, others), self.UNITS
        )

    def test_what_is_missing_is_written_and_the_same_is_not(self) -> None:
        assert self.plan([self.link()], []).new == (self.link(),)
        assert self.plan([self.link()], [self.link()]).empty

    def test_another_relation_is_put_right_and_what_no_list_names_goes(self) -> None:
        kept = LinkRow(self.KEPT, self.KEPT, SINCE, "renamed")
        plan = self.plan([self.link(relation="part-area")], [self.link(), kept])
        assert plan.corrected == (self.link(relation="part-area"),)
        assert plan.gone == (key_of_link(kept),)

    def test_a_share_that_was_put_here_stays_where_the_lists_have_none(self) -> None:
        here = self.link(hand=Decimal("0.4"), source="Biên bản bàn giao")
        assert self.plan([self.link()], [here]).empty
        brought = self.link(people=Decimal("0.35"))
        (corrected,) = self.plan([brought], [here]).corrected
        assert (corrected.people, corrected.hand) == (Decimal("0.35"), Decimal("0.4"))
        (corrected,) = self.plan([self.link(hand=Decimal("0.5"), source="Danh mục")], [here]).corrected
        assert (corrected.hand, corrected.source) == (Decimal("0.5"), "Danh mục")

    def test_one_of_a_reorganisation_enacted_here_stays_as_it_is(self) -> None:
        assert self.plan([self.link()], [], [self.link(relation="whole")]).empty

    def test_one_of_a_unit_that_could_not_be_taken_is_passed_over(self) -> None:
        stranger = UnitKey("commune", "90999", EARLIER)
        assert self.plan([LinkRow(stranger, self.NEW, SINCE, "whole")], []).empty


COMMUNE_OF_TODAY = "04831"
SPLIT, FIRST_PART, SECOND_PART = "00016", "00004", "00008"
"""Phường Ngọc Hà of before went to two wards of today, in shares that no law tells."""


@pytest.fixture
def _whole_country(db: None) -> Iterator[None]:
    with acting_as(OPERATOR):
        yield


@pytest.mark.usefixtures("_whole_country")
class TestLoad:
    def test_a_second_load_changes_nothing_says_so_and_leaves_no_line(self) -> None:
        before = content()
        loaded = load_units(by=OPERATOR)
        assert (loaded.units, loaded.changed) == (14_007, False)
        assert "không có gì thay đổi" in str(loaded)
        assert content() == before
        assert not lines().exists()

    @pytest.mark.slow
    def test_every_first_load_gives_the_same_keys(self) -> None:
        before = content()
        empty()
        started = process_time()
        loaded = load_units(by=OPERATOR)
        assert process_time() - started < 8
        assert (loaded.new_units, loaded.new_versions, loaded.new_links) == (14_007, 14_176, 10_633)
        assert content() == before
        line = lines().get()
        assert (line.unit_id, line.detail["new_units"]) == (1, 14_007)
        made = OrgUnit.objects.create(level="commune", path="1.2.x.", valid_from=DAY)
        assert made.pk > 14_007, "keys that were given out are not given out again"

    @pytest.mark.slow
    def test_a_folder_that_knew_today_alone_comes_to_the_same(self) -> None:
        before = content()
        forget_the_former_map()
        ended = end_here(COMMUNE_OF_TODAY)
        loaded = load_units(by=OPERATOR)
        assert (loaded.new_units, loaded.kept) == (10_651, 1)
        end_here(COMMUNE_OF_TODAY, None)
        recount()
        assert [a for a, b in zip(content(), before, strict=True) if a != b] == []
        assert ended.pk < 3_357

    def test_the_country_provinces_and_communes_have_keys_in_the_order_of_codes(self) -> None:
        versions = units_as_of(OPERATOR, DAY).order_by("unit_id")
        keys = list(versions.values_list("unit_id", "code"))
        assert [key for key, _ in keys] == list(range(1, 3_357))
        assert keys[0] == (1, "")
        assert [code for _, code in keys[1:35]] == sorted(code for _, code in keys[1:35])
        assert [code for _, code in keys[35:]] == sorted(code for _, code in keys[35:])

    def test_what_is_wrong_here_is_put_right_and_recorded(self) -> None:
        """A name, a later version that is missing, a place in the tree, a relation, a count."""
        before = content()
        named = of_today(COMMUNE_OF_TODAY)
        named.update(name="Xã Đà Bắt", short_name="Đà Bắt", search_key="xa da bat")
        of_today("07840").delete()
        versions(code="07840", valid_from=date(2025, 7, 1)).update(valid_until=None)
        versions(code="00016", valid_until=date(2025, 7, 1)).update(tree_path="1.2.999.")
        links = Succession.objects.visible_to(OPERATOR)
        links.filter(pk=links.filter(relation="part").first().pk).update(relation="part-people")  # type: ignore[union-attr]
        links.filter(pk=links.filter(relation="renamed").first().pk).delete()  # type: ignore[union-attr]
        loaded = load_units(by=OPERATOR)
        assert (loaded.new_units, loaded.new_versions, loaded.corrected_versions) == (0, 1, 3)
        assert (loaded.new_links, loaded.corrected_links, loaded.gone_links) == (1, 1, 0)
        assert content() == before
        assert sorted(lines().get().detail["corrected"]) == ["00016", COMMUNE_OF_TODAY, "07840"]

    def test_a_change_made_here_stays_and_is_told(self) -> None:
        end_here(COMMUNE_OF_TODAY)
        loaded = load_units(by=OPERATOR)
        assert (loaded.kept, loaded.corrected_versions) == (1, 0)
        assert "1 đơn vị đã được thay đổi tại đây" in str(loaded)

    @pytest.mark.slow
    def test_a_list_is_tried_taken_kept_and_forgotten(self) -> None:
        parts = (f"{SPLIT},{FIRST_PART},part,0.6,Biên bản", f"{SPLIT},{SECOND_PART},part,0.4,Biên bản")
        file = ("ty-le.csv", "\n".join(("old_code,new_code,relation,people_share,source", *parts)).encode())
        before = content()
        tried = load_units(by=OPERATOR, lists=[file], dry_run=True)
        assert tried.corrected_links == 2
        assert (content(), UnitList.objects.exists(), lines().exists()) == (before, False, False)

        taken = load_units(by=OPERATOR, lists=[file])
        assert (taken.corrected_links, taken.lists) == (2, (("succession", "ty-le.csv", 2),))
        assert known_parts() == [(Decimal("0.4"), "Biên bản"), (Decimal("0.6"), "Biên bản")]
        assert lines().get().detail["lists"][0]["file"] == "ty-le.csv"
        assert not load_units(by=OPERATOR).changed, "later loads look at it too"

        wrong = ("ty-le.csv", file[1].replace(b"0.4", b"1.4"))
        with pytest.raises(BadLists) as refused:
            load_units(by=OPERATOR, lists=[wrong])
        assert [(fault.row, fault.column) for fault in refused.value.faults] == [(3, "people_share")]
        assert "0.4" in UnitList.objects.get().content

        load_units(by=OPERATOR, forget=["succession"])
        assert not UnitList.objects.exists()
        assert known_parts()[0][0] == Decimal("0.4"), (
            "a share that is known here is not forgotten with its list"
        )

    def test_nobody_but_the_operator_may_load(self) -> None:
        hoa = officer(BACH_MA)
        with acting_as(hoa), pytest.raises(NotAllowed) as refused:
            load_units(by=hoa)
        assert refused.value.refused.code == "load-units-not-permitted"


def versions(**conditions: Any) -> Any:
    return OrgUnitVersion.objects.visible_to(OPERATOR).filter(**conditions)


def of_today(code: str) -> Any:
    return versions(code=code, valid_until=None)


def lines() -> Any:
    return AuditEntry.objects.visible_to(OPERATOR).filter(act="orgunits.load")


def known_parts() -> list[tuple[object, ...]]:
    unit = versions(code=SPLIT, valid_until=date(2025, 7, 1)).get().unit_id
    parts = Succession.objects.visible_to(OPERATOR).filter(predecessor_id=unit)
    return sorted(parts.values_list("people_share", "share_source"))


def end_here(code: str, day: date | None = date(2026, 10, 1)) -> OrgUnit:
    """Let a unit of today end on a day, as an act here would, or go on."""
    last = versions(code=code).latest("valid_from")
    versions(pk=last.pk).update(valid_until=day)
    OrgUnit.objects.visible_to(OPERATOR).filter(pk=last.unit_id).update(valid_until=day)
    return OrgUnit.objects.visible_to(OPERATOR).get(pk=last.unit_id)


def content() -> list[tuple[object, ...]]:
    """Everything that a load writes, but the keys that nothing refers to."""
    tables = (
        ("orgunits_orgunit", "id, path, level, valid_from, valid_until"),
        ("orgunits_orgunitversion", "unit_id, valid_from, valid_until, unit_path, tree_path, parent_id, level, kind, "
         "code, name, sort_key, search_key, longitude, legal_basis"),
        ("orgunits_succession", "predecessor_id, unit_id, day, unit_path, relation, people_share, area_share, "
         "households_share, hand_share, share_source, note"),
        ("orgunits_reorganisation", "unit_id, title, legal_basis, effective_on, state"),
        ("orgunits_unitcount", "unit_id, kind, valid_from, units, valid_until"),
    )  # fmt: skip
    found = []
    with connection.cursor() as cursor:
        for table, columns in tables:
            cursor.execute(f"select {columns} from {table} order by 1, 2, 3")
            found += cursor.fetchall()
    return found


def recount() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select recount_units()")


def empty() -> None:
    """The units go; foreign keys from elsewhere would refuse, and none is there in these tests."""
    with connection.cursor() as cursor:
        for table in ("succession", "reorganisation", "orgunitversion"):
            cursor.execute(f"delete from orgunits_{table}")
        cursor.execute("select recount_units()")
        cursor.execute("delete from orgunits_orgunit")


def forget_the_former_map() -> None:
    """What a folder held whose program knew of nothing before 1 July 2025."""
    with connection.cursor() as cursor:
        for statement in (
            "delete from orgunits_succession",
            "delete from orgunits_reorganisation",
            "delete from orgunits_orgunitversion where valid_until <= '2025-07-01'",
            "select recount_units(array[]::bigint[])",
            "update orgunits_orgunitversion set valid_from = '2025-07-01', legal_basis = 'Nghị quyết' "
            " where valid_from < '2025-07-01'",
            "update orgunits_orgunit set valid_from = '2025-07-01' where valid_from < '2025-07-01'"
            " and (valid_until is null or valid_until > '2025-07-01')",
            "select recount_units()",
            "delete from orgunits_orgunit where valid_until <= '2025-07-01'",
        ):
            cursor.execute(statement)
