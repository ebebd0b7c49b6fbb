"""One report, line by line, with what came before and how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import Period
from binhyen.foundations.quantities import Absence, Figure, Quantity
from binhyen.indicators.values import Check, FormLayout, FormLine, LineRole, broken, worked_out
from binhyen.reporting.actions.parts import Part, parts_of
from binhyen.reporting.earlier import Earlier, carried_into, stated_earlier
from binhyen.reporting.models import Adjustment, Obligation, Recording, State, Submission
from binhyen.reporting.queries.status import AWAITED
from binhyen.reporting.rules.carrying import Carried
from binhyen.reporting.rules.flags import Flag
from binhyen.reporting.rules.values import Document


@dataclass(frozen=True, slots=True)
class CellShown:
    """One line of a report: its figure now, as locked where it was adjusted since, the last period's and last year's.

    ``carried`` is what shorter reports come to, where the line is one that they add up to; ``figure`` then includes the
    ``difference`` that was stated. ``body`` is the name of the body that fills the line in, empty where the unit does.
    """

    line: FormLine
    figure: Figure
    locked: Figure | None
    previous: Figure | None
    note: str
    returned: str
    last_year: Figure | None = None
    carried: Carried | None = None
    difference: Decimal | None = None
    body: str = ""


@dataclass(frozen=True, slots=True)
class ReportShown:
    """A report with everything that its page shows. ``submission`` is None where nothing has come in yet."""

    obligation: Obligation
    submission: Submission | None
    layout: FormLayout
    period: Period
    state: str
    cells: Mapping[str, CellShown]
    broken: tuple[Check, ...]
    flags: tuple[Flag, ...]
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened to a report's figures, the account by its key alone.

    ``changes`` are ``(line, old, new, address)``, ``notes`` the explanations that changed: ``(line, old, new)``.
    """

    at: datetime
    kind: str
    account_id: int | None
    source: str
    file_id: int | None
    file_name: str
    delivered: bool
    changes: tuple[tuple[Any, ...], ...]
    reason: str = ""
    notes: tuple[tuple[str, str, str], ...] = ()


def obligation_visible_to(actor: Actor, obligation_id: int) -> Obligation | None:
    """The obligation with its form and unit, unless the actor may not see it. One statement."""
    return (
        Obligation.objects.visible_to(actor)
        .filter(pk=obligation_id)
        .select_related("version", "data_set", "unit")
        .first()
    )


def report_of(actor: Actor, obligation: Obligation) -> ReportShown:
    """Everything about the report that answers the obligation. Four statements, three more where the form carries lines
    from shorter reports, and as many where bodies of the unit fill in sections.

    While the unit may still change the report, lines of its bodies say what those have filled in so far.
    """
    layout = obligation.layout
    submission = Submission.objects.visible_to(actor).filter(obligation=obligation).first()
    document = (
        Document(submission.in_force, submission.not_applicable_in_force)
        if submission
        else Document.empty(layout)
    )
    carried = carried_into(actor, [obligation]).get(obligation.pk, {})
    parts = parts_of(actor, [obligation]).get(obligation.pk, ())
    notes = dict(submission.notes) if submission else {}
    if submission is None or submission.state in (State.DRAFT, State.RETURNED):
        for part in parts:
            document = document.with_figures(layout, part.figures)
            notes |= part.notes
    figures = document.figures(layout, carried)
    shown: dict[str, Figure] = {**figures, **worked_out(layout, figures)}
    locked: Mapping[str, Figure] = {}
    if submission is not None and submission.adjusted is not None:
        locked = Document(submission.values, submission.not_applicable).figures(layout, carried)
    earlier = stated_earlier(actor, [obligation]).get(obligation.pk, Earlier())
    before = _with_totals(layout, earlier.previous)
    year_before = _with_totals(layout, earlier.last_year)
    bodies = {line.code: part.name for part in parts for line in part.obligation.layout.lines}
    kept = document.kept_figures(layout)
    returns = {cell["line"]: cell["reason"] for cell in submission.returns} if submission else {}
    return ReportShown(
        obligation=obligation,
        submission=submission,
        layout=layout,
        period=obligation.period_in(layout.calendar),
        state=submission.state if submission else AWAITED,
        cells={
            line.code: CellShown(
                line,
                shown[line.code],
                locked[line.code] if locked.get(line.code, shown[line.code]) != shown[line.code] else None,
                before.get(line.code),
                notes.get(line.code, ""),
                returns.get(line.code, ""),
                year_before.get(line.code),
                carried.get(line.code),
                _difference(line, kept),
                bodies.get(line.code, ""),
            )
            for line in layout.lines
        },
        broken=broken(layout, figures),
        flags=tuple(Flag.from_json(flag) for flag in submission.flags) if submission else (),
        parts=parts,
    )


def _with_totals(layout: FormLayout, values: Mapping[str, Decimal]) -> dict[str, Figure]:
    """Earlier values as figures, with the totals and rates that follow from them."""
    known: dict[str, Figure] = {
        code: Quantity(value, layout.by_code[code].unit)
        for code, value in values.items()
        if code in layout.by_code
    }
    if known:
        filled = {line.code: known.get(line.code, Absence.MISSING) for line in layout.kept}
        known |= {
            code: figure
            for code, figure in worked_out(layout, filled).items()
            if isinstance(figure, Quantity)
        }
    return known


def _difference(line: FormLine, kept: Mapping[str, Figure]) -> Decimal | None:
    figure = kept.get(line.code) if line.role is LineRole.CARRIED else None
    return figure.value if isinstance(figure, Quantity) else None


def history_of(actor: Actor, obligation: Obligation) -> tuple[HistoryEntry, ...]:
    """How the report's figures came about, the latest first: recordings and adjustments. Two statements."""
    recordings = (
        Recording.objects.visible_to(actor)
        .filter(submission_id=obligation.pk)
        .values_list("at", "account_id", "source", "file_id", "file__name", "delivered", "changes", "notes")
    )
    entries = [
        HistoryEntry(
            at,
            "recording",
            account,
            source,
            file,
            name or "",
            delivered,
            tuple(map(tuple, changes)),
            notes=tuple(map(tuple, notes)),
        )
        for at, account, source, file, name, delivered, changes, notes in recordings
    ]
    entries += [
        HistoryEntry(
            each.at,
            "adjustment",
            each.approved_by,
            "",
            None,
            "",
            False,
            ((each.line, each.old or None, each.new or None, ""),),
            each.reason,
        )
        for each in Adjustment.objects.visible_to(actor).filter(submission_id=obligation.pk)
    ]
    return tuple(sorted(entries, key=lambda entry: entry.at, reverse=True))
