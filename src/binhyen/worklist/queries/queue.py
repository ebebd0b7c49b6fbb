"""What awaits this actor today? Asked of the rooms below each time; nothing of it is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Max, OuterRef, Q, Subquery, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from binhyen.access.models import Appointment
from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor
from binhyen.foundations.clock import now, today
from binhyen.foundations.periods import BadPeriod, Period, PeriodKind, calendar_of, period_of
from binhyen.orgunits.models import OrgUnitVersion
from binhyen.publications.queries import drafts_to_freeze, period_of_edition
from binhyen.reporting.models import Obligation, State, Submission
from binhyen.reporting.queries import AWAITED, RECEIVED, with_unit_names
from binhyen.worklist.queries.owed import FormNames, Group, groups_owed_to
from binhyen.worklist.rules.urgency import Duty, Item, Urgency, in_order, urgency_of

YEARS_BACK = 2
"""A form of which no period was opened for so long is not missed."""
DAYS_TO_ACTIVATE = 14
"""For so long a one-time code opens a new account."""


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits, the most urgent first; and of the forms in use the period that ends next, if any."""

    items: tuple[Item, ...]
    day: date
    coming: Period | None = None

    def by_urgency(self) -> list[tuple[Urgency, list[Item]]]:
        """The items under each urgency that has any."""
        groups: dict[Urgency, list[Item]] = defaultdict(list)
        for item in self.items:
            groups[urgency_of(item, self.day)].append(item)
        return list(groups.items())


def queue_of(actor: Actor) -> Queue:
    """What waits for the actor at the units where it stands, by what its roles permit there.

    At most eight statements: what its units owe (and of bodies that fill in parts), what is owed to them and what of it
    came in, which period was opened last, names of forms, drafts of documents, accounts that nobody opened.
    """
    places = _Places(actor)
    items = _own_reports(actor, places)
    names = FormNames()
    groups = groups_owed_to(actor, places.desks)
    latest = _latest_periods(actor, places)
    names.fetch({group.data_set_id for group in groups} | {each.data_set_id for each in latest})
    for group in groups:
        items += _at_desk(group, places, names)
    items += _to_open(latest, places, names)
    items += _to_freeze(actor, places)
    items += _accounts(actor, places)
    return Queue(tuple(in_order(items, today())), today(), _coming(latest))


class _Places:
    """At which of its units the actor may do what; their names are those of its mandates."""

    def __init__(self, actor: Actor) -> None:
        self.names = {mandate.unit_id: mandate.unit_name for mandate in actor.mandates}
        self._permitted = {
            mandate.unit_id: frozenset[str]().union(
                *(each.permissions for each in actor.mandates if each.unit_id == mandate.unit_id)
            )
            for mandate in actor.mandates
        }

    def where(self, permission: Permission) -> frozenset[int]:
        return frozenset(unit for unit, permitted in self._permitted.items() if permission in permitted)

    @property
    def desks(self) -> frozenset[int]:
        """Units at which reports of others are judged or looked at as a whole."""
        return self.where(Permission.REVIEW_REPORT) | self.deciding

    @property
    def deciding(self) -> frozenset[int]:
        """Units whose leader the actor is: who reports on them, and does not review."""
        return self.where(Permission.WRITE_REPORT) - self.where(Permission.REVIEW_REPORT)


# What a unit owes.


def _own_reports(actor: Actor, places: _Places) -> list[Item]:
    """Reports and parts of them that wait for units where the actor enters figures. Two statements at most."""
    entering = places.where(Permission.ENTER_FIGURES)
    if not entering:
        return []
    submission = Submission.objects.visible_to(actor).filter(pk=OuterRef("pk"))
    whole = (
        OrgUnitVersion.objects.visible_to(actor)
        .filter(unit_id=OuterRef("superior_id"), valid_from__lte=OuterRef("last_day"))
        .order_by("-valid_from")
    )
    waiting = list(
        Obligation.objects.visible_to(actor)
        .filter(unit_id__in=entering, closed_at=None)
        .annotate(
            state=Coalesce(Subquery(submission.values("state")[:1]), Value(AWAITED)),
            reason=Subquery(submission.values("return_reason")[:1]),
            whole_name=Subquery(whole.values("name")[:1]),
            form=KeyTextTransform("name", "version__content"),
            form_en=KeyTextTransform("name_en", "version__content"),
        )
        .filter(state__in=[AWAITED, State.DRAFT, State.RETURNED])
        .select_related("data_set")
        .defer("data_set__period_kind")
    )
    bodies = _bodies_not_ready(actor, [each.pk for each in waiting if each.handed_out])
    return [
        Item(
            _duty_of(each, each.state),
            each.unit_id,
            places.names[each.unit_id],
            each.due,
            each.form or "",
            each.form_en or "",
            each.data_set.code,
            each.period_in(each.data_set.calendar),
            each.title,
            each.state,
            (each.reason or "") if each.state == State.RETURNED else "",
            (each.whole_name or "") if each.part_of_id else "",
            each.pk,
            each.request_id,
            bodies=bodies.get(each.pk, ()),
        )
        for each in waiting
    ]


def _duty_of(obligation: Obligation, state: str) -> Duty:
    if state == State.RETURNED:
        return Duty.MEND
    if obligation.part_of_id:
        return Duty.FILL_PART
    return Duty.ANSWER if obligation.request_id else Duty.ENTER


def _bodies_not_ready(actor: Actor, wholes: list[int]) -> dict[int, tuple[str, ...]]:
    if not wholes:
        return {}
    ready = Submission.objects.visible_to(actor).filter(state__in=RECEIVED).values("pk")
    found: dict[int, list[str]] = defaultdict(list)
    for part in with_unit_names(
        Obligation.objects.visible_to(actor).filter(part_of__in=wholes).exclude(pk__in=ready)
    ).order_by("body_kind"):
        found[part.part_of_id].append(part.unit_name or "")
    return {key: tuple(names) for key, names in found.items()}


# What is owed to a desk.


def _at_desk(group: Group, places: _Places, names: FormNames) -> Iterable[Item]:
    """What the group asks of whoever stands at the desk."""
    told = {
        "unit_id": group.superior_id,
        "unit_name": places.names[group.superior_id],
        **names.of(group.data_set_id),
        "data_set": group.data_set,
        "period": group.period,
        "title": group.title,
        "request_id": group.request_id,
        "total": group.owed,
    }
    if group.superior_id in places.deciding:
        if group.due < today():
            yield Item(Duty.DECIDE, **told, count=group.received, flagged=group.accepted)  # type: ignore[arg-type]
        return
    if group.submitted:
        yield Item(Duty.REVIEW, **told, report_id=group.next_id, count=group.submitted, flagged=group.flagged)  # type: ignore[arg-type]
    if group.late > 0:
        duty = Duty.REMIND_OF_REQUEST if group.request_id else Duty.CHASE
        yield Item(duty, **told, due=group.due, count=group.late)  # type: ignore[arg-type]
    locking = group.superior_id in places.where(Permission.LOCK_PERIOD)
    if locking and group.accepted == group.owed and group.period.last_day < today():
        yield Item(Duty.LOCK, **told, count=group.accepted)  # type: ignore[arg-type]


# Which period comes next.


@dataclass(frozen=True, slots=True)
class _Latest:
    """The last period of a form that was opened for units of ``superior_id``."""

    superior_id: int
    data_set_id: int
    data_set: str
    period: Period


def _latest_periods(actor: Actor, places: _Places) -> list[_Latest]:
    """Of each form that is asked of the actor's units or by them, but for requests. One statement."""
    opening, entering = places.where(Permission.OPEN_PERIOD), places.where(Permission.ENTER_FIGURES)
    if not opening and not entering:
        return []
    rows = (
        Obligation.objects.visible_to(actor)
        .filter(
            Q(superior_id__in=opening) | Q(unit_id__in=entering),
            request=None,
            part_of=None,
            first_day__gte=today() - timedelta(days=366 * YEARS_BACK),
        )
        .order_by()
        .values("superior_id", "data_set_id")
        .annotate(
            code=F("data_set__code"),
            calendar=F("data_set__calendar"),
            kind=F("data_set__period_kind"),
            last=Max("first_day"),
        )
    )
    found = []
    for row in rows:
        try:
            period = period_of(row["last"], PeriodKind(row["kind"]), calendar_of(row["calendar"]))
        except BadPeriod:
            continue  # days that were asked once, and come no more
        found.append(_Latest(row["superior_id"], row["data_set_id"], row["code"], period))
    return found


def _to_open(latest: list[_Latest], places: _Places, names: FormNames) -> Iterable[Item]:
    """Periods that have ended, of forms whose period before was opened."""
    opening = places.where(Permission.OPEN_PERIOD)
    for each in latest:
        following = each.period.later
        if each.superior_id in opening and following is not None and following.last_day < today():
            yield Item(
                Duty.OPEN,
                each.superior_id,
                places.names[each.superior_id],
                data_set=each.data_set,
                period=following,
                **names.of(each.data_set_id),  # type: ignore[arg-type]
            )


def _coming(latest: list[_Latest]) -> Period | None:
    """The period that ends first from today on."""
    ending = []
    for each in latest:
        period: Period | None = each.period
        while period is not None and period.last_day < today():
            period = period.later
        if period is not None:
            ending.append(period)
    return min(ending, key=lambda period: (period.last_day, period.first_day), default=None)


# Which documents are drafted.


def _to_freeze(actor: Actor, places: _Places) -> Iterable[Item]:
    """Drafts of documents that a leader freezes. One statement."""
    leading = places.deciding & places.where(Permission.FREEZE_EDITION)
    for draft in drafts_to_freeze(actor, leading) if leading else ():
        yield Item(
            Duty.FREEZE,
            draft.unit_id,
            places.names[draft.unit_id],
            period=period_of_edition(draft),
            document=draft.kind,
            edition_id=draft.pk,
        )


# What an administrator keeps.


def _accounts(actor: Actor, places: _Places) -> Iterable[Item]:
    """Accounts that were given a role and a code, and that nobody opened in time. One statement."""
    keeping = places.where(Permission.APPOINT)
    if not keeping:
        return
    unopened = (
        Appointment.objects.visible_to(actor)
        .filter(
            Q(valid_until=None) | Q(valid_until__gt=today()),
            account__is_active=True,
            account__last_login=None,
            account__created_at__lt=now() - timedelta(days=DAYS_TO_ACTIVATE),
        )
        .aggregate(accounts=Count("account_id", distinct=True))["accounts"]
    )
    if unopened:
        unit = min(keeping, key=lambda key: (places.names[key], key))
        yield Item(Duty.OPEN_ACCOUNTS, unit, places.names[unit], count=unopened)
