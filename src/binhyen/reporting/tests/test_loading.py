"""Many figures at once from rows: checked, keyed, each refusal with its row, safe to repeat."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhyen.foundations import clock
from binhyen.foundations.authority import Actor
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import PeriodKind
from binhyen.foundations.quantities import Absence, Quantity
from binhyen.indicators.values import LineRole, Section
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.models import AuditEntry
from binhyen.reporting.actions import BulkLoaded, accept, load_figures, lock
from binhyen.reporting.actions.loading import BulkRow
from binhyen.reporting.models import FigureSource, Obligation, Recording, State
from binhyen.reporting.rules.bulk import parse_value
from binhyen.reporting.tests.conftest import Desk
from binhyen.reporting.tests.forms import LAYOUT, lay_form
from tests.places import DOI_CHE, SUOI_HOA


def rows(*given: tuple[str, str, str, str, str]) -> list[BulkRow]:
    return [BulkRow(number, *each) for number, each in enumerate(given, start=2)]


def load(by: Actor, *given: tuple[str, str, str, str, str], submit: bool = False) -> BulkLoaded:
    with acting_as(by):
        return load_figures(by=by, rows=rows(*given), submit=submit)


GOOD = (
    ("T11", "teams", "", "2026-01", "12"),
    ("T11", "members", "", "2026-01", "30"),
    ("T11", "sessions", "a", "2026-01", "3"),
    ("T11", "sessions", "b", "2026-01", "x"),
    ("T12", "length_km", "", "2026-01", "2,5"),
)


def test_rows_become_figures_of_their_reports(desk: Desk) -> None:
    loaded = load(desk.reviewer, *GOOD)
    assert (loaded.rows, loaded.cells, loaded.reports, loaded.faults) == (5, 5, 2, ())
    submission = desk.submission()
    assert submission.state == State.DRAFT
    assert submission.values[:5] == [Decimal(12), Decimal(30), None, Decimal(3), None]
    assert submission.not_applicable == [4]
    assert desk.submission(DOI_CHE).values[6] == Decimal("2.5")
    with acting_as(OPERATOR):
        recording = Recording.objects.visible_to(OPERATOR).get(submission=submission)
    assert (recording.source, recording.delivered) == (FigureSource.BULK, False)
    assert recording.changes[0] == ["teams", None, "12", "2"]


def test_a_figure_is_never_loaded_as_the_difference_of_a_longer_report(desk: Desk) -> None:
    teams = replace(LAYOUT.by_code["teams"], role=LineRole.CARRIED, home=PeriodKind.MONTH)
    half = replace(
        LAYOUT,
        data_set="thu-6-thang",
        period_kind=PeriodKind.HALF,
        sections=(Section("Từ tháng", "From months", (teams,)),),
        checks=(),
    )
    with acting_as(OPERATOR):
        lay_form(half)
    (fault,) = load(desk.reviewer, ("T11", "teams", "", "2025-H2", "12")).faults
    assert "Không có biểu nào hỏi" in fault.sentence


def test_loading_the_same_again_changes_nothing_and_leaves_no_line(desk: Desk) -> None:
    load(desk.reviewer, *GOOD)
    with acting_as(OPERATOR):
        entries = AuditEntry.objects.visible_to(OPERATOR).count()
    again = load(desk.reviewer, *GOOD)
    assert (again.cells, again.reports, again.unchanged_reports, again.faults) == (0, 0, 2, ())
    with acting_as(OPERATOR):
        assert AuditEntry.objects.visible_to(OPERATOR).count() == entries


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (("99999", "teams", "", "2026-01", "1"), "Không có đơn vị mã “99999”"),
        (("T11", "spies", "", "2026-01", "1"), "Không có biểu nào hỏi"),
        (("T11", "sessions", "", "2026-01", "1"), "Không có biểu nào hỏi"),
        (("T11", "teams", "", "2026-Q1", "1"), "Không có biểu nào hỏi"),
        (("T11", "teams", "", "tháng 1", "1"), "không phải là mã kỳ"),
        (("T11", "teams", "", "2026-01", "mười"), "không phải là số"),
        (("T11", "teams", "", "2026-01", "1.234"), "có thể là 1234"),
        (("T11", "teams", "", "2026-01", "1,5"), "không phải số nguyên"),
        (("T11", "teams", "", "2026-01", "-3"), "là số âm"),
        (("T21", "teams", "", "2026-01", "1"), "Không có đơn vị mã “T21”"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_and_the_others_stand(
    desk: Desk, row: tuple[str, str, str, str, str], sentence: str
) -> None:
    loaded = load(desk.reviewer, ("T12", "teams", "", "2026-01", "5"), row)
    (fault,) = loaded.faults
    assert fault.number == 3
    assert sentence in fault.sentence
    assert fault.remedy
    assert loaded.cells == 1
    assert desk.submission(DOI_CHE).values[0] == Decimal(5)


def test_two_rows_for_one_cell_that_differ_are_told(desk: Desk) -> None:
    loaded = load(
        desk.reviewer,
        ("T11", "teams", "", "2026-01", "5"),
        ("T11", "teams", "", "2026-01", "6"),
        ("T11", "teams", "", "2026-01", "5"),
    )
    (fault,) = loaded.faults
    assert (fault.number, "dòng 2" in fault.sentence) == (3, True)
    assert desk.submission().values[0] == Decimal(5)


def test_a_period_that_is_not_open_is_opened_by_those_who_may(desk: Desk) -> None:
    row = ("T11", "teams", "", "2025-12", "5")
    refused = load(desk.commune_officer, row)
    (fault,) = refused.faults
    assert fault.remedy
    loaded = load(desk.reviewer, row)
    assert loaded.faults == ()
    with acting_as(OPERATOR):
        owed = Obligation.objects.visible_to(OPERATOR).filter(period="2025-12")
        assert sorted(each.unit_id for each in owed) == [SUOI_HOA.key, DOI_CHE.key]


def test_complete_reports_are_handed_in_on_request_and_broken_checks_named(desk: Desk) -> None:
    loaded = load(
        desk.reviewer,
        ("T11", "teams", "", "2026-01", "5"),
        ("T11", "members", "", "2026-01", "12"),
        ("T12", "teams", "", "2026-01", "5"),
        ("T12", "members", "", "2026-01", "7"),
        submit=True,
    )
    assert desk.submission().state == State.SUBMITTED
    assert desk.submission(DOI_CHE).state == State.DRAFT
    (fault,) = loaded.faults
    assert fault.number == 4
    assert "ít nhất hai thành viên" in fault.sentence


def test_an_accepted_report_is_left_alone_unless_the_rows_say_the_same(desk: Desk) -> None:
    submission = desk.report()
    with acting_as(desk.reviewer):
        accept(by=desk.reviewer, submission=submission)
    same = load(OPERATOR, ("T11", "teams", "", "2026-01", "12"), submit=True)
    assert (same.faults, same.unchanged_reports) == ((), 1)
    assert desk.submission().state == State.ACCEPTED
    other = load(OPERATOR, ("T11", "teams", "", "2026-01", "13"))
    assert "đã duyệt" in other.faults[0].sentence
    with acting_as(desk.reviewer):
        lock(by=desk.reviewer, under=desk.province, data_set=desk.data_set, period="2026-01")
    late = load(OPERATOR, ("T12", "teams", "", "2026-01", "13"))
    assert "đã khoá" in late.faults[0].sentence


def test_the_number_of_statements_does_not_grow_with_the_rows(desk: Desk) -> None:
    few = [("T11", "teams", "", "2026-01", "1")]
    many = [
        (unit, line.indicator, line.option, "2026-01", "2")
        for unit in ("T11", "T12")
        for line in LAYOUT.inputs
    ]
    counts = []
    for given in (few, many):
        with CaptureQueriesContext(connection) as captured:
            load(desk.reviewer, *given)
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("1.234.567", 1234567),
        ("1234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        (" 7 ", 7),
        ("0,25", "0.25"),
    ],
)
def test_values_are_read_as_people_and_programs_write_them(text: str, value: int | str) -> None:
    figure = parse_value(LAYOUT.by_code["length_km"], text)
    assert figure == Quantity(Decimal(value), "km")


def test_absences_and_slips_are_told_apart() -> None:
    line = LAYOUT.by_code["teams"]
    assert parse_value(line, "") is parse_value(line, "chưa có") is Absence.MISSING
    assert parse_value(line, "X") is parse_value(line, "không áp dụng") is Absence.NOT_APPLICABLE
    for text in ("1.234", "12,5,6", "ba", "1e5"):
        with pytest.raises(BadInput) as bad:
            parse_value(line, text)
        assert bad.value.sentence
        assert bad.value.remedy


def test_the_real_day_is_not_asked_for_the_state_of_a_period(desk: Desk) -> None:
    with clock.fixed_to(date(2026, 12, 1)):
        assert load(desk.reviewer, ("T11", "teams", "", "2026-01", "1")).cells == 1


def test_a_report_that_is_refused_as_a_whole_names_each_of_its_rows(desk: Desk) -> None:
    submission = desk.report()
    with acting_as(desk.reviewer):
        accept(by=desk.reviewer, submission=submission)
    refused = load(
        OPERATOR,
        ("T11", "teams", "", "2026-01", "13"),
        ("T12", "teams", "", "2026-01", "5"),
        ("T11", "areas", "", "2026-01", "14"),
    )
    assert [fault.number for fault in refused.faults] == [2, 4]
    assert all("Suối Hoa" in fault.sentence for fault in refused.faults)
    assert refused.cells == 1
