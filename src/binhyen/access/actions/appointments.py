"""Giving a role at a unit, and ending it."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from binhyen.access.actions.accounts import refuse_if_last_system_administrator
from binhyen.access.models import Account, Appointment, Role
from binhyen.access.permissions import may_appoint, may_end_appointment
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.vietnamese import format_date, nfc
from binhyen.machinery.action import Done, act
from binhyen.orgunits.models import OrgUnit

__all__ = ["appoint", "end_appointment"]


@act("access.appoint", _("Phân công vai trò"), permission=may_appoint)
def appoint(
    *,
    by: Actor,
    account: Account,
    unit: OrgUnit,
    role: str,
    valid_from: date | None = None,
    valid_until: date | None = None,
    decided_by: str = "",
) -> Done[Appointment]:
    """Give the account a role at the unit from ``valid_from`` (today unless told) until before ``valid_until``.

    ``decided_by`` is the number of the document that says so.
    """
    since = valid_from or today()
    if valid_until is not None and valid_until <= since:
        raise NotAllowed(
            Refused(
                "ends-before-it-begins",
                str(_("Ngày thôi vai trò phải sau ngày bắt đầu.")),
                str(_("Sửa lại một trong hai ngày.")),
            )
        )
    if unit.valid_until is not None and since >= unit.valid_until:
        raise NotAllowed(
            Refused(
                "unit-ended",
                str(_("Đơn vị này chỉ có đến trước ngày %s.")) % format_date(unit.valid_until),
                str(_("Phân công tại đơn vị đã thay thế nó.")),
            )
        )
    same = Appointment.objects.visible_to(by).filter(account=account, unit=unit, role=role)
    for other in same:
        if (valid_until is None or other.valid_from < valid_until) and (
            other.valid_until is None or other.valid_until > since
        ):
            raise NotAllowed(
                Refused(
                    "appointed-already",
                    str(_("Tài khoản đã giữ vai trò này ở đơn vị này từ ngày %s."))
                    % format_date(other.valid_from),
                    str(_("Cho thôi vai trò cũ trước, hoặc chọn ngày khác.")),
                )
            )
    appointment = Appointment.objects.create(
        account=account,
        unit=unit,
        role=Role(role),
        valid_from=since,
        valid_until=valid_until,
        decided_by=nfc(decided_by.strip()),
    )
    return Done(
        appointment,
        unit_id=unit.pk,
        subject=f"account:{account.pk}",
        detail={"role": str(role), "from": since, "until": valid_until, "decided_by": appointment.decided_by},
    )


@act("access.end-appointment", _("Thôi vai trò"), permission=may_end_appointment)
def end_appointment(*, by: Actor, appointment: Appointment, until: date | None = None) -> Done[Appointment]:
    """Let the appointment end: ``until`` is the first day on which it no longer holds, today unless told.

    One that would end before it began never held for a whole day and is removed; the trail keeps both.
    """
    last = until or today()
    if last < today():
        raise NotAllowed(
            Refused(
                "past-end",
                str(_("Không cho thôi vai trò về trước ngày hôm nay.")),
                str(_("Chọn ngày hôm nay hoặc một ngày sau đó.")),
            )
        )
    if appointment.valid_until is not None and appointment.valid_until <= today():
        raise NotAllowed(Refused("ended-already", str(_("Vai trò này đã thôi từ trước.")), ""))
    if appointment.role == Role.SYSTEM_ADMINISTRATOR:
        refuse_if_last_system_administrator(by, appointment.account, appointment.unit_path)
    withdrawn = last <= appointment.valid_from
    if withdrawn:
        Appointment.objects.visible_to(by).filter(pk=appointment.pk).delete()
    else:
        appointment.valid_until = last
        appointment.save(update_fields=["valid_until"])
    return Done(
        appointment,
        unit_id=appointment.unit_id,
        subject=f"account:{appointment.account_id}",
        detail={
            "role": appointment.role,
            "from": appointment.valid_from,
            "until": last,
            "withdrawn": withdrawn,
        },
    )
