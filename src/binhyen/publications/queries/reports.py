"""Which units report to one, form by form, and what did each come to in the period and in the one compared with?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property

from django.db.models import F, Q
from django.utils.translation import gettext as _

from binhyen.analytics.models import Consolidation
from binhyen.analytics.queries import NoValue, OfForm, StatedOf, figures_of, stated_below
from binhyen.foundations.authority import Actor
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import BadPeriod, Period, PeriodKind
from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.foundations.validity import Validity
from binhyen.foundations.vietnamese import join_words
from binhyen.indicators.models import DataSetVersion, Indicator
from binhyen.indicators.queries import layout_of
from binhyen.indicators.values import (
    FormLayout,
    FormLine,
    IndicatorDefinition,
    IndicatorKind,
    LineRole,
    OverUnits,
)
from binhyen.orgunits.models import Level
from binhyen.orgunits.queries import UnitOnDay
from binhyen.orgunits.values import TerritoryChoice
from binhyen.publications.rules.sheet import Reporters, ReportLine, ReportSection, UnitReport
from binhyen.publications.rules.standings import where_they_stand
from binhyen.reporting.models import Obligation, State, Submission
from binhyen.reporting.queries import Flag, with_unit_names

COUNTED = (State.ACCEPTED, State.LOCKED)

_KINDS = {
    "province": "tỉnh",
    "city": "thành phố",
    "commune": "xã",
    "ward": "phường",
    "special-zone": "đặc khu",
}
_LEVELS = {Level.COUNTRY: "trung ương", Level.PROVINCE: "cấp tỉnh", Level.COMMUNE: "cấp xã"}
_BELOW = {Level.COUNTRY: "tỉnh, thành phố", Level.PROVINCE: "xã, phường"}
_WHERE_IT_STANDS = {
    State.DRAFT: "chưa nộp",
    State.SUBMITTED: "chờ duyệt",
    State.RETURNED: "đã trả lại để sửa",
}
_AWAITED = "chưa gửi"
_FILLING = tuple(PeriodKind)


class NothingToReport(BadInput):
    """No unit owes the unit a report for the period, and it owes none itself."""

    def __init__(self, unit: UnitOnDay, period: Period) -> None:
        super().__init__(
            _("%(unit)s không có đơn vị nào phải gửi báo cáo %(period)s, nên chưa có gì để lập báo cáo.")
            % {"unit": unit.name, "period": period.label},
            _("Mở kỳ báo cáo trước, hoặc chọn kỳ và đơn vị khác."),
        )


@dataclass(frozen=True, slots=True)
class Stated:
    """What one unit comes to in one line of a form: on how many of how many reports it rests.

    ``carried``: former units gave something to it, ``estimated`` of it by shares; ``apart`` says in words why it cannot
    be told on the unit's territory. ``silent`` are the periods from which no value came.
    """

    figure: Figure
    counted: int = 0
    answered: int = 0
    expected: int = 0
    carried: bool = False
    estimated: Decimal = Decimal(0)
    apart: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()

    @property
    def complete(self) -> bool:
        """Whether all its reports are there and answer it."""
        return self.answered == self.expected and not self.apart


Table = dict[tuple[str, int], dict[str, Stated]]
"""By form and unit: line code → what the unit comes to in it."""


@dataclass
class Owed:
    """The reports that one unit owes in one form, or of a unit that owes none itself those below it."""

    unit_id: int
    code: str
    name: str
    kind: str
    own: bool
    sort: str = ""
    further_below: bool = False
    periods: list[Period] = field(default_factory=list)
    absent: list[tuple[Period, str]] = field(default_factory=list)
    late: int = 0
    due: date | None = None
    begins: date = date.max
    ends: date = date.min
    expected: int = 0
    accepted: int = 0
    explained: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Below:
    """Everything that was read of a unit's reports in a period: who owes what, and what each form asks."""

    period: Period
    owed: Mapping[str, Sequence[Owed]]
    layouts: Mapping[str, FormLayout]
    homes: Mapping[tuple[bool, bool, str], tuple[str, ...]]
    """By own or below, of bodies or places, and line: the forms in which it is filled in."""

    def kind_of(self, form: str) -> PeriodKind:
        """How long the form's own period is."""
        return PeriodKind(self.layouts[form].period_kind)

    def parts_of(self, form: str) -> int:
        """How many periods of the form fill the period."""
        return len(self.period.parts(self.kind_of(form)))

    @cached_property
    def flows(self) -> dict[str, frozenset[str]]:
        """By form the lines of what happened, which add up over time, and the rates of such lines."""
        return {
            form: frozenset(
                line.code
                for line in layout.lines
                if IndicatorKind.FLOW in (line.kind, *(layout.by_code[part].kind for part in line.parts))
            )
            for form, layout in self.layouts.items()
        }

    def side_of(self, form: str) -> tuple[bool, bool]:
        """Whether the form is the unit's own report, and whether bodies fill it in."""
        return self.owed[form][0].own, Level.BODY in self.layouts[form].levels

    def home_of(self, form: str, line: str) -> str:
        """The form under which what this one says of the line is told."""
        homes = self.homes.get((*self.side_of(form), line), ())
        return form if form in homes or not homes else homes[0]


def below_of(actor: Actor, unit: UnitOnDay, period: Period) -> Below:
    """Who owes the unit reports that fill the period, its own among them. Raises ``NothingToReport``.

    Four statements, however many units and months there are.
    """
    owed = _owed(actor, unit, period)
    if not owed:
        raise NothingToReport(unit, period)
    layouts = _layouts(owed, period)
    homes: dict[tuple[bool, bool, str], list[str]] = defaultdict(list)
    for form in sorted(layouts, key=lambda form: layouts[form].period_kind != PeriodKind.MONTH):
        for line in layouts[form].lines:
            if not _is_carried(layouts[form], line):
                homes[owed[form][0].own, Level.BODY in layouts[form].levels, line.code].append(form)
    return Below(period, owed, layouts, {key: tuple(forms) for key, forms in homes.items()})


def figures_below(
    actor: Actor, unit: UnitOnDay, below: Below, period: Period, territory: TerritoryChoice
) -> Table:
    """What each unit comes to in the period on the territory, by the forms of ``below``. Eight statements, eight more
    for an own report; where territory changed a dozen more each."""
    found: Table = {}
    for stated in stated_below(actor, unit.id, period, territory=territory):
        _add(found, below, stated, of_own=False)
    if any(each.own for owed in below.owed.values() for each in owed):
        for figure in figures_of(actor, unit.id, period, with_last_known=False, territory=territory):
            _add(found, below, StatedOf(unit.id, figure.line, figure.unit, figure.by_form), of_own=True)
    return found


def _add(found: Table, below: Below, stated: StatedOf, *, of_own: bool) -> None:
    for each in stated.by_form:
        if each.data_set not in below.owed or (of_own and not (each.own or each.carried)):
            continue
        if below.owed[each.data_set][0].own is not of_own:
            continue
        form = below.home_of(each.data_set, stated.line)
        lines = found.setdefault((form, stated.unit_id), {})
        lines[stated.line] = _together(lines.get(stated.line), _of_form(stated.unit, each))


def _of_form(unit: str, each: OfForm) -> Stated:
    return Stated(
        Quantity(each.value, unit) if each.value is not None else absence_of(each.absence),
        each.units_counted,
        each.units_counted + each.units_not_applicable,
        each.units_expected,
        each.carried,
        each.estimated if each.value is not None else Decimal(0),
        frozenset(why.label for why in each.apart),
        frozenset(each.months_without),
    )


def absence_of(absence: NoValue | None) -> Absence:
    """Why there is no value, as a report says it."""
    return Absence.NOT_APPLICABLE if absence is NoValue.NOT_APPLICABLE else Absence.MISSING


def _together(one: Stated | None, other: Stated) -> Stated:
    """A line with the difference that a longer form states from it."""
    if one is None:
        return other
    values = [each.figure for each in (one, other) if isinstance(each.figure, Quantity)]
    figure: Figure = values[0] if values else (one.figure if one.expected else other.figure)
    if len(values) == 2:
        figure = Quantity(sum((each.value for each in values), Decimal(0)), values[0].unit)
    apart = one.apart | other.apart
    return Stated(
        Absence.MISSING if apart else figure,
        one.counted + other.counted,
        one.answered + other.answered,
        one.expected + other.expected,
        one.carried or other.carried,
        Decimal(0) if apart else one.estimated + other.estimated,
        apart,
        one.silent & other.silent,
    )


def comparable(below: Below, now: Table, before: Table, others: Collection[int] = ()) -> Table:
    """What of ``before`` may be compared: all reports are there both times, flows over the whole period.

    As many reports as now, where the unit itself reported then; of former units, and below units that are among
    ``others``, as many as there were.
    """
    return {
        (form, unit_id): {
            line: then
            for line, then in lines.items()
            if (today := now.get((form, unit_id), {}).get(line)) is not None
            and today.complete
            and then.complete
            and _as_many(
                today,
                then,
                is_flow=line in below.flows[form],
                parts=below.parts_of(form),
                regrouped=unit_id in others,
            )
        }
        for (form, unit_id), lines in before.items()
    }


def _as_many(today: Stated, then: Stated, *, is_flow: bool, parts: int, regrouped: bool) -> bool:
    if today.carried or then.carried or regrouped:
        return not (is_flow and (today.silent or then.silent))
    return today.expected == then.expected and (not is_flow or today.expected >= parts)


def reporters_of(
    unit: UnitOnDay,
    below: Below,
    now: Table,
    earlier: Table,
    told: Mapping[str, Collection[str]],
    then: Table,
) -> tuple[Reporters, ...]:
    """The units form by form: those below, then the unit's own bodies, then its own report.

    ``earlier`` is what of ``then`` may be compared; ``told`` are by form the codes of periods for which units
    reported that are no more.
    """
    definitions = _definitions(below.layouts.values())
    found = []
    for form, owed in below.owed.items():
        layout = below.layouts[form]
        own, apart = below.side_of(form)
        kind = below.kind_of(form)
        opened = {period for each in owed for period in each.periods}
        found.append(
            Reporters(
                form=form,
                words=_words(unit, owed, apart=apart),
                apart=apart,
                own=own,
                kind=kind,
                sections=_sections(layout, definitions, below, form),
                reports=tuple(
                    _report(
                        each,
                        now.get((form, each.unit_id)),
                        earlier.get((form, each.unit_id)),
                        then.get((form, each.unit_id), {}),
                        owed,
                    )
                    for each in sorted(owed, key=lambda each: (each.sort, each.unit_id))
                ),
                unopened=_runs(
                    [
                        part
                        for part in below.period.parts(kind)
                        if part not in opened and part.code not in told.get(form, ())
                    ]
                ),
                owners=_owners(layout) if any(each.further_below for each in owed) else "",
            )
        )
    kinds = list(_FILLING)
    found.sort(
        key=lambda each: (each.own and unit.level != Level.COMMUNE, each.apart, kinds.index(each.kind))
    )
    return tuple(each for each in found if each.sections)


def _runs(periods: Sequence[Period]) -> tuple[str, ...]:
    """Periods in words, those that follow one another together: "từ tháng 07/2026 đến tháng 12/2026"."""
    runs: list[list[Period]] = []
    for each in periods:
        if runs and runs[-1][-1].later == each:
            runs[-1].append(each)
        else:
            runs.append([each])
    return tuple(run[0].label if len(run) == 1 else f"từ {run[0].label} đến {run[-1].label}" for run in runs)


def _owners(layout: FormLayout) -> str:
    """Whose reports a form's are, seen from further above."""
    if Level.BODY in layout.levels:
        return "cơ quan, tổ chức"
    return join_words([_LEVELS.get(Level(level), "") for level in layout.levels])


def _owed(actor: Actor, unit: UnitOnDay, period: Period) -> dict[str, list[Owed]]:
    """By form, whoever owes the unit a report, or has reports below it. Three statements."""
    parts = {each.code: each for each in _parts(period)}
    obligations = (
        Obligation.objects.visible_to(actor)
        .filter(
            Q(superior_id=unit.id) | Q(unit_id=unit.id),
            part_of=None,
            data_set__calendar=period.calendar.id,
            period__in=parts,
        )
        .annotate(form=F("data_set__code"))
    )
    rows = list(with_unit_names(obligations, period.last_day).order_by("form", "first_day"))
    submissions = {
        key: (state, late and at is not None, flags)
        for key, state, late, at, flags in Submission.objects.visible_to(actor)
        .filter(obligation_id__in=[row.pk for row in rows])
        .values_list("pk", "state", "late", "submitted_at", "flags")
    }
    found: dict[str, dict[int, Owed]] = defaultdict(dict)
    asked_below = {row.form for row in rows if row.unit_id != unit.id}
    for row in rows:
        if row.unit_id == unit.id and row.history_id is not None and row.form in asked_below:
            continue  # entered of former years for the whole of it: no report of the unit's own
        owed = found[row.form].setdefault(
            row.unit_id,
            Owed(
                row.unit_id,
                row.unit_code or "",
                row.unit_name or "",
                row.unit_kind or "",
                own=row.unit_id == unit.id,
                sort=row.unit_sort or "",
            ),
        )
        state, late, flags = submissions.get(row.pk, ("", False, ()))
        owed.periods.append(parts[row.period])
        owed.expected += 1
        if state in COUNTED:
            owed.accepted += 1
            owed.explained.update(
                line for flag in map(Flag.from_json, flags) if flag.note for line in flag.lines
            )
        else:
            owed.absent.append((parts[row.period], _WHERE_IT_STANDS[State(state)] if state else _AWAITED))
        owed.late += late
        owed.due = max(owed.due or row.due, row.due)
        owed.begins = min(owed.begins, row.lives_from or row.first_day)
        owed.ends = max(owed.ends, row.lives_until or row.last_day + timedelta(days=1))
    _add_sums(actor, unit, period, parts, found)
    return {form: list(units.values()) for form, units in sorted(found.items())}


def _add_sums(
    actor: Actor,
    unit: UnitOnDay,
    period: Period,
    parts: Mapping[str, Period],
    found: dict[str, dict[int, Owed]],
) -> None:
    """Units below that have reports below them in turn, such as the provinces of the country."""
    sums = (
        Consolidation.objects.visible_to(actor)
        .filter(superior_id=unit.id, data_set__calendar=period.calendar.id, period__in=parts)
        .annotate(form=F("data_set__code"))
    )
    for row in with_unit_names(sums, period.last_day).order_by("form", "first_day"):
        owed = found[row.form].setdefault(
            row.unit_id,
            Owed(
                row.unit_id,
                row.unit_code or "",
                row.unit_name or "",
                row.unit_kind or "",
                own=False,
                sort=row.unit_sort or "",
                further_below=True,
            ),
        )
        owed.periods.append(parts[row.period])
        owed.expected += row.expected
        owed.accepted += row.accepted


def _parts(period: Period) -> Iterable[Period]:
    """The periods of every kind that fill it."""
    for kind in _FILLING:
        try:
            yield from period.parts(kind)
        except BadPeriod:
            continue


def _layouts(owed: Mapping[str, Sequence[Owed]], period: Period) -> dict[str, FormLayout]:
    """What each form asks at the end of the period. One statement."""
    versions = (
        DataSetVersion.objects.filter(data_set__code__in=owed)
        .select_related("data_set")
        .order_by("data_set__code", "number")
    )
    found: dict[str, FormLayout] = {}
    for version in versions:
        form = version.data_set.code
        last = max(each.periods[-1] for each in owed[form])
        if form not in found or version.valid_from <= last.first_day:
            found[form] = layout_of(version)
    return found


def _is_carried(layout: FormLayout, line: FormLine) -> bool:
    """Whether the form knows the line from shorter reports, or works it out from lines that it knows so."""
    if line.role is LineRole.CARRIED:
        return True
    return any(layout.by_code[part].role is LineRole.CARRIED for part in line.parts)


def _definitions(layouts: Iterable[FormLayout]) -> dict[str, IndicatorDefinition]:
    """The indicators of the forms as they are defined now, disabled or not. One statement."""
    codes = {line.indicator for layout in layouts for line in layout.lines}
    found = Indicator.objects.filter(code__in=codes).values_list("code", "definition")
    return {code: IndicatorDefinition.from_json(definition) for code, definition in found}


def _report(
    owed: Owed,
    now: Mapping[str, Stated] | None,
    earlier: Mapping[str, Stated] | None,
    then: Mapping[str, Stated],
    all_owed: Sequence[Owed],
) -> UnitReport:
    stated = (now or {}) if owed.accepted else None
    return UnitReport(
        unit_id=owed.unit_id,
        code=owed.code,
        name=owed.name,
        figures=None if stated is None else {line: each.figure for line, each in stated.items()},
        earlier={line: each.figure for line, each in earlier.items()} if earlier else None,
        late=owed.late,
        state=where_they_stand(owed.absent, owed.expected),
        lives=_lives(owed, all_owed),
        owed=owed.expected,
        accepted=owed.accepted,
        counts={
            line: each.counted
            for line, each in (stated or {}).items()
            if each.counted != int(isinstance(each.figure, Quantity))
        },
        absent=dict(Counter(state for _period, state in owed.absent)),
        explained=tuple(sorted(owed.explained)),
        due=owed.due,
        estimated=_estimated(stated or {}),
        apart=_apart(stated or {}),
        earlier_estimated=_estimated(earlier or {}),
        earlier_apart=_apart(then),
    )


def _estimated(stated: Mapping[str, Stated]) -> dict[str, Decimal]:
    return {line: each.estimated for line, each in stated.items() if each.estimated}


def _apart(stated: Mapping[str, Stated]) -> dict[str, tuple[str, ...]]:
    return {line: tuple(sorted(each.apart)) for line, each in stated.items() if each.apart}


def _lives(owed: Owed, all_owed: Sequence[Owed]) -> Validity | None:
    """The days that the unit reports for, where they are not those of all."""
    if owed.further_below:
        return None
    begins, ends = min(each.begins for each in all_owed), max(each.ends for each in all_owed)
    if len(all_owed) == 1:
        begins, ends = owed.periods[0].first_day, owed.periods[-1].last_day + timedelta(days=1)
    if owed.begins <= begins and owed.ends >= ends:
        return None
    return Validity(owed.begins, owed.ends if owed.ends < ends else None)


def _sections(
    layout: FormLayout, definitions: Mapping[str, IndicatorDefinition], below: Below, form: str
) -> tuple[ReportSection, ...]:
    """What the form is the home of, under its headings."""
    sections = (
        ReportSection(
            section.title,
            tuple(
                _line(line, definitions[line.indicator])
                for line in section.lines
                if below.home_of(form, line.code) == form
            ),
        )
        for section in layout.sections
    )
    return tuple(section for section in sections if section.lines)


def _line(line: FormLine, definition: IndicatorDefinition) -> ReportLine:
    return ReportLine(
        line,
        area=definition.area,
        adds=definition.over_units is not OverUnits.NONE,
        counts_persons=definition.counts_persons,
        handling=definition.handling,
    )


def _words(unit: UnitOnDay, owed: Collection[Owed], *, apart: bool) -> str:
    """What those who report are called together: "xã, phường", "cơ quan, tổ chức cấp tỉnh"."""
    if any(each.own for each in owed):
        return unit.name[:1].lower() + unit.name[1:]
    if unit.level == Level.COUNTRY:
        return _BELOW[Level.COUNTRY]
    if apart:
        return f"cơ quan, tổ chức {_LEVELS.get(Level(unit.level), '')}".rstrip()
    kinds = {each.kind for each in owed}
    known = [words for kind, words in _KINDS.items() if kind in kinds]
    return ", ".join(known) or "đơn vị"
