"""What do we know better than the data package? Corrections, changes and legal counts, each with its reason.

The files of ``catalogue/units`` are read elsewhere; here their content becomes values, or a refusal that
names the file and the entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from binhyen.foundations.faults import BadInput
from binhyen.orgunits.rules.naming import COMMUNE, COUNTRY, KIND_WORDS, PROVINCE

T = TypeVar("T")

Point = tuple[float, float]
"""Longitude and latitude in degrees (WGS 84)."""


class BadCatalogue(BadInput):
    """An entry of the catalogue cannot be used, or no longer fits the data package."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One unit of today's communes for which the package says ``written`` where ``correct`` is right."""

    code: str
    written: str
    correct: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class PointCorrection:
    """The right point of a commune, or none; ``former`` are the former communes whose mean it is."""

    code: str
    point: Point | None
    former: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Change:
    """From ``on`` a unit is of another kind; its territory and code stay."""

    level: str
    code: str
    own_name: str
    kind: str
    on: date
    legal_basis: str


@dataclass(frozen=True, slots=True)
class LegalCount:
    """How many units of each kind there are by law on the day ``on``, in the country or in one province."""

    on: date
    units: Mapping[str, int]
    source: str
    province_code: str | None = None


@dataclass(frozen=True, slots=True)
class SuccessionCount:
    """How many successions of each relation begin on the day ``on`` for the units of ``level``.

    ``split`` is the number of former units of that level that went to more than one later unit.
    """

    on: date
    level: str
    relations: Mapping[str, int]
    split: int
    source: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One place in which the catalogue departs from the data package, with the reason and what proves it.

    ``topic`` is the kind of fact: ``names``, ``kinds``, ``points``, or ``successions``.
    """

    code: str
    topic: str
    package_says: str
    catalogue_says: str
    why: str
    source: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All that we add to the package. ``since`` is the day on which today's units began to work."""

    since: date
    country_name: str
    legal_bases: Mapping[str, str]
    names: tuple[Correction, ...] = ()
    kinds: tuple[Correction, ...] = ()
    points: tuple[PointCorrection, ...] = ()
    changes: tuple[Change, ...] = ()
    counts: tuple[LegalCount, ...] = ()
    successions: tuple[SuccessionCount, ...] = ()


def catalogue_from(documents: Mapping[str, Any]) -> Catalogue:
    """Make the catalogue of the files' contents, by the files' names without suffix."""
    beginnings = _Entry(documents.get("beginnings"), "beginnings.yaml")
    return Catalogue(
        since=beginnings.take("since", date),
        country_name=beginnings.inner(COUNTRY).take("name", str),
        legal_bases={
            level: beginnings.inner(level).take("legal_basis", str) for level in (COUNTRY, PROVINCE, COMMUNE)
        },
        names=tuple(_corrections(documents, "names")),
        kinds=tuple(_corrections(documents, "kinds")),
        points=tuple(_points(_Entry(documents.get("points"), "points.yaml"))),
        changes=tuple(_changes(_Entry({"changes": documents.get("changes")}, "changes.yaml"))),
        counts=tuple(_counts(_Entry(documents.get("counts"), "counts.yaml"))),
    )


def _corrections(documents: Mapping[str, Any], topic: str) -> Iterator[Correction]:
    document = _Entry(documents.get(topic), f"{topic}.yaml")
    why, source = document.take("why", str), document.take("source", str)
    for entry in document.entries(topic):
        yield Correction(
            entry.take("code", str), entry.take("written", str), entry.take("correct", str), why, source
        )


def _points(document: _Entry) -> Iterator[PointCorrection]:
    for entry in document.entries("points"):
        point = None
        if entry.content.get("point") is not None:
            place = entry.inner("point")
            point = (place.take("longitude", float), place.take("latitude", float))
        former = tuple(str(code) for code in entry.content.get("former", ()))
        yield PointCorrection(entry.take("code", str), point, former, entry.take("why", str))


def _changes(document: _Entry) -> Iterator[Change]:
    for entry in document.entries("changes"):
        level, kind = entry.take("level", str), entry.take("kind", str)
        if kind not in KIND_WORDS.get(level, {}).values():
            raise BadCatalogue(
                f"{entry.place}: cấp “{level}” không có loại “{kind}”.",
                f"Các loại: {', '.join(k for words in KIND_WORDS.values() for k in words.values())}.",
            )
        on, legal_basis = entry.take("day", date), entry.take("legal_basis", str)
        units = entry.inner("units")
        for code in units.content:
            yield Change(level, code, units.take(code, str), kind, on, legal_basis)


def _counts(document: _Entry) -> Iterator[LegalCount]:
    for entry in document.entries("counts"):
        units = entry.inner("units")
        numbers = {kind: units.take(kind, int) for kind in units.content}
        yield LegalCount(entry.take("day", date), numbers, entry.take("source", str))
    by_province = document.inner("by_province")
    on, source = by_province.take("day", date), by_province.take("source", str)
    provinces = by_province.inner("provinces")
    for code in provinces.content:
        units = provinces.inner(code)
        yield LegalCount(on, {kind: units.take(kind, int) for kind in units.content}, source, code)


@dataclass(frozen=True)
class _Entry:
    """One mapping of a file, with its place for the refusals."""

    content: Any
    place: str

    def __post_init__(self) -> None:
        if not isinstance(self.content, Mapping):
            raise BadCatalogue(
                f"{self.place}: chưa có nội dung hoặc không gồm các dòng “tên: giá trị”.",
                "Hãy khôi phục tệp này từ bản phát hành.",
            )

    def take(self, name: str, kind: type[T]) -> T:
        value = self.content.get(name)
        if kind is float and isinstance(value, int):
            value = float(value)
        if not isinstance(value, kind) or isinstance(value, bool):
            found = "chưa có" if value is None else f"“{value}” không đúng kiểu"
            raise BadCatalogue(f"{self.place}: “{name}” {found}.", f"Cần {_WANTED[kind]}.")
        return value

    def inner(self, name: str) -> _Entry:
        return _Entry(self.content.get(name), f"{self.place}, “{name}”")

    def entries(self, name: str) -> Iterator[_Entry]:
        listed = self.content.get(name)
        if not isinstance(listed, list):
            raise BadCatalogue(f"{self.place}: “{name}” phải là một danh sách.", "Mỗi mục bắt đầu bằng “- ”.")
        for number, content in enumerate(listed, 1):
            yield _Entry(content, f"{self.place}, “{name}” mục {number}")


_WANTED: dict[type, str] = {
    str: "chữ; mã số phải đặt trong ngoặc kép",
    float: "số",
    int: "số nguyên",
    date: "ngày, viết như 2025-07-01",
}
