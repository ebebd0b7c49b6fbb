"""Writes an official document for Word: styles with Vietnamese names, and nothing but Times New Roman.

The parts are XML of our own; python-docx packs them. Its default document is not used: it brings theme fonts,
scores of styles and an author.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC
from itertools import accumulate, pairwise
from xml.sax.saxutils import escape, quoteattr

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part as PackagePart
from docx.opc.parts.coreprops import CorePropertiesPart
from docx.oxml.coreprops import CT_CoreProperties
from docx.oxml.ns import nsdecls, nsmap
from docx.package import Package

from binhyen.machinery.formats.charts import ChartUndrawn, png_of
from binhyen.machinery.formats.documents import form
from binhyen.machinery.formats.documents.blocks import Alignment, Document, Run
from binhyen.machinery.formats.documents.composition import (
    Boxes,
    Composition,
    Drawing,
    Grid,
    Line,
    Part,
    Piece,
    Rule,
    compose,
)
from binhyen.machinery.formats.documents.form import Element, Look

FONT = "Times New Roman"
LANGUAGE = "vi-VN"

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP entry can state: no time of its own
_TITLE_AT_MOST = 255
_PIXELS = 3  # for each of a drawing's own: 300 to the inch across a page
_EMU = 12_700  # English Metric Units to a point
_JUSTIFICATION = {Alignment.CENTRE: "center", Alignment.JUSTIFIED: "both"}
_NORMAL, _RULE, _END, _FRAME, _DATA_TABLE = "Normal", "DuongKe", "HetPhan", "KhungKhongVien", "BangSoLieu"


def docx_of(document: Document) -> bytes:
    """The document as DOCX. The same document gives the same bytes; no person's name is in its properties."""
    composition = compose(document)
    package = Package()
    main = _part(package, "document", CONTENT_TYPE.WML_DOCUMENT_MAIN)
    package.relate_to(main, RELATIONSHIP_TYPE.OFFICE_DOCUMENT)
    styles = _part(package, "styles", CONTENT_TYPE.WML_STYLES, _styles(composition))
    settings = _part(package, "settings", CONTENT_TYPE.WML_SETTINGS, _settings())
    header = _part(package, "header1", CONTENT_TYPE.WML_HEADER, _page_header())
    main.relate_to(styles, RELATIONSHIP_TYPE.STYLES)
    main.relate_to(settings, RELATIONSHIP_TYPE.SETTINGS)
    header_id = main.relate_to(header, RELATIONSHIP_TYPE.HEADER)
    main._blob = _xml("document", _w("body", *_body(composition, header_id, Images(package, main))))
    package.relate_to(_properties(package, composition, document), RELATIONSHIP_TYPE.CORE_PROPERTIES)
    return _with_fixed_times(package)


# The package


def _part(package: Package, name: str, kind: str, blob: bytes = b"") -> PackagePart:
    return PackagePart(PackURI(f"/word/{name}.xml"), kind, blob, package)


class Images:
    """The drawings of one document as PNG, each once in the package; Word shows those everywhere alike."""

    def __init__(self, package: Package, main: PackagePart) -> None:
        self._package, self._main = package, main
        self._relations: dict[str, str | None] = {}
        self._placed = 0

    def place(self, drawing: Drawing) -> tuple[int, str] | None:
        """A number of its own for this place, and how the text refers to the image; None where there is none."""
        if drawing.svg not in self._relations:
            self._relations[drawing.svg] = self._added(drawing.svg)
        relation = self._relations[drawing.svg]
        self._placed += 1
        return None if relation is None else (self._placed, relation)

    def _added(self, svg: str) -> str | None:
        try:
            png = png_of(svg, _PIXELS)
        except ChartUndrawn:
            return None
        name = PackURI(f"/word/media/image{len(self._relations) + 1}.png")
        relation: str = self._main.relate_to(
            PackagePart(name, CONTENT_TYPE.PNG, png, self._package), RELATIONSHIP_TYPE.IMAGE
        )
        return relation


def _properties(package: Package, composition: Composition, document: Document) -> CorePropertiesPart:
    part = CorePropertiesPart(
        PackURI("/docProps/core.xml"), CONTENT_TYPE.OPC_CORE_PROPERTIES, CT_CoreProperties.new(), package
    )
    properties = part.core_properties
    properties.title = composition.title[:_TITLE_AT_MOST]
    properties.language = LANGUAGE
    properties.created = properties.modified = document.composed_at.astimezone(UTC)
    return part


def _with_fixed_times(package: Package) -> bytes:
    """The packed parts; packing states the machine's time for each, which is taken out again."""
    packed, fixed = io.BytesIO(), io.BytesIO()
    package.save(packed)
    with zipfile.ZipFile(packed) as parts, zipfile.ZipFile(fixed, "w") as target:
        for entry in parts.infolist():
            plain = zipfile.ZipInfo(entry.filename, _ZIP_TIME)
            target.writestr(plain, parts.read(entry), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()


# XML


def _w(tag: str, /, *children: str, **attributes: str | int) -> str:
    """An element of WordprocessingML; ``children`` are XML, attributes plain text."""
    words = "".join(f" w:{name}={quoteattr(str(value))}" for name, value in attributes.items())
    inner = "".join(children)
    return f"<w:{tag}{words}>{inner}</w:{tag}>" if inner else f"<w:{tag}{words}/>"


def _xml(root: str, *children: str) -> bytes:
    inner = "".join(children)
    text = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:{root} {nsdecls("w", "r")}>{inner}</w:{root}>'
    return text.encode()


def _twips(points: float) -> int:
    return round(points * 20)


# Styles and settings


def _fonts() -> str:
    return _w("rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT)


def _styles(composition: Composition) -> bytes:
    """The form's elements as paragraph styles, all of them: whoever edits the document has them at hand."""
    language = _w("lang", val=LANGUAGE, eastAsia=LANGUAGE, bidi=LANGUAGE)
    defaults = _w(
        "docDefaults",
        _w("rPrDefault", _w("rPr", _fonts(), _size(form.BODY_SIZE), language)),
        _w("pPrDefault", _w("pPr", _w("widowControl"))),
    )
    thin = _w("pBdr", _w("top", val="single", sz=_eighths(form.RULE_WEIGHT), space=0, color="auto"))
    return _xml(
        "styles",
        defaults,
        _style("paragraph", _NORMAL, "Normal", _w("rPr", _fonts()), default=True),
        _style("character", "DefaultParagraphFont", "Default Paragraph Font", default=True),
        _style("table", "TableNormal", "Normal Table", _cell_margins(0, 0), default=True),
        *(_style("paragraph", look.key, look.style, _look(look)) for look in composition.looks()),
        _style("paragraph", _RULE, "Đường kẻ", _sliver(2, thin)),
        _style("paragraph", _END, "Hết phần", _sliver(1)),
        _style("table", _FRAME, "Khung không viền", _cell_margins(0, 0)),
        _style("table", _DATA_TABLE, "Bảng số liệu", _data_table_properties()),
    )


def _style(kind: str, key: str, name: str, properties: str = "", *, default: bool = False) -> str:
    based = "" if default else _w("basedOn", val="TableNormal" if kind == "table" else _NORMAL)
    marks = {"type": kind, "styleId": key} | ({"default": 1} if default else {"customStyle": 1})
    return _w("style", _w("name", val=name), based, _w("qFormat"), properties, **marks)


def _look(look: Look) -> str:
    first = {"firstLine": _twips(look.first_line)} if look.first_line > 0 else {}
    hanging = {"hanging": _twips(-look.first_line)} if look.first_line < 0 else {}
    spacing = _w(
        "spacing",
        before=_twips(look.before),
        after=_twips(look.after),
        line=round(240 * look.line_spacing),
        lineRule="auto",
    )
    paragraph = _w(
        "pPr",
        _w("keepNext") if look.keep_with_next else "",
        spacing,
        _w("ind", left=_twips(look.indent), **first, **hanging),
        _w("jc", val=_JUSTIFICATION.get(look.alignment, look.alignment)),
        "" if look.outline is None else _w("outlineLvl", val=look.outline - 1),
    )
    return paragraph + _w("rPr", _fonts(), _weight(look.bold, look.italic), _size(look.size))


def _sliver(height: int, borders: str = "") -> str:
    """A paragraph of no words that is ``height`` points high."""
    spacing = _w("spacing", before=0, after=0, line=_twips(height), lineRule="exact")
    return _w("pPr", borders, spacing, _w("jc", val="center")) + _w("rPr", _fonts(), _size(1))


def _weight(bold: bool, italic: bool) -> str:
    return (_w("b") + _w("bCs") if bold else "") + (_w("i") + _w("iCs") if italic else "")


def _size(points: float) -> str:
    return _w("sz", val=round(points * 2)) + _w("szCs", val=round(points * 2))


def _eighths(points: float) -> int:
    return round(points * 8)


def _cell_margins(across: float, down: float, borders: str = "") -> str:
    sides = {"top": down, "left": across, "bottom": down, "right": across}
    margins = _w("tblCellMar", *(_w(side, w=_twips(wide), type="dxa") for side, wide in sides.items()))
    return _w("tblPr", _w("tblInd", w=0, type="dxa"), borders, margins)


def _data_table_properties() -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    line: dict[str, str | int] = {
        "val": "single",
        "sz": _eighths(form.TABLE_BORDER),
        "space": 0,
        "color": "auto",
    }
    borders = _w("tblBorders", *(_w(side, **line) for side in sides))
    table = _cell_margins(form.CELL_PADDING_X, form.CELL_PADDING_Y, borders)
    return table + _w("tcPr", _w("vAlign", val="center"))


def _settings() -> bytes:
    """Compatibility mode 15 is that of every Word since 2013; without it Word opens in an older one's manner."""
    mode = _w(
        "compatSetting", name="compatibilityMode", uri="http://schemas.microsoft.com/office/word", val=15
    )
    return _xml(
        "settings",
        _w("defaultTabStop", val=_twips(form.FIRST_LINE)),
        _w("compat", mode),
        _w("themeFontLang", val=LANGUAGE),
        _w("decimalSymbol", val=","),
        _w("listSeparator", val=";"),
    )


def _page_header() -> bytes:
    number = _w("fldSimple", _run(Run("2")), instr=" PAGE ")
    return _xml("hdr", _w("p", _w("pPr", _w("pStyle", val=Element.PAGE_NUMBER.value.key)), number))


# The story


def _body(composition: Composition, header_id: str, images: Images) -> Iterator[str]:
    """Parts end with their page's properties: within their last paragraph, the last part's in the body.

    Only a part that ends with a table gets a sliver of a paragraph for them, which Word asks for there: after a
    line it could be what no longer fits, and make a page of its own.
    """
    for place, part in enumerate(composition.parts, start=1):
        section = _section(part, header_id)
        within, behind = (section, "") if place < len(composition.parts) else ("", section)
        *pieces, last = part.pieces
        yield from (_piece(piece, part.text_width, images) for piece in pieces)
        if isinstance(last, Line):
            yield _line(last, within)
        else:
            yield _piece(last, part.text_width, images)
            yield _w("p", _w("pPr", _w("pStyle", val=_END), within))
        yield behind


def _section(part: Part, header_id: str) -> str:
    short, long = _twips(form.PAGE_SHORT), _twips(form.PAGE_LONG)
    size = _w("pgSz", w=long, h=short, orient="landscape") if part.landscape else _w("pgSz", w=short, h=long)
    margins = _w(
        "pgMar",
        top=_twips(form.MARGIN_TOP),
        right=_twips(form.MARGIN_RIGHT),
        bottom=_twips(form.MARGIN_BOTTOM),
        left=_twips(form.MARGIN_LEFT),
        header=_twips(form.PAGE_NUMBER_FROM_EDGE),
        footer=_twips(form.PAGE_NUMBER_FROM_EDGE),
        gutter=0,
    )
    header = f'<w:headerReference w:type="default" r:id={quoteattr(header_id)}/>'
    kind = _w("type", val="nextPage")
    return _w("sectPr", header, kind, size, margins, _w("pgNumType", start=1), _w("titlePg"))


def _piece(piece: Piece, width: float, images: Images | None = None) -> str:
    match piece:
        case Drawing():
            return _drawing(piece, images.place(piece) if images else None)
        case Line():
            return _line(piece)
        case Rule():
            return _rule(piece, width)
        case Boxes():
            return _boxes(piece)
        case Grid():
            return _grid(piece)


def _line(line: Line, section: str = "") -> str:
    """``section`` are the properties of the pages that end with this line."""
    properties = _w(
        "pPr",
        _w("pStyle", val=line.look.key),
        _w("keepNext") if line.stays else "",
        "" if line.before is None else _w("spacing", before=_twips(line.before)),
        section,
    )
    return _w("p", properties, *(_run(run) for run in line.runs))


def _run(run: Run) -> str:
    properties = _weight(run.bold, run.italic)
    words = _w("br").join(
        f'<w:t xml:space="preserve">{escape(words)}</w:t>' for words in run.text.split("\n")
    )
    return _w("r", _w("rPr", properties) if properties else "", words)


def _rule(rule: Rule, width: float) -> str:
    """A border of a paragraph that is indented from both sides: a drawn line would wander when edited."""
    aside = _twips((width - rule.length) / 2)
    spacing = _w("spacing", before=_twips(form.RULE_BEFORE), after=_twips(rule.after))
    style = _w("pStyle", val=_RULE)
    return _w("p", _w("pPr", style, _w("keepNext"), spacing, _w("ind", left=aside, right=aside)))


def _drawing(drawing: Drawing, placed: tuple[int, str] | None) -> str:
    """A picture in a line of its own; where it could not be drawn, a line that says what would be seen."""
    if placed is None:
        return _line(Line(Element.NOTE.value, (Run(f"({form.UNDRAWN} {drawing.description})"),), stays=True))
    number, relation = placed
    size = f'cx="{round(drawing.width * _EMU)}" cy="{round(drawing.height * _EMU)}"'
    name = f'id="{number}" name="{form.PICTURE} {number}" descr={quoteattr(drawing.description)}'
    picture = (
        f'<wp:inline distT="0" distB="0" distL="0" distR="0" {nsdecls("wp", "a", "pic")}><wp:extent {size}/>'
        f'<wp:docPr {name}/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic><a:graphicData uri="{nsmap["pic"]}"><pic:pic>'
        f"<pic:nvPicPr><pic:cNvPr {name}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline>"
    )
    look = _w("pPr", _w("pStyle", val=Element.PICTURE.value.key))
    return _w("p", look, _w("r", _w("drawing", picture)))


def _boxes(boxes: Boxes) -> str:
    widths = _column_widths(boxes.widths)
    rows = (
        _w(
            "tr",
            _w("trPr", _w("cantSplit")),
            *(
                _cell(twips, "".join(_piece(piece, points) for piece in box) or _w("p"))
                for box, twips, points in zip(row, widths, boxes.widths, strict=True)
            ),
        )
        for row in boxes.rows
    )
    return _table(_FRAME, widths, rows)


def _grid(grid: Grid) -> str:
    widths = _column_widths(grid.widths)
    rows = [(row, False) for row in grid.rows]
    if grid.total is not None:
        rows.append((grid.total, True))
    # The last two rows keep together: no total stands alone below a repeated header.
    set_rows = (
        _row(grid, widths, row, bold=bold, stays=place == len(rows) - 2)
        for place, (row, bold) in enumerate(rows)
    )
    return _table(_DATA_TABLE, widths, [*_header_rows(grid, widths), *set_rows])


def _column_widths(points: tuple[float, ...]) -> list[int]:
    """Widths in twips that sum up exactly: edges are rounded, not widths."""
    edges = [_twips(edge) for edge in accumulate(points, initial=0.0)]
    return [right - left for left, right in pairwise(edges)]


def _table(style: str, widths: list[int], rows: Iterable[str]) -> str:
    properties = _w(
        "tblPr",
        _w("tblStyle", val=style),
        _w("tblW", w=sum(widths), type="dxa"),
        _w("tblLayout", type="fixed"),
    )
    return _w("tbl", properties, _w("tblGrid", *(_w("gridCol", w=width) for width in widths)), *rows)


def _header_rows(grid: Grid, widths: list[int]) -> Iterator[str]:
    properties = _w("trPr", _w("cantSplit"), _w("tblHeader"))
    # Where a cell spans rows, the rows below hold an empty cell that continues it.
    continued: dict[tuple[int, int], int] = {}
    for number, row in enumerate(grid.header):
        cells: dict[int, str] = {}
        for cell in row:
            wide = sum(widths[cell.column : cell.column + cell.columns])
            start = _w("vMerge", val="restart") if cell.rows > 1 else ""
            cells[cell.column] = _cell(wide, _line(Line(grid.head, (Run(cell.text),))), cell.columns, start)
            continued |= {(number + down, cell.column): cell.columns for down in range(1, cell.rows)}
        for (at, column), columns in continued.items():
            if at == number:
                wide = sum(widths[column : column + columns])
                cells[column] = _cell(wide, _line(Line(grid.head, ())), columns, _w("vMerge"))
        yield _w("tr", properties, *(cells[column] for column in sorted(cells)))


def _row(
    grid: Grid, widths: list[int], texts: tuple[str, ...], *, bold: bool = False, stays: bool = False
) -> str:
    cells = (
        _cell(width, _line(Line(look, (Run(text, bold),), stays=stays)))
        for look, width, text in zip(grid.cells, widths, texts, strict=True)
    )
    return _w("tr", _w("trPr", _w("cantSplit")), *cells)


def _cell(width: int, content: str, columns: int = 1, merge: str = "") -> str:
    span = _w("gridSpan", val=columns) if columns > 1 else ""
    return _w("tc", _w("tcPr", _w("tcW", w=width, type="dxa"), span, merge), content)
