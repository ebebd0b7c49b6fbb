"""Figures as pages and files write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from binhyen.analytics.models import Standing
from binhyen.analytics.queries import FigureOf, NoValue, OfForm
from binhyen.foundations.vietnamese import format_date, format_number
from binhyen.indicators.values import LineRole
from binhyen.web.figures.scope import Scope

STANDINGS = {
    Standing.PROVISIONAL: "provisional",
    Standing.ACCEPTED: "complete",
    Standing.LOCKED: "locked",
}
"""What the frame calls each standing (``frame/states.py``)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a unit as the table shows it. ``apart`` are its values by form, in the order of the columns."""

    figure: FigureOf
    label: str
    unit: str
    value: str
    absent: bool
    standing: str
    counted: str
    beside: tuple[str, ...]
    apart: tuple[str, ...]
    last_known: str
    carried: int
    months_without: str
    url: str
    estimated: bool
    about: tuple[str, ...]


def value_text(figure: FigureOf | OfForm, decimals: int | None = None, mark: str = "") -> str:
    """The value, or in words why there is none."""
    if mark:
        return mark
    if figure.value is not None and figure.absence is None:
        return format_number(figure.value, decimals)
    return absence_text(figure.absence)


def absence_text(absence: NoValue | None) -> str:
    return {
        NoValue.NOT_APPLICABLE: _("không áp dụng"),
        NoValue.NOT_ADDITIVE: _("không cộng được"),
        NoValue.HELD_BACK: "…",
        NoValue.NOT_COMPARABLE: _("không so sánh được"),
    }.get(absence or NoValue.MISSING, _("chưa có"))


def rate_decimals(figure: FigureOf) -> int | None:
    """A rate and an estimate are written with the places of their line; what was counted, as it is."""
    return figure.decimals if figure.role is LineRole.RATE or figure.estimated else None


def row_of(figure: FigureOf, scope: Scope, columns: Sequence[tuple[str, bool]]) -> Row:
    """``columns`` are forms and whether the unit's own report is meant, as they stand apart."""
    decimals = rate_decimals(figure)
    apart = {(each.data_set, each.own): each for each in figure.by_form}
    return Row(
        figure=figure,
        label=figure.shown_label,
        unit=figure.shown_unit,
        value=value_text(figure, decimals, figure.mark),
        absent=figure.value is None or figure.absence is not None,
        standing=STANDINGS[figure.standing],
        counted=counted_text(figure),
        beside=tuple(filter(None, (not_applicable_text(figure), days_text(figure, scope)))),
        apart=tuple(value_text(apart[column], decimals) if column in apart else "" for column in columns),
        last_known=format_number(figure.with_last_known) if figure.with_last_known is not None else "",
        carried=figure.units_carried,
        months_without=", ".join(figure.months_without),
        url=scope.url("figure_trace", line=figure.line),
        estimated=bool(estimate_text(figure)),
        about=about_territory(figure),
    )


def about_territory(figure: FigureOf) -> tuple[str, ...]:
    """What another map makes of a figure, as it stands under it: how much is estimated, or why it is not comparable."""
    return tuple(filter(None, (estimate_text(figure), why_not_text(figure))))


def estimate_text(figure: FigureOf) -> str:
    """How much of a figure was apportioned by shares: *ước tính 120 trong số này*; nothing where none of it was."""
    if not figure.estimated or figure.value is None or figure.absence is not None:
        return ""
    if figure.role is LineRole.RATE:
        return _("có phần ước tính")
    if figure.estimated == figure.value:
        return _("ước tính")
    return _("trong đó ước tính %s") % format_number(figure.estimated, figure.decimals)


def why_not_text(figure: FigureOf) -> str:
    """Why a figure may not be compared, in words; nothing where it may."""
    return "; ".join(why.label for why in figure.apart)


def counted_text(figure: FigureOf) -> str:
    """On how many of how many reports it rests: ``141/148``."""
    return f"{format_number(figure.units_counted)}/{format_number(figure.units_expected)}"


def not_applicable_text(figure: FigureOf) -> str:
    """To how many of them it does not apply; nothing where it applies to all."""
    if not figure.units_not_applicable:
        return ""
    return _("%s không áp dụng") % format_number(figure.units_not_applicable)


def days_text(figure: FigureOf, scope: Scope) -> str:
    """The days of a figure where they are not the period's: of a stock over a quarter, the last month's."""
    if (figure.first_day, figure.last_day) == (scope.period.first_day, scope.period.last_day):
        return ""
    return f"{format_date(figure.first_day)}–{format_date(figure.last_day)}"


def headings() -> list[str]:
    """The columns of a file."""
    return [
        _("Mã đơn vị"),
        _("Đơn vị"),
        _("Kỳ"),
        _("Mã chỉ tiêu"),
        _("Mã phân tổ"),
        _("Chỉ tiêu"),
        _("Đơn vị tính"),
        _("Giá trị"),
        _("Lý do không có giá trị"),
        _("Trạng thái"),
        _("Số báo cáo có số liệu"),
        _("Số báo cáo không áp dụng"),
        _("Số báo cáo phải có"),
        _("Từ ngày"),
        _("Đến ngày"),
        _("Gồm số kỳ trước"),
        _("Số đơn vị lấy số kỳ trước"),
        _("Địa bàn"),
        _("Trong đó ước tính"),
        _("Vì sao không so sánh được"),
    ]


def cells_of(figure: FigureOf, scope: Scope) -> list[str | int | Decimal | None]:
    """One row of a file; the figure is one that may leave."""
    value = figure.value if figure.absence is None else None
    decimals = rate_decimals(figure)
    return [
        scope.unit.code,
        scope.unit.name,
        scope.period.code,
        figure.code,
        figure.disaggregation,
        figure.shown_label,
        figure.shown_unit,
        value if value is None or decimals is None else round(value, decimals),
        figure.mark or ("" if value is not None else absence_text(figure.absence)),
        str(figure.standing.label),
        figure.units_counted,
        figure.units_not_applicable,
        figure.units_expected,
        format_date(figure.first_day),
        format_date(figure.last_day),
        figure.with_last_known,
        figure.units_carried or None,
        scope.territory.label,
        round(figure.estimated, figure.decimals) if value is not None and figure.estimated else None,
        why_not_text(figure),
    ]
