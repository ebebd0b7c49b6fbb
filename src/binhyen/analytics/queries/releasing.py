"""Which numbers of persons may leave, and what stands in place of those that may not?

On its page a unit sees its own numbers in full, and so does whoever reviews its reports. In every export, and for
everybody else, numbers from 1 to 4 are held back together with what would tell them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Protocol

from binhyen.access.permissions import Permission
from binhyen.analytics.queries.figures import FigureOf
from binhyen.analytics.rules.disclosure import WITH_IT, Adds, grown, held_back
from binhyen.analytics.rules.sums import NoValue
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.indicators.values import LineRole

Cell = tuple[int, str, str]
"""Row (-1: the unit itself), line, and form; empty for all forms together, ``rest`` for a complement, ``others``
for those whom the table does not list."""

WHOLE = -1
_REST, _OTHERS = "rest", "others"


def may_see_in_full(actor: Actor, unit_id: int, unit_path: str) -> bool:
    """Whether the actor sees small numbers of persons of the unit on its page: whoever stands at it, or reviews its
    reports at the unit above."""
    if actor.everything or unit_id in actor.reach.own:
        return True
    superior_path = unit_path[: unit_path[:-1].rfind(".") + 1]
    return bool(superior_path and actor.may(Permission.REVIEW_REPORT, at=superior_path))


def release(figures: Sequence[FigureOf]) -> tuple[FigureOf, ...]:
    """The figures of one unit and period as they may leave."""
    whole, _rows = release_table(figures, ())
    return whole


def release_table(
    whole: Sequence[FigureOf], rows: Sequence[Sequence[FigureOf]], shorter: Sequence[Shorter] = ()
) -> tuple[tuple[FigureOf, ...], tuple[tuple[FigureOf, ...], ...]]:
    """A unit's figures and those of the units below it, as they may leave in one table.

    What is held back has no value, the absence ``HELD_BACK`` and a mark (``<5`` or ``…``). Nothing follows from the
    rest by subtracting: neither from totals of options, nor from the sum of the units, nor from the forms, nor from
    a rate and its parts, nor, with ``shorter``, from what is told of the shorter periods. Last known values of such
    lines are left out.
    """
    marks = marks_of_table(whole, rows, shorter)
    return (
        tuple(_released(WHOLE, figure, marks) for figure in whole),
        tuple(tuple(_released(index, figure, marks) for figure in row) for index, row in enumerate(rows)),
    )


class OfFormTold(Protocol):
    """What one form gives to a figure, as far as holding back asks for it."""

    @property
    def data_set(self) -> str: ...
    @property
    def own(self) -> bool: ...
    @property
    def value(self) -> Decimal | None: ...


class FigureTold(Protocol):
    """A figure, as far as holding back asks for it."""

    @property
    def line(self) -> str: ...
    @property
    def role(self) -> LineRole: ...
    @property
    def parts(self) -> tuple[str, ...]: ...
    @property
    def counts_persons(self) -> bool: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def by_form(self) -> Sequence[OfFormTold]: ...
    @property
    def first_day(self) -> date: ...
    @property
    def last_day(self) -> date: ...
    @property
    def from_small(self) -> bool: ...


Shorter = tuple[Period, Sequence[FigureTold], Sequence[Sequence[FigureTold]]]
"""One of the periods of which a longer one is made, with the same table of it, the units in the same order."""


def marks_of_table(
    whole: Sequence[FigureTold], rows: Sequence[Sequence[FigureTold]], shorter: Sequence[Shorter] = ()
) -> dict[Cell, str]:
    """What must be held back in a table of a unit's figures and those of units below, and what stands in its place.

    Lines that do not count persons, and are no rate of lines that do, may be left out. Of two that would do, the first
    is held back with a small number: every page and file must give the rows in the same order.

    The unit's own figures are held back as they are where they stand alone, and those below as from a reader who knows
    the unit's: on other pages, and to whoever works at the unit, they are told. What rests on a shorter period in which
    it is held back is held back too, and its mark says nothing of its size: without that period it would tell it.
    """
    marks = _marks_of_period(whole, rows)
    table = {WHOLE: whole} | dict(enumerate(rows))
    for period, whole_then, rows_then in shorter:
        then = _marks_of_period(whole_then, rows_then)
        if not then:
            continue
        for index, row in table.items():
            for figure in row:
                if figure.first_day <= period.first_day and period.last_day <= figure.last_day:
                    forms = {_form(figure, each) for each in figure.by_form}
                    all_of_it = (index, figure.line, "") in then
                    marks |= {
                        (index, figure.line, form): WITH_IT
                        for form in forms | {""}
                        if all_of_it or (index, figure.line, form) in then
                    }
    return marks


def _marks_of_period(whole: Sequence[FigureTold], rows: Sequence[Sequence[FigureTold]]) -> dict[Cell, str]:
    cells, relations, unshown = _told_by(whole, ())
    marks = held_back(cells, relations, unshown)
    if rows:
        cells, relations, unshown = _told_by(whole, rows)
        known = [cell for cell in cells if cell[0] == WHOLE and cell[2] != _OTHERS]
        marks |= held_back(cells, relations, unshown, known)
    return marks | _marks_of_carried(whole, rows)


def _marks_of_carried(whole: Sequence[FigureTold], rows: Sequence[Sequence[FigureTold]]) -> dict[Cell, str]:
    """Lines of which a small number was put together with others on another map: as reported those others are told, so
    that the sum would tell it. They are held back in the whole table, with the options and totals that tie them."""
    table = {WHOLE: whole} | dict(enumerate(rows))
    small = {
        figure.line for row in table.values() for figure in row if figure.from_small and figure.counts_persons
    }
    if not small:
        return {}
    of_whole = {figure.line for figure in whole if figure.from_small and figure.counts_persons}
    ties = [
        {figure.line, *figure.parts}
        for row in table.values()
        for figure in row
        if figure.role is LineRole.TOTAL
    ]
    held = {index: grown(of_whole if index == WHOLE else small, ties) for index in table}
    return {
        (index, figure.line, form): WITH_IT
        for index, row in table.items()
        for figure in row
        if figure.line in held[index]
        for form in ("", *(_form(figure, each) for each in figure.by_form))
    }


def _told_by(
    whole: Sequence[FigureTold], rows: Sequence[Sequence[FigureTold]]
) -> tuple[dict[Cell, Decimal | None], list[Adds[Cell]], list[Cell]]:
    """The cells of the table, the sums between them, and the cells that nobody prints."""
    table = {WHOLE: {figure.line: figure for figure in whole}}
    table |= {index: {figure.line: figure for figure in row} for index, row in enumerate(rows)}
    persons = {line for row in table.values() for line, figure in row.items() if figure.counts_persons}
    cells: dict[Cell, Decimal | None] = {}
    relations: list[Adds[Cell]] = []
    unshown: list[Cell] = []
    for index, row in table.items():
        for line, figure in row.items():
            if figure.role is LineRole.RATE:
                _add_complement(index, figure, row, persons, cells, relations, unshown)
            elif line in persons:
                cells[index, line, ""] = figure.value
                if len(figure.by_form) > 1:
                    forms = tuple((index, line, _form(figure, each)) for each in figure.by_form)
                    cells |= {cell: each.value for cell, each in zip(forms, figure.by_form, strict=True)}
                    relations.append(Adds((index, line, ""), forms))
                if figure.role is LineRole.TOTAL:
                    relations.append(
                        Adds((index, line, ""), tuple((index, part, "") for part in figure.parts))
                    )
    for line in [line for line in table[WHOLE] if line in persons]:
        listed = [(index, table[index][line]) for index in range(len(rows)) if line in table[index]]
        if not listed:
            continue
        parts: list[Cell] = [(index, line, "") for index, _figure in listed]
        total = table[WHOLE][line].value
        known = sum((figure.value or Decimal(0) for _index, figure in listed), Decimal(0))
        others = (total or Decimal(0)) - known
        if total is not None and others > 0:  # those whom the table leaves out follow from it too
            cells[WHOLE, line, _OTHERS] = others
            unshown.append((WHOLE, line, _OTHERS))
            parts.append((WHOLE, line, _OTHERS))
        relations.append(Adds((WHOLE, line, ""), tuple(parts)))
        if len(table[WHOLE][line].by_form) > 1:
            for each in table[WHOLE][line].by_form:
                of_form = tuple(
                    (index, line, _form(figure, mine))
                    for index, figure in listed
                    for mine in figure.by_form
                    if mine.data_set == each.data_set
                )
                relations.append(Adds((WHOLE, line, _form(table[WHOLE][line], each)), of_form))
    return cells, relations, unshown


def mark_of(marks: Mapping[Cell, str], index: int, line: str, role: LineRole, parts: Sequence[str]) -> str:
    """What stands in place of a line of a row (-1: the unit itself); of a rate, where a part of it is held back."""
    if role is LineRole.RATE:
        return WITH_IT if any((index, part, "") in marks for part in parts) else ""
    return marks.get((index, line, ""), "")


def _form(figure: FigureTold, each: OfFormTold) -> str:
    """Which cell holds what a form gives: the figure's own where it is of one form alone."""
    return f"{each.data_set}/{'own' if each.own else 'below'}" if len(figure.by_form) > 1 else ""


def _add_complement(
    index: int,
    figure: FigureTold,
    row: Mapping[str, FigureTold],
    persons: set[str],
    cells: dict[Cell, Decimal | None],
    relations: list[Adds[Cell]],
    unshown: list[Cell],
) -> None:
    """Of a share of persons, those who are not in it must not be told either: the denominator minus the numerator."""
    numerator, denominator = figure.parts
    above, below = row.get(numerator), row.get(denominator)
    if above is None or below is None or not {numerator, denominator} <= persons:
        return
    if above.value is None or below.value is None or above.value > below.value:
        return
    rest = (index, figure.line, _REST)
    cells[rest] = below.value - above.value
    unshown.append(rest)
    relations.append(Adds((index, denominator, ""), ((index, numerator, ""), rest)))


def _released(index: int, figure: FigureOf, marks: Mapping[Cell, str]) -> FigureOf:
    mark = mark_of(marks, index, figure.line, figure.role, figure.parts)
    by_form = tuple(
        replace(each, value=None, absence=NoValue.HELD_BACK)
        if (index, figure.line, _form(figure, each)) in marks or (figure.role is LineRole.RATE and mark)
        else each
        for each in figure.by_form
    )
    if figure.counts_persons:
        figure = replace(figure, with_last_known=None, units_carried=0)
    if not mark:
        return replace(figure, by_form=by_form)
    return replace(figure, value=None, absence=NoValue.HELD_BACK, mark=mark, by_form=by_form)
