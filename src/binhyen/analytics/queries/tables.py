"""Many figures at once: some lines by some periods, of a unit or of all directly below it, as they may leave.

The same values as ``figures_of`` gives one unit and period at a time, without a ``FigureOf`` a cell.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext as _

from binhyen.analytics.models import Standing
from binhyen.analytics.queries.figures import FigureOf, compose, estimate_in
from binhyen.analytics.queries.holding import shorter_than, superiors_read
from binhyen.analytics.queries.loading import Loaded, Source, forms_for, lines_of, load
from binhyen.analytics.queries.parts import names_of
from binhyen.analytics.queries.releasing import WHOLE, Cell, FigureTold, mark_of, marks_of_table
from binhyen.analytics.queries.reported import Consolidated, Form, Report, stated_in
from binhyen.analytics.rules.carrying import WhyNot
from binhyen.analytics.rules.sums import LineSum, NoValue, nothing, ratio, side_by_side
from binhyen.analytics.rules.totals import total_of
from binhyen.foundations.authority import Actor
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import Period
from binhyen.indicators.values import Clearance, FormLine, LineRole
from binhyen.orgunits.values import AS_REPORTED, TerritoryChoice

_SETTLED = {Standing.PROVISIONAL: 0, Standing.ACCEPTED: 1, Standing.LOCKED: 2}


class NotAsked(BadInput):
    """No form of the period asks for the indicator."""

    def __init__(self, code: str, period: Period) -> None:
        super().__init__(
            _("Không biểu mẫu nào của %(period)s hỏi chỉ tiêu “%(code)s”.")
            % {"code": code, "period": period.label},
            _("Mã chỉ tiêu có trong trang Biểu mẫu và trong tệp CSV của số liệu."),
        )


class TableCell(NamedTuple):
    """One line of one unit and period, as far as a table tells it.

    ``value`` speaks for ``counted`` of ``expected`` reports, ``not_applicable`` do not apply; without it ``absence``
    says why. ``mark`` stands in place of what is held back. ``estimated`` and
    ``apart`` are those of ``FigureOf``.
    """

    value: Decimal | None
    absence: NoValue | None
    standing: Standing
    counted: int
    expected: int
    not_applicable: int
    mark: str = ""
    estimated: Decimal = Decimal(0)
    apart: tuple[WhyNot, ...] = ()


@dataclass(frozen=True, slots=True)
class TableUnit:
    unit_id: int
    code: str
    name: str


@dataclass(frozen=True)
class FigureTable:
    """``cells`` by unit, line and period; None where the unit is not asked for the line in the period."""

    units: tuple[TableUnit, ...]
    lines: tuple[FormLine, ...]
    clearances: Mapping[str, Clearance]
    periods: tuple[Period, ...]
    cells: Sequence[Sequence[Sequence[TableCell | None]]]


def figure_table(
    actor: Actor,
    unit_id: int,
    periods: Sequence[Period],
    *,
    below: bool = False,
    indicators: Collection[str] | None = None,
    territory: TerritoryChoice = AS_REPORTED,
) -> FigureTable:
    """The lines of the indicators, or of all, over the periods: of the unit itself, or of the units directly below.

    Periods are of one kind and calendar. Small numbers of persons are held back as in every file, all lines and units
    of a period together, beside what is told of the unit above and of shorter periods. Raises ``NotAsked``. Nine
    statements, four more for units below, and seven for the unit above, however much there is.
    """
    forms = forms_for(periods)
    known = {line.indicator for form in forms for line in form.lines}
    for code in indicators or ():
        if code not in known:
            raise NotAsked(code, periods[-1])
    whole = load(actor, forms, unit_id=unit_id, territory=territory)
    loaded = load(actor, forms, below=unit_id, territory=territory) if below else whole
    day = max(periods[-1].last_day, territory.day or periods[-1].last_day)
    names = names_of(actor, loaded.units if below else {unit_id}, day)
    units = [
        TableUnit(key, code, name)
        for key, (code, name, _order) in sorted(names.items(), key=lambda each: (each[1][2], each[0]))
    ]
    reading = _Reading(loaded)
    asked = {
        code: line for code, line in reading.lines.items() if not indicators or line.indicator in indicators
    }
    codes = list(asked)
    cells = []
    for unit in units:
        by_period = [reading.cells(unit.unit_id, period, codes) for period in periods]
        cells.append([list(over_time) for over_time in zip(*by_period, strict=True)])
    shown_with = _ShownWith(actor, unit_id, forms, reading, _Reading(whole) if below else None, units)
    for at, period in enumerate(periods):
        marks = shown_with.marks(period)
        if marks:
            _hold_back(cells, at, marks, tuple(asked.values()), shown_with.rows)
    return FigureTable(
        tuple(units),
        tuple(asked.values()),
        {code: definition.clearance for code, definition in loaded.definitions.items()},
        tuple(periods),
        cells,
    )


class _ShownWith:
    """The table in which a reader finds the figures: of the units below with their sum, or of the unit among those
    beside it where the actor reads these, or of the unit alone. ``rows`` says where in it each of the figures' units
    stands."""

    def __init__(
        self,
        actor: Actor,
        unit_id: int,
        forms: Sequence[Form],
        reading: _Reading,
        whole: _Reading | None,
        units: Sequence[TableUnit],
    ) -> None:
        self.forms, self.top = forms, unit_id
        self.of_top, self.of_units = whole or reading, reading
        self.units = sorted(each.unit_id for each in units)
        self.rows = [self.units.index(each.unit_id) for each in units]
        if whole is not None or not reading.persons:
            return
        self.units, self.rows = [], [WHOLE]
        territory, last = reading.loaded.territory, max(each for form in forms for each in form.periods)
        (superior,) = superiors_read(actor, unit_id, territory.day or last.last_day)
        if superior is None:
            return
        loaded = load(
            actor,
            forms,
            unit_id=superior,
            below=superior,
            lines=reading.persons,
            territory=territory,
        )
        beside = sorted(loaded.units - {superior})
        if unit_id in beside:
            self.of_top = self.of_units = _Reading(loaded)
            self.top, self.units, self.rows = superior, beside, [beside.index(unit_id)]

    def marks(self, period: Period) -> dict[Cell, str]:
        shorter = [(each, *self._persons(each)) for each in shorter_than(period, self.forms)]
        return marks_of_table(*self._persons(period), shorter)

    def _persons(self, period: Period) -> tuple[list[FigureTold], list[list[FigureTold]]]:
        return self.of_top.about_persons(self.top, period), [
            self.of_units.about_persons(unit, period) for unit in self.units
        ]


class _OfForm(NamedTuple):
    data_set: str
    own: bool
    value: Decimal | None


class _Apart(NamedTuple):
    """A figure about persons with what each form gives to it."""

    line: str
    role: LineRole
    parts: tuple[str, ...]
    counts_persons: bool
    value: Decimal | None
    by_form: tuple[_OfForm, ...]
    first_day: date
    last_day: date
    from_small: bool


class _Reading:
    """Cells of what was loaded, without what a page shows beside a figure."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        with_rows = {key[1] for key in (*loaded.consolidations, *loaded.reports)}
        self.lines = lines_of(form for form in loaded.forms if form.data_set.pk in with_rows)
        self._carry = {form.data_set.pk: any(map(form.carries, form.by_code)) for form in loaded.forms}

    @cached_property
    def persons(self) -> tuple[str, ...]:
        """The lines that count persons, and rates of such: all that holding back looks at."""
        counting = {
            code
            for code, line in self.lines.items()
            if (definition := self.loaded.definitions.get(line.indicator)) and definition.counts_persons
        }
        return tuple(
            code
            for code, line in self.lines.items()
            if code in counting or (line.role is LineRole.RATE and counting.issuperset(line.parts))
        )

    def cells(self, unit_id: int, period: Period, codes: Sequence[str]) -> list[TableCell | None]:
        """The lines of a unit in a period, in the order of their codes."""
        sources = self.loaded.sources_of(unit_id, period)
        if not all(map(self._is_plain, sources)):
            return [self._composed(sources, code, period) for code in codes]
        if not sources:
            return [None] * len(codes)
        stated = [_stated_by(source, codes) for source in sources]
        standings = [_standing(source) for source in sources]
        if len(sources) == 1:
            (sums,), (standing,) = stated, standings
            return [
                None if each is None else self._cell(code, each, standing)
                for code, each in zip(codes, sums, strict=True)
            ]
        found: list[TableCell | None] = []
        for code, *sums_of_code in zip(codes, *stated, strict=True):
            given = [(each, at) for at, each in enumerate(sums_of_code) if each is not None]
            if not given:
                found.append(None)
            else:
                both = side_by_side([each for each, _at in given])
                standing = min((standings[at] for _each, at in given), key=_SETTLED.__getitem__)
                found.append(self._cell(code, both, standing))
        return found

    def about_persons(self, unit_id: int, period: Period) -> list[FigureTold]:
        """The unit's figures that holding back looks at, with what each form gives to them."""
        if not self.persons:
            return []
        sources = self.loaded.sources_of(unit_id, period)
        if not all(map(self._is_plain, sources)):
            return [
                compose(self.loaded, having, self.lines[code], period)
                for code in self.persons
                if (having := _having(sources, code))
            ]
        stated = [_stated_by(source, self.persons) for source in sources]
        found: list[FigureTold] = []
        for code, cell, *sums in zip(
            self.persons, self.cells(unit_id, period, self.persons), *stated, strict=True
        ):
            if cell is not None:
                line = self.lines[code]
                by_form = tuple(
                    _OfForm(source.form.data_set.code, source.own, each.value)
                    for source, each in zip(sources, sums, strict=True)
                    if each is not None
                )
                counts = self.loaded.definitions[line.indicator].counts_persons
                found.append(
                    _Apart(
                        code,
                        line.role,
                        line.parts,
                        counts,
                        cell.value,
                        by_form,
                        period.first_day,
                        period.last_day,
                        any(each is not None and each.from_small for each in sums),
                    )
                )
        return found

    def _cell(self, code: str, line_sum: LineSum, standing: Standing) -> TableCell:
        value, absence = line_sum.value, None
        if value is None:
            absence = line_sum.no_value
        elif line_sum.apart:
            value, absence = None, NoValue.NOT_COMPARABLE
        elif line_sum.denominator is not None:
            value, absence = ratio(line_sum, self.lines[code].per), line_sum.no_value
        return TableCell(
            value,
            absence,
            standing,
            line_sum.counted,
            line_sum.expected,
            line_sum.not_applicable,
            estimated=estimate_in(line_sum, self.lines[code], value),
            apart=tuple(sorted(line_sum.apart)),
        )

    def _composed(self, sources: Sequence[Source], code: str, period: Period) -> TableCell | None:
        having = _having(sources, code)
        return _told(compose(self.loaded, having, self.lines[code], period)) if having else None

    def _is_plain(self, source: Source) -> bool:
        """Whether it is a single period of a form that keeps all its lines itself: its sums are then what it says."""
        return len(source.months) == 1 and not self._carry[source.form.data_set.pk]


def _hold_back(
    cells: list[list[list[TableCell | None]]],
    at: int,
    marks: Mapping[Cell, str],
    lines: Sequence[FormLine],
    rows: Sequence[int],
) -> None:
    """Put the marks in place of what they hold back, in one period of the table."""
    for row, of_unit in zip(rows, cells, strict=True):
        for line, over_time in zip(lines, of_unit, strict=True):
            mark, cell = mark_of(marks, row, line.code, line.role, line.parts), over_time[at]
            if mark and cell is not None:
                over_time[at] = cell._replace(value=None, absence=NoValue.HELD_BACK, mark=mark)


def _having(sources: Sequence[Source], code: str) -> list[Source]:
    return [source for source in sources if code in source.form.by_code]


def _stated_by(source: Source, codes: Sequence[str]) -> list[LineSum | None]:
    """What a source with a single period says of the lines: nothing is to be taken over time."""
    (month,) = source.months
    lines = source.form.by_code
    kept = month.cells if isinstance(month, Consolidated) else {}
    found: list[LineSum | None] = []
    for code in codes:
        line_sum = kept.get(code)
        if line_sum is None and (line := lines.get(code)) is not None:
            line_sum = _not_kept(source.form, month, line)
        found.append(line_sum)
    return found


def _not_kept(form: Form, month: Report | Consolidated | None, line: FormLine) -> LineSum:
    """A line that is worked out, or of which nothing is kept."""
    if line.role is LineRole.TOTAL:
        parts = [stated_in(month, form.by_code[part], form) for part in line.parts]
        return total_of([part or nothing() for part in parts])
    return stated_in(month, line, form) or nothing()


def _standing(source: Source) -> Standing:
    (month,) = source.months
    return Standing.PROVISIONAL if month is None else month.standing


def _told(figure: FigureOf) -> TableCell:
    return TableCell(
        figure.value,
        figure.absence,
        figure.standing,
        figure.units_counted,
        figure.units_expected,
        figure.units_not_applicable,
        estimated=figure.estimated,
        apart=figure.apart,
    )
