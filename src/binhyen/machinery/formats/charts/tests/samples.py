"""Charts of invented figures, one for each thing that a chart may have to show."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from binhyen.machinery.formats.charts import Chart, ChartKind, Reading, ReadingMark

SOURCE = "Nguồn: báo cáo đã duyệt của 148/148 xã, phường, lấy số ngày 02/02/2026."


def course(*values: int | str | None, marks: dict[int, ReadingMark] | None = None) -> Chart:
    """A line of months from 01/2026 on; a text is a value held back."""
    readings = tuple(
        Reading(
            f"{at + 1:02}/2026",
            None if value is None or isinstance(value, str) else Decimal(value),
            (marks or {}).get(at, ReadingMark.FINAL),
            value if isinstance(value, str) else "",
        )
        for at, value in enumerate(values)
    )
    return Chart(ChartKind.LINE, "Số mô hình đang hoạt động, xã Đà Bắc", "mô hình", readings, SOURCE)


def rank(*values: int | str | None, highlighted: str = "") -> Chart:
    """Bars of communes, in the order given."""
    chart = course(*values)
    named = tuple(replace(one, label=f"Xã Ẩm Ướt {at}") for at, one in enumerate(chart.readings))
    return replace(chart, kind=ChartKind.BARS, readings=named, highlighted=highlighted)
