import base64
import contextlib
import io
import random
import zipfile

import pytest
import python_calamine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from binhyen.machinery.formats import excel, packages, reading
from binhyen.machinery.formats.excel import beyond_values
from binhyen.machinery.formats.reading import FileText, Unreadable, read_text
from binhyen.machinery.formats.tests.samples import (
    PAGE_BREAK,
    box,
    docx,
    packed,
    paragraph,
    repacked,
    table,
    xlsx,
)

LONG = "Cán bộ và Nhân dân xã Tân Lập tích cực hưởng ứng phong trào. " * 40


def texts(passages):
    return [passage.text for passage in passages]


def refusal(name, data, **options):
    with pytest.raises(Unreadable) as caught:
        read_text(name, data, **options)
    assert caught.value.sentence.endswith(".")
    assert caught.value.remedy.endswith(".")
    return caught.value


# A document


def test_a_document_gives_its_paragraphs_tables_boxes_headers_notes_and_comments():
    text = read_text(
        "ke-hoach.docx",
        docx(
            "KẾ HOẠCH",
            paragraph("Ngày hội ", "năm 2026", box("KHẨN")),
            table(("Đơn vị", "Kinh phí"), ("Xã Tân Lập", "1.500.000")),
            header="Công an tỉnh Phú Thọ",
            footer="Trang 1",
            footnote="Theo số liệu của xã",
            comment="Xem lại",
        ),
    )
    assert text.kind == "docx"
    assert texts(text.headers) == ["Công an tỉnh Phú Thọ", "Trang 1"]
    assert {"KẾ HOẠCH", "Ngày hội năm 2026", "KHẨN", "Xã Tân Lập"} <= set(texts(text.first_page))
    assert {"Theo số liệu của xã", "Xem lại", "Trang 1"} <= set(texts(text.body))
    by_text = {passage.text: passage for passage in text.body}
    assert by_text["KHẨN"].place == "khung chữ ở đoạn 2"
    assert by_text["1.500.000"].place == "bảng 1, dòng 2, cột 2"
    assert (by_text["1.500.000"].above, by_text["1.500.000"].before) == ("Kinh phí", "Xã Tân Lập")


def test_a_word_that_word_processors_cut_into_runs_is_read_as_one():
    text = read_text("a.docx", docx(paragraph("Toàn ", "dân b", "ảo vệ")))
    assert texts(text.body) == ["Toàn dân bảo vệ"]


def test_line_breaks_tabs_and_capitals_by_format_are_read_as_they_look():
    caps = "<w:r><w:rPr><w:caps/></w:rPr><w:t>khẩn</w:t></w:r>"
    text = read_text("a.docx", docx(paragraph(caps, "<w:r><w:br/><w:tab/></w:r>", "sau")))
    assert texts(text.body) == ["KHẨN\n\tsau"]


def test_deleted_words_and_word_art_are_read_too():
    deleted = "<w:del><w:r><w:delText>đã xóa</w:delText></w:r></w:del>"
    art = '<w:r><w:pict><v:shape xmlns:v="v"><v:textpath string="NHÁP"/></v:shape></w:pict></w:r>'
    text = read_text("a.docx", docx(paragraph("còn lại", deleted), header=paragraph(art)))
    assert {"còn lại", "đã xóa", "NHÁP"} <= set(texts(text.body))
    assert texts(text.headers) == ["NHÁP"]


def test_the_first_page_ends_at_a_break_once_it_is_no_mere_cover():
    text = read_text("a.docx", docx("Bìa", PAGE_BREAK, "Trang hai", LONG, PAGE_BREAK, "Trang cuối"))
    assert "Trang hai" in texts(text.first_page)
    assert "Trang cuối" not in texts(text.first_page)
    assert "Trang cuối" in texts(text.body)


def test_the_first_page_ends_at_some_length_without_any_break():
    text = read_text("a.docx", docx(*[LONG] * 5, "Cuối"))
    assert 1 < len(text.first_page) < 5


def test_a_document_whose_main_part_has_an_unusual_name_is_read():
    # Word on the web writes word/document2.xml.
    data = repacked(
        docx("Nội dung"),
        {
            "_rels/.rels": lambda xml: xml.replace(b"document.xml", b"document2.xml"),
            "[Content_Types].xml": lambda xml: xml.replace(b"document.xml", b"document2.xml"),
        },
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {
            name.replace("document.xml", "document2.xml"): archive.read(name) for name in archive.namelist()
        }
    assert texts(read_text("a.docx", packed(parts)).first_page) == ["Nội dung"]


def test_text_in_parts_that_no_page_shows_is_read():
    hidden = (
        "<a:root xmlns:a='a'><a:p><a:r><a:t>Sơ </a:t></a:r><a:r><a:t>đồ</a:t></a:r></a:p></a:root>".encode()
    )
    text = read_text("a.docx", docx("x", more_parts={"word/diagrams/data1.xml": hidden}))
    assert ("phần word/diagrams/data1.xml", "Sơ đồ") in [(p.place, p.text) for p in text.body]


def test_the_workbook_behind_a_chart_is_read_but_nothing_deeper():
    types = '<Default Extension="xlsx" ContentType="application/x"/>'
    inner = xlsx(("Số vụ", 12))
    text = read_text("a.docx", docx("x", more_parts={"word/embeddings/b.xlsx": inner}, more_types=types))
    assert "tệp nhúng, Danh sách!A1" in [p.place for p in text.body]
    deeper = docx("x", more_parts={"word/embeddings/c.xlsx": inner}, more_types=types)
    outer = docx("y", more_parts={"word/embeddings/d.docx": deeper}, more_types=types)
    assert refusal("a.docx", outer).code == "embedded-object"


# A workbook


def test_a_workbook_gives_cells_with_their_places_headings_and_formats():
    def more(workbook, sheet):
        sheet.write_number(2, 1, 250000000, workbook.add_format({"num_format": "#,##0"}))
        sheet.write_number(3, 1, 1085012345, workbook.add_format({"num_format": "000000000000"}))

    text = read_text(
        "a.xlsx", xlsx(("Đơn vị", "Kinh phí"), ("Xã A", 212345678), ("Xã B",), ("Xã C",), write=more)
    )
    cells = {p.place: p for p in text.body}
    assert cells["Danh sách!B2"].text == "212345678"
    assert cells["Danh sách!B2"].number
    assert (cells["Danh sách!B2"].above, cells["Danh sách!B2"].before) == ("Kinh phí", "Xã A")
    assert cells["Danh sách!B3"].number_format == "#,##0"
    assert cells["Danh sách!B4"].text == "001085012345"


def test_a_merged_heading_stands_over_every_column_it_covers():
    def more(workbook, sheet):
        sheet.merge_range(0, 1, 0, 2, "Kinh phí (đồng)")
        sheet.write_row(1, 1, ["Năm 2025", "Năm 2026"])
        sheet.write_row(2, 1, [212345678, 212345679])

    cells = {p.place: p for p in read_text("a.xlsx", xlsx(write=more)).body}
    assert cells["Danh sách!C3"].above == "Kinh phí (đồng) / Năm 2026"


def test_a_workbook_gives_headers_boxes_comments_names_and_properties():
    def more(workbook, sheet):
        sheet.set_header('&L&"Times New Roman,Bold"&14Trái && phải&CGiữa&RTrang &P')
        sheet.insert_textbox(3, 3, "Khung\nhai dòng")
        sheet.write_comment("A1", "Ghi chú ở ô")
        workbook.set_properties({"title": "Tiêu đề tệp"})
        workbook.add_worksheet("Phụ lục").write("A1", "Trang sau")
        workbook.add_worksheet("Ẩn").hide()
        workbook.get_worksheet_by_name("Ẩn").write("A1", "Danh mục")

    text = read_text("a.xlsx", xlsx(("Biểu 01",), write=more))
    assert texts(text.headers) == ["Trái & phải", "Giữa", "Trang"]
    assert set(texts(text.first_page)) == {"Biểu 01", "Khung\nhai dòng", "Trang sau"}
    assert {"Ghi chú ở ô", "Tiêu đề tệp", "Phụ lục", "Danh mục"} <= set(texts(text.body))


def test_rich_text_in_a_cell_is_one_passage():
    def more(workbook, sheet):
        bold = workbook.add_format({"bold": True})
        sheet.write_rich_string("A1", "Toàn ", bold, "dân")

    assert "Toàn dân" in texts(read_text("a.xlsx", xlsx(write=more)).body)


def test_two_cells_in_opposite_corners_are_refused_before_anyone_lays_out_the_rectangle():
    data = xlsx(write=lambda workbook, sheet: (sheet.write("A1", 1), sheet.write("XFD1048576", 1)))
    assert refusal("a.xlsx", data).code == "too-much"


CORNER = {
    "a truth value": '<c r="XFD1048576" t="b"><v>1</v></c>',
    "an error": '<c r="XFD1048576" t="e"><v>#REF!</v></c>',
    "letters that are none": '<c r="XFD1048576" t="str"><f>A1</f><v></v></c>',
    "an empty line of text": '<c r="XFD1048576" t="inlineStr"><is><t></t></is></c>',
    "a blank": '<c r="XFD1048576" t="inlineStr"><is><t> </t></is></c>',
}


@pytest.mark.parametrize("cell", CORNER.values(), ids=CORNER)
@pytest.mark.parametrize("written", ["regularly", "otherwise"])
def test_a_far_cell_without_text_stretches_the_rectangle_as_well(cell, written):
    mark = b"<!---->" if written == "otherwise" else b""

    def change(xml):
        return xml.replace(
            b"</sheetData>", b'<row r="1048576">' + cell.encode() + b"</row></sheetData>" + mark
        )

    data = repacked(xlsx(("Nội dung",)), {"xl/worksheets/sheet1.xml": change})
    assert refusal("a.xlsx", data).code == "too-much"


def test_a_far_cell_that_is_formatted_alone_stretches_nothing():
    far = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    data = repacked(
        xlsx(("Nội dung",)), {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"</sheetData>", far)}
    )
    assert "Nội dung" in texts(read_text("a.xlsx", data).body)


CELLS = st.tuples(
    st.sampled_from(["", ' t="n"', ' t="s"', ' t="str"', ' t="b"', ' t="e"', ' t="inlineStr"', ' t="d"']),
    st.sampled_from(["", ' s="1"']),
    st.sampled_from(
        [
            "",
            "<f>A1&amp;B2</f>",
            '<f t="shared" ref="A1:B2" si="0">"x"&lt;2</f>',
            '<f t="shared" si="0"/>',
            "<f></f>",
        ]
    ),
    st.sampled_from(
        [
            *(
                "",
                "<v>0</v>",
                "<v/>",
                "<v></v>",
                "<v> 1.5 </v>",
                "<v>36085012345</v>",
                "<v>0,5 &amp; x</v>",
                "<v />",
            ),
            *(
                "<is></is>",
                '<is><t xml:space="preserve"> a </t></is>',
                "<is><t>CCCD &lt;036085012345&gt;</t></is>",
            ),
            *("<is><r><t>một </t></r><r><t>hai</t></r></is>", "<v>1<!-- --></v>", "<v><![CDATA[<c]]></v>"),
            "<v>&#65;</v>",
        ]
    ),
)


@settings(max_examples=80, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=3), min_size=1, max_size=4))
def test_cells_taken_apart_by_a_pattern_say_what_the_parser_finds(rows):
    table = "".join(
        f'<row r="{number}" spans="1:3" x14ac:dyDescent="0.25">'
        + "".join(
            f'<c r="{"ABC"[at]}{number}"{style}{kind}>{formula}{value}</c>' if formula or value
            else f'<c r="{"ABC"[at]}{number}"{style}{kind}/>'
            for at, (kind, style, formula, value) in enumerate(row)
        )
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )  # fmt: skip
    base = xlsx(("Chữ",))  # once: it holds the time of its making
    space = b' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac">'

    def said(mark):
        def change(xml):
            begin, end = xml.index(b"<sheetData>") + 11, xml.index(b"</sheetData>")
            whole = xml[:begin] + mark + table.encode() + xml[end:]
            return whole.replace(b"><sheetPr", space + b"<sheetPr").replace(
                b"><dimension", space + b"<dimension"
            )

        data = repacked(base, {"xl/worksheets/sheet1.xml": change})
        try:
            return read_text("a.xlsx", data), beyond_values(packages.Package(data))
        except Unreadable as refused:
            return refused.code, refused.sentence

    assert said(b"") == said(b"<!---->")


def test_a_sheet_as_common_programs_write_it_is_taken_apart_by_the_pattern():
    with zipfile.ZipFile(io.BytesIO(xlsx(("Chữ & số", 1, None, True), ("b",)))) as archive:
        regular = excel._regular_cells(archive.read("xl/worksheets/sheet1.xml"))
    assert len(regular.cells) == 4
    assert b"<row" not in regular.rest


@pytest.mark.parametrize(
    "spoil",
    [
        lambda xml: xml.replace(b"<sheetData>", b"<sheetData><!-- <c/> -->"),
        lambda xml: xml.replace(b"<v>", b"<v>\x01", 1),
        lambda xml: xml.replace(b"<v>", b"<v>]]>", 1),
        lambda xml: xml.replace(b"<v>", b"<v>\xff", 1),
        lambda xml: xml.replace(b"<v>", b"<v>&a;", 1),
        lambda xml: xml.replace(b"</row>", b"", 1),
        lambda xml: xml.replace(b'<c r="A1"', b'<c r="A1" r="B1"', 1),
        lambda xml: xml.replace(b"UTF-8", b"ISO-8859-1"),
        lambda xml: xml.replace(b"<sheetData>", b"<sheetData >"),
    ],
)
def test_a_sheet_with_anything_else_in_it_is_left_to_the_parser(spoil):
    with zipfile.ZipFile(io.BytesIO(xlsx(("Chữ", 1), ("b",)))) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    spoiled = spoil(xml)
    assert spoiled != xml
    assert excel._regular_cells(spoiled) == ([], spoiled)


def test_what_a_reader_of_values_passes_over_is_told():
    def write(workbook, sheet):
        sheet.write_formula("A1", "=1+1", None, 2)
        sheet.write_formula("A2", '=""', None, "")
        sheet.write_formula("A3", "=1/0", None, "#DIV/0!")
        sheet.write_number("A4", 0.5, workbook.add_format({"num_format": "0.0%"}))
        sheet.write_number("A5", 0.5)

    def without_a_value(xml):
        xml = xml.replace(b"<f>1+1</f><v>2</v>", b"<f>1+1</f><v></v>")
        return xml.replace(b'<c r="A2"', b'<c t="str" r="A2"')

    data = repacked(xlsx(write=write), {"xl/worksheets/sheet1.xml": without_a_value})
    ((name, found),) = beyond_values(packages.Package(data))
    assert name == "Danh sách"
    assert found.unstored == {(1, 1)}
    assert found.errors == {(3, 1)}
    assert found.percentages == {(4, 1)}


# Plain text and tables of values


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_plain_text_is_read_line_by_line(encoding):
    text = read_text("a.txt", "Dòng một\r\n\r\nDòng ba".encode(encoding))
    assert [(p.place, p.text) for p in text.body] == [("dòng 1", "Dòng một"), ("dòng 3", "Dòng ba")]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_of_values_is_read_cell_by_cell(separator):
    data = separator.join(["Đơn vị", "Số tiền"]) + "\n" + separator.join(['"Xã Tân\nLập"', "5"])
    cells = read_text("a.csv", data.encode()).body
    assert [p.place for p in cells] == ["dòng 1, cột 1", "dòng 1, cột 2", "dòng 2, cột 1", "dòng 2, cột 2"]
    assert (cells[3].above, cells[2].text) == ("Số tiền", "Xã Tân\nLập")


# Bad files

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD_DOCX, GOOD_XLSX = docx("Nội dung"), xlsx(("Nội dung",))
DTD = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


def _with_macro(data, folder):
    return repacked(data, {f"{folder}/vbaProject.bin": b"\0"})


def _with_type(xml):
    return xml.replace(b"document.main+xml", b"document.macroEnabled.main+xml")


@pytest.mark.parametrize(
    ("code", "name", "data"),
    [
        ("empty", "a.xlsx", b""),
        ("damaged", "a.xlsx", GOOD_XLSX[:-40]),
        ("damaged", "a.xlsx", GOOD_XLSX[:60] + b"\xff\xff\xff" + GOOD_XLSX[63:]),
        ("damaged", "a.docx", b"PK\x03\x04 nothing more"),
        ("damaged", "a.docx", "Chỉ là chữ".encode()),
        ("damaged", "a.docx", packed({"word/document.xml": b"<x/>"})),
        ("damaged", "a.docx", repacked(GOOD_DOCX, {"word/document.xml": b"<w:document><w:body>"})),
        ("damaged", "a.xlsx", repacked(GOOD_XLSX, {"XL/WORKBOOK.XML": b"<x/>"})),
        ("unpacks-too-large", "a.xlsx", repacked(GOOD_XLSX, {"xl/big.xml": b" " * (30 << 20)})),
        ("unpacks-too-large", "a.docx", repacked(GOOD_DOCX, {f"p{n}.xml": b"" for n in range(2100)})),
        ("macros", "a.xlsx", _with_macro(GOOD_XLSX, "xl")),
        ("macros", "a.docx", _with_macro(GOOD_DOCX, "word")),
        ("macros", "a.docx", repacked(GOOD_DOCX, {"[Content_Types].xml": _with_type})),
        ("embedded-object", "a.docx", repacked(GOOD_DOCX, {"word/embeddings/oleObject1.bin": b"\0"})),
        ("embedded-object", "a.docx", repacked(GOOD_DOCX, {"word/afchunk.rtf": b"{\\rtf1}"})),
        ("old-format", "a.xls", OLE + b"\0" * 600),
        ("old-format", "a.docx", OLE + b"\0" * 600),
        ("encrypted", "a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le")),
        ("declares-entities", "a.docx", repacked(GOOD_DOCX, {"word/document.xml": lambda x: DTD + x})),
        (
            "declares-entities",
            "a.xlsx",
            repacked(GOOD_XLSX, {"xl/sharedStrings.xml": (DTD + b"<x/>").decode().encode("utf-16")}),
        ),
        ("pdf", "a.pdf", b"%PDF-1.7\n"),
        ("pdf", "a.docx", b"%PDF-1.7\n"),
        ("wrong-extension", "a.docx", GOOD_XLSX),
        ("wrong-extension", "a.txt", GOOD_DOCX),
        ("unknown-type", "a.xlsx.exe", GOOD_XLSX),
        ("unknown-type", "ghi-chu", "Chỉ là chữ".encode()),
        ("unknown-type", "a.zip", packed({"[Content_Types].xml": b"<Types/>"})),
        ("not-text", "a.txt", b"a\x00b"),
        ("not-unicode", "a.csv", "Tân Lập".encode("cp1258", "replace") + b"\xe2\xff"),
        ("too-large", "a.txt", b"a" * 101),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(code, name, data):
    options = {"max_bytes": 100} if code == "too-large" else {}
    found = refusal(name, data, **options)
    # A zip that is no office file has no main part: it is damaged as far as anyone can tell.
    assert found.code == code or (name == "a.zip" and found.code == "damaged")


def test_a_zip_entry_with_a_password_is_refused():
    data = bytearray(GOOD_DOCX)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 4)
    assert refusal("a.docx", bytes(data)).code == "encrypted"


def test_one_endless_tag_is_refused_quickly():
    endless = b"<w:document a='" + random.Random(1).randbytes(3 << 20).hex().encode() + b"'/>"
    assert refusal("a.docx", repacked(GOOD_DOCX, {"word/document.xml": endless})).code == "damaged"


def test_embedded_files_share_one_allowance(monkeypatch):
    types = '<Default Extension="xlsx" ContentType="application/x"/>'
    parts = {f"word/embeddings/{n}.xlsx": GOOD_XLSX for n in range(4)}
    data = docx("x", more_parts=parts, more_types=types)
    read_text("a.docx", data)
    outer, inner = packages.Package(data).unpacked, packages.Package(GOOD_XLSX).unpacked
    monkeypatch.setattr(reading, "MAX_UNPACKED", outer + 3 * inner)
    assert refusal("a.docx", data).code == "unpacks-too-large"


@pytest.mark.parametrize(("name", "data"), [("a.docx", GOOD_XLSX), ("a.bin", "Chữ".encode()), ("a.txt", b"")])
def test_a_refusal_carries_the_text_only_when_all_of_it_was_read(name, data):
    assert isinstance(refusal(name, data).text, FileText)
    assert refusal("a.xlsx", GOOD_XLSX[:-40]).text is None


SEEDS = [
    GOOD_DOCX,
    docx("Một", table(("Đơn vị", "Số"), ("Xã", "5")), header="Đầu", comment="Ý kiến"),
    xlsx(("Đơn vị", "Số"), ("Xã", 5), write=lambda w, s: (s.insert_textbox(1, 1, "x"), s.set_header("&LA"))),
    GOOD_XLSX,
    "Đơn vị;Số\nXã;5\n".encode(),
]
NAMES = st.sampled_from(["a.docx", "a.xlsx", "a.csv", "a.txt", "a", "", "a.xls"])


def read_or_refuse(name, data):
    """Anything but text or Unreadable would leave this function as an error."""
    with contextlib.suppress(Unreadable):
        assert isinstance(read_text(name, data), FileText)


@settings(max_examples=150, deadline=None)
@given(name=NAMES, data=st.binary(max_size=400), prefix=st.sampled_from([b"", b"PK\x03\x04", OLE, b"%PDF-"]))
def test_any_bytes_are_read_or_refused_and_nothing_else(name, data, prefix):
    read_or_refuse(name, prefix + data)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    name=NAMES,
    seed=st.sampled_from(SEEDS),
    changes=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6
    ),
    cut=st.floats(0.3, 1),
)
def test_any_changed_file_is_read_or_refused_and_nothing_else(name, seed, changes, cut):
    data = bytearray(seed)
    for place, byte in changes:
        data[int(place * len(data))] = byte
    read_or_refuse(name, bytes(data[: int(cut * len(data))]) if cut < 0.6 else bytes(data))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.sampled_from(SEEDS[:4]),
    which=st.integers(0, 30),
    place=st.floats(0, 1, exclude_max=True),
    put=st.sampled_from(
        [b"", b"<", b"<w:p>", b"</w:p>", b"</w:tc>", b"<v>", b'"', b"9999999999", b"\x00", b"A"]
    ),
)
def test_any_changed_part_is_read_or_refused_and_nothing_else(seed, which, place, put):
    """Unlike bytes changed in the zip, changes inside a part reach the readers of XML."""
    with zipfile.ZipFile(io.BytesIO(seed)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = sorted(parts)[which % len(parts)]
    at = int(place * len(parts[name]))
    parts[name] = parts[name][:at] + put + parts[name][at + len(put) :]
    read_or_refuse("a.docx", packed(parts))
    read_or_refuse("a.xlsx", packed(parts))


def test_a_small_picture_does_no_harm():
    png = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII="
    )
    types = '<Default Extension="png" ContentType="image/png"/>'
    text = read_text("a.docx", docx("x", more_parts={"word/media/image1.png": png}, more_types=types))
    assert texts(text.body) == ["x"]


CELLS = st.one_of(
    st.text("abcđậỗ 0123456789<&\"'", min_size=1, max_size=12).filter(str.strip),
    st.integers(-(10**12), 10**12),
    st.floats(-1e6, 1e6),
)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=4).map(tuple), min_size=1, max_size=5))
def test_no_value_that_the_importing_reader_sees_escapes_the_screening(rows):
    """Imports read workbooks with calamine; what it sees must be among the passages that were screened."""
    data = xlsx(*rows)
    seen = {passage.text for passage in read_text("a.xlsx", data).body}
    for row in python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python():
        for value in row:
            if isinstance(value, str):
                assert value in seen or not value.strip()
            else:
                assert any(_same_number(text, value) for text in seen)


def _same_number(text, value):
    with contextlib.suppress(ValueError):
        return float(text) == value
    return False
