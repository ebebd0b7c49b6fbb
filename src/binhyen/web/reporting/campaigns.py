"""Peak campaigns: what each gathers, who has answered, and the figures side by side."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.analytics.queries import FigureOf, figures_of_asked, may_see_in_full, release
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.periods import ADMINISTRATIVE, BadPeriod, Period, PeriodKind, period_of
from binhyen.indicators.queries import layout_of
from binhyen.reporting import actions
from binhyen.reporting.models import Campaign
from binhyen.reporting.queries import Asked, campaign_visible_to, campaigns_of, requests_of
from binhyen.web.access.views import refused_words
from binhyen.web.figures.shown import STANDINGS, counted_text, rate_decimals, value_text
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say
from binhyen.web.frame.words import in_language, period_with_days
from binhyen.web.reporting.answers import period_of_request
from binhyen.web.reporting.request_forms import CampaignForm
from binhyen.web.reporting.requests import days_text, frame_of, frame_of_asker, place_of, request_row, row_of

_FIELD_OF = {"days-turned-round": "last_day"}


@require_GET
@needs(Permission.VIEW_FIGURES)
def campaigns(request: SignedInRequest) -> HttpResponse:
    """The campaigns of the unit and those below it, the last first."""
    path = place_of(request, request.GET, Permission.VIEW_FIGURES)
    unit = path[-1]
    day = today()
    listed = [
        {
            "url": reverse("campaign", args=[each.pk]),
            "name": each.name,
            "plan": each.plan,
            "unit": each.unit_name,
            "days": days_text(each),
            "requests": each.requests,
            "running": each.first_day <= day <= each.last_day,
        }
        for each in campaigns_of(request.actor, unit.path)
    ]
    return render(
        request,
        "reporting/campaigns.html",
        {
            **frame_of(path),
            "campaigns": listed,
            "others": any(each["unit"] != unit.name for each in listed),
            "may_open": bool(request.actor.may(Permission.ASK_REPORTS, at=unit.path)),
        },
    )


@needs(Permission.ASK_REPORTS)
def campaign_open(request: SignedInRequest) -> HttpResponse:
    """Open a campaign."""
    sent = request.POST if request.method == "POST" else request.GET
    path = place_of(request, sent, Permission.ASK_REPORTS)
    form = CampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_campaign(
                by=request.actor, unit=row_of(request.actor, path[-1]), **form.cleaned_data
            )
        except NotAllowed as refusal:
            plan = form.cleaned_data["plan"]
            of_plan = bool(plan) and plan[:60] in str(refusal.refused.sentence)
            field = _FIELD_OF.get(refusal.refused.code, "plan" if of_plan else "name")
            form.add_error(field, refused_words(refusal.refused))
        else:
            say(request, _("Đã mở đợt cao điểm “%s”.") % made.name)
            return redirect("campaign", pk=made.pk)
    return render(
        request,
        "reporting/campaign_open.html",
        {**frame_of(path), "form": form},
        status=422 if form.errors else 200,
    )


@require_GET
@needs(Permission.VIEW_FIGURES)
def campaign(request: SignedInRequest, pk: int) -> HttpResponse:
    """One campaign: its requests with how many have answered, and all their figures by topic."""
    actor = request.actor
    found = campaign_visible_to(actor, pk)
    if found is None or not actor.may(Permission.VIEW_FIGURES, at=found.unit_path):
        raise Http404
    gathered = [each for each in requests_of(actor, found.unit_path, found) if not each.withdrawn]
    asks = bool(actor.may(Permission.ASK_REPORTS, at=found.unit_path)) and actor.read_only_at is None
    return render(
        request,
        "reporting/campaign.html",
        {
            **frame_of_asker(actor, found.unit_id),
            "campaign": found,
            "days": days_text(found),
            "period": days_text(found),
            "requests": [request_row(each) for each in gathered],
            "units": sum(each.units for each in gathered),
            "answered": sum(each.answered for each in gathered),
            "late": sum(each.late for each in gathered),
            "topics": _topics(actor, found, gathered),
            "months": [
                {
                    "label": period_with_days(month),
                    "url": f"{reverse('figures', args=[found.unit_id])}?ky={month.code}",
                }
                for month in months_within(found)
            ],
            "ask_url": f"{reverse('request_ask')}?don-vi={found.unit_id}&dot={found.pk}" if asks else "",
        },
    )


def _topics(actor: Actor, found: Campaign, gathered: list[Asked]) -> list[dict[str, Any]]:
    """The figures of each request under the headings of its form. Small numbers of persons are held back from whoever
    does not stand at the unit or review its reports."""
    asked = [(each.request.data_set.code, period_of_request(each.request)) for each in gathered]
    figures = figures_of_asked(actor, found.unit_id, asked)
    full = may_see_in_full(actor, found.unit_id, found.unit_path)
    topics = []
    for each, key in zip(gathered, asked, strict=True):
        of_request = figures.get(key, ())
        shown = {figure.line: figure for figure in (of_request if full else release(of_request))}
        layout = layout_of(each.request.version)
        topics.append(
            {
                "title": each.request.title,
                "url": reverse("request", args=[each.request.pk]),
                "days": days_text(each.request),
                "sections": [
                    {
                        "title": in_language(section.title, section.title_en),
                        "rows": [_row(shown[line.code]) for line in section.lines if line.code in shown],
                    }
                    for section in layout.sections
                ],
            }
        )
    return topics


def _row(figure: FigureOf) -> dict[str, Any]:
    return {
        "label": figure.shown_label,
        "unit": figure.shown_unit,
        "indent": figure.indent,
        "value": value_text(figure, rate_decimals(figure), figure.mark),
        "absent": figure.value is None or figure.absence is not None,
        "standing": STANDINGS[figure.standing],
        "counted": counted_text(figure),
    }


def months_within(found: Campaign) -> list[Period]:
    """The months of administrative reports whose days all lie in those of the campaign."""
    try:
        month = period_of(found.first_day, PeriodKind.MONTH, ADMINISTRATIVE)
        months = []
        while month.first_day <= found.last_day:
            if found.first_day <= month.first_day and month.last_day <= found.last_day:
                months.append(month)
            month = month.next()
    except BadPeriod:
        return []
    return months
