"""Reads a DOCX as whoever opens it sees it: each paragraph with its look, wherever that is written down.

Word, LibreOffice and this program write the same look in different places (a style, the paragraph, the run, the
defaults). Here it is resolved, so that a file can be held to the form whoever saved it last.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SLOTS = ("ascii", "hAnsi", "eastAsia", "cs")
_OFF = ("0", "false", "off", "none")
_ALIGNMENTS = {"start": "left", "end": "right"}


@dataclass(frozen=True)
class ReadRun:
    """Words of one look. ``fonts`` are those of the four slots, ``size`` is in points."""

    text: str
    fonts: frozenset[str]
    size: float
    bold: bool
    italic: bool
    languages: frozenset[str]
    colour: str


@dataclass(frozen=True)
class ReadParagraph:
    """A paragraph with its style's name and its look. Lengths are points, ``line`` is a multiple of single spacing."""

    style: str
    runs: tuple[ReadRun, ...]
    size: float
    bold: bool
    italic: bool
    alignment: str
    left: float
    right: float
    first_line: float
    before: float
    after: float
    line: float
    keeps_with_next: bool
    element: etree._Element

    @property
    def lines(self) -> tuple[str, ...]:
        """Its words, broken where a break was set."""
        return tuple("".join(run.text for run in self.runs).split("\n"))

    @property
    def text(self) -> str:
        return " ".join(self.lines)


@dataclass(frozen=True)
class ReadSection:
    """Pages of one direction. Lengths are points; ``numbers`` are the paragraphs of its header from page 2 on in which
    the page's number stands."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    first_page_differs: bool
    starts_at: int | None
    numbers: tuple[ReadParagraph, ...]
    on_first_page: str


class ReadForm:
    """A DOCX opened. ``saved_elsewhere``: an office program has saved it since it was made."""

    def __init__(self, data: bytes, *, saved_elsewhere: bool = False) -> None:
        self.saved_elsewhere = saved_elsewhere
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            self.parts = {name: file.read(name) for name in file.namelist()}
        self.document = etree.fromstring(self.parts["word/document.xml"])
        styles = etree.fromstring(self.parts["word/styles.xml"])
        self.styles = {each.get(f"{W}styleId"): each for each in styles.findall(f"{W}style")}
        self.defaults = styles.find(f"{W}docDefaults")

    @cached_property
    def paragraphs(self) -> tuple[ReadParagraph, ...]:
        """All paragraphs in order, those in tables among them."""
        return tuple(self._paragraph(each) for each in self.document.iter(f"{W}p"))

    def of(self, style: str) -> tuple[ReadParagraph, ...]:
        """The paragraphs of one style, by its name."""
        return tuple(each for each in self.paragraphs if each.style == style)

    @cached_property
    def sections(self) -> tuple[ReadSection, ...]:
        return tuple(self._section(each) for each in self.document.iter(f"{W}sectPr"))

    def cell_of(self, paragraph: ReadParagraph) -> etree._Element:
        """The table cell in which a paragraph stands."""
        return next(paragraph.element.iterancestors(f"{W}tc"))

    def row_of(self, paragraph: ReadParagraph) -> etree._Element:
        return next(paragraph.element.iterancestors(f"{W}tr"))

    def room_of(self, paragraph: ReadParagraph) -> float:
        """The width that a paragraph has: of its cell, else of the page's text."""
        cell = next(paragraph.element.iterancestors(f"{W}tc"), None)
        if cell is None:
            page = self.sections[0]
            return page.width - page.left - page.right
        return float(cell.find(f"{W}tcPr/{W}tcW").get(f"{W}w")) / 20

    def tables(self) -> Iterator[etree._Element]:
        """Tables of figures: those whose first row is repeated on each page."""
        for table in self.document.iter(f"{W}tbl"):
            if self.is_on(table.find(f"{W}tr"), "trPr", "tblHeader"):
                yield table

    def is_on(self, element: etree._Element, properties: str, name: str) -> bool:
        found = element.find(f"{W}{properties}/{W}{name}")
        return found is not None and found.get(f"{W}val") not in _OFF

    def _paragraph(self, element: etree._Element) -> ReadParagraph:
        own = element.find(f"{W}pPr")
        used = None if own is None else own.find(f"{W}pStyle")
        chain = self._chain("Normal" if used is None else used.get(f"{W}val"))
        places = [each for each in (own, *(style.find(f"{W}pPr") for style in chain)) if each is not None]
        looks = [each for style in chain if (each := style.find(f"{W}rPr")) is not None]
        alignment = _value(places, "jc", "val") or "left"
        line, rule = _value(places, "spacing", "line"), _value(places, "spacing", "lineRule")
        hanging = _value(places, "ind", "hanging")
        return ReadParagraph(
            style=chain[0].find(f"{W}name").get(f"{W}val"),
            runs=tuple(self._runs(element, looks)),
            size=self._size(looks),
            bold=_on(looks, "b"),
            italic=_on(looks, "i"),
            alignment=_ALIGNMENTS.get(alignment, alignment),
            left=_points(_value(places, "ind", "left") or _value(places, "ind", "start")),
            right=_points(_value(places, "ind", "right") or _value(places, "ind", "end")),
            first_line=-_points(hanging)
            if hanging not in (None, "0")
            else _points(_value(places, "ind", "firstLine")),
            before=_points(_value(places, "spacing", "before")),
            after=_points(_value(places, "spacing", "after")),
            line=float(line) / 240 if line and rule in (None, "auto") else 1,
            keeps_with_next=_on(places, "keepNext"),
            element=element,
        )

    def _runs(self, paragraph: etree._Element, looks: list[etree._Element]) -> Iterator[ReadRun]:
        for run in paragraph.iter(f"{W}r"):
            own = run.find(f"{W}rPr")
            of_style = None if own is None else own.find(f"{W}rStyle")
            named = [] if of_style is None else self._chain(of_style.get(f"{W}val"))
            every = [
                *([own] if own is not None else []),
                *(each for style in named if (each := style.find(f"{W}rPr")) is not None),
                *looks,
            ]
            defaults = [*every, self.defaults.find(f"{W}rPrDefault/{W}rPr")]
            text = "".join(
                "\n" if each.tag == f"{W}br" else each.text or "" for each in run.iter(f"{W}t", f"{W}br")
            )
            yield ReadRun(
                text,
                frozenset(_value(defaults, "rFonts", slot) or "" for slot in SLOTS),
                self._size(every),
                _on(every, "b"),
                _on(every, "i"),
                frozenset(_value(defaults, "lang", slot) or "" for slot in ("val", "eastAsia", "bidi")),
                _value(defaults, "color", "val") or "auto",
            )

    def _size(self, looks: list[etree._Element]) -> float:
        return int(_value([*looks, self.defaults.find(f"{W}rPrDefault/{W}rPr")], "sz", "val") or 0) / 2

    def _chain(self, style: str) -> list[etree._Element]:
        """A style and those that it is based on."""
        found = [self.styles[style]]
        while (based := found[-1].find(f"{W}basedOn")) is not None:
            found.append(self.styles[based.get(f"{W}val")])
        return found

    def _section(self, section: etree._Element) -> ReadSection:
        size, margins = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
        start = section.find(f"{W}pgNumType")
        headers = {
            each.get(f"{W}type"): self._header(each.get(f"{R}id"))
            for each in section.findall(f"{W}headerReference")
        }
        return ReadSection(
            **{name: _points(size.get(f"{W}{side}")) for name, side in (("width", "w"), ("height", "h"))},
            **{side: _points(margins.get(f"{W}{side}")) for side in ("top", "bottom", "left", "right")},
            first_page_differs=_on([section], "titlePg"),
            starts_at=int(start.get(f"{W}start")) if start is not None and start.get(f"{W}start") else None,
            numbers=tuple(
                self._paragraph(each)
                for each in (headers["default"].iter(f"{W}p") if "default" in headers else ())
                if _states_its_page(each)
            ),
            on_first_page="".join(headers["first"].itertext()) if "first" in headers else "",
        )

    def _header(self, key: str) -> etree._Element:
        relations = etree.fromstring(self.parts["word/_rels/document.xml.rels"])
        (target,) = (each.get("Target") for each in relations if each.get("Id") == key)
        return etree.fromstring(self.parts[f"word/{target.removeprefix('/word/')}"])


def _states_its_page(paragraph: etree._Element) -> bool:
    fields = [each.get(f"{W}instr") for each in paragraph.iter(f"{W}fldSimple")]
    fields += [each.text for each in paragraph.iter(f"{W}instrText")]
    return [(field or "").strip() for field in fields] == ["PAGE"]


def _value(places: list[etree._Element], name: str, attribute: str) -> str | None:
    """What the nearest of the places says."""
    for place in places:
        found = place.find(f"{W}{name}")
        if found is not None and found.get(f"{W}{attribute}") is not None:
            return str(found.get(f"{W}{attribute}"))
    return None


def _on(places: list[etree._Element], name: str) -> bool:
    for place in places:
        found = place.find(f"{W}{name}")
        if found is not None:
            return found.get(f"{W}val") not in _OFF
    return False


def _points(twips: str | None) -> float:
    return float(twips or 0) / 20
