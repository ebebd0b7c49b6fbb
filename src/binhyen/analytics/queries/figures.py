"""What does a unit come to: every line of its forms over a period, on how many reports, in what standing?"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import connection
from django.utils.translation import get_language

from binhyen.access.permissions import Permission
from binhyen.analytics.models import Consolidation, Standing
from binhyen.analytics.queries.loading import Loaded, Source, forms_for, lines_of, load
from binhyen.analytics.queries.reported import Form
from binhyen.analytics.rules.carrying import WhyNot
from binhyen.analytics.rules.disclosure import WITH_IT
from binhyen.analytics.rules.over_time import Spanned
from binhyen.analytics.rules.sums import LineSum, NoValue, ratio, side_by_side
from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.indicators.values import FormLine, IndicatorKind, LineRole, OverTime
from binhyen.orgunits.values import AS_REPORTED, TerritoryChoice

_STANDINGS = (Standing.PROVISIONAL, Standing.ACCEPTED, Standing.LOCKED)


@dataclass(frozen=True, slots=True)
class OfForm:
    """What one form gives to a figure: the unit's own report (``own``), or the sum of what is below."""

    data_set: str
    name: str
    own: bool
    value: Decimal | None
    absence: NoValue | None
    standing: Standing
    units_counted: int
    units_expected: int
    units_not_applicable: int
    estimated: Decimal = Decimal(0)
    """How much of the value was apportioned by shares."""
    apart: tuple[WhyNot, ...] = ()
    """Why it may not be compared; there is no value then."""
    carried: bool = False
    """Whether other units than this one reported some of it."""
    months_without: tuple[str, ...] = ()
    """The codes of the periods that it rests on from which no value came."""


@dataclass(frozen=True, slots=True)
class FigureOf:
    """One line for one unit and period.

    ``value`` speaks for ``units_counted`` of ``units_expected`` reports; without it ``absence`` says why. Over
    several months reports are counted once a month. ``first_day`` and ``last_day`` are those of the months it
    rests on: of a stock, the last month's. ``months_without`` are the codes of those from which no value came.

    ``with_last_known`` stands beside the value and never in it: for stocks of which reports are missing, the sum
    with the last known value, at most a year old, of ``units_carried`` absent units.
    """

    line: str
    code: str
    disaggregation: str
    label: str
    label_en: str
    unit: str
    unit_en: str
    kind: IndicatorKind
    role: LineRole
    parts: tuple[str, ...]
    decimals: int
    indent: int
    is_percent: bool
    counts_persons: bool
    value: Decimal | None
    absence: NoValue | None
    standing: Standing
    units_counted: int
    units_expected: int
    units_not_applicable: int
    first_day: date
    last_day: date
    by_form: tuple[OfForm, ...]
    months_without: tuple[str, ...] = ()
    with_last_known: Decimal | None = None
    units_carried: int = 0
    mark: str = ""
    """What stands in place of the value where it is held back: ``<5`` or ``…``."""
    estimated: Decimal = Decimal(0)
    """How much of the value was apportioned by shares, on another map than that of the reports."""
    apart: tuple[WhyNot, ...] = ()
    """Why it may not be compared; the value is then None and the absence ``NOT_COMPARABLE``."""
    carried: bool = False
    """Whether other units than this one reported some of it."""
    from_small: bool = False
    """Whether a number from 1 to 4 was among what others reported of it."""
    territory: TerritoryChoice = AS_REPORTED
    """The map on which it is told."""

    @property
    def shown_label(self) -> str:
        """Its label in the reader's language."""
        return self.label_en if get_language() == "en" else self.label

    @property
    def shown_unit(self) -> str:
        return self.unit_en if get_language() == "en" else self.unit

    @property
    def units_missing(self) -> int:
        return max(0, self.units_expected - self.units_counted - self.units_not_applicable)


def figures_of(
    actor: Actor,
    unit_id: int,
    period: Period,
    *,
    indicators: Collection[str] | None = None,
    data_sets: Collection[str] | None = None,
    with_last_known: bool = True,
    territory: TerritoryChoice = AS_REPORTED,
) -> tuple[FigureOf, ...]:
    """Every line of the unit's forms over the period, totals and rates included, in the order of the forms.

    A unit that reports has its own accepted figures; one with units below it the sums; one with both, such as a
    province beside whose communes bodies report, all of them together, and apart in ``by_form``. A line of several
    forms comes once. ``indicators`` and ``data_sets`` name those alone that are wanted. Empty where the actor may see
    nothing of the unit. The number of statements does not depend on how much there is: eight, and for the last
    known values two more and one a form.
    """
    loaded = load(actor, forms_for([period], data_sets), unit_id=unit_id, territory=territory)
    sources = loaded.sources_of(unit_id, period)
    figures = _composed(loaded, sources, period, indicators)
    if not tells_small_parts(actor, unit_id):
        figures = without_small_parts(figures)
    return _with_last_known(actor, unit_id, loaded, sources, figures) if with_last_known else figures


def _composed(
    loaded: Loaded, sources: Sequence[Source], period: Period, indicators: Collection[str] | None
) -> tuple[FigureOf, ...]:
    lines = lines_of(source.form for source in sources).values()
    return tuple(
        compose(loaded, sources, line, period)
        for line in lines
        if indicators is None or line.indicator in indicators
    )


def tells_small_parts(actor: Actor, unit_id: int) -> bool:
    """Whether somebody who sees the unit in full may learn of small numbers of a unit of which only a part went into
    it, as its reviewers do. Whoever works there has the share: what was apportioned would tell the whole of it."""
    if actor.everything or unit_id not in actor.reach.own:
        return True
    paths = [each.unit_path for each in actor.mandates if each.unit_id == unit_id]
    return any(actor.may(Permission.REVIEW_REPORT, at=path) for path in paths)


def without_small_parts(figures: Sequence[FigureOf]) -> tuple[FigureOf, ...]:
    """The figures of one unit and period, those held back in which a part of a small number of persons is."""
    small = {each.line for each in figures if each.counts_persons and each.from_small and each.estimated}
    return tuple(
        replace(each, value=None, absence=NoValue.HELD_BACK, mark=WITH_IT, estimated=Decimal(0), by_form=())
        if each.line in small or (each.role is LineRole.RATE and not small.isdisjoint(each.parts))
        else each
        for each in figures
    )


SourceSpanned = tuple[Source, Spanned]


def _stated(
    loaded: Loaded, sources: Sequence[Source], line: FormLine
) -> tuple[list[SourceSpanned], list[SourceSpanned]]:
    """What each source comes to that has the line, and the differences from it that longer forms state."""
    having = [source for source in sources if line.code in source.form.by_code]
    alone = all(source.form.carries(line.code) for source in having) and any(
        line.code in form.by_code and not form.carries(line.code) for form in loaded.forms
    )
    stated = [
        (source, loaded.spanned(source, source.form.by_code[line.code], alone=alone)) for source in having
    ]
    at_home = [(source, each) for source, each in stated if not source.form.carries(line.code)]
    if not at_home or len(at_home) == len(stated):
        return stated, []
    differing = [
        (source, each)
        for source, each in stated
        if source.form.carries(line.code) and each.sum.value is not None
    ]
    return at_home, differing


def by_form_of(loaded: Loaded, sources: Sequence[Source], line: FormLine) -> tuple[OfForm, ...]:
    """What each form gives to one line of a unit, as it stands beside the figure (``FigureOf.by_form``)."""
    spanned, differing = _stated(loaded, sources, line)
    return tuple(
        _of_form(source, each, line, _shown(each.sum, line)) for source, each in (*spanned, *differing)
    )


def summed(loaded: Loaded, sources: Sequence[Source], line: FormLine) -> LineSum:
    """What one line of a unit comes to, also where only a part of it could be put together."""
    spanned, differing = _stated(loaded, sources, line)
    return side_by_side([each.sum for _source, each in (*spanned, *differing)])


def compose(loaded: Loaded, sources: Sequence[Source], line: FormLine, period: Period) -> FigureOf:
    """One line of a unit from all the sources that have it; a difference from longer forms where one was stated."""
    spanned, differing = _stated(loaded, sources, line)
    both = side_by_side([each.sum for _source, each in (*spanned, *differing)])
    days = [
        (month.first_day, month.last_day)
        for source, each in spanned
        for index in each.used
        if (month := source.months[index]) is not None
    ]
    without = [{source.form.periods[index].code for index in each.without} for source, each in spanned]
    value = _shown(both, line)
    by_form = tuple(
        _of_form(source, each, line, value if each.sum is both else _shown(each.sum, line))
        for source, each in (*spanned, *differing)
    )
    definition = loaded.definitions.get(line.indicator)
    return FigureOf(
        line=line.code,
        code=line.indicator,
        disaggregation=line.option,
        label=line.label,
        label_en=line.label_en,
        unit=line.unit,
        unit_en=line.unit_en,
        kind=line.kind,
        role=line.role,
        parts=line.parts,
        decimals=line.decimals,
        indent=line.indent,
        is_percent=line.is_percent,
        counts_persons=definition is not None and definition.counts_persons,
        value=value,
        absence=both.no_value,
        standing=_least([each.standing for each in by_form[: len(spanned)]]),
        units_counted=both.counted,
        units_expected=both.expected,
        units_not_applicable=both.not_applicable,
        first_day=min((first for first, _last in days), default=period.first_day),
        last_day=max((last for _first, last in days), default=period.last_day),
        by_form=by_form,
        months_without=tuple(sorted(set.intersection(*without))) if without else (),
        estimated=estimate_in(both, line, value),
        apart=tuple(sorted(both.apart)),
        from_small=both.from_small,
        carried=any(source.is_carried(each.used) for source, each in (*spanned, *differing)),
        territory=loaded.territory,
    )


def _of_form(source: Source, spanned: Spanned, line: FormLine, value: Decimal | None) -> OfForm:
    return OfForm(
        source.form.data_set.code,
        source.form.shown_name,
        source.own,
        value,
        spanned.sum.no_value,
        _standing(source, spanned),
        spanned.sum.counted,
        spanned.sum.expected,
        spanned.sum.not_applicable,
        estimate_in(spanned.sum, line, value),
        tuple(sorted(spanned.sum.apart)),
        source.is_carried(spanned.used),
        tuple(source.form.periods[index].code for index in spanned.without),
    )


def estimate_in(line_sum: LineSum, line: FormLine, value: Decimal | None) -> Decimal:
    """How much of the value was apportioned; a rate of which a part was is an estimate as a whole."""
    if not line_sum.estimated or value is None:
        return Decimal(0)
    return value if line.role is LineRole.RATE else line_sum.estimated


def _shown(line_sum: LineSum, line: FormLine) -> Decimal | None:
    if line_sum.apart:
        return None
    return ratio(line_sum, line.per) if line.role is LineRole.RATE else line_sum.value


def _standing(source: Source, spanned: Spanned) -> Standing:
    """How far it may still change: as the least settled of the months it rests on; one without reports may yet come."""
    months = [source.months[index] for index in spanned.used]
    return _least([Standing.PROVISIONAL if month is None else month.standing for month in months])


def _least(standings: Sequence[Standing]) -> Standing:
    return min(standings, key=_STANDINGS.index, default=Standing.PROVISIONAL)


# ---- the last known values of whoever is absent -----------------------------------------------------------------


def _with_last_known(
    actor: Actor, unit_id: int, loaded: Loaded, sources: Sequence[Source], figures: Sequence[FigureOf]
) -> tuple[FigureOf, ...]:
    below = [source for source in sources if not source.own and source.months[-1] is not None]
    wanted = [figure for figure in figures if figure.role is LineRole.INPUT and _may_carry(loaded, figure)]
    if not wanted or not below:
        return tuple(figures)
    carried: dict[str, tuple[Decimal, int]] = {}
    reported_to = _reported_to(actor, unit_id, [source.form for source in below])
    for source in below:
        ids = [loaded.line_ids[figure.line] for figure in wanted if figure.line in source.form.by_code]
        for code, value, units in _last_known(loaded, source.form, reported_to[source.form.data_set.pk], ids):
            before, counted = carried.get(code, (Decimal(0), 0))
            carried[code] = before + value, counted + units
    found = {figure.line: _carrying(figure, *carried.get(figure.line, (Decimal(0), 0))) for figure in figures}
    for figure in figures:
        parts = [found[part] for part in figure.parts if part in found]
        if figure.role is LineRole.TOTAL and len(parts) == len(figure.parts) and _may_carry(loaded, figure):
            found[figure.line] = _total_carrying(figure, parts)
    return tuple(found[figure.line] for figure in figures)


def _may_carry(loaded: Loaded, figure: FigureOf) -> bool:
    definition = loaded.definitions.get(figure.code)
    return (
        figure.kind is IndicatorKind.STOCK
        and (definition is None or definition.over_time is OverTime.LAST)
        and figure.absence is not NoValue.NOT_ADDITIVE
        and not figure.carried  # whoever was absent then may be no more
        and figure.units_missing > 0
    )


def _carrying(figure: FigureOf, value: Decimal, units: int) -> FigureOf:
    if not units:
        return figure
    return replace(figure, with_last_known=value + (figure.value or 0), units_carried=units)


def _total_carrying(total: FigureOf, parts: Sequence[FigureOf]) -> FigureOf:
    """A total with last known values is the sum of its parts with theirs; nothing while a part has neither."""
    known = [part.value if part.with_last_known is None else part.with_last_known for part in parts]
    values = [value for value in known if value is not None]
    units = max(part.units_carried for part in parts)
    if not units or len(values) < len(parts):
        return total
    return replace(total, with_last_known=sum(values, Decimal(0)), units_carried=units)


def _reported_to(actor: Actor, unit_id: int, forms: Sequence[Form]) -> dict[int, list[int]]:
    """By form the unit and all below it to which reports of the last period are owed. One statement."""
    rows = list(
        Consolidation.objects.visible_to(actor)
        .filter(
            data_set__in=[form.data_set.pk for form in forms],
            period__in={form.periods[-1].code for form in forms},
        )
        .values_list("data_set_id", "period", "unit_id", "superior_id")
    )
    found: dict[int, list[int]] = {}
    for form in forms:
        pairs = [
            (unit, superior)
            for data_set, period, unit, superior in rows
            if (data_set, period) == (form.data_set.pk, form.periods[-1].code)
        ]
        inside, grown = {unit_id}, True
        while grown:
            more = {unit for unit, superior in pairs if superior in inside} - inside
            inside |= more
            grown = bool(more)
        found[form.data_set.pk] = sorted(inside)
    return found


def _last_known(
    loaded: Loaded, form: Form, reported_to: Sequence[int], line_ids: Sequence[int]
) -> list[tuple[str, Decimal, int]]:
    codes = {key: code for code, key in loaded.line_ids.items()}
    with connection.cursor() as cursor:
        cursor.execute(
            "select line_id, total, units from last_known(%s, %s, %s, %s)",
            [form.data_set.pk, form.periods[-1].code, list(reported_to), list(line_ids)],
        )
        return [(codes[line], total, units) for line, total, units in cursor.fetchall()]
