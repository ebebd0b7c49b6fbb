"""What a person typed into a cell, as text or as a day, whichever way the spreadsheet keeps it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from binhyen.foundations.vietnamese import parse_date, tidy


def text_of_cell(value: Any) -> str:
    """The text in NFC, without needless spaces: a whole number without its fraction, a day as 2026-02-20."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return tidy(str(value))


def day_of_cell(value: Any) -> date | None:
    """The day, whether it was kept as one or as text; None for an empty cell. Raises ``BadDate``."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = text_of_cell(value)
    return parse_date(text) if text else None
