"""What a desk asked for beside the periodic reports, who has answered, and what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.clock import today
from binhyen.foundations.deadlines import YearMissing
from binhyen.foundations.quantities import Figure
from binhyen.indicators.queries import layout_of
from binhyen.indicators.values import FormLayout, worked_out
from binhyen.machinery.database.scoping import ScopedQuerySet, within
from binhyen.orgunits.models import OrgUnitVersion
from binhyen.orgunits.queries import units_as_of
from binhyen.reporting.actions.asking import ANSWERED
from binhyen.reporting.models import Campaign, Obligation, Request, State, Submission
from binhyen.reporting.naming import with_unit_names
from binhyen.reporting.queries.status import AWAITED
from binhyen.reporting.rules.asking import tentative_sums
from binhyen.reporting.rules.values import Document
from binhyen.reporting.working_days import working_days

IN_FORCE = (State.ACCEPTED, State.LOCKED)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request beside how far it has come. ``unit_name`` is who asked, ``campaign`` the name of the one it is under.

    ``late``: answered after the deadline, or still not answered though it is over.
    """

    request: Request
    unit_name: str
    campaign: str
    units: int
    answered: int
    accepted: int
    late: int

    @property
    def is_open(self) -> bool:
        """Whether somebody has not answered, or an answer waits to be accepted."""
        return self.accepted < self.units

    @property
    def withdrawn(self) -> bool:
        return self.request.withdrawn_at is not None


@dataclass(frozen=True, slots=True)
class Answer:
    """One unit's answer. ``figures`` are those of every line, totals among them; empty until it was handed in."""

    obligation_id: int
    unit_id: int
    unit_path: str
    unit_code: str
    unit_name: str
    state: str
    due: date
    extended: bool
    late: bool
    submitted_at: datetime | None
    flagged: bool
    figures: Mapping[str, Figure] = field(default_factory=dict)

    @property
    def answered(self) -> bool:
        return self.state in ANSWERED

    @property
    def accepted(self) -> bool:
        return self.state in IN_FORCE


@dataclass(frozen=True, slots=True)
class AskedOfUnit:
    """A report that was asked of one unit, as that unit sees it."""

    obligation_id: int
    title: str
    layout: FormLayout
    first_day: date
    last_day: date
    due: date
    state: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class Askable:
    """A unit that a form may be asked of. ``tree_path`` says below which others it lies."""

    id: int
    code: str
    name: str
    kind: str
    parent_id: int | None
    tree_path: str


def requests_of(actor: Actor, path: str, campaign: Campaign | None = None) -> tuple[Asked, ...]:
    """What units at and below ``path`` asked for, the last asked first; with ``campaign`` what it gathers.

    Two statements.
    """
    names = (
        OrgUnitVersion.objects.beyond_scope("names of units whose requests the actor sees")
        .filter(unit_id=OuterRef("unit_id"))
        .order_by("-valid_from")
    )
    found = (
        Request.objects.visible_to(actor)
        .filter(within(branches(paths=(path,))))
        .annotate(unit_name=Subquery(names.values("name")[:1]))
        .select_related("version", "campaign", "data_set")
        .order_by("-asked_at", "-pk")
    )
    if campaign is not None:
        found = found.filter(campaign=campaign).order_by("first_day", "pk")
    listed = list(found)
    counts = _counts(actor, listed)
    return tuple(
        Asked(
            request,
            request.unit_name or "",
            request.campaign.name if request.campaign else "",
            *counts.get(request.pk, (0, 0, 0, 0)),
        )
        for request in listed
    )


def _counts(actor: Actor, requests: Sequence[Request]) -> dict[int, tuple[int, int, int, int]]:
    """By request: units asked, answered, accepted, late. One statement."""
    reports = Submission.objects.visible_to(actor).filter(pk=OuterRef("pk"))
    handed_in = Q(submitted_at__isnull=False)
    rows = (
        Obligation.objects.visible_to(actor)
        .filter(request__in=[request.pk for request in requests], part_of=None)
        .annotate(
            state=Subquery(reports.values("state")[:1]),
            submitted_at=Subquery(reports.values("submitted_at")[:1]),
            came_late=Subquery(reports.values("late")[:1]),
            by_when=Coalesce("extended_to", "deadline"),
        )
        .order_by()
        .values("request_id")
        .annotate(
            units=Count("pk"),
            answered=Count("pk", filter=Q(state__in=ANSWERED)),
            accepted=Count("pk", filter=Q(state__in=IN_FORCE)),
            late=Count("pk", filter=(handed_in & Q(came_late=True)) | (~handed_in & Q(by_when__lt=today()))),
        )
    )
    return {row["request_id"]: (row["units"], row["answered"], row["accepted"], row["late"]) for row in rows}


def request_visible_to(actor: Actor, pk: int) -> Request | None:
    """The request with its form, unless the actor may not see it. One statement."""
    return (
        Request.objects.visible_to(actor)
        .filter(pk=pk)
        .select_related("version", "data_set", "campaign")
        .first()
    )


def answers_to(actor: Actor, request: Request) -> tuple[Answer, ...]:
    """Every unit asked with its answer, in the Vietnamese order of names. Two statements.

    A draft, and what was given back, is nobody's word: its figures are left out.
    """
    owed = Obligation.objects.visible_to(actor).filter(request=request, part_of=None)
    obligations = list(with_unit_names(owed).order_by("unit_sort", "unit_id"))
    reports = {
        each.pk: each
        for each in Submission.objects.visible_to(actor).filter(
            obligation_id__in=[obligation.pk for obligation in obligations]
        )
    }
    layout = layout_of(request.version)
    return tuple(_answer(each, reports.get(each.pk), layout) for each in obligations)


def _answer(obligation: Any, report: Submission | None, layout: FormLayout) -> Answer:
    state = report.state if report else AWAITED
    figures: dict[str, Figure] = {}
    if report is not None and state in ANSWERED:
        figures = Document(report.in_force, report.not_applicable_in_force).figures(layout)
        figures |= worked_out(layout, figures)
    handed_in = report is not None and report.submitted_at is not None
    return Answer(
        obligation_id=obligation.pk,
        unit_id=obligation.unit_id,
        unit_path=obligation.unit_path,
        unit_code=obligation.unit_code or "",
        unit_name=obligation.unit_name or "",
        state=state,
        due=obligation.due,
        extended=obligation.extended_to is not None,
        late=report.late if report and handed_in else today() > obligation.due,
        submitted_at=report.submitted_at if report else None,
        flagged=bool(
            report and state == State.SUBMITTED and any(not flag["answered"] for flag in report.flags)
        ),
        figures=figures,
    )


def sums_so_far(request: Request, answers: Sequence[Answer]) -> dict[str, Figure]:
    """What all that was handed in comes to, accepted or not, by line: provisional until the desk has judged it."""
    figures = [answer.figures for answer in answers if answer.answered]
    return tentative_sums(layout_of(request.version), request.version.adds, figures)


def asked_of(actor: Actor, unit_id: int) -> tuple[AskedOfUnit, ...]:
    """The reports beside the periodic ones that were asked of the unit itself, the latest deadline first.

    One statement.
    """
    reports = Submission.objects.visible_to(actor).filter(pk=OuterRef("pk"))
    owed = (
        Obligation.objects.visible_to(actor)
        .filter(unit_id=unit_id, request__isnull=False, part_of=None)
        .annotate(state=Subquery(reports.values("state")[:1]), by_when=Coalesce("extended_to", "deadline"))
        .select_related("version")
        .order_by("-by_when", "-pk")
    )
    return tuple(
        AskedOfUnit(
            each.pk,
            each.title,
            each.layout,
            each.first_day,
            each.last_day,
            each.due,
            each.state or AWAITED,
            each.state not in ANSWERED and today() > each.due,
        )
        for each in owed
    )


def units_to_ask(actor: Actor, path: str, layout: FormLayout, day: date) -> tuple[Askable, ...]:
    """The units below ``path`` of whom the form may be asked on ``day``, in the Vietnamese order of names.

    One statement.
    """
    found = (
        units_as_of(actor, day)
        .filter(within(branches(paths=(path,))), level__in=layout.levels)
        .exclude(unit_path=path)
        .order_by("sort_key", "code", "unit_id")
    )
    if layout.kinds:
        found = found.filter(kind__in=layout.kinds)
    if layout.under:
        found = found.filter(parent__level__in=layout.under)
    return tuple(
        Askable(each.unit_id, each.code, each.name, each.kind, each.parent_id, each.tree_path)
        for each in found
    )


def campaigns_of(actor: Actor, path: str) -> ScopedQuerySet[Any]:
    """The peak campaigns of units at and below ``path``, the last first; ``requests`` is how many each gathers."""
    gathered = (
        Request.objects.visible_to(actor)
        .filter(campaign=OuterRef("pk"), withdrawn_at=None)
        .order_by()
        .values("campaign")
        .annotate(number=Count("pk"))
    )
    names = (
        OrgUnitVersion.objects.beyond_scope("names of units whose campaigns the actor sees")
        .filter(unit_id=OuterRef("unit_id"))
        .order_by("-valid_from")
    )
    return (
        Campaign.objects.visible_to(actor)
        .filter(within(branches(paths=(path,))))
        .annotate(
            requests=Coalesce(Subquery(gathered.values("number")), 0),
            unit_name=Subquery(names.values("name")[:1]),
        )
        .order_by(F("first_day").desc(), "-pk")
    )


def campaign_visible_to(actor: Actor, pk: int) -> Campaign | None:
    """The campaign, unless the actor may not see it. One statement."""
    return Campaign.objects.visible_to(actor).filter(pk=pk).first()


def working_days_ahead(day: date, counts: Sequence[int] = (2, 3, 5)) -> tuple[tuple[int, date], ...]:
    """So many working days after ``day``, by the table of days off; none of a year that the table lacks."""
    holidays = working_days()
    try:
        return tuple((count, holidays.add_working_days(day, count)) for count in counts)
    except YearMissing:
        return ()
