"""What must be written so that the units kept here, and what became of them, are those of the catalogue?

What was changed here since, by an act on screen, is never undone by a load.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from binhyen.foundations.validity import Validity
from binhyen.orgunits.rules.country import UnitKey, UnitRow, VersionRow

if TYPE_CHECKING:
    from binhyen.orgunits.rules.country import LinkRow


@dataclass(frozen=True, slots=True)
class Known:
    """The units kept here, by the keys that the catalogue gives them.

    ``began`` holds the first day here of each unit that begins earlier in the catalogue.
    """

    units: Mapping[UnitKey, UnitRow]
    began: Mapping[UnitKey, date]
    called: Mapping[UnitKey, UnitKey]
    """The catalogue's key of each unit here, by the key that it has here."""


def recognised(wanted: Iterable[UnitRow], stored: Mapping[UnitKey, UnitRow]) -> Known:
    """Tell which unit of the catalogue each unit here is, also where the catalogue now knows an earlier beginning.

    A unit that begins here on a day is the one that bears its code, at its level, in the catalogue on that day,
    unless another unit here is that one already: codes are used again.
    """
    wanted = tuple(wanted)
    bearers: dict[tuple[str, str], list[UnitRow]] = defaultdict(list)
    for unit in wanted:
        for code in {version.code for version in unit.versions}:
            bearers[unit.key.level, code].append(unit)
    taken = {unit.key for unit in wanted} & stored.keys()
    called: dict[UnitKey, UnitKey] = {}
    for key in sorted(stored.keys(), key=lambda key: key.since):
        called[key] = key
        if key in taken:
            continue
        for unit in bearers[key.level, key.code]:
            holding = _holding_on(unit, key.since)
            if unit.key not in taken and holding is not None and holding.code == key.code:
                called[key] = unit.key
                taken.add(unit.key)
    renamed = {old: new for old, new in called.items() if old != new}
    units = {
        called[key]: _under(row, called[key], renamed) if renamed else row for key, row in stored.items()
    }
    began = {new: old.since for old, new in renamed.items()}
    first = {unit.key: unit for unit in wanted if unit.key in began}
    for key, since in began.items():
        units[key] = _moved_back(units[key], first[key], since)
    return Known(units, began, called)


def _under(row: UnitRow, key: UnitKey, renamed: Mapping[UnitKey, UnitKey]) -> UnitRow:
    """A unit here under the catalogue's key, its superiors too."""
    versions = tuple(
        replace(version, parent=renamed.get(version.parent, version.parent)) if version.parent else version
        for version in row.versions
    )
    return UnitRow(key, versions, row.until)


def _moved_back(here: UnitRow, wanted: UnitRow, since: date) -> UnitRow:
    """Where the catalogue's version of the first day here began earlier, that of here is the same one."""
    holding = _holding_on(wanted, since)
    if holding is None or holding.since == since:
        return here
    return replace(here, versions=(replace(here.versions[0], since=holding.since), *here.versions[1:]))


def _holding_on(unit: UnitRow, day: date) -> VersionRow | None:
    return next(
        (v for v in unit.versions if v.since <= day and (v.until is None or day < v.until)),
        None,
    )


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """``new``: units with all their versions. ``added``, ``corrected``: versions of units that are here.

    ``kept``: units that differ because they were changed here; they stay as they are. ``left_out``: units that are
    not here and cannot be, because a unit that stays here bears their code in their days. ``beyond``: units here
    that the catalogue does not name. ``after``: every unit as it will be.
    """

    new: tuple[UnitRow, ...] = ()
    added: tuple[tuple[UnitKey, VersionRow], ...] = ()
    corrected: tuple[tuple[UnitKey, VersionRow], ...] = ()
    kept: tuple[UnitKey, ...] = ()
    left_out: tuple[UnitKey, ...] = ()
    beyond: tuple[UnitKey, ...] = ()
    after: Mapping[UnitKey, UnitRow] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        return not (self.new or self.added or self.corrected)


def plan_load(wanted: Iterable[UnitRow], known: Known) -> LoadPlan:
    """Compare the units of the catalogue with those kept here, version by version, by their first days.

    1. Changed here is a unit that ends on another day here, or has a version that the catalogue does not know.
       Of it, only what lay before its first day here is added.
    2. A unit that is not here is new, unless its code is borne by one that stays as it is here.
    """
    wanted = tuple(wanted)
    kept = tuple(unit.key for unit in wanted if unit.key in known.units and _changed_here(unit, known))
    named = {unit.key for unit in wanted}
    beyond = tuple(key for key in known.units if key not in named)
    left_out = _left_out(wanted, known, (*kept, *beyond))
    new: list[UnitRow] = []
    added: list[tuple[UnitKey, VersionRow]] = []
    corrected: list[tuple[UnitKey, VersionRow]] = []
    after = {key: known.units[key] for key in beyond}
    staying = set(kept)
    for unit in wanted:
        here = known.units.get(unit.key)
        if here is None:
            if unit.key not in left_out:
                new.append(unit)
                after[unit.key] = unit
            continue
        after[unit.key] = unit
        if unit.key in staying:
            began = known.began.get(unit.key)
            earlier = tuple(v for v in unit.versions if began and v.since < here.versions[0].since)
            added += [(unit.key, version) for version in earlier]
            after[unit.key] = replace(here, versions=(*earlier, *here.versions))
            if began and here.versions[0].since < began:
                corrected.append((unit.key, here.versions[0]))
        elif here != unit or unit.key in known.began:
            versions = {version.since: version for version in here.versions}
            for version in unit.versions:
                if version.since not in versions:
                    added.append((unit.key, version))
                elif versions[version.since] != version or _began_later(version, unit.key, known):
                    corrected.append((unit.key, version))
    return LoadPlan(
        new=tuple(new),
        added=tuple(added),
        corrected=tuple(corrected),
        kept=kept,
        left_out=tuple(unit.key for unit in wanted if unit.key in left_out),
        beyond=beyond,
        after=after,
    )


def _changed_here(unit: UnitRow, known: Known) -> bool:
    here = known.units[unit.key]
    days = {version.since for version in unit.versions}
    return here.until != unit.until or not {version.since for version in here.versions} <= days


def _began_later(version: VersionRow, key: UnitKey, known: Known) -> bool:
    """The version is here, but from a later day on."""
    began = known.began.get(key)
    return began is not None and version.since < began and version == known.units[key].versions[0]


def _left_out(wanted: tuple[UnitRow, ...], known: Known, staying: Iterable[UnitKey]) -> set[UnitKey]:
    """Units that would clash with one that stays, and those that would stand under such a unit."""
    bearers: dict[tuple[str, str], list[Validity]] = defaultdict(list)
    for key in staying:
        for version in known.units[key].versions:
            if version.code:
                bearers[key.level, version.code].append(Validity(version.since, version.until))
    absent = [unit for unit in wanted if unit.key not in known.units]
    found = {
        unit.key
        for unit in absent
        for version in unit.versions
        if any(
            Validity(version.since, version.until).overlaps(each)
            for each in bearers.get((unit.key.level, version.code), ())
        )
    }
    while True:
        below = {
            unit.key for unit in absent if any(version.parent in found for version in unit.versions)
        } - found
        if not below:
            return found
        found |= below


class LinkKey(NamedTuple):
    """What tells one succession from all others."""

    predecessor: UnitKey
    successor: UnitKey
    day: date


@dataclass(frozen=True, slots=True)
class LinkPlan:
    """Successions to be written, to be put right, and to be taken away since the lists no longer name them."""

    new: tuple[LinkRow, ...] = ()
    corrected: tuple[LinkRow, ...] = ()
    gone: tuple[LinkKey, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.new or self.corrected or self.gone)


def key_of_link(link: LinkRow) -> LinkKey:
    return LinkKey(link.predecessor, link.successor, link.day)


def plan_links(
    wanted: Iterable[LinkRow],
    ours: Mapping[LinkKey, LinkRow],
    others: Iterable[LinkKey],
    units: Mapping[UnitKey, UnitRow],
) -> LinkPlan:
    """Compare the successions of the lists with those that came from lists before (``ours``).

    Those of a reorganisation that was enacted here (``others``) stay, and so does a share that somebody put where
    the lists have none. ``units`` are all there will be; a succession of any other is passed over.
    """
    elsewhere = set(others)
    new: list[LinkRow] = []
    corrected: list[LinkRow] = []
    named: set[LinkKey] = set()
    for link in wanted:
        key = key_of_link(link)
        if key in elsewhere or not {link.predecessor, link.successor} <= units.keys():
            continue
        named.add(key)
        here = ours.get(key)
        if here is None:
            new.append(link)
        elif (completed := _with_shares_of(link, here)) != here:
            corrected.append(completed)
    return LinkPlan(tuple(new), tuple(corrected), tuple(key for key in ours if key not in named))


SHARES = ("people", "area", "households", "hand")


def _with_shares_of(link: LinkRow, here: LinkRow) -> LinkRow:
    brought = {
        share: getattr(here, share)
        for share in SHARES
        if getattr(link, share) is None and getattr(here, share) is not None
    }
    return replace(link, **brought, source=here.source) if brought else link


def tree_paths(
    units: Mapping[UnitKey, UnitRow], ids: Mapping[UnitKey, int]
) -> dict[tuple[UnitKey, date], str]:
    """Where each unit stands on the first day of each of its versions: keys from the top, each with a dot."""
    paths: dict[tuple[UnitKey, date], str] = {}

    def path(key: UnitKey, version: VersionRow) -> str:
        found = paths.get((key, version.since))
        if found is None:
            above = ""
            if version.parent is not None:
                holding = _holding_on(units[version.parent], version.since)
                above = path(version.parent, holding) if holding else ""
            found = paths[key, version.since] = f"{above}{ids[key]}."
        return found

    for key, unit in units.items():
        for version in unit.versions:
            path(key, version)
    return paths


def paths_now(units: Mapping[UnitKey, UnitRow], ids: Mapping[UnitKey, int]) -> dict[UnitKey, str]:
    """Where each unit stands by its last version, and those above it by theirs."""
    paths: dict[UnitKey, str] = {}

    def path(key: UnitKey) -> str:
        if key not in paths:
            parent = units[key].versions[-1].parent
            paths[key] = f"{path(parent) if parent else ''}{ids[key]}."
        return paths[key]

    for key in units:
        path(key)
    return paths


def counts_on(units: Mapping[UnitKey, UnitRow], day: date) -> dict[str, int]:
    """How many units of each kind there are on a day, the kinds in the order of the alphabet."""
    held = (_holding_on(unit, day) for unit in units.values())
    return dict(sorted(Counter(version.kind for version in held if version).items()))
