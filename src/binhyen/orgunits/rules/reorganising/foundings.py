"""What a draft leaves open of a unit to be founded is found out: its level, kind, names, parent and code."""

from __future__ import annotations

from collections import defaultdict

from django.utils.translation import gettext as _

from binhyen.orgunits.rules.naming import AREA, CLUSTER, COMMUNE, LEVELS_ABOVE, kinds_of_level
from binhyen.orgunits.rules.reorganising.ground import Founding, Ground
from binhyen.orgunits.rules.reorganising.names import full_and_own_name, nameless
from binhyen.orgunits.rules.reorganising.snapshots import KnownVersion
from binhyen.orgunits.rules.reorganising.standing import heir_of, parent_of_code

_CLUSTER_LETTER = "K"
"""Stands before the number in the code of a cluster that nobody gave a code: ``04831-K01``."""


def settle_foundings(ground: Ground) -> None:
    """Level, kind, names and parent of what is founded, from what was asked and from its predecessors."""
    givers: dict[int, list[KnownVersion]] = defaultdict(list)
    for part in ground.parts:
        givers[part.successor].append(part.giver)
    for key, new in ground.founding.items():
        before = givers[key]
        if not new.level:
            new.level = _common(ground, new.place, {each.level for each in before}, "level")
        if not new.kind:
            kinds = {each.kind for each in before if each.level == new.level}
            possible = kinds_of_level(new.level) if new.level else ()
            new.kind = possible[0] if len(possible) == 1 else _common(ground, new.place, kinds, "kind")
        if not new.asked.name.strip():
            nameless(ground, new.place)
        else:
            new.name, new.short_name = full_and_own_name(
                ground, new.place, new.level, new.kind, new.asked.name
            )
        new.parent = _parent_of(ground, new, before)


def _common(ground: Ground, place: str, values: set[str], what: str) -> str:
    """The one level or kind that all predecessors have; empty with a fault where there is not one."""
    if len(values) == 1:
        return next(iter(values))
    sentences = {"level": _("Chưa rõ cấp của đơn vị mới."), "kind": _("Chưa rõ loại của đơn vị mới.")}
    ground.fault(
        place,
        f"no-{what}",
        sentences[what],
        _("Ghi loại, ví dụ xã, phường, thôn, tổ dân phố, cụm khu dân cư."),
    )
    return ""


def _parent_of(ground: Ground, new: Founding, before: list[KnownVersion]) -> int | None:
    if new.asked.parent_code:
        return parent_of_code(ground, new.place, new.asked.parent_code)
    if not before:
        return ground.under.unit_id
    parents = {each.parent_id for each in before if each.level == new.level}
    if len(parents) == 1 and (parent := next(iter(parents))) is not None:
        return heir_of(ground, parent) or parent
    ground.fault(
        new.place,
        "no-parent",
        _("Các đơn vị trước thuộc nhiều nơi khác nhau nên chưa rõ đơn vị mới thuộc nơi nào."),
        _("Ghi mã đơn vị mà đơn vị mới trực thuộc."),
    )
    return None


def give_out_codes(ground: Ground) -> None:
    """Give residential areas and clusters without a code the next ones of their commune."""
    last: dict[tuple[str, str], int] = {}
    for _key, new in sorted(ground.founding.items(), reverse=True):
        if new.code or new.level not in (AREA, CLUSTER):
            continue
        commune = _commune_code(ground, new.parent)
        if not commune:
            continue
        letter = _CLUSTER_LETTER if new.level == CLUSTER else ""
        if (commune, letter) not in last:
            last[commune, letter] = _last_number(ground, commune, letter)
        last[commune, letter] += 1
        width = 2 if letter else 3
        new.code = f"{commune}-{letter}{last[commune, letter]:0{width}}"


def _last_number(ground: Ground, commune: str, letter: str) -> int:
    """The highest number after the letter in codes of the commune, known or asked for; 0 if there is none."""
    asked = [each.asked.code for each in ground.founding.values()] + list(ground.recoded.values())
    known = [
        *ground.snapshot.numbered.get(commune, ()),
        *(code.removeprefix(f"{commune}-") for code in asked if code.startswith(f"{commune}-")),
    ]
    return max(
        (
            int(number)
            for each in known
            if (number := each.removeprefix(letter)).isdecimal() and each.startswith(letter)
        ),
        default=0,
    )


def _commune_code(ground: Ground, key: int | None) -> str:
    """The code afterwards of the commune at or above a unit; empty where there is none."""
    for _step in range(len(LEVELS_ABOVE)):
        if key is None:
            return ""
        if key in ground.founding:
            if ground.founding[key].level == COMMUNE:
                return ground.founding[key].asked.code
            key = ground.founding[key].parent
            continue
        known = ground.known(key)
        if known is None:
            return ""
        if known.level == COMMUNE:
            return ground.recoded.get(key, known.code)
        key = ground.moved.get(key, known.parent_id)
    return ""
