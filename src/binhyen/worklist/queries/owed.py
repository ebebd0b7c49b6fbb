"""What is owed to a unit, form by form and period by period, and how far it has come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Max, Min, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.periods import Period, calendar_of, parse_period
from binhyen.indicators.models import DataSetVersion
from binhyen.reporting.models import Obligation, State, Submission
from binhyen.reporting.queries import RECEIVED


class FormNames:
    """The names of forms, in their latest version, in both languages."""

    def __init__(self) -> None:
        self.known: dict[int, tuple[str, str]] = {}

    def fetch(self, keys: Collection[int]) -> None:
        """One statement, where there are any."""
        if keys:
            rows = (
                DataSetVersion.objects.filter(data_set_id__in=keys)
                .order_by("data_set_id", "-number")
                .distinct("data_set_id")
                .values_list(
                    "data_set_id", KeyTextTransform("name", "content"), KeyTextTransform("name_en", "content")
                )
            )
            self.known = {key: (name or "", name_en or "") for key, name, name_en in rows}

    def of(self, key: int) -> dict[str, str]:
        name, name_en = self.known.get(key, ("", ""))
        return {"form": name, "form_en": name_en}


@dataclass(slots=True)
class Group:
    """The reports of one form and period that are owed to one unit and not closed yet.

    ``late`` have not been received though their deadline is over; ``submitted`` wait to be judged, the first of them
    ``since`` then; ``due`` is the first deadline.
    """

    superior_id: int
    data_set_id: int
    data_set: str
    period: Period
    request_id: int | None
    title: str
    due: date
    owed: int
    late: int
    received: int = 0
    accepted: int = 0
    submitted: int = 0
    flagged: int = 0
    next_id: int | None = None
    since: datetime | None = None


def groups_owed_to(actor: Actor, units: Collection[int]) -> list[Group]:
    """What is owed directly to the units, by form and period. Two statements, where there are units."""
    if not units:
        return []
    groups = _owed_to(actor, units)
    due = Coalesce("obligation__extended_to", "obligation__deadline")
    waiting = Q(state=State.SUBMITTED)
    with_flags = waiting & Q(flags__contains=[{"answered": False}])
    received = Q(state__in=RECEIVED)
    rows = (
        Submission.objects.visible_to(actor)
        .filter(
            obligation__superior_id__in=units,
            obligation__closed_at=None,
            obligation__part_of=None,
        )
        .order_by()
        .annotate(due=due)
        .values("obligation__superior_id", "obligation__data_set_id", "obligation__period")
        .annotate(
            received=Count("pk", filter=received),
            overdue=Count("pk", filter=received & Q(due__lt=today())),
            accepted=Count("pk", filter=Q(state=State.ACCEPTED)),
            submitted=Count("pk", filter=waiting),
            flagged=Count("pk", filter=with_flags),
            since=Min("submitted_at", filter=waiting),
            first=Min("pk", filter=waiting),
            first_flagged=Min("pk", filter=with_flags),
        )
    )
    for row in rows:
        key = row["obligation__superior_id"], row["obligation__data_set_id"], row["obligation__period"]
        group = groups.get(key)
        if group is not None:
            group.received, group.accepted = row["received"], row["accepted"]
            group.submitted, group.flagged = row["submitted"], row["flagged"]
            group.late -= row["overdue"]
            group.next_id, group.since = row["first_flagged"] or row["first"], row["since"]
    return list(groups.values())


def _owed_to(actor: Actor, units: Collection[int]) -> dict[tuple[int, int, str], Group]:
    """What is owed, each group with ``late`` as if nothing had come in yet. One statement."""
    rows = (
        Obligation.objects.visible_to(actor)
        .filter(superior_id__in=units, closed_at=None, part_of=None)
        .order_by()
        .annotate(by_when=Coalesce("extended_to", "deadline"))
        .values(
            "superior_id",
            "data_set_id",
            "period",
            code=F("data_set__code"),
            calendar=F("data_set__calendar"),
        )
        .annotate(
            request=Max("request_id"),
            named=Max("title"),
            deadline=Min("by_when"),
            owed=Count("pk"),
            late=Count("pk", filter=Q(by_when__lt=today())),
        )
    )
    return {
        (row["superior_id"], row["data_set_id"], row["period"]): Group(
            row["superior_id"],
            row["data_set_id"],
            row["code"],
            parse_period(row["period"], calendar_of(row["calendar"])),
            row["request"],
            row["named"] or "",
            row["deadline"],
            row["owed"],
            row["late"],
        )
        for row in rows
    }
