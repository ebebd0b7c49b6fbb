"""A line of a unit in the units below it: ranked and on the map, where it may be; and which lines changed most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.analytics.models import Standing
from binhyen.analytics.queries import (
    FigureMap,
    Mover,
    Ranked,
    Ranking,
    movers_of,
    ranking_and_map_of,
    why_unmapped,
)
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.foundations.vietnamese import format_number
from binhyen.indicators.queries import definition_of
from binhyen.indicators.values import Handling
from binhyen.machinery.formats.charts import for_page
from binhyen.web.figures.scope import Scope, scope_of
from binhyen.web.figures.shown import about_territory, estimate_text, rate_decimals, value_text
from binhyen.web.figures.territory import footnotes
from binhyen.web.frame.charts import Change
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.words import in_language, period_label
from binhyen.web.overview.files import file_urls
from binhyen.web.overview.shown import LINE, headline_codes, line_url, moved, of_script, why_url

RANKS, ALL_RANKS = "xep-hang", "day-du"
FIRST, LAST = 5, 5
"""So many places with most and with least are listed where not all are asked for."""


@dataclass(frozen=True, slots=True)
class RankRow:
    """A place in the ranking: its rank, its figure, and how long its bar is in per cent of the longest."""

    rank: int | None
    name: str
    url: str
    value: str
    provisional: bool
    percent: int
    estimated: str = ""


@require_GET
@needs(Permission.VIEW_FIGURES)
def overview_below(request: SignedInRequest, pk: int) -> HttpResponse:
    """The units below by one line, the first that leads the unit's overview unless the address names another.

    For a page that asks by script, these sections alone.
    """
    scope = scope_of(request, pk)
    line = request.GET.get(LINE, "") or next(iter(headline_codes(scope)), "")
    ranking, drawn = ranking_and_map_of(request.actor, pk, scope.period, line, territory=scope.territory)
    label = ranking.label if ranking else drawn.title if drawn else _label_of(line)
    told = {
        "label": label,
        "measure": ranking.unit if ranking else "",
        "ranking": _ranking_shown(ranking, scope, every=request.GET.get(RANKS) == ALL_RANKS)
        if ranking
        else None,
        "no_ranking": "" if ranking else _why_unranked(line),
        "map": _map_shown(drawn, scope, line, leaves=_leaves(ranking)) if drawn else None,
        "no_map": "" if drawn else why_unmapped(line),
        "movers_url": scope.url("overview_movers"),
        "footnotes": footnotes(request.actor, pk, scope.territory, scope.period),
    }
    frame = scope.keeping(LINE, line).frame("overview_below")
    return of_script(request, "overview/below.html", "overview/below_parts.html", told, frame)


def _leaves(ranking: Ranking | None) -> bool:
    """Whether pictures of the ranked line are given as files: nothing about persons leaves that way."""
    return ranking is not None and not any(each.figure.counts_persons for each in ranking.ranked)


def _label_of(line: str) -> str:
    """What a line is called of which there is neither rank nor map. 404 for none that there is."""
    definition = definition_of(line.partition("/")[0]) if line else None
    if definition is None:
        raise Http404
    return in_language(definition.name, definition.name_en)


def _why_unranked(line: str) -> str:
    definition = definition_of(line.partition("/")[0])
    if definition is not None and Handling.NO_RANK in definition.handling:
        return _("Chỉ tiêu này không dùng để xếp hạng đơn vị.")
    return _("Không có đơn vị nào để xếp hạng theo chỉ tiêu này.")


def _ranking_shown(ranking: Ranking, scope: Scope, *, every: bool) -> dict[str, Any]:
    longest = max((each.figure.value or Decimal(0) for each in ranking.ranked), default=Decimal(0))
    rows = [_rank_row(each, scope, longest) for each in ranking.ranked]
    short = not every and len(rows) > FIRST + LAST + 1
    all_url = f"{line_url(scope, ranking.line, 'overview_below')}&{urlencode({RANKS: ALL_RANKS})}"
    return {
        "parts": [rows[:FIRST], rows[-LAST:]] if short else [rows],
        "between": _units_between(len(rows) - FIRST - LAST) if short else "",
        "all_url": all_url if short else "",
        "all_label": _("Xem cả %(number)s đơn vị") % {"number": format_number(len(rows))},
        "unranked": _unranked([each for each in ranking.absent if not each.figure.apart]),
        "apart": _not_comparable(ranking.absent, scope),
    }


def _rank_row(each: Ranked, scope: Scope, longest: Decimal) -> RankRow:
    figure = each.figure
    address = reverse("overview", args=[each.unit_id])
    return RankRow(
        each.rank,
        each.name,
        f"{address}{scope.query()}&{urlencode({LINE: figure.line})}",
        value_text(figure, rate_decimals(figure), figure.mark),
        figure.standing is Standing.PROVISIONAL,
        int(100 * (figure.value or 0) / longest) if longest > 0 else 0,
        estimate_text(figure),
    )


def _units_between(number: int) -> str:
    words = ngettext("… %(number)s đơn vị ở giữa …", "… %(number)s đơn vị ở giữa …", number)
    return words % {"number": format_number(number)}


def _unranked(absent: Sequence[Ranked]) -> str:
    if not absent:
        return ""
    held_back = sum(each.held_back for each in absent)
    told = {"number": format_number(len(absent)), "held": format_number(held_back)}
    if held_back:
        return _("%(number)s đơn vị không xếp hạng, trong đó %(held)s đơn vị có số nhỏ được giữ lại.") % told
    return _("%(number)s đơn vị chưa có số liệu, không xếp hạng.") % told


def _not_comparable(absent: Sequence[Ranked], scope: Scope) -> list[dict[str, str]]:
    """The places of which another map leaves no figure, each with why."""
    return [
        {
            "name": each.name,
            "why": "; ".join(about_territory(each.figure)),
            "url": reverse("figure_origins", kwargs={"pk": each.unit_id, "line": each.figure.line})
            + scope.query(),
        }
        for each in absent
        if each.figure.apart
    ]


def _map_shown(drawn: FigureMap, scope: Scope, line: str, *, leaves: bool) -> dict[str, Any]:
    return {
        "files": file_urls(scope, line, "overview_map") if leaves else {},
        "title": drawn.title,
        "unit": drawn.unit,
        "svg": SafeString(for_page(drawn.svg)),
        "source": drawn.drawn_from,
        "rows": [
            {
                "number": row.number,
                "name": row.name,
                "written": row.written,
                "about": "; ".join(about_territory(row.figure)),
                "url": reverse("overview", args=[row.unit_id]) + scope.query(),
            }
            for row in drawn.rows
        ],
    }


# ---- what changed most -------------------------------------------------------------------------------------------


@require_GET
@needs(Permission.VIEW_FIGURES)
def overview_movers(request: SignedInRequest, pk: int) -> HttpResponse:
    """The lines of the unit that changed most; for a page that asks by script, the list alone."""
    scope = scope_of(request, pk)
    than, movers = movers_shown(request.actor, scope)
    told = {
        "movers": movers,
        "movers_than": period_label(than) if than else "",
        "footnotes": footnotes(request.actor, pk, scope.territory, scope.period, than),
    }
    frame = scope.frame("overview_movers")
    return of_script(request, "overview/movers.html", "overview/movers_parts.html", told, frame)


def movers_shown(actor: Actor, scope: Scope) -> tuple[Period | None, list[dict[str, Any]]]:
    """What changed most against the period before, with why; nothing where there is none before."""
    than = scope.period.earlier
    if than is None:
        return None, []
    movers = movers_of(actor, scope.unit.id, scope.period, than, territory=scope.territory)
    return than, [_mover_shown(mover, scope, than) for mover in movers]


def _mover_shown(mover: Mover, scope: Scope, than: Period) -> dict[str, Any]:
    now = mover.why.now
    return {
        "label": mover.label,
        "now": value_text(now, rate_decimals(now), now.mark),
        "unit": mover.why.unit,
        "change": _moved_alike(mover, than),
        "url": why_url(scope, mover.line, than),
    }


def _moved_alike(mover: Mover, than: Period) -> Change:
    """The change of the units that have a figure in both periods: a missing report is no fall."""
    return moved(mover.moved, period_label(than))
