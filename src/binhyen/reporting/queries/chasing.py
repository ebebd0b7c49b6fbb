"""Which units have not sent what is due, and what do their reports still lack?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Q
from django.db.models.functions import Coalesce

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.periods import Period
from binhyen.indicators.values import FormLine
from binhyen.reporting.actions.parts import Part, parts_of
from binhyen.reporting.models import Obligation, Submission
from binhyen.reporting.naming import with_unit_names
from binhyen.reporting.rules.completeness import AWAITED, RECEIVED
from binhyen.reporting.rules.values import Document, missing_lines
from binhyen.reporting.versions import with_versions


@dataclass(frozen=True, slots=True)
class Unsent:
    """A report that is due and has not come; ``title`` is set for one that was asked for.

    ``missing`` are the unit's own lines that say nothing, ``unready`` the names of bodies whose sections are not ready.
    """

    obligation_id: int
    period: Period
    form: str
    form_en: str
    title: str
    due: date
    state: str
    missing: tuple[FormLine, ...]
    unready: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ToChase:
    """A unit with the reports that it should have sent, the earliest due first."""

    unit_id: int
    unit_name: str
    unsent: tuple[Unsent, ...]


def to_chase(actor: Actor, superior_id: int) -> tuple[ToChase, ...]:
    """The units that owe a report to the superior, due today or before, in the Vietnamese order of names.

    What was given back and has not come again is among it. Three statements, three more where bodies fill in sections.
    """
    owed = _due(actor, superior_id)
    submissions = {
        each.pk: each
        for each in Submission.objects.visible_to(actor).filter(
            obligation_id__in=[obligation.pk for obligation in owed]
        )
    }
    parts = parts_of(actor, owed)
    return tuple(
        ToChase(
            unit,
            name,
            tuple(_unsent(each, submissions.get(each.pk), parts.get(each.pk, ())) for each in obligations),
        )
        for (unit, name), obligations in groupby(owed, key=lambda each: (each.unit_id, each.unit_name or ""))  # type: ignore[attr-defined]
    )


def _due(actor: Actor, superior_id: int) -> list[Obligation]:
    received = Submission.objects.visible_to(actor).filter(state__in=RECEIVED).values("pk")
    owed = (
        Obligation.objects.visible_to(actor)
        .filter(superior_id=superior_id, closed_at=None, part_of=None)
        .annotate(by_when=Coalesce("extended_to", "deadline"))
        .filter(~Q(pk__in=received), by_when__lte=today())
    )
    return with_versions(with_unit_names(owed, today()).order_by("unit_sort", "unit_id", "by_when", "pk"))


def _unsent(obligation: Obligation, submission: Submission | None, parts: Sequence[Part]) -> Unsent:
    layout = obligation.layout
    document = (
        Document(submission.values, submission.not_applicable) if submission else Document.empty(layout)
    )
    empty = set(missing_lines(layout, document))
    return Unsent(
        obligation.pk,
        obligation.period_in(layout.calendar),
        layout.name,
        layout.name_en,
        obligation.title,
        obligation.due,
        submission.state if submission else AWAITED,
        tuple(line for line in obligation.own_layout.inputs if line.code in empty),
        tuple(part.name for part in parts if not part.ready),
    )
