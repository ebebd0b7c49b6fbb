"""The workbook of accounts: an empty one to fill in, and the rows of a filled one.

It is read in memory and kept nowhere: it holds the names of officials and nothing that a report needs.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from python_calamine import CalamineWorkbook

from binhyen.access.models import Role
from binhyen.access.rows import COLUMNS, AccountRow, RowFault, RowsRefused
from binhyen.foundations.clock import today
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.faults import BadInput
from binhyen.foundations.vietnamese import fold
from binhyen.machinery.formats.cells import day_of_cell, text_of_cell
from binhyen.machinery.formats.reading import FileText

__all__ = ["MOST_ROWS", "empty_workbook", "rows_of_workbook"]

MOST_ROWS = 5000
_NEEDED = ("unit_code", "full_name", "role")
_HEADING_WITHIN = 10  # rows: a title may stand above the headings


def rows_of_workbook(name: str, text: FileText, data: bytes) -> list[AccountRow]:
    """The rows of a filled workbook, in the order of its first sheet; empty rows are passed over.

    ``text`` is what screening has read in it (``machinery.files.receiving.look_at``). Raises
    :class:`NotAllowed` for a file that has not the columns, and :class:`RowsRefused` for cells that are not what
    their column asks for.
    """
    if text.kind != "xlsx":
        raise NotAllowed(
            Refused(
                "not-a-workbook",
                _("Tệp %s không phải tệp Excel .xlsx.") % name,
                _("Tải mẫu về, điền và gửi lại tệp .xlsx."),
            )
        )
    sheet = (
        CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    )
    heading, places = _find_columns(sheet)
    faults: list[RowFault] = []
    rows: list[AccountRow] = []
    for number, cells in enumerate(sheet[heading + 1 :], start=heading + 2):
        values = {column: cells[at] if at < len(cells) else "" for column, at in places.items()}
        if all(text_of_cell(value) == "" for value in values.values()):
            continue
        if isinstance(values["unit_code"], float) and values["unit_code"] < 100:
            # 4 may have been 04, a province, or 00004, a commune: Excel has taken the zeros away.
            faults.append(
                RowFault(
                    number,
                    COLUMNS["unit_code"],
                    _("Ô mã đơn vị là số %d nên đã mất các số 0 ở đầu.") % values["unit_code"],
                    _("Định dạng ô kiểu Văn bản (Text) rồi ghi đủ 2 số của tỉnh hoặc 5 số của xã."),
                )
            )
            continue
        try:
            valid_from = day_of_cell(values.get("valid_from", ""))
        except BadInput as fault:
            faults.append(
                RowFault(number, COLUMNS["valid_from"], fault.sentence, _("Ghi ngày như 02/02/2026."))
            )
            continue
        texts = {column: text_of_cell(value) for column, value in values.items() if column != "valid_from"}
        rows.append(AccountRow(number=number, valid_from=valid_from, **texts))
    if faults:
        raise RowsRefused(faults)
    if not rows:
        raise NotAllowed(
            Refused("no-rows", _("Bảng chưa có dòng nào."), _("Điền ít nhất một dòng dưới hàng tiêu đề."))
        )
    if len(rows) > MOST_ROWS:
        raise NotAllowed(
            Refused(
                "too-many-rows",
                _("Bảng có %(rows)d dòng, nhiều nhất là %(most)d.") % {"rows": len(rows), "most": MOST_ROWS},
                _("Chia thành nhiều tệp."),
            )
        )
    return rows


def _find_columns(sheet: list[list[Any]]) -> tuple[int, dict[str, int]]:
    """The row of headings and where each known column stands."""
    headings = {fold(heading): column for column, heading in COLUMNS.items()}
    for number, cells in enumerate(sheet[:_HEADING_WITHIN]):
        places: dict[str, int] = {}
        for at, cell in enumerate(cells):
            column = headings.get(fold(text_of_cell(cell)).rstrip(" *"))
            if column is not None:
                places.setdefault(column, at)
        if "full_name" in places:
            missing = [COLUMNS[column] for column in _NEEDED if column not in places]
            if missing:
                break
            return number, places
    else:
        missing = [COLUMNS[column] for column in _NEEDED]
    raise NotAllowed(
        Refused(
            "columns-missing",
            _("Trang tính đầu tiên thiếu cột: %s.") % ", ".join(missing),
            _("Tải mẫu về và giữ nguyên hàng tiêu đề."),
        )
    )


def empty_workbook() -> bytes:
    """A workbook to fill in: headings, a list of the roles to choose from, an example in the notes."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet(_("Tài khoản"))
    bold = book.add_format({"bold": True, "bg_color": "#E3EFE8", "border": 1, "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    widths = {"unit_code": 12, "full_name": 28, "post": 28, "email": 30, "username": 20, "role": 22}
    for at, (column, heading) in enumerate(COLUMNS.items()):
        sheet.write(0, at, heading, bold)
        sheet.set_column(at, at, widths.get(column, 24), day if column == "valid_from" else text)
    places = list(COLUMNS)
    roles = [str(role.label) for role in Role]
    sheet.data_validation(
        1, places.index("role"), MOST_ROWS, places.index("role"), {"validate": "list", "source": roles}
    )
    sheet.freeze_panes(1, 0)
    notes = book.add_worksheet(_("Hướng dẫn"))
    notes.set_column(0, 0, 100)
    for row, line in enumerate(
        [
            _(
                "Mỗi dòng là một vai trò của một người ở một đơn vị. Sai một dòng thì cả bảng không được nhập."
            ),
            _("Mã đơn vị: mã tỉnh 2 số, mã xã 5 số, hoặc TW cho cả nước."),
            _("Tên đăng nhập: để trống thì hệ thống đặt, ví dụ hoant.05116."),
            _("Từ ngày: để trống thì tính từ ngày nhập, %s.") % f"{today():%d/%m/%Y}",
            _("Không ghi số điện thoại riêng, số định danh, ảnh."),
        ]
    ):
        notes.write(row, 0, line)
    book.close()
    return target.getvalue()
