"""Words that values of the lower floors bring along in Vietnamese: here they come in the reader's language."""

from __future__ import annotations

from typing import Protocol

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binhyen.foundations.calendars import CustomWindow
from binhyen.foundations.periods import Period, PeriodKind
from binhyen.foundations.vietnamese import format_date
from binhyen.indicators.values import period_label as period_label
from binhyen.indicators.values import period_short as period_short


class Named(Protocol):
    """A line of a form, or anything else with a name and a unit of measure in both languages."""

    @property
    def label(self) -> str: ...
    @property
    def label_en(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def unit_en(self) -> str: ...


def in_language(vietnamese: str, english: str) -> str:
    """The English where the page is in English and there is any, else the Vietnamese."""
    return english if english and get_language() == "en" else vietnamese


def label_of(line: Named) -> str:
    return in_language(line.label, line.label_en)


def unit_of(line: Named) -> str:
    """The unit of measure."""
    return in_language(line.unit, line.unit_en)


def kind_label(kind: PeriodKind) -> str:
    """What a kind of period is called: *Tháng*."""
    return {
        PeriodKind.MONTH: _("Tháng"),
        PeriodKind.QUARTER: _("Quý"),
        PeriodKind.HALF: _("6 tháng"),
        PeriodKind.NINE_MONTHS: _("9 tháng"),
        PeriodKind.YEAR: _("Năm"),
        PeriodKind.WINDOW: _("Đợt"),
    }[kind]


def period_with_days(period: Period) -> str:
    """The period with its days: *tháng 01/2026 (15/12/2025–14/01/2026)*. Days that come once are their own name."""
    if isinstance(period.calendar, CustomWindow):
        return period_label(period)
    return f"{period_label(period)} ({format_date(period.first_day)}–{format_date(period.last_day)})"
