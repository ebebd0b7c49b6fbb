"""What others published about a unit: quoted with source and hedge, stated by hand, withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from binhyen.access.permissions import Permission
from binhyen.analytics.queries import TableCell, figure_table
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import ADMINISTRATIVE, BadPeriod, Period, PeriodKind, period_of
from binhyen.foundations.quantities import PERCENT
from binhyen.foundations.vietnamese import format_date, format_number
from binhyen.indicators.queries import indicators_on
from binhyen.indicators.values import IndicatorDefinition
from binhyen.orgunits.queries import UnitOnDay
from binhyen.reporting.actions import (
    BadPublicFigures,
    restore_public_figure,
    state_public_figures,
    withdraw_public_figure,
)
from binhyen.reporting.models import PublicFigure
from binhyen.reporting.queries import (
    Bearing,
    PublicFigureShown,
    Quotable,
    public_figure_of,
    public_figures_of,
    quotable_units,
)
from binhyen.reporting.values import (
    Source,
    Stated,
    StatedFigure,
    agrees,
    read_as_written,
    read_published,
)
from binhyen.web.access.forms import DayField
from binhyen.web.figures.scope import unit_seen
from binhyen.web.frame.pages import needs
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.toasts import say, say_with_undo
from binhyen.web.frame.widgets import PlainSelect
from binhyen.web.frame.words import in_language, period_label

_FIELD_OF = {"unit_id": "unit", "measure": "as_written"}
"""At which field of the form a fault stands that has another name there."""


@require_GET
@needs(Permission.VIEW_FIGURES)
def public_figures(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every number that was published about the unit, about what lies in it today and about what it lay in."""
    above, actor = unit_seen(request, pk), request.actor
    shown = public_figures_of(actor, pk)
    return render(
        request,
        "figures/published.html",
        {
            **_frame(above),
            "quotations": _quotations(actor, pk, shown, _counted(actor, pk, shown)),
            "may_state": _may_state(actor, above[-1].path),
        },
    )


def _may_state(actor: Actor, path: str) -> bool:
    return actor.read_only_at is None and bool(actor.may(Permission.STATE_PUBLIC_FIGURES, at=path))


def _frame(above: Sequence[UnitOnDay]) -> dict[str, Any]:
    *higher, unit = above
    steps = [{"label": each.name, "url": reverse("unit", args=[each.id])} for each in higher]
    return {
        "unit": unit,
        "unit_name": unit.name,
        "breadcrumb": [*steps, {"label": unit.name, "url": reverse("figures", args=[unit.id])}],
    }


def _quotations(
    actor: Actor,
    pk: int,
    shown: Sequence[PublicFigureShown],
    counted: Mapping[int, tuple[Period, TableCell]],
) -> list[dict[str, Any]]:
    """What each source says of one unit and time, its numbers together."""
    found: dict[object, list[PublicFigureShown]] = {}
    for each in shown:
        found.setdefault((each.unit_id, each.days, each.source), []).append(each)
    return [
        {
            "first": group[0],
            "own": group[0].bearing is Bearing.OWN,
            "rows": [_row(actor, pk, each, counted.get(each.pk)) for each in group],
        }
        for group in found.values()
    ]


def _row(
    actor: Actor, pk: int, shown: PublicFigureShown, counted: tuple[Period, TableCell] | None
) -> dict[str, Any]:
    return {
        "shown": shown,
        "doubts": [text for text in (shown.doubt, _difference(shown.stated, counted)) if text],
        "agrees": _agreement(shown.stated, counted),
        "withdraw_url": reverse("public_figure_withdraw", args=[pk, shown.pk])
        if _may_state(actor, shown.row.unit_path)
        else "",
    }


def _difference(stated: Stated, counted: tuple[Period, TableCell] | None) -> str:
    if counted is None or _same(stated, counted[1]):
        return ""
    return _("Khác số tổng hợp trong phần mềm: %(value)s (%(period)s).") % _told(counted)


def _agreement(stated: Stated, counted: tuple[Period, TableCell] | None) -> str:
    if counted is None or not _same(stated, counted[1]):
        return ""
    return _("Khớp số tổng hợp trong phần mềm: %(value)s (%(period)s).") % _told(counted)


def _same(stated: Stated, cell: TableCell) -> bool:
    return cell.value is not None and agrees(stated, cell.value)


def _told(counted: tuple[Period, TableCell]) -> dict[str, str]:
    period, cell = counted
    value = cell.value or Decimal(0)
    return {"value": format_number(value, 1 if value % 1 else 0), "period": period_label(period)}


def _counted(
    actor: Actor, pk: int, shown: Sequence[PublicFigureShown]
) -> dict[int, tuple[Period, TableCell]]:
    """What the program counted of the same line and time, where every report is there and the number may be told.

    A year is held against a year, a day against its month. None or two times sixteen statements.
    """
    asked: dict[PeriodKind, dict[int, tuple[str, Period]]] = {PeriodKind.YEAR: {}, PeriodKind.MONTH: {}}
    for each in shown:
        period = _period_of(each.row)
        if each.line and each.bearing is Bearing.OWN and period is not None:
            asked[period.kind][each.pk] = (each.line, period)
    found: dict[int, tuple[Period, TableCell]] = {}
    for wanted in asked.values():
        periods = sorted({period for _line, period in wanted.values()})
        if not periods:
            continue
        table = figure_table(actor, pk, periods)
        lines = [line.code for line in table.lines]
        for key, (line, period) in wanted.items():
            cell = (
                table.cells[0][lines.index(line)][periods.index(period)]
                if line in lines and table.units
                else None
            )
            if cell is not None and _whole(cell):
                found[key] = (period, cell)
    return found


def _whole(cell: TableCell) -> bool:
    complete = cell.counted + cell.not_applicable == cell.expected
    return cell.value is not None and cell.absence is None and not (cell.mark or cell.apart) and complete


def _period_of(row: PublicFigure) -> Period | None:
    """The administrative year of a whole year, the month in which a single day lies; nothing for other days."""
    if (row.first_day, row.last_day) == (date(row.last_day.year, 1, 1), date(row.last_day.year, 12, 31)):
        return Period(ADMINISTRATIVE, PeriodKind.YEAR, row.last_day.year)
    if row.first_day != row.last_day:
        return None
    try:
        return period_of(row.last_day, PeriodKind.MONTH, ADMINISTRATIVE)
    except BadPeriod:
        return None


# ---- stating, withdrawing --------------------------------------------------------------------------------


class PublicFigureForm(forms.Form):
    """One number as a source wrote it. ``said`` is what it comes to, of a valid form."""

    unit = forms.ChoiceField(
        label=gettext_lazy("Đơn vị mà nguồn nói tới"),
        widget=PlainSelect,
        help_text=gettext_lazy("Đơn vị của thời gian ấy: số của tỉnh cũ ghi cho tỉnh cũ."),
    )
    line = forms.ChoiceField(
        label=gettext_lazy("Chỉ tiêu"),
        widget=PlainSelect,
        required=False,
        help_text=gettext_lazy("Chỉ chọn khi khớp đúng định nghĩa của chỉ tiêu."),
    )
    label = forms.CharField(
        label=gettext_lazy("Nội dung đếm"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "Ghi khi không có chỉ tiêu khớp đúng, như: Ban bảo vệ dân phố. Không ghi tên người."
        ),
    )
    as_written = forms.CharField(
        label=gettext_lazy("Số, như nguồn viết"),
        max_length=120,
        help_text=gettext_lazy("Cả từ chỉ mức độ: hơn 5.000 tổ, gần 100%, từ 3 đến 5 vụ."),
    )
    first_day = DayField(label=gettext_lazy("Số liệu từ ngày"))
    last_day = DayField(
        label=gettext_lazy("Đến hết ngày"),
        help_text=gettext_lazy(
            "Số của một ngày: ghi ngày ấy ở cả hai ô. Số của năm 2023: 01/01/2023 và 31/12/2023."
        ),
    )
    title = forms.CharField(
        label=gettext_lazy("Tên bài hoặc tên văn bản"),
        max_length=300,
        help_text=gettext_lazy("Bài không có tên thì tả ngắn. Không ghi tên tác giả."),
    )
    publisher = forms.CharField(
        label=gettext_lazy("Nơi công bố"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Tên báo hoặc cơ quan ban hành; để trống nếu không rõ."),
    )
    published = forms.CharField(
        label=gettext_lazy("Ngày công bố"),
        max_length=20,
        help_text=gettext_lazy("Như 25/09/2025; chỉ biết tháng hoặc năm thì ghi 09/2025 hoặc 2025."),
    )
    address = forms.CharField(
        label=gettext_lazy("Địa chỉ trên mạng"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Bắt đầu bằng https://; để trống nếu không có."),
    )
    doubt = forms.CharField(
        label=gettext_lazy("Điểm chưa chắc chắn"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Vì sao số này có thể chưa đúng. Phần mềm tự ghi thêm điều nó thấy."),
    )

    def __init__(
        self, units: Sequence[Quotable], lines: Sequence[IndicatorDefinition], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {each.code: each for each in lines}
        self.fields["unit"].choices = [(str(each.id), _name_of(each)) for each in units]  # type: ignore[attr-defined]
        self.fields["line"].choices = [  # type: ignore[attr-defined]
            ("", _("Không có chỉ tiêu khớp đúng")),
            *(
                (
                    each.code,
                    f"{in_language(each.name, each.name_en)} ({in_language(each.unit, each.unit_en)})",
                )
                for each in lines
            ),
        ]

    def clean_published(self) -> str:
        try:
            return read_published(self.cleaned_data["published"])
        except BadInput as bad:
            raise forms.ValidationError(f"{bad.sentence} {bad.remedy}") from bad

    def clean(self) -> dict[str, Any]:
        """The number is read once every field is there, since the line says in which unit it is."""
        fields = super().clean() or self.cleaned_data
        if "as_written" in fields:
            try:
                fields["stated"] = self._stated(fields["as_written"], fields.get("line", ""))
            except BadInput as bad:
                self.add_error("as_written", f"{bad.sentence} {bad.remedy}")
        return fields

    def _stated(self, written: str, line: str) -> Stated:
        stated = read_as_written(written)
        known = self.lines.get(line)
        if known is None or PERCENT in (known.unit, stated.measure):
            return stated
        return replace(stated, measure=known.unit)

    @property
    def said(self) -> StatedFigure:
        fields = self.cleaned_data
        return StatedFigure(
            int(fields["unit"]),
            fields["stated"],
            fields["as_written"],
            fields["first_day"],
            fields["last_day"],
            Source(fields["title"], fields["published"], fields["publisher"], fields["address"]),
            fields["line"],
            fields["label"],
            fields["doubt"],
        )

    def put(self, bad: BadPublicFigures) -> None:
        """Each fault at its field."""
        for fault in bad.faults:
            field = _FIELD_OF.get(fault.field, fault.field)
            self.add_error(field if field in self.fields else None, f"{fault.sentence} {fault.remedy}")


def _name_of(unit: Quotable) -> str:
    last = unit.validity.last_day
    if last is None:
        return unit.name
    until = _("đến %s") % format_date(last)
    return f"{unit.name} ({until})"


@needs(Permission.STATE_PUBLIC_FIGURES)
def public_figure_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """State one published number of the unit, or of a former unit that lies in it."""
    above, actor = unit_seen(request, pk), request.actor
    units = [each for each in quotable_units(actor, pk) if _may_state(actor, each.path)]
    if not units:
        raise Http404
    lines = sorted(indicators_on(today()).values(), key=lambda each: (each.area, each.code))
    form = PublicFigureForm(
        units, lines, request.POST if request.method == "POST" else None, initial={"unit": pk}
    )
    if form.is_bound and form.is_valid():
        try:
            (row,) = state_public_figures(by=actor, figures=[form.said]).figures
        except BadPublicFigures as bad:
            form.put(bad)
        else:
            say_with_undo(
                request,
                _("Đã ghi số liệu đã công bố: %s.") % row.as_written,
                reverse("public_figure_withdraw", args=[pk, row.pk]),
            )
            return redirect("public_figures", pk=pk)
    return render(
        request,
        "figures/published_new.html",
        {**_frame(above), "form": form},
        status=422 if form.errors else 200,
    )


@require_POST
@needs(Permission.STATE_PUBLIC_FIGURES)
def public_figure_withdraw(request: SignedInRequest, pk: int, figure_id: int) -> HttpResponse:
    """Quote a number no longer."""
    row = withdraw_public_figure(by=request.actor, figure=_found(request, pk, figure_id))
    say_with_undo(
        request,
        _("Đã rút số liệu đã công bố: %s.") % row.as_written,
        reverse("public_figure_restore", args=[pk, row.pk]),
    )
    return redirect("public_figures", pk=pk)


@require_POST
@needs(Permission.STATE_PUBLIC_FIGURES)
def public_figure_restore(request: SignedInRequest, pk: int, figure_id: int) -> HttpResponse:
    """Quote a withdrawn number again."""
    row = restore_public_figure(by=request.actor, figure=_found(request, pk, figure_id))
    say(request, _("Đã nêu lại số liệu đã công bố: %s.") % row.as_written)
    return redirect("public_figures", pk=pk)


def _found(request: SignedInRequest, pk: int, figure_id: int) -> PublicFigure:
    unit_seen(request, pk)
    row = public_figure_of(request.actor, pk, figure_id)
    if row is None:
        raise Http404
    return row
