"""Sets an official document as PDF/A-2b, with typst and the typeface's own files alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from binhyen.foundations.faults import BadInput
from binhyen.machinery.formats.charts.theme import face_folder
from binhyen.machinery.formats.documents import form, typeface
from binhyen.machinery.formats.documents.blocks import Document, Run
from binhyen.machinery.formats.documents.composition import (
    Boxes,
    Composition,
    Drawing,
    Grid,
    Line,
    Piece,
    Rule,
    compose,
)
from binhyen.machinery.formats.documents.form import Element, Look

_TEMPLATE = Path(__file__).parent / "templates" / "official.typ"
# A compiler serves one thread at a time; a document takes it for some hundredths of a second.
_one_at_a_time = Lock()


# What the standard says of a letter in a drawing that the face of drawings does not have.
_NOT_DRAWN = re.compile(r'the text `"(.).*could not be displayed')


class LetterMissing(BadInput):
    """A text holds a letter that the printed face does not have."""


def pdf_of(document: Document) -> bytes:
    """The document as PDF/A-2b (ISO 19005-2). The same document gives the same bytes.

    Raises LetterMissing for a letter that cannot be printed, and TypefaceMissing where the typeface is not
    installed. Never falls back to another face.
    """
    composition = compose(document)
    _refuse_missing_letters(composition.lines())
    data = json.dumps(_data(composition), ensure_ascii=False)
    try:
        with _one_at_a_time:
            pdf = _compiler().compile(
                _TEMPLATE.read_bytes(),
                format="pdf",
                sys_inputs={"document": data},
                pdf_standards=["a-2b"],
                timestamp=int(document.composed_at.timestamp()),
            )
    except typst.TypstError as fault:
        if (letter := _NOT_DRAWN.search(str(fault))) is None:
            raise
        raise _letter_missing(letter[1], "một biểu đồ") from fault
    assert isinstance(pdf, bytes)  # a PDF is one file, unlike pictures of pages  # noqa: S101
    return pdf


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    """One compiler a process: making it reads the fonts, of text and of drawings. It sees no font of the machine and
    no other file."""
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(typeface.folder()), str(face_folder())],
    )
    faces = {(font.weight, font.style) for font in fonts.fonts() if font.family == typeface.FAMILY}
    if faces != {(weight, style) for weight in (400, 700) for style in ("normal", "italic")}:
        raise typeface.TypefaceMissing("thiếu tệp .otf")
    return typst.Compiler(root=str(_TEMPLATE.parent), font_paths=fonts, ignore_system_fonts=True)


def _refuse_missing_letters(lines: Iterable[Line]) -> None:
    for line in lines:
        for run in line.runs:
            face = typeface.face(bold=run.bold or line.look.bold, italic=run.italic or line.look.italic)
            if missing := face.missing(run.text.replace("\n", "")):
                place = line.text if len(line.text) <= 80 else f"{line.text[:80]}…"
                raise _letter_missing(missing[0], f"“{place}”")


def _letter_missing(letter: str, place: str) -> LetterMissing:
    return LetterMissing(
        f"Không in được ký tự “{letter}” (U+{ord(letter):04X}) trong {place}.",
        "Hãy bỏ hoặc thay ký tự đó bằng chữ, rồi xuất lại.",
    )


def _data(composition: Composition) -> dict[str, Any]:
    """What the template reads."""
    return {
        "title": composition.title,
        "family": typeface.FAMILY,
        "ascent": form.ASCENT,
        "descent": form.DESCENT,
        "page": {
            "top": form.MARGIN_TOP,
            "bottom": form.MARGIN_BOTTOM,
            "left": form.MARGIN_LEFT,
            "right": form.MARGIN_RIGHT,
            "number-size": Element.PAGE_NUMBER.value.size,
            "number-above-text": form.MARGIN_TOP
            - form.PAGE_NUMBER_FROM_EDGE
            - Element.PAGE_NUMBER.value.size * (form.ASCENT + form.DESCENT),
        },
        "rule": {"weight": form.RULE_WEIGHT, "before": form.RULE_BEFORE},
        "table": {
            "weight": form.TABLE_BORDER,
            "pad-x": form.CELL_PADDING_X,
            "pad-y": form.CELL_PADDING_Y,
        },
        "looks": {look.key: _look(look) for look in composition.looks()},
        "parts": [
            {"landscape": part.landscape, "pieces": [_piece(piece) for piece in part.pieces]}
            for part in composition.parts
        ],
    }


def _look(look: Look) -> dict[str, Any]:
    return {
        "size": look.size,
        "bold": look.bold,
        "italic": look.italic,
        "alignment": look.alignment,
        "after": look.after,
        "leading": look.leading,
        "indent": look.indent,
        "first-line": look.first_line,
        "outline": look.outline,
    }


def _piece(piece: Piece) -> dict[str, Any]:
    match piece:
        case Line():
            return {
                "kind": "line",
                "look": piece.look.key,
                "runs": [_run(run) for run in piece.runs],
                "before": piece.look.before if piece.before is None else piece.before,
                "sticks": piece.stays or piece.look.keep_with_next,
            }
        case Rule():
            return {"kind": "rule", "length": piece.length, "after": piece.after}
        case Drawing():
            return {
                "kind": "drawing",
                "svg": piece.svg,
                "alt": piece.description,
                "look": Element.PICTURE.value.key,
                "width": piece.width,
                "height": piece.height,
            }
        case Boxes():
            boxes = [{"pieces": [_piece(inner) for inner in box]} for row in piece.rows for box in row]
            return {"kind": "boxes", "widths": piece.widths, "boxes": boxes}
        case Grid():
            header = [
                {
                    "text": cell.text,
                    "row": row,
                    "column": cell.column,
                    "rows": cell.rows,
                    "columns": cell.columns,
                }
                for row, cells in enumerate(piece.header)
                for cell in cells
            ]
            return {
                "kind": "grid",
                "widths": piece.widths,
                "head": piece.head.key,
                "cells": [look.key for look in piece.cells],
                "header": header,
                "rows": piece.rows,
                "total": piece.total,
            }


def _run(run: Run) -> dict[str, Any]:
    return {"text": run.text, "bold": run.bold, "italic": run.italic}
