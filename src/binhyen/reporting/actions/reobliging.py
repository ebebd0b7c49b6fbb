"""Bring the obligations of opened periods to what opening would make of them, after units were reorganised.

Not an act: reactions call it within the act that reorganises. What was accepted stays as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q

from binhyen.foundations.authority import Actor
from binhyen.foundations.periods import calendar_of, parse_period
from binhyen.indicators.models import DataSet
from binhyen.indicators.queries import layout_of, version_for
from binhyen.machinery.database.bulk import insert_rows, update_rows
from binhyen.machinery.database.remembering import remembered
from binhyen.orgunits.models import OrgUnitVersion
from binhyen.reporting.actions.opening import Deadlines, new_obligation, owed_among
from binhyen.reporting.events import ReportsChanged
from binhyen.reporting.models import Obligation, State, Submission, WorkbookIntake

SHAPED = ("superior", "lives_from", "lives_until", "deadline", "deadline_basis")
"""What of an obligation follows from its unit and the one above it."""

_SETTLED = (State.ACCEPTED, State.LOCKED)


@dataclass
class Reobliged:
    """What was changed: rows as they were, keys of new ones, and whose sums that touches, by form and period."""

    removed: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    detached: list[tuple[int, int]] = field(default_factory=list)
    superiors: dict[tuple[int, str], set[int]] = field(default_factory=lambda: defaultdict(set))

    def events(self) -> list[ReportsChanged]:
        return [
            ReportsChanged(form, period, tuple(sorted(superiors)))
            for (form, period), superiors in sorted(self.superiors.items())
        ]


def open_periods(
    by: Actor, units: Collection[int], superiors: Collection[int], day: date
) -> list[tuple[DataSet, str]]:
    """The forms and periods that were opened for the units, or for others under ``superiors``, and that end on or after
    ``day``; without those that are locked. One statement."""
    opened = (
        Obligation.objects.visible_to(by)
        .filter(
            Q(unit_id__in=units) | Q(superior_id__in=superiors),
            closed_at=None,
            last_day__gte=day,
            part_of=None,
            request=None,  # whoever asked chose the units
        )
        .order_by("data_set_id", "period")
        .values_list("data_set_id", "period")
        .distinct()
    )
    pairs = list(opened)
    forms = DataSet.objects.in_bulk({form for form, _period in pairs})
    return [(forms[form], period) for form, period in pairs]


@dataclass(frozen=True, slots=True)
class Moved:
    """``before``: of each unit that stands under another since the day, the one above it until then; ``parents``: every
    unit above one of the new, old or moved ones, before or after."""

    before: dict[int, int]
    parents: frozenset[int]


def moved_units(by: Actor, changed: Collection[int], founded: Collection[int], day: date) -> Moved:
    """Which of the units stand under another since ``day``. One statement."""
    versions = (
        OrgUnitVersion.objects.visible_to(by)
        .filter(
            Q(valid_until=None) | Q(valid_until__gte=day),
            unit_id__in=[*changed, *founded],
            valid_from__lte=day,
            parent__isnull=False,
        )
        .values_list("unit_id", "parent_id", "valid_from")
    )
    before: dict[int, int] = {}
    after: dict[int, int] = {}
    for unit, parent, since in versions:
        (after if since == day else before)[unit] = parent
    moved = {unit: before[unit] for unit, parent in after.items() if before.get(unit, parent) != parent}
    return Moved(
        moved,
        frozenset([*moved.values(), *(after[unit] for unit in after if unit in moved or unit in founded)]),
    )


def reoblige(
    by: Actor, pairs: Sequence[tuple[DataSet, str]], units: Collection[int], founded: Collection[int]
) -> Reobliged:
    """Of each form and period, what ``units`` owe by now: an obligation that is owed no more goes where nothing was
    reported, one that is owed otherwise is changed where nothing was accepted; ``founded`` units get theirs.

    Two statements, and at most five for each form and period; one more of each kind of row that changes.
    """
    found = Reobliged()
    if not pairs:
        return found
    concerned = [*units, *founded]
    standing: dict[tuple[int, str], list[Obligation]] = defaultdict(list)
    for obligation in Obligation.objects.visible_to(by).filter(
        unit_id__in=concerned,
        closed_at=None,
        period__in={period for _form, period in pairs},
        part_of=None,
        request=None,
    ):
        standing[obligation.data_set_id, obligation.period].append(obligation)
    keys = [each.pk for rows in standing.values() for each in rows]
    reports: dict[int, str] = dict(
        Submission.objects.visible_to(by).filter(obligation_id__in=keys).values_list("pk", "state")
    )
    of_bodies = Submission.objects.visible_to(by).filter(obligation__part_of__in=keys)
    for whole in of_bodies.values_list("obligation__part_of", flat=True):
        reports.setdefault(whole or 0, State.DRAFT)  # its unit has said nothing, one of its bodies has
    gone: list[Obligation] = []
    otherwise: list[Obligation] = []
    new: list[Obligation] = []
    for form, period in pairs:
        wanted = _wanted(by, form, period, concerned)
        there = standing[form.pk, period]
        for obligation in there:
            right = wanted.get(obligation.unit_id)
            if right is None:
                if obligation.pk not in reports:
                    gone.append(obligation)
            elif reports.get(obligation.pk) not in _SETTLED and _differs(obligation, right):
                found.superiors[form.pk, period].add(obligation.superior_id)
                otherwise.append(_shaped_like(obligation, right))
        obliged = {obligation.unit_id for obligation in there}
        new += [each for key, each in wanted.items() if key in founded and key not in obliged]
    for each in (*gone, *otherwise, *new):
        found.superiors[each.data_set_id, each.period].add(each.superior_id)
    _write(by, found, gone, otherwise, new)
    return found


def _wanted(by: Actor, form: DataSet, period_code: str, units: Sequence[int]) -> dict[int, Obligation]:
    """What opening the period would write for the units, by unit."""
    period = parse_period(period_code, calendar_of(form.calendar))
    version = version_for(form.code, period.first_day)
    if version is None:
        return {}
    layout = layout_of(version)
    owed = owed_among(by, Q(unit_id__in=units), layout, period)
    deadlines = Deadlines(by, owed, layout, period)
    return {
        each.unit_id: new_obligation(each, form, version, period, deadlines.of(each.superior_id))
        for each in owed
    }


def _differs(obligation: Obligation, right: Obligation) -> bool:
    """A deadline alone makes no difference: it stays as it was computed until the superior is another."""
    return any(
        getattr(obligation, name) != getattr(right, name)
        for name in ("superior_id", "lives_from", "lives_until")
    )


def _shaped_like(obligation: Obligation, right: Obligation) -> Obligation:
    obligation.lives_from, obligation.lives_until = right.lives_from, right.lives_until
    if obligation.superior_id != right.superior_id:
        obligation.superior_id = right.superior_id
        obligation.deadline, obligation.deadline_basis = right.deadline, right.deadline_basis
    return obligation


def _write(
    by: Actor,
    found: Reobliged,
    gone: Sequence[Obligation],
    otherwise: Sequence[Obligation],
    new: Sequence[Obligation],
) -> None:
    if gone:
        keys = [each.pk for each in gone]
        keys += Obligation.objects.visible_to(by).filter(part_of__in=keys).values_list("pk", flat=True)
        found.removed = remembered(Obligation, keys)
        refused = WorkbookIntake.objects.visible_to(by).filter(obligation_id__in=keys)
        found.detached = list(refused.values_list("pk", "obligation_id"))
        refused.update(obligation=None)
        Obligation.objects.visible_to(by).filter(pk__in=keys).delete()
    if otherwise:
        found.changed = remembered(Obligation, [each.pk for each in otherwise])
        update_rows(otherwise, SHAPED)
    insert_rows(new)
