"""Groups of units, such as border communes or region III: the list, one group on a day, and how it is filled."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import NotAllowed
from binhyen.foundations.faults import BadInput
from binhyen.foundations.validity import Validity
from binhyen.foundations.vietnamese import format_number
from binhyen.orgunits.actions import MembersRefused, found_group, put_into_group, take_out_of_group
from binhyen.orgunits.models import UnitGroup
from binhyen.orgunits.queries import UnitOnDay, groups_seen, path_to, units_as_of, units_in_group
from binhyen.orgunits.values import MemberFault, codes_in
from binhyen.web.access.forms import DayField, home_unit
from binhyen.web.access.views import refused_words
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say
from binhyen.web.orgunits.days import day_of, day_switch
from binhyen.web.orgunits.kept import DecisionField, identity, keeps, kept_path, page_of
from binhyen.web.orgunits.listing import address


class _GroupForm(forms.Form):
    """What a group is called, and of which sort it is."""

    name = forms.CharField(
        label=gettext_lazy("Tên nhóm"), max_length=120, help_text=gettext_lazy("Như Xã khu vực III.")
    )
    code = forms.CharField(
        label=gettext_lazy("Mã nhóm"),
        max_length=20,
        help_text=gettext_lazy("Chữ không dấu, chữ số, gạch nối; như KV-III."),
        widget=forms.TextInput({"autocomplete": "off", "class": "short"}),
    )
    sort = forms.ChoiceField(label=gettext_lazy("Loại nhóm"), choices=UnitGroup.Sort.choices)


class _PutForm(forms.Form):
    """Which units belong to the group, by which decision, from when until when."""

    codes = forms.CharField(
        label=gettext_lazy("Mã các đơn vị"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Mỗi mã một dòng, hoặc dán cả cột mã từ Excel. Sai một mã thì chưa đơn vị nào vào nhóm."
        ),
    )
    decision = DecisionField()
    valid_from = DayField(label=gettext_lazy("Từ ngày"))
    last_day = DayField(
        label=gettext_lazy("Đến hết ngày"),
        required=False,
        help_text=gettext_lazy("Để trống khi quyết định chưa nói đến ngày nào."),
    )


class _OutForm(forms.Form):
    """From when, and by which decision, units belong to the group no longer."""

    valid_until = DayField(
        label=gettext_lazy("Ra khỏi nhóm từ ngày"),
        help_text=gettext_lazy("Ngày đầu tiên không còn trong nhóm."),
    )
    decision = DecisionField()


@require_GET
@needs(Permission.VIEW_UNIT)
def groups(request: SignedInRequest) -> HttpResponse:
    """Every group that the actor may see, with how many of the units that they may see are in it."""
    day = day_of(request)
    found = list(groups_seen(request.actor, day))
    names = dict(
        units_as_of(request.actor, day)
        .filter(unit_id__in={group.unit_id for group in found})
        .values_list("unit_id", "name")
    )
    may_found = request.actor.may_anywhere(Permission.KEEP_UNITS)
    return render(
        request,
        "orgunits/groups.html",
        {
            "day": day,
            "days": day_switch(request, day),
            "groups": [(group, names.get(group.unit_id, "")) for group in found],
            "found_at": home_unit(request.actor, Permission.KEEP_UNITS) if may_found else None,
        },
    )


@needs(Permission.KEEP_UNITS)
def group_found(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new group that is kept at a unit."""
    path = kept_path(request, pk)
    form = _GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            group = found_group(by=request.actor, unit=identity(request, pk), **form.cleaned_data)
        except NotAllowed as refusal:
            field = "code" if refusal.refused.code.startswith("group-code") else "name"
            form.add_error(field, refused_words(refusal.refused))
        else:
            say(request, _("Đã lập nhóm. Bây giờ đưa các đơn vị vào nhóm."))
            return redirect("group_put", group_id=group.pk)
    return render(request, "orgunits/group_found.html", {"form": form, **page_of(path, _("Lập nhóm đơn vị"))})


@require_GET
@needs(Permission.VIEW_UNIT)
def group(request: SignedInRequest, group_id: int) -> HttpResponse:
    """A group with the units in it on a day."""
    found, path = _found(request, group_id)
    return _shown(request, found, path, _OutForm(initial={"valid_until": today()}))


@needs(Permission.KEEP_UNITS)
def group_put(request: SignedInRequest, group_id: int) -> HttpResponse:
    """Units into a group, by a list of their codes."""
    found, path = _kept(request, group_id)
    form = _PutForm(request.POST or None, initial={"valid_from": today()})
    faults: tuple[MemberFault, ...] = ()
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        try:
            done = put_into_group(
                by=request.actor,
                group=found,
                codes=codes_in(fields["codes"]),
                decision=fields["decision"],
                valid_from=fields["valid_from"],
                valid_until=_after(fields["last_day"]),
            )
        except MembersRefused as refusal:
            faults = refusal.faults
        except NotAllowed as refusal:
            field = "decision" if refusal.refused.code.startswith(("decision", "text")) else "codes"
            form.add_error(field, refused_words(refusal.refused))
        except BadInput as fault:
            form.add_error("last_day", f"{fault.sentence} {fault.remedy}")
        else:
            told = {"new": format_number(done.new), "there": format_number(done.there)}
            say(request, _("Đã đưa %(new)s đơn vị vào nhóm; %(there)s đơn vị đã có từ trước.") % told)
            return redirect(f"{reverse('group', args=[found.pk])}?as_of={fields['valid_from'].isoformat()}")
    page = page_of(path, found.name)
    return render(
        request,
        "orgunits/group_put.html",
        {**page, "group": found, "form": form, "faults": faults},
        status=422 if faults or form.errors else 200,
    )


@needs(Permission.KEEP_UNITS)
def group_take_out(request: SignedInRequest, group_id: int) -> HttpResponse:
    """Chosen units out of a group, from a day. The choice stands on the page of the group."""
    found, path = _kept(request, group_id)
    if request.method != "POST":
        return _shown(request, found, path, _OutForm(initial={"valid_until": today()}))
    form = _OutForm(request.POST)
    chosen = {int(key) for key in request.POST.getlist("unit") if key.isascii() and key.isdigit()}
    if form.is_valid() and not chosen:
        form.add_error(None, _("Chưa chọn đơn vị nào. Đánh dấu các đơn vị ra khỏi nhóm."))
    elif form.is_valid():
        try:
            number = take_out_of_group(by=request.actor, group=found, unit_ids=chosen, **form.cleaned_data)
        except NotAllowed as refusal:
            field = "decision" if refusal.refused.code.startswith(("decision", "text")) else "valid_until"
            form.add_error(field, refused_words(refusal.refused))
        else:
            say(request, _("Đã đưa %s đơn vị ra khỏi nhóm.") % format_number(number))
            return redirect("group", group_id=found.pk)
    return _shown(request, found, path, form, chosen)


def _shown(
    request: SignedInRequest,
    found: UnitGroup,
    path: tuple[UnitOnDay, ...],
    form: _OutForm,
    chosen: frozenset[int] | set[int] = frozenset(),
) -> HttpResponse:
    day = day_of(request)
    units = [
        {
            "key": version.unit_id,
            "name": version.name,
            "code": version.code,
            "url": address(version.unit_id, day),
            "decision": version.decision,
            "since": version.member_from,
            "last_day": Validity(version.member_from, version.member_until).last_day,
            "chosen": version.unit_id in chosen,
        }
        for version in units_in_group(request.actor, found.pk, day)
    ]
    return render(
        request,
        "orgunits/group.html",
        {
            **page_of(path, found.name),
            "group": found,
            "day": day,
            "is_today": day == today(),
            "days": day_switch(request, day),
            "units": units,
            "kept_here": keeps(request, found.unit_path),
            "form": form,
        },
        status=422 if form.errors else 200,
    )


def _found(request: SignedInRequest, group_id: int) -> tuple[UnitGroup, tuple[UnitOnDay, ...]]:
    """The group and the path of the unit that keeps it."""
    found = UnitGroup.objects.visible_to(request.actor).filter(pk=group_id).first()
    if found is None:
        raise Http404
    path = path_to(request.actor, found.unit_id, today())
    if not path:
        raise Http404
    return found, path


def _kept(request: SignedInRequest, group_id: int) -> tuple[UnitGroup, tuple[UnitOnDay, ...]]:
    found, path = _found(request, group_id)
    if not keeps(request, found.unit_path):
        raise Http404
    return found, path


def _after(last_day: date | None) -> date | None:
    """The first day that is no longer meant, where people say the last that is."""
    return None if last_day is None else last_day + timedelta(days=1)
