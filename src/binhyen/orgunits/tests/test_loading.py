"""A load: what it writes, what it leaves alone, who may run it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from time import process_time

import pytest
from django.db import connection

from binhyen.foundations.decisions import NotAllowed
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.models import AuditEntry
from binhyen.orgunits.actions import load_units
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion
from binhyen.orgunits.queries import check_units, unit_of_code
from binhyen.orgunits.rules.loading import plan_load
from binhyen.orgunits.tests.small_country import BARE, TO_WARD, by_code, small_units
from tests.places import BACH_MA, officer

DAY = date(2026, 11, 2)


def stored(*, without: str = "") -> dict[object, object]:
    return {unit.key: unit for unit in small_units() if not without or unit.key.code != without}


class TestPlan:
    def test_an_empty_house_gets_everything(self) -> None:
        plan = plan_load(small_units(), {})
        assert plan.new == small_units()
        assert not plan.empty

    def test_the_same_units_need_nothing(self) -> None:
        assert plan_load(small_units(), stored()).empty  # type: ignore[arg-type]

    def test_a_missing_unit_is_new(self) -> None:
        plan = plan_load(small_units(), stored(without="90002"))  # type: ignore[arg-type]
        assert [unit.key.code for unit in plan.new] == ["90002"]

    def test_a_newer_catalogue_closes_a_version_and_adds_one(self) -> None:
        plan = plan_load(small_units(replace(BARE, changes=(TO_WARD,))), stored())  # type: ignore[arg-type]
        ((_, closed),) = plan.corrected
        ((_, opened),) = plan.added
        assert (closed.name, closed.until) == ("Xã Hòa Bình", TO_WARD.on)
        assert (opened.name, opened.since) == ("Phường Hòa Bình", TO_WARD.on)

    def test_a_unit_that_was_changed_here_is_left_alone(self) -> None:
        here = stored()
        changed = by_code(small_units(replace(BARE, changes=(TO_WARD,))))["90001"]
        here[changed.key] = changed
        plan = plan_load(small_units(), here)  # type: ignore[arg-type]
        assert plan.kept == (changed.key,)
        assert plan.empty

    def test_a_unit_that_was_ended_here_is_left_alone(self) -> None:
        here = stored()
        unit = by_code(small_units())["90003"]
        last = replace(unit.versions[0], until=date(2026, 10, 1))
        here[unit.key] = replace(unit, versions=(last,), until=date(2026, 10, 1))
        plan = plan_load(small_units(), here)  # type: ignore[arg-type]
        assert (plan.kept, plan.empty) == ((unit.key,), True)


@pytest.mark.django_db
class TestLoad:
    def test_a_second_load_changes_nothing_says_so_and_leaves_no_line(self) -> None:
        with acting_as(OPERATOR):
            before = _content()
            loaded = load_units(by=OPERATOR)
            assert (loaded.units, loaded.new_units, loaded.corrected_versions) == (3356, 0, 0)
            assert "không có gì thay đổi" in str(loaded)
            assert _content() == before
            assert not AuditEntry.objects.visible_to(OPERATOR).filter(act="orgunits.load").exists()

    def test_every_first_load_gives_the_same_keys(self) -> None:
        with acting_as(OPERATOR):
            before = _content()
            _empty()
            started = process_time()
            loaded = load_units(by=OPERATOR)
            assert process_time() - started < 5
            assert (loaded.new_units, loaded.new_versions) == (3356, 3381)
            assert _content() == before
            (line,) = AuditEntry.objects.visible_to(OPERATOR).filter(act="orgunits.load")
            assert (line.unit_id, line.detail["new_units"]) == (1, 3356)

    def test_the_country_provinces_and_communes_have_keys_in_the_order_of_codes(self) -> None:
        with acting_as(OPERATOR):
            keys = [
                (version.unit_id, version.code)
                for version in OrgUnitVersion.objects.visible_to(OPERATOR)
                .filter(valid_from=date(2025, 7, 1))
                .order_by("unit_id")
            ]
        assert keys[0] == (1, "")
        assert [code for _, code in keys[1:35]] == sorted(code for _, code in keys[1:35])
        assert [code for _, code in keys[35:]] == sorted(code for _, code in keys[35:])

    def test_a_unit_made_later_gets_a_key_of_its_own(self) -> None:
        with acting_as(OPERATOR):
            _empty()
            load_units(by=OPERATOR)
            made = OrgUnit.objects.create(level="commune", path="1.2.x.", valid_from=DAY)
            assert made.pk > 3356

    def test_a_wrong_name_here_is_put_right_and_recorded(self) -> None:
        with acting_as(OPERATOR):
            OrgUnitVersion.objects.visible_to(OPERATOR).filter(code="04831").update(
                name="Xã Đà Bắt", short_name="Đà Bắt", search_key="xa da bat"
            )
            loaded = load_units(by=OPERATOR)
            assert loaded.corrected_versions == 1
            unit = unit_of_code(OPERATOR, "04831", DAY)
            assert unit is not None
            assert unit.name == "Xã Đà Bắc"
            (line,) = AuditEntry.objects.visible_to(OPERATOR).filter(act="orgunits.load")
            assert line.detail["corrected"] == ["04831"]
            assert not any(each.broken for each in check_units(OPERATOR, DAY))

    def test_a_missing_later_version_is_added(self) -> None:
        with acting_as(OPERATOR):
            versions = OrgUnitVersion.objects.visible_to(OPERATOR).filter(code="07840")
            versions.filter(valid_until=None).delete()
            versions.update(valid_until=None)
            loaded = load_units(by=OPERATOR)
            assert (loaded.new_versions, loaded.corrected_versions) == (1, 1)
            assert not any(each.broken for each in check_units(OPERATOR, DAY))

    def test_a_change_made_here_stays_and_is_told(self) -> None:
        with acting_as(OPERATOR):
            versions = OrgUnitVersion.objects.visible_to(OPERATOR).filter(code="04831")
            versions.update(valid_until=date(2026, 10, 1))
            OrgUnit.objects.visible_to(OPERATOR).filter(pk=versions.get().unit_id).update(
                valid_until=date(2026, 10, 1)
            )
            loaded = load_units(by=OPERATOR)
            assert (loaded.kept, loaded.corrected_versions) == (1, 0)
            assert "1 đơn vị đã được thay đổi tại đây" in str(loaded)

    def test_nobody_but_the_operator_may_load(self) -> None:
        hoa = officer(BACH_MA)
        with acting_as(hoa), pytest.raises(NotAllowed) as refused:
            load_units(by=hoa)
        assert refused.value.refused.code == "load-units-not-permitted"


def _content() -> list[tuple[object, ...]]:
    units = OrgUnit.objects.visible_to(OPERATOR).order_by("pk")
    versions = OrgUnitVersion.objects.visible_to(OPERATOR).order_by("unit_id", "valid_from")
    return [
        *units.values_list("pk", "path", "level", "valid_from", "valid_until"),
        *versions.values_list("unit_id", "unit_path", "parent_id", "code", "name", "sort_key", "valid_from"),
    ]


def _empty() -> None:
    """The units go; foreign keys from elsewhere would refuse, and none is there in these tests."""
    OrgUnitVersion.objects.visible_to(OPERATOR).delete()
    with connection.cursor() as cursor:
        cursor.execute("delete from orgunits_orgunit")
