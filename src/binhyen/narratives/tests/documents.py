"""Makes small documents for the tests of the way in."""

from __future__ import annotations

import io
from functools import cache

import docx
import typst

from binhyen.machinery.formats.tests.samples import repacked

PLAIN_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n"
    b"4 0 obj<</Length 72>>stream\nBT /F1 14 Tf 72 700 Td (Bao cao ket qua thang 10: 12 mo hinh) Tj ET      \nendstream"
    b" endobj\n5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
    b"trailer<</Root 1 0 R/Size 6>>\nstartxref\n0\n%%EOF\n"
)
"""A PDF written by hand, without a table of its parts, as short as one can be."""


def saved(made: docx.document.Document) -> bytes:
    """The bytes of a document."""
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


@cache
def pdf(markup: str) -> bytes:
    """A PDF set by typst, without its faces: those of the library have every letter."""
    set_page = '#set page(margin: 2cm)\n#set text(lang: "vi", size: 12pt)\n#set par(justify: true)\n'
    made = typst.compile((set_page + markup).encode())
    assert isinstance(made, bytes)
    return made


def with_document_type(data: bytes) -> bytes:
    """A DOCX whose main part declares entities that grow a thousandfold."""
    bomb = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return repacked(data, {"word/document.xml": lambda part: bomb + part})
