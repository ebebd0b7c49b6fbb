"""Put figures into one report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import NotAllowed, Refused
from binhyen.foundations.quantities import Figure
from binhyen.machinery.action import Done, act
from binhyen.machinery.models import ReceivedFile
from binhyen.reporting.actions.writing import Incoming, prepare, write
from binhyen.reporting.events import ReportsChanged
from binhyen.reporting.models import FigureSource, Obligation, Submission
from binhyen.reporting.permissions import may_record
from binhyen.reporting.rules.gates import LineFault


class BadFigures(Exception):
    """Some values cannot be taken; nothing was written. ``faults`` says which, why and what to do."""

    def __init__(self, faults: Sequence[LineFault]) -> None:
        super().__init__("; ".join(f"{fault.line}: {fault.sentence}" for fault in faults))
        self.faults = tuple(faults)


@act("reporting.record", gettext_lazy("Ghi số liệu"), permission=may_record)
def record_values(
    *,
    by: Actor,
    obligation: Obligation,
    figures: Mapping[str, Figure],
    notes: Mapping[str, str] | None = None,
    source: FigureSource = FigureSource.KEYBOARD,
    addresses: Mapping[str, str] | None = None,
    file: ReceivedFile | None = None,
    delivered: bool = False,
) -> Done[Submission]:
    """Write figures by line code into the report that answers ``obligation``; lines not named stay as they are.

    The figures pass four gates: access (the permission), keys, timeliness, values. A report that was handed in and
    changes becomes a draft again. Raises :class:`BadFigures` with every faulty line, ``NotAllowed`` where the
    report as a whole cannot be changed. Writing the same again changes nothing and leaves no line in the trail.
    """
    incoming = Incoming(obligation, figures, notes or {}, addresses or {}, source, file, delivered)
    (prepared,) = prepare(by, [incoming])
    judged = prepared.gates(to_submit=False)
    if isinstance(judged, Refused):
        raise NotAllowed(judged)
    if isinstance(judged, list):
        raise BadFigures(judged)
    if not prepared.repeats:
        write(by, [prepared], to_submit=False)
    return Done(
        prepared.submission,
        unit_id=obligation.unit_id,
        subject=f"report:{obligation.pk}",
        detail={"cells": len(prepared.changes), "source": source},
        worth_a_line=not prepared.repeats,
    )


def changed_event(obligations: Mapping[tuple[int, str], set[int]]) -> tuple[ReportsChanged, ...]:
    """What to announce when the reports owed to these superiors changed, by form and period."""
    return tuple(
        ReportsChanged(data_set_id, period, tuple(sorted(superiors)))
        for (data_set_id, period), superiors in obligations.items()
    )
