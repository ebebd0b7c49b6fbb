import json
import re
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.machinery.formats.charts import (
    NARROW,
    WIDE,
    Chart,
    ChartBreak,
    ChartKind,
    Reading,
    ReadingMark,
    gaps_and_marks,
    said_below,
    sentence_of,
    specification_of,
)
from binhyen.machinery.formats.charts.specification import _WORD_LETTER_WIDTH, _plot, _uprights, round_scale
from binhyen.machinery.formats.charts.tests.samples import course, rank
from binhyen.machinery.formats.charts.theme import COLOURS

PROVISIONAL, ESTIMATED = ReadingMark.PROVISIONAL, ReadingMark.ESTIMATED


def rows(chart, kind, **mark):
    """The data of the layers of that kind whose mark has these properties."""
    return [
        row
        for layer in specification_of(chart)["layer"]
        if layer["mark"]["type"] == kind
        and all(layer["mark"].get(key) == value for key, value in mark.items())
        for row in layer["data"]["values"]
    ]


def stretches(chart, **mark):
    """The places of the two ends of each piece of the line."""
    values = rows(chart, "line", **mark)
    return [(one["at"], other["at"]) for one, other in zip(values[::2], values[1::2], strict=True)]


def words(chart):
    return [row["text"] for row in rows(chart, "text")]


# Time


def test_a_missing_month_is_a_gap_and_never_a_zero():
    chart = course(31, 33, None, 36, 41)
    assert stretches(chart) == [(0, 1), (3, 4)]
    assert [(row["at"], row["value"]) for row in rows(chart, "point")] == [(0, 31), (1, 33), (3, 36), (4, 41)]


def test_a_lone_value_between_gaps_is_a_point():
    chart = course(None, 5, None)
    assert stretches(chart) == []
    assert [row["at"] for row in rows(chart, "point")] == [1]


def test_the_last_value_alone_is_written_in_vietnamese_numbers_and_there_is_no_legend():
    chart = replace(course(1200, 1234, None), decimals=1)
    assert words(chart) == ["1.234,0"]
    assert "legend" not in json.dumps(specification_of(chart))


def test_a_provisional_point_is_hollow_and_an_estimated_one_dashed_with_its_line():
    chart = course(1, 2, 3, 4, marks={1: ESTIMATED, 3: PROVISIONAL})
    hollow = {"fill": COLOURS["surface"], "stroke": COLOURS["bamboo"]}
    assert [row["at"] for row in rows(chart, "point", stroke=None)] == [0, 2]
    assert [row["at"] for row in rows(chart, "point", **hollow)] == [3, 1]
    assert [row["at"] for row in rows(chart, "point", strokeDash=[2.5, 2])] == [1]
    assert stretches(chart, strokeCap="butt", strokeDash=[5, 5]) == [(0, 1), (1, 2)]
    assert stretches(chart, strokeCap="round") == [(2, 3)]


def test_what_is_held_back_stands_as_its_sign_and_no_place_tells_its_value():
    chart = course(12, "<5", 7)
    assert "<5" in words(chart)
    assert stretches(chart) == []
    (sign,) = [row for row in rows(chart, "text") if row["text"] == "<5"]
    assert sign["value"] == 0
    assert rows(rank(12, "<5"), "bar") == [{"at": 0, "value": 12}]


@pytest.mark.parametrize("chart", [course(), course(None), course(None, None)])
def test_where_nothing_is_known_the_drawing_says_so(chart):
    assert words(chart) == ["Chưa có số liệu"]
    assert rows(chart, "point") == rows(chart, "line") == []


@given(
    st.lists(st.none() | st.integers(-(10**6), 10**9), max_size=30),
    st.sampled_from([WIDE, NARROW]),
)
def test_zero_is_on_every_scale_of_time_and_every_value_within_it(values, width):
    axis = specification_of(course(*values), width)["encoding"]["y"]
    low, high = axis["scale"]["domain"]
    assert 0 in axis["axis"]["values"]
    assert all(low <= value <= high for value in values if value is not None)


@given(st.integers(1, 80), st.sampled_from([WIDE, NARROW]))
def test_labels_of_time_are_thinned_evenly_and_the_last_stays(count, width):
    chart = course(*range(count))
    axis = specification_of(chart, width)["encoding"]["x"]["axis"]
    labelled = axis["values"]
    assert labelled[-1] == count - 1
    assert len({later - sooner for sooner, later in pairwise(labelled)}) <= 1
    assert len(labelled) * 60 <= width + 60


@given(
    low=st.decimals(min_value=-(10**9), max_value=0, places=2),
    high=st.decimals(min_value=0, max_value=10**9, places=2),
)
def test_a_scale_spans_its_values_in_a_few_even_steps_with_zero(low, high):
    scale = round_scale(low, high)
    assert scale[0] <= low
    assert scale[-1] >= high
    assert 0 in scale
    assert 2 <= len(scale) <= 7
    assert len({scale[at + 1] - scale[at] for at in range(len(scale) - 1)}) == 1


def test_counts_have_no_graduation_between_whole_numbers():
    assert specification_of(course(0, 1))["encoding"]["y"]["axis"]["values"] == [0, 1]
    tenths = replace(course(0), readings=(Reading("01/2026", Decimal("0.4")),))
    axis = specification_of(tenths)["encoding"]["y"]["axis"]
    assert (axis["values"][1], axis["format"]) == (0.1, ",.1f")


# Where something changed


MAP = ChartBreak(2, "đổi địa bàn", "Từ 01/03/2026 đổi địa bàn.")
METHOD = ChartBreak(4, "đổi cách tính", "Từ 01/05/2026 đếm khác.", parted=True)
WINDOW = ChartBreak(4, "đổi kỳ tính", "Tháng 05/2026 tính từ 01/05/2026.")


def broken(*breaks):
    return replace(course(1, 2, 3, 4, 5, 6), breaks=breaks)


def test_an_upright_stands_between_the_two_readings_with_its_words_above():
    chart = broken(MAP)
    assert rows(chart, "rule") == [{"at": 1.5}]
    assert [(row["at"], row["text"]) for row in rows(chart, "text", baseline="bottom")] == [
        (1.5, "đổi địa bàn")
    ]
    assert stretches(chart) == [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5)]


def test_the_line_stops_where_it_cannot_go_on_and_changes_of_one_place_share_an_upright():
    chart = broken(MAP, METHOD, WINDOW)
    assert [row["at"] for row in rows(chart, "rule")] == [1.5, 3.5]
    assert "đổi cách tính, đổi kỳ tính" in words(chart)
    assert stretches(chart) == [(0, 1), (1, 2), (2, 3), (4, 5)]
    assert [row["at"] for row in rows(chart, "point")] == [0, 1, 2, 3, 4, 5]


def test_without_a_change_nothing_of_the_drawing_is_otherwise():
    assert rows(course(1, 2), "rule") == []
    assert specification_of(course(1, 2))["height"] < specification_of(broken(MAP))["height"]


@given(st.sets(st.integers(1, 23), max_size=8), st.sampled_from([WIDE, NARROW]))
def test_words_of_one_row_never_touch_and_stay_within_the_drawing(places, width):
    breaks = tuple(ChartBreak(at, "đổi cách tính", "") for at in sorted(places))
    chart = replace(course(*range(24)), breaks=breaks)
    plot, length = _plot(chart, width), len("đổi cách tính") * 13 * _WORD_LETTER_WIDTH
    by_row = {}
    for each in _uprights(chart, width):
        begin = (each.at - 0.5) * plot / 23 - {"left": 0, "center": length / 2, "right": length}[each.align]
        assert begin >= -1
        assert begin + length <= plot + 1
        by_row.setdefault(each.row, []).append(begin)
    assert sum(map(len, by_row.values())) == len(places)
    for begins in by_row.values():
        assert all(later - sooner >= length for sooner, later in pairwise(begins))


def test_changes_are_told_to_whoever_does_not_see_them():
    assert sentence_of(broken(MAP, METHOD, WINDOW)).endswith(
        "Từ 03/2026 đổi địa bàn. Từ 05/2026 đổi cách tính, đổi kỳ tính, đường không nối liền."
    )
    assert gaps_and_marks(broken(MAP, WINDOW)) == (
        "Từ 01/03/2026 đổi địa bàn. Tháng 05/2026 tính từ 01/05/2026."
    )


# Rank


def test_bars_begin_at_zero_stand_in_the_order_given_and_carry_their_numbers():
    chart = rank(1234, 0, None)
    assert all(
        layer["encoding"]["x2"] == {"datum": 0}
        for layer in specification_of(chart)["layer"]
        if layer["mark"]["type"] == "bar"
    )
    assert [row["at"] for row in rows(chart, "bar")] == [0, 1]
    assert words(chart) == ["1.234", "0", "—"]
    low, high = specification_of(chart)["encoding"]["x"]["scale"]["domain"]
    assert low == 0
    assert high > 1234


def test_one_bar_may_stand_out_among_grey_ones():
    chart = rank(3, 2, 1, highlighted="Xã Ẩm Ướt 1")
    assert [row["at"] for row in rows(chart, "bar", fill=COLOURS["bamboo"])] == [1]
    assert [row["at"] for row in rows(chart, "bar", fill=COLOURS["line-strong"])] == [0, 2]
    assert [row["text"] for row in rows(chart, "text", fontWeight=600)] == ["2"]
    assert len(rows(rank(3, 2, 1), "bar", fill=COLOURS["bamboo"])) == 3


def test_bars_that_go_both_ways_leave_room_at_both_ends():
    low, high = specification_of(rank(10, -10))["encoding"]["x"]["scale"]["domain"]
    assert low < -10
    assert high > 10


# Both


@pytest.mark.parametrize(
    "chart", [course(1, None, "<5", 4, marks={3: ESTIMATED}), rank(3, -2, None, highlighted="?")]
)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_specification_names_its_colours_from_the_scheme_and_no_address(chart, width):
    specification = specification_of(chart, width)
    text = json.dumps(specification | {"$schema": ""})
    colours = set(re.findall(r"#[0-9A-Fa-f]{6}", text))
    assert colours <= set(COLOURS.values())
    assert (
        len(colours - {COLOURS[name] for name in ("surface", "ink", "ink-soft", "line", "line-strong")}) <= 5
    )
    assert "http" not in text
    assert "url" not in text
    assert specification["width"] == width


def test_labels_cannot_leave_the_quotes_they_stand_in():
    chart = replace(course(1), readings=(Reading('"]; evil(); ["\\', Decimal(1)),))
    expression = specification_of(chart)["encoding"]["x"]["axis"]["labelExpr"]
    assert json.loads(expression.removesuffix("[datum.value]")) == ['"]; evil(); ["\\']


# Words


def test_a_sentence_tells_what_is_seen():
    assert sentence_of(course(31, None, 54)) == (
        "Số mô hình đang hoạt động, xã Đà Bắc: từ 31 mô hình (01/2026) đến 54 (03/2026)."
    )
    assert sentence_of(course(7)) == "Số mô hình đang hoạt động, xã Đà Bắc: 7 mô hình (01/2026)."
    assert sentence_of(course(None)).endswith("chưa có số liệu.")
    assert sentence_of(rank(3, "<5", 9)).endswith(
        "nhiều nhất 9 mô hình (Xã Ẩm Ướt 2), ít nhất 3 (Xã Ẩm Ướt 0)."
    )


def test_marks_are_explained_where_they_are_drawn_and_nowhere_else():
    assert gaps_and_marks(course(1, 2)) == ""
    assert gaps_and_marks(course(1, None, "<5", marks={0: PROVISIONAL})) == (
        "Khoảng trống là kỳ chưa có số liệu. Vòng tròn rỗng là số tạm tính. “<5”: số nhỏ, không nêu cụ thể."
    )
    assert gaps_and_marks(course(1, 2, marks={1: ESTIMATED})) == "Nét đứt là số ước tính."
    assert gaps_and_marks(rank(1, None)) == "Dấu “—” là chưa có số liệu."


def test_a_gap_says_why_where_there_is_a_value_that_cannot_be_told():
    apart = replace(course(None).readings[0], why="không so sánh được")
    told = replace(course(1), readings=(apart, *course(None, 2).readings))
    assert gaps_and_marks(told) == (
        "Khoảng trống là kỳ chưa có số liệu. Khoảng trống là kỳ không so sánh được."
    )


def test_source_and_marks_stand_in_one_line_however_the_source_ends():
    for source in ("Nguồn: A", "Nguồn: A."):
        assert said_below(replace(course(1), source=source)) == "Nguồn: A."
        assert (
            said_below(replace(course(None), source=source))
            == "Nguồn: A. Khoảng trống là kỳ chưa có số liệu."
        )


def test_a_reading_is_written_as_it_is_shown():
    chart = Chart(ChartKind.LINE, "", "%", (), "", decimals=1)
    assert [chart.written(Reading("", value)) for value in (Decimal("61.46"), None)] == ["61,5", "—"]
    assert chart.written(Reading("", None, shown="<5")) == "<5"
