"""How people write numbers, periods, headings and units in tables of former years."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import ADMINISTRATIVE, PeriodKind
from binhyen.foundations.quantities import Absence, Precision, Quantity
from binhyen.foundations.validity import Validity
from binhyen.foundations.vietnamese import format_number
from binhyen.orgunits.values import NamedUnit, NameIndex
from binhyen.reporting.history.cells import Hedged, Unread, read_cell
from binhyen.reporting.history.heads import Part, part_named
from binhyen.reporting.history.periods import day_of_source, period_written
from binhyen.reporting.history.sheets import ERROR_CELL, UNSTORED_CELL, Sheet, sheets_of
from binhyen.reporting.history.units import MapOfDay, unit_written, written_as
from binhyen.reporting.tests.forms import LAYOUT
from binhyen.reporting.workbooks import Unreadable

NUMBERS = [
    ("0", "0"),
    ("12", "12"),
    ("1.131", "1131"),
    ("1 131", "1131"),
    ("33.100 tổ", "33100"),
    ("12 tổ", "12"),
]


@pytest.mark.parametrize(("text", "value"), NUMBERS)
def test_exact_numbers(text: str, value: str) -> None:
    assert read_cell(text, LAYOUT.by_code["teams"], LAYOUT) == Quantity(Decimal(value), "tổ")


def test_decimals_have_a_comma_and_as_many_places_as_the_line() -> None:
    km = LAYOUT.by_code["length_km"]
    assert read_cell("12,5", km, LAYOUT) == Quantity(Decimal("12.5"), "km")
    assert isinstance(read_cell("12,55", km, LAYOUT), Unread)
    assert isinstance(read_cell("12.5", km, LAYOUT), Unread), "an English point is asked back"


HEDGES = [
    ("hơn 500", 500, Precision.MORE_THAN, None),
    ("Trên 1.000", 1000, Precision.MORE_THAN, None),
    ("gần 1.000", 1000, Precision.NEARLY, None),
    ("khoảng 30", 30, Precision.ABOUT, None),
    ("~30", 30, Precision.ABOUT, None),
    ("ước đạt 30", 30, Precision.ABOUT, None),
    ("xấp xỉ 30 tổ", 30, Precision.ABOUT, None),
    ("dưới 5", 5, Precision.LESS_THAN, None),
    ("> 5", 5, Precision.MORE_THAN, None),
    (">=5", 5, Precision.AT_LEAST, None),
    ("5+", 5, Precision.AT_LEAST, None),
    ("500 trở lên", 500, Precision.AT_LEAST, None),
    ("từ 20 đến 30", 20, Precision.EXACT, 30),
    ("20-30", 20, Precision.EXACT, 30),
]


@pytest.mark.parametrize(("text", "value", "precision", "upto"), HEDGES)
def test_hedged_numbers_are_never_exact(
    text: str, value: int, precision: Precision, upto: int | None
) -> None:
    said = read_cell(text, LAYOUT.by_code["teams"], LAYOUT)
    assert said == Hedged(text, Decimal(value), precision, None if upto is None else Decimal(upto))


@pytest.mark.parametrize("text", ["", "-", "–", "…", "...", "chưa có"])
def test_nothing_is_missing(text: str) -> None:
    assert read_cell(text, LAYOUT.by_code["teams"], LAYOUT) is Absence.MISSING


@pytest.mark.parametrize("text", ["x", "X", "không áp dụng"])
def test_what_does_not_apply(text: str) -> None:
    assert read_cell(text, LAYOUT.by_code["teams"], LAYOUT) is Absence.NOT_APPLICABLE


UNREAD = [
    ("vài", "not-a-number"),
    ("1,5", "not-whole"),
    ("-3", "negative"),
    ("12 người", "not-a-number"),
    ("2,3 nghìn", "rounded"),
    ("1.23", "not-a-number"),
    (ERROR_CELL, "error-value"),
    (UNSTORED_CELL, "formula-without-value"),
]


@pytest.mark.parametrize(("text", "code"), UNREAD)
def test_what_nobody_can_read_says_why(text: str, code: str) -> None:
    said = read_cell(text, LAYOUT.by_code["teams"], LAYOUT)
    assert isinstance(said, Unread)
    assert (said.code, bool(said.sentence), bool(said.remedy)) == (code, True, True)


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from([p for p in Precision if p.word]))
def test_a_word_before_a_number_always_makes_it_hedged(number: int, precision: Precision) -> None:
    line = LAYOUT.by_code["teams"]
    assert read_cell(format_number(number), line, LAYOUT) == Quantity(Decimal(number), "tổ")
    hedged = read_cell(f"{precision.word} {format_number(number)}", line, LAYOUT)
    assert isinstance(hedged, Hedged)
    assert (hedged.value, hedged.precision) == (number, precision)


PERIODS = [
    ("2024-01", "", "", PeriodKind.MONTH, "2024-01"),
    ("01/2024", "", "", PeriodKind.MONTH, "2024-01"),
    ("T1/2024", "", "", PeriodKind.MONTH, "2024-01"),
    ("Tháng 01 năm 2024", "", "", PeriodKind.MONTH, "2024-01"),
    ("2024-01-15", "", "", PeriodKind.MONTH, "2024-01"),
    ("", "2024", "1", PeriodKind.MONTH, "2024-01"),
    ("Tháng 3", "2024", "", PeriodKind.MONTH, "2024-03"),
    ("6 tháng đầu năm 2024", "", "", PeriodKind.HALF, "2024-H1"),
    ("2024-H2", "", "", PeriodKind.HALF, "2024-H2"),
    ("Năm 2024", "", "", PeriodKind.YEAR, "2024"),
    ("", "2024", "", PeriodKind.YEAR, "2024"),
]


@pytest.mark.parametrize(("text", "year", "month", "kind", "code"), PERIODS)
def test_periods(text: str, year: str, month: str, kind: PeriodKind, code: str) -> None:
    assert period_written(text, year, month, kind, ADMINISTRATIVE).code == code


@pytest.mark.parametrize("text", ["", "2024", "Tháng 13/2024", "tháng 1", "quý I/2024"])
def test_what_is_no_month_is_said(text: str) -> None:
    with pytest.raises(BadInput) as bad:
        period_written(text, "", "", PeriodKind.MONTH, ADMINISTRATIVE)
    assert "2024-01" in bad.value.remedy


SOURCES = [
    ("Báo cáo số 12/BC-BCĐ ngày 20/12/2023", "2023-12-20"),
    ("Báo cáo 12 ngày 5 tháng 1 năm 2024", "2024-01-05"),
    ("Niên giám thống kê 2023", "2023"),
    ("Báo cáo 2023 và 2024", ""),
    ("Báo cáo ngày 31/02/2024", ""),
    ("Sổ theo dõi", ""),
]


@pytest.mark.parametrize(("source", "day"), SOURCES)
def test_when_a_document_was_issued(source: str, day: str) -> None:
    assert day_of_source(source) == day


HEADINGS = [
    ("Mã", Part.CODE),
    ("MÃ ĐƠN VỊ", Part.CODE),
    ("Tên đơn vị", Part.NAME),
    ("Xã, phường, thị trấn", Part.COMMUNE),
    ("Quận/Huyện", Part.DISTRICT),
    ("Tỉnh / Thành phố", Part.PROVINCE),
    ("Kỳ báo cáo", Part.PERIOD),
    ("Năm", Part.YEAR),
    ("STT", Part.ASIDE),
    ("Số tổ", None),
]


@pytest.mark.parametrize(("heading", "part"), HEADINGS)
def test_headings_of_what_is_no_figure(heading: str, part: Part | None) -> None:
    assert part_named(heading) is part


# ---- units -----------------------------------------------------------------------------------------------

_DAYS = Validity(date(2023, 1, 1), date(2025, 7, 1))


def _unit(key: int, level: str, kind: str, code: str, name: str, path: str) -> NamedUnit:
    return NamedUnit(key, level, kind, code, name, name.split(" ", 1)[1], path, _DAYS, _DAYS)


UNITS = [
    _unit(2, "province", "province", "26", "Tỉnh Vĩnh Phúc", "1.2."),
    _unit(3, "district", "rural-district", "243", "Huyện Yên Lạc", "1.2.3."),
    _unit(4, "district", "rural-district", "247", "Huyện Bình Xuyên", "1.2.4."),
    _unit(5, "commune", "commune", "09025", "Xã Văn Tiến", "1.2.3.5."),
    _unit(6, "commune", "commune", "08911", "Xã Tân Phong", "1.2.4.6."),
    _unit(7, "commune", "commune", "08999", "Xã Tân Phong", "1.2.3.7."),
]
THERE = MapOfDay(
    date(2024, 1, 14), NameIndex(UNITS, [], date(2024, 1, 14)), {each.id: each for each in UNITS}
)

WAYS = [
    (("09025", "", "", "", "", ""), 5),
    (("9025", "", "", "", "", ""), 5),  # Excel drops the zero
    (("", "Văn Tiến", "", "", "", ""), 5),
    (("", "1. Xã Văn Tiến", "", "", "", ""), 5),
    (("", "", "X. Văn Tiến, H. Yên Lạc", "", "", ""), 5),
    (("", "Tân Phong", "", "Bình Xuyên", "", ""), 6),
    (("", "Tân Phong", "", "", "", "Yên Lạc"), 7),
    (("08999", "Tân Phong", "", "", "", ""), 7),
    (("", "Huyện Yên Lạc", "", "", "", ""), 3),  # a district's row in a column of communes
    (("", "", "", "Yên Lạc", "", ""), 3),
    (("26", "", "Vĩnh Phúc", "", "", ""), 2),
]


@pytest.mark.parametrize(("cells", "key"), WAYS)
def test_units_as_people_write_them(cells: tuple[str, ...], key: int) -> None:
    found = unit_written(written_as(*cells), THERE)
    assert found.unit is not None, found.reason
    assert found.unit.id == key


OPEN = [
    (("", "Tân Phong", "", "", "", ""), {6, 7}),  # two of one name
    (("", "Xã Văn Tiếng", "", "", "", ""), {5}),  # a slip is proposed, never taken
    (("09025", "Tân Phong", "", "Bình Xuyên", "", ""), {5, 6}),  # code and name speak of two
    (("12345", "", "", "", "", ""), set()),
]


@pytest.mark.parametrize(("cells", "candidates"), OPEN)
def test_what_is_not_sure_is_left_to_people(cells: tuple[str, ...], candidates: set[int]) -> None:
    found = unit_written(written_as(*cells), THERE)
    assert found.unit is None
    assert {each.id for each in found.candidates} == candidates
    assert found.reason
    assert found.remedy


# ---- files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_csv_however_it_is_separated(mark: str, separator: str) -> None:
    number = "12" if separator == "," else "12,5"
    text = f"{mark}Xã{separator}Số km\nĐông Tây{separator}{number}\n"
    assert sheets_of("bang.csv", text.encode()) == (Sheet("", (("Xã", "Số km"), ("Đông Tây", number))),)


def test_an_excel_sheet_in_the_same_letters() -> None:
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Trang 1")
        sheet.write_row(0, 0, ["Xã", "Số km", "Ngày"])
        sheet.write_row(1, 0, ["  Đông  Tây ", 1131.5])
        sheet.write_datetime(1, 2, date(2024, 1, 15), book.add_format({"num_format": "dd/mm/yyyy"}))  # type: ignore[arg-type]
        sheet.write_number(2, 1, 0.955, book.add_format({"num_format": "0.0%"}))
    found = sheets_of("bang.xlsx", target.getvalue())
    assert found == (
        Sheet("Trang 1", (("Xã", "Số km", "Ngày"), ("Đông Tây", "1131,5", "2024-01-15"), ("", "95,5%"))),
    )


def test_a_damaged_file_is_told() -> None:
    assert isinstance(sheets_of("bang.xlsx", b"PK\x03\x04 nothing"), Unreadable)
