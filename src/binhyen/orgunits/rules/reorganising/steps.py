"""What does each step of a draft ask of which unit?"""

from __future__ import annotations

from django.utils.translation import gettext as _

from binhyen.orgunits.rules.reorganising.drafts import (
    ChangeKind,
    End,
    EndLevel,
    Found,
    Move,
    NewUnit,
    PartOf,
    Recode,
    Rename,
    Step,
    Territory,
)
from binhyen.orgunits.rules.reorganising.ground import NO_PLACES, Founding, Ground, Part, Role, called
from binhyen.orgunits.rules.reorganising.names import nameless, no_place
from binhyen.orgunits.rules.reorganising.snapshots import KnownVersion


def read_steps(ground: Ground) -> None:
    """Resolve the codes of every step, and note what it asks of each unit."""
    for step in ground.draft.steps:
        _read(ground, step)


def _read(ground: Ground, step: Step) -> None:
    place = step.place
    match step:
        case Territory(_, predecessors, successor):
            _take_territory(ground, place, predecessors, successor)
        case Move(_, code, parent_code):
            if unit := _asked(ground, place, code, "parent"):
                ground.asked_parents.append((place, unit.unit_id, parent_code))
        case Rename(_, code, name):
            if unit := _asked(ground, place, code, "name"):
                ground.renamed[unit.unit_id] = name
                if not name.strip():
                    nameless(ground, place)
        case Recode(_, code, new_code):
            if unit := _asked(ground, place, code, "code"):
                ground.recoded[unit.unit_id] = new_code
        case ChangeKind(_, code, kind, name):
            if unit := _asked(ground, place, code, "kind"):
                ground.rekinded[unit.unit_id] = kind
                if name and _once(ground, place, unit, "name"):
                    ground.renamed[unit.unit_id] = name
        case Found(_, unit_asked, children):
            key = _found(ground, place, unit_asked)
            for code in children:
                if child := _asked(ground, place, code, "parent"):
                    ground.moved[child.unit_id] = key
        case End(_, code):
            if unit := _asked(ground, place, code, "end"):
                ground.ending.add(unit.unit_id)
        case EndLevel():
            _end_level(ground, step)


def _take_territory(ground: Ground, place: str, predecessors: tuple[PartOf, ...], successor: NewUnit) -> None:
    key = _found(ground, place, successor)
    given: set[int] = set()
    if not predecessors:
        ground.fault(
            place, "no-predecessors", _("Chưa ghi các đơn vị trước."), _("Ghi mã các đơn vị nhập vào.")
        )
    for part in predecessors:
        at = part.place or place
        unit = ground.existing(at, part.code)
        if unit is None:
            continue
        if unit.unit_id in given:
            ground.fault(
                at,
                "twice-into-one",
                _("%s được ghi hai lần vào cùng một đơn vị mới.") % called(unit),
                _("Giữ lại một dòng."),
            )
            continue
        given.add(unit.unit_id)
        ground.touch(unit, at)
        ground.roles.setdefault((unit.unit_id, "territory"), at)
        giving = Part(at, part, unit, key)
        ground.parts.append(giving)
        ground.parts_of[unit.unit_id].append(giving)
        ground.ending.add(unit.unit_id)


def _end_level(ground: Ground, step: EndLevel) -> None:
    elsewhere = step.under_code and step.under_code != ground.draft.under_code
    scope = ground.existing(step.place, step.under_code) if elsewhere else ground.under
    if scope is None:
        return
    below = ground.snapshot.below(scope.unit_id, ground.day)
    units = [each for each in below if each.level == step.level]
    if not units:
        ground.fault(
            step.place,
            "no-units-of-level",
            _("%s không có đơn vị nào ở cấp này.") % scope.name,
            _("Kiểm tra lại cấp và đơn vị."),
        )
    for unit in units:
        if _once(ground, step.place, unit, "end"):
            ground.touch(unit, step.place)
            ground.ending.add(unit.unit_id)
            ground.dissolved.add(unit.unit_id)


def _found(ground: Ground, place: str, asked: NewUnit) -> int:
    """Note a unit to be founded; the number that stands for it."""
    key = -len(ground.founding) - 1
    ground.founding[key] = Founding(place, asked, asked.level, asked.kind, asked.code)
    return key


def _asked(ground: Ground, place: str, code: str, role: Role) -> KnownVersion | None:
    """The unit of a code that a step wants something of, once; None with a fault otherwise."""
    unit = ground.existing(place, code)
    if unit is None or not _once(ground, place, unit, role):
        return None
    if unit.level in NO_PLACES and role in ("name", "code", "kind"):
        no_place(ground, place)
    ground.touch(unit, place)
    return unit


def _once(ground: Ground, place: str, unit: KnownVersion, role: Role) -> bool:
    """Whether nothing of the kind was asked of the unit before at another place; else that is a fault."""
    before = ground.roles.setdefault((unit.unit_id, role), place)
    if before == place:
        return True
    ground.fault(
        place,
        "twice",
        _("%(unit)s đã có việc cùng loại ở %(place)s.") % {"unit": called(unit), "place": before},
        _("Mỗi đơn vị chỉ ghi một lần cho mỗi việc; giữ lại một dòng."),
    )
    return False
