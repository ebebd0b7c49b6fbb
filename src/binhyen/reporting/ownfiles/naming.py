"""Which period do words of a file name? Headings, names of sheets and of files say it in many ways."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from binhyen.foundations.periods import Period, PeriodKind
from binhyen.foundations.vietnamese import fold


class Naming(StrEnum):
    """What words say of a period."""

    THIS = "this"
    OTHER = "other"
    """They name a period, and not this one."""
    NOTHING = "nothing"


_YEAR = re.compile(r"\b(20[0-9]{2})\b")
_MONTH = re.compile(
    r"(?<![0-9])(?:thang|\bth|\bt)[ .]?0?([1-9]|1[0-2])(?![0-9])(?!\s*(?:dau|cuoi) nam)(?:\s*[/.\- ]\s*(20[0-9]{2}))?"
)
_MONTH_OF_YEAR = re.compile(r"(?<![0-9/.\-])0?([1-9]|1[0-2])\s?[/.\-]\s?(20[0-9]{2})(?![0-9])")
_QUARTER = re.compile(r"\bquy\s*(iv|i{1,3}|[1-4])\b")
_HALF = re.compile(r"\b(?:6|sau) thang (dau|cuoi)|\bnua (dau|cuoi) nam")
_NINE = re.compile(r"\b(?:9|chin) thang")
_COUNT_OF_MONTHS = re.compile(r"\b(?:[0-9]{1,2}|ba|sau|chin) thang(?: (?:dau|cuoi) nam)?")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def naming(text: str, period: Period) -> Naming:
    """Whether a text names the period, another of its kind, or none. Words of several name this if one does."""
    named = periods_named(text, period.kind)
    if not named:
        return Naming.NOTHING
    same = any(index == period.index and year in (None, period.year) for index, year in named)
    return Naming.THIS if same else Naming.OTHER


def told_by(texts: Iterable[str], period: Period) -> Naming:
    """The first of several texts that names any period decides."""
    for text in texts:
        said = naming(text, period)
        if said is not Naming.NOTHING:
            return said
    return Naming.NOTHING


def periods_named(text: str, kind: PeriodKind) -> frozenset[tuple[int, int | None]]:
    """The periods of a kind that a text names: index within the year, and the year where one is said."""
    folded = fold(text)
    years = set(_YEAR.findall(folded))
    only_year = int(next(iter(years))) if len(years) == 1 else None
    found: Iterable[tuple[int, int | None]]
    match kind:
        case PeriodKind.MONTH:
            months = [(int(month), year) for month, year in _MONTH.findall(folded)]
            months += [(int(month), year) for month, year in _MONTH_OF_YEAR.findall(folded)]
            found = [(month, int(year) if year else only_year) for month, year in months]
        case PeriodKind.QUARTER:
            found = [(_ROMAN.get(word) or int(word), only_year) for word in _QUARTER.findall(folded)]
        case PeriodKind.HALF:
            found = [(1 if "dau" in words else 2, only_year) for words in _HALF.findall(folded)]
        case PeriodKind.NINE_MONTHS:
            found = [(1, only_year) for _words in _NINE.findall(folded)]
        case PeriodKind.YEAR:
            shorter = _QUARTER.search(folded) or _COUNT_OF_MONTHS.search(folded) or _MONTH.search(folded)
            found = [] if shorter else [(1, int(year)) for year in years]
        case _:
            found = []
    return frozenset(found)
