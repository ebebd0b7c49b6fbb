"""Our own catalogue: what it asks, what it never asks, and how its files become forms."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import yaml
from django.conf import settings

from binhyen.foundations.deadlines import holiday_table
from binhyen.foundations.periods import Period, PeriodKind, calendar_of
from binhyen.indicators.queries import find_mistakes, layouts_from
from binhyen.indicators.rules.catalogue import BadCatalogue, catalogue_from, layouts_of
from binhyen.indicators.rules.mistakes import BODIES as BODIES_OF_SECTIONS
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
from binhyen.orgunits.models import Kind

CATALOGUE = read_catalogue()
INDICATORS = CATALOGUE.definitions
FORMS = layouts_from()
HOLIDAYS = yaml.safe_load((settings.CATALOGUE / "calendars" / "holidays.yaml").read_text("utf-8"))
COMMUNES, BODIES = FORMS["xa-thang"], FORMS["coquan-tinh-thang"]


def asked(layout: FormLayout) -> set[str]:
    return {line.indicator for line in layout.lines}


class TestAsShipped:
    def test_there_is_no_mistake_and_no_warning(self) -> None:
        assert [str(mistake) for mistake in find_mistakes()] == []

    def test_there_are_at_least_70_indicators_and_each_is_asked(self) -> None:
        assert len(INDICATORS) >= 70
        assert set().union(*(asked(layout) for layout in FORMS.values())) == set(INDICATORS)

    def test_forms_cover_every_level_and_period(self) -> None:
        covered = {(layout.levels, layout.calendar, layout.period_kind) for layout in FORMS.values()}
        for level, calendar, kinds in (
            ("commune", "administrative", ("month", "half", "year")),
            ("body", "administrative", ("month", "half", "year")),
            ("province", "administrative", ("year",)),
            ("commune", "safe-residential-areas", ("year",)),
            ("commune", "safe-communes-and-organisations", ("year",)),
            ("province", "safe-communes-and-organisations", ("year",)),
            ("commune", "team-rating", ("year",)),
            ("commune", "festival", ("window",)),
        ):
            assert covered >= {((level,), calendar, PeriodKind(kind)) for kind in kinds}

    @pytest.mark.parametrize(
        ("form", "mark"),
        [
            ("xa-thang", "1e2e4d8153303dbd6df0c6ae67115d1e5bd36cd1182f1fcc99a3bd725cac2c72"),
            ("coquan-tinh-thang", "9566da791623712ccee65f652456455cccfb68474963545b1b054d980a975e35"),
        ],
    )
    def test_a_form_that_is_in_use_stays_as_it_was_published(self, form: str, mark: str) -> None:
        assert (FORMS[form].version, FORMS[form].layout_hash) == (1, mark)

    @pytest.mark.parametrize("form", [code for code, each in FORMS.items() if each.calendar == "windows"])
    def test_a_form_for_one_occasion_is_short_and_stands_by_itself(self, form: str) -> None:
        assert 4 <= len(FORMS[form].lines) <= 8
        others = set().union(*(asked(layout) for code, layout in FORMS.items() if code != form))
        assert not asked(FORMS[form]) & others

    def test_every_indicator_is_internal_until_somebody_decides_otherwise(self) -> None:
        assert {each.clearance for each in INDICATORS.values()} == {Clearance.INTERNAL}

    def test_nothing_is_asked_of_offenders_people_under_care_and_crime(self) -> None:
        assert not {each.family for each in INDICATORS.values()} & OFFENDERS
        assert CATALOGUE.left_out.keys() >= OFFENDERS
        assert CATALOGUE.families >= CASES | OFFENDERS

    def test_tips_and_disputes_are_half_yearly_numbers_of_a_commune_that_serve_nothing_else(self) -> None:
        cases = [each for each in INDICATORS.values() if each.family in CASES]
        assert {each.family for each in cases} == CASES - CATALOGUE.left_out.keys()
        for each in cases:
            assert (each.home_period, each.lowest_level, each.category) == (PeriodKind.HALF, "commune", "")
            assert each.handling == {
                Handling.NO_RANK, Handling.NO_TARGET, Handling.NO_SCORE, Handling.NO_MAP,
            }  # fmt: skip

    def test_no_monthly_or_short_form_asks_for_tips_and_disputes(self) -> None:
        guarded = {code for code, each in INDICATORS.items() if each.family in CASES}
        asking = {code for code, layout in FORMS.items() if asked(layout) & guarded}
        assert asking == {"xa-6-thang", "xa-nam"}

    def test_every_kind_of_number_is_there(self) -> None:
        kinds = [each.kind for each in INDICATORS.values()]
        assert kinds.count(IndicatorKind.DERIVED) >= 2
        assert set(kinds) == set(IndicatorKind)
        assert sum(bool(each.category) for each in INDICATORS.values()) >= 3
        decimal = {code for code, each in INDICATORS.items() if each.decimals and each.unit != "%"}
        assert decimal == {"res_lit_routes_km", "border_km", "border_km_watched"}

    def test_stocks_take_the_last_value_and_flows_add(self) -> None:
        for each in INDICATORS.values():
            wanted = {"flow": OverTime.SUM, "derived": OverTime.PARTS}.get(each.kind, OverTime.LAST)
            assert each.over_time is wanted, each.code

    def test_kinds_of_model_are_the_only_ones_that_never_add(self) -> None:
        assert [code for code, each in INDICATORS.items() if each.over_units is OverUnits.NONE] == [
            "model_types"
        ]

    def test_numbers_of_persons_are_marked(self) -> None:
        marked = {code for code, each in INDICATORS.items() if each.counts_persons}
        assert marked == {
            "force_safety_members", "force_members_joined", "force_members_left", "force_members_trained",
            "force_norm_members", "disp_mediators", "ctx_population", "awd_honoured", "awd_medals",
            "awd_commune_individuals", "awd_ministry_individuals", "awd_province_individuals",
            "awd_police_individuals",
        }  # fmt: skip

    def test_cameras_patrols_and_the_border_are_never_mapped(self) -> None:
        never = {code for code, each in INDICATORS.items() if Handling.NO_MAP in each.handling}
        watched = {
            code for code in INDICATORS if code.startswith(("border_", "res_camera")) or "patrols" in code
        }
        assert watched <= never
        guarded = {code for code, each in INDICATORS.items() if each.family in CASES}
        assert never - watched - guarded == {"force_fire_support", "mass_org_groups", "elect_areas_guarded"}

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

    def test_every_family_of_the_vocabulary_is_counted_or_left_out_with_a_reason(self) -> None:
        counted = {each.family for each in INDICATORS.values()}
        assert counted | CATALOGUE.left_out.keys() == CATALOGUE.families
        assert not counted & CATALOGUE.left_out.keys()
        assert all(len(each.why) > 30 and len(each.why_en) > 30 for each in CATALOGUE.left_out.values())

    def test_an_indicator_is_entered_in_one_period_alone(self) -> None:
        for layout in FORMS.values():
            for line in layout.kept:
                definition = INDICATORS[line.indicator]
                at_home = (definition.calendar, definition.home_period) == (
                    layout.calendar,
                    layout.period_kind,
                )
                assert (line.role is LineRole.INPUT) is at_home, (layout.data_set, line.code)
                assert line.home == (None if at_home else definition.home_period)

    def test_no_unit_enters_one_indicator_on_two_forms(self) -> None:
        for code in INDICATORS:
            entering = [
                level
                for layout in FORMS.values()
                if any(line.indicator == code for line in layout.inputs)
                for level in layout.levels
            ]
            assert len(entering) == len(set(entering)), code

    def test_the_police_and_the_front_fill_in_their_sections_of_the_longer_forms(self) -> None:
        for form in ("xa-6-thang", "xa-nam"):
            assert FORMS[form].bodies == ("police", "front")
            assert asked(FORMS[form].part_of("police")) >= {"force_patrols", "info_tips"}
            assert asked(FORMS[form].part_of("front")) >= {"selfmgmt_groups", "disp_mediators"}
        assert not COMMUNES.bodies
        assert set(BODIES_OF_SECTIONS) <= set(Kind.values)

    def test_every_form_has_checks_and_its_workbook_too(self) -> None:
        """A workbook asks nothing that shorter reports add up to, so it judges no check that looks at such a line."""
        for layout in FORMS.values():
            assert layout.to_fill.checks, layout.data_set
            for check in layout.checks:
                assert {layout.by_code[line].role for line in check.lines} != {LineRole.CARRIED}, check.code

    def test_no_check_looks_over_the_border_of_a_section_of_a_body(self) -> None:
        for layout in FORMS.values():
            body_of = {line.code: section.body for section in layout.sections for line in section.lines}
            for check in layout.checks:
                assert len({body_of[line] for line in check.lines}) == 1, (layout.data_set, check.code)

    def test_security_teams_have_no_figures_of_the_time_before_their_law(self) -> None:
        for code in ("force_safety_teams", "force_safety_members"):
            (changed,) = INDICATORS[code].changed
            assert (changed.from_day, changed.comparable) == (date(2024, 7, 1), False)
            assert "changed" in INDICATORS[code].as_json()
        assert "changed" not in INDICATORS["mob_sessions"].as_json()

    def test_both_languages_are_there(self) -> None:
        for layout in FORMS.values():
            assert all(line.label and line.label_en and line.unit_en for line in layout.lines)
            assert all(section.title and section.title_en for section in layout.sections)
            assert all(check.sentence and check.sentence_en for check in layout.checks)

    def test_communes_have_8_to_12_checks(self) -> None:
        assert 8 <= len(COMMUNES.checks) <= 12

    def test_every_form_has_a_deadline_that_is_marked_as_a_local_rule(self) -> None:
        assert {each.form for each in CATALOGUE.regimes} == {
            code for code, layout in FORMS.items() if layout.calendar != "windows"
        }
        assert all(each.local_rule and "Điều 13" in each.basis for each in CATALOGUE.regimes)

    def test_every_deadline_leaves_a_working_day_after_the_cut_off(self) -> None:
        holidays = holiday_table(HOLIDAYS["rows"], HOLIDAYS["complete_years"])
        calendars = {code: (layout.calendar, layout.period_kind) for code, layout in FORMS.items()}
        for each in CATALOGUE.regimes:
            calendar, kind = calendars[each.form]
            period = Period(calendar_of(calendar), kind, 2026)
            due = each.deadline.day_for(period.last_day, holidays)
            assert period.last_day < due <= period.last_day + timedelta(days=30), each.form

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
