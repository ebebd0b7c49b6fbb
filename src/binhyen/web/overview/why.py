"""Why a figure is not what it was: one sentence from arithmetic alone, each part a link down to the cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.analytics.queries import Contribution, ContributionKind, Piece, Why, parts_of, why_of
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import BadPeriod, Period, parse_period
from binhyen.foundations.vietnamese import format_number
from binhyen.orgunits.models import Level
from binhyen.web.figures.scope import Scope, scope_of
from binhyen.web.figures.shown import about_territory, rate_decimals, value_text
from binhyen.web.figures.territory import footnotes
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.words import period_label, period_short
from binhyen.web.overview.shown import THAN, line_url, moved, of_script, why_url

BECAUSE: dict[ContributionKind, Any] = {
    ContributionKind.CHANGED: "",
    ContributionKind.NOT_YET_BEFORE: gettext_lazy("kỳ so sánh không có báo cáo"),
    ContributionKind.NOT_YET_NOW: gettext_lazy("kỳ này chưa có báo cáo"),
    ContributionKind.NOW_APPLIES: gettext_lazy("kỳ so sánh không áp dụng"),
    ContributionKind.NO_LONGER_APPLIES: gettext_lazy("kỳ này không áp dụng"),
    ContributionKind.STATED: gettext_lazy("chênh lệch nêu trong báo cáo kỳ dài hơn"),
    ContributionKind.HELD_BACK: gettext_lazy("số người nhỏ, không nêu từng đơn vị"),
    ContributionKind.OWN: gettext_lazy("báo cáo của chính đơn vị"),
    ContributionKind.REST: gettext_lazy("phần không thuộc riêng đơn vị nào nay báo cáo về đây"),
}
"""What else one should know of a part of a change."""


@dataclass(frozen=True, slots=True)
class Row:
    """One part of a change: whose, before and now with the way down, and by how much."""

    name: str
    url: str
    before: str
    before_url: str
    now: str
    now_url: str
    amount: str
    because: str
    before_estimated: bool = False
    now_estimated: bool = False


@require_GET
@needs(Permission.VIEW_FIGURES)
def figure_why(request: SignedInRequest, pk: int, line: str) -> HttpResponse:
    """Why a figure changed since another period; for a page that asks by script, the sentence alone."""
    scope = scope_of(request, pk)
    than, scope = _compared(request.GET.get(THAN, ""), scope)
    if than is None:
        raise Http404
    why = why_of(request.actor, pk, line, scope.period, than, territory=scope.territory)
    if why is None:
        raise Http404
    down = _Down(scope, than, line)
    told = {
        "pieces": [{"text": piece.text, "url": down.piece_url(piece)} for piece in why.pieces],
        "page_url": why_url(scope, line, than),
        "refused_words": why.refusal,
    }
    page = {} if request.htmx else _page(request.actor, scope, why, down)
    return of_script(request, "overview/why.html", "overview/why_answer.html", told, page)


def _compared(code: str, scope: Scope) -> tuple[Period | None, Scope]:
    """The period compared with, the one before unless the address names another; what cannot be read is a fault."""
    if code:
        try:
            return parse_period(code, scope.period.calendar), scope
        except BadPeriod as bad:
            scope = replace(scope, fault=bad)
    return scope.period.earlier or scope.period.a_year_earlier, scope


def _page(actor: Actor, scope: Scope, why: Why, down: _Down) -> dict[str, Any]:
    decimals = rate_decimals(why.now)
    notes = footnotes(actor, scope.unit.id, scope.territory, scope.period, down.than)
    if notes:
        down = replace(down, estimated=_estimated(actor, scope, why.line, (down.than, scope.period)))
    than = period_label(down.than)
    return {
        **scope.frame("figure_why", line=why.line),
        "why": why,
        "footnotes": notes,
        "about": [*about_territory(why.before), *about_territory(why.now)],
        "now": value_text(why.now, decimals, why.now.mark),
        "before": value_text(why.before, decimals, why.before.mark),
        "change": moved(_rounded(why.amount, decimals), than, decimals, points=why.now.is_percent)
        if why.amount is not None
        else None,
        "than": than,
        "now_short": period_short(scope.period),
        "than_short": period_short(down.than),
        "tables": _tables(why, down),
        "others": _others(scope, why.line, down.than),
        "overview_url": line_url(scope, why.line),
        "trace_url": scope.url("figure_trace", line=why.line),
    }


def _rounded(amount: Decimal, decimals: int | None) -> Decimal:
    return amount if decimals is None else round(amount, decimals)


def _tables(why: Why, down: _Down) -> list[dict[str, Any]]:
    """The parts of the change; of a rate those of its numerator and of its denominator."""
    if why.contributions:
        return [{"label": why.label, "unit": why.unit, "rows": down.rows(why.contributions)}]
    return [
        {
            "label": part.label,
            "unit": part.unit,
            "total": moved(part.now - part.before, period_label(down.than)),
            "rows": replace(down, line=part.line).rows(part.contributions),
        }
        for part in why.of_parts
    ]


def _others(scope: Scope, line: str, than: Period) -> list[dict[str, Any]]:
    """With what else one may compare."""
    choices = (
        (_("kỳ trước"), scope.period.earlier),
        (_("cùng kỳ năm trước"), scope.period.a_year_earlier),
    )
    return [
        {
            "label": f"{label} ({period_short(period)})",
            "url": why_url(scope, line, period),
            "current": period == than,
        }
        for label, period in choices
        if period is not None
    ]


@dataclass(frozen=True, slots=True)
class _Down:
    """The ways down from a change of a line: to why it changed below, or to where each number comes from."""

    scope: Scope
    than: Period
    line: str
    estimated: frozenset[tuple[int | None, Period]] = frozenset()

    def piece_url(self, piece: Piece) -> str:
        return self.unit_url(piece.unit_id) if piece.unit_id is not None else ""

    def unit_url(self, unit_id: int) -> str:
        """Below the country why the province's own figure changed; below a province where the commune's comes from."""
        if self.scope.unit.level == Level.COUNTRY and unit_id != self.scope.unit.id:
            return why_url(self.scope, self.line, self.than, unit_id)
        return self.trace_url(unit_id, self.scope.period)

    def trace_url(self, unit_id: int, period: Period) -> str:
        address = reverse("figure_trace", kwargs={"pk": unit_id, "line": self.line})
        return address + self.scope.query(period)

    def rows(self, contributions: Sequence[Contribution]) -> list[Row]:
        return [self._row(each) for each in contributions]

    def _row(self, part: Contribution) -> Row:
        unit = part.unit_id
        return Row(
            name=part.name or str(BECAUSE[part.kind]),
            url=self.unit_url(unit) if unit is not None else "",
            before=_number(part.before),
            before_url=self.trace_url(unit, self.than)
            if unit is not None and part.before is not None
            else "",
            now=_number(part.now),
            now_url=self.trace_url(unit, self.scope.period)
            if unit is not None and part.now is not None
            else "",
            amount=_signed(part.amount),
            because=str(BECAUSE[part.kind]) if part.name else "",
            before_estimated=(unit, self.than) in self.estimated,
            now_estimated=(unit, self.scope.period) in self.estimated,
        )


def _number(value: Decimal | None) -> str:
    return "—" if value is None else _written(value)


def _signed(amount: Decimal) -> str:
    sign = "+" if amount > 0 else "−" if amount < 0 else ""
    return sign + _written(abs(amount))


def _written(number: Decimal) -> str:
    """With the places that it needs, two at most: shares of a territory give many."""
    return format_number(round(number, 2).normalize())


def _estimated(
    actor: Actor, scope: Scope, line: str, periods: Sequence[Period]
) -> frozenset[tuple[int | None, Period]]:
    """The units below of which a figure was apportioned. Nine statements a period."""
    return frozenset(
        (part.unit_id, period)
        for period in periods
        for part in parts_of(actor, scope.unit.id, period, line, territory=scope.territory)
        if part.figure.estimated
    )
