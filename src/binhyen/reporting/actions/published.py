"""Keep what others published about units, and take it back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeAlias

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now, today
from binhyen.foundations.decisions import Refused, ensure
from binhyen.foundations.quantities import Precision
from binhyen.indicators.models import Indicator, IndicatorLine
from binhyen.indicators.values import IndicatorDefinition
from binhyen.machinery.action import Done, act
from binhyen.orgunits.models import Level, OrgUnit, OrgUnitVersion
from binhyen.reporting.models import PublicFigure
from binhyen.reporting.permissions import may_change_public_figure, may_state_public_figures
from binhyen.reporting.rules.published import (
    ONE_FOR_EACH_COMMUNE,
    CommunesThen,
    PublicFault,
    Stated,
    StatedFigure,
    UnitSpokenOf,
    doubt_text,
    doubts_of,
    faults_of,
    wholes_among,
)
from binhyen.reporting.rules.values import plain

A_YEAR = timedelta(days=366)
_Spoken: TypeAlias = Mapping[int, tuple[OrgUnit, Sequence[OrgUnitVersion]]]


class BadPublicFigures(Exception):
    """Some figures cannot be kept; nothing was written. ``faults`` says which, why and what to do."""

    def __init__(self, faults: Sequence[PublicFault]) -> None:
        super().__init__("; ".join(f"{fault.number}: {fault.sentence}" for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class PublicStated:
    """What is kept now, in the order given; ``new`` of them were not kept before."""

    figures: tuple[PublicFigure, ...]
    new: int


@act(
    "reporting.state-public-figures",
    gettext_lazy("Ghi số liệu đã công bố"),
    permission=may_state_public_figures,
)
def state_public_figures(*, by: Actor, figures: Sequence[StatedFigure]) -> Done[PublicStated]:
    """Keep published figures, each of the unit of which its source speaks, as it was then.

    Rules add their doubts to that of whoever states them; a doubtful figure is kept all the same. What is kept already
    is left alone. Raises ``NotAllowed`` for a unit at which the actor may not state figures, and
    :class:`BadPublicFigures` with every fault. At most eight statements.
    """
    given = [figure.tidied() for figure in figures]
    spoken = _units_of(by, given)
    lines = _lines_of(given)
    _refuse_faulty(given, spoken, lines)
    kept = {_key(row): row for row in _standing(by, spoken)}
    doubts = _doubts(by, given, lines, kept.values())
    result: list[PublicFigure] = []
    new: list[PublicFigure] = []
    for figure, doubt in zip(given, doubts, strict=True):
        row = _row(by, figure, doubt)
        if _key(row) not in kept:
            kept[_key(row)] = row
            new.append(row)
        result.append(kept[_key(row)])
    PublicFigure.objects.bulk_create(new)
    units = {figure.unit_id for figure in given}
    return Done(
        PublicStated(tuple(result), len(new)),
        unit_id=units.pop() if len(units) == 1 else None,
        subject=f"public-figures:{new[0].pk}" if new else "",
        detail={"figures": len(new), "units": len({row.unit_id for row in new})},
        worth_a_line=bool(new),
    )


@act(
    "reporting.withdraw-public-figure",
    gettext_lazy("Rút số liệu đã công bố"),
    permission=may_change_public_figure,
)
def withdraw_public_figure(*, by: Actor, figure: PublicFigure) -> Done[PublicFigure]:
    """Quote the figure no longer; its row stays and may be restored. Two statements."""
    figure = PublicFigure.objects.visible_to(by).select_for_update().get(pk=figure.pk)
    changed = figure.withdrawn_at is None
    if changed:
        figure.withdrawn_at, figure.withdrawn_by = now(), by.account_id
        figure.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return _done(figure, changed)


@act(
    "reporting.restore-public-figure",
    gettext_lazy("Hoàn tác rút số liệu đã công bố"),
    permission=may_change_public_figure,
)
def restore_public_figure(*, by: Actor, figure: PublicFigure) -> Done[PublicFigure]:
    """Quote a withdrawn figure again. Raises ``NotAllowed`` where the same was stated anew. Three statements."""
    figure = PublicFigure.objects.visible_to(by).select_for_update().get(pk=figure.pk)
    changed = figure.withdrawn_at is not None
    if changed:
        same = PublicFigure.objects.visible_to(by).filter(unit_id=figure.unit_id, withdrawn_at=None)
        if _key(figure) in map(_key, same):
            ensure(
                Refused(
                    "stated-anew",
                    _("Số này đã được ghi lại sau khi rút."),
                    _("Không cần hoàn tác; số ghi lại đang được nêu."),
                )
            )
        figure.withdrawn_at = figure.withdrawn_by = None
        figure.save(update_fields=["withdrawn_at", "withdrawn_by"])
    return _done(figure, changed)


def _done(figure: PublicFigure, changed: bool) -> Done[PublicFigure]:
    return Done(figure, unit_id=figure.unit_id, subject=f"public-figure:{figure.pk}", worth_a_line=changed)


def _units_of(by: Actor, given: Iterable[StatedFigure]) -> _Spoken:
    """The units spoken of with their versions, the earliest first. Two statements."""
    keys = {figure.unit_id for figure in given}
    versions: dict[int, list[OrgUnitVersion]] = defaultdict(list)
    for version in OrgUnitVersion.objects.visible_to(by).filter(unit_id__in=keys).order_by("valid_from"):
        versions[version.unit_id].append(version)
    units = OrgUnit.objects.visible_to(by).filter(pk__in=versions.keys())
    spoken = {unit.pk: (unit, versions[unit.pk]) for unit in units}
    for unit, _versions in spoken.values():
        ensure(by.may(Permission.STATE_PUBLIC_FIGURES, at=unit.path))
    return spoken


def _lines_of(given: Iterable[StatedFigure]) -> dict[str, IndicatorDefinition]:
    """The indicators and lines of the catalogue, disabled ones too, by code. Two statements."""
    definitions = {
        each.code: IndicatorDefinition.from_json(each.definition) for each in Indicator.objects.all()
    }
    options = [figure.line for figure in given if "/" in figure.line]
    known = IndicatorLine.objects.filter(code__in=options).values_list("code", flat=True) if options else ()
    return definitions | {code: definitions[code.partition("/")[0]] for code in known}


def _refuse_faulty(
    given: Sequence[StatedFigure], spoken: _Spoken, lines: Mapping[str, IndicatorDefinition]
) -> None:
    faults: list[PublicFault] = []
    for number, figure in enumerate(given, start=1):
        if figure.unit_id in spoken:
            then = _then(*spoken[figure.unit_id], figure.last_day)
            faults.extend(faults_of(number, figure, then, lines, today()))
        else:
            faults.append(
                PublicFault(
                    number,
                    "unit_id",
                    _("Không tìm thấy đơn vị."),
                    _("Chọn một đơn vị trong phạm vi được xem."),
                )
            )
    if faults:
        raise BadPublicFigures(faults)


def _then(unit: OrgUnit, versions: Sequence[OrgUnitVersion], day: date) -> UnitSpokenOf:
    """The unit as it was called on the day, or at its nearest."""
    before = [version for version in versions if version.valid_from <= day]
    name = (before[-1] if before else versions[0]).name
    return UnitSpokenOf(unit.level, name, unit.valid_from, unit.valid_until)


def _standing(by: Actor, spoken: _Spoken) -> Iterable[PublicFigure]:
    return PublicFigure.objects.visible_to(by).filter(unit_id__in=spoken.keys(), withdrawn_at=None)


def _doubts(
    by: Actor,
    given: Sequence[StatedFigure],
    lines: Mapping[str, IndicatorDefinition],
    kept: Iterable[PublicFigure],
) -> list[str]:
    wholes = wholes_among(lines.values())
    beside: dict[tuple[int, date, date], dict[str, Stated]] = defaultdict(dict)
    for row in kept:
        beside[row.unit_id, row.first_day, row.last_day][row.line] = stated_in(row)
    for figure in given:
        beside[figure.unit_id, figure.first_day, figure.last_day][figure.line] = figure.stated
    communes = _communes_then(by, given)
    return [
        doubt_text(
            figure.doubt,
            doubts_of(
                figure,
                communes.get((figure.unit_id, figure.last_day)),
                wholes,
                beside[figure.unit_id, figure.first_day, figure.last_day],
            ),
        )
        for figure in given
    ]


def _communes_then(by: Actor, given: Iterable[StatedFigure]) -> dict[tuple[int, date], CommunesThen]:
    """How many communes there were of each unit about which a figure counts communes. At most one statement."""
    asked = {
        (figure.unit_id, figure.last_day) for figure in given if figure.indicator in ONE_FOR_EACH_COMMUNE
    }
    if not asked:
        return {}
    under = Q(pk__in=[])
    for unit, _day in asked:
        under |= Q(tree_path__startswith=f"{unit}.") | Q(tree_path__contains=f".{unit}.")
    lives = list(
        OrgUnitVersion.objects.visible_to(by)
        .filter(under, level=Level.COMMUNE)
        .values_list("tree_path", "valid_from", "valid_until", "unit__valid_from")
    )

    def standing(unit: int, day: date) -> list[date]:
        return [
            began
            for path, since, until, began in lives
            if f".{unit}." in f".{path}" and since <= day and (until is None or day < until)
        ]

    found = {}
    for unit, day in asked:
        there = standing(unit, day)
        changed = max(there, default=None)
        before = standing(unit, changed - timedelta(days=1)) if changed and day - changed < A_YEAR else []
        told = len(before) not in (0, len(there))
        found[unit, day] = CommunesThen(day, len(there), changed if told else None, len(before))
    return found


def stated_in(row: PublicFigure) -> Stated:
    """The number of a row as a value, without the places that the database adds."""
    value_max = None if row.value_max is None else Decimal(plain(row.value_max))
    return Stated(Decimal(plain(row.value)), Precision(row.precision), value_max, row.measure)


def _row(by: Actor, figure: StatedFigure, doubt: str) -> PublicFigure:
    stated, source = figure.stated, figure.source
    return PublicFigure(
        unit_id=figure.unit_id,
        line=figure.line,
        label=figure.label,
        measure=stated.measure,
        value=stated.value,
        value_max=stated.value_max,
        precision=str(stated.precision),
        as_written=figure.as_written,
        first_day=figure.first_day,
        last_day=figure.last_day,
        title=source.title,
        publisher=source.publisher,
        address=source.address,
        published=source.published,
        doubt=doubt,
        stated_at=now(),
        stated_by=by.account_id,
    )


def _key(row: PublicFigure) -> tuple[object, ...]:
    """What makes two rows the same quotation."""
    return (
        row.unit_id,
        row.line,
        row.label,
        row.value,
        row.value_max,
        row.precision,
        row.first_day,
        row.last_day,
        row.title,
        row.published,
    )
