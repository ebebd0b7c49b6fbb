"""A map of the 34 provinces as equal tiles: every province weighs the same, whatever its area.

The places are our own drawing, roughly as the provinces lie to each other. Hoàng Sa belongs to Đà Nẵng and
Trường Sa to Khánh Hòa; both stand on every map.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from binhyen.web.frame.charts import Number, figure

TILE_WIDTH, TILE_HEIGHT, GAP = 90, 80, 4

PLACES: dict[str, tuple[str, int, int]] = {
    # official code: name, column, row
    "12": ("Lai Châu", 1, 0), "15": ("Lào Cai", 2, 0), "08": ("Tuyên Quang", 3, 0), "04": ("Cao Bằng", 4, 0),
    "11": ("Điện Biên", 0, 1), "14": ("Sơn La", 1, 1), "25": ("Phú Thọ", 2, 1), "19": ("Thái Nguyên", 3, 1),
    "20": ("Lạng Sơn", 4, 1), "01": ("Hà Nội", 2, 2), "24": ("Bắc Ninh", 3, 2), "22": ("Quảng Ninh", 4, 2),
    "37": ("Ninh Bình", 2, 3), "33": ("Hưng Yên", 3, 3), "31": ("Hải Phòng", 4, 3), "38": ("Thanh Hóa", 2, 4),
    "40": ("Nghệ An", 2, 5), "42": ("Hà Tĩnh", 3, 6), "44": ("Quảng Trị", 3, 7), "46": ("Huế", 4, 8),
    "48": ("Đà Nẵng", 4, 9), "51": ("Quảng Ngãi", 4, 10), "52": ("Gia Lai", 4, 11), "66": ("Đắk Lắk", 4, 12),
    "56": ("Khánh Hòa", 5, 13), "68": ("Lâm Đồng", 4, 13), "75": ("Đồng Nai", 3, 13), "80": ("Tây Ninh", 2, 14),
    "79": ("Hồ Chí Minh", 3, 14), "91": ("An Giang", 1, 15), "82": ("Đồng Tháp", 2, 15), "86": ("Vĩnh Long", 3, 15),
    "96": ("Cà Mau", 1, 16), "92": ("Cần Thơ", 2, 16),
}  # fmt: skip
ARCHIPELAGOS = (("Hoàng Sa", "Đà Nẵng", 5.7, 9), ("Trường Sa", "Khánh Hòa", 5.7, 15))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words, centred on ``x``."""

    x: int
    y: int
    words: str


@dataclass(frozen=True, slots=True)
class Tile:
    """A province in its place; ``tone`` is low, middle, high or absent."""

    name: str
    figure: str
    tone: str
    x: int
    y: int
    lines: tuple[Line, ...]

    @property
    def middle(self) -> int:
        return self.x + TILE_WIDTH // 2

    @property
    def figure_line(self) -> int:
        return self.y + 71


@dataclass(frozen=True, slots=True)
class Archipelago:
    """Islands in the sea: a few dots, the name, and the province to which they belong."""

    name: str
    belongs_to: str
    dots: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One shade of the map in words."""

    tone: str
    label: str


@dataclass(frozen=True, slots=True)
class TileMap:
    """The map with its shades and the words under it."""

    title: str
    unit: str
    source: str
    sentence: str
    tiles: tuple[Tile, ...]
    archipelagos: tuple[Archipelago, ...]
    steps: tuple[Step, ...]
    width: int = 690
    height: int = 17 * (TILE_HEIGHT + GAP)
    tile_width: int = TILE_WIDTH
    tile_height: int = TILE_HEIGHT


def tile_map(
    title: str, unit: str, values: Mapping[str, Number | None], thresholds: tuple[Number, Number], source: str
) -> TileMap:
    """Lay out ``values`` by official province code in three shades.

    Below the first threshold is low, from the second on high. A province without a value is drawn dashed.
    """
    middle_from, high_from = (Decimal(threshold) for threshold in thresholds)

    def tone(value: Number | None) -> str:
        if value is None:
            return "absent"
        return "low" if value < middle_from else "middle" if value < high_from else "high"

    tiles = tuple(
        _tile(name, column, row, figure(values.get(code)), tone(values.get(code)))
        for code, (name, column, row) in PLACES.items()
    )
    return TileMap(
        title=title,
        unit=unit,
        source=source,
        sentence=_("%(title)s, theo 34 tỉnh, thành phố; bảng ở dưới") % {"title": title},
        tiles=tiles,
        archipelagos=tuple(_archipelago(*place) for place in ARCHIPELAGOS),
        steps=(
            Step("low", _("dưới %(number)s") % {"number": figure(middle_from)}),
            Step(
                "middle",
                _("từ %(low)s đến dưới %(high)s") % {"low": figure(middle_from), "high": figure(high_from)},
            ),
            Step("high", _("từ %(number)s") % {"number": figure(high_from)}),
            Step("absent", _("chưa có số liệu")),
        ),
    )


def _tile(name: str, column: int, row: int, amount: str, tone: str) -> Tile:
    x, y = column * (TILE_WIDTH + GAP) + 2, row * (TILE_HEIGHT + GAP) + 2
    first, _space, last = name.rpartition(" ")
    middle = x + TILE_WIDTH // 2
    lines = (
        (Line(middle, y + 23, first), Line(middle, y + 46, last)) if first else (Line(middle, y + 34, last),)
    )
    return Tile(name, amount, tone, x, y, lines)


def _archipelago(name: str, belongs_to: str, column: float, row: int) -> Archipelago:
    middle, top = round(column * (TILE_WIDTH + GAP)) + TILE_WIDTH // 2, row * (TILE_HEIGHT + GAP)
    dots = " ".join(
        f"M{middle + across},{top + down}h.01"
        for across, down in ((-40, 10), (-22, 2), (-6, 16), (12, 6), (28, 18), (42, 9), (4, 28))
    )
    lines = (Line(middle, top + 54, "Quần đảo"), Line(middle, top + 78, name))
    return Archipelago(name, belongs_to, dots, (*lines, Line(middle, top + 102, f"({belongs_to})")))
