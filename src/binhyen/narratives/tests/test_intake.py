"""Is a document read in its order and with its places, whatever it was written with?"""

from __future__ import annotations

import unicodedata

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.machinery.formats.tests.samples import box, paragraph
from binhyen.machinery.formats.tests.samples import docx as word
from binhyen.narratives.intake import (
    NarrativeText,
    NotRead,
    read_as_given,
    read_document,
    read_file,
    read_pasted,
)
from binhyen.narratives.intake import pdf as pdf_module
from binhyen.narratives.intake.lines import kind_of
from binhyen.narratives.intake.narrative import CELL_BREAK, Writing
from binhyen.narratives.intake.pdf_layout import write_pages
from binhyen.narratives.tests.documents import pdf, saved


def told(narrative: NarrativeText) -> list[tuple[str, str, str]]:
    """Kind, place and words of every block."""
    return [(block.kind.value, block.place, narrative.said(block)) for block in narrative.blocks]


def rows(narrative: NarrativeText) -> list[list[str]]:
    """The words of the cells of every row."""
    return [[narrative.said(cell) for cell in block.cells] for block in narrative.blocks if block.cells]


def paragraphs(narrative: NarrativeText) -> list[str]:
    return [narrative.said(block) for block in narrative.blocks if not block.cells]


def hold_their_places(narrative: NarrativeText) -> None:
    """Blocks come in order, only line breaks stand between them, cells lie within their row."""
    at = 0
    for block in narrative.blocks:
        assert at <= block.start < block.end <= len(narrative.text)
        assert not narrative.text[at : block.start].strip()
        for cell in block.cells:
            assert block.start <= cell.start <= cell.end <= block.end
        at = block.end


# ---- Word --------------------------------------------------------------------------------------------------


def test_a_word_document_is_read_in_the_order_of_its_page() -> None:
    made = docx.Document()
    made.add_heading("Kết quả tháng 10", level=1)
    made.add_paragraph("Toàn xã có 12 mô hình.")
    made.add_paragraph("Tổ hòa giải: 5 tổ", style="List Bullet")
    table = made.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "STT"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Kết quả"
    table.cell(1, 1).text, table.cell(1, 2).text = "Số\nbuổi", "- Lượt nam;\n- lượt nữ."
    for column, words in enumerate(("1", "12", "1.131")):
        table.cell(2, column).text = words
    made.add_paragraph("II. PHƯƠNG HƯỚNG")
    narrative = read_document("bao-cao.docx", saved(made))
    assert told(narrative) == [
        ("heading", "đoạn 1", "Kết quả tháng 10"),
        ("paragraph", "đoạn 2", "Toàn xã có 12 mô hình."),
        ("item", "đoạn 3", "Tổ hòa giải: 5 tổ"),
        ("row", "bảng 1, dòng 1", "STT\tKết quả"),
        ("row", "bảng 1, dòng 2", "\tSố buổi\t- Lượt nam;\n- lượt nữ."),
        ("row", "bảng 1, dòng 3", "1\t12\t1.131"),
        ("heading", "đoạn 4", "II. PHƯƠNG HƯỚNG"),
    ]
    assert [cell.columns for cell in narrative.blocks[3].cells] == [1, 2]
    assert [cell.column for cell in narrative.blocks[4].cells] == [1, 2, 3]
    assert [block.level for block in narrative.blocks if block.level] == [1, 1]
    assert not narrative.left_out
    hold_their_places(narrative)


def test_what_stands_beside_the_text_is_left_out_and_told() -> None:
    content = word(paragraph("Có 12 mô hình.", box("Khung 99 tổ")), header="Công an xã", footnote="Nguồn: 7")
    narrative = read_document("a.docx", content)
    assert narrative.text == "Có 12 mô hình."
    assert narrative.left_out == ("Không đọc số liệu trong: 1 khung chữ, đầu trang, ghi chú cuối trang.",)


def test_what_is_on_no_page_is_not_read() -> None:
    made = docx.Document()
    line = made.add_paragraph("Có 12 mô hình.")
    deleted, run = OxmlElement("w:moveFrom"), OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = " Có 99 tổ."
    run.append(text)
    deleted.append(run)
    line._p.append(deleted)
    hidden = line.add_run(" Ẩn 77 điểm.")
    hidden.font.hidden = True
    assert read_document("a.docx", saved(made)).text == "Có 12 mô hình."


def test_a_table_in_a_cell_is_part_of_the_cell() -> None:
    made = docx.Document()
    outer = made.add_table(rows=1, cols=2)
    outer.cell(0, 0).text = "Ngoài"
    inner = outer.cell(0, 1).add_table(rows=1, cols=2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Trong", "12"
    assert rows(read_document("a.docx", saved(made))) == [["Ngoài", "Trong 12"]]


def test_letters_are_composed_and_signs_that_nobody_sees_go() -> None:
    written = unicodedata.normalize("NFD", "Tổ hòa giải: 1.\u200b131 tổ")
    for narrative in (read_document("a.docx", word(written)), read_document("a.txt", written.encode())):
        assert narrative.text == "Tổ hòa giải: 1.131 tổ"


# ---- HTML, plain text -----------------------------------------------------------------------------------


PAGE = """<!DOCTYPE html><html><head><title>Trang 1</title><style>p{}</style><script>var x=12;</script></head>
<body><nav><ul><li>Trang chủ 5</li></ul></nav><h2>Kết quả</h2>
<p>Toàn xã có <b>12</b>&nbsp;m&ocirc; h&igrave;nh,<br>1&#46;131 hộ &amp; hơn.</p><ul><li><p>T&#7893;: 5</p></li></ul>
<table><tr><th rowspan=2>STT<th colspan=2>Kết quả<tr><td>Buổi<td>Lượt<tr><td>1<td>12<td>1.131</table>
<div>Sau<div>trong</div>cuối</div><p style="display:none">ẩn 9</p><footer>Điện thoại 0912345678</footer></body>"""


def test_a_page_is_read_without_what_stands_around_its_text() -> None:
    narrative = read_document("trang.html", PAGE.encode())
    assert told(narrative) == [
        ("heading", "đoạn 1", "Kết quả"),
        ("paragraph", "đoạn 2", "Toàn xã có 12\u00a0mô hình, 1.131 hộ & hơn."),
        ("item", "đoạn 3", "Tổ: 5"),
        ("row", "bảng 1, dòng 1", "STT\tKết quả"),
        ("row", "bảng 1, dòng 2", "\tBuổi\tLượt"),
        ("row", "bảng 1, dòng 3", "1\t12\t1.131"),
        ("paragraph", "đoạn 4", "Sau"),
        ("paragraph", "đoạn 5", "trong"),
        ("paragraph", "đoạn 6", "cuối"),
    ]
    assert narrative.left_out
    hold_their_places(narrative)


def test_a_page_in_an_encoding_that_it_names_is_read() -> None:
    words = unicodedata.normalize("NFD", "Có 12 tổ hòa giải").replace("o\u0302", "ô")
    page = f'<meta charset="windows-1258"><p>{words}</p>'.encode("cp1258")
    assert read_document("a.htm", page).text == "Có 12 tổ hòa giải"


def test_lines_of_plain_text_are_blocks_and_tabulators_make_rows() -> None:
    narrative = read_document(
        "a.txt", "I. KẾT QUẢ\r\n\r\n- Có 12 tổ;\r\nSTT\tBuổi\r\n1\t12\r\nHết.".encode("utf-16")
    )
    assert told(narrative) == [
        ("heading", "dòng 1", "I. KẾT QUẢ"),
        ("item", "dòng 3", "- Có 12 tổ;"),
        ("row", "dòng 4", "STT\tBuổi"),
        ("row", "dòng 5", "1\t12"),
        ("paragraph", "dòng 6", "Hết."),
    ]
    assert {block.table for block in narrative.blocks if block.cells} == {1}


def test_words_as_given_keep_every_sign() -> None:
    given_text = unicodedata.normalize("NFD", "  Gọi 0912345678:\r\n12 tổ hòa giải\u200b\n\n")
    narrative = read_as_given(given_text)
    assert narrative.text == given_text
    assert not narrative.masked
    assert [block.place for block in narrative.blocks] == ["dòng 1", "dòng 2"]
    hold_their_places(narrative)
    assert not read_as_given("").blocks


def test_pasted_words_are_composed_and_covered() -> None:
    narrative = read_pasted(unicodedata.normalize("NFD", "Tổ 5, gọi 0912 345 678.\r\nHết"))
    assert narrative.text == "Tổ 5, gọi ••••••••••••.\nHết"
    assert [(span.what, span.end - span.start) for span in narrative.masked] == [("phone", 12)]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("I. TÌNH HÌNH", "heading"),
        ("1. Tình hình báo cáo", "heading"),
        ("1.2. Ở cơ sở", "heading"),
        ("a) Tuyên truyền", "heading"),
        ("BÁO CÁO", "heading"),
        ("Phần thứ hai", "heading"),
        ("1. Tổ chức 12 buổi tuyên truyền", "item"),
        ("a) Đã mở lớp;", "item"),
        ("- Tổ hòa giải", "item"),
        ("+ 33 văn bản.", "item"),
        ("7 xã, phường chưa có báo cáo", "paragraph"),
        ("1.131 Công an xã", "paragraph"),
        ("Mục tiêu đến năm 2030", "paragraph"),
        ("12,5% số hộ", "paragraph"),
    ],
)
def test_a_line_tells_by_its_looks_what_it_is(line: str, kind: str) -> None:
    assert kind_of(line)[0].value == kind


@given(st.text(alphabet=st.sampled_from("aÁ1 \t\n\r.\u2028-•0ệ"), max_size=60))
def test_blocks_of_any_text_hold_their_places(text: str) -> None:
    hold_their_places(read_as_given(text))


# ---- PDF -----------------------------------------------------------------------------------------------------

REPORT = """
= I. TÌNH HÌNH VÀ KẾT QUẢ
#set par(first-line-indent: (amount: 1cm, all: true))
Toàn tỉnh đang duy trì hoạt động có hiệu quả 38 loại mô hình với trên 33.100 điểm và 75 điển hình tiên tiến, trong đó
có 12 mô hình tiêu biểu được Bộ Công an phổ biến kinh nghiệm trong cả nước.

Công tác tuyên truyền được đẩy mạnh: 1.835 buổi, 147.795 lượt người dự.

#table(columns: (auto, 1fr, 3cm, 2cm), align: (left, left, right, right),
  [STT], [Địa bàn], [Số buổi tuyên truyền, phát động], [Tỷ lệ (%)],
  [1], [Xã An Bình], [12], [98,1],
  [2], [Phường Nông Trang, nơi có nhiều khu công nghiệp và nhiều nhà trọ của công nhân], [1.131], [7,5],
  [3], [Xã Tân Lập], [0], [100])

#pagebreak()
Trang sau có 5 tổ.
"""


def test_a_pdf_is_read_as_paragraphs_and_rows() -> None:
    narrative = read_document("bao-cao.pdf", pdf(REPORT))
    assert paragraphs(narrative) == [
        "I. TÌNH HÌNH VÀ KẾT QUẢ",
        "Toàn tỉnh đang duy trì hoạt động có hiệu quả 38 loại mô hình với trên 33.100 điểm và 75 điển hình tiên tiến,"
        " trong đó có 12 mô hình tiêu biểu được Bộ Công an phổ biến kinh nghiệm trong cả nước.",
        "Công tác tuyên truyền được đẩy mạnh: 1.835 buổi, 147.795 lượt người dự.",
        "Trang sau có 5 tổ.",
    ]
    assert rows(narrative) == [
        ["STT", "Địa bàn", "Số buổi tuyên truyền, phát động", "Tỷ lệ (%)"],
        ["1", "Xã An Bình", "12", "98,1"],
        [
            "2",
            "Phường Nông Trang, nơi có nhiều khu công nghiệp và nhiều nhà trọ của công nhân",
            "1.131",
            "7,5",
        ],
        ["3", "Xã Tân Lập", "0", "100"],
    ]
    assert narrative.blocks[0].place == "trang 1, đoạn 1"
    assert narrative.blocks[-1].place == "trang 2, đoạn 1"
    hold_their_places(narrative)


def test_what_a_pdf_holds_besides_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = {
        "pages": ["Toàn xã hiện có 12 mô hình.", "2", ""],
        "fonts": [],
        "notes": [],
        "attachments": True,
    }
    monkeypatch.setattr(pdf_module, "_asked", lambda _content: answer)
    assert read_document("a.pdf", b"%PDF-").left_out == (
        "Trang 2, 3 không có chữ hoặc chỉ có ảnh nên không đọc được.",
        "Không đọc tệp đính kèm trong PDF.",
    )


def test_letters_without_a_table_of_letters_are_not_guessed(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = {
        "pages": ["Toàn xã có 12 mô hình.", "T\ue001\ue002n x\ue003 có \ufffd\ufffd mô h\ue004nh và năm tổ"]
    }
    monkeypatch.setattr(pdf_module, "_asked", lambda _content: answer)
    with pytest.raises(NotRead, match=r"trang 2"):
        read_document("a.pdf", b"%PDF-")


def test_a_stamp_put_on_a_page_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = {
        "pages": ["Toàn xã hiện có 12 mô hình."],
        "fonts": [],
        "notes": ["TỐI MẬT"],
        "attachments": False,
    }
    monkeypatch.setattr(pdf_module, "_asked", lambda _content: answer)
    with pytest.raises(NotRead, match=r"ghi chú trên trang"):
        read_document("a.pdf", b"%PDF-")


def read_lines(*pages: str) -> NarrativeText:
    writing = Writing()
    write_pages(writing, pages)
    return writing.narrative("pdf")


def test_a_paragraph_goes_on_over_the_end_of_a_page() -> None:
    first = "       Toàn xã đã tổ chức 12 buổi tuyên truyền, phát động phong trào Toàn dân\nbảo vệ an ninh Tổ quốc với"
    full = first + " hơn 1.000 lượt người tham gia trong đó có"
    assert paragraphs(
        read_lines(full + "\n        2", "            3\n\n500 lượt người ở các thôn.\n       Hết.")
    ) == [
        "Toàn xã đã tổ chức 12 buổi tuyên truyền, phát động phong trào Toàn dân bảo vệ an ninh Tổ quốc với hơn 1.000"
        " lượt người tham gia trong đó có 500 lượt người ở các thôn.",
        "Hết.",
    ]


def test_paragraphs_without_indents_end_where_another_word_had_room() -> None:
    lines = """Toàn xã đã tổ chức 12 buổi tuyên truyền, phát động phong trào Toàn dân bảo vệ an
ninh Tổ quốc với hơn 1.000 lượt người tham gia ở các thôn, tổ dân phố.
Công an xã tham mưu ban hành trong cả giai đoạn từ đầu nhiệm kỳ 2024-
2025 được 5 văn bản."""
    assert paragraphs(read_lines(lines)) == [
        "Toàn xã đã tổ chức 12 buổi tuyên truyền, phát động phong trào Toàn dân bảo vệ an ninh Tổ quốc với hơn 1.000"
        " lượt người tham gia ở các thôn, tổ dân phố.",
        "Công an xã tham mưu ban hành trong cả giai đoạn từ đầu nhiệm kỳ 2024-2025 được 5 văn bản.",
    ]


def test_a_line_stretched_to_the_margin_is_no_table() -> None:
    lines = "12/2025  (trên  cùng  141  đơn  vị);  có  tính  số  gần  nhất  của\n7 đơn vị còn thiếu: 1.084.815 hộ."
    assert paragraphs(read_lines(lines)) == [
        "12/2025 (trên cùng 141 đơn vị); có tính số gần nhất của 7 đơn vị còn thiếu: 1.084.815 hộ."
    ]


_A_LINE = st.lists(
    st.tuples(
        st.sampled_from([1, 1, 1, 2, 4, 9]),
        st.sampled_from(["Xã", "an", "12", "1.131", "-", "a)", "I.", "Tổ,", "hết."]),
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(st.lists(st.lists(_A_LINE, max_size=6), max_size=3))
def test_no_word_of_a_page_is_lost(pages: list[list[list[tuple[int, str]]]]) -> None:
    drawn = ["\n".join("".join(" " * gap + word for gap, word in line) for line in page) for page in pages]
    narrative = read_lines(*drawn)
    hold_their_places(narrative)
    of_pages = sorted(word for page in pages for line in page for _gap, word in line)
    missing = list(of_pages)
    for each in narrative.text.replace(CELL_BREAK, " ").split():
        missing.remove(each)
    # Only numbers of pages go, and words that stand alone at the end of three pages and more.
    assert len(missing) <= 2 * len(pages) + 8 * len(pages) * (len(pages) > 2)


# ---- files -----------------------------------------------------------------------------------------------


def test_a_file_is_read_from_its_folder(tmp_path) -> None:
    path = tmp_path / "bao-cao.txt"
    path.write_text("Có 12 tổ.", encoding="utf-8")
    assert read_file(path).text == "Có 12 tổ."


def test_styles_of_word_tell_headings_and_a_ring_of_styles_ends() -> None:
    made = docx.Document()
    style = made.styles.add_style("Mục của tôi", 1)
    style.base_style = made.styles["Heading 2"]
    ring = made.styles.add_style("Vòng", 1)
    ring.element.get_or_add_basedOn().set(qn("w:val"), ring.style_id)
    made.add_paragraph("kết quả", style=style)
    made.add_paragraph("vòng tròn", style=ring)
    blocks = read_document("a.docx", saved(made)).blocks
    assert [(block.kind.value, block.level) for block in blocks] == [("heading", 2), ("paragraph", 0)]
