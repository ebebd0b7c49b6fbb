"""What a reorganisation of units means for the roles that people hold there."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count
from django.utils.translation import gettext as _

from binhyen.access.models import Appointment
from binhyen.access.queries import open_on
from binhyen.foundations.authority import Actor
from binhyen.foundations.decisions import ALLOWED, Decision
from binhyen.foundations.vietnamese import format_date
from binhyen.machinery.database.reach import SYSTEM, acting_as
from binhyen.orgunits.queries import Change, Consequence, units_as_of

MOST_NAMED = 10


class AppointmentStake:
    """Roles end with their unit; who holds one at the new units is for their administrators to say."""

    def consequences(self, actor: Actor, change: Change) -> tuple[Consequence, ...]:
        """How many roles would end, and at which units. They are counted whether or not the actor keeps those accounts:
        a plan that left some out would be wrong."""
        if not change.ended:
            return ()
        with acting_as(SYSTEM):
            by_unit = dict(
                Appointment.objects.visible_to(SYSTEM)
                .filter(open_on(change.day), unit_id__in=change.ended)
                .order_by()
                .values_list("unit_id")
                .annotate(appointments=Count("pk"))
            )
            named = list(
                units_as_of(SYSTEM, change.day - timedelta(days=1))
                .filter(unit_id__in=by_unit)
                .order_by("sort_key", "unit_id")
                .values_list("unit_id", "name")[:MOST_NAMED]
            )
        if not by_unit:
            return ()
        listed = [f"{name} ({by_unit[key]})" for key, name in named]
        if len(by_unit) > len(named):
            listed.append(_("và %(more)s đơn vị khác") % {"more": len(by_unit) - len(named)})
        told = {
            "count": sum(by_unit.values()),
            "units": len(by_unit),
            "day": format_date(change.day),
            "listed": ", ".join(listed),
        }
        sentence = _(
            "%(count)s phân công tại %(units)s đơn vị thôi từ ngày %(day)s: %(listed)s."
            " Tài khoản không tự chuyển: hãy phân công lại tại đơn vị mới."
        )
        return (Consequence("appointments", sentence % told, sum(by_unit.values())),)

    def may_be_undone(self, founded: tuple[int, ...], day: date) -> Decision:
        """Roles given at the new units go with them; those who held one at the old units have it again."""
        return ALLOWED
