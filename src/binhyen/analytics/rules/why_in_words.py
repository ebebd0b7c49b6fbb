"""A change in one sentence, from arithmetic alone: by how much, who rose, who fell, who has no figure in one period.

The sentence comes as pieces; a piece that names a unit carries its key, so that a page can link it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from binhyen.analytics.rules.decomposition import Contribution, ContributionKind
from binhyen.foundations.vietnamese import format_number

MOST_NAMED = 3
"""How many units of a group are named; the others come as one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence; ``unit_id`` is set where it names a unit."""

    text: str
    unit_id: int | None = None


def in_one_sentence(
    amount: Decimal, unit: str, period: str, than: str, contributions: Sequence[Contribution]
) -> tuple[Piece, ...]:
    """ "Tăng 12 tổ so với tháng 12/2025: 5 xã tăng 15 (Đà Bắc +7, …), 2 xã giảm 3 (…).

    ``period`` and ``than`` are the names of the two periods.
    """
    if [each.kind for each in contributions] == [ContributionKind.OWN]:
        said = _("%(change)s, theo báo cáo của chính đơn vị.") % {"change": headline(amount, unit, than)}
        return (Piece(said),)
    groups = list(_groups(contributions, period, than))
    pieces = [Piece(headline(amount, unit, than))]
    for place, group in enumerate(groups):
        pieces += [Piece(": " if place == 0 else "; "), *group]
    return _joined([*pieces, Piece(".")])


def headline(amount: Decimal, unit: str, than: str, decimals: int | None = None) -> str:
    """ "Tăng 12 tổ so với tháng 12/2025"."""
    number = written(abs(amount)) if decimals is None else format_number(abs(amount), decimals)
    by = " ".join(filter(None, (number, unit)))
    if amount > 0:
        return _("Tăng %(by)s so với %(than)s") % {"by": by, "than": than}
    if amount < 0:
        return _("Giảm %(by)s so với %(than)s") % {"by": by, "than": than}
    return _("Không đổi so với %(than)s") % {"than": than}


def text_of(pieces: Iterable[Piece]) -> str:
    """The sentence as plain text."""
    return "".join(piece.text for piece in pieces)


def signed(amount: Decimal) -> str:
    """``+7``, ``−4``, ``0``."""
    sign = "+" if amount > 0 else "−" if amount < 0 else ""
    return sign + written(abs(amount))


def written(amount: Decimal) -> str:
    """A number with the places that it needs, two at most: shares of a territory give many."""
    return format_number(round(amount, 2).normalize())


def _groups(contributions: Sequence[Contribution], period: str, than: str) -> Iterable[list[Piece]]:
    for kind in ContributionKind:
        of_kind = [each for each in contributions if each.kind is kind]
        if kind is ContributionKind.CHANGED:
            for rises in (True, False):
                group = [each for each in of_kind if each.amount and (each.amount > 0) is rises]
                if group:
                    yield [Piece(_moved(group, rises=rises)), *_named(group)]
            if uneven := [each for each in of_kind if not each.is_complete]:
                told = _("trong đó %(count)s %(who)s chưa đủ số liệu ở một trong hai kỳ") % _who(uneven)
                yield [Piece(told)]
        elif of_kind:
            yield _said(kind, of_kind, period, than)


def _moved(group: Sequence[Contribution], *, rises: bool) -> str:
    told = {**_who(group), "by": written(abs(_sum(group)))}
    if rises:
        return _("%(count)s %(who)s tăng %(by)s") % told
    return _("%(count)s %(who)s giảm %(by)s") % told


def _said(kind: ContributionKind, group: Sequence[Contribution], period: str, than: str) -> list[Piece]:
    told = {**_who(group), "period": period, "than": than, "by": signed(_sum(group))}
    if kind is ContributionKind.NOT_YET_BEFORE:
        sentence = _("%(count)s %(who)s chưa có số của %(than)s") % told
    elif kind is ContributionKind.NOT_YET_NOW:
        sentence = _("%(count)s %(who)s chưa có số của %(period)s") % told
    elif kind is ContributionKind.NOW_APPLIES:
        sentence = _("%(count)s %(who)s không tính vào %(than)s") % told
    elif kind is ContributionKind.NO_LONGER_APPLIES:
        sentence = _("%(count)s %(who)s không tính vào %(period)s") % told
    elif kind is ContributionKind.STATED:
        sentence = _("%(count)s %(who)s nêu chênh lệch trong báo cáo kỳ dài hơn") % told
    elif kind is ContributionKind.HELD_BACK:
        return [Piece(_("%(count)s %(who)s có số người nhỏ nên không nêu") % told)]
    elif kind is ContributionKind.OWN:
        return [Piece(_("báo cáo của chính đơn vị %(by)s") % told)]
    else:
        return [Piece(_("%(by)s không thuộc riêng đơn vị nào nay báo cáo về đây") % told)]
    return [Piece(sentence), *_named(group)]


def _named(group: Sequence[Contribution]) -> list[Piece]:
    """ " (Đà Bắc +7, Tân Pheo +4, 3 đơn vị khác +4)"; without names the sum alone, where the group does not say it."""
    named = [each for each in group if each.unit_id is not None]
    if not named:
        return [] if group[0].kind is ContributionKind.CHANGED else [Piece(f" ({signed(_sum(group))})")]
    first, others = named[:MOST_NAMED], named[MOST_NAMED:]
    if len(others) == 1:
        first, others = named, []
    pieces = []
    for place, each in enumerate(first):
        pieces += [
            Piece(", " if place else " ("),
            Piece(each.name, each.unit_id),
            Piece(f" {signed(each.amount)}"),
        ]
    if others:
        rest = _("%(count)s đơn vị khác %(by)s") % {
            "count": format_number(len(others)),
            "by": signed(_sum(others)),
        }
        pieces.append(Piece(f", {rest}"))
    return [*pieces, Piece(")")]


def _who(group: Sequence[Contribution]) -> dict[str, str]:
    """How many of what: "5 xã, phường"; of places and bodies together "5 đơn vị"."""
    bodies = {each.is_body for each in group}
    kinds = sorted({each.unit_kind for each in group if each.unit_kind}, key=lambda kind: (len(kind), kind))
    who = _("đơn vị")
    if bodies == {True}:
        who = _("cơ quan, tổ chức")
    elif kinds and bodies == {False}:
        who = ", ".join(kinds)
    return {"count": format_number(sum(each.units for each in group)), "who": who}


def _sum(group: Iterable[Contribution]) -> Decimal:
    return sum((each.amount for each in group), Decimal(0))


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Plain pieces that follow one another as one."""
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].unit_id is None and piece.unit_id is None:
            found[-1] = Piece(found[-1].text + piece.text)
        else:
            found.append(piece)
    return tuple(found)
