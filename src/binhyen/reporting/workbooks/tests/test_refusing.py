"""What is refused, with the sentence and the remedy that an officer reads; nothing of such a workbook is taken."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from binhyen.machinery.files.screening import RefusedNotKept, fate_of
from binhyen.reporting.workbooks import Delivered, Expected, judge, patch, read
from binhyen.reporting.workbooks.tests.sample import (
    EXPECTED,
    GOOD,
    IDENTITY,
    LAYOUT,
    edited,
    empty,
    figures,
    filled,
    only_fault,
    opened,
    refusal,
    rewritten,
    saved,
    taken,
    template,
    typed,
)

SHEET = "xl/worksheets/sheet1.xml"

# ---- values -------------------------------------------------------------------------------------------------

HOW_TO_FILL = "Chỉ ghi số, ví dụ 1.234; không có ghi 0, không áp dụng ghi x, chưa có để trống."
HOW_TO_SEPARATE = "Viết dấu chấm ngăn hàng nghìn, dấu phẩy trước phần thập phân, ví dụ 1.234,5."
WHOLE_PEOPLE = "Số người phải là số nguyên không âm."

VALUES: dict[str, tuple[dict[str, Any], str, str]] = {
    "decimals in a count": (
        {"D10": 31.5},
        "Ô D10: 31,5 không phải số nguyên.",
        WHOLE_PEOPLE,
    ),
    "three places in a count": (
        {"D10": 1.234},
        "Ô D10: 1,234 không phải số nguyên. Ý anh/chị là 1.234?",
        WHOLE_PEOPLE,
    ),
    "three places in a count, among letters": (
        {"D10": "12,345"},
        "Ô D10: 12,345 không phải số nguyên. Ý anh/chị là 12.345?",
        WHOLE_PEOPLE,
    ),
    "three places that cannot be thousands": (
        {"D10": 0.125},
        "Ô D10: 0,125 không phải số nguyên.",
        WHOLE_PEOPLE,
    ),
    "a negative number": ({"D10": -3}, "Ô D10: -3 là số âm.", "Số người không âm."),
    "a negative number among letters": ({"D10": "-3"}, "Ô D10: -3 là số âm.", "Số người không âm."),
    "too many decimals": (
        {"D17": 3.257},
        "Ô D17: 3,257 có quá 2 chữ số sau dấu phẩy.",
        "Làm tròn đến 2 chữ số sau dấu phẩy.",
    ),
    "more than all of it": (
        {"D18": 100.5},
        "Ô D18: 100,5% lớn hơn 100%.",
        "Tỷ lệ phải từ 0 đến 100.",
    ),
    "a slip of the keyboard": (
        {"D10": 10**15},
        "Ô D10: 1.000.000.000.000.000 là quá lớn.",
        "Kiểm tra lại số chữ số.",
    ),
    "letters": ({"D10": "ba mươi"}, "Ô D10: “ba mươi” không phải là số.", HOW_TO_FILL),
    "a number with its unit": ({"D10": "31 người"}, "Ô D10: “31 người” không phải là số.", HOW_TO_FILL),
    "a dash": ({"D10": "-"}, "Ô D10: “-” không phải là số.", HOW_TO_FILL),
    "long letters": (
        {"D10": "số liệu đang được rà soát lại và sẽ bổ sung trong kỳ sau"},
        "Ô D10: “số liệu đang được rà soát lại và sẽ bổ s…” không phải là số.",
        HOW_TO_FILL,
    ),
    "a number spelled the English way": (
        {"D10": "1,234,567"},
        "Ô D10: “1,234,567” không phải là số viết đúng cách.",
        HOW_TO_SEPARATE,
    ),
    "a point before decimals": (
        {"D17": "12.5"},
        "Ô D17: “12.5” không phải là số viết đúng cách.",
        HOW_TO_SEPARATE,
    ),
    "yes or no": ({"D10": True}, "Ô D10: TRUE/FALSE không phải là số.", HOW_TO_FILL),
    "a day": (
        {"D10": date(2026, 2, 1)},
        "Ô D10: ô đang chứa ngày 01/02/2026; có thể Excel đã đổi số thành ngày.",
        "Chọn lại định dạng Số (Number) cho ô rồi ghi lại số liệu.",
    ),
    "a day and time": (
        {"D10": datetime(2026, 2, 1, 7, 30)},  # noqa: DTZ001 - Excel knows no zones
        "Ô D10: ô đang chứa ngày 01/02/2026; có thể Excel đã đổi số thành ngày.",
        "Chọn lại định dạng Số (Number) cho ô rồi ghi lại số liệu.",
    ),
    "a time": (
        {"D10": time(7, 30)},
        "Ô D10: ô đang chứa giờ; có thể Excel đã đổi số thành giờ.",
        "Chọn lại định dạng Số (Number) cho ô rồi ghi lại số liệu.",
    ),
    "a formula without a stored value": (
        {"D10": "=30+1"},
        "Ô D10: công thức chưa có kết quả được lưu.",
        "Mở tệp bằng Excel rồi lưu lại để công thức được tính, hoặc ghi thẳng số vào ô.",
    ),
    "a note that is too long": (
        {"F10": "a" * 301},
        "Ô F10: Giải trình dài quá 300 ký tự.",
        "Viết ngắn lại, không ghi tên người.",
    ),
    "a note that is a formula without a stored value": (
        {"F10": '="a"'},
        "Ô F10: công thức chưa có kết quả được lưu.",
        "Mở tệp bằng Excel rồi lưu lại để công thức được tính, hoặc ghi thẳng số vào ô.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "sentence", "remedy"), VALUES.values(), ids=VALUES)
def test_a_value_that_cannot_be_taken(cells: dict[str, Any], sentence: str, remedy: str) -> None:
    fault = only_fault(typed(**cells))
    (place,) = cells
    assert (fault.sheet, fault.address) == ("Biểu", place)
    assert fault.line_code == {"10": "members", "17": "lit_km", "18": "satisfied"}[place[1:]]
    assert fault.sentence == sentence
    assert fault.remedy == remedy


def test_a_percentage_where_a_count_is_asked() -> None:
    def change(sheet: Any) -> None:
        sheet["D10"] = 1
        sheet["D10"].number_format = "0%"

    fault = only_fault(edited(change))
    assert fault.sentence == "Ô D10: ô ghi phần trăm (100%)."
    assert fault.remedy == "Ghi số người, không ghi phần trăm."


@pytest.mark.parametrize(
    "stored", ["<f>30+1</f>", "<f>30+1</f><v></v>", "<f>30+1</f><v/>", '<f t="shared" si="0"/>']
)
def test_a_formula_without_a_stored_value_is_never_blank(stored: str) -> None:
    fault = only_fault(rewritten({SHEET: lambda xml: xml.replace("<v>31</v>", stored, 1)}))
    assert (fault.code, fault.address) == ("formula-without-value", "D10")


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A"])
def test_an_error_is_never_blank(error: str) -> None:
    def change(xml: str) -> str:
        return xml.replace("<v>31</v>", f"<f>A1</f><v>{error}</v>", 1).replace(
            '<c r="D10"', '<c t="e" r="D10"', 1
        )

    fault = only_fault(rewritten({SHEET: change}))
    assert fault.sentence == "Ô D10: ô đang báo lỗi (như #REF! hoặc #VALUE!)."
    assert fault.remedy == "Sửa công thức, hoặc ghi thẳng số vào ô."


def test_a_value_merged_over_two_lines_is_nobodys() -> None:
    fault = only_fault(edited(lambda sheet: sheet.merge_cells("D10:D11")))
    assert fault.address == "D11"
    assert fault.sentence == "Ô D11: ô bị gộp với ô khác nên không rõ số liệu là của dòng nào."
    assert fault.remedy == "Bỏ gộp ô rồi ghi số liệu cho từng dòng."


def test_a_value_merged_away_by_its_neighbour() -> None:
    assert only_fault(edited(lambda sheet: sheet.merge_cells("C10:D10"))).address == "D10"


# ---- checks -------------------------------------------------------------------------------------------------


def test_a_broken_check_without_a_note() -> None:
    fault = only_fault(typed(D9=13, D10=40))
    assert fault.code == "check-unexplained"
    assert (fault.address, fault.line_code) == ("D9", "teams")
    assert fault.sentence == "Ô D9: Số Tổ không lớn hơn số thôn, tổ dân phố."
    assert fault.remedy == "Sửa số liệu, hoặc ghi lý do ở cột “Giải trình” (ô F9, F8)."


@pytest.mark.parametrize("place", ["F8", "F9"])
def test_a_note_at_one_of_its_lines_explains_a_broken_check(place: str) -> None:
    judged = taken(typed(D9=13, D10=40, **{place: "Hai Tổ dùng chung"}))
    assert judged.faults == ()


def test_a_check_is_judged_beside_other_faults() -> None:
    judged = taken(typed(D9=13, D10=40, D17=-1))
    assert {fault.code for fault in judged.faults} == {"check-unexplained", "negative"}


def test_every_fault_is_told_at_once() -> None:
    judged = taken(typed(D8="?", D10=-1, D17=1.234, D18=101))
    assert [fault.address for fault in judged.faults] == ["D8", "D10", "D17", "D18"]
    assert not judged.values


# ---- rows ---------------------------------------------------------------------------------------------------


def test_an_unknown_code() -> None:
    def change(sheet: Any) -> None:
        sheet.insert_rows(10)
        sheet["A10"], sheet["D10"] = "dogs", 4

    fault = only_fault(edited(change))
    assert (fault.code, fault.address) == ("unknown-line", "A10")
    assert fault.sentence == "Ô A10: Biểu không có dòng “dogs”."
    assert fault.remedy == "Dùng đúng mã chỉ tiêu và mã phân tổ của biểu."


def test_the_code_of_a_total() -> None:
    fault = only_fault(typed(A14="sessions", D14=5))
    assert fault.sentence == "Ô A14: “Buổi tuyên truyền” do chương trình tính, không nhập."
    assert fault.remedy == "Chỉ nhập các dòng thành phần."


def test_a_code_twice() -> None:
    def change(sheet: Any) -> None:
        sheet.insert_rows(11)
        sheet["A11"], sheet["D11"] = "teams", 10

    fault = only_fault(edited(change))
    assert (fault.code, fault.address, fault.line_code) == ("code-twice", "A11", "teams")
    assert fault.sentence == "Ô A11: mã teams đã có ở ô A9."
    assert fault.remedy == "Mỗi mã chỉ một dòng: xóa dòng thừa."


def test_a_row_that_was_deleted() -> None:
    def change(sheet: Any) -> None:
        sheet.delete_rows(9)

    fault = only_fault(edited(change))
    assert (fault.code, fault.sheet, fault.address, fault.line_code) == ("missing-row", "Biểu", "", "teams")
    assert fault.sentence == "Trang Biểu thiếu dòng “Tổ bảo vệ an ninh, trật tự” (mã teams)."
    assert fault.remedy == (
        "Thêm lại dòng với đúng mã đó, hoặc tải lại sổ. Chưa có số liệu thì để trống, không xóa dòng."
    )


def test_a_code_that_was_written_over() -> None:
    judged = taken(typed(A9="tams"))
    assert {fault.code for fault in judged.faults} == {"unknown-line", "missing-row"}


def test_a_value_beside_no_code() -> None:
    def change(sheet: Any) -> None:
        sheet.insert_rows(10)
        sheet["B10"], sheet["D10"] = "Tổ dân phòng", 4

    fault = only_fault(edited(change))
    assert (fault.code, fault.address) == ("no-code", "D10")
    assert fault.sentence == "Ô D10: có số liệu nhưng dòng này không có mã."
    assert fault.remedy == "Chuyển số liệu vào dòng có mã, hoặc xóa số ở dòng đã thêm."


# ---- sheets and identity --------------------------------------------------------------------------------------


def test_two_sheets_that_differ() -> None:
    book = opened(filled())
    book.copy_worksheet(book["Biểu"])["D10"] = 32
    judged = taken(saved(book))
    (fault,) = judged.faults
    assert not judged.values
    assert (fault.code, fault.sheet) == ("two-sheets", "Biểu Copy")
    assert fault.sentence == "Trang “Biểu” và trang “Biểu Copy” cùng là biểu này nhưng số liệu khác nhau."
    assert fault.remedy == "Giữ lại một trang đúng, xóa trang kia rồi gửi lại."


def test_two_sheets_that_differ_in_a_note_alone() -> None:
    book = opened(filled())
    book.copy_worksheet(book["Biểu"])["F10"] = "khác"
    assert only_fault(saved(book)).code == "two-sheets"


def test_workbooks_of_two_units_in_one_file() -> None:
    book = opened(filled())
    other = opened(patch(template(), replace(IDENTITY, unit_id=7095), {}))["Nhận dạng"]
    copy = book.create_sheet("Nhận dạng 2")
    for row in other.iter_rows():
        for cell in row:
            copy[cell.coordinate] = cell.value
    found = refusal(saved(book))
    assert found.code == "two-identities"
    assert found.sentence == "Tệp gộp sổ của nhiều đơn vị hoặc nhiều kỳ."
    assert found.remedy == "Gửi mỗi sổ thành một tệp riêng, đúng như tệp đã tải về."


def test_a_workbook_without_its_identity() -> None:
    book = opened(filled())
    del book["Nhận dạng"]
    found = refusal(saved(book))
    assert found.code == "no-identity"
    assert found.sentence == ("Tệp không phải sổ do phần mềm này gửi, hoặc trang nhận dạng ẩn đã bị xóa.")
    assert found.remedy == "Tải lại sổ của đơn vị cho kỳ này, chép số liệu sang rồi gửi sổ đó."


@pytest.mark.parametrize(
    ("place", "content"),
    [("A2", "froms"), ("B3", "hai"), ("B5", None), ("B5", "9" * 30), ("B11", "hôm qua"), ("H1", None)],
)
def test_an_identity_that_was_tampered_with(place: str, content: str | None) -> None:
    book = opened(filled())
    book["Nhận dạng"][place] = content
    found = refusal(saved(book))
    assert found.code == "identity-changed"
    assert found.sentence == "Trang nhận dạng ẩn của sổ đã bị sửa."


def test_a_workbook_without_its_table() -> None:
    book = opened(filled())
    del book["Biểu"]
    found = refusal(saved(book))
    assert found.code == "no-table"
    assert found.sentence == ("Không tìm thấy bảng số liệu của biểu (cột “Mã dòng” và cột “Số liệu kỳ này”).")
    assert found.remedy == "Tải lại sổ của kỳ này và điền lại, không sửa tiêu đề cột và cột mã."


def test_a_table_whose_columns_nobody_can_tell() -> None:
    book = opened(filled())
    book.defined_names.clear()
    book["Biểu"]["D6"] = "?"
    assert refusal(saved(book)).code == "no-table"


def test_a_form_version_that_is_no_longer_in_use() -> None:
    found = read(filled())
    assert isinstance(found, Delivered)
    judged = judge(found, LAYOUT, Expected("0" * 64, 4))
    (fault,) = judged.faults
    assert not judged.values
    assert (fault.code, fault.address) == ("wrong-version", "")
    assert fault.sentence == "Sổ này theo phiên bản 3 của biểu, kỳ báo cáo dùng phiên bản 4."
    assert fault.remedy == "Tải lại sổ của kỳ này, chép số liệu sang rồi gửi lại."


def test_a_layout_that_is_not_what_its_version_says() -> None:
    found = read(filled())
    assert isinstance(found, Delivered)
    (fault,) = judge(found, LAYOUT, Expected("0" * 64, 3)).faults
    assert fault.sentence == "Sổ này theo một bản khác của phiên bản 3 của biểu."


def test_another_form() -> None:
    found = read(filled())
    assert isinstance(found, Delivered)
    other = replace(found, identity=replace(found.identity, form="coquan"))
    (fault,) = judge(other, LAYOUT, EXPECTED).faults
    assert fault.sentence == "Sổ này là biểu coquan, không phải biểu xa-thu."
    assert fault.remedy == "Tải sổ của đúng biểu, chép số liệu sang rồi gửi lại."


# ---- whole files ----------------------------------------------------------------------------------------------


def _repacked(change: Callable[[dict[str, bytes]], None], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    with zipfile.ZipFile(io.BytesIO(filled())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _with_macros() -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        parts["xl/vbaProject.bin"] = b"x"
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            b"<Override",
            b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Override',
            1,
        )

    return _repacked(change)


def _with_secrecy_mark() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(filled()))
    book["Biểu"].unmerge_cells("E1:G1")
    book["Biểu"]["F1"] = "TỐI MẬT"
    return saved(book)


WHOLE_FILES: dict[str, tuple[str, Callable[[], bytes], str, str]] = {
    "damaged": (
        "a.xlsx",
        lambda: filled()[:4000],
        "Tệp bị hỏng, không đọc được.",
        "Mở tệp bằng Word hoặc Excel, lưu lại thành tệp mới rồi gửi lại.",
    ),
    "not a workbook at all": (
        "a.xlsx",
        lambda: b"Xin chao",
        "Tệp bị hỏng, không đọc được.",
        "Mở tệp bằng Word hoặc Excel, lưu lại thành tệp mới rồi gửi lại.",
    ),
    "encrypted": (
        "a.xlsx",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        "Tệp được đặt mật khẩu nên không kiểm tra được nội dung.",
        "Bỏ mật khẩu của tệp rồi gửi lại. Tài liệu bí mật nhà nước không được đưa vào phần mềm này.",
    ),
    "old .xls": (
        "a.xls",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "Tệp ở định dạng Office cũ (.doc, .xls) hoặc bị khóa nên không đọc được.",
        "Mở bằng Word hoặc Excel, lưu thành .docx hoặc .xlsx rồi gửi lại.",
    ),
    "macros": (
        "a.xlsm",
        _with_macros,
        "Tệp chứa macro nên không được nhận.",
        "Lưu lại thành .xlsx hoặc .docx (không có macro) rồi gửi lại.",
    ),
    "a zip bomb": (
        "a.xlsx",
        lambda: _repacked(lambda parts: parts.update({"xl/media/a.xml": b" " * 20_000_000})),
        "Tệp nén bất thường: nội dung bung ra quá lớn.",
        "Sao chép phần cần gửi sang một tệp mới rồi gửi lại.",
    ),
    "over 10 MB": (
        "a.xlsx",
        lambda: filled() + b"\0" * 10 * 1024 * 1024,
        "Tệp lớn hơn mức cho phép (10 MB).",
        "Bỏ bớt hình ảnh hoặc chia thành nhiều tệp rồi gửi lại.",
    ),
    "a secrecy mark": (
        "a.xlsx",
        _with_secrecy_mark,
        "Tệp mang dấu hiệu độ mật (Biểu!F1) nên không được nhận và không được lưu.",
        "Không đưa tài liệu bí mật nhà nước vào phần mềm này; xử lý theo quy định về bảo vệ bí mật nhà nước.",
    ),
    "a number of an identity card in a note": (
        "a.xlsx",
        lambda: typed(F10="CCCD 025085012345"),
        "Tệp có số giống số căn cước hoặc chứng minh nhân dân (Biểu!F10) nên không được nhận và không được lưu.",
        "Bỏ số giấy tờ và danh sách cá nhân, chỉ để số đếm, rồi gửi lại. Nếu đó là số tiền, ghi có dấu chấm"
        " phân cách hàng nghìn hoặc đơn vị tính.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "made", "sentence", "remedy"), WHOLE_FILES.values(), ids=WHOLE_FILES)
def test_a_file_that_may_not_come_in(
    name: str, made: Callable[[], bytes], sentence: str, remedy: str
) -> None:
    fate = fate_of(name, made())
    assert isinstance(fate, RefusedNotKept)
    assert fate.sentence == sentence
    assert fate.remedy == remedy


def test_an_empty_file_says_so() -> None:
    fate = fate_of("a.xlsx", b"")
    assert fate.sentence == "Tệp rỗng, không có nội dung."  # type: ignore[union-attr]


@pytest.mark.parametrize("data", [b"", b"Xin chao", filled()[:4000], b"PK\x03\x04" + b"\0" * 200])
def test_reading_what_is_no_workbook_is_a_refusal_and_no_crash(data: bytes) -> None:
    found = refusal(data)
    assert found.code == "damaged"
    assert found.sentence.startswith("Tệp bị hỏng, không đọc được")


def test_somebody_elses_workbook_is_none_of_ours() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet().write_row(0, 0, ["Mã dòng", "Số liệu kỳ này"])
    assert refusal(out.getvalue()).code == "no-identity"


def test_sheets_that_two_readers_would_see_differently_are_damage() -> None:
    data = rewritten(
        {
            "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(
                "worksheets/sheet1.xml", "worksheets/gone.xml"
            )
        }
    )
    assert refusal(data).code == "damaged"


def test_the_form_of_an_empty_workbook_is_asked_first() -> None:
    assert taken(empty()).faults == ()
    assert figures(GOOD)["areas"] == taken(filled()).values["areas"]
