"""Which unit went into which, what part of it, and can the whole of it be so?

A *split* is all that became of one unit on one day. Each share is the part of the predecessor that went to the
successor, from 0 to 1; None is unknown, and then nothing is apportioned by it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.faults import BadInput
from binhyen.foundations.validity import Validity
from binhyen.foundations.vietnamese import format_date

WHOLE, PART = "whole", "part"
PART_AREA, PART_AREA_ALL_PEOPLE, PART_PEOPLE = "part-area", "part-area-all-people", "part-people"
DISTRICT_BECAME_ZONE = "district-became-zone"
SAME_UNIT = frozenset({"unchanged", "renamed", "kind-changed"})
"""Relations in which the territory, and so the identity, stayed: predecessor and successor are one."""

UNDIVIDED = SAME_UNIT | {WHOLE, DISTRICT_BECAME_ZONE}
"""Relations in which everything of the predecessor went to the one successor, by the law's own words."""

_ONE = Decimal(1)
_ALL_TO_ONE = (Fraction(1),)
_LAST_PLACE = Fraction(1, 10**8)
"""The last place to which shares are kept; shares that were reckoned add up to 1 only as far as that."""


class Basis(StrEnum):
    """By what a split unit is divided."""

    PEOPLE = "people"
    AREA = "area"
    HOUSEHOLDS = "households"
    HAND = "hand"

    @property
    def label(self) -> str:
        return str(_BASIS_LABELS[self])


_BASIS_LABELS = {
    Basis.PEOPLE: gettext_lazy("theo dân số"),
    Basis.AREA: gettext_lazy("theo diện tích"),
    Basis.HOUSEHOLDS: gettext_lazy("theo số hộ"),
    Basis.HAND: gettext_lazy("theo tỷ lệ ấn định"),
}


class Link(NamedTuple):
    """From ``day`` on the unit ``successor`` stands where ``predecessor`` stood; both are keys of units.

    ``relation`` is a value of ``models.Relation``. Shares are parts of the predecessor, from 0 to 1, or None where
    nobody says it.
    """

    predecessor: int
    successor: int
    day: date
    relation: str
    people: Decimal | None = None
    area: Decimal | None = None
    households: Decimal | None = None
    hand: Decimal | None = None

    @property
    def stays(self) -> bool:
        """Whether predecessor and successor are one unit, with another name, kind, code or superior at most."""
        return self.relation in SAME_UNIT


class BadSuccession(BadInput):
    """Successions that cannot be: ``units`` are the keys of those concerned."""

    def __init__(self, sentence: str, remedy: str, units: tuple[int, ...]) -> None:
        super().__init__(sentence, remedy)
        self.units = units


def share_of(link: Link, basis: Basis) -> Decimal | None:
    """The part of the predecessor that went to the successor, from 0 to 1; None where it is not known.

    What the relation says by itself holds on every basis: all of a unit that joined whole, all people and households
    of one whose people went there. Else a share that somebody set by hand goes before the one of the basis.
    """
    if link.relation in UNDIVIDED:
        return _ONE
    if link.hand is not None:
        return link.hand
    if link.relation == PART_AREA_ALL_PEOPLE and basis in (Basis.PEOPLE, Basis.HOUSEHOLDS):
        return _ONE
    return {Basis.PEOPLE: link.people, Basis.AREA: link.area, Basis.HOUSEHOLDS: link.households}.get(basis)


def shares_of(split: Sequence[Link], basis: Basis) -> tuple[Fraction | None, ...]:
    """The shares of all links of one split, in their order, exactly.

    Where those that are known come to 1, as far as their last places tell, nothing is left for the others, and the
    greatest bears the difference: three times a third is the whole. :class:`BadSuccession` where they come to more.
    """
    if len(split) == 1 and split[0].relation in UNDIVIDED:  # nearly all, so they must cost nothing
        return _ALL_TO_ONE
    shares = [None if (share := share_of(link, basis)) is None else Fraction(share) for link in split]
    known = [share for share in shares if share is not None]
    if not known:
        return tuple(shares)
    over = sum(known, Fraction(0)) - 1
    if over > len(split) * _LAST_PLACE:
        raise _over_one(split, basis)
    if over < -len(split) * _LAST_PLACE:
        return tuple(shares)
    greatest = shares.index(max(known))
    exactly = [share or Fraction(0) for share in shares]
    exactly[greatest] -= over
    return tuple(exactly)


def splits_of(links: Iterable[Link]) -> dict[tuple[int, date], tuple[Link, ...]]:
    """The links by predecessor and day, each split in the order of successors."""
    splits: dict[tuple[int, date], list[Link]] = defaultdict(list)
    for link in links:
        splits[link.predecessor, link.day].append(link)
    return {
        which: tuple(split) if len(split) == 1 else tuple(sorted(split, key=lambda link: link.successor))
        for which, split in splits.items()
    }


def faults_in(links: Iterable[Link], lives: Mapping[int, Validity]) -> tuple[BadSuccession, ...]:
    """What cannot be about these links, whatever the basis; ``lives`` says when units began and ended.

    A share below 0 or over 1, shares of one split that come to more than 1, one pair twice on a day, a relation that
    does not fit the pair, a predecessor that does not end on the day (or ends though it stayed), a successor that is
    not there on the day, a cycle. Of units that ``lives`` does not know only the rest is judged.
    """
    every = tuple(links)
    found = [
        fault for link in every if not _plainly_right(link, lives) for fault in _faults_of_link(link, lives)
    ]
    for split in splits_of(every).values():
        if len(split) > 1:
            found.extend(_faults_of_split(split))
    # Where every life is known and fits its links, each step leads to a unit that ends later: never back.
    if any(link.predecessor not in lives or link.successor not in lives for link in every):
        found.extend(_cycle(every))
    return tuple(found)


def _plainly_right(link: Link, lives: Mapping[int, Validity]) -> bool:
    """What holds of nearly all links, so that looking closer costs only where there is something to see."""
    before, after = lives.get(link.predecessor), lives.get(link.successor)
    return (
        link.relation == WHOLE
        and link.predecessor != link.successor
        and link.people == link.area == link.households == 1
        and link.hand is None
        and before is not None
        and before.until == link.day
        and after is not None
        and after.holds_on(link.day)
    )


def _faults_of_link(link: Link, lives: Mapping[int, Validity]) -> Iterator[BadSuccession]:
    pair = (link.predecessor, link.successor)
    if any(share is not None and not 0 <= share <= 1 for share in _shares(link)):
        yield BadSuccession(_("Có tỷ lệ nhỏ hơn 0 hoặc lớn hơn 1."), _("Ghi tỷ lệ từ 0 đến 1."), pair)
    if (link.predecessor == link.successor) is not link.stays:
        yield BadSuccession(
            _("Quan hệ “%s” không hợp với hai đơn vị này.") % link.relation,
            _("Giữ nguyên, đổi tên và đổi loại là của cùng một đơn vị; các quan hệ khác là của hai đơn vị."),
            pair,
        )
        return
    before, after = lives.get(link.predecessor), lives.get(link.successor)
    if before is not None and not link.stays and before.until != link.day:
        yield BadSuccession(
            _("Đơn vị trước không kết thúc vào ngày %s.") % format_date(link.day),
            _(
                "Đơn vị có đơn vị khác kế thừa thì kết thúc đúng ngày kế thừa; sửa ngày, hoặc bỏ dòng kế thừa."
            ),
            pair,
        )
    if after is not None and not after.holds_on(link.day):
        yield BadSuccession(
            _("Đơn vị sau không tồn tại vào ngày %s.") % format_date(link.day),
            _("Ngày kế thừa phải nằm trong thời gian đơn vị sau tồn tại."),
            pair,
        )


def _shares(link: Link) -> tuple[Decimal | None, ...]:
    return (link.people, link.area, link.households, link.hand)


def _faults_of_split(split: Sequence[Link]) -> Iterator[BadSuccession]:
    if len({link.successor for link in split}) < len(split):
        yield BadSuccession(
            _("Một cặp đơn vị được ghi kế thừa hai lần trong một ngày."),
            _("Giữ lại một dòng kế thừa."),
            _units_of(split),
        )
        return
    faults = (_fault_of_shares(split, basis) for basis in Basis)
    yield from next(((fault,) for fault in faults if fault), ())


def _fault_of_shares(split: Sequence[Link], basis: Basis) -> BadSuccession | None:
    try:
        shares_of(split, basis)
    except BadSuccession as fault:
        return fault
    return None


def _over_one(split: Sequence[Link], basis: Basis) -> BadSuccession:
    return BadSuccession(
        _("Các tỷ lệ %s của một đơn vị cộng lại lớn hơn 1.") % basis.label,
        _(
            "Sửa các tỷ lệ để cộng lại không quá 1; đơn vị nhập toàn bộ vào một nơi thì không nhập thêm nơi khác."
        ),
        _units_of(split),
    )


def _units_of(split: Sequence[Link]) -> tuple[int, ...]:
    return (split[0].predecessor, *(link.successor for link in split))


def _cycle(links: Iterable[Link]) -> Iterator[BadSuccession]:
    """One fault that names every unit that comes to be its own predecessor, if there is any.

    Units without predecessors are taken away again and again; what is left stands on a cycle or behind one, and is
    taken away from the other end likewise.
    """
    edges = {(link.predecessor, link.successor) for link in links if link.predecessor != link.successor}
    edges = _without_ends({(after, before) for before, after in _without_ends(edges)})
    if edges:
        yield BadSuccession(
            _("Các đơn vị kế thừa lẫn nhau thành vòng."),
            _("Một đơn vị không thể là đơn vị trước của chính mình; bỏ một dòng kế thừa trong vòng ấy."),
            tuple(sorted({unit for edge in edges for unit in edge})),
        )


def _without_ends(edges: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """The edges without those that lead away from where nothing leads to, however far."""
    successors: dict[int, list[int]] = defaultdict(list)
    before: dict[int, int] = defaultdict(int)
    for start, end in edges:
        successors[start].append(end)
        before[end] += 1
    open_ones = [unit for unit in successors if not before[unit]]
    gone = set()
    while open_ones:
        start = open_ones.pop()
        gone.add(start)
        for end in successors[start]:
            before[end] -= 1
            if not before[end]:
                open_ones.append(end)
    return {edge for edge in edges if edge[0] not in gone}
