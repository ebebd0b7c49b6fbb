"""The list of units as its address describes it: text, filters, day, order, columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, cast

import xlsxwriter
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.clock import today
from binhyen.foundations.vietnamese import format_date, format_number
from binhyen.machinery.database.scoping import ScopedQuerySet, within
from binhyen.orgunits.models import Kind, Level, OrgUnitVersion
from binhyen.orgunits.queries import UnitOnDay, matching, units_as_of

ROWS_A_PAGE = 50
ORDERS = {
    "name": ("sort_key", "code", "unit_id"),
    "code": ("code", "unit_id"),
    "kind": ("kind", "sort_key", "unit_id"),
    "since": ("valid_from", "sort_key", "unit_id"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list. ``sorted_by`` is the name of an order, or nothing."""

    name: str
    label: Any
    shown_at_first: bool
    sorted_by: str
    value: Callable[[UnitOnDay, str], str]


NAME = Column("name", _("Tên đơn vị"), True, "name", lambda unit, parent: unit.name)
COLUMNS: tuple[Column, ...] = (
    Column("code", _("Mã số"), True, "code", lambda unit, parent: unit.code),
    Column("kind", _("Loại"), True, "kind", lambda unit, parent: unit.kind_label),
    Column("parent", _("Thuộc"), True, "", lambda unit, parent: parent),
    Column("since", _("Từ ngày"), False, "since", lambda unit, parent: format_date(unit.validity.since)),
    Column("basis", _("Căn cứ"), False, "", lambda unit, parent: unit.legal_basis),
    Column("latitude", _("Vĩ độ (độ)"), False, "", lambda unit, parent: _degrees(unit.latitude)),
    Column("longitude", _("Kinh độ (độ)"), False, "", lambda unit, parent: _degrees(unit.longitude)),
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
    columns: tuple[Column, ...]

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
    units = matching(actor, text, day) if text else units_as_of(actor, day).order_by(*ORDERS["name"])
    units = units.exclude(level=Level.COUNTRY)
    if chosen.get("under") is not None:
        paths = tuple(each.unit_path for each in provinces if each.unit_id == chosen["under"])
        units = units.filter(within(branches(paths=paths)))
    if chosen.get("kind"):
        units = units.filter(kind=chosen["kind"])
    order = query.get("sort", "")
    if order.removeprefix("-") in ORDERS:
        first, *ties = ORDERS[order.removeprefix("-")]
        units = units.order_by(f"-{first}" if order.startswith("-") else first, *ties)
    names = query.getlist("column")
    columns = tuple(
        column for column in COLUMNS if (column.name in names if names else column.shown_at_first)
    )
    return Listing(filters, units, day, columns)


def provinces_of(actor: Actor, day: date) -> list[OrgUnitVersion]:
    """The provinces that the actor may see, in the Vietnamese order."""
    return list(units_as_of(actor, day).filter(level=Level.PROVINCE).order_by("sort_key", "code"))


def as_csv(columns: tuple[Column, ...], rows: Iterable[tuple[UnitOnDay, str]]) -> bytes:
    """The list as CSV in UTF-8, with the mark that makes Excel read it as such."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(str(column.label) for column in columns)
    writer.writerows([column.value(unit, parent) for column in columns] for unit, parent in rows)
    return out.getvalue().encode("utf-8-sig")


def as_workbook(columns: tuple[Column, ...], rows: Sequence[tuple[UnitOnDay, str]]) -> bytes:
    """The list as an Excel workbook; codes stay text, with their leading zeros."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(str(_("Đơn vị")))
        bold = book.add_format({"bold": True})
        for place, column in enumerate(columns):
            sheet.write_string(0, place, str(column.label), bold)
            sheet.set_column(place, place, 40 if column.name in ("name", "parent", "basis") else 16)
        for line, (unit, parent) in enumerate(rows, 1):
            for place, column in enumerate(columns):
                sheet.write_string(line, place, column.value(unit, parent))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    return out.getvalue()


def _degrees(value: float | None) -> str:
    return "" if value is None else format_number(Decimal(str(value)), 4)
