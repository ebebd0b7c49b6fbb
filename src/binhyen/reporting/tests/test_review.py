"""A report's way: recorded, handed in, given back, taken, locked, adjusted; and who may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from binhyen.foundations import clock
from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.quantities import Absence, Quantity
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.reporting.actions import (
    BadFigures,
    CellReason,
    accept,
    accept_many,
    adjust,
    lock,
    record_values,
    return_for_correction,
    submit,
)
from binhyen.reporting.models import FigureSource, Recording, State, Submission
from binhyen.reporting.tests.conftest import Desk, figures
from tests.places import DOI_CHE, SUOI_HOA


def refusal_of(error: pytest.ExceptionInfo[NotAllowed]) -> str:
    assert error.value.refused.sentence
    assert error.value.refused.remedy
    return error.value.refused.code


def test_figures_are_kept_in_the_order_of_the_form_and_each_change_is_noted(desk: Desk) -> None:
    submission = desk.record(desk.commune_officer, teams=12, members="x", length_km="2.5")
    assert submission.state == State.DRAFT
    assert submission.values == [Decimal(12), None, None, None, None, None, Decimal("2.5")]
    assert submission.not_applicable == [1]
    desk.record(desk.commune_officer, teams=13)
    with acting_as(OPERATOR):
        changes = [each.changes for each in Recording.objects.visible_to(OPERATOR).order_by("pk")]
    assert changes == [
        [["teams", None, "12", ""], ["members", None, "x", ""], ["length_km", None, "2.5", ""]],
        [["teams", "12", "13", ""]],
    ]


def test_recording_the_same_again_changes_nothing(desk: Desk) -> None:
    first = desk.report()
    again = desk.record(desk.commune_officer, teams=12)
    assert again.state == State.SUBMITTED
    assert again.submitted_at == first.submitted_at
    with acting_as(OPERATOR):
        assert Recording.objects.visible_to(OPERATOR).count() == 1


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"teams": "1.5"}, "not-whole"),
        ({"teams": -1}, "negative"),
        ({"length_km": "1.25"}, "too-many-decimals"),
        ({"teams": 10**15}, "too-large"),
    ],
)
def test_a_value_that_its_line_cannot_have_is_refused_and_nothing_is_written(
    desk: Desk, values: dict[str, int | str], code: str
) -> None:
    with pytest.raises(BadFigures) as bad:
        desk.record(desk.commune_officer, members=30, **values)
    (fault,) = bad.value.faults
    assert fault.code == code
    assert fault.sentence
    assert fault.remedy
    with acting_as(OPERATOR):
        assert not Submission.objects.visible_to(OPERATOR).exists()


def test_unknown_and_computed_lines_are_refused(desk: Desk) -> None:
    some = figures(teams=1)
    with acting_as(desk.commune_officer), pytest.raises(BadFigures) as bad:
        record_values(
            by=desk.commune_officer,
            obligation=desk.obligation(),
            figures={**some, "sessions": some["teams"], "spies": some["teams"]},
        )
    assert {fault.line: fault.code for fault in bad.value.faults} == {
        "sessions": "computed-line",
        "spies": "unknown-line",
    }


def test_a_broken_check_needs_a_note_before_it_is_handed_in_and_stays_a_flag(desk: Desk) -> None:
    draft = desk.record(desk.commune_officer, teams=12, members=20)
    with acting_as(desk.commune_officer), pytest.raises(NotAllowed) as refusal:
        submit(by=desk.commune_officer, submission=draft)
    assert refusal_of(refusal) == "check-unexplained"
    desk.record(desk.commune_officer, notes={"members": "Hai tổ mới thành lập, chưa đủ người."})
    with acting_as(desk.commune_officer):
        submitted = submit(by=desk.commune_officer, submission=draft)
    (flag,) = submitted.flags
    assert (flag["kind"], flag["check"], flag["answered"]) == ("check", "two-of-a-team", False)


def test_a_report_is_not_handed_in_before_its_period_is_over_nor_empty(desk: Desk) -> None:
    draft = desk.record(desk.commune_officer, teams=1, members=2)
    with (
        clock.fixed_to(date(2026, 1, 14)),
        acting_as(desk.commune_officer),
        pytest.raises(NotAllowed) as refusal,
    ):
        submit(by=desk.commune_officer, submission=draft)
    assert refusal_of(refusal) == "period-not-over"
    empty = desk.record(desk.commune_officer, teams=None, members=None)
    with acting_as(desk.commune_officer), pytest.raises(NotAllowed) as refusal:
        submit(by=desk.commune_officer, submission=empty)
    assert refusal_of(refusal) == "empty-report"


def test_after_the_deadline_a_report_is_taken_and_marked_late_unless_it_was_given_more_time(
    desk: Desk,
) -> None:
    with clock.fixed_to(date(2026, 1, 20)):
        assert desk.report(SUOI_HOA).late
    with clock.fixed_to(date(2026, 1, 19)):
        assert not desk.report(DOI_CHE).late


def test_a_report_that_came_in_time_and_was_given_back_is_not_late(desk: Desk) -> None:
    submission = desk.report()
    with acting_as(desk.reviewer):
        return_for_correction(by=desk.reviewer, submission=submission, reason="Kiểm tra số tổ")
    with clock.fixed_to(date(2026, 2, 1)):
        assert not desk.report(teams=11).late


def test_a_report_is_given_back_with_reasons_on_its_cells(desk: Desk) -> None:
    submission = desk.report()
    with acting_as(desk.reviewer):
        returned = return_for_correction(
            by=desk.reviewer,
            submission=submission,
            reason="Số liệu chưa khớp",
            cells=[CellReason("teams", "Tháng trước 21 tổ")],
        )
    assert returned.state == State.RETURNED
    assert returned.returns == [{"line": "teams", "reason": "Tháng trước 21 tổ"}]
    for reason, cells, code in (
        ("", [], "no-reason"),
        ("Sai", [CellReason("spies", "?")], "unknown-line"),
    ):
        again = desk.report(DOI_CHE) if code == "no-reason" else desk.submission(DOI_CHE)
        with acting_as(desk.reviewer), pytest.raises(NotAllowed) as refusal:
            return_for_correction(by=desk.reviewer, submission=again, reason=reason, cells=cells)
        assert refusal_of(refusal) == code


def test_accepting_is_for_the_unit_above_alone(desk: Desk) -> None:
    submission = desk.report()
    for actor in (desk.commune_officer, desk.neighbour, desk.other_province):
        with acting_as(actor), pytest.raises((NotAllowed, Submission.DoesNotExist)):
            accept(by=actor, submission=submission)
    with acting_as(desk.reviewer):
        accepted = accept(by=desk.reviewer, submission=submission)
    assert (accepted.state, accepted.accepted_by) == (State.ACCEPTED, 77)


def test_whoever_entered_a_value_does_not_accept_it_but_may_have_brought_the_units_workbook(
    desk: Desk,
) -> None:
    corrected = desk.report()
    with acting_as(desk.reviewer):
        record_values(by=desk.reviewer, obligation=desk.obligation(), figures=figures(teams=11))
        submit(by=desk.reviewer, submission=corrected)
    with acting_as(desk.reviewer), pytest.raises(NotAllowed) as refusal:
        accept(by=desk.reviewer, submission=corrected)
    assert refusal_of(refusal) == "own-figures"
    with acting_as(desk.reviewer):
        brought = record_values(
            by=desk.reviewer,
            obligation=desk.obligation(DOI_CHE),
            figures=figures(teams=3, members=9),
            source=FigureSource.WORKBOOK,
            delivered=True,
        )
        submit(by=desk.reviewer, submission=brought)
        assert accept(by=desk.reviewer, submission=brought).state == State.ACCEPTED
    colleague = replace(desk.reviewer, account_id=78, name="lan")
    with acting_as(colleague):
        assert accept(by=colleague, submission=corrected).state == State.ACCEPTED


def test_taking_all_leaves_out_flagged_and_own_reports_and_names_them(desk: Desk) -> None:
    note = {"members": "Chưa đủ người."}
    desk.record(desk.commune_officer, notes=note)
    desk.report(members=20)
    desk.report(DOI_CHE, by=replace(desk.reviewer))
    with acting_as(desk.reviewer):
        first = accept_many(
            by=desk.reviewer, under=desk.province, data_set=desk.data_set, period=desk.period.code
        )
    assert (first.accepted, first.flagged, first.own) == ((), (SUOI_HOA.key,), (DOI_CHE.key,))
    with acting_as(desk.reviewer):
        second = accept_many(
            by=desk.reviewer,
            under=desk.province,
            data_set=desk.data_set,
            period=desk.period.code,
            with_flags=True,
        )
    assert (second.accepted, second.flagged, second.own) == ((SUOI_HOA.key,), (), (DOI_CHE.key,))
    assert desk.submission().state == State.ACCEPTED


def test_a_period_without_an_accepted_report_is_not_locked(desk: Desk) -> None:
    desk.record(desk.commune_officer, teams=3)
    with acting_as(desk.reviewer), pytest.raises(NotAllowed) as refusal:
        lock(by=desk.reviewer, under=desk.province, data_set=desk.data_set, period=desk.period.code)
    assert refusal_of(refusal) == "nothing-accepted"


def test_the_clock_closes_nothing_and_locking_closes_all(desk: Desk) -> None:
    submission = desk.report()
    with acting_as(desk.reviewer), pytest.raises(NotAllowed) as refusal:
        lock(by=desk.reviewer, under=desk.province, data_set=desk.data_set, period=desk.period.code)
    assert refusal_of(refusal) == "reports-waiting"
    with acting_as(desk.reviewer):
        accept(by=desk.reviewer, submission=submission)
    with clock.fixed_to(date(2026, 10, 1)), acting_as(desk.neighbour):
        record_values(by=desk.neighbour, obligation=desk.obligation(DOI_CHE), figures=figures(teams=5))
    with acting_as(desk.reviewer):
        locked = lock(by=desk.reviewer, under=desk.province, data_set=desk.data_set, period=desk.period.code)
    assert (locked.reports, locked.without) == (1, 1)
    assert desk.submission().state == State.LOCKED
    for place, actor in ((SUOI_HOA, desk.commune_officer), (DOI_CHE, desk.neighbour)):
        with pytest.raises(NotAllowed) as refusal:
            desk.record(actor, place, teams=9)
        assert refusal_of(refusal) == "period-locked"
    with acting_as(desk.reviewer), pytest.raises(NotAllowed) as refusal:
        return_for_correction(by=desk.reviewer, submission=desk.submission(), reason="Sai")
    assert refusal_of(refusal) == "wrong-state"


def test_an_adjustment_stands_beside_the_locked_value(desk: Desk) -> None:
    submission = desk.report()
    with acting_as(desk.reviewer):
        accept(by=desk.reviewer, submission=submission)
        with pytest.raises(NotAllowed) as refusal:
            adjust(
                by=desk.reviewer,
                submission=submission,
                line="teams",
                figure=Quantity(Decimal(14), "tổ"),
                reason="Đếm lại",
            )
    assert refusal_of(refusal) == "wrong-state"
    with acting_as(desk.reviewer):
        lock(by=desk.reviewer, under=desk.province, data_set=desk.data_set, period=desk.period.code)
        first = adjust(
            by=desk.reviewer,
            submission=submission,
            line="teams",
            figure=Quantity(Decimal(14), "tổ"),
            reason="Đếm lại",
        )
        second = adjust(
            by=desk.reviewer,
            submission=submission,
            line="areas",
            figure=Absence.NOT_APPLICABLE,
            reason="Đã giải thể",
        )
    assert (first.old, first.new, first.approved_by) == ("12", "14", 77)
    assert (second.old, second.new) == ("12", "x")
    after = desk.submission()
    assert after.values[:3] == [Decimal(12), Decimal(30), Decimal(12)]
    assert after.in_force[:3] == [Decimal(14), Decimal(30), None]
    assert after.not_applicable_in_force == [2]
    for kwargs, code in (
        ({"line": "teams", "figure": Quantity(Decimal(14), "tổ"), "reason": "Lại"}, "nothing-new"),
        ({"line": "teams", "figure": Quantity(Decimal(15), "tổ"), "reason": " "}, "no-reason"),
    ):
        with acting_as(desk.reviewer), pytest.raises(NotAllowed) as refusal:
            adjust(by=desk.reviewer, submission=submission, **kwargs)
        assert refusal_of(refusal) == code
    with acting_as(desk.reviewer), pytest.raises(BadFigures):
        adjust(
            by=desk.reviewer,
            submission=submission,
            line="teams",
            figure=Quantity(Decimal("1.5"), "tổ"),
            reason="Lại",
        )


def test_a_jump_from_the_period_before_is_flagged_until_it_is_explained(desk: Desk) -> None:
    from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
    from binhyen.reporting.actions import open_period

    desk.report()
    with acting_as(OPERATOR):
        february = parse_period("2026-02", ADMINISTRATIVE)
        open_period(by=OPERATOR, under=desk.province, data_set=desk.data_set, period=february)
    desk.period = february
    with clock.fixed_to(date(2026, 2, 16)):
        jumped = desk.report(teams=40, members=90)
        assert {(flag["lines"][0], flag["now"], flag["before"]) for flag in jumped.flags} == {
            ("teams", "40", "12"),
            ("members", "90", "30"),
        }
        desk.record(desk.commune_officer, notes={"teams": "Nhập hai xã."})
        with acting_as(desk.commune_officer):
            again = submit(by=desk.commune_officer, submission=jumped)
    assert {flag["lines"][0]: flag["answered"] for flag in again.flags} == {"teams": True, "members": False}
