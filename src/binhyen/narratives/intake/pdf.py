"""Reads a PDF with text as prose. A process of its own opens the file; here its lines become paragraphs and tables."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from binhyen.narratives.intake.narrative import NarrativeText, Source, Writing
from binhyen.narratives.intake.pdf_layout import write_pages
from binhyen.narratives.intake.pdf_process import MAX_PAGES, SECONDS
from binhyen.narratives.intake.refusals import (
    damaged_pdf,
    locked_pdf,
    scanned,
    too_heavy_pdf,
    unmapped_letters,
)

_PROCESS = Path(__file__).with_name("pdf_process.py")
_SECONDS_TO_ANSWER = SECONDS + 30
# A page number and a stamp are no text; the shortest page of a report has a line.
_LEAST_LETTERS = 15
_MOST_UNMAPPED = 0.05


@dataclass(frozen=True, slots=True)
class PdfText:
    """What a PDF says, its pages as they are drawn, its fonts, and what is written on its pages beside the text."""

    narrative: NarrativeText
    pages: tuple[str, ...]
    fonts: frozenset[str]
    notes: tuple[str, ...]


def read_pdf(content: bytes) -> PdfText:
    """Read the text of a PDF. Raises ``NotRead`` for one that is locked, damaged, too heavy, or holds pictures alone.

    Starting the process takes a third of a second.
    """
    answer = _asked(content)
    pages: list[str] = answer["pages"]
    empty = [number for number, page in enumerate(pages, 1) if _letters(page) < _LEAST_LETTERS]
    if len(empty) == len(pages):
        raise scanned(len(pages))
    for number, page in enumerate(pages, 1):
        if _unmapped(page) > _MOST_UNMAPPED * max(_letters(page), _LEAST_LETTERS):
            raise unmapped_letters(number)
    writing = Writing()
    write_pages(writing, pages)
    left_out = list[str]()
    if empty:
        named = ", ".join(map(str, empty[:10])) + (" …" if len(empty) > 10 else "")
        left_out.append(f"Trang {named} không có chữ hoặc chỉ có ảnh nên không đọc được.")
    if answer["attachments"]:
        left_out.append("Không đọc tệp đính kèm trong PDF.")
    return PdfText(
        writing.narrative(Source.PDF, left_out),
        tuple(pages),
        frozenset(answer["fonts"]),
        tuple(answer["notes"]),
    )


def _asked(content: bytes) -> dict[str, Any]:
    """What the process answers about the file."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_PROCESS)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS_TO_ANSWER,
            check=False,
        )
    except subprocess.TimeoutExpired as trouble:
        raise too_heavy_pdf(MAX_PAGES) from trouble
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError as trouble:
        # Ended by its limits before it could answer.
        raise too_heavy_pdf(MAX_PAGES) from trouble
    match answer.get("fault"):
        case None:
            return answer
        case "encrypted":
            raise locked_pdf()
        case "too-heavy":
            raise too_heavy_pdf(MAX_PAGES)
    raise damaged_pdf()


def _letters(page: str) -> int:
    return sum(map(str.isalpha, page))


def _unmapped(page: str) -> int:
    """Signs that no font's table of letters explains: private ones, controls, and the sign for an unknown one."""
    return sum(
        unicodedata.category(sign) in ("Co", "Cn", "Cc") or sign == "\ufffd"
        for sign in page
        if sign not in "\n\t"
    )
