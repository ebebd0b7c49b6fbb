"""Tables: what a number tells by the heading of its column and the label of its row. All places are invented."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest

from binhyen.narratives.intake import read_pasted, tables_of
from binhyen.narratives.rules.tables import Cell, Table, tables_in
from binhyen.narratives.tests.reader import calls_made, figures, vocabulary
from binhyen.narratives.values import Comparator, Direction, Figure, Kind, read

BY_UNITS = """BÁO CÁO quý I/2026 của tỉnh Sông Mơ
STT\tXã, phường\tTổ hòa giải ở cơ sở (tổ)\tTỷ lệ hòa giải thành (%)\tKinh phí xã hội hóa vận động được (triệu đồng)
1\tXã Tân Mai\t12\t85,5\t120,5
2\tPhường Đông Bãi\t0\t-\t1.200
\tTổng cộng\t12\t85,5\t1.320,5"""

BY_PERIODS = """Xã Tân Mai, năm 2026
TT\tChỉ tiêu\tĐVT\tQuý III\tQuý II\tTăng, giảm
1\tBuổi tuyên truyền\tbuổi\t63\t51\t+12
2\tTổ hòa giải\ttổ\t7\t9\t-2"""


def told(text: str, *asked: str) -> list[tuple[object, ...]]:
    return [tuple(getattr(each, name) for name in asked) for each in figures(text)]


def values(found: Sequence[Figure]) -> list[Decimal]:
    return [each.value for each in found]


def test_rows_of_units_are_places_and_headings_are_what_is_counted() -> None:
    found = told(BY_UNITS, "value", "code", "place")
    assert found[:3] == [
        (Decimal(12), "disp_mediation_groups", "xã Tân Mai"),
        (Decimal("85.5"), "disp_settled_rate", "xã Tân Mai"),
        (Decimal(120_500_000), "res_social_vnd", "xã Tân Mai"),
    ]
    assert [place for _value, _code, place in found[3:]] == [*["phường Đông Bãi"] * 2, *["tỉnh Sông Mơ"] * 3]


def test_nought_is_a_figure_and_a_dash_is_none() -> None:
    second = [each for each in figures(BY_UNITS) if each.place == "phường Đông Bãi"]
    assert values(second) == [0, 1_200_000_000]


@pytest.mark.parametrize("sign", ["-", "–", "x", "…", "", "chưa có", "không"])
def test_signs_without_a_number_are_no_figures(sign: str) -> None:
    assert values(figures(f"Chỉ tiêu\tSố lượng\nTổ hòa giải\t{sign}\nHòa giải viên\t30")) == [30]


def test_ordinal_numbers_and_numbers_of_columns_are_no_figures() -> None:
    text = "TT\tNội dung\tSố lượng\n(1)\t(2)\t(3)\n1\tTổ hòa giải\t7\n2\tHòa giải viên\t30"
    assert values(figures(text)) == [7, 30]


def test_the_earlier_of_two_periods_is_what_the_later_is_held_against() -> None:
    assert told(BY_PERIODS, "value", "kind", "period")[:2] == [
        (Decimal(63), Kind.RESULT, "2026-Q3"),
        (Decimal(51), Kind.CONTEXT, "2026-Q2"),
    ]


def test_a_column_of_changes_has_directions_by_its_signs() -> None:
    changes = [each for each in figures(BY_PERIODS) if each.kind is Kind.CHANGE]
    assert [(each.value, each.direction) for each in changes] == [
        (Decimal(12), Direction.UP),
        (Decimal(2), Direction.DOWN),
    ]
    assert {each.indicator for each in changes} == {"mob_sessions", "disp_mediation_groups"}


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Kế hoạch", Kind.TARGET),
        ("Chỉ tiêu giao", Kind.TARGET),
        ("Thực hiện", Kind.RESULT),
        ("Cùng kỳ năm trước", Kind.CONTEXT),
        ("Trước sắp xếp", Kind.CONTEXT),
        ("Tăng so với cùng kỳ", Kind.CHANGE),
    ],
)
def test_headings_tell_the_kind(heading: str, kind: Kind) -> None:
    (figure,) = figures(f"Nội dung\tĐơn vị\t{heading}\nTổ hòa giải\ttổ\t12\n")
    assert (figure.indicator, figure.kind) == ("disp_mediation_groups", kind)


def test_by_how_much_per_cent_is_a_share_of_what_the_row_counts() -> None:
    text = "Nội dung\tThực hiện\tSo với cùng kỳ (%)\tSo với kế hoạch (%)\nTổ hòa giải\t12\t-5,5\t102"
    found = told(text, "value", "unit", "kind", "direction", "indicator")
    assert found[1:] == [
        (Decimal("5.5"), "%", Kind.CHANGE, Direction.DOWN, "disp_mediation_groups"),
        (Decimal(102), "%", Kind.RESULT, None, "disp_mediation_groups"),
    ]


def test_two_rows_of_headings_are_read_together() -> None:
    text = "Xã\tTổ hòa giải\tHòa giải viên\n\tKế hoạch\tThực hiện\tKế hoạch\tThực hiện\nTân Mai\t9\t8\t40\t38"
    rows = [line.split("\t") for line in text.split("\n")]
    spans = [[1, 2, 2], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1]]
    found = read(text, vocabulary(), [_table(rows, spans)]).figures
    assert [(each.value, each.indicator, each.kind, each.place) for each in found] == [
        (9, "disp_mediation_groups", Kind.TARGET, "xã Tân Mai"),
        (8, "disp_mediation_groups", Kind.RESULT, "xã Tân Mai"),
        (40, "disp_mediators", Kind.TARGET, "xã Tân Mai"),
        (38, "disp_mediators", Kind.RESULT, "xã Tân Mai"),
    ]


def _table(rows: Sequence[Sequence[str]], spans: Sequence[Sequence[int]]) -> Table:
    at, made = 0, []
    for words, widths in zip(rows, spans, strict=True):
        column, cells = 1, []
        for word, width in zip(words, widths, strict=True):
            cells.append(Cell(at, at + len(word), column, width))
            at, column = at + len(word) + 1, column + width
        made.append(tuple(cells))
    return Table(tuple(made))


def test_what_a_rule_requires_is_a_threshold() -> None:
    text = "Nội dung\tYêu cầu\tẤp tự chấm\nMô hình\tít nhất 1\t3 mô hình\nVụ trộm cắp\t0\t2"
    required = [each for each in figures(text) if each.kind is Kind.TARGET]
    assert [(each.indicator, each.comparator) for each in required] == [
        ("plan_threshold", Comparator.GE),
        ("plan_threshold", Comparator.EQ),
    ]


def test_words_in_a_cell_are_read_as_a_sentence_about_its_row() -> None:
    (part, older) = figures("Nội dung\tKết quả\nVụ việc hòa giải thành\t17/19 vụ (năm 2025: 21)")
    assert (part.value, part.denominator, part.kind) == (17, 19, Kind.RESULT)
    assert (older.value, older.kind) == (21, Kind.CONTEXT)


def test_the_line_above_a_table_without_headings_is_its_caption_but_a_sentence_is_none() -> None:
    rows = "\nThôn Một | 7\nThôn Hai | 21\nThôn Ba | 9\n"
    named = {each.indicator for each in figures(f"Số tổ hòa giải{rows}")}
    told = {each.indicator for each in figures(f"Xã có 27 tổ hòa giải với 162 hòa giải viên.{rows}")[2:]}
    assert (named, told) == ({"disp_mediation_groups"}, {"ctx_other"})


def test_options_stand_below_the_indicator_that_they_divide() -> None:
    text = (
        "Chỉ tiêu\tĐơn vị tính\tTháng 03/2026\n"
        "Văn bản chỉ đạo phong trào đã ban hành\tvăn bản\t15\n"
        "- Công văn, hướng dẫn, thông báo\tvăn bản\t7\n"
        "Hòa giải viên\tngười\t33"
    )
    assert [each.code for each in figures(text)] == [
        "org_directives",
        "org_directives/other",
        "disp_mediators",
    ]


def test_spans_are_those_of_the_text() -> None:
    for text in (BY_UNITS, BY_PERIODS, BY_UNITS.replace("\t", " | ")):
        found = figures(text)
        assert found
        assert all(text[slice(*each.span)] == each.quote for each in found)
        assert [each.span for each in found] == sorted(each.span for each in found)


def test_bars_and_tabulators_and_cells_of_a_file_tell_the_same() -> None:
    bare = told(BY_UNITS, "value", "code", "kind", "period", "place")
    narrative = read_pasted(BY_UNITS)
    of_file = read(narrative.text, vocabulary(), tables_of(narrative.blocks)).figures
    assert told(BY_UNITS.replace("\t", " | "), "value", "code", "kind", "period", "place") == bare
    assert [(each.value, each.code, each.kind, each.period, each.place) for each in of_file] == bare


def test_bars_are_seen_beside_the_tables_of_a_file() -> None:
    text = f"{BY_UNITS}\n\nChỉ tiêu | Số lượng\nTổ hòa giải | 7\nHòa giải viên | 30"
    narrative = read_pasted(text)
    found = read(narrative.text, vocabulary(), tables_of(narrative.blocks)).figures
    assert [(each.value, each.code) for each in found][-2:] == [
        (7, "disp_mediation_groups"),
        (30, "disp_mediators"),
    ]
    assert [each.value for each in found] == [each.value for each in figures(text)]


def test_one_line_with_a_bar_is_no_table() -> None:
    text = "Xã Tân Mai | Tin tức\n\nNăm 2026 xã có 12 tổ hòa giải."
    assert list(tables_in(text)) == []
    assert values(figures(text)) == [12]


@pytest.mark.parametrize(
    "text",
    [
        "\t\n\t",
        "a\tb\n\t",
        "1\t2\n3\t4",
        "\t1\n\t2",
        " | \n | ",
        "a\t1\n\nb\t2",
        "TT\tTT\n1\t1",
        "(1)\t(2)\n(3)\t(4)",
    ],
)
def test_any_table_is_read(text: str) -> None:
    for each in figures(text):
        assert text[slice(*each.span)] == each.quote


def test_twice_the_rows_are_twice_the_work() -> None:
    head = "STT\tXã\tTổ hòa giải (tổ)\tHòa giải viên (người)\tCamera an ninh (mắt)\n"
    row = "1\tXã Tân Mai\t12\t1.150\t3\n"
    assert len(figures(head + row * 100)) == 300
    once, twice = calls_made(head + row * 300), calls_made(head + row * 600)
    assert twice <= 2.1 * once
