"""Putting figures into many reports at once: what every way of entry comes down to, behind the gates.

Not an act: the acts of this package call it after their own permission. It sends a constant number of statements
however many reports there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now, today
from binhyen.foundations.decisions import ALLOWED, Decision, Refused
from binhyen.foundations.periods import Period, calendar_of, parse_period
from binhyen.foundations.quantities import Absence, Figure
from binhyen.indicators.values import FormLayout
from binhyen.machinery.database.bulk import insert_rows
from binhyen.machinery.models import ReceivedFile
from binhyen.reporting.actions.parts import Part, parts_of, parts_ready, take_in
from binhyen.reporting.earlier import carried_into, stated_earlier
from binhyen.reporting.models import FigureSource, Obligation, Recording, State, Submission
from binhyen.reporting.rules import gates
from binhyen.reporting.rules.carrying import Carried
from binhyen.reporting.rules.flags import flags_of
from binhyen.reporting.rules.values import Change, Document, changes_between, notes_between

_WRITTEN = (
    "values",
    "not_applicable",
    "notes",
    "flags",
    "state",
    "submitted_at",
    "submitted_by",
    "late",
    "changed_at",
    "revision",
)
_OPEN = (State.DRAFT, State.RETURNED)


@dataclass(frozen=True, slots=True)
class Incoming:
    """Figures for one report. ``whole``: they are all that the unit fills in; a line that is not given is missing.

    ``addresses`` say by line code where each value stood. ``delivered``: whoever brings them is not their author.
    """

    obligation: Obligation
    figures: Mapping[str, Figure]
    notes: Mapping[str, str] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    source: FigureSource = FigureSource.KEYBOARD
    file: ReceivedFile | None = None
    delivered: bool = False
    whole: bool = False


@dataclass(slots=True)
class Prepared:
    """An incoming report beside what is there: what the gates judge and what would be written."""

    incoming: Incoming
    layout: FormLayout
    period: Period
    submission: Submission
    is_new: bool
    before: Document
    after: Document
    notes: dict[str, str]
    carried: Mapping[str, Carried] = field(default_factory=dict)
    parts: Sequence[Part] = ()
    changes: list[Change] = field(default_factory=list)

    def gates(self, *, to_submit: bool) -> list[gates.LineFault] | Decision:
        """Keys, timeliness and values, and what handing in asks for; faults by line, or one refusal of the whole.

        What says nothing new passes whatever the state of the report: it would change nothing.
        """
        faults = gates.keys_gate(
            self.layout,
            self.incoming.figures,
            handed_out=self.lines_handed_out,
            takes_differences=self.incoming.source is FigureSource.KEYBOARD,
        )
        faults = faults or gates.notes_gate(self.layout, self.incoming.notes)
        if faults:
            return faults
        self._work_out(with_parts=to_submit)
        if self.repeats and (not to_submit or self.submission.state not in _OPEN):
            return ALLOWED
        timely = gates.timeliness_gate(
            closed=self.incoming.obligation.closed_at is not None,
            state=self.submission.state,
            period_label=self.period.label,
        )
        if isinstance(timely, Refused):
            return timely
        faults = gates.values_gate(self.layout, self.incoming.figures)
        if faults:
            return faults
        return self.submitting() if to_submit else ALLOWED

    @property
    def lines_handed_out(self) -> frozenset[str]:
        """The codes of the lines that bodies of the unit fill in."""
        handed_out = self.incoming.obligation.handed_out
        return frozenset(
            line.code
            for section in self.layout.sections
            if section.body in handed_out
            for line in section.lines
        )

    @property
    def repeats(self) -> bool:
        """Whether the report already says all of it."""
        return not self.is_new and not self.changes and self.notes == self.submission.notes

    def submitting(self) -> Decision:
        """Whether the report as it would then stand can be handed in: first of all, whether its parts are ready."""
        unready = parts_ready(self.parts)
        if isinstance(unready, Refused):
            return unready
        obligation = self.incoming.obligation
        return gates.submitting_gate(
            self.layout,
            self.after,
            self.notes,
            last_day=obligation.last_day,
            today=today(),
            carried=self.carried,
            asked_from=obligation.first_day if obligation.request_id is not None else None,
        )

    def _work_out(self, *, with_parts: bool) -> None:
        figures: dict[str, Figure] = {}
        if self.incoming.whole:
            filled_in = self.incoming.obligation.workbook_layout.inputs
            figures = dict.fromkeys((line.code for line in filled_in), Absence.MISSING)
        figures |= self.incoming.figures
        addresses = dict(self.incoming.addresses)
        for part in self.parts if with_parts else ():
            figures |= part.figures
            addresses |= dict.fromkeys(part.figures, part.name)
        self.after = self.before.with_figures(self.layout, figures)
        given = {code: note.strip() for code, note in self.incoming.notes.items()}
        kept = {} if self.incoming.whole else dict(self.submission.notes)
        self.notes = {code: note for code, note in (kept | given).items() if note}
        if with_parts:
            for part in self.parts:
                self.notes |= part.notes
        self.changes = changes_between(self.layout, self.before, self.after, addresses)


def prepare(by: Actor, incoming: Sequence[Incoming]) -> list[Prepared]:
    """Lay what came in beside what is there, and hold the reports until the transaction ends.

    Two statements; where forms carry lines from shorter reports three more, and where bodies fill in sections two.
    """
    obligations = [each.obligation for each in incoming]
    _hold(by, obligations)
    there = {
        submission.pk: submission
        for submission in Submission.objects.visible_to(by)
        .filter(obligation_id__in=[obligation.pk for obligation in obligations])
        .order_by("obligation_id")
        .select_for_update()
    }
    carried, parts = carried_into(by, obligations), parts_of(by, obligations, hold=True)
    prepared = []
    for each in incoming:
        obligation = each.obligation
        layout = obligation.layout
        submission = there.get(obligation.pk)
        before = (
            Document.empty(layout)
            if submission is None
            else Document(submission.values, submission.not_applicable)
        )
        prepared.append(
            Prepared(
                incoming=each,
                layout=layout,
                period=parse_period(obligation.period, calendar_of(layout.calendar)),
                submission=submission
                or Submission(
                    obligation=obligation,
                    unit_id=obligation.unit_id,
                    unit_path=obligation.unit_path,
                    values=before.values,
                    changed_at=now(),
                ),
                is_new=submission is None,
                before=before,
                after=before,
                notes=dict(submission.notes) if submission else {},
                carried=carried.get(obligation.pk, {}),
                parts=parts.get(obligation.pk, ()),
            )
        )
    return prepared


def _hold(by: Actor, obligations: Sequence[Obligation]) -> None:
    """Hold the obligations before their reports, as locking a period does, and learn whether it was locked meanwhile.

    Two may begin a report at once: there is no row of it yet, so that the second must wait here to see the first.
    """
    closed = dict(
        Obligation.objects.visible_to(by)
        .filter(pk__in=[obligation.pk for obligation in obligations])
        .order_by("pk")
        .select_for_update(no_key=True)
        .values_list("pk", "closed_at")
    )
    for obligation in obligations:
        obligation.closed_at = closed[obligation.pk]


def write(by: Actor, prepared: Sequence[Prepared], *, to_submit: bool) -> None:
    """Keep what passed the gates: the documents, and for each that changed one recording. Five statements at most."""
    moment, day = now(), today()
    submissions, recordings = [], []
    previous = previous_values(by, [each.incoming.obligation for each in prepared]) if to_submit else {}
    for each in prepared:
        submission = each.submission
        notes = notes_between(each.layout, submission.notes, each.notes)
        submission.values, submission.not_applicable = each.after.values, each.after.not_applicable
        submission.notes, submission.changed_at = each.notes, moment
        submission.revision += 1
        if to_submit:
            hand_in(each, by, day, previous)
        else:
            if submission.state == State.SUBMITTED:  # its unit changes it: it has not been handed in any more
                submission.submitted_at = submission.submitted_by = None
                submission.late = False
            submission.state, submission.flags = State.DRAFT, []
        submissions.append(submission)
        if each.changes or notes:
            recordings.append(
                Recording(
                    submission=submission,
                    unit_id=submission.unit_id,
                    at=moment,
                    account_id=by.account_id,
                    source=each.incoming.source,
                    delivered=each.incoming.delivered,
                    file=each.incoming.file,
                    changes=each.changes,
                    notes=notes,
                    revision=submission.revision,
                )
            )
    insert_rows(submissions, update=_WRITTEN)
    insert_rows(recordings)
    if to_submit:
        take_in([part for each in prepared for part in each.parts], by)


def hand_in(prepared: Prepared, by: Actor, day: date, previous: Mapping[int, Mapping[str, Decimal]]) -> None:
    """Mark a report as handed in, with what the desk should look at; ``previous`` as of :func:`previous_values`.

    Late is what came first after the deadline; a report that came in time and was given back stays in time.
    """
    submission, obligation = prepared.submission, prepared.incoming.obligation
    figures = prepared.after.figures(prepared.layout, prepared.carried)
    flags = flags_of(prepared.layout, figures, submission.notes, previous.get(obligation.pk, {}))
    submission.flags = [flag.as_json() for flag in flags]
    if submission.submitted_at is None:
        submission.late = day > obligation.due
    submission.state = State.SUBMITTED
    submission.submitted_at, submission.submitted_by = now(), by.account_id


def previous_values(by: Actor, obligations: Sequence[Obligation]) -> dict[int, dict[str, Decimal]]:
    """What each unit reported for the period before, by obligation and line code. Two statements."""
    return {key: earlier.previous for key, earlier in stated_earlier(by, obligations).items()}
