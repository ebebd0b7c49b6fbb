"""The note on a report that was handed in: half a page, and no number that the report does not carry."""

from __future__ import annotations

import io
import re
import statistics
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhyen.access.models import Role
from binhyen.analytics.values import weight_of
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.faults import BadInput
from binhyen.foundations.vietnamese import format_date, format_number
from binhyen.indicators.models import Indicator
from binhyen.indicators.values import (
    FormLayout,
    FormLine,
    IndicatorDefinition,
    IndicatorKind,
    LineRole,
    MeaningChange,
    Section,
)
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.machinery.formats.documents import Paragraph, WorkingNote, compose, pdf_of
from binhyen.machinery.formats.documents.tests.pages import lowest_line, pages
from binhyen.machinery.models import AuditEntry
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion
from binhyen.orgunits.queries import unit_of_code
from binhyen.publications.actions import ReportFormat, write_note
from binhyen.publications.queries import handed_in_of
from binhyen.publications.reports.note import MOST_FLAGS, MOST_LINES, note_of
from binhyen.publications.rules.own_lines import lines_that_matter
from binhyen.publications.tests.provinces import (
    DECEMBER,
    JANUARY,
    LAI_CHAU,
    Province,
    in_february,
    province,
    somebody,
)
from binhyen.reporting.models import Obligation, Submission
from binhyen.reporting.queries import Flag

pytestmark = pytest.mark.django_db

NUMBER = re.compile(r"(?<![\w./:,])[0-9][0-9.]*(?:,[0-9]+)?(?![\w/:])")


@pytest.fixture(autouse=True)
def february() -> Iterator[None]:
    with in_february():
        yield


@pytest.fixture
def lai_chau() -> Province:
    """December is there of all, January of eight communes, which handed it in today."""
    found = province(LAI_CHAU)
    for period in (DECEMBER, JANUARY):
        found.open(period)
    found.report(DECEMBER, found.communes)
    found.report(JANUARY, found.communes[:8], seed=1, accepted=False)
    return found


def owed(found: Province, at: int = 0) -> Obligation:
    unit = unit_of_code(OPERATOR, found.communes[at], JANUARY.last_day)
    assert unit is not None
    return (
        Obligation.objects.beyond_scope("test")
        .select_related("version", "data_set", "unit")
        .get(unit_id=unit.id, data_set__code="xa-thang", period=JANUARY.code)
    )


def officer(obligation: Obligation, role: Role = Role.ENTERING) -> Actor:
    with acting_as(OPERATOR):
        return somebody(OrgUnit.objects.beyond_scope("test").get(pk=obligation.unit_id), role)


def test_a_course_says_from_which_period_its_indicator_counts_otherwise(lai_chau: Province) -> None:
    changed = MeaningChange(date(2026, 1, 1), "đếm khác.", "counted otherwise.", comparable=False)
    indicator = Indicator.objects.get(code="mob_sessions")
    definition = replace(IndicatorDefinition.from_json(indicator.definition), changed=(changed,))
    Indicator.objects.filter(code="mob_sessions").update(definition=definition.as_json())
    with acting_as(OPERATOR):
        obligation = owed(lai_chau)
    with acting_as(officer(obligation)) as actor:
        found = handed_in_of(actor, obligation, most=200)
    assert found is not None
    breaks = {each.line.indicator: each.breaks for each in found.lines}
    (one,) = breaks.pop("mob_sessions")
    assert (one.at, one.parted, one.sentence) == (JANUARY, True, "Đổi cách tính từ 01/01/2026: đếm khác.")
    assert set(breaks.values()) == {()}


def words_of(data: bytes) -> tuple[list[str], list[list[str]]]:
    document = docx.Document(io.BytesIO(data))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text], rows


def test_every_number_of_the_note_is_the_databases(lai_chau: Province) -> None:
    with acting_as(OPERATOR):
        obligation = owed(lai_chau)
        submissions = list(
            Submission.objects.beyond_scope("test")
            .filter(obligation__data_set_id=obligation.data_set_id, state="submitted")
            .order_by("submitted_at", "pk")
        )
        kinds = dict(
            OrgUnitVersion.objects.beyond_scope("test")
            .filter(unit_id__in=[each.unit_id for each in submissions], valid_until=None)
            .values_list("unit_id", "kind")
        )
        mine = next(each for each in submissions if each.pk == obligation.pk)
        before = Submission.objects.beyond_scope("test").get(
            obligation__unit_id=obligation.unit_id,
            obligation__period=DECEMBER.code,
            obligation__data_set_id=obligation.data_set_id,
        )
    with acting_as(officer(obligation)) as by:
        written = write_note(by=by, obligation=obligation)
    paragraphs, (head, *rows) = words_of(written.content)
    layout = obligation.layout
    by_label = {f"{line.label} ({line.unit})": line for line in layout.lines}
    assert 5 <= len(rows) <= MOST_LINES
    assert [each.replace("\n", " ") for each in head] == ["Chỉ tiêu", "Kỳ này", "So với kỳ trước", "Trung vị"]
    others = [
        each
        for each in submissions
        if each.pk != obligation.pk and kinds[each.unit_id] == kinds[obligation.unit_id]
    ][:5]
    assert len(others) == 5
    for label, this, since, middle in rows:
        line = by_label[label]
        parts = [layout.position[code] for code in line.parts or (line.code,)]
        value, earlier = (sum(Decimal(each.values[at] or 0) for at in parts) for each in (mine, before))
        assert this == format_number(value)
        difference = value - earlier
        words = f"{'tăng' if difference > 0 else 'giảm'} {format_number(abs(difference))}"
        assert since == (words if difference else "không đổi")
        stated = [sum(Decimal(each.values[at] or 0) for at in parts) for each in others]
        if middle != "—":
            assert middle == format_number(statistics.median(stated))
    assert any(row[3] != "—" for row in rows)
    text = " ".join(paragraphs)
    allowed = {format_number(len(layout.kept)), "5", "01", "00"}
    if len(mine.flags) > MOST_FLAGS:
        allowed.add(format_number(len(mine.flags) - MOST_FLAGS))
    for flag in mine.flags:
        allowed |= {format_number(Decimal(flag[key])) for key in ("now", "before") if flag[key]}
    assert set(NUMBER.findall(text)) <= allowed
    assert f"(hạn {format_date(obligation.due)})" in text
    assert "đúng hạn" in text or "sau thời hạn" in text


def test_it_names_the_unit_and_its_chairman_and_neither_praises_nor_blames(lai_chau: Province) -> None:
    with acting_as(OPERATOR):
        obligation = owed(lai_chau)
        name = lai_chau.names[lai_chau.communes[0]]
        written = write_note(by=OPERATOR, obligation=obligation)
    paragraphs, _rows = words_of(written.content)
    assert paragraphs[0] == name.upper()
    assert paragraphs[1] == "BÁO CÁO NHANH"
    assert f"Kính gửi: Chủ tịch Ủy ban nhân dân {name[:1].lower()}{name[1:]}" in paragraphs
    assert written.name.startswith("bao-cao-nhanh-")
    assert written.name.endswith("-2026-01.docx")
    text = " ".join(paragraphs).lower()
    assert not re.search(r"\b(tốt|xuất sắc|khen|yếu|kém|chậm trễ|nghiêm trọng|nguyên nhân)\b", text)


def test_it_fits_half_a_page(lai_chau: Province) -> None:
    with acting_as(OPERATOR):
        written = write_note(by=OPERATOR, obligation=owed(lai_chau), format=ReportFormat.PDF)
        (page,) = pages(written.content)
        assert "BÁO CÁO NHANH" in page.text
        assert lowest_line(written.content) < 0.5


def test_it_takes_hardly_more_than_half_a_page_with_the_longest_labels_and_many_flags(
    lai_chau: Province,
) -> None:
    with acting_as(OPERATOR):
        handed_in = handed_in_of(OPERATOR, owed(lai_chau), MOST_LINES)
        assert handed_in is not None
        longest = sorted(handed_in.layout.lines, key=lambda line: -len(line.label))[:MOST_LINES]
        lines = tuple(
            type(each)(line, Decimal(123456), Decimal(1), Decimal(2), (), Decimal("4321.5"), 25)
            for each, line in zip((handed_in.lines * MOST_LINES)[:MOST_LINES], longest, strict=True)
        )
        flags = tuple(Flag("jump", (line.code,), now="123456", before="1") for line in longest[:4])
        note = note_of(replace(handed_in, lines=lines, flags=flags, missing=3, without=2), at=now())
    assert lowest_line(pdf_of(note)) < 0.54


def test_a_note_needs_a_report_that_was_handed_in_and_somebody_who_may_see_it_in_full(
    lai_chau: Province,
) -> None:
    with acting_as(OPERATOR):
        missing, obligation = owed(lai_chau, 9), owed(lai_chau)
        with pytest.raises(BadInput, match="chưa nộp"):
            write_note(by=OPERATOR, obligation=missing)
        stranger, beside = officer(owed(lai_chau, 1)), officer(owed(lai_chau, 1), Role.LEADER)
        leader = officer(obligation, Role.LEADER)
        lines_before = AuditEntry.objects.beyond_scope("test").filter(act="publications.write-note").count()
    for actor in (stranger, beside):
        with acting_as(actor), pytest.raises(NotAllowed):
            write_note(by=actor, obligation=obligation)
    for actor in (officer(obligation), leader):
        with acting_as(actor) as by:
            write_note(by=by, obligation=obligation)
    with acting_as(OPERATOR):
        entries = AuditEntry.objects.beyond_scope("test").filter(act="publications.write-note")
        assert entries.count() == lines_before + 2


def test_looking_back_takes_few_statements(lai_chau: Province) -> None:
    with acting_as(OPERATOR):
        obligation = owed(lai_chau)
    with acting_as(officer(obligation)) as by, CaptureQueriesContext(connection) as captured:
        assert handed_in_of(by, obligation) is not None
    # Nine of them ask what lay in the commune a year before, when it was not there.
    assert len(captured) <= 8 + 9, [each["sql"][:90] for each in captured]


# The choice of lines


def line(code: str, kind: IndicatorKind = IndicatorKind.STOCK, **more: object) -> FormLine:
    indicator, _slash, option = code.partition("/")
    return FormLine(code, indicator, option, code, code, "tổ", "team", kind, **more)  # type: ignore[arg-type]


def form(*sections: tuple[FormLine, ...]) -> FormLayout:
    return FormLayout(
        "thu",
        1,
        "",
        "",
        "administrative",
        "month",
        (),
        (),
        tuple(Section("", "", each) for each in sections),  # type: ignore[arg-type]
    )


def test_lines_that_moved_most_and_those_that_lead_are_chosen_in_the_forms_order() -> None:
    layout = form(
        tuple(line(code) for code in "abcdef"),
        (line("g", role=LineRole.RATE, parts=("a", "b")), line("h/x"), line("i"), line("j")),
    )
    stated = {code: Decimal(10) for code in (*"abcdefgij", "h/x")}
    before = stated | {
        "d": Decimal(20),
        "f": Decimal(11),
        "g": Decimal(99),
        "h/x": Decimal(99),
        "j": Decimal(90),
    }

    def chosen(most: int, guarded: tuple[str, ...] = ()) -> str:
        return "".join(each.code for each in lines_that_matter(layout, stated, before, guarded, most))

    assert chosen(4) == "adij"
    assert chosen(4, guarded=("j", "a")) == "bdfi"
    assert chosen(6) == "abdfij"
    assert chosen(50) == "abcdefij"
    assert lines_that_matter(layout, {}, before, (), 4) == ()


def test_amount_and_share_weigh_together() -> None:
    weights = [weight_of(*map(Decimal, pair)) for pair in ((2, 1), (10050, 10000), (60, 40), (0, 0), (5, 5))]
    assert weights[2] > weights[0] > weights[3] == weights[4] == 0
    assert weights[2] > weights[1]


def test_a_working_note_has_no_head_and_no_signature() -> None:
    note = WorkingNote("Xã Suối Hoa", "Báo cáo nhanh", "Số liệu", "", (Paragraph.of("Có 5 tổ."),), now())
    words = [each.text for each in compose(note).lines()]
    assert words == ["XÃ SUỐI HOA", "BÁO CÁO NHANH", "Số liệu", "Có 5 tổ."]
    with pytest.raises(ValueError, match="time zone"):
        WorkingNote("", "", "", "", (), datetime(2026, 2, 20))  # noqa: DTZ001
