"""Units × periods: what was reported when, at one look."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BooleanField,
    Case,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.clock import today
from binhyen.foundations.periods import Period, calendar_of, parse_period
from binhyen.indicators.models import DataSet, DataSetVersion
from binhyen.indicators.queries import layout_of
from binhyen.machinery.database.scoping import within
from binhyen.orgunits.models import OrgUnitVersion
from binhyen.reporting.models import Obligation, State, Submission
from binhyen.reporting.rules.completeness import AWAITED, Standing, filling_of, lines_asked, standing_of


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Where a report stands, how it is counted, and how many of the lines asked say something.

    ``flags`` wait for the desk's eye. Reports of a grid of which all this is the same share one such value.
    """

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


class GridCell(NamedTuple):
    """One report: ``obligation_id`` leads to it. A grid has thousands of these, hence a tuple."""

    obligation_id: int
    report: Judged


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

    Values stay in the database: of each report it tells the places that say nothing.
    """
    codes = [period.code for period in periods]
    below = within(branches(paths=(path,)))
    owed = list(
        Obligation.objects.visible_to(actor)
        .filter(below, data_set=data_set, period__in=codes, part_of=None)
        .order_by()
        .values_list(
            "pk",
            "unit_id",
            "period",
            "version_id",
            _text("handed_out"),
            Coalesce("extended_to", "deadline"),
            _is_set("closed_at"),
        )
    )
    said = {
        row[0]: row[1:]
        for row in Submission.objects.visible_to(actor)
        .filter(below, obligation__data_set=data_set, obligation__period__in=codes)
        .order_by()
        .values_list(
            "pk",
            "state",
            "late",
            _is_set("submitted_at"),
            _waiting_flags(),
            _text(_empty_places()),
            _text(Coalesce("adjusted_not_applicable", "not_applicable")),
        )
    }
    names = _names({each[1] for each in owed}, max((each.last_day for each in periods), default=today()))
    rows = {unit: GridRow(unit, code, name, {}) for unit, code, name in names}
    judge = _Judge({each[3] for each in owed})
    judged: dict[tuple[Any, ...], Judged] = {}
    for each in owed:
        known = each[3:] + said.get(each[0], _NOTHING)
        report = judged.get(known)
        if report is None:
            report = judged[known] = judge(*known)
        rows[each[1]].cells[each[2]] = GridCell(each[0], report)
    return Grid(data_set, tuple(periods), tuple(rows.values()))


_NOTHING = (AWAITED, False, False, 0, "{}", "{}")


def _is_set(field: str) -> ExpressionWrapper[Any]:
    return ExpressionWrapper(Q(**{f"{field}__isnull": False}), BooleanField())


def _text(array: str | Coalesce | Func) -> Cast:
    """An array as the database writes it: ``{1,4}``. Most are empty or alike, and are read once for all of them."""
    return Cast(array, TextField())


def _empty_places() -> Func:
    """The places of a report, from 1, that hold no number: few where its values are many."""
    return Func(
        Coalesce("adjusted", "values"),
        function="array_positions",
        template="%(function)s(%(expressions)s, NULL)",
        output_field=ArrayField(IntegerField()),
    )


def _waiting_flags() -> Case:
    """How many flags of a report that was handed in wait for the desk's eye."""
    waiting = Func(
        F("flags"),
        Value("$[*] ? (@.answered == false)"),
        function="jsonb_path_query_array",
        template="jsonb_array_length(%(function)s(%(expressions)s::jsonpath))",
        output_field=IntegerField(),
    )
    return Case(When(Q(state=State.SUBMITTED) & ~Q(flags=[]), then=waiting), default=Value(0))


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


class _Judge:
    """Applies the rules to what the database tells of a report, on the day of today."""

    def __init__(self, versions: Collection[int]) -> None:
        found = DataSetVersion.objects.filter(pk__in=versions).defer("content")
        self.layouts = {version.pk: layout_of(version) for version in found}
        self.today = today()
        self.asked = cache(self._asked)

    def _asked(self, version: int, handed_out: str, state: str) -> frozenset[int]:
        return lines_asked(self.layouts[version], _read(handed_out), state)

    def __call__(
        self,
        version: int,
        handed_out: str,
        due: date,
        closed: bool,
        state: str,
        came_late: bool,
        handed_in: bool,
        flags: int,
        empty: str,
        not_applicable: str,
    ) -> Judged:
        standing = standing_of(
            state, handed_in=handed_in, came_late=came_late, due=due, closed=closed, today=self.today
        )
        asked = self.asked(version, handed_out, state)
        without = frozenset(map(int, _read(not_applicable)))
        places = asked if state == AWAITED else frozenset(int(place) - 1 for place in _read(empty))
        return Judged(state, standing, flags, *filling_of(asked, places, without), closed)


def _read(array: str) -> list[str]:
    """``{1,4}`` as its members; kinds of bodies and numbers alike have no need of quotes."""
    return array[1:-1].split(",") if len(array) > 2 else []
