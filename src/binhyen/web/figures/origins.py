"""Of which units a figure is made up on another map: what each reported, its share, and what could not come in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.analytics.queries import FigureOf, NoValue, OriginOf, origins_of_figure
from binhyen.foundations.vietnamese import format_number
from binhyen.web.figures.scope import Scope, scope_of
from binhyen.web.figures.shown import STANDINGS, counted_text, rate_decimals, row_of, value_text
from binhyen.web.figures.territory import TOLD_AS_REPORTED, footnotes
from binhyen.web.frame.charts import figure as number_or_dash
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest


@dataclass(frozen=True, slots=True)
class Row:
    """One unit behind a figure: what it reported, what of it lies here and who says so, and what is in the figure."""

    name: str
    url: str
    value: str
    absent: bool
    standing: str
    counted: str
    share: str
    source: str
    inside: str
    estimated: bool
    why: str


@require_GET
@needs(Permission.VIEW_FIGURES)
def figure_origins(request: SignedInRequest, pk: int, line: str) -> HttpResponse:
    """The units whose figures stand for this one on the map of the address. 404 for a line that no form has."""
    scope = scope_of(request, pk)
    found = origins_of_figure(request.actor, pk, line, scope.period, scope.territory)
    if found is None:
        raise Http404
    return render(
        request,
        "figures/origins.html",
        {
            **scope.frame("figure_origins", line=line),
            "row": row_of(found.figure, scope, ()),
            "origins": [_row(each, scope, found.figure) for each in found.rows],
            "footnotes": footnotes(request.actor, pk, scope.territory, scope.period),
            "as_reported": scope.territory.as_reported,
            "trace_url": scope.url("figure_trace", line=line),
        },
    )


def _row(origin: OriginOf, scope: Scope, whole: FigureOf) -> Row:
    figure, itself = origin.figure, origin.unit_id == scope.unit.id
    name = scope.unit.name if itself else origin.name.full_name if origin.name else ""
    return Row(
        name=name or _("đơn vị ngoài phạm vi được xem"),
        url=_url(origin, scope) if name and not itself else "",
        value=value_text(figure, rate_decimals(figure), figure.mark),
        absent=figure.value is None or figure.absence is not None,
        standing=STANDINGS[figure.standing] if figure.units_expected else "",
        counted=_("%(counted)s báo cáo") % {"counted": counted_text(figure)} if figure.units_expected else "",
        share=share_text(origin.share, known=origin.is_whole or bool(origin.share)),
        source=origin.share_source if origin.share != 1 else "",
        inside=_inside(origin, whole),
        estimated=origin.inside is not None and origin.share != 1,
        why="; ".join(why.label for why in origin.why),
    )


def _url(origin: OriginOf, scope: Scope) -> str:
    """The unit's own figure, as it reported it."""
    address = reverse("figure_trace", kwargs={"pk": origin.unit_id, "line": origin.figure.line})
    return address + replace(scope, territory_told=TOLD_AS_REPORTED).query()


def _inside(origin: OriginOf, whole: FigureOf) -> str:
    if origin.inside is None:
        return "…" if origin.figure.absence is NoValue.HELD_BACK else number_or_dash(None)
    return format_number(origin.inside, whole.decimals if origin.share != 1 else rate_decimals(whole))


def share_text(share: Fraction, *, known: bool) -> str:
    """A share in words: *toàn bộ*, *35 %*, *chưa biết*."""
    if not known:
        return _("chưa biết")
    if share == 1:
        return _("toàn bộ")
    percent = round(Decimal(100) * share.numerator / share.denominator, 2).normalize()
    return f"{format_number(percent)}%"


def origins_url(figure: FigureOf, scope: Scope) -> str:
    """Where it is told of which units a figure is made up; nothing where only its own unit stands behind it."""
    if not (figure.carried or figure.apart):
        return ""
    return scope.url("figure_origins", line=figure.line)
