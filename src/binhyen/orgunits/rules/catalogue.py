"""What do we know better than the data package? Corrections, changes and legal counts, each with its reason.

The files of ``catalogue/units`` are read elsewhere; here their content becomes values, or a refusal that
names the file and the entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from binhyen.foundations.faults import BadInput
from binhyen.orgunits.rules.naming import COMMUNE, COUNTRY, DISTRICT, KIND_WORDS, PROVINCE

T = TypeVar("T")

FORMER = "former/"
"""The folder of what is said about the units of before the catalogue's first day."""

WRONG, MISSING = "wrong", "missing"
"""What the package says although it is not so, and what it leaves out."""

RELATIONS_IN_PART = ("part", "part-area", "part-area-all-people", "part-people")
"""How a former commune went into one of several, as the conversion table tells it."""
_IN_PART = ", ".join(RELATIONS_IN_PART)

Point = tuple[float, float]
"""Longitude and latitude in degrees (WGS 84)."""


class BadCatalogue(BadInput):
    """An entry of the catalogue cannot be used, or no longer fits the data package."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One unit for which the package says ``written`` where ``correct`` is right."""

    code: str
    written: str
    correct: str
    why: str
    source: str
    level: str = COMMUNE


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
class Beginning:
    """From which day the former units of a level are known, and by which instrument or list."""

    since: date
    legal_basis: str


@dataclass(frozen=True, slots=True)
class EarlierName:
    """Until ``on`` a former unit was called ``earlier_name`` and was of ``earlier_kind``; then it became ``name``.

    All three names are without the word of the kind. Territory and code stayed.
    """

    level: str
    code: str
    name: str
    on: date
    legal_basis: str
    earlier_name: str
    earlier_kind: str


@dataclass(frozen=True, slots=True)
class LinkCorrection:
    """What became of the former commune ``old``, as far as the package does not say it.

    ``relation`` is how ``old`` went into ``new``, or None where the package alone says that it did. ``missing``: the
    package has no such pair. ``area`` is the share of the former commune's area, from 0 to 1, where a source says it.
    """

    old: str
    new: str
    relation: str | None
    missing: bool
    province_code: str
    why: str
    area: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class FormerCatalogue:
    """All that we add to the package about the units of before the catalogue's first day.

    ``resolutions`` are those on the communes of each of today's provinces, by its code. ``notes`` say, by the code of
    a commune of today, what else became part of it that was no unit.
    """

    beginnings: Mapping[str, Beginning]
    title: str
    legal_basis: str
    resolutions: Mapping[str, str]
    names: tuple[Correction, ...] = ()
    kinds: tuple[Correction, ...] = ()
    earlier_names: tuple[EarlierName, ...] = ()
    links: tuple[LinkCorrection, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """One place in which the catalogue departs from the data package, with the reason and what proves it.

    ``topic`` is the kind of fact: ``names``, ``kinds`` and ``points`` of today's units, ``former names`` and
    ``former kinds``, and ``successions``.
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
    former: FormerCatalogue | None = None


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
        successions=tuple(_successions(_Entry(documents.get("counts"), "counts.yaml"))),
        former=_former(documents),
    )


def _former(documents: Mapping[str, Any]) -> FormerCatalogue:
    beginnings = _entry(documents, f"{FORMER}beginnings")
    levels, whole = beginnings.inner("levels"), beginnings.inner("reorganisation")
    links = _entry(documents, f"{FORMER}links")
    return FormerCatalogue(
        beginnings={
            level: Beginning(
                levels.inner(level).take("since", date), levels.inner(level).take("legal_basis", str)
            )
            for level in (COUNTRY, PROVINCE, DISTRICT, COMMUNE)
        },
        title=whole.take("title", str),
        legal_basis=whole.take("legal_basis", str),
        resolutions=_texts(_entry(documents, f"{FORMER}resolutions").inner("communes")),
        names=tuple(_corrections(documents, "names", FORMER)),
        kinds=tuple(_corrections(documents, "kinds", FORMER)),
        earlier_names=tuple(_earlier_names(beginnings)),
        links=tuple(_links(links)),
        notes=_texts(links.inner("notes")),
    )


def _entry(documents: Mapping[str, Any], topic: str) -> _Entry:
    return _Entry(documents.get(topic), f"{topic}.yaml")


def _texts(entry: _Entry) -> dict[str, str]:
    return {name: entry.take(name, str) for name in entry.content}


def _corrections(documents: Mapping[str, Any], topic: str, folder: str = "") -> Iterator[Correction]:
    """One list with one reason; those of former units in groups, each with its level and its reason."""
    document = _entry(documents, folder + topic)
    for group in document.entries("groups") if folder else (document,):
        level = group.take("level", str) if folder else COMMUNE
        why, source = group.take("why", str), group.take("source", str)
        for entry in group.entries(topic):
            yield Correction(
                entry.take("code", str),
                entry.take("written", str),
                entry.take("correct", str),
                why,
                source,
                level,
            )


def _earlier_names(document: _Entry) -> Iterator[EarlierName]:
    for entry in document.entries("earlier_names"):
        level, kind = entry.take("level", str), entry.take("earlier_kind", str)
        _known_kind(entry, level, kind)
        yield EarlierName(
            level=level,
            code=entry.take("code", str),
            name=entry.take("name", str),
            on=entry.take("day", date),
            legal_basis=entry.take("legal_basis", str),
            earlier_name=entry.take("earlier_name", str),
            earlier_kind=kind,
        )


def _links(document: _Entry) -> Iterator[LinkCorrection]:
    """By province of today, then by what is said (``wrong``, ``missing``, or a relation), then by former commune."""
    reasons, provinces = document.inner("why"), document.inner("provinces")
    for province in provinces.content:
        topics = provinces.inner(province)
        for topic in topics.content:
            if topic not in (WRONG, MISSING, *RELATIONS_IN_PART):
                raise BadCatalogue(
                    f"{topics.place}: không có mục “{topic}”.",
                    f"Các mục: {WRONG}, {MISSING}, {_IN_PART}.",
                )
            why = reasons.take(topic if topic in (WRONG, MISSING) else "relations", str)
            pairs = topics.inner(topic)
            for old in pairs.content:
                yield from _links_of(pairs, old, topic, province, why)


def _links_of(pairs: _Entry, old: str, topic: str, province: str, why: str) -> Iterator[LinkCorrection]:
    """What became of one former commune: a list of communes of today, or details by each of them."""
    relation, missing = (None if topic == WRONG else topic), topic == MISSING
    if isinstance(pairs.content[old], list):
        if missing:
            raise BadCatalogue(f"{pairs.place}, “{old}”: chưa có “relation”.", f"Các loại: {_IN_PART}.")
        for new in pairs.texts(old):
            yield LinkCorrection(old, new, relation, missing, province, why)
        return
    news = pairs.inner(old)
    for new in news.content:
        detail = news.inner(new)
        detail.demand_only("relation", "area", "note")
        if missing and (relation := detail.take("relation", str)) not in RELATIONS_IN_PART:
            raise BadCatalogue(f"{detail.place}: không có loại “{relation}”.", f"Các loại: {_IN_PART}.")
        note = detail.take("note", str) if "note" in detail.content else ""
        yield LinkCorrection(old, new, relation, missing, province, why, _share(detail, "area"), note)


def _share(entry: _Entry, name: str) -> Decimal | None:
    if name not in entry.content:
        return None
    share = Decimal(str(entry.take(name, float)))
    if not 0 <= share <= 1:
        raise BadCatalogue(f"{entry.place}: “{name}” là {share}.", "Tỷ lệ phải từ 0 đến 1.")
    return share


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
        _known_kind(entry, level, kind)
        on, legal_basis = entry.take("day", date), entry.take("legal_basis", str)
        units = entry.inner("units")
        for code in units.content:
            yield Change(level, code, units.take(code, str), kind, on, legal_basis)


def _known_kind(entry: _Entry, level: str, kind: str) -> None:
    if kind not in KIND_WORDS.get(level, {}).values():
        raise BadCatalogue(
            f"{entry.place}: cấp “{level}” không có loại “{kind}”.",
            f"Các loại: {', '.join(k for words in KIND_WORDS.values() for k in words.values())}.",
        )


def _successions(document: _Entry) -> Iterator[SuccessionCount]:
    for entry in document.entries("successions"):
        relations = entry.inner("relations")
        yield SuccessionCount(
            on=entry.take("day", date),
            level=entry.take("level", str),
            relations={relation: relations.take(relation, int) for relation in relations.content},
            split=entry.take("split", int),
            source=entry.take("source", str),
        )


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

    def demand_only(self, *names: str) -> None:
        for name in self.content:
            if name not in names:
                raise BadCatalogue(f"{self.place}: không có mục “{name}”.", f"Các mục: {', '.join(names)}.")

    def texts(self, name: str) -> list[str]:
        return [_Entry({name: text}, self.place).take(name, str) for text in self.content[name]]

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
