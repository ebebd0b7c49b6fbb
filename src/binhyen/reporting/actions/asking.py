"""Topical and sudden reports: a desk asks chosen units for a short form, and gathers what it asked under campaigns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.clock import now, today
from binhyen.foundations.decisions import ALLOWED, Decision, NotAllowed, Refused, ensure
from binhyen.foundations.periods import Period, window_of
from binhyen.foundations.vietnamese import format_date, tidy
from binhyen.indicators.models import DataSet, DataSetVersion
from binhyen.indicators.queries import layout_of, version_for
from binhyen.machinery.action import Done, act
from binhyen.machinery.database.bulk import insert_rows, update_rows
from binhyen.machinery.database.scoping import ScopedQuerySet, within
from binhyen.orgunits.models import OrgUnit, OrgUnitVersion
from binhyen.reporting.actions.opening import ByWhen, new_obligation, owed_among, superiors_of
from binhyen.reporting.actions.parts import hand_out_sections
from binhyen.reporting.actions.recording import changed_event
from binhyen.reporting.events import DeadlineExtended, ReportsAsked, ReportsChanged
from binhyen.reporting.models import Campaign, Obligation, Occasion, Request, Submission, WorkbookIntake
from binhyen.reporting.permissions import may_ask, may_change_request
from binhyen.reporting.rules.asking import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    days_fit,
    deadline_fits,
    form_fits,
    text_fits,
    units_fit,
)
from binhyen.reporting.rules.states import State

ANSWERED = (State.SUBMITTED, State.ACCEPTED, State.LOCKED)
"""The states of a report that answers: a draft, and what was given back, do not."""


@dataclass(frozen=True, slots=True)
class Extended:
    """A later deadline: how many units it gives more time, which have not answered yet."""

    request: Request
    units: int


@act("reporting.ask", gettext_lazy("Yêu cầu báo cáo"), permission=may_ask)
def ask_reports(
    *,
    by: Actor,
    unit: OrgUnit,
    occasion: str,
    title: str,
    basis: str,
    data_set: DataSet,
    first_day: date,
    last_day: date,
    deadline: date,
    units: Collection[int],
    campaign: Campaign | None = None,
) -> Done[Request]:
    """Ask the units with these keys, all of them below ``unit``, for a short form over the days, by the deadline.

    Each owes it to the unit directly above it, so that sums roll up the usual way. A report may be handed in from the
    first day on. Raises ``NotAllowed``: a text that is missing, too long or names a person; a periodic form; days or
    deadline that cannot be; a unit out of reach, one that the form does not ask, or that is asked the same already; a
    campaign of another unit. A constant number of statements.
    """
    title, basis = tidy(title), tidy(basis)
    ensure(text_fits(title, _("tên báo cáo"), LONGEST_TITLE))
    ensure(text_fits(basis, _("căn cứ"), LONGEST_TEXT, required=False))
    if occasion not in Occasion.values:
        raise NotAllowed(
            Refused("unknown-occasion", _("Không có loại báo cáo này."), _("Chọn chuyên đề hoặc đột xuất."))
        )
    version = _version_of(data_set, first_day)
    ensure(form_fits(layout_of(version)))
    ensure(days_fit(first_day, last_day, deadline, today()))
    ensure(_campaign_fits(campaign, unit.pk))
    period = window_of(first_day, last_day)
    ensure(_asked_nowhere(by, unit, data_set, period))
    # One that nobody owes any more was withdrawn whole: it makes room for asking anew.
    Request.objects.visible_to(by).filter(unit=unit, data_set=data_set, period=period.code).delete()
    request = Request.objects.create(
        unit=unit,
        occasion=occasion,
        title=title,
        basis=basis,
        data_set=data_set,
        version=version,
        period=period.code,
        first_day=first_day,
        last_day=last_day,
        deadline=deadline,
        campaign=campaign,
        asked_at=now(),
        asked_by=by.account_id,
    )
    events = _oblige(by, unit.path, request, units, deadline)
    return Done(
        request,
        unit_id=unit.pk,
        subject=f"request:{request.pk}",
        detail={"form": data_set.code, "period": period.code, "units": len(set(units))},
        events=events,
    )


@act("reporting.ask-more", gettext_lazy("Yêu cầu thêm đơn vị báo cáo"), permission=may_change_request)
def ask_more_units(
    *, by: Actor, request: Request, units: Collection[int], deadline: date | None = None
) -> Done[Request]:
    """Ask further units the same, by the request's deadline or by a later one of theirs. Raises ``NotAllowed``."""
    request = _held(by, request)
    by_when = deadline or request.deadline
    ensure(_not_withdrawn(request))
    ensure(days_fit(request.first_day, request.last_day, by_when, today()))
    events = _oblige(by, request.unit_path, request, units, by_when)
    return Done(
        request,
        unit_id=request.unit_id,
        subject=f"request:{request.pk}",
        detail={"units": len(set(units)), "deadline": by_when.isoformat()},
        events=events,
    )


@act("reporting.extend-request", gettext_lazy("Gia hạn yêu cầu báo cáo"), permission=may_change_request)
def extend_request(*, by: Actor, request: Request, until: date, reason: str) -> Done[Extended]:
    """Give more time to every unit that has not answered yet, with a reason. Who was late already stays so.

    A unit that has more time than that by itself keeps it. Raises ``NotAllowed``.
    """
    request, reason = _held(by, request), tidy(reason)
    ensure(_not_withdrawn(request))
    ensure(text_fits(reason, _("lý do gia hạn"), LONGEST_TEXT))
    ensure(deadline_fits(until, today()))
    if until <= request.deadline:
        raise NotAllowed(
            Refused(
                "not-later",
                _("Ngày gia hạn %(until)s không sau thời hạn %(deadline)s.")
                % {"until": format_date(until), "deadline": format_date(request.deadline)},
                _("Chọn ngày muộn hơn."),
            )
        )
    waiting = [
        obligation
        for obligation in _owed_for(by, request).exclude(pk__in=_reports_of(by, request, ANSWERED))
        if obligation.due < until and obligation.closed_at is None
    ]
    if not waiting:
        raise NotAllowed(
            Refused(
                "all-answered",
                _("Không còn đơn vị nào chưa trả lời mà hạn đến trước ngày %s.") % format_date(until),
                _("Không cần gia hạn."),
            )
        )
    for obligation in waiting:
        obligation.extended_to, obligation.extension_reason = until, reason
    update_rows(waiting, ["extended_to", "extension_reason"])
    return Done(
        Extended(request, len(waiting)),
        unit_id=request.unit_id,
        subject=f"request:{request.pk}",
        detail={"until": until.isoformat(), "units": len(waiting)},
        events=tuple(DeadlineExtended(each.pk, each.unit_id) for each in waiting if each.part_of_id is None),
    )


@act("reporting.withdraw-request", gettext_lazy("Rút yêu cầu báo cáo"), permission=may_change_request)
def withdraw_request(*, by: Actor, request: Request) -> Done[Request]:
    """Let go those units of which nothing came in, not even a draft; who began goes on. :func:`ask_again` undoes it.

    Where nobody began, the whole request is withdrawn. Raises ``NotAllowed`` where there is nobody to let go.
    """
    request = _held(by, request)
    ensure(_not_withdrawn(request))
    begun = _reports_of(by, request)
    owed = list(_owed_for(by, request))
    wholes_begun = {each.part_of_id or each.pk for each in owed if each.pk in begun}
    going = [each for each in owed if (each.part_of_id or each.pk) not in wholes_begun]
    if not going:
        raise NotAllowed(
            Refused(
                "nothing-to-withdraw",
                _("Đơn vị nào cũng đã bắt đầu trả lời nên không rút được."),
                _("Trả lại báo cáo không dùng đến, hoặc để nguyên."),
            )
        )
    keys = [each.pk for each in going]
    WorkbookIntake.objects.visible_to(by).filter(obligation_id__in=keys).update(obligation=None)
    Obligation.objects.visible_to(by).filter(pk__in=keys).delete()
    request.withdrawn = sorted({each.unit_id for each in going if each.part_of_id is None})
    request.withdrawn_at = None if wholes_begun else now()
    request.save(update_fields=["withdrawn", "withdrawn_at"])
    return Done(
        request,
        unit_id=request.unit_id,
        subject=f"request:{request.pk}",
        detail={"units": request.withdrawn, "whole": not wholes_begun},
        events=changed_event(superiors_of(going)),
    )


@act("reporting.ask-again", gettext_lazy("Hoàn tác rút yêu cầu"), permission=may_change_request)
def ask_again(*, by: Actor, request: Request) -> Done[Request]:
    """Undo the last withdrawal: the units that were let go owe the report again, by the deadline that was given first.

    Doing it again changes nothing. Raises ``NotAllowed`` where one of them is asked the same by others meanwhile.
    """
    request = _held(by, request)
    units = list(request.withdrawn)
    events: tuple[object, ...] = ()
    if units:
        request.withdrawn, request.withdrawn_at = [], None
        request.save(update_fields=["withdrawn", "withdrawn_at"])
        events = _oblige(by, request.unit_path, request, units, request.deadline)
    return Done(
        request,
        unit_id=request.unit_id,
        subject=f"request:{request.pk}",
        detail={"units": len(units)},
        events=events,
        worth_a_line=bool(units),
    )


@act("reporting.open-campaign", gettext_lazy("Mở đợt cao điểm"), permission=may_ask)
def open_campaign(
    *, by: Actor, unit: OrgUnit, name: str, plan: str, first_day: date, last_day: date
) -> Done[Campaign]:
    """Open a peak campaign that gathers what ``unit`` asks for. Its name is the only one there.

    Raises ``NotAllowed``: name or plan missing, too long or naming a person; the days turned round; the name taken.
    """
    name, plan = tidy(name), tidy(plan)
    ensure(text_fits(name, _("tên đợt cao điểm"), LONGEST_TITLE))
    ensure(text_fits(plan, _("kế hoạch"), LONGEST_TITLE, required=False))
    ensure(days_fit(first_day, last_day, last_day, min(today(), last_day)))
    if Campaign.objects.visible_to(by).filter(unit=unit, name=name).exists():
        raise NotAllowed(
            Refused(
                "campaign-named-so",
                _("Đã có đợt cao điểm “%s”.") % name,
                _("Đặt tên khác, như thêm năm vào tên."),
            )
        )
    campaign = Campaign.objects.create(
        unit=unit,
        name=name,
        plan=plan,
        first_day=first_day,
        last_day=last_day,
        opened_at=now(),
        opened_by=by.account_id,
    )
    return Done(
        campaign,
        unit_id=unit.pk,
        subject=f"campaign:{campaign.pk}",
        detail={"from": first_day.isoformat(), "to": last_day.isoformat()},
    )


@act("reporting.gather", gettext_lazy("Đưa yêu cầu vào đợt cao điểm"), permission=may_change_request)
def gather(*, by: Actor, request: Request, campaign: Campaign | None) -> Done[Request]:
    """Put a request under a campaign of the same unit, or with None under none. Refused for another unit's campaign."""
    request = _held(by, request)
    ensure(_campaign_fits(campaign, request.unit_id))
    changed = request.campaign_id != (campaign.pk if campaign else None)
    if changed:
        request.campaign = campaign
        request.save(update_fields=["campaign"])
    return Done(
        request,
        unit_id=request.unit_id,
        subject=f"request:{request.pk}",
        detail={"campaign": campaign.pk if campaign else None},
        worth_a_line=changed,
    )


def _version_of(data_set: DataSet, first_day: date) -> DataSetVersion:
    """The version in force on the first day; a form that is younger than the days it is asked for, today's."""
    version = version_for(data_set.code, first_day) or version_for(data_set.code, today())
    if version is None:
        raise NotAllowed(
            Refused(
                "no-form-version",
                _("Biểu %s chưa có phiên bản nào đang dùng.") % data_set.code,
                _("Chọn biểu khác, hoặc ban hành phiên bản biểu trước."),
            )
        )
    return version


def _campaign_fits(campaign: Campaign | None, unit_id: int) -> Decision:
    if campaign is None or campaign.unit_id == unit_id:
        return ALLOWED
    return Refused(
        "campaign-of-another-unit",
        _("Đợt cao điểm “%s” do đơn vị khác mở.") % campaign.name,
        _("Chọn đợt cao điểm của chính đơn vị yêu cầu."),
    )


def _not_withdrawn(request: Request) -> Decision:
    if request.withdrawn_at is None:
        return ALLOWED
    return Refused("request-withdrawn", _("Yêu cầu này đã được rút."), _("Hoàn tác việc rút trước."))


def _asked_nowhere(by: Actor, unit: OrgUnit, data_set: DataSet, period: Period) -> Decision:
    """Sums are kept for a form and its days: the same of two desks, one below the other, would run together."""
    there = (
        Obligation.objects.visible_to(by)
        .filter(within(branches(paths=(unit.path,))), data_set=data_set, period=period.code)
        .order_by("pk")
        .first()
    )
    if there is None:
        return ALLOWED
    return Refused(
        "asked-already",
        _("Biểu này đã được yêu cầu cho %(days)s: “%(title)s”.")
        % {"days": period.label, "title": there.title or data_set.code},
        _("Thêm đơn vị vào yêu cầu đó, hoặc chọn ngày khác."),
    )


def _held(by: Actor, request: Request) -> Request:
    """The request as it stands now, and nobody else's until the transaction ends."""
    return (
        Request.objects.visible_to(by)
        .select_related("version", "data_set")
        .select_for_update(of=("self",))
        .get(pk=request.pk)
    )


def _owed_for(by: Actor, request: Request) -> ScopedQuerySet[Obligation]:
    """What is owed for the request, parts of bodies among it."""
    return (
        Obligation.objects.visible_to(by)
        .filter(Q(request=request) | Q(part_of__request=request))
        .order_by("pk")
        .select_for_update(of=("self",))
    )


def _reports_of(by: Actor, request: Request, states: Sequence[State] = ()) -> set[int]:
    """The keys of the reports that were begun for the request, of those in the given states alone if any."""
    reports = Submission.objects.visible_to(by).filter(
        Q(obligation__request=request) | Q(obligation__part_of__request=request)
    )
    return set((reports.filter(state__in=states) if states else reports).values_list("pk", flat=True))


def _oblige(
    by: Actor, path: str, request: Request, units: Collection[int], deadline: date
) -> tuple[ReportsChanged | ReportsAsked, ...]:
    """Write what the units owe, after asking whether each of them can; what to announce."""
    chosen = sorted(set(units))
    layout, period = layout_of(request.version), window_of(request.first_day, request.last_day)
    below = within(branches(paths=(path,))) & Q(unit_id__in=chosen)
    names = dict(
        OrgUnitVersion.objects.visible_to(by)
        .filter(below)
        .exclude(unit_id=request.unit_id)
        .order_by("valid_from")
        .values_list("unit_id", "name")
    )
    owed = {each.unit_id: each for each in owed_among(by, below, layout, period)}
    asked = set(
        Obligation.objects.visible_to(by)
        .filter(data_set_id=request.data_set_id, period=period.code, unit_id__in=chosen)
        .values_list("unit_id", flat=True)
    )
    ensure(units_fit(chosen, owed, asked, names))
    by_when = ByWhen(deadline, request.basis, local_rule=False)
    new = [new_obligation(each, request.data_set, request.version, period, by_when) for each in owed.values()]
    for obligation in new:
        obligation.request, obligation.title = request, request.title
    insert_rows(new)
    hand_out_sections(
        by, layout, request.data_set, request.version, period.code, [each.unit_id for each in new]
    )
    superiors = tuple(sorted({each.superior_id for each in new}))
    return (
        ReportsChanged(request.data_set_id, period.code, superiors),
        ReportsAsked(request.data_set_id, period.code, request.unit_id, tuple(chosen)),
    )
