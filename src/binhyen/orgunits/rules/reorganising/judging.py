"""May the map be as the draft makes it? Heads, later changes, levels, and codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from binhyen.foundations.vietnamese import format_date
from binhyen.orgunits.rules.naming import LEVELS_ABOVE, kinds_of_level
from binhyen.orgunits.rules.reorganising.drafts import Draft, Fault
from binhyen.orgunits.rules.reorganising.ground import NO_PLACES, Ground, called
from binhyen.orgunits.rules.reorganising.names import no_place, wrong_kind
from binhyen.orgunits.rules.reorganising.snapshots import KnownVersion
from binhyen.orgunits.rules.reorganising.standing import has_moved

LONGEST_CODE = 10
_CODE = re.compile(r"[0-9A-Z][0-9A-Z.\-]*", re.ASCII)


def faults_of_head(draft: Draft) -> Iterator[Fault]:
    """What is missing of a title, a legal basis and steps."""
    if not draft.title.strip():
        yield Fault("title", "no-title", _("Chưa ghi tên lần sắp xếp."), _("Ghi một tên ngắn."))
    if not draft.legal_basis.strip():
        yield Fault(
            "legal_basis",
            "no-basis",
            _("Chưa ghi văn bản quyết định việc sắp xếp."),
            _("Ghi số, ký hiệu và ngày của nghị quyết hoặc quyết định."),
        )
    if not draft.steps:
        yield Fault("steps", "no-steps", _("Chưa có việc sắp xếp nào."), _("Ghi ít nhất một việc."))


def judge_later_changes(ground: Ground) -> None:
    """Nothing recorded for the day or later may be overwritten, not below what ends or moves either."""
    named = {key for key, _role in ground.roles}
    for key, unit in sorted(ground.touched.items()):
        place = ground.place_of[key]
        if unit.unit_since >= ground.day:
            ground.fault(
                place,
                "begins-later",
                _("%(unit)s bắt đầu từ ngày %(since)s; ngày sắp xếp phải sau ngày đó.")
                % {"unit": called(unit), "since": format_date(unit.unit_since)},
                _("Ghi lại ngày có hiệu lực."),
            )
            continue
        later = [each.since for each in ground.snapshot.by_unit[key] if each.since >= ground.day]
        if key in named and unit.unit_until is not None:
            later.append(unit.unit_until)
        if key in ground.ending or has_moved(ground, key):
            below = ground.snapshot.beginning_below(key, ground.day)
            later += [each.since for each in below if each.unit_id not in ground.touched]
        if later:
            ground.fault(
                place,
                "changed-later",
                _("%(unit)s, hoặc đơn vị trực thuộc, đã có thay đổi ghi từ ngày %(since)s.")
                % {"unit": called(unit), "since": format_date(min(later))},
                _("Hoàn tác thay đổi đó trước, hoặc chọn ngày có hiệu lực sau ngày đó."),
            )


def judge_levels(ground: Ground) -> None:
    """What is founded is a place, of a kind of its level; it and what moves stand under the right level."""
    for new in ground.founding.values():
        if not new.level:
            continue
        if new.level in NO_PLACES:
            no_place(ground, new.place)
        if new.kind and new.kind not in kinds_of_level(new.level):
            wrong_kind(ground, new.place, new.kind)
        if new.parent is not None:
            _judge_parent(ground, new.place, new.name, new.level, new.parent)
    for key, parent in sorted(ground.moved.items()):
        unit = ground.touched[key]
        _judge_parent(ground, ground.place_of[key], called(unit), unit.level, parent)


def _judge_parent(ground: Ground, place: str, name: str, level: str, parent: int) -> None:
    above = ground.level_of(parent)
    if above and above not in LEVELS_ABOVE.get(level, ()):
        ground.fault(
            place,
            "wrong-level",
            _("%(unit)s không thể trực thuộc %(parent)s: hai cấp này không đứng liền nhau.")
            % {"unit": name, "parent": ground.name_of(parent)},
            _("Ghi mã của một đơn vị ở cấp trên trực tiếp."),
        )


def judge_codes(ground: Ground) -> None:
    """Codes have their shape, nobody bears them afterwards, and no two units of this draft do."""
    wanted = [(new.place, new.level, new.code) for _key, new in sorted(ground.founding.items(), reverse=True)]
    wanted += [
        (ground.roles[key, "code"], ground.touched[key].level, code) for key, code in ground.recoded.items()
    ]
    taken: dict[tuple[str, str], str] = {}
    for place, level, code in wanted:
        if not level:
            continue
        if not code or len(code) > LONGEST_CODE or not _CODE.fullmatch(code):
            ground.fault(
                place,
                "code-misshapen",
                _("Mã “%s” không đúng dạng.") % code if code else _("Chưa ghi mã của đơn vị mới."),
                _("Mã có từ 1 đến %s chữ số, chữ in hoa không dấu, dấu chấm, gạch nối.") % LONGEST_CODE,
            )
            continue
        if (level, code) in taken:
            ground.fault(
                place,
                "code-taken",
                _("Mã “%(code)s” đã ghi cho một đơn vị khác ở %(place)s.")
                % {"code": code, "place": taken[level, code]},
                _("Chọn mã khác."),
            )
            continue
        taken[level, code] = place
        bearer = _bearer_afterwards(ground, level, code)
        if bearer is not None:
            ground.fault(
                place,
                "code-taken",
                _("Mã “%(code)s” đang là của %(bearer)s.") % {"code": code, "bearer": bearer.name},
                _("Chọn mã khác, hoặc ngày sau khi mã đó không còn được dùng."),
            )


def _bearer_afterwards(ground: Ground, level: str, code: str) -> KnownVersion | None:
    """Who bears the code on the day or later and does not give it up."""
    for bearer in ground.snapshot.by_code.get(code, ()):
        gives_up = bearer.unit_id in ground.ending or bearer.unit_id in ground.recoded
        ended = bearer.until is not None and bearer.until <= ground.day
        if bearer.level == level and not gives_up and not ended:
            return bearer
    return None
