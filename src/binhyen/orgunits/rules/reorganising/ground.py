"""The ground on which a plan is worked out: units as they are, what is asked of them, and the faults found.

Every part of the planning reads it and adds to it; the order in which they do so is in ``planning``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from django.utils.translation import gettext as _

from binhyen.foundations.vietnamese import format_date
from binhyen.orgunits.rules.naming import BODY, COUNTRY, WORKPLACE
from binhyen.orgunits.rules.reorganising.drafts import THE_COUNTRY, Draft, Fault, NewUnit, PartOf
from binhyen.orgunits.rules.reorganising.plans import Consequence
from binhyen.orgunits.rules.reorganising.snapshots import KnownVersion, Snapshot

NO_PLACES = (WORKPLACE, BODY)

Role = Literal["territory", "parent", "name", "code", "kind", "end"]
GOING_ON: tuple[Role, ...] = ("parent", "name", "code", "kind")
"""What may be asked of a unit that goes on."""


@dataclass(slots=True)
class Founding:
    """A unit to be founded, while its facts are being found out."""

    place: str
    asked: NewUnit
    level: str = ""
    kind: str = ""
    code: str = ""
    name: str = ""
    short_name: str = ""
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """That a unit gives some of itself, or all, to a unit to be founded."""

    place: str
    part: PartOf
    giver: KnownVersion
    successor: int


@dataclass(slots=True)
class Ground:
    """What is known so far of the draft and the units below ``under``; new units have negative keys."""

    draft: Draft
    snapshot: Snapshot
    under: KnownVersion
    faults: list[Fault]
    remarks: list[Consequence] = field(default_factory=list)
    roles: dict[tuple[int, Role], str] = field(default_factory=dict)
    """What the draft asks of a unit, by which place: once each."""
    touched: dict[int, KnownVersion] = field(default_factory=dict)
    """Every unit that is there and would end or change, as it is on the day."""
    place_of: dict[int, str] = field(default_factory=dict)
    """The place of the step by which a unit is touched, itself or because of one above it."""
    ending: set[int] = field(default_factory=set)
    dissolved: set[int] = field(default_factory=set)
    """Units that end because their level does: what stands below each goes to the unit above it."""
    parts: list[Part] = field(default_factory=list)
    parts_of: defaultdict[int, list[Part]] = field(default_factory=lambda: defaultdict(list))
    """The same by the key of the unit that gives."""
    founding: dict[int, Founding] = field(default_factory=dict)
    asked_parents: list[tuple[str, int, str]] = field(default_factory=list)
    """Place, unit and the code of the parent that it asks for."""
    moved: dict[int, int] = field(default_factory=dict)
    """Unit → its parent afterwards, where that is another or was asked for; it may be one to be founded."""
    renamed: dict[int, str] = field(default_factory=dict)
    recoded: dict[int, str] = field(default_factory=dict)
    rekinded: dict[int, str] = field(default_factory=dict)
    paths: dict[int, str | None] = field(default_factory=dict)
    """The paths afterwards that were reckoned so far, as ``standing.path_of`` tells them."""

    @property
    def day(self) -> date:
        return self.draft.effective

    def fault(self, place: str, code: str, sentence: str, remedy: str) -> None:
        """Note one thing that stands against the draft."""
        self.faults.append(Fault(place, code, sentence, remedy))

    def touch(self, unit: KnownVersion, place: str) -> None:
        """Note that a unit would end or change; the first place that says so stays."""
        self.touched.setdefault(unit.unit_id, unit)
        self.place_of.setdefault(unit.unit_id, place)

    def known(self, key: int) -> KnownVersion | None:
        """A unit that is there, as it is on the day."""
        return self.touched.get(key) or self.snapshot.on(key, self.day)

    def level_of(self, key: int) -> str:
        """The level of a unit that is there or to be founded; empty where it is not known."""
        if key in self.founding:
            return self.founding[key].level
        known = self.known(key)
        return known.level if known else ""

    def name_of(self, key: int) -> str:
        """What a unit that is there or to be founded is called in sentences about others."""
        if key in self.founding:
            return self.founding[key].name or self.founding[key].asked.name
        known = self.known(key)
        return known.name if known else str(key)

    def existing(self, place: str, code: str) -> KnownVersion | None:
        """The unit below ``under`` that bears the code on the day; None with a fault otherwise."""
        versions = self.snapshot.by_code.get(code, [])
        standing = [each for each in versions if each.holds_on(self.day)]
        inside = [
            each
            for each in standing
            if each.tree_path.startswith(self.under.tree_path) and each.unit_id != self.under.unit_id
        ]
        if inside:
            return min(inside, key=lambda each: (each.tree_path.count("."), each.unit_id))
        if not standing:
            self.faults.append(_not_there(place, code, versions, self.day))
        elif any(each.unit_id == self.under.unit_id for each in standing):
            self.fault(
                place,
                "is-under-itself",
                _("%s là chính đơn vị nơi sắp xếp.") % called(self.under),
                _("Việc của chính đơn vị này do cấp trên ghi: lập bản sắp xếp ở cấp trên."),
            )
        else:
            self.fault(
                place,
                "not-under",
                _("%(unit)s không thuộc %(under)s.")
                % {"unit": called(standing[0]), "under": self.under.name},
                _("Kiểm tra lại mã, hoặc lập bản sắp xếp ở đơn vị cấp trên của cả hai."),
            )
        return None


def unit_within(draft: Draft, snapshot: Snapshot, within: str, faults: list[Fault]) -> KnownVersion | None:
    """The unit within which the draft happens: the highest that bears its code on the day.

    None where there is no such unit. ``within`` is the path in which that unit must stand. What is wrong
    is added to ``faults``.
    """
    code = draft.under_code
    if not code:
        faults.append(
            Fault(
                "under",
                "no-under",
                _("Chưa ghi đơn vị nơi sắp xếp."),
                _("Ghi mã của xã, tỉnh nơi có các đơn vị này."),
            )
        )
        return None
    if code == THE_COUNTRY:
        versions = [each for each in snapshot.versions if each.level == COUNTRY]
    else:
        versions = snapshot.by_code.get(code, [])
    standing = [each for each in versions if each.holds_on(draft.effective)]
    if not standing:
        faults.append(_not_there("under", code, versions, draft.effective))
        return None
    found = min(standing, key=lambda each: each.tree_path.count("."))
    if not found.unit_path.startswith(within):
        faults.append(
            Fault(
                "under",
                "wrong-place",
                _("Tệp này là của %s, không thuộc đơn vị đang làm việc.") % found.name,
                _("Kiểm tra lại tệp, hoặc thực hiện ở đúng tỉnh, xã đó."),
            )
        )
    return found


def called(version: KnownVersion) -> str:
    """A unit in a sentence: its name, and its code so that it can be found."""
    return f"{version.name} (mã {version.code})" if version.code else version.name


def _not_there(place: str, code: str, versions: list[KnownVersion], day: date) -> Fault:
    """Why nobody bears a code on the day, by the versions that bear it on other days."""
    later = min((each for each in versions if each.since > day), key=_since, default=None)
    if later is not None:
        return Fault(
            place,
            "begins-later",
            _("%(unit)s chỉ có từ ngày %(since)s, sau ngày sắp xếp %(day)s.")
            % {"unit": called(later), "since": format_date(later.since), "day": format_date(day)},
            _("Ghi lại ngày có hiệu lực, hoặc mã của đơn vị có trước ngày đó."),
        )
    gone = max(versions, key=_since, default=None)
    if gone is not None and gone.until is not None:
        return Fault(
            place,
            "ended",
            _("%(unit)s không còn từ ngày %(until)s.")
            % {"unit": called(gone), "until": format_date(gone.until)},
            _("Ghi mã của đơn vị đang có vào ngày %s.") % format_date(day),
        )
    return Fault(
        place,
        "unknown-code",
        _("Không có đơn vị mang mã “%s”.") % code,
        _("Tìm mã bằng ô tìm kiếm đơn vị."),
    )


def _since(version: KnownVersion) -> date:
    return version.since
