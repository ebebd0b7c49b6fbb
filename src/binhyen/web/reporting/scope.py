"""What an address of these pages speaks of: which unit, which form, which period."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from binhyen.access.permissions import Permission
from binhyen.foundations.authority import Actor, branches
from binhyen.foundations.calendars import Calendar
from binhyen.foundations.clock import today
from binhyen.foundations.periods import (
    CUSTOM_WINDOWS,
    BadPeriod,
    Period,
    PeriodKind,
    calendar_of,
    parse_period,
    period_of,
)
from binhyen.indicators.models import DataSet, DataSetVersion
from binhyen.indicators.queries import layout_of
from binhyen.indicators.values import FormLayout
from binhyen.machinery.database.scoping import within
from binhyen.orgunits.models import Level, OrgUnit
from binhyen.orgunits.queries import UnitOnDay, path_to
from binhyen.reporting.models import Obligation
from binhyen.reporting.queries import periods_open
from binhyen.web.frame import current
from binhyen.web.frame.requests import SignedInRequest
from binhyen.web.frame.words import in_language, kind_label, period_label, period_short

UNIT, FORM, PERIOD, WIDTH = "don-vi", "bieu", "ky", "so-ky"

_KINDS = (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.NINE_MONTHS, PeriodKind.YEAR)


@dataclass(frozen=True, slots=True)
class FormChoice:
    """A form as one may choose it, in the version of today. ``owed`` reports of it are known here."""

    data_set: DataSet
    layout: FormLayout
    owed: int

    @property
    def name(self) -> str:
        return in_language(self.layout.name, self.layout.name_en)

    @property
    def on_request(self) -> bool:
        """Whether it is filled in only where a desk asks for it, for days that the desk sets."""
        return self.data_set.calendar == CUSTOM_WINDOWS.id

    @property
    def group(self) -> str:
        """Under which heading it stands among the forms."""
        if self.on_request:
            return _("Chuyên đề, đột xuất")
        return {
            PeriodKind.MONTH: _("Hằng tháng"),
            PeriodKind.QUARTER: _("Hằng quý"),
            PeriodKind.HALF: _("6 tháng"),
            PeriodKind.NINE_MONTHS: _("9 tháng"),
            PeriodKind.YEAR: _("Hằng năm"),
        }.get(PeriodKind(self.data_set.period_kind), _("Theo đợt"))


@dataclass(frozen=True)
class Scope:
    """A unit with those above it, its forms, the chosen one with the periods opened for it, and the chosen period.

    ``fault`` says what of the address could not be read; what was meant instead then stands in its place.
    """

    above: tuple[UnitOnDay, ...]
    forms: tuple[FormChoice, ...]
    form: FormChoice | None
    periods: tuple[Period, ...]
    period: Period | None
    fault: Any = None

    @property
    def unit(self) -> UnitOnDay:
        return self.above[-1]

    @property
    def breadcrumb(self) -> list[dict[str, str]]:
        *above, _unit = self.above
        steps = [{"label": unit.name, "url": reverse("unit", args=[unit.id])} for unit in above]
        return [*steps, {"label": self.unit.name, "url": ""}]

    def url(self, name: str = "reports", **more: str) -> str:
        """The address of a page that speaks of the same; ``more`` says something else or further (``_`` for ``-``)."""
        told = {UNIT: str(self.unit.id)}
        if self.form is not None:
            told[FORM] = self.form.data_set.code
        if self.period is not None:
            told[PERIOD] = self.period.code
        told |= {key.replace("_", "-"): value for key, value in more.items()}
        return f"{reverse(name)}?{urlencode({key: value for key, value in told.items() if value})}"

    @property
    def switch(self) -> dict[str, Any] | None:
        """The period switcher of the top bar; nothing where no period has been opened."""
        if self.period is None or self.period not in self.periods:
            return None
        at = self.periods.index(self.period)
        addresses = [self.url(ky=period.code) for period in self.periods]
        return {
            "label": period_label(self.period),
            "previous_url": addresses[at - 1] if at > 0 else "",
            "next_url": addresses[at + 1] if at + 1 < len(self.periods) else "",
            "kinds": [{"label": kind_label(self.period.kind), "url": addresses[at], "current": True}],
            "items": [
                {"label": period_short(period), "url": url, "current": period == self.period}
                for period, url in reversed(tuple(zip(self.periods, addresses, strict=True)))
            ],
        }

    @property
    def form_groups(self) -> list[tuple[str, list[FormChoice]]]:
        """The forms by kind of period, short ones first, as one chooses among them."""

        def order(form: FormChoice) -> tuple[bool, int, str]:
            kind = PeriodKind(form.data_set.period_kind)
            return form.on_request, _KINDS.index(kind) if kind in _KINDS else len(_KINDS), form.name

        listed = sorted(self.forms, key=order)
        return [(group, list(forms)) for group, forms in groupby(listed, key=lambda form: form.group)]

    def to_open(self) -> tuple[Period, ...]:
        """The periods that may be opened next: those after the last opened one until the one of today.

        Nothing for a form that is filled in on request alone.
        """
        if self.form is None or self.form.on_request:
            return ()
        calendar = calendar_of(self.form.data_set.calendar)
        now = _period_now(calendar, PeriodKind(self.form.data_set.period_kind))
        if not self.periods:
            return tuple(each for each in (now.earlier, now) if each is not None)
        following = [self.periods[-1].next()]
        while following[-1] < now and len(following) < _MOST_TO_OPEN:
            following.append(following[-1].next())
        return tuple(following)

    def row(self, actor: Actor) -> OrgUnit:
        """The unit's own row, as acts want it."""
        return OrgUnit.objects.visible_to(actor).get(pk=self.unit.id)

    def with_fault(self, fault: Any) -> Scope:
        return Scope(self.above, self.forms, self.form, self.periods, self.period, fault)


_MOST_TO_OPEN = 12


def scope_of(request: SignedInRequest, query: QueryDict, most: int = 36) -> Scope:
    """Read an address or a form: the unit at which the account works unless it names one. 404 for what is not seen."""
    actor = request.actor
    above = path_to(actor, _unit_id(request, query), today())
    if not above or not actor.may(Permission.VIEW_FIGURES, at=above[-1].path):
        raise Http404
    unit = above[-1]
    forms = _forms(actor, unit)
    chosen = query.get(FORM, "")
    form = next((each for each in forms if each.data_set.code == chosen), forms[0] if forms else None)
    periods = periods_open(actor, unit.path, form.data_set, most) if form else ()
    scope = Scope(above, forms, form, periods, periods[-1] if periods else None)
    if chosen and form is not None and form.data_set.code != chosen:
        return scope.with_fault(
            {
                "sentence": _("Đơn vị này không có biểu “%s”.") % chosen,
                "remedy": _("Chọn một biểu trong danh sách."),
            }
        )
    return _with_period(scope, query.get(PERIOD, ""))


def _unit_id(request: SignedInRequest, query: QueryDict) -> int:
    named = query.get(UNIT, "")
    if named.isascii() and named.isdigit() and len(named) < 18:
        return int(named)
    unit = current.current_unit(request, request.actor)
    if unit is not None and request.actor.may(Permission.VIEW_FIGURES, at=unit.path):
        return unit.id
    return next(
        mandate.unit_id
        for mandate in request.actor.mandates
        if Permission.VIEW_FIGURES in mandate.permissions
    )


def _forms(actor: Actor, unit: UnitOnDay) -> tuple[FormChoice, ...]:
    """The forms that are owed at and below the unit, the most asked first; for a desk also those to come."""
    counted = (
        Obligation.objects.visible_to(actor)
        .filter(within(branches(paths=(unit.path,))))
        .order_by()
        .values("data_set_id")
        .annotate(reports=Count("pk"))
    )
    owed = {row["data_set_id"]: row["reports"] for row in counted}
    places = unit.level in (Level.COUNTRY, Level.PROVINCE)
    opens = places and bool(actor.may(Permission.OPEN_PERIOD, at=unit.path))
    found = [
        FormChoice(version.data_set, layout_of(version), owed.get(version.data_set_id, 0))
        for version in _versions_today()
        if version.data_set_id in owed or opens
    ]
    return tuple(
        sorted(found, key=lambda each: (-each.owed, Level.COMMUNE not in each.layout.levels, each.name))
    )


def _versions_today() -> list[DataSetVersion]:
    """The version of each form that holds today. One statement; what they ask is read once a process."""
    day = today()
    return list(
        DataSetVersion.objects.filter(Q(valid_until=None) | Q(valid_until__gt=day), valid_from__lte=day)
        .order_by("data_set_id", "-number")
        .distinct("data_set_id")
        .select_related("data_set")
        .defer("content")
    )


def _period_now(calendar: Calendar, kind: PeriodKind) -> Period:
    """The period of today; of a calendar whose windows leave gaps, the window of this year."""
    day = today()
    try:
        return period_of(day, kind, calendar)
    except BadPeriod:
        return Period(calendar, kind, day.year)


def _with_period(scope: Scope, code: str) -> Scope:
    if not code or scope.form is None:
        return scope
    try:
        period = parse_period(code, calendar_of(scope.form.data_set.calendar))
    except BadPeriod as fault:
        return scope.with_fault(fault)
    if period not in scope.periods:
        return scope.with_fault(
            {
                "sentence": _("Kỳ %s chưa được mở cho biểu này.") % period_label(period),
                "remedy": _("Chọn một kỳ đã mở, hoặc nhờ cơ quan thường trực cấp trên mở kỳ."),
            }
        )
    return Scope(scope.above, scope.forms, scope.form, scope.periods, period)
