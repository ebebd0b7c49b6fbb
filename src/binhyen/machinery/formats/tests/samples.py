"""Makes small office files for tests, part by part."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

import xlsxwriter

_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def paragraph(*runs: str) -> str:
    """A paragraph; a run that begins with "<" is taken as it is."""
    inner = "".join(
        run if run.startswith("<") else f'<w:r><w:t xml:space="preserve">{escape(run)}</w:t></w:r>'
        for run in runs
    )
    return f"<w:p>{inner}</w:p>"


def box(*lines: str) -> str:
    """A run with a text box, to stand in a paragraph."""
    inner = "".join(paragraph(line) for line in lines)
    return f"<w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r>"


def table(*rows: tuple[str, ...]) -> str:
    body = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows
    )
    return f"<w:tbl>{body}</w:tbl>"


PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def docx(
    *body: str,
    header: str = "",
    footer: str = "",
    comment: str = "",
    footnote: str = "",
    more_parts: Mapping[str, bytes] | None = None,
    more_types: str = "",
) -> bytes:
    """A document of the given paragraphs and tables; plain strings become paragraphs."""
    blocks = "".join(block if block.startswith("<") else paragraph(block) for block in body)
    parts: dict[str, bytes] = {
        "word/document.xml": f"<w:document {_WORD}><w:body>{blocks}</w:body></w:document>".encode()
    }
    kinds = {"header": ("hdr", header), "footer": ("ftr", footer), "footnotes": ("footnotes", footnote)}
    overrides = f'<Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
    for name, (element, text) in (kinds | {"comments": ("comments", comment)}).items():
        if text:
            inner = text if text.startswith("<") else paragraph(text)
            parts[f"word/{name}1.xml"] = f"<w:{element} {_WORD}>{inner}</w:{element}>".encode()
            overrides += f'<Override PartName="/word/{name}1.xml" ContentType="{_MAIN}.{name}+xml"/>'
    parts["[Content_Types].xml"] = (
        f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{overrides}{more_types}</Types>"
    ).encode()
    parts["_rels/.rels"] = (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument"'
        ' Target="word/document.xml"/></Relationships>'
    ).encode()
    return packed(parts | dict(more_parts or {}))


def packed(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def repacked(data: bytes, changes: Mapping[str, Callable[[bytes], bytes] | bytes]) -> bytes:
    """The same package with parts changed or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, change in changes.items():
        parts[name] = change if isinstance(change, bytes) else change(parts[name])
    return packed(parts)


Write = Callable[[xlsxwriter.Workbook, "xlsxwriter.worksheet.Worksheet"], object]


def xlsx(*rows: tuple[object, ...], write: Write | None = None, sheet: str = "Danh sách") -> bytes:
    """A workbook of one sheet with these rows; ``write`` may add more."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        worksheet = workbook.add_worksheet(sheet)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    worksheet.write_string(number, column, value)
                elif value is not None:
                    worksheet.write(number, column, value)
        if write is not None:
            write(workbook, worksheet)
    return out.getvalue()
