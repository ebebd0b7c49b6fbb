"""Obligations follow a reorganisation of units; reports stay where they were made.

A unit that ended owes nothing that begins later, and of the period in which it ended the part until then; a new unit
owes the part from then on, as far as periods were opened. What was accepted stays as it is, and so does whatever was
reported for a period in which the unit was no more.

Not acts: reactions call these within the act that reorganises. Whoever does need not read reports, so the program
itself acts here.
"""

from __future__ import annotations

from typing import Any

from binhyen.indicators.models import DataSet
from binhyen.machinery.database.bulk import update_rows
from binhyen.machinery.database.reach import SYSTEM, acting_as
from binhyen.machinery.database.remembering import put_back
from binhyen.machinery.events import announce
from binhyen.machinery.models import ReceivedFile
from binhyen.orgunits.actions import effects_of, keep_effect
from binhyen.orgunits.events import ReorganisationReverted, UnitsReorganised
from binhyen.reporting.actions.reobliging import (
    SHAPED,
    Reobliged,
    moved_units,
    open_periods,
    reoblige,
)
from binhyen.reporting.models import Obligation, WorkbookIntake

ROOM = "reporting"


def let_obligations_follow(event: UnitsReorganised) -> None:
    """Bring the obligations of opened periods to the new map, and keep what was there before."""
    with acting_as(SYSTEM):
        moved = moved_units(SYSTEM, event.changed, event.founded, event.day)
        pairs = open_periods(SYSTEM, (*event.ended, *event.changed), moved.parents, event.day)
        done = reoblige(SYSTEM, pairs, (*event.ended, *event.changed), event.founded)
        if event.founded or moved.before or done.superiors:
            keep_effect(
                event.reorganisation_id,
                ROOM,
                {
                    "founded": list(event.founded),
                    "ended": list(event.ended),
                    "moved": [[unit, parent] for unit, parent in sorted(moved.before.items())],
                    "opened": [[form.pk, period] for form, period in pairs],
                    "removed": done.removed,
                    "changed": done.changed,
                    "detached": done.detached,
                },
            )
        _announce(done, event)


def put_obligations_back(event: ReorganisationReverted) -> None:
    """The obligations as they were; the units that live again also owe what was opened since then. Refused workbooks of
    the new units go with them."""
    effect = effects_of(event.reorganisation_id, ROOM)
    with acting_as(SYSTEM):
        done = Reobliged()
        since = _remove_those_of(event.founded, done) - set(map(tuple, effect.get("opened", ())))
        if effect:
            _put_back(effect, event, done)
        forms = DataSet.objects.in_bulk({form for form, _period in since})
        pairs = [(forms[form], period) for form, period in sorted(since)]
        again = reoblige(SYSTEM, pairs, (), event.ended)
        for pair, superiors in again.superiors.items():
            done.superiors[pair] |= superiors
        _announce(done, event)


def _remove_those_of(founded: tuple[int, ...], done: Reobliged) -> set[tuple[int, str]]:
    """Remove all that the new units owe, and the workbooks that were refused there; answers with forms and periods."""
    intakes = WorkbookIntake.objects.visible_to(SYSTEM).filter(unit_id__in=founded)
    files = list(intakes.exclude(file=None).values_list("file_id", flat=True))
    intakes.delete()
    ReceivedFile.objects.visible_to(SYSTEM).filter(pk__in=files).delete()
    theirs = Obligation.objects.visible_to(SYSTEM).filter(unit_id__in=founded)
    owed = list(theirs.values_list("data_set_id", "period", "superior_id").distinct())
    for form, period, superior in owed:
        done.superiors[form, period].add(superior)
    WorkbookIntake.objects.visible_to(SYSTEM).filter(obligation__in=theirs).update(obligation=None)
    theirs.delete()
    return {(form, period) for form, period, _superior in owed}


def _put_back(effect: dict[str, Any], event: ReorganisationReverted, done: Reobliged) -> None:
    """The rows as they were; and what moved units owe since then goes to the superior that they had."""
    rows = Obligation.objects.visible_to(SYSTEM)
    changed = [row["id"] for row in effect["changed"]]
    for form, period, superior in rows.filter(pk__in=changed).values_list(
        "data_set_id", "period", "superior_id"
    ):
        done.superiors[form, period].add(superior)
    put_back(Obligation, effect["removed"])
    put_back(Obligation, effect["changed"], SHAPED)
    detached = dict(effect["detached"])
    intakes = list(WorkbookIntake.objects.visible_to(SYSTEM).filter(pk__in=detached))
    for intake in intakes:
        intake.obligation_id = detached[intake.pk]
    update_rows(intakes, ["obligation"])
    for row in (*effect["removed"], *effect["changed"]):
        done.superiors[row["data_set_id"], row["period"]].add(row["superior_id"])
    before = dict(effect["moved"])
    since = [
        obligation
        for obligation in rows.filter(unit_id__in=before, last_day__gte=event.day).exclude(pk__in=changed)
        if obligation.superior_id != before[obligation.unit_id]
    ]
    for obligation in since:
        pair = obligation.data_set_id, obligation.period
        done.superiors[pair].add(obligation.superior_id)
        obligation.superior_id = before[obligation.unit_id]
        done.superiors[pair].add(obligation.superior_id)
    update_rows(since, ["superior"])


def _announce(done: Reobliged, event: UnitsReorganised | ReorganisationReverted) -> None:
    """Tell whose sums to reckon anew: also those of units that go on elsewhere with what is owed to them."""
    carried = (
        Obligation.objects.visible_to(SYSTEM)
        .filter(superior_id__in=event.changed, last_day__gte=event.day)
        .values_list("data_set_id", "period", "superior_id")
        .distinct()
    )
    for form, period, superior in carried:
        done.superiors[form, period].add(superior)
    for told in done.events():
        announce(told)
