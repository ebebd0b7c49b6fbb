import re
import shutil
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.foundations.vietnamese import nfc
from binhyen.machinery.formats.documents import (
    Annex,
    Heading,
    LetterMissing,
    Paragraph,
    Run,
    TypefaceMissing,
    compose,
    pdf,
    pdf_of,
    typeface,
)
from binhyen.machinery.formats.documents.composition import Rule
from binhyen.machinery.formats.documents.tests.pages import pages
from binhyen.machinery.formats.documents.tests.samples import REPORT, RESULTS, by_commune, report

PDF = pdf_of(REPORT)
PAGES = pages(PDF)


def letters(text):
    return "".join(text.split())


def short(*texts, **changes):
    """A document of a few paragraphs."""
    return report(body=(*map(Paragraph.of, texts), Paragraph.of("Hết.")), annexes=(), **changes)


def drawn(document):
    return "".join(page.text for page in pages(pdf_of(document)))


# What is drawn


def test_the_pages_hold_the_composed_words_and_no_others():
    document = report(annexes=REPORT.annexes[1:])
    composed = "".join(line.text for line in compose(document).lines())
    assert letters(drawn(document)) == letters(composed)


def test_a_table_of_all_communes_is_drawn_whole():
    composed = "".join(line.text for line in compose(REPORT).lines())
    # Header cells that span rows are drawn after their neighbours.
    assert Counter(letters("".join(page.text for page in PAGES))) == Counter(letters(composed))


def test_header_rows_repeat_on_each_page_of_a_table():
    landscape = [page for page in PAGES if page.width > 800]
    assert len(landscape) >= 4
    assert "Xã, phường" in landscape[0].text
    assert all("Xã, phường" in page.margin for page in landscape[1:])
    assert all("Tổng số" in page.margin for page in landscape[1:])


def test_each_part_counts_its_pages_and_hides_the_first_number():
    numbers = [re.match(r"\d*", page.margin)[0] for page in PAGES]
    assert numbers == ["", "2", "", "2", "3", "4", "5", "6", ""]


def test_annexes_start_on_pages_of_their_own_and_may_lie_across():
    starts = [page for page in PAGES if page.text.startswith("Phụ lục")]
    assert [round(page.width) for page in starts] == [842, 595]


def test_rules_have_the_composed_lengths():
    pieces = compose(REPORT).parts[0].pieces
    composed = [piece for row in pieces[0].rows for box in row for piece in box] + list(pieces)
    assert list(PAGES[0].rules) == pytest.approx(
        [piece.length for piece in composed if isinstance(piece, Rule)]
    )


def test_a_long_name_wraps_beside_the_national_name():
    header = replace(REPORT.header, issuing_body=f"{REPORT.header.issuing_body} và các đơn vị trực thuộc")
    words = pages(pdf_of(report(header=header)))[0].words
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in words


# What keeps together

# Two lines each, so that fillers end on every height of the page.
FILLER = (
    "Các khu dân cư, cơ quan, doanh nghiệp, nhà trường duy trì mô hình và phối hợp tuyên truyền, vận động."
)


@pytest.mark.parametrize("fillers", range(8, 16))
@pytest.mark.parametrize("beginning", ["", "Mở đầu."])
def test_a_heading_and_a_paragraph_that_leads_up_never_end_a_page(fillers, beginning):
    body = (
        *([Paragraph.of(beginning)] if beginning else []),
        *[Paragraph.of(FILLER)] * fillers,
        Heading("I. Đầu chương"),
        Heading("1. Đầu mục", 2),
        Paragraph.of(Run("Dẫn vào.", italic=True), keep_with_next=True),
        Paragraph.of("Nối tiếp."),
        *[Paragraph.of(FILLER)] * 4,
    )
    drawn_on = [letters(page.text) for page in pages(pdf_of(report(body=body, annexes=())))]
    assert [letters("I. ĐẦU CHƯƠNG 1. Đầu mục Dẫn vào. Nối tiếp.") in page for page in drawn_on].count(
        True
    ) == 1


def test_a_page_may_end_with_a_paragraph_that_does_not_lead_up():
    def ends(*, keep):
        leading = Paragraph.of("Dẫn vào.", keep_with_next=keep)
        documents = (
            report(body=(*[Paragraph.of(FILLER)] * fillers, leading, *[Paragraph.of(FILLER)] * 9), annexes=())
            for fillers in range(8, 16)
        )
        return {letters(pages(pdf_of(document))[0].text).endswith("Dẫnvào.") for document in documents}

    assert ends(keep=False) == {False, True}
    assert ends(keep=True) == {False}


@pytest.mark.parametrize("rows", range(18, 32))
def test_a_total_never_stands_alone_below_a_repeated_header(rows):
    annex = Annex("Số liệu", (by_commune(rows),))
    total = letters("".join(by_commune(rows).total))
    (with_total,) = [
        text for page in pages(pdf_of(report(annexes=(annex,)))) if total in (text := letters(page.text))
    ]
    assert letters(f"Xã số {rows}") in with_total


@pytest.mark.parametrize(("rows", "total"), [(0, True), (1, False), (1, True), (2, False)])
def test_the_shortest_tables_are_drawn(rows, total):
    table = replace(by_commune(rows), total=by_commune(1).total if total else None)
    document = report(body=(table,), annexes=())
    composed = "".join(line.text for line in compose(document).lines())
    assert Counter(letters(drawn(document))) == Counter(letters(composed))


# Text is data


@pytest.mark.parametrize(
    "text",
    [
        "#let x = 1; #x",
        '#import "@preview/example:0.1.0": *',
        "*đậm* _nghiêng_ `mã`",
        "$x^2$",
        "@tham-chieu và <nhan>",
        "\\ gạch \\n chéo \\u{41}",
        "[ngoặc] (tròn) {nhọn}",
        "] // ghi chú /* dài */",
        "= Đề mục",
        "- gạch đầu dòng",
        "+ số",
        "/ từ: nghĩa",
        "\"ngoặc kép\" 'đơn' -- --- ... ~",
        "https://binhyen.vn",
        "&amp; <b>",
        "hiện fi fl ffi",
    ],
)
def test_signs_of_markup_are_printed_as_they_are(text):
    assert letters(f"{text}Hết./.") in letters(drawn(short(text)))
    table = replace(RESULTS, rows=((text, text, text),), notes=(text,), unit=text)
    assert letters(drawn(report(body=(table,), annexes=(), subject=text))).count(letters(text)) >= 4


def test_signs_within_bold_and_italic_runs_are_printed_too():
    document = report(
        body=(Paragraph.of("a", Run("#b*", bold=True), Run("_c$", italic=True), Run("@d", True, True), "e"),),
        annexes=(),
    )
    assert "a#b*_c$@de./." in letters(drawn(document))


def test_several_blanks_stay():
    assert f"Số: {chr(0xA0) * 6}/BC-BCĐ" in PAGES[0].words


vietnamese = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyÁÀẢÃẠẮỆỐỘỮỲĐ 0123456789,;:%-–“”()/<>&'\"\\#$*_@[]{}~`")


@settings(max_examples=25, deadline=None)
@given(vietnamese)
def test_any_vietnamese_text_is_drawn(text):
    assert letters(f"{nfc(text)}Hết./.") in letters(drawn(short(text)))


# The file


def test_it_is_pdf_a_2b():
    assert PDF.startswith(b"%PDF-1.7")
    assert b"<pdfaid:part>2</pdfaid:part>" in PDF
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in PDF


def test_only_the_faces_of_the_package_are_embedded():
    fonts = set(re.findall(rb"/BaseFont/[A-Z]{6}\+([A-Za-z-]+?)(?:-Identity-H)?[/>]", PDF))
    assert fonts == {
        b"TeXGyreTermes-Regular",
        b"TeXGyreTermes-Bold",
        b"TeXGyreTermes-Italic",
        b"TeXGyreTermes-BoldItalic",
    }


def test_the_same_document_gives_the_same_bytes():
    assert pdf_of(REPORT) == PDF
    pdf._compiler.cache_clear()
    assert pdf_of(REPORT) == PDF


def test_threads_may_set_at_once():
    with ThreadPoolExecutor(3) as threads:
        assert set(threads.map(pdf_of, [REPORT] * 6)) == {PDF}


def test_an_annex_of_all_communes_is_set_fast():
    document = report(annexes=(Annex("Số liệu", (by_commune(148),)),))
    changed = report(annexes=(Annex("Số liệu khác", (by_commune(148),)),))
    pdf_of(document)
    start = time.process_time()
    pdf_of(changed)
    assert time.process_time() - start < 2  # some 0.1 s once the compiler is there


# What cannot be set


def test_a_letter_that_the_face_lacks_is_named_with_its_place():
    with pytest.raises(LetterMissing) as caught:
        pdf_of(short("Đánh dấu ☐ vào ô"))
    assert caught.value.sentence == "Không in được ký tự “☐” (U+2610) trong “Đánh dấu ☐ vào ô”."
    assert caught.value.remedy.endswith(".")


def test_a_letter_is_missed_in_any_cell_of_an_annex():
    table = replace(RESULTS, rows=(("a", "b", "✓"),))
    with pytest.raises(LetterMissing, match="U\\+2713"):
        pdf_of(report(annexes=(Annex("Số liệu", (table,)),)))


def test_missing_files_of_the_typeface_are_an_error(tmp_path, monkeypatch):
    for file in typeface.folder().glob("*.otf"):
        if "bolditalic" not in file.name:
            shutil.copy(file, tmp_path)
    monkeypatch.setattr(typeface, "folder", lambda: tmp_path)
    pdf._compiler.cache_clear()
    try:
        with pytest.raises(TypefaceMissing, match="Không tìm thấy phông chữ"):
            pdf_of(REPORT)
    finally:
        pdf._compiler.cache_clear()
