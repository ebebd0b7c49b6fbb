"""Of which period does a row of an old table speak?"""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import BadPeriod, Calendar, Period, PeriodKind, parse_period
from binhyen.reporting.ownfiles.naming import periods_named

_DAY = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-[0-9]{2}")
_SHORT_MONTH = re.compile(r"(?:t|tháng|thang)?\s*0?(?P<month>[1-9]|1[0-2])", re.IGNORECASE)
_DAY_SAID = re.compile(
    r"(?P<day>[0-9]{1,2})(?:\s*[/.-]\s*|\s+tháng\s+)(?P<month>[0-9]{1,2})(?:\s*[/.-]\s*|\s+năm\s+)(?P<year>[0-9]{4})"
)
_YEAR_SAID = re.compile(r"\b((?:19|20)[0-9]{2})\b")
_YEAR = re.compile(r"(?:năm|nam)?\s*(?P<year>(?:19|20)[0-9]{2})", re.IGNORECASE)


def period_written(written: str, year: str, month: str, kind: PeriodKind, calendar: Calendar) -> Period:
    """The period of ``kind`` that a row names in a column of periods, or in one for the year and one for the month.

    Read are codes (2024-01, 2024-H1, 2024), 01/2024, *tháng 1 năm 2024*, *T1/2024*, *6 tháng đầu năm 2024*, and a cell
    that Excel keeps as a day. Raises :class:`BadInput` where it is none, or of another kind.
    """
    text = written.strip()
    if not text and year and kind is PeriodKind.YEAR:
        text = year
    if not text and year and month:
        text = f"{month}/{year}"
    found = _period(text, year, kind, calendar)
    if found is None:
        raise BadInput(
            _("“%(text)s” không cho biết %(kind)s nào.") % {"text": text or "…", "kind": kind.label},
            _("Ghi kỳ như %(example)s.") % {"example": _EXAMPLES.get(kind, "2024")},
        )
    return found


def _period(text: str, year: str, kind: PeriodKind, calendar: Calendar) -> Period | None:
    try:
        period = parse_period(text, calendar)
        return period if period.kind is kind else None
    except BadPeriod:
        pass
    day = _DAY.fullmatch(text)
    if day is not None:
        index = int(day["month"]) if kind is PeriodKind.MONTH else 1
        wanted = {(index, int(day["year"]))} if kind in (PeriodKind.MONTH, PeriodKind.YEAR) else set()
    else:
        in_year = _YEAR.fullmatch(year.strip())
        short = _SHORT_MONTH.fullmatch(text) if kind is PeriodKind.MONTH and in_year else None
        whole = _YEAR.fullmatch(text) if kind in (PeriodKind.YEAR, PeriodKind.WINDOW) else None
        if short is not None and in_year is not None:
            wanted = {(int(short["month"]), int(in_year["year"]))}
        elif whole is not None:
            wanted = {(1, int(whole["year"]))}
        else:
            told = f"{text} {year}".strip()
            wanted = {(index, of) for index, of in periods_named(told, kind) if of is not None}
    if len(wanted) != 1:
        return None
    ((index, of_year),) = wanted
    try:
        return Period(calendar, kind, of_year, index)
    except BadPeriod:
        return None


def day_of_source(source: str) -> str:
    """When a document was issued, as far as its words tell: ``2023-12-20``, ``2023``, or nothing."""
    day = _DAY_SAID.search(source)
    if day is not None:
        try:
            return date(int(day["year"]), int(day["month"]), int(day["day"])).isoformat()
        except ValueError:
            return ""
    years = set(_YEAR_SAID.findall(source))
    return years.pop() if len(years) == 1 else ""


_EXAMPLES = {
    PeriodKind.MONTH: "2024-01, 01/2024",
    PeriodKind.QUARTER: "2024-Q1, quý I/2024",
    PeriodKind.HALF: "2024-H1, 6 tháng đầu năm 2024",
    PeriodKind.NINE_MONTHS: "2024-9M",
    PeriodKind.YEAR: "2024",
}
