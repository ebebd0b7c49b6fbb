"""A workbook to write former years into: a row for each unit of then, a column for each line of the form."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter
from django.utils.translation import gettext as _

from binhyen.foundations.periods import Period
from binhyen.indicators.values import FormLayout, LineRole
from binhyen.orgunits.values import NamedUnit
from binhyen.reporting.history.units import MapOfDay

_HEADINGS = ("Mã", "Tỉnh", "Huyện", "Tên đơn vị")


def workbook_of_then(layout: FormLayout, period: Period, there: MapOfDay, level: str) -> bytes:
    """The units of a level on the map of the period's last day, in the order of their codes; figures to be filled in.

    Its headings carry the codes of the lines, so that it is read without any matching.
    """
    target = io.BytesIO()
    lines = [line for line in layout.lines if line.role in (LineRole.INPUT, LineRole.CARRIED)]
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Số liệu cũ")
        bold = book.add_format({"bold": True})
        heading = book.add_format(
            {"bold": True, "bg_color": "#E3EFE8", "border": 1, "text_wrap": True, "valign": "top"}
        )
        text = book.add_format({"num_format": "@"})
        sheet.write_string(0, 0, f"{layout.name}, {period.label_with_days}", bold)
        for at, words in enumerate(
            (*_HEADINGS, *(f"{line.label} ({line.unit}) [{line.code}]" for line in lines))
        ):
            sheet.write_string(1, at, words, heading)
        for number, unit in enumerate(_of_level(there, level), start=2):
            for at, words in enumerate((unit.code, *_above(unit, there), unit.name)):
                sheet.write_string(number, at, words, text)
        sheet.set_column(0, 0, 8)
        sheet.set_column(1, 3, 24)
        sheet.set_column(4, 3 + len(lines), 14)
        sheet.set_row(1, 90)
        sheet.freeze_panes(2, 4)
        sheet.set_landscape()
        sheet.repeat_rows(1)
        notes = book.add_worksheet("Hướng dẫn")
        notes.set_column(0, 0, 110)
        for at, line in enumerate(_guide()):
            notes.write_string(at, 0, line)
    return target.getvalue()


def _of_level(there: MapOfDay, level: str) -> Sequence[NamedUnit]:
    return sorted(
        (unit for unit in there.allowed.values() if unit.level == level), key=lambda unit: unit.code
    )


def _above(unit: NamedUnit, there: MapOfDay) -> tuple[str, str]:
    """The province and the district of a unit then; nothing on its own level."""
    names = dict.fromkeys(("province", "district"), "")
    for key in unit.keys_above:
        for name in there.index.by_unit.get(key, ()):
            if name.level in names:
                names[name.level] = name.name
    return names["province"], names["district"]


def _guide() -> list[str]:
    return [
        _("Mỗi đơn vị của kỳ đó một dòng. Dòng nào không có số liệu thì để trống."),
        _("Chỉ ghi số, ví dụ 1.234; không có ghi 0, không áp dụng ghi x, chưa có để trống."),
        _("Số chỉ biết áng chừng ghi nguyên văn: hơn 500, gần 1.000. Số như vậy được giữ lại và không cộng."),
        _("Có thể thêm cột “Kỳ” (như 2024-01) để một tệp có nhiều kỳ."),
        _("Không ghi tên, số giấy tờ hay số điện thoại của người dân."),
    ]
