"""Bodies beside places: who founds and closes them, what is refused, how they are found and counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection

from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import NotAllowed
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.models import AuditEntry
from binhyen.orgunits.actions import close_body, found_body, load_units, rename_body
from binhyen.orgunits.models import Level, OrgUnit, OrgUnitVersion, Succession, UnitCount
from binhyen.orgunits.queries import (
    UnitOnDay,
    bodies_of,
    check_units,
    child_counts,
    children_of,
    counts_by_kind,
    path_of,
    search,
    unit_of_code,
    unit_of_key,
    units_as_of,
    versions_of,
)
from binhyen.orgunits.rules.naming import BODY, BODY_KINDS, FREE_KINDS, LEVELS_ABOVE
from tests.places import Place, officer

pytestmark = pytest.mark.django_db

DAY = date(2026, 11, 2)
SINCE = date(2025, 7, 1)
PHU_THO, DA_BAC, BAC_NINH = "25", "04831", "24"
FRONT = "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh Phú Thọ"


@pytest.fixture(autouse=True)
def _whole_country() -> Iterator[None]:
    with acting_as(OPERATOR):
        yield


def place(code: str) -> OrgUnit:
    found = unit_of_code(OPERATOR, code, DAY)
    assert found is not None
    return OrgUnit.objects.visible_to(OPERATOR).get(pk=found.id)


def found(
    *, by: Actor = OPERATOR, under: OrgUnit | str = PHU_THO, since: date = SINCE, **changes: str
) -> OrgUnit:
    parent = place(under) if isinstance(under, str) else under
    body = {"kind": "front", "name": FRONT, "code": "25-MTTQ"} | changes
    with acting_as(by):
        return found_body(by=by, parent=parent, valid_from=since, **body)


def as_of_today(unit: OrgUnit) -> UnitOnDay | None:
    return unit_of_key(OPERATOR, unit.pk, DAY)


def administrator_of(unit: OrgUnit) -> Actor:
    return officer(Place(unit.pk, unit.path))


def names_found(text: str) -> list[str]:
    return [each.unit.name for each in search(OPERATOR, text, DAY, 5)]


class TestFounding:
    def test_a_body_stands_under_its_province_with_a_key_and_a_path_of_its_own(self) -> None:
        unit = found(name=f"  {FRONT} ", legal_basis="Quyết định 12/QĐ-MTTW")
        body = as_of_today(unit)
        assert body is not None
        assert (body.level, body.kind, body.code, body.name) == ("body", "front", "25-MTTQ", FRONT)
        assert (body.kind_label, body.level_label) == ("Mặt trận Tổ quốc", "cơ quan, tổ chức")
        assert (body.legal_basis, str(body.validity)) == ("Quyết định 12/QĐ-MTTW", "từ 01/07/2025")
        assert body.path == f"{place(PHU_THO).path}{unit.pk}."
        assert [above.name for above in path_of(OPERATOR, body, DAY)] == ["Việt Nam", "Tỉnh Phú Thọ", FRONT]
        assert not any(each.broken for each in check_units(OPERATOR, DAY))

    def test_the_trail_keeps_what_was_founded_where_it_stands(self) -> None:
        unit = found()
        (line,) = AuditEntry.objects.visible_to(OPERATOR).filter(act="orgunits.found-body")
        assert (line.unit_id, line.subject) == (unit.pk, f"unit:{unit.pk}")
        assert (line.detail["code"], line.detail["parent"]) == ("25-MTTQ", place(PHU_THO).pk)

    def test_a_commune_has_bodies_too(self) -> None:
        unit = found(under=DA_BAC, kind="police", name="Công an xã Đà Bắc", code="04831-CA")
        assert unit.path.startswith(place(DA_BAC).path)
        assert not any(each.broken for each in check_units(OPERATOR, DAY))

    def test_whoever_administers_the_place_or_one_above_founds_its_bodies(self) -> None:
        phu_tho, da_bac = place(PHU_THO), place(DA_BAC)
        khang, thao = administrator_of(phu_tho), administrator_of(da_bac)
        found(by=khang)
        found(by=khang, under=da_bac, code="04831-CA", kind="police", name="Công an xã Đà Bắc")
        found(by=thao, under=da_bac, code="04831-QS", kind="army", name="Ban Chỉ huy Quân sự xã Đà Bắc")
        assert counts_by_kind(OPERATOR, DAY, phu_tho.path)["police"] == 1
        assert bodies_of(OPERATOR, da_bac.pk, DAY).count() == 2

    @pytest.mark.parametrize("home", [BAC_NINH, DA_BAC])
    def test_nobody_founds_bodies_of_another_place_or_of_one_above(self, home: str) -> None:
        with pytest.raises(NotAllowed) as refused:
            found(by=administrator_of(place(home)))
        assert refused.value.refused.code == "bodies-not-permitted"

    def test_who_enters_figures_founds_nothing(self) -> None:
        phu_tho = place(PHU_THO)
        all_of_it = administrator_of(phu_tho).reach
        hoa = Actor(
            7, "hoa", reach=type(all_of_it)(content=all_of_it.content, content_write=all_of_it.content)
        )
        with pytest.raises(NotAllowed) as refused:
            found(by=hoa, under=phu_tho)
        assert refused.value.refused.code == "bodies-not-permitted"

    @pytest.mark.parametrize(
        ("changes", "code", "sentence"),
        [
            ({"under": ""}, "parent-not-a-place", "chỉ đứng dưới một đơn vị cấp tỉnh hoặc cấp xã"),
            ({"kind": "ward"}, "kind-not-a-bodys", "“ward” không phải loại cơ quan, tổ chức"),
            ({"name": " \n "}, "name-empty", "Chưa có tên"),
            ({"name": "a" * 121}, "name-too-long", "121 ký tự"),
            ({"code": ""}, "code-misshapen", "Mã “” không đúng dạng"),
            ({"code": "25-mttq"}, "code-misshapen", "chữ in hoa không dấu"),
            ({"code": "-MTTQ"}, "code-misshapen", "bắt đầu bằng chữ"),
            ({"code": "25-ĐOÀN"}, "code-misshapen", "Mã “25-ĐOÀN”"),
            ({"code": "25-MTTQ-TINH"}, "code-misshapen", "từ 1 đến 10 ký tự"),
            ({"code": "25999"}, "code-misshapen", "không chỉ gồm chữ số"),
            ({"legal_basis": "a" * 201}, "basis-too-long", "201 ký tự"),
            ({"since": date(2025, 6, 30)}, "before-the-parent", "Ngày 30/06/2025 chưa có đơn vị cấp trên"),
        ],
    )
    def test_what_cannot_be_founded_is_refused_with_a_remedy_and_nothing_is_written(
        self, changes: dict[str, Any], code: str, sentence: str
    ) -> None:
        if changes.get("under") == "":
            changes = {"under": OrgUnit.objects.visible_to(OPERATOR).get(level="country")}
        with pytest.raises(NotAllowed) as raised:
            found(**changes)
        refused = raised.value.refused
        assert refused.code == code
        assert sentence in f"{refused.sentence} {refused.remedy}"
        assert refused.remedy
        assert not OrgUnit.objects.visible_to(OPERATOR).filter(level=Level.BODY).exists()

    def test_no_body_stands_under_a_body(self) -> None:
        with pytest.raises(NotAllowed) as refused:
            found(under=found(), code="25-MTTQ-2")
        assert refused.value.refused.code == "parent-not-a-place"

    def test_under_a_place_that_has_ended_nothing_begins_and_under_one_that_will_it_ends_with_it(
        self,
    ) -> None:
        end = date(2027, 1, 1)
        da_bac = place(DA_BAC)
        OrgUnit.objects.visible_to(OPERATOR).filter(pk=da_bac.pk).update(valid_until=end)
        OrgUnitVersion.objects.visible_to(OPERATOR).filter(unit=da_bac).update(valid_until=end)
        da_bac.refresh_from_db(from_queryset=OrgUnit.objects.visible_to(OPERATOR))
        unit = found(under=da_bac, code="04831-CA")
        assert unit.valid_until == end
        with pytest.raises(NotAllowed) as refused:
            found(under=da_bac, code="04831-QS", since=end)
        assert refused.value.refused.code == "after-the-parent"
        broken = {each.check.name for each in check_units(OPERATOR, DAY) if each.broken}
        assert broken == set()


class TestCodes:
    def test_a_code_is_borne_by_one_body_a_day_whose_name_is_told(self) -> None:
        found()
        with pytest.raises(NotAllowed) as refused:
            found(name="Mặt trận khác", since=date(2026, 3, 1))
        assert refused.value.refused.code == "code-taken"
        assert FRONT in refused.value.refused.sentence

    def test_of_a_bearer_out_of_sight_only_that_there_is_one_is_told(self) -> None:
        found(code="X-MTTQ")
        with pytest.raises(NotAllowed) as refused:
            found(by=administrator_of(place(BAC_NINH)), under=BAC_NINH, code="X-MTTQ", name="Mặt trận")
        assert refused.value.refused.code == "code-taken"
        assert FRONT not in refused.value.refused.sentence
        assert OrgUnit.objects.visible_to(OPERATOR).filter(level=Level.BODY).count() == 1

    def test_a_code_is_free_again_once_its_bearer_is_closed(self) -> None:
        first = found()
        close_body(by=OPERATOR, unit=first, valid_until=date(2026, 3, 1))
        second = found(since=date(2026, 3, 1))
        before, after = (unit_of_code(OPERATOR, "25-MTTQ", day) for day in (date(2026, 2, 28), DAY))
        assert before is not None
        assert after is not None
        assert (before.id, after.id) == (first.pk, second.pk)
        assert not any(each.broken for each in check_units(OPERATOR, DAY))


class TestClosing:
    def test_a_closed_body_is_there_until_the_day_before_and_no_longer(self) -> None:
        unit = found()
        close_body(by=OPERATOR, unit=unit, valid_until=date(2026, 11, 1))
        assert unit_of_key(OPERATOR, unit.pk, date(2026, 10, 31)) is not None
        assert as_of_today(unit) is None
        assert not any(each.broken for each in check_units(OPERATOR, DAY))
        (line,) = AuditEntry.objects.visible_to(OPERATOR).filter(act="orgunits.close-body")
        assert (line.unit_id, line.detail["until"]) == (unit.pk, "2026-11-01")

    def test_it_is_closed_by_whoever_administers_the_place_and_not_by_itself(self) -> None:
        unit = found()
        itself, khang = administrator_of(unit), administrator_of(place(PHU_THO))
        with acting_as(itself), pytest.raises(NotAllowed) as refused:
            close_body(by=itself, unit=unit, valid_until=DAY)
        assert refused.value.refused.code == "bodies-not-permitted"
        with acting_as(khang):
            assert close_body(by=khang, unit=unit, valid_until=DAY).valid_until == DAY

    @pytest.mark.parametrize(
        ("until", "code"), [(SINCE, "ends-before-it-begins"), (date(2026, 5, 1), "closed-already")]
    )
    def test_an_end_that_cannot_be_is_refused(self, until: date, code: str) -> None:
        unit = found()
        close_body(by=OPERATOR, unit=unit, valid_until=date(2026, 4, 1))
        with pytest.raises(NotAllowed) as refused:
            close_body(by=OPERATOR, unit=unit, valid_until=until)
        assert refused.value.refused.code == code
        close_body(
            by=OPERATOR, unit=unit, valid_until=date(2026, 3, 1)
        )  # an earlier end than the one written

    def test_a_place_is_not_closed_so(self) -> None:
        with pytest.raises(NotAllowed) as refused:
            close_body(by=OPERATOR, unit=place(DA_BAC), valid_until=DAY)
        assert refused.value.refused.code == "not-a-body"


class TestLoads:
    def test_a_load_leaves_bodies_alone(self) -> None:
        unit = found()
        before = as_of_today(unit)
        loaded = load_units(by=OPERATOR)
        assert (loaded.units, loaded.new_units, loaded.corrected_versions, loaded.kept) == (14007, 0, 0, 0)
        assert as_of_today(unit) == before

    def test_keys_of_bodies_and_of_a_later_load_never_meet(self) -> None:
        first = found()
        da_bac = place(DA_BAC)
        OrgUnitVersion.objects.visible_to(OPERATOR).filter(unit=da_bac).delete()
        Succession.objects.visible_to(OPERATOR).filter(unit=da_bac).delete()
        with connection.cursor() as cursor:
            cursor.execute("select recount_units()")
            cursor.execute("delete from orgunits_orgunit where id = %s", [da_bac.pk])
        assert load_units(by=OPERATOR).new_units == 1
        second = found(code="25-CA", kind="police", name="Công an tỉnh Phú Thọ")
        assert first.pk < place(DA_BAC).pk < second.pk
        assert not any(each.broken for each in check_units(OPERATOR, DAY))


class TestQuestions:
    def test_places_and_bodies_below_a_province_are_told_apart(self) -> None:
        phu_tho = place(PHU_THO)
        front = found()
        police = found(code="25-CA", kind="police", name="Công an tỉnh Phú Thọ")
        assert [each.unit_id for each in bodies_of(OPERATOR, phu_tho.pk, DAY)] == [police.pk, front.pk]
        assert not bodies_of(OPERATOR, phu_tho.pk, date(2025, 6, 30)).exists()
        assert children_of(OPERATOR, phu_tho.pk, DAY).count() == 148
        assert child_counts(OPERATOR, [phu_tho.pk, 1], DAY) == {phu_tho.pk: 148, 1: 34}
        assert counts_by_kind(OPERATOR, DAY, phu_tho.path) == {
            "province": 1, "commune": 133, "ward": 15, "front": 1, "police": 1,
        }  # fmt: skip

    def test_the_laws_counts_do_not_count_bodies(self) -> None:
        found()
        counts = next(each for each in check_units(OPERATOR, DAY) if each.check.name == "counts-by-law")
        assert counts.findings == ()

    def test_bodies_are_seen_from_above_and_not_from_beside(self) -> None:
        front = found()
        khang, thao = administrator_of(place(PHU_THO)), administrator_of(place(DA_BAC))
        for actor, sees in ((khang, True), (thao, False), (administrator_of(front), True)):
            with acting_as(actor):
                assert units_as_of(actor, DAY).filter(unit=front).exists() is sees
                unguarded = OrgUnitVersion.objects.beyond_scope("the first guard is off")
                assert unguarded.filter(unit=front).exists() is sees

    @pytest.mark.parametrize(
        ("text", "first"),
        [
            ("mặt trận phú thọ", FRONT),
            ("mat tran phu tho", FRONT),
            ("mặt trận tổ quốc tỉnh phú thọ", FRONT),
            ("25-mttq", FRONT),
            ("công an xã đà bắc", "Công an xã Đà Bắc"),
            ("công an đà bắc", "Công an xã Đà Bắc"),
            ("liên hiệp phụ nữ đà bắc", "Hội Liên hiệp Phụ nữ"),
            ("phú thọ", "Tỉnh Phú Thọ"),
            ("đà bắc phú thọ", "Xã Đà Bắc"),
            ("tan tien bac ninh", "Phường Tân Tiến"),
        ],
    )
    def test_what_was_typed_finds_the_body_or_the_place_that_was_meant(self, text: str, first: str) -> None:
        found()
        found(under=DA_BAC, kind="police", name="Công an xã Đà Bắc", code="04831-CA")
        found(under=DA_BAC, kind="mass-organisation", name="Hội Liên hiệp Phụ nữ", code="04831-PN")
        assert names_found(text)[0] == first

    def test_a_search_among_bodies_costs_no_more_statements(self, django_assert_max_num_queries: Any) -> None:
        found()
        with django_assert_max_num_queries(3):
            search(OPERATOR, "mặt trận phú thọ", DAY)


def test_kinds_and_levels_of_the_rules_are_those_of_the_tables() -> None:
    assert FREE_KINDS[BODY] == BODY_KINDS
    assert set(LEVELS_ABOVE) == set(Level.values) - {"country"}
    assert BODY == Level.BODY


class TestRenaming:
    NEW = "Ủy ban Mặt trận Tổ quốc tỉnh"

    def renamed(self, unit: OrgUnit, *, by: Actor = OPERATOR, **changes: Any) -> OrgUnit:
        fields = {"name": self.NEW, "valid_from": DAY, "legal_basis": "9/QĐ"} | changes
        with acting_as(by):
            return rename_body(by=by, unit=unit, **fields)

    def test_a_new_name_is_a_new_version_of_the_same_body(self) -> None:
        unit = self.renamed(found())
        now, before = versions_of(OPERATOR, unit.pk)
        assert (now.name, now.code, now.legal_basis) == (self.NEW, "25-MTTQ", "9/QĐ")
        assert (before.name, before.validity.until) == (FRONT, DAY)
        assert not any(each.broken for each in check_units(OPERATOR, DAY))

    def test_another_kind_is_counted_as_such(self) -> None:
        unit = self.renamed(found(), kind="mass-organisation")
        counts = UnitCount.objects.visible_to(OPERATOR).filter(unit_id=place(PHU_THO).pk, level="body")
        assert {(each.kind, each.valid_from, each.valid_until) for each in counts} == {
            ("front", SINCE, DAY),
            ("mass-organisation", DAY, None),
        }
        close_body(by=OPERATOR, unit=unit, valid_until=date(2026, 12, 1))
        assert counts.get(kind="mass-organisation").valid_until == date(2026, 12, 1)

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"name": FRONT}, "same-name"),
            ({"name": ""}, "name-empty"),
            ({"kind": "school"}, "kind-not-a-bodys"),
            ({"valid_from": SINCE}, "before-the-name"),
        ],
    )
    def test_what_is_no_new_name_is_refused(self, changes: dict[str, Any], code: str) -> None:
        unit = found()
        with pytest.raises(NotAllowed) as refused:
            self.renamed(unit, **changes)
        assert refused.value.refused.code == code

    def test_a_commune_is_not_renamed_so_and_no_body_renames_itself(self) -> None:
        with pytest.raises(NotAllowed) as refused:
            self.renamed(place(DA_BAC), kind="front")
        assert refused.value.refused.code == "not-a-body"
        unit = found()
        with pytest.raises(NotAllowed) as refused:
            self.renamed(unit, by=administrator_of(unit))
        assert refused.value.refused.code == "bodies-not-permitted"
