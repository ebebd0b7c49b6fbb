"""What goes wrong with workbooks on their way: done to the bytes of a filled-in one, as people and programs do it."""

from __future__ import annotations

import io
import re
import zipfile

from python_calamine import CalamineWorkbook

_FORM_PART, _IDENTITY_PART = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet3.xml"


def with_text(data: bytes, line: str, text: str) -> bytes:
    """The same workbook with a text in the value cell of a line, where a number was."""
    return _edited(
        data, _FORM_PART, _cell(data, line), rf'<c r="\1"\2 t="inlineStr"><is><t>{text}</t></is></c>'
    )


def with_bare_formula(data: bytes, line: str, formula: str) -> bytes:
    """The same workbook with a formula whose result was not stored, as some programs write it."""
    return _edited(data, _FORM_PART, _cell(data, line), rf'<c r="\1"\2><f>{formula}</f></c>')


def of_another_form_version(data: bytes, layout_hash: str) -> bytes:
    """The same workbook as if it had been written before the form was changed."""
    return _edited(data, _IDENTITY_PART, re.escape(layout_hash), "0" * len(layout_hash))


def _cell(data: bytes, line: str) -> str:
    """A pattern of the value cell of a line as XML, found by the code in the first column; its value is a number."""
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    rows = sheet.to_python(skip_empty_area=False)
    (number,) = (at for at, row in enumerate(rows, start=1) if row and row[0] == line)
    return rf'<c r="(D{number})"( s="[0-9]+")?><v>[^<]*</v></c>'


def _edited(data: bytes, part: str, pattern: str, replacement: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as write:
        for entry in read.infolist():
            content = read.read(entry)
            if entry.filename == part:
                text, count = re.subn(pattern, replacement, content.decode())
                if count != 1:
                    raise ValueError(f"{count} places in {part} instead of one")
                content = text.encode()
            write.writestr(entry.filename, content)
    return out.getvalue()
