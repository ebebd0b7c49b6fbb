from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from binhyen.access.models import Role
from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.quantities import Quantity
from binhyen.indicators.models import DataSet
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.formats.documents import docx_of
from binhyen.machinery.models import AuditEntry
from binhyen.orgunits.values import AS_REPORTED
from binhyen.publications import actions
from binhyen.publications.models import DocumentKind, Edition, EditionFile, EditionState, FileKind
from binhyen.publications.queries import (
    EditionOf,
    NothingToReport,
    difference_of,
    drafts_to_freeze,
    edition_file_of,
    edition_of,
    editions_of,
    file_of,
    trace_in,
)
from binhyen.publications.rules.text import Part, Sentence
from binhyen.publications.tests.provinces import (
    COMMUNES,
    DECEMBER,
    JANUARY,
    LAI_CHAU,
    Province,
    in_february,
    province,
    somebody,
)
from binhyen.publications.tests.reading_back import read_docx
from binhyen.reporting.actions import adjust, lock
from binhyen.reporting.models import Submission

pytestmark = pytest.mark.django_db

LINE = "force_safety_teams"


@pytest.fixture(autouse=True)
def february() -> Iterator[None]:
    with in_february():
        yield


@pytest.fixture
def lai_chau() -> Province:
    """January with the reports of three communes."""
    found = province(LAI_CHAU)
    found.open(JANUARY)
    found.report(JANUARY, found.communes[:3], seed=1)
    return found


def started(found: Province, by: Actor = OPERATOR, **more: Any) -> Edition:
    with acting_as(by):
        edition: Edition = actions.start_edition(
            by=by, unit=found.row, kind=DocumentKind.REPORT, period=JANUARY, **more
        )
    return edition


def read(edition: Edition, by: Actor = OPERATOR) -> EditionOf:
    with acting_as(by):
        found = edition_of(by, edition.pk)
    assert found is not None
    return found


def do(what: Any, edition: Edition, by: Actor = OPERATOR, **more: Any) -> Edition:
    with acting_as(by):
        done: Edition = what(by=by, edition=edition, **more)
    return done


def limit_of(found: EditionOf) -> Sentence:
    return next(each for each in found.composed.sentences if each.part is Part.LIMITS)


def text_of(found: EditionOf) -> list[str]:
    return list(read_docx(docx_of(found.composed.document)).paragraphs)


# Working on a draft


def test_a_document_has_one_draft_and_it_is_given_back(lai_chau):
    first, again = started(lai_chau), started(lai_chau)
    assert (first.pk, first.number, first.state) == (again.pk, 1, EditionState.DRAFT)
    with acting_as(OPERATOR):
        lines = AuditEntry.objects.visible_to(OPERATOR).filter(act="publications.start-edition")
        assert lines.count() == 1, "the second time nothing was done"


def test_where_there_is_nothing_to_report_no_draft_is_begun(lai_chau):
    with acting_as(OPERATOR), pytest.raises(NothingToReport):
        actions.start_edition(by=OPERATOR, unit=lai_chau.row, kind=DocumentKind.REPORT, period=DECEMBER)
    with acting_as(OPERATOR):
        assert not Edition.objects.visible_to(OPERATOR).exists()


def test_what_people_make_of_the_text_stands_in_the_document(lai_chau):
    edition = started(lai_chau)
    limit = limit_of(read(edition))
    left = next(each for each in read(edition).composed.sentences if each.key == f"text:{LINE}")
    edition = do(
        actions.reword,
        edition,
        key=limit.key,
        words="  Một số xã  gửi báo cáo chậm. ",
        proposed=limit.proposed,
        seen_revision=0,
    )
    edition = do(actions.leave_out, edition, key=left.key)
    edition = do(actions.add_sentence, edition, part=Part.TASKS, words="Giao ban hằng tuần.")
    assert edition.revision == 3
    said = text_of(read(edition))
    assert "Một số xã gửi báo cáo chậm." in said
    assert "Giao ban hằng tuần." in said
    left_text = left.text.replace("\N{NO-BREAK SPACE}", " ")
    assert not {limit.text, left_text} & set(said)
    assert left_text in text_of(read(do(actions.put_back, edition, key=left.key)))


def test_the_later_of_two_who_change_one_sentence_is_told_and_loses_nothing(lai_chau):
    edition = started(lai_chau)
    limit = limit_of(read(edition))
    change = {"key": limit.key, "proposed": limit.proposed, "seen_revision": edition.revision}
    do(actions.reword, edition, words="Câu của người trước.", **change)
    with pytest.raises(actions.WrittenMeanwhile) as told:
        do(actions.reword, edition, words="Câu của người sau.", **change)
    assert (told.value.stands, told.value.revision) == ("Câu của người trước.", 1)
    assert limit_of(read(edition)).text == "Câu của người trước."
    do(actions.reword, edition, words="Câu của người sau.", **change | {"seen_revision": 1})
    assert limit_of(read(edition)).text == "Câu của người sau."
    with acting_as(OPERATOR):
        before = AuditEntry.objects.visible_to(OPERATOR).count()
        do(actions.reword, edition, words="Câu của người sau.", **change)
        assert AuditEntry.objects.visible_to(OPERATOR).count() == before, "the same again changes nothing"


def test_sentences_of_others_do_not_stand_in_the_way(lai_chau):
    edition = started(lai_chau)
    limit = limit_of(read(edition))
    do(actions.add_sentence, edition, part=Part.CAUSES, words="Đường truyền yếu.")
    do(actions.reword, edition, key=limit.key, words="Khác.", proposed=limit.proposed, seen_revision=0)


@pytest.mark.parametrize("words", ["", "Đồng chí Trần Văn Bình chưa nộp.", "Gọi 0912.345.678."])
def test_words_that_may_not_stand_are_refused(lai_chau, words):
    edition = started(lai_chau)
    with pytest.raises(NotAllowed):
        do(actions.add_sentence, edition, part=Part.TASKS, words=words)


def test_a_dropped_draft_comes_back_as_it_was(lai_chau):
    edition = do(actions.add_sentence, started(lai_chau), part=Part.TASKS, words="Giao ban hằng tuần.")
    with acting_as(OPERATOR):
        dropped = actions.drop_draft(by=OPERATOR, edition=edition)
        assert not Edition.objects.visible_to(OPERATOR).exists()
        restored = actions.restore_draft(by=OPERATOR, unit=lai_chau.row, dropped=dropped)
    assert "Giao ban hằng tuần." in text_of(read(restored))
    with pytest.raises(NotAllowed):
        do(actions.leave_out, edition, key="limits:x")


def test_the_desk_tells_figures_as_reported_and_a_dropped_draft_remembers_it(lai_chau):
    edition = do(actions.compare_with, started(lai_chau), period=None, territory=AS_REPORTED)
    assert (edition.territory, edition.revision) == ("as-reported", 1)
    found = read(edition)
    assert found.sheet.territory is not None
    assert found.sheet.territory.code == "as-reported"
    with acting_as(OPERATOR):
        dropped = actions.drop_draft(by=OPERATOR, edition=edition)
        restored = actions.restore_draft(by=OPERATOR, unit=lai_chau.row, dropped=dropped)
    assert restored.territory == "as-reported"
    again = do(actions.compare_with, restored, period=None)
    assert again.territory == ""
    assert do(actions.compare_with, again, period=None).revision == again.revision, "the same changes nothing"


# Freezing


def frozen(found: Province) -> Edition:
    edition = started(found)
    return do(actions.freeze_edition, edition, seen=read(edition).fingerprint)


def test_a_frozen_edition_composes_from_its_sheet_to_the_same_text_figures_and_bytes(lai_chau):
    draft = do(actions.add_sentence, started(lai_chau), part=Part.TASKS, words="Giao ban hằng tuần.")
    before = read(draft)
    edition = do(actions.freeze_edition, draft, seen=before.fingerprint)
    found = read(edition)
    assert found.composed.printed == before.composed.printed
    assert [each.text for each in found.composed.sentences] == [
        each.text for each in before.composed.sentences
    ]
    assert found.kept is not None
    assert found.kept.printed == found.composed.printed
    assert found.reads_as_kept
    assert found.kept.at == edition.frozen_at
    with acting_as(OPERATOR):
        files = {each.kind: each for each in EditionFile.objects.visible_to(OPERATOR).all()}
    assert set(files) == set(FileKind)
    for kind, file in files.items():
        again = file_of(FileKind(kind), found, found.kept.origins)
        assert again.content == bytes(file.content), kind
        assert hashlib.sha256(again.content).hexdigest() == file.sha256
        assert again.name == file.name
    assert files[FileKind.WORD].name == "bao-cao-tinh-lai-chau-2026-01-lan-1.docx"
    with acting_as(OPERATOR):
        given = edition_file_of(OPERATOR, edition.pk, FileKind.PDF)
    assert given is not None
    assert given.content[:5] == b"%PDF-"


def test_a_frozen_edition_says_of_each_figure_where_it_came_from_and_never_a_name(lai_chau):
    edition = frozen(lai_chau)
    found = read(edition)
    with CaptureQueriesContext(connection) as asked:
        trace = trace_in(OPERATOR, found, f"text:{LINE}")
    assert not asked.captured_queries, "all of it is kept"
    assert trace is not None
    assert {each.unit_name for each in trace.contributions} == {
        lai_chau.names[code] for code in lai_chau.communes[:3]
    }
    assert all(entry.origin and entry.approval for each in trace.contributions for entry in each.entries)
    assert trace_in(OPERATOR, found, "text:khong-co") is None
    kept = str(edition.figures) + str(edition.sheet)
    assert OPERATOR.name not in kept
    entry = trace.contributions[0].entries[0]
    assert entry.origin is not None
    assert entry.origin.cell


def test_nothing_of_a_frozen_edition_is_changed_by_acts_or_by_sql(lai_chau):
    edition = frozen(lai_chau)
    for change in (
        lambda: do(actions.leave_out, edition, key="limits:x"),
        lambda: do(actions.freeze_edition, edition),
        lambda: do(actions.drop_draft, edition),
        lambda: do(actions.compare_with, edition, period=None),
    ):
        with pytest.raises(NotAllowed):
            change()
    for statement in (
        "update publications_edition set text = '{}'",
        "update publications_edition set state = 'draft', frozen_at = null, sheet = null, figures = null",
        "delete from publications_editionfile",
        "update publications_editionfile set name = 'x'",
        "delete from publications_edition",
    ):
        with (
            acting_as(OPERATOR),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_what_is_frozen_is_what_was_looked_at(lai_chau):
    edition = started(lai_chau)
    seen = read(edition).fingerprint
    lai_chau.report(JANUARY, lai_chau.communes[3:4], seed=2)
    with pytest.raises(actions.FiguresMoved):
        do(actions.freeze_edition, edition, seen=seen)
    assert read(edition).edition.state == EditionState.DRAFT


def test_a_sentence_written_when_figures_were_others_is_confirmed_before(lai_chau):
    edition = started(lai_chau)
    limit = limit_of(read(edition))
    do(actions.reword, edition, key=limit.key, words="Còn chậm.", proposed=limit.proposed, seen_revision=0)
    lai_chau.report(JANUARY, lai_chau.communes[3:4], seed=2)
    found = read(edition)
    assert [each.key for each in found.stale] == [limit.key]
    with pytest.raises(actions.StaleSentences):
        do(actions.freeze_edition, edition, seen=found.fingerprint)
    edition = do(actions.freeze_edition, edition, seen=found.fingerprint, confirmed=[limit.key])
    assert "Còn chậm." in text_of(read(edition))


def test_a_later_correction_is_exactly_the_difference_between_two_editions(lai_chau):
    with acting_as(OPERATOR):
        submission = (
            Submission.objects.visible_to(OPERATOR)
            .filter(obligation__data_set__code=COMMUNES)
            .order_by("unit_path")
            .first()
        )
    assert submission is not None
    with acting_as(OPERATOR):
        lock(
            by=OPERATOR,
            under=lai_chau.row,
            data_set=DataSet.objects.get(code=COMMUNES),
            period=JANUARY.code,
        )
        locked = frozen(lai_chau)
        line = submission.obligation.layout.by_code["selfmgmt_groups"]
        old = submission.in_force[submission.obligation.layout.position[line.code]]
        adjust(
            by=OPERATOR,
            submission=Submission.objects.visible_to(OPERATOR).get(pk=submission.pk),
            line=line.code,
            figure=Quantity(old + 7, line.unit),
            reason="Sửa theo biên bản kiểm tra",
        )
    adjusted = read(frozen(lai_chau))
    difference = difference_of(adjusted, read(locked))
    assert difference.changed == len(difference.figures)
    assert {each.printed.indicator for each in difference.figures} == {"selfmgmt_groups"}
    by_key = {each.printed.key: (each.before, each.after) for each in difference.figures}
    cell = by_key[f"{COMMUNES}:selfmgmt_groups:{submission.unit_id}"]
    assert int(cell[1] or 0) - int(cell[0] or 0) == 7
    assert "text:selfmgmt_groups" in by_key
    assert not [each for each in difference.sentences if each.part is Part.RESULTS]
    assert not difference_of(adjusted, adjusted)


def test_the_next_edition_begins_with_the_text_of_the_one_before(lai_chau):
    draft = do(actions.add_sentence, started(lai_chau), part=Part.TASKS, words="Giao ban hằng tuần.")
    out = do(actions.add_sentence, draft, part=Part.CAUSES, words="Bỏ câu này.")
    key = next(iter(read(out).draft.text.own[Part.CAUSES]))[0]
    do(actions.freeze_edition, do(actions.leave_out, out, key=key))
    second = started(lai_chau)
    assert (second.number, second.state) == (2, EditionState.DRAFT)
    said = read(second)
    assert "Giao ban hằng tuần." in text_of(said)
    assert not said.draft.taken_out
    assert not said.stale


# Who may


@pytest.mark.parametrize("role", [Role.STANDING_DESK, Role.LEADER])
def test_desk_and_leader_freeze(lai_chau, role):
    by = somebody(lai_chau.row, role)
    edition = started(lai_chau, by)
    with acting_as(by):
        assert [each.pk for each in drafts_to_freeze(by, [lai_chau.row.pk])] == [edition.pk]
    edition = do(actions.freeze_edition, edition, by)
    with acting_as(by):
        ((listed, _signature),) = editions_of(by, lai_chau.row.pk)
    assert listed.pk == edition.pk


def test_a_reviewer_works_on_the_text_and_does_not_freeze(lai_chau):
    by = somebody(lai_chau.row, Role.REVIEWING)
    edition = do(
        actions.add_sentence, started(lai_chau, by), by, part=Part.TASKS, words="Giao ban hằng tuần."
    )
    with pytest.raises(NotAllowed):
        do(actions.freeze_edition, edition, by)
    with acting_as(by):
        assert not drafts_to_freeze(by, [lai_chau.row.pk])


@pytest.mark.parametrize("role", [Role.ENTERING, Role.AUDITOR])
def test_who_sees_figures_reads_what_was_frozen_and_no_draft(lai_chau, role):
    by, edition = somebody(lai_chau.row, role), started(lai_chau)
    with acting_as(by):
        assert edition_of(by, edition.pk) is None
        assert not editions_of(by, lai_chau.row.pk)
        with pytest.raises(NotAllowed):
            actions.leave_out(by=by, edition=edition, key="limits:x")
    do(actions.freeze_edition, edition)
    with acting_as(by):
        assert edition_of(by, edition.pk) is not None


def test_another_province_sees_and_changes_nothing(lai_chau):
    by, edition = somebody(province("25").row, Role.STANDING_DESK), started(lai_chau)
    with acting_as(by):
        assert edition_of(by, edition.pk) is None
        with pytest.raises(NotAllowed):
            actions.leave_out(by=by, edition=edition, key="limits:x")


def test_support_access_changes_nothing(lai_chau):
    looking = replace(somebody(lai_chau.row, Role.STANDING_DESK), read_only_at=lai_chau.row.path)
    with acting_as(looking), pytest.raises(NotAllowed):
        actions.start_edition(by=looking, unit=lai_chau.row, kind=DocumentKind.REPORT, period=JANUARY)


def test_freezing_takes_a_constant_number_of_statements(lai_chau):
    counts = []
    for more in ((), lai_chau.communes[3:12]):
        if more:
            lai_chau.report(JANUARY, more, seed=4)
        edition = started(lai_chau)
        with CaptureQueriesContext(connection) as asked:
            do(actions.freeze_edition, edition)
        counts.append(len(asked))
    assert counts[0] == counts[1] < 95
