"""What would a draft do to the units as they are, and what stands against it?

Everything is judged on the day of the reorganisation: the map before is that of the versions which hold on that day,
and nothing that was recorded for that day or later may be touched. The planner goes in this order:

1. resolve the codes of every step, and note what it asks of each unit;
2. let what ends draw its bodies along and hand its children over;
3. find every unit's parent and, from the top down, its path; whatever stands below a unit that moves follows it;
4. judge levels, kinds, names, codes and shares;
5. tell the difference.

Faults are gathered, never raised, each with the place of its step.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from django.utils.translation import gettext as _

from binhyen.foundations.vietnamese import format_date, nfc
from binhyen.orgunits.rules.naming import (
    AREA,
    BODY,
    CLUSTER,
    COMMUNE,
    COUNTRY,
    KIND_WORDS,
    LEVELS_ABOVE,
    WORKPLACE,
    kinds_of_level,
    word_of_kind,
)
from binhyen.orgunits.rules.reorganising.drafts import (
    DISTRICT_BECAME_ZONE,
    ENTIRELY,
    IN_PARTS,
    KIND_CHANGED,
    MEASURES,
    PART_AREA,
    PART_AREA_ALL_PEOPLE,
    RENAMED,
    THE_COUNTRY,
    UNCHANGED,
    ChangeKind,
    Draft,
    End,
    EndLevel,
    Fault,
    Found,
    Move,
    NewUnit,
    PartOf,
    Recode,
    Rename,
    Territory,
)
from binhyen.orgunits.rules.reorganising.plans import (
    ChangedUnit,
    Consequence,
    EndedUnit,
    Facts,
    FoundedUnit,
    Link,
    Plan,
)
from binhyen.orgunits.rules.reorganising.snapshots import KnownVersion, Snapshot

LONGEST_CODE, LONGEST_NAME = 10, 120
_CODE = re.compile(r"[0-9A-Z][0-9A-Z.\-]*", re.ASCII)
_CLUSTER_LETTER = "K"
"""Stands before the number in the code of a cluster that nobody gave a code: ``04831-K01``."""
_ROUNDING = Decimal("0.00000001")
"""The last place to which shares are kept."""

NO_PLACES = (WORKPLACE, BODY)

Role = Literal["territory", "parent", "name", "code", "kind", "end"]
_GOING_ON: tuple[Role, ...] = ("parent", "name", "code", "kind")
"""What may be asked of a unit that goes on."""


def plan_draft(draft: Draft, snapshot: Snapshot, *, within: str = "") -> Plan:
    """What ``draft`` would do to the units of ``snapshot``; ``within`` is the path in which it must happen."""
    return _Planner(draft, snapshot, within).plan()


@dataclass(slots=True)
class _Founding:
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
class _Part:
    """That a unit gives some of itself, or all, to a unit to be founded."""

    place: str
    part: PartOf
    giver: KnownVersion
    successor: int


class _Planner:
    def __init__(self, draft: Draft, snapshot: Snapshot, within: str) -> None:
        self.draft, self.snapshot, self.within = draft, snapshot, within
        self.day = draft.effective
        self.faults: list[Fault] = []
        self.remarks: list[Consequence] = []
        self.under: KnownVersion
        self.roles: dict[tuple[int, Role], str] = {}
        """What the draft asks of a unit, by which place: once each."""
        self.touched: dict[int, KnownVersion] = {}
        """Every unit that is there and would end or change, as it is on the day."""
        self.place_of: dict[int, str] = {}
        """The place of the step by which a unit is touched, itself or because of one above it."""
        self.ending: set[int] = set()
        self.parts: list[_Part] = []
        self.parts_of: dict[int, list[_Part]] = defaultdict(list)
        """The same by the key of the unit that gives."""
        self.founding: dict[int, _Founding] = {}
        self.moved: dict[int, int] = {}
        """Unit → its parent afterwards, where that is another or was put so; both may be numbers to be founded."""
        self.asked_parents: list[tuple[str, int, str]] = []
        """Place, unit and the code of the parent that it asks for."""
        self.renamed: dict[int, str] = {}
        self.recoded: dict[int, str] = {}
        self.rekinded: dict[int, str] = {}
        self.dissolved: set[int] = set()
        """Units that end because their level does: what stands below each goes to the unit above it."""
        self.paths: dict[int, str | None] = {}

    def plan(self) -> Plan:
        under = self._where()
        self._judge_head()
        if under is None:
            return Plan(self.draft, None, "", "", faults=tuple(self.faults))
        self.under = under
        self._may_receive("under", under)
        self._read_steps()
        self._let_go()
        self._settle_foundings()
        self._place_what_moves()
        self._hand_children_over()
        self._follow()
        self._judge_later_changes()
        self._number()
        self._judge_foundings()
        self._judge_codes()
        self._judge_parts()
        changed = tuple(self._changed())
        self._remark(changed)
        return Plan(
            draft=self.draft,
            under_id=self.under.unit_id,
            under_path=self.under.unit_path,
            under_name=self.under.name,
            ended=tuple(
                EndedUnit(key, each.id, each.level, each.facts, each.until, each.unit_until)
                for key, each in sorted(self.touched.items())
                if key in self.ending
            ),
            founded=tuple(self._founded()),
            changed=changed,
            links=tuple(self._links(changed)),
            faults=tuple(dict.fromkeys(self.faults)),
            consequences=tuple(self.remarks),
        )

    # ---- where, by what, from when ------------------------------------------------------------------------

    def _where(self) -> KnownVersion | None:
        code = self.draft.under_code
        if not code:
            self._fault(
                "under",
                "no-under",
                _("Chưa ghi đơn vị nơi sắp xếp."),
                _("Ghi mã của xã, tỉnh nơi có các đơn vị này."),
            )
            return None
        versions = self._bearers(code)
        standing = [each for each in versions if each.holds_on(self.day)]
        if not standing:
            self._not_there("under", code, versions)
            return None
        found = min(standing, key=lambda each: each.tree_path.count("."))
        if not found.unit_path.startswith(self.within):
            self._fault(
                "under",
                "wrong-place",
                _("Tệp này là của %s, không thuộc đơn vị đang làm việc.") % found.name,
                _("Kiểm tra lại tệp, hoặc thực hiện ở đúng tỉnh, xã đó."),
            )
        return found

    def _bearers(self, code: str) -> list[KnownVersion]:
        if code == THE_COUNTRY:
            return [each for each in self.snapshot.versions if each.level == COUNTRY]
        return self.snapshot.by_code.get(code, [])

    def _judge_head(self) -> None:
        if not self.draft.title.strip():
            self._fault("title", "no-title", _("Chưa ghi tên lần sắp xếp."), _("Ghi một tên ngắn."))
        if not self.draft.legal_basis.strip():
            self._fault(
                "legal_basis",
                "no-basis",
                _("Chưa ghi văn bản quyết định việc sắp xếp."),
                _("Ghi số, ký hiệu và ngày của nghị quyết hoặc quyết định."),
            )
        if not self.draft.steps:
            self._fault("steps", "no-steps", _("Chưa có việc sắp xếp nào."), _("Ghi ít nhất một việc."))

    # ---- 1. what the steps ask ----------------------------------------------------------------------------

    def _read_steps(self) -> None:
        for step in self.draft.steps:
            place = step.place
            match step:
                case Territory(_, predecessors, successor):
                    self._take_territory(place, predecessors, successor)
                case Move(_, code, parent_code):
                    if unit := self._named(place, code, "parent"):
                        self.asked_parents.append((place, unit.unit_id, parent_code))
                case Rename(_, code, name):
                    if unit := self._named(place, code, "name"):
                        self.renamed[unit.unit_id] = name
                        if not name.strip():
                            self._nameless(place)
                case Recode(_, code, new_code):
                    if unit := self._named(place, code, "code"):
                        self.recoded[unit.unit_id] = new_code
                case ChangeKind(_, code, kind, name):
                    if unit := self._named(place, code, "kind"):
                        self.rekinded[unit.unit_id] = kind
                        if name and self._once(place, unit, "name"):
                            self.renamed[unit.unit_id] = name
                case Found(_, unit_asked, children):
                    key = self._found(place, unit_asked)
                    for code in children:
                        if child := self._named(place, code, "parent"):
                            self.moved[child.unit_id] = key
                case End(_, code):
                    if unit := self._named(place, code, "end"):
                        self.ending.add(unit.unit_id)
                case EndLevel():
                    self._end_level(step)

    def _take_territory(self, place: str, predecessors: tuple[PartOf, ...], successor: NewUnit) -> None:
        key = self._found(place, successor)
        given: set[int] = set()
        if not predecessors:
            self._fault(
                place, "no-predecessors", _("Chưa ghi các đơn vị trước."), _("Ghi mã các đơn vị nhập vào.")
            )
        for part in predecessors:
            at = part.place or place
            unit = self._existing(at, part.code)
            if unit is None:
                continue
            if unit.unit_id in given:
                self._fault(
                    at,
                    "twice-into-one",
                    _("%s được ghi hai lần vào cùng một đơn vị mới.") % _called(unit),
                    _("Giữ lại một dòng."),
                )
                continue
            given.add(unit.unit_id)
            self._touch(unit, at)
            self.roles.setdefault((unit.unit_id, "territory"), at)
            giving = _Part(at, part, unit, key)
            self.parts.append(giving)
            self.parts_of[unit.unit_id].append(giving)
            self.ending.add(unit.unit_id)

    def _end_level(self, step: EndLevel) -> None:
        elsewhere = step.under_code and step.under_code != self.draft.under_code
        scope = self._existing(step.place, step.under_code) if elsewhere else self.under
        if scope is None:
            return
        units = [each for each in self.snapshot.below(scope.unit_id, self.day) if each.level == step.level]
        if not units:
            self._fault(
                step.place,
                "no-units-of-level",
                _("%s không có đơn vị nào ở cấp này.") % scope.name,
                _("Kiểm tra lại cấp và đơn vị."),
            )
        for unit in units:
            if self._once(step.place, unit, "end"):
                self._touch(unit, step.place)
                self.ending.add(unit.unit_id)
                self.dissolved.add(unit.unit_id)

    def _found(self, place: str, asked: NewUnit) -> int:
        key = -len(self.founding) - 1
        self.founding[key] = _Founding(place, asked, asked.level, asked.kind, asked.code)
        return key

    def _named(self, place: str, code: str, role: Role) -> KnownVersion | None:
        """The unit of a code that a step wants something of, once; None with a fault otherwise."""
        unit = self._existing(place, code)
        if unit is None or not self._once(place, unit, role):
            return None
        if unit.level in NO_PLACES and role in ("name", "code", "kind"):
            self._no_place(place)
        self._touch(unit, place)
        return unit

    def _once(self, place: str, unit: KnownVersion, role: Role) -> bool:
        before = self.roles.setdefault((unit.unit_id, role), place)
        if before == place:
            return True
        self._fault(
            place,
            "twice",
            _("%(unit)s đã có việc cùng loại ở %(place)s.") % {"unit": _called(unit), "place": before},
            _("Mỗi đơn vị chỉ ghi một lần cho mỗi việc; giữ lại một dòng."),
        )
        return False

    def _touch(self, unit: KnownVersion, place: str) -> None:
        self.touched.setdefault(unit.unit_id, unit)
        self.place_of.setdefault(unit.unit_id, place)

    def _existing(self, place: str, code: str) -> KnownVersion | None:
        """The unit below ``under`` that bears the code on the day."""
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
            self._not_there(place, code, versions)
        elif any(each.unit_id == self.under.unit_id for each in standing):
            self._fault(
                place,
                "is-under-itself",
                _("%s là chính đơn vị nơi sắp xếp.") % _called(self.under),
                _("Việc của chính đơn vị này do cấp trên ghi: lập bản sắp xếp ở cấp trên."),
            )
        else:
            self._fault(
                place,
                "not-under",
                _("%(unit)s không thuộc %(under)s.")
                % {"unit": _called(standing[0]), "under": self.under.name},
                _("Kiểm tra lại mã, hoặc lập bản sắp xếp ở đơn vị cấp trên của cả hai."),
            )
        return None

    def _not_there(self, place: str, code: str, versions: list[KnownVersion]) -> None:
        day = format_date(self.day)
        later = min((each for each in versions if each.since > self.day), key=_since, default=None)
        if later is not None:
            self._fault(
                place,
                "begins-later",
                _("%(unit)s chỉ có từ ngày %(since)s, sau ngày sắp xếp %(day)s.")
                % {"unit": _called(later), "since": format_date(later.since), "day": day},
                _("Ghi lại ngày có hiệu lực, hoặc mã của đơn vị có trước ngày đó."),
            )
            return
        gone = max(versions, key=_since, default=None)
        if gone is not None and gone.until is not None:
            self._fault(
                place,
                "ended",
                _("%(unit)s không còn từ ngày %(until)s.")
                % {"unit": _called(gone), "until": format_date(gone.until)},
                _("Ghi mã của đơn vị đang có vào ngày %s.") % day,
            )
            return
        self._fault(
            place,
            "unknown-code",
            _("Không có đơn vị mang mã “%s”.") % code,
            _("Tìm mã bằng ô tìm kiếm đơn vị."),
        )

    # ---- 2. what ends ---------------------------------------------------------------------------------------

    def _let_go(self) -> None:
        """Let the bodies of what ends end with it, and judge that nothing which ends is asked anything else."""
        for key in sorted(self.ending):
            for child in self.snapshot.children(key, self.day):
                if child.level == BODY and (child.unit_id, "parent") not in self.roles:
                    self._touch(child, self.place_of[key])
                    self.ending.add(child.unit_id)
        for key in sorted(self.ending):
            asked: list[Role] = [role for role in _GOING_ON if (key, role) in self.roles]
            if {(key, "territory"), (key, "end")} <= self.roles.keys():
                asked.append("end")
            for role in asked[:1]:
                self._fault(
                    self.roles[key, role],
                    "ends-and-goes-on",
                    _("%s kết thúc trong lần sắp xếp này nên không làm việc khác với nó được.")
                    % _called(self.touched[key]),
                    _("Ghi tên, mã, loại, nơi thuộc ở đơn vị mới."),
                )

    # ---- 3. where everything stands afterwards ----------------------------------------------------------------

    def _settle_foundings(self) -> None:
        """Level, kind and name of what is founded, from what was asked and from its predecessors."""
        givers: dict[int, list[KnownVersion]] = defaultdict(list)
        for part in self.parts:
            givers[part.successor].append(part.giver)
        for key, new in self.founding.items():
            before = givers[key]
            if not new.level:
                new.level = self._common(new.place, {each.level for each in before}, "level")
            if not new.kind:
                kinds = {each.kind for each in before if each.level == new.level}
                possible = kinds_of_level(new.level) if new.level else ()
                new.kind = possible[0] if len(possible) == 1 else self._common(new.place, kinds, "kind")
            if not new.asked.name.strip():
                self._nameless(new.place)
            else:
                new.name, new.short_name = self._name(new.place, new.level, new.kind, new.asked.name)
            new.parent = self._parent_of_founding(new, before)

    def _common(self, place: str, values: set[str], what: str) -> str:
        if len(values) == 1:
            return next(iter(values))
        sentences = {"level": _("Chưa rõ cấp của đơn vị mới."), "kind": _("Chưa rõ loại của đơn vị mới.")}
        self._fault(
            place,
            f"no-{what}",
            sentences[what],
            _("Ghi loại, ví dụ xã, phường, thôn, tổ dân phố, cụm khu dân cư."),
        )
        return ""

    def _parent_of_founding(self, new: _Founding, before: list[KnownVersion]) -> int | None:
        if new.asked.parent_code:
            return self._standing(new.place, new.asked.parent_code)
        if not before:
            return self.under.unit_id
        parents = {each.parent_id for each in before if each.level == new.level}
        if len(parents) == 1 and (parent := next(iter(parents))) is not None:
            return self._heir(parent) or parent
        self._fault(
            new.place,
            "no-parent",
            _("Các đơn vị trước thuộc nhiều nơi khác nhau nên chưa rõ đơn vị mới thuộc nơi nào."),
            _("Ghi mã đơn vị mà đơn vị mới trực thuộc."),
        )
        return None

    def _standing(self, place: str, code: str) -> int | None:
        """The unit of a code under which something is to stand: one that this draft makes, or one that is there."""
        made = [key for key, new in self.founding.items() if new.asked.code == code]
        made += [key for key, recoded in self.recoded.items() if recoded == code]
        if made:
            return made[0]
        if code in (self.under.code, self.draft.under_code):
            return self.under.unit_id
        unit = self._existing(place, code)
        if unit is None:
            return None
        if unit.unit_id in self.ending:
            self._fault(
                place,
                "parent-ends",
                _("%s kết thúc trong lần sắp xếp này nên không nhận đơn vị trực thuộc được.") % _called(unit),
                _("Ghi mã của đơn vị còn lại sau sắp xếp."),
            )
            return None
        self._may_receive(place, unit)
        return unit.unit_id

    def _may_receive(self, place: str, unit: KnownVersion) -> None:
        """Judge that a unit neither ends nor moves after the day, as far as is known."""
        later = [
            each.since
            for each in self.snapshot.by_unit[unit.unit_id]
            if each.since > self.day and each.tree_path != unit.tree_path
        ]
        if unit.unit_until is not None:
            later.append(unit.unit_until)
        if later:
            self._fault(
                place,
                "parent-ends",
                _("%(unit)s kết thúc hoặc chuyển nơi từ ngày %(since)s.")
                % {"unit": _called(unit), "since": format_date(min(later))},
                _("Hoàn tác thay đổi đó trước, hoặc chọn ngày có hiệu lực sau ngày đó."),
            )

    def _place_what_moves(self) -> None:
        for place, key, parent_code in self.asked_parents:
            parent = self._standing(place, parent_code)
            if parent is not None:
                self.moved[key] = parent

    def _hand_children_over(self) -> None:
        """What stands directly below a unit that ends goes to its heir, unless the draft says otherwise."""
        for key in sorted(self.ending):
            left = [
                child
                for child in self.snapshot.children(key, self.day)
                if child.unit_id not in self.ending
                and child.unit_id not in self.moved
                and (child.unit_id, "parent") not in self.roles
            ]
            if not left:
                continue
            heir = self._heir(key)
            if heir is None:
                self._children_left(key, left)
                continue
            for child in left:
                self._touch(child, self.place_of[key])
                self.moved[child.unit_id] = heir

    def _children_left(self, key: int, left: list[KnownVersion]) -> None:
        names = ", ".join(_called(child) for child in left[:5]) + ("…" if len(left) > 5 else "")
        self._fault(
            self.place_of[key],
            "children-left",
            _("%(unit)s kết thúc nhưng chưa rõ %(count)s đơn vị trực thuộc đi đâu: %(names)s.")
            % {"unit": _called(self.touched[key]), "count": len(left), "names": names},
            _("Ghi thêm việc chuyển cho từng đơn vị đó, hoặc cho chúng kết thúc."),
        )

    def _heir(self, key: int) -> int | None:
        """Who takes what stood below a unit that ends: the unit it went into whole, or the one above its level."""
        seen: set[int] = set()
        while key in self.ending and key not in seen:
            seen.add(key)
            into = self.parts_of.get(key, ())
            if len(into) == 1:
                return into[0].successor
            above = self.touched[key].parent_id if key in self.dissolved else None
            if above is None:
                return None
            key = above
        return key if key not in self.ending else None

    def _follow(self) -> None:
        """Draw along everything below what moves, and reckon paths from the top down."""
        for key in [*self.founding, *self.touched]:
            self._path(key)
        if any(path is None for path in self.paths.values()):
            return
        waiting = [key for key in self.touched if key not in self.ending and self._has_moved(key)]
        drawn = set(waiting)
        while waiting:
            key = waiting.pop()
            for child in self.snapshot.children(key, self.day):
                if child.unit_id not in self.ending and child.unit_id not in drawn:
                    self._touch(child, self.place_of[key])
                    drawn.add(child.unit_id)
                    if self._has_moved(child.unit_id):
                        waiting.append(child.unit_id)

    def _has_moved(self, key: int) -> bool:
        return self._path(key) != self.touched[key].tree_path

    def _path(self, key: int, trail: tuple[int, ...] = ()) -> str | None:
        """The path afterwards; None in or below a circle, which is a fault, and where a parent is not known."""
        if key in trail:
            self._in_a_circle(trail[trail.index(key) :])
            return None
        if key not in self.paths:
            parent: int | None
            if key in self.founding:
                parent = self.founding[key].parent
            else:
                standing = self.touched.get(key) or self.snapshot.on(key, self.day)
                if standing is None:
                    return None
                if not any(int(each) in self.moved for each in standing.tree_path.split(".")[:-1]):
                    self.paths[key] = standing.tree_path
                    return standing.tree_path
                parent = self.moved.get(key, standing.parent_id)
            above = None if parent is None else self._path(parent, (*trail, key))
            self.paths[key] = None if above is None else f"{above}{key}."
        return self.paths[key]

    def _in_a_circle(self, keys: tuple[int, ...]) -> None:
        names = " → ".join(self._name_of(key) for key in [*keys, keys[0]])
        place = next((self.place_of[key] for key in keys if key in self.place_of), "")
        self._fault(
            place,
            "cycle",
            _("Đơn vị được đặt dưới chính nó: %s.") % names,
            _("Ghi lại nơi trực thuộc của một trong các đơn vị này."),
        )

    def _name_of(self, key: int) -> str:
        if key in self.founding:
            return self.founding[key].name or self.founding[key].asked.name
        known = self.touched.get(key) or self.snapshot.on(key, self.day)
        return known.name if known else str(key)

    # ---- 4. may it be so? -------------------------------------------------------------------------------------

    def _judge_later_changes(self) -> None:
        named = {key for key, _role in self.roles}
        for key, unit in sorted(self.touched.items()):
            place = self.place_of[key]
            if unit.unit_since >= self.day:
                self._fault(
                    place,
                    "begins-later",
                    _("%(unit)s bắt đầu từ ngày %(since)s; ngày sắp xếp phải sau ngày đó.")
                    % {"unit": _called(unit), "since": format_date(unit.unit_since)},
                    _("Ghi lại ngày có hiệu lực."),
                )
                continue
            later = [each.since for each in self.snapshot.by_unit[key] if each.since >= self.day]
            if key in named and unit.unit_until is not None:
                later.append(unit.unit_until)
            if key in self.ending or self._has_moved(key):
                below = self.snapshot.beginning_below(key, self.day)
                later += [each.since for each in below if each.unit_id not in self.touched]
            if later:
                self._fault(
                    place,
                    "changed-later",
                    _("%(unit)s, hoặc đơn vị trực thuộc, đã có thay đổi ghi từ ngày %(since)s.")
                    % {"unit": _called(unit), "since": format_date(min(later))},
                    _("Hoàn tác thay đổi đó trước, hoặc chọn ngày có hiệu lực sau ngày đó."),
                )

    def _number(self) -> None:
        """Give residential areas and clusters without a code the next ones of their commune."""
        last: dict[tuple[str, str], int] = {}
        for _key, new in sorted(self.founding.items(), reverse=True):
            if new.code or new.level not in (AREA, CLUSTER):
                continue
            commune = self._commune_code(new.parent)
            if not commune:
                continue
            letter = _CLUSTER_LETTER if new.level == CLUSTER else ""
            if (commune, letter) not in last:
                asked = [each.asked.code for each in self.founding.values()] + list(self.recoded.values())
                known = [
                    *self.snapshot.numbered.get(commune, ()),
                    *(code.removeprefix(f"{commune}-") for code in asked if code.startswith(f"{commune}-")),
                ]
                last[commune, letter] = max(
                    (
                        int(number)
                        for each in known
                        if (number := each.removeprefix(letter)).isdecimal() and each.startswith(letter)
                    ),
                    default=0,
                )
            last[commune, letter] += 1
            width = 2 if letter else 3
            new.code = f"{commune}-{letter}{last[commune, letter]:0{width}}"

    def _commune_code(self, key: int | None) -> str:
        for _step in range(len(LEVELS_ABOVE)):
            if key is None:
                return ""
            if key in self.founding:
                if self.founding[key].level == COMMUNE:
                    return self.founding[key].asked.code
                key = self.founding[key].parent
                continue
            known = self.touched.get(key) or self.snapshot.on(key, self.day)
            if known is None:
                return ""
            if known.level == COMMUNE:
                return self.recoded.get(key, known.code)
            key = self.moved.get(key, known.parent_id)
        return ""

    def _judge_foundings(self) -> None:
        for new in self.founding.values():
            if not new.level:
                continue
            if new.level in NO_PLACES:
                self._no_place(new.place)
            if new.kind and new.kind not in kinds_of_level(new.level):
                self._wrong_kind(new.place, new.kind)
            if new.parent is not None:
                self._judge_parent(new.place, new.name, new.level, new.parent)
        for key, parent in sorted(self.moved.items()):
            unit = self.touched[key]
            self._judge_parent(self.place_of[key], _called(unit), unit.level, parent)

    def _judge_parent(self, place: str, name: str, level: str, parent: int) -> None:
        above = self._level_of(parent)
        if above and above not in LEVELS_ABOVE.get(level, ()):
            self._fault(
                place,
                "wrong-level",
                _("%(unit)s không thể trực thuộc %(parent)s: hai cấp này không đứng liền nhau.")
                % {"unit": name, "parent": self._name_of(parent)},
                _("Ghi mã của một đơn vị ở cấp trên trực tiếp."),
            )

    def _level_of(self, key: int) -> str:
        if key in self.founding:
            return self.founding[key].level
        known = self.touched.get(key) or self.snapshot.on(key, self.day)
        return known.level if known else ""

    def _no_place(self, place: str) -> None:
        self._fault(
            place,
            "no-place",
            _(
                "Cơ quan, tổ chức, doanh nghiệp, trường học không được lập, đổi tên, đổi loại bằng việc sắp xếp."
            ),
            _("Cập nhật chúng bằng bảng đơn vị của xã, hoặc ở trang cơ quan, tổ chức."),
        )

    def _wrong_kind(self, place: str, kind: str) -> None:
        self._fault(
            place,
            "wrong-kind",
            _("Loại “%s” không hợp với cấp của đơn vị.") % kind,
            _("Chọn một loại của cấp đó."),
        )

    def _judge_codes(self) -> None:
        """Codes have their shape, nobody bears them afterwards, and no two units of this draft do."""
        wanted = [
            (new.place, new.level, new.code) for _key, new in sorted(self.founding.items(), reverse=True)
        ]
        wanted += [
            (self.roles[key, "code"], self.touched[key].level, code) for key, code in self.recoded.items()
        ]
        taken: dict[tuple[str, str], str] = {}
        for place, level, code in wanted:
            if not level:
                continue
            if not code or len(code) > LONGEST_CODE or not _CODE.fullmatch(code):
                self._fault(
                    place,
                    "code-misshapen",
                    _("Mã “%s” không đúng dạng.") % code if code else _("Chưa ghi mã của đơn vị mới."),
                    _("Mã có từ 1 đến %s chữ số, chữ in hoa không dấu, dấu chấm, gạch nối.") % LONGEST_CODE,
                )
                continue
            if (level, code) in taken:
                self._fault(
                    place,
                    "code-taken",
                    _("Mã “%(code)s” đã ghi cho một đơn vị khác ở %(place)s.")
                    % {"code": code, "place": taken[level, code]},
                    _("Chọn mã khác."),
                )
                continue
            taken[level, code] = place
            for bearer in self.snapshot.by_code.get(code, ()):
                gives_up = bearer.unit_id in self.ending or bearer.unit_id in self.recoded
                if (
                    bearer.level == level
                    and not gives_up
                    and (bearer.until is None or bearer.until > self.day)
                ):
                    self._fault(
                        place,
                        "code-taken",
                        _("Mã “%(code)s” đang là của %(bearer)s.") % {"code": code, "bearer": bearer.name},
                        _("Chọn mã khác, hoặc ngày sau khi mã đó không còn được dùng."),
                    )
                    break

    def _judge_parts(self) -> None:
        for part in self.parts:
            level = self.founding[part.successor].level
            if level and level != part.giver.level and part.part.relation != DISTRICT_BECAME_ZONE:
                self._fault(
                    part.place,
                    "wrong-level",
                    _("%s không cùng cấp với đơn vị mới.") % _called(part.giver),
                    _("Chỉ nhập, chia các đơn vị cùng cấp; muốn đổi nơi trực thuộc thì ghi việc chuyển."),
                )
        for parts in self.parts_of.values():
            unit, last = parts[0].giver, parts[-1]
            whole = [part for part in parts if part.part.relation in ENTIRELY]
            if whole and len(parts) > 1:
                self._fault(
                    last.place,
                    "merged-twice",
                    _("%(unit)s đã nhập toàn bộ ở %(place)s nên không nhập thêm nơi khác.")
                    % {
                        "unit": _called(unit),
                        "place": (whole[0] if whole[0] is not last else parts[0]).place,
                    },
                    _("Giữ một dòng; hoặc ghi quan hệ “nhập một phần” cho tất cả."),
                )
                continue
            if not whole and len(parts) == 1 and last.part.relation in IN_PARTS:
                self._fault(
                    last.place,
                    "rest-left",
                    _("%s chỉ có một phần được nhập, phần còn lại chưa ghi đi đâu.") % _called(unit),
                    _("Ghi thêm dòng cho phần còn lại, hoặc ghi nhập toàn bộ."),
                )
            for part in parts:
                self._judge_shares_of(part)
            self._judge_sums(parts)

    def _judge_shares_of(self, part: _Part) -> None:
        for measure, by_law in self._shares_by_law(part).items():
            given = getattr(part.part, measure)
            if given is not None and given != by_law:
                self._fault(
                    part.place,
                    "share-against-relation",
                    _("Tỷ lệ %(given)s không hợp với quan hệ đã ghi: theo quan hệ này là %(law)s.")
                    % {"given": given, "law": by_law},
                    _("Bỏ trống tỷ lệ, hoặc ghi lại quan hệ."),
                )
        for measure in MEASURES:
            given = getattr(part.part, measure)
            if given is not None and not 0 <= given <= 1:
                self._fault(
                    part.place,
                    "share-out-of-range",
                    _("Tỷ lệ “%s” không phải một số từ 0 đến 1.") % given,
                    _("Ghi phần của đơn vị cũ, ví dụ 0,6 hoặc 60%; chưa biết thì để trống."),
                )

    def _shares_by_law(self, part: _Part) -> dict[str, Decimal]:
        """The shares that the relation itself says: all of what went whole; all people and households of one whose
        people all went there, and none of one of which only land went."""
        relation = part.part.relation
        if relation in ENTIRELY:
            return dict.fromkeys(("people", "area", "households"), Decimal(1))
        if relation == PART_AREA_ALL_PEOPLE:
            return dict.fromkeys(("people", "households"), Decimal(1))
        siblings = (each.part.relation for each in self.parts_of[part.giver.unit_id])
        if relation == PART_AREA and PART_AREA_ALL_PEOPLE in siblings:
            return dict.fromkeys(("people", "households"), Decimal(0))
        return {}

    def _share(self, part: _Part, measure: str) -> Decimal | None:
        share: Decimal | None = self._shares_by_law(part).get(measure, getattr(part.part, measure))
        return share

    def _judge_sums(self, parts: list[_Part]) -> None:
        for measure in MEASURES:
            shares = [self._share(part, measure) for part in parts]
            known = [share for share in shares if share is not None]
            total = sum(known, Decimal(0))
            if total > 1 + len(known) * _ROUNDING:
                self._fault(
                    parts[-1].place,
                    "shares-over-one",
                    _("Các tỷ lệ %(measure)s của %(unit)s cộng lại là %(total)s, lớn hơn 1.")
                    % {"measure": _in_words(measure), "unit": _called(parts[0].giver), "total": total},
                    _("Sửa các tỷ lệ để cộng lại bằng 1."),
                )
            elif len(known) == len(shares) and total < 1 - len(known) * _ROUNDING:
                self.remarks.append(
                    Consequence(
                        "shares-short",
                        _(
                            "Các tỷ lệ %(measure)s của %(unit)s cộng lại là %(total)s: phần còn lại không được "
                            "chuyển sang đơn vị nào."
                        )
                        % {"measure": _in_words(measure), "unit": _called(parts[0].giver), "total": total},
                        1,
                    )
                )

    # ---- 5. the difference ------------------------------------------------------------------------------------

    def _founded(self) -> Iterator[FoundedUnit]:
        points: dict[int, KnownVersion] = {}
        for part in self.parts:
            if part.part.relation in ENTIRELY and part.giver.longitude is not None:
                # A point inside a unit that went in whole lies inside the new one.
                points.setdefault(part.successor, part.giver)
        for key, new in sorted(self.founding.items(), reverse=True):
            point = points.get(key)
            yield FoundedUnit(
                key=key,
                level=new.level,
                facts=Facts(
                    new.kind, new.code, new.name, new.short_name, new.parent, self.paths.get(key) or ""
                ),
                longitude=point.longitude if point else None,
                latitude=point.latitude if point else None,
                place=new.place,
            )

    def _changed(self) -> Iterator[ChangedUnit]:
        for key, unit in sorted(self.touched.items()):
            if key in self.ending:
                continue
            after = self._facts_after(key, unit)
            named = any((key, role) in self.roles for role in _GOING_ON)
            if after != unit.facts:
                yield ChangedUnit(key, unit.id, unit.level, unit.facts, after, unit.until, named)
            elif named and not any(fault.place == self.place_of[key] for fault in self.faults):
                self._fault(
                    self.place_of[key],
                    "changes-nothing",
                    _("%s vốn đã như thế, không có gì thay đổi.") % _called(unit),
                    _("Bỏ dòng này, hoặc ghi lại điều cần thay đổi."),
                )

    def _facts_after(self, key: int, unit: KnownVersion) -> Facts:
        kind = self.rekinded.get(key, unit.kind)
        name, short_name = unit.name, unit.short_name
        if key in self.rekinded and kind not in kinds_of_level(unit.level):
            self._wrong_kind(self.roles[key, "kind"], kind)
        elif self.renamed.get(key) or (kind != unit.kind and unit.level in KIND_WORDS):
            place = self.roles.get((key, "name")) or self.roles[key, "kind"]
            name, short_name = self._name(place, unit.level, kind, self.renamed.get(key) or short_name)
        return replace(
            unit.facts,
            kind=kind,
            code=self.recoded.get(key, unit.code),
            name=name,
            short_name=short_name,
            parent_id=self.moved.get(key, unit.parent_id),
            tree_path=self._path(key) or unit.tree_path,
        )

    def _name(self, place: str, level: str, kind: str, asked: str) -> tuple[str, str]:
        """The full and the own name; the word of the kind is put before it where it is left out."""
        name = nfc(" ".join(asked.split()))
        if len(name) > LONGEST_NAME:
            self._fault(
                place,
                "name-too-long",
                _("Tên dài %(length)s ký tự, nhiều hơn %(most)s.")
                % {"length": len(name), "most": LONGEST_NAME},
                _("Viết gọn tên lại."),
            )
        word = word_of_kind(level, kind)
        if not word:
            return name, name
        if name.lower().startswith(f"{word.lower()} "):
            own = name[len(word) + 1 :]
            return f"{word} {own}", own
        for other in KIND_WORDS[level]:
            if name.lower().startswith(f"{other.lower()} "):
                self._fault(
                    place,
                    "name-against-kind",
                    _("Tên “%(name)s” không hợp với loại đơn vị: phải bắt đầu bằng “%(word)s”.")
                    % {"name": name, "word": word},
                    _("Sửa tên, hoặc ghi thêm việc đổi loại."),
                )
        return f"{word} {name}", name

    def _links(self, changed: Iterable[ChangedUnit]) -> Iterator[Link]:
        for part in self.parts:
            shares = {measure: self._share(part, measure) for measure in MEASURES}
            yield Link(
                part.giver.unit_id,
                part.successor,
                part.part.relation,
                **shares,
                source=part.part.source,
                note=part.part.note,
            )
        for unit in changed:
            if unit.named:
                if unit.before.kind != unit.after.kind:
                    relation = KIND_CHANGED
                else:
                    relation = RENAMED if unit.before.name != unit.after.name else UNCHANGED
                yield Link(unit.unit_id, unit.unit_id, relation)

    def _remark(self, changed: tuple[ChangedUnit, ...]) -> None:
        """What follows in this room and the draft does not say."""
        named = {key for key, _role in self.roles}
        bodies = sum(1 for key in self.ending if key not in named and self.touched[key].level == BODY)
        if bodies:
            sentence = _("%s cơ quan, tổ chức kết thúc cùng đơn vị của mình.") % bodies
            self.remarks.append(Consequence("bodies-end", sentence, bodies))
        follow = sum(1 for unit in changed if not unit.named)
        if follow:
            sentence = _("%s đơn vị trực thuộc đi theo sang nơi mới.") % follow
            self.remarks.append(Consequence("units-follow", sentence, follow))
        unknown = {
            part.giver.unit_id
            for part in self.parts
            if len(self.parts_of[part.giver.unit_id]) > 1
            and all(self._share(part, measure) is None for measure in MEASURES)
        }
        if unknown:
            sentence = _("%s đơn vị bị chia chưa có tỷ lệ: số liệu cũ không được phân bổ.") % len(unknown)
            self.remarks.append(Consequence("shares-unknown", sentence, len(unknown)))

    def _nameless(self, place: str) -> None:
        self._fault(place, "no-name", _("Chưa ghi tên của đơn vị."), _("Ghi tên đầy đủ."))

    def _fault(self, place: str, code: str, sentence: str, remedy: str) -> None:
        self.faults.append(Fault(place, code, sentence, remedy))


def _in_words(measure: str) -> str:
    return {
        "people": _("dân số"),
        "area": _("diện tích"),
        "households": _("số hộ"),
        "hand": _("ấn định"),
    }[measure]


def _called(version: KnownVersion) -> str:
    return f"{version.name} (mã {version.code})" if version.code else version.name


def _since(version: KnownVersion) -> date:
    return version.since
