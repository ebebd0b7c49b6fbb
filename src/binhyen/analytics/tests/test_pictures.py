"""Maps in shades and charts: what each shows, and what it must not."""

from __future__ import annotations

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.analytics.pictures.figure_map import Shaded, draw_figure_map
from binhyen.analytics.pictures.shades import Shade, round_number_between, shade_of, thresholds
from binhyen.machinery.formats.charts import for_page
from binhyen.orgunits.values import Spot, archipelagos_on

numbers = st.decimals(min_value=0, max_value=10**7, places=1)


class TestShades:
    @given(st.lists(numbers, min_size=1, max_size=60))
    def test_no_class_is_empty_and_zero_is_none_of_them(self, values: list[Decimal]) -> None:
        parted = thresholds(values)
        different = {value for value in values if value}
        assert len(parted) == min(2, max(0, len(different) - 1))
        assert list(parted) == sorted(set(parted))
        shades = {shade_of(value, parted) for value in different}
        wanted = [{Shade.HIGH}, {Shade.LOW, Shade.HIGH}, {Shade.LOW, Shade.MIDDLE, Shade.HIGH}][len(parted)]
        assert shades == (wanted if different else set())
        assert shade_of(Decimal(0), parted) is Shade.ZERO

    def test_classes_hold_about_as_many_and_begin_at_round_numbers(self) -> None:
        values = [Decimal(at * 7 % 501) for at in range(1, 149)]
        first, second = thresholds(values)
        assert (first, second) == (200, 300)
        counts = [sum(value < first for value in values), sum(value >= second for value in values)]
        assert all(30 < count < 70 for count in counts)

    @given(numbers, numbers)
    def test_a_round_number_lies_between(self, one: Decimal, other: Decimal) -> None:
        below, above = sorted((one, other))
        if below < above:
            assert below < round_number_between(below, above) <= above

    @pytest.mark.parametrize(
        ("below", "above", "found"),
        [
            ("174", "259", "200"),
            ("9.4", "9.6", "9.5"),
            ("97.8", "98.1", "98"),
            ("0", "3", "3"),
            ("3", "8", "5"),
        ],
    )
    def test_it_is_the_roundest(self, below: str, above: str, found: str) -> None:
        assert round_number_between(Decimal(below), Decimal(above)) == Decimal(found)


def spot(key: int, name: str, at: tuple[float, float] | None, amount: str = "", **more: object) -> Spot:
    return Spot(key, f"Xã {name}", name, f"T{key}", at, number=key, amount=amount, **more)  # type: ignore[arg-type]


FIVE = [
    spot(1, "Đà Bắc", (105.2, 20.9), "12"),
    spot(2, "Tân Pheo", (105.0, 21.0), "0"),
    spot(3, "Cao Sơn", (105.3, 20.8), "—"),
    spot(4, "Tu Lý & Hào Lý", (105.25, 20.85), "<5"),
    spot(5, "Quy Đức", None, "7"),
]
VALUES = {
    1: Shaded(Decimal(12), "12"),
    2: Shaded(Decimal(0), "0"),
    3: Shaded(None, "—"),
    4: Shaded(None, "<5", Shade.HELD_BACK),
    5: Shaded(Decimal(7), "7"),
}


class TestMap:
    def test_each_unit_has_its_place_its_shade_and_its_words(self) -> None:
        drawn = draw_figure_map("Tổ bảo vệ", "tổ", FIVE, VALUES)
        assert drawn.shades == {
            1: Shade.HIGH,
            2: Shade.ZERO,
            3: Shade.ABSENT,
            4: Shade.HELD_BACK,
            5: Shade.LOW,
        }
        assert [step.label for step in drawn.steps] == [
            "0", "dưới 10", "từ 10", "số nhỏ, không nêu", "chưa có số liệu",
        ]  # fmt: skip
        root = ElementTree.fromstring(drawn.svg)
        titles = [each.text for each in root.iter("{http://www.w3.org/2000/svg}title")]
        assert titles[0] == root.get("aria-label") == "Tổ bảo vệ, tổ: bản đồ 5 đơn vị; bảng ở dưới"
        assert "Xã Đà Bắc: 12 tổ" in titles
        assert "Xã Tu Lý & Hào Lý: <5" in titles
        assert "Xã Cao Sơn: —" in titles
        assert {each.get("data-unit") for each in root if each.get("data-unit")} == set("12345")

    def test_missing_is_dashed_and_has_no_colour_of_a_value(self) -> None:
        drawn = draw_figure_map("Tổ", "tổ", FIVE, VALUES)
        (absent,) = re.findall(r'<g data-unit="3">.*?</g>', drawn.svg)
        assert "stroke-dasharray" in absent
        assert "#1E5B46" not in absent

    def test_it_stands_by_itself_and_takes_the_colours_of_a_page(self) -> None:
        svg = draw_figure_map("Tổ", "tổ", FIVE, VALUES).svg
        assert not re.search(r"<style|<script|class=|style=|href=|var\(", svg)
        on_page = for_page(svg)
        assert not re.search(r"#[0-9A-Fa-f]{6}", on_page)
        assert "var(--bamboo)" in on_page

    @pytest.mark.parametrize(
        ("level", "code", "boxes"), [("country", "", 2), ("province", "48", 1), ("province", "25", 0)]
    )
    def test_archipelagos_stand_on_every_map_of_theirs(self, level: str, code: str, boxes: int) -> None:
        svg = draw_figure_map("Tổ", "tổ", FIVE, VALUES, archipelagos_on(level, code)).svg
        assert svg.count("Quần đảo") == 2 * boxes  # in the words and in what is told of the box
        assert ("Trường Sa" in svg) is (level == "country")

    def test_a_unit_that_is_an_archipelago_gives_its_box_the_shade(self) -> None:
        islands = spot(6, "Hoàng Sa", (112.3, 16.5), "x")
        drawn = draw_figure_map("Tổ", "tổ", [*FIVE, islands], VALUES, archipelagos_on("province", "48"))
        (box,) = re.findall(r'<g data-unit="6">.*?</g>', drawn.svg)
        assert "stroke-dasharray" in box

    def test_shapes_are_drawn_where_they_are_kept_and_numbers_lead_to_the_table(self) -> None:
        square = [[[(105.0, 21.0), (105.1, 21.0), (105.1, 20.9), (105.0, 20.9), (105.0, 21.0)]]]
        units = [spot(at, f"Xã {at}", (105.05, 20.95), str(at), shape=square) for at in (1, 2)]
        drawn = draw_figure_map("Tổ", "tổ", units, {1: Shaded(Decimal(3), "3")})
        assert drawn.of_shapes
        assert drawn.svg.count("<path") == 2
        assert "Số trên bản đồ là số thứ tự trong bảng." in drawn.svg

    def test_the_same_values_give_the_same_bytes(self) -> None:
        assert draw_figure_map("Tổ", "tổ", FIVE, VALUES) == draw_figure_map("Tổ", "tổ", FIVE, VALUES)
