"""What of each unit of one day goes to which unit of another day, along all reorganisations between?

Worked out once for each unit that ended, from the last back to the first: what became of it is what became of its
successors, each by its share. So neither the order of the links nor that of independent events makes a difference.
Everything is reckoned in fractions: what is carried and what is not always add up to what was reported.

Backwards, from a later day to an earlier one, nothing is ever divided: a unit is carried only to the one unit out of
which it came alone, and only together with all other parts of that one (docs/algorithms/crosswalk.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext_lazy

from binhyen.foundations.validity import Validity
from binhyen.orgunits.rules.succession import UNDIVIDED, Basis, Link, faults_in, shares_of, splits_of

NOTHING, ALL = Fraction(0), Fraction(1)


class Fate(StrEnum):
    """How a unit of the first map is carried to the second."""

    WHOLE = "whole"
    PART = "part"
    NOT = "not"

    @property
    def label(self) -> str:
        return str(_FATE_LABELS[self])


_FATE_LABELS = {
    Fate.WHOLE: gettext_lazy("chuyển toàn bộ"),
    Fate.PART: gettext_lazy("chuyển từng phần"),
    Fate.NOT: gettext_lazy("không chuyển được"),
}


class Reason(StrEnum):
    """Why something of a unit is not carried."""

    UNKNOWN_SHARE = "unknown-share"
    NO_SUCCESSOR = "no-successor"
    REMAINDER = "remainder"
    OUT_OF_SIGHT = "out-of-sight"
    JOINED = "joined"
    PARTS_ELSEWHERE = "parts-elsewhere"
    NO_PREDECESSOR = "no-predecessor"
    NOT_ON_MAP = "not-on-map"

    @property
    def label(self) -> str:
        return str(_REASON_LABELS[self])


_REASON_LABELS = {
    Reason.UNKNOWN_SHARE: gettext_lazy("bị chia, chưa biết tỷ lệ"),
    Reason.NO_SUCCESSOR: gettext_lazy("kết thúc, không có đơn vị kế thừa"),
    Reason.REMAINDER: gettext_lazy("phần còn lại: các tỷ lệ cộng lại chưa đủ 1"),
    Reason.OUT_OF_SIGHT: gettext_lazy("nhập vào đơn vị ngoài phạm vi được xem"),
    Reason.JOINED: gettext_lazy("hợp thành từ nhiều đơn vị, không tách ngược lại được"),
    Reason.PARTS_ELSEWHERE: gettext_lazy("đơn vị trước còn phần khác ở đơn vị không chuyển ngược được"),
    Reason.NO_PREDECESSOR: gettext_lazy("mới lập, không có đơn vị trước"),
    Reason.NOT_ON_MAP: gettext_lazy("không tồn tại vào ngày của số liệu"),
}


class Part(NamedTuple):
    """A share of a unit of the first map, above 0, that goes to the unit ``into`` of the second."""

    into: int
    share: Fraction


@dataclass(frozen=True, slots=True)
class Loss:
    """A share of a unit of the first map that is not carried, and why.

    ``at`` is the key of the unit where it came to an end, on ``day``; ``perhaps`` are the keys of the units of the
    second map among which it lies, where that is known and only the shares are not.
    """

    reason: Reason
    at: int
    day: date
    share: Fraction
    perhaps: tuple[int, ...] = ()


class Course(NamedTuple):
    """What becomes of one unit of the first map. The shares of ``parts`` and ``losses`` add up to 1."""

    unit: int
    parts: tuple[Part, ...]
    losses: tuple[Loss, ...] = ()

    @property
    def fate(self) -> Fate:
        if not self.parts:
            return Fate.NOT
        return Fate.PART if self.losses or len(self.parts) > 1 else Fate.WHOLE

    @property
    def carried(self) -> Fraction:
        """The share of the unit that is carried, from 0 to 1."""
        return ALL - sum((loss.share for loss in self.losses), NOTHING)


@dataclass(frozen=True)
class Crosswalk:
    """What becomes of every unit of ``from_day``, by key, on the map of ``to_day``."""

    from_day: date
    to_day: date
    basis: Basis
    courses: Mapping[int, Course]

    @cached_property
    def into(self) -> Mapping[int, tuple[tuple[int, Fraction], ...]]:
        """By unit of the second map: the units of the first that go there and their shares, above 0."""
        found: dict[int, list[tuple[int, Fraction]]] = defaultdict(list)
        for course in self.courses.values():
            for part in course.parts:
                found[part.into].append((course.unit, part.share))
        return {unit: tuple(origins) for unit, origins in found.items()}

    @cached_property
    def perhaps_into(self) -> Mapping[int, tuple[int, ...]]:
        """By unit of the second map: units of the first of which something may belong there, nobody knows how much."""
        found: dict[int, list[int]] = defaultdict(list)
        for course in self.courses.values():
            for unit in dict.fromkeys(unit for loss in course.losses for unit in loss.perhaps):
                found[unit].append(course.unit)
        return {unit: tuple(origins) for unit, origins in found.items()}

    def counts(self) -> dict[Fate, int]:
        """How many units of the first map have each fate."""
        counts = dict.fromkeys(Fate, 0)
        for course in self.courses.values():
            counts[course.fate] += 1
        return counts


def crosswalk(
    links: Iterable[Link],
    lives: Mapping[int, Validity],
    from_day: date,
    to_day: date,
    basis: Basis = Basis.PEOPLE,
) -> Crosswalk:
    """The crosswalk between the maps of two days, in whichever order they stand.

    ``lives`` holds from when until when each unit exists, ``links`` all successions between the days; others make no
    difference. Raises :class:`BadSuccession` for links that cannot be (``faults_in``), the first of them.
    """
    every = tuple(links)
    for fault in faults_in(every, lives):
        raise fault
    moves = _Moves(tuple(link for link in every if not link.stays), lives, basis)
    forwards = from_day <= to_day
    courses = moves.forward((from_day, from_day), to_day) if forwards else moves.backward(from_day, to_day)
    return Crosswalk(from_day, to_day, basis, dict(sorted(courses)))


def courses_onto(
    links: Iterable[Link],
    lives: Mapping[int, Validity],
    day: date,
    span: tuple[date, date],
    basis: Basis = Basis.PEOPLE,
) -> Iterator[tuple[int, Course]]:
    """What becomes on the map of ``day`` of every unit that lived at some time within the span, first day to last.

    As :func:`crosswalk` from the last day of the span on which each was there; the links are taken as they are.
    """
    moves = _Moves(tuple(link for link in links if not link.stays), lives, basis)
    yield from moves.forward(span, day)
    later = [life for life in lives.values() if day < life.since <= span[1]]
    last_days = {span[1] if life.until is None else min(span[1], life.last_day or span[1]) for life in later}
    for from_day in sorted(last_days):
        for unit, course in moves.backward(from_day, day):
            life = lives[unit]
            last_day = span[1] if life.last_day is None else min(span[1], life.last_day)
            if life.since > day and last_day == from_day >= span[0]:
                yield unit, course


class _Became(NamedTuple):
    """What became of the whole of one unit: shares by unit of the second map, and what was lost."""

    parts: dict[int, Fraction]
    losses: dict[tuple[Reason, int], Loss]


def _lost(reason: Reason, at: int, day: date, share: Fraction = ALL, perhaps: Iterable[int] = ()) -> Loss:
    return Loss(reason, at, day, share, tuple(sorted(set(perhaps))))


class _Moves:
    """All changes of territory, ready to be followed either way."""

    def __init__(self, links: Sequence[Link], lives: Mapping[int, Validity], basis: Basis) -> None:
        self.lives = lives
        self.splits = splits_of(links)
        self.shares = {which: shares_of(split, basis) for which, split in self.splits.items()}

    # ---- forward ----------------------------------------------------------------------------------------

    def forward(self, span: tuple[date, date], to_day: date) -> Iterator[tuple[int, Course]]:
        """The units that lived within the span and had begun by ``to_day``."""
        first, last = span[0], min(span[1], to_day)
        ended: list[tuple[date, int]] = []
        for unit, life in self.lives.items():
            if life.until is not None and first < life.until <= to_day:
                ended.append((life.until, unit))
            elif life.since <= last and (life.until is None or life.until > first):
                yield unit, Course(unit, (Part(unit, ALL),))
        became: dict[int, _Became] = {}
        whole_into: dict[int, _Became] = {}
        for day, unit in sorted(ended, reverse=True):  # a successor ends later, so it is worked out before
            split = self.splits.get((unit, day), ())
            if len(split) == 1 and split[0].relation in UNDIVIDED and split[0].successor in self.lives:
                # Nearly all: the whole of it is where its successor is.
                into = split[0].successor
                became[unit] = became.get(into) or whole_into.setdefault(into, _Became({into: ALL}, {}))
            else:
                became[unit] = self._divided(unit, day, became)
            if self.lives[unit].since <= last:
                yield unit, _course(unit, became[unit])

    def _divided(self, unit: int, day: date, became: Mapping[int, _Became]) -> _Became:
        """What became of a unit that ended on ``day``."""
        split, shares = self.splits.get((unit, day), ()), self.shares.get((unit, day), ())
        if len(split) == 1 and shares[0] == 1:
            return self._of_successor(split[0], became)
        whole = _Became({}, {})
        rest, unknown = ALL, list[_Became]()
        for link, share in zip(split, shares, strict=True):
            if share is None:
                unknown.append(self._of_successor(link, became))
            elif share:
                rest -= share
                _add(whole, self._of_successor(link, became), share)
        if rest:
            reason = Reason.UNKNOWN_SHARE if unknown else Reason.REMAINDER if split else Reason.NO_SUCCESSOR
            perhaps = {into for each in unknown for into in _perhaps(each)}
            _lose(whole, _lost(reason, unit, day, rest, perhaps))
        return whole

    def _of_successor(self, link: Link, became: Mapping[int, _Became]) -> _Became:
        """What became of the successor; one that lived on stands for itself."""
        if link.successor not in self.lives:
            loss = _lost(Reason.OUT_OF_SIGHT, link.predecessor, link.day)
            return _Became({}, {(loss.reason, loss.at): loss})
        return became.get(link.successor) or _Became({link.successor: ALL}, {})

    # ---- backward ---------------------------------------------------------------------------------------

    def backward(self, from_day: date, to_day: date) -> Iterator[tuple[int, Course]]:
        came_from = self._came_from()
        whole_again = self._whole_again(from_day, to_day, came_from)
        became: dict[int, _Became] = {}
        begun: list[tuple[date, int]] = []
        for unit, life in self.lives.items():
            if to_day < life.since <= from_day:
                begun.append((life.since, unit))
            elif life.holds_on(from_day):
                yield unit, Course(unit, (Part(unit, ALL),))
        for day, unit in sorted(begun):  # a predecessor began earlier, so it is worked out before
            became[unit] = _put_back(unit, day, came_from.get(unit, ()), whole_again, became)
            if self.lives[unit].holds_on(from_day):
                yield unit, _course(unit, became[unit])

    def _came_from(self) -> dict[int, list[int]]:
        """The predecessors of which something is, or may be, in each unit."""
        found: dict[int, list[int]] = defaultdict(list)
        for which, split in self.splits.items():
            for link, share in zip(split, self.shares[which], strict=True):
                if share != 0:
                    found[link.successor].append(link.predecessor)
        return found

    def _whole_again(self, from_day: date, to_day: date, came_from: Mapping[int, list[int]]) -> set[int]:
        """The units that ended between the days and of which all parts stand on the later map by themselves."""
        found: set[int] = set()
        splits = [which for which in self.splits if to_day < which[1] <= from_day]
        for unit, day in sorted(splits, key=lambda which: which[1], reverse=True):
            split, shares = self.splits[unit, day], self.shares[unit, day]
            complete = None in shares or sum(filter(None, shares)) == 1
            successors = [link.successor for link, share in zip(split, shares, strict=True) if share != 0]
            if complete and all(
                came_from[each] == [unit] and (self._there_on(from_day, each) or each in found)
                for each in successors
            ):
                found.add(unit)
        return found

    def _there_on(self, day: date, unit: int) -> bool:
        return unit in self.lives and self.lives[unit].holds_on(day)


def _put_back(
    unit: int,
    day: date,
    predecessors: Sequence[int],
    whole_again: Collection[int],
    became: Mapping[int, _Became],
) -> _Became:
    """Where a unit that began on ``day`` lay before, if it can be told."""
    if len(predecessors) == 1 and predecessors[0] in whole_again:
        (predecessor,) = predecessors
        return became.get(predecessor) or _Became({predecessor: ALL}, {})
    if predecessors:
        reason = Reason.JOINED if len(predecessors) > 1 else Reason.PARTS_ELSEWHERE
    else:
        reason = Reason.NO_PREDECESSOR
    perhaps = {into for each in predecessors for into in _back_to(each, became)}
    return _Became({}, {(reason, unit): _lost(reason, unit, day, perhaps=perhaps)})


def _back_to(predecessor: int, became: Mapping[int, _Became]) -> Iterator[int]:
    """The units of the earlier map in which something of a predecessor lay."""
    known = became.get(predecessor)
    if known is None:
        yield predecessor
    else:
        yield from _perhaps(known)


def _add(whole: _Became, part: _Became, share: Fraction) -> None:
    for unit, of_part in part.parts.items():
        whole.parts[unit] = whole.parts.get(unit, NOTHING) + share * of_part
    for loss in part.losses.values():
        _lose(whole, _lost(loss.reason, loss.at, loss.day, share * loss.share, loss.perhaps))


def _lose(whole: _Became, loss: Loss) -> None:
    before = whole.losses.get((loss.reason, loss.at))
    share = loss.share + (before.share if before else NOTHING)
    whole.losses[loss.reason, loss.at] = _lost(loss.reason, loss.at, loss.day, share, loss.perhaps)


def _perhaps(became: _Became) -> Iterator[int]:
    yield from became.parts
    for loss in became.losses.values():
        yield from loss.perhaps


def _course(unit: int, became: _Became) -> Course:
    if len(became.parts) == 1 and not became.losses:
        ((into, share),) = became.parts.items()
        return Course(unit, (Part(into, share),))
    return Course(
        unit,
        tuple(Part(into, share) for into, share in sorted(became.parts.items())),
        tuple(became.losses[which] for which in sorted(became.losses)),
    )


# ---- figures ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CarriedSum:
    """What comes together in a unit of the second map. ``value`` is exact; rounding is for whoever shows it.

    ``estimated`` is how much of it was apportioned by a share between 0 and 1. ``counted`` units of the first map
    gave something; those of ``without`` belong there and have no value, those of ``perhaps`` may belong there in
    part by shares that nobody knows: with any of these the sum is not complete.
    """

    value: Fraction
    estimated: Fraction
    counted: int
    without: tuple[int, ...]
    perhaps: tuple[int, ...]

    @property
    def is_complete(self) -> bool:
        return not self.without and not self.perhaps


@dataclass(frozen=True, slots=True)
class NotCarried:
    """What of the value of a unit of the first map is not carried, and why (as in :class:`Loss`)."""

    unit: int
    value: Fraction
    reason: Reason
    at: int
    perhaps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Carried:
    """Values of the first map on the second. ``carried`` and ``not_carried`` add up to ``reported``, exactly.

    A unit of the second map that nothing came to has no sum; that is not zero.
    """

    sums: Mapping[int, CarriedSum]
    losses: tuple[NotCarried, ...]

    @property
    def carried(self) -> Fraction:
        return sum((each.value for each in self.sums.values()), NOTHING)

    @property
    def estimated(self) -> Fraction:
        return sum((each.estimated for each in self.sums.values()), NOTHING)

    @property
    def not_carried(self) -> Fraction:
        return sum((each.value for each in self.losses), NOTHING)

    @property
    def reported(self) -> Fraction:
        return self.carried + self.not_carried


def carried_over(values: Mapping[int, Decimal | Fraction | int], walk: Crosswalk) -> Carried:
    """Additive values by unit of the first map, as they stand on the second.

    Only for what may be added over units: never for rates, ranks or kinds. A value of a unit that is not on the first
    map is not carried either.
    """
    sums: dict[int, Fraction] = defaultdict(Fraction)
    estimated: dict[int, Fraction] = defaultdict(Fraction)
    losses: list[NotCarried] = []
    for unit, given in values.items():
        value, course = Fraction(given), walk.courses.get(unit)
        if course is None:
            losses.append(NotCarried(unit, value, Reason.NOT_ON_MAP, unit, ()))
            continue
        for part in course.parts:
            gone = value if part.share == 1 else value * part.share
            sums[part.into] += gone
            if part.share != 1:
                estimated[part.into] += gone
        losses.extend(
            NotCarried(unit, value * loss.share, loss.reason, loss.at, loss.perhaps) for loss in course.losses
        )
    return Carried(
        {
            into: _carried_sum(into, value, estimated.get(into, NOTHING), values, walk)
            for into, value in sorted(sums.items())
        },
        tuple(losses),
    )


def _carried_sum(
    into: int, value: Fraction, estimated: Fraction, given: Mapping[int, object], walk: Crosswalk
) -> CarriedSum:
    origins = [unit for unit, _share in walk.into[into]]
    return CarriedSum(
        value,
        estimated,
        counted=sum(unit in given for unit in origins),
        without=tuple(unit for unit in origins if unit not in given),
        perhaps=walk.perhaps_into.get(into, ()),
    )
