"""From a sum to its parts: the units below with what each gives to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from binhyen.analytics.queries.figures import FigureOf, OfForm, by_form_of, compose
from binhyen.analytics.queries.loading import Loaded, Source, forms_for, lines_of, load
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.indicators.values import FormLine
from binhyen.orgunits.models import OrgUnitVersion
from binhyen.orgunits.values import AS_REPORTED, TerritoryChoice
from binhyen.reporting.queries import AWAITED


@dataclass(frozen=True, slots=True)
class PartOf:
    """What one unit directly below gives to a sum.

    ``state`` is that of its own report, the last month's of several: a ``State``, ``AWAITED`` while nothing has come
    in, empty for a unit that does not report itself but has units below it. ``obligation_id`` leads to the report.
    """

    unit_id: int
    unit_code: str
    unit_name: str
    figure: FigureOf
    state: str
    late: bool
    obligation_id: int | None


def parts_of(
    actor: Actor, unit_id: int, period: Period, line: str, *, territory: TerritoryChoice = AS_REPORTED
) -> tuple[PartOf, ...]:
    """The units directly below that are asked for the line, in the Vietnamese order of their names. Nine statements."""
    table = table_of(actor, unit_id, period, lines=[line], territory=territory)
    return tuple(row for rows in table.values() for row in rows)


def table_of(
    actor: Actor,
    unit_id: int,
    period: Period,
    *,
    lines: Collection[str] | None = None,
    territory: TerritoryChoice = AS_REPORTED,
) -> dict[str, tuple[PartOf, ...]]:
    """The same for every line of the forms below, in their order: line code → parts. Nine statements, however many."""
    loaded = load(actor, forms_for([period]), below=unit_id, lines=lines, territory=territory)
    names = names_of(actor, loaded.units, max(period.last_day, territory.day or period.last_day))
    asked: dict[str, FormLine] = {}
    for form in loaded.forms:
        for line in form.lines:
            if lines is None or line.code in lines:
                asked.setdefault(line.code, line)
    units = sorted(loaded.units, key=lambda unit: (names.get(unit, _UNNAMED)[2], unit))
    sources = {unit: loaded.sources_of(unit, period) for unit in units}
    return {
        code: tuple(
            _part(loaded, unit, names.get(unit, _UNNAMED), having, line, period)
            for unit in units
            if (having := [source for source in sources[unit] if code in source.form.by_code])
        )
        for code, line in asked.items()
    }


@dataclass(frozen=True, slots=True)
class StatedOf:
    """What one unit directly below states of a line, form by form; ``unit`` is what is counted."""

    unit_id: int
    line: str
    unit: str
    by_form: tuple[OfForm, ...]


def stated_below(
    actor: Actor, unit_id: int, period: Period, *, territory: TerritoryChoice = AS_REPORTED
) -> Iterator[StatedOf]:
    """What ``table_of`` shows, as the forms give it: without names, sums and where the reports stand, for whoever
    reckons with all of it. Eight statements, however many units."""
    loaded = load(actor, forms_for([period]), below=unit_id, territory=territory)
    lines = lines_of(loaded.forms)
    for unit in sorted(loaded.units):
        sources = loaded.sources_of(unit, period)
        for code in dict.fromkeys(code for source in sources for code in source.form.by_code):
            line = lines[code]
            yield StatedOf(unit, code, line.unit, by_form_of(loaded, sources, line))


_UNNAMED = ("", "", "")


def _part(
    loaded: Loaded,
    unit: int,
    name: tuple[str, str, str],
    sources: Sequence[Source],
    line: FormLine,
    period: Period,
) -> PartOf:
    own = next((source for source in sources if source.own), None)
    report = None
    if own is not None:
        report = loaded.reports.get((unit, own.form.data_set.pk, own.form.periods[-1].code))
    return PartOf(
        unit_id=unit,
        unit_code=name[0],
        unit_name=name[1],
        figure=compose(loaded, sources, line, period),
        state=(report.state or AWAITED) if report else "",
        late=report.late if report else False,
        obligation_id=report.obligation_id if report else None,
    )


def names_of(actor: Actor, units: Collection[int], day: date) -> dict[int, tuple[str, str, str]]:
    """Code, name and sort key of units as they were called on the day, or last before it. One statement."""
    rows = (
        OrgUnitVersion.objects.visible_to(actor)
        .filter(unit_id__in=units, valid_from__lte=day)
        .order_by("valid_from")
        .values_list("unit_id", "code", "name", "sort_key")
    )
    return {unit: (code, name, sort_key) for unit, code, name, sort_key in rows}
