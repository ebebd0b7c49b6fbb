"""The refused workbook as a copy in which the faulty cells are marked and say what is wrong with them.

Everything else in the file stays as it was sent: the XML of the sheets concerned, of the styles and of the comments is
patched, all other parts are copied. Marks of an earlier copy are taken away, for people correct the copy and send it
again. A file too strange for that gives a fresh workbook that lists the faults.
"""

from __future__ import annotations

import copy
import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import xlsxwriter
from lxml import etree  # type: ignore[import-untyped]

from binhyen.machinery.formats.packages import Package
from binhyen.machinery.formats.text import Unreadable as Damaged
from binhyen.reporting.workbooks.faults import CellFault, Unreadable
from binhyen.reporting.workbooks.grid import position
from binhyen.reporting.workbooks.reading import Delivered, DeliveredCell, read

AUTHOR = "Bình Yên"
FILL = "FFF4B3A7"
"""The colour of a marked cell; no cell of the program's own workbooks has it otherwise."""

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_CLIENT = "urn:schemas-microsoft-com:office:excel"
_AFTER_LEGACY_DRAWING = frozenset(
    {"legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"}
)  # fmt: skip
_EMPTY_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    f' xmlns:x="{_CLIENT}"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_SHAPE = (
    '<v:shape xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="{client}" id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:80pt;'
    'margin-top:5pt;width:240pt;height:{height}pt;z-index:{order};visibility:hidden" fillcolor="#ffffe1"'
    ' o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
    '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/>'
    '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 2, {right}, 31, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)

Element = Any
"""An element of lxml, which has no types."""


def marked_copy(data: bytes, faults: Sequence[CellFault]) -> bytes:
    """The workbook with every faulty cell coloured and commented with its sentence and remedy.

    A fault without a cell is told at the first cell of its sheet, or of the first sheet. Only for files that were
    screened. If the file cannot be patched so that it says the same as before, a fresh workbook lists the faults.
    """
    try:
        marked = _Marker(data, faults).mark()
        if _says(marked) == _says(data):
            return marked
    except (Damaged, zipfile.BadZipFile, etree.LxmlError, KeyError, ValueError, IndexError, TypeError):
        pass
    return _listed(data, faults)


def _says(data: bytes) -> object:
    """What is read from a file, but for where the reader could go wrong by itself."""
    found = read(data)
    return (found.identity, found.cells) if isinstance(found, Delivered) else found


class _Marker:
    def __init__(self, data: bytes, faults: Sequence[CellFault]) -> None:
        self.package = Package(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
        self.sheets = dict(self._sheets())
        first = next(iter(self.sheets))
        self.faults: dict[str, dict[str, list[CellFault]]] = {}
        for fault in faults:
            sheet = fault.sheet if fault.sheet in self.sheets else first
            place = fault.address if fault.sheet == sheet and fault.address else "A1"
            self.faults.setdefault(sheet, {}).setdefault(place, []).append(fault)
        (self.styles_part,) = self.package.of_type("spreadsheetml.styles+xml")
        self.styles = _Styles(_parsed(self.parts[self.styles_part]))
        self.types = _parsed(self.parts["[Content_Types].xml"])

    def mark(self) -> bytes:
        for name, part in self.sheets.items():
            self._mark_sheet(part, self.faults.get(name, {}))
        self.parts[self.styles_part] = _written(self.styles.root)
        self.parts["[Content_Types].xml"] = _written(self.types)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in self.parts.items():
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
        return out.getvalue()

    def _sheets(self) -> Iterator[tuple[str, str]]:
        relations = self.package.relations(self.package.main)
        for event in self.package.events(self.package.main):
            if event.what == "start" and event.name == "sheet":
                relation = relations[event.attributes["id"]]
                if relation.kind == "worksheet":
                    yield event.attributes["name"], relation.target

    def _mark_sheet(self, part: str, faults: Mapping[str, list[CellFault]]) -> None:
        root = _parsed(self.parts[part])
        comments = _Comments(self, part, root)
        changed = comments.forget_earlier()
        for cell in root.iter(_of(root, "c")):
            style = self.styles.unmarked(int(cell.get("s", "0")))
            if style is not None and cell.get("r") not in faults:
                cell.set("s", str(style))
                changed = True
        for place, at_cell in faults.items():
            cell = _cell(root, place)
            cell.set("s", str(self.styles.marked(int(cell.get("s", "0")))))
            comments.add(place, "\n".join(f"{fault.sentence} {fault.remedy}".strip() for fault in at_cell))
            changed = True
        if changed:
            comments.write()
            self.parts[part] = _written(root)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Add a relation from a part to another; answers its id."""
        folder, _, file = part.rpartition("/")
        name = posixpath.join(folder, "_rels", f"{file}.rels")
        given = self.parts.get(name)
        root = (
            _parsed(given)
            if given
            else etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})
        )
        taken = {each.get("Id") for each in root}
        new = next(f"rId{number}" for number in range(1, 10_000) if f"rId{number}" not in taken)
        etree.SubElement(
            root, f"{{{_RELATIONS}}}Relationship", Id=new, Type=f"{_OFFICE}/{kind}", Target=f"/{target}"
        )
        self.parts[name] = _written(root)
        return new

    def add_part(self, pattern: str, content_type: str) -> str:
        """A free name for a new part (``xl/comments%d.xml``), declared with its content type."""
        there = {name.lower() for name in self.parts}
        name = next(pattern % number for number in range(1, 10_000) if pattern % number not in there)
        etree.SubElement(self.types, f"{{{_TYPES}}}Override", PartName=f"/{name}", ContentType=content_type)
        return name


class _Styles:
    """The cell styles of a workbook, and beside each the same with the mark's colour."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.fills, self.styles = root.find(_of(root, "fills")), root.find(_of(root, "cellXfs"))
        self.colours = {
            number
            for number, fill in enumerate(self.fills)
            if any(colour.get("rgb") == FILL for colour in fill.iter(_of(root, "fgColor")))
        }
        self.of: dict[int, int] = {}
        self.back: dict[int, int | None] = {}

    def marked(self, style: int) -> int:
        """The style that is like this one, in the mark's colour."""
        if int(self.styles[style].get("fillId", "0")) in self.colours:
            return style
        if style not in self.of:
            if not self.colours:
                fill = etree.SubElement(self.fills, _of(self.root, "fill"))
                pattern = etree.SubElement(fill, _of(self.root, "patternFill"), patternType="solid")
                etree.SubElement(pattern, _of(self.root, "fgColor"), rgb=FILL)
                etree.SubElement(pattern, _of(self.root, "bgColor"), indexed="64")
                self.fills.set("count", str(len(self.fills)))
                self.colours.add(len(self.fills) - 1)
            self.of[style] = self._add(self.styles[style], next(iter(self.colours)))
        return self.of[style]

    def unmarked(self, style: int) -> int | None:
        """What a marked style was before; None for one that is not marked."""
        if style not in self.back:
            given = self.styles[style]
            if int(given.get("fillId", "0")) not in self.colours:
                self.back[style] = None
            else:
                like = _but_for_fill(given)
                before = (
                    number
                    for number, each in enumerate(self.styles)
                    if int(each.get("fillId", "0")) not in self.colours and _but_for_fill(each) == like
                )
                found = next(before, None)
                self.back[style] = self._add(given, 0) if found is None else found
        return self.back[style]

    def _add(self, like: Element, fill: int) -> int:
        new = copy.deepcopy(like)
        new.set("fillId", str(fill))
        new.set("applyFill", "1")
        self.styles.append(new)
        self.styles.set("count", str(len(self.styles)))
        return len(self.styles) - 1


class _Comments:
    """The comments of one sheet and the old drawing that shows them."""

    def __init__(self, marker: _Marker, sheet_part: str, sheet: Element) -> None:
        self.marker, self.sheet_part, self.sheet = marker, sheet_part, sheet
        targets = {
            relation.kind: relation.target
            for relation in marker.package.relations(sheet_part).values()
            if not relation.external
        }
        self.part, self.drawing_part = targets.get("comments", ""), targets.get("vmlDrawing", "")
        self.root = _parsed(marker.parts[self.part]) if self.part else None
        self.drawing = _parsed(marker.parts[self.drawing_part]) if self.drawing_part else None

    def forget_earlier(self) -> bool:
        """Take away what an earlier copy said; True if there was anything."""
        if self.root is None:
            return False
        authors = self.root.find(_of(self.root, "authors"))
        ours = {str(number) for number, author in enumerate(authors) if author.text == AUTHOR}
        earlier = [c for c in self.root.iter(_of(self.root, "comment")) if c.get("authorId") in ours]
        for comment in earlier:
            self._forget_shape(comment.get("ref"))
            comment.getparent().remove(comment)
        return bool(earlier)

    def add(self, place: str, words: str) -> None:
        """Say something at a cell; what somebody said there before stays above it."""
        if self.root is None:
            self.root = etree.fromstring(
                f'<comments xmlns="{_MAIN}"><authors/><commentList/></comments>'.encode()
            )
        authors, comments = (self.root.find(_of(self.root, name)) for name in ("authors", "commentList"))
        if AUTHOR not in [author.text for author in authors]:
            etree.SubElement(authors, _of(self.root, "author")).text = AUTHOR
        there = next((each for each in comments if each.get("ref") == place), None)
        if there is not None:
            words = f"{''.join(there.itertext())}\n{words}"
            self._forget_shape(place)
            comments.remove(there)
        author = [each.text for each in authors].index(AUTHOR)
        comment = etree.SubElement(comments, _of(self.root, "comment"), ref=place, authorId=str(author))
        run = etree.SubElement(etree.SubElement(comment, _of(self.root, "text")), _of(self.root, "r"))
        text = etree.SubElement(run, _of(self.root, "t"))
        text.text = words
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        self._draw(place, words)

    def write(self) -> None:
        """Put comments and drawing into the package, with what leads to them."""
        if self.root is None:
            return
        if not self.part:
            self.part = self.marker.add_part("xl/comments%d.xml", _COMMENTS_TYPE)
            self.marker.relate(self.sheet_part, "comments", self.part)
        self.marker.parts[self.part] = _written(self.root)
        if self.drawing is None:
            return
        if not self.drawing_part:
            self.drawing_part = self.marker.add_part("xl/drawings/vmlDrawing%d.vml", _VML_TYPE)
            self._lead_to(self.marker.relate(self.sheet_part, "vmlDrawing", self.drawing_part))
        self.marker.parts[self.drawing_part] = etree.tostring(self.drawing)

    def _lead_to(self, relation: str) -> None:
        leads = etree.Element(_of(self.sheet, "legacyDrawing"))
        leads.set(f"{{{_OFFICE}}}id", relation)
        followers = (each for each in self.sheet if etree.QName(each).localname in _AFTER_LEGACY_DRAWING)
        before = next(followers, None)
        if before is None:
            self.sheet.append(leads)
        else:
            before.addprevious(leads)

    def _draw(self, place: str, words: str) -> None:
        if self.drawing is None:
            self.drawing = etree.fromstring(_EMPTY_VML.encode())
        row, column = position(place)
        order = len(self.drawing)
        lines = sum(-(-len(line) // 46) for line in words.split("\n"))
        self.drawing.append(
            etree.fromstring(
                _SHAPE.format(
                    client=_CLIENT,
                    number=10_000 + order,
                    order=order,
                    height=12 + 13 * lines,
                    left=column + 1,
                    right=column + 4,
                    top=max(row - 2, 0),
                    bottom=row + lines,
                    row=row - 1,
                    column=column,
                )
            )
        )

    def _forget_shape(self, place: str) -> None:
        if self.drawing is None:
            return
        row, column = position(place)
        for shape in list(self.drawing):
            rows, columns = (
                [each.text for each in shape.iter(f"{{{_CLIENT}}}{name}")] for name in ("Row", "Column")
            )
            if rows == [str(row - 1)] and columns == [str(column)]:
                self.drawing.remove(shape)


def _cell(root: Element, place: str) -> Element:
    """The cell at a place of a sheet; made where the file leaves it out."""
    number, column = position(place)
    data = root.find(_of(root, "sheetData"))
    row = None
    for at, each in enumerate(data, start=1):
        if int(each.get("r", at)) == number:
            row = each
            break
        if int(each.get("r", at)) > number:
            row = etree.Element(_of(root, "row"), r=str(number))
            each.addprevious(row)
            break
    if row is None:
        row = etree.SubElement(data, _of(root, "row"), r=str(number))
    for each in row:
        beside = position(each.get("r", ""))[1]
        if beside == column:
            return each
        if beside > column:
            cell = etree.Element(_of(root, "c"), r=place)
            each.addprevious(cell)
            return cell
    return etree.SubElement(row, _of(root, "c"), r=place)


def _but_for_fill(style: Element) -> bytes:
    bare = copy.deepcopy(style)
    for name in ("fillId", "applyFill"):
        bare.attrib.pop(name, None)
    bare.tail = None
    return bytes(etree.tostring(bare, method="c14n"))


def _of(root: Element, name: str) -> str:
    """A name in the namespace of an element: files of the strict kind have one of their own."""
    return f"{{{etree.QName(root).namespace}}}{name}"


def _parsed(xml: bytes) -> Element:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _written(root: Element) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _listed(data: bytes, faults: Sequence[CellFault]) -> bytes:
    """A fresh workbook with the faults, and the values as they were read where anything was."""
    out = io.BytesIO()
    found = read(data)
    cells: Sequence[DeliveredCell] = () if isinstance(found, Unreadable) else found.cells
    shown = {(cell.sheet, cell.address): cell.raw for cell in cells}
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        face = {"font_name": "Times New Roman", "font_size": 12, "text_wrap": True, "valign": "top"}
        plain, head = book.add_format(face), book.add_format(face | {"bold": True, "bg_color": "#E3EFE8"})
        sheet = book.add_worksheet("Cần sửa")
        for column, width in enumerate((18, 8, 24, 22, 60, 50)):
            sheet.set_column(column, column, width, plain)
        sheet.merge_range("A1:F1", "SỔ BỊ TRẢ LẠI: CÁC LỖI CẦN SỬA", book.add_format(face | {"bold": True}))
        sheet.merge_range(
            "A2:F2",
            "Không đánh dấu được ngay trên tệp đã gửi nên các lỗi được liệt kê ở đây. Hãy sửa trong tệp của đơn vị,"
            " hoặc tải lại sổ của kỳ này, rồi gửi lại.",
            plain,
        )
        sheet.set_row(1, 34)
        for column, words in enumerate(("Trang", "Ô", "Mã dòng", "Giá trị đọc được", "Lỗi", "Cách sửa")):
            sheet.write_string(3, column, words, head)
        for row, fault in enumerate(faults, start=4):
            value = shown.get((fault.sheet, fault.address))
            texts = (fault.sheet, fault.address, fault.line_code, "" if value is None else str(value))
            for column, words in enumerate((*texts, fault.sentence, fault.remedy)):
                sheet.write_string(row, column, words, plain)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    return out.getvalue()
