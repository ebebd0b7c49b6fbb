"""A line as a map of the places below a unit: only of what may be mapped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from binhyen.analytics.pictures.figure_map import Shaded, Step, draw_figure_map
from binhyen.analytics.pictures.shades import Shade
from binhyen.analytics.queries.below import Below, read_below
from binhyen.analytics.queries.figures import FigureOf
from binhyen.analytics.queries.ranking import Ranking, rank
from binhyen.analytics.rules.sums import NoValue
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now, today
from binhyen.foundations.periods import Period
from binhyen.foundations.vietnamese import format_number
from binhyen.indicators.queries import definition_of
from binhyen.indicators.values import Handling, LineRole
from binhyen.orgunits.queries import boundaries_of, children_of, on_day, points_of
from binhyen.orgunits.values import AS_REPORTED, Spot, TerritoryChoice, archipelagos_on

_UNMAPPED = frozenset({Handling.NO_MAP, Handling.NO_RANK})


@dataclass(frozen=True, slots=True)
class MapRow:
    """A place in the table under a map: ``number`` is what stands on a tile too small for a name."""

    number: int
    unit_id: int
    name: str
    figure: FigureOf
    written: str
    shade: Shade


@dataclass(frozen=True)
class FigureMap:
    """The picture as SVG that stands by itself (light colours), the table under it, and its shades in words.

    ``sentence`` says what is seen, ``drawn_from`` where the places of the units come from.
    """

    svg: str
    title: str
    unit: str
    sentence: str
    rows: tuple[MapRow, ...]
    steps: tuple[Step, ...]
    drawn_from: str
    period: Period
    as_of: datetime


def figure_map_of(
    actor: Actor, unit_id: int, period: Period, line: str, *, territory: TerritoryChoice = AS_REPORTED
) -> FigureMap | None:
    """All places directly below in the shades of their figures, as they may be told.

    None where the line, or what it follows from, may not be mapped (``NO_MAP``; ``why_unmapped`` says so in words),
    where no form has it, or nothing lies below. What may not be ranked is not mapped either: its shades would rank. At
    most fifteen statements.
    """
    return _drawn(actor, read_below(actor, unit_id, [period], [line], territory), period, line)


def ranking_and_map_of(
    actor: Actor, unit_id: int, period: Period, line: str, *, territory: TerritoryChoice = AS_REPORTED
) -> tuple[Ranking | None, FigureMap | None]:
    """The places directly below in their order and on the map, each None where it may not be or there is nothing.

    Read at once: at most fifteen statements.
    """
    below = read_below(actor, unit_id, [period], [line], territory)
    return rank(below, period, line), _drawn(actor, below, period, line)


def _drawn(actor: Actor, below: Below, period: Period, line: str) -> FigureMap | None:
    if line not in below.loaded.lines or _UNMAPPED & below.handling(line):
        return None
    top = below.unit
    if top is None:
        return None
    day = below.loaded.territory.day or min(period.last_day, today())
    units = [on_day(version) for version in children_of(actor, below.unit_id, day)]
    if not units:
        return None
    told = below.of_units(line, period)
    whole = below.figure(line, period)
    nothing = replace(whole, value=None, absence=NoValue.MISSING, mark="")
    places = [(unit, told.get(unit.id, nothing)) for unit in units]
    shapes, sources = boundaries_of(actor, [unit.id for unit in units])
    points = points_of(actor, units, day)
    shaded = {unit.id: _shaded(figure) for unit, figure in places}
    spots = [
        Spot(
            key=unit.id,
            name=unit.name,
            short_name=unit.short_name,
            code=unit.code,
            point=points.get(unit.id),
            shape=shapes.get(unit.id),
            number=number,
            amount=shaded[unit.id].written,
        )
        for number, unit in enumerate(units, start=1)
    ]
    drawn = draw_figure_map(
        whole.shown_label,
        whole.shown_unit,
        spots,
        shaded,
        archipelagos_on(top.level, top.code),
        _decimals(whole),
    )
    return FigureMap(
        svg=drawn.svg,
        title=whole.shown_label,
        unit=whole.shown_unit,
        sentence=drawn.sentence,
        rows=tuple(
            MapRow(number, unit.id, unit.name, figure, shaded[unit.id].written, drawn.shades[unit.id])
            for number, (unit, figure) in enumerate(places, start=1)
        ),
        steps=drawn.steps,
        drawn_from="; ".join(sources)
        if drawn.of_shapes
        else _("Ô xếp theo toạ độ một điểm của mỗi đơn vị trong danh mục; không phải ranh giới."),
        period=period,
        as_of=now(),
    )


def why_unmapped(line: str) -> str:
    """Why there is no map of a line: a sentence, empty where there may be one. At most one statement."""
    definition = definition_of(line.partition("/")[0])
    if definition is None or not _UNMAPPED & definition.handling:
        return ""
    return _("Chỉ tiêu này không được đưa lên bản đồ: không vẽ nơi tuần tra, camera, nguồn tin, vụ việc.")


def _shaded(figure: FigureOf) -> Shaded:
    if figure.value is not None and figure.absence is None:
        return Shaded(figure.value, format_number(figure.value, _decimals(figure)))
    if figure.absence is NoValue.HELD_BACK:
        return Shaded(None, figure.mark, Shade.HELD_BACK)
    if figure.absence is NoValue.NOT_APPLICABLE:
        return Shaded(None, "x", Shade.NOT_APPLICABLE)
    if figure.absence is NoValue.NOT_COMPARABLE:
        return Shaded(None, "—", Shade.NOT_COMPARABLE)
    return Shaded(None, "—", Shade.ABSENT)


def _decimals(figure: FigureOf) -> int | None:
    return figure.decimals if figure.role is LineRole.RATE or figure.estimated else None
