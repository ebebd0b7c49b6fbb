"""Where does the tile of each unit stand, so that tiles lie to one another as the units do?

Every unit weighs the same, whatever its area. The layout follows from the points alone: the same points give the
same tiles, in whatever order they come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians, sqrt

CELLS_A_UNIT = 2.2
"""How many cells there are for each unit: with fewer, tiles are pushed far from where they belong."""
MOST_PASSES = 12
TONES = 5

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class TileGrid:
    """The column and row of each unit's tile, counted from the north-west, and how many of both there are."""

    places: dict[int, Cell]
    columns: int
    rows: int


def tile_grid(points: Mapping[int, tuple[float, float]]) -> TileGrid:
    """Lay out units by key from a point of each, longitude and latitude in degrees.

    1. A grid of square cells over the points, a little more than two for each unit.
    2. From the middle outwards each unit takes the free cell that is nearest to its point.
    3. Neighbours change places, or move into a free cell, as long as that brings tiles nearer to their points.
    4. Rows and columns without a tile close up.
    """
    if not points:
        return TileGrid({}, 0, 0)
    wanted = _wanted(points)
    cells = _settled(wanted, _taken_from_the_middle(wanted))
    columns = {column: place for place, column in enumerate(sorted({cell[0] for cell in cells.values()}))}
    rows = {row: place for place, row in enumerate(sorted({cell[1] for cell in cells.values()}))}
    return TileGrid(
        {key: (columns[column], rows[row]) for key, (column, row) in cells.items()}, len(columns), len(rows)
    )


def tones_of(grid: TileGrid) -> dict[int, int]:
    """One of five tones for each unit so that no two tiles that touch share one.

    Going through the grid row by row, at most four neighbours have a tone already: the fifth is always free.
    """
    at = {cell: key for key, cell in grid.places.items()}
    tones: dict[int, int] = {}
    for (column, row), key in sorted(at.items(), key=lambda each: (each[0][1], each[0][0])):
        around = ((column - 1, row), (column - 1, row - 1), (column, row - 1), (column + 1, row - 1))
        taken = {tones[at[cell]] for cell in around if cell in at}
        # Beginning elsewhere in each place, so that all tones are used alike.
        tones[key] = next(
            tone for step in range(TONES) if (tone := (column + 2 * row + step) % TONES) not in taken
        )
    return tones


def _wanted(points: Mapping[int, tuple[float, float]]) -> dict[int, tuple[float, float]]:
    """Where each unit would stand on the grid if it were alone: column and row, not yet whole."""
    middle = sum(latitude for _longitude, latitude in points.values()) / len(points)
    # A degree of longitude is narrower than one of latitude.
    narrowed = cos(radians(middle))
    flat = {key: (longitude * narrowed, -latitude) for key, (longitude, latitude) in sorted(points.items())}
    left, right = min(x for x, _y in flat.values()), max(x for x, _y in flat.values())
    top, bottom = min(y for _x, y in flat.values()), max(y for _x, y in flat.values())
    width, height = max(right - left, 1e-6), max(bottom - top, 1e-6)
    side = sqrt(width * height / (len(points) * CELLS_A_UNIT))
    # Points in one line span no area: then the longer side alone counts.
    side = max(side, max(width, height) / (len(points) * CELLS_A_UNIT))
    return {key: ((x - left) / side, (y - top) / side) for key, (x, y) in flat.items()}


def _taken_from_the_middle(wanted: Mapping[int, tuple[float, float]]) -> dict[int, Cell]:
    count = len(wanted)
    middle = sum(x for x, _y in wanted.values()) / count, sum(y for _x, y in wanted.values()) / count
    taken: set[Cell] = set()
    cells = {}
    for key, point in sorted(wanted.items(), key=lambda each: (_apart(each[1], middle), each[0])):
        cells[key] = _nearest_free(point, taken)
        taken.add(cells[key])
    return cells


def _nearest_free(point: tuple[float, float], taken: set[Cell]) -> Cell:
    """The free cell whose middle is nearest; rings of cells around the point's own are searched outwards."""
    column, row = round(point[0]), round(point[1])
    best: tuple[float, Cell] | None = None
    ring = 0
    while best is None or (ring - 1) ** 2 <= best[0]:
        for cell in _ring(column, row, ring):
            if cell not in taken:
                found = (_apart(point, cell), cell)
                best = found if best is None else min(best, found)
        ring += 1
    return best[1]


def _ring(column: int, row: int, ring: int) -> list[Cell]:
    if ring == 0:
        return [(column, row)]
    edges = range(-ring, ring + 1)
    across = [(column + step, row + side) for step in edges for side in (-ring, ring)]
    down = [(column + side, row + step) for step in edges[1:-1] for side in (-ring, ring)]
    return across + down


def _settled(wanted: Mapping[int, tuple[float, float]], cells: dict[int, Cell]) -> dict[int, Cell]:
    holder = {cell: key for key, cell in cells.items()}
    for _pass in range(MOST_PASSES):
        moved = False
        for key in wanted:
            here = cells[key]
            for there in _ring(*here, 1):
                other = holder.get(there)
                gain = _apart(wanted[key], here) - _apart(wanted[key], there)
                if other is not None:
                    gain += _apart(wanted[other], there) - _apart(wanted[other], here)
                if gain > 1e-9:
                    del holder[here]
                    if other is not None:
                        cells[other], holder[here] = here, other
                    cells[key], holder[there] = there, key
                    here, moved = there, True
        if not moved:
            break
    return cells


def _apart(first: tuple[float, float], second: tuple[float, float]) -> float:
    """The square of the distance."""
    return (first[0] - second[0]) ** 2 + (first[1] - second[1]) ** 2
