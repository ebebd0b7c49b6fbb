"""The DOCX of a report held to the rows of the form of documents (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from lxml import etree

from binhyen.machinery.formats.documents import docx_of
from binhyen.machinery.formats.documents.form import Element
from binhyen.machinery.formats.documents.tests.test_docx import W, find, parts_of, value, words
from binhyen.publications.reports.composing import compose_report
from binhyen.publications.tests.samples import golden

PARTS = parts_of(docx_of(compose_report(golden()).document))
DOCUMENT = etree.fromstring(PARTS["word/document.xml"])
STYLES = etree.fromstring(PARTS["word/styles.xml"])


def of(element: Element) -> list[etree._Element]:
    """The paragraphs that are set as an element of the form."""
    return find(DOCUMENT, f'.//w:p[w:pPr/w:pStyle/@w:val="{element.value.key}"]')


def texts(element: Element) -> list[str]:
    return [words(paragraph) for paragraph in of(element)]


def look(element: Element) -> tuple[float, bool, bool, str]:
    """Size, bold, italic and alignment of an element, as the file's styles say."""
    (style,) = find(STYLES, f'w:style[@w:styleId="{element.value.key}"]')
    (size,) = find(style, "w:rPr/w:sz")
    alignment = find(style, "w:pPr/w:jc")
    return (
        int(value(size)) / 2,
        bool(find(style, "w:rPr/w:b")),
        bool(find(style, "w:rPr/w:i")),
        value(alignment[0]) if alignment else "left",
    )


# Page


def test_pages_are_a4_upright_and_annexes_lie_across_with_margins_in_range():
    sizes = [
        (value(size, "w"), value(size, "h"), value(size, "orient")) for size in find(DOCUMENT, ".//w:pgSz")
    ]
    assert sizes == [("11906", "16838", None)] + [("16838", "11906", "landscape")] * 2
    for margins in find(DOCUMENT, ".//w:pgMar"):
        assert 1134 <= int(value(margins, "top")) <= 1417
        assert 1134 <= int(value(margins, "bottom")) <= 1417
        assert 1701 <= int(value(margins, "left")) <= 1984
        assert 850 <= int(value(margins, "right")) <= 1134


def test_each_part_counts_its_pages_from_one_and_hides_the_first_number():
    sections = find(DOCUMENT, ".//w:sectPr")
    assert len(sections) == 3
    for section in sections:
        assert value(section.find(W + "pgNumType"), "start") == "1"
        assert section.find(W + "titlePg") is not None


def test_nothing_is_set_in_another_font_and_all_letters_are_composed():
    for name, part in PARTS.items():
        for fonts in etree.fromstring(part).iter(W + "rFonts"):
            assert set(fonts.attrib.values()) == {"Times New Roman"}, name
            assert len(fonts.attrib) == 4
        text = part.decode()
        assert text == unicodedata.normalize("NFC", text), name


# Boxes 1 to 5


def test_box_1_is_the_national_name_and_the_motto():
    assert texts(Element.NATIONAL_NAME) == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
    assert texts(Element.MOTTO) == ["Độc lập - Tự do - Hạnh phúc"]
    assert look(Element.NATIONAL_NAME) == (12, True, False, "center")
    assert look(Element.MOTTO) == (13, True, False, "center")


def test_box_2_is_the_parent_body_and_below_it_the_issuing_body_in_bold():
    assert texts(Element.PARENT_BODY) == ["ỦY BAN NHÂN DÂN TỈNH BẠCH MÃ"]
    (issuing,) = texts(Element.ISSUING_BODY)
    assert issuing.startswith("BAN CHỈ ĐẠO PHÒNG, CHỐNG TỘI PHẠM")
    assert issuing.endswith("TỈNH BẠCH MÃ")
    assert look(Element.PARENT_BODY) == (12, False, False, "center")
    assert look(Element.ISSUING_BODY) == (12, True, False, "center")


def test_the_long_name_of_the_committee_stays_in_its_box():
    (issuing,) = of(Element.ISSUING_BODY)
    (cell,) = find(issuing, "ancestor::w:tc[1]")
    wide = int(value(find(cell, "w:tcPr/w:tcW")[0], "w")) / 20
    for line in issuing.xpath(".//w:t/text()", namespaces={"w": W.strip("{}")}):
        assert Element.ISSUING_BODY.value.width(line) <= wide, line


def test_boxes_3_and_4_leave_number_and_day_blank():
    assert texts(Element.NUMBER) == ["Số: " + "\xa0" * 6 + "/BC-BCĐ"]
    assert look(Element.NUMBER)[0] == 13
    (place,) = texts(Element.PLACE_AND_DAY)
    assert place.startswith("Bạch Mã, ngày")
    assert place.endswith("năm 2026")
    assert look(Element.PLACE_AND_DAY) == (13, False, True, "center")


def test_box_5a_is_the_name_of_the_type_and_the_subject():
    assert texts(Element.TYPE_NAME) == ["BÁO CÁO"]
    (subject,) = texts(Element.SUBJECT)
    assert subject.replace("\xa0", " ") == (
        "Kết quả công tác xây dựng phong trào Toàn dân bảo vệ an ninh Tổ quốc tháng 01/2026"
    )
    for element in (Element.TYPE_NAME, Element.SUBJECT):
        assert look(element) == (14, True, False, "center")


# Boxes 6 to 9


def test_box_9a_stands_on_one_line_for_one_addressee():
    (line,) = texts(Element.ADDRESSEE)
    assert line.startswith("Kính gửi: Cục Xây dựng phong trào")
    assert look(Element.ADDRESSEE)[0] == 14


def test_several_addressees_stand_on_lines_of_their_own():
    sheet = golden()
    sheet = replace(sheet, issuing=replace(sheet.issuing, addressees=("Bộ Công an", "Tỉnh ủy Bạch Mã")))
    part = etree.fromstring(parts_of(docx_of(compose_report(sheet).document))["word/document.xml"])
    lines = find(part, f'.//w:p[w:pPr/w:pStyle/@w:val="{Element.ADDRESSEE_LINE.value.key}"]')
    assert [words(line) for line in lines] == ["- Bộ Công an;", "- Tỉnh ủy Bạch Mã."]


def test_box_6_has_headings_in_roman_and_arabic_numbers():
    assert [text.split(".")[0] for text in texts(Element.HEADING_1)] == ["I", "II", "III", "IV"]
    assert all(text == text.upper() for text in texts(Element.HEADING_1))
    assert [text.split(".")[0] for text in texts(Element.HEADING_2)] == ["1", "2", "3", "4", "5", "1", "2"]
    assert look(Element.HEADING_1) == (14, True, False, "both")
    assert look(Element.BODY) == (14, False, False, "both")
    (style,) = find(STYLES, f'w:style[@w:styleId="{Element.BODY.value.key}"]')
    (spacing,) = find(style, "w:pPr/w:spacing")
    assert int(value(spacing, "after")) >= 120
    assert 240 <= int(value(spacing, "line")) <= 360
    assert 567 <= int(value(find(style, "w:pPr/w:ind")[0], "firstLine")) <= 720


def test_the_body_ends_once():
    text = words(DOCUMENT)
    assert text.count("./.") == 1
    assert texts(Element.BODY)[-1].endswith("./.")


def test_boxes_7a_and_7b_show_authority_and_post_and_leave_the_name_blank():
    assert texts(Element.AUTHORITY) == ["TM. BAN CHỈ ĐẠO", "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"]
    assert texts(Element.SIGNER) == [""]
    assert look(Element.AUTHORITY) == (14, True, False, "center")


def test_box_9b_begins_with_the_addressee_and_ends_with_the_archive():
    assert texts(Element.RECIPIENTS_TITLE) == ["Nơi nhận:"]
    lines = texts(Element.RECIPIENT)
    assert lines[0] == "- Như trên;"
    assert lines[-1] == "- Lưu: VT, CQTT."
    assert all(line.endswith(";") for line in lines[:-1])
    assert look(Element.RECIPIENTS_TITLE)[:3] == (12, True, True)
    assert look(Element.RECIPIENT)[:3] == (11, False, False)


# Annexes


def test_annexes_bear_roman_numbers_titles_in_capitals_and_a_reference_with_blanks():
    assert texts(Element.ANNEX) == ["Phụ lục I", "Phụ lục II"]
    assert all(title == title.upper() for title in texts(Element.ANNEX_TITLE))
    for reference in texts(Element.ANNEX_REFERENCE):
        assert reference.startswith("(Kèm theo Báo cáo số \xa0\xa0\xa0\xa0\xa0\xa0/BC-BCĐ ngày")
        assert reference.endswith("tỉnh Bạch Mã)")
    assert look(Element.ANNEX) == (14, True, False, "center")
    assert look(Element.ANNEX_REFERENCE)[:3] == (14, False, True)


def test_headers_of_tables_are_repeated_and_no_row_is_split():
    tables = [
        table for table in find(DOCUMENT, ".//w:tbl") if words(find(table, "w:tr[1]")[0]).startswith("STT")
    ]
    assert len(tables) == 2
    for table in tables:
        rows = table.findall(W + "tr")
        assert [bool(find(row, "w:trPr/w:tblHeader")) for row in rows] == [True, True] + [False] * (
            len(rows) - 2
        )
        assert all(find(row, "w:trPr/w:cantSplit") for row in rows)


def test_tables_fit_between_the_margins():
    for table in find(DOCUMENT, ".//w:tbl"):
        assert sum(int(value(column, "w")) for column in find(table, "w:tblGrid/w:gridCol")) <= 14287


def test_no_secrecy_mark_and_no_image_is_set():
    assert not find(DOCUMENT, ".//w:drawing | .//w:pict")
    assert not [text for text in words(DOCUMENT).split() if text in ("MẬT", "MẬT.")]
