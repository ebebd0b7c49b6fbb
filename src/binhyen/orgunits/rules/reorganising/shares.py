"""How much of a unit that ends goes into each of its successors, and do the parts make a whole?"""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from binhyen.orgunits.rules.reorganising.drafts import (
    DISTRICT_BECAME_ZONE,
    ENTIRELY,
    IN_PARTS,
    MEASURES,
    PART_AREA,
    PART_AREA_ALL_PEOPLE,
)
from binhyen.orgunits.rules.reorganising.ground import Ground, Part, called
from binhyen.orgunits.rules.reorganising.plans import Consequence

_ROUNDING = Decimal("0.00000001")
"""The last place to which shares are kept."""


def share_of(ground: Ground, part: Part, measure: str) -> Decimal | None:
    """The share of the giver, 0 to 1, that goes over by one of ``MEASURES``; None is unknown."""
    share: Decimal | None = _shares_by_law(ground, part).get(measure, getattr(part.part, measure))
    return share


def _shares_by_law(ground: Ground, part: Part) -> dict[str, Decimal]:
    """The shares that the relation itself says.

    All of what went whole; all people and households of one whose people all went there, and none of one of
    which only land went.
    """
    relation = part.part.relation
    if relation in ENTIRELY:
        return dict.fromkeys(("people", "area", "households"), Decimal(1))
    if relation == PART_AREA_ALL_PEOPLE:
        return dict.fromkeys(("people", "households"), Decimal(1))
    siblings = (each.part.relation for each in ground.parts_of[part.giver.unit_id])
    if relation == PART_AREA and PART_AREA_ALL_PEOPLE in siblings:
        return dict.fromkeys(("people", "households"), Decimal(0))
    return {}


def judge_parts(ground: Ground) -> None:
    """Units give to such of their level, whole to one or in parts to several, in shares that add up."""
    for part in ground.parts:
        level = ground.founding[part.successor].level
        if level and level != part.giver.level and part.part.relation != DISTRICT_BECAME_ZONE:
            ground.fault(
                part.place,
                "wrong-level",
                _("%s không cùng cấp với đơn vị mới.") % called(part.giver),
                _("Chỉ nhập, chia các đơn vị cùng cấp; muốn đổi nơi trực thuộc thì ghi việc chuyển."),
            )
    for parts in ground.parts_of.values():
        unit, last = parts[0].giver, parts[-1]
        whole = [part for part in parts if part.part.relation in ENTIRELY]
        if whole and len(parts) > 1:
            ground.fault(
                last.place,
                "merged-twice",
                _("%(unit)s đã nhập toàn bộ ở %(place)s nên không nhập thêm nơi khác.")
                % {
                    "unit": called(unit),
                    "place": (whole[0] if whole[0] is not last else parts[0]).place,
                },
                _("Giữ một dòng; hoặc ghi quan hệ “nhập một phần” cho tất cả."),
            )
            continue
        if not whole and len(parts) == 1 and last.part.relation in IN_PARTS:
            ground.fault(
                last.place,
                "rest-left",
                _("%s chỉ có một phần được nhập, phần còn lại chưa ghi đi đâu.") % called(unit),
                _("Ghi thêm dòng cho phần còn lại, hoặc ghi nhập toàn bộ."),
            )
        for part in parts:
            _judge_shares(ground, part)
        _judge_sums(ground, parts)


def _judge_shares(ground: Ground, part: Part) -> None:
    for measure, by_law in _shares_by_law(ground, part).items():
        given = getattr(part.part, measure)
        if given is not None and given != by_law:
            ground.fault(
                part.place,
                "share-against-relation",
                _("Tỷ lệ %(given)s không hợp với quan hệ đã ghi: theo quan hệ này là %(law)s.")
                % {"given": given, "law": by_law},
                _("Bỏ trống tỷ lệ, hoặc ghi lại quan hệ."),
            )
    for measure in MEASURES:
        given = getattr(part.part, measure)
        if given is not None and not 0 <= given <= 1:
            ground.fault(
                part.place,
                "share-out-of-range",
                _("Tỷ lệ “%s” không phải một số từ 0 đến 1.") % given,
                _("Ghi phần của đơn vị cũ, ví dụ 0,6 hoặc 60%; chưa biết thì để trống."),
            )


def _judge_sums(ground: Ground, parts: list[Part]) -> None:
    for measure in MEASURES:
        shares = [share_of(ground, part, measure) for part in parts]
        known = [share for share in shares if share is not None]
        total = sum(known, Decimal(0))
        words = {"measure": _in_words(measure), "unit": called(parts[0].giver), "total": total}
        if total > 1 + len(known) * _ROUNDING:
            ground.fault(
                parts[-1].place,
                "shares-over-one",
                _("Các tỷ lệ %(measure)s của %(unit)s cộng lại là %(total)s, lớn hơn 1.") % words,
                _("Sửa các tỷ lệ để cộng lại bằng 1."),
            )
        elif len(known) == len(shares) and total < 1 - len(known) * _ROUNDING:
            sentence = _(
                "Các tỷ lệ %(measure)s của %(unit)s cộng lại là %(total)s: phần còn lại không được "
                "chuyển sang đơn vị nào."
            )
            ground.remarks.append(Consequence("shares-short", sentence % words, 1))


def _in_words(measure: str) -> str:
    return {
        "people": _("dân số"),
        "area": _("diện tích"),
        "households": _("số hộ"),
        "hand": _("ấn định"),
    }[measure]
