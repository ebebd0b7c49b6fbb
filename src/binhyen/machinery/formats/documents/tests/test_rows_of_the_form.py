"""Every row of the form on the XML: of a document as it is made, and once LibreOffice has changed and saved it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from binhyen.machinery.formats.documents import Annex, Header, OfficialDocument, Picture, docx_of
from binhyen.machinery.formats.documents.tests.libreoffice import SOFFICE, WHY_NOT, edited
from binhyen.machinery.formats.documents.tests.reading_form import ReadForm
from binhyen.machinery.formats.documents.tests.rows_of_the_form import ROWS
from binhyen.machinery.formats.documents.tests.samples import LETTER, NOTICE, NUMBERED, REPORT, by_commune

LONG_NAME = replace(
    REPORT.header,
    issuing_body="Ban Chỉ đạo phòng, chống tội phạm, tệ nạn xã hội và xây dựng phong trào Toàn dân bảo vệ an ninh "
    "Tổ quốc thành phố Hồ Chí Minh",
    place="Thành phố Hồ Chí Minh",
    number=5,
    day=date(2026, 12, 31),
)
DRAWING = Picture(
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="160" viewBox="0 0 400 160">'
    '<path d="M0 150 L200 40 L400 90" fill="none" stroke="#1E5B46" stroke-width="3"/></svg>',
    "Số mô hình đang hoạt động",
    "Số liệu đến ngày 20/02/2026.",
    "từ 31 đến 54 mô hình",
)
DOCUMENTS: dict[str, OfficialDocument] = {
    "report": replace(
        REPORT,
        body=(*REPORT.body[:3], DRAWING, *REPORT.body[3:]),
        annexes=(Annex("Số liệu theo xã, phường", (by_commune(8),)), REPORT.annexes[1]),
    ),
    "report with number, day, grounds and several addressees": replace(
        REPORT,
        header=NUMBERED,
        addressees=("Bộ Công an", "Thường trực Tỉnh ủy", "Ủy ban nhân dân tỉnh"),
        grounds=("Căn cứ Luật An ninh quốc gia", "Căn cứ Nghị định số 30/2020/NĐ-CP"),
        annexes=REPORT.annexes[1:],
    ),
    "long name of the body": replace(REPORT, header=LONG_NAME, annexes=()),
    "notice": NOTICE,
    "letter": LETTER,
    "letter with blanks": replace(
        LETTER,
        header=Header("Ban Chỉ đạo tỉnh Phú Thọ", "BCĐ-CQTT", "Phú Thọ", year=2026),
        addressees=("Bộ Công an",),
        annexes=(),
    ),
}
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
WORD, OTHER = "Nhân dân", "đồng bào"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_keeps_to_the_row(name, row):
    row(made(name))


@pytest.mark.skipif(SOFFICE is None, reason=WHY_NOT)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_row_holds_once_libreoffice_has_changed_a_word_and_saved(name, row):
    row(changed(name))


@pytest.mark.skipif(SOFFICE is None, reason=WHY_NOT)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_libreoffice_changes_that_word_and_no_other(name):
    before, after = (
        [paragraph.text for paragraph in read.paragraphs if paragraph.text]
        for read in (made(name), changed(name))
    )
    assert after == [text.replace(WORD, OTHER) for text in before]
    assert after != before or WORD not in " ".join(before)


@pytest.mark.skipif(SOFFICE is None, reason=WHY_NOT)
def test_libreoffice_keeps_the_pictures_with_what_they_show():
    before, after = (
        [each.get("descr") for each in read.document.iter(f"{DRAWN}docPr")]
        for read in (made("report"), changed("report"))
    )
    assert len(before) == 1
    assert "từ 31 đến 54 mô hình" in before[0]
    assert after == before


@cache
def made(name: str) -> ReadForm:
    return ReadForm(docx_of(DOCUMENTS[name]))


@cache
def changed(name: str) -> ReadForm:
    saved = edited(tuple(map(docx_of, DOCUMENTS.values())), WORD, OTHER)
    return ReadForm(saved[list(DOCUMENTS).index(name)], saved_elsewhere=True)
