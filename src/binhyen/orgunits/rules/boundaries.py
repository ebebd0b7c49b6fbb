"""What boundaries does a file hold? GeoJSON (RFC 7946) and TopoJSON, in degrees of longitude and latitude (WGS 84).

A shape is a list of polygons, a polygon a list of rings (the outer one first), a ring a list of points. Points are
kept on a grid: which grid point one falls on depends on itself alone, so a border that two units share stays shared.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from binhyen.foundations.faults import BadInput
from binhyen.foundations.vietnamese import format_number

Point = tuple[float, float]
Ring = list[Point]
Shape = list[list[Ring]]

LARGEST_FILE = 64 * 1024 * 1024
MOST_SHAPES, MOST_POINTS = 20_000, 3_000_000
GRID = 0.0005
"""Degrees between points of the grid, some 55 m: finer than a screen shows of the smallest ward."""
DECIMALS = 4
WEST, EAST, SOUTH, NORTH = 101.0, 119.0, 5.0, 24.0
"""Within these degrees lies the country with its seas and islands."""

ARCHIPELAGOS_FROM = 109.6
"""Degrees east: beyond lie Hoàng Sa and Trường Sa alone; the mainland and all other islands end at 109.5."""
BETWEEN_THEM = 14.0
"""Degrees north: Hoàng Sa lies above, Trường Sa below."""

MOST_FAULTS_TOLD = 20


class BadBoundaries(BadInput):
    """The file cannot be taken. ``faults`` are sentences with the place of each, at most the first twenty."""

    def __init__(self, sentence: str, remedy: str = "", faults: Sequence[str] = ()) -> None:
        super().__init__(sentence, remedy)
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Outline:
    """The shape of one unit as a file gives it; ``place`` says which of the file's objects it is, from 1."""

    place: int
    code: str
    shape: Shape


def read_outlines(content: bytes, code_property: str = "code") -> tuple[Outline, ...]:
    """The shapes of a GeoJSON or TopoJSON file with the codes of their units, simplified to the grid.

    ``code_property`` names the property that holds the code; ``id`` means the object's own. Raises
    ``BadBoundaries`` for a file that holds anything else than polygons of this country with a code each.
    """
    if len(content) > LARGEST_FILE:
        raise BadBoundaries(
            _("Tệp nặng %(size)s MB, nhiều hơn %(most)s MB.")
            % {"size": format_number(len(content) // 2**20), "most": LARGEST_FILE // 2**20},
            _("Giảm bớt chi tiết của đường ranh giới, hoặc chia tệp theo tỉnh."),
        )
    document = _document(content)
    objects = list(_objects(document))
    if not objects or len(objects) > MOST_SHAPES:
        raise BadBoundaries(
            _("Tệp có %(count)s đối tượng; cần từ 1 đến %(most)s.")
            % {"count": format_number(len(objects)), "most": format_number(MOST_SHAPES)},
            _("Kiểm tra lại tệp đã chọn."),
        )
    arcs = _arcs(document)
    outlines, faults, points = [], [], 0
    seen: dict[str, int] = {}
    for place, each in enumerate(objects, 1):
        try:
            code = _code_of(each, code_property)
            if code in seen:
                raise BadInput(
                    _("mã “%(code)s” đã có ở đối tượng thứ %(place)s.") % {"code": code, "place": seen[code]},
                    _("Gộp các phần của một đơn vị thành một đối tượng MultiPolygon."),
                )
            shape = _shape_of(each, arcs)
        except BadInput as fault:
            faults.append(
                _("Đối tượng thứ %(place)s: %(fault)s") % {"place": format_number(place), "fault": fault}
            )
            continue
        seen[code] = place
        points += sum(len(ring) for polygon in shape for ring in polygon)
        if points > MOST_POINTS:
            raise BadBoundaries(
                _("Tệp có nhiều hơn %s điểm.") % format_number(MOST_POINTS),
                _("Giảm bớt chi tiết của đường ranh giới, hoặc chia tệp theo tỉnh."),
            )
        outlines.append(Outline(place, code, on_grid(shape)))
    if faults:
        raise refused(faults)
    return tuple(outlines)


def refused(faults: Sequence[str]) -> BadBoundaries:
    """The refusal of a whole file for what is wrong with some of its objects."""
    return BadBoundaries(
        _("%s đối tượng trong tệp không dùng được.") % format_number(len(faults)),
        _("Sửa các chỗ đã nêu rồi nạp lại cả tệp; chưa có gì thay đổi."),
        faults[:MOST_FAULTS_TOLD],
    )


def on_grid(shape: Shape, grid: float = GRID) -> Shape:
    """The shape with its points on the grid, without points that repeat or lie on the line of their neighbours.

    A ring that shrinks to less than an area goes, but never the largest of a shape: islands stay as dots.
    """
    polygons: Shape = []
    for polygon in shape:
        outer, *holes = (_ring_on_grid(ring, grid) for ring in polygon)
        if len(outer) >= 3:
            polygons.append([outer, *(hole for hole in holes if len(hole) >= 3)])
    if polygons or not shape:
        return polygons
    return [[[_snapped(shape[0][0][0], grid)]]]


def archipelago_at(longitude: float, latitude: float) -> str:
    """``hoang-sa`` or ``truong-sa`` for a point beyond the mainland's waters, nothing for all others."""
    if longitude < ARCHIPELAGOS_FROM:
        return ""
    return "hoang-sa" if latitude >= BETWEEN_THEM else "truong-sa"


def _ring_on_grid(ring: Ring, grid: float) -> Ring:
    kept: Ring = []
    for point in ring:
        here = _snapped(point, grid)
        if kept and kept[-1] == here:
            continue
        if len(kept) > 1 and _on_one_line(kept[-2], kept[-1], here):
            kept.pop()
        kept.append(here)
    while len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return kept


def _snapped(point: Point, grid: float) -> Point:
    return round(round(point[0] / grid) * grid, DECIMALS), round(round(point[1] / grid) * grid, DECIMALS)


def _on_one_line(first: Point, middle: Point, last: Point) -> bool:
    """Whether the middle point adds nothing: exactly on the way, or a spike out and back."""
    across = (middle[0] - first[0]) * (last[1] - first[1]) - (middle[1] - first[1]) * (last[0] - first[0])
    return abs(across) < GRID * GRID / 10


def _document(content: bytes) -> Mapping[str, Any]:
    remedy = _("Chọn một tệp GeoJSON (FeatureCollection) hoặc TopoJSON (Topology).")
    try:
        document = json.loads(content)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BadBoundaries(_("Tệp không phải JSON đọc được."), remedy) from error
    if not isinstance(document, dict) or document.get("type") not in (
        "FeatureCollection",
        "Feature",
        "Topology",
    ):
        raise BadBoundaries(_("Tệp không phải tệp ranh giới."), remedy)
    return document


def _objects(document: Mapping[str, Any]) -> Iterator[Any]:
    """The features of a GeoJSON file, or the geometries of all objects of a TopoJSON file."""
    kind = document["type"]
    if kind == "Feature":
        yield document
    elif kind == "FeatureCollection":
        yield from _list(document.get("features"))
    else:
        objects = document.get("objects")
        for each in objects.values() if isinstance(objects, dict) else ():
            if isinstance(each, dict) and "geometries" in each:
                yield from _list(each["geometries"])
            else:
                yield each


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _code_of(each: Any, code_property: str) -> str:
    if not isinstance(each, dict):
        raise BadInput(_("không phải một đối tượng bản đồ."))
    properties = each.get("properties")
    value = each.get("id") if code_property == "id" else None
    if isinstance(properties, dict):
        value = properties.get(code_property, value)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(
            _("không có mã đơn vị trong thuộc tính “%s”.") % code_property,
            _("Nêu đúng tên thuộc tính; mã phải là chữ, giữ cả số 0 ở đầu."),
        )
    return value.strip()


def _shape_of(each: Mapping[str, Any], arcs: list[Ring] | None) -> Shape:
    geometry = each if arcs is not None else each.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(geometry, dict) or kind not in ("Polygon", "MultiPolygon"):
        raise BadInput(_("là %s, không phải đường ranh giới khép kín.") % (kind or _("chỗ trống")))
    held: Any = geometry.get("coordinates" if arcs is None else "arcs")
    polygons = [held] if kind == "Polygon" else _list(held)
    try:
        shape: Shape = [[_ring(ring, arcs) for ring in polygon] for polygon in polygons]
    except (TypeError, ValueError, IndexError, KeyError) as error:
        raise BadInput(_("toạ độ không đọc được.")) from error
    if not shape or not all(shape):
        raise BadInput(_("không có đường ranh giới nào."))
    for ring in (ring for polygon in shape for ring in polygon):
        _refuse_a_bad_ring(ring)
    return shape


def _ring(held: Any, arcs: list[Ring] | None) -> Ring:
    if arcs is None:
        return [(float(point[0]), float(point[1])) for point in held]
    ring: Ring = []
    for index in held:
        # A negative index is the arc of its complement, walked backwards; each arc begins where the last one ended.
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring


def _refuse_a_bad_ring(ring: Ring) -> None:
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise BadInput(_("có một đường ranh giới không khép kín."))
    # A number that is none compares with nothing: it falls out here as well.
    outside = next(
        (point for point in ring if not (WEST <= point[0] <= EAST and SOUTH <= point[1] <= NORTH)), None
    )
    if outside is not None:
        raise BadInput(
            _("điểm (%(longitude)s; %(latitude)s) không nằm trong lãnh thổ Việt Nam.")
            % {"longitude": outside[0], "latitude": outside[1]},
            _("Toạ độ phải là kinh độ rồi vĩ độ, tính bằng độ (WGS 84)."),
        )


def _arcs(document: Mapping[str, Any]) -> list[Ring] | None:
    """The arcs of a TopoJSON file in degrees; None for GeoJSON. A quantised file keeps steps, not points."""
    if document["type"] != "Topology":
        return None
    transform = document.get("transform")
    try:
        if transform is None:
            return [[(float(point[0]), float(point[1])) for point in arc] for arc in document["arcs"]]
        (scale_x, scale_y), (left, bottom) = transform["scale"], transform["translate"]
        arcs = []
        for arc in document["arcs"]:
            x = y = 0
            points = []
            for step in arc:
                x, y = x + step[0], y + step[1]
                points.append((x * scale_x + left, y * scale_y + bottom))
            arcs.append(points)
        return arcs
    except (TypeError, ValueError, KeyError, IndexError) as error:
        raise BadBoundaries(
            _("Các cung của tệp TopoJSON không đọc được."), _("Xuất lại tệp từ phần mềm bản đồ.")
        ) from error
