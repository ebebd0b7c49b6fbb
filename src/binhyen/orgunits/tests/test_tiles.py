"""Tiles lie to one another as the units do, none on another, and the same points always give the same tiles."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from binhyen.orgunits.rules.tiles import TONES, tile_grid, tones_of

Points = dict[int, tuple[float, float]]
longitudes = st.floats(102, 110, allow_nan=False).map(lambda value: round(value, 3))
latitudes = st.floats(8, 24, allow_nan=False).map(lambda value: round(value, 3))
points = st.dictionaries(st.integers(1, 9999), st.tuples(longitudes, latitudes), max_size=40)


@given(points)
def test_every_unit_has_a_tile_of_its_own_within_the_grid(given_points: Points) -> None:
    grid = tile_grid(given_points)
    assert grid.places.keys() == given_points.keys()
    assert len(set(grid.places.values())) == len(given_points)
    assert {column for column, _row in grid.places.values()} == set(range(grid.columns))
    assert {row for _column, row in grid.places.values()} == set(range(grid.rows))


@given(points)
def test_the_order_of_the_points_does_not_matter(given_points: Points) -> None:
    turned = dict(reversed(list(given_points.items())))
    assert tile_grid(turned) == tile_grid(given_points)


@given(points)
def test_tiles_that_touch_differ_in_tone(given_points: Points) -> None:
    grid = tile_grid(given_points)
    tones = tones_of(grid)
    assert set(tones.values()) <= set(range(TONES))
    for key, (column, row) in grid.places.items():
        for other, (there, beneath) in grid.places.items():
            if key != other and abs(column - there) <= 1 and abs(row - beneath) <= 1:
                assert tones[key] != tones[other]


def test_what_lies_north_and_west_stands_above_and_left() -> None:
    hanoi, hue, saigon, dien_bien = (105.8, 21.0), (107.6, 16.5), (106.7, 10.8), (103.0, 21.4)
    grid = tile_grid({1: hanoi, 2: hue, 3: saigon, 4: dien_bien})
    assert grid.places[1][1] < grid.places[2][1] < grid.places[3][1]
    assert grid.places[4][0] < grid.places[1][0]


def test_units_at_one_point_still_have_tiles_beside_each_other() -> None:
    grid = tile_grid(dict.fromkeys(range(1, 10), (106.0, 21.0)))
    assert (grid.columns, grid.rows) == (3, 3)


def test_no_units_no_grid() -> None:
    assert tile_grid({}).places == {}
