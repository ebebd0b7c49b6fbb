"""Where does everything stand afterwards: who inherits from what ends, and what follows what moves?"""

from __future__ import annotations

from django.utils.translation import gettext as _

from binhyen.foundations.vietnamese import format_date
from binhyen.orgunits.rules.naming import BODY
from binhyen.orgunits.rules.reorganising.ground import GOING_ON, Ground, Role, called
from binhyen.orgunits.rules.reorganising.snapshots import KnownVersion


def end_bodies(ground: Ground) -> None:
    """Let the bodies of what ends end with it, and judge that nothing which ends is asked anything else."""
    for key in sorted(ground.ending):
        for child in ground.snapshot.children(key, ground.day):
            if child.level == BODY and (child.unit_id, "parent") not in ground.roles:
                ground.touch(child, ground.place_of[key])
                ground.ending.add(child.unit_id)
    for key in sorted(ground.ending):
        asked: list[Role] = [role for role in GOING_ON if (key, role) in ground.roles]
        if {(key, "territory"), (key, "end")} <= ground.roles.keys():
            asked.append("end")
        for role in asked[:1]:
            ground.fault(
                ground.roles[key, role],
                "ends-and-goes-on",
                _("%s kết thúc trong lần sắp xếp này nên không làm việc khác với nó được.")
                % called(ground.touched[key]),
                _("Ghi tên, mã, loại, nơi thuộc ở đơn vị mới."),
            )


def place_what_moves(ground: Ground) -> None:
    """Find the parents that steps ask for."""
    for place, key, parent_code in ground.asked_parents:
        parent = parent_of_code(ground, place, parent_code)
        if parent is not None:
            ground.moved[key] = parent


def parent_of_code(ground: Ground, place: str, code: str) -> int | None:
    """The unit of a code under which something is to stand: one the draft makes, or one that is there."""
    made = [key for key, new in ground.founding.items() if new.asked.code == code]
    made += [key for key, recoded in ground.recoded.items() if recoded == code]
    if made:
        return made[0]
    if code in (ground.under.code, ground.draft.under_code):
        return ground.under.unit_id
    unit = ground.existing(place, code)
    if unit is None:
        return None
    if unit.unit_id in ground.ending:
        ground.fault(
            place,
            "parent-ends",
            _("%s kết thúc trong lần sắp xếp này nên không nhận đơn vị trực thuộc được.") % called(unit),
            _("Ghi mã của đơn vị còn lại sau sắp xếp."),
        )
        return None
    judge_receiving(ground, place, unit)
    return unit.unit_id


def judge_receiving(ground: Ground, place: str, unit: KnownVersion) -> None:
    """Judge that a unit neither ends nor moves after the day, as far as is known."""
    later = [
        each.since
        for each in ground.snapshot.by_unit[unit.unit_id]
        if each.since > ground.day and each.tree_path != unit.tree_path
    ]
    if unit.unit_until is not None:
        later.append(unit.unit_until)
    if later:
        ground.fault(
            place,
            "parent-ends",
            _("%(unit)s kết thúc hoặc chuyển nơi từ ngày %(since)s.")
            % {"unit": called(unit), "since": format_date(min(later))},
            _("Hoàn tác thay đổi đó trước, hoặc chọn ngày có hiệu lực sau ngày đó."),
        )


def hand_children_over(ground: Ground) -> None:
    """What stands directly below a unit that ends goes to its heir, unless the draft says otherwise."""
    for key in sorted(ground.ending):
        left = [
            child
            for child in ground.snapshot.children(key, ground.day)
            if child.unit_id not in ground.ending
            and child.unit_id not in ground.moved
            and (child.unit_id, "parent") not in ground.roles
        ]
        if not left:
            continue
        heir = heir_of(ground, key)
        if heir is None:
            _children_left(ground, key, left)
            continue
        for child in left:
            ground.touch(child, ground.place_of[key])
            ground.moved[child.unit_id] = heir


def _children_left(ground: Ground, key: int, left: list[KnownVersion]) -> None:
    names = ", ".join(called(child) for child in left[:5]) + ("…" if len(left) > 5 else "")
    ground.fault(
        ground.place_of[key],
        "children-left",
        _("%(unit)s kết thúc nhưng chưa rõ %(count)s đơn vị trực thuộc đi đâu: %(names)s.")
        % {"unit": called(ground.touched[key]), "count": len(left), "names": names},
        _("Ghi thêm việc chuyển cho từng đơn vị đó, hoặc cho chúng kết thúc."),
    )


def heir_of(ground: Ground, key: int) -> int | None:
    """Who takes what stood below a unit that ends: the unit it went into whole, or the one above its level.

    A unit that goes on is its own heir.
    """
    seen: set[int] = set()
    while key in ground.ending and key not in seen:
        seen.add(key)
        into = ground.parts_of.get(key, ())
        if len(into) == 1:
            return into[0].successor
        above = ground.touched[key].parent_id if key in ground.dissolved else None
        if above is None:
            return None
        key = above
    return key if key not in ground.ending else None


def draw_along(ground: Ground) -> None:
    """Draw along everything below what moves, and reckon paths from the top down."""
    for key in [*ground.founding, *ground.touched]:
        path_of(ground, key)
    if any(path is None for path in ground.paths.values()):
        return
    waiting = [key for key in ground.touched if key not in ground.ending and has_moved(ground, key)]
    drawn = set(waiting)
    while waiting:
        key = waiting.pop()
        for child in ground.snapshot.children(key, ground.day):
            if child.unit_id not in ground.ending and child.unit_id not in drawn:
                ground.touch(child, ground.place_of[key])
                drawn.add(child.unit_id)
                if has_moved(ground, child.unit_id):
                    waiting.append(child.unit_id)


def has_moved(ground: Ground, key: int) -> bool:
    """Whether the path of a touched unit is another afterwards."""
    return path_of(ground, key) != ground.touched[key].tree_path


def path_of(ground: Ground, key: int, trail: tuple[int, ...] = ()) -> str | None:
    """The path afterwards; None in or below a circle, which is a fault, and where a parent is not known.

    ``trail`` are the units below it by which the reckoning came here.
    """
    if key in trail:
        _in_a_circle(ground, trail[trail.index(key) :])
        return None
    if key not in ground.paths:
        parent: int | None
        if key in ground.founding:
            parent = ground.founding[key].parent
        else:
            unit = ground.known(key)
            if unit is None:
                return None
            if not any(int(each) in ground.moved for each in unit.tree_path.split(".")[:-1]):
                ground.paths[key] = unit.tree_path
                return unit.tree_path
            parent = ground.moved.get(key, unit.parent_id)
        above = None if parent is None else path_of(ground, parent, (*trail, key))
        ground.paths[key] = None if above is None else f"{above}{key}."
    return ground.paths[key]


def _in_a_circle(ground: Ground, keys: tuple[int, ...]) -> None:
    names = " → ".join(ground.name_of(key) for key in [*keys, keys[0]])
    place = next((ground.place_of[key] for key in keys if key in ground.place_of), "")
    ground.fault(
        place,
        "cycle",
        _("Đơn vị được đặt dưới chính nó: %s.") % names,
        _("Ghi lại nơi trực thuộc của một trong các đơn vị này."),
    )
