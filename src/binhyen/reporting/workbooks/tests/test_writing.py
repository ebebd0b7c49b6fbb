"""What a workbook looks like when it is sent out."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from binhyen.foundations.quantities import Absence, Quantity
from binhyen.indicators.queries import layouts_from
from binhyen.machinery.files.screening import Taken, fate_of
from binhyen.reporting.workbooks import Delivered, Template, patch, read
from binhyen.reporting.workbooks.grid import NAMES
from binhyen.reporting.workbooks.tests.sample import (
    CELLS,
    GOOD,
    IDENTITY,
    LAYOUT,
    empty,
    figures,
    filled,
    opened,
    saved,
    taken,
    template,
)


def test_the_same_layout_gives_the_same_bytes() -> None:
    assert Template.of(LAYOUT).data == Template.of(LAYOUT).data


def test_the_head_says_whose_it_is_for_which_days_and_until_when() -> None:
    sheet = opened(empty())["Biểu"]
    assert sheet["A1"].value == "Ủy ban nhân dân tỉnh Phú Thọ"
    assert sheet["A2"].value == "Xã Tân Lập"
    assert sheet["A3"].value == "BIỂU THỬ CỦA XÃ"
    assert sheet["A4"].value == "Kỳ: tháng 02/2026 (15/01/2026–14/02/2026) · Thời hạn gửi: 20/02/2026"


def test_invented_figures_are_marked() -> None:
    assert opened(empty(replace(IDENTITY, illustrative=True)))["Biểu"]["E1"].value == "SỐ LIỆU MINH HOẠ"
    assert opened(empty())["Biểu"]["E1"].value is None


def test_only_inputs_and_their_notes_are_unlocked() -> None:
    sheet = opened(empty())["Biểu"]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    values = set(CELLS.values())
    assert unlocked == values | {cell.replace("D", "F") for cell in values}


def test_totals_and_rates_are_formulas() -> None:
    sheet = opened(empty())["Biểu"]
    assert "SUM($D$15,$D$16)" in sheet["D14"].value
    assert "$D$11/$D$8*100" in sheet["D12"].value


def test_the_defined_names_are_columns_of_equal_length_with_a_code_for_each_input_alone() -> None:
    book = opened(empty())
    ranges = {name: list(book.defined_names[name].destinations) for name in NAMES}
    assert ranges == {
        "binhyen_codes": [("Biểu", "$A$7:$A$18")],
        "binhyen_values": [("Biểu", "$D$7:$D$18")],
        "binhyen_previous": [("Biểu", "$E$7:$E$18")],
        "binhyen_notes": [("Biểu", "$F$7:$F$18")],
    }
    codes = [cell.value for (cell,) in book["Biểu"]["A7:A18"] if cell.value]
    assert codes == [line.code for line in LAYOUT.inputs]


def test_another_program_can_fill_it_by_the_defined_names() -> None:
    book = opened(empty())
    columns = {}
    for name in ("binhyen_codes", "binhyen_values", "binhyen_notes"):
        ((sheet, span),) = book.defined_names[name].destinations
        columns[name] = [cell for (cell,) in book[sheet][span.replace("$", "")]]
    for code, value, note in zip(*columns.values(), strict=True):
        if code.value:
            value.value = GOOD[code.value]
            note.value = f"từ phần mềm khác: {code.value}"
    judged = taken(saved(book))
    assert judged.values == figures()
    assert judged.notes["teams"] == "từ phần mềm khác: teams"


def test_last_period_stands_beside_the_inputs_with_its_totals() -> None:
    previous = figures(
        {"areas": 11, "teams": "x", "sessions/launch": 1234, "sessions/talk": 1, "covered": 11}
    )
    sheet = opened(empty(previous=previous))["Biểu"]
    assert [sheet[place].value for place in ("E8", "E9", "E10", "E14", "E12")] == [11, "x", None, 1235, 100]


def test_a_report_that_was_begun_is_gone_on_with() -> None:
    data = patch(
        template(), IDENTITY, {}, figures(GOOD | {"teams": "x", "members": None}), {"areas": "Mới sắp xếp"}
    )
    sheet = opened(data)["Biểu"]
    assert [sheet[place].value for place in ("D8", "D9", "D10", "F8")] == [12, "x", None, "Mới sắp xếp"]


def test_what_is_not_reckoned_on_opening_already_says_the_right_thing() -> None:
    data = patch(template(), IDENTITY, {}, figures(GOOD | {"teams": 13}))
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    sheet = book["Biểu"]
    assert sheet["D14"].value == 2
    assert sheet["G9"].value == "Số Tổ không lớn hơn số thôn, tổ dân phố."
    assert sheet["G10"].value is None
    assert sheet["E2"].value == "Đã điền 8/8 dòng. 1 điểm chưa khớp, xem cột “Kiểm tra”."


def test_each_input_has_a_validation_with_its_sentence() -> None:
    sheet = opened(empty())["Biểu"]
    rules = {
        str(place): rule for rule in sheet.data_validations.dataValidation for place in rule.sqref.ranges
    }
    assert {str(place) for place in rules if str(place).startswith("D")} >= {"D17", "D18"}
    covered = {
        cell
        for rule in sheet.data_validations.dataValidation
        if rule.type == "custom"
        for span in rule.sqref.ranges
        for row in span.rows
        for cell in (f"D{r}" for r, _column in row)
    }
    assert covered == set(CELLS.values())
    assert rules["D18"].error == (
        "Ghi số có nhiều nhất 1 chữ số sau dấu phẩy, từ 0 đến 100; không có ghi 0, không áp dụng ghi x,"
        " chưa có để trống."
    )


def test_it_prints_on_a4_with_its_headings_on_every_page() -> None:
    sheet = opened(empty())["Biểu"]
    assert sheet.page_setup.paperSize == 9
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$6:$6"
    assert sheet.oddFooter.left.text == "Biểu xa-thu, phiên bản 3"
    assert sheet.freeze_panes == "C7"


def test_the_hidden_sheet_tells_whose_it_is() -> None:
    book = opened(empty())
    assert book["Nhận dạng"].sheet_state == "veryHidden"
    found = read(empty())
    assert isinstance(found, Delivered)
    assert found.identity == IDENTITY


def test_signs_that_xml_does_not_know_are_left_out_of_notes() -> None:
    data = patch(template(), IDENTITY, {}, figures(), {"areas": "một\x0b hai <&> \ud800ba"})
    assert opened(data)["Biểu"]["F8"].value == "một hai <&> ba"


def test_a_template_is_of_one_form_version() -> None:
    with pytest.raises(ValueError, match="not the form"):
        patch(template(), replace(IDENTITY, layout_hash="0" * 64), {})


def test_the_package_is_one_that_any_unpacker_takes() -> None:
    with zipfile.ZipFile(io.BytesIO(filled())) as archive:
        assert archive.testzip() is None


@pytest.mark.parametrize("form", ["xa-thang", "coquan-tinh-thang"])
def test_forms_of_the_catalogue_come_back_as_they_were_filled_in(form: str) -> None:
    layout = layouts_from()[form]
    identity = replace(
        IDENTITY, form=form, version=layout.version, layout_hash=layout.layout_hash, calendar=layout.calendar
    )
    values = {line.code: Quantity(Decimal(0), line.unit) for line in layout.inputs}
    data = patch(Template.of(layout), identity, values, values)
    assert isinstance(fate_of("Xã Tân Lập.xlsx", data), Taken)
    found = read(data)
    assert isinstance(found, Delivered)
    assert {cell.line_code: cell.raw for cell in found.cells if cell.line_code} == {
        line.code: Decimal(0) for line in layout.inputs
    }


def test_a_missing_figure_is_blank_and_never_zero() -> None:
    data = patch(template(), IDENTITY, {}, {"areas": Absence.MISSING})
    assert opened(data)["Biểu"]["D8"].value is None
