"""What did others publish about a unit, about what lies in it today, and about what it lay in?"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.periods import Period
from binhyen.foundations.validity import Validity
from binhyen.foundations.vietnamese import format_date
from binhyen.indicators.models import Indicator
from binhyen.indicators.values import Handling, IndicatorDefinition
from binhyen.machinery.database.scoping import within
from binhyen.orgunits.models import Level, OrgUnit, OrgUnitVersion, Relation
from binhyen.orgunits.queries import Names, UnitThen, predecessors_of
from binhyen.reporting.actions.published import stated_in
from binhyen.reporting.models import PublicFigure
from binhyen.reporting.rules.published import (
    Source,
    Stated,
    days_in_words,
    in_words,
    published_in_words,
    speaks_of,
)

WENT_WHOLE = (Relation.WHOLE, Relation.DISTRICT_BECAME_ZONE)


class Bearing(StrEnum):
    """How the unit of which a source speaks lies to the unit that was asked about."""

    OWN = "own"
    WITHIN = "within"
    OVERLAPPING = "overlapping"
    AROUND = "around"

    @property
    def label(self) -> str:
        """In words: a former unit is a part of today's territory and never the unit itself."""
        return {
            Bearing.OWN: _("của đơn vị"),
            Bearing.WITHIN: _("một phần địa bàn hiện nay"),
            Bearing.OVERLAPPING: _("đơn vị cũ chỉ có một phần thuộc địa bàn hiện nay"),
            Bearing.AROUND: _("địa bàn rộng hơn"),
        }[self]


@dataclass(frozen=True, slots=True)
class PublicFigureShown:
    """One published number as it is quoted. ``unit`` is the unit of which the source speaks, as it was called then.

    ``label`` says what is counted, in the reader's language where a line of the catalogue does. ``a_count_alone``
    marks what is never ranked, mapped or scored, whoever published it.
    """

    pk: int
    bearing: Bearing
    unit_id: int
    unit: UnitThen | None
    line: str
    label: str
    stated: Stated
    as_written: str
    days: str
    source: Source
    doubt: str
    a_count_alone: bool
    withdrawn: bool
    row: PublicFigure

    @property
    def words(self) -> str:
        """The number with its hedge: *hơn 5.000 tổ*."""
        return in_words(self.stated)

    @property
    def published(self) -> str:
        return published_in_words(self.source.published)

    @property
    def of(self) -> str:
        """The unit of which the source speaks, with its last day if it ended: *Tỉnh Thái Nguyên (đến 30/06/2025)*."""
        name = self.unit.name if self.unit else self.bearing.label
        last = self.row.unit.validity.last_day
        if last is None:
            return name
        until = _("đến %s") % format_date(last)
        return f"{name} ({until})"

    @property
    def part_of(self) -> str:
        """Of what else than the unit itself the number speaks: *một phần địa bàn hiện nay: Tỉnh Bắc Kạn (đến …)*."""
        return "" if self.bearing is Bearing.OWN else f"{self.bearing.label}: {self.of}"


def public_figures_of(
    actor: Actor, unit_id: int, period: Period | None = None, *, withdrawn: bool = False
) -> tuple[PublicFigureShown, ...]:
    """What was published about the unit, about former units in its territory, and about the units it lay in.

    With ``period`` what speaks of it (``rules.published.speaks_of``). The unit's own come first, each kind from the
    latest days back. At most eleven statements.
    """
    bearings, places = _bearings(actor, unit_id)
    if unit_id not in bearings:
        return ()
    asked = Q(unit_id__in=bearings.keys())
    if places:
        asked |= Q(unit__level=Level.DISTRICT) & within(branches(paths=places))
    rows = PublicFigure.objects.visible_to(actor).filter(asked).select_related("unit")
    if period is not None:
        rows = rows.filter(first_day__lte=period.last_day, last_day__gte=period.first_day)
    if not withdrawn:
        rows = rows.filter(withdrawn_at=None)
    found = [
        row
        for row in rows.order_by("-last_day", "-published", "title", "pk")
        if period is None or speaks_of(row.first_day, row.last_day, period.first_day, period.last_day)
    ]
    names = Names(actor, {row.unit_id for row in found})
    codes = {row.line.partition("/")[0] for row in found}
    lines = {each.code: each for each in _definitions(codes)}
    shown = (
        _shown(row, bearings.get(row.unit_id, Bearing.WITHIN), names, lines.get(row.line.partition("/")[0]))
        for row in found
    )
    order = list(Bearing)
    return tuple(sorted(shown, key=lambda each: order.index(each.bearing)))


@dataclass(frozen=True, slots=True)
class Quotable:
    """A unit of which a source may speak where the page is one's: the unit itself, or a former one within it."""

    id: int
    path: str
    name: str
    validity: Validity


def quotable_units(actor: Actor, unit_id: int) -> tuple[Quotable, ...]:
    """The unit and the former units in its territory, by their last names, the unit first. At most seven statements."""
    bearings, _places = _bearings(actor, unit_id)
    keys = [key for key, bearing in bearings.items() if bearing is not Bearing.AROUND]
    versions = (
        OrgUnitVersion.objects.visible_to(actor)
        .filter(unit_id__in=keys)
        .select_related("unit")
        .order_by("sort_key", "valid_from")
    )
    found = {
        version.unit_id: Quotable(version.unit_id, version.unit_path, version.name, version.unit.validity)
        for version in versions
    }
    return tuple(sorted(found.values(), key=lambda each: each.id != unit_id))


def public_figure_of(actor: Actor, unit_id: int, pk: int) -> PublicFigure | None:
    """One row that the page of the unit may quote, withdrawn or not; see :func:`public_figures_of`."""
    found = public_figures_of(actor, unit_id, withdrawn=True)
    return next((each.row for each in found if each.pk == pk), None)


def _bearings(actor: Actor, unit_id: int) -> tuple[dict[int, Bearing], tuple[str, ...]]:
    """How each unit lies to the one asked about, and under which paths its former districts stand."""
    whole, partial = {unit_id}, set[int]()
    for step in predecessors_of(actor, unit_id):  # the latest first
        if step.stays:
            continue
        went_whole = step.after_id in whole and step.relation in WENT_WHOLE
        (whole if went_whole else partial).add(step.before_id)
    units = dict(OrgUnit.objects.visible_to(actor).filter(pk__in=whole | partial).values_list("pk", "path"))
    if unit_id not in units:
        return {}, ()
    versions = list(
        OrgUnitVersion.objects.visible_to(actor)
        .filter(unit_id__in=units.keys())
        .values_list("unit_id", "level", "tree_path")
    )
    above = {int(key) for _unit, _level, path in versions for key in path.split(".")[:-2]}
    provinces = {unit for unit, level, _path in versions if level == Level.PROVINCE}
    bearings = (
        dict.fromkeys(above, Bearing.AROUND)
        | dict.fromkeys(partial, Bearing.OVERLAPPING)
        | dict.fromkeys(whole, Bearing.WITHIN)
        | {unit_id: Bearing.OWN}
    )
    return bearings, tuple(sorted(path for unit, path in units.items() if unit in provinces & whole))


def _definitions(codes: Collection[str]) -> tuple[IndicatorDefinition, ...]:
    return tuple(
        IndicatorDefinition.from_json(each.definition) for each in Indicator.objects.filter(code__in=codes)
    )


def _shown(
    row: PublicFigure, bearing: Bearing, names: Names, line: IndicatorDefinition | None
) -> PublicFigureShown:
    return PublicFigureShown(
        pk=row.pk,
        bearing=bearing,
        unit_id=row.unit_id,
        unit=names.on(row.unit_id, row.last_day),
        line=row.line,
        label=_label(row, line),
        stated=stated_in(row),
        as_written=row.as_written,
        days=days_in_words(row.first_day, row.last_day),
        source=Source(row.title, row.published, row.publisher, row.address),
        doubt=row.doubt,
        a_count_alone=line is not None and Handling.NO_RANK in line.handling,
        withdrawn=row.withdrawn_at is not None,
        row=row,
    )


def _label(row: PublicFigure, line: IndicatorDefinition | None) -> str:
    """The words of whoever stated it, else the line's name."""
    if row.label or line is None:
        return row.label or row.line
    return line.name_en if get_language() == "en" else line.name
