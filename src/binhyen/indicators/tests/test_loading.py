"""A load: what it writes, what it leaves alone, what it refuses, who may run it; and what is then asked of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhyen.foundations.clock import fixed_to
from binhyen.foundations.deadlines import DayOfMonth, WorkingDaysAfter
from binhyen.foundations.decisions import NotAllowed
from binhyen.indicators.actions import Loaded, load_catalogue
from binhyen.indicators.models import DataSet, DataSetVersion, Indicator, IndicatorLine, Regime
from binhyen.indicators.queries import (
    data_sets,
    definition_of,
    indicators_on,
    layout_of,
    layouts_from,
    line_codes,
    regime_for,
    version_for,
)
from binhyen.indicators.rules.catalogue import BadCatalogue
from binhyen.indicators.tests.small_catalogue import AREA, FORM, indicator, small_documents, write
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.models import AuditEntry, FrozenVersion
from tests.places import BACH_MA, officer

pytestmark = pytest.mark.django_db

AUGUST, MARCH = date(2025, 7, 15), date(2026, 2, 15)
TODAY = date(2026, 11, 2)


@pytest.fixture
def empty() -> None:
    """No indicators and forms yet; the template has our own."""
    for model in (Regime, DataSetVersion, DataSet, IndicatorLine, Indicator):
        model.objects.all().delete()
    with acting_as(OPERATOR):
        assert data_sets() == ()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(small_documents(), tmp_path)


def load(folder: Path, documents: dict[str, Any] | None = None) -> Loaded:
    if documents is not None:
        for file in folder.rglob("*.yaml"):
            file.unlink()
        write(documents, folder)
    with acting_as(OPERATOR):
        return load_catalogue(by=OPERATOR, folder=folder)


def content() -> dict[str, Any]:
    models = (Indicator, IndicatorLine, DataSet, DataSetVersion, Regime)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def second_version(**others: Any) -> dict[str, Any]:
    """The small catalogue with the form's second version, from March 2026 on."""
    documents = small_documents()
    documents[FORM] |= {"version": 2, "valid_from": MARCH, "name": "Biểu thử, bản hai"} | others
    return documents


class TestAsShipped:
    def test_the_template_holds_the_catalogue_and_a_second_load_changes_nothing(self) -> None:
        before = content()
        with acting_as(OPERATOR):
            loaded = load_catalogue(by=OPERATOR)
            assert not AuditEntry.objects.visible_to(OPERATOR).filter(act="indicators.load").exists()
        assert loaded.nothing
        assert "không có gì thay đổi" in str(loaded)
        assert content() == before
        assert {each.code for each in data_sets()} == set(layouts_from())

    def test_a_version_gives_back_the_layout_it_was_made_of(self) -> None:
        for code, layout in layouts_from().items():
            version = version_for(code, TODAY)
            assert version is not None
            assert layout_of(version) == layout
            assert version.layout_hash == layout.layout_hash

    def test_lines_stand_in_the_order_in_which_a_report_keeps_its_numbers(self) -> None:
        codes = line_codes()
        for code, layout in layouts_from().items():
            version = version_for(code, TODAY)
            assert version is not None
            assert [codes[key] for key in version.lines] == [line.code for line in layout.kept]

    def test_both_forms_keep_sessions_under_the_same_lines(self) -> None:
        versions = [version_for(code, AUGUST) for code in ("xa-thang", "coquan-tinh-thang")]
        codes = line_codes()
        first, second = ({codes[key] for key in version.lines} for version in versions if version)
        assert {"mob_sessions/launch", "mob_participants"} <= first & second

    def test_kinds_of_model_alone_do_not_add(self) -> None:
        codes = line_codes()
        version = version_for("coquan-tinh-thang", AUGUST)
        assert version is not None
        adds = {codes[key]: each for key, each in zip(version.lines, version.adds, strict=True)}
        assert [code for code, each in adds.items() if not each] == ["model_types"]

    def test_rates_name_the_positions_of_their_parts(self) -> None:
        codes = line_codes()
        version = version_for("xa-thang", AUGUST)
        assert version is not None
        inputs = [line.code for line in layout_of(version).inputs]
        assert {codes[key]: (inputs[above], inputs[below]) for key, above, below in version.rates} == {
            "force_area_coverage": ("force_areas_covered", "ctx_residential_units"),
            "model_household_rate": ("model_households", "ctx_households"),
        }

    def test_a_form_for_one_occasion_needs_no_deadline_of_its_own(self) -> None:
        assert version_for("chuyen-de-bau-cu", TODAY) is not None
        assert regime_for("chuyen-de-bau-cu", "commune", "25", TODAY) is None

    def test_a_total_has_no_line_of_its_own(self) -> None:
        assert "mob_sessions" not in line_codes().values()

    def test_three_working_days_after_the_cut_off_is_the_deadline(self) -> None:
        for form, level in (("xa-thang", "commune"), ("coquan-tinh-thang", "body")):
            regime = regime_for(form, level, "25", AUGUST)
            assert regime is not None
            assert (regime.deadline, regime.local_rule) == (WorkingDaysAfter(3), True)

    def test_nothing_holds_before_the_first_day(self) -> None:
        day = date(2025, 6, 14)
        assert version_for("xa-thang", day) is None
        assert regime_for("xa-thang", "commune", "25", day) is None
        assert indicators_on(day) == {}

    def test_the_catalogue_is_read_in_one_statement_each(self) -> None:
        for question in (lambda: indicators_on(TODAY), lambda: version_for("xa-thang", TODAY), line_codes):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert question()
            assert len(asked) == 1


@pytest.mark.usefixtures("empty")
class TestFirstLoad:
    def test_it_writes_everything_and_one_line_in_the_trail(self, folder: Path) -> None:
        loaded = load(folder)
        assert set(loaded.new) == {"to", "thanh_vien", "buoi", "duong", "ty_le"}
        assert loaded.new_versions == ("bieu-thu v1",)
        assert loaded.regimes == 1
        assert "thêm 5" in str(loaded)
        with acting_as(OPERATOR):
            (entry,) = AuditEntry.objects.visible_to(OPERATOR).filter(act="indicators.load")
        assert entry.detail["form_versions"] == ["bieu-thu v1"]
        assert set(line_codes().values()) == {
            "to", "thanh_vien", "ty_le", "buoi/mot", "buoi/hai", "buoi/ba", "duong",
        }  # fmt: skip

    def test_every_definition_is_frozen(self, folder: Path) -> None:
        load(folder)
        frozen = FrozenVersion.objects.get(kind="indicator", key="to", number=1)
        assert frozen.content == Indicator.objects.get(code="to").definition

    def test_a_second_load_writes_nothing(self, folder: Path) -> None:
        load(folder)
        before = content()
        assert load(folder).nothing
        assert content() == before

    def test_a_mistake_refuses_everything(self, folder: Path) -> None:
        documents = small_documents()
        indicator(documents, "to").update(over_time="sum")
        indicator(documents, "duong").update(calendar="maya")
        with pytest.raises(BadCatalogue) as caught:
            load(folder, documents)
        assert "không có lịch “maya”" in str(caught.value)
        assert "Còn 2 lỗi nữa" in str(caught.value)
        assert not Indicator.objects.exists()

    def test_a_warning_refuses_nothing(self, folder: Path) -> None:
        documents = small_documents()
        indicator(documents, "to").update(family="force_unheard")
        assert len(load(folder, documents).new) == 5

    def test_nobody_but_the_operator_loads(self, folder: Path) -> None:
        hoa = officer(BACH_MA)
        with acting_as(hoa), pytest.raises(NotAllowed):
            load_catalogue(by=hoa, folder=folder)
        assert not Indicator.objects.exists()


@pytest.mark.usefixtures("empty")
class TestLaterLoads:
    def test_a_new_definition_keeps_the_old_one_frozen(self, folder: Path) -> None:
        load(folder)
        documents = small_documents()
        indicator(documents, "to").update(definition="Tổ thử được định nghĩa lại.")
        loaded = load(folder, documents)
        assert (loaded.new, loaded.changed, loaded.new_versions) == ((), ("to",), ())
        assert Indicator.objects.get(code="to").version == 2
        definition = definition_of("to")
        assert definition is not None
        assert definition.definition == "Tổ thử được định nghĩa lại."
        kept = FrozenVersion.objects.get(kind="indicator", key="to", number=1)
        assert kept.content["definition"] == "Tổ thử vào ngày chốt số liệu."

    def test_an_indicator_that_is_gone_is_disabled_and_stays(self, folder: Path) -> None:
        load(folder)
        documents = second_version()
        documents[FORM]["sections"][1]["indicators"].remove("duong")
        documents[FORM]["checks"] = documents[FORM]["checks"][:1]
        documents[AREA]["indicators"].remove(indicator(documents, "duong"))
        with fixed_to(date(2026, 2, 20)):
            loaded = load(folder, documents)
        assert loaded.disabled == ("duong",)
        assert Indicator.objects.get(code="duong").valid_until == date(2026, 2, 20)
        assert "duong" in indicators_on(date(2026, 2, 19))
        assert "duong" not in indicators_on(date(2026, 2, 20))
        assert "duong" in line_codes().values()
        with fixed_to(date(2026, 5, 1)):
            assert load(folder).nothing

    def test_an_indicator_that_comes_back_holds_again(self, folder: Path) -> None:
        load(folder)
        documents = second_version()
        documents[FORM]["sections"][1]["indicators"].remove("duong")
        documents[FORM]["checks"] = documents[FORM]["checks"][:1]
        documents[AREA]["indicators"].remove(indicator(documents, "duong"))
        load(folder, documents)
        assert load(folder, second_version(version=3, valid_from=date(2026, 12, 15))).changed == ("duong",)
        assert "duong" in indicators_on(TODAY)

    def test_a_new_version_takes_over_on_its_day(self, folder: Path) -> None:
        load(folder)
        first = version_for("bieu-thu", AUGUST)
        assert load(folder, second_version()).new_versions == ("bieu-thu v2",)
        before, after = version_for("bieu-thu", date(2026, 2, 14)), version_for("bieu-thu", MARCH)
        assert before is not None
        assert after is not None
        assert (before.number, after.number) == (1, 2)
        assert before == first
        assert layout_of(before).name == "Biểu thử"
        assert layout_of(after).name == "Biểu thử, bản hai"
        assert load(folder).nothing

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"version": 1, "valid_from": AUGUST}, "phiên bản 1 đã được nạp với nội dung"),
            ({"version": 1, "valid_from": date(2025, 7, 1)}, "phiên bản 1 đã được nạp với nội dung"),
            ({"valid_from": date(2025, 7, 1)}, "không sau phiên bản 1"),
            ({"calendar": "statistical"}, "đã dùng theo kỳ month của lịch administrative"),
        ],
    )
    def test_a_version_that_would_change_what_was_published_is_refused(
        self, folder: Path, fields: dict[str, Any], sentence: str
    ) -> None:
        load(folder)
        before = content()
        documents = second_version(**fields)
        documents[AREA]["defaults"]["calendar"] = documents[FORM]["calendar"]
        with pytest.raises(BadCatalogue, match=sentence):
            load(folder, documents)
        assert content() == before

    def test_another_way_of_adding_is_another_version(self, folder: Path) -> None:
        load(folder)
        documents = small_documents()
        indicator(documents, "to").update(over_units="none")
        with pytest.raises(BadCatalogue, match="cách cộng"):
            load(folder, documents)

    def test_an_older_program_does_not_take_a_version_back(self, folder: Path) -> None:
        load(folder)
        load(folder, second_version())
        with pytest.raises(BadCatalogue, match="phiên bản 2 đã được nạp"):
            load(folder, small_documents())

    def test_a_form_that_is_gone_ends_and_comes_back_only_as_a_new_version(self, folder: Path) -> None:
        load(folder)
        documents = small_documents()
        del documents[FORM]
        documents["regimes.yaml"] = []
        with fixed_to(date(2026, 2, 20)):
            assert load(folder, documents).ended_forms == ("bieu-thu",)
            assert load(folder).nothing
        assert version_for("bieu-thu", date(2026, 2, 19)) is not None
        assert version_for("bieu-thu", date(2026, 2, 20)) is None
        with pytest.raises(BadCatalogue, match="tăng version"):
            load(folder, small_documents())
        load(folder, second_version(valid_from=date(2026, 3, 15)))
        assert version_for("bieu-thu", date(2026, 3, 1)) is None
        assert version_for("bieu-thu", date(2026, 3, 15)) is not None

    def test_a_province_with_a_rule_of_its_own_follows_that(self, folder: Path) -> None:
        documents = small_documents()
        documents["regimes.yaml"].append(
            documents["regimes.yaml"][0]
            | {"province": "25", "valid_from": MARCH, "deadline": {"rule": "day-of-month", "day": 20}}
        )
        load(folder, documents)
        found = {
            (province, day): regime_for("bieu-thu", "commune", province, day)
            for province in ("25", "01")
            for day in (AUGUST, MARCH)
        }
        deadlines = {key: regime.deadline for key, regime in found.items() if regime}
        assert deadlines == {
            ("25", AUGUST): WorkingDaysAfter(3),
            ("25", MARCH): DayOfMonth(20),
            ("01", AUGUST): WorkingDaysAfter(3),
            ("01", MARCH): WorkingDaysAfter(3),
        }

    def test_a_deadline_that_changed_is_written_and_one_not_named_is_left_alone(self, folder: Path) -> None:
        load(folder)
        own = Regime.objects.get()
        own.pk, own.province_code = None, "25"
        own.save()
        documents = small_documents()
        documents["regimes.yaml"][0]["basis"] = "Căn cứ mới"
        assert load(folder, documents).regimes == 1
        assert dict(Regime.objects.values_list("province_code", "basis")) == {
            "": "Căn cứ mới",
            "25": "Căn cứ thử",
        }


def test_a_definition_that_never_was_is_none() -> None:
    assert definition_of("never_was") is None
