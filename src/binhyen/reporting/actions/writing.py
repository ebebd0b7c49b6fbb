"""Putting figures into many reports at once: what every way of entry comes down to, behind the gates.

Not an act: the acts of this package call it after their own permission. It sends a constant number of statements
however many reports there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now, today
from binhyen.foundations.decisions import ALLOWED, Decision, Refused
from binhyen.foundations.periods import Period, calendar_of, parse_period
from binhyen.foundations.quantities import Figure
from binhyen.indicators.queries import layout_of
from binhyen.indicators.values import FormLayout
from binhyen.machinery.database.bulk import insert_rows
from binhyen.machinery.models import ReceivedFile
from binhyen.reporting.models import FigureSource, Obligation, Recording, State, Submission
from binhyen.reporting.rules import gates
from binhyen.reporting.rules.flags import flags_of
from binhyen.reporting.rules.values import Change, Document, changes_between
from binhyen.reporting.versions import with_versions

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
)
_OPEN = (State.DRAFT, State.RETURNED)


@dataclass(frozen=True, slots=True)
class Incoming:
    """Figures for one report. ``whole``: they are the whole report, so that a line that is not given is missing.

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
    changes: list[Change] = field(default_factory=list)

    def gates(self, *, to_submit: bool) -> list[gates.LineFault] | Decision:
        """Keys, timeliness and values, and what handing in asks for; faults by line, or one refusal of the whole.

        What says nothing new passes whatever the state of the report: it would change nothing.
        """
        faults = gates.keys_gate(self.layout, self.incoming.figures)
        faults = faults or gates.notes_gate(self.layout, self.incoming.notes)
        if faults:
            return faults
        self._work_out()
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
    def repeats(self) -> bool:
        """Whether the report already says all of it."""
        return not self.is_new and not self.changes and self.notes == self.submission.notes

    def submitting(self) -> Decision:
        """Whether the report as it would then stand can be handed in."""
        return gates.submitting_gate(
            self.layout,
            self.after,
            self.notes,
            last_day=self.incoming.obligation.last_day,
            today=today(),
        )

    def _work_out(self) -> None:
        base = Document.empty(self.layout) if self.incoming.whole else self.before
        self.after = base.with_figures(self.layout, self.incoming.figures)
        given = {code: note.strip() for code, note in self.incoming.notes.items()}
        kept = {} if self.incoming.whole else dict(self.submission.notes)
        self.notes = {code: note for code, note in (kept | given).items() if note}
        self.changes = changes_between(self.layout, self.before, self.after, self.incoming.addresses)


def prepare(by: Actor, incoming: Sequence[Incoming]) -> list[Prepared]:
    """Lay what came in beside what is there, and hold the reports until the transaction ends. One statement."""
    obligations = [each.obligation for each in incoming]
    there = {
        submission.pk: submission
        for submission in Submission.objects.visible_to(by)
        .filter(obligation_id__in=[obligation.pk for obligation in obligations])
        .order_by("obligation_id")
        .select_for_update()
    }
    prepared = []
    for each in incoming:
        obligation = each.obligation
        layout = layout_of(obligation.version)
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
            )
        )
    return prepared


def write(by: Actor, prepared: Sequence[Prepared], *, to_submit: bool) -> None:
    """Keep what passed the gates: the documents, and for each that changed one recording. Four statements at most."""
    moment, day = now(), today()
    submissions, recordings = [], []
    previous = previous_values(by, [each.incoming.obligation for each in prepared]) if to_submit else {}
    for each in prepared:
        submission = each.submission
        submission.values, submission.not_applicable = each.after.values, each.after.not_applicable
        submission.notes, submission.changed_at = each.notes, moment
        if to_submit:
            hand_in(submission, each.incoming.obligation, each.layout, by, day, previous)
        else:
            submission.state, submission.flags = State.DRAFT, []
        submissions.append(submission)
        if each.changes:
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
                )
            )
    insert_rows(submissions, update=_WRITTEN)
    insert_rows(recordings)


def hand_in(
    submission: Submission,
    obligation: Obligation,
    layout: FormLayout,
    by: Actor,
    day: date,
    previous: Mapping[int, Mapping[str, Decimal]],
) -> None:
    """Mark a report as handed in, with what the desk should look at; ``previous`` as of :func:`previous_values`.

    Late is what came first after the deadline; a report that came in time and was given back stays in time.
    """
    document = Document(submission.values, submission.not_applicable)
    flags = flags_of(layout, document, submission.notes, previous.get(obligation.pk, {}))
    submission.flags = [flag.as_json() for flag in flags]
    if submission.submitted_at is None:
        submission.late = day > obligation.due
    submission.state = State.SUBMITTED
    submission.submitted_at, submission.submitted_by = now(), by.account_id


def previous_values(by: Actor, obligations: Sequence[Obligation]) -> dict[int, dict[str, Decimal]]:
    """What each unit reported for the period before, by obligation and line code. Two statements."""
    wanted: dict[tuple[int, int, str], int] = {}
    for obligation in obligations:
        calendar = layout_of(obligation.version).calendar
        before = parse_period(obligation.period, calendar_of(calendar)).previous()
        wanted[obligation.unit_id, obligation.data_set_id, before.code] = obligation.pk
    if not wanted:
        return {}
    condition = Q(
        obligation__unit_id__in={unit for unit, _form, _period in wanted},
        obligation__data_set_id__in={form for _unit, form, _period in wanted},
        obligation__period__in={period for _unit, _form, period in wanted},
    )
    found: dict[int, dict[str, Decimal]] = {}
    submissions = list(
        Submission.objects.visible_to(by)
        .filter(condition)
        .exclude(state__in=[State.DRAFT, State.RETURNED])
        .select_related("obligation")
    )
    with_versions(submission.obligation for submission in submissions)
    for submission in submissions:
        owed = submission.obligation
        key = wanted.get((owed.unit_id, owed.data_set_id, owed.period))
        if key is not None:
            layout = layout_of(owed.version)
            found[key] = {
                line.code: value
                for line, value in zip(layout.inputs, submission.in_force, strict=True)
                if value is not None
            }
    return found
