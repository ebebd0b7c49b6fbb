"""What a period is called, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from binhyen.foundations.calendars import CustomWindow
from binhyen.foundations.periods import Period, PeriodKind


def period_label(period: Period) -> str:
    """What people call the period: *tháng 01/2026*."""
    told = {"index": f"{period.index:02}", "year": period.year}
    match period.kind:
        case PeriodKind.MONTH:
            return _("tháng %(index)s/%(year)s") % told
        case PeriodKind.QUARTER:
            return _("quý %(quarter)s/%(year)s") % (
                told | {"quarter": ("I", "II", "III", "IV")[period.index - 1]}
            )
        case PeriodKind.HALF if period.index == 1:
            return _("6 tháng đầu năm %(year)s") % told
        case PeriodKind.HALF:
            return _("6 tháng cuối năm %(year)s") % told
        case PeriodKind.NINE_MONTHS:
            return _("9 tháng năm %(year)s") % told
        case PeriodKind.YEAR:
            return _("năm %(year)s") % told
        case PeriodKind.WINDOW if isinstance(period.calendar, CustomWindow):
            return period.calendar.name
        case PeriodKind.WINDOW:
            return _("%(name)s năm %(year)s") % (told | {"name": period.calendar.name})


def period_short(period: Period) -> str:
    """*01/2026* for a month, whose kind goes without saying; else its label."""
    return f"{period.index:02}/{period.year}" if period.kind is PeriodKind.MONTH else period_label(period)
