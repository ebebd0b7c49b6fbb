"""The list of accounts of a scope: who is found by which filters, and what a row says."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from binhyen.access.models import Account, Appointment, Role
from binhyen.access.queries import (
    accounts_visible_to,
    appointments_visible_to,
    open_on,
    second_factor_holders,
)
from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.clock import today
from binhyen.foundations.vietnamese import fold, format_date
from binhyen.machinery.database.scoping import within
from binhyen.orgunits.queries import UnitOnDay, units_as_of

STATES = ("active", "disabled", "unappointed")


@dataclass(frozen=True, slots=True)
class Held:
    """One appointment of a row."""

    role: str
    unit_id: int
    unit_name: str
    since: str


@dataclass(slots=True)
class Row:
    """An account as the list shows it."""

    account: Account
    held: list[Held] = field(default_factory=list)
    second_factor: bool = False


def accounts_found(
    actor: Actor, *, text: str = "", role: str = "", unit: UnitOnDay | None = None, state: str = ""
) -> QuerySet[Account]:
    """The accounts that the actor may see and the filters let through, in the order of given names."""
    accounts = accounts_visible_to(actor)
    for word in fold(text).split():
        accounts = accounts.filter(search_key__contains=word)
    held = Appointment.objects.visible_to(actor).filter(open_on(today()), account=OuterRef("pk"))
    if role in Role.values or unit is not None:
        if role in Role.values:
            held = held.filter(role=role)
        if unit is not None:
            held = held.filter(within(branches(paths=(unit.path,))))
        accounts = accounts.filter(Exists(held))
    if state == "unappointed":
        accounts = accounts.filter(~Exists(held))
    elif state in ("active", "disabled"):
        accounts = accounts.filter(is_active=state == "active")
    return accounts.order_by("sort_key", "username")


def rows_of(actor: Actor, accounts: Iterable[Account]) -> list[Row]:
    """The rows of these accounts; three statements however many there are."""
    listed = list(accounts)
    rows = {account.pk: Row(account) for account in listed}
    appointments = list(
        appointments_visible_to(actor)
        .filter(open_on(today()), account__in=rows)
        .order_by("unit_path", "role")
    )
    names = unit_names(actor, {appointment.unit_id for appointment in appointments})
    for appointment in appointments:
        rows[appointment.account_id].held.append(
            Held(
                str(Role(appointment.role).label),
                appointment.unit_id,
                names.get(appointment.unit_id, ""),
                format_date(appointment.valid_from),
            )
        )
    holders = second_factor_holders(rows)
    for key, row in rows.items():
        row.second_factor = key in holders
    return list(rows.values())


def unit_names(actor: Actor, unit_ids: Iterable[int]) -> dict[int, str]:
    """What the units are called today; one statement."""
    names: dict[int, str] = defaultdict(str)
    names.update(
        units_as_of(actor, today()).filter(unit_id__in=list(unit_ids)).values_list("unit_id", "name")
    )
    return names


def as_csv(rows: Iterable[Row]) -> bytes:
    """The list for a spreadsheet: one line an appointment, UTF-8 with its mark so that Excel reads the letters."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            _("Tên đăng nhập"),
            _("Họ và tên"),
            _("Chức vụ"),
            _("Đơn vị"),
            _("Vai trò"),
            _("Từ ngày"),
            _("Xác thực hai lớp"),
            _("Trạng thái"),
        ]
    )
    for row in rows:
        for held in row.held or [Held("", 0, "", "")]:
            writer.writerow(
                [
                    _plain(cell)
                    for cell in (
                        row.account.username,
                        row.account.full_name,
                        row.account.post,
                        held.unit_name,
                        held.role,
                        held.since,
                        _("đã thiết lập") if row.second_factor else _("chưa thiết lập"),
                        _("đang hoạt động") if row.account.is_active else _("đã khoá"),
                    )
                ]
            )
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Any) -> str:
    """Text that a spreadsheet takes for text, not for a formula."""
    text = str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
