"""What comes back to the unit when its workbook is refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from binhyen.machinery.files.screening import Taken, fate_of
from binhyen.reporting.workbooks import CellFault, Delivered, Expected, judge, marked_copy, read
from binhyen.reporting.workbooks.marking import FILL
from binhyen.reporting.workbooks.tests.sample import (
    EXPECTED,
    LAYOUT,
    edited,
    empty,
    figures,
    filled,
    opened,
    refusal,
    rewritten,
    saved,
    taken,
    typed,
)

BY_LIBREOFFICE = (Path(__file__).parent / "saved_by_libreoffice.xlsx").read_bytes()
SHEET = "xl/worksheets/sheet1.xml"


def wrong_in(data: bytes) -> bytes:
    """Three values of a workbook as it is sent out or came back, made wrong without any other program's hand."""
    for place, content in {"D9": "-4", "D10": "31.5", "D17": "3.257"}.items():
        data = rewritten(
            {SHEET: lambda xml, place=place, content=content: with_value(xml, place, content)}, data
        )
    return data


def with_value(xml: str, place: str, content: str) -> str:
    start = xml.index(f'<c r="{place}"')
    end = xml.index("<c ", start + 1)
    style = xml[start:end].split(' s="')[1].split('"')[0]
    return f'{xml[:start]}<c r="{place}" s="{style}"><v>{content}</v></c>{xml[end:]}'


def marked(data: bytes) -> bytes:
    judged = taken(data)
    assert judged.faults
    return marked_copy(data, judged.faults)


def colour(sheet: Any, place: str) -> str:
    return str(sheet[place].fill.fgColor.rgb)


def comments(sheet: Any) -> dict[str, str]:
    return {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}


SENT = {
    "from our own hand": filled(),
    "from openpyxl": saved(opened(filled())),
    "from LibreOffice": BY_LIBREOFFICE,
}


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT)
def test_faulty_cells_are_coloured_and_say_what_is_wrong(sent: bytes) -> None:
    sent = wrong_in(sent)
    found = read(sent)
    assert isinstance(found, Delivered)
    faults = judge(found, LAYOUT, Expected(found.identity.layout_hash, found.identity.version)).faults
    copy = marked_copy(sent, faults)
    sheet = opened(copy)["Biểu"]
    assert comments(sheet) == {
        "D9": "Ô D9: -4 là số âm. Số tổ không âm.",
        "D10": "Ô D10: 31,5 không phải số nguyên. Số người phải là số nguyên không âm.",
        "D17": "Ô D17: 3,257 có quá 2 chữ số sau dấu phẩy. Làm tròn đến 2 chữ số sau dấu phẩy.",
    }
    assert {place for place in ("D8", "D9", "D10", "D11", "D17", "D18") if colour(sheet, place) == FILL} == {
        "D9",
        "D10",
        "D17",
    }


@pytest.mark.parametrize("sent", SENT.values(), ids=SENT)
def test_the_copy_says_what_the_file_said_and_may_come_in_again(sent: bytes) -> None:
    sent = wrong_in(sent)
    copy = marked_copy(sent, [CellFault("x", "Biểu", "D9", "teams", "Sai.", "Sửa.")])
    before, after = read(sent), read(copy)
    assert isinstance(before, Delivered)
    assert before == after
    assert isinstance(fate_of("a.xlsx", copy), Taken)


def test_everything_else_in_the_file_stays() -> None:
    sent = wrong_in(filled())
    copy = marked(sent)
    with zipfile.ZipFile(io.BytesIO(sent)) as old, zipfile.ZipFile(io.BytesIO(copy)) as new:
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
        added = set(new.namelist()) - set(old.namelist())
    assert changed == {"[Content_Types].xml", "xl/styles.xml", SHEET}
    assert added == {"xl/comments1.xml", "xl/drawings/vmlDrawing1.vml", "xl/worksheets/_rels/sheet1.xml.rels"}
    sheet, before = opened(copy)["Biểu"], opened(sent)["Biểu"]
    assert sheet.protection.sheet
    assert len(sheet.data_validations.dataValidation) == len(before.data_validations.dataValidation)
    assert len(sheet.conditional_formatting) == len(before.conditional_formatting)
    assert not sheet["D9"].protection.locked
    assert sheet["D9"].number_format == before["D9"].number_format


def test_the_same_faults_give_the_same_bytes() -> None:
    assert marked(wrong_in(filled())) == marked(wrong_in(filled()))


def test_comments_of_the_unit_stay() -> None:
    def change(sheet: Any) -> None:
        sheet["B9"].comment = Comment("Hỏi lại anh Hòa", "Xã")
        sheet["D9"].comment = Comment("Đã đếm", "Xã")
        sheet["D9"] = -4

    sheet = opened(marked(edited(change)))["Biểu"]
    assert comments(sheet) == {
        "B9": "Hỏi lại anh Hòa",
        "D9": "Đã đếm\nÔ D9: -4 là số âm. Số tổ không âm.",
    }


def test_a_corrected_cell_loses_its_mark_in_the_next_copy() -> None:
    first = marked(wrong_in(filled()))
    book = opened(first)
    book["Biểu"]["D9"], book["Biểu"]["D17"] = 10, 3.25
    second = marked(saved(book))
    sheet = opened(second)["Biểu"]
    assert set(comments(sheet)) == {"D10"}
    assert colour(sheet, "D10") == FILL
    assert colour(sheet, "D9") == colour(opened(filled())["Biểu"], "D9")
    book = opened(second)
    book["Biểu"]["D10"] = 31
    assert taken(saved(book)).values == figures()


def test_a_fault_without_a_cell_is_told_at_the_top() -> None:
    sent = edited(lambda sheet: sheet.delete_rows(9))
    sheet = opened(marked(sent))["Biểu"]
    (words,) = comments(sheet).values()
    assert words.startswith("Trang Biểu thiếu dòng “Tổ bảo vệ an ninh, trật tự” (mã teams).")
    assert colour(sheet, "A1") == FILL


def test_a_fault_of_the_file_is_told_on_its_first_sheet() -> None:
    fault = CellFault("period-locked", "", "", "", "Kỳ đã khóa.", "Nhờ cấp trên điều chỉnh.")
    sheet = opened(marked_copy(filled(), [fault]))["Biểu"]
    assert comments(sheet) == {"A1": "Kỳ đã khóa. Nhờ cấp trên điều chỉnh."}


def test_several_faults_of_one_cell_stand_together() -> None:
    faults = [CellFault("a", "Biểu", "D9", "teams", word, "") for word in ("Một.", "Hai.")]
    assert comments(opened(marked_copy(filled(), faults))["Biểu"]) == {"D9": "Một.\nHai."}


def test_a_cell_that_the_file_leaves_out_is_made() -> None:
    faults = [CellFault("a", "Biểu", place, "", "Sai.", "") for place in ("B40", "K9", "C9")]
    sheet = opened(marked_copy(edited(lambda sheet: sheet.delete_cols(3), filled()), faults))["Biểu"]
    assert set(comments(sheet)) == {"B40", "K9", "C9"}
    assert all(colour(sheet, place) == FILL for place in ("B40", "K9", "C9"))


def test_a_file_too_strange_to_patch_gives_a_list_of_its_faults() -> None:
    sent = rewritten({"xl/styles.xml": lambda xml: xml.replace("cellXfs", "cellYfs")}, wrong_in(filled()))
    fault = CellFault("negative", "Biểu", "D9", "teams", "Ô D9: -4 là số âm.", "Số tổ không âm.")
    book = openpyxl.load_workbook(io.BytesIO(marked_copy(sent, [fault])))
    rows = [[cell.value for cell in row] for row in book["Cần sửa"].iter_rows()]
    assert rows[1][0].startswith("Không đánh dấu được ngay trên tệp đã gửi")
    assert rows[4] == ["Biểu", "D9", "teams", "-4", "Ô D9: -4 là số âm.", "Số tổ không âm."]
    assert refusal(marked_copy(sent, [fault])).code == "no-identity"


@pytest.mark.parametrize("data", [b"", b"Xin chao", filled()[:4000]])
def test_a_file_that_is_none_gives_a_list_of_its_faults(data: bytes) -> None:
    fault = CellFault("damaged", "", "", "", "Tệp bị hỏng.", "Gửi lại.")
    assert opened(marked_copy(data, [fault])).sheetnames == ["Cần sửa"]


def test_nothing_wrong_leaves_the_file_saying_the_same() -> None:
    found = read(marked_copy(empty(), []))
    assert isinstance(found, Delivered)
    assert judge(found, LAYOUT, EXPECTED).faults == ()


def test_marks_are_of_cells_that_are_wrong_alone() -> None:
    data = typed(D9="abc")
    sheet = opened(marked(data))["Biểu"]
    marked_cells = {
        cell.coordinate for row in sheet.iter_rows() for cell in row if colour(sheet, cell.coordinate) == FILL
    }
    assert marked_cells == {"D9"}
