"""The list of accounts of a scope: who is found by which filters, and what a row says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
from binhyen.web.frame.lists import Column, ListOf

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

    @property
    def url(self) -> str:
        return reverse("account", args=[self.account.pk])


def accounts_found(
    actor: Actor, *, text: str = "", role: str = "", unit: UnitOnDay | None = None, state: str = ""
) -> QuerySet[Account]:
    """The accounts that the actor may see and the filters let through, in the order of given names.

    ``unit_sort_key`` tells by which unit each is ordered: that of its first appointment from the top.
    """
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
    first = Appointment.objects.visible_to(actor).filter(open_on(today()), account=OuterRef("pk"))
    accounts = accounts.annotate(
        first_unit=Subquery(first.order_by("unit_path", "role").values("unit_id")[:1])
    )
    its_name = units_as_of(actor, today()).filter(unit_id=OuterRef("first_unit")).values("sort_key")
    return accounts.annotate(unit_sort_key=Subquery(its_name[:1])).order_by(*ACCOUNTS.orders["name"])


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


def by_appointment(rows: Iterable[Row]) -> Iterator[Row]:
    """The same rows with one appointment each, as a spreadsheet wants them; one row for an account without any."""
    for row in rows:
        if not row.held:
            yield row
        for held in row.held:
            yield replace(row, held=[held])


def _each(part: Callable[[Held], str]) -> Callable[[Row], str]:
    """One line an appointment, in the same order in every column."""
    return lambda row: "\n".join(part(held) for held in row.held)


def _second_factor(row: Row) -> str:
    return _("đã thiết lập") if row.second_factor else _("chưa thiết lập")


def _state(row: Row) -> str:
    return _("đang hoạt động") if row.account.is_active else _("đã khoá")


def _role(row: Row) -> str:
    return _each(lambda held: held.role)(row) or _("chưa có vai trò")


ACCOUNTS = ListOf[Row](
    gettext_lazy("Tài khoản"),
    Column("name", gettext_lazy("Họ và tên"), lambda row: row.account.full_name, "name", width=28),
    (
        Column(
            "username", gettext_lazy("Tên đăng nhập"), lambda row: row.account.username, "username", width=24
        ),
        Column("post", gettext_lazy("Chức vụ"), lambda row: row.account.post, width=24),
        Column("role", gettext_lazy("Vai trò"), _role, width=20, unbroken=True),
        Column(
            "unit",
            gettext_lazy("Đơn vị"),
            _each(lambda held: held.unit_name),
            "unit",
            width=28,
            unbroken=True,
        ),
        Column(
            "since",
            gettext_lazy("Từ ngày"),
            _each(lambda held: held.since),
            shown_at_first=False,
            unbroken=True,
        ),
        Column("second-factor", gettext_lazy("Xác thực hai lớp"), _second_factor, width=18),
        Column("state", gettext_lazy("Trạng thái"), _state, "state"),
        Column(
            "email",
            gettext_lazy("Thư công vụ"),
            lambda row: row.account.email,
            shown_at_first=False,
            width=28,
        ),
    ),
    {
        "name": ("sort_key", "username"),
        "username": ("username",),
        "unit": ("unit_sort_key", "sort_key", "username"),
        "state": ("is_active", "sort_key", "username"),
    },
)
