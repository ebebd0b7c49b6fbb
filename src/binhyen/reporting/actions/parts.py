"""Sections that bodies of a unit fill in: taken into the unit's own report when it is handed in.

Not acts: handing in and giving back call these within their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now
from binhyen.foundations.decisions import ALLOWED, Decision, Refused
from binhyen.foundations.quantities import Figure
from binhyen.indicators.models import DataSet, DataSetVersion
from binhyen.indicators.values import FormLayout
from binhyen.machinery.database.bulk import insert_rows, update_rows
from binhyen.orgunits.models import Level, OrgUnitVersion
from binhyen.reporting.models import Obligation, State, Submission
from binhyen.reporting.naming import with_unit_names
from binhyen.reporting.rules.completeness import RECEIVED
from binhyen.reporting.rules.values import Document
from binhyen.reporting.versions import with_versions


@dataclass(frozen=True, slots=True)
class Part:
    """The sections of one body: what it owes to its unit, and what it says. ``name`` is the body's."""

    obligation: Obligation
    submission: Submission | None
    name: str
    figures: Mapping[str, Figure] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def ready(self) -> bool:
        return self.submission is not None and self.submission.state in RECEIVED


def parts_of(
    by: Actor, obligations: Sequence[Obligation], *, hold: bool = False
) -> dict[int, tuple[Part, ...]]:
    """The parts of each report that has any, by obligation. Nothing is asked where none has; else three statements.

    ``hold``: they stay as they are until the transaction ends, so that what is taken over is what they said.
    """
    wholes = [obligation.pk for obligation in obligations if obligation.handed_out]
    if not wholes:
        return {}
    owed = with_versions(
        with_unit_names(Obligation.objects.visible_to(by).filter(part_of__in=wholes)).order_by("body_kind")
    )
    said = (
        Submission.objects.visible_to(by).filter(obligation_id__in=[each.pk for each in owed]).order_by("pk")
    )
    submissions = {each.pk: each for each in (said.select_for_update() if hold else said)}
    found: dict[int, list[Part]] = defaultdict(list)
    for each in owed:
        submission = submissions.get(each.pk)
        found[each.part_of_id or 0].append(
            Part(
                each,
                submission,
                each.unit_name or "",
                Document(submission.in_force, submission.not_applicable_in_force).kept_figures(each.layout)
                if submission
                else {},
                submission.notes if submission else {},
            )
        )
    return {key: tuple(parts) for key, parts in found.items()}


def parts_ready(parts: Sequence[Part]) -> Decision:
    """Whether every body has finished its sections; a refusal names those that have not."""
    waiting = [part.name for part in parts if not part.ready]
    if not waiting:
        return ALLOWED
    return Refused(
        "parts-not-ready",
        _("Chưa xong phần của %(bodies)s.") % {"bodies": ", ".join(waiting)},
        _("Nhờ cơ quan đó hoàn thành phần của mình, rồi nộp báo cáo."),
    )


def take_in(parts: Sequence[Part], by: Actor) -> None:
    """The unit handed in what its bodies said: their parts are settled until they are given back. One statement."""
    moment, taken = now(), []
    for part in parts:
        if part.submission is not None and part.submission.state == State.SUBMITTED:
            part.submission.state = State.ACCEPTED
            part.submission.accepted_at, part.submission.accepted_by = moment, by.account_id
            taken.append(part.submission)
    update_rows(taken, ["state", "accepted_at", "accepted_by"])


def give_back(parts: Sequence[Part], reason: str, reasons: Mapping[str, str]) -> tuple[int, ...]:
    """Give back the parts to whose lines one of the reasons belongs; answers with their keys. One statement."""
    returned = []
    for part in parts:
        theirs = [
            {"line": line, "reason": why}
            for line, why in reasons.items()
            if line in part.obligation.layout.by_code
        ]
        if theirs and part.submission is not None and part.submission.state in RECEIVED:
            part.submission.state = State.RETURNED
            part.submission.return_reason, part.submission.returns = reason, theirs
            part.submission.accepted_at = part.submission.accepted_by = None
            returned.append(part.submission)
    update_rows(returned, ["state", "return_reason", "returns", "accepted_at", "accepted_by"])
    return tuple(submission.pk for submission in returned)


def hand_out_sections(
    by: Actor,
    layout: FormLayout,
    data_set: DataSet,
    version: DataSetVersion,
    period: str,
    units: Collection[int],
) -> None:
    """Of new obligations, give the sections of bodies to the one body of that kind that the unit has.

    Where a unit has none or several of a kind, it fills in the section itself. Four statements where the form has such
    sections, else none.
    """
    if not layout.bodies or not units:
        return
    wholes = list(
        Obligation.objects.visible_to(by).filter(
            data_set=data_set, period=period, unit_id__in=units, part_of=None
        )
    )
    bodies: dict[tuple[int, str], list[int]] = defaultdict(list)
    last_day = max(whole.last_day for whole in wholes)
    for unit, parent, kind in (
        OrgUnitVersion.objects.visible_to(by)
        .filter(
            Q(valid_until=None) | Q(valid_until__gt=last_day),
            valid_from__lte=last_day,
            level=Level.BODY,
            kind__in=layout.bodies,
            parent_id__in=units,
        )
        .values_list("unit_id", "parent_id", "kind")
    ):
        bodies[parent, kind].append(unit)
    parts = []
    for whole in wholes:
        whole.handed_out = [kind for kind in layout.bodies if len(bodies[whole.unit_id, kind]) == 1]
        parts += [
            Obligation(
                unit_id=bodies[whole.unit_id, kind][0],
                superior_id=whole.unit_id,
                data_set=data_set,
                version=version,
                period=period,
                first_day=whole.first_day,
                last_day=whole.last_day,
                deadline=whole.deadline,
                deadline_basis=whole.deadline_basis,
                part_of=whole,
                body_kind=kind,
            )
            for kind in whole.handed_out
        ]
    update_rows([whole for whole in wholes if whole.handed_out], ["handed_out"])
    insert_rows(parts)
