"""What became of a unit, and what was there before it, under the names of the days then?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from binhyen.foundations.authority import Actor
from binhyen.foundations.validity import Validity
from binhyen.orgunits.models import (
    SAME_UNIT,
    Kind,
    Level,
    OrgUnitVersion,
    Relation,
    Reorganisation,
    Succession,
)


@dataclass(frozen=True, slots=True)
class UnitThen:
    """A unit as it was called and where it stood on a day; ``above`` are names from the top, without the country's."""

    id: int
    level: str
    kind: str
    code: str
    name: str
    above: tuple[str, ...]

    @property
    def kind_label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def full_name(self) -> str:
        """Its name and those above it from the nearest up: *Xã Toàn Sơn, Huyện Đà Bắc, Tỉnh Hoà Bình*."""
        return ", ".join((self.name, *reversed(self.above)))


@dataclass(frozen=True, slots=True)
class Step:
    """One unit went into another on ``day``, whole or in part; where it only changed its name or kind they are one.

    ``before`` is named as on the day before, ``after`` as on the day; None for a unit that may not be seen. Each
    share is the part of the predecessor that went there, from 0 to 1, or None where it is not known. ``direct`` are
    the steps of the very unit that was asked about, the others lie further along the chain.
    """

    before_id: int
    after_id: int
    before: UnitThen | None
    after: UnitThen | None
    day: date
    relation: str
    people_share: Decimal | None
    area_share: Decimal | None
    households_share: Decimal | None
    hand_share: Decimal | None
    share_source: str
    legal_basis: str
    note: str
    direct: bool

    @property
    def relation_label(self) -> str:
        """The relation in words, in the reader's language: *nhập toàn bộ*."""
        return str(Relation(self.relation).label)

    @property
    def stays(self) -> bool:
        """Whether it is one unit before and after."""
        return self.relation in SAME_UNIT


def predecessors_of(actor: Actor, unit_id: int) -> tuple[Step, ...]:
    """All that led to a unit, the latest first: its direct predecessors, theirs, and so on. Four statements."""
    return _steps(actor, unit_id, leading_to(unit_id), "-day", direct="unit_id")


def successors_of(actor: Actor, unit_id: int) -> tuple[Step, ...]:
    """All that a unit led to, the earliest first: its direct successors, theirs, and so on. Four statements."""
    return _steps(actor, unit_id, _following(unit_id), "day", direct="predecessor_id")


# Each step must lie before (or after) the one it was found by, so that nothing is followed in a circle.
_LEADING_TO = """
    orgunits_succession.id = any (array(
        with recursive chain(id, next_id, day) as (
            select s.id, s.predecessor_id, s.day from orgunits_succession s where s.unit_id = %s
            union
            select s.id, s.predecessor_id, s.day from orgunits_succession s
              join chain on s.unit_id = chain.next_id and s.day < chain.day
        ) select id from chain
    ))
"""
_FOLLOWING = """
    orgunits_succession.id = any (array(
        with recursive chain(id, next_id, day) as (
            select s.id, s.unit_id, s.day from orgunits_succession s where s.predecessor_id = %s
            union
            select s.id, s.unit_id, s.day from orgunits_succession s
              join chain on s.predecessor_id = chain.next_id and s.day > chain.day
        ) select id from chain
    ))
"""


def leading_to(unit_id: int) -> RawSQL:
    """The condition on successions that they led to the unit, over all generations."""
    return RawSQL(_LEADING_TO, [unit_id], BooleanField())  # noqa: S611 - a constant with parameters


def _following(unit_id: int) -> RawSQL:
    return RawSQL(_FOLLOWING, [unit_id], BooleanField())  # noqa: S611 - a constant with parameters


def _steps(actor: Actor, unit_id: int, in_the_chain: RawSQL, order: str, *, direct: str) -> tuple[Step, ...]:
    rows = list(
        Succession.objects.visible_to(actor).filter(in_the_chain).order_by(order, "predecessor_id", "unit_id")
    )
    legal_bases = dict(
        Reorganisation.objects.visible_to(actor)
        .filter(pk__in={row.reorganisation_id for row in rows})
        .values_list("pk", "legal_basis")
    )
    names = Names(actor, {key for row in rows for key in (row.predecessor_id, row.unit_id)})
    return tuple(
        Step(
            before_id=row.predecessor_id,
            after_id=row.unit_id,
            before=names.on(row.predecessor_id, row.day - timedelta(days=1)),
            after=names.on(row.unit_id, row.day),
            day=row.day,
            relation=row.relation,
            people_share=row.people_share,
            area_share=row.area_share,
            households_share=row.households_share,
            hand_share=row.hand_share,
            share_source=row.share_source,
            legal_basis=legal_bases.get(row.reorganisation_id, ""),
            note=row.note,
            direct=getattr(row, direct) == unit_id,
        )
        for row in rows
    )


class Names:
    """What some units were called on any day, with the units above them then. Two statements."""

    def __init__(self, actor: Actor, unit_ids: Collection[int]) -> None:
        versions = OrgUnitVersion.objects.visible_to(actor)
        self._versions = _by_unit(versions.filter(unit_id__in=unit_ids))
        above = {
            key for own in self._versions.values() for version in own for key in keys_above(version.tree_path)
        }
        self._above = self._versions | _by_unit(versions.filter(unit_id__in=above))

    def on(self, unit_id: int, day: date) -> UnitThen | None:
        """The unit as it was on ``day``; None where it was not there or may not be seen."""
        version = _holding(self._versions, unit_id, day)
        if version is None:
            return None
        above = (_holding(self._above, key, day) for key in keys_above(version.tree_path))
        return UnitThen(
            version.unit_id,
            version.level,
            version.kind,
            version.code,
            version.name,
            tuple(each.name for each in above if each is not None and each.level != Level.COUNTRY),
        )


def keys_above(tree_path: str) -> tuple[int, ...]:
    """The keys of the units above one, from the top, by the path at which it stood."""
    return tuple(int(key) for key in tree_path.split(".")[:-2])


def _by_unit(versions: Iterable[OrgUnitVersion]) -> dict[int, list[OrgUnitVersion]]:
    found: dict[int, list[OrgUnitVersion]] = defaultdict(list)
    for version in versions:
        found[version.unit_id].append(version)
    return found


def _holding(versions: Mapping[int, list[OrgUnitVersion]], unit_id: int, day: date) -> OrgUnitVersion | None:
    return next(
        (
            version
            for version in versions.get(unit_id, ())
            if Validity(version.valid_from, version.valid_until).holds_on(day)
        ),
        None,
    )
