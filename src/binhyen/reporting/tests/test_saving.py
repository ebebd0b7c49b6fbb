"""What a page saves while somebody types: each cell for itself, nothing of others lost, nothing done silently."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhyen.foundations import clock
from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.indicators.queries import version_for
from binhyen.indicators.values import FormLayout
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.models import AuditEntry
from binhyen.orgunits.models import Level, OrgUnit
from binhyen.reporting.actions import (
    Saved,
    accept,
    lock,
    open_period,
    return_for_correction,
    save_edits,
    submit,
    take_back,
)
from binhyen.reporting.actions.saving import ONE_LINE_IN
from binhyen.reporting.models import Obligation, Recording, State, Submission
from binhyen.reporting.queries import changes_since, timeline_of
from binhyen.reporting.rules.values import Document, kept_text
from binhyen.reporting.tests.conftest import ENTERING, GOOD, Desk
from binhyen.reporting.tests.forms import LAYOUT, lay_form
from binhyen.reporting.tests.test_carrying import HALF
from binhyen.reporting.tests.test_parts import part_of, police, shared
from binhyen.reporting.tests.two_pages import PLACES, Answer, Place, Request, Story, answered, edits_of, tell
from binhyen.reporting.values import Edit
from tests.places import SUOI_HOA, officer
from tests.places import Place as Unit

__all__ = ["police", "shared"]

pytestmark = pytest.mark.django_db


def save(by: Actor, obligation: Obligation, *edits: Edit, notes: tuple[Edit, ...] = ()) -> Saved:
    with acting_as(by):
        return save_edits(by=by, obligation=obligation, edits=edits, notes=notes)


def colleague_of(desk: Desk) -> Actor:
    return replace(desk.commune_officer, account_id=78, name="mai")


def values_of(submission: Submission, layout: FormLayout = LAYOUT) -> dict[str, Any]:
    return {
        line.code: value
        for line, value in zip(layout.kept, submission.values, strict=True)
        if value is not None
    }


def lines_of_the_trail() -> list[str]:
    with acting_as(OPERATOR):
        acts = AuditEntry.objects.visible_to(OPERATOR).filter(act__startswith="reporting.")
        return list(acts.order_by("pk").values_list("act", flat=True))


def recordings_of(obligation: Obligation) -> list[Recording]:
    with acting_as(OPERATOR):
        return list(Recording.objects.visible_to(OPERATOR).filter(submission_id=obligation.pk).order_by("pk"))


class TestSaving:
    def test_a_faulty_cell_and_a_contested_one_hold_up_no_other(self, desk: Desk) -> None:
        owed, hoa, mai = desk.obligation(), desk.commune_officer, colleague_of(desk)
        assert save(hoa, owed, Edit("teams", "12", ("",))).revision == 1
        saved = save(
            mai,
            owed,
            Edit("teams", "20", ("",)),
            Edit("members", "-3", ("",)),
            Edit("areas", "9", ("",)),
            notes=(Edit("areas", "Đếm lại.", ("",)),),
        )
        assert [each.line for each in saved.conflicts] == ["teams"]
        assert [each.code for each in saved.faults] == ["negative"]
        assert (saved.written, saved.noted, saved.revision) == (("areas",), ("areas",), 2)
        submission = desk.submission()
        assert values_of(submission) == {"teams": 12, "areas": 9}
        assert submission.notes == {"areas": "Đếm lại."}

    def test_every_writing_is_kept_with_its_revision_and_notes(self, desk: Desk) -> None:
        owed = desk.obligation()
        save(desk.commune_officer, owed, Edit("teams", "12", ("",)))
        save(desk.commune_officer, owed, notes=(Edit("teams", "Đếm lại.", ("",)),))
        kept = [(each.revision, each.changes, each.notes) for each in recordings_of(owed)]
        assert kept == [(1, [["teams", None, "12", ""]], []), (2, [], [["teams", "", "Đếm lại."]])]

    def test_what_comes_again_writes_nothing(self, desk: Desk) -> None:
        owed, edit = desk.obligation(), Edit("teams", "12", ("",))
        assert save(desk.commune_officer, owed, edit) == save(desk.commune_officer, owed, edit)
        assert len(recordings_of(owed)) == 1

    def test_the_trail_has_one_line_a_quarter_of_an_hour_and_account(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        owed, before = desk.obligation(), len(lines_of_the_trail())
        for number in range(4):
            save(desk.commune_officer, owed, Edit("teams", str(number), ("", str(number - 1))))
        assert lines_of_the_trail()[before:] == ["reporting.save"]
        save(colleague_of(desk), owed, Edit("members", "30", ("",)))
        assert lines_of_the_trail()[before:] == ["reporting.save"] * 2
        with acting_as(OPERATOR):
            Recording.objects.visible_to(OPERATOR).update(at=F("at") - ONE_LINE_IN)
        save(desk.commune_officer, owed, Edit("teams", "9", ("3",)))
        assert lines_of_the_trail()[before:] == ["reporting.save"] * 3

    def test_nobody_else_may(self, desk: Desk) -> None:
        with pytest.raises(NotAllowed):
            save(desk.neighbour, desk.obligation(), Edit("teams", "12", ("",)))
        readonly = replace(desk.commune_officer, read_only_at=SUOI_HOA.path)
        with pytest.raises(NotAllowed):
            save(readonly, desk.obligation(), Edit("teams", "12", ("",)))

    def test_a_report_that_was_given_back_is_typed_into(self, desk: Desk) -> None:
        submission = desk.report()
        with acting_as(desk.reviewer):
            return_for_correction(by=desk.reviewer, submission=submission, reason="Kiểm tra lại.")
        assert (
            save(desk.commune_officer, desk.obligation(), Edit("teams", "13", ("12",))).state == State.DRAFT
        )

    def test_in_a_locked_period_nothing_is_typed(self, desk: Desk) -> None:
        desk.report()
        waiting = desk.obligation()
        with acting_as(desk.reviewer):
            accept(by=desk.reviewer, submission=desk.submission())
            lock(by=desk.reviewer, under=desk.province, data_set=desk.data_set, period=desk.period.code)
        with pytest.raises(NotAllowed) as refused:  # the page was opened before, and knows nothing of it
            save(desk.commune_officer, waiting, Edit("teams", "13", ("12",)))
        assert refused.value.refused.code == "period-locked"
        assert save(desk.commune_officer, waiting, Edit("teams", "12", ("",))).written == ("teams",)

    def test_a_body_types_into_its_part_and_not_the_unit(self, shared: Desk, police: Actor) -> None:
        whole, part = shared.obligation(), part_of(shared)
        edits = (Edit("teams", "12", ("",)), Edit("sessions/a", "3", ("",)))
        assert save(police, part, *edits).written == ("teams",)
        saved = save(shared.commune_officer, whole, *edits)
        assert (saved.written, [each.code for each in saved.faults]) == (("sessions/a",), ["others-line"])

    def test_of_what_shorter_reports_come_to_the_difference_is_typed(self, desk: Desk) -> None:
        with acting_as(OPERATOR):
            form = lay_form(HALF)
            period = parse_period("2025-H2", ADMINISTRATIVE)
            open_period(by=OPERATOR, under=desk.province, data_set=form, period=period)
            owed = Obligation.objects.visible_to(OPERATOR).get(unit_id=SUOI_HOA.key, data_set=form)
        saved = save(
            desk.commune_officer,
            owed,
            Edit("sessions/a", "-2", ("",)),
            Edit("conferences", "-1", ("",)),
            notes=(Edit("sessions/a", "Báo trùng.", ("",)),),
        )
        assert (saved.written, saved.noted) == (("sessions/a",), ("sessions/a",))
        assert [each.line for each in saved.faults] == ["conferences"]


class TestTakingBack:
    def test_what_was_handed_in_is_not_opened_by_a_key(self, desk: Desk) -> None:
        desk.report()
        owed = desk.obligation()
        with pytest.raises(NotAllowed) as refused:
            save(desk.commune_officer, owed, Edit("teams", "13", ("12",)))
        assert refused.value.refused.code == "handed-in"
        assert save(desk.commune_officer, owed, Edit("teams", "12", ())).state == State.SUBMITTED
        assert desk.submission().state == State.SUBMITTED

    def test_taken_back_it_is_a_draft_and_as_if_it_had_not_come_yet(self, desk: Desk) -> None:
        submission = desk.report()
        with acting_as(desk.commune_officer):
            taken = take_back(by=desk.commune_officer, submission=submission)
        assert (taken.state, taken.flags) == (State.DRAFT, [])
        save(desk.commune_officer, desk.obligation(), Edit("teams", "13", ("12",)))
        with clock.fixed_to(date(2026, 3, 1)), acting_as(desk.commune_officer):
            assert submit(by=desk.commune_officer, submission=desk.submission()).late
        with acting_as(desk.commune_officer):
            told = timeline_of(desk.commune_officer, desk.obligation(), desk.submission())
        assert "take-back" in [each.act for each in told]

    def test_once_it_was_accepted_it_is_the_desk_that_gives_it_back(self, desk: Desk) -> None:
        submission = desk.report()
        with acting_as(desk.reviewer):
            accept(by=desk.reviewer, submission=submission)
        with acting_as(desk.commune_officer), pytest.raises(NotAllowed) as refused:
            take_back(by=desk.commune_officer, submission=submission)
        assert refused.value.refused.code == "wrong-state"

    def test_the_desk_of_elsewhere_cannot(self, desk: Desk) -> None:
        submission = desk.report()
        with acting_as(desk.other_province), pytest.raises(NotAllowed):
            take_back(by=desk.other_province, submission=submission)


class TestChanges:
    def test_it_tells_the_last_writing_of_each_cell_since_a_revision(self, desk: Desk) -> None:
        owed, hoa, mai = desk.obligation(), desk.commune_officer, colleague_of(desk)
        save(hoa, owed, Edit("teams", "12", ("",)), notes=(Edit("teams", "Đếm lại.", ("",)),))
        save(hoa, owed, Edit("teams", "13", ("12",)), Edit("members", "30", ("",)))
        with acting_as(mai):
            everything, later = changes_since(mai, owed, 0), changes_since(mai, owed, 1)
            nothing, one = changes_since(mai, owed, 2), changes_since(mai, owed, 2, also={"teams"})
        assert {line: (cell.text, cell.revision) for line, cell in everything.cells.items()} == {
            "teams": ("13", 2),
            "members": ("30", 2),
        }
        assert [note.text for note in everything.notes.values()] == ["Đếm lại."]
        assert (set(later.cells), later.notes) == ({"teams", "members"}, {})
        assert (nothing.cells, set(one.cells)) == ({}, {"teams"})
        assert not everything.cells["teams"].own
        with acting_as(hoa):
            assert changes_since(hoa, owed, 0).cells["teams"].own

    def test_others_at_it_are_told_for_two_minutes_and_never_oneself(self, desk: Desk) -> None:
        owed, hoa, mai = desk.obligation(), desk.commune_officer, colleague_of(desk)
        save(hoa, owed, Edit("teams", "12", ("",)))
        with acting_as(mai):
            assert len(changes_since(mai, owed, 1).editors) == 1
        with acting_as(hoa):
            assert changes_since(hoa, owed, 1).editors == ()
        with acting_as(OPERATOR):
            Recording.objects.visible_to(OPERATOR).update(at=clock.now().replace(year=2025))
        with acting_as(mai):
            assert changes_since(mai, owed, 1).editors == ()

    def test_what_was_typed_at_one_sitting_is_one_entry_of_the_timeline(self, desk: Desk) -> None:
        owed, hoa, mai = desk.obligation(), desk.commune_officer, colleague_of(desk)
        for old, new in (("", "1"), ("1", "12"), ("12", "13")):
            save(hoa, owed, Edit("teams", new, (old,)))
        save(mai, owed, Edit("members", "30", ("",)))
        save(hoa, owed, Edit("areas", "9", ("",)))
        with acting_as(hoa):
            told = timeline_of(hoa, owed, desk.submission())
        assert [each.changes for each in told] == [
            (("areas", None, "9", ""),),
            (("members", None, "30", ""),),
            (("teams", None, "13", ""),),
        ]

    def test_who_explained_alone_may_still_judge(self, desk: Desk) -> None:
        desk.record(desk.commune_officer, **{code.replace("/", "__"): value for code, value in GOOD.items()})
        save(desk.reviewer, desk.obligation(), notes=(Edit("teams", "Đã đối chiếu.", ("",)),))
        with acting_as(desk.commune_officer):
            submission = submit(by=desk.commune_officer, submission=desk.submission())
        with acting_as(desk.reviewer):
            assert accept(by=desk.reviewer, submission=submission).state == State.ACCEPTED


# ---- the story of two pages, through the act -----------------------------------------------------------------


@dataclass
class TheAct:
    """A server that keeps the report as the program does."""

    desk: Desk
    obligation: Obligation
    actors: dict[str, Actor]

    def ask(self, request: Request) -> Answer:
        by = self.actors[request.page]
        with acting_as(by):
            saved = save_edits(
                by=by,
                obligation=self.obligation,
                edits=edits_of(request, "value"),
                notes=edits_of(request, "note"),
            )
            changes = changes_since(by, self.obligation, request.since)
        return answered(
            saved.revision,
            {("value", line) for line in saved.written} | {("note", line) for line in saved.noted},
            {("value", each.line) for each in saved.faults},
            {("value", each.line): kept_text(each.theirs) or "" for each in saved.conflicts}
            | {("note", each.line): each.theirs for each in saved.note_conflicts},
            {("value", line): cell.text or "" for line, cell in changes.cells.items()}
            | {("note", line): cell.text or "" for line, cell in changes.notes.items()},
        )

    def standing(self) -> dict[Place, str]:
        with acting_as(OPERATOR):
            found = Submission.objects.visible_to(OPERATOR).filter(pk=self.obligation.pk).first()
        document = Document(found.values, found.not_applicable) if found else Document.empty(LAYOUT)
        kept, notes = document.kept_figures(LAYOUT), found.notes if found else {}
        return {
            place: (kept_text(kept[place[1]]) or "") if place[0] == "value" else notes.get(place[1], "")
            for place in PLACES
        }


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_two_pages_and_the_database_agree_in_the_end(desk: Desk, seed: int) -> None:
    with transaction.atomic():
        actors = {"hoa": desk.commune_officer, "mai": colleague_of(desk)}
        tell(Story(TheAct(desk, desk.obligation(), actors)), Random(seed), 30)
        transaction.set_rollback(True)


# ---- two at once ---------------------------------------------------------------------------------------------


def at_once(*acts: Callable[[], None]) -> list[BaseException]:
    """Run the acts at the same time, each on its own connection; what went wrong."""
    faults: list[BaseException] = []
    begin = threading.Barrier(len(acts), timeout=20)

    def run(work: Callable[[], None]) -> None:
        try:
            begin.wait()
            work()
        except BaseException as fault:  # told to the test, which runs in another thread
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)
    return faults


@pytest.fixture
def owed(transactional_db: None) -> Obligation:
    """What a real commune owes of the communes' monthly form, committed; nothing was reported yet."""
    period = parse_period("2026-09", ADMINISTRATIVE)
    with acting_as(OPERATOR):
        version = version_for("xa-thang", period.first_day)
        assert version is not None
        unit = (
            OrgUnit.objects.visible_to(OPERATOR)
            .filter(level=Level.COMMUNE, valid_until=None)
            .order_by("pk")[0]
        )
        return Obligation.objects.create(
            unit=unit,
            superior_id=int(unit.path.split(".")[-3]),
            data_set=version.data_set,
            version=version,
            period=period.code,
            first_day=period.first_day,
            last_day=period.last_day,
            deadline=date(2026, 9, 17),
        )


def test_several_who_begin_at_once_lose_nothing(owed: Obligation) -> None:
    place = Unit(owed.unit_id, owed.unit_path)
    lines = [line.code for line in owed.layout.inputs[:4]]
    answers: list[Saved] = []

    def typing(number: int, line: str) -> Callable[[], None]:
        actor = replace(officer(place, permissions=ENTERING), account_id=1000 + number)

        def work() -> None:
            with acting_as(actor):
                mine = Obligation.objects.visible_to(actor).select_related("version").get(pk=owed.pk)
                for value, before in (("1", ""), ("2", "1"), ("3", "2")):
                    answers.append(
                        save_edits(by=actor, obligation=mine, edits=[Edit(line, value, ("", before))])
                    )

        return work

    assert not at_once(*(typing(number, line) for number, line in enumerate(lines)))
    with acting_as(OPERATOR):
        submission = Submission.objects.visible_to(OPERATOR).get(pk=owed.pk)
    assert values_of(submission, owed.layout) == dict.fromkeys(lines, Decimal(3))
    assert submission.revision == 12
    assert sorted(answer.revision for answer in answers) == list(range(1, 13))
    assert sorted(each.revision for each in recordings_of(owed)) == list(range(1, 13))


def test_of_two_who_begin_the_same_cell_at_once_one_is_told_of_the_other(owed: Obligation) -> None:
    place, line = Unit(owed.unit_id, owed.unit_path), owed.layout.inputs[0].code
    answers: list[Saved] = []

    def typing(number: int) -> Callable[[], None]:
        actor = replace(officer(place, permissions=ENTERING), account_id=1000 + number)

        def work() -> None:
            with acting_as(actor):
                mine = Obligation.objects.visible_to(actor).select_related("version").get(pk=owed.pk)
                edits = [Edit(line, str(number), ("",))]
                answers.append(save_edits(by=actor, obligation=mine, edits=edits))

        return work

    assert not at_once(*(typing(number) for number in (5, 6)))
    assert sorted((len(each.written), len(each.conflicts)) for each in answers) == [(0, 1), (1, 0)]
