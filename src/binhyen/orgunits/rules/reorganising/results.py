"""The difference that a draft makes: what ends, what is founded, what changes, and who succeeds whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils.translation import gettext as _

from binhyen.orgunits.rules.naming import BODY, KIND_WORDS, kinds_of_level
from binhyen.orgunits.rules.reorganising.drafts import ENTIRELY, KIND_CHANGED, MEASURES, RENAMED, UNCHANGED
from binhyen.orgunits.rules.reorganising.ground import GOING_ON, Ground, called
from binhyen.orgunits.rules.reorganising.names import full_and_own_name, wrong_kind
from binhyen.orgunits.rules.reorganising.plans import (
    ChangedUnit,
    Consequence,
    EndedUnit,
    Facts,
    FoundedUnit,
    Link,
)
from binhyen.orgunits.rules.reorganising.shares import share_of
from binhyen.orgunits.rules.reorganising.snapshots import KnownVersion
from binhyen.orgunits.rules.reorganising.standing import path_of


def ended_units(ground: Ground) -> Iterator[EndedUnit]:
    """What ends, in the order of keys."""
    for key, unit in sorted(ground.touched.items()):
        if key in ground.ending:
            yield EndedUnit(key, unit.id, unit.level, unit.facts, unit.until, unit.unit_until)


def founded_units(ground: Ground) -> Iterator[FoundedUnit]:
    """What is founded, in the order of the draft."""
    points: dict[int, KnownVersion] = {}
    for part in ground.parts:
        if part.part.relation in ENTIRELY and part.giver.longitude is not None:
            # A point inside a unit that went in whole lies inside the new one.
            points.setdefault(part.successor, part.giver)
    for key, new in sorted(ground.founding.items(), reverse=True):
        point = points.get(key)
        path = ground.paths.get(key) or ""
        yield FoundedUnit(
            key=key,
            level=new.level,
            facts=Facts(new.kind, new.code, new.name, new.short_name, new.parent, path),
            longitude=point.longitude if point else None,
            latitude=point.latitude if point else None,
            place=new.place,
        )


def changed_units(ground: Ground) -> Iterator[ChangedUnit]:
    """What goes on otherwise than before, in the order of keys; a step that changes nothing is a fault."""
    for key, unit in sorted(ground.touched.items()):
        if key in ground.ending:
            continue
        after = _facts_after(ground, key, unit)
        named = any((key, role) in ground.roles for role in GOING_ON)
        if after != unit.facts:
            yield ChangedUnit(key, unit.id, unit.level, unit.facts, after, unit.until, named)
        elif named and not any(fault.place == ground.place_of[key] for fault in ground.faults):
            ground.fault(
                ground.place_of[key],
                "changes-nothing",
                _("%s vốn đã như thế, không có gì thay đổi.") % called(unit),
                _("Bỏ dòng này, hoặc ghi lại điều cần thay đổi."),
            )


def _facts_after(ground: Ground, key: int, unit: KnownVersion) -> Facts:
    kind = ground.rekinded.get(key, unit.kind)
    name, short_name = unit.name, unit.short_name
    if key in ground.rekinded and kind not in kinds_of_level(unit.level):
        wrong_kind(ground, ground.roles[key, "kind"], kind)
    elif ground.renamed.get(key) or (kind != unit.kind and unit.level in KIND_WORDS):
        place = ground.roles.get((key, "name")) or ground.roles[key, "kind"]
        asked = ground.renamed.get(key) or short_name
        name, short_name = full_and_own_name(ground, place, unit.level, kind, asked)
    return replace(
        unit.facts,
        kind=kind,
        code=ground.recoded.get(key, unit.code),
        name=name,
        short_name=short_name,
        parent_id=ground.moved.get(key, unit.parent_id),
        tree_path=path_of(ground, key) or unit.tree_path,
    )


def links_of(ground: Ground, changed: Iterable[ChangedUnit]) -> Iterator[Link]:
    """Who succeeds whom; a unit that the draft names and that goes on succeeds itself."""
    for part in ground.parts:
        shares = {measure: share_of(ground, part, measure) for measure in MEASURES}
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


def unsaid_consequences(ground: Ground, changed: Iterable[ChangedUnit]) -> Iterator[Consequence]:
    """What follows in this room and the draft does not say."""
    named = {key for key, _role in ground.roles}
    bodies = sum(1 for key in ground.ending if key not in named and ground.touched[key].level == BODY)
    if bodies:
        sentence = _("%s cơ quan, tổ chức kết thúc cùng đơn vị của mình.") % bodies
        yield Consequence("bodies-end", sentence, bodies)
    follow = sum(1 for unit in changed if not unit.named)
    if follow:
        sentence = _("%s đơn vị trực thuộc đi theo sang nơi mới.") % follow
        yield Consequence("units-follow", sentence, follow)
    unknown = {
        part.giver.unit_id
        for part in ground.parts
        if len(ground.parts_of[part.giver.unit_id]) > 1
        and all(share_of(ground, part, measure) is None for measure in MEASURES)
    }
    if unknown:
        sentence = _("%s đơn vị bị chia chưa có tỷ lệ: số liệu cũ không được phân bổ.") % len(unknown)
        yield Consequence("shares-unknown", sentence, len(unknown))
