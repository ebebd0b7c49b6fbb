"""The workbook of one unit for one period: the form version's template with what differs put in.

Of the zip package only two parts differ, the form's sheet and the hidden one. They are put together from pieces that
were cut once; all other parts are copied as they are packed.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cached_property
from typing import NamedTuple, TypeAlias
from xml.sax.saxutils import escape

from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.foundations.vietnamese import format_date
from binhyen.indicators.values import FormLayout, broken, worked_out
from binhyen.reporting.workbooks.grid import Column, address, rows_of
from binhyen.reporting.workbooks.identity import Identity
from binhyen.reporting.workbooks.template import (
    ILLUSTRATIVE,
    MARK_CELL,
    PERIOD_CELL,
    SUMMARY_CELL,
    SUPERIOR_CELL,
    UNIT_CELL,
    check_cell,
    identity_cell,
    summary,
    template_of,
)

NOT_APPLICABLE = "x"

_FORM_PART, _IDENTITY_PART = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet3.xml"
_CELL = re.compile(
    r'<c r="(?P<address>[A-Z]+[0-9]+)"(?P<style> s="[0-9]+")?(?: t="[a-z]+")?'
    r"(?:/>|>(?P<formula><f>[^<]*</f>)?(?:<v>[^<]*</v>|<v/>)?</c>)"
)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I"), struct.Struct("<4s4H2IH")
_DEFLATED, _TIME, _DAY = 8, 0, 0x21  # 1 January 1980, as in the template

_AS_EXCEL = Context(prec=15)
"""Excel knows fifteen digits; a rate may have more."""

Content: TypeAlias = Decimal | str | bool


class _Slot(NamedTuple):
    """A cell that may be filled in: where it stands among the pieces, its style and its formula as XML."""

    at: int
    style: str
    formula: str


class _Sheet:
    """The XML of a sheet, cut at every cell."""

    def __init__(self, xml: str) -> None:
        self.pieces, self.slots, end = list[str](), dict[str, _Slot](), 0
        for found in _CELL.finditer(xml):
            self.pieces += [xml[end : found.start()], found[0]]
            self.slots[found["address"]] = _Slot(
                len(self.pieces) - 1, found["style"] or "", found["formula"] or ""
            )
            end = found.end()
        self.pieces.append(xml[end:])

    def filled(self, contents: Mapping[str, Content]) -> bytes:
        """The XML with these contents in their cells."""
        pieces = self.pieces.copy()
        for place, content in contents.items():
            slot = self.slots[place]
            pieces[slot.at] = _cell(place, slot, content)
        return "".join(pieces).encode()


class _Part(NamedTuple):
    """A part as it lies in the package: its name, sizes and check sum, and its packed bytes."""

    name: bytes
    method: int
    crc: int
    size: int
    packed: bytes


@dataclass(frozen=True)
class Template:
    """The empty workbook of a form version, ready to be filled in for many units.

    ``data`` is what :func:`template.template_of` wrote for ``layout``.
    """

    layout: FormLayout
    data: bytes

    @classmethod
    def of(cls, layout: FormLayout, definitions: Mapping[str, str] | None = None) -> Template:
        """Write the template of a form version; ``definitions`` by indicator code stand on its guidance sheet."""
        return cls(layout, template_of(layout, definitions))

    @cached_property
    def _parts(self) -> tuple[_Part, ...]:
        parts = []
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            for entry in archive.infolist():
                begin = entry.header_offset + _LOCAL.size
                name_length, extra_length = struct.unpack_from("<2H", self.data, begin - 4)
                begin += name_length + extra_length
                packed = self.data[begin : begin + entry.compress_size]
                name = entry.filename.encode()
                parts.append(_Part(name, entry.compress_type, entry.CRC, entry.file_size, packed))
        return tuple(parts)

    @cached_property
    def _sheets(self) -> tuple[tuple[bytes, _Sheet], ...]:
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return tuple(
                (name.encode(), _Sheet(archive.read(name).decode())) for name in (_FORM_PART, _IDENTITY_PART)
            )

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {row.line.code: row.number for row in rows_of(self.layout) if row.line}


def patch(
    template: Template,
    identity: Identity,
    previous: Mapping[str, Figure],
    values: Mapping[str, Figure] | None = None,
    notes: Mapping[str, str] | None = None,
) -> bytes:
    """The workbook of one unit for one period, as XLSX.

    ``previous`` are the figures of the period before, by line code; ``values`` and ``notes`` what stands in the
    report already, for a unit that goes on with it. Missing figures stay blank, those that do not apply are ``x``.
    ValueError if ``identity`` is of another form version than ``template``.
    """
    layout = template.layout
    if (identity.form, identity.layout_hash) != (layout.data_set, layout.layout_hash):
        raise ValueError(f"{identity.form} v{identity.version} is not the form of this template")
    form = dict(_head(identity)) | _figures(template, Column.PREVIOUS, previous)
    hidden: dict[str, Content] = {
        identity_cell(name): text for name, text in identity.as_cells().items() if text
    }
    if values is not None:
        form |= _figures(template, Column.VALUE, values)
        form |= _verdicts(template, values)
        wrong = {check.code for check in broken(layout, values)}
        for at, check in enumerate(layout.checks):
            hidden[check_cell(at, 1).replace("$", "")] = check.code in wrong
        filled = sum(values.get(line.code, Absence.MISSING) is not Absence.MISSING for line in layout.inputs)
        form[SUMMARY_CELL] = summary(layout, filled=filled, wrong=len(wrong))
    for code, note in (notes or {}).items():
        form[address(template._row_of[code], Column.NOTE)] = note
    return _packed(template, (form, hidden))


def _head(identity: Identity) -> Iterator[tuple[str, Content]]:
    yield SUPERIOR_CELL, identity.superior_name
    yield UNIT_CELL, identity.unit_name
    yield PERIOD_CELL, f"Kỳ: {identity.period_label} · Thời hạn gửi: {format_date(identity.deadline)}"
    if identity.illustrative:
        yield MARK_CELL, ILLUSTRATIVE


def _figures(template: Template, column: Column, figures: Mapping[str, Figure]) -> dict[str, Content]:
    """What to write into a column: the figures of its lines, and what follows from them."""
    known = {**figures, **worked_out(template.layout, figures)} if figures else {}
    contents: dict[str, Content] = {}
    for code, row in template._row_of.items():
        figure = known.get(code, Absence.MISSING)
        if isinstance(figure, Quantity):
            contents[address(row, column)] = _AS_EXCEL.plus(figure.value)
        elif figure is Absence.NOT_APPLICABLE:
            contents[address(row, column)] = NOT_APPLICABLE
    return contents


def _verdicts(template: Template, values: Mapping[str, Figure]) -> dict[str, Content]:
    """The sentences beside the lines of broken checks: programs that do not reckon on opening show them too."""
    contents: dict[str, Content] = {}
    for check in broken(template.layout, values):
        for code in check.lines:
            contents.setdefault(address(template._row_of[code], Column.STATUS), check.sentence)
    return contents


def _cell(place: str, slot: _Slot, content: Content) -> str:
    head = f'<c r="{place}"{slot.style}'
    if isinstance(content, bool):
        return f'{head} t="b">{slot.formula}<v>{int(content)}</v></c>'
    if isinstance(content, Decimal):
        return f"{head}>{slot.formula}<v>{content:f}</v></c>"
    text = escape(_NOT_XML.sub("", content))
    if slot.formula:
        return f'{head} t="str">{slot.formula}<v>{text}</v></c>'
    return f'{head} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _packed(template: Template, contents: tuple[Mapping[str, Content], ...]) -> bytes:
    changed = {
        name: sheet.filled(filling) for (name, sheet), filling in zip(template._sheets, contents, strict=True)
    }
    pieces, directory, offset = list[bytes](), list[bytes](), 0
    for part in template._parts:
        if part.name in changed:
            part = _deflated(part.name, changed[part.name])
        sizes = (part.crc, len(part.packed), part.size)
        local = _LOCAL.pack(b"PK\x03\x04", 20, 0, part.method, _TIME, _DAY, *sizes, len(part.name), 0)
        pieces += (local, part.name, part.packed)
        directory += (
            _CENTRAL.pack(
                b"PK\x01\x02",
                20,
                20,
                0,
                part.method,
                _TIME,
                _DAY,
                *sizes,
                len(part.name),
                0,
                0,
                0,
                0,
                0,
                offset,
            ),
            part.name,
        )
        offset += len(local) + len(part.name) + len(part.packed)
    tail = b"".join(directory)
    count = len(template._parts)
    return b"".join((*pieces, tail, _END.pack(b"PK\x05\x06", 0, 0, count, count, len(tail), offset, 0)))


def _deflated(name: bytes, content: bytes) -> _Part:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(content) + packer.flush()
    return _Part(name, _DEFLATED, zlib.crc32(content), len(content), packed)
