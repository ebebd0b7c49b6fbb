"""What became of each former unit: whole or in part, or is it the same unit still?

From the pairs of the data package and what our catalogue knows better, in codes alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from binhyen.foundations.vietnamese import sort_key
from binhyen.orgunits.rules.catalogue import BadCatalogue, FormerCatalogue, LinkCorrection
from binhyen.orgunits.rules.naming import COMMUNE, DISTRICT, PROVINCE

WHOLE, PART = "whole", "part"
PART_AREA, PART_AREA_ALL_PEOPLE, PART_PEOPLE = "part-area", "part-area-all-people", "part-people"
UNCHANGED, RENAMED, KIND_CHANGED = "unchanged", "renamed", "kind-changed"
DISTRICT_BECAME_ZONE = "district-became-zone"
SAME_UNIT = (UNCHANGED, RENAMED, KIND_CHANGED)
"""The relations of ``models.Relation``, which rules may not import."""

ALL, NONE = Decimal(1), Decimal(0)

Place = tuple[str, str]
"""A level and a code: one unit of one map."""


class Pair(NamedTuple):
    """The former unit ``old`` of ``level`` went into the unit ``new`` of today, in official codes.

    A province went into provinces, a commune or a district without communes into communes.
    """

    level: str
    old: str
    new: str


class Called(NamedTuple):
    """The kind and the own name of a unit, by which one tells what changed where territory stayed."""

    kind: str
    own_name: str


@dataclass(frozen=True, slots=True)
class Became:
    """A pair with its relation, and the shares of ``old`` that went into ``new`` where they are known (0 to 1)."""

    pair: Pair
    relation: str
    people: Decimal | None = None
    area: Decimal | None = None
    households: Decimal | None = None
    note: str = ""


def what_became(
    pairs: Iterable[Pair],
    former: FormerCatalogue,
    before: Mapping[Place, Called],
    after: Mapping[Place, Called],
) -> tuple[Became, ...]:
    """Each pair with its relation, in the order of levels and codes; ``before`` and ``after`` by level and code.

    1. Pairs that the catalogue calls wrong go, those that the package misses come; a correction that no longer meets
       what it corrects is refused.
    2. A unit that went into one alone went there whole; if that one has no other predecessor, the territory stayed,
       and kind and name tell what changed. A unit that went into several went in part, or as the catalogue says.
    3. Shares follow from the relation or stand in the catalogue; else they are unknown.
    """
    links = {Pair(COMMUNE, link.old, link.new): link for link in former.links}
    corrected = sorted(_corrected(set(pairs), links))
    successors = Counter((pair.level, pair.old) for pair in corrected)
    predecessors = Counter(successor_of(pair) for pair in corrected)
    found: dict[Place, list[Became]] = {}
    for pair in corrected:
        link = links.get(pair)
        if successors[pair.level, pair.old] > 1:
            relation = (link and link.relation) or PART
        elif link:
            raise BadCatalogue(
                f"former/links.yaml, mã {pair.old}: ghi “{link.relation}”, nhưng đơn vị cũ chỉ đi về mã {pair.new}.",
                "Hãy bỏ mục này, hoặc thêm nơi còn lại vào “missing”.",
            )
        elif pair.level == DISTRICT:
            relation = DISTRICT_BECAME_ZONE
        elif predecessors[successor_of(pair)] > 1:
            relation = WHOLE
        else:
            relation = _same_unit(before[pair.level, pair.old], after[pair.level, pair.new])
        found.setdefault((pair.level, pair.old), []).append(_by_law(pair, relation, link))
    return tuple(each for siblings in found.values() for each in _beside_all_people(siblings))


def successor_of(pair: Pair) -> Place:
    """Level and code of the unit of today into which the pair's former unit went."""
    return (PROVINCE if pair.level == PROVINCE else COMMUNE, pair.new)


def _corrected(pairs: set[Pair], links: Mapping[Pair, LinkCorrection]) -> set[Pair]:
    for pair, link in links.items():
        if link.missing == (pair in pairs):
            said = "đã có" if link.missing else "không còn"
            raise BadCatalogue(
                f"former/links.yaml, mã {pair.old}: gói dữ liệu {said} dòng từ {pair.old} sang {pair.new}.",
                "Nguồn dữ liệu đã đổi: hãy xem lại mục này rồi bỏ hoặc sửa nó.",
            )
        if link.missing:
            pairs.add(pair)
        elif link.relation is None:
            pairs.remove(pair)
    return pairs


def _same_unit(before: Called, after: Called) -> str:
    """A tone mark put elsewhere or another capital is no new name."""
    if before.kind != after.kind:
        return KIND_CHANGED
    return UNCHANGED if sort_key(before.own_name) == sort_key(after.own_name) else RENAMED


def _by_law(pair: Pair, relation: str, link: LinkCorrection | None) -> Became:
    """With the shares that the relation itself says, and what the catalogue says besides."""
    entire = ALL if relation in (WHOLE, DISTRICT_BECAME_ZONE, *SAME_UNIT) else None
    people = ALL if relation == PART_AREA_ALL_PEOPLE else entire
    if link is None:
        return Became(pair, relation, people, entire, people)
    return Became(pair, relation, people, link.area, people, link.note)


def _beside_all_people(siblings: list[Became]) -> list[Became]:
    """Where all people of a former unit went to one unit, nobody went with the parts of its area."""
    if all(each.relation != PART_AREA_ALL_PEOPLE for each in siblings):
        return siblings
    return [
        replace(each, people=NONE, households=NONE) if each.relation == PART_AREA else each
        for each in siblings
    ]
