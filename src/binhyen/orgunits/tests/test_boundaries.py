"""Boundaries from files: what can be read, what is refused and where, and what the act keeps."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from binhyen.foundations.decisions import NotAllowed
from binhyen.machinery.database.reach import OPERATOR, acting_as
from binhyen.orgunits.actions import load_boundaries
from binhyen.orgunits.models import Boundary
from binhyen.orgunits.queries import boundaries_of
from binhyen.orgunits.rules.boundaries import (
    GRID,
    LARGEST_FILE,
    BadBoundaries,
    archipelago_at,
    on_grid,
    read_outlines,
)
from tests.places import BACH_MA, SUOI_HOA, officer

DAY = date(2026, 11, 2)
SQUARE = [[105.0, 20.0], [105.5, 20.0], [105.5, 20.5], [105.0, 20.5], [105.0, 20.0]]


def feature(code: Any, ring: Any = SQUARE, kind: str = "Polygon") -> dict[str, Any]:
    coordinates = [ring] if kind == "Polygon" else [[ring]]
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def collection(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def topology(**changes: Any) -> bytes:
    """Two squares side by side that share their middle border, one arc, walked both ways."""
    whole: dict[str, Any] = {
        "type": "Topology",
        "transform": {"scale": [0.5, 0.5], "translate": [105, 20]},
        "arcs": [[[1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1], [1, 0]], [[1, 0], [1, 0], [0, 1], [-1, 0]]],
        "objects": {
            "units": {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Polygon", "properties": {"code": "01"}, "arcs": [[0, 1]]},
                    {"type": "Polygon", "properties": {"code": "02"}, "arcs": [[2, -1]]},
                ],
            }
        },
    }
    return json.dumps(whole | changes).encode()


class TestReading:
    def test_geojson_gives_code_and_rings(self) -> None:
        first, second = read_outlines(collection(feature("01"), feature("02", kind="MultiPolygon")))
        assert (first.place, first.code, second.code) == (1, "01", "02")
        assert first.shape == [[[(105.0, 20.0), (105.5, 20.0), (105.5, 20.5), (105.0, 20.5)]]]
        assert second.shape == first.shape

    def test_topojson_is_stitched_from_its_arcs(self) -> None:
        west, east = read_outlines(topology())
        assert west.shape == [[[(105.5, 20.0), (105.5, 20.5), (105.0, 20.5), (105.0, 20.0)]]]
        assert set(east.shape[0][0]) == {(105.5, 20.0), (106.0, 20.0), (106.0, 20.5), (105.5, 20.5)}

    def test_topojson_without_quantising_holds_degrees(self) -> None:
        plain = {
            "transform": None,
            "arcs": [
                [[105.5, 20.0], [105.5, 20.5]],
                [[105.5, 20.5], [105.0, 20.5], [105.0, 20.0], [105.5, 20.0]],
                [[105.5, 20.0], [106.0, 20.0], [106.0, 20.5], [105.5, 20.5]],
            ],
        }
        assert read_outlines(topology(**plain)) == read_outlines(topology())

    def test_the_code_may_stand_under_another_name_or_be_the_objects_own(self) -> None:
        named = feature("01") | {"properties": {"ma_xa": "01"}}
        assert read_outlines(collection(named), "ma_xa")[0].code == "01"
        assert read_outlines(collection(feature(None) | {"id": "07"}), "id")[0].code == "07"

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"not json", "không phải JSON"),
            (b"[" * 100_000, "không phải JSON"),
            (b'{"type": "Point"}', "không phải tệp ranh giới"),
            (b"{}", "không phải tệp ranh giới"),
            (collection(), "cần từ 1"),
            (topology(arcs=[[["a", 0]]]), "cung"),
            (topology(transform={"scale": 1}), "cung"),
        ],
    )
    def test_what_is_no_file_of_boundaries_is_refused(self, content: bytes, sentence: str) -> None:
        with pytest.raises(BadBoundaries, match=sentence):
            read_outlines(content)

    def test_a_file_too_large_says_how_large_it_may_be(self) -> None:
        with pytest.raises(BadBoundaries, match="nhiều hơn 64 MB"):
            read_outlines(b" " * (LARGEST_FILE + 1))

    @pytest.mark.parametrize(
        ("bad", "fault"),
        [
            (feature(1), "không có mã"),
            (feature(""), "không có mã"),
            (feature("01"), "mã “01” đã có ở đối tượng thứ 1"),
            ({"type": "Feature", "properties": {"code": "9"}, "geometry": None}, "là chỗ trống"),
            (feature("9") | {"geometry": {"type": "Point", "coordinates": [105, 20]}}, "là Point"),
            (feature("9", SQUARE[:-1]), "không khép kín"),
            (feature("9", [[20.0, 105.0]] * 5), "không nằm trong lãnh thổ"),
            (feature("9", [[float("nan"), 20.0]] * 5), "không khép kín|không nằm trong"),
            (feature("9", [["x", 1]] * 5), "không đọc được"),
            ("text", "không phải một đối tượng"),
        ],
    )
    def test_each_fault_is_told_with_its_place_and_nothing_is_read(self, bad: Any, fault: str) -> None:
        with pytest.raises(BadBoundaries) as refused:
            read_outlines(collection(feature("01"), bad))
        (told,) = refused.value.faults
        assert told.startswith("Đối tượng thứ 2: ")
        assert re.search(fault, told)

    def test_an_arc_that_is_not_there_is_a_fault_of_its_object(self) -> None:
        objects = {"units": {"type": "Polygon", "properties": {"code": "01"}, "arcs": [[7]]}}
        with pytest.raises(BadBoundaries) as refused:
            read_outlines(topology(objects=objects))
        assert refused.value.faults == ("Đối tượng thứ 1: toạ độ không đọc được.",)


class TestGrid:
    def test_points_between_that_add_nothing_go(self) -> None:
        ring = [(105.0, 20.0), (105.2, 20.0), (105.20001, 20.0), (105.5, 20.0), (105.5, 20.5), (105.0, 20.0)]
        assert on_grid([[ring]]) == [[[(105.0, 20.0), (105.5, 20.0), (105.5, 20.5)]]]

    def test_an_island_too_small_goes_but_the_last_one_stays_as_a_point(self) -> None:
        speck = [(112.0, 9.0), (112.0001, 9.0), (112.0001, 9.0001), (112.0, 9.0)]
        large = [(105.0, 20.0), (105.5, 20.0), (105.5, 20.5), (105.0, 20.0)]
        assert len(on_grid([[large], [speck]])) == 1
        assert on_grid([[speck]]) == [[[(112.0, 9.0)]]]

    @given(
        st.lists(st.tuples(st.floats(105, 106), st.floats(20, 21)), min_size=3, max_size=12),
        st.lists(st.tuples(st.floats(105, 106), st.floats(20, 21)), min_size=1, max_size=5),
    )
    def test_a_border_that_two_units_share_stays_shared(
        self, border: list[tuple[float, float]], rest: list[tuple[float, float]]
    ) -> None:
        """Each point of one falls where the same point of the other does."""
        snapped = {
            tuple(point) for polygon in on_grid([[[*border, *rest]]]) for ring in polygon for point in ring
        }
        turned = {
            tuple(point) for polygon in on_grid([[[*border[::-1]]]]) for ring in polygon for point in ring
        }
        on_the_grid = {
            (round(round(x / GRID) * GRID, 4), round(round(y / GRID) * GRID, 4)) for x, y in (*border, *rest)
        }
        assert snapped | turned <= on_the_grid


@pytest.mark.parametrize(
    ("longitude", "latitude", "place"),
    [
        (112.3, 16.5, "hoang-sa"),
        (114.3, 11.4, "truong-sa"),
        (109.9, 7.5, "truong-sa"),
        (109.4, 12.6, ""),
        (106.6, 8.7, ""),
    ],
)
def test_islands_beyond_the_mainlands_waters_are_known_by_where_they_lie(
    longitude: float, latitude: float, place: str
) -> None:
    assert archipelago_at(longitude, latitude) == place


@pytest.mark.usefixtures("small_tree")
class TestLoading:
    CODES = (f"T{BACH_MA.key % 1000}", f"T{SUOI_HOA.key % 1000}")

    def load(self, content: bytes, source: str = "Bản đồ thử 2026") -> Any:
        with acting_as(OPERATOR):
            return load_boundaries(by=OPERATOR, data=content, source=source, day=DAY)

    def test_units_of_the_codes_have_their_shapes_and_the_source(self) -> None:
        loaded = self.load(collection(*map(feature, self.CODES)))
        assert (loaded.units, loaded.replaced) == (2, 0)
        with acting_as(OPERATOR):
            shapes, sources = boundaries_of(OPERATOR, [BACH_MA.key, SUOI_HOA.key])
        assert shapes[SUOI_HOA.key] == [[[[105.0, 20.0], [105.5, 20.0], [105.5, 20.5], [105.0, 20.5]]]]
        assert sources == ("Bản đồ thử 2026",)

    def test_a_second_load_replaces(self) -> None:
        self.load(collection(feature(self.CODES[0])))
        assert self.load(collection(*map(feature, self.CODES)), "Bản đồ khác").replaced == 1
        with acting_as(OPERATOR):
            assert boundaries_of(OPERATOR, [BACH_MA.key])[1] == ("Bản đồ khác",)

    def test_an_unknown_code_refuses_the_file_and_changes_nothing(self) -> None:
        with pytest.raises(BadBoundaries) as refused:
            self.load(collection(feature(self.CODES[0]), feature("KHONG-CO")))
        assert refused.value.faults == (
            "Đối tượng thứ 2: ngày 02/11/2026 không có đơn vị mang mã “KHONG-CO”.",
        )
        with acting_as(OPERATOR):
            assert not Boundary.objects.visible_to(OPERATOR).filter(unit_id=BACH_MA.key).exists()

    @pytest.mark.parametrize("source", ["", "  ", "x" * 201])
    def test_a_source_must_be_told(self, source: str) -> None:
        with pytest.raises(BadBoundaries, match="Nguồn"):
            self.load(collection(feature(self.CODES[0])), source)

    def test_nobody_but_the_operator_loads(self) -> None:
        actor = officer(BACH_MA)
        with acting_as(actor), pytest.raises(NotAllowed):
            load_boundaries(by=actor, data=collection(feature(self.CODES[0])), source="x", day=DAY)

    def test_a_shape_is_seen_by_those_who_see_the_unit(self) -> None:
        self.load(collection(*map(feature, self.CODES)))
        commune = officer(SUOI_HOA)
        with acting_as(commune):
            assert set(boundaries_of(commune, [BACH_MA.key, SUOI_HOA.key])[0]) <= {SUOI_HOA.key, BACH_MA.key}
            assert SUOI_HOA.key in boundaries_of(commune, [SUOI_HOA.key])[0]
