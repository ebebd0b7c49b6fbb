"""Topical and sudden reports: what was asked, the page on which a desk asks, and answers as they come in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.periods import CUSTOM_WINDOWS
from binhyen.foundations.vietnamese import format_date
from binhyen.indicators.models import DataSet
from binhyen.indicators.queries import data_sets, layout_of, version_for
from binhyen.indicators.values import FormLayout
from binhyen.orgunits.models import OrgUnit
from binhyen.orgunits.queries import UnitOnDay, path_to, versions_of
from binhyen.reporting import actions
from binhyen.reporting.models import Campaign, Occasion, Request, State
from binhyen.reporting.queries import (
    AWAITED,
    Answer,
    Asked,
    AskedOfUnit,
    asked_of,
    campaign_visible_to,
    campaigns_of,
    request_visible_to,
    requests_of,
)
from binhyen.web.access.views import refused_words
from binhyen.web.frame import current
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say, say_with_undo
from binhyen.web.frame.words import in_language, label_of, unit_of
from binhyen.web.reporting.answers import (
    ACCEPTED,
    SO_FAR,
    Answers,
    answers_shown,
    csv_of,
    excel_of,
    file_name,
)
from binhyen.web.reporting.request_forms import (
    AskForm,
    ExtendRequestForm,
    MoreForm,
    proposed,
    units_picked,
)
from binhyen.web.reporting.views import STATE_NAMES, Filter

UNIT, FORM, CAMPAIGN, SEEN, ONLY = "don-vi", "bieu", "dot", "da-thay", "loc"
_FIELD_OF = {
    "text-missing": "title",
    "text-too-long": "title",
    "text-names-a-person": "title",
    "days-turned-round": "last_day",
    "deadline-before-days": "deadline",
    "deadline-past": "deadline",
    "campaign-of-another-unit": "campaign",
}
"""At which field of a form a refusal stands; others stand above all."""


def place_of(request: SignedInRequest, query: QueryDict, permission: Permission) -> tuple[UnitOnDay, ...]:
    """The unit of which these pages speak, last, after those above it. 404 where the account may not.

    It is the one the address names, else where the account works, else where it first may."""
    actor = request.actor
    named = query.get(UNIT, "")
    if named.isascii() and named.isdigit() and len(named) < 18:
        key = int(named)
    else:
        unit = current.current_unit(request, actor)
        if unit is not None and actor.may(permission, at=unit.path):
            key = unit.id
        else:
            key = next(each.unit_id for each in actor.mandates if permission in each.permissions)
    path = path_to(actor, key, today())
    if not path or not actor.may(permission, at=path[-1].path):
        raise Http404
    return path


def frame_of(path: tuple[UnitOnDay, ...]) -> dict[str, Any]:
    """What every page of a unit tells the frame."""
    *above, unit = path
    steps = [{"label": each.name, "url": reverse("unit", args=[each.id])} for each in above]
    return {"unit_name": unit.name, "unit": unit, "breadcrumb": [*steps, {"label": unit.name, "url": ""}]}


def frame_of_asker(actor: Actor, unit_id: int) -> dict[str, Any]:
    """The same of a unit that asked for something once, even where it has ended since."""
    path = path_to(actor, unit_id, today())
    return frame_of(path) if path else {"unit_name": versions_of(actor, unit_id)[0].name}


def row_of(actor: Actor, unit: UnitOnDay) -> OrgUnit:
    """The unit's own row, as acts want it."""
    return OrgUnit.objects.visible_to(actor).get(pk=unit.id)


# ---- the list --------------------------------------------------------------------------------------------


@require_GET
@needs(Permission.VIEW_FIGURES)
def requests(request: SignedInRequest) -> HttpResponse:
    """What the unit and those below it asked for, and what was asked of the unit itself."""
    path = place_of(request, request.GET, Permission.VIEW_FIGURES)
    actor, unit = request.actor, path[-1]
    listed = [each for each in requests_of(actor, unit.path) if not each.withdrawn]
    enters = bool(actor.may(Permission.ENTER_FIGURES, at=unit.path)) and actor.read_only_at is None
    asked = [_asked_of(each, enters) for each in asked_of(actor, unit.id)]
    return render(
        request,
        "reporting/requests.html",
        {
            **frame_of(path),
            "open": [request_row(each) for each in listed if each.is_open],
            "past": [request_row(each) for each in listed if not each.is_open],
            "others": any(each.request.unit_id != unit.id for each in listed),
            "asked": asked,
            "may_ask": bool(actor.may(Permission.ASK_REPORTS, at=unit.path)),
        },
    )


def request_row(asked: Asked) -> dict[str, Any]:
    """A request as lists show it: who asked, the days, how many answered."""
    request = asked.request
    return {
        "url": reverse("request", args=[request.pk]),
        "title": request.title,
        "occasion": Occasion(request.occasion).label,
        "unit": asked.unit_name,
        "campaign": asked.campaign,
        "days": days_text(request),
        "deadline": request.deadline,
        "units": asked.units,
        "answered": asked.answered,
        "accepted": asked.accepted,
        "late": asked.late,
        "overdue": request.deadline < today() and asked.answered < asked.units,
    }


def days_text(what: Request | Campaign | AskedOfUnit) -> str:
    """*15/01/2026–20/02/2026*, or the one day."""
    first, last = format_date(what.first_day), format_date(what.last_day)
    return first if first == last else f"{first}–{last}"


def _asked_of(each: AskedOfUnit, enters: bool) -> dict[str, Any]:
    """As a card, which leads whoever enters figures to where they are typed."""
    to_fill = enters and each.state in (AWAITED, State.DRAFT, State.RETURNED)
    return {
        "url": reverse("report_entry" if to_fill else "report", args=[each.obligation_id]),
        "title": each.title,
        "form": in_language(each.layout.name, each.layout.name_en),
        "days": days_text(each),
        "deadline": each.due,
        "state": STATE_NAMES[each.state],
        "overdue": each.overdue,
    }


# ---- asking ----------------------------------------------------------------------------------------------


@needs(Permission.ASK_REPORTS)
def request_ask(request: SignedInRequest) -> HttpResponse:
    """Choose a short form; then the days, the deadline and the units."""
    sent = request.POST if request.method == "POST" else request.GET
    path = place_of(request, sent, Permission.ASK_REPORTS)
    actor, unit = request.actor, path[-1]
    page = frame_of(path)
    chosen = sent.get(FORM, "")
    forms = _short_forms()
    found = next((each for each in forms if each[0].code == chosen), None)
    campaigns = list(campaigns_of(actor, unit.path).filter(unit_id=unit.id))
    campaign = _campaign_named(campaigns, sent.get(CAMPAIGN, ""))
    if found is None:
        choices = [
            {"name": in_language(layout.name, layout.name_en), "code": data_set.code, **_lines_of(layout)}
            for data_set, layout in forms
        ]
        return render(
            request, "reporting/request_form.html", {**page, "forms": choices, "campaign": campaign}
        )
    data_set, layout = found
    name = in_language(layout.name, layout.name_en)
    picker = units_picked(actor, row_of(actor, unit), layout, sent)
    pressed = request.method == "POST" and "tick" in request.POST
    form = AskForm(
        campaigns,
        request.POST if request.method == "POST" and not pressed else None,
        initial=request.POST.dict() if pressed else proposed(name, campaign),
    )
    refused = None
    if form.is_bound and form.is_valid():
        fields = form.cleaned_data
        try:
            made = actions.ask_reports(
                by=actor,
                unit=row_of(actor, unit),
                occasion=fields["occasion"],
                title=fields["title"],
                basis=fields["basis"],
                data_set=data_set,
                first_day=fields["first_day"],
                last_day=fields["last_day"],
                deadline=fields["deadline"],
                units=picker.chosen,
                campaign=form.chosen_campaign,
            )
        except NotAllowed as refusal:
            refused = _at_its_field(form, refusal.refused, fields)
        else:
            say_with_undo(
                request,
                _("Đã yêu cầu %(number)d đơn vị báo cáo “%(title)s”.")
                % {"number": len(picker.chosen), "title": made.title},
                reverse("request_withdraw", args=[made.pk]),
            )
            return redirect("request", pk=made.pk)
    return render(
        request,
        "reporting/request_ask.html",
        {
            **page,
            "form": form,
            "form_name": name,
            "form_code": data_set.code,
            "campaign": campaign,
            "picker": picker,
            "refused": refused,
            **_lines_of(layout),
        },
        status=422 if form.errors or refused is not None else 200,
    )


def _short_forms() -> list[tuple[DataSet, FormLayout]]:
    """The forms that may be asked for days of their own, by name."""
    found = [
        (data_set, layout_of(version))
        for data_set in data_sets()
        if data_set.calendar == CUSTOM_WINDOWS.id
        and (version := version_for(data_set.code, today())) is not None
    ]
    return sorted(found, key=lambda each: each[1].name)


def _lines_of(layout: FormLayout) -> dict[str, Any]:
    return {
        "lines": [{"label": label_of(line), "unit": unit_of(line)} for line in layout.lines],
        "number": len(layout.inputs),
    }


def _campaign_named(campaigns: list[Campaign], key: str) -> Campaign | None:
    return next((each for each in campaigns if str(each.pk) == key), None)


def _at_its_field(form: AskForm, refused: Refused, fields: dict[str, Any]) -> Refused | None:
    """Puts the refusal at the field of which it speaks; answers with it where it speaks of none."""
    field = _FIELD_OF.get(refused.code, "")
    if field == "title" and fields["basis"] and fields["basis"][:60] in str(refused.sentence):
        field = "basis"
    if field not in form.fields:
        return refused
    form.add_error(field, refused_words(refused))
    return None


# ---- one request -----------------------------------------------------------------------------------------


@require_GET
@needs(Permission.VIEW_FIGURES)
def request_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """The answers as they come in.

    The page asks again with a mark of what it has seen, and is told nothing where nothing is new (204): so nobody loses
    their place in the table."""
    found = _found(request, pk)
    actor = request.actor
    shown = answers_shown(actor, found)
    if request.GET.get(SEEN) == _mark(shown):
        return HttpResponse(status=204)
    return render(request, "reporting/request.html", _request_context(request, found, shown))


def _request_context(
    request: SignedInRequest, found: Request, shown: Answers, refused: Refused | None = None
) -> dict[str, Any]:
    actor = request.actor
    asks = bool(actor.may(Permission.ASK_REPORTS, at=found.unit_path)) and actor.read_only_at is None
    reviews = bool(actor.may(Permission.REVIEW_REPORT, at=found.unit_path)) and actor.read_only_at is None
    awaited = sum(each.state == AWAITED for each in shown.answers)
    waiting = sum(each.state == State.SUBMITTED for each in shown.answers)
    page = reverse("request", args=[found.pk])
    filters = _filters(shown.answers, request.GET.get(ONLY, ""), page)
    only = next(each.name for each in filters if each.current)
    gathers = list(campaigns_of(actor, found.unit_path).filter(unit_id=found.unit_id)) if asks else []
    return {
        **frame_of_asker(actor, found.unit_id),
        "asked": found,
        "occasion": Occasion(found.occasion).label,
        "days": days_text(found),
        "period": days_text(found),
        "form_name": in_language(shown.layout.name, shown.layout.name_en),
        "lines": [{"label": label_of(line), "unit": unit_of(line)} for line in shown.layout.lines],
        "wide": len(shown.layout.lines) > 4,
        "total": len(shown.answers),
        "answered": shown.answered,
        "missing": len(shown.answers) - shown.answered,
        "filters": filters,
        "rows": [
            {
                "key": each.obligation_id,
                "name": each.unit_name,
                "url": reverse("report", args=[each.obligation_id]),
                "state": STATE_NAMES[each.state],
                "late": each.late,
                "flagged": each.flagged,
                "extended": each.due if each.extended else None,
                "provisional": each.answered and not each.accepted,
                "cells": [cell.text for cell in shown.row(each.obligation_id)],
            }
            for each in shown.answers
            if _fits(only, each)
        ],
        "sums": [
            {
                "label": _("Cộng đã duyệt"),
                "number": shown.accepted,
                "state": "complete" if shown.accepted == len(shown.answers) else "approved",
                "cells": [cell.text for cell in shown.row(ACCEPTED)],
            },
            {
                "label": _("Cộng tạm tính"),
                "number": shown.answered,
                "state": "provisional",
                "cells": [cell.text for cell in shown.row(SO_FAR)],
            },
        ],
        "going_on": shown.accepted < len(shown.answers),
        "poll_url": f"{page}?{urlencode({ONLY: only, SEEN: _mark(shown)})}",
        "may": {
            "ask": asks,
            "extend": asks and shown.answered < len(shown.answers) and found.withdrawn_at is None,
            "withdraw": asks and awaited > 0,
            "accept": reviews and waiting > 0,
        },
        "awaited": awaited,
        "campaigns": gathers,
        "refused": refused,
    }


def _filters(answers: Sequence[Answer], chosen: str, page: str) -> list[Filter]:
    """The counts above the table, each of which narrows it to the units that are counted."""
    labels = {
        "": _("Phải trả lời"),
        "chua": _("Chưa trả lời"),
        "muon": _("Muộn"),
        "cho": _("Chờ duyệt"),
        "duyet": _("Đã duyệt"),
    }
    known = chosen if chosen in labels else ""
    return [
        Filter(
            name,
            label,
            sum(_fits(name, answer) for answer in answers),
            f"{page}?{urlencode({ONLY: name})}" if name else page,
            name == known,
        )
        for name, label in labels.items()
    ]


def _fits(name: str, answer: Answer) -> bool:
    match name:
        case "chua":
            return not answer.answered
        case "muon":
            return answer.late
        case "cho":
            return answer.state == State.SUBMITTED
        case "duyet":
            return answer.accepted
    return True


def _mark(shown: Answers) -> str:
    """A mark of all that the page says, which changes as soon as any of it does."""
    said = repr([(each.state, each.late, each.flagged, each.due) for each in shown.answers]) + repr(
        sorted((cell, written.text) for cell, written in shown.cells.items())
    )
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _found(request: SignedInRequest, pk: int, permission: Permission = Permission.VIEW_FIGURES) -> Request:
    """The request, where the account has the permission at the unit that asked; else 404."""
    found = request_visible_to(request.actor, pk)
    if found is None or not request.actor.may(permission, at=found.unit_path):
        raise Http404
    return found


def _refused_page(request: SignedInRequest, found: Request, refused: Refused) -> HttpResponse:
    shown = answers_shown(request.actor, found)
    context = _request_context(request, found, shown, refused)
    return render(request, "reporting/request.html", context, status=422)


@require_GET
@needs(Permission.VIEW_FIGURES)
def request_csv(request: SignedInRequest, pk: int) -> HttpResponse:
    """The answers as CSV; small numbers of persons are held back in every file."""
    found = _found(request, pk)
    return csv_of(answers_shown(request.actor, found, in_file=True), file_name(found))


@require_GET
@needs(Permission.VIEW_FIGURES)
def request_excel(request: SignedInRequest, pk: int) -> HttpResponse:
    """The same as a workbook of one sheet."""
    found = _found(request, pk)
    return excel_of(answers_shown(request.actor, found, in_file=True), file_name(found))


# ---- what a desk does with it ----------------------------------------------------------------------------


@needs(Permission.ASK_REPORTS)
def request_more(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask further units the same."""
    found = _found(request, pk, Permission.ASK_REPORTS)
    actor, layout = request.actor, layout_of(found.version)
    unit = OrgUnit.objects.visible_to(actor).get(pk=found.unit_id)
    asked = {each.unit_id for each in answers_shown(actor, found).answers}
    picker = units_picked(actor, unit, layout, request.POST, without=asked)
    pressed = "tick" in request.POST
    form = MoreForm(
        request.POST if request.method == "POST" and not pressed else None,
        initial=request.POST.dict() if pressed else {"deadline": max(found.deadline, today())},
    )
    refused = None
    if form.is_bound and form.is_valid():
        deadline = form.cleaned_data["deadline"]
        try:
            actions.ask_more_units(by=actor, request=found, units=picker.chosen, deadline=deadline)
        except NotAllowed as refusal:
            refused = refusal.refused
        else:
            say(request, _("Đã yêu cầu thêm %d đơn vị.") % len(picker.chosen))
            return redirect("request", pk=pk)
    return render(
        request,
        "reporting/request_more.html",
        {
            **frame_of_asker(actor, found.unit_id),
            "asked": found,
            "form": form,
            "picker": picker,
            "refused": refused,
        },
        status=422 if form.errors or refused is not None else 200,
    )


@needs(Permission.ASK_REPORTS)
def request_extend(request: SignedInRequest, pk: int) -> HttpResponse:
    """A later deadline for all who have not answered."""
    found = _found(request, pk, Permission.ASK_REPORTS)
    form = ExtendRequestForm(request.POST or None)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            extended = actions.extend_request(by=request.actor, request=found, **form.cleaned_data)
        except NotAllowed as refusal:
            refused = refusal.refused
        else:
            say(request, _("Đã gia hạn cho %d đơn vị chưa trả lời.") % extended.units)
            return redirect("request", pk=pk)
    return render(
        request,
        "reporting/request_extend.html",
        {
            **frame_of_asker(request.actor, found.unit_id),
            "asked": found,
            "form": form,
            "refused": refused,
        },
        status=422 if form.errors or refused is not None else 200,
    )


@require_POST
@needs(Permission.ASK_REPORTS)
def request_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let go the units of which nothing came in; the next page offers to ask them again."""
    found = _found(request, pk, Permission.ASK_REPORTS)
    try:
        withdrawn = actions.withdraw_request(by=request.actor, request=found)
    except NotAllowed as refusal:
        return _refused_page(request, found, refusal.refused)
    say_with_undo(
        request,
        _("Đã rút yêu cầu với %(number)d đơn vị chưa trả lời.") % {"number": len(withdrawn.withdrawn)},
        reverse("request_ask_again", args=[pk]),
    )
    return redirect("requests") if withdrawn.withdrawn_at else redirect("request", pk=pk)


@require_POST
@needs(Permission.ASK_REPORTS)
def request_ask_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Undo a withdrawal."""
    found = _found(request, pk, Permission.ASK_REPORTS)
    try:
        actions.ask_again(by=request.actor, request=found)
    except NotAllowed as refusal:
        return _refused_page(request, found, refusal.refused)
    say(request, _("Các đơn vị lại phải trả lời như trước."))
    return redirect("request", pk=pk)


@require_POST
@needs(Permission.ASK_REPORTS)
def request_gather(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put the request under a campaign, or under none."""
    found = _found(request, pk, Permission.ASK_REPORTS)
    key = request.POST.get(CAMPAIGN, "")
    campaign = campaign_visible_to(request.actor, int(key)) if key.isascii() and key.isdigit() else None
    if key and campaign is None:
        raise Http404
    try:
        actions.gather(by=request.actor, request=found, campaign=campaign)
    except NotAllowed as refusal:
        return _refused_page(request, found, refusal.refused)
    if campaign is None:
        say(request, _("Yêu cầu không còn thuộc đợt cao điểm nào."))
    else:
        say(request, _("Đã đưa yêu cầu vào “%s”.") % campaign.name)
    return redirect("request", pk=pk)


@require_POST
@needs(Permission.REVIEW_REPORT)
def request_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take every answer that waits without an unanswered flag and that the account did not write itself."""
    found = _found(request, pk, Permission.REVIEW_REPORT)
    done = actions.accept_many(
        by=request.actor,
        under=OrgUnit.objects.visible_to(request.actor).get(pk=found.unit_id),
        data_set=found.data_set,
        period=found.period,
    )
    told = _("Đã duyệt %d báo cáo.") % len(done.accepted)
    if done.flagged:
        told += " " + _("%d báo cáo có dấu hiệu cần xem riêng.") % len(done.flagged)
    if done.own:
        told += " " + _("%d báo cáo do chính tài khoản này nhập, cần người khác duyệt.") % len(done.own)
    say(request, told)
    return redirect("request", pk=pk)
