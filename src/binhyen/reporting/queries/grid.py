"""Units × periods: what was reported when, at one look."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Func, IntegerField, Value
from django.db.models.functions import Coalesce

from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.clock import today
from binhyen.foundations.periods import Period, calendar_of, parse_period
from binhyen.indicators.models import DataSet, DataSetVersion
from binhyen.indicators.queries import layout_of
from binhyen.machinery.database.scoping import within
from binhyen.orgunits.models import OrgUnitVersion
from binhyen.reporting.models import Obligation, State, Submission
from binhyen.reporting.rules.completeness import AWAITED, Standing, filling_of, lines_asked, standing_of


class GridCell(NamedTuple):
    """One report: where it stands, how it is counted, and how many of the lines asked say something.

    ``obligation_id`` leads to it. ``flags`` wait for the desk's eye. A grid has thousands of these, hence a tuple.
    """

    obligation_id: int
    state: str
    standing: Standing
    flags: int
    filled: int
    asked: int
    closed: bool

    @property
    def late(self) -> bool:
        """It came after the deadline, or has not come though the deadline is over."""
        return self.standing.late


@dataclass(frozen=True, slots=True)
class GridRow:
    """A unit and its reports by period code; a period that it does not owe has none."""

    unit_id: int
    unit_code: str
    unit_name: str
    cells: dict[str, GridCell]


@dataclass(frozen=True, slots=True)
class Grid:
    """The rows in the Vietnamese order of names, the periods in the order of time."""

    data_set: DataSet
    periods: tuple[Period, ...]
    rows: tuple[GridRow, ...]


def periods_open(actor: Actor, path: str, data_set: DataSet, most: int = 36) -> tuple[Period, ...]:
    """The periods for which units at and below ``path`` owe the form, the latest ``most``, in the order of time.

    One statement.
    """
    codes = (
        Obligation.objects.visible_to(actor)
        .filter(within(branches(paths=(path,))), data_set=data_set)
        .order_by("-first_day")
        .values_list("period", "first_day")
        .distinct()[:most]
    )
    calendar = calendar_of(data_set.calendar)
    found = [parse_period(code, calendar) for code, _first_day in codes]
    return tuple(sorted(found, key=lambda period: (period.first_day, period.last_day)))


def grid_of(actor: Actor, path: str, data_set: DataSet, periods: Sequence[Period]) -> Grid:
    """The reports of the form that units at and below ``path`` owe for the periods. Four statements.

    Values stay in the database: of each report it answers with the places that say nothing.
    """
    owed = list(
        Obligation.objects.visible_to(actor)
        .filter(
            within(branches(paths=(path,))),
            data_set=data_set,
            period__in=[period.code for period in periods],
            part_of=None,
        )
        .order_by()
        .values_list(
            "pk", "unit_id", "period", "version_id", "handed_out", "deadline", "extended_to", "closed_at"
        )
    )
    reports = _reports(actor, [each[0] for each in owed])
    names = _names({each[1] for each in owed}, max((each.last_day for each in periods), default=today()))
    asked = _Asked({each[3] for each in owed})
    rows = {unit: GridRow(unit, code, name, {}) for unit, code, name in names}
    day = today()
    for pk, unit, period, version, handed_out, deadline, extended_to, closed_at in owed:
        state, late, handed_in, flags, empty, without = reports.get(pk, _NOTHING)
        places = asked.of(version, handed_out, state)
        standing = standing_of(
            state,
            handed_in=handed_in,
            came_late=late,
            due=extended_to or deadline,
            closed=closed_at is not None,
            today=day,
        )
        filled, all_of = filling_of(places, places if state == AWAITED else empty, without)
        rows[unit].cells[period] = GridCell(pk, state, standing, flags, filled, all_of, closed_at is not None)
    return Grid(data_set, tuple(periods), tuple(rows.values()))


_NOTHING = (AWAITED, False, False, 0, (), ())


def _reports(actor: Actor, keys: Sequence[int]) -> dict[int, tuple[Any, ...]]:
    """State, lateness, whether it ever came, flags to look at, empty places and those that do not apply, by report.

    One statement. A report is nearly always filled in, so its empty places are few where its values are many.
    """
    empty = Func(
        Coalesce("adjusted", "values"),
        function="array_positions",
        template="%(function)s(%(expressions)s, NULL)",
        output_field=ArrayField(IntegerField()),
    )
    found = (
        Submission.objects.visible_to(actor)
        .filter(obligation_id__in=keys)
        .annotate(
            empty=empty,
            without=Coalesce("adjusted_not_applicable", "not_applicable"),
            looked_for=Func(
                F("flags"),
                Value("$[*] ? (@.answered == false)"),
                function="jsonb_path_query_array",
                template="jsonb_array_length(%(function)s(%(expressions)s::jsonpath))",
                output_field=IntegerField(),
            ),
        )
        .values_list("pk", "state", "late", "submitted_at", "looked_for", "empty", "without")
    )
    return {
        pk: (
            state,
            late,
            at is not None,
            flags if state == State.SUBMITTED else 0,
            [place - 1 for place in empty],  # the database counts from 1
            without,
        )
        for pk, state, late, at, flags, empty, without in found
    }


def _names(units: Collection[int], day: date) -> list[tuple[int, str, str]]:
    """Key, code and name that each unit bore last until ``day``, in the Vietnamese order of names. One statement."""
    versions = (
        OrgUnitVersion.objects.beyond_scope("names of units whose obligations the actor sees")
        .filter(unit_id__in=units, valid_from__lte=day)
        .order_by("unit_id", "-valid_from")
        .distinct("unit_id")
        .values_list("sort_key", "unit_id", "code", "name")
    )
    return [(unit, code, name) for _sort_key, unit, code, name in sorted(versions)]


class _Asked:
    """Which places each form version asks for, worked out once for each way its sections are given out."""

    def __init__(self, versions: Collection[int]) -> None:
        found = DataSetVersion.objects.filter(pk__in=versions).defer("content")
        self.layouts = {version.pk: layout_of(version) for version in found}
        self.known: dict[tuple[int, tuple[str, ...], str], frozenset[int]] = {}

    def of(self, version: int, handed_out: Sequence[str], state: str) -> frozenset[int]:
        key = version, tuple(handed_out), state
        places = self.known.get(key)
        if places is None:
            places = self.known[key] = lines_asked(self.layouts[version], handed_out, state)
        return places
