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
from binhyen.orgunits.queries import UnitOnDay, matching, number_in_the_country, on_day, units_as_of
from binhyen.web.frame.lists import Column, ListOf
from binhyen.web.frame.widgets import PlainSelect
from binhyen.web.orgunits.days import DayField, DayForm


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
    under = forms.TypedChoiceField(label=_("Thuộc"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(
        label=_("Loại"),
        required=False,
        widget=PlainSelect,
        choices=[("", _("Mọi loại")), *[choice for choice in Kind.choices if choice[0] != Kind.COUNTRY]],
        error_messages={"invalid_choice": _("Không có loại đơn vị này. Hãy chọn trong danh sách.")},
    )
    level = forms.ChoiceField(
        label=_("Cấp"),
        required=False,
        widget=PlainSelect,
        choices=[("", _("Mọi cấp")), *[choice for choice in Level.choices if choice[0] != Level.COUNTRY]],
        error_messages={"invalid_choice": _("Không có cấp này. Hãy chọn trong danh sách.")},
    )
    as_of = DayField()

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
    count: int | None = None
    """How many there are, where the kept counts tell it."""

    @property
    def filtered(self) -> bool:
        """Whether the address narrows the list."""
        return any(self.filters.chosen.get(name) for name in ("q", "under", "level", "kind"))


def listing_of(actor: Actor, query: QueryDict) -> Listing:
    """Read an address. Three statements at most: for the provinces of the filter, for another unit that it names,
    and for places in the text or the kept count."""
    day = DayForm(query).day
    tops = provinces_of(actor, day)
    other = _other_unit(actor, query.get("under", ""), tops, day)
    filters = ListFilters(query, ((version.unit_id, version.name) for version in (*tops, *other)))
    chosen = filters.chosen
    text = chosen.get("q") or ""
    units = matching(actor, text, day) if text else units_as_of(actor, day).order_by(*UNITS.orders["name"])
    units = units.exclude(level=Level.COUNTRY)
    if chosen.get("under") is not None:
        paths = tuple(each.tree_path for each in (*tops, *other) if each.unit_id == chosen["under"])
        units = units.filter(within(branches(paths=paths), "tree_path"))
    if chosen.get("level"):
        units = units.filter(level=chosen["level"])
    if chosen.get("kind"):
        units = units.filter(kind=chosen["kind"])
    counted = None
    if not text and chosen.get("under") is None:
        counted = number_in_the_country(actor, day, level=chosen.get("level"), kind=chosen.get("kind"))
    return Listing(filters, units, day, counted)


def _other_unit(
    actor: Actor, under: str, tops: Iterable[OrgUnitVersion], day: date
) -> tuple[OrgUnitVersion, ...]:
    """The unit that an address names where it is no province: pages of communes and districts lead here."""
    if not under.isascii() or not under.isdigit() or len(under) > 15:
        return ()
    key = int(under)
    if any(key == each.unit_id for each in tops):
        return ()
    return tuple(
        version
        for version in units_as_of(actor, day).filter(unit_id=key).exclude(level=Level.COUNTRY)
        if actor.reach.places.covers(version.unit_path)
    )


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
