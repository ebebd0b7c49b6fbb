"""Why did a sum change? Because of what the units below gave to it in one period and in the other, and nothing else.

How, with formulas: docs/algorithms/why-a-figure-changed.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from binhyen.analytics.rules.sums import NoValue

_NOUGHT = Decimal(0)


class ContributionKind(StrEnum):
    """How a unit takes part in a change."""

    CHANGED = "changed"
    """It has a figure in both periods."""
    NOT_YET_BEFORE = "not-yet-before"
    """It has one now; of the period compared with its report is missing."""
    NOT_YET_NOW = "not-yet-now"
    """It had one then; now its report is missing."""
    NOW_APPLIES = "now-applies"
    """It has one now; in the period compared with the line did not apply to it, or was not asked."""
    NO_LONGER_APPLIES = "no-longer-applies"
    """It had one then; now the line does not apply to it, or is not asked."""
    STATED = "stated"
    """A difference from the sum of shorter reports, as the unit's longer report states it."""
    HELD_BACK = "held-back"
    """What units come to together whose small numbers of persons are not told."""
    OWN = "own"
    """What the unit states in its own reports."""
    REST = "rest"
    """What nobody gives whom the reader sees: units that report to another place by now."""


@dataclass(frozen=True, slots=True)
class Side:
    """What a unit gives to a sum in one period: ``value``, or ``absence``; ``asked``: it owed a report with the line.

    ``stated`` is the difference that its longer reports state beside it.
    """

    value: Decimal | None
    absence: NoValue | None = None
    stated: Decimal | None = None
    asked: bool = True
    held_back: bool = False
    missing: int = 0
    """How many of the reports that it should rest on are missing: of the units below it, or of single months."""
    apart: bool = False
    """Whether it may not be compared on the map asked for; what it gives is then nobody's that is named."""

    @property
    def is_missing(self) -> bool:
        return self.value is None and self.asked and self.absence is not NoValue.NOT_APPLICABLE


NOT_ASKED = Side(None, asked=False)


@dataclass(frozen=True, slots=True)
class Share:
    """What one unit gives in both periods. ``kind`` is that of the unit in words ("xã"); ``is_body``: it is no place.

    ``is_own``: what the unit whose sum it is states in its own reports.
    """

    unit_id: int
    name: str
    kind: str
    now: Side
    before: Side
    is_body: bool = False
    is_own: bool = False

    @property
    def is_held_back(self) -> bool:
        return self.now.held_back or self.before.held_back


@dataclass(frozen=True, slots=True)
class Contribution:
    """How much of a change is of one unit. Without a unit: of ``units`` that are not named, or of nobody known."""

    unit_id: int | None
    name: str
    now: Decimal | None
    before: Decimal | None
    amount: Decimal
    kind: ContributionKind
    unit_kind: str = ""
    is_body: bool = False
    units: int = 1
    is_complete: bool = True
    """Whether both numbers rest on all their reports; else a part of the change may be who reported."""


def decompose(now: Decimal, before: Decimal, shares: Iterable[Share]) -> tuple[Contribution, ...]:
    """The change ``now - before`` as contributions that come to it exactly: what changed most first, kind by kind.

    Units whose figure did not change are left out. Those held back come as one, without their numbers.
    """
    found: list[Contribution] = []
    hidden: list[Share] = []
    for share in shares:
        if share.is_held_back:
            hidden.append(share)
        else:
            found += _of_share(share)
    left = now - before - sum((each.amount for each in found), _NOUGHT)
    if hidden:
        kind = ContributionKind.HELD_BACK
        found.append(Contribution(None, "", None, None, left, kind, units=len(hidden)))
    elif left:
        found.append(Contribution(None, "", None, None, left, ContributionKind.REST, units=0))
    order = list(ContributionKind)
    return tuple(sorted(found, key=lambda each: (order.index(each.kind), -abs(each.amount))))


def _of_share(share: Share) -> list[Contribution]:
    found = []
    now, before = share.now, share.before
    if now.value is not None or before.value is not None:
        amount = (now.value or _NOUGHT) - (before.value or _NOUGHT)
        kind = ContributionKind.OWN if share.is_own else _kind(now, before)
        if amount or kind not in (ContributionKind.CHANGED, ContributionKind.OWN):
            found.append(_contribution(share, now.value, before.value, amount, kind))
    amount = (now.stated or _NOUGHT) - (before.stated or _NOUGHT)
    if amount:
        found.append(_contribution(share, now.stated, before.stated, amount, ContributionKind.STATED))
    return found


def _kind(now: Side, before: Side) -> ContributionKind:
    if now.value is None:
        return ContributionKind.NOT_YET_NOW if now.is_missing else ContributionKind.NO_LONGER_APPLIES
    if before.value is None:
        return ContributionKind.NOT_YET_BEFORE if before.is_missing else ContributionKind.NOW_APPLIES
    return ContributionKind.CHANGED


def _contribution(
    share: Share, now: Decimal | None, before: Decimal | None, amount: Decimal, kind: ContributionKind
) -> Contribution:
    return Contribution(
        share.unit_id,
        share.name,
        now,
        before,
        amount,
        kind,
        unit_kind=share.kind,
        is_body=share.is_body,
        is_complete=not (share.now.missing or share.before.missing),
    )


def without_names(contributions: Sequence[Contribution]) -> tuple[Contribution, ...]:
    """The same change by kind and direction, no unit named: for lines that are never ranked (tips, cases)."""
    groups: dict[tuple[ContributionKind, bool, int], list[Contribution]] = {}
    for each in contributions:
        alone = each.unit_id is None
        groups.setdefault((each.kind, each.amount > 0, id(each) if alone else 0), []).append(each)
    return tuple(
        Contribution(
            None,
            "",
            None,
            None,
            sum((each.amount for each in group), _NOUGHT),
            kind,
            units=sum(each.units for each in group),
        )
        for (kind, _rises, _alone), group in groups.items()
    )


def like_for_like(contributions: Iterable[Contribution]) -> Decimal:
    """How much of a change is of units that have a figure in both periods: what moved, and not who reported."""
    both = (ContributionKind.CHANGED, ContributionKind.STATED, ContributionKind.OWN)
    return sum((each.amount for each in contributions if each.kind in both), _NOUGHT)


def weight_of(now: Decimal, before: Decimal) -> Decimal:
    """How much a change weighs: its amount times its share of the greater of the two numbers.

    So neither 1 → 2 nor 10.000 → 10.050 goes before 40 → 60.
    """
    greater = max(abs(now), abs(before))
    return (now - before) ** 2 / greater if greater else _NOUGHT
