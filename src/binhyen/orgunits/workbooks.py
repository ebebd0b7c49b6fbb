"""The workbook of a commune's residential areas and workplaces: one to fill in, and the rows of a filled one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple

import xlsxwriter
from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from binhyen.foundations.faults import BadInput
from binhyen.foundations.vietnamese import fold
from binhyen.machinery.formats.cells import day_of_cell, text_of_cell
from binhyen.orgunits.rules.populating import COLUMNS, KIND_LABELS, Remark, Written

PLACE_CODE = "Mã đơn vị hành chính"
MOST_ROWS = 5000
_HEADING_WITHIN = 15
_NEEDED = ("kind", "name")
_WIDTHS = {"kind": 16, "name": 48, "code": 14, "since": 14, "basis": 48}


class Filled(NamedTuple):
    """What a filled workbook says: the code of its place, its rows, and the cells that could not be read."""

    code: str
    rows: tuple[Written, ...]
    faults: tuple[Remark, ...]


def workbook_to_fill(code: str, place: str, rows: Sequence[Written]) -> bytes:
    """A workbook for the place of that code, with the units that are known already in ``rows``."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Đơn vị")
        bold = book.add_format({"bold": True})
        heading = book.add_format({"bold": True, "bg_color": "#E3EFE8", "border": 1})
        text = book.add_format({"num_format": "@"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_string(0, 0, f"Khu dân cư, cơ quan, doanh nghiệp, trường học của {place}", bold)
        sheet.write_string(1, 0, PLACE_CODE)
        sheet.write_string(1, 1, code, text)
        for at, (column, words) in enumerate(COLUMNS.items()):
            sheet.set_column(at, at, _WIDTHS[column], day if column == "since" else text)
            sheet.write_string(_FIRST - 1, at, words, heading)
        for number, row in enumerate(rows, start=_FIRST):
            sheet.write_string(number, 0, KIND_LABELS[row.kind], text)
            sheet.write_string(number, 1, row.name, text)
            sheet.write_string(number, 2, row.code, text)
            if row.since is not None:
                sheet.write_datetime(number, 3, datetime(*row.since.timetuple()[:3]), day)  # noqa: DTZ001 - a day
            sheet.write_string(number, 4, row.basis, text)
        sheet.data_validation(
            _FIRST,
            0,
            _FIRST + MOST_ROWS,
            0,
            {
                "validate": "list",
                "source": list(KIND_LABELS.values()),
                "error_message": "Chọn trong danh sách.",
            },
        )
        sheet.freeze_panes(_FIRST, 0)
        sheet.set_landscape()
        sheet.repeat_rows(_FIRST - 1)
        sheet.fit_to_pages(1, 0)
        notes = book.add_worksheet("Hướng dẫn")
        notes.set_column(0, 0, 110)
        for at, line in enumerate(_GUIDE):
            notes.write_string(at, 0, line)
    return target.getvalue()


_FIRST = 4
"""The first row of the table, counted from none: above it stand title, code, an empty row and the headings."""

_GUIDE = (
    "Mỗi dòng một thôn, tổ dân phố, cơ quan, doanh nghiệp hoặc trường học. Sai một dòng thì cả tệp không được nhận.",
    "Loại: chọn trong danh sách.",
    "Tên: tên đầy đủ, cả chữ đứng trước, như Thôn Đồng Chum, Tổ dân phố 3, Trường Tiểu học Đà Bắc.",
    "Mã: để trống thì hệ thống đặt. Đơn vị đã có thì giữ nguyên mã.",
    "Từ ngày: để trống nếu đơn vị có từ trước khi có địa bàn hiện nay. Đổi tên thì ghi ngày bắt đầu của tên mới.",
    "Căn cứ: số, ký hiệu và ngày của văn bản, nếu có.",
    "Bỏ một dòng ra khỏi bảng không làm đơn vị ấy kết thúc.",
    "Không ghi hộ kinh doanh. Không thêm cột: không ghi chủ, giám đốc, người đại diện, điện thoại, địa chỉ.",
)


def read_filled(data: bytes) -> Filled:
    """What a filled workbook says, on its first sheet; empty rows are passed over.

    The file was screened before. Raises ``BadInput`` for one that is no such workbook or has other columns.
    """
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        sheet = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as error:
        raise BadInput(
            _("Không đọc được bảng trong tệp này."), _("Tải mẫu về, chép các dòng sang rồi gửi lại.")
        ) from error
    at, places = _columns(sheet)
    rows: list[Written] = []
    faults: list[Remark] = []
    for number, cells in enumerate(sheet[at + 1 :], start=at + 2):
        values = {column: cells[place] if place < len(cells) else "" for column, place in places.items()}
        texts = {column: text_of_cell(value) for column, value in values.items()}
        if not any(texts.values()):
            continue
        try:
            since = day_of_cell(values.get("since", ""))
        except BadInput as fault:
            since = None
            faults.append(Remark(number, COLUMNS["since"], fault.sentence, _("Ghi ngày như 02/02/2026.")))
        rows.append(
            Written(
                number, texts["kind"], texts["name"], texts.get("code", ""), since, texts.get("basis", "")
            )
        )
    if not rows:
        raise BadInput(_("Bảng chưa có dòng nào."), _("Điền ít nhất một dòng dưới hàng tiêu đề."))
    if len(rows) > MOST_ROWS:
        raise BadInput(
            _("Bảng có %(rows)d dòng, nhiều nhất là %(most)d.") % {"rows": len(rows), "most": MOST_ROWS},
            _("Chia thành nhiều tệp rồi gửi lần lượt."),
        )
    return Filled(_place_code(sheet[:at]), tuple(rows), tuple(faults))


def _columns(sheet: list[list[Any]]) -> tuple[int, dict[str, int]]:
    """The row of headings, and where each column stands. A column that is not ours may hold what may not be kept."""
    known = {fold(heading): column for column, heading in COLUMNS.items()}
    for at, cells in enumerate(sheet[:_HEADING_WITHIN]):
        headings = [fold(text_of_cell(cell)).rstrip(" *") for cell in cells]
        places = {known[heading]: place for place, heading in enumerate(headings) if heading in known}
        if not set(_NEEDED) <= places.keys():
            continue
        strange = next(
            (
                text_of_cell(cell)
                for cell, heading in zip(cells, headings, strict=True)
                if heading not in known and heading
            ),
            "",
        )
        if strange:
            raise BadInput(
                _("Bảng có cột “%s” không thuộc mẫu.") % strange[:40],
                _("Xoá cột ấy: chỉ nhận %s; không nhận chủ, giám đốc, điện thoại, địa chỉ.")
                % ", ".join(COLUMNS.values()),
            )
        beyond = max(places.values()) + 1
        if any(text_of_cell(cell) for row in sheet[at + 1 :] for cell in row[beyond:]):
            raise BadInput(
                _("Bảng có chữ ngoài các cột của mẫu."), _("Xoá mọi ô bên phải cột %s.") % COLUMNS["basis"]
            )
        return at, places
    raise BadInput(
        _("Trang tính đầu tiên không có hàng tiêu đề %s.") % ", ".join(COLUMNS.values()),
        _("Tải mẫu về và giữ nguyên hàng tiêu đề."),
    )


def _place_code(above: list[list[Any]]) -> str:
    for cells in above:
        for at, cell in enumerate(cells[:-1]):
            if fold(text_of_cell(cell)).rstrip(" :") == fold(PLACE_CODE):
                code = text_of_cell(cells[at + 1])
                # Excel eats the zeros of a code: four digits can only be a commune's, one only a province's.
                return code.zfill(5 if len(code) > 2 else 2) if code.isdigit() else code
    return ""
