"""Bodies and workplaces of a unit: founded, renamed, ended by whoever administers the unit above."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.access.permissions import Permission
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import NotAllowed
from binhyen.orgunits.actions import close_body, found_body, rename_body
from binhyen.orgunits.models import Kind, Level
from binhyen.orgunits.queries import UnitOnDay, path_to
from binhyen.web.access.forms import DayField
from binhyen.web.access.views import refused_words
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say
from binhyen.web.orgunits.kept import above, identity, keeps, kept_path, page_of

_KINDS = {
    Level.BODY: (Kind.DEPARTMENT, Kind.FRONT, Kind.MASS_ORGANISATION, Kind.POLICE, Kind.ARMY),
    Level.WORKPLACE: (Kind.AGENCY, Kind.ENTERPRISE, Kind.SCHOOL),
}


class _BodyForm(forms.Form):
    """What a body is called, of which kind it is, since when and by which document."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại"))
    name = forms.CharField(
        label=gettext_lazy("Tên đầy đủ"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    code = forms.CharField(
        label=gettext_lazy("Mã"),
        max_length=10,
        help_text=gettext_lazy("Nhiều nhất mười ký tự: chữ in hoa, chữ số, dấu chấm, gạch nối; như 25-MTTQ."),
        widget=forms.TextInput({"autocomplete": "off", "class": "short"}),
    )
    valid_from = DayField(label=gettext_lazy("Từ ngày"))
    legal_basis = forms.CharField(
        label=gettext_lazy("Căn cứ"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Số, ký hiệu và ngày của văn bản."),
    )

    def __init__(self, level: Level, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, kind.label) for kind in _KINDS[level]]
        self.fields["kind"] = forms.ChoiceField(label=_("Loại"), choices=kinds)
        self.order_fields(["kind", "name", "code", "valid_from", "legal_basis"])


class _EndForm(forms.Form):
    """The first day without it."""

    valid_until = DayField(
        label=gettext_lazy("Kết thúc từ ngày"),
        help_text=gettext_lazy("Ngày đầu tiên không còn cơ quan, tổ chức này."),
    )


@needs(Permission.KEEP_UNITS)
def body_found(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new body of a province or commune."""
    path = kept_path(request, pk, Level.PROVINCE, Level.COMMUNE)
    form = _BodyForm(
        Level.BODY,
        request.POST or None,
        initial={"valid_from": today(), "code": f"{path[-1].code}-"},
    )
    if request.method == "POST" and form.is_valid():
        try:
            unit = found_body(by=request.actor, parent=identity(request, pk), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(_field_of(refusal), refused_words(refusal.refused))
        else:
            say(request, _("Đã thêm %s.") % form.cleaned_data["name"])
            return redirect("unit", pk=unit.pk)
    return render(
        request, "orgunits/body_found.html", {"form": form, **page_of(path, _("Thêm cơ quan, tổ chức"))}
    )


@needs(Permission.KEEP_UNITS)
def body_rename(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another name of a body or workplace, from a day."""
    path = _kept_from_above(request, pk)
    body = path[-1]
    form = _BodyForm(
        Level(body.level),
        request.POST or None,
        initial={"kind": body.kind, "name": body.name, "valid_from": today()},
    )
    del form.fields["code"]
    if request.method == "POST" and form.is_valid():
        try:
            rename_body(by=request.actor, unit=identity(request, pk), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(_field_of(refusal), refused_words(refusal.refused))
        else:
            say(request, _("Đã ghi tên mới."))
            return redirect("unit", pk=pk)
    return render(request, "orgunits/body_rename.html", {"form": form, **page_of(path, _("Đổi tên"))})


@needs(Permission.KEEP_UNITS)
def body_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """The end of a body or workplace."""
    path = _kept_from_above(request, pk)
    form = _EndForm(request.POST or None, initial={"valid_until": today()})
    if request.method == "POST" and form.is_valid():
        try:
            close_body(
                by=request.actor, unit=identity(request, pk), valid_until=form.cleaned_data["valid_until"]
            )
        except NotAllowed as refusal:
            form.add_error("valid_until", refused_words(refusal.refused))
        else:
            say(request, _("Đã ghi ngày %s kết thúc.") % path[-1].name)
            return redirect("unit", pk=path[-2].id)
    return render(
        request, "orgunits/body_close.html", {"form": form, **page_of(path, _("Ghi ngày kết thúc"))}
    )


def _kept_from_above(request: SignedInRequest, pk: int) -> tuple[UnitOnDay, ...]:
    """A body does not keep itself: who administers the unit above finds the page."""
    path = path_to(request.actor, pk, today())
    if not path or path[-1].level not in _KINDS or not keeps(request, above(path[-1].path)):
        raise Http404
    return path


def _field_of(refusal: NotAllowed) -> str | None:
    """The field beside which a refusal stands."""
    begins = {"name": "name", "same-name": "name", "code": "code", "kind": "kind", "basis": "legal_basis"}
    field = next((field for word, field in begins.items() if refusal.refused.code.startswith(word)), None)
    return field or ("valid_from" if refusal.refused.code.startswith(("before", "after", "closed")) else None)
