"""What people do to a workbook without doing harm: it is read as if nobody had done it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.foundations.vietnamese import format_number
from binhyen.machinery.files.screening import Taken, fate_of
from binhyen.reporting.workbooks import Delivered, Expected, judge, patch, read
from binhyen.reporting.workbooks.tests.sample import (
    CELLS,
    GOOD,
    IDENTITY,
    LAYOUT,
    edited,
    empty,
    figures,
    filled,
    opened,
    rewritten,
    saved,
    taken,
    template,
    typed,
)

HERE = Path(__file__).parent
SHEET = "xl/worksheets/sheet1.xml"


def assert_as_filled_in(data: bytes) -> None:
    judged = taken(data)
    assert judged.faults == ()
    assert judged.values == figures()


def test_a_workbook_comes_back_with_each_value_and_its_cell() -> None:
    judged = taken(filled())
    assert judged.values == figures()
    assert judged.addresses == {code: f"Biểu!{cell}" for code, cell in CELLS.items()}


def test_an_empty_workbook_says_that_everything_is_missing() -> None:
    assert set(taken(empty()).values.values()) == {Absence.MISSING}


def test_an_officer_fills_in_the_cells_and_saves() -> None:
    data = typed(**{cell: GOOD[code] for code, cell in CELLS.items()})
    assert_as_filled_in(data)


@pytest.mark.parametrize("word", ["x", "X", " x ", "ｘ", "không áp dụng", "Không áp dụng"])
def test_x_is_not_applicable(word: str) -> None:
    assert taken(typed(D9=word)).values["teams"] is Absence.NOT_APPLICABLE


@pytest.mark.parametrize("word", [None, "", "   ", "\u00a0", "chưa có"])
def test_blank_is_missing(word: str | None) -> None:
    assert taken(typed(D9=word)).values["teams"] is Absence.MISSING


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.234", "1234"),
        ("1234", "1234"),
        ("  1.234 ", "1234"),
        ("1\u00a0234", "1234"),
        ("1 234", "1234"),
        ("1\u202f234", "1234"),
        ("１２３４", "1234"),
        ("+1234", "1234"),
        ("12.345.678", "12345678"),
    ],
)
def test_a_number_that_was_written_as_letters_is_a_number(text: str, value: str) -> None:
    assert taken(typed(D10=text)).values["members"] == Quantity(Decimal(value), "người")


@pytest.mark.parametrize(("text", "value"), [("3,25", "3.25"), ("1.234,5", "1234.5"), ("3,10", "3.10")])
def test_a_decimal_comma_among_letters_is_read(text: str, value: str) -> None:
    assert taken(typed(D17=text)).values["lit_km"] == Quantity(Decimal(value), "km")


def test_binary_fractions_leave_nothing_over() -> None:
    assert taken(typed(D17=0.1 + 0.2)).values["lit_km"] == Quantity(Decimal("0.3"), "km")


def test_minus_nothing_is_nothing() -> None:
    assert str(taken(typed(D10="-0", D9=0)).values["members"].value) == "0"  # type: ignore[union-attr]


def test_a_percentage_cell_says_what_it_shows() -> None:
    def change(sheet: Any) -> None:
        sheet["D18"] = 0.945
        sheet["D18"].number_format = "0.0%"

    assert taken(edited(change)).values["satisfied"] == Quantity(Decimal("94.5"), "%")


def test_a_formula_with_its_stored_value_is_its_value() -> None:
    data = rewritten({SHEET: lambda xml: xml.replace("<v>31</v>", "<f>10+21</f><v>31</v>", 1)})
    assert_as_filled_in(data)


def test_a_formula_that_comes_to_no_letters_is_blank() -> None:
    def change(xml: str) -> str:
        return xml.replace("<v>31</v>", '<f>IF(1=1,"","")</f><v></v>', 1).replace(
            '<c r="D10"', '<c t="str" r="D10"', 1
        )

    assert taken(rewritten({SHEET: change})).values["members"] is Absence.MISSING


def test_notes_come_along() -> None:
    judged = taken(typed(F9="Mới sắp xếp thôn", F10=7, F11="  "))
    assert judged.notes == {"teams": "Mới sắp xếp thôn", "members": "7"}


def test_rows_may_be_sorted() -> None:
    def change(sheet: Any) -> None:
        rows = [[cell.value for cell in row] for row in sheet["A7:G18"]]
        rows = [row for row in rows if row[0]]
        for row in sheet["A7:G18"]:
            for cell in row:
                cell.value = None
        for number, row in enumerate(sorted(rows, key=lambda row: str(row[1]), reverse=True), start=7):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column).value = value

    judged = taken(edited(change))
    assert judged.values == figures()
    assert judged.addresses["areas"] != "Biểu!D8"


def test_rows_may_be_inserted() -> None:
    def change(sheet: Any) -> None:
        sheet.insert_rows(10, 2)
        sheet.insert_rows(2)
        sheet["B12"] = "Dòng tự thêm để ghi nhớ"
        sheet["D12"] = "xem bên dưới"

    judged = taken(edited(change))
    assert judged.values == figures()
    assert judged.addresses["members"] == "Biểu!D13"


def test_columns_may_be_inserted_where_names_do_not_follow() -> None:
    def change(sheet: Any) -> None:
        sheet.insert_cols(3, 2)
        sheet.insert_cols(1)

    judged = taken(edited(change))
    assert judged.values == figures()
    assert judged.addresses["areas"] == "Biểu!G8"


def test_columns_may_be_inserted_where_headings_were_rewritten() -> None:
    book = opened(filled())
    sheet = book["Biểu"]
    for row in range(6, 19):  # a column of the officer's own before the values
        for column in (7, 6, 5, 4):
            sheet.cell(row, column + 1).value = sheet.cell(row, column).value
        sheet.cell(row, 4).value = "của tôi"
    sheet["E6"] = "Tháng này"
    for name, letter in {"codes": "A", "values": "E", "previous": "F", "notes": "G"}.items():
        book.defined_names[f"binhyen_{name}"].attr_text = f"'Biểu'!${letter}$7:${letter}$18"
    assert_as_filled_in(saved(book))


def test_broken_names_leave_the_headings() -> None:
    book = opened(filled())
    for name in list(book.defined_names):
        book.defined_names[name].attr_text = "#REF!"
    assert_as_filled_in(saved(book))


def test_names_may_be_gone_and_the_heading_written_otherwise_in_capitals() -> None:
    book = opened(filled())
    book.defined_names.clear()
    book["Biểu"]["D6"] = "SỐ LIỆU  KỲ NÀY"
    assert_as_filled_in(saved(book))


def test_sheets_may_be_renamed_moved_and_added() -> None:
    book = opened(filled())
    book["Biểu"].title = "Đã xong (gửi huyện)"
    book["Nhận dạng"].title = "Sheet9"
    book["Sheet9"].sheet_state = "visible"
    book.move_sheet("Sheet9", -2)
    book.create_sheet("Nháp", 0)["A1"] = "areas"
    judged = taken(saved(book))
    assert judged.values == figures()
    assert judged.addresses["areas"] == "Đã xong (gửi huyện)!D8"


def test_rows_may_be_hidden_or_filtered() -> None:
    def change(sheet: Any) -> None:
        sheet.row_dimensions[9].hidden = True
        sheet.column_dimensions["A"].hidden = True
        sheet.auto_filter.ref = "A6:G18"

    assert_as_filled_in(edited(change))


def test_notes_below_the_table_are_left_alone() -> None:
    def change(sheet: Any) -> None:
        sheet["A20"] = "Ghi chú: số liệu đã đối chiếu"
        sheet["A21"] = "nguoi_lap"
        sheet["D21"] = 5
        sheet["D22"] = "THỦ TRƯỞNG ĐƠN VỊ"

    assert_as_filled_in(edited(change))


def test_codes_with_spaces_around_them_are_known_again() -> None:
    assert_as_filled_in(typed(A9=" teams ", A18="\u200bsatisfied\u00a0"))


def test_totals_that_were_written_over_make_no_difference() -> None:
    assert_as_filled_in(typed(D14=99, D12="#"))


def test_a_copy_of_the_sheet_that_says_the_same_makes_no_difference() -> None:
    book = opened(filled())
    book.copy_worksheet(book["Biểu"])
    assert_as_filled_in(saved(book))


def test_cells_merged_to_the_right_keep_their_value() -> None:
    assert_as_filled_in(edited(lambda sheet: sheet.merge_cells("D9:E9")))


def test_the_file_may_be_called_anything() -> None:
    screened = fate_of("bản cuối (2) - sửa.XLSX", filled())
    assert isinstance(screened, Taken)


def test_a_prefix_before_every_element_makes_no_difference() -> None:
    def prefixed(xml: str) -> str:
        xml = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", xml)
        return xml.replace("xmlns=", "xmlns:x=", 1)

    assert_as_filled_in(rewritten({SHEET: prefixed}))


@pytest.mark.parametrize("program", ["libreoffice"])
def test_another_program_may_save_it(program: str) -> None:
    """A file as that program saved it, after a person had filled it in there."""
    data = (HERE / f"saved_by_{program}.xlsx").read_bytes()
    assert isinstance(fate_of("a.xlsx", data), Taken)
    found = read(data)
    assert isinstance(found, Delivered)
    assert replace(found.identity, layout_hash=IDENTITY.layout_hash) == IDENTITY
    judged = judge(found, LAYOUT, Expected(found.identity.layout_hash, found.identity.version))
    assert judged.faults == ()
    assert judged.values == figures()
    assert judged.notes == {"teams": "Mới sắp xếp thôn"}


# ---- any figures ----------------------------------------------------------------------------------------

_COUNTS = st.one_of(
    st.sampled_from([Absence.MISSING, Absence.NOT_APPLICABLE]), st.integers(0, 10**12).map(Decimal)
)


def _amounts(places: int, most: int) -> st.SearchStrategy[Any]:
    numbers = st.integers(0, most * 10**places).map(lambda units: Decimal(units).scaleb(-places))
    return st.one_of(st.sampled_from([Absence.MISSING, Absence.NOT_APPLICABLE]), numbers)


_REPORTS = st.fixed_dictionaries(
    {
        line.code: _amounts(line.decimals, 100 if line.is_percent else 10**9) if line.decimals else _COUNTS
        for line in LAYOUT.inputs
    }
)


def _as_figures(report: dict[str, Any]) -> dict[str, Figure]:
    return {
        code: Quantity(value, LAYOUT.by_code[code].unit) if isinstance(value, Decimal) else value
        for code, value in report.items()
    }


def _excused(values: dict[str, Figure]) -> dict[str, str]:
    return dict.fromkeys(values, "đã kiểm tra")


@settings(max_examples=60, deadline=None)
@given(report=_REPORTS)
def test_any_figures_come_back_as_they_were_written(report: dict[str, Any]) -> None:
    values = _as_figures(report)
    judged = taken(patch(template(), IDENTITY, {}, values, _excused(values)))
    assert judged.faults == ()
    assert judged.values == values


@settings(max_examples=25, deadline=None)
@given(report=_REPORTS, as_letters=st.sets(st.sampled_from([line.code for line in LAYOUT.inputs])))
def test_any_figures_that_officers_type_come_back(report: dict[str, Any], as_letters: set[str]) -> None:
    values = _as_figures(report)

    def fill(sheet: Any) -> None:
        for code, figure in values.items():
            content: Any = None
            if isinstance(figure, Quantity):
                content = format_number(figure.value) if code in as_letters else figure.value
            elif figure is Absence.NOT_APPLICABLE:
                content = "X" if code in as_letters else "x"
            sheet[CELLS[code]] = content
            sheet[CELLS[code].replace("D", "F")] = "đã kiểm tra"

    judged = taken(edited(fill, empty()))
    assert judged.faults == ()
    assert judged.values == values
