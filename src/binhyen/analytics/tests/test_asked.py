"""Reports that a desk asked for add up like all others, over their own days alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhyen.analytics.queries import figures_of, figures_of_asked
from binhyen.analytics.tests.ground import DEFINITIONS
from binhyen.foundations import clock
from binhyen.foundations.periods import window_of
from binhyen.foundations.quantities import Quantity
from binhyen.indicators.models import Indicator
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.reporting.actions import withdraw_request
from binhyen.reporting.queries import answers_to, sums_so_far
from binhyen.reporting.tests.short_form import COMMUNES, FIRST, LAST, SHORT, Asking, laid
from tests.places import BACH_MA, DOI_CHE, SUOI_HOA

WINDOW = window_of(FIRST, LAST)


@pytest.fixture(autouse=True)
def january() -> Iterator[None]:
    with clock.fixed_to(date(2026, 1, 16)):
        yield


@pytest.fixture
def asking(small_tree: None) -> Asking:
    found = laid()
    with acting_as(OPERATOR):
        for each in Indicator.objects.filter(code__in=["watches", "patrols"]):
            each.definition = replace(DEFINITIONS["sessions"], code=each.code).as_json()
            each.save()
    return found


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=st.lists(st.sampled_from(COMMUNES), unique_by=lambda place: place.key, min_size=1),
    said=st.lists(
        st.tuples(
            st.sampled_from(COMMUNES), st.one_of(st.none(), st.just("x"), st.integers(0, 500)), st.booleans()
        ),
        unique_by=lambda each: each[0].key,
    ),
    in_turn=st.booleans(),
)
def test_sums_are_the_plain_sums_of_accepted_answers_whoever_is_asked_and_answers_in_whatever_order(
    asking: Asking, asked: list[Any], said: list[Any], in_turn: bool
) -> None:
    answering = [(place, value, taken) for place, value, taken in said if place in asked]
    with transaction.atomic():
        request = asking.ask(units=[place.key for place in asked])
        for place, value, taken in answering:
            asking.answer(place, watches=value, patrols__a=1, patrols__b=None)
            if taken and in_turn:
                asking.accept(place)
        for place, _value, taken in reversed(answering):
            if taken and not in_turn:
                asking.accept(place)
        with acting_as(asking.desk):
            figures = figures_of(asking.desk, BACH_MA.key, WINDOW, data_sets=[SHORT], with_last_known=False)
            alone = figures_of_asked(asking.desk, BACH_MA.key, [(SHORT, WINDOW)])[SHORT, WINDOW]
            so_far = sums_so_far(request, answers_to(asking.desk, request))["watches"]
        transaction.set_rollback(True)
    accepted = [value for _place, value, taken in answering if taken and isinstance(value, int)]
    handed_in = [value for _place, value, _taken in answering if isinstance(value, int)]
    by_line = {figure.line: figure for figure in figures}
    assert by_line["watches"].value == (sum(accepted) if accepted else None)
    assert by_line["watches"].units_expected == len(asked)
    assert by_line["patrols/a"].value == (sum(taken for _p, _v, taken in answering) or None)
    assert [(each.line, each.value) for each in alone] == [(each.line, each.value) for each in figures]
    assert (so_far.value if isinstance(so_far, Quantity) else None) == (sum(handed_in) if handed_in else None)


def test_days_within_other_days_stand_apart_and_cost_no_further_statement(asking: Asking) -> None:
    inner = window_of(FIRST, date(2026, 1, 12))
    asking.ask(units=[SUOI_HOA.key])
    asking.answer(SUOI_HOA, watches=7)
    asking.accept(SUOI_HOA)
    counted = []
    with acting_as(asking.desk):
        for periods in ([WINDOW], [WINDOW, inner]):
            with CaptureQueriesContext(connection) as statements:
                found = figures_of_asked(asking.desk, BACH_MA.key, [(SHORT, period) for period in periods])
            counted.append(len(statements))
            assert [period for _code, period in found] == [WINDOW]
    asking.ask(units=[DOI_CHE.key], last_day=inner.last_day, title="Ba ngày đầu")
    with acting_as(asking.desk):
        found = figures_of_asked(asking.desk, BACH_MA.key, [(SHORT, WINDOW), (SHORT, inner)])
    assert {period: figures[0].value for (_code, period), figures in found.items()} == {
        WINDOW: 7,
        inner: None,
    }
    assert counted[0] == counted[1]


def test_what_is_withdrawn_leaves_no_sum_behind(asking: Asking) -> None:
    request = asking.ask()
    with acting_as(asking.desk):
        assert figures_of(asking.desk, BACH_MA.key, WINDOW, data_sets=[SHORT])
        withdraw_request(by=asking.desk, request=request)
        assert not figures_of(asking.desk, BACH_MA.key, WINDOW, data_sets=[SHORT])
