"""How do the sums of some units come together in one unit of another map, and what cannot be told there?

Whole units add; of a divided one the part that lies in the unit is apportioned, of additive lines alone and by a share
that somebody gave. What is not whole is never told as the whole (docs/algorithms/territory.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from django.utils.translation import gettext_lazy

from binhyen.analytics.rules.disclosure import is_small
from binhyen.analytics.rules.sums import LineSum, NoValue, side_by_side
from binhyen.indicators.values import OverTime
from binhyen.orgunits.values import Reason

_NOUGHT, _NONE, _ALL = Decimal(0), Fraction(0), Fraction(1)
_EXACTLY = Context(prec=60)
"""Shares are kept to eight places, so that products of seven of them still are exact."""


class WhyNot(StrEnum):
    """Why a figure cannot be told on another map than that of the units that reported it."""

    NOT_ADDITIVE = "not-additive"
    UNKNOWN_SHARE = "unknown-share"
    NO_REPORT = "no-report"
    NO_SUCCESSOR = "no-successor"
    JOINED = "joined"
    PARTS_ELSEWHERE = "parts-elsewhere"
    NO_PREDECESSOR = "no-predecessor"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    WhyNot.NOT_ADDITIVE: gettext_lazy("chỉ tiêu không cộng hoặc chia được theo đơn vị"),
    WhyNot.UNKNOWN_SHARE: gettext_lazy("có đơn vị bị chia, chưa biết tỷ lệ"),
    WhyNot.NO_REPORT: gettext_lazy("có đơn vị trước đây chưa có số liệu"),
    WhyNot.NO_SUCCESSOR: gettext_lazy("có đơn vị kết thúc, không có đơn vị kế thừa"),
    WhyNot.JOINED: gettext_lazy("đơn vị sau hợp thành từ nhiều đơn vị, không tách ngược lại được"),
    WhyNot.PARTS_ELSEWHERE: gettext_lazy("một phần địa bàn đã thuộc đơn vị khác"),
    WhyNot.NO_PREDECESSOR: gettext_lazy("đơn vị mới lập, không có đơn vị trước"),
    WhyNot.SUPERSEDED: gettext_lazy("đơn vị đã kết thúc trong kỳ; số cuối kỳ là của đơn vị kế thừa"),
}

BECAUSE = {
    Reason.UNKNOWN_SHARE: WhyNot.UNKNOWN_SHARE,
    Reason.NO_SUCCESSOR: WhyNot.NO_SUCCESSOR,
    Reason.REMAINDER: WhyNot.UNKNOWN_SHARE,
    Reason.OUT_OF_SIGHT: WhyNot.NO_SUCCESSOR,
    Reason.JOINED: WhyNot.JOINED,
    Reason.PARTS_ELSEWHERE: WhyNot.PARTS_ELSEWHERE,
    Reason.NO_PREDECESSOR: WhyNot.NO_PREDECESSOR,
    Reason.NOT_ON_MAP: WhyNot.NO_PREDECESSOR,
}


class LineRule(NamedTuple):
    """How a line behaves: whether it adds over units, and what it, of a rate its numerator, comes to over time.

    ``below`` is the rule of a rate's denominator over time; None for all other lines.
    """

    adds: bool
    over_time: OverTime
    below: OverTime | None = None


class Piece(NamedTuple):
    """What one unit has for a line in one period, and what of the unit lies in another.

    ``share`` of it lies there; with ``why`` more of it may lie there, nobody knows how much. ``at_end``: it was there
    on the last day of the period. ``sum`` is None where there is nothing of it. Pieces of one ``group`` are the reports
    below one unit, told instead of its sum: single ones may be missing as they may in a sum; 0: none. ``excused``: the
    unit states the line on another form, so that nothing here is no gap.
    """

    unit: int
    share: Fraction
    why: WhyNot | None
    at_end: bool
    sum: LineSum | None
    group: int = 0
    excused: bool = False


def put_together(rule: LineRule, pieces: Sequence[Piece]) -> LineSum:
    """What the pieces of one unit come to for one line and period of a form.

    Of a stock those count alone that were there on the last day: the others were superseded within the period. What
    does not add passes from one single whole unit alone.
    """
    counting = _counting(rule.over_time, pieces)
    if len(counting) == 1 and rule.below in (None, rule.over_time):
        only = counting[0]
        if only.why is None and only.share == 1 and not only.group:
            return _alone(only.sum)
    stated = [piece.sum for piece in counting if piece.sum is not None]
    counts = LineSum(
        None,
        counted=sum(each.counted for each in stated),
        not_applicable=sum(each.not_applicable for each in stated),
        expected=sum(each.expected for each in stated),
        adds=rule.adds and all(each.adds for each in stated),
        from_small=any(is_small(each.value) for each in stated),
    )
    if not any(each.counted or each.value is not None for each in stated):
        return counts
    if not counts.adds or _mixes_days(rule.over_time, counting):
        refused = any(each.value is not None for each in stated)
        return _apart(counts, {WhyNot.NOT_ADDITIVE}) if refused else counts
    value, estimated = _sum_of((piece.share, piece.sum.value) for piece in counting if piece.sum is not None)
    denominator = None
    if rule.below is not None:
        given = [piece for piece in _counting(rule.below, pieces) if piece.sum is not None]
        denominator, more = _sum_of((piece.share, piece.sum.denominator) for piece in given if piece.sum)
        estimated += more
    return LineSum(
        value,
        counts.counted,
        counts.not_applicable,
        counts.expected,
        denominator,
        estimated=estimated,
        apart=frozenset(_lacking(counting)),
        from_small=counts.from_small,
    )


def _counting(rule: OverTime, pieces: Sequence[Piece]) -> Sequence[Piece]:
    return [piece for piece in pieces if piece.at_end] if rule is OverTime.LAST else pieces


def _mixes_days(rule: OverTime, pieces: Sequence[Piece]) -> bool:
    """Whether a line that says nothing over several periods would be added up over parts of one."""
    return rule is OverTime.NONE and len({piece.at_end for piece in pieces}) > 1


def _alone(given: LineSum | None) -> LineSum:
    if given is None or not is_small(given.value):
        return given or LineSum(None, 0, 0, 0)
    return _with(given, from_small=True)


def _with(given: LineSum, *, from_small: bool) -> LineSum:
    return LineSum(
        given.value,
        given.counted,
        given.not_applicable,
        given.expected,
        given.denominator,
        given.adds,
        given.estimated,
        given.apart,
        from_small,
    )


def _apart(counts: LineSum, why: Iterable[WhyNot]) -> LineSum:
    return LineSum(
        None,
        counts.counted,
        counts.not_applicable,
        counts.expected,
        adds=counts.adds,
        apart=frozenset(why),
        from_small=counts.from_small,
    )


def _sum_of(given: Iterable[tuple[Fraction, Decimal | None]]) -> tuple[Decimal | None, Decimal]:
    """The values by their shares, and how much of them was apportioned."""
    whole, parts, found = _NOUGHT, _NONE, False
    for share, value in given:
        if value is None:
            continue
        found = True
        if share == 1:
            whole += value
        else:
            parts += Fraction(value) * share
    estimated = as_decimal(parts)
    return (whole + estimated if found else None), estimated


def as_decimal(value: Fraction) -> Decimal:
    """A fraction as a number, exact wherever its digits come to an end."""
    return _EXACTLY.divide(Decimal(value.numerator), Decimal(value.denominator))


def _lacking(pieces: Sequence[Piece]) -> Iterable[WhyNot]:
    """Why the pieces do not come to the whole."""
    answered: dict[int, bool] = {}
    for piece in pieces:
        applies = piece.sum is None or piece.sum.no_value is not NoValue.NOT_APPLICABLE
        if piece.why is not None and applies:
            yield piece.why
        if piece.share:
            stated = piece.sum is not None and (piece.sum.value is not None or not applies)
            has_answer = stated or piece.excused
            group = piece.group or -piece.unit
            answered[group] = answered.get(group, False) or has_answer
    if not all(answered.values()):
        yield WhyNot.NO_REPORT


def of_one_unit(sums: Sequence[LineSum]) -> LineSum | None:
    """What a unit has: its own report, and the sum of those below it."""
    return side_by_side(sums) if sums else None
