"""Steering committees of a unit: what they were composed of, and how they are founded, re-formed, corrected, closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from binhyen.access.permissions import Permission
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import NotAllowed
from binhyen.orgunits.actions import (
    SeatsRefused,
    close_committee,
    correct_committee,
    found_committee,
    reform_committee,
)
from binhyen.orgunits.models import Committee, CommitteeSeat, OrgUnit
from binhyen.orgunits.queries import UnitOnDay, bodies_of, committees_of, path_to
from binhyen.orgunits.values import MOST_SEATS, Seat, SeatFault, tidy_seats
from binhyen.web.access.forms import DayField
from binhyen.web.access.views import refused_words
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say
from binhyen.web.orgunits.kept import DecisionField, identity, keeps, kept_path, page_of
from binhyen.web.orgunits.surroundings import WITH_COMMITTEES

EMPTY_ROWS, ROWS_AT_FIRST = 3, 8
_USUAL = (CommitteeSeat.Duty.HEAD, CommitteeSeat.Duty.STANDING_DEPUTY, CommitteeSeat.Duty.DEPUTY)


class _CommitteeForm(forms.Form):
    """Everything of a committee but its seats, which stand in a table beside it."""

    name = forms.CharField(
        label=gettext_lazy("Tên gọi ở địa phương"),
        max_length=200,
        help_text=gettext_lazy("Như trong quyết định, ví dụ Ban Chỉ đạo 138."),
    )
    decision = DecisionField()
    valid_from = DayField(label=gettext_lazy("Từ ngày"))
    standing_body = forms.TypedChoiceField(
        label=gettext_lazy("Cơ quan thường trực"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, bodies: Sequence[tuple[int, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        body: Any = self.fields["standing_body"]
        body.choices = [("", _("Chưa chọn")), *bodies]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table of seats: what stands in it, and what is wrong with each cell."""

    number: int
    seat: Seat
    faults: dict[str, str]


@require_GET
@needs(Permission.VIEW_UNIT)
def committees(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every committee that a unit has had, the latest first."""
    path = path_to(request.actor, pk, today())
    if not path or path[-1].level not in WITH_COMMITTEES:
        raise Http404
    return render(
        request,
        "orgunits/committees.html",
        {
            **page_of(path, _("Ban Chỉ đạo")),
            "committees": [
                (each, each.validity.holds_on(today()), each.validity.last_day)
                for each in committees_of(request.actor, pk)
            ],
            "kept_here": keeps(request, path[-1].path),
        },
    )


@needs(Permission.KEEP_UNITS)
def committee_found(request: SignedInRequest, pk: int) -> HttpResponse:
    """A new committee of a unit."""
    path = kept_path(request, pk, *WITH_COMMITTEES)

    def act(**fields: Any) -> None:
        found_committee(by=request.actor, unit=identity(request, pk), **fields)

    usual = [Seat(duty.value, "", "") for duty in _USUAL]
    page = page_of(path, _("Thành lập Ban Chỉ đạo"))
    return _composed(request, page, act, {"valid_from": today()}, usual, _("Thành lập"))


@needs(Permission.KEEP_UNITS)
def committee_reform(request: SignedInRequest, pk: int, committee_id: int) -> HttpResponse:
    """The next composition of a committee, by another decision."""
    path, committee, seats = _found(request, pk, committee_id)

    def act(**fields: Any) -> None:
        reform_committee(by=request.actor, committee=committee, **fields)

    initial = {"name": committee.name, "standing_body": committee.standing_body_id, "valid_from": today()}
    page = page_of(path, _("Kiện toàn Ban Chỉ đạo")) | {"former": committee}
    return _composed(request, page, act, initial, seats, _("Kiện toàn"))


@needs(Permission.KEEP_UNITS)
def committee_correct(request: SignedInRequest, pk: int, committee_id: int) -> HttpResponse:
    """What was typed wrongly of a committee, put right without a new decision."""
    path, committee, seats = _found(request, pk, committee_id)

    def act(**fields: Any) -> None:
        correct_committee(by=request.actor, committee=committee, **fields)

    initial = {
        "name": committee.name,
        "decision": committee.decision,
        "standing_body": committee.standing_body_id,
    }
    page = page_of(path, _("Sửa thành phần Ban Chỉ đạo"))
    return _composed(request, page, act, initial, seats, _("Lưu chỗ sửa"), without="valid_from")


@needs(Permission.KEEP_UNITS)
def committee_close(request: SignedInRequest, pk: int, committee_id: int) -> HttpResponse:
    """The end of a committee without another."""
    path, committee, _seats = _found(request, pk, committee_id)
    form = _EndForm(request.POST or None, initial={"valid_until": today()})
    if request.method == "POST" and form.is_valid():
        try:
            close_committee(
                by=request.actor, committee=committee, valid_until=form.cleaned_data["valid_until"]
            )
        except NotAllowed as refusal:
            form.add_error("valid_until", refused_words(refusal.refused))
        else:
            say(request, _("Đã ghi ngày Ban Chỉ đạo kết thúc."))
            return redirect("committees", pk=pk)
    page = page_of(path, _("Ghi ngày kết thúc"))
    return render(request, "orgunits/committee_close.html", {**page, "form": form, "committee": committee})


class _EndForm(forms.Form):
    """The first day without the committee."""

    valid_until = DayField(
        label=gettext_lazy("Kết thúc từ ngày"),
        help_text=gettext_lazy("Ngày đầu tiên không còn Ban Chỉ đạo này."),
    )


def _found(
    request: SignedInRequest, pk: int, committee_id: int
) -> tuple[tuple[UnitOnDay, ...], Committee, Sequence[Seat]]:
    path = kept_path(request, pk, *WITH_COMMITTEES)
    for each in committees_of(request.actor, pk):
        if each.committee.pk == committee_id:
            return path, each.committee, each.seats
    raise Http404


def _composed(
    request: SignedInRequest,
    page: dict[str, Any],
    act: Callable[..., None],
    initial: dict[str, Any],
    seats: Sequence[Seat],
    submit: str,
    *,
    without: str = "",
) -> HttpResponse:
    """The page with the form and the table of seats. A button adds rows without sending anything."""
    unit: UnitOnDay = page["unit"]
    bodies = bodies_of(request.actor, unit.id, today()).values_list("unit_id", "name")
    form = _CommitteeForm(list(bodies), request.POST or None, initial=initial)
    form.fields.pop(without, None)
    faults: Sequence[SeatFault] = ()
    sent = request.method == "POST"
    if sent:
        seats = tidy_seats(_written(request.POST))
    adds_rows = "add_rows" in request.POST
    if adds_rows:
        form = _CommitteeForm(list(bodies), initial={name: request.POST.get(name) for name in form.fields})
        form.fields.pop(without, None)
    elif sent and form.is_valid():
        fields = form.cleaned_data
        try:
            act(**fields | {"seats": seats, "standing_body": _body(request, fields["standing_body"])})
        except SeatsRefused as refusal:
            faults = refusal.faults
        except NotAllowed as refusal:
            form.add_error(_FIELDS.get(refusal.refused.code), refused_words(refusal.refused))
        else:
            say(request, _("Đã ghi Ban Chỉ đạo."))
            return redirect("committees", pk=unit.id)
    failed = sent and not adds_rows
    return render(
        request,
        "orgunits/committee_form.html",
        {
            **page,
            "form": form,
            "rows": _rows(seats, faults, more=EMPTY_ROWS + 2 if adds_rows else EMPTY_ROWS),
            "faults": faults,
            "duties": CommitteeSeat.Duty.choices,
            "submit": submit,
        },
        status=422 if failed else 200,
    )


_FIELDS = {
    "name-empty": "name",
    "committee-stands": "name",
    "decision-empty": "decision",
    "before-it-began": "valid_from",
    "outside-the-unit": "valid_from",
    "standing-body-elsewhere": "standing_body",
}


def _written(sent: QueryDict) -> list[Seat]:
    """The seats as they stand in the table."""
    columns = (sent.getlist("duty"), sent.getlist("post"), sent.getlist("agency"))
    return [Seat(*cells) for cells in list(zip(*columns, strict=False))[: MOST_SEATS + 1]]


def _rows(seats: Sequence[Seat], faults: Sequence[SeatFault], more: int) -> list[_Row]:
    shown = [*seats, *(Seat("member", "", "") for _each in range(max(more, ROWS_AT_FIRST - len(seats))))]
    return [
        _Row(
            number,
            seat,
            {fault.field: f"{fault.sentence} {fault.remedy}" for fault in faults if fault.number == number},
        )
        for number, seat in enumerate(shown, start=1)
    ]


def _body(request: SignedInRequest, key: int | None) -> OrgUnit | None:
    return None if key is None else identity(request, key)
