"""Units × periods: what was reported when, at one look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.clock import today
from binhyen.foundations.periods import Period, calendar_of, parse_period
from binhyen.indicators.models import DataSet
from binhyen.machinery.database.scoping import within
from binhyen.reporting.models import Obligation, Submission
from binhyen.reporting.naming import with_unit_names
from binhyen.reporting.queries.status import AWAITED


@dataclass(frozen=True, slots=True)
class GridCell:
    """One report: where it stands. ``obligation_id`` leads to it."""

    obligation_id: int
    state: str
    late: bool
    flagged: bool


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
    """The periods for which units at and below ``path`` owe the form, the latest ``most``, in the order of time."""
    codes = (
        Obligation.objects.visible_to(actor)
        .filter(within(branches(paths=(path,))), data_set=data_set)
        .order_by("-first_day")
        .values_list("period", "first_day")
        .distinct()[:most]
    )
    calendar = calendar_of(data_set.calendar)
    return tuple(sorted(parse_period(code, calendar) for code, _first_day in codes))


def grid_of(actor: Actor, path: str, data_set: DataSet, periods: Sequence[Period]) -> Grid:
    """The reports of the form that units at and below ``path`` owe for the periods. Two statements."""
    owed = Obligation.objects.visible_to(actor).filter(
        within(branches(paths=(path,))),
        data_set=data_set,
        period__in=[period.code for period in periods],
        part_of=None,
    )
    day = max((period.last_day for period in periods), default=today())
    obligations = list(with_unit_names(owed, day).order_by("unit_sort", "unit_id", "first_day"))
    reports = {
        pk: (state, late, submitted_at, flags)
        for pk, state, late, submitted_at, flags in Submission.objects.visible_to(actor)
        .filter(obligation_id__in=[obligation.pk for obligation in obligations])
        .values_list("pk", "state", "late", "submitted_at", "flags")
    }
    rows: dict[int, GridRow] = {}
    day = today()
    for obligation in obligations:
        row = rows.setdefault(
            obligation.unit_id,
            GridRow(
                obligation.unit_id,
                obligation.unit_code or "",
                obligation.unit_name or "",
                {},
            ),
        )
        state, late, submitted_at, flags = reports.get(obligation.pk, (AWAITED, False, None, []))
        row.cells[obligation.period] = GridCell(
            obligation.pk,
            state,
            late if submitted_at is not None else day > obligation.due,
            any(not flag["answered"] for flag in flags),
        )
    return Grid(data_set, tuple(periods), tuple(rows.values()))
