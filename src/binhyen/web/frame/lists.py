"""What every list has: columns to choose, an order, fifty rows a page, and the whole of it as CSV and Excel.

The address says all of it (``?column=…&sort=…&page=…``), beside the filters, which each list reads itself.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

import xlsxwriter
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.defaultfilters import linebreaksbr
from django.urls import reverse
from django.utils.translation import gettext as _

ROWS_A_PAGE = 50
MOST_THAT_FIT = 6
"""How many columns beside the heading a page holds; a table of more scrolls within itself."""
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Row = TypeVar("Row")
Rows = TypeVar("Rows", bound="QuerySet[Any]")


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column. ``value`` is its text, of several lines where a row has several such things.

    ``sorted_by`` is the name of an order of the list, or nothing; ``width`` counts letters in a workbook;
    the lines of an ``unbroken`` one stay whole on the page, as those of columns that go side by side must.
    """

    name: str
    label: Any
    value: Callable[[Row], str]
    sorted_by: str = ""
    shown_at_first: bool = True
    width: int = 16
    unbroken: bool = False


class FromBothEnds(Paginator):  # type: ignore[type-arg]
    """Pages of an ordered queryset: those of the second half are read from its end, so that no page skips more than
    half of the rows. ``known_count`` spares the counting, where somebody has counted already."""

    def __init__(self, found: QuerySet[Any], per_page: int, known_count: int | None = None) -> None:
        super().__init__(found, per_page)
        self.found = found
        self.known_count = known_count

    @cached_property
    def count(self) -> int:
        return self.found.count() if self.known_count is None else self.known_count

    def page(self, number: int | str) -> Page[Any]:
        """See above; the rows of a page in the second half come as a list."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        last = min(first + self.per_page, self.count)
        if first <= self.count // 2:
            return super().page(number)
        backwards = self.found.reverse()[self.count - last : self.count - first]
        return Page(list(backwards)[::-1], number, self)


@dataclass(frozen=True)
class ListOf(Generic[Row]):
    """The columns of a list, of which ``heading`` is always the first, and the fields behind each order."""

    title: Any
    heading: Column[Row]
    columns: tuple[Column[Row], ...]
    orders: Mapping[str, tuple[str, ...]]

    def shown(self, query: QueryDict) -> tuple[Column[Row], ...]:
        """The columns that the address asks for, beside the heading; those shown at first if it names none."""
        names = query.getlist("column")
        return tuple(
            column for column in self.columns if (column.name in names if names else column.shown_at_first)
        )

    def in_order(self, found: Rows, query: QueryDict) -> Rows:
        """As the address says; in the order it came in where it says nothing or names no order."""
        order = query.get("sort", "")
        if order.removeprefix("-") not in self.orders:
            return found
        first, *ties = self.orders[order.removeprefix("-")]
        return found.order_by(f"-{first}" if order.startswith("-") else first, *ties)

    def page(
        self,
        request: HttpRequest,
        found: QuerySet[Any],
        rows_of: Callable[[Iterable[Any]], Iterable[Row]],
        exports: Iterable[tuple[str, str]] = (),
        count: int | None = None,
    ) -> dict[str, Any]:
        """The context of ``components/list.html`` for the page that the address asks for.

        ``rows_of`` makes rows of what was found for one page; ``exports`` are labels and names of addresses, or the
        addresses themselves; ``count`` is how many were found, where that is known already.
        """
        pages = FromBothEnds(self.in_order(found, request.GET), ROWS_A_PAGE, count)
        page = pages.get_page(request.GET.get("page"))
        shown = self.shown(request.GET)
        labelled = [(column, str(column.label)) for column in shown]
        return {
            "page": page,
            "list_title": self.title,
            "heading": self.heading,
            "shown_columns": shown,
            "wide": len(shown) > MOST_THAT_FIT,
            "rows": [
                {
                    "row": row,
                    "heading": self.heading.value(row),
                    "cells": [_cell(column, label, column.value(row)) for column, label in labelled],
                }
                for row in rows_of(page.object_list)
            ],
            "columns": [
                {"name": column.name, "label": column.label, "shown": column in shown}
                for column in self.columns
            ],
            "exports": [{"label": label, "url": same_list(request, name)} for label, name in exports],
        }

    def csv(self, query: QueryDict, rows: Iterable[Row], name: str) -> HttpResponse:
        """The rows with the columns of the address, in UTF-8 with the mark that makes Excel read it as such."""
        columns = (self.heading, *self.shown(query))
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(str(column.label) for column in columns)
        writer.writerows([_as_text(column.value(row)) for column in columns] for row in rows)
        return _file(out.getvalue().encode("utf-8-sig"), "text/csv; charset=utf-8", f"{name}.csv")

    def excel(self, query: QueryDict, rows: Sequence[Row], name: str) -> HttpResponse:
        """The same as a workbook of one sheet. Every cell is text: codes keep their leading zeros."""
        columns = (self.heading, *self.shown(query))
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
            sheet = book.add_worksheet(str(self.title))
            bold = book.add_format({"bold": True})
            for place, column in enumerate(columns):
                sheet.write_string(0, place, str(column.label), bold)
                sheet.set_column(place, place, column.width)
            for line, row in enumerate(rows, 1):
                for place, column in enumerate(columns):
                    sheet.write_string(line, place, column.value(row))
            sheet.freeze_panes(1, 1)
            sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        return _file(out.getvalue(), EXCEL, f"{name}.xlsx")


def _cell(column: Column[Any], label: str, text: str) -> dict[str, str]:
    """A cell as the template writes it: settled here, because a list has hundreds of them."""
    css = "figures"
    if column.unbroken:
        css += " unbroken"
    if not text:
        css += " nothing"
    return {"css": css, "label": label, "text": linebreaksbr(text) if "\n" in text else text}


def both_exports(csv_name: str, excel_name: str) -> tuple[tuple[str, str], ...]:
    """The two exports of a list by the names of their addresses."""
    return ((_("Tải CSV"), csv_name), (_("Tải Excel"), excel_name))


def same_list(request: HttpRequest, name: str) -> str:
    """The address of that name with all that the present one says, but for the page. A path stays as it is."""
    query = request.GET.copy()
    query.pop("page", None)
    address = name if name.startswith("/") else reverse(name)
    return f"{address}?{query.urlencode()}" if query else address


def _as_text(cell: str) -> str:
    """What a spreadsheet that opens the CSV takes for text, not for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
