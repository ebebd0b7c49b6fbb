import io
import time
import unicodedata
import zipfile
from dataclasses import replace
from datetime import timedelta

import docx as python_docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from binhyen.foundations.vietnamese import nfc
from binhyen.machinery.formats.documents import (
    Annex,
    Column,
    Heading,
    Paragraph,
    Run,
    Table,
    compose,
    docx_of,
)
from binhyen.machinery.formats.documents.form import Element
from binhyen.machinery.formats.documents.tests.samples import REPORT, RESULTS, by_commune, report

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACES = {"w": W.strip("{}")}


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


PARTS = parts_of(docx_of(REPORT))
DOCUMENT = etree.fromstring(PARTS["word/document.xml"])
STYLES = etree.fromstring(PARTS["word/styles.xml"])


def find(root, path):
    return root.xpath(path, namespaces=SPACES)


def value(element, name="val"):
    return element.get(W + name)


def style(name):
    (found,) = find(STYLES, f'w:style[w:name/@w:val="{name}"]')
    return found


def words(element):
    return "".join(
        node.text or "" if node.tag == W + "t" else " " for node in element.iter(W + "t", W + "br")
    )


def paragraphs(name, root=DOCUMENT):
    return find(root, f'.//w:p[w:pPr/w:pStyle/@w:val="{value(style(name), "styleId")}"]')


# The page


def test_pages_are_a4_with_margins_within_the_decrees_ranges():
    sizes = [
        (int(value(size, "w")), int(value(size, "h")), value(size, "orient"))
        for size in find(DOCUMENT, ".//w:pgSz")
    ]
    assert sizes == [(11906, 16838, None), (16838, 11906, "landscape"), (11906, 16838, None)]
    for margins in find(DOCUMENT, ".//w:pgMar"):
        twips = {side: int(value(margins, side)) for side in ("top", "bottom", "left", "right", "header")}
        assert 1134 <= twips["top"] <= 1417
        assert 1134 <= twips["bottom"] <= 1417
        assert 1701 <= twips["left"] <= 1984
        assert 850 <= twips["right"] <= 1134
        assert twips["header"] + 14 * 20 * 1.15 < twips["top"]


def test_pages_of_each_part_are_numbered_from_one_and_the_first_number_is_hidden():
    sections = find(DOCUMENT, ".//w:sectPr")
    assert len(sections) == 3
    for section in sections:
        assert value(section.find(W + "pgNumType"), "start") == "1"
        assert section.find(W + "titlePg") is not None
        assert [value(header, "type") for header in section.findall(W + "headerReference")] == ["default"]


def closing_paragraph(section):
    """The paragraph that the pages of a section end with."""
    above = section.getparent()
    return section.getprevious() if above.tag == W + "body" else above.getparent()


def test_a_part_that_ends_with_a_line_has_nothing_behind_it():
    # A paragraph more, however low, makes a blank page where the line ends the page.
    main, *annexes = map(closing_paragraph, find(DOCUMENT, ".//w:sectPr"))
    assert [words(last) for last in annexes] == ["Dấu “-” là không phát sinh.", "Xếp theo tên."]
    assert paragraphs("Hết phần") == [main]


def test_behind_a_table_stands_a_sliver_for_the_properties_of_its_pages():
    annexes = tuple(Annex("Số liệu", (replace(RESULTS, notes=()),)) for _ in range(2))
    document = etree.fromstring(parts_of(docx_of(report(annexes=annexes)))["word/document.xml"])
    closing = [closing_paragraph(section) for section in find(document, ".//w:sectPr")]
    assert paragraphs("Hết phần", document) == closing
    assert all(sliver.getprevious().tag == W + "tbl" for sliver in closing)
    (spacing,) = find(style("Hết phần"), ".//w:spacing")
    assert (value(spacing, "line"), value(spacing, "lineRule")) == ("20", "exact")


def test_page_numbers_are_centred_upright_arabic_figures_of_size_13_or_14_at_the_top():
    header = etree.fromstring(PARTS["word/header1.xml"])
    (field,) = find(header, ".//w:fldSimple")
    assert value(field, "instr").strip() == "PAGE"
    (number,) = paragraphs("Số trang", header)
    assert field.getparent() is number
    look = style("Số trang")
    assert value(find(look, ".//w:jc")[0]) == "center"
    assert value(find(look, ".//w:sz")[0]) in ("26", "28")
    assert not find(look, ".//w:i")


# Fonts and language


def test_no_font_but_times_new_roman_is_named_in_any_part_or_slot():
    for name, part in PARTS.items():
        for fonts in etree.fromstring(part).iter(W + "rFonts"):
            assert {key.removeprefix(W): font for key, font in fonts.attrib.items()} == dict.fromkeys(
                ("ascii", "hAnsi", "eastAsia", "cs"), "Times New Roman"
            ), name
    assert not [name for name in PARTS if "theme" in name or "fontTable" in name]


def test_every_paragraph_style_and_the_defaults_name_the_font():
    assert find(STYLES, "w:docDefaults/w:rPrDefault/w:rPr/w:rFonts")
    for found in find(STYLES, 'w:style[@w:type="paragraph"]'):
        assert find(found, "w:rPr/w:rFonts"), value(found.find(W + "name"))


def test_the_language_is_vietnamese_in_every_slot():
    (language,) = find(STYLES, ".//w:docDefaults//w:lang")
    assert set(language.attrib.values()) == {"vi-VN"}


def test_every_text_is_nfc():
    decomposed = unicodedata.normalize("NFD", "Tình hình an ninh, trật tự")
    parts = parts_of(
        docx_of(report(body=(Heading(decomposed), Paragraph.of(decomposed)), subject=decomposed))
    )
    for name, part in parts.items():
        assert unicodedata.is_normalized("NFC", part.decode()), name


# Styles


def test_every_paragraph_has_a_style_that_exists():
    known = {value(found, "styleId") for found in STYLES.findall(W + "style")}
    for paragraph in DOCUMENT.iter(W + "p"):
        (used,) = find(paragraph, "w:pPr/w:pStyle")
        assert value(used) in known
    assert {value(used) for used in DOCUMENT.iter(W + "tblStyle")} <= known


def test_styles_have_the_sizes_and_looks_of_their_elements():
    for element in Element:
        look = element.value
        properties = style(look.style)
        assert {value(size) for size in find(properties, "w:rPr/*[self::w:sz or self::w:szCs]")} == {
            str(round(look.size * 2))
        }
        assert bool(find(properties, "w:rPr/w:b")) == bool(find(properties, "w:rPr/w:bCs")) == look.bold
        assert bool(find(properties, "w:rPr/w:i")) == bool(find(properties, "w:rPr/w:iCs")) == look.italic


def test_runs_have_no_direct_format_but_bold_and_italic():
    for properties in DOCUMENT.iter(W + "rPr"):
        assert {child.tag.removeprefix(W) for child in properties} <= {"b", "bCs", "i", "iCs"}


def test_body_paragraphs_are_justified_indented_and_six_points_apart():
    properties = style("Nội dung")
    assert value(find(properties, ".//w:jc")[0]) == "both"
    assert 567 <= int(value(find(properties, ".//w:ind")[0], "firstLine")) <= 720
    spacing = find(properties, ".//w:spacing")[0]
    assert int(value(spacing, "after")) >= 120
    assert 240 <= int(value(spacing, "line")) <= 360


def test_headings_are_headings_to_word():
    assert [
        value(find(style(name), ".//w:outlineLvl")[0]) for name in ("Đề mục I", "Đề mục 1", "Đề mục a")
    ] == [
        "0",
        "1",
        "2",
    ]
    assert words(paragraphs("Đề mục I")[0]) == "I. TÌNH HÌNH VÀ KẾT QUẢ"


# The boxes


def test_the_head_is_a_table_of_two_fixed_columns_without_borders():
    head = next(DOCUMENT.iter(W + "tbl"))
    assert value(find(head, "w:tblPr/w:tblLayout")[0], "type") == "fixed"
    assert not find(head, ".//w:tblBorders")
    assert not find(style("Khung không viền"), ".//w:tblBorders")
    first, second = head.findall(W + "tr")
    issuer, nation = first.findall(W + "tc")
    assert words(issuer.findall(W + "p")[0]) == "ỦY BAN NHÂN DÂN TỈNH PHÚ THỌ"
    assert words(nation.findall(W + "p")[0]) == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    number, day = second.findall(W + "tc")
    assert words(number).startswith("Số:")
    assert words(day).startswith("Phú Thọ, ngày")
    widths = [int(value(cell, "w")) for cell in find(head, ".//w:gridCol")]
    assert sum(widths) == pytest.approx(11906 - 1701 - 850, abs=1)


def rules():
    """Length of each rule in points: what its indents leave of its column."""
    lengths = []
    for rule in paragraphs("Đường kẻ"):
        cell = rule.getparent()
        wide = int(value(find(cell, "w:tcPr/w:tcW")[0], "w")) if cell.tag == W + "tc" else 11906 - 1701 - 850
        (indent,) = find(rule, "w:pPr/w:ind")
        lengths.append((wide - int(value(indent, "left")) - int(value(indent, "right"))) / 20)
    return lengths


def test_rules_have_the_lengths_of_the_form():
    below_issuer, below_motto, below_subject = rules()
    motto = Element.MOTTO.value
    assert below_motto == pytest.approx(motto.width("Độc lập - Tự do - Hạnh phúc"), abs=0.2)
    issuer, subject = Element.ISSUING_BODY.value, Element.SUBJECT.value
    line = issuer.width("TỔ QUỐC TỈNH PHÚ THỌ")
    assert line / 3 <= below_issuer <= line / 2
    line = subject.width("bảo vệ an ninh Tổ quốc tháng 02 năm 2026")
    assert line / 3 <= below_subject <= line / 2
    (border,) = find(style("Đường kẻ"), ".//w:pBdr/w:top")
    assert value(border) == "single"


def test_recipients_stand_level_with_the_authority_in_one_unsplit_row():
    (title,) = paragraphs("Nơi nhận")
    (row,) = find(title, "ancestor::w:tr")
    assert find(row, "w:trPr/w:cantSplit")
    left, right = row.findall(W + "tc")
    assert title is left.find(W + "p")
    assert words(right.find(W + "p")) == "TM. BAN CHỈ ĐẠO"
    assert words(left.findall(W + "p")[-1]) == "- Lưu: VT, PV05 (03 bản)."


def test_the_last_words_stay_with_the_signature():
    last = paragraphs("Nội dung")[-2]
    assert words(last).endswith("./.")
    assert find(last, "w:pPr/w:keepNext")


def test_headings_and_what_is_said_to_keep_with_the_next():
    for name in ("Đề mục I", "Đề mục 1", "Đề mục a", "Đơn vị tính", "Phụ lục", "Tên phụ lục", "Kèm theo"):
        assert find(style(name), "w:pPr/w:keepNext"), name
    body = (Paragraph.of("Tạm tính.", keep_with_next=True), Paragraph.of("Kết quả."), Paragraph.of("Hết."))
    document = etree.fromstring(parts_of(docx_of(report(body=body, annexes=())))["word/document.xml"])
    kept = {words(line): bool(find(line, "w:pPr/w:keepNext")) for line in paragraphs("Nội dung", document)}
    assert kept == {"Tạm tính.": True, "Kết quả.": False, "Hết./.": True}


def test_there_is_one_end_mark():
    assert PARTS["word/document.xml"].decode().count("./.") == 1


# Tables


def test_header_rows_repeat_and_no_row_is_split():
    table = find(DOCUMENT, './/w:tbl[w:tblPr/w:tblStyle/@w:val="BangSoLieu"]')[1]
    rows = table.findall(W + "tr")
    assert len(rows) == 2 + 148 + 1
    assert [bool(find(row, "w:trPr/w:tblHeader")) for row in rows] == [True, True] + [False] * 149
    assert all(find(row, "w:trPr/w:cantSplit") for row in rows)
    assert all(find(run, "w:rPr/w:b") for run in rows[-1].iter(W + "r"))


@pytest.mark.parametrize(("rows", "total"), [(3, True), (3, False), (1, True), (1, False), (0, True)])
def test_the_last_two_rows_keep_together(rows, total):
    table = replace(by_commune(rows), total=by_commune(1).total if total else None)
    document = etree.fromstring(parts_of(docx_of(report(body=(table,), annexes=())))["word/document.xml"])
    (table,) = find(document, './/w:tbl[w:tblPr/w:tblStyle/@w:val="BangSoLieu"]')
    kept = [
        {bool(find(line, "w:pPr/w:keepNext")) for line in row.iter(W + "p")}
        for row in table.findall(W + "tr")[2:]
    ]
    assert kept == [{place == rows + total - 2} for place in range(rows + total)]


def test_spanning_header_cells_fill_the_grid():
    opened = python_docx.Document(io.BytesIO(docx_of(report(body=(by_commune(1),), annexes=()))))
    table = opened.tables[1]
    assert [cell.text for cell in table.rows[0].cells] == [
        "STT", "Xã, phường", "Tin báo", "Tin báo", "Tin báo", "Mô hình", "Mô hình", "Ghi chú",
    ]  # fmt: skip
    assert [cell.text for cell in table.rows[1].cells] == [
        "STT", "Xã, phường", "Tổng số", "Có giá trị", "Đã giải quyết", "Cũ", "Mới", "Ghi chú",
    ]  # fmt: skip


def test_widths_of_cells_are_those_of_the_grid():
    for table in DOCUMENT.iter(W + "tbl"):
        grid = [int(value(column, "w")) for column in find(table, "w:tblGrid/w:gridCol")]
        for row in table.findall(W + "tr"):
            assert sum(int(value(cell, "w")) for cell in find(row, "w:tc/w:tcPr/w:tcW")) == sum(grid)


# The file


def test_the_file_names_no_person_and_states_its_time():
    properties = python_docx.Document(io.BytesIO(docx_of(REPORT))).core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    assert properties.title.startswith("Báo cáo Kết quả")
    assert properties.created == properties.modified == REPORT.composed_at
    assert "docProps/app.xml" not in PARTS


def test_the_same_document_gives_the_same_bytes(monkeypatch):
    first = docx_of(REPORT)
    monkeypatch.setattr(time, "time", lambda: 1_900_000_000.0)
    assert docx_of(REPORT) == first
    assert docx_of(replace(REPORT, composed_at=REPORT.composed_at + timedelta(minutes=1))) != first


def test_word_opens_it_in_todays_mode():
    (mode,) = find(etree.fromstring(PARTS["word/settings.xml"]), ".//w:compatSetting")
    assert (value(mode, "name"), value(mode)) == ("compatibilityMode", "15")


def test_the_document_holds_the_composed_lines_and_no_others():
    written = [words(paragraph) for paragraph in DOCUMENT.iter(W + "p") if words(paragraph)]
    assert written == [line.text for line in compose(REPORT).lines() if line.text]


def test_an_annex_of_all_communes_is_written_fast():
    document = report(annexes=(Annex("Số liệu", (by_commune(148),)),))
    docx_of(document)
    start = time.process_time()
    docx_of(document)
    assert time.process_time() - start < 0.5  # some 0.05 s; cell by cell it would be 0.3 s and more


# Any text


vietnamese = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyÁÀẢÃẠẮỆỐỘỮỲĐ 0123456789,.;:%-–“”()/<>&'\"\\#$*_@[]{}~`")


@settings(max_examples=60, deadline=None)
@given(vietnamese, vietnamese.filter(lambda text: not text.rstrip().endswith("./.")), vietnamese)
def test_any_text_stands_in_the_document_as_it_was(plain, bold, cell):
    document = report(
        body=(
            Paragraph.of(plain, Run(bold, bold=True)),
            Table((Column("Nội dung"),), ((cell,),)),
            Paragraph.of("Hết."),
        ),
        annexes=(),
    )
    body = etree.fromstring(parts_of(docx_of(document))["word/document.xml"])
    kept = paragraphs("Nội dung", body)[0]
    assert "".join(text.text or "" for text in kept.iter(W + "t")) == nfc(plain) + nfc(bold)
    (data_cell,) = paragraphs("Bảng 12 chữ", body)
    assert words(data_cell) == nfc(cell)


@settings(max_examples=60, deadline=None)
@given(st.text(), st.text())
def test_no_text_at_all_breaks_the_file(subject, text):
    document = report(subject=subject, body=(Heading(text), Paragraph.of(text), RESULTS), annexes=())
    for part in parts_of(docx_of(document)).values():
        etree.fromstring(part)
