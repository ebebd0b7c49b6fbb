"""What must be written so that the units kept here are those of the catalogue?

What was changed here since, by an act on screen, is never undone by a load.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from binhyen.orgunits.rules.country import UnitKey, UnitRow, VersionRow


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """``new``: units with all their versions. ``added``, ``corrected``: versions of units that are here.

    ``kept``: units that differ because they were changed here; they stay as they are.
    """

    new: tuple[UnitRow, ...]
    added: tuple[tuple[UnitKey, VersionRow], ...]
    corrected: tuple[tuple[UnitKey, VersionRow], ...]
    kept: tuple[UnitKey, ...]

    @property
    def empty(self) -> bool:
        return not (self.new or self.added or self.corrected)


def plan_load(wanted: Iterable[UnitRow], stored: Mapping[UnitKey, UnitRow]) -> LoadPlan:
    """Compare the units of the catalogue with those kept here, version by version, by their first days."""
    new: list[UnitRow] = []
    added: list[tuple[UnitKey, VersionRow]] = []
    corrected: list[tuple[UnitKey, VersionRow]] = []
    kept: list[UnitKey] = []
    for unit in wanted:
        here = stored.get(unit.key)
        if here is None:
            new.append(unit)
            continue
        if here == unit:
            continue
        versions = {version.since: version for version in here.versions}
        if here.until != unit.until or not versions.keys() <= {version.since for version in unit.versions}:
            kept.append(unit.key)
            continue
        for version in unit.versions:
            if version.since not in versions:
                added.append((unit.key, version))
            elif versions[version.since] != version:
                corrected.append((unit.key, version))
    return LoadPlan(tuple(new), tuple(added), tuple(corrected), tuple(kept))
