"""Where does a line over time cross a change of what is measured, and does it go on?

Three things may change between two periods: the map of the unit, what the indicator counts, and the days for which a
period counts. Each change is marked; the line stops only where nothing on one side can be compared with the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binhyen.foundations.periods import Period, WindowCalendar
from binhyen.foundations.vietnamese import format_date
from binhyen.indicators.values import FormLine, IndicatorKind, LineRole, MeaningChange
from binhyen.orgunits.values import MapChange, TerritoryChoice

ONE_DAY = timedelta(days=1)
MOST_NAMED = 6
"""So many former units are named. More are not counted either: the sentence stands in reports, whose figures are those
of their sheets."""

Days = tuple[date, date]
"""First and last day."""


class BreakKind(StrEnum):
    """What changed."""

    MAP = "map"
    DEFINITION = "definition"
    WINDOW = "window"

    @property
    def words(self) -> str:
        """The few words that stand on a drawing."""
        match self:
            case BreakKind.MAP:
                return _("đổi địa bàn")
            case BreakKind.DEFINITION:
                return _("đổi cách tính")
            case BreakKind.WINDOW:
                return _("đổi kỳ tính")


@dataclass(frozen=True, slots=True)
class Break:
    """Something changed between the periods ``after`` and ``at``, of which one follows the other.

    ``sentence`` says what, in the reader's language; ``words`` are those on a drawing. ``parted``: the line is not
    continued, for nothing can be compared.
    """

    after: Period
    at: Period
    kind: BreakKind
    words: str
    sentence: str
    parted: bool = False


@dataclass(frozen=True, slots=True)
class Redefined:
    """Another version of its form, first used in the form's period that begins on ``from_day``, measures a line
    otherwise."""

    from_day: date
    sentence: str
    parted: bool


def breaks_in(
    periods: Sequence[Period],
    *,
    map_changes: Iterable[MapChange] = (),
    territory: TerritoryChoice,
    meaning: Iterable[MeaningChange] = (),
    redefined: Iterable[Redefined] = (),
    days: Mapping[Period, Days] | None = None,
    state_of_a_day: bool = False,
) -> tuple[Break, ...]:
    """The breaks of one line over ``periods`` of one calendar and kind, which stand in the order of time.

    A change shows between the period in which its day lies and the one before, the end of the unit itself behind the
    period in which it ended; what lies within the first period has nothing before it. ``days`` are those of which the
    kept figures of a period speak; ``state_of_a_day``: the line tells what there is on the last of them, not what
    happened in them.
    """
    map_changes = tuple(map_changes)
    lived = _days_lived(periods, map_changes) if territory.as_reported else {}
    found = [
        *_of_the_map(periods, map_changes, territory),
        *_of_the_meaning(periods, meaning),
        *_of_the_form(periods, redefined),
        *_of_the_days(periods, lived | dict(days or {}), state_of_a_day=state_of_a_day),
    ]
    return tuple(sorted(found, key=lambda each: each.at))


def worth_showing(breaks: Iterable[Break], told: Collection[Period]) -> tuple[Break, ...]:
    """Those that a picture needs, of which ``told`` are the periods with something to tell: where a line goes on, there
    must be something on both sides; where it does not, its breaks say why there is nothing before."""
    breaks = tuple(breaks)
    parted = {each.at for each in breaks if each.parted}
    return tuple(
        each
        for each in breaks
        if any(period >= each.at for period in told)
        and (each.at in parted or any(period <= each.after for period in told))
    )


def _days_lived(periods: Sequence[Period], changes: Iterable[MapChange]) -> dict[Period, Days]:
    """The days on which the unit was there, of a period within which it began or ended."""
    found = {}
    for change in changes:
        at = _holding(periods, change.day)
        if change.own and periods[at].first_day < change.day <= periods[at].last_day:
            first, last = periods[at].first_day, periods[at].last_day
            found[periods[at]] = (change.day, last) if change.before else (first, change.day - ONE_DAY)
    return found


def _of_the_map(
    periods: Sequence[Period], changes: Iterable[MapChange], territory: TerritoryChoice
) -> Iterator[Break]:
    for change in changes:
        ended = change.own and not change.before
        if place := (_after if ended else _holding)(periods, change.day):
            day = format_date(change.day)
            if not change.own:
                yield _break(
                    periods,
                    place,
                    BreakKind.MAP,
                    _("Từ %(day)s các đơn vị cấp dưới được sắp xếp lại, địa bàn không đổi.") % {"day": day},
                    words=_("sắp xếp đơn vị"),
                )
            else:
                yield _break(
                    periods,
                    place,
                    BreakKind.MAP,
                    _own_change(day, change.before, as_reported=territory.as_reported),
                    parted=territory.as_reported,
                )


def _own_change(day: str, before: Sequence[str], *, as_reported: bool) -> str:
    if not before:
        said = _("Từ %(day)s địa bàn này thuộc đơn vị khác") % {"day": day}
    elif len(before) <= MOST_NAMED:
        said = _("Từ %(day)s đổi địa bàn, trước đó là %(units)s") % {"day": day, "units": ", ".join(before)}
    else:
        said = _("Từ %(day)s đổi địa bàn, trước đó là nhiều đơn vị") % {"day": day}
    if as_reported:
        return _("%(said)s; số liệu theo đơn vị báo cáo nên không nối liền.") % {"said": said}
    return _("%(said)s; số liệu tính trên cùng một địa bàn.") % {"said": said}


def _of_the_meaning(periods: Sequence[Period], changes: Iterable[MeaningChange]) -> Iterator[Break]:
    for change in changes:
        if place := _holding(periods, change.from_day):
            what = change.what_en if get_language() == "en" else change.what
            told = {"day": format_date(change.from_day), "what": what}
            yield _break(
                periods,
                place,
                BreakKind.DEFINITION,
                _("Đổi cách tính từ %(day)s: %(what)s") % told,
                parted=not change.comparable,
            )


def _of_the_form(periods: Sequence[Period], changes: Iterable[Redefined]) -> Iterator[Break]:
    for change in changes:
        if place := _holding(periods, change.from_day):
            yield _break(periods, place, BreakKind.DEFINITION, change.sentence, parted=change.parted)


def _of_the_days(
    periods: Sequence[Period], days: Mapping[Period, Days], *, state_of_a_day: bool
) -> Iterator[Break]:
    """Where a period counts for other days than its calendar's, or the calendar's own rule became another.

    One period with days of its own is told once, where it begins; from the first to the second where it is the first.
    """
    for at, (before, period) in enumerate(pairwise(periods), 1):
        odd, was_odd = (_shift(each, days, state_of_a_day=state_of_a_day) for each in (period, before))
        told = period if odd != was_odd and odd else before if was_odd and not odd and at == 1 else None
        if told is not None:
            said = {"period": told.label, **_span(days[told])}
            sentence = _("Số liệu %(period)s tính từ %(first)s đến %(last)s.") % said
            yield _break(periods, at, BreakKind.WINDOW, sentence)
        elif _rule_changed(before, period, state_of_a_day=state_of_a_day):
            told_now = {**_span((period.first_day, period.last_day)), "period": period.label}
            sentence = _("Từ %(period)s kỳ tính đổi: từ %(first)s đến %(last)s.") % told_now
            yield _break(periods, at, BreakKind.WINDOW, sentence)


def _shift(period: Period, days: Mapping[Period, Days], *, state_of_a_day: bool) -> tuple[int, int] | None:
    """By how many days a period's figures begin and end otherwise than its calendar says; None where they do not."""
    if period not in days:
        return None
    first, last = days[period]
    begins = 0 if state_of_a_day else (first - period.first_day).days
    ends = (last - period.last_day).days
    return (begins, ends) if begins or ends else None


def _rule_changed(before: Period, period: Period, *, state_of_a_day: bool) -> bool:
    """Whether a yearly window begins or ends on another day than the year before."""
    if not isinstance(period.calendar, WindowCalendar):
        return False
    sides = [(each.first_day, each.last_day)[int(state_of_a_day) :] for each in (before, period)]
    was, now = ([(day.month, day.day) for day in side] for side in sides)
    return was != now


def _span(days: Days) -> dict[str, str]:
    first, last = days
    return {"first": format_date(first), "last": format_date(last)}


def _holding(periods: Sequence[Period], day: date) -> int:
    """The place of the first period that ends on the day or later; 0 where none does, or nothing lies before it."""
    return next((at for at, period in enumerate(periods) if period.last_day >= day), 0)


def _after(periods: Sequence[Period], day: date) -> int:
    """The place of the first period that begins on the day or later, so that nothing of before is in it; 0 for none."""
    return next((at for at, period in enumerate(periods) if period.first_day >= day), 0)


def _break(
    periods: Sequence[Period],
    at: int,
    kind: BreakKind,
    sentence: str,
    *,
    words: str = "",
    parted: bool = False,
) -> Break:
    return Break(periods[at - 1], periods[at], kind, words or kind.words, sentence, parted)


# ---- versions of a form -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LineThen:
    """A line as one version of its form has it, first used in the form's period that begins on ``from_day``.

    ``adds``: whether it adds over units; None for what is worked out from other lines.
    """

    from_day: date
    line: FormLine
    adds: bool | None = None


def redefinitions(versions: Sequence[LineThen]) -> Iterator[Redefined]:
    """Where a line's meaning changed from one version of its form to the next, in the order of time.

    Another unit of measure, kind of number, way to add, or other parts of a rate: nothing can be compared. Other parts
    of a total: it goes on with a mark. Names, places on the form, decimals and who fills it in change no meaning.
    """
    for before, after in pairwise(versions):
        old, new = before.line, after.line
        day = format_date(after.from_day)
        if old.unit != new.unit:
            said = _("Từ %(day)s đổi đơn vị tính: %(old)s thành %(new)s.")
            told = {"day": day, "old": old.unit, "new": new.unit}
            yield Redefined(after.from_day, said % told, parted=True)
        elif old.kind != new.kind or {before.adds, after.adds} == {True, False}:
            said = _("Từ %(day)s chỉ tiêu được ghi và cộng theo cách khác.")
            yield Redefined(after.from_day, said % {"day": day}, parted=True)
        elif new.kind is IndicatorKind.DERIVED and (old.parts, old.per) != (new.parts, new.per):
            said = _("Từ %(day)s tỷ lệ tính từ các chỉ tiêu khác.")
            yield Redefined(after.from_day, said % {"day": day}, parted=True)
        elif LineRole.TOTAL in (old.role, new.role) and set(old.parts) != set(new.parts):
            said = _("Từ %(day)s tổng gồm các mục khác.")
            yield Redefined(after.from_day, said % {"day": day}, parted=False)
