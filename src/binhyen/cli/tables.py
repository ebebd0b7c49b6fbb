"""Tables of figures: read from a CSV file as people and programs write them, and written as CSV and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from binhyen.foundations.faults import BadInput

if TYPE_CHECKING:
    from binhyen.reporting.actions import BulkFault, BulkRow

COLUMNS = ("unit", "indicator", "disaggregation", "period", "value")
LONGEST_FILE = 256 * 1024 * 1024
FIRST_ROW = ",".join(COLUMNS)


def read_rows(file: Path) -> tuple[list[BulkRow], list[BulkFault]]:
    """The rows of a CSV file, and those that have not as many cells as the heading, each with its number.

    UTF-8 with or without a byte order mark; commas or semicolons; the columns of ``COLUMNS`` in any order, others
    are passed over. The heading is row 1; empty rows count and say nothing. Raises ``BadInput`` for what is no table.
    """
    from binhyen.reporting.actions import BulkFault, BulkRow

    text = _text_of(file)
    heading, _newline, _rest = text.partition("\n")
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    rows, faults = [], []
    table = _table(file, text, delimiter)
    places, width = _places(file, next(table, []))
    unit, indicator, disaggregation, period, value = places
    for number, cells in enumerate(table, start=2):
        if not any(cells):
            continue
        if len(cells) == width:
            rows.append(
                BulkRow(
                    number,
                    cells[unit].strip(),
                    cells[indicator].strip(),
                    cells[disaggregation].strip(),
                    cells[period].strip(),
                    cells[value].strip(),
                )
            )
        else:
            faults.append(
                BulkFault(
                    number,
                    f"Dòng có {len(cells)} ô, dòng tiêu đề có {width}.",
                    "Kiểm tra dấu ngăn cách; số có dấu phẩy thập phân cần đặt trong ngoặc kép hoặc dùng tệp dấu “;”.",
                )
            )
    return rows, faults


def _text_of(file: Path) -> str:
    try:
        if file.stat().st_size > LONGEST_FILE:
            raise BadInput(
                f"Tệp {file} lớn hơn 256 MB.", "Chia thành nhiều tệp nhỏ hơn; nạp lại không hại gì."
            )
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"Tệp {file} không phải văn bản UTF-8.", "Lưu lại dạng “CSV UTF-8” rồi nạp lại."
        ) from error
    except OSError as error:
        raise BadInput(
            f"Không đọc được {file} ({error.strerror}).", "Kiểm tra đường dẫn và quyền đọc."
        ) from error


def _table(file: Path, text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise BadInput(
            f"Tệp {file}, dòng {reader.line_num}: không đọc được bảng ({error}).",
            "Kiểm tra dấu ngoặc kép và dấu ngăn cách.",
        ) from error


def _places(file: Path, heading: list[str]) -> tuple[list[int], int]:
    """Where each column stands, and how many there are."""
    names = [name.strip().lower() for name in heading]
    missing = [name for name in COLUMNS if name not in names]
    if missing:
        raise BadInput(
            f"Tệp {file} thiếu cột {', '.join(missing)} ở dòng tiêu đề.", f"Dòng đầu phải là: {FIRST_ROW}"
        )
    doubled = [name for name in COLUMNS if names.count(name) > 1]
    if doubled:
        raise BadInput(f"Tệp {file} có hai cột {doubled[0]}.", f"Dòng đầu phải là: {FIRST_ROW}")
    return [names.index(name) for name in COLUMNS], len(names)


def csv_of(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows as CSV with commas and a heading: numbers as programs write them, nothing for None."""
    out = io.StringIO()
    table = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return out.getvalue()


def xlsx_of(title: str, rows: Sequence[Mapping[str, Any]], headings: Mapping[str, str]) -> bytes:
    """Rows as a workbook of one sheet under a title; numbers stay numbers, days become days."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Số liệu")
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_string(0, 0, title, bold)
        for column, (name, heading) in enumerate(headings.items()):
            sheet.write_string(1, column, heading, bold)
            sheet.set_column(column, column, max(len(heading) + 2, 40 if name == "label" else 12))
            for number, row in enumerate(rows, start=2):
                content = row[name]
                if isinstance(content, date):
                    sheet.write_datetime(number, column, content, day)
                elif isinstance(content, (int, float, Decimal)):
                    sheet.write_number(number, column, content)
                elif content:
                    sheet.write_string(number, column, str(content))
        sheet.freeze_panes(2, 0)
        sheet.autofilter(1, 0, len(rows) + 1, len(headings) - 1)
    return out.getvalue()
