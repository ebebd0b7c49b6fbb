"""Why a workbook, or one cell of it, is not taken."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellFault:
    """One reason for refusing a workbook: where it stands, what is wrong, and what to do about it.

    ``sheet`` and ``address`` (``D14``) are empty for what is wrong with the file as a whole, ``line_code`` where it
    belongs to no line. ``sentence`` names the cell itself, so that it may stand alone.
    """

    code: str
    sheet: str
    address: str
    line_code: str
    sentence: str
    remedy: str

    @property
    def place(self) -> str:
        """``Biểu!D14``, the sheet alone, or nothing for the whole file."""
        return f"{self.sheet}!{self.address}" if self.address else self.sheet


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file in which nothing can be found that a report could be: why, and what to do about it."""

    code: str
    sentence: str
    remedy: str
