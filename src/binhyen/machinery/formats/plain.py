"""Reads plain text and comma-separated values."""

from __future__ import annotations

import csv
import io
import unicodedata

from binhyen.machinery.formats.text import MAX_PASSAGES, FileText, Grid, Passage, Unreadable, too_much

FIRST_PAGE_LINES = 60
_SEPARATORS = ";\t,|"


def decode(data: bytes) -> str:
    """Decode UTF-8, or UTF-16 with its mark.

    Older Vietnamese encodings (TCVN3, VNI, Windows-1258) cannot be told apart from one another for sure,
    and what cannot be read for sure cannot be screened.
    """
    utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        text = data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as trouble:
        raise Unreadable(
            "not-unicode",
            "Tệp không phải văn bản Unicode (UTF-8) nên không đọc được chữ tiếng Việt.",
            "Lưu lại tệp với bảng mã UTF-8 rồi gửi lại.",
        ) from trouble
    if any(unicodedata.category(sign) == "Cc" and sign not in "\t\n\r\f\v\x1a" for sign in set(text)):
        raise Unreadable(
            "not-text",
            "Tệp không phải văn bản thuần túy.",
            "Gửi tệp .xlsx, .docx, .csv hoặc .txt.",
        )
    return text


def read_plain(data: bytes) -> FileText:
    """Read text line by line; the place of a passage is "dòng 3"."""
    lines = tuple(
        Passage(f"dòng {number}", line)
        for number, line in enumerate(decode(data).splitlines(), 1)
        if line.strip()
    )
    if len(lines) > MAX_PASSAGES:
        raise too_much()
    return FileText("txt", (), lines[:FIRST_PAGE_LINES], lines)


def read_csv(data: bytes) -> FileText:
    """Read a table of values; the place of a passage is "dòng 3, cột 2"."""
    text = decode(data)
    top = "\n".join(text.splitlines()[:FIRST_PAGE_LINES])
    separator = max(_SEPARATORS, key=top.count)
    grid, cells, first_page = Grid(), list[Passage](), 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), 1):
            for column, value in enumerate(row, 1):
                if value.strip():
                    above, before = grid.context(number, column, value)
                    cells.append(Passage(f"dòng {number}, cột {column}", value, above, before))
            if number <= FIRST_PAGE_LINES:
                first_page = len(cells)
            if len(cells) > MAX_PASSAGES:
                raise too_much()
    except csv.Error as trouble:
        raise Unreadable(
            "damaged",
            "Tệp CSV bị lỗi, không tách được thành ô.",
            "Mở tệp bằng Excel, lưu lại dạng CSV UTF-8 rồi gửi lại.",
            read_plain(data),
        ) from trouble
    return FileText("csv", (), tuple(cells[:first_page]), tuple(cells))
