"""Reads a written report back from its DOCX, knowing nothing of how it was composed."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import docx
from openpyxl import load_workbook

NUMBER = re.compile(r"(?<![\w/.,])(?:<5|…|[0-9][0-9.]*(?:,[0-9]+)?)(?![\w])")


@dataclass(frozen=True)
class ReadTable:
    """A data table: its column titles, its rows by the name in the second column, and its last row."""

    titles: tuple[str, ...]
    rows: dict[str, tuple[str, ...]]
    total: tuple[str, ...]


@dataclass(frozen=True)
class ReadReport:
    """The words of the body by paragraph, and the tables of the annexes."""

    paragraphs: tuple[str, ...]
    tables: tuple[ReadTable, ...]

    def sentence(self, beginning: str) -> str:
        """The one paragraph that begins so."""
        (found,) = (text for text in self.paragraphs if text.startswith(beginning))
        return found

    def column(self, title: str) -> tuple[dict[str, str], str]:
        """The cells of a column by name, and its total; of the first table that has one with such a title."""
        table = next(table for table in self.tables if title in table.titles)
        at = table.titles.index(title)
        return {name: row[at] for name, row in table.rows.items()}, table.total[at]


def read_docx(data: bytes) -> ReadReport:
    document = docx.Document(io.BytesIO(data))
    return ReadReport(
        tuple(_words(paragraph) for paragraph in document.paragraphs if paragraph.text),
        tuple(_tables(document)),
    )


def _words(paragraph: Any) -> str:
    return str(paragraph.text).replace("\N{NO-BREAK SPACE}", " ")


def _tables(document: Any) -> Iterator[ReadTable]:
    for table in document.tables:
        rows = [tuple(cell.text for cell in row.cells) for row in table.rows]
        if rows[0][0] != "STT":
            continue  # the boxes of the head and of the signature
        titles = tuple(re.sub(r" \([^()]*\)$", "", title) for title in rows[1])
        yield ReadTable(titles, {row[1]: row for row in rows[2:-1]}, rows[-1])


def read_sheet(data: bytes) -> dict[str, list[dict[str, Any]]]:
    """The sheets of a figure sheet by name: each row by its column titles."""
    workbook = load_workbook(io.BytesIO(data), read_only=True)
    found = {}
    for sheet in workbook:
        titles, *rows = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(titles, row, strict=True)) for row in rows]
    return found
