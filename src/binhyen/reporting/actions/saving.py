"""Keep what is being typed into a report, a few cells at a time, while others may type into the same one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.foundations.decisions import NotAllowed, Refused, ensure
from binhyen.foundations.quantities import Figure
from binhyen.machinery.action import Done, act
from binhyen.reporting.actions.recording import BadFigures
from binhyen.reporting.actions.writing import Incoming, Prepared, prepare, write
from binhyen.reporting.models import FigureSource, Obligation, Recording
from binhyen.reporting.permissions import may_record
from binhyen.reporting.rules.gates import LineFault, typing_gate
from binhyen.reporting.rules.merging import Conflict, Edit, Merged, merge_notes, merge_values

ONE_LINE_IN = timedelta(minutes=15)
"""Somebody who types leaves one line in the trail for as long as this, however often the page saves."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of what a page sent. ``written`` and ``noted`` are the lines that now say what it wanted."""

    revision: int
    state: str
    written: tuple[str, ...]
    noted: tuple[str, ...]
    faults: tuple[LineFault, ...]
    note_faults: tuple[LineFault, ...]
    conflicts: tuple[Conflict[Figure], ...]
    note_conflicts: tuple[Conflict[str], ...]

    @property
    def lines_in_conflict(self) -> frozenset[str]:
        return frozenset(each.line for each in self.conflicts) | {each.line for each in self.note_conflicts}


@act("reporting.save", gettext_lazy("Lưu số liệu đang nhập"), permission=may_record)
def save_edits(
    *, by: Actor, obligation: Obligation, edits: Sequence[Edit], notes: Sequence[Edit] = ()
) -> Done[Saved]:
    """Write each edit that may be written into the report that answers ``obligation``; tell of the others why not.

    Every cell stands for itself: one with a faulty value, or where somebody else's value stands that the page has not
    shown yet, stays as it is and holds up no other (``rules/merging.py``). What came before is found standing and
    written no second time. Raises ``NotAllowed`` where the report as a whole cannot be changed, unless it says all of
    it already: handed in, it must be taken back first, so that nobody undoes a handing in by a slip of the keyboard.

    The trail gets a line for the first writing of an account into a report within 15 minutes; each cell, with who and
    when, is kept as a recording in any case. Eight statements at most; as ``prepare`` says more for some forms.
    """
    (prepared,) = prepare(by, [Incoming(obligation, {})])
    values = merge_values(prepared.layout, prepared.before, edits, handed_out=prepared.lines_handed_out)
    explanations = merge_notes(prepared.layout, prepared.submission.notes, notes)
    if values.says_something_new or explanations.says_something_new:
        ensure(
            typing_gate(
                closed=obligation.closed_at is not None,
                state=prepared.submission.state,
                period_label=prepared.period.label,
            )
        )
    goes_on = True
    if values.to_write or explanations.to_write:
        goes_on = _wrote_lately(by, obligation)
        _write(by, prepared, values, explanations)
    submission = prepared.submission
    return Done(
        Saved(
            submission.revision,
            submission.state,
            values.done,
            explanations.done,
            tuple(values.faults),
            tuple(explanations.faults),
            tuple(values.conflicts),
            tuple(explanations.conflicts),
        ),
        unit_id=obligation.unit_id,
        subject=f"report:{obligation.pk}",
        detail={"cells": len(prepared.changes), "source": FigureSource.KEYBOARD},
        worth_a_line=not goes_on,
    )


def _wrote_lately(by: Actor, obligation: Obligation) -> bool:
    return (
        Recording.objects.visible_to(by)
        .filter(
            submission_id=obligation.pk,
            account_id=by.account_id,
            source=FigureSource.KEYBOARD,
            at__gt=now() - ONE_LINE_IN,
        )
        .exists()
    )


def _write(by: Actor, prepared: Prepared, values: Merged[Figure], notes: Merged[str]) -> None:
    """Through the gates like any other figures; what they would refuse cell by cell was left out before."""
    prepared.incoming = replace(prepared.incoming, figures=values.to_write, notes=notes.to_write)
    judged = prepared.gates(to_submit=False)
    if isinstance(judged, Refused):
        raise NotAllowed(judged)
    if isinstance(judged, list):
        raise BadFigures(judged)
    write(by, [prepared], to_submit=False)
