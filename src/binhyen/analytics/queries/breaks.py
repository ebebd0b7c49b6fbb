"""Where does a line of a unit cross a change of the map, of what it counts, or of the days it counts for?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from binhyen.analytics.queries.loading import Loaded, forms_for, load
from binhyen.analytics.rules.breaks import Break, Days, LineThen, Redefined, breaks_in, redefinitions
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.indicators.models import DataSetVersion
from binhyen.indicators.queries import layout_of
from binhyen.indicators.values import FormLine, IndicatorKind, MeaningChange
from binhyen.orgunits.queries import map_changes_of
from binhyen.orgunits.values import AS_REPORTED, TerritoryChoice

Versions = dict[int, DataSetVersion]
"""By key."""


def breaks_of(
    actor: Actor,
    unit_id: int,
    lines: Sequence[str],
    periods: Sequence[Period],
    *,
    territory: TerritoryChoice = AS_REPORTED,
) -> dict[str, tuple[Break, ...]]:
    """By line the breaks of a unit's figures over periods, which stand in the order of time; lines that no form of
    such periods has are left out. As many statements as ``history_of``, and two or three."""
    loaded = load(actor, forms_for(periods), unit_id=unit_id, lines=lines, territory=territory)
    return breaks_within(actor, unit_id, loaded, lines, periods)


def breaks_within(
    actor: Actor, unit_id: int, loaded: Loaded, lines: Sequence[str], periods: Sequence[Period]
) -> dict[str, tuple[Break, ...]]:
    """The same of what was loaded. Two statements; one more where a form has several versions."""
    map_changes = map_changes_of(actor, unit_id, periods[0].first_day, periods[-1].last_day)
    versions = _versions(loaded)
    return {
        code: breaks_in(
            periods,
            map_changes=map_changes,
            territory=loaded.territory,
            meaning=_changes_of_meaning(loaded, line),
            redefined=_redefined(loaded, versions, code),
            days=_days_kept(loaded, unit_id, code, periods),
            state_of_a_day=line.kind is IndicatorKind.STOCK,
        )
        for code in lines
        if (line := loaded.lines.get(code)) is not None
    }


def _versions(loaded: Loaded) -> Versions:
    several = [key for form in loaded.forms if len(form.kept_by) > 1 for key in form.kept_by]
    return DataSetVersion.objects.in_bulk(several) if several else {}


def _changes_of_meaning(loaded: Loaded, line: FormLine) -> list[MeaningChange]:
    """Of its indicator, and of those that it is worked out from."""
    codes = dict.fromkeys(
        (line.indicator, *(loaded.lines[part].indicator for part in line.parts if part in loaded.lines))
    )
    found = {
        change: None
        for code in codes
        if code in loaded.definitions
        for change in loaded.definitions[code].changed
    }
    return sorted(found, key=lambda change: change.from_day)


def _redefined(loaded: Loaded, versions: Versions, code: str) -> list[Redefined]:
    return [
        change
        for form in loaded.forms
        if code in form.by_code and len(form.kept_by) > 1
        for change in redefinitions(
            list(_line_then([versions[key] for key in form.kept_by], form.periods, code))
        )
    ]


def _line_then(
    versions: Iterable[DataSetVersion], periods: Sequence[Period], code: str
) -> Iterator[LineThen]:
    """The line in each version of a form that has it, from the first of the form's periods that uses it."""
    for version in sorted(versions, key=lambda each: each.number):
        layout = layout_of(version)
        first = next((each for each in periods if each.first_day >= version.valid_from), None)
        if code in layout.by_code and first is not None:
            position = layout.position.get(code)
            adds = None if position is None else version.adds[position]
            yield LineThen(first.first_day, layout.by_code[code], adds)


def _days_kept(loaded: Loaded, unit_id: int, code: str, periods: Sequence[Period]) -> dict[Period, Days]:
    """From when to when the reports of a period are, where their days were kept otherwise than its calendar's."""
    found: dict[Period, Days] = {}
    for period in periods:
        for source in loaded.sources_of(unit_id, period):
            if code not in source.form.by_code or not source.months:
                continue
            first, last = source.months[0], source.months[-1]
            days = (
                first.first_day if first is not None else period.first_day,
                last.last_day if last is not None else period.last_day,
            )
            if days != (period.first_day, period.last_day):
                found[period] = days
    return found
