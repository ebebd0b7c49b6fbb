"""The text of a file as the screening sees it: passages, each with its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["xlsx", "docx", "csv", "txt"]

# About 100 MB of memory; the widest form of the country has half as many cells.
MAX_PASSAGES = 400_000
# One long text may stand behind thousands of cells: cheap to hold, dear to search.
MAX_CHARACTERS = 30_000_000
# Of a heading or a row label the beginning is enough.
_LABEL = 120


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, a cell, a text box, a header: whatever stands by itself in a file.

    ``place`` tells a reader where to look ("Danh sách!C7", "đoạn 12"). For a cell of a table ``above`` is
    the heading of its column and ``before`` the nearest words to its left. ``number`` says that the file
    holds a number and not letters; ``number_format`` is then the workbook's format code for it.
    """

    place: str
    text: str
    above: str = ""
    before: str = ""
    number: bool = False
    number_format: str = ""


@dataclass(frozen=True, slots=True)
class FileText:
    """All text of one file.

    ``headers``: headers and footers of every section or sheet. ``first_page``: what may stand on the first
    page; nothing in a file says for sure where that ends, so it is rather too much than too little.
    ``body``: every passage, those of ``headers`` and ``first_page`` among them.
    """

    kind: Kind
    headers: tuple[Passage, ...]
    first_page: tuple[Passage, ...]
    body: tuple[Passage, ...]


class Unreadable(Exception):
    """A file that is not read, or not read as what it calls itself.

    ``sentence`` and ``remedy`` are for the sender. ``text`` is there only when every word of the file was
    read all the same (a workbook named .docx): then it can still be screened.
    """

    def __init__(self, code: str, sentence: str, remedy: str, text: FileText | None = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.remedy = remedy
        self.text = text


def damaged(detail: str = "") -> Unreadable:
    """The refusal of a file whose inside is broken; ``detail`` names the broken part."""
    where = f" ({detail})" if detail else ""
    return Unreadable(
        "damaged",
        f"Tệp bị hỏng, không đọc được{where}.",
        "Mở tệp bằng Word hoặc Excel, lưu lại thành tệp mới rồi gửi lại.",
    )


def too_much() -> Unreadable:
    """The refusal of a file of more passages than one may hold, or of cells too far apart."""
    return Unreadable(
        "too-much",
        "Tệp quá lớn, hoặc có ô nằm quá xa phần dữ liệu.",
        "Xóa các dòng, cột thừa hoặc chia thành nhiều tệp rồi gửi lại.",
    )


class Grid:
    """Remembers, while the cells of a table go by row after row, what heads each column and each row."""

    def __init__(self) -> None:
        self._above: dict[int, str] = {}
        self._nearest: dict[int, str] = {}
        self._closed: set[int] = set()
        self._row = -1
        self._before = ""

    def context(self, row: int, column: int, text: str, columns: Iterable[int] = ()) -> tuple[str, str]:
        """Return ``(above, before)`` for a cell and remember it.

        ``columns`` are all columns that a merged cell covers. Of the heading the two nearest levels count:
        "Kinh phí (đồng)" over "Năm 2025" gives "Kinh phí (đồng) / Năm 2025".
        """
        if row != self._row:
            self._row, self._before = row, ""
        above, before = self._above.get(column, ""), self._before
        covered = columns or (column,)
        if not (text[:1].isalpha() or any(letter.isalpha() for letter in text[:_LABEL])):
            self._closed.update(covered)
            return above, before
        words = self._before = text[:_LABEL]
        for each in covered:
            # Words below a value begin a new heading; words below words are its next level.
            upper = "" if each in self._closed else self._nearest.get(each, "")
            self._above[each] = f"{upper} / {words}" if upper else words
            self._nearest[each] = words
            self._closed.discard(each)
        return above, before
