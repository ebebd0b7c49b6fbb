"""A unit's own file: matched once, then read by what is remembered; refused whole, or taken but for what is told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from binhyen.foundations import clock
from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.periods import ADMINISTRATIVE, parse_period
from binhyen.machinery.database.reach import OPERATOR, SYSTEM, acting_as
from binhyen.machinery.files.receiving import remove_expired
from binhyen.machinery.models import AuditEntry, Fate, ReceivedFile
from binhyen.reporting.actions import WorkbookFate, accept, lock, open_period, take_workbooks
from binhyen.reporting.actions.own_files import (
    BadCells,
    OwnFileTaken,
    bring_own_file,
    correct_matching,
    forget_matching,
    take_own_file,
)
from binhyen.reporting.models import FigureSource, FileMatching, Obligation, Outcome, Recording
from binhyen.reporting.ownfiles import Answer
from binhyen.reporting.ownfiles.tests.books import HEAD, book
from binhyen.reporting.queries.own_files import OwnFileShown, matchings_of, own_file_of, own_file_shown
from binhyen.reporting.tests.conftest import Desk
from tests.places import DOI_CHE, SUOI_HOA, Place

ROWS: tuple[tuple[Any, ...], ...] = (
    ("I", "LỰC LƯỢNG", "", None),
    (1, "Số teams", "tổ", 12),
    (2, "Số members", "người", 30),
    (3, "Số areas hiện có", "thôn", 12),
    ("II", "HOẠT ĐỘNG", "", None),
    (1, "Buổi loại a", "buổi", 3),
    (2, "Buổi loại b", "buổi", 2),
    (3, "Tổng số sessions", "buổi", 5),
    (4, "Số hộ nghèo", "hộ", 41),
)
LINES = {
    4: None,
    5: "teams",
    6: "members",
    7: "areas",
    9: "sessions/a",
    10: "sessions/b",
    11: "sessions",
    12: None,
}
"""Which row of the file is which line; the others are headings."""


@pytest.fixture(autouse=True)
def _indicators_without_definitions(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small form's indicators have none."""
    monkeypatch.setattr("binhyen.reporting.queries.own_files.indicators_on", lambda _day: {})


def own_file(month: str = "01/2026", rows: Any = ROWS, **changes: Any) -> bytes:
    """The commune's file; ``row_6=31`` puts another number into a row of the sheet."""
    rows = [list(row) for row in rows]
    for name, value in changes.items():
        rows[int(name.removeprefix("row_")) - 4][3] = value
    return book({"Bieu 1": [(f"SỐ LIỆU PHONG TRÀO THÁNG {month}",), (), HEAD, *rows]})


def bring(
    desk: Desk, data: bytes, by: Actor | None = None, obligation: Obligation | None = None
) -> ReceivedFile:
    by = by or desk.commune_officer
    with acting_as(by):
        brought = bring_own_file(
            by=by, obligation=obligation or desk.obligation(), name="bao cao.xlsx", data=data
        )
    assert brought.refused is None, brought.refused
    assert brought.file is not None
    return brought.file


def answers(**more: str | None) -> dict[int, Answer]:
    told = LINES | {int(row.removeprefix("row_")): line for row, line in more.items()}
    return {row: Answer(line) for row, line in told.items()}


def take(
    desk: Desk,
    file: ReceivedFile,
    told: Mapping[int, Answer] | None = None,
    by: Actor | None = None,
    obligation: Obligation | None = None,
    rest: bool = False,
) -> OwnFileTaken:
    by = by or desk.commune_officer
    with acting_as(by):
        file = ReceivedFile.objects.visible_to(by).get(pk=file.pk)
        return take_own_file(
            by=by,
            obligation=obligation or desk.obligation(),
            file=file,
            sheet="Bieu 1",
            column="D",
            answers=answers() if told is None else told,
            rest=rest,
        )


def shown(desk: Desk, file: ReceivedFile, obligation: Obligation | None = None) -> OwnFileShown:
    by = desk.commune_officer
    with acting_as(by):
        obligation = obligation or desk.obligation()
        again = own_file_of(by, obligation, file.pk)
        assert again is not None
        found = own_file_shown(by, obligation, again)
    assert found is not None
    return found


def values(desk: Desk, place: Place = SUOI_HOA) -> list[Decimal | None]:
    return desk.submission(place).values


def february(desk: Desk) -> Obligation:
    with acting_as(OPERATOR):
        period = parse_period("2026-02", ADMINISTRATIVE)
        open_period(by=OPERATOR, under=desk.province, data_set=desk.data_set, period=period)
        return Obligation.objects.visible_to(OPERATOR).get(
            unit_id=SUOI_HOA.key, data_set=desk.data_set, period="2026-02"
        )


def matchings() -> list[FileMatching]:
    with acting_as(OPERATOR):
        return list(FileMatching.objects.visible_to(OPERATOR).order_by("pk"))


class TestFirstMonth:
    def test_figures_know_their_cells_and_the_file_stays(self, desk: Desk) -> None:
        file = bring(desk, own_file())
        taken = take(desk, file)
        assert values(desk) == [Decimal(v) if v is not None else None for v in (12, 30, 12, 3, 2, None, None)]
        assert taken.changed == 5
        with acting_as(OPERATOR):
            recording = Recording.objects.visible_to(OPERATOR).get()
            kept = ReceivedFile.objects.visible_to(OPERATOR).get()
        assert (recording.source, recording.file_id, recording.delivered) == (
            FigureSource.OWN_FILE,
            kept.pk,
            False,
        )
        assert ["members", None, "30", "Bieu 1!D6"] in recording.changes
        assert (kept.fate, kept.kept_until, kept.unit_id) == (Fate.TAKEN, None, SUOI_HOA.key)

    def test_totals_are_compared_and_not_entered(self, desk: Desk) -> None:
        taken = take(desk, bring(desk, own_file(row_11=6)))
        (total,) = taken.read.totals
        assert (total.line.code, total.given, total.expected, total.differs) == ("sessions", 6, 5, True)

    def test_lines_that_no_row_gives_stay_as_they_are(self, desk: Desk) -> None:
        desk.record(desk.commune_officer, model_kinds=4, teams=1)
        take(desk, bring(desk, own_file()))
        assert values(desk)[5] == 4
        assert values(desk)[0] == 12

    def test_a_file_that_waits_too_long_goes(self, desk: Desk) -> None:
        file = bring(desk, own_file())
        assert file.fate == Fate.KEPT_FOR_CORRECTION
        with clock.fixed_to(clock.today() + timedelta(days=31)), acting_as(SYSTEM):
            assert remove_expired(by=SYSTEM) == 1

    def test_a_desk_brings_it_without_becoming_its_author(self, desk: Desk) -> None:
        file = bring(desk, own_file(), by=desk.reviewer)
        assert file.unit_id == desk.province.pk
        take(desk, file, by=desk.reviewer)
        with acting_as(OPERATOR):
            assert Recording.objects.visible_to(OPERATOR).get().delivered
            kept = ReceivedFile.objects.visible_to(OPERATOR).get(unit_id=SUOI_HOA.key)
        assert kept.fate == Fate.TAKEN

    def test_a_neighbour_may_not(self, desk: Desk) -> None:
        with acting_as(desk.neighbour), pytest.raises(NotAllowed):
            bring_own_file(by=desk.neighbour, obligation=desk.obligation(), name="a.xlsx", data=own_file())
        file = bring(desk, own_file())
        with acting_as(desk.neighbour):
            assert own_file_of(desk.neighbour, desk.obligation(DOI_CHE), file.pk) is None


class TestRefused:
    @pytest.mark.parametrize(
        ("label", "code"),
        [("Tổ của ông Nguyễn Văn Ất", "persons"), ("Trực ban 0912 345 678", "persons")],
    )
    def test_labels_that_name_people(self, desk: Desk, label: str, code: str) -> None:
        data = own_file(rows=[*ROWS, (5, label, "tổ", 1)])
        with acting_as(desk.commune_officer):
            brought = bring_own_file(
                by=desk.commune_officer, obligation=desk.obligation(), name="a.xlsx", data=data
            )
        assert brought.file is None
        assert brought.refused is not None
        assert brought.refused.code == code
        with acting_as(OPERATOR):
            assert not ReceivedFile.objects.visible_to(OPERATOR).exists()
            assert AuditEntry.objects.visible_to(OPERATOR).latest("pk").detail["reason"] == code

    def test_one_faulty_cell_and_nothing_is_taken(self, desk: Desk) -> None:
        file = bring(desk, own_file(row_6="30,5", row_7="#"))
        with pytest.raises(BadCells) as bad:
            take(desk, file)
        (fault,) = bad.value.read.faults
        assert (fault.code, fault.place, fault.line_code) == ("not-whole", "Bieu 1!D6", "members")
        with acting_as(OPERATOR):
            assert not Recording.objects.visible_to(OPERATOR).exists()
        assert matchings() == []

    def test_the_rest_is_taken_where_the_officer_says_so(self, desk: Desk) -> None:
        file = bring(desk, own_file(row_6="30,5"))
        taken = take(desk, file, rest=True)
        assert [fault.line_code for fault in taken.read.faults] == ["members"]
        assert values(desk)[:3] == [12, None, 12]

    def test_a_row_without_an_answer(self, desk: Desk) -> None:
        told = {row: answer for row, answer in answers().items() if row != 12}
        with pytest.raises(BadCells) as bad:
            take(desk, bring(desk, own_file()), told)
        assert [fault.code for fault in bad.value.read.faults] == ["unanswered"]

    def test_two_rows_for_one_line(self, desk: Desk) -> None:
        with pytest.raises(BadCells) as bad:
            take(desk, bring(desk, own_file()), answers(row_12="teams"))
        assert [fault.code for fault in bad.value.read.faults] == ["line-twice"]

    def test_a_locked_period(self, desk: Desk) -> None:
        file = bring(desk, own_file())
        other = desk.report(DOI_CHE)
        with acting_as(desk.reviewer):
            accept(by=desk.reviewer, submission=other)
            lock(by=desk.reviewer, under=desk.province, data_set=desk.data_set, period="2026-01")
        with pytest.raises(NotAllowed) as refused:
            take(desk, file)
        assert refused.value.refused.code == "period-locked"
        assert matchings() == []


class TestNextMonth:
    def test_the_same_file_asks_nothing(self, desk: Desk) -> None:
        first = bring(desk, own_file())
        assert not shown(desk, first).laid.at_once
        take(desk, first)
        obligation = february(desk)
        file = bring(desk, own_file("02/2026", row_5=13), obligation=obligation)
        laid = shown(desk, file, obligation).laid
        assert laid.at_once
        take(desk, file, laid.answers, obligation=obligation)
        with acting_as(OPERATOR):
            last = Recording.objects.visible_to(OPERATOR).latest("pk")
        assert ["teams", None, "13", "Bieu 1!D5"] in last.changes
        assert len(matchings()) == 1

    def test_last_months_file_is_not_taken_for_this_month(self, desk: Desk) -> None:
        take(desk, bring(desk, own_file()))
        obligation = february(desk)
        assert not shown(
            desk, bring(desk, own_file(row_5=13), obligation=obligation), obligation
        ).laid.at_once

    def test_a_new_row_alone_is_asked(self, desk: Desk) -> None:
        take(desk, bring(desk, own_file()))
        obligation = february(desk)
        rows = [*ROWS[:3], ("", "Số model_kinds", "loại", 4), *ROWS[3:]]
        file = bring(desk, own_file("02/2026", rows), obligation=obligation)
        laid = shown(desk, file, obligation).laid
        assert not laid.at_once
        assert [each.row.label for each in laid.rows if not each.known] == ["Số model_kinds"]
        take(desk, file, laid.answers, obligation=obligation)
        assert len(matchings()) == 1
        with acting_as(OPERATOR):
            assert Recording.objects.visible_to(OPERATOR).latest("pk").changes[-1][0] == "model_kinds"

    def test_it_is_seen_corrected_and_forgotten(self, desk: Desk) -> None:
        take(desk, bring(desk, own_file()))
        by = desk.commune_officer
        with acting_as(by):
            obligation = desk.obligation()
            (matching,) = matchings_of(by, obligation)
            lines = [row[2] for row in matching.rows]
            assert lines == list(LINES.values())
            lines[lines.index("teams")], lines[-1] = None, "teams"
            correct_matching(by=by, obligation=obligation, matching=matching, lines=lines)
            assert matchings_of(by, obligation)[0].rows[-1][2] == "teams"
            with pytest.raises(NotAllowed):
                correct_matching(
                    by=by, obligation=obligation, matching=matching, lines=["teams"] * len(lines)
                )
            forget_matching(by=by, obligation=obligation, matching=matching)
        assert matchings() == []

    def test_taking_it_again_changes_nothing(self, desk: Desk) -> None:
        data = own_file()  # made once: it holds the time of its making
        take(desk, bring(desk, data))
        with acting_as(OPERATOR):
            before = AuditEntry.objects.visible_to(OPERATOR).count()
        assert take(desk, bring(desk, data)).changed == 0
        with acting_as(OPERATOR):
            assert AuditEntry.objects.visible_to(OPERATOR).count() == before


class TestUnits:
    def test_they_are_asked_and_then_remembered(self, desk: Desk) -> None:
        rows = [*ROWS, (5, "Số length_km", "m", 2500)]
        file = bring(desk, own_file(rows=rows))
        with pytest.raises(BadCells) as bad:
            take(desk, file, answers(row_13="length_km"))
        assert [fault.code for fault in bad.value.read.faults] == ["unit-unsaid"]
        take(desk, file, answers() | {13: Answer("length_km", Decimal("0.001"))})
        assert values(desk)[6] == Decimal("2.5")
        obligation = february(desk)
        rows[-1] = (5, "Số length_km", "m", 3100)
        laid = shown(desk, bring(desk, own_file("02/2026", rows), obligation=obligation), obligation).laid
        assert laid.at_once
        assert laid.answers[13] == Answer("length_km", Decimal("0.001"))
        rows[-1] = (5, "Số length_km", "km", 3)
        changed = shown(desk, bring(desk, own_file("02/2026", rows), obligation=obligation), obligation).laid
        assert changed.answers[13].factor is None


def in_bulk(by: Actor, *files: bytes) -> list[WorkbookFate]:
    with acting_as(by):
        named = [(f"{at}.xlsx", data) for at, data in enumerate(files)]
        return take_workbooks(by=by, files=named, batch=uuid4(), submit=False)


class TestAmongWorkbooks:
    def test_a_known_file_of_one_sender_is_taken(self, desk: Desk) -> None:
        take(desk, bring(desk, own_file()))
        february(desk)
        (fate,) = in_bulk(desk.reviewer, own_file("02/2026", row_5=14))
        assert (fate.outcome, fate.faults, fate.period, fate.unit_name) == (
            Outcome.TAKEN,
            [],
            "2026-02",
            "Xã Suối Hoa",
        )
        with acting_as(OPERATOR):
            last = Recording.objects.visible_to(OPERATOR).latest("pk")
        assert (last.source, last.delivered) == (FigureSource.OWN_FILE, True)
        assert ["teams", None, "14", "Bieu 1!D5"] in last.changes

    def test_it_is_whole_or_nothing_there(self, desk: Desk) -> None:
        take(desk, bring(desk, own_file()))
        february(desk)
        (fate,) = in_bulk(desk.reviewer, own_file("02/2026", row_5="1,5"))
        assert fate.outcome == Outcome.REFUSED
        assert [fault.code for fault in fate.faults] == ["not-whole"]

    def test_an_unknown_file_says_where_to_match_it(self, desk: Desk) -> None:
        (fate,) = in_bulk(desk.reviewer, own_file())
        assert fate.faults[0].code == "no-identity"
        assert "khớp" in fate.faults[0].remedy

    def test_without_its_period_or_of_two_senders_it_is_not_taken(self, desk: Desk) -> None:
        take(desk, bring(desk, own_file()))
        february(desk)
        (fate,) = in_bulk(desk.reviewer, own_file("", row_5=14))
        assert fate.faults[0].code == "period-untold"
        file = bring(desk, own_file(), by=desk.neighbour, obligation=desk.obligation(DOI_CHE))
        take(desk, file, by=desk.neighbour, obligation=desk.obligation(DOI_CHE))
        (fate,) = in_bulk(desk.reviewer, own_file("02/2026", row_5=14))
        assert fate.faults[0].code == "several-senders"

    def test_a_list_of_people_is_not_kept(self, desk: Desk) -> None:
        data = book({"Bieu 1": [("Họ và tên", "Số"), ("Nguyễn Thị Hoa", 1), ("Trần Văn Bình", 2)]})
        (fate,) = in_bulk(desk.reviewer, data)
        assert (fate.faults[0].code, fate.keepable) == ("persons", False)
        with acting_as(OPERATOR):
            assert not ReceivedFile.objects.visible_to(OPERATOR).exists()


def test_another_province_sees_no_matching(desk: Desk) -> None:
    take(desk, bring(desk, own_file()))
    with acting_as(desk.other_province):
        assert not FileMatching.objects.visible_to(desk.other_province).exists()
