"""How Vietnamese is written, ordered, searched, counted and dated."""

from binhyen.foundations.vietnamese.dates import BadDate, date_in_words, format_date, parse_date
from binhyen.foundations.vietnamese.numerals import (
    BadNumber,
    format_money,
    format_number,
    money_in_words,
    number_in_words,
    parse_number,
)
from binhyen.foundations.vietnamese.text import fold, join_words, nfc, sort_key, tidy

__all__ = [
    "BadDate",
    "BadNumber",
    "date_in_words",
    "fold",
    "format_date",
    "format_money",
    "format_number",
    "join_words",
    "money_in_words",
    "nfc",
    "number_in_words",
    "parse_date",
    "parse_number",
    "sort_key",
    "tidy",
]
