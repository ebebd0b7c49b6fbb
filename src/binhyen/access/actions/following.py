"""Roles follow a reorganisation of units: they end with their unit, and nobody is moved by itself.

Not acts: reactions call these within the act that reorganises. Whoever reorganises need not keep the accounts of every
unit concerned, so the program itself acts here.
"""

from __future__ import annotations

from binhyen.access.models import Appointment, SupportAccess
from binhyen.access.queries import open_on
from binhyen.machinery.database.reach import SYSTEM, acting_as
from binhyen.machinery.database.remembering import put_back, remembered
from binhyen.orgunits.actions import effects_of, keep_effect
from binhyen.orgunits.events import ReorganisationReverted, UnitsReorganised

ROOM = "access"


def end_appointments(event: UnitsReorganised) -> None:
    """Let roles at units that ended end on that day; one that would have begun later never held and is removed."""
    if not event.ended:
        return
    with acting_as(SYSTEM):
        held = Appointment.objects.visible_to(SYSTEM).filter(open_on(event.day), unit_id__in=event.ended)
        rows = remembered(Appointment, held.values_list("pk", flat=True))
        if not rows:
            return
        never = [row for row in rows if row["valid_from"] >= event.day.isoformat()]
        begun = [row for row in rows if row not in never]
        held.filter(valid_from__gte=event.day).delete()
        held.update(valid_until=event.day)
        keep_effect(event.reorganisation_id, ROOM, {"ended": begun, "withdrawn": never})


def give_appointments_back(event: ReorganisationReverted) -> None:
    """Put the roles back as they were, but for those that somebody has changed since; those at new units go."""
    effect = effects_of(event.reorganisation_id, ROOM)
    with acting_as(SYSTEM):
        appointments = Appointment.objects.visible_to(SYSTEM)
        appointments.filter(unit_id__in=event.founded).delete()
        SupportAccess.objects.visible_to(SYSTEM).filter(unit_id__in=event.founded).delete()
        if not effect:
            return
        of_theirs = appointments.filter(unit_id__in=event.ended)
        untouched = set(of_theirs.filter(valid_until=event.day).values_list("pk", flat=True))
        taken = set(of_theirs.filter(valid_until=None).values_list("account_id", "unit_id", "role"))

        def still_free(row: dict[str, object]) -> bool:
            held = (row["account_id"], row["unit_id"], row["role"])
            return row["valid_until"] is not None or held not in taken

        ended = [row for row in effect["ended"] if row["id"] in untouched and still_free(row)]
        put_back(Appointment, ended, ["valid_until"])
        put_back(Appointment, list(filter(still_free, effect["withdrawn"])))
