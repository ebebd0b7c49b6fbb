"""What at a unit waits for its leader: documents, periods, requests. Asked anew each time, like the queue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import today
from binhyen.foundations.periods import Period, calendar_of, parse_period
from binhyen.publications.models import DocumentKind, Edition, EditionState
from binhyen.reporting.models import Campaign
from binhyen.worklist.queries.owed import FormNames, Group, groups_owed_to

ENDING_DAYS = 7
"""A request or a campaign that ends within so many days is spoken of."""


class MatterKind(StrEnum):
    """What is to be decided, in the order in which a page lists it."""

    DRAFT = "draft"
    """A document is drafted and not frozen."""
    MISSING = "missing"
    """The deadline of a period or request is over, and reports have not come."""
    WAITING = "waiting"
    """Reports were handed in and wait to be accepted."""
    MAY_LOCK = "may-lock"
    """All reports of a period that is over are accepted."""
    ENDING = "ending"
    """A request of which answers are missing ends soon."""
    CAMPAIGN_ENDING = "campaign-ending"


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing to decide: what, how many of how many, by or since when, and what its page is about."""

    kind: MatterKind
    count: int
    total: int = 0
    day: date | None = None
    since: datetime | None = None
    title: str = ""
    form: str = ""
    form_en: str = ""
    data_set: str = ""
    period: Period | None = None
    document: DocumentKind | None = None
    flagged: int = 0
    edition_id: int | None = None
    report_id: int | None = None
    request_id: int | None = None
    campaign_id: int | None = None


def matters_of(actor: Actor, unit_id: int) -> tuple[Matter, ...]:
    """What at the unit waits to be decided, in the order of :class:`MatterKind`, the most urgent first.

    Five statements: drafts, what is owed to the unit and what of it came in, names of forms, campaigns.
    """
    groups, names = groups_owed_to(actor, [unit_id]), FormNames()
    names.fetch({group.data_set_id for group in groups})
    matters = [*_drafts(actor, unit_id)]
    for group in groups:
        matters += _of_group(group, names)
    matters += _campaigns(actor, unit_id)
    kinds = list(MatterKind)
    return tuple(
        sorted(matters, key=lambda each: (kinds.index(each.kind), each.day or date.max, each.data_set))
    )


def _drafts(actor: Actor, unit_id: int) -> Iterable[Matter]:
    drafts = (
        Edition.objects.visible_to(actor)
        .filter(unit_id=unit_id, state=EditionState.DRAFT)
        .order_by("changed_at", "pk")
        .only("kind", "calendar", "period", "changed_at")
    )
    for each in drafts:
        yield Matter(
            MatterKind.DRAFT,
            1,
            since=each.changed_at,
            period=parse_period(each.period, calendar_of(each.calendar)),
            document=DocumentKind(each.kind),
            edition_id=each.pk,
        )


def _of_group(group: Group, names: FormNames) -> Iterable[Matter]:
    """What one form and period asks of whoever decides."""
    told = {
        "total": group.owed,
        "title": group.title,
        "data_set": group.data_set,
        "period": group.period,
        "request_id": group.request_id,
        **names.of(group.data_set_id),
    }
    if group.late > 0:
        yield Matter(MatterKind.MISSING, group.late, day=group.due, **told)  # type: ignore[arg-type]
    elif group.request_id and group.received < group.owed and _ends_soon(group.due):
        yield Matter(MatterKind.ENDING, group.owed - group.received, day=group.due, **told)  # type: ignore[arg-type]
    if group.submitted:
        yield Matter(
            MatterKind.WAITING,
            group.submitted,
            since=group.since,
            flagged=group.flagged,
            report_id=group.next_id,
            **told,  # type: ignore[arg-type]
        )
    if group.accepted == group.owed and group.period.last_day < today():
        yield Matter(MatterKind.MAY_LOCK, group.accepted, **told)  # type: ignore[arg-type]


def _ends_soon(day: date) -> bool:
    return 0 <= (day - today()).days <= ENDING_DAYS


def _campaigns(actor: Actor, unit_id: int) -> Iterable[Matter]:
    for each in Campaign.objects.visible_to(actor).filter(unit_id=unit_id, last_day__gte=today()):
        if _ends_soon(each.last_day):
            days = (each.last_day - today()).days
            yield Matter(
                MatterKind.CAMPAIGN_ENDING, days, day=each.last_day, title=each.name, campaign_id=each.pk
            )
