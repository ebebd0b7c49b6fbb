"""Where charts and maps put things."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.web.frame.charts import Reading, change, figure, line_chart, round_scale, sparkline
from binhyen.web.frame.tile_map import PLACES, tile_map


def test_a_missing_figure_is_a_dash_and_zero_is_zero() -> None:
    assert figure(None) == "—"
    assert figure(0) == "0"
    assert figure(Decimal("1234.5")) == "1.234,5"


@pytest.mark.parametrize(
    ("value", "before", "icon", "words"),
    [
        (54, 42, "up", "tăng 12 so với tháng 01/2025"),
        (42, 54, "fall", "giảm 12 so với tháng 01/2025"),
        (42, 42, "same", "không đổi so với tháng 01/2025"),
    ],
)
def test_a_change_says_its_direction_in_a_word(value: int, before: int, icon: str, words: str) -> None:
    said = change(value, before, "tháng 01/2025")
    assert (said.icon, said.sentence) == (icon, words)


def test_a_missing_period_breaks_a_line_and_is_not_drawn_as_zero() -> None:
    chart = line_chart(
        "Số tổ", "tổ", [Reading(str(at), value) for at, value in enumerate([3, 4, None, 5, 6])], ""
    )
    assert len(chart.runs) == 2
    assert len(chart.points) == 4
    assert chart.has_gaps
    assert [row.figure for row in chart.rows] == ["3", "4", "—", "5", "6"]
    assert len(sparkline([3, 4, None, 5, 6]).runs) == 2


def test_a_lone_value_between_gaps_is_still_seen() -> None:
    assert len(sparkline([None, 5, None]).runs) == 1
    assert len(line_chart("Số tổ", "tổ", [Reading("1", None), Reading("2", 5)], "").points) == 1


def test_nothing_at_all_can_be_drawn() -> None:
    assert sparkline([]).runs == ()
    assert sparkline([None, None]).runs == ()
    assert line_chart("Số tổ", "tổ", [], "").points == ()


def test_a_higher_value_stands_higher_and_zero_stands_on_the_scale() -> None:
    chart = line_chart("Số tổ", "tổ", [Reading("1", 10), Reading("2", 20)], "")
    assert chart.points[0].y > chart.points[1].y
    assert "0" in [tick.label for tick in chart.ticks]


@given(
    low=st.decimals(min_value=-(10**9), max_value=0, places=2),
    high=st.decimals(min_value=0, max_value=10**9, places=2),
)
def test_a_scale_spans_its_values_in_a_few_even_steps_with_zero(low: Decimal, high: Decimal) -> None:
    scale = round_scale(low, high)
    assert scale[0] <= low
    assert scale[-1] >= high
    assert 0 in scale
    assert 2 <= len(scale) <= 7
    assert len({scale[at + 1] - scale[at] for at in range(len(scale) - 1)}) == 1


def test_the_map_has_every_province_once_and_both_archipelagos_under_theirs() -> None:
    drawn = tile_map("Tỷ lệ", "%", {}, (70, 85), "")
    assert len(drawn.tiles) == 34
    assert len({(tile.x, tile.y) for tile in drawn.tiles}) == 34
    assert {(islands.name, islands.belongs_to) for islands in drawn.archipelagos} == {
        ("Hoàng Sa", "Đà Nẵng"),
        ("Trường Sa", "Khánh Hòa"),
    }


def test_a_province_without_a_figure_is_neither_low_nor_zero() -> None:
    drawn = tile_map("Tỷ lệ", "%", {"01": 0, "48": 70, "79": Decimal(85)}, (70, 85), "")
    tones = {tile.name: tile.tone for tile in drawn.tiles}
    assert tones["Hà Nội"] == "low"
    assert tones["Đà Nẵng"] == "middle"
    assert tones["Hồ Chí Minh"] == "high"
    assert tones["Cà Mau"] == "absent"
    assert all(drawn.width >= tile.x for tile in drawn.tiles)
    assert PLACES["01"][0] == "Hà Nội"
