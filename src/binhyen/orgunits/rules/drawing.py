"""Where does each unit stand on a map: as a tile laid out from points, or as its shape where boundaries are kept?

Hoàng Sa belongs to Đà Nẵng and Trường Sa to Khánh Hòa; both stand on every map of the country, and of these two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, radians

from django.utils.translation import gettext as _

from binhyen.orgunits.rules.boundaries import Shape, archipelago_at, on_grid
from binhyen.orgunits.rules.tiles import TileGrid, tile_grid

WIDTH = 560
"""Units of the drawing across; about a pixel each where two maps stand side by side."""
INSET, INSET_HEIGHT = 104, 104
NARROWEST_NAMED, WIDEST_NAMED, WIDEST = 44, 72, 36
"""Widths of a tile: below the first no name fits, and its number in the table stands there instead."""
LETTER = 6
SHAPES_A_STEP = 60
"""Outlines go in whole steps of the drawing: of one unit for fewer shapes than these, of two below twice as many …"""


@dataclass(frozen=True, slots=True)
class Archipelago:
    """Islands that stand in a box of their own. ``zone`` and ``province`` are official codes, the same on all maps."""

    key: str
    name: str
    belongs_to: str
    zone: str
    province: str


ARCHIPELAGOS = (
    Archipelago("hoang-sa", "Hoàng Sa", "Đà Nẵng", "20333", "48"),
    Archipelago("truong-sa", "Trường Sa", "Khánh Hòa", "22736", "56"),
)


def archipelagos_on(level: str, code: str) -> tuple[Archipelago, ...]:
    """Those that stand on a map of a unit: all on every map of the country, its own on that of their province."""
    return tuple(
        each for each in ARCHIPELAGOS if level == "country" or (level == "province" and code == each.province)
    )


@dataclass(frozen=True, slots=True)
class Spot:
    """A unit to draw: its key, names, official code, a point (longitude, latitude) if known, a shape if kept.

    ``amount`` stands under its name where a tile has room for names.
    """

    key: int
    name: str
    short_name: str
    code: str
    point: tuple[float, float] | None
    shape: Shape | None = None
    tone: int = 0
    number: int = 0
    query: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Words centred on a point of the drawing."""

    x: int
    y: int
    words: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A unit on the map: a tile whose corner is ``x``, ``y``, with words in it, or a path."""

    spot: Spot
    x: int = 0
    y: int = 0
    path: str = ""
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Inset:
    """A box with islands: ``spots`` are the units that they are, where those are among the ones drawn."""

    archipelago: Archipelago
    x: int
    y: int
    path: str
    spots: tuple[Spot, ...]

    @property
    def names(self) -> str:
        return ", ".join(spot.name for spot in self.spots)

    @property
    def lines(self) -> tuple[Line, ...]:
        words = (_("Quần đảo"), self.archipelago.name, f"({self.archipelago.belongs_to})")
        return tuple(
            Line(self.x + INSET // 2, self.y + 64 + 16 * place, each) for place, each in enumerate(words)
        )


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map. ``side`` is the width and height of a tile; nothing where shapes are drawn."""

    width: int
    height: int
    side: int
    tall: int
    marks: tuple[Mark, ...]
    insets: tuple[Inset, ...]
    named: bool
    inset_width: int = INSET
    inset_height: int = INSET_HEIGHT

    @property
    def shapes(self) -> bool:
        return self.side == 0


def draw(spots: Sequence[Spot], archipelagos: Iterable[Archipelago]) -> Drawing:
    """Lay out units: as shapes if most have one (a dot for those without), else as tiles.

    What lies beyond the mainland's waters goes into the boxes of ``archipelagos``, which are drawn in any case.
    """
    boxes = tuple(archipelagos)
    islands, mainland = _parted(spots, {box.key for box in boxes})
    room = WIDTH - (INSET + 16 if boxes else 0)
    most = 2 * sum(spot.shape is not None for spot in mainland) > len(mainland)
    drawn = _as_shapes(mainland, room) if most else _as_tiles(mainland, room)
    height = max(drawn.height, len(boxes) * (INSET_HEIGHT + 12))
    return Drawing(
        width=WIDTH,
        height=height,
        side=drawn.side,
        tall=drawn.tall,
        marks=drawn.marks,
        insets=tuple(_insets(boxes, islands, height)),
        named=drawn.named,
    )


# ---- tiles --------------------------------------------------------------------------------------------------


def _as_tiles(spots: Sequence[Spot], room: int) -> Drawing:
    grid = _with_those_nowhere(tile_grid({spot.key: spot.point for spot in spots if spot.point}), spots)
    columns = max(grid.columns, 1)
    named = room // columns >= NARROWEST_NAMED
    side = min(room // columns, WIDEST_NAMED if named else WIDEST)
    tall = round(side * 0.72) if named else side
    marks = tuple(
        Mark(
            spot, column * side, row * tall, lines=_lines(spot, column * side, row * tall, side, tall, named)
        )
        for spot in spots
        for column, row in (grid.places[spot.key],)
    )
    return Drawing(room, max(grid.rows * tall, tall), side, tall, marks, (), named)


def _with_those_nowhere(grid: TileGrid, spots: Sequence[Spot]) -> TileGrid:
    """The grid with rows below for the units of which no point is known, in the order in which they came."""
    nowhere = [spot.key for spot in spots if spot.key not in grid.places]
    if not nowhere:
        return grid
    columns = max(grid.columns, 1) if grid.places else min(len(nowhere), WIDTH // WIDEST_NAMED)
    first = grid.rows + 1 if grid.places else 0
    places = grid.places | {
        key: (place % columns, first + place // columns) for place, key in enumerate(nowhere)
    }
    return TileGrid(places, columns, first + (len(nowhere) - 1) // columns + 1)


def _lines(spot: Spot, x: int, y: int, side: int, tall: int, named: bool) -> tuple[Line, ...]:
    words = _words(spot, side, named)
    if named and spot.amount:
        words = (*words, spot.amount)
    first = y + tall // 2 + 3 - 6 * (len(words) - 1)
    return tuple(Line(x + side // 2 - 1, first + 12 * place, each) for place, each in enumerate(words))


def _words(spot: Spot, side: int, named: bool) -> tuple[str, ...]:
    if not named:
        return (str(spot.number),) if spot.number else ()
    words = spot.short_name.split(" ")
    if len(spot.short_name) * LETTER <= side - 4 or len(words) == 1:
        return (spot.short_name,)
    half = min(
        range(1, len(words)), key=lambda cut: abs(2 * len(" ".join(words[:cut])) - len(spot.short_name))
    )
    return (" ".join(words[:half]), " ".join(words[half:]))


# ---- shapes -------------------------------------------------------------------------------------------------


class _Projection:
    """Degrees to units of the drawing: a degree of longitude is narrower than one of latitude."""

    def __init__(self, points: Sequence[tuple[float, float]], width: int, height: int) -> None:
        longitudes, latitudes = [point[0] for point in points], [point[1] for point in points]
        self.left, self.top = min(longitudes), max(latitudes)
        self.narrowed = cos(radians((self.top + min(latitudes)) / 2))
        across = max((max(longitudes) - self.left) * self.narrowed, 1e-4)
        down = max(self.top - min(latitudes), 1e-4)
        self.scale = min(width / across, height / down)
        self.width, self.height = round(across * self.scale), round(down * self.scale)

    def __call__(self, point: tuple[float, float]) -> tuple[float, float]:
        return (point[0] - self.left) * self.narrowed * self.scale, (self.top - point[1]) * self.scale


def _as_shapes(spots: Sequence[Spot], room: int) -> Drawing:
    points = [
        point for spot in spots for polygon in spot.shape or () for ring in polygon for point in ring
    ] + [spot.point for spot in spots if spot.point]
    projection = _Projection(points, room, round(room * 2.1))
    step = 1 + len(spots) // SHAPES_A_STEP
    marks = tuple(
        Mark(
            spot,
            path=_path(spot.shape, projection, step) if spot.shape else _dot(spot, projection),
            lines=_number(spot, projection),
        )
        for spot in spots
        if spot.shape or spot.point
    )
    return Drawing(room, projection.height, 0, 0, marks, (), named=False)


def _number(spot: Spot, projection: _Projection) -> tuple[Line, ...]:
    """The number of the unit in the table, at its point."""
    if not spot.number or not spot.point:
        return ()
    x, y = projection(spot.point)
    return (Line(round(x), round(y) + 3, str(spot.number)),)


def _path(shape: Shape, projection: _Projection, step: int) -> str:
    """The outline in whole steps of the drawing, each point told from the last; islands too small are dots."""
    projected = [[[projection(point) for point in ring] for ring in polygon] for polygon in shape]
    parts = []
    for polygon in on_grid(projected, step):
        for ring in polygon:
            x, y = map(round, ring[0])
            steps = []
            for point in ring[1:]:
                to_x, to_y = map(round, point)
                steps.append(f"{to_x - x} {to_y - y}")
                x, y = to_x, to_y
            first = f"M{round(ring[0][0])} {round(ring[0][1])}"
            parts.append(f"{first}l{' '.join(steps).replace(' -', '-')}z" if steps else f"{first}h.1")
    return "".join(parts)


def _dot(spot: Spot, projection: _Projection) -> str:
    x, y = projection(spot.point or (0, 0))
    return f"M{round(x)} {round(y)}h.1"


# ---- islands ------------------------------------------------------------------------------------------------


_Islands = tuple[tuple[Spot, ...], Shape]


def _parted(spots: Sequence[Spot], boxes: set[str]) -> tuple[dict[str, _Islands], list[Spot]]:
    """What goes into the boxes, the units and their shapes; and all other units without those shapes."""
    islands: dict[str, _Islands] = {}
    mainland = []
    for spot in spots:
        beyond: dict[str, Shape] = {}
        here: Shape = []
        for polygon in spot.shape or ():
            place = archipelago_at(*polygon[0][0])
            (beyond.setdefault(place, []) if place else here).append(polygon)
        lies = archipelago_at(*spot.point) if spot.point and not here else ""
        for place in {*beyond, *([lies] if lies else [])}:
            units, known = islands.get(place, ((), []))
            islands[place] = ((*units, spot) if place == lies else units, known + beyond.get(place, []))
        if lies not in boxes:
            mainland.append(replace(spot, shape=here or None))
    return islands, mainland


def _insets(boxes: Sequence[Archipelago], islands: Mapping[str, _Islands], height: int) -> Iterable[Inset]:
    for place, box in enumerate(boxes):
        units, shape = islands.get(box.key, ((), []))
        x = WIDTH - INSET
        y = round((height - INSET_HEIGHT) * (0.42, 0.82)[place] if len(boxes) > 1 else height / 3)
        yield Inset(box, x, y, _islands(shape, x, y), units)


def _islands(shape: Shape, x: int, y: int) -> str:
    """Dots in the box where the islands lie to one another; where no shape is kept, a few that stand for them."""
    width, height = INSET - 24, 32
    if not shape:
        few = ((2, 8), (16, 2), (30, 16), (42, 6), (58, 18), (74, 9), (38, 28))
        return "".join(f"M{x + 12 + across} {y + 12 + down}h.1" for across, down in few)
    middles = [
        (sum(point[0] for point in ring) / len(ring), sum(point[1] for point in ring) / len(ring))
        for ring in (polygon[0] for polygon in shape)
    ]
    projection = _Projection(middles, width, height)
    aside = (width - projection.width) / 2
    dots = {
        (round(x + 12 + aside + across), round(y + 12 + down)) for across, down in map(projection, middles)
    }
    return "".join(f"M{across} {down}h.1" for across, down in sorted(dots))
