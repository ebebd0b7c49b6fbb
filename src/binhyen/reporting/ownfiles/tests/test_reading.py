"""Half-hidden traps of people's own files: what is read, what is told, what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binhyen.foundations.periods import ADMINISTRATIVE, PeriodKind, parse_period
from binhyen.reporting.ownfiles import (
    Answer,
    Kept,
    Naming,
    RememberedRow,
    Table,
    Unreadable,
    factor_between,
    known_rows,
    lay,
    lists_persons,
    naming,
    periods_named,
    read_rows,
    read_tables,
    shape_of,
    texts_of,
)
from binhyen.reporting.ownfiles.tests.books import HEAD, TITLE, book, listed
from binhyen.reporting.tests.forms import LAYOUT
from binhyen.reporting.workbooks.reading import Flaw

JANUARY = parse_period("2026-01", ADMINISTRATIVE)


def tables(data: bytes) -> tuple[Table, ...]:
    found = read_tables(data)
    assert isinstance(found, tuple)
    return found


def table(*rows: tuple[Any, ...], **more: Any) -> Table:
    (only,) = tables(book({"Sheet1": rows}, **more))
    return only


def paths(found: Table) -> list[str]:
    return [row.path for row in found.rows]


class TestTables:
    def test_merged_heads_of_two_rows(self) -> None:
        found = table(
            (TITLE,),
            ("STT", "Nội dung", "ĐVT", "Năm 2026", None),
            (None, None, None, "Tháng 12/2025", "Tháng 1"),
            ("A", "B", "C", 1, 2),
            (1, "Tổ hòa giải", "tổ", 5, 6),
            merged=[("Sheet1", "A2:A3"), ("Sheet1", "B2:B3"), ("Sheet1", "C2:C3"), ("Sheet1", "D2:E2")],
        )
        assert [column.header for column in found.columns] == [
            "Năm 2026 · Tháng 12/2025",
            "Năm 2026 · Tháng 1",
        ]
        assert [(row.number, row.label, row.unit) for row in found.rows] == [(5, "Tổ hòa giải", "tổ")]
        assert found.title == (TITLE,)

    def test_labels_stand_under_headings_and_wholes(self) -> None:
        found = table(
            HEAD,
            ("I", "LỰC LƯỢNG"),
            (1, "Thành viên tổ", "người", 12),
            (None, "Trong đó: nữ", "người", 3),
            ("-", "Đảng viên", "người", 5),
            ("II", "Tuyên truyền"),
            ("1", "Số buổi", "buổi", 4),
        )
        assert paths(found) == [
            "LỰC LƯỢNG",
            "LỰC LƯỢNG › Thành viên tổ",
            "LỰC LƯỢNG › Thành viên tổ › Trong đó: nữ",
            "LỰC LƯỢNG › Thành viên tổ › Đảng viên",
            "Tuyên truyền",
            "Tuyên truyền › Số buổi",
        ]

    def test_labels_in_merged_columns(self) -> None:
        found = table(
            ("Nhóm", "Nội dung", "Kết quả"),
            ("Lực lượng", "Tổ", 3),
            (None, "Thành viên", 8),
            merged=[("Sheet1", "A2:A3")],
        )
        assert paths(found) == ["Lực lượng › Tổ", "Lực lượng › Thành viên"]

    def test_numbering_within_labels_goes(self) -> None:
        found = table(("Nội dung", "Số"), ("1.2. Tổ hòa giải", 3), ("a) Hòa giải viên", 4), ("- Số buổi", 1))
        assert [row.label for row in found.rows] == ["Tổ hòa giải", "Hòa giải viên", "Số buổi"]

    def test_what_cells_hold(self) -> None:
        found = table(
            HEAD,
            (1, "Chữ số", "", "1.234"),
            (2, "Công thức", "", ("=1+1", 2)),
            (3, "Công thức chưa tính", "", ("=1+1", "")),
            (4, "Lỗi", "", ("=1/0", "#DIV/0!")),
            (5, "Phần trăm", "", 0.95),
            percent=[("Sheet1", 5, 3)],
        )
        cells = [row.cells["D"] for row in found.rows if "D" in row.cells]
        assert [cell.raw for cell in cells[:2]] == ["1.234", Decimal(2)]
        assert cells[-2].flaw is Flaw.ERROR
        assert cells[-1].percent

    def test_a_number_over_two_rows_is_neither_s(self) -> None:
        found = table(HEAD, (1, "Một", "", 5), (2, "Hai", "", None), merged=[("Sheet1", "D2:D3")])
        assert found.rows[0].cells["D"].flaw is Flaw.MERGED

    def test_hidden_rows_and_sheets_are_told(self) -> None:
        rows = (HEAD, (1, "Tổ hòa giải", "tổ", 5))
        data = book({"Ẩn": rows, "Hiện": rows}, hidden_rows={"Hiện": [2]}, hidden_sheets=["Ẩn"])
        shown, hidden = tables(data)
        assert (shown.sheet, shown.hidden, shown.rows[0].hidden) == ("Hiện", False, True)
        assert (hidden.sheet, hidden.hidden) == ("Ẩn", True)

    def test_no_head_at_all(self) -> None:
        found = table(("Tổ bảo vệ", "5"), ("Hòa giải viên", 7))
        assert [(row.label, row.cells["B"].raw) for row in found.rows] == [
            ("Tổ bảo vệ", "5"),
            ("Hòa giải viên", 7),
        ]

    def test_days_as_heads_name_months(self) -> None:
        found = table(("Chỉ tiêu", date(2026, 1, 1), date(2026, 2, 1)), ("Tổ hòa giải", 1, 2))
        assert [column.header for column in found.columns] == ["tháng 1/2026", "tháng 2/2026"]

    def test_numbers_without_a_label_are_told(self) -> None:
        assert table(HEAD, (1, "Tổ", "", 2), (None, None, None, 9)).nameless == (3,)

    @pytest.mark.parametrize("rows", [(), (("chỉ có chữ", "và chữ"),), ((1, 2, 3), (4, 5, 6))])
    def test_nothing_to_read(self, rows: tuple[Any, ...]) -> None:
        assert tables(book({"a": rows})) == ()

    def test_a_damaged_file_is_an_answer(self) -> None:
        assert isinstance(read_tables(b"PK no"), Unreadable)

    @settings(max_examples=60)
    @given(
        st.lists(
            st.lists(
                st.one_of(st.none(), st.integers(-5, 10**6), st.text(max_size=12), st.floats(0, 9)),
                max_size=6,
            ),
            max_size=12,
        )
    )
    def test_whatever_stands_there_is_read_or_left(self, rows: list[list[Any]]) -> None:
        from binhyen.machinery.formats.excel import BeyondValues, Hidden
        from binhyen.reporting.ownfiles.tables import _Sheet
        from binhyen.reporting.workbooks.reading import LaidSheet

        nothing = BeyondValues(frozenset(), frozenset(), frozenset())
        laid = [["" if cell is None else cell for cell in row] for row in rows]
        found = _Sheet(LaidSheet("a", laid, (), nothing), Hidden(False, frozenset(), frozenset())).table()
        assert found is None or any(row.cells for row in found.rows)


class TestPeriods:
    @pytest.mark.parametrize(
        "text",
        [
            "Tháng 1/2026",
            "THÁNG 01 NĂM 2026",
            "T1",
            "T01.2026",
            "th1",
            "Số liệu tháng 1",
            "01/2026",
            "Báo cáo 1-2026",
        ],
    )
    def test_words_that_name_january(self, text: str) -> None:
        assert naming(text, JANUARY) is Naming.THIS

    @pytest.mark.parametrize("text", ["Tháng 12/2025", "tháng 1/2025", "T2", "10/2026", "Tháng 11"])
    def test_words_that_name_another(self, text: str) -> None:
        assert naming(text, JANUARY) is Naming.OTHER

    @pytest.mark.parametrize(
        "text", ["", "Số liệu", "6 tháng đầu năm 2026", "15/01/2026", "Năm 2026", "Nghị quyết 10"]
    )
    def test_words_that_name_none(self, text: str) -> None:
        assert naming(text, JANUARY) is Naming.NOTHING

    def test_longer_periods(self) -> None:
        assert periods_named("Quý III/2026", PeriodKind.QUARTER) == {(3, 2026)}
        assert periods_named("6 tháng cuối năm 2026", PeriodKind.HALF) == {(2, 2026)}
        assert periods_named("Cả năm 2026", PeriodKind.YEAR) == {(1, 2026)}
        assert periods_named("6 tháng đầu năm 2026", PeriodKind.YEAR) == frozenset()


class TestColumns:
    def laid(self, *head: Any, title: str = "", kept: tuple[Kept, ...] = ()) -> str:
        rows = ((title,), ("Nội dung", *head), ("Số teams", *range(1, len(head) + 1)))
        found = lay(tables(book({"Sheet1": rows})), JANUARY, "", LAYOUT, kept)
        assert found is not None
        return found.choice.column.letters

    def test_the_one_that_names_the_period(self) -> None:
        assert self.laid("Tháng 12", "Tháng 1", "Tháng 2") == "C"

    def test_not_sums_nor_plans_nor_last_year(self) -> None:
        assert self.laid("Kế hoạch năm", "Thực hiện", "Lũy kế", "So với cùng kỳ") == "C"

    def test_else_the_last(self) -> None:
        assert self.laid("a", "b") == "C"

    def test_a_sheet_for_each_month(self) -> None:
        sheet = (HEAD, (1, "Số teams", "tổ", 3))
        found = lay(tables(book({"T12": sheet, "T1": sheet, "T2": sheet})), JANUARY, "", LAYOUT, ())
        assert found is not None
        assert (found.choice.table.sheet, found.choice.naming) == ("T1", Naming.THIS)


class TestRemembering:
    def test_numbers_and_months_make_no_other_shape(self) -> None:
        one, other = (tables(listed([("1", f"Số tổ tháng {at}", "tổ", at)]))[0] for at in (1, 2))
        assert shape_of(one) == shape_of(other)
        assert known_rows(other.rows, [RememberedRow("a", one.rows[0].path, "teams")]).keys() == {4}

    def test_a_row_more_is_another_shape_and_the_rest_is_known(self) -> None:
        rows = [(str(at), f"Số {word}", "tổ", at) for at, word in enumerate(("teams", "members", "areas"), 1)]
        before, after = tables(listed(rows))[0], tables(listed([*rows, ("4", "Mới", "", 1)]))[0]
        assert shape_of(before) != shape_of(after)
        kept = Kept(
            7, shape_of(before), "D", tuple(RememberedRow("a", row.path, None) for row in before.rows)
        )
        laid = lay([after], JANUARY, TITLE, LAYOUT, [kept])
        assert laid is not None
        assert [each.known for each in laid.rows] == [True, True, True, False]
        assert not laid.at_once

    def test_likes_are_told_apart_by_their_order_and_figures(self) -> None:
        rows = [("1", "Đợt 1", "", 1), ("2", "Đợt 2", "", 2)]
        found = tables(listed(rows))[0]
        kept = [RememberedRow("a", "Đợt 2", "members"), RememberedRow("a", "Đợt 1", "teams")]
        assert {number: each.line for number, each in known_rows(found.rows, kept).items()} == {
            4: "teams",
            5: "members",
        }


class TestPersons:
    @pytest.mark.parametrize(
        "rows",
        [
            (("STT", "Họ và tên", "Số buổi"), (1, "An", 2)),
            (("Nội dung", "Số"), ("Nguyễn Văn An", 1), ("Trần Thị Bình", 2), ("Lê Văn Cường", 3)),
            (("Nội dung", "Số"), ("Tổ của ông Nguyễn Văn An", 1)),
            (("Nội dung", "Số"), ("Trực ban 0912.345.678", 1)),
            (("Nội dung", "Ngày sinh", "Số"), ("x", "y", 1)),
        ],
    )
    def test_lists_of_people_are_refused(self, rows: tuple[Any, ...]) -> None:
        data = book({"a": rows})
        refused = lists_persons(tables(data), texts_of(data))
        assert refused is not None
        assert refused.code == "persons"

    def test_whoever_signed_makes_no_list(self) -> None:
        data = listed(
            [
                ("1", "Tổ hòa giải", "tổ", 3),
                ("", "(Ký, ghi rõ họ tên)", "", None),
                ("", "Nguyễn Văn An", "", None),
            ]
        )
        assert lists_persons(tables(data), texts_of(data)) is None


class TestUnits:
    @pytest.mark.parametrize(
        ("said", "unit", "factor"),
        [
            ("triệu đồng", "đồng", 10**6),
            ("Tr.đồng", "đồng", 10**6),
            ("nghìn đồng", "đồng", 1000),
            ("tỷ", "đồng", 10**9),
            ("đồng", "đồng", 1),
            ("m", "km", Decimal("0.001")),
            ("người", "đồng", 1),
            ("", "đồng", 1),
        ],
    )
    def test_by_what_a_number_is_multiplied(self, said: str, unit: str, factor: Decimal | int) -> None:
        assert factor_between(said, unit) == factor

    def test_the_unit_of_a_sheet_counts_where_a_row_has_none(self) -> None:
        (found,) = tables(book({"a": [("ĐVT: triệu đồng",), ("Nội dung", "Số"), ("Kinh phí", 2)]}))
        assert found.unit == "trieu dong"


def test_sums_are_compared_to_the_places_of_their_line() -> None:
    rows = (("Loại a", 3), ("Loại b", 2), ("Tổng số", 5), ("Số teams", 1), ("Số areas", 3), ("Tỷ lệ", 33.3))
    found = table(("Nội dung", "Số"), *rows)
    lines = ("sessions/a", "sessions/b", "sessions", "teams", "areas", "teams_per_area")
    answers = {row.number: Answer(line) for row, line in zip(found.rows, lines, strict=True)}
    read = read_rows(found, "B", answers, LAYOUT, LAYOUT)
    differs = {total.line.code: total.differs for total in read.totals}
    assert differs == {"sessions": False, "teams_per_area": False}
    assert set(read.values) == {"sessions/a", "sessions/b", "teams", "areas"}
