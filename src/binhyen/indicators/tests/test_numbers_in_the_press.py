"""Where does each kind of number that the press gives of the movement have its home in the catalogue?

Five articles, from reviews of provinces to a plan and a conference of the Ministry, put in our own words. A number is
recorded by an indicator, or its family is left out with a reason; a target is held against the indicator it names.
"""

from __future__ import annotations

import pytest

from binhyen.indicators.queries import layouts_from
from binhyen.indicators.sources import read_catalogue

CATALOGUE = read_catalogue()
ASKED = {line.indicator for layout in layouts_from().values() for line in layout.lines}

RECORDED = {
    "a province reviews its year": {
        "38 kinds of model are kept up": "model_types",
        "models run at more than 33,100 sites": "model_points",
        "75 models are exemplary": "model_exemplars",
        "the Ministry spread 12 outstanding models": "model_outstanding",
        "more than 5,000 security teams work": "force_safety_teams",
        "more than 94 % of residential areas are recognised as safe": "safe_area_rate",
        "all agencies are recognised as safe": "safe_agency_rate",
        "all enterprises are recognised as safe": "safe_enterprise_rate",
        "almost all schools are recognised as safe": "safe_school_rate",
        "6 schools and the Front of 3 communes were supported": "res_beneficiary_units",
        "an enterprise gave almost a billion đồng": "res_body_social_vnd",
        "collectives were given certificates by the Minister": "awd_ministry_collectives",
        "individuals were given certificates by the Minister": "awd_ministry_individuals",
        "collectives were given certificates by the province": "awd_province_collectives",
        "individuals were given certificates by the province": "awd_province_individuals",
        "collectives were given certificates by the police director": "awd_police_collectives",
        "individuals were given certificates by the police director": "awd_police_individuals",
    },
    "a province before the reform": {
        "939 sessions launched the movement": "mob_sessions",
        "55,875 attendances at them": "mob_participants",
        "the public gave 527 tips of value": "info_tips_valuable",
        "the police keep up 55 kinds of model": "model_types",
        "the Front keeps up 60 models of one kind": "model_led_sites",
        "districts and departments signed pacts of emulation": "mob_pacts_units",
        "police and Front signed a programme for ten years": "org_coordination_programmes",
    },
    "a plan for a year": {
        "target: 80 % of residential areas are safe": "safe_area_rate",
        "target: 80 % of communes are safe": "safe_commune_rate",
        "target: 80 % of agencies are safe": "safe_agency_rate",
        "target: 80 % of enterprises are safe": "safe_enterprise_rate",
        "target: 80 % of schools are safe": "safe_school_rate",
        "target: the movement is fair or better in over 80 % of residential areas": "safe_area_fair_rate",
        "target: the movement is fair or better in over 80 % of communes": "safe_commune_fair_rate",
    },
    "a province and its people": {
        "558 steering committees were renewed": "org_steering_committees",
        "4,351 security teams": "force_safety_teams",
        "8,702 members of them": "force_safety_members",
        "34,931 groups of households": "selfmgmt_groups",
        "99 % of households belong to them": "model_household_rate",
        "thousands of tips of value a year": "info_tips_valuable",
        "over 80 % of residential areas are safe each year": "safe_area_rate",
        "over 80 % of communes are safe each year": "safe_commune_rate",
    },
    "a conference of the Ministry": {
        "the festival is held at villages, agencies and enterprises": "fest_sites",
        "the security criterion of the new rural programme is met": "safe_nrm_count",
    },
}

LEFT_OUT = {
    "148 communes are linked to a conference": "conf_sites",
    "growth is to have two digits": "ctx_other",
    "11 boards of ward guards": "force_legacy_units",
    "218 members of theirs": "force_legacy_members",
    "1,131 part-time commune police": "force_legacy_members",
    "a plan has 7 groups of tasks": "plan_task_groups",
    "almost 1,000 models and exemplars in one number": "model_count",
    "one target, 80 %, for all kinds of unit together": "safe_all_pct",
    "the festival lasts from 1 July to 19 August": "plan_threshold",
}


@pytest.mark.parametrize(
    ("number", "indicator"),
    [(number, code) for article in RECORDED.values() for number, code in article.items()],
)
def test_a_number_of_the_press_has_an_indicator_that_a_form_asks(number: str, indicator: str) -> None:
    assert indicator in CATALOGUE.definitions, number
    assert indicator in ASKED, number


@pytest.mark.parametrize("number", LEFT_OUT)
def test_a_number_that_is_left_out_has_a_reason(number: str) -> None:
    assert CATALOGUE.left_out[LEFT_OUT[number]].why
