"""Workbooks as communes keep them, invented: written cell by cell for the tests."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter

TITLE = "SỐ LIỆU PHONG TRÀO TOÀN DÂN BẢO VỆ ANTQ THÁNG 01 NĂM 2026"
HEAD = ("STT", "Nội dung", "ĐVT", "Số liệu")


def book(sheets: Mapping[str, Sequence[Sequence[Any]]], **more: Any) -> bytes:
    """The sheets with their rows: texts, numbers, days; ``=`` begins a formula (with its value: ``("=A1", 3)``).

    ``merged`` lists ``(sheet, "A1:B2")``; ``hidden_rows`` and ``hidden_sheets`` by name; ``percent`` lists cells.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        percent, day = made.add_format({"num_format": "0%"}), made.add_format({"num_format": "mm/yyyy"})
        for name, rows in sheets.items():
            page = made.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, tuple):
                        page.write_formula(at, column, cell[0], None, cell[1])
                    elif isinstance(cell, date):
                        page.write_datetime(at, column, cell, day)
                    elif isinstance(cell, float) and (name, at, column) in more.get("percent", ()):
                        page.write_number(at, column, cell, percent)
                    elif cell is not None:
                        page.write(at, column, cell)
            for sheet, span in more.get("merged", ()):
                if sheet == name:
                    page.merge_range(span, rows[int(_digits(span)) - 1][ord(span[0]) - ord("A")])
            for row in more.get("hidden_rows", {}).get(name, ()):
                page.set_row(row - 1, None, None, {"hidden": True})
            if name in more.get("hidden_sheets", ()):
                page.hide()
            else:
                page.activate()
    return out.getvalue()


def _digits(span: str) -> str:
    return "".join(sign for sign in span.split(":")[0] if sign.isdigit())


def listed(rows: Sequence[tuple[str, str, str, Any]], title: str = TITLE, sheet: str = "Sheet1") -> bytes:
    """The plainest file: a title, a head, and rows of ordinal, label, unit and number."""
    return book({sheet: [(title,), (), HEAD, *rows]})
