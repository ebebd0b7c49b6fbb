"""What was brought in of former years: the tables, what each says, what stands against it; a workbook to fill in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.clock import today
from binhyen.foundations.faults import BadInput
from binhyen.foundations.periods import Period
from binhyen.indicators.models import DataSet
from binhyen.indicators.queries import layout_of
from binhyen.indicators.values import FormLayout
from binhyen.machinery.database.scoping import ScopedQuerySet, within
from binhyen.reporting.former import (
    LEVELS,
    FormsOfThen,
    Hindrance,
    fitting,
    frame_of,
    hindrances,
    period_of_intake,
    read_intake,
    units_coded,
)
from binhyen.reporting.history import HistoryRead
from binhyen.reporting.history.template import workbook_of_then
from binhyen.reporting.models import HistoryIntake, IntakeState


@dataclass(frozen=True, slots=True)
class HistoryShown:
    """A table beside what is kept. ``read`` is None where nothing can be read any more, and ``fault`` says why."""

    intake: HistoryIntake
    read: HistoryRead | None
    fault: BadInput | None
    hindrances: tuple[Hindrance, ...]

    @property
    def may_take(self) -> bool:
        """Whether all of it can be taken as it stands."""
        return (
            self.read is not None and self.read.is_settled and bool(self.read.reports) and not self.hindrances
        )

    @property
    def may_take_rest(self) -> bool:
        """Whether some of it can be taken though not all."""
        if self.read is None or self.may_take:
            return False
        return len(self.read.reports) > len(self.hindrances)


def histories_of(actor: Actor, unit_path: str) -> ScopedQuerySet[HistoryIntake]:
    """The tables that desks at or below a unit brought in, the latest first, without what they say."""
    return (
        HistoryIntake.objects.visible_to(actor)
        .filter(within(branches(paths=(unit_path,))))
        .select_related("data_set")
        .defer("said", "decisions")
        .order_by("-brought_at", "-pk")
    )


def history_of_key(actor: Actor, pk: int) -> HistoryIntake | None:
    """One table with its form and file; None where the actor sees none such."""
    return (
        HistoryIntake.objects.visible_to(actor)
        .filter(pk=pk)
        .select_related("data_set", "file")
        .defer("file__content")
        .first()
    )


def history_shown(actor: Actor, intake: HistoryIntake) -> HistoryShown:
    """What a table says by the decisions made so far, and what stands against taking it. At most 14 statements."""
    try:
        read = read_intake(actor, intake)
    except BadInput as fault:
        return HistoryShown(intake, None, fault, ())
    against = [] if intake.state == IntakeState.TAKEN else hindrances(intake, read.reports)
    return HistoryShown(intake, read, None, tuple(against))


def history_layout(intake: HistoryIntake) -> FormLayout:
    """The form by which a table is read: the version of its period, else the earliest. At most two statements."""
    period = period_of_intake(intake)
    return layout_of(FormsOfThen(intake.data_set).version(period.first_day if period is not None else None))


def history_units_coded(actor: Actor, intake: HistoryIntake, codes: Collection[str]) -> dict[str, int]:
    """The keys of units that bear these codes on the map of the table's period, as far as it may speak of them.

    Where a column says the periods, a unit of any time that alone bears the code. Four statements.
    """
    period = period_of_intake(intake)
    last = period.last_day if period is not None else today()
    first = last if period is not None else date.min
    return units_coded(actor, intake.unit_path, codes, first, last)


def history_template(
    actor: Actor, unit_path: str, data_set: DataSet, period: Period, level: str
) -> bytes | None:
    """A workbook with the units of a level of the period's last day; None for a level or form that it is not for."""
    if level not in LEVELS or fitting(data_set) is not None:
        return None
    frame = frame_of(actor, unit_path, data_set, period)
    return workbook_of_then(frame.layout, period, frame.maps(period.last_day), level)
