"""The list of units: its columns and orders, and which units an address asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.clock import today
from binhyen.foundations.vietnamese import format_date, format_number
from binhyen.machinery.database.scoping import ScopedQuerySet, within
from binhyen.orgunits.models import Kind, Level, OrgUnitVersion
from binhyen.orgunits.queries import UnitOnDay, matching, on_day, units_as_of
from binhyen.web.frame.lists import Column, ListOf


@dataclass(frozen=True, slots=True)
class Listed:
    """A unit with the name of the one above it and where its page stands."""

    unit: UnitOnDay
    parent: str
    url: str


UNITS = ListOf[Listed](
    _("Đơn vị"),
    Column("name", _("Tên đơn vị"), lambda row: row.unit.name, "name", width=40),
    (
        Column("code", _("Mã số"), lambda row: row.unit.code, "code"),
        Column("kind", _("Loại"), lambda row: row.unit.kind_label, "kind"),
        Column("parent", _("Thuộc"), lambda row: row.parent, width=40),
        Column(
            "since",
            _("Từ ngày"),
            lambda row: format_date(row.unit.validity.since),
            "since",
            shown_at_first=False,
        ),
        Column(
            "basis",
            _("Căn cứ"),
            lambda row: row.unit.legal_basis,
            shown_at_first=False,
            width=40,
        ),
        Column("latitude", _("Vĩ độ (độ)"), lambda row: _degrees(row.unit.latitude), shown_at_first=False),
        Column(
            "longitude", _("Kinh độ (độ)"), lambda row: _degrees(row.unit.longitude), shown_at_first=False
        ),
    ),
    {
        "name": ("sort_key", "code", "unit_id"),
        "code": ("code", "unit_id"),
        "kind": ("kind", "sort_key", "unit_id"),
        "since": ("valid_from", "sort_key", "unit_id"),
    },
)


class ListFilters(forms.Form):
    """What the address of the list says. A wrong value is named beside its field, and then does not count."""

    q = forms.CharField(label=_("Tên hoặc mã số"), required=False, max_length=120)
    under = forms.TypedChoiceField(
        label=_("Thuộc tỉnh, thành phố"), required=False, coerce=int, empty_value=None
    )
    kind = forms.ChoiceField(
        label=_("Loại"),
        required=False,
        choices=[("", _("Mọi loại")), *[choice for choice in Kind.choices if choice[0] != Kind.COUNTRY]],
        error_messages={"invalid_choice": _("Không có loại đơn vị này. Hãy chọn trong danh sách.")},
    )
    as_of = forms.DateField(
        label=_("Theo ngày"),
        required=False,
        # A text field: the browser's own shows the order of day and month of its own language, not of ours.
        widget=forms.DateInput(
            attrs={"inputmode": "numeric", "placeholder": "01/07/2025"}, format="%d/%m/%Y"
        ),
        error_messages={"invalid": _("Không đọc được ngày. Hãy viết như 01/07/2025.")},
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
    )

    def __init__(self, data: QueryDict, provinces: Iterable[tuple[int, str]]) -> None:
        super().__init__(data)
        under = cast("forms.TypedChoiceField", self.fields["under"])
        under.choices = [("", _("Cả nước")), *provinces]
        under.error_messages["invalid_choice"] = _("Không có tỉnh, thành phố này. Hãy chọn trong danh sách.")

    @property
    def chosen(self) -> dict[str, Any]:
        """The values that could be read."""
        self.is_valid()
        return self.cleaned_data


@dataclass(frozen=True)
class Listing:
    """The list that an address asks for."""

    filters: ListFilters
    units: ScopedQuerySet[OrgUnitVersion]
    day: date

    @property
    def filtered(self) -> bool:
        """Whether the address narrows the list."""
        return any(self.filters.chosen.get(name) for name in ("q", "under", "kind"))


def listing_of(actor: Actor, query: QueryDict) -> Listing:
    """Read an address. Two statements at most, for the provinces of the filter and for places in the text."""
    provinces = provinces_of(actor, today())
    filters = ListFilters(query, ((version.unit_id, version.name) for version in provinces))
    chosen = filters.chosen
    day = chosen.get("as_of") or today()
    text = chosen.get("q") or ""
    units = matching(actor, text, day) if text else units_as_of(actor, day).order_by(*UNITS.orders["name"])
    units = units.exclude(level=Level.COUNTRY)
    if chosen.get("under") is not None:
        paths = tuple(each.unit_path for each in provinces if each.unit_id == chosen["under"])
        units = units.filter(within(branches(paths=paths)))
    if chosen.get("kind"):
        units = units.filter(kind=chosen["kind"])
    return Listing(filters, units, day)


def provinces_of(actor: Actor, day: date) -> list[OrgUnitVersion]:
    """The provinces that the actor may see, in the Vietnamese order."""
    return list(units_as_of(actor, day).filter(level=Level.PROVINCE).order_by("sort_key", "code"))


def rows_of(actor: Actor, versions: Iterable[OrgUnitVersion], day: date) -> list[Listed]:
    """The rows of these units. One statement for the names above them, however many they are."""
    units = [on_day(version) for version in versions]
    keys = {each.parent_id for each in units if each.parent_id is not None}
    names = dict(units_as_of(actor, day).filter(unit_id__in=keys).order_by().values_list("unit_id", "name"))
    return [
        Listed(each, names.get(each.parent_id, "") if each.parent_id else "", address(each.id, day))
        for each in units
    ]


def address(unit_id: int, day: date) -> str:
    """The page of a unit as of a day, which goes without saying when it is today."""
    page = reverse("unit", args=[unit_id])
    return page if day == today() else f"{page}?as_of={day.isoformat()}"


def _degrees(value: float | None) -> str:
    return "" if value is None else format_number(Decimal(str(value)), 4)
