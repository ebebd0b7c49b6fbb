"""How does a text become an official document? One content, set twice: for Word, and as PDF/A.

The form is that of Nghị định 30/2020/NĐ-CP. Make an OfficialDocument of blocks, then call the renderers::

    document = OfficialDocument(
        header=Header("Ban Chỉ đạo … tỉnh Phú Thọ", "BC-BCĐ", "Phú Thọ", year=2026),
        type_name="Báo cáo",
        subject="Kết quả thực hiện tháng 02 năm 2026",
        addressees=("Ban Chỉ đạo Trung ương",),
        body=(
            Heading("I. Tình hình và kết quả"),
            Paragraph.of("Có ", Run("148/148", bold=True), " xã, phường gửi báo cáo.", figures=("units",)),
            Table((Column("Địa bàn", 3), Column("Số vụ", 1, Alignment.RIGHT)), (("Xã Tân Lập", "12"),)),
        ),
        signature=Signature(("TM. Ban Chỉ đạo",), ("Trưởng ban",)),
        recipients=("Công an tỉnh", "Lưu: VT, PV01"),
        composed_at=now(),
        annexes=(Annex("Số liệu theo xã, phường", (table,)),),
    )
    docx_of(document), pdf_of(document)

What the author need not do, because composing does it: capitals of names and titles, "Số:      /BC-BCĐ" and the
blank day, dashes and closing signs of lists, "Như trên" first among the recipients, "./." at the end, labels and
references of annexes, rules below the motto and the titles, even breaks of long names.

A WorkingNote is what stays within an office: the same looks, without head, number and signature.

A chart comes in by ``picture_of(chart)``, which gives the blocks to put in: a numbered Picture, or a table where it
cannot be drawn now.

A letter (công văn) is an OfficialDocument without type name: "V/v …" then stands below its number.

Not here: decisions with Điều, urgency marks, signature and seal images; secrecy marks are
never set by this program.

Errors for users are LetterMissing (a BadInput: the PDF's face lacks a letter) and TypefaceMissing (the
installation is incomplete).
"""

from binhyen.machinery.formats.documents.blocks import (
    Alignment,
    Annex,
    Block,
    Column,
    Document,
    Header,
    HeaderCell,
    Heading,
    Note,
    OfficialDocument,
    Paragraph,
    Picture,
    Run,
    Signature,
    Table,
    WorkingNote,
)
from binhyen.machinery.formats.documents.composition import Composition, compose
from binhyen.machinery.formats.documents.docx import docx_of
from binhyen.machinery.formats.documents.form import annex_labels, date_line, day_in_words, number_line
from binhyen.machinery.formats.documents.pdf import LetterMissing, pdf_of
from binhyen.machinery.formats.documents.pictures import picture_of
from binhyen.machinery.formats.documents.typeface import TypefaceMissing

__all__ = [
    "Alignment",
    "Annex",
    "Block",
    "Column",
    "Composition",
    "Document",
    "Header",
    "HeaderCell",
    "Heading",
    "LetterMissing",
    "Note",
    "OfficialDocument",
    "Paragraph",
    "Picture",
    "Run",
    "Signature",
    "Table",
    "TypefaceMissing",
    "WorkingNote",
    "annex_labels",
    "compose",
    "date_line",
    "day_in_words",
    "docx_of",
    "number_line",
    "pdf_of",
    "picture_of",
]
