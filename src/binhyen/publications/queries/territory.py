"""On which territory does a report tell and compare figures, and which former units stand behind them?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Q

from binhyen.analytics.queries import (
    Behind,
    FigureOf,
    OriginOf,
    TerritoryNote,
    WhyNot,
    origins_of_figures,
)
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.foundations.vietnamese import format_date, join_words
from binhyen.indicators.values import IndicatorKind, LineRole
from binhyen.orgunits.models import Level, OrgUnit
from binhyen.orgunits.queries import UnitOnDay, counts_below
from binhyen.orgunits.values import TerritoryChoice
from binhyen.publications.queries.reports import Below, Stated, Table
from binhyen.publications.rules.sheet import FormerFigure, Reporters
from binhyen.reporting.models import Obligation

MOST_NAMED = 6
"""More former units the report does not name. It does not count them either: they are in no figure sheet."""


def former_units(note: TerritoryNote | None) -> str:
    """The former units in words, with the day before which they were there: "tỉnh A và tỉnh B trước ngày 01/07/2025".

    Empty where the units are the same.
    """
    units = note.units if note is not None else ()
    days = sorted({each.until or date.max for each in units})
    return "; ".join(_until(day, [each for each in units if (each.until or date.max) == day]) for day in days)


def _until(day: date, units: Sequence[Behind]) -> str:
    if len(units) > MOST_NAMED or any(each.name is None for each in units):
        told = "các đơn vị"
        if not all(each.is_whole for each in units):
            told += ", có đơn vị chỉ một phần,"
    else:
        told = join_words([_in_words(each) for each in units])
    return told if day == date.max else f"{told} trước ngày {format_date(day)}"


def _in_words(unit: Behind) -> str:
    name = unit.name.name if unit.name is not None else ""
    return f"{'' if unit.is_whole else 'một phần '}{name[:1].lower()}{name[1:]}"


def former_figures(
    actor: Actor,
    unit: UnitOnDay,
    notes: Iterable[TerritoryNote | None],
    territory: TerritoryChoice,
    reporters: Iterable[Reporters],
) -> tuple[FormerFigure, ...]:
    """The former units' own figures behind those of the notes' periods, line by line. At most two dozen statements a
    note."""
    lines = {
        line.code: line.form.kind
        for each in reporters
        for line in each.lines.values()
        if line.form.role is LineRole.INPUT
    }
    found = []
    for note in notes:
        if note is None:
            continue
        ended = {each.unit_id: each.until for each in note.units}
        origins = origins_of_figures(actor, unit.id, note.period, territory, list(lines))
        for line in lines:
            found += [
                FormerFigure(
                    note.period,
                    line,
                    row.name.code if row.name else "",
                    row.name.name if row.name else "",
                    _last_day(ended.get(row.unit_id)),
                    row.figure.value,
                    row.share,
                    row.share_source,
                    row.inside,
                    tuple(why.label for why in row.why),
                )
                for row in (origins[line].rows if line in origins else ())
                if row.unit_id != unit.id and not _superseded(note.period, lines[line], row, ended)
            ]
    return tuple(found)


def _superseded(period: Period, kind: IndicatorKind, row: OriginOf, ended: Mapping[int, date | None]) -> bool:
    """Whether what the unit had is that of its successors by the end of the period."""
    until = ended.get(row.unit_id)
    return kind is not IndicatorKind.FLOW and until is not None and until <= period.last_day


def _last_day(until: date | None) -> date | None:
    return until - timedelta(days=1) if until is not None else None


def whole_reports(
    actor: Actor, unit: UnitOnDay, former: TerritoryNote | None, period: Period
) -> frozenset[str]:
    """The forms in which the unit itself, or each of those that stood in its place, was told as a whole by figures of
    former years that somebody entered, of itself or of every unit directly below: these hold what all forms hold today.
    Two statements."""
    keys = {each.unit_id for each in former.units} if former is not None else {unit.id}
    owed = list(
        Obligation.objects.visible_to(actor)
        .filter(Q(unit_id__in=keys) | Q(superior_id__in=keys), history__isnull=False)
        .filter(data_set__calendar=period.calendar.id)
        .filter(first_day__gte=period.first_day, last_day__lte=period.last_day)
        .values_list("data_set__code", "unit_id", "superior_id", "unit__level")
        .distinct()
    )
    there = counts_below(actor, keys, period.last_day) if owed else {}
    told: dict[str, set[int]] = {}
    below: Counter[tuple[str, int, str]] = Counter()
    for form, unit_id, superior_id, level in owed:
        if unit_id in keys:
            told.setdefault(form, set()).add(unit_id)
        else:
            below[form, superior_id, level] += 1
    for (form, key, level), units in below.items():
        if key in there and 0 < there[key].of_level(level) <= units:
            told.setdefault(form, set()).add(key)
    return frozenset(form for form, units in told.items() if units == keys)


def regrouped(actor: Actor, below: Below, than: Period) -> frozenset[int]:
    """The units whose communes were others at the end of ``than``, so that another number of reports came of all of
    them. Two statements; none where no unit has units below it."""
    keys = {each.unit_id for owed in below.owed.values() for each in owed if each.further_below}
    if not keys:
        return frozenset()
    then, now = (counts_below(actor, keys, day) for day in (than.last_day, below.period.last_day))
    return frozenset(
        key
        for key in then.keys() & now.keys()
        if 0 < then[key].of_level(Level.COMMUNE) != now[key].of_level(Level.COMMUNE)
    )


def asked_alike(
    below: Below,
    tables: tuple[Table, Table],
    others: Collection[int],
    line: str,
    now: FigureOf | None,
    before: FigureOf,
    wholes: Collection[str],
) -> bool:
    """Whether those who report a line today, or whoever stood in their place, were all asked for it then.

    ``tables`` are what they come to now and then, ``others`` those that are ``regrouped``.
    """
    forms_then = {_home(below, each.data_set, line) for each in before.by_form}
    if forms_then & frozenset(wholes):
        return True
    forms = {_home(below, each.data_set, line) for each in (now.by_form if now else ())}
    if not forms or not forms <= forms_then:
        return False
    today, then = tables
    keys = [(form, each.unit_id) for form in forms for each in below.owed.get(form, ())]
    return all(
        _was_asked(today.get(key, {}).get(line), then.get(key, {}).get(line), regrouped=key[1] in others)
        for key in keys
    )


def _was_asked(today: Stated | None, then: Stated | None, *, regrouped: bool) -> bool:
    if then is None or WhyNot.NO_REPORT.label in then.apart:
        return False
    if then.carried or then.apart or regrouped:
        return True
    return today is not None and today.expected == then.expected


def _home(below: Below, form: str, line: str) -> str:
    return below.home_of(form, line) if form in below.owed else form


def told_by_others(below: Below, figures: Iterable[FigureOf]) -> dict[str, frozenset[str]]:
    """By form the codes of the periods for which units reported that are no more."""
    silent: dict[str, frozenset[str]] = {}
    for figure in figures:
        for each in figure.by_form:
            if each.carried and figure.kind is IndicatorKind.FLOW:
                months = frozenset(each.months_without)
                silent[each.data_set] = silent.get(each.data_set, months) & months
    return {
        form: frozenset(part.code for part in below.period.parts(below.kind_of(form))) - months
        for form, months in silent.items()
        if form in below.owed
    }


def why_nothing(
    actor: Actor,
    unit: UnitOnDay,
    territory: TerritoryChoice,
    than: Period | None,
    former: str,
    figures: Sequence[FigureOf],
) -> str:
    """Why the report compares with nothing, in words. At most one statement."""
    if than is None:
        return "không có kỳ báo cáo cùng loại một năm trước"
    whose = f" trên cùng địa bàn (gồm {former})" if former else ""
    if any(figure.value is not None for figure in figures):
        return f"{than.label} chưa đủ số liệu{whose}"
    if apart := dict.fromkeys(why.label for figure in figures for why in figure.apart):
        return f"{than.label} không so sánh được{whose or ' trên cùng địa bàn'}, do {join_words(list(apart))}"
    if territory.as_reported and (began := _began(actor, unit)) is not None and began > than.first_day:
        name = unit.name[:1].lower() + unit.name[1:]
        return f"{than.label} chưa có {name} (lập từ ngày {format_date(began)})"
    return f"{than.label} chưa có số liệu được duyệt{whose}"


def _began(actor: Actor, unit: UnitOnDay) -> date | None:
    found: date | None = (
        OrgUnit.objects.visible_to(actor).filter(pk=unit.id).values_list("valid_from", flat=True).first()
    )
    return found
