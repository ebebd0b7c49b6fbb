from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhyen.foundations import clock
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.periods import window_of
from binhyen.foundations.quantities import Absence, Quantity
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.reporting.actions import (
    ask_again,
    ask_more_units,
    extend_request,
    gather,
    open_campaign,
    record_values,
    return_for_correction,
    submit,
    withdraw_request,
)
from binhyen.reporting.models import Campaign, Obligation, Request, Submission
from binhyen.reporting.queries import answers_to, asked_of, campaigns_of, due_of, requests_of, sums_so_far
from binhyen.reporting.rules.asking import tentative_sums
from binhyen.reporting.rules.gates import submitting_gate
from binhyen.reporting.rules.values import Document
from binhyen.reporting.tests.forms import LAYOUT, lay_form
from binhyen.reporting.tests.short_form import (
    COMMUNES,
    DEADLINE,
    FIRST,
    LAST,
    SHORT,
    SHORT_LAYOUT,
    Asking,
    laid,
    stated,
)
from tests.places import BACH_MA, BEN_TRE_XANH, DOI_CHE, SUOI_HOA

WINDOW = window_of(FIRST, LAST)


@pytest.fixture
def asking(small_tree: None, january: None) -> Asking:
    return laid()


def refusal(act: Any, **told: Any) -> str:
    with pytest.raises(NotAllowed) as raised:
        act(**told)
    assert raised.value.refused.sentence
    assert raised.value.refused.remedy
    return raised.value.refused.code


class TestAsking:
    def test_each_unit_owes_it_to_the_unit_above_under_the_name_and_deadline_that_were_given(
        self, asking: Asking
    ) -> None:
        request = asking.ask()
        assert (request.period, request.version.data_set.code) == ("2026-01-10..2026-01-25", SHORT)
        for place in COMMUNES:
            owed = asking.owed(place)
            assert (owed.superior_id, owed.deadline, owed.title) == (BACH_MA.key, DEADLINE, request.title)
            assert (owed.request_id, owed.period, owed.deadline_basis) == (
                request.pk,
                request.period,
                "Kế hoạch 12/KH-BCĐ",
            )
            assert owed.lives is None

    def test_the_unit_finds_it_among_what_is_due(self, asking: Asking) -> None:
        asking.ask()
        officer = asking.officers[SUOI_HOA.key]
        with acting_as(officer):
            (due,) = due_of(officer)
            (asked,) = asked_of(officer, SUOI_HOA.key)
        assert (due.deadline, due.period, due.obligation_id) == (DEADLINE, WINDOW, asking.owed().pk)
        assert (asked.title, asked.state, asked.overdue) == ("Trực gác dịp Tết", "awaited", False)

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"title": "   "}, "text-missing"),
            ({"title": "T" * 201}, "text-too-long"),
            ({"title": "Hỏi ông Nguyễn Văn Bảy"}, "text-names-a-person"),
            ({"basis": "Gọi 0912 345 678"}, "text-names-a-person"),
            ({"occasion": "monthly"}, "unknown-occasion"),
            ({"last_day": date(2026, 1, 9)}, "days-turned-round"),
            ({"deadline": date(2026, 1, 9)}, "deadline-before-days"),
            ({"deadline": date(2026, 1, 15)}, "deadline-past"),
            ({"units": []}, "no-unit"),
            ({"units": [BEN_TRE_XANH.key]}, "unit-out-of-reach"),
            ({"units": [BACH_MA.key]}, "unit-out-of-reach"),
            ({"first_day": date(2025, 6, 20), "last_day": date(2025, 6, 25)}, "unit-owes-no-such-form"),
        ],
    )
    def test_what_cannot_be_asked_is_refused_and_leaves_nothing(
        self, asking: Asking, changed: dict[str, Any], code: str
    ) -> None:
        assert refusal(asking.ask, **changed) == code
        with acting_as(OPERATOR):
            assert not Request.objects.visible_to(OPERATOR).exists()

    def test_a_periodic_form_is_not_asked_for_days_of_its_own(self, asking: Asking) -> None:
        with acting_as(OPERATOR):
            monthly = lay_form(LAYOUT)
        assert refusal(asking.ask, data_set=monthly) == "periodic-form"

    def test_only_the_desk_of_the_unit_or_above_asks(self, asking: Asking) -> None:
        for actor in (asking.other_desk, *asking.officers.values()):
            assert refusal(asking.ask, by=actor) == "not-permitted"

    def test_the_same_form_and_days_are_asked_once_and_the_refusal_names_what_asked(
        self, asking: Asking
    ) -> None:
        asking.ask(units=[SUOI_HOA.key])
        with pytest.raises(NotAllowed) as raised:
            asking.ask(units=[DOI_CHE.key], title="Lần nữa")
        assert "Trực gác dịp Tết" in str(raised.value.refused.sentence)
        asking.ask(last_day=date(2026, 1, 26), title="Dài thêm một ngày")

    def test_further_units_are_asked_later_and_none_twice(self, asking: Asking) -> None:
        request = asking.ask(units=[SUOI_HOA.key])
        with acting_as(asking.desk):
            assert (
                refusal(ask_more_units, by=asking.desk, request=request, units=[SUOI_HOA.key, DOI_CHE.key])
                == "asked-already"
            )
            ask_more_units(by=asking.desk, request=request, units=[DOI_CHE.key], deadline=date(2026, 1, 23))
        assert asking.owed(DOI_CHE).deadline == date(2026, 1, 23)

    def test_the_number_of_statements_does_not_grow_with_the_units(self, asking: Asking) -> None:
        counted = []
        for first, units in ((FIRST, [SUOI_HOA.key]), (date(2026, 1, 11), [p.key for p in COMMUNES])):
            with CaptureQueriesContext(
                connection,
            ) as statements:
                asking.ask(first_day=first, units=units)
            counted.append(len(statements))
        assert counted[0] == counted[1]


class TestAnswering:
    def test_it_is_handed_in_before_its_days_are_over_but_not_before_they_began(self, asking: Asking) -> None:
        asking.ask()
        assert asking.answer().state == "submitted"
        asking.ask(first_day=date(2026, 1, 18), title="Chưa bắt đầu")
        officer = asking.officers[SUOI_HOA.key]
        with acting_as(OPERATOR):
            owed = Obligation.objects.visible_to(OPERATOR).get(unit_id=SUOI_HOA.key, title="Chưa bắt đầu")
        with acting_as(officer):
            report = record_values(by=officer, obligation=owed, figures=stated(watches=1))
            assert refusal(submit, by=officer, submission=report) == "not-begun"

    def test_periodic_reports_still_wait_for_the_end_of_their_period(self) -> None:
        judged = submitting_gate(
            SHORT_LAYOUT, Document.empty(SHORT_LAYOUT), {}, last_day=LAST, today=date(2026, 1, 20)
        )
        assert isinstance(judged, Refused)
        assert judged.code == "period-not-over"

    def test_drafts_and_returned_reports_say_nothing(self, asking: Asking) -> None:
        request = asking.ask()
        asking.answer(SUOI_HOA, watches=3)
        asking.record(DOI_CHE, watches=5)
        with acting_as(asking.desk):
            answers = {each.unit_id: each for each in answers_to(asking.desk, request)}
            assert sums_so_far(request, list(answers.values()))["watches"] == Quantity(Decimal(3), "ca")
        assert answers[SUOI_HOA.key].figures["watches"] == Quantity(Decimal(3), "ca")
        assert (answers[DOI_CHE.key].state, dict(answers[DOI_CHE.key].figures)) == ("draft", {})
        with acting_as(asking.desk):
            report = Submission.objects.visible_to(asking.desk).get(unit_id=SUOI_HOA.key)
            return_for_correction(by=asking.desk, submission=report, reason="Xem lại số ca")
            assert all(not each.figures for each in answers_to(asking.desk, request))

    def test_the_list_counts_answers_and_who_is_late(self, asking: Asking) -> None:
        asking.ask()
        asking.answer(SUOI_HOA)
        asking.accept(SUOI_HOA)
        with clock.fixed_to(date(2026, 1, 22)), acting_as(asking.desk):
            with CaptureQueriesContext(connection) as statements:
                (asked,) = requests_of(asking.desk, BACH_MA.path)
            assert len(statements) == 2
        assert (asked.units, asked.answered, asked.accepted, asked.late) == (2, 1, 1, 1)
        assert (asked.unit_name, asked.is_open) == ("Tỉnh Bạch Mã", True)


class TestChangingOnesMind:
    def test_more_time_is_given_to_those_alone_who_have_not_answered(self, asking: Asking) -> None:
        request = asking.ask()
        asking.answer(SUOI_HOA)
        with acting_as(asking.desk):
            for until, reason, code in (
                (date(2026, 1, 20), "Mưa lũ", "not-later"),
                (date(2026, 1, 14), "Mưa lũ", "deadline-past"),
                (date(2026, 1, 28), " ", "text-missing"),
            ):
                assert (
                    refusal(extend_request, by=asking.desk, request=request, until=until, reason=reason)
                    == code
                )
            extended = extend_request(
                by=asking.desk, request=request, until=date(2026, 1, 28), reason="Mưa lũ"
            )
        assert extended.units == 1
        assert (asking.owed(SUOI_HOA).due, asking.owed(DOI_CHE).due) == (DEADLINE, date(2026, 1, 28))
        assert asking.owed(DOI_CHE).extension_reason == "Mưa lũ"

    def test_what_nobody_began_is_withdrawn_and_asked_again(self, asking: Asking) -> None:
        request = asking.ask()
        with acting_as(asking.desk):
            withdraw_request(by=asking.desk, request=request)
            assert not Obligation.objects.visible_to(asking.desk).filter(request=request).exists()
            assert refusal(withdraw_request, by=asking.desk, request=request) == "request-withdrawn"
            for _again in range(2):
                ask_again(by=asking.desk, request=request)
        assert asking.owed(DOI_CHE).deadline == DEADLINE
        with acting_as(asking.desk):
            (asked,) = requests_of(asking.desk, BACH_MA.path)
        assert (asked.units, asked.withdrawn) == (2, False)

    def test_who_began_goes_on_when_the_rest_is_let_go(self, asking: Asking) -> None:
        request = asking.ask()
        asking.record(SUOI_HOA, watches=1)
        with acting_as(asking.desk):
            withdrawn = withdraw_request(by=asking.desk, request=request)
            assert (withdrawn.withdrawn, withdrawn.withdrawn_at) == ([DOI_CHE.key], None)
            assert refusal(withdraw_request, by=asking.desk, request=request) == "nothing-to-withdraw"
            (answer,) = answers_to(asking.desk, request)
        assert answer.unit_id == SUOI_HOA.key

    def test_after_a_whole_withdrawal_the_same_may_be_asked_anew(self, asking: Asking) -> None:
        request = asking.ask()
        with acting_as(asking.desk):
            withdraw_request(by=asking.desk, request=request)
        anew = asking.ask(title="Lần hai")
        with acting_as(asking.desk):
            assert [each.request.pk for each in requests_of(asking.desk, BACH_MA.path)] == [anew.pk]

    def test_strangers_change_nothing(self, asking: Asking) -> None:
        request = asking.ask()
        officer = asking.officers[SUOI_HOA.key]
        with acting_as(officer):
            assert refusal(withdraw_request, by=officer, request=request) == "not-permitted"


class TestCampaigns:
    def open(self, asking: Asking, **changed: Any) -> Campaign:
        told: dict[str, Any] = {
            "unit": asking.province,
            "name": "Cao điểm Tết 2026",
            "plan": "Kế hoạch 9/KH-BCĐ",
            "first_day": date(2026, 1, 15),
            "last_day": date(2026, 2, 28),
        }
        with acting_as(asking.desk):
            return open_campaign(by=asking.desk, **(told | changed))

    def test_a_campaign_gathers_requests_of_its_own_unit(self, asking: Asking) -> None:
        campaign, request = self.open(asking), asking.ask()
        with acting_as(asking.desk):
            gather(by=asking.desk, request=request, campaign=campaign)
            (gathered,) = requests_of(asking.desk, BACH_MA.path, campaign)
            (listed,) = campaigns_of(asking.desk, BACH_MA.path)
            assert (gathered.request.pk, gathered.campaign, listed.requests) == (
                request.pk,
                campaign.name,
                1,
            )
            gather(by=asking.desk, request=request, campaign=None)
            assert requests_of(asking.desk, BACH_MA.path, campaign) == ()
        with acting_as(OPERATOR):
            others = Campaign.objects.create(
                unit_id=SUOI_HOA.key,
                name="Của xã",
                first_day=FIRST,
                last_day=LAST,
                opened_at=clock.now(),
            )
        assert refusal(asking.ask, campaign=others, last_day=date(2026, 1, 30)) == "campaign-of-another-unit"

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"name": ""}, "text-missing"),
            ({"name": "Ông Trần Văn Tám"}, "text-names-a-person"),
            ({"last_day": date(2026, 1, 14)}, "days-turned-round"),
            ({}, "campaign-named-so"),
        ],
    )
    def test_what_cannot_be_opened_is_refused(
        self, asking: Asking, changed: dict[str, Any], code: str
    ) -> None:
        self.open(asking)
        assert refusal(lambda: self.open(asking, **changed)) == code


def test_a_line_that_does_not_add_over_units_has_no_sum_so_far() -> None:
    adds = [each.code != "watches" for each in SHORT_LAYOUT.kept]
    sums = tentative_sums(
        SHORT_LAYOUT,
        adds,
        [stated(watches=3, patrols__a=1, patrols__b=2), stated(watches=4, patrols__a=5, patrols__b="x")],
    )
    assert sums["watches"] is Absence.MISSING
    assert sums["patrols"] == Quantity(Decimal(8), "buổi")
    nothing = tentative_sums(SHORT_LAYOUT, [True] * 3, [stated(watches="x")])
    assert nothing["watches"] is Absence.NOT_APPLICABLE
