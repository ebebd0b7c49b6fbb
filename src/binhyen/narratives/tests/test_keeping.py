"""A text is brought, read, judged, written into a report, and goes."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from binhyen.access.permissions import Permission
from binhyen.foundations import clock
from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.faults import BadInput
from binhyen.foundations.quantities import exactly
from binhyen.machinery.database.reach import OPERATOR, SYSTEM, acting_as
from binhyen.machinery.models import AuditEntry
from binhyen.narratives import jobs
from binhyen.narratives.actions import (
    Recorded,
    accept_sure,
    add_figure,
    choose_report,
    drop_abandoned,
    drop_narrative,
    export_verdicts,
    finish_narrative,
    judge,
    read_narrative,
    record_accepted,
)
from binhyen.narratives.actions import bringing as bringing_room
from binhyen.narratives.actions.laying import lay_anew
from binhyen.narratives.models import Candidate, Narrative, NarrativeState, Use, Verdict
from binhyen.narratives.queries import (
    evaluate,
    evaluate_verdicts,
    how_judged,
    kept_figures,
    narrative_of_key,
    narrative_shown,
    read_vocabulary,
    reports_to_receive,
    same_text,
    verdicts_of,
)
from binhyen.narratives.queries.kept import DAYS_UNLESS_SET
from binhyen.narratives.tests.conftest import ENTERING, House
from binhyen.narratives.values import Comparator, read_pasted
from binhyen.reporting.actions import record_values, submit
from binhyen.reporting.models import FigureSource, State, Submission
from binhyen.reporting.queries import history_of
from tests.places import SUOI_HOA, officer

TEXT = (
    "Tháng 01/2026, xã Suối Hoa có 12 tổ tự quản về an ninh, trật tự với sự tham gia của ông Nguyễn Văn Bảy; "
    "toàn xã có hơn 40 điểm mô hình tự quản.\n"
    "Đại hội khen ngợi tinh thần của bà con, không có con số nào ở câu này.\n"
    "Năm 2026, phấn đấu xây dựng 3 mô hình camera an ninh."
)


def said(
    house: House, candidate: Candidate, verdict: Verdict, by: Actor | None = None, **more: Any
) -> Candidate:
    by = by or house.officer
    with acting_as(by):
        return judge(by=by, candidate=candidate, verdict=verdict, **more)


def recorded(house: House, narrative: Narrative) -> Recorded:
    with acting_as(house.officer):
        return record_accepted(by=house.officer, narrative=narrative)


def values_of(house: House) -> dict[str, Decimal | None]:
    with acting_as(OPERATOR):
        submission = Submission.objects.visible_to(OPERATOR).filter(obligation=house.report()).first()
    kept = house.report().layout.kept
    return (
        {} if submission is None else dict(zip((line.code for line in kept), submission.values, strict=True))
    )


def finished(house: House, narrative: Narrative) -> Narrative:
    with acting_as(house.officer):
        return finish_narrative(by=house.officer, narrative=narrative)


def code_of(refusal: pytest.ExceptionInfo[NotAllowed]) -> str:
    return refusal.value.refused.code


# ---- taking and reading ------------------------------------------------------------------------------------


def test_a_text_is_read_at_once_and_shown_with_its_figures_marked(house: House) -> None:
    narrative = house.bring(TEXT)
    assert (narrative.state, narrative.read_to) == (NarrativeState.OPEN, len(TEXT))
    shown = house.shown(narrative)
    pieces = [piece for paragraph in shown.paragraphs for piece in paragraph.pieces]
    assert [piece.text for paragraph in shown.paragraphs for piece in paragraph.pieces if piece.number] == [
        each.candidate.words for each in shown.candidates
    ]
    assert all(TEXT[piece.start :].startswith(piece.text) for piece in pieces)
    groups, sites, cameras = shown.candidates
    assert (groups.candidate.words, groups.candidate.line) == (
        "12 tổ tự quản về an ninh, trật tự",
        "selfmgmt_groups",
    )
    assert groups.line is not None
    assert groups.candidate.is_sure
    assert groups.candidate.place == "dòng 1"
    assert not sites.candidate.is_sure
    assert cameras.line is None
    assert (shown.counts.figures, shown.counts.waiting, shown.counts.sure) == (3, 3, 1)
    assert shown.report is not None
    assert shown.report.obligation_id == house.report().pk


def test_numbers_of_persons_never_reach_the_database(house: House) -> None:
    narrative = house.bring("Liên hệ số điện thoại 0912 345 678. Xã có 12 tổ tự quản.")
    with acting_as(house.officer), connection.cursor() as cursor:
        cursor.execute("select text, covered from narratives_narrative where id = %s", [narrative.pk])
        assert cursor.fetchone() == ("Liên hệ số điện thoại ••••••••••••. Xã có 12 tổ tự quản.", 1)


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("  ", "text-missing"),
        ("Lời ông Nguyễn Văn Bảy", "text-names-a-person"),
        ("Việc của 0912345678", "text-names-a-person"),
        ("Báo cáo 12/BC-CAX (MẬT)", "secrecy-mark"),
        ("x" * 201, "text-too-long"),
    ],
)
def test_a_title_that_may_not_be_kept_is_refused_and_nothing_stays(
    house: House, title: str, code: str
) -> None:
    with pytest.raises(NotAllowed) as refusal:
        house.bring(TEXT, title=title)
    assert code_of(refusal) == code
    with acting_as(OPERATOR):
        assert not Narrative.objects.visible_to(OPERATOR).exists()


def test_the_same_text_is_told_until_it_is_finished(house: House) -> None:
    content = read_pasted(TEXT)
    narrative = house.bring(TEXT)
    with acting_as(house.officer):
        found = same_text(house.officer, narrative.unit_id, content.text)
        assert found == narrative
        assert same_text(house.officer, narrative.unit_id, content.text + ".") is None
        finish_narrative(by=house.officer, narrative=narrative)
        assert same_text(house.officer, narrative.unit_id, content.text) is None


def test_a_long_text_waits_for_its_job_which_may_run_twice(
    house: House, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(bringing_room, "LETTERS_AT_ONCE", 10)
    monkeypatch.setattr(jobs.read_long_narrative, "defer", lambda **keys: asked.append(keys) or 1)
    monkeypatch.setattr(jobs, "SECONDS_BETWEEN", 0)
    narrative = house.bring(TEXT)
    assert (narrative.state, house.figures(narrative)) == (NarrativeState.READING, [])
    assert asked == [{"by": house.officer, "narrative": narrative.pk}]
    told: list[int] = []
    note = jobs.note_progress

    def noting(by: Actor, key: int, read_to: int) -> bool:
        told.append(read_to)
        return note(by, key, read_to) and len(told) != 2

    monkeypatch.setattr(jobs, "note_progress", noting)
    jobs.read_long_narrative.body(**asked[0])  # the first run dies after two passages
    with acting_as(house.officer):
        half = narrative_of_key(house.officer, narrative.pk)
        assert half is not None
        assert (half.state, half.read_to) == (NarrativeState.READING, told[1])
    jobs.read_long_narrative.body(**asked[0])
    jobs.read_long_narrative._run(None, narrative=narrative.pk)  # once more, as the worker runs it
    with acting_as(house.officer):
        read = narrative_of_key(house.officer, narrative.pk)
        assert read is not None
        assert (read.state, read.read_to) == (NarrativeState.OPEN, len(TEXT))
    assert [each.number for each in house.figures(narrative)] == [1, 2, 3]
    with acting_as(house.officer), pytest.raises(NotAllowed) as refusal:
        read_narrative(by=house.officer, narrative=narrative)
    assert code_of(refusal) == "wrong-state"


def test_a_dropped_text_ends_its_job_quietly(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bringing_room, "LETTERS_AT_ONCE", 10)
    monkeypatch.setattr(jobs.read_long_narrative, "defer", lambda **_keys: 1)
    narrative = house.bring(TEXT)
    with acting_as(house.officer):
        drop_narrative(by=house.officer, narrative=narrative)
    jobs.read_long_narrative.body(by=house.officer, narrative=narrative.pk)
    with acting_as(OPERATOR):
        assert not Candidate.objects.visible_to(OPERATOR).exists()


# ---- judging -----------------------------------------------------------------------------------------------


def test_verdicts_are_given_taken_back_and_overridden(house: House) -> None:
    narrative = house.bring(TEXT)
    groups, sites, cameras = house.figures(narrative)
    accepted = said(house, groups, Verdict.ACCEPTED)
    assert (accepted.verdict, accepted.use, accepted.decided_by) == (Verdict.ACCEPTED, Use.FIGURE, 900011)
    corrected = said(house, groups, Verdict.ACCEPTED, said={"value": "13"}, by=house.province)
    assert (corrected.verdict, corrected.said, corrected.decided_by) == (
        Verdict.CORRECTED,
        {"value": "13"},
        900001,
    )
    assert said(house, groups, Verdict.CORRECTED, said={"value": 12}).verdict == Verdict.ACCEPTED
    assert said(house, cameras, Verdict.ACCEPTED).use == Use.TARGET
    assert said(house, sites, Verdict.REFUSED).use == ""
    back = said(house, groups, Verdict.OPEN)
    assert (back.verdict, back.use, back.said, back.decided_at) == (Verdict.OPEN, "", {}, None)
    with acting_as(house.officer):
        assert [each.number for each in kept_figures(house.officer, narrative.unit_id, Use.TARGET)] == [
            cameras.number
        ]


@pytest.mark.parametrize(
    "correction",
    [
        {"value": None},
        {"value": "mười"},
        {"value": "NaN"},
        {"kind": "guess"},
        {"colour": "red"},
        {"unit": "x" * 121},
    ],
)
def test_a_correction_that_no_figure_can_say_is_refused(house: House, correction: dict[str, Any]) -> None:
    narrative = house.bring(TEXT)
    (first, *_others) = house.figures(narrative)
    with pytest.raises(BadInput):
        said(house, first, Verdict.CORRECTED, said=correction)
    assert house.figures(narrative)[0].verdict == Verdict.OPEN


def test_sure_ones_alone_are_accepted_together(house: House) -> None:
    narrative = house.bring(TEXT)
    with acting_as(house.officer):
        assert accept_sure(by=house.officer, narrative=narrative) == 1
        assert accept_sure(by=house.officer, narrative=narrative) == 0
    assert [each.verdict for each in house.figures(narrative)] == [
        Verdict.ACCEPTED,
        Verdict.OPEN,
        Verdict.OPEN,
    ]


def test_a_missed_figure_is_added_by_hand(house: House) -> None:
    narrative = house.bring(TEXT)
    start = TEXT.index("Đại hội")
    with acting_as(house.officer):
        added = add_figure(
            by=house.officer,
            narrative=narrative,
            start=start,
            end=start + 7,
            said={"value": 1, "label_vi": "Đại hội"},
            use=Use.CONTEXT,
        )
        with pytest.raises(NotAllowed) as refusal:
            add_figure(by=house.officer, narrative=narrative, start=5, end=5, said={"value": 1})
        with pytest.raises(BadInput):
            add_figure(by=house.officer, narrative=narrative, start=5, end=9, said={"unit": "tổ"})
    assert code_of(refusal) == "no-such-words"
    assert (added.number, added.words, added.place, added.by_hand) == (4, "Đại hội", "dòng 2", True)
    assert house.shown(narrative).candidates[2].candidate == added, "in the order of the text"


def test_another_report_changes_lines_and_none_takes_them_away(house: House) -> None:
    narrative = house.bring(TEXT, receiving=False)
    assert {each.line for each in house.figures(narrative)} == {""}
    with acting_as(house.officer):
        choose_report(by=house.officer, narrative=narrative, obligation=house.report())
    assert house.figures(narrative)[0].line == "selfmgmt_groups"
    with acting_as(house.officer):
        choose_report(by=house.officer, narrative=narrative, obligation=None)
        with pytest.raises(NotAllowed) as refusal:
            record_accepted(by=house.officer, narrative=narrative)
    assert code_of(refusal) == "no-report"
    assert {(each.line, each.is_sure) for each in house.figures(narrative)} == {("", False)}


# ---- writing into the report -------------------------------------------------------------------------------


def test_accepted_figures_are_written_once_with_their_address(house: House) -> None:
    narrative = house.bring(TEXT)
    said(house, house.figures(narrative)[0], Verdict.ACCEPTED)
    assert recorded(house, narrative) == Recorded(1)
    assert recorded(house, narrative) == Recorded(0)
    assert values_of(house)["selfmgmt_groups"] == 12
    with acting_as(house.officer):
        (entry,) = history_of(house.officer, house.report())
    assert entry.source == FigureSource.NARRATIVE
    assert entry.changes == (("selfmgmt_groups", None, "12", "Báo cáo tháng 01/2026, dòng 1"),)
    first = house.figures(narrative)[0]
    assert first.recorded_in_id == house.report().pk
    assert not first.doubts, "what the report says now is what the text says"
    with pytest.raises(NotAllowed) as refusal:
        said(house, first, Verdict.REFUSED)
    assert code_of(refusal) == "figure-written"


def test_hedged_figures_and_those_without_a_line_are_told_and_left(house: House) -> None:
    narrative = house.bring(TEXT)
    groups, sites, _cameras = house.figures(narrative)
    said(house, groups, Verdict.ACCEPTED, use=Use.FIGURE, line="")
    said(house, sites, Verdict.ACCEPTED, use=Use.FIGURE, line="model_points")
    found = recorded(house, narrative)
    assert (found.written, [fault.figures for fault in found.faults]) == (0, [(1,), (2,)])
    assert "hơn 40" in found.faults[1].sentence
    exact = {"value": 43, "comparator": Comparator.EQ}
    said(house, sites, Verdict.CORRECTED, said=exact, use=Use.FIGURE, line="model_points")
    assert recorded(house, narrative).written == 1
    assert values_of(house)["model_points"] == 43


def test_a_line_with_two_numbers_is_left_and_told(house: House) -> None:
    narrative = house.bring(
        "Xã có 12 tổ tự quản về an ninh.\nHiện có 15 tổ tự quản về an ninh.\nCó 9 điểm mô hình."
    )
    for each in house.figures(narrative):
        said(
            house,
            each,
            Verdict.ACCEPTED,
            use=Use.FIGURE,
            line="model_points" if each.number == 3 else "selfmgmt_groups",
        )
    found = recorded(house, narrative)
    assert (found.written, found.faults) == (1, ())
    (conflict,) = found.conflicts
    assert (conflict.line, conflict.figures) == ("selfmgmt_groups", (1, 2))
    assert "12 và 15" in conflict.sentence
    said(house, house.figures(narrative)[0], Verdict.REFUSED)
    assert recorded(house, narrative) == Recorded(1)
    assert values_of(house)["selfmgmt_groups"] == 15


def test_a_value_that_its_line_cannot_have_is_told_and_the_rest_is_written(house: House) -> None:
    narrative = house.bring(TEXT)
    groups, sites, _cameras = house.figures(narrative)
    said(house, groups, Verdict.CORRECTED, said={"value": "12.5"})
    said(house, sites, Verdict.CORRECTED, said={"comparator": "eq"}, use=Use.FIGURE, line="model_points")
    found = recorded(house, narrative)
    assert found.written == 1
    (fault,) = found.faults
    assert (fault.figures, "12,5" in fault.sentence) == ((1,), True)
    assert values_of(house)["model_points"] == 40


def test_a_report_that_was_handed_in_is_not_opened_again(house: House) -> None:
    with acting_as(house.officer):
        figures = {"model_points": exactly(3, "điểm")}
        submission = record_values(by=house.officer, obligation=house.report(), figures=figures)
        submit(by=house.officer, submission=submission)
    narrative = house.bring(TEXT)
    said(house, house.figures(narrative)[0], Verdict.ACCEPTED)
    with pytest.raises(NotAllowed) as refusal:
        recorded(house, narrative)
    assert code_of(refusal) == "handed-in"
    with acting_as(OPERATOR):
        assert Submission.objects.visible_to(OPERATOR).get(pk=submission.pk).state == State.SUBMITTED


def test_a_locked_period_takes_nothing(house: House) -> None:
    narrative = house.bring(TEXT)
    said(house, house.figures(narrative)[0], Verdict.ACCEPTED)
    obligation = house.report()
    with acting_as(OPERATOR):
        obligation.closed_at = clock.now()
        obligation.save(update_fields=["closed_at"])
    with pytest.raises(NotAllowed) as refusal:
        recorded(house, narrative)
    assert code_of(refusal) == "period-locked"
    with acting_as(house.officer):
        assert reports_to_receive(house.officer, house.unit()) == ()
        with pytest.raises(NotAllowed) as refusal:
            choose_report(by=house.officer, narrative=narrative, obligation=house.report())
    assert code_of(refusal) == "period-locked"


# ---- who may -----------------------------------------------------------------------------------------------


def test_neighbours_see_nothing_and_readers_change_nothing(house: House) -> None:
    narrative = house.bring(TEXT)
    (first, *_others) = house.figures(narrative)
    with acting_as(house.neighbour):
        assert narrative_shown(house.neighbour, narrative.pk) is None
        with pytest.raises(NotAllowed):
            judge(by=house.neighbour, candidate=first, verdict=Verdict.ACCEPTED)
        with connection.cursor() as cursor:  # the second guard, in the database
            cursor.execute("select count(*) from narratives_narrative")
            assert cursor.fetchone() == (0,)
    reader = officer(SUOI_HOA, permissions=frozenset({Permission.VIEW_FIGURES}), name="doc")
    with acting_as(reader):
        assert narrative_shown(reader, narrative.pk) is not None
        for change in (accept_sure, record_accepted, finish_narrative, drop_narrative):
            with pytest.raises(NotAllowed):
                change(by=reader, narrative=narrative)
    with acting_as(house.neighbour), pytest.raises(NotAllowed):
        house.bring(TEXT, by=house.neighbour)


def test_figures_go_into_reports_of_their_own_unit_alone(house: House) -> None:
    from tests.places import DOI_CHE

    narrative = house.bring(TEXT)
    with acting_as(house.province), pytest.raises(NotAllowed) as refusal:
        choose_report(by=house.province, narrative=narrative, obligation=house.report(DOI_CHE))
    assert code_of(refusal) == "other-units-report"


# ---- the end -----------------------------------------------------------------------------------------------


def everything_kept() -> str:
    with acting_as(OPERATOR), connection.cursor() as cursor:
        cursor.execute(
            "select (select string_agg(n::text, ' ') from narratives_narrative n)"
            " || (select coalesce(string_agg(c::text, ' '), '') from narratives_candidate c)"
        )
        return str(cursor.fetchone()[0])


def test_no_row_holds_the_text_once_it_is_finished(house: House) -> None:
    narrative = house.bring(TEXT)
    assert "khen ngợi tinh thần" in everything_kept()
    said(house, house.figures(narrative)[0], Verdict.ACCEPTED)
    finished(house, narrative)
    kept = everything_kept()
    assert "khen ngợi tinh thần" not in kept
    assert "Nguyễn Văn Bảy" not in kept
    assert "12 tổ tự quản về an ninh, trật tự với sự tham gia của ông ••••••" in kept
    assert "phấn đấu xây dựng" not in kept, "nobody judged it: its own words alone stay"
    groups, _sites, cameras = house.figures(narrative)
    assert groups.words == "12 tổ tự quản về an ninh, trật tự"
    assert (cameras.quote, cameras.verdict) == (cameras.words, Verdict.OPEN)
    shown = house.shown(narrative)
    assert (shown.paragraphs, shown.counts.figures) == ((), 3)
    with pytest.raises(NotAllowed) as refusal:
        said(house, groups, Verdict.REFUSED)
    assert code_of(refusal) == "wrong-state"


def test_a_public_text_stays_with_names_in_its_quotes_covered(house: House) -> None:
    narrative = house.bring(TEXT, public=True)
    said(house, house.figures(narrative)[0], Verdict.ACCEPTED)
    finished(house, narrative)
    assert house.shown(narrative).narrative.text == TEXT
    assert "Nguyễn Văn Bảy" not in house.figures(narrative)[0].quote


def test_a_dropped_text_goes_whole_and_its_written_figures_stay(house: House) -> None:
    narrative = house.bring(TEXT)
    said(house, house.figures(narrative)[0], Verdict.ACCEPTED)
    recorded(house, narrative)
    with acting_as(house.officer):
        drop_narrative(by=house.officer, narrative=narrative)
        assert narrative_of_key(house.officer, narrative.pk) is None
    assert house.figures(narrative) == []
    assert values_of(house)["selfmgmt_groups"] == 12


def test_texts_that_nobody_finishes_go_after_their_time(house: House) -> None:
    left, done = house.bring(TEXT), house.bring(TEXT)
    finished(house, done)
    moment = datetime.combine(clock.today(), datetime.min.time()).date()
    for days, dropped in ((DAYS_UNLESS_SET - 1, 0), (DAYS_UNLESS_SET + 1, 1), (DAYS_UNLESS_SET + 1, 0)):
        with clock.fixed_to(moment + timedelta(days=days)), acting_as(SYSTEM):
            assert drop_abandoned(by=SYSTEM) == dropped
    assert house.figures(left) == []
    assert len(house.figures(done)) == 3
    with acting_as(house.officer), pytest.raises(NotAllowed):
        drop_abandoned(by=house.officer)


# ---- verdicts ----------------------------------------------------------------------------------------------


def test_verdicts_become_records_that_the_scorer_reads(house: House, tmp_path: Path) -> None:
    narrative = house.bring(TEXT)
    groups, sites, cameras = house.figures(narrative)
    said(house, groups, Verdict.ACCEPTED)
    said(house, sites, Verdict.CORRECTED, said={"value": 41, "comparator": "eq"})
    with acting_as(house.officer):
        assert verdicts_of(house.officer) == [], "not before the narrative is finished"
    finished(house, narrative)
    with acting_as(house.officer):
        records = verdicts_of(house.officer)
        judged = how_judged(house.officer)
        tally = evaluate_verdicts(house.officer, read_vocabulary())
    assert (judged.accepted, judged.corrected, judged.refused, judged.missed) == (1, 1, 0, 0)
    assert judged.corrected_in == {"comparator": 1, "value": 1}
    first, second = records
    gold = first["gold"][0]
    begin, stop = gold["span"]
    assert first["text"][begin:stop] == gold["quote"] == groups.words
    assert (gold["number"], gold["value"], gold["indicator"]) == ("12", 12, "selfmgmt_groups")
    assert "Nguyễn" not in first["text"]
    assert second["gold"][0]["value"] == 41
    assert cameras.words not in {each["gold"][0]["quote"] for each in records}
    assert (tally.texts, tally.gold, tally.quantity, tally.proposed) == (2, 2, 1, 2)
    file = tmp_path / "verdicts.json"
    file.write_text(json.dumps(records), encoding="utf-8")
    assert evaluate(file, read_vocabulary()) == tally, "what leaves the machine is scored elsewhere alike"


def test_verdicts_leave_by_the_desk_alone_and_with_a_line_in_the_trail(house: House) -> None:
    narrative = house.bring(TEXT)
    (first, *others) = house.figures(narrative)
    for each in (first, *others):
        said(house, each, Verdict.REFUSED)
    finished(house, narrative)
    desk = officer(SUOI_HOA, permissions=ENTERING | {Permission.EXPORT_VERDICTS}, name="ban")
    with acting_as(house.officer), pytest.raises(NotAllowed):
        export_verdicts(by=house.officer, unit=house.unit())
    with acting_as(desk):
        records = export_verdicts(by=desk, unit=house.unit())
    assert [each["distractors"][0]["text"] for each in records] == [each.words for each in (first, *others)]
    with acting_as(OPERATOR):
        entry = AuditEntry.objects.visible_to(OPERATOR).filter(act="narratives.export-verdicts").get()
    assert entry.detail == {"records": 3}


def test_what_is_laid_anew_after_a_verdict_is_as_if_all_were(house: House) -> None:
    others = (
        "Tháng 01/2026, xã có 15 tổ tự quản về an ninh, trật tự.\nXã có 96 hộ; tổ chức 14 buổi tuyên truyền."
    )
    narrative = house.bring(f"{TEXT}\n{others}")
    groups = house.figures(narrative)[0]
    assert "two-numbers" in {doubt["doubt"] for doubt in groups.doubts}

    def laid() -> list[tuple[Any, ...]]:
        return [(each.number, each.line, each.doubts, each.is_sure) for each in house.figures(narrative)]

    twin = next(each for each in house.figures(narrative) if each.words.startswith("15 tổ"))
    for verdict, more in (
        (Verdict.REFUSED, {}),
        (Verdict.OPEN, {}),
        (Verdict.CORRECTED, {"said": {"value": 12}}),
        (Verdict.CORRECTED, {"said": {"value": 12}, "line": ""}),
    ):
        said(house, twin, verdict, **more)
        near = laid()
        with acting_as(house.officer):
            lay_anew(house.officer, narrative, new_lines=False)
        assert near == laid()
    assert house.figures(narrative)[0].doubts == []


def test_a_verdict_costs_a_constant_number_of_statements(house: House) -> None:
    from django.test.utils import CaptureQueriesContext

    counted = []
    for text in (TEXT, "\n".join([TEXT] * 8)):
        narrative = house.bring(text)
        with CaptureQueriesContext(connection) as asked:
            said(house, house.figures(narrative)[0], Verdict.REFUSED)
        counted.append(len(asked))
    assert counted[0] <= counted[1] <= counted[0] + 1, "one more where doubts changed"


def test_a_figure_of_what_is_broken_down_takes_the_line_that_its_words_name(house: House) -> None:
    narrative = house.bring(
        "Tháng 01/2026, xã tổ chức 14 buổi tuyên truyền; 9 cuộc họp dân; 30 lượt tuần tra."
    )
    shown = {each.candidate.words.split()[0]: each for each in house.shown(narrative).candidates}
    assert shown["14"].candidate.line.endswith("/information")
    assert not shown["14"].candidate.is_sure
    assert shown["14"].line in shown["14"].lines
    assert shown["30"].candidate.line == ""
    assert len(shown["30"].lines) > 1


def test_the_page_costs_a_constant_number_of_statements(house: House, django_assert_num_queries: Any) -> None:
    short, long = house.bring(TEXT), house.bring("\n".join([TEXT] * 8))
    counted = []
    from django.test.utils import CaptureQueriesContext

    for narrative in (short, long):
        with acting_as(house.officer), CaptureQueriesContext(connection) as asked:
            narrative_shown(house.officer, narrative.pk)
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 5
