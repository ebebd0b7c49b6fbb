"""Our own catalogue: what it asks, what it never asks, and how its files become forms."""

from __future__ import annotations

from typing import Any

import pytest

from binhyen.foundations.periods import PeriodKind
from binhyen.indicators.queries import find_mistakes, layouts_from
from binhyen.indicators.rules.catalogue import BadCatalogue, catalogue_from, layouts_of
from binhyen.indicators.rules.mistakes import CASES, OFFENDERS
from binhyen.indicators.sources import read_catalogue
from binhyen.indicators.tests.small_catalogue import FORM, small_documents
from binhyen.indicators.values import (
    Clearance,
    Comparison,
    FormLayout,
    Handling,
    IndicatorDefinition,
    IndicatorKind,
    LineRole,
    OverTime,
    OverUnits,
    Term,
)

CATALOGUE = read_catalogue()
INDICATORS = CATALOGUE.definitions
FORMS = layouts_from()
COMMUNES, BODIES = FORMS["xa-thang"], FORMS["coquan-tinh-thang"]


def asked(layout: FormLayout) -> set[str]:
    return {line.indicator for line in layout.lines}


class TestAsShipped:
    def test_there_is_no_mistake_and_no_warning(self) -> None:
        assert [str(mistake) for mistake in find_mistakes()] == []

    def test_there_are_two_forms_and_25_to_30_monthly_indicators(self) -> None:
        assert set(FORMS) == {"xa-thang", "coquan-tinh-thang"}
        assert 25 <= len(INDICATORS) <= 30
        assert {each.home_period for each in INDICATORS.values()} == {PeriodKind.MONTH}
        assert asked(COMMUNES) | asked(BODIES) == set(INDICATORS)

    def test_every_indicator_is_internal_until_somebody_decides_otherwise(self) -> None:
        assert {each.clearance for each in INDICATORS.values()} == {Clearance.INTERNAL}

    def test_nothing_guarded_is_asked(self) -> None:
        assert not {each.family for each in INDICATORS.values()} & (CASES | OFFENDERS)
        assert CATALOGUE.families >= CASES | OFFENDERS

    def test_every_kind_of_number_is_there(self) -> None:
        kinds = [each.kind for each in INDICATORS.values()]
        assert kinds.count(IndicatorKind.DERIVED) >= 2
        assert {IndicatorKind.STOCK, IndicatorKind.FLOW} <= set(kinds)
        assert sum(bool(each.category) for each in INDICATORS.values()) >= 3
        assert [code for code, each in INDICATORS.items() if each.decimals and each.unit != "%"] == [
            "res_lit_routes_km"
        ]

    def test_stocks_take_the_last_value_and_flows_add(self) -> None:
        for each in INDICATORS.values():
            wanted = {"stock": OverTime.LAST, "flow": OverTime.SUM, "derived": OverTime.PARTS}[each.kind]
            assert each.over_time is wanted, each.code

    def test_kinds_of_model_are_the_only_ones_that_never_add(self) -> None:
        assert [code for code, each in INDICATORS.items() if each.over_units is OverUnits.NONE] == [
            "model_types"
        ]

    def test_numbers_of_persons_are_marked(self) -> None:
        marked = {code for code, each in INDICATORS.items() if each.counts_persons}
        assert marked == {"force_safety_members", "disp_mediators", "awd_commune_individuals"}

    def test_cameras_and_patrols_are_never_mapped(self) -> None:
        never = {code for code, each in INDICATORS.items() if Handling.NO_MAP in each.handling}
        assert never == {"res_cameras", "force_patrols"}

    def test_what_the_provinces_bodies_know_is_asked_of_them_alone(self) -> None:
        assert asked(BODIES) - asked(COMMUNES) == {
            "model_types",
            "model_outstanding",
            "org_coordination_programmes",
        }
        assert {"force_safety_teams", "model_points", "model_exemplars"} <= asked(COMMUNES) - asked(BODIES)

    def test_a_joint_event_is_recorded_once_and_the_definition_says_by_whom(self) -> None:
        for code in ("mob_sessions", "org_training_classes"):
            assert "ở đơn vị chủ trì" in INDICATORS[code].definition

    def test_both_languages_are_there(self) -> None:
        for layout in FORMS.values():
            assert all(line.label and line.label_en and line.unit_en for line in layout.lines)
            assert all(section.title and section.title_en for section in layout.sections)
            assert all(check.sentence and check.sentence_en for check in layout.checks)

    def test_communes_have_8_to_12_checks(self) -> None:
        assert 8 <= len(COMMUNES.checks) <= 12

    def test_every_form_has_a_deadline_that_is_marked_as_a_local_rule(self) -> None:
        assert {each.form for each in CATALOGUE.regimes} == set(FORMS)
        assert all(each.local_rule and "Điều 13" in each.basis for each in CATALOGUE.regimes)

    def test_definitions_and_layouts_are_read_back_from_json_unchanged(self) -> None:
        for definition in INDICATORS.values():
            assert IndicatorDefinition.from_json(definition.as_json()) == definition
        for layout in FORMS.values():
            assert FormLayout.from_json(layout.as_json()) == layout


class TestLayouts:
    def test_an_indicator_with_options_becomes_a_total_with_a_line_for_each(self) -> None:
        lines = [line for line in COMMUNES.lines if line.indicator == "mob_sessions"]
        total, *options = lines
        assert (total.code, total.role, total.indent) == ("mob_sessions", LineRole.TOTAL, 0)
        assert total.parts == tuple(option.code for option in options)
        assert options[0].code == "mob_sessions/launch"
        assert {option.role for option in options} == {LineRole.INPUT}
        assert {option.indent for option in options} == {1}
        assert total not in COMMUNES.inputs

    def test_a_rate_is_a_line_that_is_worked_out_from_two_inputs(self) -> None:
        rate = COMMUNES.by_code["force_area_coverage"]
        assert (rate.role, rate.is_percent, rate.decimals) == (LineRole.RATE, True, 1)
        assert rate.parts == ("force_areas_covered", "ctx_residential_units")
        assert {COMMUNES.by_code[part].role for part in rate.parts} == {LineRole.INPUT}

    def test_lines_stand_in_the_order_of_the_form(self) -> None:
        layout = layouts_of(catalogue_from(small_documents()))["bieu-thu"]
        assert [line.code for line in layout.lines] == [
            "to", "thanh_vien", "ty_le", "buoi", "buoi/mot", "buoi/hai", "buoi/ba", "duong",
        ]  # fmt: skip
        assert [section.title for section in layout.sections] == ["Mục một", "Mục hai"]

    @pytest.mark.parametrize(
        "change",
        [
            lambda d: d[FORM].update(name="Tên khác"),
            lambda d: d[FORM].update(version=2),
            lambda d: d["categories.yaml"][0]["options"][0].update(name="Một khác"),
            lambda d: d["indicators/thu.yaml"]["indicators"][0].update(unit="đội"),
            lambda d: d[FORM]["checks"].pop(),
        ],
    )
    def test_whatever_the_form_shows_is_in_its_mark(self, change: Any) -> None:
        documents = small_documents()
        before = layouts_of(catalogue_from(documents))["bieu-thu"].layout_hash
        change(documents)
        assert layouts_of(catalogue_from(documents))["bieu-thu"].layout_hash != before


class TestRules:
    def test_a_rule_is_read_into_two_sums_of_lines(self) -> None:
        documents = small_documents()
        documents[FORM]["checks"][0]["rule"] = " buoi/mot + 2*to  <= 10 * thanh_vien+duong "
        (check, *_others) = layouts_of(catalogue_from(documents))["bieu-thu"].checks
        assert check.left == (Term("buoi/mot"), Term("to", 2))
        assert check.comparison is Comparison.AT_MOST
        assert check.right == (Term("thanh_vien", 10), Term("duong"))

    def test_zero_is_the_empty_side(self) -> None:
        documents = small_documents()
        documents[FORM]["checks"][0]["rule"] = "0 = to"
        (check, *_others) = layouts_of(catalogue_from(documents))["bieu-thu"].checks
        assert (check.left, check.comparison) == ((), Comparison.EQUAL)

    def test_a_fault_names_file_and_entry(self) -> None:
        documents = small_documents()
        documents[FORM]["checks"][1]["rule"] = "to < duong"
        with pytest.raises(BadCatalogue) as caught:
            catalogue_from(documents)
        assert caught.value.place == "forms/bieu-thu.yaml, “checks”, mục 2 (b)"
        assert "“to < duong” không phải là một quan hệ" in str(caught.value)
