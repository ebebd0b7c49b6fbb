import io
import re
import zipfile
from dataclasses import replace

import pytest
from django.utils import translation
from lxml import etree

from binhyen.machinery.formats import charts
from binhyen.machinery.formats.charts import ChartUndrawn, process
from binhyen.machinery.formats.charts.tests.samples import SOURCE, course, rank
from binhyen.machinery.formats.documents import (
    Annex,
    LetterMissing,
    Paragraph,
    Picture,
    Table,
    compose,
    docx_of,
    form,
    pdf_of,
    picture_of,
)
from binhyen.machinery.formats.documents.composition import Drawing
from binhyen.machinery.formats.documents.tests.samples import report

SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "p": "http://schemas.openxmlformats.org/package/2006/relationships",
}
EMU = 12_700


def with_pictures(*blocks, annexes=()):
    return report(body=(Paragraph.of("Số liệu như sau:"), *blocks, Paragraph.of("Hết.")), annexes=annexes)


@pytest.fixture(scope="module")
def illustrated():
    """A report with a line, half as wide bars, and the bars again in an annex."""
    bars = picture_of(rank(3, "<5"), 0.5)
    return with_pictures(*picture_of(course(31, None, 54)), *bars, annexes=(Annex("Biểu đồ", bars),))


@pytest.fixture(scope="module")
def parts(illustrated):
    with zipfile.ZipFile(io.BytesIO(docx_of(illustrated))) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.fixture(scope="module")
def document(parts):
    return etree.fromstring(parts["word/document.xml"])


@pytest.fixture
def nobody_draws(monkeypatch):
    def refuse(question):
        raise ChartUndrawn

    monkeypatch.setattr(process, "ask", refuse)


def lines(document):
    return [line.text for line in compose(document).lines()]


def test_pictures_are_numbered_through_the_document_with_their_sources_below(illustrated):
    said = [line for line in lines(illustrated) if line.startswith(("Biểu đồ", "Nguồn"))]
    title = "Số mô hình đang hoạt động, xã Đà Bắc"
    assert said == [
        f"Biểu đồ 1. {title}",
        f"{SOURCE} Khoảng trống là kỳ chưa có số liệu.",
        f"Biểu đồ 2. {title}",
        f"{SOURCE} “<5”: số nhỏ, không nêu cụ thể.",
        f"Biểu đồ 3. {title}",
        f"{SOURCE} “<5”: số nhỏ, không nêu cụ thể.",
    ]


def test_a_picture_takes_its_share_of_the_text_and_never_more_than_a_page(illustrated):
    part = compose(illustrated).parts[0]
    line, bars = (piece for piece in part.pieces if isinstance(piece, Drawing))
    assert line.width == pytest.approx(part.text_width)
    assert line.height == pytest.approx(line.width * 270 / 640)
    assert bars.width == pytest.approx(part.text_width / 2)
    (high,) = (
        piece
        for piece in compose(with_pictures(*picture_of(rank(*range(60))))).parts[0].pieces
        if isinstance(piece, Drawing)
    )
    assert high.height <= form.PAGE_LONG - form.MARGIN_TOP - form.MARGIN_BOTTOM
    assert high.width < part.text_width


def test_word_shows_each_drawing_as_a_png_with_words_in_its_stead(parts, document, illustrated):
    images = [name for name in parts if name.startswith("word/media/")]
    assert len(images) == 2  # the bars stand in two places
    assert all(parts[name].startswith(b"\x89PNG") for name in images)
    assert b'Extension="png" ContentType="image/png"' in parts["[Content_Types].xml"]
    inlines = document.findall(".//wp:inline", SPACES)
    drawings = [
        piece for part in compose(illustrated).parts for piece in part.pieces if isinstance(piece, Drawing)
    ]
    for inline, drawing in zip(inlines, drawings, strict=True):
        extent = inline.find("wp:extent", SPACES)
        assert int(extent.get("cx")) == round(drawing.width * EMU)
        assert int(extent.get("cy")) == round(drawing.height * EMU)
        assert inline.find("wp:docPr", SPACES).get("descr") == drawing.description
    assert "từ 31 mô hình (01/2026) đến 54 (03/2026)" in drawings[0].description
    assert len({inline.find("wp:docPr", SPACES).get("id") for inline in inlines}) == 3


def test_every_reference_to_an_image_leads_to_one(parts, document):
    relations = etree.fromstring(parts["word/_rels/document.xml.rels"])
    targets = {each.get("Id"): each.get("Target") for each in relations}
    referred = document.xpath(".//a:blip/@r:embed", namespaces=SPACES)
    assert {f"word/{targets[each]}" for each in referred} == {
        name for name in parts if name.startswith("word/media/")
    }


def test_title_and_drawing_stay_with_what_follows_them(parts):
    styles = etree.fromstring(parts["word/styles.xml"])
    for name in ("Tên biểu đồ", "Biểu đồ"):
        (style,) = styles.xpath(f'w:style[w:name/@w:val="{name}"]', namespaces=SPACES)
        assert style.find("w:pPr/w:keepNext", SPACES) is not None


def test_the_pdf_holds_the_letters_of_the_drawing_itself_and_words_in_its_stead(illustrated):
    pdf = pdf_of(illustrated)
    assert b"BeVietnamPro-Regular" in pdf
    assert b"/Subtype/Image" not in pdf.replace(b" ", b"")
    assert len(re.findall(rb"/Alt", pdf)) >= 3


def test_the_same_pictures_make_the_same_bytes(illustrated):
    assert docx_of(illustrated) == docx_of(replace(illustrated))
    assert pdf_of(illustrated) == pdf_of(replace(illustrated))


def test_documents_are_in_vietnamese_whatever_their_reader_reads():
    with translation.override("en"):
        (picture,) = picture_of(course(31, None))
    assert "Đơn vị tính" in picture.svg
    assert picture.source.endswith("Khoảng trống là kỳ chưa có số liệu.")


def test_a_chart_that_cannot_be_drawn_becomes_a_table_that_says_so(nobody_draws):
    title, table = picture_of(replace(course(31, None, "<5", 97531)))
    assert isinstance(title, Paragraph)
    assert isinstance(table, Table)
    assert [row[1] for row in table.rows] == ["31", "—", "<5", "97.531"]
    assert table.notes[0] == form.UNDRAWN
    said = lines(with_pictures(title, table))
    assert form.UNDRAWN in said
    assert pdf_of(with_pictures(title, table))


def test_word_goes_without_an_image_that_cannot_be_made(nobody_draws):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 271"><rect width="1" height="1"/></svg>'
    file = docx_of(with_pictures(Picture(svg, "Số mô hình", SOURCE, "từ 31 đến 54")))
    with zipfile.ZipFile(io.BytesIO(file)) as packed:
        text = packed.read("word/document.xml").decode()
        assert not [name for name in packed.namelist() if "media" in name]
    assert f"({form.UNDRAWN} từ 31 đến 54)" in text


def test_a_letter_that_a_drawing_cannot_show_is_named():
    odd = replace(rank(3), readings=(replace(rank(3).readings[0], label="Xã 漢"),))
    with pytest.raises(LetterMissing, match=r"漢.*biểu đồ"):
        pdf_of(with_pictures(*picture_of(odd)))


def test_a_drawing_without_a_size_is_a_fault_of_ours():
    with pytest.raises(ValueError, match="viewBox"):
        compose(with_pictures(Picture("<svg/>", "", "", "")))


def test_the_drawing_is_the_very_one_of_the_page():
    (picture,) = picture_of(course(31, 54))
    assert picture.svg == charts.svg_of(course(31, 54))
