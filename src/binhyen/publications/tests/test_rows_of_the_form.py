"""What is composed keeps to every row of the form: as it is made, and once LibreOffice has changed and saved it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from binhyen.machinery.formats.documents import docx_of
from binhyen.machinery.formats.documents.tests.libreoffice import SOFFICE, WHY_NOT, edited
from binhyen.machinery.formats.documents.tests.reading_form import ReadForm
from binhyen.machinery.formats.documents.tests.rows_of_the_form import ROWS
from binhyen.publications.models import DocumentKind
from binhyen.publications.reports.composing import compose
from binhyen.publications.rules.issuing import peoples_committee
from binhyen.publications.rules.sheet import ReportSheet
from binhyen.publications.rules.text import EditedText
from binhyen.publications.tests.samples import golden

WORD, OTHER = "đơn vị", "địa bàn"


def in_the_name_of_the_peoples_committee() -> ReportSheet:
    issuing = peoples_committee("province", "Tỉnh Bạch Mã", "Bạch Mã", "Cả nước")
    assert issuing is not None
    return replace(golden(), issuing=issuing)


SHEETS = {"steering committee": golden, "people's committee": in_the_name_of_the_peoples_committee}
CASES = [(kind, name) for kind in DocumentKind for name in SHEETS]


@cache
def documents() -> tuple[bytes, ...]:
    return tuple(docx_of(compose(kind, SHEETS[name](), EditedText()).document) for kind, name in CASES)


@cache
def read(case: tuple[DocumentKind, str]) -> ReadForm:
    return ReadForm(documents()[CASES.index(case)])


@cache
def read_once_changed(case: tuple[DocumentKind, str]) -> ReadForm:
    return ReadForm(edited(documents(), WORD, OTHER)[CASES.index(case)], saved_elsewhere=True)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}, {case[1]}")
def test_it_keeps_to_the_row(case, row):
    row(read(case))


@pytest.mark.skipif(SOFFICE is None, reason=WHY_NOT)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}, {case[1]}")
def test_it_still_does_once_libreoffice_has_changed_a_word_and_saved(case, row):
    row(read_once_changed(case))


@pytest.mark.skipif(SOFFICE is None, reason=WHY_NOT)
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}, {case[1]}")
def test_libreoffice_keeps_every_other_word(case):
    before, after = (
        [paragraph.text for paragraph in opened.paragraphs if paragraph.text]
        for opened in (read(case), read_once_changed(case))
    )
    assert after == [text.replace(WORD, OTHER) for text in before]
