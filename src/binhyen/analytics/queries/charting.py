"""Series and ranks as charts: labels, marks, gaps, and the line that says whose figures they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from binhyen.analytics.models import Standing
from binhyen.analytics.queries.figures import FigureOf
from binhyen.analytics.queries.overview import OverviewLine
from binhyen.analytics.queries.ranking import Ranking
from binhyen.foundations.clock import VIETNAM, now
from binhyen.foundations.vietnamese import format_date
from binhyen.indicators.values import LineRole, period_label, period_short
from binhyen.machinery.formats.charts import Chart, ChartBreak, ChartKind, Reading, ReadingMark

MOST_BARS = 15
"""So many places stand on a chart of ranks; the table under it has all."""


def picture_of_course(line: OverviewLine, *, unit_name: str = "", as_of: datetime | None = None) -> Chart:
    """A line over its twelve periods. What nobody stated, or what cannot be compared, is a gap; what holds an estimate
    is estimated, a sum of which reports are missing provisional. Breaks are marked.

    ``unit_name`` is whose figures they are, ``as_of`` when they were read (now by default).
    """
    figure = line.figure
    return Chart(
        kind=ChartKind.LINE,
        title=figure.shown_label,
        unit=figure.shown_unit,
        readings=tuple(_reading(period_short(period), each) for period, each in line.course),
        source=source_line(unit_name, as_of),
        decimals=_decimals(figure),
        breaks=tuple(_breaks(line)),
    )


def _breaks(line: OverviewLine) -> Iterator[ChartBreak]:
    places = {period: at for at, (period, _figure) in enumerate(line.course)}
    for each in line.breaks:
        yield ChartBreak(places[each.at], each.words, each.sentence, each.parted)


def picture_of_ranking(ranking: Ranking, most: int = MOST_BARS, highlighted: str = "") -> Chart:
    """The places with most of a line as bars, the highest first; those without a value are not among them.

    ``highlighted`` is the name of one that stands out.
    """
    title = _("%(label)s, %(period)s") % {"label": ranking.label, "period": period_label(ranking.period)}
    shown, all_of_them = ranking.ranked[:most], len(ranking.ranked) + len(ranking.absent)
    if len(shown) < all_of_them:
        title = _("%(title)s: %(shown)s trong %(all)s đơn vị") % {
            "title": title,
            "shown": len(shown),
            "all": all_of_them,
        }
    return Chart(
        kind=ChartKind.BARS,
        title=title,
        unit=ranking.unit,
        readings=tuple(_reading(each.name, each.figure) for each in shown),
        source=source_line(ranking.unit_name, ranking.as_of),
        decimals=_decimals(ranking.whole),
        highlighted=highlighted,
    )


def source_line(unit_name: str, as_of: datetime | None = None) -> str:
    """ "Nguồn: báo cáo về Tỉnh Phú Thọ, số liệu lúc 14:02 ngày 20/02/2026"."""
    at = (as_of or now()).astimezone(VIETNAM)
    told = {"unit": unit_name, "time": f"{at:%H:%M}", "day": format_date(at.date())}
    if unit_name:
        return _("Nguồn: báo cáo đã duyệt của %(unit)s, số liệu lúc %(time)s ngày %(day)s") % told
    return _("Nguồn: báo cáo đã duyệt, số liệu lúc %(time)s ngày %(day)s") % told


def _reading(label: str, figure: FigureOf | None) -> Reading:
    if figure is None:
        return Reading(label, None)
    value = None if figure.absence is not None else figure.value
    if value is not None and (decimals := _decimals(figure)) is not None:
        value = round(value, decimals)
    why = ""
    if figure.apart and not figure.mark:
        reasons = ", ".join(each.label for each in figure.apart)
        why = _("không so sánh được (%(why)s)") % {"why": reasons}
    return Reading(label, value, ReadingMark.FINAL if value is None else _mark(figure), figure.mark, why)


def _mark(figure: FigureOf) -> ReadingMark:
    if figure.estimated:
        return ReadingMark.ESTIMATED
    return ReadingMark.PROVISIONAL if figure.standing is Standing.PROVISIONAL else ReadingMark.FINAL


def _decimals(figure: FigureOf) -> int | None:
    return figure.decimals if figure.role is LineRole.RATE or figure.estimated else None
