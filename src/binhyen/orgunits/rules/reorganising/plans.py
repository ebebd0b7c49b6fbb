"""What a reorganisation would do, told before anything is done.

A unit to be founded has no key yet: it stands under a negative number, in the order of the draft, until the act
gives it one. Paths of a plan hold these numbers too (``1.26.-3.``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from binhyen.orgunits.rules.reorganising.drafts import Draft, Fault


@dataclass(frozen=True, slots=True)
class Consequence:
    """One thing that would follow, as a Vietnamese sentence; ``count`` is how many things it concerns."""

    topic: str
    sentence: str
    count: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of a unit from a day on. ``parent_id`` may be the number of a unit to be founded."""

    kind: str
    code: str
    name: str
    short_name: str
    parent_id: int | None
    tree_path: str


@dataclass(frozen=True, slots=True)
class EndedUnit:
    """A unit that would end. ``version_id`` is the version that holds until then."""

    unit_id: int
    version_id: int
    level: str
    facts: Facts
    until: date | None
    unit_until: date | None
    """The ends that were known before, of the version and of the unit, if any."""


@dataclass(frozen=True, slots=True)
class FoundedUnit:
    """A unit that would be founded, under the negative number ``key``, with a point inside where one is known."""

    key: int
    level: str
    facts: Facts
    longitude: float | None
    latitude: float | None
    place: str


@dataclass(frozen=True, slots=True)
class ChangedUnit:
    """A unit that would go on with a new version.

    ``named`` says that the draft speaks of it; else it follows, because what stands above it ends or moves.
    """

    unit_id: int
    version_id: int
    level: str
    before: Facts
    after: Facts
    until: date | None
    named: bool

    @property
    def moves(self) -> bool:
        """Whether it stands directly under another unit than before."""
        return self.before.parent_id != self.after.parent_id


@dataclass(frozen=True, slots=True)
class Link:
    """A succession that would be written: ``unit_id`` may be the number of a unit to be founded."""

    predecessor_id: int
    unit_id: int
    relation: str
    people: Decimal | None = None
    area: Decimal | None = None
    households: Decimal | None = None
    hand: Decimal | None = None
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a draft would do, or what stands against it.

    With ``faults`` it cannot be enacted; then the other parts show as much as could be worked out.
    ``under_id`` is the unit within which it happens, None where there is no such unit.
    """

    draft: Draft
    under_id: int | None
    under_path: str
    under_name: str
    ended: tuple[EndedUnit, ...] = ()
    founded: tuple[FoundedUnit, ...] = ()
    changed: tuple[ChangedUnit, ...] = ()
    links: tuple[Link, ...] = ()
    faults: tuple[Fault, ...] = ()
    consequences: tuple[Consequence, ...] = ()

    @property
    def sound(self) -> bool:
        return not self.faults

    @property
    def closing(self) -> tuple[tuple[int, int, date | None], ...]:
        """The versions that would end: key of the unit, of the version, and the end that it had before."""
        return (
            *((unit.unit_id, unit.version_id, unit.until) for unit in self.ended),
            *((unit.unit_id, unit.version_id, unit.until) for unit in self.changed),
        )

    @property
    def touched(self) -> tuple[int, ...]:
        """Keys of the units that are there and would end or change."""
        return (*(unit.unit_id for unit in self.ended), *(unit.unit_id for unit in self.changed))
