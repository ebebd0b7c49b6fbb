"""Sections that bodies of a unit fill in, and the report that waits for them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.quantities import Quantity
from binhyen.indicators.values import FormLayout
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.models import Kind, Level, OrgUnit, OrgUnitVersion
from binhyen.reporting.actions import (
    BadFigures,
    CellReason,
    accept,
    accept_many,
    extend_deadline,
    lock,
    open_period,
    record_values,
    return_for_correction,
    submit,
)
from binhyen.reporting.models import Obligation, State, Submission
from binhyen.reporting.queries import grid_of, report_of, statuses_below
from binhyen.reporting.tests.conftest import ENTERING, Desk
from binhyen.reporting.tests.forms import LAYOUT, lay_form
from tests.places import SUOI_HOA, Place, officer

POLICE = Place(900111, f"{SUOI_HOA.path}900111.")
SHARED = replace(
    LAYOUT, data_set="thu-chung", sections=(replace(LAYOUT.sections[0], body="police"), LAYOUT.sections[1])
)
OWN = {"sessions/a": 3, "sessions/b": 2, "model_kinds": 4, "length_km": 2}
THEIRS = {"teams": 12, "members": 30, "areas": 12}


@pytest.fixture
def shared(desk: Desk) -> Desk:
    """The commune Suối Hoa has a police office, Đồi Chè none; the form's first section belongs to the police."""
    with acting_as(OPERATOR):
        unit = OrgUnit.objects.create(
            id=POLICE.key, path=POLICE.path, level=Level.BODY, valid_from=date(2025, 7, 1)
        )
        OrgUnitVersion.objects.create(
            unit=unit,
            parent_id=SUOI_HOA.key,
            level=Level.BODY,
            kind=Kind.POLICE,
            code="CA1",
            name="Công an xã Suối Hoa",
            short_name="Công an xã",
            search_key="cong an xa suoi hoa",
            sort_key="cong an",
            valid_from=date(2025, 7, 1),
        )
        data_set = lay_form(SHARED)
        open_period(by=OPERATOR, under=desk.province, data_set=data_set, period=desk.period)
    return replace(desk, data_set=data_set)


@pytest.fixture
def police() -> Actor:
    return officer(POLICE, permissions=ENTERING, name="cong an")


def part_of(shared: Desk) -> Obligation:
    with acting_as(OPERATOR):
        return Obligation.objects.visible_to(OPERATOR).get(unit_id=POLICE.key, data_set=shared.data_set)


def write(
    by: Actor, obligation: Obligation, values: dict[str, int], layout: FormLayout = SHARED
) -> Submission:
    with acting_as(by):
        return record_values(
            by=by,
            obligation=obligation,
            figures={
                code: Quantity(Decimal(value), layout.by_code[code].unit) for code, value in values.items()
            },
        )


def ready(shared: Desk, police: Actor) -> Submission:
    submission = write(police, part_of(shared), THEIRS)
    with acting_as(police):
        return submit(by=police, submission=submission)


def handed_in(shared: Desk, police: Actor) -> Submission:
    ready(shared, police)
    submission = write(shared.commune_officer, shared.obligation(), OWN)
    with acting_as(shared.commune_officer):
        return submit(by=shared.commune_officer, submission=submission)


def test_the_body_owes_its_sections_to_the_unit_and_a_unit_without_one_fills_them_in_itself(
    shared: Desk,
) -> None:
    part = part_of(shared)
    assert (part.superior_id, part.body_kind, part.deadline) == (
        SUOI_HOA.key,
        "police",
        shared.obligation().deadline,
    )
    assert [each.code for each in part.layout.inputs] == ["teams", "members", "areas"]
    assert [check.code for check in part.layout.checks] == ["two-of-a-team"]
    assert shared.obligation().handed_out == ["police"]
    with acting_as(OPERATOR):
        wholes = Obligation.objects.visible_to(OPERATOR).filter(data_set=shared.data_set, part_of=None)
        assert sorted(len(each.handed_out) for each in wholes) == [0, 1]


def test_neither_writes_in_the_sections_of_the_other(shared: Desk, police: Actor) -> None:
    with pytest.raises(BadFigures) as bad:
        write(shared.commune_officer, shared.obligation(), {"teams": 1})
    assert [fault.code for fault in bad.value.faults] == ["others-line"]
    with pytest.raises(BadFigures) as bad:
        write(police, part_of(shared), {"sessions/a": 1})
    assert [fault.code for fault in bad.value.faults] == ["unknown-line"]


def test_the_body_sees_its_part_and_not_the_whole(shared: Desk, police: Actor) -> None:
    with acting_as(police):
        assert [each.pk for each in Obligation.objects.visible_to(police)] == [part_of(shared).pk]


def test_the_report_waits_for_its_parts_and_then_takes_them_in(shared: Desk, police: Actor) -> None:
    submission = write(shared.commune_officer, shared.obligation(), OWN)
    write(police, part_of(shared), THEIRS)
    with acting_as(shared.commune_officer):
        with pytest.raises(NotAllowed) as refused:
            submit(by=shared.commune_officer, submission=submission)
        assert refused.value.refused.code == "parts-not-ready"
        assert "Công an xã Suối Hoa" in refused.value.refused.sentence
        cells = report_of(shared.commune_officer, shared.obligation()).cells
        assert cells["teams"].figure == Quantity(Decimal(12), "tổ")  # shown while it is being filled in
        assert cells["teams"].body == "Công an xã Suối Hoa"
    whole = handed_in(shared, police)
    assert whole.values == [Decimal(value) for value in (12, 30, 12, 3, 2, 4, 2)]
    with acting_as(OPERATOR):
        assert Submission.objects.visible_to(OPERATOR).get(obligation=part_of(shared)).state == State.ACCEPTED


def test_parts_count_in_no_list_and_no_sum(shared: Desk, police: Actor) -> None:
    handed_in(shared, police)
    reviewer = shared.reviewer
    with acting_as(reviewer):
        path = shared.province.path
        assert {each.unit_id for each in statuses_below(reviewer, path, shared.data_set, shared.period)} == {
            SUOI_HOA.key,
            900012,
        }
        assert len(grid_of(reviewer, path, shared.data_set, [shared.period]).rows) == 2
        done = accept_many(
            by=reviewer, under=shared.province, data_set=shared.data_set, period=shared.period.code
        )
        assert done.accepted == (SUOI_HOA.key,)
        locked = lock(by=reviewer, under=shared.province, data_set=shared.data_set, period=shared.period.code)
        assert (locked.reports, locked.without) == (1, 1)
        assert part_of(shared).closed_at is not None


def test_a_reason_on_a_cell_of_the_body_gives_its_part_back(shared: Desk, police: Actor) -> None:
    whole = handed_in(shared, police)
    with acting_as(shared.reviewer):
        accept(by=shared.reviewer, submission=whole)
        return_for_correction(
            by=shared.reviewer,
            submission=whole,
            reason="Số tổ chưa khớp.",
            cells=[CellReason("teams", "Kiểm tra lại.")],
        )
    with acting_as(police):
        part = Submission.objects.visible_to(police).get()
        assert (part.state, part.returns) == (State.RETURNED, [{"line": "teams", "reason": "Kiểm tra lại."}])
    with acting_as(shared.commune_officer), pytest.raises(NotAllowed) as refused:
        submit(by=shared.commune_officer, submission=whole)
    assert refused.value.refused.code == "parts-not-ready"
    corrected = write(police, part_of(shared), {"teams": 11})
    with acting_as(police):
        submit(by=police, submission=corrected)
    with acting_as(shared.commune_officer):
        assert submit(by=shared.commune_officer, submission=whole).values[0] == Decimal(11)


def test_a_reason_elsewhere_leaves_the_part_settled_and_the_unit_may_give_it_back(
    shared: Desk, police: Actor
) -> None:
    whole = handed_in(shared, police)
    with acting_as(shared.reviewer):
        return_for_correction(
            by=shared.reviewer, submission=whole, reason="Sai.", cells=[CellReason("model_kinds", "Sai.")]
        )
    with acting_as(shared.commune_officer):
        part = Submission.objects.visible_to(shared.commune_officer).get(obligation=part_of(shared))
        assert part.state == State.ACCEPTED
        assert (
            return_for_correction(by=shared.commune_officer, submission=part, reason="Xem lại số tổ.").state
            == "returned"
        )


def test_more_time_for_the_unit_is_more_time_for_its_bodies(shared: Desk) -> None:
    with acting_as(shared.reviewer):
        extend_deadline(
            by=shared.reviewer, obligation=shared.obligation(), until=date(2026, 1, 30), reason="Mưa lũ."
        )
    assert part_of(shared).due == date(2026, 1, 30)
