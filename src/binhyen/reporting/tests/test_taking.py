"""Workbooks come in: each whole or not at all, each told its fate, nothing lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhyen.foundations import clock
from binhyen.foundations.authority import Actor
from binhyen.foundations.quantities import Figure
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.models import AuditEntry, Fate, ReceivedFile
from binhyen.reporting.actions import WorkbookFate, accept, accept_many, lock, take_workbooks, taking
from binhyen.reporting.models import FigureSource, Outcome, Recording, State, Submission, WorkbookIntake
from binhyen.reporting.tests.conftest import GOOD, Desk, figures
from binhyen.reporting.tests.forms import LAYOUT
from binhyen.reporting.workbooks import Identity, Template, patch
from tests.places import BACH_MA, BEN_TRE_XANH, DOI_CHE, SUOI_HOA, Place

TEMPLATE = Template.of(LAYOUT)
NAMES = {
    SUOI_HOA: ("T11", "Xã Suối Hoa"),
    DOI_CHE: ("T12", "Xã Đồi Chè"),
    BEN_TRE_XANH: ("T21", "Xã Bến Tre Xanh"),
}


def good(**values: int | str | None) -> dict[str, Figure]:
    return figures(**{code.replace("/", "__"): value for code, value in GOOD.items()} | values)


def workbook(
    place: Place = SUOI_HOA,
    values: Mapping[str, Figure] | None = None,
    notes: Mapping[str, str] | None = None,
    period: str = "2026-01",
) -> bytes:
    code, name = NAMES[place]
    identity = Identity(
        form=LAYOUT.data_set,
        version=1,
        layout_hash=LAYOUT.layout_hash,
        unit_id=place.key,
        unit_code=code,
        unit_name=name,
        period=period,
        calendar="administrative",
        period_label=f"tháng {period}",
        deadline=date(2026, 1, 19),
        superior_name="Tỉnh Bạch Mã",
        written_on=date(2026, 1, 10),
    )
    return patch(TEMPLATE, identity, {}, good() if values is None else values, notes)


def take(by: Actor, *files: bytes, submit: bool = True, batch: UUID | None = None) -> list[WorkbookFate]:
    named = [(f"so-{at}.xlsx", data) for at, data in enumerate(files, start=1)]
    with acting_as(by):
        return take_workbooks(by=by, files=named, batch=batch or uuid4(), submit=submit)


def test_a_workbook_becomes_a_report_whose_cells_know_where_they_stood(desk: Desk) -> None:
    (fate,) = take(desk.reviewer, workbook())
    assert (fate.outcome, fate.faults, fate.unit_name) == (Outcome.TAKEN, [], "Xã Suối Hoa")
    submission = desk.submission()
    assert submission.state == State.SUBMITTED
    assert submission.values == [Decimal(v) for v in (12, 30, 12, 3, 2, 4, "2.5")]
    with acting_as(OPERATOR):
        recording = Recording.objects.visible_to(OPERATOR).get()
        file = ReceivedFile.objects.visible_to(OPERATOR).get()
        intake = WorkbookIntake.objects.visible_to(OPERATOR).get()
    assert (recording.source, recording.delivered, recording.file_id) == (
        FigureSource.WORKBOOK,
        True,
        file.pk,
    )
    line, old, new, address = recording.changes[0]
    assert (line, old, new) == ("teams", None, "12")
    assert "!" in address
    assert (file.fate, file.unit_id) == (Fate.TAKEN, SUOI_HOA.key)
    assert (intake.pk, intake.obligation_id, intake.outcome) == (
        fate.intake_id,
        submission.pk,
        Outcome.TAKEN,
    )


def test_bringing_the_units_workbook_is_no_authorship_but_filling_in_ones_own_is(desk: Desk) -> None:
    take(desk.reviewer, workbook())
    with acting_as(desk.reviewer):
        assert accept(by=desk.reviewer, submission=desk.submission()).state == State.ACCEPTED
    take(desk.neighbour, workbook(DOI_CHE))
    with acting_as(OPERATOR):
        own = Recording.objects.visible_to(OPERATOR).get(unit_id=DOI_CHE.key)
    assert not own.delivered


def test_the_same_workbook_again_changes_nothing_and_says_so(desk: Desk) -> None:
    data = workbook()
    take(desk.reviewer, data)
    with acting_as(OPERATOR):
        before = (
            Recording.objects.visible_to(OPERATOR).count(),
            AuditEntry.objects.visible_to(OPERATOR).count(),
            ReceivedFile.objects.visible_to(OPERATOR).count(),
            Submission.objects.visible_to(OPERATOR).values_list("changed_at", "submitted_at").get(),
        )
    (again,) = take(desk.reviewer, data)
    assert (again.outcome, again.faults) == (Outcome.UNCHANGED, [])
    with acting_as(OPERATOR):
        after = (
            Recording.objects.visible_to(OPERATOR).count(),
            AuditEntry.objects.visible_to(OPERATOR).count(),
            ReceivedFile.objects.visible_to(OPERATOR).count(),
            Submission.objects.visible_to(OPERATOR).values_list("changed_at", "submitted_at").get(),
        )
    assert after == before


def test_taken_first_as_a_draft_and_then_handed_in_by_the_same_file(desk: Desk) -> None:
    data = workbook()
    take(desk.reviewer, data, submit=False)
    assert desk.submission().state == State.DRAFT
    (fate,) = take(desk.reviewer, data)
    assert fate.submitted
    assert desk.submission().state == State.SUBMITTED


def test_one_faulty_cell_refuses_the_whole_workbook_and_the_others_stand(desk: Desk) -> None:
    bad, fine = take(desk.reviewer, workbook(values=good(teams="1.5")), workbook(DOI_CHE))
    assert bad.outcome == Outcome.REFUSED
    (fault,) = bad.faults
    assert (fault.code, fault.line_code) == ("not-whole", "teams")
    assert fault.address
    assert fault.address in fault.sentence
    assert fault.remedy
    assert fine.outcome == Outcome.TAKEN
    with acting_as(OPERATOR):
        assert [each.unit_id for each in Submission.objects.visible_to(OPERATOR)] == [DOI_CHE.key]
        kept = WorkbookIntake.objects.visible_to(OPERATOR).get(outcome=Outcome.REFUSED)
        file = ReceivedFile.objects.visible_to(OPERATOR).get(fate=Fate.KEPT_FOR_CORRECTION)
    assert (kept.file_id, kept.faults[0]["address"]) == (file.pk, fault.address)
    assert (file.unit_id, file.reason_code) == (BACH_MA.key, taking.FAULTY), "whoever brought it corrects it"
    assert bytes(file.content)


def test_a_refused_workbook_of_ones_own_unit_waits_there_for_the_unit_alone(desk: Desk) -> None:
    take(desk.commune_officer, workbook(values=good(teams="1.5")))
    with acting_as(desk.commune_officer):
        assert ReceivedFile.objects.visible_to(desk.commune_officer).count() == 1
    with acting_as(desk.reviewer):
        assert ReceivedFile.objects.visible_to(desk.reviewer).count() == 0


def test_a_broken_check_is_refused_without_a_note_and_flagged_with_one(desk: Desk) -> None:
    (bare,) = take(desk.reviewer, workbook(values=good(members=20)))
    assert [fault.code for fault in bare.faults] == ["check-unexplained"]
    (noted,) = take(
        desk.reviewer, workbook(values=good(members=20), notes={"members": "Hai tổ mới thành lập."})
    )
    assert (noted.outcome, noted.flags) == (Outcome.FLAGGED, 1)
    with acting_as(desk.reviewer):
        many = accept_many(by=desk.reviewer, under=desk.province, data_set=desk.data_set, period="2026-01")
    assert (many.accepted, many.flagged) == ((), (SUOI_HOA.key,))


def test_a_workbook_of_another_unit_or_period_is_refused_and_changes_nothing(desk: Desk) -> None:
    fates = [
        *take(desk.commune_officer, workbook(DOI_CHE)),
        *take(desk.reviewer, workbook(BEN_TRE_XANH)),
        *take(desk.reviewer, workbook(period="2026-03")),
    ]
    assert [fate.faults[0].code for fate in fates] == ["not-theirs"] * 3
    with acting_as(OPERATOR):
        assert not Submission.objects.visible_to(OPERATOR).exists()


def test_two_different_workbooks_of_one_report_in_one_drop_are_both_refused(desk: Desk) -> None:
    first, second, twin, same = take(
        desk.reviewer,
        workbook(),
        workbook(values=good(teams=11)),
        workbook(DOI_CHE),
        workbook(DOI_CHE),
    )
    assert [fate.faults[0].code for fate in (first, second)] == ["two-workbooks"] * 2
    assert "so-2.xlsx" in first.faults[0].sentence
    assert (twin.outcome, same.outcome) == (Outcome.TAKEN, Outcome.UNCHANGED)


def test_a_second_workbook_of_one_drop_does_not_overwrite_the_first_when_files_come_one_by_one(
    desk: Desk,
) -> None:
    batch = uuid4()
    take(desk.reviewer, workbook(), batch=batch)
    (twin,) = take(desk.reviewer, workbook(values=good(teams=11)), batch=batch)
    assert [fault.code for fault in twin.faults] == ["two-workbooks"]
    assert desk.submission().values[0] == Decimal(12)
    (same,) = take(desk.reviewer, workbook(), batch=batch)
    assert same.outcome == Outcome.UNCHANGED
    (corrected,) = take(desk.reviewer, workbook(values=good(teams=11)))
    assert corrected.outcome == Outcome.TAKEN, "another drop may correct it"


def test_late_and_locked_periods(desk: Desk) -> None:
    with clock.fixed_to(date(2026, 1, 20)):
        (late,) = take(desk.reviewer, workbook())
    assert late.late
    with acting_as(desk.reviewer):
        accept(by=desk.reviewer, submission=desk.submission())
    (accepted,) = take(desk.reviewer, workbook(values=good(teams=11)))
    assert accepted.faults[0].code == "wrong-state"
    with acting_as(desk.reviewer):
        lock(by=desk.reviewer, under=desk.province, data_set=desk.data_set, period="2026-01")
    (locked,) = take(desk.reviewer, workbook(DOI_CHE))
    assert locked.faults[0].code == "period-locked"
    assert locked.faults[0].remedy
    (same,) = take(desk.reviewer, workbook())
    assert same.outcome == Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("rac.xlsx", b"not a workbook", None),
        ("cu.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), None),
        ("ghi-chu.txt", "Kính gửi đơn vị".encode(), None),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_with_a_sentence(
    desk: Desk, name: str, data: bytes, code: str | None
) -> None:
    with acting_as(desk.reviewer):
        (fate,) = take_workbooks(by=desk.reviewer, files=[(name, data)], batch=uuid4(), submit=True)
    assert fate.outcome == Outcome.REFUSED
    assert fate.faults[0].sentence
    assert fate.faults[0].remedy


def test_a_mistake_of_the_program_refuses_one_file_and_spares_the_rest(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = workbook()
    real = taking.read

    def read(data: bytes, memory: object) -> object:
        if data == broken:
            raise RuntimeError("slip")
        return real(data, memory)

    monkeypatch.setattr(taking, "read", read)
    first, second = take(desk.reviewer, broken, workbook(DOI_CHE))
    assert (first.faults[0].code, second.outcome) == ("unreadable", Outcome.TAKEN)


def test_the_number_of_statements_does_not_grow_with_the_files(desk: Desk) -> None:
    counts = []
    for files in ([workbook()], [workbook(values=good(teams=11)), workbook(DOI_CHE)]):
        with CaptureQueriesContext(connection) as captured:
            take(desk.reviewer, *files)
        counts.append(len(captured))
    assert counts[1] <= counts[0] + 1


def test_whole_reports_replace_what_was_there(desk: Desk) -> None:
    desk.record(desk.commune_officer, teams=5, members=20, notes={"teams": "tạm"})
    take(desk.reviewer, workbook(values=good(members=None, teams=None)))
    submission = desk.submission()
    assert submission.values[:2] == [None, None]
    assert submission.notes == {}
