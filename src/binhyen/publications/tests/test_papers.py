"""The shorter papers of a period: what they say, which figures they print, what people make of their sentences."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from binhyen.foundations.vietnamese import format_number
from binhyen.machinery.formats.documents import Paragraph, Table, compose, docx_of, pdf_of
from binhyen.machinery.formats.documents.tests.pages import pages
from binhyen.publications.models import DocumentKind
from binhyen.publications.reports.composed import Composed
from binhyen.publications.reports.composing import compose as composed_of
from binhyen.publications.rules.issuing import default_issuing, peoples_committee
from binhyen.publications.rules.own_words import numbers_in
from binhyen.publications.rules.sheet import ReportSheet
from binhyen.publications.rules.text import EditedText, Part, Reworded, Wording
from binhyen.publications.tests.samples import golden, sheet_of

GOLDEN = Path(__file__).parent / "golden"
PAPERS = (DocumentKind.CONCLUSIONS, DocumentKind.LATE_UNITS, DocumentKind.TRANSMITTAL)


def known() -> ReportSheet:
    """The golden province, with the days by which its reports were and will be owed."""
    return owed_by(golden(), date(2026, 1, 20), next_due=date(2026, 2, 25))


def owed_by(sheet: ReportSheet, day: date, next_due: date) -> ReportSheet:
    reporters = tuple(
        replace(each, reports=tuple(replace(report, due=day) for report in each.reports))
        for each in sheet.reporters
    )
    return replace(sheet, reporters=reporters, next_due=next_due)


def paper(kind: DocumentKind, sheet: ReportSheet | None = None, text: EditedText | None = None) -> Composed:
    return composed_of(kind, sheet or known(), text or EditedText())


def lines(composed: Composed) -> list[str]:
    return [line.text for line in compose(composed.document).lines()]


@pytest.mark.parametrize("kind", PAPERS)
def test_the_whole_paper_reads_as_it_was_looked_through(kind: DocumentKind) -> None:
    assert "\n".join(lines(paper(kind))) + "\n" == (GOLDEN / f"{kind}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", PAPERS)
def test_word_and_pdf_say_the_same(kind: DocumentKind) -> None:
    composed = paper(kind)
    drawn = re.sub(r"\s", "", "".join(page.text for page in pages(pdf_of(composed.document))))
    for text in lines(composed):
        assert re.sub(r"\s", "", text) in drawn, text
    assert docx_of(composed.document) == docx_of(paper(kind).document)


@pytest.mark.parametrize("kind", PAPERS)
def test_every_number_of_the_text_is_printed_through_the_ledger(kind: DocumentKind) -> None:
    composed = paper(kind)
    printed = {each.key: each for each in composed.printed}
    told = []
    for block in composed.document.body:
        if isinstance(block, Paragraph):
            text = re.sub(r"^\d+\. ", "", block.text)  # what is enclosed is counted
            numbers = [spoken.words for spoken in numbers_in(text)]
            assert sorted(numbers) == sorted(printed[key].text for key in block.figures), text
            told += block.figures
    of_tables = {key for key in printed if key.startswith("late:")}
    assert sorted(told) == sorted(printed.keys() - of_tables)
    assert all(each.text == format_number(each.value) for each in composed.printed if each.value is not None)


def test_nothing_praises_or_blames_and_nobody_is_named() -> None:
    text = " ".join(word for kind in PAPERS for word in lines(paper(kind))).lower()
    assert not re.search(
        r"tích cực|tốt|xuất sắc|đáng khen|yếu kém|chậm trễ|thiếu trách nhiệm|nghiêm túc|\b(?:ông|bà|đồng chí)\b",
        text,
    )


# The notice of conclusions


def test_the_leaders_words_stand_in_place_of_what_was_left_for_them() -> None:
    key = "body:conclusions"
    proposed = next(each.proposed for each in paper(DocumentKind.CONCLUSIONS).sentences if each.key == key)
    text = EditedText(
        left_out=frozenset({"body:late:xa-thu"}),
        reworded={key: Reworded("Ban Chỉ đạo ghi nhận kết quả tháng 01/2026.", proposed)},
        own={Part.BODY: [("own:1", "- Giao Công an tỉnh kiểm tra 2 xã trong tháng 3.")]},
    )
    composed = paper(DocumentKind.CONCLUSIONS, text=text)
    said = lines(composed)
    assert "Ban Chỉ đạo ghi nhận kết quả tháng 01/2026." in said
    assert not [line for line in said if "đã gửi báo cáo sau thời hạn" in line]
    assert said.index("- Giao Công an tỉnh kiểm tra 2 xã trong tháng 3.") > said.index(
        "Ban Chỉ đạo ghi nhận kết quả tháng 01/2026."
    )
    by_key = {each.key: each for each in composed.sentences}
    assert by_key["body:late:xa-thu"].wording is Wording.LEFT_OUT
    assert by_key["own:1"].unknown == ("2",), "no figure of the notice bears it out"
    assert "body:late:xa-thu" not in {each.key for each in composed.printed}


def test_without_a_day_nobody_is_given_one() -> None:
    said = lines(paper(DocumentKind.CONCLUSIONS, golden()))
    assert (
        "- 1 xã, phường chưa có báo cáo được duyệt cần hoàn thành báo cáo tháng 01/2026: Xã Đồi Chè." in said
    )


def test_lines_that_many_leave_empty_are_to_be_filled() -> None:
    empty = {"Xã Bãi Ngọc": {"sites": None}, "Xã Đồi Chè": {"sites": None}, "Xã Suối Hoa": {}}
    said = lines(
        paper(DocumentKind.CONCLUSIONS, owed_by(sheet_of(empty), date(2026, 1, 20), date(2026, 2, 25)))
    )
    assert (
        "- Xã, phường còn để trống chỉ tiêu cần rà soát, bổ sung số liệu trước ngày 25/02/2026: "
        "“Điểm mô hình đang hoạt động” (2 đơn vị)."
    ) in said


# The list of late units


def test_each_unit_that_is_missing_or_late_stands_in_the_table_of_its_form() -> None:
    tables = [block for block in paper(DocumentKind.LATE_UNITS).document.body if isinstance(block, Table)]
    assert [table.rows for table in tables] == [
        (
            ("1", "Xã Đồi Chè", "20/01/2026", "chưa gửi"),
            ("2", "Phường Hoa Lư", "20/01/2026", "đã duyệt, gửi sau thời hạn"),
        ),
        (("1", "Sở Tư pháp tỉnh Bạch Mã", "20/01/2026", "chưa gửi"),),
    ]


def test_of_several_reports_it_says_how_many_are_missing_or_late() -> None:
    sheet = known()
    first = sheet.reporters[0]
    many = replace(first.reports[0], owed=6, accepted=4, late=3, state="thiếu tháng 02/2026 (chưa gửi)")
    sheet = replace(sheet, reporters=(replace(first, reports=(many, *first.reports[1:])),))
    composed = paper(DocumentKind.LATE_UNITS, sheet)
    (table,) = [block for block in composed.document.body if isinstance(block, Table)]
    assert table.rows[0][3] == "thiếu 2 báo cáo (thiếu tháng 02/2026 (chưa gửi)), 3 báo cáo gửi sau thời hạn"
    assert {each.text for each in composed.printed if each.key.startswith("late:")} == {"2", "3"}


def test_where_nobody_is_late_it_says_so() -> None:
    sheet = sheet_of({"Xã Bãi Ngọc": {}, "Xã Đồi Chè": {}})
    composed = paper(DocumentKind.LATE_UNITS, sheet)
    assert not [block for block in composed.document.body if isinstance(block, Table)]
    assert any(line.startswith("Không có đơn vị nào") for line in lines(composed))


# The letter


def test_the_letter_lists_what_is_enclosed_and_says_on_what_it_rests() -> None:
    composed = paper(DocumentKind.TRANSMITTAL)
    assert composed.document.is_letter
    said = lines(composed)
    assert said[4] == "Số: \xa0\xa0\xa0\xa0\xa0\xa0/BCĐ-CQTT"
    assert said[5].startswith("V/v gửi báo cáo kết quả công tác xây dựng phong trào")
    enclosed = [line for line in said if re.match(r"\d\. ", line)]
    annexes = composed_of(DocumentKind.REPORT, known(), EditedText()).document.annexes
    assert len(enclosed) == 1 + len(annexes)
    assert all(annex.title in line for annex, line in zip(annexes, enclosed[1:], strict=True))
    assert [each.text for each in composed.printed] == ["5", "6", "2", "3"]


def test_a_body_without_addressees_leaves_their_place() -> None:
    issuing = default_issuing("country", "Cả nước", "Cả nước", "")
    said = lines(paper(DocumentKind.TRANSMITTAL, replace(known(), issuing=issuing)))
    assert "Kính gửi: (… Cơ quan thường trực ghi nơi nhận)" in said


@pytest.mark.parametrize(
    ("kind", "mark"),
    [
        (DocumentKind.CONCLUSIONS, "TB-UBND"),
        (DocumentKind.LATE_UNITS, "TB-UBND"),
        (DocumentKind.TRANSMITTAL, "UBND-NC"),
    ],
)
def test_a_peoples_committee_issues_them_in_its_own_series(kind: DocumentKind, mark: str) -> None:
    issuing = peoples_committee("province", "Tỉnh Bạch Mã", "Bạch Mã", "Cả nước")
    assert issuing is not None
    said = lines(paper(kind, replace(known(), issuing=issuing)))
    assert f"Số: \xa0\xa0\xa0\xa0\xa0\xa0/{mark}" in said
    assert said[-4:-1] == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"]


@pytest.mark.parametrize("kind", PAPERS)
def test_the_same_sheet_read_back_makes_the_same_paper(kind: DocumentKind) -> None:
    again = ReportSheet.from_json(known().to_json())
    assert paper(kind, again) == paper(kind)
