"""The units that a reorganisation may touch, as they are kept, for a planner that asks no database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from binhyen.orgunits.rules.reorganising.plans import Facts


@dataclass(frozen=True, slots=True)
class KnownVersion:
    """A version of a unit with the days of its identity; ``unit_path`` is where the unit stands now."""

    id: int
    unit_id: int
    parent_id: int | None
    level: str
    kind: str
    code: str
    name: str
    short_name: str
    tree_path: str
    longitude: float | None
    latitude: float | None
    since: date
    until: date | None
    unit_path: str
    unit_since: date
    unit_until: date | None

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)

    @property
    def facts(self) -> Facts:
        return Facts(self.kind, self.code, self.name, self.short_name, self.parent_id, self.tree_path)


class Snapshot:
    """Versions of units: those a draft names, those above them, and all at or below them; each once, in any order.

    What lies below a unit must be whole from the day of the reorganisation on; of codes that are to be given out, all
    bearers must be there that the asker may know.
    """

    def __init__(self, versions: Iterable[KnownVersion]) -> None:
        self.versions = tuple(
            sorted({each.id: each for each in versions}.values(), key=lambda each: (each.unit_id, each.since))
        )
        self._children: dict[date, dict[int, list[KnownVersion]]] = {}
        self._later: dict[date, dict[int, list[KnownVersion]]] = {}

    @cached_property
    def by_unit(self) -> dict[int, list[KnownVersion]]:
        """The versions of each unit in the order of time."""
        found: dict[int, list[KnownVersion]] = defaultdict(list)
        for version in self.versions:
            found[version.unit_id].append(version)
        return dict(found)

    @cached_property
    def by_code(self) -> dict[str, list[KnownVersion]]:
        """The versions that bear each code, on whatever day and level."""
        found: dict[str, list[KnownVersion]] = defaultdict(list)
        for version in self.versions:
            if version.code:
                found[version.code].append(version)
        return dict(found)

    @cached_property
    def numbered(self) -> dict[str, list[str]]:
        """The codes by what stands before their first hyphen: ``04831-007`` under ``04831``."""
        found: dict[str, list[str]] = defaultdict(list)
        for code in self.by_code:
            before, hyphen, after = code.partition("-")
            if hyphen:
                found[before].append(after)
        return dict(found)

    def on(self, unit_id: int, day: date) -> KnownVersion | None:
        """What was said of a unit on a day."""
        return next((each for each in self.by_unit.get(unit_id, ()) if each.holds_on(day)), None)

    def children(self, unit_id: int, day: date) -> list[KnownVersion]:
        """The units directly below one on a day, bodies and workplaces among them."""
        if day not in self._children:
            below: dict[int, list[KnownVersion]] = defaultdict(list)
            for version in self.versions:
                if version.parent_id is not None and version.holds_on(day):
                    below[version.parent_id].append(version)
            self._children[day] = dict(below)
        return self._children[day].get(unit_id, [])

    def below(self, unit_id: int, day: date) -> Iterator[KnownVersion]:
        """All units below one on a day, those above before those under them."""
        waiting = [unit_id]
        while waiting:
            for child in self.children(waiting.pop(), day):
                yield child
                waiting.append(child.unit_id)

    def beginning_below(self, unit_id: int, day: date) -> list[KnownVersion]:
        """The versions that begin on or after a day directly below a unit."""
        if day not in self._later:
            later: dict[int, list[KnownVersion]] = defaultdict(list)
            for version in self.versions:
                if version.parent_id is not None and version.since >= day:
                    later[version.parent_id].append(version)
            self._later[day] = dict(later)
        return self._later[day].get(unit_id, [])
