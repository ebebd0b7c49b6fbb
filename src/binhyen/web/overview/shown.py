"""Figures as an overview writes them: tiles, changes in words, the course of a line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from binhyen.analytics.queries import (
    FigureOf,
    NoValue,
    OverviewLine,
    figures_of,
    headline_lines,
    overview_of,
)
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.foundations.vietnamese import format_number
from binhyen.web.figures.scope import Scope
from binhyen.web.figures.shown import (
    STANDINGS,
    about_territory,
    counted_text,
    estimate_text,
    rate_decimals,
    value_text,
    why_not_text,
)
from binhyen.web.frame.charts import Change, Sparkline, Tile, sparkline
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.words import period_label

MOST_TILES = 8
LINE, THAN = "dong", "so-voi"
"""What addresses call the chosen line, and the period that one compares with."""


def headline_codes(scope: Scope) -> tuple[str, ...]:
    """The lines that lead the overview of the unit, as its level or its own choice has them."""
    return headline_lines(scope.unit.level, scope.period, unit_code=scope.unit.code)


def leading_lines(actor: Actor, scope: Scope, wanted: str = "") -> tuple[OverviewLine, ...]:
    """The lines that lead the unit's overview, and the one wanted besides; where none lead, the first of all."""
    codes = headline_codes(scope)
    if not codes:
        figures = figures_of(actor, scope.unit.id, scope.period, territory=scope.territory)
        codes = tuple(each.line for each in figures[:MOST_TILES])
    asked = [*codes, *([wanted] if wanted else [])]
    return overview_of(actor, scope.unit.id, scope.period, asked, territory=scope.territory)


def tile_of(line: OverviewLine, scope: Scope, chosen: str) -> Tile:
    """What the tile of a line says: its change on the same period last year, else on the period before."""
    figure, than, other = line.figure, *compared_with(line, scope.period)
    change = change_of(figure, other, than) if other is not None and than is not None else None
    return Tile(
        label=figure.shown_label,
        value=value_text(figure, rate_decimals(figure), figure.mark),
        unit="" if is_absent(figure) else figure.shown_unit,
        absent=is_absent(figure),
        standing=STANDINGS[figure.standing],
        counted=_("%(counted)s báo cáo") % {"counted": counted_text(figure)},
        estimated=bool(estimate_text(figure)),
        about=about_territory(figure),
        remark=_remark(line, than, scope.period),
        change=change,
        why_url=why_url(scope, figure.line, than) if change is not None and than is not None else "",
        sparkline=sparkline_of(line),
        url=f"{line_url(scope, figure.line)}#dien-bien",
        chosen=figure.line == chosen,
    )


def _remark(line: OverviewLine, than: Period | None, period: Period) -> str:
    """Why the same period of last year is not what the figure is compared with."""
    if is_absent(line.figure) or than == period.a_year_earlier:
        return ""
    return _("Năm trước: chưa có kỳ so sánh (%(why)s).") % {"why": why_without(line.last_year)}


def why_without(figure: FigureOf | None) -> str:
    """Why an earlier figure is none that one compares with."""
    if figure is None or figure.absence is NoValue.MISSING:
        return _("khi đó chưa có báo cáo được duyệt")
    return why_not_text(figure) or {
        NoValue.NOT_APPLICABLE: _("khi đó không áp dụng"),
        NoValue.NOT_ADDITIVE: _("số không cộng được"),
        NoValue.HELD_BACK: _("số nhỏ được giữ lại"),
    }.get(figure.absence or NoValue.MISSING, _("khi đó chưa có số"))


def compared_with(line: OverviewLine, period: Period) -> tuple[Period | None, FigureOf | None]:
    """With which period a line is compared: the same of last year, else the one before it, else none."""
    for than, other in ((period.a_year_earlier, line.last_year), (period.earlier, line.before)):
        if than is not None and other is not None and not is_absent(other):
            return than, other
    return None, None


def sparkline_of(line: OverviewLine, first: int = 0, last: int | None = None, **drawn: Any) -> Sparkline:
    """The course from one place to another, with its gaps, its estimates and the breaks where it stops; ``drawn`` says
    how large."""
    places = range(len(line.course))[first : None if last is None else last + 1]
    return sparkline(
        [told_value(line.course[at][1]) for at in places],
        estimated={at - first for at in line.estimated_at if at in places},
        parted={at - first for at in line.parted_at if at in places},
        **drawn,
    )


def change_of(figure: FigureOf, other: FigureOf, than: Period) -> Change | None:
    """The change in words; of a share in points of per cent.

    While reports are missing in one of the two periods, what is missing would look like a fall: the earlier figure
    then stands there with the reports that it rests on, and no arrow.
    """
    now, before = told_value(figure), told_value(other)
    if now is None or before is None:
        return None
    if figure.units_missing or other.units_missing:
        told = {
            "than": period_label(than),
            "value": value_text(other, rate_decimals(other), other.mark) + "%" * other.is_percent,
            "counted": counted_text(other),
        }
        return Change("note", _("%(than)s: %(value)s, khi đó %(counted)s báo cáo") % told)
    places = rate_decimals(figure) or rate_decimals(other)
    change = moved(now - before, period_label(than), places, points=figure.is_percent)
    if figure.estimated or other.estimated:
        return replace(change, sentence=_("%(change)s (ước tính)") % {"change": change.sentence})
    return change


def moved(amount: Decimal, than: str, decimals: int | None = None, *, points: bool = False) -> Change:
    """``tăng 12 so với tháng 01/2025``; with ``points`` the amount is one of per cent."""
    if not amount:
        return Change("same", _("không đổi so với %(than)s") % {"than": than})
    by = format_number(abs(amount), decimals)
    if points:
        by = _("%(by)s điểm %%") % {"by": by}
    words = _("tăng %(by)s so với %(than)s") if amount > 0 else _("giảm %(by)s so với %(than)s")
    return Change("up" if amount > 0 else "fall", words % {"by": by, "than": than})


def told_value(figure: FigureOf | None) -> Decimal | None:
    """The value as it is written, a rate with the places of its line; None where there is none or it is not told."""
    if figure is None or figure.value is None or figure.absence is not None:
        return None
    decimals = rate_decimals(figure)
    return figure.value if decimals is None else round(figure.value, decimals)


def is_absent(figure: FigureOf) -> bool:
    return figure.value is None or figure.absence is not None


def has_been_stated(figure: FigureOf) -> bool:
    """Whether anybody said something of the line, also where that is held back or cannot be compared."""
    return figure.absence is not NoValue.MISSING


def line_url(scope: Scope, line: str, name: str = "overview") -> str:
    """The overview with the line as the chosen one."""
    return f"{scope.url(name)}&{urlencode({LINE: line})}"


def why_url(scope: Scope, line: str, than: Period, unit_id: int | None = None) -> str:
    """Where a change is explained; of another unit than the scope's with ``unit_id``."""
    address = reverse("figure_why", kwargs={"pk": unit_id or scope.unit.id, "line": line})
    return f"{address}{scope.query()}&{urlencode({THAN: than.code})}"


def of_script(
    request: SignedInRequest, page: str, part: str, told: dict[str, Any], frame: dict[str, Any]
) -> HttpResponse:
    """A page, or for another page that asks for it by script the part alone; whoever keeps answers must know which."""
    response = render(request, part, told) if request.htmx else render(request, page, frame | told)
    patch_vary_headers(response, ["HX-Request"])
    return response
