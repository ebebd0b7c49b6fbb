"""Accounts: the list of a scope, one account and what is done with it, new ones by form or workbook."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from binhyen.access import actions
from binhyen.access.models import Account, Appointment, Role
from binhyen.access.permissions import (
    Permission,
    may_disable,
    may_end_appointment,
    may_renew_second_factor,
)
from binhyen.access.queries import (
    RowFault,
    RowsRefused,
    accounts_visible_to,
    appointments_visible_to,
    empty_workbook,
    rows_of_workbook,
    second_factor_holders,
    unused_code_of,
    username_for,
)
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.machinery.files.receiving import look_at
from binhyen.orgunits.models import Level
from binhyen.web.access import forms, listing, slips
from binhyen.web.frame import current
from binhyen.web.frame.lists import EXCEL, both_exports
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say


def refused_words(refused: Refused) -> str:
    """A refusal in the reader's language."""
    return " ".join(str(part) for part in (refused.sentence, refused.remedy) if part)


def administration(request: SignedInRequest) -> dict[str, bool]:
    """Which pages of administration the actor may enter, for the row of links above them."""
    return {
        "may_keep_units": request.actor.may_anywhere(Permission.KEEP_UNITS),
        "may_search_trail": request.actor.may_anywhere(Permission.SEARCH_TRAIL),
        "may_publish_catalogue": request.actor.may_anywhere(Permission.PUBLISH_CATALOGUE),
        "may_support": request.actor.may_anywhere(Permission.OPEN_SUPPORT_ACCESS),
    }


def _account(request: SignedInRequest, pk: int) -> Account:
    account = accounts_visible_to(request.actor).filter(pk=pk).first()
    if account is None:
        raise Http404
    return account


class _Filters(django_forms.Form):
    q = django_forms.CharField(label="", required=False, max_length=100)
    role = django_forms.ChoiceField(label="", required=False)
    state = django_forms.ChoiceField(label="", required=False)

    def __init__(self, request: SignedInRequest) -> None:
        super().__init__(request.GET or None)
        self.fields["q"].label = _("Tên hoặc tên đăng nhập")
        self.fields["unit"] = forms.UnitField(
            request.actor, Permission.VIEW_ACCOUNTS, required=False, help_text=""
        )
        self.fields["role"] = django_forms.ChoiceField(
            label=_("Vai trò"), required=False, choices=[("", _("Mọi vai trò")), *Role.choices]
        )
        self.fields["state"] = django_forms.ChoiceField(
            label=_("Trạng thái"),
            required=False,
            choices=[
                ("", _("Mọi trạng thái")),
                ("active", _("đang hoạt động")),
                ("disabled", _("đã khoá")),
                ("unappointed", _("chưa có vai trò")),
            ],
        )
        self.order_fields(["q", "unit", "role", "state"])


def _found(request: SignedInRequest) -> tuple[_Filters, Any]:
    filters = _Filters(request)
    chosen = filters.cleaned_data if filters.is_bound and filters.is_valid() else {}
    accounts = listing.accounts_found(
        request.actor,
        text=chosen.get("q", ""),
        role=chosen.get("role", ""),
        unit=chosen.get("unit"),
        state=chosen.get("state", ""),
    )
    if filters.is_bound and not filters.is_valid():
        accounts = accounts.none()
    return filters, accounts


@require_GET
@needs(Permission.VIEW_ACCOUNTS)
def accounts(request: SignedInRequest) -> HttpResponse:
    """The accounts of one's own unit and below, 50 a page, with filters in the address.

    An address that says nothing is led to the unit at which the account works, as a filter to see and to remove.
    """
    if not request.GET and (start := _unit_to_start_from(request)):
        return redirect(f"{reverse('accounts')}?{urlencode({'unit': start})}")
    filters, found = _found(request)
    return render(
        request,
        "access/accounts.html",
        {
            "filters": filters,
            "filtered": any(request.GET.get(name) for name in filters.fields),
            "may_create": request.actor.may_anywhere(Permission.CREATE_ACCOUNT),
            **administration(request),
            **listing.ACCOUNTS.page(
                request,
                found,
                lambda page: listing.rows_of(request.actor, page),
                both_exports("accounts_csv", "accounts_excel"),
            ),
        },
    )


def _unit_to_start_from(request: SignedInRequest) -> str:
    """The unit that was entered last, as the filter reads it, where it narrows the list; else nothing."""
    unit = current.current_unit(request, request.actor)
    if (
        unit is None
        or unit.level == Level.COUNTRY
        or not request.actor.may(Permission.VIEW_ACCOUNTS, at=unit.path)
    ):
        return ""
    return forms.written(unit)


@require_GET
@needs(Permission.VIEW_ACCOUNTS)
def accounts_csv(request: SignedInRequest) -> HttpResponse:
    """The whole filtered list as CSV, one line an appointment."""
    return listing.ACCOUNTS.csv(request.GET, *_whole_list(request))


@require_GET
@needs(Permission.VIEW_ACCOUNTS)
def accounts_excel(request: SignedInRequest) -> HttpResponse:
    """The same as an Excel workbook."""
    return listing.ACCOUNTS.excel(request.GET, *_whole_list(request))


def _whole_list(request: SignedInRequest) -> tuple[list[listing.Row], str]:
    """Every row of the list that the address asks for, and the name of a file with them."""
    _filters, found = _found(request)
    rows = listing.rows_of(request.actor, listing.ACCOUNTS.in_order(found, request.GET))
    return list(listing.by_appointment(rows)), f"tai-khoan-{today().isoformat()}"


@require_GET
@needs(Permission.VIEW_ACCOUNTS)
def account(request: SignedInRequest, pk: int) -> HttpResponse:
    """One account: its appointments in time, the state of its second factor, and what may be done with it."""
    actor = request.actor
    shown = _account(request, pk)
    appointments = list(appointments_visible_to(actor).filter(account=shown))
    names = listing.unit_names(actor, {appointment.unit_id for appointment in appointments})
    keeps = actor.may_anywhere(Permission.APPOINT)
    disable = may_disable(by=actor, account=shown)
    renew = may_renew_second_factor(by=actor, account=shown)
    return render(
        request,
        "access/account.html",
        {
            "account": shown,
            "appointments": [
                {
                    "appointment": appointment,
                    "unit_name": names[appointment.unit_id],
                    "open": appointment.valid_until is None or appointment.valid_until > today(),
                    "last_day": appointment.validity.last_day,
                    "may_end": bool(may_end_appointment(by=actor, appointment=appointment)),
                }
                for appointment in appointments
            ],
            "second_factor": shown.pk in second_factor_holders([shown.pk]),
            "code": unused_code_of(shown),
            "keeps": keeps,
            "disable": disable,
            "renew": renew,
            "may_appoint": keeps and shown.pk != actor.account_id,
        },
    )


@needs(Permission.CREATE_ACCOUNT)
def account_create(request: SignedInRequest) -> HttpResponse:
    """A new account with its first role; its slip follows."""
    form = forms.CreateAccountForm(request.actor, request.POST or None)
    form.order_fields(["full_name", "post", "email", "unit", "role", "valid_from", "decided_by", "username"])
    if request.method == "POST" and form.is_valid():
        data, actor = form.cleaned_data, request.actor
        username = data["username"] or username_for(data["full_name"], data["unit"].code)
        try:
            with transaction.atomic():
                new = actions.create_account(
                    by=actor,
                    username=username,
                    full_name=data["full_name"],
                    post=data["post"],
                    email=data["email"],
                    unit_id=data["unit"].id,
                )
                actions.appoint(
                    by=actor,
                    account=new.account,
                    unit=forms.unit_of(data["unit"], actor),
                    role=data["role"],
                    valid_from=data["valid_from"],
                    decided_by=data["decided_by"],
                )
        except NotAllowed as refusal:
            field = "username" if refusal.refused.code.startswith("username") else None
            form.add_error(field, refused_words(refusal.refused))
        else:
            slips.keep(
                request,
                [
                    slips.Slip(
                        new.account.pk,
                        new.account.username,
                        new.account.full_name,
                        data["unit"].name,
                        str(Role(data["role"]).label),
                        new.code,
                    )
                ],
            )
            say(request, _("Đã tạo tài khoản %s.") % new.account.username)
            return redirect("account_slip", pk=new.account.pk)
    return render(request, "access/account_create.html", {"form": form})


@never_cache
@require_GET
@needs(Permission.CREATE_ACCOUNT)
def account_slip(request: SignedInRequest, pk: int) -> HttpResponse:
    """The slip of an account just made or renewed: shown once."""
    shown = _account(request, pk)
    kept = [slip for slip in slips.take(request) if slip.account_id == pk]
    return render(request, "access/slips.html", {"slips": kept, "account": shown})


@needs(Permission.APPOINT)
def account_appoint(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give the account a further role."""
    shown = _account(request, pk)
    form = forms.AppointForm(request.actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.appoint(
                by=request.actor,
                account=shown,
                unit=forms.unit_of(data["unit"], request.actor),
                role=data["role"],
                valid_from=data["valid_from"],
                decided_by=data["decided_by"],
            )
        except NotAllowed as refusal:
            form.add_error(None, refused_words(refusal.refused))
        else:
            say(request, _("Đã phân công vai trò."))
            return redirect("account", pk=pk)
    return render(request, "access/account_appoint.html", {"form": form, "account": shown})


@needs(Permission.APPOINT)
def appointment_end(request: SignedInRequest, pk: int, appointment_id: int) -> HttpResponse:
    """End an appointment from a day on."""
    shown = _account(request, pk)
    appointment: Appointment | None = (
        appointments_visible_to(request.actor).filter(account=shown, pk=appointment_id).first()
    )
    if appointment is None:
        raise Http404
    form = forms.EndForm(request.POST or None, initial={"last_day": today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_appointment(
                by=request.actor, appointment=appointment, until=form.cleaned_data["last_day"]
            )
        except NotAllowed as refusal:
            form.add_error(None, refused_words(refusal.refused))
        else:
            say(request, _("Đã cho thôi vai trò."))
            return redirect("account", pk=pk)
    names = listing.unit_names(request.actor, [appointment.unit_id])
    return render(
        request,
        "access/appointment_end.html",
        {
            "form": form,
            "account": shown,
            "appointment": appointment,
            "role": Role(appointment.role).label,
            "unit_name": names[appointment.unit_id],
        },
    )


class _Confirm(django_forms.Form):
    """Nothing to fill in: a button that means it."""


def _confirmed(request: SignedInRequest, pk: int, template: str, act: Any) -> HttpResponse:
    shown = _account(request, pk)
    form = _Confirm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            return act(shown)  # type: ignore[no-any-return]
        except NotAllowed as refusal:
            form.add_error(None, refused_words(refusal.refused))
    return render(request, template, {"form": form, "account": shown})


@needs(Permission.APPOINT)
def account_disable(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close an account, after a page that says what follows."""

    def act(shown: Account) -> HttpResponse:
        actions.disable_account(by=request.actor, account=shown)
        say(request, _("Đã khoá tài khoản."))
        return redirect("account", pk=pk)

    return _confirmed(request, pk, "access/account_disable.html", act)


@needs(Permission.APPOINT)
def account_enable(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""

    def act(shown: Account) -> HttpResponse:
        actions.enable_account(by=request.actor, account=shown)
        say(request, _("Đã mở lại tài khoản."))
        return redirect("account", pk=pk)

    return _confirmed(request, pk, "access/account_enable.html", act)


@needs(Permission.RENEW_SECOND_FACTOR)
def account_renew(request: SignedInRequest, pk: int) -> HttpResponse:
    """Renew a lost second factor: a slip with a fresh code follows."""

    def act(shown: Account) -> HttpResponse:
        code = actions.renew_second_factor(by=request.actor, account=shown)
        row = listing.rows_of(request.actor, [shown])[0]
        slips.keep(
            request,
            [
                slips.Slip(
                    shown.pk,
                    shown.username,
                    shown.full_name,
                    row.held[0].unit_name if row.held else "",
                    ", ".join(held.role for held in row.held),
                    code,
                )
            ],
        )
        say(request, _("Đã cấp lại. Đơn vị được báo về việc này."))
        return redirect("account_slip", pk=pk)

    return _confirmed(request, pk, "access/account_renew.html", act)


@needs(Permission.CREATE_ACCOUNT)
def accounts_import(request: SignedInRequest) -> HttpResponse:
    """Accounts from a workbook: all rows or none, each faulty one named."""
    form = forms.WorkbookForm(request.POST or None, request.FILES or None)
    faults: list[RowFault] = []
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["workbook"]
        data = upload.read()
        receipt = look_at(by=request.actor, name=upload.name, data=data)  # its line stays whatever follows
        try:
            if receipt.refused is not None:
                raise NotAllowed(receipt.refused)
            with transaction.atomic():
                rows = rows_of_workbook(upload.name, receipt.read, data)
                made = actions.import_accounts(by=request.actor, rows=rows)
        except RowsRefused as refusal:
            faults = refusal.faults
        except NotAllowed as refusal:
            form.add_error("workbook", refused_words(refusal.refused))
        else:
            slips.keep(
                request,
                [
                    slips.Slip(
                        new.account.pk,
                        new.account.username,
                        new.account.full_name,
                        new.unit_name,
                        ", ".join(new.roles),
                        new.code,
                    )
                    for new in made
                ],
            )
            say(request, _("Đã tạo %d tài khoản.") % len(made))
            return redirect("accounts_import_slips")
    return render(request, "access/accounts_import.html", {"form": form, "faults": faults})


@require_GET
@needs(Permission.CREATE_ACCOUNT)
def accounts_import_template(request: SignedInRequest) -> HttpResponse:
    """The empty workbook."""
    response = HttpResponse(empty_workbook(), content_type=EXCEL)
    response["Content-Disposition"] = 'attachment; filename="mau-tai-khoan.xlsx"'
    return response


@never_cache
@require_GET
@needs(Permission.CREATE_ACCOUNT)
def accounts_import_slips(request: SignedInRequest) -> HttpResponse:
    """The slips of an import just done: shown once."""
    return render(request, "access/slips.html", {"slips": slips.take(request)})
